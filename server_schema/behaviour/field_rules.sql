-- Rules of fields that the company sets: when a field is shown, required, kept as it is, what it may look like, what it offers. Conditions
-- are formulas (formulas.sql). The desktop heeds them while one types; here they hold for everybody. What functions of the database do
-- themselves (merging, handing over, taking back) is not held up by them.

CREATE OR REPLACE FUNCTION crm.field_value(field text, of_row jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN field LIKE 'attrs.%' THEN of_row -> 'attrs' -> substr(field, 7) ELSE of_row -> field END
$$;

-- Without a condition a rule always holds; where something that the condition needs is missing it does not.
CREATE OR REPLACE FUNCTION crm.rule_holds(tree jsonb, of_row jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT tree IS NULL OR coalesce(crm.formula_value(tree, of_row) = 'true', false)
$$;

-- A field is shown where one of the rules about that holds, or there is none.
CREATE OR REPLACE FUNCTION crm.field_visible(of_entity text, of_field text, of_row jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(bool_or(crm.rule_holds(tree, of_row)), true) FROM crm.field_rule
    WHERE entity = of_entity AND field = of_field AND kind = 'visible' AND NOT retired
$$;

-- The rules that a row breaks and did not break before; a new row has nothing before it.
CREATE OR REPLACE FUNCTION crm.field_rule_breaks(of_entity text, new_row jsonb, old_row jsonb) RETURNS TABLE (rule text, field text, said jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp ROWS 1 AS $$
DECLARE r record; value jsonb; before jsonb; empty boolean; same boolean; chosen text;
BEGIN
    FOR r IN SELECT f.*, d.id AS own, d.retired AS gone, d.only_field, d.only_values FROM crm.field_rule f
        LEFT JOIN crm.attribute_definition d ON d.entity = f.entity AND f.field = 'attrs.' || d.key
        WHERE f.entity = of_entity AND NOT f.retired AND f.kind <> 'visible' ORDER BY f.kind = 'read_only' DESC, f.position, f.id LOOP
        CONTINUE WHEN r.gone OR (r.own IS NULL AND NOT new_row ? r.field);  -- the field is no longer there
        value := crm.field_value(r.field, new_row);
        before := crm.field_value(r.field, old_row);
        empty := coalesce(value #>> '{}', '') IN ('', '[]');
        same := old_row IS NOT NULL AND (value IS NOT DISTINCT FROM before OR empty AND coalesce(before #>> '{}', '') IN ('', '[]'));
        rule := 'field_rule_' || r.kind; field := r.field; said := NULL;
        CASE r.kind
            WHEN 'read_only' THEN
                CONTINUE WHEN old_row IS NULL OR same OR NOT crm.rule_holds(r.tree, old_row);
            WHEN 'required' THEN
                CONTINUE WHEN NOT empty OR NOT crm.rule_holds(r.tree, new_row) OR NOT crm.field_visible(of_entity, r.field, new_row);
                CONTINUE WHEN r.own IS NOT NULL AND NOT crm.attribute_applies(r.only_field, r.only_values, new_row);
                CONTINUE WHEN same AND crm.rule_holds(r.tree, old_row) AND crm.field_visible(of_entity, r.field, old_row);  -- it was missing before
            WHEN 'pattern' THEN
                CONTINUE WHEN empty OR same OR NOT crm.rule_holds(r.tree, new_row);
                CONTINUE WHEN length(value #>> '{}') <= 2000 AND value #>> '{}' ~ r.pattern;
                said := jsonb_build_object('said', r.message, 'said_en', r.message_en);
            ELSE
                chosen := crm.field_value(r.by_field, new_row) #>> '{}';
                CONTINUE WHEN empty OR NOT r.mapping ? chosen OR NOT crm.rule_holds(r.tree, new_row);
                CONTINUE WHEN same AND chosen IS NOT DISTINCT FROM crm.field_value(r.by_field, old_row) #>> '{}';
                CONTINUE WHEN r.mapping -> chosen @> value;
        END CASE;
        RETURN NEXT;
    END LOOP;
END $$;

-- Raises the first of them.
CREATE OR REPLACE FUNCTION crm.check_field_rules(of_entity text, new_row jsonb, old_row jsonb) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE b record;
BEGIN
    FOR b IN SELECT * FROM crm.field_rule_breaks(of_entity, new_row, old_row) LOOP
        PERFORM crm.refuse_row(of_entity, new_row, b.rule, b.field, '', b.said);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION crm.lacks_one(of_row jsonb, fields text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY fields LOOP
        IF coalesce(CASE WHEN name LIKE 'attrs.%' THEN of_row -> 'attrs' ->> substr(name, 7) ELSE of_row ->> name END, '') IN ('', '[]') THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END $$;

-- Not a definer: what a function of the database writes is told by the user who runs it. Where rules only require something, rows that
-- have it are passed over: most of an import.
CREATE OR REPLACE FUNCTION crm.tg_field_rules() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE fields text[]; every boolean; told jsonb;
BEGIN
    IF current_setting('is_superuser') = 'on' OR pg_trigger_depth() > 1 OR current_user <> session_user THEN RETURN NULL; END IF;
    SELECT array_agg(field), bool_or(kind <> 'required') INTO fields, every FROM crm.field_rule
    WHERE entity = TG_TABLE_NAME AND NOT retired AND kind <> 'visible';
    IF fields IS NULL THEN RETURN NULL; END IF;
    IF crm.comes_by_import() THEN
        IF TG_OP = 'INSERT' THEN
            SELECT jsonb_agg(crm.told_row(r.place, NULL, b.rule, b.field, b.said) ORDER BY r.place) INTO told
            FROM (SELECT to_jsonb(n) AS new, row_number() OVER (ORDER BY n.id) AS place FROM new_rows n OFFSET 0) r
            CROSS JOIN LATERAL crm.field_rule_breaks(TG_TABLE_NAME, r.new, NULL) b WHERE every OR crm.lacks_one(r.new, fields);
        ELSE
            SELECT jsonb_agg(crm.told_row(NULL, r.id, b.rule, b.field, b.said)) INTO told
            FROM (SELECT n.id, to_jsonb(n) AS new FROM new_rows n OFFSET 0) r JOIN old_rows o USING (id)
            CROSS JOIN LATERAL crm.field_rule_breaks(TG_TABLE_NAME, r.new, to_jsonb(o)) b WHERE every OR crm.lacks_one(r.new, fields);
        END IF;
        PERFORM crm.refuse_rows(TG_TABLE_NAME, told);
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM crm.check_field_rules(TG_TABLE_NAME, r.new, NULL) FROM (SELECT to_jsonb(n) AS new FROM new_rows n OFFSET 0) r
        WHERE every OR crm.lacks_one(r.new, fields);
    ELSE
        PERFORM crm.check_field_rules(TG_TABLE_NAME, r.new, to_jsonb(o)) FROM (SELECT n.id, to_jsonb(n) AS new FROM new_rows n OFFSET 0) r JOIN old_rows o USING (id)
        WHERE every OR crm.lacks_one(r.new, fields);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION crm.obey_field_rules(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t82_field_rules_insert AFTER INSERT ON crm.%I REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_field_rules()', name);
    EXECUTE format('CREATE OR REPLACE TRIGGER t82_field_rules_update AFTER UPDATE ON crm.%I REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_field_rules()', name);
END $$;
SELECT crm.obey_field_rules(t) FROM crm.tables_with('attrs') t;

-- What may a pattern be? PostgreSQL's patterns are automata but for references back; repetitions within repetitions grow large.
CREATE OR REPLACE FUNCTION crm.check_pattern(pattern text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE repeated numeric := 1; bound text[];
BEGIN
    IF pattern = '' THEN RETURN 'field_rule_needs_pattern'; END IF;
    IF length(pattern) > 200 OR pattern ~ '\\[1-9]' OR pattern ~ '^\*\*\*' OR pattern ~ '\(\?[^:=!]' THEN RETURN 'field_rule_pattern_costly'; END IF;
    FOR bound IN SELECT regexp_matches(pattern, '\{(\d{1,3})(?:,(\d{1,3}))?', 'g') LOOP
        repeated := repeated * greatest(coalesce(bound[2], bound[1])::numeric, 1);
    END LOOP;
    IF repeated > 1000 THEN RETURN 'field_rule_pattern_costly'; END IF;
    PERFORM '' ~ pattern;
    RETURN '';
EXCEPTION WHEN invalid_regular_expression THEN RETURN 'field_rule_pattern_wrong';
END $$;

-- The dictionary of a field that holds choices; null for any other.
CREATE OR REPLACE FUNCTION crm.choices_of(of_entity text, of_field text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT c.dictionary FROM crm.choice_columns() c WHERE (c.entity, c.field) = (of_entity, of_field)
    UNION ALL SELECT d.dictionary FROM crm.attribute_definition d WHERE d.entity = of_entity AND 'attrs.' || d.key = of_field AND d.kind IN ('choice', 'choices')
$$;

CREATE OR REPLACE FUNCTION crm.tg_field_rule() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE type oid; own crm.attribute_definition; wrong text; mine text; theirs text;
BEGIN
    SELECT a.atttypid INTO type FROM pg_catalog.pg_attribute a JOIN crm.module_table m ON m.table_name = NEW.entity
    WHERE a.attrelid = to_regclass(format('crm.%I', NEW.entity)) AND a.attname = 'attrs' AND NOT a.attisdropped;
    IF type IS NULL THEN PERFORM crm.refuse('attribute_entity_unknown', 'entity', NEW.entity); END IF;
    SELECT a.atttypid INTO type FROM pg_catalog.pg_attribute a WHERE a.attrelid = format('crm.%I', NEW.entity)::regclass
        AND a.attname = NEW.field AND a.attnum > 0 AND NOT a.attisdropped AND NOT crm.is_derived(NEW.entity, NEW.field) AND NEW.field NOT IN ('attrs', 'tokens');
    SELECT * INTO own FROM crm.attribute_definition d WHERE d.entity = NEW.entity AND 'attrs.' || d.key = NEW.field;
    IF type IS NULL AND own.id IS NULL THEN PERFORM crm.refuse('field_rule_field_unknown', 'field', NEW.field); END IF;
    IF own.kind = 'formula' AND NEW.kind <> 'visible' THEN PERFORM crm.refuse('field_rule_of_formula', 'field'); END IF;
    NEW.condition := btrim(NEW.condition);
    NEW.tree := NULL;
    IF NEW.condition <> '' THEN
        NEW.tree := crm.formula_tree(NEW.entity, NEW.condition);
        IF NEW.tree ->> 't' <> 'bool' THEN PERFORM crm.refuse('field_rule_no_condition', 'condition', NEW.tree ->> 't'); END IF;
    ELSIF NEW.kind = 'visible' THEN PERFORM crm.refuse('field_rule_needs_condition', 'condition');
    END IF;
    IF NEW.kind = 'visible' AND (own.required OR EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = format('crm.%I', NEW.entity)::regclass
        AND a.attname = NEW.field AND a.attnotnull AND NOT a.atthasdef)) THEN PERFORM crm.refuse('field_rule_required_stays', 'field'); END IF;
    IF NEW.kind = 'pattern' THEN
        IF NOT coalesce(type = 'text'::regtype, own.kind IN ('text', 'long_text', 'phone', 'email', 'url')) THEN PERFORM crm.refuse('field_rule_pattern_of_text', 'field'); END IF;
        wrong := crm.check_pattern(NEW.pattern);
        IF wrong <> '' THEN PERFORM crm.refuse(wrong, 'pattern'); END IF;
    ELSE NEW.pattern := ''; NEW.message := ''; NEW.message_en := ''; END IF;
    IF NEW.kind = 'options' THEN
        mine := crm.choices_of(NEW.entity, NEW.field);
        theirs := crm.choices_of(NEW.entity, NEW.by_field);
        IF mine IS NULL THEN PERFORM crm.refuse('field_rule_options_of_choice', 'field'); END IF;
        IF theirs IS NULL OR NEW.by_field = NEW.field OR EXISTS (SELECT FROM crm.attribute_definition d
            WHERE d.entity = NEW.entity AND 'attrs.' || d.key = NEW.by_field AND d.kind = 'choices') THEN PERFORM crm.refuse('field_rule_by_choice', 'by_field'); END IF;
        IF EXISTS (SELECT FROM jsonb_each(NEW.mapping) e WHERE jsonb_typeof(e.value) <> 'array' OR NOT crm.attribute_fits('choices', mine, e.value)
            OR NOT crm.attribute_fits('choice', theirs, to_jsonb(e.key))) THEN PERFORM crm.refuse('choice_unknown', 'mapping'); END IF;
        IF NEW.mapping = '{}' THEN PERFORM crm.refuse('field_rule_needs_mapping', 'by_field'); END IF;
    ELSE NEW.by_field := ''; NEW.mapping := '{}'; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t40_field_rule BEFORE INSERT OR UPDATE ON crm.field_rule FOR EACH ROW EXECUTE FUNCTION crm.tg_field_rule();

-- What a rule reads or is about: own attributes by their names.
CREATE OR REPLACE FUNCTION crm.rule_reads(r crm.field_rule) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_agg(DISTINCT f) FROM unnest(crm.formula_reads(r.tree, false)
        || ARRAY(SELECT 'attrs.' || k FROM unnest(crm.formula_reads(r.tree)) k) || NULLIF(r.by_field, '')) f WHERE f IS NOT NULL
$$;

-- Rules go with the attribute that they are about; one that they read stays.
CREATE OR REPLACE FUNCTION crm.tg_definition_in_rule() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE name text := 'attrs.' || OLD.key; used text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.key, OLD.entity, OLD.kind, OLD.dictionary) = (NEW.key, NEW.entity, NEW.kind, NEW.dictionary) THEN RETURN NEW; END IF;
        SELECT f.field INTO used FROM crm.field_rule f WHERE f.entity = OLD.entity AND (f.field = name OR name = ANY (crm.rule_reads(f))) LIMIT 1;
    ELSE
        SELECT f.field INTO used FROM crm.field_rule f WHERE f.entity = OLD.entity AND f.field <> name AND name = ANY (crm.rule_reads(f)) LIMIT 1;
    END IF;
    IF used IS NOT NULL THEN PERFORM crm.refuse('attribute_in_rule', 'key', used); END IF;
    IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
    DELETE FROM crm.field_rule f WHERE f.entity = OLD.entity AND f.field = name;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER t45_in_rule BEFORE UPDATE OR DELETE ON crm.attribute_definition
    FOR EACH ROW EXECUTE FUNCTION crm.tg_definition_in_rule();

-- A field that a rule reads cannot be hidden from somebody: what is shown or refused would tell it.
CREATE OR REPLACE FUNCTION crm.tg_field_in_rule() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE used text;
BEGIN
    SELECT f.field INTO used FROM crm.field_rule f WHERE f.entity = NEW.table_name AND NEW.access IN ('none', 'mask')
        AND (NEW.field = ANY (crm.rule_reads(f)) OR NEW.field = 'attrs' AND EXISTS (SELECT FROM unnest(crm.rule_reads(f)) x WHERE x LIKE 'attrs.%')) LIMIT 1;
    IF used IS NOT NULL THEN PERFORM crm.refuse('field_in_rule', 'field', used); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t41_in_rule BEFORE INSERT OR UPDATE ON crm.field_right
    FOR EACH ROW EXECUTE FUNCTION crm.tg_field_in_rule();

-- The tree of a condition that is not saved yet, for who tries it; null where it is none.
CREATE OR REPLACE FUNCTION crm.condition_tree(of_entity text, condition text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE tree jsonb;
BEGIN
    IF NOT crm.may('setting', 'view') THEN PERFORM crm.deny('setting_needs_right'); END IF;
    tree := crm.formula_tree(of_entity, condition);
    RETURN CASE WHEN tree ->> 't' = 'bool' THEN tree END;
EXCEPTION WHEN check_violation THEN RETURN NULL;
END $$;

GRANT SELECT ON crm.field_rule TO :"employee";
GRANT EXECUTE ON FUNCTION crm.check_field_rules(text, jsonb, jsonb), crm.field_rule_breaks(text, jsonb, jsonb), crm.lacks_one(jsonb, text[]), crm.condition_tree(text, text) TO :"employee";
