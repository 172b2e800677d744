-- Codes from coding rules: 'KH-{YYYY}-{#####}' gives KH-2026-00017. The counter is keyed by everything
-- before it, so it starts anew with the period. Gapless: a locked row; fast: a sequence.

CREATE OR REPLACE FUNCTION crm.code_prefix(pattern text, class_code text, on_day date) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT replace(replace(replace(replace(replace(regexp_replace(pattern, '\{#+\}$', ''),
        '{YYYY}', to_char(on_day, 'YYYY')), '{YY}', to_char(on_day, 'YY')), '{MM}', to_char(on_day, 'MM')),
        '{DD}', to_char(on_day, 'DD')), '{class}', class_code)
$$;

DROP FUNCTION IF EXISTS crm.preview_code(text, text, date);

-- The rule for a class: its own, that of the nearest class above it, or the one for all.
CREATE OR REPLACE FUNCTION crm.rule_for(of_entity text, of_class text) RETURNS crm.coding_rule
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT of_class AS code, 0 AS steps
        UNION ALL SELECT parent.code, up.steps + 1 FROM up JOIN crm.product_class c ON c.code = up.code AND of_entity = 'product'
            JOIN crm.product_class parent ON parent.id = c.parent_id WHERE up.code <> '' AND up.steps < 20)
    SELECT r.* FROM crm.coding_rule r LEFT JOIN up ON up.code = r.class_code
    WHERE r.entity = of_entity AND (r.class_code = '' OR up.code IS NOT NULL)
    ORDER BY r.class_code = '', up.steps LIMIT 1
$$;

-- What distinguishes classes of codes: a product's class, a customer's kind.
CREATE OR REPLACE FUNCTION crm.code_class(of_entity text, of_row jsonb) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(CASE of_entity WHEN 'product' THEN (SELECT code FROM crm.product_class WHERE id = (of_row ->> 'class_id')::bigint)
        WHEN 'customer' THEN of_row ->> 'kind' END, '')
$$;

CREATE OR REPLACE FUNCTION crm.code_sequence(of_entity text, start text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT 'code_' || left(md5(of_entity || ':' || start), 20)
$$;

CREATE OR REPLACE FUNCTION crm.code_of(pattern text, start text, number bigint) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT start || lpad(number::text, greatest(length(number::text), length(substring(pattern FROM '\{(#+)\}$'))), '0')
$$;

CREATE OR REPLACE FUNCTION crm.is_code_taken(of_entity text, code text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE taken boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE code = $1)', of_entity) INTO taken USING code;
    RETURN taken;
END $$;

CREATE OR REPLACE FUNCTION crm.next_code(of_entity text, class_code text DEFAULT '', on_day date DEFAULT crm.today()) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE rule crm.coding_rule; start text; number bigint; code text; sequence_name text;
BEGIN
    IF of_entity = 'product' THEN
        rule := crm.rule_for(of_entity, class_code);
    ELSE  -- no tree of classes: an import asks for each row
        SELECT * INTO rule FROM crm.coding_rule r WHERE r.entity = of_entity AND r.class_code IN (next_code.class_code, '')
        ORDER BY r.class_code = '' LIMIT 1;
    END IF;
    IF rule.id IS NULL THEN RETURN ''; END IF;
    start := crm.code_prefix(rule.pattern, class_code, on_day);
    LOOP
        IF rule.gapless THEN
            INSERT INTO crm.code_counter AS c (entity, prefix, value) VALUES (of_entity, start, 1)
            ON CONFLICT (entity, prefix) DO UPDATE SET value = c.value + 1 RETURNING value INTO number;
        ELSE
            sequence_name := crm.code_sequence(of_entity, start);
            IF to_regclass('crm.' || sequence_name) IS NULL THEN
                PERFORM pg_advisory_xact_lock(hashtext('crm.code:' || of_entity || start));
                EXECUTE format('CREATE SEQUENCE IF NOT EXISTS crm.%I', sequence_name);
            END IF;
            number := nextval('crm.' || sequence_name);
        END IF;
        code := crm.code_of(rule.pattern, start, number);
        -- a code that came by an import or was typed is passed over
        EXIT WHEN NOT crm.is_code_taken(of_entity, code);
    END LOOP;
    RETURN code;
END $$;

-- The next codes that a rule would give, without taking them.
CREATE OR REPLACE FUNCTION crm.preview_codes(of_entity text, pattern text, gapless boolean, class_code text DEFAULT '', n int DEFAULT 3) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE start text; number bigint := 0; found text[] := '{}'; code text; sequence_name text;
BEGIN
    IF NOT crm.may('setting', 'view') THEN PERFORM crm.deny('setting_needs_right'); END IF;
    IF NOT EXISTS (SELECT FROM crm.coded_entities() c WHERE c = of_entity) OR pattern !~ '\{#+\}$' THEN RETURN found; END IF;
    start := crm.code_prefix(pattern, class_code, crm.today());
    sequence_name := crm.code_sequence(of_entity, start);
    IF gapless THEN number := coalesce((SELECT c.value FROM crm.code_counter c WHERE (c.entity, c.prefix) = (of_entity, start)), 0);
    ELSIF to_regclass('crm.' || sequence_name) IS NOT NULL THEN
        EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM crm.%I', sequence_name) INTO number;
    END IF;
    WHILE cardinality(found) < least(n, 10) LOOP
        number := number + 1;
        code := crm.code_of(pattern, start, number);
        IF NOT crm.is_code_taken(of_entity, code) THEN found := found || code; END IF;
    END LOOP;
    RETURN found;
END $$;

-- Records whose code a rule makes; the codes of entries and roles are words, not numbers.
CREATE OR REPLACE FUNCTION crm.coded_entities() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT m.table_name FROM crm.module_table m JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(format('crm.%I', m.table_name))
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    WHERE a.attname = 'code' AND a.atttypid = 'text'::regtype AND NOT a.attisdropped AND m.table_name NOT IN ('dictionary', 'role', 'custom_object') ORDER BY 1
$$;

CREATE OR REPLACE FUNCTION crm.tg_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.code := btrim(NEW.code);
    IF NEW.code = '' AND TG_TABLE_NAME = 'product' THEN
        NEW.code := crm.next_code(TG_TABLE_NAME, crm.code_class(TG_TABLE_NAME, to_jsonb(NEW)));
    ELSIF NEW.code = '' AND TG_TABLE_NAME = 'customer' THEN  -- a row as jsonb takes as long as all the rest
        NEW.code := crm.next_code(TG_TABLE_NAME, NEW.kind);
    ELSIF NEW.code = '' THEN
        NEW.code := crm.next_code(TG_TABLE_NAME);
    END IF;
    RETURN NEW;
END $$;

-- A draft has no number yet: numbers without gaps are given at confirmation.
CREATE OR REPLACE FUNCTION crm.tg_code_when_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.code := btrim(NEW.code);
    IF NEW.code = '' AND NEW.state NOT IN ('draft', 'cancelled') THEN
        NEW.code := crm.next_code(TG_TABLE_NAME, '', NEW.ordered_on);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION crm.number_table(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT ON crm.%I FOR EACH ROW EXECUTE FUNCTION crm.tg_code()', name);
END $$;
SELECT crm.number_table(t) FROM crm.coded_entities() t WHERE t <> 'sales_order';
DROP FUNCTION IF EXISTS crm.tg_product_code();
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT OR UPDATE ON crm.sales_order FOR EACH ROW EXECUTE FUNCTION crm.tg_code_when_confirmed();

GRANT EXECUTE ON FUNCTION crm.code_prefix(text, text, date), crm.coded_entities(),
    crm.preview_codes(text, text, boolean, text, int) TO :"employee";
