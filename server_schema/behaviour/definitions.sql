-- What the company defines: attributes that fit together with the data that is there, dictionaries and where they are used.

CREATE OR REPLACE FUNCTION crm.attribute_filled(d crm.attribute_definition) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM crm.%I WHERE attrs ? %L', d.entity, d.key) INTO n;
    RETURN n;
END $$;

-- How a value reads as another kind: through its text. Null where it does not.
CREATE OR REPLACE FUNCTION crm.attribute_converted(from_kind text, from_dictionary text, to_kind text, to_dictionary text, value jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN (from_kind, from_dictionary) = (to_kind, to_dictionary) THEN value
        WHEN from_kind IN ('link', 'attachment') OR to_kind IN ('link', 'attachment', 'formula') THEN NULL
        ELSE crm.attribute_value(to_kind, to_dictionary, crm.attribute_text(from_kind, from_dictionary, value)) END
$$;

-- How many values there are, how many would not survive another kind, and for who sees all records a few of those.
CREATE OR REPLACE FUNCTION crm.attribute_change(of_id bigint, to_kind text, to_dictionary text)
RETURNS TABLE (filled bigint, failing bigint, samples text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d crm.attribute_definition;
BEGIN
    IF NOT crm.may('setting', 'view') THEN PERFORM crm.deny('setting_needs_right'); END IF;
    SELECT * INTO d FROM crm.attribute_definition WHERE id = of_id;
    IF d.id IS NULL THEN RETURN; END IF;
    RETURN QUERY EXECUTE format('
        SELECT count(*), count(*) FILTER (WHERE made IS NULL), CASE WHEN $5 THEN (array_agg(DISTINCT left(old, 40)) FILTER (WHERE made IS NULL))[1:5] END
        FROM (SELECT crm.attribute_text($1, $2, attrs -> %2$L) AS old, crm.attribute_converted($1, $2, $3, $4, attrs -> %2$L) AS made
            FROM crm.%1$I WHERE attrs ? %2$L) v', d.entity, d.key)
        USING coalesce(nullif(d.formula_kind, ''), d.kind), d.dictionary, to_kind, CASE WHEN to_kind IN ('choice', 'choices') THEN to_dictionary ELSE '' END,
            (SELECT crm.my_scope(module, 'view') = 'all' FROM crm.module_table WHERE table_name = d.entity) AND crm.reads(d.entity, '{attrs}');
END $$;

CREATE OR REPLACE FUNCTION crm.tg_definition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE makes text; wrong bigint; other text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_OP = 'DELETE' OR OLD.key <> NEW.key OR OLD.entity <> NEW.entity OR OLD.kind <> NEW.kind THEN
            SELECT label INTO other FROM crm.attribute_definition WHERE entity = OLD.entity AND id <> OLD.id AND OLD.key = ANY (crm.formula_reads(tree)) LIMIT 1;
            IF other IS NOT NULL THEN PERFORM crm.refuse('attribute_in_formula', 'key', other); END IF;
        END IF;
        IF TG_OP = 'DELETE' OR OLD.key <> NEW.key OR OLD.entity <> NEW.entity THEN
            wrong := crm.attribute_filled(OLD);
            IF wrong > 0 THEN PERFORM crm.refuse(CASE TG_OP WHEN 'DELETE' THEN 'attribute_has_values' ELSE 'attribute_key_stays' END, 'key', wrong::text); END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    END IF;
    NEW.key := btrim(NEW.key);
    IF NOT EXISTS (SELECT FROM crm.module_table m JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(format('crm.%I', m.table_name))
        AND a.attname = 'attrs' AND NOT a.attisdropped WHERE m.table_name = NEW.entity) THEN PERFORM crm.refuse('attribute_entity_unknown', 'entity', NEW.entity); END IF;
    IF NEW.kind IN ('choice', 'choices') THEN
        IF NOT EXISTS (SELECT FROM crm.dictionary WHERE kind = 'dictionary' AND code = NEW.dictionary) THEN
            PERFORM crm.refuse('attribute_needs_dictionary', 'dictionary'); END IF;
    ELSE NEW.dictionary := ''; END IF;
    IF NEW.kind = 'attachment' AND NEW.entity = 'sales_order_line' THEN PERFORM crm.refuse('attribute_without_files', 'kind'); END IF;
    IF NEW.kind = 'link' THEN
        IF NOT EXISTS (SELECT FROM crm.module_table WHERE table_name = NEW.target) THEN PERFORM crm.refuse('attribute_needs_target', 'target'); END IF;
    ELSE NEW.target := ''; END IF;
    IF NEW.kind = 'formula' THEN
        IF btrim(NEW.formula) = '' THEN PERFORM crm.refuse('attribute_needs_formula', 'formula'); END IF;
        NEW.tree := crm.formula_tree(NEW.entity, NEW.formula);
        makes := NEW.tree ->> 't';
        NEW.formula_kind := coalesce(nullif(NEW.formula_kind, ''), makes);
        IF makes <> (CASE WHEN NEW.formula_kind IN ('integer', 'money', 'percent') THEN 'number' ELSE NEW.formula_kind END) THEN
            PERFORM crm.refuse('formula_makes', 'formula_kind', makes); END IF;
        IF NEW.key = ANY (crm.formula_reads(NEW.tree)) OR EXISTS (
            WITH RECURSIVE below(key) AS (
                SELECT unnest(crm.formula_reads(NEW.tree)) UNION SELECT unnest(crm.formula_reads(d.tree)) FROM below b
                JOIN crm.attribute_definition d ON d.entity = NEW.entity AND d.key = b.key AND d.kind = 'formula')
            SELECT FROM below b WHERE b.key = NEW.key) THEN PERFORM crm.refuse('formula_loop', 'formula'); END IF;
        NEW.depth := 1 + coalesce((SELECT max(d.depth) FROM crm.attribute_definition d
            WHERE d.entity = NEW.entity AND d.kind = 'formula' AND d.key = ANY (crm.formula_reads(NEW.tree))), 0);
        NEW.required := false;
        NEW.default_value := '';
    ELSE NEW.formula := ''; NEW.formula_kind := ''; NEW.tree := NULL; NEW.depth := 0; END IF;
    NEW.default_value := btrim(NEW.default_value);
    IF NEW.default_value <> '' AND (NEW.kind IN ('link', 'attachment')
        OR crm.attribute_value(NEW.kind, NEW.dictionary, NEW.default_value) IS NULL) THEN PERFORM crm.refuse('attribute_default_wrong', 'default_value'); END IF;
    IF NEW.default_value <> '' THEN  -- kept in its plain form, choices by their codes
        NEW.default_value := crm.attribute_text(NEW.kind, '', crm.attribute_value(NEW.kind, NEW.dictionary, NEW.default_value));
    END IF;
    IF NEW.only_field = '' THEN NEW.only_values := '{}';
    ELSIF cardinality(NEW.only_values) = 0 THEN PERFORM crm.refuse('attribute_only_which', 'only_values');
    ELSIF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = format('crm.%I', NEW.entity)::regclass AND attname = NEW.only_field
        AND NOT attisdropped AND (atttypid = 'text'::regtype OR attname = 'class_id')) THEN PERFORM crm.refuse('attribute_only_unknown', 'only_field', NEW.only_field); END IF;
    IF TG_OP = 'UPDATE' AND (OLD.kind, OLD.dictionary) <> (NEW.kind, NEW.dictionary) OR TG_OP = 'UPDATE' AND OLD.target <> NEW.target THEN
        IF NEW.kind IN ('formula', 'link', 'attachment') OR OLD.target <> NEW.target THEN wrong := crm.attribute_filled(OLD);
        ELSE
            EXECUTE format('SELECT count(*) FROM crm.%1$I WHERE attrs ? %2$L AND crm.attribute_converted($1, $2, $3, $4, attrs -> %2$L) IS NULL', OLD.entity, OLD.key)
                INTO wrong USING coalesce(nullif(OLD.formula_kind, ''), OLD.kind), OLD.dictionary, NEW.kind, NEW.dictionary;
        END IF;
        IF wrong > 0 THEN PERFORM crm.refuse('attribute_kind_stays', 'kind', wrong::text); END IF;
    END IF;
    RETURN NEW;
END $$;

-- By what a searchable attribute is found; '' where it has no index.
CREATE OR REPLACE FUNCTION crm.indexed_place(d crm.attribute_definition) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN (d.searchable OR d.kind = 'link') AND d.kind NOT IN ('long_text', 'attachment')
        THEN CASE d.kind WHEN 'phone' THEN format('crm.number_tokens(attrs ->> %L)', d.key)
            ELSE crm.attribute_place(d.key, crm.attribute_type(d.kind, d.formula_kind)) END ELSE '' END
$$;

CREATE OR REPLACE FUNCTION crm.index_attribute(d crm.attribute_definition) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place text := crm.indexed_place(d); many boolean := d.kind IN ('choices', 'phone');
BEGIN
    EXECUTE format('DROP INDEX IF EXISTS crm.%I', 'attribute_' || d.id);
    IF place <> '' THEN
        EXECUTE format('CREATE INDEX %I ON crm.%I USING %s (%s%s) WHERE attrs ? %L', 'attribute_' || d.id, d.entity,
            CASE WHEN many THEN 'gin' ELSE 'btree' END, place, CASE WHEN many THEN '' ELSE ', id' END, d.key);
    END IF;
END $$;

-- Data, index and the order of formulas follow the definition in the same transaction.
CREATE OR REPLACE FUNCTION crm.tg_definition_applied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE other record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        EXECUTE format('DROP INDEX IF EXISTS crm.%I', 'attribute_' || OLD.id);
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF crm.indexed_place(OLD) <> '' AND (crm.indexed_place(OLD) <> crm.indexed_place(NEW) OR OLD.entity <> NEW.entity) THEN
            EXECUTE format('DROP INDEX IF EXISTS crm.%I', 'attribute_' || NEW.id);  -- before values change their form
        END IF;
        IF (OLD.kind, OLD.dictionary) <> (NEW.kind, NEW.dictionary) AND NEW.kind <> 'formula' THEN
            EXECUTE format('UPDATE crm.%1$I SET attrs = attrs || jsonb_build_object(%2$L, crm.attribute_converted($1, $2, $3, $4, attrs -> %2$L)) WHERE attrs ? %2$L',
                NEW.entity, NEW.key) USING coalesce(nullif(OLD.formula_kind, ''), OLD.kind), OLD.dictionary, NEW.kind, NEW.dictionary;
        END IF;
    END IF;
    IF NEW.kind = 'formula' AND NOT NEW.retired AND (TG_OP = 'INSERT'
        OR (OLD.tree, OLD.formula_kind, OLD.only_field, OLD.only_values, OLD.retired) IS DISTINCT FROM (NEW.tree, NEW.formula_kind, NEW.only_field, NEW.only_values, NEW.retired)) THEN
        -- formulas that read this one come after it
        FOR other IN SELECT id FROM crm.attribute_definition WHERE entity = NEW.entity AND kind = 'formula' AND depth <= NEW.depth
            AND NEW.key = ANY (crm.formula_reads(tree)) LOOP
            UPDATE crm.attribute_definition SET formula = formula WHERE id = other.id;
        END LOOP;
        EXECUTE format('UPDATE crm.%1$I t SET attrs = attrs WHERE CASE WHEN crm.attribute_applies($2, $3, to_jsonb(t))
            THEN crm.formula_result($1, $4, to_jsonb(t)) END IS DISTINCT FROM attrs -> %2$L', NEW.entity, NEW.key) USING NEW.tree, NEW.only_field, NEW.only_values, NEW.formula_kind;
    END IF;
    IF TG_OP = 'INSERT' OR crm.indexed_place(OLD) <> crm.indexed_place(NEW) OR OLD.entity <> NEW.entity THEN PERFORM crm.index_attribute(NEW); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t40_definition BEFORE INSERT OR UPDATE OR DELETE ON crm.attribute_definition
    FOR EACH ROW EXECUTE FUNCTION crm.tg_definition();
CREATE OR REPLACE TRIGGER t60_applied AFTER INSERT OR UPDATE OR DELETE ON crm.attribute_definition
    FOR EACH ROW EXECUTE FUNCTION crm.tg_definition_applied();

-- A field that a formula reads cannot be hidden from somebody: the formula would go on telling it.
CREATE OR REPLACE FUNCTION crm.tg_field_in_formula() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE used text;
BEGIN
    SELECT label INTO used FROM crm.attribute_definition WHERE entity = NEW.table_name AND kind = 'formula' AND NEW.access IN ('none', 'mask')
        AND NEW.field = ANY (crm.formula_reads(tree, false)) LIMIT 1;
    IF used IS NOT NULL THEN PERFORM crm.refuse('field_in_formula', 'field', used); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t40_in_formula BEFORE INSERT OR UPDATE ON crm.field_right
    FOR EACH ROW EXECUTE FUNCTION crm.tg_field_in_formula();

-- Is this a formula, and what does it make? With a record that the caller sees, also its value there.
CREATE OR REPLACE FUNCTION crm.check_formula(of_entity text, formula text, of_record bigint DEFAULT NULL)
RETURNS TABLE (rule text, place int, word text, makes text, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE tree jsonb; detail text; whole jsonb;
BEGIN
    IF NOT crm.may('setting', 'view') THEN PERFORM crm.deny('setting_needs_right'); END IF;
    IF NOT EXISTS (SELECT FROM crm.module_table WHERE table_name = of_entity) THEN RETURN; END IF;
    rule := ''; place := 0; word := ''; makes := '';
    BEGIN
        tree := crm.formula_tree(of_entity, formula);
        makes := tree ->> 't';
        IF of_record IS NOT NULL AND crm.sees(of_entity, of_record) THEN
            EXECUTE format('SELECT to_jsonb(t) FROM crm.%I t WHERE id = $1', of_entity) INTO whole USING of_record;
            value := crm.formula_value(tree, whole) #>> '{}';
        END IF;
    EXCEPTION WHEN check_violation THEN
        GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME, detail = PG_EXCEPTION_DETAIL;
        place := CASE WHEN detail ~ '^\d+ ' THEN split_part(detail, ' ', 1)::int ELSE 0 END;
        word := CASE WHEN detail ~ '^\d+ ' THEN substr(detail, position(' ' IN detail) + 1) ELSE detail END;
    END;
    RETURN NEXT;
END $$;

-- An entry that comes without a code gets one; nobody sees it but files and formulas.
CREATE OR REPLACE FUNCTION crm.tg_dictionary_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.code := btrim(NEW.code);
    IF NEW.code = '' THEN NEW.code := 'e' || NEW.id; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT ON crm.dictionary FOR EACH ROW EXECUTE FUNCTION crm.tg_dictionary_code();

-- What an entry means besides its name: nothing stands where its dictionary has no such meaning, a sane value where one is left out. What records
-- were computed by stays: it is changed for the next ones by a new entry, or after they were given another.
CREATE OR REPLACE FUNCTION crm.tg_dictionary_meaning() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE used bigint;
BEGIN
    NEW.stage := CASE WHEN NEW.kind = 'customer_status' THEN coalesce(nullif(NEW.stage, ''), 'target') ELSE '' END;
    NEW.outcome := CASE WHEN NEW.kind = 'opportunity_stage' THEN coalesce(nullif(NEW.outcome, ''), 'open') ELSE '' END;
    NEW.probability := CASE NEW.outcome WHEN 'won' THEN 100 WHEN 'lost' THEN 0 WHEN 'open' THEN coalesce(NEW.probability,
        (SELECT max(d.probability) FROM crm.dictionary d WHERE d.kind = NEW.kind AND d.outcome = 'open' AND d.position <= NEW.position AND d.id <> NEW.id), 0) END;
    NEW.provinces := CASE WHEN NEW.kind = 'region' THEN ARRAY(SELECT DISTINCT p FROM unnest(NEW.provinces) p ORDER BY p) ELSE '{}' END;
    NEW.opposite := CASE WHEN NEW.kind IN ('relation_kind', 'contact_relation_kind') AND NEW.opposite <> NEW.code THEN NEW.opposite ELSE '' END;
    IF TG_OP = 'UPDATE' AND NEW.outcome <> OLD.outcome THEN
        SELECT count(*) INTO used FROM crm.opportunity WHERE stage = NEW.code;
        IF used > 0 THEN PERFORM crm.refuse('stage_in_use', 'outcome', used::text); END IF;
    ELSIF TG_OP = 'UPDATE' AND NEW.opposite <> OLD.opposite THEN
        SELECT count(*) INTO used FROM (SELECT 'relation_kind' AS dictionary, kind FROM crm.customer_relation
            UNION ALL SELECT 'contact_relation_kind', kind FROM crm.contact_relation) r WHERE (r.dictionary, r.kind) = (NEW.kind, NEW.code);
        IF used > 0 THEN PERFORM crm.refuse('relation_in_use', 'opposite', used::text); END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t25_meaning BEFORE INSERT OR UPDATE ON crm.dictionary FOR EACH ROW EXECUTE FUNCTION crm.tg_dictionary_meaning();

-- How entries stand to each other: a province is in one region; opposites are each other's: the other word turns back to this one, and lets go
-- whose it was. Afterwards, so that an upgrade may offer again what a company has changed.
CREATE OR REPLACE FUNCTION crm.tg_dictionary_among() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE other text;
BEGIN
    SELECT p INTO other FROM unnest(NEW.provinces) p WHERE NOT EXISTS (SELECT FROM crm.division v WHERE v.code = p || '0000' AND v.level = 1) LIMIT 1;
    IF other IS NOT NULL THEN PERFORM crm.refuse('province_unknown', 'provinces', other); END IF;
    IF NOT NEW.retired THEN
        SELECT d.name INTO other FROM crm.dictionary d WHERE d.kind = NEW.kind AND d.id <> NEW.id AND NOT d.retired AND d.provinces && NEW.provinces LIMIT 1;
        IF other IS NOT NULL THEN PERFORM crm.refuse('province_elsewhere', 'provinces', other); END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.opposite <> OLD.opposite THEN
        UPDATE crm.dictionary SET opposite = '' WHERE kind = NEW.kind AND code = OLD.opposite AND opposite = NEW.code;
    END IF;
    IF NEW.opposite <> '' THEN
        UPDATE crm.dictionary SET opposite = NEW.code WHERE kind = NEW.kind AND code = NEW.opposite AND opposite <> NEW.code;
        IF NOT EXISTS (SELECT FROM crm.dictionary WHERE kind = NEW.kind AND code = NEW.opposite) THEN
            PERFORM crm.refuse('choice_unknown', 'opposite', NEW.opposite);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_among AFTER INSERT OR UPDATE OF opposite, provinces, retired ON crm.dictionary
    FOR EACH ROW EXECUTE FUNCTION crm.tg_dictionary_among();

CREATE OR REPLACE FUNCTION crm.dictionary_columns(of_kind text) RETURNS TABLE (entity text, field text, many boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT c.entity, c.field, false FROM crm.choice_columns() c WHERE c.dictionary = of_kind
    UNION ALL SELECT d.entity, 'attrs.' || d.key, d.kind = 'choices' FROM crm.attribute_definition d WHERE d.dictionary = of_kind
$$;

-- tg_retired('column=dictionary', …): a retired entry stays where it stands, and nobody brings it anew; nor one of an own attribute. Not a definer, as what an undo,
-- a merge or any function of the database writes may have been retired since. What nobody chose, the default, may be.
CREATE OR REPLACE FUNCTION crm.tg_retired() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place record; told jsonb := '[]'; found jsonb;
BEGIN
    IF current_setting('is_superuser') = 'on' OR pg_trigger_depth() > 1 OR current_user <> session_user
        OR NOT EXISTS (SELECT FROM crm.dictionary WHERE retired) THEN RETURN NULL; END IF;
    FOR place IN
        SELECT c.field, c.kind, format('to_jsonb(@.%I)', c.field) AS value, (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a
            ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.adrelid = TG_RELID AND a.attname = c.field) AS by_default
        FROM (SELECT split_part(g, '=', 1) AS field, split_part(g, '=', 2) AS kind FROM unnest(TG_ARGV) g) c
        WHERE EXISTS (SELECT FROM crm.dictionary e WHERE e.kind = c.kind AND e.retired)
        UNION ALL SELECT 'attrs.' || a.key, a.dictionary, format('@.attrs -> %L', a.key), quote_literal(a.default_value) || '::text' FROM crm.attribute_definition a
        WHERE a.entity = TG_TABLE_NAME AND a.kind IN ('choice', 'choices') AND EXISTS (SELECT FROM crm.dictionary e WHERE e.kind = a.dictionary AND e.retired)
    LOOP
        EXECUTE format($q$
            SELECT jsonb_agg(crm.told_row(n.place, n.id, 'choice_retired', %L, jsonb_build_object('detail', d.name)) ORDER BY n.place, n.id)
            FROM (SELECT %s AS id, %s AS place, %s AS now, %s AS before FROM new_rows n %s OFFSET 0) n
            CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(n.now) WHEN 'array' THEN n.now WHEN 'string' THEN jsonb_build_array(n.now) ELSE '[]' END) v
            JOIN crm.dictionary d ON d.kind = %L AND d.code = v AND d.retired
            WHERE NOT coalesce(n.before ? v, false) AND quote_literal(v) || '::text' IS DISTINCT FROM %L$q$, place.field,
            CASE TG_OP WHEN 'UPDATE' THEN 'n.id' ELSE 'NULL::bigint' END, CASE TG_OP WHEN 'UPDATE' THEN 'NULL::bigint' ELSE 'row_number() OVER (ORDER BY n.id)' END,
            replace(place.value, '@', 'n'), CASE TG_OP WHEN 'UPDATE' THEN replace(place.value, '@', 'o') ELSE 'NULL::jsonb' END,
            CASE TG_OP WHEN 'UPDATE' THEN 'JOIN old_rows o USING (id)' ELSE '' END, place.kind, place.by_default) INTO found;
        told := told || coalesce(found, '[]');
    END LOOP;
    IF crm.comes_by_import() THEN PERFORM crm.refuse_rows(TG_TABLE_NAME, nullif(told, '[]'));
    ELSIF told <> '[]' THEN PERFORM crm.refuse('choice_retired', told #>> '{0,field}', told #>> '{0,values,detail}'); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION crm.refuse_retired(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE event text; choices text := (SELECT string_agg(quote_literal(k.field || '=' || k.dictionary), ', ' ORDER BY k.field) FROM crm.choice_columns() k WHERE k.entity = name);
BEGIN
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t83_retired_%s AFTER %s ON crm.%I REFERENCING NEW TABLE AS new_rows %s
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_retired(%s)', lower(event), event, name,
            CASE event WHEN 'UPDATE' THEN 'OLD TABLE AS old_rows' ELSE '' END, choices);
    END LOOP;
END $$;
-- not of prices: a unit in which a product is sold has one, retired or not
SELECT crm.refuse_retired(t) FROM (SELECT entity::text AS t FROM crm.choice_columns() UNION SELECT crm.tables_with('attrs')) c WHERE t <> 'price';

CREATE OR REPLACE FUNCTION crm.dictionary_usage(of_kind text) RETURNS TABLE (code text, entity text, field text, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place record;
BEGIN
    IF NOT crm.may('dictionary', 'view') THEN PERFORM crm.deny('dictionary_needs_right'); END IF;
    FOR place IN SELECT * FROM crm.dictionary_columns(of_kind) LOOP
        -- who only looks is told no counts by a field that he may not read
        CONTINUE WHEN crm.my_scope('dictionary', 'edit') <> 'all' AND NOT crm.reads(place.entity, ARRAY[CASE WHEN place.field LIKE 'attrs.%' THEN 'attrs' ELSE place.field END]);
        RETURN QUERY EXECUTE CASE
            WHEN place.many THEN format('SELECT v, %1$L, %2$L, count(*) FROM crm.%1$I t, jsonb_array_elements_text(t.attrs -> %3$L) v GROUP BY v',
                place.entity, place.field, substr(place.field, 7))
            WHEN place.field LIKE 'attrs.%' THEN format('SELECT t.attrs ->> %3$L, %1$L, %2$L, count(*) FROM crm.%1$I t WHERE t.attrs ? %3$L GROUP BY 1',
                place.entity, place.field, substr(place.field, 7))
            ELSE format('SELECT t.%2$I, %1$L, %2$L, count(*) FROM crm.%1$I t WHERE t.%2$I <> '''' GROUP BY 1', place.entity, place.field) END;
    END LOOP;
END $$;

-- Put one entry in another's place on every record, as one bulk action that can be taken back.
CREATE OR REPLACE FUNCTION crm.replace_entry(of_kind text, old_code text, new_code text) RETURNS TABLE (bulk bigint, n bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place record; touched bigint;
BEGIN
    IF crm.my_scope('dictionary', 'edit') <> 'all' THEN PERFORM crm.deny('dictionary_needs_right'); END IF;
    IF old_code = new_code OR (SELECT count(*) FROM crm.dictionary WHERE kind = of_kind AND code IN (old_code, new_code)) <> 2 THEN
        PERFORM crm.refuse('choice_unknown', 'code', new_code); END IF;
    bulk := crm.begin_bulk('replace_entry', of_kind);
    UPDATE crm.bulk_action SET restoring = true WHERE id = bulk;  -- seen within this call only: lines of confirmed orders get the new word too
    n := 0;
    FOR place IN SELECT c.*, m.module FROM crm.dictionary_columns(of_kind) c JOIN crm.module_table m ON m.table_name = c.entity LOOP
        IF place.many THEN
            EXECUTE format('UPDATE crm.%1$I SET attrs = attrs || jsonb_build_object(%2$L, (SELECT jsonb_agg(w ORDER BY p) FROM (
                SELECT CASE v WHEN $1 THEN $2 ELSE v END AS w, min(o) AS p FROM jsonb_array_elements_text(attrs -> %2$L) WITH ORDINALITY e(v, o) GROUP BY 1) u))
                WHERE attrs -> %2$L ? $1', place.entity, substr(place.field, 7)) USING old_code, new_code;
        ELSIF place.field LIKE 'attrs.%' THEN
            EXECUTE format('UPDATE crm.%1$I SET attrs = attrs || jsonb_build_object(%2$L, $2) WHERE attrs ->> %2$L = $1', place.entity, substr(place.field, 7))
                USING old_code, new_code;
        ELSE
            EXECUTE format('UPDATE crm.%1$I SET %2$I = $2 WHERE %2$I = $1', place.entity, place.field) USING old_code, new_code;
        END IF;
        GET DIAGNOSTICS touched = ROW_COUNT;
        -- whoever does this can also take it back: he needs to see and change them all
        IF touched > 0 AND crm.my_scope(place.module, 'edit') <> 'all' THEN PERFORM crm.deny('replace_needs_all'); END IF;
        n := n + touched;
    END LOOP;
    UPDATE crm.bulk_action SET restoring = false WHERE id = bulk;
    RETURN NEXT;
END $$;

GRANT EXECUTE ON FUNCTION crm.attribute_change(bigint, text, text), crm.check_formula(text, text, bigint), crm.dictionary_usage(text),
    crm.replace_entry(text, text, text) TO :"employee";

-- Addresses for looking a company up outside: web addresses only, what is put in stands behind the server's name. Nothing is sent by itself.
CREATE OR REPLACE FUNCTION crm.tg_setting_lookups() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE one jsonb; named text; address text; seen text[] := '{}';
BEGIN
    IF jsonb_typeof(NEW.value) <> 'array' THEN PERFORM crm.refuse('lookup_unnamed', 'value'); END IF;
    IF jsonb_array_length(NEW.value) > 20 THEN PERFORM crm.refuse('lookup_many', 'value'); END IF;
    FOR one IN SELECT * FROM jsonb_array_elements(NEW.value) LOOP
        named := CASE jsonb_typeof(one) WHEN 'object' THEN one ->> 'name' END;
        IF btrim(coalesce(named, '')) = '' OR length(named) > 40 OR named ~ '[[:cntrl:]]' OR named = ANY (seen) OR one - ARRAY['name', 'address'] <> '{}' THEN
            PERFORM crm.refuse('lookup_unnamed', 'value', coalesce(named, ''));
        END IF;
        seen := seen || named;
        address := coalesce(one ->> 'address', '');
        IF length(address) > 500 OR address ~ '[[:space:][:cntrl:]\\]' OR address !~* '^https?://[^/?#@{}:]+(:\d{1,5})?([/?#]|$)' THEN
            PERFORM crm.refuse('lookup_address', 'value', named);
        END IF;
        IF replace(replace(address, '{name}', ''), '{tax_number}', '') ~ '[{}]' OR address !~ '[{](name|tax_number)[}]' THEN
            PERFORM crm.refuse('lookup_placeholder', 'value', named);
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_lookups BEFORE INSERT OR UPDATE ON crm.setting
    FOR EACH ROW WHEN (NEW.name = 'lookups') EXECUTE FUNCTION crm.tg_setting_lookups();

CREATE OR REPLACE FUNCTION crm.lookups() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce((SELECT value FROM crm.setting WHERE name = 'lookups'), '[]')
$$;
GRANT EXECUTE ON FUNCTION crm.lookups() TO :"employee";
