-- One record of several. What points to them is read from the catalogue, so that no link of today or tomorrow is forgotten; it is
-- one transaction; and what it did is kept whole, so that it can be undone in one, days later too.

CREATE OR REPLACE FUNCTION crm.is_empty(value jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(value, 'null') IN ('null', '""', '[]', '{}', '0')
$$;

CREATE OR REPLACE FUNCTION crm.is_mergeable(of_table text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT of_table IN ('customer', 'contact', 'product', 'partner')
$$;

-- Everything that points to records of a table: by foreign key, or by a pair table_name, record_id. keys: the primary key.
CREATE OR REPLACE FUNCTION crm.links_to(of_table text) RETURNS TABLE (child text, link text, by_pair boolean, keys text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH found AS (
        SELECT c.conrelid AS rel, a.attname::text AS link, false AS by_pair FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass(format('crm.%I', of_table)) AND cardinality(c.conkey) = 1
        UNION SELECT r.attrelid, 'record_id', true FROM pg_attribute r JOIN pg_attribute t ON t.attrelid = r.attrelid AND t.attname = 'table_name'
        JOIN pg_class k ON k.oid = r.attrelid AND k.relkind = 'r' AND k.relpersistence = 'p'
        -- the trail stays as it was written
        WHERE r.attname = 'record_id' AND NOT r.attisdropped AND NOT t.attisdropped AND k.relnamespace = 'crm'::regnamespace AND k.relname NOT LIKE 'audit%')
    SELECT k.relname::text, f.link, f.by_pair, ARRAY(SELECT a.attname::text FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY u(attnum, place)
        JOIN pg_attribute a ON a.attrelid = f.rel AND a.attnum = u.attnum WHERE i.indrelid = f.rel AND i.indisprimary ORDER BY u.place)
    FROM found f JOIN pg_class k ON k.oid = f.rel WHERE k.relnamespace = 'crm'::regnamespace ORDER BY 1, 2
$$;

-- The columns of a record that a merge decides about.
CREATE OR REPLACE FUNCTION crm.merged_columns(of_table text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = format('crm.%I', of_table)::regclass
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND NOT crm.is_derived(of_table, a.attname)
$$;

-- What the survivor gets unless somebody chooses otherwise: its own value where there is one, else the newest of the others.
CREATE OR REPLACE FUNCTION crm.merge_default(of_table text, before jsonb, losers jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE result jsonb := '{}'; name text; found_value jsonb; target text; lost jsonb; ids bigint[];
BEGIN
    ids := ARRAY(SELECT (l ->> 'id')::bigint FROM jsonb_array_elements(losers) l);
    FOREACH name IN ARRAY crm.merged_columns(of_table) LOOP
        found_value := before -> name;
        IF name = 'tags' THEN
            found_value := (SELECT coalesce(jsonb_agg(DISTINCT t), '[]') FROM (SELECT jsonb_array_elements(before -> 'tags') AS t
                UNION SELECT jsonb_array_elements(l -> 'tags') FROM jsonb_array_elements(losers) l) u);
        ELSIF name = 'attrs' THEN
            FOR lost IN SELECT l FROM jsonb_array_elements(losers) l ORDER BY l ->> 'updated_at' DESC LOOP
                found_value := coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(lost -> 'attrs') WHERE NOT crm.is_empty(value)), '{}')
                    || coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(found_value) WHERE NOT crm.is_empty(value)), '{}');
            END LOOP;
        ELSIF name = 'last_contact_at' THEN
            found_value := (SELECT to_jsonb(max(v)) FROM (SELECT (before ->> name)::timestamptz AS v
                UNION ALL SELECT (l ->> name)::timestamptz FROM jsonb_array_elements(losers) l) u);
        ELSIF name = 'is_primary' THEN  -- of one customer at most one is the main contact
            found_value := to_jsonb((before ->> name)::boolean OR EXISTS (SELECT FROM jsonb_array_elements(losers) l
                WHERE (l ->> name)::boolean AND l -> 'customer_id' = before -> 'customer_id'));
        ELSIF name IN ('email_opted_out', 'email_invalid') THEN CONTINUE;  -- with its address: crm.marks_merged
        ELSIF of_table = 'partner' AND name LIKE 'is\_%' OR name = 'by_batch' THEN  -- supplier and competitor: one company is both
            found_value := to_jsonb((before ->> name)::boolean OR EXISTS (SELECT FROM jsonb_array_elements(losers) l WHERE (l ->> name)::boolean));
        ELSIF crm.is_empty(found_value) AND name <> 'owner_id' THEN
            found_value := coalesce((SELECT l -> name FROM jsonb_array_elements(losers) l WHERE NOT crm.is_empty(l -> name)
                ORDER BY l ->> 'updated_at' DESC LIMIT 1), found_value);
            -- a link is not taken over from a record that its new holder may not see, nor to one that is going
            SELECT f.relname INTO target FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.conrelid = format('crm.%I', of_table)::regclass AND a.attname = name;
            IF target IS NOT NULL AND NOT crm.is_empty(found_value) AND target <> 'employee' AND NOT crm.sees(target, (found_value #>> '{}')::bigint) THEN
                found_value := before -> name;
            END IF;
        END IF;
        IF name LIKE '%\_id' AND EXISTS (SELECT FROM crm.links_to(of_table) k WHERE k.child = of_table AND k.link = name)
            AND ((found_value #>> '{}')::bigint = ANY (ids) OR found_value = before -> 'id') THEN found_value := 'null'; END IF;
        IF found_value IS DISTINCT FROM before -> name THEN result := result || jsonb_build_object(name, found_value); END IF;
    END LOOP;
    RETURN result;
END $$;

CREATE OR REPLACE FUNCTION crm.rows_as_json(of_table text, ids bigint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE result jsonb;
BEGIN
    EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t) - ''tokens'' ORDER BY t.id), ''[]'') FROM crm.%I t WHERE t.id = ANY ($1)', of_table) INTO result USING ids;
    RETURN result;
END $$;

-- Write some columns of one record.
CREATE OR REPLACE FUNCTION crm.write_columns(of_table text, of_id bigint, new_values jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE assignments text;
BEGIN
    SELECT string_agg(format('%1$I = r.%1$I', key), ', ') INTO assignments FROM jsonb_object_keys(new_values) key;
    IF assignments IS NOT NULL THEN
        EXECUTE format('UPDATE crm.%1$I t SET %2$s FROM jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE t.id = $2', of_table, assignments)
            USING new_values, of_id;
    END IF;
    IF new_values ?& '{email,email_invalid}' THEN PERFORM crm.write_columns(of_table, of_id, new_values - 'email'); END IF;  -- see tg_email_marks
END $$;

-- Quantities and bar codes of several products are those of one only where they count alike: what cannot be united is said.
CREATE OR REPLACE FUNCTION crm.units_agree(kept jsonb, lost jsonb) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE other text; base text := kept ->> 'unit'; packed text;
BEGIN
    SELECT l ->> 'unit' INTO other FROM jsonb_array_elements(lost) l WHERE l ->> 'unit' <> base LIMIT 1;
    IF FOUND THEN PERFORM crm.refuse('merge_base_units_differ', 'unit', json_build_object('one', base, 'other', other)::text); END IF;
    SELECT u.unit INTO packed FROM crm.product_unit u JOIN crm.product_unit v USING (unit)
    WHERE u.id < v.id AND u.product_id <> v.product_id AND u.product_id = ANY (ARRAY(SELECT (p ->> 'id')::bigint FROM jsonb_array_elements(lost || kept) p))
        AND v.product_id = ANY (ARRAY(SELECT (p ->> 'id')::bigint FROM jsonb_array_elements(lost || kept) p))
        AND (u.factor * v.divisor <> v.factor * u.divisor OR u.barcode <> v.barcode) LIMIT 1;
    IF FOUND THEN PERFORM crm.refuse('merge_units_differ', 'unit', json_build_object('unit', packed)::text); END IF;
END $$;

-- Variants of one main product are merged, main products that differ by the same, and what is neither.
CREATE OR REPLACE FUNCTION crm.variants_agree(kept jsonb, lost jsonb) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements(lost) l WHERE l -> 'variant_of_id' <> kept -> 'variant_of_id' OR l -> 'varies_by' <> kept -> 'varies_by') THEN
        PERFORM crm.refuse('merge_variants_alike');
    END IF;
END $$;

-- Addresses of records with what is marked of any of them, as they are compared.
CREATE OR REPLACE FUNCTION crm.marked_emails(of_table text, ids bigint[]) RETURNS TABLE (key text, opted_out boolean, invalid boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.email_key(e.email), bool_or(e.email_opted_out), bool_or(e.email_invalid) FROM (
        SELECT email, email_opted_out, email_invalid FROM crm.customer WHERE of_table = 'customer' AND id = ANY (ids)
        UNION ALL SELECT email, email_opted_out, email_invalid FROM crm.contact WHERE of_table = 'contact' AND id = ANY (ids)
        UNION ALL SELECT email, email_opted_out, email_invalid FROM crm.contact_way WHERE of_table = 'contact' AND contact_id = ANY (ids)) e
    WHERE e.email_opted_out OR e.email_invalid GROUP BY 1
$$;

-- What merged records say of an address goes with it, to whichever of the survivor's it is now.
CREATE OR REPLACE FUNCTION crm.marks_merged(of_table text, ids bigint[], address text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT jsonb_build_object('email_opted_out', coalesce(bool_or(opted_out), false), 'email_invalid', coalesce(bool_or(invalid), false))
    FROM crm.marked_emails(of_table, ids) WHERE key = crm.email_key(address)
$$;

-- Merge the losers into the survivor; chosen = {column: value} where the default is not wanted. Returns the number of the merge.
CREATE OR REPLACE FUNCTION crm.merge_records(of_table text, survivor bigint, losers bigint[], chosen jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE one bigint; kept jsonb; lost jsonb; after jsonb; wrong text; made bigint; former text; marks jsonb; marked jsonb;
BEGIN
    losers := ARRAY(SELECT DISTINCT l FROM unnest(losers) l WHERE l IS NOT NULL AND l <> survivor ORDER BY l);
    IF NOT crm.is_mergeable(of_table) OR cardinality(losers) NOT BETWEEN 1 AND 50 THEN PERFORM crm.refuse('merge_needs_two'); END IF;
    FOREACH one IN ARRAY losers || survivor LOOP
        IF NOT crm.sees(of_table, one) THEN PERFORM crm.deny('merge_needs_rights'); END IF;
        IF NOT crm.sees(of_table, one, 'edit') OR NOT crm.sees(of_table, one, 'delete') THEN PERFORM crm.deny('merge_needs_rights'); END IF;
    END LOOP;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM crm.%I WHERE id = ANY ($1) ORDER BY id FOR UPDATE) l', of_table) USING losers || survivor;
    kept := crm.rows_as_json(of_table, ARRAY[survivor]) -> 0;
    lost := crm.rows_as_json(of_table, losers);
    IF kept IS NULL OR jsonb_array_length(lost) <> cardinality(losers) THEN PERFORM crm.refuse('merge_needs_two'); END IF;
    IF of_table = 'product' THEN PERFORM crm.units_agree(kept, lost), crm.variants_agree(kept, lost); END IF;
    SELECT key INTO wrong FROM jsonb_object_keys(coalesce(chosen, '{}')) key WHERE NOT key = ANY (crm.merged_columns(of_table))
        OR NOT has_column_privilege(session_user, format('crm.%I', of_table), key, 'UPDATE') LIMIT 1;
    IF FOUND THEN PERFORM crm.deny('merge_field_denied'); END IF;
    after := crm.merge_default(of_table, kept, lost);
    IF jsonb_typeof(chosen -> 'attrs') = 'object' THEN  -- chosen one by one
        chosen := chosen || jsonb_build_object('attrs', coalesce(after -> 'attrs', kept -> 'attrs') || (chosen -> 'attrs'));
    END IF;
    after := after || coalesce(chosen, '{}');
    IF kept ? 'email_invalid' THEN
        marks := crm.marks_merged(of_table, losers || survivor, coalesce(after ->> 'email', kept ->> 'email'));
        after := after || marks;
        marked := (SELECT jsonb_agg(m) FROM crm.marked_emails(of_table, losers || survivor) m);
    END IF;
    SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO after FROM jsonb_each(after) WHERE value IS DISTINCT FROM kept -> key;
    IF after ? 'email' THEN after := after || marks; END IF;  -- another address brings its own
    IF after ? 'formerly' OR kept ? 'formerly' THEN  -- old names and codes go on finding it
        SELECT string_agg(DISTINCT w, '、' ORDER BY w) INTO former FROM (SELECT kept || after AS now) n,
            LATERAL (SELECT kept AS r UNION ALL SELECT l FROM jsonb_array_elements(lost) l) a,
            LATERAL (VALUES (a.r ->> 'code'), (a.r ->> 'name')) v(w) WHERE w <> '' AND w NOT IN (n.now ->> 'code', n.now ->> 'name');
        former := (SELECT string_agg(DISTINCT w, '、' ORDER BY w) FROM (SELECT former AS w UNION SELECT nullif(kept ->> 'formerly', '')
            UNION SELECT nullif(l ->> 'formerly', '') FROM jsonb_array_elements(lost) l) f WHERE w IS NOT NULL);
        IF former IS DISTINCT FROM kept ->> 'formerly' THEN after := after || jsonb_build_object('formerly', coalesce(former, '')); END IF;
    END IF;
    INSERT INTO crm.record_merge (entity, survivor_id, loser_ids, before, after, losers)
    VALUES (of_table, survivor, losers, (SELECT coalesce(jsonb_object_agg(key, kept -> key), '{}') FROM jsonb_object_keys(after) key), after, lost)
    RETURNING id INTO made;
    PERFORM crm.write_columns(of_table, survivor, after);
    IF of_table = 'contact' THEN
        UPDATE crm.contact_way w SET email_opted_out = w.email_opted_out OR m.opted_out, email_invalid = w.email_invalid OR m.invalid
        FROM jsonb_to_recordset(marked) AS m(key text, opted_out boolean, invalid boolean)
        WHERE w.contact_id = survivor AND w.email <> '' AND crm.email_key(w.email) = m.key AND (m.opted_out > w.email_opted_out OR m.invalid > w.email_invalid);
    END IF;
    -- what was written, as the database keeps it: an undo compares with this
    UPDATE crm.record_merge m SET after = (SELECT coalesce(jsonb_object_agg(key, r.v -> key), '{}') FROM jsonb_object_keys(m.after) key)
    FROM (SELECT crm.rows_as_json(of_table, ARRAY[survivor]) -> 0 AS v) r WHERE m.id = made;
    RETURN made;
END $$;

-- Move one row; where it would stand there twice, or point to itself, it gives way: a mark that only one may have is lowered,
-- else the row goes, kept for the undo.
CREATE OR REPLACE FUNCTION crm.move_row(of_table text, child text, link text, row_image jsonb, row_keys text[], target bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE here text; mark text; index_name text; stands boolean;
BEGIN
    SELECT string_agg(format('t.%1$I = r.%1$I', k), ' AND ') INTO here FROM unnest(row_keys) k;
    -- the main one of each kind stays that of the survivor, also where a trigger would make the last one the main one
    FOREACH mark IN ARRAY '{is_primary,is_default}'::text[] LOOP
        CONTINUE WHEN (row_image ->> mark)::boolean IS NOT TRUE;
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE %I = $1 AND %I)', child, link, mark) INTO stands USING target;
        CONTINUE WHEN NOT stands;
        EXECUTE format('UPDATE crm.%1$I t SET %2$I = $2, %4$I = false FROM jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE %3$s', child, link, here, mark)
            USING row_image, target;
        RETURN jsonb_build_object(mark, true);
    END LOOP;
    BEGIN
        EXECUTE format('UPDATE crm.%1$I t SET %2$I = $2 FROM jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE %3$s', child, link, here) USING row_image, target;
        RETURN '{}';
    EXCEPTION
        WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS index_name = CONSTRAINT_NAME;
        WHEN check_violation THEN  -- only a link between the two themselves has become pointless; any other rule holds
            IF NOT EXISTS (SELECT FROM crm.links_to(of_table) k WHERE k.child = move_row.child AND k.link <> move_row.link
                AND (row_image ->> k.link)::bigint = target) THEN RAISE; END IF;
    END;
    IF index_name = 'product_batch_code_unique' THEN  -- two batches of one number stay two: the one that comes is told by (2)
        EXECUTE format('UPDATE crm.product_batch t SET product_id = $2, code = c.code FROM jsonb_populate_record(NULL::crm.product_batch, $1) r, LATERAL (
            SELECT r.code || format('' (%%s)'', n) AS code FROM generate_series(2, 1000) n WHERE NOT EXISTS (SELECT FROM crm.product_batch o
                WHERE o.product_id = $2 AND o.code = r.code || format('' (%%s)'', n)) ORDER BY n LIMIT 1) c WHERE %s', here) USING row_image, target;
        RETURN jsonb_build_object('code', row_image -> 'code');
    END IF;
    mark := NULL;
    SELECT a.attname INTO mark FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.atttypid = 'bool'::regtype
    WHERE i.indexrelid = to_regclass('crm.' || quote_ident(index_name)) AND pg_get_expr(i.indpred, i.indrelid) IN (a.attname, '(' || a.attname || ')');
    IF mark IS NOT NULL THEN
        EXECUTE format('UPDATE crm.%1$I t SET %2$I = $2, %4$I = false FROM jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE %3$s', child, link, here, mark)
            USING row_image, target;
        RETURN jsonb_build_object(mark, row_image -> mark);
    END IF;
    EXECUTE format('DELETE FROM crm.%1$I t USING jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE %2$s', child, here) USING row_image;
    RETURN NULL;
END $$;

-- Children that follow their parent's owner, wherever that is said: by the arguments of the triggers that pass him on.
CREATE OR REPLACE FUNCTION crm.owners_follow(of_table text, ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE passed text[];
BEGIN
    FOR passed IN SELECT string_to_array(encode(t.tgargs, 'escape'), '\000') FROM pg_trigger t
        WHERE t.tgrelid = format('crm.%I', of_table)::regclass AND t.tgfoid = 'crm.tg_owner_passed()'::regprocedure LOOP
        FOR i IN 1 .. cardinality(passed) - 1 BY 2 LOOP
            EXECUTE format('UPDATE crm.%1$I t SET owner_id = p.owner_id FROM crm.%3$I p WHERE t.%2$I = p.id AND p.id = ANY ($1)
                AND t.owner_id IS DISTINCT FROM p.owner_id', passed[i], passed[i + 1], of_table) USING ids;
        END LOOP;
    END LOOP;
END $$;

-- The timeline of the survivor (of a contact: of its customer) names who was merged into it.
CREATE OR REPLACE FUNCTION crm.tell_merge(of_merge crm.record_merge, of_kind text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place bigint := of_merge.survivor_id;
BEGIN
    IF of_merge.entity NOT IN ('customer', 'contact') THEN RETURN; END IF;  -- no timeline is theirs
    IF of_merge.entity = 'contact' THEN SELECT customer_id INTO place FROM crm.contact WHERE id = of_merge.survivor_id; END IF;
    PERFORM crm.log_timeline(ARRAY[place], of_kind, jsonb_build_object('name', concat_ws(' ', l ->> 'name', nullif(l ->> 'code', ''))))
    FROM jsonb_array_elements(of_merge.losers) l;
END $$;

-- All that is done to the records around stands in triggers: there it follows from the merge, and nobody counts as their editor.
CREATE OR REPLACE FUNCTION crm.tg_record_merge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE l record; image jsonb; images jsonb; lowered jsonb; earlier jsonb; done jsonb := '[]'; gone jsonb := '[]';
BEGIN
    DELETE FROM crm.presence WHERE table_name = NEW.entity AND record_id = ANY (NEW.loser_ids);
    -- the records of its own kind last: what their triggers keep besides has moved by then
    FOR l IN SELECT * FROM crm.links_to(NEW.entity) k ORDER BY k.child = NEW.entity, k.child, k.link LOOP
        EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t)), ''[]'') FROM crm.%I t WHERE %I = ANY ($1) %s %s', l.child, l.link,
            CASE WHEN l.by_pair THEN format('AND table_name = %L', NEW.entity) END,
            CASE WHEN l.child = NEW.entity THEN 'AND NOT id = ANY ($1) AND id <> $2' END) INTO images USING NEW.loser_ids, NEW.survivor_id;
        FOR image IN SELECT i FROM jsonb_array_elements(images) i LOOP
            lowered := crm.move_row(NEW.entity, l.child, l.link, image, l.keys, NEW.survivor_id);
            IF lowered IS NULL THEN
                FOR earlier IN SELECT d FROM jsonb_array_elements(done) d WHERE d ->> 't' = l.child  -- by its other link, a moment ago
                    AND EXISTS (SELECT FROM unnest(l.keys) k WHERE k <> d ->> 'link')
                    AND NOT EXISTS (SELECT FROM unnest(l.keys) k WHERE k <> d ->> 'link' AND d -> 'row' -> k <> image -> k) LOOP
                    image := image || (earlier -> 'row') || (earlier -> 'lowered');
                END LOOP;
                gone := gone || jsonb_build_array(jsonb_build_object('t', l.child, 'row', image - 'tokens'));
            ELSE
                done := done || jsonb_build_array(jsonb_build_object('t', l.child, 'link', l.link, 'keys', to_jsonb(l.keys), 'lowered', lowered,
                    'row', (SELECT jsonb_object_agg(k, image -> k) FROM unnest(l.keys || l.link) k)));
            END IF;
        END LOOP;
    END LOOP;
    PERFORM crm.owners_follow(NEW.entity, ARRAY[NEW.survivor_id]);
    EXECUTE format('UPDATE crm.%I SET tokens = '''' WHERE id = $1', NEW.entity) USING NEW.survivor_id;  -- found by all that it has now
    EXECUTE format('DELETE FROM crm.%I WHERE id = ANY ($1)', NEW.entity) USING NEW.loser_ids;
    UPDATE crm.record_merge SET moved = done, removed = removed || gone WHERE id = NEW.id;
    PERFORM crm.tell_merge(NEW, 'merged');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_merge AFTER INSERT ON crm.record_merge FOR EACH ROW EXECUTE FUNCTION crm.tg_record_merge();

CREATE OR REPLACE FUNCTION crm.restore_row(of_table text, image jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE columns text;
BEGIN
    SELECT string_agg(quote_ident(a.attname), ', ') INTO columns FROM pg_attribute a WHERE a.attrelid = format('crm.%I', of_table)::regclass
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND image ? a.attname;
    EXECUTE format('INSERT INTO crm.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM jsonb_populate_record(NULL::crm.%1$I, $1)', of_table, columns) USING image;
END $$;

-- What triggers did besides, to records that were neither moved nor removed, stands in the trail of that transaction: it goes back
-- where nobody changed it since.
CREATE OR REPLACE FUNCTION crm.undo_side_effects(of_merge crm.record_merge) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE entry record; now jsonb; back jsonb;
BEGIN
    FOR entry IN SELECT a.table_name, a.record_id, a.old, a.new FROM crm.audit a WHERE a.xid = of_merge.xid AND a.operation = 'U'
        AND a.at BETWEEN of_merge.at - interval '1 hour' AND of_merge.at + interval '1 hour'  -- a restored set counts its transactions anew
        AND a.table_name <> of_merge.entity AND to_regclass(format('crm.%I', a.table_name)) IS NOT NULL ORDER BY a.id DESC LOOP
        EXECUTE format('SELECT to_jsonb(t) FROM crm.%I t WHERE id = $1', entry.table_name) INTO now USING entry.record_id;
        SELECT jsonb_object_agg(key, value) INTO back FROM jsonb_each(entry.old) WHERE NOT crm.is_derived(entry.table_name, key)
            AND now ? key AND now -> key = entry.new -> key AND value IS DISTINCT FROM now -> key
            AND EXISTS (SELECT FROM pg_attribute c WHERE c.attrelid = format('crm.%I', entry.table_name)::regclass AND c.attname = key AND c.attgenerated = '');
        IF back IS NOT NULL THEN PERFORM crm.write_columns(entry.table_name, entry.record_id, back); END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION crm.restore_around(of_merge crm.record_merge) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE one jsonb;
BEGIN
    FOR one IN SELECT m FROM jsonb_array_elements(of_merge.removed) m LOOP PERFORM crm.restore_row(one ->> 't', one -> 'row'); END LOOP;
    PERFORM crm.undo_side_effects(of_merge);
END $$;

CREATE OR REPLACE FUNCTION crm.tg_record_unmerge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE one jsonb; here text; columns text; self_links text[]; around boolean := false;
BEGIN
    self_links := ARRAY(SELECT link FROM crm.links_to(NEW.entity) WHERE child = NEW.entity);
    FOR one IN SELECT l FROM jsonb_array_elements(NEW.losers) l LOOP PERFORM crm.restore_row(NEW.entity, one - self_links); END LOOP;
    -- the other way round: what stands around first, the links of its own kind last
    FOR one IN SELECT m FROM jsonb_array_elements(NEW.moved) WITH ORDINALITY x(m, i) ORDER BY m ->> 't' = NEW.entity, i DESC LOOP
        IF one ->> 't' = NEW.entity AND NOT around THEN
            PERFORM crm.restore_around(NEW);
            around := true;
        END IF;
        SELECT string_agg(format('t.%1$I = r.%1$I', k), ' AND ') INTO here FROM jsonb_array_elements_text(one -> 'keys') k WHERE k <> one ->> 'link';
        SELECT string_agg(format('%1$I = r.%1$I', k), ', ') INTO columns FROM (SELECT one ->> 'link' AS k UNION ALL SELECT jsonb_object_keys(one -> 'lowered')) c;
        EXECUTE format('UPDATE crm.%1$I t SET %2$s FROM jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE %3$s t.%4$I = $2', one ->> 't', columns,
            coalesce(here || ' AND ', ''), one ->> 'link') USING (one -> 'row') || (one -> 'lowered'), NEW.survivor_id;
    END LOOP;
    IF NOT around THEN PERFORM crm.restore_around(NEW); END IF;
    FOR one IN SELECT l FROM jsonb_array_elements(NEW.losers) l LOOP
        PERFORM crm.write_columns(NEW.entity, (one ->> 'id')::bigint, (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(one)
            WHERE key = ANY (self_links) AND value <> 'null'));
    END LOOP;
    PERFORM crm.owners_follow(NEW.entity, NEW.loser_ids);
    EXECUTE format('UPDATE crm.%I SET tokens = '''' WHERE id = ANY ($1)', NEW.entity) USING NEW.loser_ids || NEW.survivor_id;
    PERFORM crm.tell_merge(NEW, 'unmerged');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_unmerge AFTER UPDATE OF undone_at ON crm.record_merge FOR EACH ROW
    WHEN (OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL) EXECUTE FUNCTION crm.tg_record_unmerge();

-- Take a merge back, days later too. Refused where that would write over what somebody did since: a field that the merge filled
-- and that was changed again, or a record that was moved on. What was added or changed otherwise stays as it is.
CREATE OR REPLACE FUNCTION crm.undo_merge(of_merge bigint) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE m crm.record_merge; now jsonb; name text; one jsonb; here text; elsewhere boolean; back jsonb; counted text[] := '{last_contact_at,next_contact_on}';
BEGIN
    SELECT * INTO m FROM crm.record_merge WHERE id = of_merge FOR UPDATE;
    IF m.id IS NULL OR NOT crm.sees(m.entity, m.survivor_id, 'edit') OR NOT crm.sees(m.entity, m.survivor_id, 'delete') THEN
        PERFORM crm.deny('merge_needs_rights');
    END IF;
    IF m.undone_at IS NOT NULL THEN PERFORM crm.refuse('bulk_already_undone'); END IF;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM crm.%I WHERE id = $1 FOR UPDATE) l', m.entity) USING m.survivor_id;
    now := crm.rows_as_json(m.entity, ARRAY[m.survivor_id]) -> 0;
    -- the days of contact follow the entries: those of today stay
    SELECT key INTO name FROM jsonb_each(m.after) WHERE now -> key IS DISTINCT FROM value AND NOT key = ANY (counted) ORDER BY key LIMIT 1;
    IF FOUND THEN PERFORM crm.refuse('merge_changed_since', name); END IF;
    FOR one IN SELECT x FROM jsonb_array_elements(m.moved) x LOOP
        SELECT string_agg(format('t.%1$I = r.%1$I', k), ' AND ') INTO here FROM jsonb_array_elements_text(one -> 'keys') k WHERE k <> one ->> 'link';
        CONTINUE WHEN here IS NULL;
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%1$I t, jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE %2$s AND t.%3$I IS DISTINCT FROM $2)',
            one ->> 't', here, one ->> 'link') INTO elsewhere USING one -> 'row', m.survivor_id;
        IF elsewhere THEN PERFORM crm.refuse('merge_moved_since'); END IF;
    END LOOP;
    SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO back FROM jsonb_each(m.before) WHERE now -> key IS NOT DISTINCT FROM m.after -> key;
    -- a code that the survivor took over is free before its old holder comes back; a link to him is set when he is there
    PERFORM crm.write_columns(m.entity, m.survivor_id, back - ARRAY(SELECT link FROM crm.links_to(m.entity) WHERE child = m.entity));
    UPDATE crm.record_merge SET undone_at = clock_timestamp(), undone_by = session_user WHERE id = m.id;
    PERFORM crm.write_columns(m.entity, m.survivor_id, (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(back)
        WHERE key IN (SELECT link FROM crm.links_to(m.entity) WHERE child = m.entity)));
    RETURN m.loser_ids;
END $$;

-- The merges into a record, for those who see it: who was merged, and what of it the caller may read.
CREATE OR REPLACE FUNCTION crm.merges_of(of_table text, of_id bigint)
RETURNS TABLE (id bigint, at timestamptz, login text, losers jsonb, undone_at timestamptz, may_undo boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE hidden text[];
BEGIN
    IF NOT crm.is_mergeable(of_table) OR NOT crm.sees(of_table, of_id) THEN RETURN; END IF;
    SELECT coalesce(array_agg(a.attname::text), '{}') INTO hidden FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = format('crm.%I', of_table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
        AND NOT has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT');
    RETURN QUERY SELECT m.id, m.at, m.login, (SELECT jsonb_agg(l - hidden) FROM jsonb_array_elements(m.losers) l), m.undone_at,
        m.undone_at IS NULL AND crm.sees(of_table, of_id, 'edit') AND crm.sees(of_table, of_id, 'delete')
    FROM crm.record_merge m WHERE m.entity = of_table AND m.survivor_id = of_id ORDER BY m.id DESC;
END $$;

-- Where a record went that is no longer there; null for those who do not see the survivor.
CREATE OR REPLACE FUNCTION crm.merged_into(of_table text, of_id bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE at_id bigint := of_id; next_id bigint; steps int := 0;
BEGIN
    LOOP
        SELECT m.survivor_id INTO next_id FROM crm.record_merge m WHERE m.entity = of_table AND m.loser_ids @> ARRAY[at_id] AND m.undone_at IS NULL
        ORDER BY m.id DESC LIMIT 1;
        EXIT WHEN NOT FOUND OR steps > 50;
        at_id := next_id;
        steps := steps + 1;
    END LOOP;
    RETURN CASE WHEN at_id <> of_id AND crm.is_mergeable(of_table) AND crm.sees(of_table, at_id) THEN at_id END;
END $$;

GRANT EXECUTE ON FUNCTION crm.merge_records(text, bigint, bigint[], jsonb), crm.undo_merge(bigint), crm.merges_of(text, bigint),
    crm.merged_into(text, bigint) TO :"employee";
