-- Customers and what happened with them.

CREATE OR REPLACE FUNCTION crm.tg_action_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE checked boolean := current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1;
BEGIN
    IF checked AND TG_OP = 'INSERT' THEN NEW.employee_id := coalesce(NEW.employee_id, crm.me()); END IF;
    IF checked AND (NEW.opportunity_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.opportunity_id IS DISTINCT FROM OLD.opportunity_id)
            AND NOT crm.sees('opportunity', NEW.opportunity_id)
        OR NEW.customer_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.customer_id IS DISTINCT FROM OLD.customer_id)
            AND NOT crm.sees('customer', NEW.customer_id)) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    IF NEW.customer_id IS NULL THEN
        NEW.customer_id := (SELECT customer_id FROM crm.opportunity WHERE id = NEW.opportunity_id);
    END IF;
    NEW.owner_id := CASE WHEN NEW.customer_id IS NOT NULL THEN (SELECT owner_id FROM crm.customer WHERE id = NEW.customer_id)
        ELSE (SELECT owner_id FROM crm.opportunity WHERE id = NEW.opportunity_id) END;
    RETURN NEW;
END $$;

-- Whoever makes a promise keeps it, until the customer goes to somebody else; where there is none, nobody does.
CREATE OR REPLACE FUNCTION crm.tg_action_promise() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NEW.promise = '' AND NEW.promise_on IS NULL THEN
        NEW.responsible_id := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.responsible_id := coalesce(NEW.responsible_id, NEW.employee_id);
    ELSIF OLD.promise = '' AND OLD.promise_on IS NULL OR NEW.employee_id <> OLD.employee_id AND OLD.responsible_id = OLD.employee_id THEN
        NEW.responsible_id := NEW.employee_id;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_promise BEFORE INSERT OR UPDATE OF promise, promise_on, employee_id ON crm.action
    FOR EACH ROW EXECUTE FUNCTION crm.tg_action_promise();

-- Whoever keeps another's promise says so in his entry, and changes nothing else of what that one wrote.
CREATE OR REPLACE FUNCTION crm.tg_action_by_author() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE kept text[] := '{promise_kept,version,updated_at,updated_by}';
BEGIN
    IF current_user = session_user AND current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1
        AND crm.my_scope('action', 'edit') <> 'all' AND (OLD.employee_id = ANY (crm.visible_owners('action', 'edit'))) IS NOT TRUE
        AND to_jsonb(NEW) - kept IS DISTINCT FROM to_jsonb(OLD) - kept THEN
        PERFORM crm.deny('action_is_its_authors');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t05_by_author BEFORE UPDATE ON crm.action FOR EACH ROW EXECUTE FUNCTION crm.tg_action_by_author();

-- What is planned with a customer or an opportunity after an action is written down. A date that it names counts, unless a later action names
-- another; one taken back takes back the plan it made. Without a date the plan stays, unless this was the contact that was planned: on that day or
-- later, by whoever looks after the record (today's stand-in too) or made the plan.
CREATE OR REPLACE FUNCTION crm.plan_after(a crm.action, before date, planned date, last_at timestamptz, owner bigint, by_opportunity boolean) RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF a.next_contact_on IS NOT NULL THEN
        RETURN CASE WHEN last_at IS NULL OR a.happened_at >= last_at OR before = planned OR a.next_contact_on > crm.company_day(last_at)
            AND NOT EXISTS (SELECT FROM crm.action l WHERE (NOT by_opportunity AND l.customer_id = a.customer_id
                    OR by_opportunity AND l.opportunity_id = a.opportunity_id) AND l.happened_at > a.happened_at AND l.next_contact_on IS NOT NULL)
            THEN a.next_contact_on ELSE planned END;
    END IF;
    IF before = planned THEN RETURN NULL; END IF;
    IF planned IS NULL OR crm.company_day(a.happened_at) < planned THEN RETURN planned; END IF;
    IF a.employee_id = owner OR a.employee_id = crm.me() AND owner = ANY (crm.stood_in_for())
        OR EXISTS (SELECT FROM crm.action p WHERE (NOT by_opportunity AND p.customer_id = a.customer_id
            OR by_opportunity AND p.opportunity_id = a.opportunity_id) AND p.next_contact_on = planned AND p.employee_id = a.employee_id) THEN RETURN NULL; END IF;
    RETURN planned;
END $$;

-- An action sets the last and the next contact of its customer and its opportunity.
CREATE OR REPLACE FUNCTION crm.tg_action_moves_next_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE before date;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.next_contact_on IS NOT DISTINCT FROM OLD.next_contact_on THEN RETURN NULL; END IF;
        before := OLD.next_contact_on;
    END IF;
    UPDATE crm.customer c SET last_contact_at = greatest(c.last_contact_at, NEW.happened_at),
        handed_on = CASE WHEN NEW.employee_id IS DISTINCT FROM c.owner_id THEN c.handed_on END,
        next_contact_on = crm.plan_after(NEW, before, c.next_contact_on, c.last_contact_at, c.owner_id, false)
    WHERE c.id = NEW.customer_id;
    UPDATE crm.opportunity o SET last_contact_at = greatest(o.last_contact_at, NEW.happened_at),
        next_contact_on = crm.plan_after(NEW, before, o.next_contact_on, o.last_contact_at, o.owner_id, true)
    WHERE o.id = NEW.opportunity_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER t10_place BEFORE INSERT OR UPDATE OF customer_id, opportunity_id ON crm.action
    FOR EACH ROW EXECUTE FUNCTION crm.tg_action_place();
CREATE OR REPLACE TRIGGER t50_next_contact AFTER INSERT OR UPDATE OF next_contact_on ON crm.action
    FOR EACH ROW EXECUTE FUNCTION crm.tg_action_moves_next_contact();

-- The chains of parents and of superiors have an end: tg_no_loop(foreign key).
CREATE OR REPLACE FUNCTION crm.tg_no_loop() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE up bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint; steps int := 0;
BEGIN
    -- two who hang each other's branch below their own at once: the second waits and then finds the loop
    PERFORM pg_advisory_xact_lock(hashtext('crm.chain:' || TG_TABLE_NAME));
    WHILE up IS NOT NULL LOOP
        steps := steps + 1;
        IF up = NEW.id OR steps > 100 THEN PERFORM crm.refuse(TG_TABLE_NAME || '_loop', TG_ARGV[0]); END IF;
        EXECUTE format('SELECT %I FROM crm.%I WHERE id = $1', TG_ARGV[0], TG_TABLE_NAME) INTO up USING up;
    END LOOP;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t40_no_loop AFTER INSERT OR UPDATE OF parent_id ON crm.department
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION crm.tg_no_loop('parent_id');
CREATE OR REPLACE TRIGGER t40_no_loop AFTER INSERT OR UPDATE OF parent_id ON crm.product_class
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION crm.tg_no_loop('parent_id');
CREATE OR REPLACE TRIGGER t40_no_loop AFTER INSERT OR UPDATE OF parent_id ON crm.customer
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION crm.tg_no_loop('parent_id');
CREATE OR REPLACE TRIGGER t40_no_loop AFTER INSERT OR UPDATE OF superior_id ON crm.employee
    FOR EACH ROW WHEN (NEW.superior_id IS NOT NULL) EXECUTE FUNCTION crm.tg_no_loop('superior_id');

-- A dictionary entry keeps its code: records carry it.
CREATE OR REPLACE FUNCTION crm.tg_dictionary_code_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF (OLD.kind, OLD.code) <> (NEW.kind, NEW.code) THEN PERFORM crm.refuse('dictionary_code_stays', 'code'); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_code_stays BEFORE UPDATE ON crm.dictionary
    FOR EACH ROW EXECUTE FUNCTION crm.tg_dictionary_code_stays();
