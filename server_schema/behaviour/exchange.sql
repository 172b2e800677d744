-- What goes out in files is kept in the audit trail; what comes in may keep its author and day.

CREATE OR REPLACE FUNCTION crm.log_export(of_table text, what jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE entry crm.module_table;
BEGIN
    SELECT * INTO entry FROM crm.module_table WHERE table_name = of_table;
    IF crm.me() IS NULL OR entry.module IS NULL OR NOT crm.may(entry.module, 'export') THEN
        PERFORM crm.deny('export_needs_right');
    END IF;
    PERFORM crm.write_down(of_table, NULL, 'E', what);
END $$;

-- Records that the same transaction made keep the author and the moment of the system they come from:
-- rows is [{"i": id, "at": moment, "by": login}, …]. It takes the right to assign all records of the module.
CREATE OR REPLACE FUNCTION crm.keep_origin(of_table text, rows jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE entry crm.module_table; touched int;
BEGIN
    SELECT * INTO entry FROM crm.module_table WHERE table_name = of_table AND ownership IN ('owner', 'open', 'other');
    IF entry.module IS NULL OR crm.my_scope(entry.module, 'assign') <> 'all' THEN PERFORM crm.deny('origin_needs_assign'); END IF;
    IF EXISTS (SELECT FROM jsonb_to_recordset(rows) AS x(at timestamptz) WHERE x.at > now()) THEN
        PERFORM crm.refuse('origin_in_future', 'created_at');
    END IF;
    EXECUTE format('UPDATE crm.%I t SET created_at = coalesce(x.at, t.created_at), created_by = coalesce(x.by, t.created_by)' ||
        -- what was done is his who wrote it down, where the file says nobody else
        CASE of_table WHEN 'action' THEN ', employee_id = coalesce((SELECT e.id FROM crm.employee e WHERE e.login = x.by AND x.doer IS TRUE), t.employee_id)'
            ELSE '' END || ' FROM jsonb_to_recordset($1) AS x(i bigint, at timestamptz, by text, doer boolean) WHERE t.id = x.i
        AND EXISTS (SELECT FROM crm.audit a WHERE a.table_name = $2 AND a.record_id = t.id AND a.operation = ''I''
            AND a.xid = pg_current_xact_id() AND a.epoch = (SELECT epoch FROM crm.account_set))', of_table) USING rows, of_table;
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched <> jsonb_array_length(rows) THEN PERFORM crm.refuse('origin_of_new_only'); END IF;
    RETURN touched;
END $$;

-- One array computed once a statement: a sub-select per staged row took longer than all the rest of staging.
CREATE OR REPLACE FUNCTION crm.my_import_runs() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM crm.import_run WHERE employee_id = crm.me() AND state IN ('staged', 'checked')
$$;

-- New rows of an import of one's own, of a part of it, that are there already: only those with a key in common are looked at closely.
-- Each key is looked up: the planner would rather read all keys there are, for each part anew.
DROP FUNCTION IF EXISTS crm.match_import_duplicates(bigint);
CREATE OR REPLACE FUNCTION crm.match_import_duplicates(of_run bigint, first_row int DEFAULT 0, last_row int DEFAULT 2147483647)
RETURNS TABLE (row_number int, label text, owner text, kinds text[], refused boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE of_table text := (SELECT r.entity FROM crm.import_run r WHERE r.id = of_run AND r.employee_id = crm.me());
BEGIN
    PERFORM set_config('crm.road', 'import', true);
    IF of_table IS NULL OR of_table NOT IN ('customer', 'contact') THEN RETURN; END IF;
    RETURN QUERY WITH alike AS MATERIALIZED (
        SELECT r.row_number FROM crm.import_row r WHERE r.run_id = of_run AND r.row_number BETWEEN first_row AND last_row AND r.outcome = 'new'
            AND EXISTS (SELECT FROM jsonb_array_elements(crm.keys_of(of_table, r.data -> 'u')) k,
                LATERAL (SELECT FROM crm.duplicate_key d WHERE d.kind = k ->> 0 AND d.key = k ->> 1 LIMIT 1) d))
    SELECT r.row_number, m.label, m.owner, m.kinds, m.refused FROM alike a
    JOIN crm.import_row r ON r.run_id = of_run AND r.row_number = a.row_number,
    LATERAL crm.match_duplicates(of_table, r.data -> 'u', NULL, 3) m WHERE m.same ORDER BY r.row_number, m.refused DESC;
END $$;

-- The pools into which I may import: those that I administer, all with the right to assign all customers.
CREATE OR REPLACE FUNCTION crm.import_pools() RETURNS TABLE (id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT p.id, p.name FROM crm.customer_pool p WHERE NOT p.retired AND crm.may('customer', 'create')
        AND (p.id = ANY ((SELECT crm.my_admin_pools())::bigint[]) OR (SELECT crm.my_scope('customer', 'assign')) = 'all') ORDER BY p.position, p.id
$$;

-- What customers this transaction makes are nobody's at its end. Until then they are the importer's, who may give them contacts, parents
-- and what else the file holds; they count against no limit (tg_customer_limit), for they cannot stay his.
CREATE OR REPLACE FUNCTION crm.import_into_pool(of_bulk bigint, named text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE target bigint := (SELECT p.id FROM crm.import_pools() p WHERE p.name = named);
BEGIN
    IF target IS NULL THEN PERFORM crm.deny('import_pool_needs_admin'); END IF;
    PERFORM FROM crm.customer_pool WHERE id = target FOR SHARE;  -- it is not closed meanwhile
    UPDATE crm.bulk_action b SET into_pool = target WHERE b.id = of_bulk AND b.xid = pg_current_xact_id() AND b.employee_id = crm.me()
        AND b.kind = 'import' AND b.into_pool IS NULL;
    IF NOT FOUND THEN PERFORM crm.deny('bulk_not_yours'); END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_import_pooled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.bulk_action SET pooling = true WHERE id = NEW.id;
    PERFORM crm.pool_them(ARRAY(SELECT a.record_id FROM crm.audit a WHERE a.xid = NEW.xid AND a.epoch = NEW.epoch AND a.table_name = 'customer'
        AND a.operation = 'I'), NEW.into_pool, regexp_replace(NEW.label, '^(rule|left):', ''));
    UPDATE crm.bulk_action SET pooling = false WHERE id = NEW.id;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS t50_pooled ON crm.bulk_action;
CREATE CONSTRAINT TRIGGER t50_pooled AFTER UPDATE OF into_pool ON crm.bulk_action DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.into_pool IS NULL AND NEW.into_pool IS NOT NULL) EXECUTE FUNCTION crm.tg_import_pooled();

CREATE OR REPLACE FUNCTION crm.tg_import_rows_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    DELETE FROM crm.import_row WHERE run_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_rows_gone AFTER DELETE ON crm.import_run REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_import_rows_gone();

GRANT EXECUTE ON FUNCTION crm.import_pools(), crm.import_into_pool(bigint, text), crm.log_export(text, jsonb), crm.keep_origin(text, jsonb), crm.my_import_runs(),
    crm.match_import_duplicates(bigint, int, int) TO :"employee";
