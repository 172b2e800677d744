-- Customers pass from hand to hand: who had them from when to when, how many one may hold, assigning, leaving.

-- A company's time zone must exist: every day's rules stand on it.
CREATE OR REPLACE FUNCTION crm.tg_setting_time_zone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = NEW.value #>> '{}') THEN PERFORM crm.refuse('time_zone_unknown', 'value'); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_time_zone BEFORE INSERT OR UPDATE ON crm.setting
    FOR EACH ROW WHEN (NEW.name = 'time_zone') EXECUTE FUNCTION crm.tg_setting_time_zone();

-- The people I may speak for: myself and those below me; all for whoever may edit employees.
CREATE OR REPLACE FUNCTION crm.my_people() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.scope_owners(crm.me(), CASE crm.my_scope('employee', 'edit') WHEN 'all' THEN 'all' ELSE 'subordinates' END)
$$;
GRANT EXECUTE ON FUNCTION crm.my_people() TO :"employee";

-- A new hand: the clocks start anew, the protection of the one before ends, a pool is left. What an undo names itself stays as named.
CREATE OR REPLACE FUNCTION crm.tg_customer_hand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.pool_due_on := NULL;
    DELETE FROM crm.pool_work WHERE customer_id = OLD.id AND NOT done;  -- what the night meant to do of it no longer holds
    IF (NEW.owner_id, NEW.pool_id) IS NOT DISTINCT FROM (OLD.owner_id, OLD.pool_id) THEN RETURN NEW; END IF;
    IF NEW.owner_id IS NOT NULL AND NEW.pool_id IS NOT DISTINCT FROM OLD.pool_id THEN NEW.pool_id := NULL; END IF;
    IF NEW.pool_id IS NULL THEN NEW.pool_reason := ''; END IF;
    IF NEW.received_at = OLD.received_at THEN NEW.received_at := clock_timestamp(); END IF;
    IF NEW.locked = OLD.locked THEN NEW.locked := false; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_hand BEFORE UPDATE ON crm.customer
    FOR EACH ROW WHEN ((OLD.owner_id, OLD.pool_id, OLD.last_contact_at, OLD.locked, OLD.locked_until, OLD.grade)
        IS DISTINCT FROM (NEW.owner_id, NEW.pool_id, NEW.last_contact_at, NEW.locked, NEW.locked_until, NEW.grade))
    EXECUTE FUNCTION crm.tg_customer_hand();

-- A lock may have a last day. The night takes away what is over (end_locks); whatever asks before that reads the day too.
CREATE OR REPLACE FUNCTION crm.tg_customer_lock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT NEW.locked AND TG_OP = 'UPDATE' THEN
        IF OLD.locked THEN NEW.locked_until := NULL; RETURN NEW; END IF;  -- unlocked
    END IF;
    NEW.locked := true;  -- to say until when is to lock
    IF NEW.locked_until < crm.today() AND current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1 THEN
        IF TG_OP = 'INSERT' THEN PERFORM crm.refuse('customer_lock_is_over', 'locked_until'); END IF;
        IF NEW.locked_until IS DISTINCT FROM OLD.locked_until THEN PERFORM crm.refuse('customer_lock_is_over', 'locked_until'); END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t25_lock BEFORE INSERT OR UPDATE ON crm.customer
    FOR EACH ROW WHEN (NEW.locked_until IS NOT NULL) EXECUTE FUNCTION crm.tg_customer_lock();

CREATE OR REPLACE FUNCTION crm.end_locks(on_day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    UPDATE crm.customer SET locked = false WHERE locked_until < on_day
$$;

-- Who had whom: a customer that never changed hands has no row; the first change writes down both.
CREATE OR REPLACE FUNCTION crm.tg_customer_holding() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE is_new boolean;  -- imported into a pool: nobody had them
BEGIN
    IF NOT EXISTS (SELECT id, owner_id, pool_id FROM new_rows EXCEPT SELECT id, owner_id, pool_id FROM old_rows) THEN  -- see plans.sql
        RETURN NULL;
    END IF;
    is_new := EXISTS (SELECT FROM crm.bulk_action WHERE xid = pg_current_xact_id() AND pooling);
    WITH moved AS MATERIALIZED (
        SELECT n.id, n.owner_id, n.pool_id, n.pool_reason, n.received_at, o.owner_id AS old_owner, o.pool_id AS old_pool,
            o.received_at AS old_received
        FROM new_rows n JOIN old_rows o USING (id) WHERE (n.owner_id, n.pool_id) IS DISTINCT FROM (o.owner_id, o.pool_id)),
    ended AS (
        UPDATE crm.customer_holding h SET to_at = clock_timestamp() FROM moved m WHERE h.customer_id = m.id AND h.to_at IS NULL RETURNING m.id)
    INSERT INTO crm.customer_holding (customer_id, owner_id, holder_id, pool_id, from_at, to_at, how)
    SELECT m.id, m.owner_id, m.old_owner, m.old_pool, least(m.old_received, clock_timestamp()), clock_timestamp(), 'first'
    FROM moved m WHERE NOT is_new AND num_nonnulls(m.old_owner, m.old_pool) > 0 AND NOT EXISTS (SELECT FROM ended e WHERE e.id = m.id)
        AND NOT EXISTS (SELECT FROM crm.customer_holding h WHERE h.customer_id = m.id);
    WITH made AS (
    INSERT INTO crm.customer_holding (customer_id, owner_id, holder_id, pool_id, from_pool_id, from_at, how, days, reason)
    SELECT n.id, n.owner_id, n.owner_id, n.pool_id, o.pool_id, clock_timestamp(),
        CASE WHEN n.received_at < o.received_at THEN 'undone'
            WHEN n.pool_reason LIKE 'rule:%' THEN 'no_' || split_part(n.pool_reason, ':', 2)
            WHEN b.kind = 'leave' THEN 'left'
            WHEN n.pool_id IS NOT NULL THEN 'pooled'
            WHEN o.pool_id IS NOT NULL AND n.owner_id = crm.me() THEN 'claimed' ELSE 'assigned' END,
        nullif(split_part(n.pool_reason, ':', 3), '')::int,
        CASE WHEN n.pool_reason ~ '^(rule|left):' OR b.kind = 'leave' THEN '' WHEN n.pool_reason <> '' THEN n.pool_reason ELSE coalesce(b.label, '') END
    FROM new_rows n JOIN old_rows o USING (id) LEFT JOIN (SELECT kind, label FROM crm.bulk_action
        WHERE xid = pg_current_xact_id() AND kind IN ('assign', 'leave') LIMIT 1) b ON true
    WHERE (n.owner_id, n.pool_id) IS DISTINCT FROM (o.owner_id, o.pool_id) AND num_nonnulls(n.owner_id, n.pool_id) > 0
    RETURNING *)
    INSERT INTO crm.timeline_entry (customer_id, owner_id, kind, employee_id, data)
    SELECT m.customer_id, m.owner_id, m.how, CASE WHEN m.how NOT LIKE 'no\_%' THEN crm.me() END, jsonb_build_object(
        'from', CASE WHEN is_new THEN '–' ELSE coalesce(e.name, f.name, '–') END, 'to', coalesce(h.name, p.name), 'pool', coalesce(p.name, f.name, ''), 'days', m.days, 'reason', m.reason)
    FROM made m JOIN old_rows o ON o.id = m.customer_id LEFT JOIN crm.employee e ON e.id = o.owner_id LEFT JOIN crm.employee h ON h.id = m.holder_id
    LEFT JOIN crm.customer_pool p ON p.id = m.pool_id LEFT JOIN crm.customer_pool f ON f.id = m.from_pool_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t65_holding AFTER UPDATE ON crm.customer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_customer_holding();

-- Whoever has the customer sees what hangs on it, whose it ever is. With the customer what is open and its owner's falls to nobody (the pool):
-- opportunities, drafts, promises; whoever gets it out again gets them too. What is over stays with whoever did it, for the figures.
CREATE OR REPLACE FUNCTION crm.tg_customer_work() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT id, owner_id FROM new_rows EXCEPT SELECT id, owner_id FROM old_rows) THEN RETURN NULL; END IF;  -- see plans.sql
    IF EXISTS (SELECT id, owner_id IS NULL FROM new_rows EXCEPT SELECT id, owner_id IS NULL FROM old_rows) THEN
        UPDATE crm.opportunity t SET owner_id = n.owner_id FROM new_rows n JOIN old_rows o USING (id)
        WHERE t.customer_id = n.id AND num_nulls(n.owner_id, o.owner_id) = 1 AND t.owner_id IS NOT DISTINCT FROM o.owner_id AND t.outcome = 'open';
        UPDATE crm.sales_order t SET owner_id = n.owner_id FROM new_rows n JOIN old_rows o USING (id)
        WHERE t.customer_id = n.id AND num_nulls(n.owner_id, o.owner_id) = 1 AND t.owner_id IS NOT DISTINCT FROM o.owner_id AND t.state = 'draft';
        UPDATE crm.action t SET responsible_id = n.owner_id FROM new_rows n JOIN old_rows o USING (id)
        WHERE t.customer_id = n.id AND num_nulls(n.owner_id, o.owner_id) = 1 AND t.responsible_id IS NOT DISTINCT FROM o.owner_id
            AND t.promise_kept IS NULL AND (t.promise <> '' OR t.promise_on IS NOT NULL);
    END IF;
    UPDATE crm.opportunity t SET customer_owner_id = n.owner_id FROM new_rows n JOIN old_rows o USING (id)
    WHERE t.customer_id = n.id AND n.owner_id IS DISTINCT FROM o.owner_id AND t.customer_owner_id IS DISTINCT FROM nullif(n.owner_id, t.owner_id);
    UPDATE crm.sales_order t SET customer_owner_id = n.owner_id FROM new_rows n JOIN old_rows o USING (id)
    WHERE t.customer_id = n.id AND n.owner_id IS DISTINCT FROM o.owner_id AND t.customer_owner_id IS DISTINCT FROM nullif(n.owner_id, t.owner_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_work AFTER UPDATE ON crm.customer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_customer_work();

-- The limit that counts for a person: his own, else that of his department or the nearest above it, else everybody's.
CREATE OR REPLACE FUNCTION crm.limit_of(of_employee bigint, of_kind text) RETURNS crm.holding_limit
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT department_id AS id, 1 AS step FROM crm.employee WHERE id = of_employee
        UNION ALL SELECT d.parent_id, u.step + 1 FROM up u JOIN crm.department d ON d.id = u.id WHERE d.parent_id IS NOT NULL AND u.step < 100)
    SELECT l.* FROM crm.holding_limit l LEFT JOIN up u ON u.id = l.department_id
    WHERE l.kind = of_kind AND (l.employee_id = of_employee OR u.id IS NOT NULL OR num_nonnulls(l.employee_id, l.department_id) = 0)
    ORDER BY l.employee_id IS NULL, u.step NULLS LAST LIMIT 1
$$;

CREATE OR REPLACE FUNCTION crm.held(of_employee bigint, of_kind text, without_ordered boolean) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT count(*) FROM crm.customer c WHERE c.owner_id = of_employee AND (of_kind = 'owned' OR c.locked AND coalesce(c.locked_until >= crm.today(), true))
        AND NOT (without_ordered AND EXISTS (SELECT FROM crm.sales_order o WHERE o.customer_id = c.id
            AND o.state IN ('confirmed', 'delivered', 'closed')))
$$;

-- Nobody holds more than he may, whichever way they come: one at a time for each person, so that the last free place goes to one.
CREATE OR REPLACE FUNCTION crm.tg_customer_limit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE person record; bound crm.holding_limit; has bigint; gained record;
BEGIN
    IF NOT EXISTS (SELECT FROM crm.holding_limit) OR current_setting('is_superuser') = 'on' THEN RETURN NULL; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT id, owner_id, locked FROM new_rows EXCEPT SELECT id, owner_id, locked FROM old_rows) THEN RETURN NULL; END IF;
    ELSIF EXISTS (SELECT FROM crm.bulk_action WHERE xid = pg_current_xact_id() AND into_pool IS NOT NULL AND pooling IS NULL) THEN
        RETURN NULL;  -- they will be nobody's (import_into_pool)
    END IF;
    FOR person IN EXECUTE CASE TG_OP WHEN 'INSERT' THEN
            'SELECT owner_id, true AS owned, bool_or(locked) AS locked FROM new_rows WHERE owner_id IS NOT NULL GROUP BY 1 ORDER BY 1'
        ELSE 'SELECT n.owner_id, bool_or(n.owner_id IS DISTINCT FROM o.owner_id) AS owned,
                bool_or(n.locked AND (n.owner_id IS DISTINCT FROM o.owner_id OR NOT o.locked)) AS locked
            FROM new_rows n JOIN old_rows o USING (id) WHERE n.owner_id IS NOT NULL AND (n.owner_id IS DISTINCT FROM o.owner_id
                OR n.locked AND NOT o.locked) GROUP BY 1 ORDER BY 1' END LOOP
        FOR gained IN SELECT * FROM (VALUES ('owned', person.owned), ('locked', person.locked)) v(kind, more) WHERE more LOOP
            bound := crm.limit_of(person.owner_id, gained.kind);
            CONTINUE WHEN bound.id IS NULL;
            PERFORM pg_advisory_xact_lock(hashtextextended('crm.holding', person.owner_id));
            has := crm.held(person.owner_id, gained.kind, bound.spare_ordered);
            IF has > bound.most THEN
                PERFORM crm.refuse('holding_limit_' || gained.kind, CASE gained.kind WHEN 'owned' THEN 'owner_id' ELSE 'locked' END,
                    json_build_object('name', (SELECT name FROM crm.employee WHERE id = person.owner_id), 'most', bound.most,
                        'over', has - bound.most)::text);
            END IF;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t66_limit_insert AFTER INSERT ON crm.customer REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_customer_limit();
CREATE OR REPLACE TRIGGER t66_limit_update AFTER UPDATE ON crm.customer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_customer_limit();

-- Whoever becomes a helper for the first time gets the helpers' policies; by the day alone they end.
CREATE OR REPLACE FUNCTION crm.tg_helpers_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows n JOIN crm.employee e ON e.id = n.employee_id WHERE e.status = 'active' AND e.login IS NOT NULL
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members am JOIN pg_catalog.pg_roles m ON m.oid = am.member
            JOIN pg_catalog.pg_roles g ON g.oid = am.roleid WHERE m.rolname = e.login AND g.rolname = crm.role_name('helper'))) THEN
        PERFORM pg_advisory_xact_lock(hashtext('crm.rights'));
        PERFORM crm.apply_memberships();
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t70_helpers_insert AFTER INSERT ON crm.customer_helper REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_helpers_changed();
CREATE OR REPLACE TRIGGER t70_helpers_update AFTER UPDATE ON crm.customer_helper REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_helpers_changed();

-- Whoever stands in is told when and for whom.
CREATE OR REPLACE FUNCTION crm.tg_absence_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.notice (employee_id, kind, text)
    SELECT s.id, 'stand_in', concat_ws(E'\t', e.name, NEW.from_on, NEW.to_on) FROM crm.employee e
    JOIN crm.employee s ON s.id = coalesce(NEW.stand_in_id, e.stand_in_id) AND s.status <> 'left'
    WHERE e.id = NEW.employee_id AND s.id <> e.id AND s.id IS DISTINCT FROM crm.me();
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t60_told AFTER INSERT ON crm.absence FOR EACH ROW EXECUTE FUNCTION crm.tg_absence_told();
CREATE OR REPLACE TRIGGER t60_told_again AFTER UPDATE ON crm.absence
    FOR EACH ROW WHEN ((OLD.stand_in_id, OLD.from_on, OLD.to_on) IS DISTINCT FROM (NEW.stand_in_id, NEW.from_on, NEW.to_on)) EXECUTE FUNCTION crm.tg_absence_told();

-- Share customers out: one after the other (even), or so that in the end all hold alike (held).
CREATE OR REPLACE FUNCTION crm.spread(ids bigint[], owners bigint[], how text) RETURNS TABLE (customer_id bigint, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH given AS (SELECT DISTINCT ON (id) id, n FROM unnest(ids) WITH ORDINALITY g(id, n) ORDER BY id, n),
    numbered AS (SELECT id, row_number() OVER (ORDER BY n) AS place FROM given),
    has AS (SELECT o.id, o.n, CASE how WHEN 'held' THEN
            (SELECT count(*) FROM crm.customer c WHERE c.owner_id = o.id AND (c.id <> ALL (ids)
                -- or the answer would tell whose a customer is that the caller does not see
                OR crm.my_scope('customer', 'view') <> 'all' AND o.id <> ALL (crm.visible_owners('customer', 'view')))) ELSE 0 END AS count
        FROM unnest(owners) WITH ORDINALITY o(id, n)),
    places AS (SELECT h.id, row_number() OVER (ORDER BY h.count + s, h.n) AS place
        FROM has h, generate_series(1, cardinality(ids)) s ORDER BY place LIMIT cardinality(ids))
    SELECT n.id, p.id FROM numbered n JOIN places p USING (place)
$$;

-- The promises that a former owner was to keep go to the new one, on customers that the caller's own transaction has given away.
CREATE OR REPLACE FUNCTION crm.pass_promises(customers bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    UPDATE crm.action a SET responsible_id = h.holder_id FROM crm.customer_holding h, LATERAL (SELECT b.holder_id FROM crm.customer_holding b
        WHERE b.customer_id = h.customer_id AND b.id < h.id ORDER BY b.id DESC LIMIT 1) before
    WHERE h.customer_id = ANY (customers) AND h.xid = pg_current_xact_id() AND h.to_at IS NULL AND h.holder_id IS NOT NULL
        AND a.customer_id = h.customer_id AND a.responsible_id = before.holder_id AND a.promise_kept IS NULL
$$;

-- May the caller hand over what is that owner's, and to him? Asked of both ends by tg_owner; NULL is nobody.
CREATE OR REPLACE FUNCTION crm.may_give(of_module text, of_owner bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.my_scope(of_module, 'assign') = 'all' OR coalesce(of_owner = ANY (crm.visible_owners(of_module, 'assign')), false)
$$;

-- Hand customers over, as one action that can be taken back. It runs with the caller's own rights: what he may not give away he
-- cannot give away here either. What is not moved along stays with the former owner; a plan that stays with nobody is dropped.
CREATE OR REPLACE FUNCTION crm.assign_customers(ids bigint[], owners bigint[], how text DEFAULT 'even', opportunities boolean DEFAULT true,
    plans boolean DEFAULT true, drafts boolean DEFAULT true, helper text DEFAULT '', helper_until date DEFAULT NULL, note text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bulk bigint; moved bigint[]; before bigint[]; after bigint[]; done int;
BEGIN
    IF coalesce(cardinality(owners), 0) = 0 THEN PERFORM crm.refuse('assign_to_whom', 'owner_id'); END IF;
    bulk := crm.begin_bulk('assign', note);
    SELECT array_agg(c.id), array_agg(c.owner_id), array_agg(c.new_owner) INTO moved, before, after FROM (
        SELECT c.id, c.owner_id, s.owner_id AS new_owner FROM crm.spread(ids, owners, how) s JOIN crm.customer c ON c.id = s.customer_id
        WHERE c.owner_id IS DISTINCT FROM s.owner_id ORDER BY c.id FOR NO KEY UPDATE OF c) c;
    UPDATE crm.customer c SET owner_id = v.after, next_contact_on = CASE WHEN plans THEN c.next_contact_on END
    FROM unnest(moved, after) v(id, after) WHERE c.id = v.id;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done + (SELECT count(*) FROM crm.spread(ids, owners, how) s JOIN crm.customer c ON c.id = s.customer_id
            WHERE c.owner_id = s.owner_id AND c.id <> ALL (coalesce(moved, '{}'))) < (SELECT count(DISTINCT i) FROM unnest(ids) i) THEN
        PERFORM crm.deny_some(ARRAY(SELECT i FROM unnest(ids) i EXCEPT SELECT c.id FROM crm.customer c
            JOIN crm.spread(ids, owners, how) s ON s.customer_id = c.id AND s.owner_id = c.owner_id));
    END IF;
    IF plans THEN PERFORM crm.pass_promises(moved); END IF;
    IF opportunities THEN
        UPDATE crm.opportunity t SET owner_id = v.after, next_contact_on = CASE WHEN plans THEN t.next_contact_on END
        FROM unnest(moved, before, after) v(id, before, after)
        WHERE t.customer_id = v.id AND t.owner_id = v.before AND t.outcome = 'open';
    END IF;
    IF drafts THEN
        UPDATE crm.sales_order t SET owner_id = v.after FROM unnest(moved, before, after) v(id, before, after)
        WHERE t.customer_id = v.id AND t.owner_id = v.before AND t.state = 'draft';
    END IF;
    DELETE FROM crm.customer_helper h USING unnest(moved, after) v(id, after) WHERE h.customer_id = v.id AND h.employee_id = v.after;
    IF helper <> '' THEN
        INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on, note)
        SELECT v.id, v.before, helper, helper_until, assign_customers.note FROM unnest(moved, before) v(id, before) WHERE v.before IS NOT NULL
        ON CONFLICT (customer_id, employee_id) DO UPDATE SET power = excluded.power, expires_on = excluded.expires_on;
    END IF;
    RETURN bulk;
END $$;
GRANT EXECUTE ON FUNCTION crm.assign_customers(bigint[], bigint[], text, boolean, boolean, boolean, text, date, text),
    crm.spread(bigint[], bigint[], text), crm.pass_promises(bigint[]), crm.may_give(text, bigint) TO :"employee";

-- ── Leaving ──

-- Columns that say who did something: they stay for ever. Every other link to an employee is a responsibility and is handed over;
-- what falls with the employee (CASCADE) is his own.
CREATE OR REPLACE FUNCTION crm.is_authorship(in_table text, in_column text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT (in_table, in_column) IN (('action', 'employee_id'), ('action_reaction', 'employee_id'), ('qualification', 'employee_id'))
$$;

-- What of a table is still open work; what is over stays with whoever did it, for the figures.
CREATE OR REPLACE FUNCTION crm.open_work(in_table text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE in_table WHEN 'opportunity' THEN 'outcome = ''open''' WHEN 'sales_order' THEN 'state = ''draft'''
        WHEN 'action' THEN 'promise_kept IS NULL' WHEN 'absence' THEN 'to_on >= crm.today()' WHEN 'employee' THEN 'status <> ''left''' ELSE 'true' END
$$;

-- Every column of every table that makes somebody responsible: read from the catalogue, so that no table is forgotten.
CREATE OR REPLACE FUNCTION crm.responsibility_columns() RETURNS TABLE (table_name text, column_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT t.relname::text, a.attname::text FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'crm.employee'::regclass AND c.confdeltype <> 'c' AND cardinality(c.conkey) = 1
        AND NOT crm.is_authorship(t.relname, a.attname)
        AND NOT EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = t.relname AND m.ownership IN ('history', 'trail'))
    ORDER BY array_position(ARRAY['customer', 'opportunity', 'sales_order'], t.relname::text), t.relname, a.attname
$$;

CREATE OR REPLACE FUNCTION crm.leaver(of_employee bigint) RETURNS crm.employee
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE person crm.employee;
BEGIN
    IF crm.my_scope('employee', 'edit') <> 'all' THEN PERFORM crm.deny('employee_needs_edit'); END IF;
    SELECT * INTO person FROM crm.employee WHERE id = of_employee;
    IF person.id IS NULL OR person.status = 'left' THEN PERFORM crm.refuse('leaver_has_left'); END IF;
    IF person.id = crm.me() THEN PERFORM crm.refuse('leaver_is_oneself'); END IF;
    RETURN person;
END $$;

-- Everything that an employee is responsible for: open work, and what is over.
CREATE OR REPLACE FUNCTION crm.responsibilities(of_employee bigint) RETURNS TABLE (table_name text, column_name text, open bigint, over bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place record; person crm.employee := crm.leaver(of_employee);
BEGIN
    FOR place IN SELECT * FROM crm.responsibility_columns() LOOP
        table_name := place.table_name;
        column_name := place.column_name;
        EXECUTE format('SELECT count(*) FILTER (WHERE %s), count(*) FILTER (WHERE NOT (%1$s)) FROM crm.%I WHERE %I = $1',
            crm.open_work(place.table_name), place.table_name, place.column_name) INTO open, over USING person.id;
        RETURN NEXT;
    END LOOP;
END $$;

-- An employee leaves: all his open work goes to those whom *plan* names ({"customer.owner_id": [ids] or {"pool": id}, …}), else to
-- *heir*; then his login is closed. One action, taken back in one step; the login stays closed until somebody opens it.
CREATE OR REPLACE FUNCTION crm.leave(of_employee bigint, heir bigint, plan jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE person crm.employee := crm.leaver(of_employee); bulk bigint; place record; rest bigint; heirs bigint[]; wish jsonb; own bigint[];
BEGIN
    bulk := crm.begin_bulk('leave', person.name);
    own := ARRAY(SELECT id FROM crm.customer WHERE owner_id = person.id ORDER BY id FOR NO KEY UPDATE);
    FOR place IN SELECT *, table_name || '.' || column_name AS key FROM crm.responsibility_columns() LOOP
        wish := plan -> place.key;
        heirs := CASE jsonb_typeof(wish) WHEN 'array' THEN ARRAY(SELECT v::bigint FROM jsonb_array_elements_text(wish) v) ELSE ARRAY[heir] END;
        IF place.key = 'customer.owner_id' AND jsonb_typeof(wish) = 'object' THEN
            PERFORM crm.pool_them(own, (wish ->> 'pool')::bigint, 'left:' || person.name);
            CONTINUE;
        END IF;
        IF cardinality(heirs) = 0 OR heirs[1] IS NULL OR EXISTS (SELECT FROM unnest(heirs) h WHERE h = person.id
                OR NOT EXISTS (SELECT FROM crm.employee e WHERE e.id = h AND e.status <> 'left')) THEN
            EXECUTE format('SELECT count(*) FROM crm.%I WHERE %I = $1 AND %s', place.table_name, place.column_name, crm.open_work(place.table_name))
                INTO rest USING person.id;
            IF rest > 0 THEN PERFORM crm.refuse('leaving_to_whom', '', place.key); END IF;
            CONTINUE;
        END IF;
        IF place.key = 'customer.owner_id' THEN
            UPDATE crm.customer c SET owner_id = s.owner_id FROM crm.spread(own, heirs, 'even') s WHERE c.id = s.customer_id;
        ELSIF place.table_name IN ('opportunity', 'sales_order') AND place.column_name = 'owner_id' AND wish IS NULL THEN
            -- with its customer, where that has a new owner
            EXECUTE format('UPDATE crm.%I t SET owner_id = coalesce((SELECT c.owner_id FROM crm.customer c WHERE c.id = t.customer_id
                AND c.id = ANY ($3)), $1) WHERE t.owner_id = $2 AND %s', place.table_name, crm.open_work(place.table_name)) USING heirs[1], person.id, own;
        ELSIF place.key = 'action.responsible_id' AND wish IS NULL THEN
            -- whoever has the customer by now keeps what was promised him
            UPDATE crm.action a SET responsible_id = coalesce(nullif(a.owner_id, person.id), heirs[1]) WHERE a.responsible_id = person.id AND a.promise_kept IS NULL;
        ELSE
            -- who would become his own superior or stand-in gets the leaver's
            EXECUTE format('UPDATE crm.%I t SET %I = CASE WHEN %s THEN nullif($3, $1) ELSE $1 END WHERE %2$I = $2 AND %4$s', place.table_name, place.column_name,
                CASE place.table_name WHEN 'employee' THEN 'id = $1' WHEN 'absence' THEN 'employee_id = $1' ELSE 'false' END, crm.open_work(place.table_name))
                USING heirs[1], person.id, person.superior_id;
        END IF;
    END LOOP;
    FOR place IN SELECT * FROM crm.responsibilities(person.id) WHERE open > 0 LOOP
        PERFORM crm.refuse('leaving_to_whom', '', place.table_name || '.' || place.column_name);
    END LOOP;
    -- last, so that an undo begins with it: nothing can be given back to somebody who has left
    UPDATE crm.employee SET status = 'left', left_on = coalesce(left_on, crm.today()) WHERE id = person.id;
    RETURN bulk;
END $$;
GRANT EXECUTE ON FUNCTION crm.responsibilities(bigint), crm.leave(bigint, bigint, jsonb) TO :"employee";
