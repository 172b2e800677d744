-- The audit trail is sealed in steps: a seal covers all transactions of a span that are over, and chains to the seal before.

CREATE OR REPLACE FUNCTION crm.seal_digest(previous bytea, row_ids bigint[]) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT sha256(coalesce(previous, '\x') || coalesce(string_agg(a.digest, ''::bytea ORDER BY a.id), '\x'))
    FROM crm.audit a WHERE a.id = ANY (row_ids)
$$;

CREATE OR REPLACE FUNCTION crm.seal_audit() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE last crm.audit_seal; upto xid8 := pg_snapshot_xmin(pg_current_snapshot()); row_ids bigint[]; made bigint;
BEGIN
    IF NOT crm.may('audit', 'view') AND current_setting('is_superuser') = 'off' THEN PERFORM crm.deny('audit_needs_right'); END IF;
    PERFORM pg_advisory_xact_lock(hashtext('crm.seal'));
    SELECT * INTO last FROM crm.audit_seal ORDER BY id DESC LIMIT 1;
    SELECT array_agg(id ORDER BY id) INTO row_ids FROM crm.audit
    WHERE xid >= coalesce(last.to_xid, '0'::xid8) AND xid < upto;
    IF row_ids IS NULL THEN RETURN NULL; END IF;
    INSERT INTO crm.audit_seal (from_xid, to_xid, ids, digest)
    VALUES (coalesce(last.to_xid, '0'::xid8), upto, row_ids, crm.seal_digest(last.digest, row_ids)) RETURNING id INTO made;
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION crm.verify_audit() RETURNS TABLE (problem text, seal_id bigint, audit_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT crm.may('audit', 'view') AND current_setting('is_superuser') = 'off' THEN PERFORM crm.deny('audit_needs_right'); END IF;
    RETURN QUERY WITH sealed AS MATERIALIZED (SELECT s.id AS seal_id, i AS audit_id FROM crm.audit_seal s, unnest(s.ids) i)
    SELECT 'changed', l.seal_id, a.id FROM crm.audit a LEFT JOIN sealed l ON l.audit_id = a.id
    WHERE a.digest <> crm.audit_digest(a.at, a.xid, a.login, a.table_name, a.record_id, a.operation, a.old, a.new)
    UNION ALL
    SELECT 'missing', l.seal_id, l.audit_id FROM sealed l LEFT JOIN crm.audit a ON a.id = l.audit_id WHERE a.id IS NULL
    UNION ALL
    SELECT 'inserted', s.id, a.id FROM crm.audit a JOIN crm.audit_seal s ON a.xid >= s.from_xid AND a.xid < s.to_xid
    WHERE NOT EXISTS (SELECT FROM sealed l WHERE l.audit_id = a.id)
    UNION ALL
    SELECT 'seal', s.id, NULL FROM (SELECT id, ids, digest, lag(digest) OVER (ORDER BY id) AS previous FROM crm.audit_seal) s
    WHERE s.digest <> crm.seal_digest(s.previous, s.ids);
END $$;

-- The tables whose rows a reader of the audit may not read in full anyway: the trail tells him nothing of them.
CREATE OR REPLACE FUNCTION crm.hidden_in_audit() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(m.table_name), '{}') FROM crm.module_table m
    WHERE m.ownership IN ('owner', 'part', 'other') AND crm.my_scope(m.module, 'view') <> 'all'
        OR m.table_name = 'price' AND NOT crm.may('product_cost', 'view')  -- rules made from the cost
        OR EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', m.table_name))
            AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'tokens'
            AND NOT has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT')
            AND m.table_name <> 'field_right')
$$;
GRANT EXECUTE ON FUNCTION crm.hidden_in_audit() TO :"employee";

-- What happened to one record, for those who may see it; costs only for those who may see costs.
CREATE OR REPLACE FUNCTION crm.record_history(of_table text, of_id bigint)
RETURNS TABLE (at timestamptz, login text, operation text, old jsonb, new jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE hidden text[];
BEGIN
    IF NOT crm.sees(of_table, of_id) THEN RETURN; END IF;
    SELECT coalesce(array_agg(a.attname::text), '{}') INTO hidden FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = format('crm.%I', of_table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
        AND NOT has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT');
    IF of_table = 'price' AND NOT crm.may('product_cost', 'view') AND crm.price_was_from_cost(of_id) THEN
        hidden := hidden || ARRAY['method', 'base', 'discount', 'rounding', 'surcharge', 'margin_min', 'margin_max'];
    END IF;
    RETURN QUERY SELECT a.at, a.login, a.operation, a.old - hidden, a.new - hidden FROM crm.audit a
    WHERE a.table_name = of_table AND a.record_id = of_id ORDER BY a.id DESC LIMIT 500;
END $$;
GRANT EXECUTE ON FUNCTION crm.record_history(text, bigint) TO :"employee";
GRANT EXECUTE ON FUNCTION crm.seal_audit(), crm.verify_audit() TO :"employee";
