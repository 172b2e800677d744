-- The audit trail is sealed in steps: a seal covers all transactions of a span that are over, and chains to the seal before.
-- Transaction numbers begin anew in another cluster, so every row and seal names its epoch; a restore begins the next one.

-- One entry about what changes no record: an export, a sensitive record that was opened.
CREATE OR REPLACE FUNCTION crm.write_down(of_table text, of_id bigint, of_operation text, what jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    INSERT INTO crm.audit (at, xid, login, client, address, table_name, record_id, operation, old, new, epoch, digest)
    SELECT m.at, pg_current_xact_id(), session_user, current_setting('application_name'), inet_client_addr(),
        of_table, of_id, of_operation, NULL, what, s.epoch,
        crm.audit_digest(m.at, pg_current_xact_id(), session_user, of_table, of_id, of_operation, NULL, what, s.epoch)
    FROM (SELECT clock_timestamp() AS at) m, crm.account_set s
$$;

CREATE OR REPLACE FUNCTION crm.seal_digest(previous bytea, row_ids bigint[]) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT sha256(coalesce(previous, '\x') || coalesce(string_agg(a.digest, ''::bytea ORDER BY a.id), '\x'))
    FROM crm.audit_whole a WHERE a.id = ANY (row_ids)
$$;

-- Seal what the present epoch wrote below a transaction number; null where nothing came.
CREATE OR REPLACE FUNCTION crm.seal_below(upto xid8) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE present int := (SELECT epoch FROM crm.account_set); since xid8; row_ids bigint[]; made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('crm.seal'));
    SELECT to_xid INTO since FROM crm.audit_seal WHERE epoch = present ORDER BY id DESC LIMIT 1;
    SELECT array_agg(id ORDER BY id) INTO row_ids FROM crm.audit
    WHERE xid >= coalesce(since, '0'::xid8) AND xid < upto AND epoch = present;
    IF row_ids IS NULL THEN RETURN NULL; END IF;
    INSERT INTO crm.audit_seal (from_xid, to_xid, ids, epoch, digest)
    SELECT coalesce(since, '0'::xid8), upto, row_ids, present,
        crm.seal_digest((SELECT digest FROM crm.audit_seal ORDER BY id DESC LIMIT 1), row_ids) RETURNING id INTO made;
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION crm.seal_audit() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF crm.my_scope('audit', 'view') <> 'all' AND current_setting('is_superuser') = 'off' THEN PERFORM crm.deny('audit_needs_right'); END IF;
    RETURN crm.seal_below(pg_snapshot_xmin(pg_current_snapshot()));
END $$;

-- The account set stands in another cluster from now on: what came with it is sealed, what follows counts from the beginning.
CREATE OR REPLACE FUNCTION crm.begin_epoch() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE present int := (SELECT epoch FROM crm.account_set); row_ids bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('crm.seal'));
    SELECT coalesce(array_agg(a.id ORDER BY a.id), '{}') INTO row_ids FROM crm.audit a
    WHERE a.epoch = present AND NOT EXISTS (SELECT FROM (SELECT unnest(ids) AS id FROM crm.audit_seal) s WHERE s.id = a.id);
    INSERT INTO crm.audit_seal (from_xid, to_xid, ids, epoch, digest)  -- nothing more comes in this epoch, whatever its number
    SELECT '0', '18446744073709551615', row_ids, present, crm.seal_digest((SELECT digest FROM crm.audit_seal ORDER BY id DESC LIMIT 1), row_ids);
    UPDATE crm.account_set SET epoch = epoch + 1;
    RETURN present + 1;
END $$;

-- What entries look like after personal data was taken out of them, as the entry about that erasure says: sealed like any other.
-- Where two erasures touched an entry, the later one counts. Its own digest, and with it the seals, stay as they were.
CREATE OR REPLACE FUNCTION crm.erased_entries() RETURNS TABLE (audit_id bigint, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT DISTINCT ON (d.key::bigint) d.key::bigint, decode(d.value, 'hex') FROM crm.audit_whole x, jsonb_each_text(x.new -> 'digests') d
    WHERE x.table_name = 'erasure' AND x.operation = 'X' ORDER BY d.key::bigint, x.id DESC
$$;

CREATE OR REPLACE FUNCTION crm.verify_audit() RETURNS TABLE (problem text, seal_id bigint, audit_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF crm.my_scope('audit', 'view') <> 'all' AND current_setting('is_superuser') = 'off' THEN PERFORM crm.deny('audit_needs_right'); END IF;
    RETURN QUERY WITH sealed AS MATERIALIZED (SELECT s.id AS seal_id, i AS audit_id FROM crm.audit_seal s, unnest(s.ids) i),
    erased AS MATERIALIZED (SELECT * FROM crm.erased_entries()),
    counted AS MATERIALIZED (
        SELECT a.id, a.digest, crm.audit_digest(a.at, a.xid, a.login, a.table_name, a.record_id, a.operation, a.old, a.new, a.epoch, a.salt) AS found
        FROM crm.audit_whole a)
    SELECT 'changed', l.seal_id, c.id FROM counted c LEFT JOIN sealed l ON l.audit_id = c.id LEFT JOIN erased e ON e.audit_id = c.id
    WHERE c.digest <> c.found AND e.digest IS DISTINCT FROM c.found
    UNION ALL
    SELECT 'missing', l.seal_id, l.audit_id FROM sealed l LEFT JOIN crm.audit_whole a ON a.id = l.audit_id WHERE a.id IS NULL
    UNION ALL
    SELECT 'inserted', s.id, a.id FROM crm.audit_whole a JOIN crm.audit_seal s ON a.epoch = s.epoch AND a.xid >= s.from_xid AND a.xid < s.to_xid
    WHERE NOT EXISTS (SELECT FROM sealed l WHERE l.audit_id = a.id)
    UNION ALL
    SELECT 'seal', s.id, NULL FROM (SELECT id, ids, digest, lag(digest) OVER (ORDER BY id) AS previous FROM crm.audit_seal) s
    WHERE s.digest <> crm.seal_digest(s.previous, s.ids);
END $$;

-- Move the sealed entries before a moment out of the way of the daily work; they stay readable and verified. For crm-admin.
CREATE OR REPLACE FUNCTION crm.archive_audit(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE moved bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('crm.seal'));
    WITH old_rows AS (
        DELETE FROM crm.audit a USING (SELECT unnest(ids) AS id FROM crm.audit_seal) s WHERE a.id = s.id AND a.at < before RETURNING a.*)
    INSERT INTO crm.audit_archive SELECT * FROM old_rows;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;

-- Columns of a record that the caller may not read.
CREATE OR REPLACE FUNCTION crm.hidden_columns(of_table text, of_id bigint DEFAULT NULL) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE hidden text[];
BEGIN
    SELECT coalesce(array_agg(a.attname::text), '{}') INTO hidden FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = to_regclass(format('crm.%I', of_table)) AND a.attnum > 0 AND NOT a.attisdropped
        AND (a.attname IN ('tokens', 'sort_key') OR NOT has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT'));
    IF of_table = 'price' AND NOT crm.may('product_cost', 'view') AND (of_id IS NULL OR crm.price_was_from_cost(of_id)) THEN
        hidden := hidden || ARRAY['method', 'base', 'discount', 'rounding', 'rounding_way', 'surcharge', 'margin_min', 'margin_max'];
    END IF;
    -- what a supplier asks of us is a cost, and so is what the row held before
    IF of_table = 'partner_price' AND NOT crm.may('product_cost', 'view') THEN hidden := hidden || 'price'::text; END IF;
    RETURN hidden;
END $$;

-- The tables whose rows a reader of the audit may not read in full anyway: the trail tells him nothing of them. What is each person's own
-- (notices, views, imports) nobody reads in full.
CREATE OR REPLACE FUNCTION crm.hides_table(of_table text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT of_table IN ('notice', 'saved_view', 'import_mapping', 'import_run') OR EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = of_table
        AND (m.ownership IN ('owner', 'part', 'trail', 'other') AND crm.my_scope(m.module, 'view') <> 'all'
        -- rules made from the cost, prices that are one
        OR m.table_name IN ('price', 'partner_price') AND NOT crm.may('product_cost', 'view')
        OR EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', m.table_name))
            AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'tokens'
            AND NOT has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT')
            AND m.table_name <> 'field_right')))
$$;
CREATE OR REPLACE FUNCTION crm.hidden_in_audit() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(t.name), '{}') FROM (SELECT table_name AS name FROM crm.module_table UNION VALUES ('notice'), ('saved_view'), ('import_mapping'), ('import_run')) t
    WHERE crm.hides_table(t.name)
$$;

-- A file is told of as its record is, to readers of the audit. *hidden* spares the policy the asking; whoever names tables of his own there
-- learns nothing of a file that is hidden from him.
CREATE OR REPLACE FUNCTION crm.hides_file(hidden text[], of_id bigint, old jsonb, new jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(crm.my_scope('audit', 'view') <> 'all' OR t.name = ANY (hidden) OR crm.hides_table(t.name), true) FROM (SELECT coalesce(coalesce(new, old) ->> 'table_name',
        (SELECT a.table_name FROM crm.attachment a WHERE a.id = of_id),
        (SELECT a.old ->> 'table_name' FROM crm.audit_whole a WHERE (a.table_name, a.record_id, a.operation) = ('attachment', of_id, 'D'))) OFFSET 0) t(name)
$$;
GRANT EXECUTE ON FUNCTION crm.hidden_in_audit(), crm.hides_file(text[], bigint, jsonb, jsonb) TO :"employee";

-- What happened to one record, for those who may see it; costs only for those who may see costs.
CREATE OR REPLACE FUNCTION crm.record_history(of_table text, of_id bigint)
RETURNS TABLE (at timestamptz, login text, operation text, old jsonb, new jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE hidden text[] := crm.hidden_columns(of_table, of_id);
BEGIN
    IF NOT crm.sees(of_table, of_id) THEN RETURN; END IF;
    RETURN QUERY SELECT a.at, a.login, a.operation, a.old - hidden, a.new - hidden FROM crm.audit_whole a
    WHERE a.table_name = of_table AND a.record_id = of_id AND a.operation IN ('I', 'U', 'D') ORDER BY a.id DESC LIMIT 500;
END $$;
GRANT EXECUTE ON FUNCTION crm.record_history(text, bigint) TO :"employee";
GRANT EXECUTE ON FUNCTION crm.seal_audit(), crm.verify_audit() TO :"employee";
