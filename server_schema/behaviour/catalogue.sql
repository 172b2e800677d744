-- The catalogue: links between products, and what is withdrawn from sale.

-- Which product takes the place of this one: the first in the chain of replacements that is on sale.
CREATE OR REPLACE FUNCTION crm.replacement_of(of_product bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE next AS (
        SELECT l.other_id AS id, 1 AS step FROM crm.product_link l WHERE l.product_id = of_product AND l.kind = 'replacement'
        UNION ALL SELECT l.other_id, n.step + 1 FROM next n JOIN crm.product p ON p.id = n.id AND p.status = 'withdrawn'
            JOIN crm.product_link l ON l.product_id = n.id AND l.kind = 'replacement' WHERE n.step < 20)
    SELECT n.id FROM next n JOIN crm.product p ON p.id = n.id WHERE p.status = 'on_sale' AND crm.may('product', 'view') ORDER BY n.step LIMIT 1
$$;
GRANT EXECUTE ON FUNCTION crm.replacement_of(bigint) TO :"employee";

CREATE OR REPLACE FUNCTION crm.tg_product_withdrawn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.withdrawn_on := CASE WHEN NEW.status = 'withdrawn' THEN coalesce(NEW.withdrawn_on, crm.today()) END;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_withdrawn BEFORE INSERT OR UPDATE OF status, withdrawn_on ON crm.product
    FOR EACH ROW EXECUTE FUNCTION crm.tg_product_withdrawn();

-- What is withdrawn goes into no new line; orders of the time before may still be entered. What comes in variants is sold as one of them.
CREATE OR REPLACE FUNCTION crm.tg_line_on_sale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE asked crm.product;
BEGIN
    IF pg_trigger_depth() > 1 OR current_setting('is_superuser') = 'on' OR TG_OP = 'UPDATE' AND NEW.product_id = OLD.product_id THEN RETURN NEW; END IF;
    SELECT * INTO asked FROM crm.product WHERE id = NEW.product_id AND (status = 'withdrawn' OR varies_by <> '{}');
    IF asked.varies_by <> '{}' THEN PERFORM crm.refuse_row(TG_TABLE_NAME, to_jsonb(NEW), 'product_has_variants', 'product_id', asked.name); END IF;
    IF (SELECT ordered_on FROM crm.sales_order WHERE id = NEW.order_id) >= asked.withdrawn_on THEN
        PERFORM crm.refuse_row(TG_TABLE_NAME, to_jsonb(NEW), 'product_withdrawn', 'product_id');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t16_on_sale BEFORE INSERT OR UPDATE OF product_id ON crm.sales_order_line
    FOR EACH ROW EXECUTE FUNCTION crm.tg_line_on_sale();

-- Whose bar code this is: a scanner means that unit of that product.
CREATE OR REPLACE FUNCTION crm.unit_by_barcode(code text) RETURNS TABLE (product_id bigint, unit text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT u.product_id, u.unit FROM crm.product_unit u
    WHERE u.barcode = btrim(code) AND u.barcode <> '' AND crm.may('product', 'view') AND crm.reads('product_unit', '{barcode}')
$$;

-- What a new line is offered: what is on sale, and for what is withdrawn whatever takes its place. A bar code means nothing else.
DROP FUNCTION IF EXISTS crm.offer_product(text, int);
CREATE FUNCTION crm.offer_product(words text, n int DEFAULT 20) RETURNS TABLE (id bigint, label text, subtitle text, instead text, along jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH scanned AS MATERIALIZED (SELECT s.product_id, s.unit, p.name FROM crm.unit_by_barcode(words) s JOIN crm.product p ON p.id = s.product_id)
    SELECT o.id, o.name, concat_ws(' · ', o.code, nullif(o.model, '')), o.instead,
        (SELECT jsonb_build_object('unit', s.unit) FROM scanned s WHERE s.product_id = o.id) FROM (
        (SELECT p.id, p.name, p.code, p.model, '' AS instead, row_number() OVER (ORDER BY p.sort_key, p.id) AS place, p.sort_key
        FROM crm.product p WHERE btrim(words) = '' AND p.status = 'on_sale' AND p.varies_by = '{}' ORDER BY p.sort_key, p.id LIMIT least(n, 200))
        UNION ALL
        (SELECT DISTINCT ON (q.id) q.id, q.name, q.code, q.model, CASE WHEN r.id <> f.id THEN f.label ELSE '' END, f.place, q.sort_key
        FROM (SELECT s.product_id AS id, s.name AS label, 0::bigint AS place FROM scanned s
            UNION ALL SELECT w.id, w.label, w.place FROM crm.search_product(words, least(n, 200) * 2) WITH ORDINALITY w(id, label, subtitle, place)
            WHERE NOT EXISTS (SELECT FROM scanned)) f JOIN crm.product p ON p.id = f.id
        JOIN crm.product r ON r.id = CASE p.status WHEN 'on_sale' THEN p.id ELSE crm.replacement_of(p.id) END
        -- of a main product its variants
        JOIN crm.product q ON q.id = r.id AND r.varies_by = '{}' OR r.varies_by <> '{}' AND q.status = 'on_sale' AND q.variant_of_id = r.id
        WHERE btrim(words) <> '' ORDER BY q.id, q.id <> f.id, f.place)) o
    ORDER BY o.place, o.sort_key, o.id LIMIT least(n, 200)
$$;
GRANT EXECUTE ON FUNCTION crm.unit_by_barcode(text), crm.offer_product(text, int) TO :"employee";

-- Replacements lead somewhere.
CREATE OR REPLACE FUNCTION crm.tg_product_link_loop() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF EXISTS (WITH RECURSIVE next AS (
            SELECT NEW.other_id AS id UNION SELECT l.other_id FROM next n JOIN crm.product_link l ON l.product_id = n.id AND l.kind = 'replacement')
        SELECT FROM next WHERE id = NEW.product_id) THEN
        PERFORM crm.refuse('product_link_loop', 'other_id');
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t40_no_loop AFTER INSERT OR UPDATE ON crm.product_link
    FOR EACH ROW WHEN (NEW.kind = 'replacement') EXECUTE FUNCTION crm.tg_product_link_loop();
