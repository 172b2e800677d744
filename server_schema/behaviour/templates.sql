-- Functions that differ from table to table by a few words are woven: a template, and what stands in its {{places}}. What is put
-- in may hold places itself.
CREATE OR REPLACE FUNCTION crm.woven(template text, parts jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place text;
BEGIN
    LOOP
        place := substring(template FROM '\{\{(\w+)\}\}');
        IF place IS NULL THEN RETURN template; END IF;
        IF parts ->> place IS NULL THEN RAISE 'nothing to put into {{%}}', place; END IF;
        template := replace(template, '{{' || place || '}}', parts ->> place);
    END LOOP;
END $$;
