-- Personal data: everything that is kept about a person, and its erasure, in the records, around them and in their history. The trail
-- stays provable: an erased entry keeps the digest that its seal covers, loses its salt, and what it became is said by the entry about
-- the erasure, which is sealed like any other (audit.sql, verify_audit).

INSERT INTO crm.module_table (table_name, module, ownership) VALUES ('personal_field', 'setting', 'open'), ('erasure', 'personal', 'history')
ON CONFLICT (table_name) DO UPDATE SET module = excluded.module, ownership = excluded.ownership;

CREATE OR REPLACE FUNCTION crm.tg_personal_field_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', NEW.table_name)) AND a.attnum > 0
        AND NOT a.attisdropped AND a.attname = NEW.field AND a.attname NOT IN ('id', 'version', 'customer_id', 'owner_id', 'attrs', 'kind', 'status',
            'created_at', 'created_by', 'updated_at', 'updated_by', 'sort_key', 'tokens')) THEN
        PERFORM crm.refuse('personal_field_unknown', 'field', NEW.field);
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_known BEFORE INSERT OR UPDATE ON crm.personal_field FOR EACH ROW EXECUTE FUNCTION crm.tg_personal_field_known();

CREATE OR REPLACE FUNCTION crm.erased_word() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$ SELECT '(erased)' $$;

CREATE OR REPLACE FUNCTION crm.personal_fields(of_table text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(field), '{}') FROM crm.personal_field WHERE table_name = of_table
$$;
CREATE OR REPLACE FUNCTION crm.personal_attributes(of_table text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(key), '{}') FROM crm.attribute_definition WHERE entity = of_table AND personal
$$;

-- A record and all that were merged into it.
CREATE OR REPLACE FUNCTION crm.ever(of_table text, ids bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE found AS (
        SELECT unnest(ids) AS id UNION
        SELECT l FROM found f JOIN crm.record_merge m ON m.entity = of_table AND m.survivor_id = f.id AND m.undone_at IS NULL, unnest(m.loser_ids) l)
    SELECT coalesce(array_agg(id), '{}') FROM found
$$;

-- Words stand alone in Latin script ("Li" is not found in "Limited"), anywhere in Chinese.
CREATE OR REPLACE FUNCTION crm.without(words text, names text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE name text; result text := words;
BEGIN
    FOREACH name IN ARRAY names LOOP
        CONTINUE WHEN strpos(lower(result), lower(name)) = 0;
        result := regexp_replace(result, CASE WHEN name ~ '^[A-Za-z0-9]' THEN '(?<![A-Za-z0-9])' ELSE '' END
            || regexp_replace(name, '([.*+?^${}()|\[\]\\])', '\\\1', 'g') || CASE WHEN name ~ '[A-Za-z0-9]$' THEN '(?![A-Za-z0-9])' ELSE '' END,
            crm.erased_word(), 'gi');
    END LOOP;
    RETURN result;
END $$;

CREATE OR REPLACE FUNCTION crm.without_in(tree jsonb, names text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN CASE jsonb_typeof(tree)
        WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(key, crm.without_in(value, names)), '{}') FROM jsonb_each(tree))
        WHEN 'array' THEN (SELECT coalesce(jsonb_agg(crm.without_in(value, names) ORDER BY n), '[]') FROM jsonb_array_elements(tree) WITH ORDINALITY e(value, n))
        WHEN 'string' THEN to_jsonb(crm.without(tree #>> '{}', names))
        ELSE tree END;
END $$;

CREATE OR REPLACE FUNCTION crm.tells(words text, names text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT EXISTS (SELECT FROM unnest(names) n WHERE strpos(lower(words), lower(n)) > 0)
$$;

-- An image of a row without its personal fields: nothing stands there for an undo to bring back; '#erased' says which they were.
CREATE OR REPLACE FUNCTION crm.without_personal(image jsonb, fields text[], attributes text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE gone text[]; result jsonb := image;
BEGIN
    IF image IS NULL THEN RETURN NULL; END IF;
    gone := ARRAY(SELECT f FROM unnest(fields) f WHERE image ? f AND image ->> f <> '');
    result := result - fields;
    IF jsonb_typeof(image -> 'attrs') = 'object' AND attributes <> '{}' THEN
        gone := gone || ARRAY(SELECT 'attrs.' || k FROM unnest(attributes) k WHERE image -> 'attrs' ? k);
        result := jsonb_set(result, '{attrs}', (image -> 'attrs') - attributes);
    END IF;
    IF gone <> '{}' THEN
        result := result || jsonb_build_object('#erased', (SELECT to_jsonb(array_agg(DISTINCT g ORDER BY g)) FROM (
            SELECT unnest(gone) AS g UNION SELECT jsonb_array_elements_text(coalesce(image -> '#erased', '[]'))) u));
    END IF;
    RETURN result;
END $$;

-- Whose record it is, and of which records: the person's contacts, for a private customer its own and those of its contacts.
CREATE OR REPLACE FUNCTION crm.person_records(of_table text, of_id bigint, OUT place bigint, OUT contacts bigint[], OUT customers bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF of_table = 'contact' THEN
        SELECT customer_id INTO place FROM crm.contact WHERE id = of_id;
        contacts := crm.ever('contact', ARRAY[of_id]);
        customers := '{}';
    ELSE
        SELECT id INTO place FROM crm.customer WHERE id = of_id AND kind = 'person';
        customers := CASE WHEN place IS NULL THEN '{}' ELSE crm.ever('customer', ARRAY[place]) END;
        contacts := crm.ever('contact', ARRAY(SELECT id FROM crm.contact WHERE customer_id = place));
    END IF;
END $$;

-- What goes with a person: whatever the database removes along with a contact; of a private customer what has personal fields.
CREATE OR REPLACE FUNCTION crm.personal_parts() RETURNS TABLE (child text, link text, of_table text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT k.relname::text, a.attname::text, f.relname::text FROM pg_constraint c JOIN pg_class k ON k.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confdeltype = 'c' AND cardinality(c.conkey) = 1 AND (c.confrelid = 'crm.contact'::regclass
        OR c.confrelid = 'crm.customer'::regclass AND k.relname <> 'contact' AND crm.personal_fields(k.relname) <> '{}') ORDER BY 1, 2
$$;

-- Those rows, as they are now.
CREATE OR REPLACE FUNCTION crm.personal_rows(contacts bigint[], customers bigint[]) RETURNS TABLE (child text, id bigint, image jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE p record;
BEGIN
    FOR p IN SELECT t.child, string_agg(format('t.%I = ANY (%s)', t.link, CASE t.of_table WHEN 'contact' THEN '$1' ELSE '$2' END), ' OR ') AS its
        FROM crm.personal_parts() t GROUP BY t.child ORDER BY t.child LOOP
        RETURN QUERY EXECUTE format('SELECT %L, t.id, to_jsonb(t) FROM crm.%I t WHERE %s', p.child, p.child, p.its) USING contacts, customers;
    END LOOP;
END $$;

-- And those that ever were, by the trail; with them what the company's own kinds of records have at a private customer.
DROP FUNCTION IF EXISTS crm.ways_ever(bigint[]);
DROP FUNCTION IF EXISTS crm.person_relations_ever(bigint[]);
CREATE OR REPLACE FUNCTION crm.personal_rows_ever(contacts bigint[], customers bigint[]) RETURNS TABLE (child text, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT DISTINCT a.table_name, a.record_id FROM crm.personal_parts() p JOIN crm.audit_whole a ON a.table_name = p.child, unnest(ARRAY[a.old, a.new]) x
    WHERE (x ->> p.link)::bigint = ANY (CASE p.of_table WHEN 'contact' THEN contacts ELSE customers END)
    UNION SELECT a.table_name, a.record_id FROM crm.custom_at_customers() t JOIN crm.audit_whole a ON a.table_name = t, unnest(ARRAY[a.old, a.new]) x
    WHERE (x ->> 'customer_id')::bigint = ANY (customers)
$$;

-- The words by which the person is found in texts: names, numbers and addresses of his own, today's and those of the trail.
CREATE OR REPLACE FUNCTION crm.personal_words(contacts bigint[], customers bigint[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH images AS (
        SELECT 'contact' AS kind, to_jsonb(c) AS r FROM crm.contact c WHERE c.id = ANY (contacts)
        UNION ALL SELECT 'customer', to_jsonb(c) FROM crm.customer c WHERE c.id = ANY (customers)
        UNION ALL SELECT p.child, p.image FROM crm.personal_rows(contacts, customers) p
        UNION ALL SELECT a.table_name, x FROM crm.audit_whole a, unnest(ARRAY[a.old, a.new]) x
        WHERE a.table_name = 'contact' AND a.record_id = ANY (contacts) OR a.table_name = 'customer' AND a.record_id = ANY (customers)
        UNION ALL SELECT a.table_name, x FROM crm.personal_rows_ever(contacts, customers) e
        JOIN crm.audit_whole a ON a.table_name = e.child AND a.record_id = e.id, unnest(ARRAY[a.old, a.new]) x
        UNION ALL SELECT m.entity, l FROM crm.record_merge m, jsonb_array_elements(m.losers) l
        WHERE m.entity = 'contact' AND m.loser_ids && contacts OR m.entity = 'customer' AND m.loser_ids && customers),
    words AS (
        SELECT btrim(i.r ->> f.field) AS word FROM images i JOIN (VALUES ('contact', '{name,mobile,email,wechat}'::text[]),
            ('customer', '{name,short_name,mobile,phone,email}'), ('customer_phone', '{number}'),
            ('contact_way', '{number,email}')) k(kind, fields) USING (kind), unnest(k.fields) AS f(field)
        WHERE f.field = ANY (crm.personal_fields(kind)))
    SELECT coalesce(array_agg(DISTINCT word ORDER BY word), '{}') FROM words
    WHERE word <> crm.erased_word() AND length(word) >= CASE WHEN word ~ '^[\x01-\x7f]*$' THEN 5 ELSE 2 END
$$;

-- Why a person cannot be erased now: what is open with him still.
CREATE OR REPLACE FUNCTION crm.erasure_obstacles(of_table text, of_id bigint) RETURNS TABLE (what text, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT o.what, o.n FROM crm.person_records(of_table, of_id) p, LATERAL (
        SELECT 'open_orders' AS what, count(*) AS n FROM crm.sales_order o WHERE o.state IN ('draft', 'confirmed', 'delivered')
            AND (o.contact_id = ANY (p.contacts) OR o.customer_id = ANY (p.customers))
        UNION ALL SELECT 'open_opportunities', count(*) FROM crm.opportunity o WHERE o.outcome = 'open'
            AND (o.contact_id = ANY (p.contacts) OR o.customer_id = ANY (p.customers))
        UNION ALL SELECT 'open_promises', count(*) FROM crm.action a WHERE a.promise <> '' AND a.promise_kept IS NULL
            AND (a.contact_id = ANY (p.contacts) OR a.customer_id = ANY (p.customers))) o WHERE o.n > 0
$$;

-- Texts around a person: of his customer's records, that may name him.
CREATE OR REPLACE FUNCTION crm.texts_around() RETURNS TABLE (child text, link text, columns text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    VALUES ('action', 'customer_id', '{subject,content,result,promise,next_note}'::text[]), ('opportunity', 'customer_id', '{name,description}'),
        ('sales_order', 'customer_id', '{note,delivery_address}'), ('qualification', 'customer_id', '{need,note}'),
        ('customer_address', 'customer_id', '{recipient,note}'), ('customer_phone', 'customer_id', '{note}'),
        ('customer_relation', 'customer_id', '{note}'), ('contact_relation', 'customer_id', '{note}'), ('important_date', 'customer_id', '{note}'), ('contact', 'customer_id', '{preferences,note}'), ('customer', 'id', '{description}')
    UNION ALL SELECT t, 'customer_id', '{name,note}' FROM crm.custom_at_customers() t
$$;

-- Does a file lie at that customer, at one of his contacts or on his timeline?
CREATE OR REPLACE FUNCTION crm.files_at(place bigint, of_table text, of_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE of_table WHEN 'customer' THEN of_id = place
        WHEN 'contact' THEN EXISTS (SELECT FROM crm.contact WHERE id = of_id AND customer_id = place)
        WHEN 'action' THEN EXISTS (SELECT FROM crm.action WHERE id = of_id AND customer_id = place) ELSE false END
$$;

-- One count more; the kinds of records that the company added are told of together.
CREATE OR REPLACE FUNCTION crm.counted(counts jsonb, place text, n bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN n > 0 THEN counts || jsonb_build_object(k, n + coalesce((counts ->> k)::bigint, 0)) ELSE counts END
    FROM (SELECT CASE WHEN crm.at_customer(place) THEN 'custom_record' ELSE place END AS k) v
$$;

-- Take the words out of the texts around; returns how many records they stood in.
CREATE OR REPLACE FUNCTION crm.erase_around(place bigint, names text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t record; touched bigint; counts jsonb := '{}'; numbers text[];
BEGIN
    FOR t IN SELECT * FROM crm.texts_around() LOOP
        EXECUTE format('UPDATE crm.%1$I t SET %2$s WHERE t.%3$I = $1 AND crm.tells(concat_ws(E''\x1f'', %4$s), $2) AND (%5$s)', t.child,
            (SELECT string_agg(format('%1$I = crm.without(%1$I, $2)', c), ', ') FROM unnest(t.columns) c), t.link,
            (SELECT string_agg(quote_ident(c), ', ') FROM unnest(t.columns) c),
            (SELECT string_agg(format('%1$I <> crm.without(%1$I, $2)', c), ' OR ') FROM unnest(t.columns) c)) USING place, names;
        GET DIAGNOSTICS touched = ROW_COUNT;
        counts := crm.counted(counts, t.child, touched);
    END LOOP;
    UPDATE crm.timeline_entry SET data = crm.without_in(data, names) WHERE customer_id = place AND data <> crm.without_in(data, names);
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched > 0 THEN counts := counts || jsonb_build_object('timeline_entry', touched); END IF;
    UPDATE crm.attachment SET name = crm.without(name, names), note = crm.without(note, names)
    WHERE (table_name = 'customer' AND record_id = place OR table_name = 'contact' AND record_id IN (SELECT id FROM crm.contact WHERE customer_id = place)
            OR table_name = 'action' AND record_id IN (SELECT id FROM crm.action WHERE customer_id = place))
        AND (name, note) IS DISTINCT FROM (crm.without(name, names), crm.without(note, names));
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched > 0 THEN counts := counts || jsonb_build_object('attachment', touched); END IF;
    -- his own numbers where they stand as the company's
    numbers := ARRAY(SELECT n FROM unnest(names) n WHERE n ~ '[0-9@]');
    UPDATE crm.customer SET phone = CASE WHEN phone = ANY (numbers) THEN '' ELSE phone END, mobile = CASE WHEN mobile = ANY (numbers) THEN '' ELSE mobile END,
        fax = CASE WHEN fax = ANY (numbers) THEN '' ELSE fax END, email = CASE WHEN email = ANY (numbers) THEN '' ELSE email END
    WHERE id = place AND ARRAY[phone, mobile, fax, email] && numbers;
    DELETE FROM crm.customer_phone WHERE customer_id = place AND number = ANY (numbers);
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched > 0 THEN counts := counts || jsonb_build_object('customer_phone', touched); END IF;
    UPDATE crm.customer_address SET phone = '' WHERE customer_id = place AND phone = ANY (numbers);
    RETURN counts;
END $$;

-- Empty the personal fields of records; each takes its default, a name says that it is erased.
CREATE OR REPLACE FUNCTION crm.empty_personal(of_table text, ids bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE assignments text; touched bigint;
BEGIN
    SELECT string_agg(format('%I = %s', f, CASE f WHEN 'name' THEN quote_literal(crm.erased_word()) ELSE 'DEFAULT' END), ', ') INTO assignments
    FROM unnest(crm.personal_fields(of_table)) f JOIN pg_catalog.pg_attribute a ON a.attrelid = format('crm.%I', of_table)::regclass AND a.attname = f
        AND a.attgenerated = '' WHERE f NOT IN ('digits');
    EXECUTE format('UPDATE crm.%I SET %s WHERE id = ANY ($1)', of_table, concat_ws(', ', assignments,
        CASE WHEN crm.personal_attributes(of_table) <> '{}' THEN format('attrs = attrs - %L::text[]', crm.personal_attributes(of_table)) END)) USING ids;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;

-- Everything else that remembers: merges that could be undone, rows of imports, keys of duplicates, notices, views, preferences.
CREATE OR REPLACE FUNCTION crm.erase_memory(of_place bigint, contacts bigint[], customers bigint[], names text[], numbers text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE counts jsonb := '{}'; touched bigint; t record;
BEGIN
    FOR t IN SELECT * FROM (VALUES ('contact', contacts), ('customer', customers)) v(name, ids) LOOP
        UPDATE crm.record_merge m SET before = crm.without_personal(before, crm.personal_fields(t.name), crm.personal_attributes(t.name)),
            after = crm.without_personal(after, crm.personal_fields(t.name), crm.personal_attributes(t.name)),
            losers = (SELECT coalesce(jsonb_agg(crm.without_personal(l, crm.personal_fields(t.name), crm.personal_attributes(t.name))
                || jsonb_build_object('name', crm.erased_word())), '[]') FROM jsonb_array_elements(m.losers) l)
        WHERE m.entity = t.name AND (m.survivor_id = ANY (t.ids) OR m.loser_ids && t.ids);
        DELETE FROM crm.import_row r USING crm.import_run i WHERE i.id = r.run_id AND i.entity = t.name AND r.record_id = ANY (t.ids);
        GET DIAGNOSTICS touched = ROW_COUNT;
        IF touched > 0 THEN counts := counts || jsonb_build_object('import_row', touched); END IF;
        DELETE FROM crm.duplicate_pair d WHERE d.entity = t.name AND (d.a_id = ANY (t.ids) OR d.b_id = ANY (t.ids));
        DELETE FROM crm.creation c WHERE c.table_name = t.name AND c.record_id = ANY (t.ids);
        UPDATE crm.notice SET text = crm.without(text, names) WHERE table_name = t.name AND record_id = ANY (t.ids) AND crm.tells(text, names);
    END LOOP;
    UPDATE crm.record_merge m SET removed = k.kept FROM (SELECT m.id, count(*) AS n, coalesce(jsonb_agg(r) FILTER (WHERE NOT EXISTS (
            SELECT FROM crm.personal_parts() p WHERE p.child = r ->> 't'
                AND (r -> 'row' ->> p.link)::bigint = ANY (CASE p.of_table WHEN 'contact' THEN contacts ELSE customers END))), '[]') AS kept
        FROM crm.record_merge m, jsonb_array_elements(m.removed) r GROUP BY m.id) k
    WHERE m.id = k.id AND jsonb_array_length(k.kept) < k.n;
    UPDATE crm.record_merge m SET losers = crm.without_in(losers, names), moved = crm.without_in(moved, names), removed = crm.without_in(removed, names),
        before = crm.without_in(before, names), after = crm.without_in(after, names)
    WHERE (m.entity = 'customer' AND of_place = m.survivor_id OR m.survivor_id = ANY (contacts))
        AND crm.tells(concat(losers, moved, removed, before, after), names);
    DELETE FROM crm.deleted_part d WHERE crm.tells(d.image::text, names || numbers);
    DELETE FROM crm.import_row r WHERE crm.tells(r.data::text, numbers);
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched > 0 THEN counts := counts || jsonb_build_object('import_row', coalesce((counts ->> 'import_row')::bigint, 0) + touched); END IF;
    DELETE FROM crm.duplicate_lock l WHERE l.key = ANY (ARRAY(SELECT k FROM unnest(names) n, unnest(crm.phone_keys(n)) k) || ARRAY(SELECT lower(n) FROM unnest(names) n));
    UPDATE crm.notice SET text = crm.without(text, names) WHERE table_name = 'customer' AND record_id = of_place AND crm.tells(text, names);
    UPDATE crm.saved_view SET name = crm.without(name, names), query = crm.without_in(query, names) WHERE crm.tells(concat(name, query), names);
    UPDATE crm.preference SET value = crm.without_in(value, names) WHERE crm.tells(value::text, names);
    RETURN counts;
END $$;

-- The entries of the trail that tell of the person, without what they tell; the old digest stays, the salt goes. Returns id → digest now.
DROP FUNCTION IF EXISTS crm.erase_trail(bigint, bigint[], bigint[], bigint[], text[], text[]);
DROP FUNCTION IF EXISTS crm.erase_trail(bigint, bigint[], bigint[], bigint[], bigint[], text[], text[]);
CREATE OR REPLACE FUNCTION crm.erase_trail(of_place bigint, contacts bigint[], customers bigint[], names text[], numbers text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE part text; digests jsonb := '{}'; made jsonb; around text[] := ARRAY(SELECT child FROM crm.texts_around()) || '{attachment,timeline_pin,notice,saved_view}'::text[];
    -- a part of which nobody said what is personal tells nothing any more; of what the company added only attributes may be
    f jsonb := (SELECT jsonb_object_agg(t, jsonb_build_object('a', crm.personal_attributes(t), 'f', CASE WHEN crm.at_customer(t) THEN '{}' ELSE coalesce(nullif(crm.personal_fields(t), '{}'),
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = format('crm.%I', t)::regclass AND a.attnum > 0 AND NOT a.attisdropped
                AND NOT crm.is_derived(t, a.attname) AND a.attname NOT LIKE '%\_id')) END))
        FROM (SELECT 'contact' AS t UNION SELECT 'customer' UNION SELECT child FROM crm.personal_parts() UNION SELECT crm.custom_at_customers()) u);
BEGIN
    FOREACH part IN ARRAY '{audit,audit_archive}'::text[] LOOP
        EXECUTE format($q$
            WITH own AS MATERIALIZED (
                SELECT 'contact' AS table_name, unnest($2) AS record_id UNION SELECT 'customer', unnest($3)
                UNION SELECT e.child, e.id FROM crm.personal_rows_ever($2, $3) e),
            told AS MATERIALIZED (
                SELECT a.id, a.old, a.new, o.table_name AS whole FROM crm.%1$I a LEFT JOIN own o USING (table_name, record_id)
                WHERE o.table_name IS NOT NULL OR crm.tells(concat(a.old, a.new), $5)
                    OR a.table_name = ANY ($6) AND crm.tells(concat(a.old, a.new), $4) AND crm.lies_at(a.table_name, a.record_id, coalesce(a.old, a.new), $1)),
            bare AS MATERIALIZED (
                SELECT t.id, t.old AS was_old, t.new AS was_new,
                    crm.without_in(CASE WHEN whole IS NULL THEN old ELSE crm.without_personal(old, ARRAY(SELECT jsonb_array_elements_text($7 -> whole -> 'f')),
                        ARRAY(SELECT jsonb_array_elements_text($7 -> whole -> 'a'))) END, $4) AS old,
                    crm.without_in(CASE WHEN whole IS NULL THEN new ELSE crm.without_personal(new, ARRAY(SELECT jsonb_array_elements_text($7 -> whole -> 'f')),
                        ARRAY(SELECT jsonb_array_elements_text($7 -> whole -> 'a'))) END, $4) AS new
                FROM told t),
            written AS (
                UPDATE crm.%1$I a SET old = b.old, new = b.new, salt = NULL FROM bare b
                WHERE a.id = b.id AND (a.old, a.new) IS DISTINCT FROM (b.old, b.new)
                RETURNING a.id, crm.audit_digest(a.at, a.xid, a.login, a.table_name, a.record_id, a.operation, a.old, a.new, a.epoch) AS digest)
            SELECT coalesce(jsonb_object_agg(id, encode(digest, 'hex')), '{}') FROM written$q$, part)
        INTO made USING of_place, contacts, customers, names, numbers, around, f;
        digests := digests || made;
    END LOOP;
    RETURN digests;
END $$;

-- Does an entry belong to a record of that customer, also one that is gone?
CREATE OR REPLACE FUNCTION crm.lies_at(of_table text, of_id bigint, image jsonb, place bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE found_it boolean := false;
BEGIN
    IF of_table = 'customer' THEN RETURN of_id = place; END IF;
    IF image ->> 'customer_id' IS NOT NULL THEN RETURN (image ->> 'customer_id')::bigint = place; END IF;
    IF of_table IN ('saved_view', 'notice') THEN RETURN true; END IF;
    IF of_table = 'attachment' THEN
        RETURN crm.files_at(place, image ->> 'table_name', (image ->> 'record_id')::bigint)
            OR EXISTS (SELECT FROM crm.attachment a WHERE a.id = of_id AND crm.files_at(place, a.table_name, a.record_id));
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1 AND customer_id = $2)', of_table) INTO found_it USING of_id, place;
    RETURN found_it OR EXISTS (SELECT FROM crm.audit_whole b WHERE b.table_name = of_table AND b.record_id = of_id AND b.operation IN ('I', 'D')
        AND (coalesce(b.old, b.new) ->> 'customer_id')::bigint = place);
END $$;

-- All of it follows from one row: in a trigger nobody counts as the editor of the records around.
CREATE OR REPLACE FUNCTION crm.tg_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE p record; names text[]; numbers text[]; found jsonb; digests jsonb; files bigint; touched bigint; part record;
BEGIN
    SELECT * INTO p FROM crm.person_records(NEW.table_name, NEW.record_id);
    names := crm.personal_words(p.contacts, p.customers);
    -- what is one person's only is looked for everywhere, a name in the records of his customer
    numbers := ARRAY(SELECT n FROM unnest(names) n WHERE n ~ '@' OR n ~ '[0-9]{6}');
    found := crm.erase_around(p.place, names);
    FOR part IN SELECT * FROM crm.personal_parts() LOOP
        EXECUTE format('DELETE FROM crm.%I WHERE %I = ANY ($1)', part.child, part.link) USING CASE part.of_table WHEN 'contact' THEN p.contacts ELSE p.customers END;
        GET DIAGNOSTICS touched = ROW_COUNT;
        found := crm.counted(found, part.child, touched);
    END LOOP;
    FOR part IN SELECT t AS child, crm.personal_attributes(t) AS own FROM crm.custom_at_customers() t LOOP
        EXECUTE format('UPDATE crm.%I SET attrs = attrs - $1 WHERE customer_id = ANY ($2) AND attrs ?| $1', part.child) USING part.own, p.customers;
        GET DIAGNOSTICS touched = ROW_COUNT;
        found := crm.counted(found, part.child, touched);
    END LOOP;
    PERFORM crm.empty_personal('contact', p.contacts);
    IF p.customers <> '{}' THEN PERFORM crm.empty_personal('customer', p.customers); END IF;
    DELETE FROM crm.attachment WHERE table_name = 'contact' AND record_id = ANY (p.contacts) OR table_name = 'customer' AND record_id = ANY (p.customers);
    GET DIAGNOSTICS files = ROW_COUNT;
    found := found || jsonb_build_object('person', cardinality(p.contacts) + cardinality(p.customers));
    IF files > 0 THEN found := found || jsonb_build_object('attachment', files + coalesce((found ->> 'attachment')::bigint, 0)); END IF;
    found := found || crm.erase_memory(p.place, p.contacts, p.customers, names, numbers);
    digests := crm.erase_trail(p.place, p.contacts, p.customers, names, numbers);
    found := found || jsonb_build_object('audit', (SELECT count(*) FROM jsonb_object_keys(digests)));
    UPDATE crm.erasure SET counts = found WHERE id = NEW.id;
    PERFORM crm.write_down('erasure', NEW.id, 'X', jsonb_build_object('of', NEW.table_name, 'record', NEW.record_id, 'counts', found, 'digests', digests));
    PERFORM crm.log_timeline(ARRAY[p.place], 'erased', '{}');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_erase AFTER INSERT ON crm.erasure FOR EACH ROW EXECUTE FUNCTION crm.tg_erasure();

CREATE OR REPLACE FUNCTION crm.may_erase(of_table text, of_id bigint, of_action text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF of_table NOT IN ('contact', 'customer') OR crm.my_scope('personal', of_action) <> 'all' OR NOT crm.sees(of_table, of_id) THEN
        PERFORM crm.deny('personal_needs_right');
    END IF;
    IF of_table = 'customer' AND NOT EXISTS (SELECT FROM crm.customer WHERE id = of_id AND kind = 'person') THEN
        PERFORM crm.refuse('personal_needs_person');
    END IF;
END $$;

-- Erase a person for good; the number of the erasure.
CREATE OR REPLACE FUNCTION crm.erase_person(of_table text, of_id bigint, because text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE open text; made bigint;
BEGIN
    PERFORM crm.may_erase(of_table, of_id, 'delete');
    PERFORM pg_advisory_xact_lock(hashtext('crm.seal'));  -- no entry is sealed, verified or archived half
    SELECT string_agg(what || ' ' || n, ',') INTO open FROM crm.erasure_obstacles(of_table, of_id);
    IF open IS NOT NULL THEN PERFORM crm.refuse('erasure_open_documents', '', open); END IF;
    INSERT INTO crm.erasure (table_name, record_id, reason) VALUES (of_table, of_id, left(because, 500)) RETURNING id INTO made;
    RETURN made;
END $$;

-- What an erasure would touch: it is done, counted, and undone. Obstacles come first.
CREATE OR REPLACE FUNCTION crm.preview_erasure(of_table text, of_id bigint) RETURNS TABLE (what text, n bigint, obstacle boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE found jsonb; made bigint;
BEGIN
    PERFORM crm.may_erase(of_table, of_id, 'delete');
    RETURN QUERY SELECT o.what, o.n, true FROM crm.erasure_obstacles(of_table, of_id) o;
    BEGIN
        INSERT INTO crm.erasure (table_name, record_id) VALUES (of_table, of_id) RETURNING id INTO made;
        SELECT e.counts INTO found FROM crm.erasure e WHERE e.id = made;
        RAISE EXCEPTION USING ERRCODE = 'CRM01';
    EXCEPTION WHEN SQLSTATE 'CRM01' THEN NULL;
    END;
    RETURN QUERY SELECT c.key, c.value::bigint, false FROM jsonb_each_text(found) c ORDER BY c.key <> 'person', c.key;
END $$;

-- When personal data of a record was erased, for those who see it.
CREATE OR REPLACE FUNCTION crm.erased_on(of_table text, of_id bigint) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT max(e.erased_at) FROM crm.erasure e WHERE crm.sees(of_table, of_id) AND (e.table_name = of_table AND e.record_id = of_id
        OR of_table = 'contact' AND e.table_name = 'customer' AND e.record_id = (SELECT customer_id FROM crm.contact WHERE id = of_id)
            AND e.erased_at >= (SELECT created_at FROM crm.contact WHERE id = of_id))
$$;

-- Everything that is kept about a person, to hand over: section, when, who wrote it, what, and the words.
CREATE OR REPLACE FUNCTION crm.personal_data(of_table text, of_id bigint) RETURNS TABLE (section text, at timestamptz, who text, item text, words text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE p record; names text[]; numbers text[]; kind text; dull text[] := '{id,version,owner_id,tokens,sort_key,attrs,customer_id,pool_id,pool_due_on,pool_reason,received_at,division,contact_id,other_customer_id,further_phones,further_emails}';
BEGIN
    PERFORM crm.may_erase(of_table, of_id, 'view');
    -- whoever may not read one of its fields, or has only the mask, is not told all about anybody
    IF EXISTS (SELECT FROM crm.personal_field f WHERE NOT crm.reads(f.table_name, ARRAY[f.field])) THEN PERFORM crm.deny('personal_needs_right'); END IF;
    SELECT * INTO p FROM crm.person_records(of_table, of_id);
    names := crm.personal_words(p.contacts, p.customers);
    numbers := ARRAY(SELECT n FROM unnest(names) n WHERE n ~ '@' OR n ~ '[0-9]{6}');
    FOR kind IN SELECT * FROM crm.custom_at_customers() LOOP
        RETURN QUERY EXECUTE format('SELECT ''document'', t.created_at, t.created_by, %1$L, concat_ws('' '', t.code, t.name, nullif(t.note, ''''))
            FROM crm.%1$I t WHERE t.customer_id = ANY ($1)', kind) USING p.customers;
    END LOOP;
    RETURN QUERY
    WITH rows AS (
        SELECT 1 AS place, 'contact' AS t, c.id, to_jsonb(c) AS r FROM crm.contact c WHERE c.id = ANY (p.contacts)
        UNION ALL SELECT 0, 'customer', c.id, to_jsonb(c) FROM crm.customer c WHERE c.id = ANY (p.customers)
        -- who the other is, to those who see him
        UNION ALL SELECT 2, w.child, w.id, w.image || CASE w.child WHEN 'contact_relation' THEN jsonb_build_object('other_id', (SELECT o.name
            FROM crm.contact o WHERE o.id = (w.image ->> 'other_id')::bigint AND crm.sees('contact', o.id))) ELSE '{}' END
        FROM crm.personal_rows(p.contacts, p.customers) w WHERE w.child <> 'contact_relation' OR (w.image ->> 'contact_id')::bigint = ANY (p.contacts))
    SELECT 'record', NULL::timestamptz, '', x.t || '.' || x.key, x.value FROM (
        SELECT r.place, r.id, r.t, e.key, e.value FROM rows r, jsonb_each_text(r.r - dull) e
        UNION ALL SELECT r.place, r.id, r.t, 'attrs.' || e.key, e.value FROM rows r, jsonb_each_text(r.r -> 'attrs') e) x
    WHERE x.value NOT IN ('', '[]', '{}') ORDER BY x.place, x.t, x.id, x.key;
    RETURN QUERY SELECT 'document', o.created_at, o.created_by, 'opportunity', concat_ws(' ', o.code, o.name, o.outcome) FROM crm.opportunity o
        WHERE o.contact_id = ANY (p.contacts) OR o.customer_id = ANY (p.customers)
    UNION ALL SELECT 'document', o.created_at, o.created_by, 'sales_order', concat_ws(' ', o.code, o.ordered_on::text, o.state) FROM crm.sales_order o
        WHERE o.contact_id = ANY (p.contacts) OR o.customer_id = ANY (p.customers);
    RETURN QUERY SELECT 'timeline', a.happened_at, coalesce((SELECT e.name FROM crm.employee e WHERE e.id = a.employee_id), ''), 'action',
        concat_ws(E'\n', nullif(a.subject, ''), nullif(a.content, ''), nullif(a.result, ''), nullif(a.promise, ''), nullif(a.next_note, ''))
    FROM crm.action a WHERE a.contact_id = ANY (p.contacts) OR a.customer_id = ANY (p.customers)
        OR a.customer_id = p.place AND crm.tells(concat_ws(' ', a.subject, a.content, a.result, a.promise, a.next_note), names)
    UNION ALL SELECT 'timeline', t.happened_at, coalesce((SELECT e.name FROM crm.employee e WHERE e.id = t.employee_id), ''), t.kind,
        (SELECT string_agg(d.value, ' ') FROM jsonb_each_text(t.data) d) FROM crm.timeline_entry t
    WHERE t.customer_id = p.place AND crm.tells(t.data::text, names) ORDER BY 2 DESC;
    RETURN QUERY SELECT 'attachment', f.created_at, f.created_by, 'attachment', f.name FROM crm.attachment f
        WHERE f.table_name = 'customer' AND f.record_id = ANY (p.customers) OR f.table_name = 'contact' AND f.record_id = ANY (p.contacts)
            OR f.table_name IN ('customer', 'contact', 'action') AND crm.tells(concat_ws(' ', f.name, f.note), names) AND crm.files_at(p.place, f.table_name, f.record_id);
    RETURN QUERY SELECT 'import', i.created_at, i.created_by, i.file_name, r.data::text FROM crm.import_row r JOIN crm.import_run i ON i.id = r.run_id
        WHERE i.entity = 'contact' AND r.record_id = ANY (p.contacts) OR i.entity = 'customer' AND r.record_id = ANY (p.customers)
            OR crm.tells(r.data::text, numbers);
    RETURN QUERY SELECT 'merge', m.at, m.login, m.entity, concat_ws(', ', nullif(l ->> 'name', ''), nullif(l ->> 'mobile', ''), nullif(l ->> 'email', ''))
        FROM crm.record_merge m, jsonb_array_elements(m.losers) l
        WHERE m.entity = 'contact' AND m.loser_ids && p.contacts OR m.entity = 'customer' AND m.loser_ids && p.customers;
    RETURN QUERY SELECT 'history', a.at, a.login, a.operation || ' ' || a.table_name || '.' || k.key, concat_ws(' → ', nullif(a.old ->> k.key, ''), nullif(a.new ->> k.key, ''))
        FROM crm.audit_whole a, LATERAL (SELECT jsonb_object_keys(coalesce(a.old, '{}') || coalesce(a.new, '{}')) AS key) k
        WHERE (a.table_name = 'contact' AND a.record_id = ANY (p.contacts) OR a.table_name = 'customer' AND a.record_id = ANY (p.customers))
            AND NOT k.key = ANY (dull) AND coalesce(nullif(a.old ->> k.key, ''), nullif(a.new ->> k.key, '')) IS NOT NULL ORDER BY a.id DESC, k.key;
END $$;

GRANT EXECUTE ON FUNCTION crm.erase_person(text, bigint, text), crm.preview_erasure(text, bigint), crm.erased_on(text, bigint),
    crm.personal_data(text, bigint) TO :"employee";
GRANT SELECT ON crm.personal_field TO :"employee";
