-- Phones that a field right masks: the column is granted to nobody who has only the mask, so that searches, duplicates, trail and merges
-- know nothing of it; what stands here in its place is all that is told.

-- The columns that can be masked; colleagues' own phones stand in everybody's directory.
CREATE OR REPLACE FUNCTION crm.is_phone(in_table text, in_column text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT (in_table, in_column) IN (('customer', 'phone'), ('customer', 'mobile'), ('customer', 'fax'), ('customer_phone', 'number'), ('customer_address', 'phone'),
        ('contact', 'phone'), ('contact', 'mobile'), ('contact', 'further_phones'), ('contact_way', 'number'),
        ('partner', 'phone'), ('partner_contact', 'phone'), ('partner_contact', 'mobile'))
$$;

CREATE OR REPLACE FUNCTION crm.tg_mask_of_phone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NEW.access = 'mask' AND NOT crm.is_phone(NEW.table_name, NEW.field) THEN PERFORM crm.refuse('mask_of_phone', 'access'); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t42_mask_of_phone BEFORE INSERT OR UPDATE ON crm.field_right
    FOR EACH ROW EXECUTE FUNCTION crm.tg_mask_of_phone();

-- Of each number: a mobile's first three and last four digits, a landline's area code and last two; of what is no whole number nothing.
CREATE OR REPLACE FUNCTION crm.masked_phone(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF btrim(words) = '' THEN RETURN ''; END IF;
    RETURN coalesce((SELECT string_agg(CASE WHEN d ~ '^1[3-9]\d{9}$' THEN left(d, 3) || '****' || right(d, 4)
            WHEN d ~ '^(0(10|2\d)|[48]00)\d{7,8}$' THEN left(d, 3) || '-****' || right(d, 2)
            WHEN d ~ '^0[3-9]\d{9,10}$' THEN left(d, 4) || '-****' || right(d, 2)
            ELSE '****' || right(d, 2) END, ', ' ORDER BY place)
        FROM unnest(crm.phone_keys(words)) WITH ORDINALITY k(backwards, place), reverse(k.backwards) d), '****');
END $$;

-- What a contact tells of its further phones keeps their kinds.
CREATE OR REPLACE FUNCTION crm.masked_phone(ways text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(split_part(w, ':', 1) || ':' || crm.masked_phone(substr(w, strpos(w, ':') + 1)) ORDER BY place), '{}')
    FROM unnest(ways) WITH ORDINALITY u(w, place)
$$;

-- The columns of which somebody is told the mask: no role of his lets him read them, and one that sees the records masks them.
CREATE OR REPLACE FUNCTION crm.masked_columns_of(of_table text, person bigint, person_login text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}')
    FROM crm.module_table m JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(format('crm.%I', m.table_name))
    WHERE m.table_name = of_table AND crm.is_phone(of_table, a.attname::text)
        AND NOT has_column_privilege(person_login, a.attrelid, a.attnum, 'SELECT')
        AND EXISTS (SELECT FROM crm.employee_role er JOIN crm.right_rule v USING (role_id)
            WHERE er.employee_id = person AND v.module = m.module AND v.action = 'view'
                AND (v.scope = 'all' OR v.scope <> 'none' AND crm.has_scopes(m.table_name))
                AND 'mask' = (SELECT f.access FROM crm.field_right f WHERE f.role_id = er.role_id
                    AND (f.table_name, f.field) IN (SELECT * FROM crm.governing_fields(of_table, a.attname::text))
                    ORDER BY array_position(ARRAY['none', 'mask', 'read', 'edit'], f.access) LIMIT 1))
$$;

CREATE OR REPLACE FUNCTION crm.masked_columns(of_table text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.masked_columns_of(of_table, crm.me(), session_user::text)
$$;

-- The masked columns of those of the records that the caller sees, as the policies say.
CREATE OR REPLACE FUNCTION crm.masked_values(of_table text, ids bigint[]) RETURNS TABLE (id bigint, masked jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE entry crm.module_table; columns text[] := crm.masked_columns(of_table); scope text; rows_seen text; pairs text; lent text;
BEGIN
    IF cardinality(columns) = 0 THEN RETURN; END IF;
    SELECT * INTO entry FROM crm.module_table m WHERE m.table_name = of_table;
    scope := crm.my_scope(entry.module, 'view');
    IF scope = 'all' THEN rows_seen := 'true';
    ELSIF scope = 'none' OR NOT crm.has_scopes(of_table) THEN RETURN;
    ELSE
        rows_seen := 't.owner_id = ANY ($2)';
        SELECT h.key INTO lent FROM crm.helped_tables() h WHERE h.table_name = of_table AND h.through = 'customer' AND crm.helps(crm.me());
        IF lent IS NOT NULL THEN rows_seen := format('(%s OR t.%I = ANY ($3))', rows_seen, lent); END IF;
    END IF;
    SELECT string_agg(format('%1$L, crm.masked_phone(t.%1$I)', c), ', ') INTO pairs FROM unnest(columns) c;
    RETURN QUERY EXECUTE format('SELECT t.id, jsonb_build_object(%s) FROM crm.%I t WHERE t.id = ANY ($1) AND %s', pairs, of_table, rows_seen)
        USING ids, crm.visible_owners(entry.module, 'view'), CASE WHEN lent IS NOT NULL THEN crm.helped('view') END;
END $$;
GRANT EXECUTE ON FUNCTION crm.masked_phone(text), crm.masked_columns(text), crm.masked_values(text, bigint[]) TO :"employee";
