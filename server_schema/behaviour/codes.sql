-- Codes from coding rules: 'KH-{YYYY}-{#####}' gives KH-2026-00017. The counter is keyed by everything
-- before it, so it starts anew with the period. Gapless: a locked row; fast: a sequence.

CREATE OR REPLACE FUNCTION crm.code_prefix(pattern text, class_code text, on_day date) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT replace(replace(replace(replace(replace(regexp_replace(pattern, '\{#+\}$', ''),
        '{YYYY}', to_char(on_day, 'YYYY')), '{YY}', to_char(on_day, 'YY')), '{MM}', to_char(on_day, 'MM')),
        '{DD}', to_char(on_day, 'DD')), '{class}', class_code)
$$;

CREATE OR REPLACE FUNCTION crm.preview_code(pattern text, class_code text, on_day date) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.code_prefix(pattern, class_code, on_day)
        || lpad('1', length(substring(pattern FROM '\{(#+)\}$')), '0')
$$;

CREATE OR REPLACE FUNCTION crm.next_code(of_entity text, class_code text DEFAULT '', on_day date DEFAULT current_date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE rule crm.coding_rule; start text; number bigint; code text; taken boolean; sequence_name text;
BEGIN
    SELECT * INTO rule FROM crm.coding_rule r WHERE r.entity = of_entity AND r.class_code IN (next_code.class_code, '')
    ORDER BY r.class_code DESC LIMIT 1;
    IF rule.id IS NULL THEN RETURN ''; END IF;
    start := crm.code_prefix(rule.pattern, class_code, on_day);
    sequence_name := 'code_' || left(md5(of_entity || ':' || start), 20);
    LOOP
        IF rule.gapless THEN
            INSERT INTO crm.code_counter AS c (entity, prefix, value) VALUES (of_entity, start, 1)
            ON CONFLICT (entity, prefix) DO UPDATE SET value = c.value + 1 RETURNING value INTO number;
        ELSE
            IF to_regclass('crm.' || sequence_name) IS NULL THEN
                PERFORM pg_advisory_xact_lock(hashtext('crm.code:' || of_entity || start));
                EXECUTE format('CREATE SEQUENCE IF NOT EXISTS crm.%I', sequence_name);
            END IF;
            number := nextval('crm.' || sequence_name);
        END IF;
        code := start || lpad(number::text, greatest(length(number::text), length(substring(rule.pattern FROM '\{(#+)\}$'))), '0');
        -- a code that came by an import or was typed is passed over
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE code = $1)', of_entity) INTO taken USING code;
        EXIT WHEN NOT taken;
    END LOOP;
    RETURN code;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.code := btrim(NEW.code);
    IF NEW.code = '' THEN NEW.code := crm.next_code(TG_TABLE_NAME); END IF;
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

-- A product takes the rule of its class where there is one.
CREATE OR REPLACE FUNCTION crm.tg_product_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.code := btrim(NEW.code);
    IF NEW.code = '' THEN
        NEW.code := crm.next_code('product', coalesce((SELECT code FROM crm.product_class WHERE id = NEW.class_id), ''));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT ON crm.customer FOR EACH ROW EXECUTE FUNCTION crm.tg_code();
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT ON crm.partner FOR EACH ROW EXECUTE FUNCTION crm.tg_code();
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT ON crm.opportunity FOR EACH ROW EXECUTE FUNCTION crm.tg_code();
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT ON crm.employee FOR EACH ROW EXECUTE FUNCTION crm.tg_code();
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT ON crm.product FOR EACH ROW EXECUTE FUNCTION crm.tg_product_code();
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT OR UPDATE ON crm.sales_order FOR EACH ROW EXECUTE FUNCTION crm.tg_code_when_confirmed();

GRANT EXECUTE ON FUNCTION crm.preview_code(text, text, date), crm.code_prefix(text, text, date) TO :"employee";
