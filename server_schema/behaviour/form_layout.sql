-- How the company arranges the form of a kind of record: {groups: [{builtin, title, title_en, folded, fields}], hidden, widths}. Names
-- of fields that are gone do no harm: the desktop passes them over.

CREATE OR REPLACE FUNCTION crm.tg_form_layout() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE g jsonb; name text;
BEGIN
    IF to_regclass(format('crm.%I', NEW.entity)) IS NULL OR NOT EXISTS (SELECT FROM crm.module_table WHERE table_name = NEW.entity) THEN
        PERFORM crm.refuse('form_layout_entity_unknown', 'entity', NEW.entity); END IF;
    IF coalesce(jsonb_typeof(NEW.layout -> 'groups'), '') <> 'array' OR coalesce(jsonb_typeof(NEW.layout -> 'hidden'), '') <> 'array'
        OR coalesce(jsonb_typeof(NEW.layout -> 'widths'), '') <> 'object' THEN PERFORM crm.refuse('form_layout_wrong', 'layout'); END IF;
    FOR g IN SELECT v FROM jsonb_array_elements(NEW.layout -> 'groups') v LOOP
        IF jsonb_typeof(g) <> 'object' OR coalesce(jsonb_typeof(g -> 'fields'), '') <> 'array' THEN PERFORM crm.refuse('form_layout_wrong', 'layout'); END IF;
        IF coalesce(g ->> 'builtin', '') || coalesce(g ->> 'title', '') || coalesce(g ->> 'title_en', '') = '' THEN
            PERFORM crm.refuse('form_layout_title', 'layout'); END IF;
    END LOOP;
    IF EXISTS (SELECT FROM jsonb_each_text(NEW.layout -> 'widths') w WHERE w.value NOT IN ('full', 'half', 'third')) THEN
        PERFORM crm.refuse('form_layout_wrong', 'layout'); END IF;
    -- what must be filled in is never hidden
    SELECT h INTO name FROM jsonb_array_elements_text(NEW.layout -> 'hidden') h
    WHERE EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', NEW.entity)) AND a.attname = h
            AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = '')
        OR EXISTS (SELECT FROM crm.attribute_definition d WHERE d.entity = NEW.entity AND 'attrs.' || d.key = h AND d.required AND NOT d.retired)
        OR EXISTS (SELECT FROM crm.field_rule f WHERE f.entity = NEW.entity AND f.field = h AND f.kind = 'required' AND NOT f.retired) LIMIT 1;
    IF name IS NOT NULL THEN PERFORM crm.refuse('form_layout_required_stays', 'layout', name); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t40_form_layout BEFORE INSERT OR UPDATE ON crm.form_layout FOR EACH ROW EXECUTE FUNCTION crm.tg_form_layout();

GRANT SELECT ON crm.form_layout TO :"employee";
