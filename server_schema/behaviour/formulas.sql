-- Formulas of own attributes. The text is parsed here into a tree, and the tree is walked here when a record is saved: nothing
-- that was typed ever becomes SQL, and psql, imports and the desktop get the same value. Numbers are in whole currency units.

-- The columns that carry codes of a dictionary are those that the triggers hold to it.
CREATE OR REPLACE FUNCTION crm.choice_columns() RETURNS TABLE (entity text, field text, dictionary text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT DISTINCT c.relname::text, split_part(a, '=', 1), split_part(a, '=', 2)
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid, regexp_split_to_table(encode(t.tgargs, 'escape'), '\\000') a
    WHERE t.tgfoid = 'crm.tg_choices'::regproc AND a LIKE '%=%'
$$;

-- What a formula may read: name → type, m: money in minor units, d: dictionary, a: own attribute, z: a moment, read as its day.
CREATE OR REPLACE FUNCTION crm.formula_fields(of_entity text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT jsonb_object_agg(name, what ORDER BY place DESC) FROM (
        SELECT a.attname::text AS name, 1 AS place, jsonb_build_object('n', a.attname, 't', CASE
                WHEN a.atttypid IN ('int4'::regtype, 'int8'::regtype, 'numeric'::regtype) THEN 'number'
                WHEN a.atttypid = 'date'::regtype THEN 'date' WHEN a.atttypid = 'bool'::regtype THEN 'bool' ELSE 'text' END,
            'm', a.atttypid = 'int8'::regtype, 'd', (SELECT c.dictionary FROM crm.choice_columns() c WHERE (c.entity, c.field) = (of_entity, a.attname))) AS what
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', of_entity)) AND a.attnum > 0 AND NOT a.attisdropped
            AND a.atttypid IN ('int4'::regtype, 'int8'::regtype, 'numeric'::regtype, 'date'::regtype, 'bool'::regtype, 'text'::regtype)
            AND a.attname NOT IN ('id', 'version', 'created_by', 'updated_by', 'sort_key') AND a.attname NOT LIKE '%\_id'
            -- a formula would tell what a field right hides
            AND NOT EXISTS (SELECT FROM crm.field_right f WHERE f.table_name = of_entity AND f.field = a.attname AND f.access IN ('none', 'mask'))
        UNION ALL
        SELECT n.name, n.place, jsonb_build_object('n', d.key, 'a', true, 'd', d.dictionary, 'm', k.kind = 'money', 't', CASE
                WHEN k.kind IN ('integer', 'number', 'money', 'percent') THEN 'number' WHEN k.kind = 'datetime' THEN 'date'
                WHEN k.kind IN ('date', 'bool') THEN k.kind ELSE 'text' END) || CASE k.kind WHEN 'datetime' THEN '{"z": true}' ELSE '{}' END::jsonb
        FROM crm.attribute_definition d, LATERAL (SELECT coalesce(nullif(d.formula_kind, ''), d.kind) AS kind) k,
            LATERAL (VALUES (d.key, 2), (d.label, 3), (d.label_en, 4)) n(name, place)
        WHERE d.entity = of_entity AND k.kind NOT IN ('choices', 'link', 'attachment')
            AND n.name <> '') found
$$;

-- Signs of an input method mean the same as plain ones.
CREATE OR REPLACE FUNCTION crm.formula_tokens(formula text) RETURNS jsonb[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE
    rest text := formula; place int := 1; part text; plain text; found jsonb[] := '{}'; word text;
BEGIN
    IF length(rest) > 1000 THEN PERFORM crm.refuse('formula_too_long', 'formula', '1000'); END IF;
    WHILE rest <> '' LOOP
        part := substring(rest FROM '^(?:[\s\u3000]+|\d+(?:\.\d+)?|["“”][^"“”]*["“”]|[[【][^]】]+[]】]|<>|!=|<=|>=|[-+*/&=<>(),（），＋－×÷＊／＝＜＞＆]|[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*)');
        IF part IS NULL THEN PERFORM crm.refuse('formula_syntax', 'formula', place || ' ' || left(rest, 12)); END IF;
        plain := CASE WHEN part ~ '^["“”]' THEN '"' ELSE translate(part, '（），＋－×÷＊／＝＜＞＆【】', '(),+-*/*/=<>&[]') END;
        word := CASE WHEN plain ~ '^[A-Za-z]' THEN lower(plain) ELSE plain END;
        IF part !~ '^[\s\u3000]' THEN
            found := found || jsonb_build_object('p', place, 'w', CASE plain WHEN '"' THEN part ELSE plain END,
                'k', CASE WHEN plain ~ '^\d' THEN 'number' WHEN plain ~ '^"' THEN 'text' WHEN plain ~ '^[[A-Za-z_\u4e00-\u9fff]' THEN 'name' ELSE 'sign' END,
                'v', CASE WHEN plain ~ '^["[]' THEN substr(part, 2, length(part) - 2) WHEN plain = '!=' THEN '<>'
                    WHEN word IN ('且', '并且') THEN 'and' WHEN word IN ('或', '或者') THEN 'or' WHEN word IN ('非', '不是') THEN 'not'
                    WHEN word = '如果' THEN 'if' WHEN word IN ('是', '真') THEN 'true' WHEN word IN ('否', '假') THEN 'false' ELSE word END);
        END IF;
        rest := substr(rest, length(part) + 1);
        place := place + length(part);
    END LOOP;
    RETURN found || jsonb_build_object('p', place, 'w', '', 'k', 'end', 'v', '');
END $$;

CREATE OR REPLACE FUNCTION crm.formula_refuse(rule text, token jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF token ->> 'k' = 'end' THEN PERFORM crm.refuse('formula_unfinished', 'formula', (token ->> 'p') || ' '); END IF;
    PERFORM crm.refuse(rule, 'formula', (token ->> 'p') || ' ' || (token ->> 'w'));
END $$;

-- A choice is compared by its code; its names are understood too.
CREATE OR REPLACE FUNCTION crm.formula_choice(field jsonb, literal jsonb, token jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE found text; of_kind text := coalesce(field ->> 'd', '');
BEGIN
    IF of_kind = '' OR literal ->> 'o' <> 'value' OR literal ->> 'v' = '' THEN RETURN literal; END IF;
    SELECT d.code INTO found FROM crm.dictionary d WHERE d.kind = of_kind
        AND literal ->> 'v' IN (d.code, d.name, d.name_en) ORDER BY d.code <> literal ->> 'v' LIMIT 1;
    IF found IS NULL THEN PERFORM crm.formula_refuse('formula_choice_unknown', token || jsonb_build_object('w', literal ->> 'v')); END IF;
    RETURN literal || jsonb_build_object('v', found);
END $$;

-- What a sign makes of two operands; null where they do not fit.
CREATE OR REPLACE FUNCTION crm.formula_sign(sign text, l text, r text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE
        WHEN sign = '&' THEN 'text'
        WHEN sign IN ('and', 'or') AND l = 'bool' AND r = 'bool' THEN 'bool'
        WHEN sign IN ('=', '<>') AND l = r THEN 'bool'
        WHEN sign IN ('<', '<=', '>', '>=') AND l = r AND l <> 'bool' THEN 'bool'
        WHEN sign IN ('+', '-', '*', '/') AND l = 'number' AND r = 'number' THEN 'number'
        WHEN sign IN ('+', '-') AND l = 'date' AND r = 'number' THEN 'date'
        WHEN sign = '-' AND l = 'date' AND r = 'date' THEN 'number' END
$$;

-- What a function makes of its arguments, given as 'type,type'; null where they do not fit, '' where there is no such function.
CREATE OR REPLACE FUNCTION crm.formula_call(name text, given text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE
        WHEN name = 'if' THEN CASE WHEN given ~ '^bool,(\w+)(,\1)?$' THEN split_part(given, ',', 2) END
        WHEN name = 'first' THEN CASE WHEN given ~ '^(\w+)(,\1)*$' THEN split_part(given, ',', 1) END
        WHEN name IN ('min', 'max') THEN CASE WHEN given ~ '^(number|date)(,\1)+$' THEN split_part(given, ',', 1) END
        WHEN name = 'empty' THEN CASE WHEN given ~ '^\w+$' THEN 'bool' END
        WHEN name = 'round' THEN CASE WHEN given IN ('number', 'number,number') THEN 'number' END
        WHEN name IN ('abs', 'floor', 'ceil') THEN CASE WHEN given = 'number' THEN 'number' END
        WHEN name IN ('year', 'month', 'day') THEN CASE WHEN given = 'date' THEN 'number' END
        WHEN name = 'date' THEN CASE WHEN given IN ('text', 'number,number,number') THEN 'date' END
        WHEN name IN ('left', 'right') THEN CASE WHEN given = 'text,number' THEN 'text' END
        WHEN name IN ('upper', 'lower', 'trim') THEN CASE WHEN given = 'text' THEN 'text' END
        WHEN name = 'length' THEN CASE WHEN given = 'text' THEN 'number' END
        WHEN name = 'contains' THEN CASE WHEN given = 'text,text' THEN 'bool' END
        WHEN name = 'text' THEN CASE WHEN given ~ '^\w+$' THEN 'text' END
        ELSE '' END
$$;

-- An operand: a number, a text, a field, a call, brackets, a minus or a not.
CREATE OR REPLACE FUNCTION crm.formula_operand(tokens jsonb[], fields jsonb, level int, INOUT place int, OUT tree jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE token jsonb := tokens[place]; word text := token ->> 'v'; inner_tree jsonb; args jsonb := '[]'; given text := ''; makes text;
BEGIN
    place := place + 1;
    IF token ->> 'k' = 'number' THEN
        tree := jsonb_build_object('o', 'value', 't', 'number', 'v', word::numeric);
    ELSIF token ->> 'k' = 'text' THEN
        tree := jsonb_build_object('o', 'value', 't', 'text', 'v', word);
    ELSIF word = '(' THEN
        SELECT p.place, p.tree INTO place, tree FROM crm.formula_parse(tokens, fields, level + 1, 1, place) p;
        IF tokens[place] ->> 'v' <> ')' THEN PERFORM crm.formula_refuse('formula_syntax', tokens[place]); END IF;
        place := place + 1;
    ELSIF word IN ('-', 'not') THEN
        SELECT p.place, p.tree INTO place, inner_tree FROM crm.formula_parse(tokens, fields, level + 1, CASE word WHEN '-' THEN 7 ELSE 4 END, place) p;
        IF inner_tree ->> 't' <> (CASE word WHEN '-' THEN 'number' ELSE 'bool' END) THEN PERFORM crm.formula_refuse('formula_type', token); END IF;
        tree := jsonb_build_object('o', CASE word WHEN '-' THEN 'minus' ELSE 'not' END, 't', inner_tree -> 't', 'a', jsonb_build_array(inner_tree));
    ELSIF token ->> 'k' = 'name' AND left(token ->> 'w', 1) <> '[' AND tokens[place] ->> 'v' = '(' AND tokens[place] ->> 'k' = 'sign' THEN
        place := place + 1;
        WHILE tokens[place] ->> 'w' <> ')' LOOP
            SELECT p.place, p.tree INTO place, inner_tree FROM crm.formula_parse(tokens, fields, level + 1, 1, place) p;
            args := args || jsonb_build_array(inner_tree);
            given := given || CASE given WHEN '' THEN '' ELSE ',' END || (inner_tree ->> 't');
            EXIT WHEN tokens[place] ->> 'w' <> ',';
            place := place + 1;
        END LOOP;
        IF tokens[place] ->> 'w' <> ')' THEN PERFORM crm.formula_refuse('formula_syntax', tokens[place]); END IF;
        place := place + 1;
        makes := crm.formula_call(word, given);
        IF makes = '' THEN PERFORM crm.formula_refuse('formula_unknown_function', token); END IF;
        IF makes IS NULL THEN PERFORM crm.formula_refuse('formula_arguments', token); END IF;
        tree := jsonb_build_object('o', word, 't', makes, 'a', args);
    ELSIF word IN ('true', 'false') AND left(token ->> 'w', 1) <> '[' THEN
        tree := jsonb_build_object('o', 'value', 't', 'bool', 'v', word::boolean);
    ELSIF token ->> 'k' = 'name' AND word NOT IN ('and', 'or', 'if') THEN
        IF fields -> word IS NULL THEN PERFORM crm.formula_refuse('formula_unknown_field', token); END IF;
        tree := jsonb_build_object('o', 'field') || (fields -> word);
    ELSE
        PERFORM crm.formula_refuse('formula_syntax', token);
    END IF;
END $$;

-- Operands joined by signs that bind at least as strongly as *floor*: or, and, comparisons, &, + -, * /.
CREATE OR REPLACE FUNCTION crm.formula_parse(tokens jsonb[], fields jsonb, level int, floor int, INOUT place int, OUT tree jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE sign jsonb; strength int; next_tree jsonb; makes text;
BEGIN
    IF level > 40 THEN PERFORM crm.refuse('formula_too_long', 'formula', '40'); END IF;
    SELECT o.place, o.tree INTO place, tree FROM crm.formula_operand(tokens, fields, level, place) o;
    LOOP
        sign := tokens[place];
        strength := CASE WHEN sign ->> 'k' NOT IN ('sign', 'name') THEN 0 WHEN sign ->> 'v' = 'or' THEN 1 WHEN sign ->> 'v' = 'and' THEN 2
            WHEN sign ->> 'v' IN ('=', '<>', '<', '<=', '>', '>=') THEN 4 WHEN sign ->> 'v' = '&' THEN 5
            WHEN sign ->> 'v' IN ('+', '-') THEN 6 WHEN sign ->> 'v' IN ('*', '/') THEN 7 ELSE 0 END;
        EXIT WHEN strength = 0 OR strength < floor;
        SELECT p.place, p.tree INTO place, next_tree FROM crm.formula_parse(tokens, fields, level + 1, strength + 1, place + 1) p;
        makes := crm.formula_sign(sign ->> 'v', tree ->> 't', next_tree ->> 't');
        IF makes IS NULL THEN PERFORM crm.formula_refuse('formula_type', sign); END IF;
        IF sign ->> 'v' IN ('=', '<>') THEN
            next_tree := crm.formula_choice(tree, next_tree, sign);
            tree := crm.formula_choice(next_tree, tree, sign);
        END IF;
        tree := jsonb_build_object('o', CASE WHEN tree ->> 't' = 'date' AND sign ->> 'v' IN ('+', '-')
            THEN 'date' || (sign ->> 'v') || CASE next_tree ->> 't' WHEN 'date' THEN 'date' ELSE '' END ELSE sign ->> 'v' END,
            't', makes, 'a', jsonb_build_array(tree, next_tree));
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION crm.formula_tree(of_entity text, formula text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE tokens jsonb[] := crm.formula_tokens(formula); made record;
BEGIN
    SELECT * INTO made FROM crm.formula_parse(tokens, crm.formula_fields(of_entity), 0, 1, 1);
    IF tokens[made.place] ->> 'k' <> 'end' THEN PERFORM crm.formula_refuse('formula_syntax', tokens[made.place]); END IF;
    RETURN made.tree;
END $$;

-- The own attributes that a tree reads.
CREATE OR REPLACE FUNCTION crm.formula_reads(tree jsonb, own boolean DEFAULT true) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE node(n) AS (
        SELECT tree UNION ALL SELECT e FROM node, jsonb_array_elements(coalesce(n -> 'a', '[]')) e WHERE jsonb_typeof(n -> 'a') = 'array')
    SELECT coalesce(array_agg(DISTINCT n ->> 'n'), '{}') FROM node WHERE n ->> 'o' = 'field' AND (n @> '{"a": true}') = own
$$;

-- The value of a tree over a row; null as soon as something it needs is null.
CREATE OR REPLACE FUNCTION crm.formula_value(tree jsonb, of_row jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE op text := tree ->> 'o'; args jsonb := tree -> 'a'; l jsonb; r jsonb; x numeric; y numeric; s text; d date;
BEGIN
    IF op = 'value' THEN RETURN tree -> 'v'; END IF;
    IF op = 'field' THEN
        l := CASE WHEN tree @> '{"a": true}' THEN of_row -> 'attrs' -> (tree ->> 'n') ELSE of_row -> (tree ->> 'n') END;
        IF jsonb_typeof(l) = 'null' THEN RETURN NULL; END IF;
        -- what is not of its kind is refused after the row is filled: here it is no value
        IF tree @> '{"a": true}' AND (jsonb_typeof(l) <> CASE tree ->> 't' WHEN 'number' THEN 'number' WHEN 'bool' THEN 'boolean' ELSE 'string' END
            OR tree ->> 't' = 'date' AND NOT crm.attribute_fits(CASE WHEN tree @> '{"z": true}' THEN 'datetime' ELSE 'date' END, '', l)) THEN RETURN NULL; END IF;
        IF tree @> '{"z": true}' THEN RETURN to_jsonb(crm.company_day((l #>> '{}')::timestamptz)); END IF;
        RETURN CASE WHEN tree @> '{"m": true}' THEN to_jsonb(trim_scale(l::numeric / 100)) ELSE l END;
    END IF;
    l := crm.formula_value(args -> 0, of_row);
    CASE op
        WHEN 'empty' THEN RETURN to_jsonb(l IS NULL OR l = '""');
        WHEN 'if' THEN
            IF l IS NULL THEN RETURN NULL; END IF;
            RETURN CASE WHEN l::boolean THEN crm.formula_value(args -> 1, of_row) WHEN args -> 2 IS NOT NULL THEN crm.formula_value(args -> 2, of_row) END;
        WHEN 'first' THEN
            FOR i IN 1 .. jsonb_array_length(args) LOOP
                IF l IS NOT NULL AND l <> '""' THEN RETURN l; END IF;
                l := crm.formula_value(args -> i, of_row);
            END LOOP;
            RETURN NULL;
        WHEN 'and', 'or' THEN
            r := crm.formula_value(args -> 1, of_row);
            RETURN to_jsonb(CASE op WHEN 'and' THEN l::boolean AND r::boolean ELSE l::boolean OR r::boolean END);
        ELSE NULL;
    END CASE;
    IF l IS NULL THEN RETURN NULL; END IF;
    IF jsonb_array_length(args) > 1 THEN
        r := crm.formula_value(args -> 1, of_row);
        IF r IS NULL THEN RETURN NULL; END IF;
    END IF;
    IF op IN ('+', '-', '*', '/', 'minus', 'abs', 'floor', 'ceil', 'round') THEN
        x := l::numeric;
        y := coalesce(r::numeric, 0);
        RETURN to_jsonb(trim_scale(round(CASE op WHEN '+' THEN x + y WHEN '-' THEN x - y WHEN '*' THEN x * y WHEN '/' THEN x / nullif(y, 0)
            WHEN 'minus' THEN -x WHEN 'abs' THEN abs(x) WHEN 'floor' THEN floor(x) WHEN 'ceil' THEN ceil(x)
            ELSE round(x, greatest(least(y, 9), -9)::int) END, 12)));
    END IF;
    CASE op
        WHEN 'not' THEN RETURN to_jsonb(NOT l::boolean);
        WHEN '&' THEN RETURN to_jsonb(left((l #>> '{}') || (r #>> '{}'), 2000));
        WHEN '=' THEN RETURN to_jsonb(l = r);
        WHEN '<>' THEN RETURN to_jsonb(l <> r);
        WHEN '<', '<=', '>', '>=' THEN
            x := CASE WHEN jsonb_typeof(l) = 'number' THEN sign(l::numeric - r::numeric)
                WHEN l #>> '{}' COLLATE "C" < r #>> '{}' THEN -1 WHEN l = r THEN 0 ELSE 1 END;
            RETURN to_jsonb(CASE op WHEN '<' THEN x < 0 WHEN '<=' THEN x <= 0 WHEN '>' THEN x > 0 ELSE x >= 0 END);
        WHEN 'min', 'max' THEN
            FOR i IN 1 .. jsonb_array_length(args) - 1 LOOP
                r := crm.formula_value(args -> i, of_row);
                IF r IS NULL THEN RETURN NULL; END IF;
                l := CASE WHEN jsonb_typeof(l) = 'number' THEN to_jsonb(CASE op WHEN 'min' THEN least(l::numeric, r::numeric) ELSE greatest(l::numeric, r::numeric) END)
                    ELSE to_jsonb(CASE op WHEN 'min' THEN least(l #>> '{}', r #>> '{}') ELSE greatest(l #>> '{}', r #>> '{}') END) END;
            END LOOP;
            RETURN l;
        WHEN 'date+', 'date-' THEN
            IF abs(r::numeric) > 1000000 THEN RETURN NULL; END IF;
            d := (l #>> '{}')::date + CASE op WHEN 'date+' THEN trunc(r::numeric)::int ELSE -trunc(r::numeric)::int END;
            RETURN CASE WHEN d BETWEEN '0001-01-01' AND '9999-12-31' THEN to_jsonb(d) END;
        WHEN 'date-date' THEN RETURN to_jsonb((l #>> '{}')::date - (r #>> '{}')::date);
        WHEN 'year', 'month', 'day' THEN RETURN to_jsonb(extract(year FROM (l #>> '{}')::date) * (op = 'year')::int
            + extract(month FROM (l #>> '{}')::date) * (op = 'month')::int + extract(day FROM (l #>> '{}')::date) * (op = 'day')::int);
        WHEN 'date' THEN
            s := CASE WHEN args -> 2 IS NULL THEN l #>> '{}' ELSE lpad(trunc(l::numeric)::text, 4, '0') || '-' || lpad(trunc(r::numeric)::text, 2, '0')
                || '-' || lpad(trunc(crm.formula_value(args -> 2, of_row)::numeric)::text, 2, '0') END;
            RETURN CASE WHEN crm.attribute_fits('date', '', to_jsonb(s)) THEN to_jsonb(s) END;
        WHEN 'left' THEN RETURN to_jsonb(left(l #>> '{}', greatest(least(r::numeric, 2000), 0)::int));
        WHEN 'right' THEN RETURN to_jsonb(right(l #>> '{}', greatest(least(r::numeric, 2000), 0)::int));
        WHEN 'upper' THEN RETURN to_jsonb(upper(l #>> '{}'));
        WHEN 'lower' THEN RETURN to_jsonb(lower(l #>> '{}'));
        WHEN 'trim' THEN RETURN to_jsonb(btrim(l #>> '{}'));
        WHEN 'length' THEN RETURN to_jsonb(length(l #>> '{}'));
        WHEN 'contains' THEN RETURN to_jsonb(position(r #>> '{}' IN l #>> '{}') > 0);
        WHEN 'text' THEN RETURN to_jsonb(CASE WHEN jsonb_typeof(l) = 'number' THEN trim_scale(l::numeric)::text ELSE l #>> '{}' END);
        ELSE RETURN NULL;
    END CASE;
END $$;

-- The value as the attribute keeps it; what lies outside its kind is no value.
CREATE OR REPLACE FUNCTION crm.formula_result(tree jsonb, of_kind text, of_row jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE value jsonb := crm.formula_value(tree, of_row); x numeric;
BEGIN
    IF value IS NULL OR jsonb_typeof(value) = 'null' THEN RETURN NULL; END IF;
    IF of_kind IN ('number', 'integer', 'money', 'percent') THEN
        x := CASE of_kind WHEN 'money' THEN round(value::numeric * 100) WHEN 'integer' THEN round(value::numeric)
            ELSE trim_scale(round(value::numeric, CASE of_kind WHEN 'percent' THEN 2 ELSE 3 END)) END;
        RETURN CASE WHEN abs(x) < CASE of_kind WHEN 'percent' THEN 1e7 ELSE 1e15 END THEN to_jsonb(x) END;
    END IF;
    RETURN CASE WHEN of_kind = 'text' THEN to_jsonb(left(value #>> '{}', 500)) ELSE value END;
END $$;
