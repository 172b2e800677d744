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
DROP FUNCTION IF EXISTS crm.tg_person_relation_twin();

CREATE OR REPLACE FUNCTION crm.tg_person_relations_move() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT id, customer_id FROM new_rows EXCEPT SELECT id, customer_id FROM old_rows) THEN RETURN NULL; END IF;  -- see plans.sql
    UPDATE crm.contact_relation r SET customer_id = n.customer_id FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.customer_id <> o.customer_id AND r.contact_id = n.id AND r.customer_id <> n.customer_id;
    UPDATE crm.contact_relation r SET other_customer_id = n.customer_id FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.customer_id <> o.customer_id AND r.other_id = n.id AND r.other_customer_id <> n.customer_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_person_relations_move AFTER UPDATE ON crm.contact REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_person_relations_move();
