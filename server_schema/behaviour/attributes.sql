-- Own attributes: what a definition may say, what a record may carry, defaults and formulas on save, filters that use an index.

-- plpgsql, not sql: it runs for every value of every row that is written
CREATE OR REPLACE FUNCTION crm.attribute_fits(kind text, dictionary text, value jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE form text := jsonb_typeof(value); word text;
BEGIN
    IF form = 'null' THEN RETURN true; END IF;
    CASE kind
        WHEN 'text', 'attachment' THEN RETURN form = 'string' AND length(value #>> '{}') <= 500;
        WHEN 'long_text' THEN RETURN form = 'string' AND length(value #>> '{}') <= 20000;
        WHEN 'integer', 'money', 'link' THEN RETURN form = 'number' AND value::text ~ '^-?\d{1,18}$';
        WHEN 'number' THEN RETURN form = 'number' AND abs(value::numeric) < 1e15;
        WHEN 'percent' THEN RETURN form = 'number' AND abs(value::numeric) < 1e7 AND value::numeric = round(value::numeric, 2);
        WHEN 'phone' THEN RETURN form = 'string' AND length(value #>> '{}') <= 100 AND (value = '""' OR length(crm.digits(value #>> '{}')) >= 3);
        WHEN 'email' THEN RETURN form = 'string' AND length(value #>> '{}') <= 200
            AND value #>> '{}' ~ '^([^\s@<>(),;:"\\\[\]]{1,64}@[^\s@<>(),;:"\\\[\]_]+\.[^\s@<>(),;:"\\\[\]_.]{2,})?$';
        WHEN 'url' THEN  -- a click opens it: nothing but the web
            word := value #>> '{}';
            RETURN form = 'string' AND length(word) <= 500 AND (word = '' OR word ~ '^\S*\.\S*$' AND (word ~* '^https?:' OR word !~ '^[A-Za-z][A-Za-z0-9+.-]*:(?!\d)'));
        WHEN 'bool' THEN RETURN form = 'boolean';
        WHEN 'datetime' THEN  -- in one time zone, so that moments are in order as text
            word := value #>> '{}';
            RETURN form = 'string' AND word ~ '^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+00:00$'
                AND crm.attribute_fits('date', '', to_jsonb(left(word, 10)));
        WHEN 'date' THEN
            word := value #>> '{}';
            IF form <> 'string' OR word !~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$' THEN RETURN false; END IF;
            RETURN right(word, 2)::int <= extract(day FROM make_date(left(word, 4)::int, substr(word, 6, 2)::int, 1) + interval '1 month - 1 day');
        WHEN 'choice' THEN RETURN form = 'string' AND (value = '""' OR EXISTS (SELECT FROM crm.dictionary d
            WHERE d.kind = attribute_fits.dictionary AND d.code = value #>> '{}'));
        WHEN 'choices' THEN
            IF form <> 'array' THEN RETURN false; END IF;
            RETURN NOT EXISTS (SELECT FROM jsonb_array_elements(value) v WHERE jsonb_typeof(v) <> 'string' OR NOT EXISTS
                (SELECT FROM crm.dictionary d WHERE d.kind = attribute_fits.dictionary AND d.code = v #>> '{}'));
        ELSE RETURN false;
    END CASE;
END $$;

-- The neutral text of a value, as files carry it, and back; null where the text is no value of the kind.
CREATE OR REPLACE FUNCTION crm.attribute_text(kind text, dictionary text, value jsonb) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE
        WHEN kind = 'money' THEN trim_scale(value::numeric / 100)::text
        WHEN kind = 'datetime' THEN regexp_replace(to_char((value #>> '{}')::timestamptz AT TIME ZONE crm.company_zone(), 'YYYY-MM-DD HH24:MI:SS'), ':00$', '')
        WHEN kind = 'choice' THEN coalesce((SELECT d.name FROM crm.dictionary d WHERE d.kind = attribute_text.dictionary AND d.code = value #>> '{}'), value #>> '{}')
        WHEN kind = 'choices' THEN (SELECT string_agg(coalesce(d.name, v), ', ' ORDER BY n) FROM jsonb_array_elements_text(value) WITH ORDINALITY e(v, n)
            LEFT JOIN crm.dictionary d ON d.kind = attribute_text.dictionary AND d.code = v)
        WHEN kind = 'bool' THEN CASE WHEN value::boolean THEN 'yes' ELSE 'no' END
        ELSE value #>> '{}' END
$$;

CREATE OR REPLACE FUNCTION crm.attribute_value(kind text, dictionary text, given text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE word text := btrim(given); made jsonb;
BEGIN
    IF kind = 'percent' THEN word := rtrim(word, '%％ '); END IF;
    IF kind IN ('integer', 'number', 'money', 'percent') THEN
        IF word !~ '^-?\d{1,15}(\.\d{1,10})?$' THEN RETURN NULL; END IF;
        made := to_jsonb(trim_scale(word::numeric * CASE kind WHEN 'money' THEN 100 ELSE 1 END));
    ELSIF kind = 'datetime' THEN
        IF word !~ '^\d{4}-\d\d-\d\d([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$' OR NOT crm.attribute_fits('date', '', to_jsonb(left(word, 10))) THEN RETURN NULL; END IF;
        made := to_jsonb(to_char(word::timestamp AT TIME ZONE crm.company_zone() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'));
    ELSIF kind = 'bool' THEN
        made := CASE WHEN lower(word) IN ('yes', 'true', '1', '是') THEN 'true'::jsonb WHEN lower(word) IN ('no', 'false', '0', '否') THEN 'false' END;
    ELSIF kind = 'choice' THEN
        SELECT to_jsonb(d.code) INTO made FROM crm.dictionary d WHERE d.kind = attribute_value.dictionary AND word IN (d.code, d.name, d.name_en)
        ORDER BY d.code <> word LIMIT 1;
    ELSIF kind = 'choices' THEN
        SELECT CASE WHEN count(*) = count(c) THEN jsonb_agg(c ORDER BY n) END INTO made
        FROM regexp_split_to_table(word, '\s*[,，;；、]\s*') WITH ORDINALITY e(w, n),
            LATERAL (SELECT crm.attribute_value('choice', attribute_value.dictionary, w) AS c) v;
    ELSE
        made := to_jsonb(word);
    END IF;
    RETURN CASE WHEN made IS NOT NULL AND crm.attribute_fits(kind, dictionary, made) THEN made END;
END $$;

-- Is the attribute for this record? For classes of products, those below count too.
CREATE OR REPLACE FUNCTION crm.attribute_applies(only_field text, only_values text[], of_row jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF only_field = '' THEN RETURN true; END IF;
    IF only_field <> 'class_id' THEN RETURN coalesce(of_row ->> only_field = ANY (only_values), false); END IF;
    RETURN (of_row ->> 'class_id')::bigint IN (SELECT crm.classes_below(only_values));
END $$;

CREATE OR REPLACE FUNCTION crm.classes_below(codes text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT id FROM crm.product_class WHERE code = ANY (codes) AND (current_setting('is_superuser') = 'on' OR crm.may('product', 'view'))
        UNION SELECT c.id FROM crm.product_class c JOIN below b ON c.parent_id = b.id)
    SELECT id FROM below
$$;

-- What PostgreSQL reckons only after the triggers of a row: the generated columns that a formula may read, by their own expressions.
DO $do$
DECLARE cases text;
BEGIN
    SELECT string_agg(format('IF of_table = %L THEN RETURN (SELECT jsonb_build_object(%s) FROM jsonb_to_record(of_row) r(%s)); END IF;', t.name, t.pairs,
        (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND t.pairs ~ ('\m' || a.attname || '\M'))), E'\n            ' ORDER BY t.name)
    INTO cases FROM (
        SELECT c.oid, c.relname AS name, string_agg(format('%L, (%s)::%s', a.attname, pg_get_expr(d.adbin, d.adrelid), format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum) AS pairs
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attgenerated <> '' JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
        WHERE c.relnamespace = 'crm'::regnamespace AND EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'attrs')
        GROUP BY c.oid) t;
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.generated_values(of_table text, of_row jsonb) RETURNS jsonb
        LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
        BEGIN
            {{cases}}
            RETURN '{}';
        END $$ $f$, jsonb_build_object('cases', cases));
END $do$;

-- Before a row is written: nothing is kept of what was emptied, defaults fill what a new record lacks, formulas have the last word.
CREATE OR REPLACE FUNCTION crm.tg_attributes_filled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; whole jsonb; value jsonb; forms text := jsonb_typeof(NEW.attrs); restoring boolean;
BEGIN
    IF forms <> 'object' THEN PERFORM crm.refuse('attribute_wrong_kind', 'attrs'); END IF;
    NEW.attrs := jsonb_strip_nulls(NEW.attrs);
    FOR d IN SELECT key, kind, dictionary, default_value, tree, formula_kind, only_field, only_values FROM crm.attribute_definition
        WHERE entity = TG_TABLE_NAME AND NOT retired AND (kind = 'formula' OR default_value <> '') ORDER BY depth, position, id LOOP
        CONTINUE WHEN d.kind <> 'formula' AND (TG_OP <> 'INSERT' OR NEW.attrs ? d.key);
        -- what a recalculation did is taken back to what stood there; the mark is seen within that one statement of undo_bulk only
        restoring := coalesce(restoring, TG_OP = 'UPDATE' AND EXISTS (SELECT FROM crm.bulk_action b WHERE b.restoring AND b.kind = 'recalculate'));
        CONTINUE WHEN restoring;
        whole := coalesce(whole, to_jsonb(NEW) || crm.generated_values(TG_TABLE_NAME, to_jsonb(NEW))) || jsonb_build_object('attrs', NEW.attrs);
        CONTINUE WHEN d.kind <> 'formula' AND NOT crm.attribute_applies(d.only_field, d.only_values, whole);
        value := CASE WHEN d.kind <> 'formula' THEN crm.attribute_value(d.kind, d.dictionary, d.default_value)
            WHEN crm.attribute_applies(d.only_field, d.only_values, whole) THEN crm.formula_result(d.tree, d.formula_kind, whole) END;
        NEW.attrs := CASE WHEN value IS NULL THEN NEW.attrs - d.key ELSE NEW.attrs || jsonb_build_object(d.key, value) END;
    END LOOP;
    RETURN NEW;
END $$;

-- What changed must be of its kind; what a new record needs must be there, and must not be emptied later, nor be missing where a change of grade
-- or class makes it needed.
CREATE OR REPLACE FUNCTION crm.tg_attributes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE wrong record; told jsonb := '[]'; privileged boolean := current_setting('is_superuser') = 'on' OR pg_trigger_depth() > 1;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT n.id, v.key, d.id IS NULL AS unknown INTO wrong FROM new_rows n, jsonb_each(n.attrs) v
        LEFT JOIN crm.attribute_definition d ON d.entity = TG_TABLE_NAME AND d.key = v.key
        WHERE d.id IS NULL OR NOT crm.attribute_fits(coalesce(nullif(d.formula_kind, ''), d.kind), d.dictionary, v.value) LIMIT 1;
    ELSE
        -- materialized: see plans.sql
        WITH pair AS MATERIALIZED (SELECT n.id, o.attrs AS before, n.attrs FROM new_rows n JOIN old_rows o USING (id) WHERE n.attrs <> o.attrs)
        SELECT p.id, v.key, d.id IS NULL AS unknown INTO wrong FROM pair p, jsonb_each(p.attrs) v
        LEFT JOIN crm.attribute_definition d ON d.entity = TG_TABLE_NAME AND d.key = v.key
        WHERE p.before -> v.key IS DISTINCT FROM v.value
            AND (d.id IS NULL OR NOT crm.attribute_fits(coalesce(nullif(d.formula_kind, ''), d.kind), d.dictionary, v.value)) LIMIT 1;
    END IF;
    IF FOUND THEN
        PERFORM crm.refuse_row(TG_TABLE_NAME, to_jsonb(n), CASE WHEN wrong.unknown THEN 'attribute_unknown' ELSE 'attribute_wrong_kind' END,
            'attrs.' || wrong.key, wrong.key) FROM new_rows n WHERE n.id = wrong.id;
    END IF;
    IF EXISTS (SELECT FROM crm.attribute_definition WHERE entity = TG_TABLE_NAME AND kind IN ('link', 'attachment')) THEN
        IF TG_OP = 'INSERT' THEN
            PERFORM crm.check_attribute_targets(TG_TABLE_NAME, to_jsonb(n), NULL) FROM new_rows n WHERE n.attrs <> '{}';
        ELSE
            PERFORM crm.check_attribute_targets(TG_TABLE_NAME, to_jsonb(n), o.attrs) FROM new_rows n JOIN old_rows o USING (id) WHERE n.attrs <> o.attrs;
        END IF;
    END IF;
    IF privileged THEN RETURN NULL; END IF;
    FOR wrong IN SELECT * FROM crm.attribute_definition WHERE entity = TG_TABLE_NAME AND required AND NOT retired LOOP
        IF TG_OP = 'INSERT' AND crm.comes_by_import() THEN
            told := told || coalesce((SELECT jsonb_agg(crm.told_row(n.place, NULL, 'attribute_required', 'attrs.' || wrong.key, jsonb_build_object('detail', wrong.label)))
                FROM (SELECT n.attrs, to_jsonb(n) AS whole, row_number() OVER (ORDER BY n.id) AS place FROM new_rows n OFFSET 0) n
                WHERE coalesce(n.attrs ->> wrong.key, '') IN ('', '[]') AND crm.attribute_applies(wrong.only_field, wrong.only_values, n.whole)), '[]');
        ELSIF TG_OP = 'INSERT' THEN
            PERFORM crm.refuse_row(TG_TABLE_NAME, to_jsonb(n), 'attribute_required', 'attrs.' || wrong.key, wrong.label) FROM new_rows n
            WHERE coalesce(n.attrs ->> wrong.key, '') IN ('', '[]') AND crm.attribute_applies(wrong.only_field, wrong.only_values, to_jsonb(n));
        ELSE
            PERFORM crm.refuse_row(TG_TABLE_NAME, to_jsonb(n), 'attribute_required', 'attrs.' || wrong.key, wrong.label) FROM new_rows n JOIN old_rows o USING (id)
            WHERE coalesce(n.attrs ->> wrong.key, '') IN ('', '[]') AND crm.attribute_applies(wrong.only_field, wrong.only_values, to_jsonb(n))
                AND (coalesce(o.attrs ->> wrong.key, '') NOT IN ('', '[]')
                    OR wrong.only_field <> '' AND NOT crm.attribute_applies(wrong.only_field, wrong.only_values, to_jsonb(o)));
        END IF;
    END LOOP;
    PERFORM crm.refuse_rows(TG_TABLE_NAME, nullif(told, '[]'));
    RETURN NULL;
END $$;

-- A link points to a record that its writer sees, a file is one of the record's own.
DROP FUNCTION IF EXISTS crm.check_attribute_targets(text, bigint, jsonb, jsonb);
CREATE OR REPLACE FUNCTION crm.check_attribute_targets(of_table text, of_row jsonb, before jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; there boolean; attrs jsonb := of_row -> 'attrs';
BEGIN
    FOR d IN SELECT key, kind, target FROM crm.attribute_definition WHERE entity = of_table AND kind IN ('link', 'attachment')
        AND attrs ? key AND before -> key IS DISTINCT FROM attrs -> key LOOP
        IF d.kind = 'attachment' THEN
            there := attrs ->> d.key = '' OR EXISTS (SELECT FROM crm.attachment a WHERE a.table_name = of_table AND a.record_id = (of_row ->> 'id')::bigint AND a.name = attrs ->> d.key);
        ELSIF current_setting('is_superuser') = 'on' OR pg_trigger_depth() > 1 THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1)', d.target) INTO there USING (attrs ->> d.key)::bigint;
        ELSE
            -- everybody may name a colleague or a department, whatever he may see of them
            there := CASE WHEN d.target IN ('employee', 'department') THEN crm.is_named(d.target, (attrs ->> d.key)::bigint)
                ELSE crm.sees(d.target, (attrs ->> d.key)::bigint) END;
        END IF;
        IF NOT there THEN
            PERFORM crm.refuse_row(of_table, of_row, CASE d.kind WHEN 'link' THEN 'attribute_no_such_record' ELSE 'attribute_no_such_file' END, 'attrs.' || d.key, attrs ->> d.key);
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION crm.is_named(of_table text, of_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE of_table WHEN 'employee' THEN EXISTS (SELECT FROM crm.employee WHERE id = of_id)
        WHEN 'department' THEN EXISTS (SELECT FROM crm.department WHERE id = of_id) ELSE false END
$$;

-- What a link points to is not deleted under it; a file that an attribute names neither.
CREATE OR REPLACE FUNCTION crm.tg_linked_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; used boolean;
BEGIN
    FOR d IN SELECT entity, key FROM crm.attribute_definition WHERE kind = 'link' AND target = TG_TABLE_NAME LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I t WHERE (t.attrs ->> %L)::bigint IN (SELECT id FROM old_rows))', d.entity, d.key) INTO used;
        IF used THEN PERFORM crm.refuse('still_referenced'); END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_file_in_attribute() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; used boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.name = OLD.name THEN RETURN NEW; END IF;
    FOR d IN SELECT key FROM crm.attribute_definition WHERE kind = 'attachment' AND entity = OLD.table_name LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1 AND attrs ->> %L = $2)', OLD.table_name, d.key)
            INTO used USING OLD.record_id, OLD.name;
        IF used AND NOT EXISTS (SELECT FROM crm.attachment a WHERE a.table_name = OLD.table_name AND a.record_id = OLD.record_id
            AND a.name = OLD.name AND a.id <> OLD.id) THEN PERFORM crm.refuse('attribute_file_stays', 'name', OLD.name); END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER t20_in_attribute BEFORE UPDATE OR DELETE ON crm.attachment
    FOR EACH ROW EXECUTE FUNCTION crm.tg_file_in_attribute();

-- What attributes that link may point to.
CREATE OR REPLACE FUNCTION crm.keep_linked(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t85_linked AFTER DELETE ON crm.%I REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_linked_stays()', name);
END $$;

-- What carries attributes.
CREATE OR REPLACE FUNCTION crm.carry_attributes(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t85_attributes BEFORE INSERT OR UPDATE ON crm.%I
        FOR EACH ROW EXECUTE FUNCTION crm.tg_attributes_filled()', name);
    EXECUTE format('CREATE OR REPLACE TRIGGER t80_attributes_insert AFTER INSERT ON crm.%I REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_attributes()', name);
    EXECUTE format('CREATE OR REPLACE TRIGGER t80_attributes_update AFTER UPDATE ON crm.%I REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_attributes()', name);
END $$;

SELECT crm.keep_linked(t) FROM crm.tables_with('version') t;
SELECT crm.carry_attributes(t) FROM crm.tables_with('attrs') t WHERE t IN (SELECT crm.tables_with('version'));

-- Whose rows they must be, where not all are seen: $2 owners, $3 customers on which the caller helps.
CREATE OR REPLACE FUNCTION crm.sees_rows(of_entity text, helped bigint[]) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT '(owner_id = ANY ($2)' || CASE WHEN of_entity = 'action' THEN ' OR employee_id = ANY ($2) OR responsible_id = ANY ($2)'
            WHEN of_entity IN ('opportunity', 'sales_order', 'sales_order_line') THEN ' OR customer_owner_id = ANY ($2)' ELSE '' END
        || CASE WHEN helped <> '{}' AND of_entity = 'customer' THEN ' OR id = ANY ($3)'
            WHEN helped <> '{}' AND (of_entity IN ('contact', 'opportunity', 'sales_order', 'action') OR crm.at_customer(of_entity)) THEN ' OR customer_id = ANY ($3)'
            WHEN helped <> '{}' AND of_entity = 'sales_order_line' THEN ' OR order_id IN (SELECT id FROM crm.sales_order WHERE customer_id = ANY ($3))' ELSE '' END || ')'
$$;

-- The records that a filter on a searchable attribute finds. Row-level security would keep the index out, so this
-- applies what the caller sees itself; it takes values only. Few are expected, so that a list begins with them: of a thousand, servers before
-- 17 would rather walk through all records.
CREATE OR REPLACE FUNCTION crm.match_attribute(of_entity text, of_key text, op text, given jsonb) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d crm.attribute_definition; entry crm.module_table; place text; test text; type text; mine bigint[]; every boolean;
    helped bigint[] := crm.helped('view');
BEGIN
    SELECT * INTO d FROM crm.attribute_definition WHERE entity = of_entity AND key = of_key;
    SELECT * INTO entry FROM crm.module_table WHERE table_name = of_entity;
    IF d.id IS NULL OR NOT crm.may(entry.module, 'view') OR NOT has_column_privilege(session_user, format('crm.%I', of_entity), 'attrs', 'SELECT') THEN
        RETURN;
    END IF;
    every := crm.my_scope(entry.module, 'view') = 'all';
    mine := crm.visible_owners(entry.module, 'view');
    IF NOT every AND NOT crm.has_scopes(of_entity) THEN RETURN; END IF;
    type := crm.attribute_type(d.kind, d.formula_kind);
    place := crm.attribute_place(d.key, type);
    test := CASE
        WHEN d.kind = 'phone' AND op = 'has' THEN crm.number_test(place, given #>> '{}')
        WHEN d.kind = 'phone' AND op = 'eq' THEN format('%1$s = ($1 #>> ''{}'') AND crm.number_tokens(%1$s) @> crm.number_tokens($1 #>> ''{}'')', place)
        WHEN op = 'has' THEN format('attrs -> %L @> $1', d.key)
        WHEN op = 'in' THEN format('%s = ANY (SELECT v::%s FROM jsonb_array_elements_text($1) v)', place, type)
        WHEN op = 'between' THEN concat_ws(' AND ', CASE WHEN given ->> 0 IS NOT NULL THEN format('%s >= ($1 ->> 0)::%s', place, type) END,
            CASE WHEN given ->> 1 IS NOT NULL THEN format('%s <= ($1 ->> 1)::%s', place, type) END)
        WHEN op IN ('eq', 'lt', 'le', 'gt', 'ge') THEN format('%s %s ($1 #>> ''{}'')::%s', place,
            CASE op WHEN 'eq' THEN '=' WHEN 'lt' THEN '<' WHEN 'le' THEN '<=' WHEN 'gt' THEN '>' ELSE '>=' END, type) END;
    IF coalesce(test, '') = '' THEN RETURN; END IF;
    -- the index holds the rows that have the attribute
    RETURN QUERY EXECUTE format('SELECT id FROM crm.%I WHERE attrs ? %L AND %s%s', of_entity, d.key, test,
        CASE WHEN every THEN '' ELSE ' AND ' || crm.sees_rows(of_entity, helped) END) USING given, mine, helped;
END $$;

-- Type and expression by which an attribute is compared and indexed.
CREATE OR REPLACE FUNCTION crm.attribute_type(kind text, formula_kind text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE coalesce(nullif(formula_kind, ''), kind) WHEN 'integer' THEN 'bigint' WHEN 'money' THEN 'bigint' WHEN 'link' THEN 'bigint'
        WHEN 'number' THEN 'numeric' WHEN 'percent' THEN 'numeric' WHEN 'choices' THEN 'jsonb' ELSE 'text' END
$$;
CREATE OR REPLACE FUNCTION crm.attribute_place(key text, type text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE type WHEN 'jsonb' THEN format('(attrs -> %L)', key) WHEN 'text' THEN format('(attrs ->> %L)', key)
        ELSE format('((attrs ->> %L)::%s)', key, type) END
$$;

-- The searchable attributes among whose values the caller may look for what he types: texts that begin so, numbers of telephones that
-- hold it, other kinds that are so. A row fits where *test* holds for a w of *given*, and is one of his.
CREATE OR REPLACE FUNCTION crm.attributes_to_search(words text, of_entity text DEFAULT NULL)
RETURNS TABLE (entity name, key text, of_kind text, place text, test text, given text[], mine bigint[], seen text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; word text := btrim(left(coalesce(words, ''), 100)); found jsonb; helped bigint[] := crm.helped('view');
BEGIN
    IF length(word) < 2 THEN RETURN; END IF;
    FOR d IN SELECT a.*, m.module, crm.attribute_type(a.kind, a.formula_kind) AS type, coalesce(nullif(a.formula_kind, ''), a.kind) AS made
        FROM crm.attribute_definition a JOIN crm.module_table m ON m.table_name = a.entity
        WHERE a.searchable AND a.kind NOT IN ('long_text', 'link', 'attachment') AND crm.indexed_place(a) <> ''
            AND a.entity = coalesce(of_entity, a.entity) ORDER BY a.entity, a.position, a.id LOOP
        CONTINUE WHEN d.made = 'bool' OR NOT crm.may(d.module, 'view') OR NOT crm.reads(d.entity, ARRAY['attrs']);
        CONTINUE WHEN crm.my_scope(d.module, 'view') <> 'all' AND NOT crm.has_scopes(d.entity);
        IF d.made = 'phone' THEN
            given := ARRAY[word];
        ELSIF d.made IN ('text', 'email', 'url') THEN
            given := ARRAY(SELECT DISTINCT w FROM unnest(ARRAY[word, upper(word), lower(word)]) w);
        ELSE
            found := crm.attribute_value(CASE d.made WHEN 'choices' THEN 'choice' ELSE d.made END, d.dictionary, word);
            CONTINUE WHEN found IS NULL;
            given := ARRAY[found #>> '{}'];
        END IF;
        entity := d.entity;
        key := d.key;
        of_kind := d.made;
        place := crm.attribute_place(d.key, d.type);
        test := CASE WHEN d.made = 'phone' THEN crm.number_test(place, word)
            WHEN d.made IN ('text', 'email', 'url') THEN format('%1$s >= w AND %1$s < w || chr(1114111)', place)
            WHEN d.made = 'choices' THEN format('%s @> jsonb_build_array(w)', place) ELSE format('%s = w::%s', place, d.type) END;
        CONTINUE WHEN test = '';
        test := format('attrs ? %L AND %s', d.key, test);
        mine := CASE WHEN crm.my_scope(d.module, 'view') <> 'all' THEN crm.visible_owners(d.module, 'view') END;
        seen := CASE WHEN mine IS NULL THEN 'true' ELSE crm.sees_rows(d.entity, helped) END;
        RETURN NEXT;
    END LOOP;
END $$;

-- One search over everything: as with tokens a bounded number of rows is looked at; of a common beginning those that sort first.
-- What stands in a line is found at its order, with the table of the line before the key. A draft is called by its customer and day.
CREATE OR REPLACE FUNCTION crm.search_attributes(words text, n int DEFAULT 8) RETURNS TABLE (entity text, id bigint, label text, key text, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; named text; found_at text; line boolean;
BEGIN
    FOR d IN SELECT * FROM crm.attributes_to_search(words) LOOP
        line := d.entity = 'sales_order_line';
        found_at := CASE WHEN line THEN 'sales_order' ELSE d.entity END;
        named := CASE found_at WHEN 'sales_order' THEN 'code' WHEN 'action' THEN 'subject' ELSE 'name' END;
        CONTINUE WHEN NOT crm.reads(found_at, ARRAY[named]);
        RETURN QUERY EXECUTE format($q$
            SELECT %8$L, h.id, coalesce(nullif(h.%3$I, ''), %11$s, '#' || h.id), %9$L, crm.attribute_text(%5$L, '', r.attrs -> %4$L)
            FROM unnest($1) w,
                LATERAL (SELECT * FROM (SELECT * FROM crm.%2$I WHERE %1$s ORDER BY %6$s LIMIT 2000) c WHERE %7$s LIMIT $4) r%10$s LIMIT $4 $q$,
            d.test, d.entity, named, d.key, d.of_kind, CASE WHEN d.of_kind IN ('choices', 'phone') THEN 'id' ELSE d.place || ', id' END, d.seen,
            found_at, CASE WHEN line THEN d.entity || '.attrs.' ELSE '' END || d.key,
            CASE WHEN line THEN ' JOIN crm.sales_order h ON h.id = r.order_id' ELSE ', LATERAL (SELECT r.*) h' END,
            CASE WHEN found_at = 'sales_order' THEN $n$nullif(concat_ws(' · ',
                (SELECT c.name FROM crm.customer c WHERE c.id = h.customer_id AND crm.reads('customer', '{name}') AND crm.reads('sales_order', '{customer_id}') AND crm.sees('customer', c.id)),
                CASE WHEN crm.reads('sales_order', '{ordered_on}') THEN h.ordered_on END), '')$n$ ELSE 'NULL' END)
            USING d.given, d.mine, crm.helped('view'), least(greatest(n, 0), 200);
    END LOOP;
END $$;

-- The same for a list: all ids that fit, or for its first page the first n in its order. Those of a common beginning are near
-- the head of the order; others are few, and the index finds them.
CREATE OR REPLACE FUNCTION crm.match_attributes(of_entity text, words text, n int DEFAULT 1000000) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; fits text; ids bigint[]; cap CONSTANT int := 3000; first_page boolean := n <= 1000 AND EXISTS (SELECT FROM pg_attribute
    WHERE attrelid = to_regclass(format('crm.%I', of_entity)) AND attname = 'sort_key' AND NOT attisdropped);
BEGIN
    FOR d IN SELECT * FROM crm.attributes_to_search(words, of_entity) LOOP
        fits := format('FROM unnest($1) w, LATERAL (SELECT * FROM crm.%I WHERE %s AND %s LIMIT $4) r', d.entity, d.test, d.seen);
        IF NOT first_page THEN
            RETURN QUERY EXECUTE 'SELECT r.id ' || fits USING d.given, d.mine, crm.helped('view'), n;
            CONTINUE;
        END IF;
        EXECUTE format('SELECT array_agg(c.id ORDER BY c.sort_key, c.id) FROM (SELECT DISTINCT r.id, r.sort_key %s) c', fits)
            INTO ids USING d.given, d.mine, crm.helped('view'), cap;
        IF cardinality(ids) >= cap THEN
            EXECUTE format('SELECT ARRAY(SELECT id FROM crm.%I WHERE %s AND EXISTS (SELECT FROM unnest($1) w WHERE %s) ORDER BY sort_key, id LIMIT $4)',
                d.entity, d.seen, d.test) INTO ids USING d.given, d.mine, crm.helped('view'), n;
        END IF;
        RETURN QUERY SELECT unnest(ids[1:n]);
    END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION crm.match_attribute(text, text, text, jsonb), crm.classes_below(text[]), crm.search_attributes(text, int),
    crm.match_attributes(text, text, int) TO :"employee";
