-- Favourites: rows of one's own that point to records; what one may no longer see vanishes with the record's own policy.

CREATE OR REPLACE FUNCTION crm.tg_favourite_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1 AND NOT crm.sees(NEW.table_name, NEW.record_id) THEN
        PERFORM crm.deny('link_not_visible');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t11_place BEFORE INSERT ON crm.favourite FOR EACH ROW EXECUTE FUNCTION crm.tg_favourite_place();

-- A record is gone, and with it everybody's star.
CREATE OR REPLACE FUNCTION crm.tg_favourite_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    DELETE FROM crm.favourite f USING old_rows o WHERE f.table_name = TG_TABLE_NAME AND f.record_id = o.id;
    RETURN NULL;
END $$;

-- Who follows a record learns that a colleague changed it: a line per record and day, while he may read it.
CREATE OR REPLACE FUNCTION crm.tg_followed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM crm.favourite WHERE table_name = TG_TABLE_NAME AND follow) THEN RETURN NULL; END IF;
    INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
    WITH changed AS MATERIALIZED (SELECT n.id, n.name FROM new_rows n JOIN old_rows o USING (id) WHERE n.version <> o.version)
    SELECT f.employee_id, 'followed', coalesce((SELECT e.name FROM crm.employee e WHERE e.id = crm.me()), session_user) || E'\t' || c.name, TG_TABLE_NAME, c.id
    FROM changed c JOIN crm.favourite f ON f.table_name = TG_TABLE_NAME AND f.record_id = c.id AND f.follow
    JOIN crm.employee e ON e.id = f.employee_id JOIN pg_catalog.pg_roles r ON r.rolname = e.login
    WHERE f.employee_id IS DISTINCT FROM crm.me() AND e.status = 'active' AND crm.employee_reads(f.employee_id, TG_TABLE_NAME, c.id)
        AND has_column_privilege(r.oid, TG_RELID, 'name', 'SELECT')
        AND NOT EXISTS (SELECT FROM crm.notice t WHERE t.employee_id = f.employee_id AND t.kind = 'followed' AND t.table_name = TG_TABLE_NAME
            AND t.record_id = c.id AND t.created_at >= crm.today()::timestamp AT TIME ZONE crm.company_zone());
    RETURN NULL;
END $$;

-- And that a colleague wrote down what happened with a customer.
CREATE OR REPLACE FUNCTION crm.tg_followed_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM crm.favourite WHERE table_name = 'customer' AND follow) THEN RETURN NULL; END IF;
    INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
    SELECT DISTINCT f.employee_id, 'followed', coalesce((SELECT e.name FROM crm.employee e WHERE e.id = crm.me()), session_user) || E'\t' || c.name || E'\tentry', 'customer', c.id
    FROM new_rows n JOIN crm.favourite f ON f.table_name = 'customer' AND f.record_id = n.customer_id AND f.follow
    JOIN crm.customer c ON c.id = n.customer_id JOIN crm.employee e ON e.id = f.employee_id
    WHERE f.employee_id IS DISTINCT FROM crm.me() AND e.status = 'active' AND crm.employee_reads(f.employee_id, 'action', n.id)
        AND crm.employee_reads_fields(f.employee_id, 'customer', '{name}')
        AND NOT EXISTS (SELECT FROM crm.notice t WHERE t.employee_id = f.employee_id AND t.kind = 'followed' AND t.table_name = 'customer'
            AND t.record_id = c.id AND t.created_at >= crm.today()::timestamp AT TIME ZONE crm.company_zone());
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t71_followed AFTER INSERT ON crm.action REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_followed_entry();

CREATE OR REPLACE FUNCTION crm.follow_favourites(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t50_favourite_gone AFTER DELETE ON crm.%I REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_favourite_gone()', name);
    EXECUTE format('CREATE OR REPLACE TRIGGER t71_followed AFTER UPDATE ON crm.%I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_followed()', name);
END $$;
SELECT crm.follow_favourites(t) FROM unnest('{customer,contact,product,partner}'::text[]) t;
