-- Relations of persons. As with companies each row has a twin with the opposite word, written and removed with it, so that a relation stands at
-- both; unlike them a row is seen only by those who see both persons (policies.sql, sees()), or it would tell of one whom he does not.

-- A relation lies where its two persons do.
CREATE OR REPLACE FUNCTION crm.tg_person_relation_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1 AND NOT crm.sees('contact', NEW.contact_id) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    NEW.customer_id := (SELECT customer_id FROM crm.contact WHERE id = NEW.contact_id);
    NEW.other_customer_id := (SELECT customer_id FROM crm.contact WHERE id = NEW.other_id);
    RETURN NEW;
END $$;
-- first of all: whom the writer does not see is refused like one who is not there
CREATE OR REPLACE TRIGGER t04_link_other BEFORE INSERT OR UPDATE OF other_id ON crm.contact_relation
    FOR EACH ROW EXECUTE FUNCTION crm.tg_link('other_id', 'contact');
CREATE OR REPLACE TRIGGER t05_place BEFORE INSERT OR UPDATE OF contact_id, other_id ON crm.contact_relation
    FOR EACH ROW EXECUTE FUNCTION crm.tg_person_relation_place();
CREATE OR REPLACE TRIGGER t10_follow BEFORE INSERT OR UPDATE OF contact_id, customer_id ON crm.contact_relation
    FOR EACH ROW EXECUTE FUNCTION crm.tg_follow('customer', 'customer_id');

CREATE OR REPLACE TRIGGER t50_twin AFTER INSERT OR UPDATE OF contact_id, kind, other_id, since, note OR DELETE ON crm.contact_relation
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION crm.tg_twin('contact_id', 'other_id', 'contact_relation_kind', 'since', 'note');
CREATE OR REPLACE TRIGGER t90_in_turn BEFORE INSERT OR UPDATE OF contact_id, kind, other_id ON crm.contact_relation
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION crm.tg_twins_in_turn('contact_id', 'contact_relation_kind');
DROP FUNCTION IF EXISTS crm.tg_person_relation_twin();

-- A contact moves, and its parts with it: tg_parts_move(part, its link to the contact, the column that says at which customer it lies, …).
-- Important dates move after the audit (dates.sql).
CREATE OR REPLACE FUNCTION crm.tg_parts_move() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT id, customer_id FROM new_rows EXCEPT SELECT id, customer_id FROM old_rows) THEN RETURN NULL; END IF;  -- see plans.sql
    FOR i IN 0 .. TG_NARGS - 1 BY 3 LOOP
        EXECUTE format('UPDATE crm.%I p SET %3$I = n.customer_id FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.customer_id <> o.customer_id AND p.%2$I = n.id AND p.%3$I <> n.customer_id', TG_ARGV[i], TG_ARGV[i + 1], TG_ARGV[i + 2]);
    END LOOP;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_parts_move AFTER UPDATE ON crm.contact REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_parts_move('contact_way', 'contact_id', 'customer_id', 'contact_relation', 'contact_id', 'customer_id',
        'contact_relation', 'other_id', 'other_customer_id');
DROP TRIGGER IF EXISTS t50_ways_move ON crm.contact;
DROP TRIGGER IF EXISTS t50_person_relations_move ON crm.contact;
DROP FUNCTION IF EXISTS crm.tg_ways_move(), crm.tg_person_relations_move();
