-- As it was, and who did what: the audit trail read back, within the rights of whoever asks.

-- May the caller read the trail of every record of this table, deleted ones too?
CREATE OR REPLACE FUNCTION crm.reads_trail(of_table text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.my_scope('audit', 'view') = 'all' AND NOT of_table = ANY (crm.hidden_in_audit())
        AND EXISTS (SELECT FROM crm.module_table WHERE table_name = of_table AND ownership <> 'history')
$$;

-- Records as they were: the present row, and over it for each field the old value of the first change after that moment. Of *most* those
-- with the lowest numbers, for which a long table is not read to its end.
DROP FUNCTION IF EXISTS crm.states_as_of(text, timestamptz, bigint[]);
CREATE OR REPLACE FUNCTION crm.states_as_of(of_table text, moment timestamptz, of_ids bigint[], most int DEFAULT NULL) RETURNS TABLE (id bigint, state jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format($q$
        WITH later AS MATERIALIZED (
            SELECT a.id AS entry, a.record_id, a.operation, a.old FROM crm.audit_whole a
            WHERE a.table_name = %1$L AND a.at > $1 AND a.operation IN ('I', 'U', 'D') AND ($2 IS NULL OR a.record_id = ANY ($2))),
        made AS MATERIALIZED (SELECT DISTINCT l.record_id FROM later l WHERE l.operation = 'I'),
        kept AS (
            SELECT v.record_id, jsonb_object_agg(v.key, v.value) AS fields FROM (
                SELECT DISTINCT ON (l.record_id, f.key) l.record_id, f.key, f.value FROM later l, jsonb_each(l.old) f
                WHERE l.operation <> 'I' ORDER BY l.record_id, f.key, l.entry) v GROUP BY v.record_id),
        present AS (
            SELECT p.* FROM (SELECT t.id, to_jsonb(t) AS fields FROM crm.%1$I t WHERE $2 IS NULL OR t.id = ANY ($2)) p
            WHERE p.id NOT IN (SELECT m.record_id FROM made m) AND (p.fields ->> 'created_at' IS NULL OR (p.fields ->> 'created_at')::timestamptz <= $1) %2$s)
        SELECT coalesce(p.id, k.record_id), (coalesce(p.fields, '{}') || coalesce(k.fields, '{}')) - ARRAY['updated_at', 'updated_by']
        FROM present p FULL JOIN kept k ON k.record_id = p.id
        WHERE p.id IS NOT NULL OR k.record_id NOT IN (SELECT m.record_id FROM made m) AND NOT EXISTS (SELECT FROM crm.%1$I t WHERE t.id = k.record_id) %2$s$q$,
        of_table, CASE WHEN most IS NOT NULL THEN 'ORDER BY 1 LIMIT $3' ELSE '' END)
    USING moment, of_ids, most;
END $$;

-- One record as it was, null before it was made; fields that the caller may not read are left out.
CREATE OR REPLACE FUNCTION crm.record_as_of(of_table text, of_id bigint, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE found_state jsonb;
BEGIN
    IF NOT (crm.sees(of_table, of_id) OR crm.reads_trail(of_table)) THEN RETURN NULL; END IF;
    SELECT s.state - crm.hidden_columns(of_table, of_id) INTO found_state FROM crm.states_as_of(of_table, moment, ARRAY[of_id]) s;
    RETURN found_state;
END $$;

-- All records of a table as they were, or the first *most*, deleted ones among them: for those who may read the trail of all of them.
DROP FUNCTION IF EXISTS crm.list_as_of(text, timestamptz);
CREATE OR REPLACE FUNCTION crm.list_as_of(of_table text, moment timestamptz, most int DEFAULT NULL) RETURNS TABLE (id bigint, state jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE hidden text[] := crm.hidden_columns(of_table);
BEGIN
    IF NOT crm.reads_trail(of_table) THEN PERFORM crm.deny('audit_needs_right'); END IF;
    RETURN QUERY SELECT s.id, s.state - hidden FROM crm.states_as_of(of_table, moment, NULL, most) s;
END $$;

-- The lines of a record as they were, those that are gone among them: of_key is their link to it. A link may lead to what everybody sees (an
-- employee, a product), so each line is asked for itself; one that is gone belonged to somebody whose lines the caller sees.
CREATE OR REPLACE FUNCTION crm.parts_as_of(of_table text, of_key text, of_parent bigint, moment timestamptz)
RETURNS TABLE (id bigint, state jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE parent_table text; of_module text := (SELECT m.module FROM crm.module_table m WHERE m.table_name = of_table);
    ids bigint[]; present bigint[]; mine bigint[] := crm.visible_owners(of_module, 'view'); every boolean := crm.my_scope(of_module, 'view') = 'all';
    costs boolean := crm.may('product_cost', 'view'); helped boolean;
BEGIN
    SELECT p.relname INTO parent_table FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class p ON p.oid = c.confrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.conrelid = to_regclass(format('crm.%I', of_table)) AND a.attname = of_key
        AND EXISTS (SELECT FROM pg_catalog.pg_attribute i WHERE i.attrelid = c.conrelid AND i.attname = 'id');
    IF parent_table IS NULL OR NOT (crm.sees(parent_table, of_parent) OR crm.reads_trail(parent_table))
        OR NOT crm.may(of_module, 'view') THEN RETURN; END IF;
    EXECUTE format('SELECT array_agg(DISTINCT x.id) FROM (SELECT t.id FROM crm.%1$I t WHERE t.%2$I = $1 UNION ALL
        SELECT a.record_id FROM crm.audit_whole a WHERE a.table_name = %1$L AND a.at > $2 AND (a.old ->> %2$L)::bigint = $1) x',
        of_table, of_key) INTO ids USING of_parent, moment;
    EXECUTE format('SELECT coalesce(array_agg(t.id), ''{}'') FROM crm.%I t WHERE t.id = ANY ($1)', of_table) INTO present USING ids;
    helped := (of_table, of_key) = ('sales_order_line', 'order_id') AND (of_parent = ANY (crm.helped_orders())
        OR EXISTS (SELECT FROM crm.sales_order o WHERE o.id = of_parent AND o.customer_owner_id = ANY (mine)));
    RETURN QUERY SELECT s.id, s.state - crm.hidden_columns(of_table, s.id) FROM crm.states_as_of(of_table, moment, coalesce(ids, '{}')) s
    WHERE (s.state ->> of_key)::bigint = of_parent AND (helped OR CASE WHEN s.id = ANY (present) THEN crm.sees(of_table, s.id)
        ELSE (every OR coalesce((s.state ->> 'owner_id')::bigint = ANY (mine), false)) AND (costs OR NOT crm.tells_cost(of_table, s.state)) END
        OR crm.reads_trail(of_table));
END $$;

-- Whose doings the caller may follow besides his own.
CREATE OR REPLACE FUNCTION crm.followed_logins() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_append(coalesce(array_agg(e.login) FILTER (WHERE e.login IS NOT NULL), '{}'), session_user::text)
    FROM crm.employee e WHERE e.id = ANY (crm.visible_owners('usage', 'view'))
$$;

-- Who did what, newest first: everything for readers of the audit; for others what they and their people did to records
-- that they see themselves. Null arguments leave a filter out.
CREATE OR REPLACE FUNCTION crm.trail(of_login text, from_at timestamptz, to_at timestamptz, of_table text, of_operation text,
    of_id bigint, before bigint, most int)
RETURNS TABLE (id bigint, at timestamptz, login text, client text, address text, table_name text, record_id bigint, operation text,
    old jsonb, new jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE whole boolean := crm.my_scope('audit', 'view') = 'all'; hidden text[] := crm.hidden_in_audit(); followed text[] := crm.followed_logins();
BEGIN
    RETURN QUERY SELECT a.id, a.at, a.login, a.client, coalesce(host(a.address), ''), a.table_name, a.record_id, a.operation,
        a.old - h.columns, a.new - h.columns
    FROM crm.audit_whole a CROSS JOIN LATERAL (SELECT CASE WHEN whole THEN '{}'::text[] ELSE crm.hidden_columns(a.table_name, a.record_id) END AS columns) h
    WHERE (of_login IS NULL OR a.login = of_login) AND (from_at IS NULL OR a.at >= from_at) AND (to_at IS NULL OR a.at < to_at)
        AND (of_table IS NULL OR a.table_name = of_table) AND (of_operation IS NULL OR a.operation = of_operation)
        AND (of_id IS NULL OR a.record_id = of_id) AND (before IS NULL OR a.id < before)
        AND CASE WHEN whole THEN NOT a.table_name = ANY (hidden)
                AND (a.table_name <> 'attachment' OR NOT crm.hides_file(hidden, a.record_id, a.old, a.new))
            ELSE a.login = ANY (followed) AND (a.record_id IS NULL OR crm.sees(a.table_name, a.record_id)
                OR a.operation = 'D' AND a.login = session_user) END
    ORDER BY a.id DESC LIMIT least(most, 500);
END $$;

-- What was done to many records at once, newest first; state says whether it can be taken back still, and if not, why.
DROP FUNCTION IF EXISTS crm.bulk_actions(boolean, timestamptz);
CREATE FUNCTION crm.bulk_actions(of_everybody boolean, since timestamptz)
RETURNS TABLE (id bigint, at timestamptz, employee_id bigint, name text, kind text, label text, table_names text[], records bigint, state text,
    undone_at timestamptz, names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT b.id, b.at, b.employee_id, e.name, b.kind, b.label, coalesce(a.tables, '{}'), coalesce(a.records, 0),
        CASE WHEN b.undone_at IS NOT NULL THEN 'undone' WHEN NOT crm.may_undo(b) THEN 'not_yours'
            WHEN crm.undo_until(b.kind, b.at) < now() THEN 'too_old' WHEN coalesce(a.records, 0) = 0 THEN 'nothing' ELSE 'open' END,
        b.undone_at, coalesce(array_remove(a.names, NULL), '{}')
    FROM crm.bulk_action b JOIN crm.employee e ON e.id = b.employee_id
    CROSS JOIN LATERAL (SELECT CASE b.kind WHEN 'delete' THEN crm.hidden_columns(b.label) END AS columns) h
    CROSS JOIN LATERAL (SELECT array_agg(DISTINCT w.table_name) AS tables, count(DISTINCT (w.table_name, w.record_id)) AS records,
            (array_agg(coalesce(nullif(o.old ->> 'name', ''), o.old ->> 'code', left(o.old ->> 'content', 40)) ORDER BY w.id)
                FILTER (WHERE b.kind = 'delete' AND w.operation = 'D' AND w.table_name = b.label))[:3] AS names
        FROM crm.audit_whole w, LATERAL (SELECT w.old - h.columns AS old) o WHERE w.xid = b.xid AND w.epoch = b.epoch AND w.operation IN ('I', 'U', 'D')
            AND w.table_name <> 'notice') a  -- who was told was told
    WHERE b.at >= least(since, now() - interval '31 days') AND (b.at >= since OR crm.undo_until(b.kind, b.at) >= now())
        AND (b.kind <> 'delete' OR a.records > 0) AND (b.employee_id = crm.me() OR of_everybody AND crm.my_scope('audit', 'view') = 'all'
        AND NOT EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = ANY (a.tables) AND m.table_name = ANY ((SELECT crm.hidden_in_audit())::text[])))
    ORDER BY b.id DESC LIMIT 200
$$;

-- Opening a record with sensitive fields that one may read is written down, once in a quarter of an hour.
CREATE OR REPLACE FUNCTION crm.log_read(of_table text, of_id bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE fields text[];
BEGIN
    SELECT array_agg(f.field ORDER BY f.field) INTO fields FROM crm.sensitive_field f
    JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(format('crm.%I', of_table)) AND a.attname = f.field AND a.attnum > 0
    WHERE f.table_name = of_table AND has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT');
    IF fields IS NULL OR NOT crm.sees(of_table, of_id) OR EXISTS (SELECT FROM crm.audit a WHERE a.table_name = of_table
        AND a.record_id = of_id AND a.operation = 'R' AND a.login = session_user AND a.at > now() - interval '15 minutes') THEN
        RETURN false;
    END IF;
    PERFORM crm.write_down(of_table, of_id, 'R', jsonb_build_object('fields', fields));
    RETURN true;
END $$;

GRANT EXECUTE ON FUNCTION crm.record_as_of(text, bigint, timestamptz), crm.parts_as_of(text, text, bigint, timestamptz), crm.list_as_of(text, timestamptz, int),
    crm.trail(text, timestamptz, timestamptz, text, text, bigint, bigint, int), crm.bulk_actions(boolean, timestamptz),
    crm.log_read(text, bigint) TO :"employee";
