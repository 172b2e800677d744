-- Formulas computed anew on request. A save computes them anyway; values grow old where something outside of the record changed them:
-- a class moved, an entry of a dictionary, rows that were copied in past the triggers.

CREATE OR REPLACE FUNCTION crm.formulas_now(of_entity text, of_row jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE d record; attrs jsonb := of_row -> 'attrs'; value jsonb;
BEGIN
    FOR d IN SELECT key, tree, formula_kind, only_field, only_values FROM crm.attribute_definition
        WHERE entity = of_entity AND kind = 'formula' AND NOT retired ORDER BY depth, position, id LOOP
        value := CASE WHEN crm.attribute_applies(d.only_field, d.only_values, of_row)
            THEN crm.formula_result(d.tree, d.formula_kind, of_row || jsonb_build_object('attrs', attrs)) END;
        attrs := CASE WHEN value IS NULL THEN attrs - d.key ELSE attrs || jsonb_build_object(d.key, value) END;
    END LOOP;
    RETURN attrs;
END $$;

-- Which of these records would get another value, and how many values each: those alone that the caller may change.
CREATE OR REPLACE FUNCTION crm.stale_formulas(of_entity text, ids bigint[]) RETURNS TABLE (record_id bigint, n int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE of_module text := (SELECT module FROM crm.module_table WHERE table_name = of_entity); mine bigint[]; every boolean;
BEGIN
    IF of_module IS NULL OR NOT EXISTS (SELECT FROM crm.attribute_definition WHERE entity = of_entity AND kind = 'formula') THEN RETURN; END IF;
    IF NOT crm.may(of_module, 'bulk_edit') OR NOT crm.may(of_module, 'edit') OR NOT crm.reads(of_entity, '{attrs}') THEN
        PERFORM crm.deny('recalculate_needs_right'); END IF;
    every := crm.my_scope(of_module, 'edit') = 'all';
    mine := crm.visible_owners(of_module, 'edit');
    IF NOT every AND NOT crm.has_scopes(of_entity) THEN RETURN; END IF;
    RETURN QUERY EXECUTE format('SELECT t.id, (SELECT count(*)::int FROM jsonb_each(t.attrs || f.now) e
            WHERE t.attrs -> e.key IS DISTINCT FROM f.now -> e.key)
        FROM crm.%1$I t, LATERAL (SELECT crm.formulas_now(%1$L, to_jsonb(t)) AS now) f
        WHERE t.id = ANY ($1) AND f.now <> t.attrs%2$s ORDER BY t.id', of_entity, CASE WHEN every THEN ''
            WHEN of_entity = 'action' THEN ' AND t.employee_id = ANY ($2)' ELSE ' AND t.owner_id = ANY ($2)' END
            -- what was confirmed stays as it was agreed
            || CASE of_entity WHEN 'sales_order_line' THEN ' AND EXISTS (SELECT FROM crm.sales_order o WHERE o.id = t.order_id AND o.state = ''draft'')' ELSE '' END)
        USING ids, mine;
END $$;
GRANT EXECUTE ON FUNCTION crm.stale_formulas(text, bigint[]) TO :"employee";
