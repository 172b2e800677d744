-- Units of measure: how many of its base unit one of another is, exactly; what is written with it stays.

-- How many base units make one of this unit: factor / divisor. What a product says of itself comes before what is so everywhere.
CREATE OR REPLACE FUNCTION crm.unit_factor(of_product bigint, of_unit text, OUT factor numeric, OUT divisor numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT f.factor, f.divisor FROM (
        SELECT 1::numeric AS factor, 1::numeric AS divisor, CASE WHEN of_unit IN ('', p.unit) THEN 0 ELSE 3 END AS place
        FROM crm.product p WHERE p.id = of_product AND (of_unit IN ('', p.unit) OR p.unit = '')
        UNION ALL SELECT u.factor, u.divisor, 1 FROM crm.product_unit u WHERE u.product_id = of_product AND u.unit = of_unit
        UNION ALL SELECT m.factor * b.divisor, m.divisor * b.factor, 2 FROM crm.product p
        JOIN crm.measure_unit b ON b.unit = p.unit AND b.measure <> 'product' JOIN crm.measure_unit m ON m.measure = b.measure AND m.unit = of_unit
        WHERE p.id = of_product) f ORDER BY f.place LIMIT 1
$$;

-- In which units a product is sold, its base unit first.
CREATE OR REPLACE FUNCTION crm.units_of(of_product bigint) RETURNS TABLE (unit text, factor numeric, divisor numeric, places int)
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT a.unit, a.factor, a.divisor, coalesce((SELECT m.places FROM crm.measure_unit m WHERE m.unit = a.unit), 3) FROM (
        SELECT p.unit, 1::numeric AS factor, 1::numeric AS divisor, 0 AS place FROM crm.product p WHERE p.id = of_product AND p.unit <> ''
        UNION ALL SELECT u.unit, u.factor, u.divisor, 1 FROM crm.product_unit u WHERE u.product_id = of_product
        UNION ALL SELECT m.unit, m.factor * b.divisor, m.divisor * b.factor, 2 FROM crm.product p
        JOIN crm.measure_unit b ON b.unit = p.unit AND b.measure <> 'product' JOIN crm.measure_unit m ON m.measure = b.measure AND m.unit <> b.unit
        WHERE p.id = of_product AND NOT EXISTS (SELECT FROM crm.product_unit u WHERE (u.product_id, u.unit) = (p.id, m.unit))) a
    ORDER BY a.place, a.factor / a.divisor, a.unit
$$;

-- Of one unit and of another a product has one each; its base unit is what the others are counted in.
CREATE OR REPLACE FUNCTION crm.tg_product_unit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE base text := (SELECT unit FROM crm.product WHERE id = NEW.product_id FOR SHARE);
BEGIN
    IF base = '' THEN PERFORM crm.refuse('product_unit_needs_base', 'product_id'); END IF;
    IF base = NEW.unit THEN PERFORM crm.refuse('product_unit_is_base', 'unit'); END IF;
    NEW.barcode := btrim(NEW.barcode);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_unit BEFORE INSERT OR UPDATE ON crm.product_unit FOR EACH ROW EXECUTE FUNCTION crm.tg_product_unit();

CREATE OR REPLACE FUNCTION crm.tg_product_base_unit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM crm.product_unit WHERE product_id = NEW.id) OR EXISTS (SELECT FROM crm.price WHERE product_id = NEW.id AND unit <> '')
        OR EXISTS (SELECT FROM crm.product_batch WHERE product_id = NEW.id) THEN
        PERFORM crm.refuse('product_base_unit_stays', 'unit');
    END IF;
    RETURN NEW;
END $$;
-- a dictionary entry that takes another's place changes the word, not the unit
CREATE OR REPLACE TRIGGER t20_base_unit BEFORE UPDATE OF unit ON crm.product
    FOR EACH ROW WHEN (NEW.unit <> OLD.unit AND current_user = session_user) EXECUTE FUNCTION crm.tg_product_base_unit();

-- A line keeps the unit and the factor it was made with, whatever the product says later. Nobody but the database writes the factor.
CREATE OR REPLACE FUNCTION crm.tg_line_unit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE found record; base text; exact int;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.product_id, NEW.unit) = (OLD.product_id, OLD.unit) THEN
        NEW.unit_factor := OLD.unit_factor;
        NEW.unit_divisor := OLD.unit_divisor;
    ELSE
        base := (SELECT unit FROM crm.product WHERE id = NEW.product_id);
        NEW.unit := coalesce(nullif(NEW.unit, ''), base, '');
        SELECT * INTO found FROM crm.unit_factor(NEW.product_id, NEW.unit);
        IF found.factor IS NULL AND TG_OP = 'UPDATE' AND NEW.unit = OLD.unit THEN  -- the other product is sold in its own
            NEW.unit := base;
            SELECT * INTO found FROM crm.unit_factor(NEW.product_id, NEW.unit);
        END IF;
        IF found.factor IS NULL THEN PERFORM crm.refuse('unit_not_of_product', 'unit', NEW.unit); END IF;
        NEW.unit_factor := found.factor;
        NEW.unit_divisor := found.divisor;
    END IF;
    exact := (SELECT places FROM crm.measure_unit WHERE unit = NEW.unit);
    IF NEW.quantity <> round(NEW.quantity, exact) THEN PERFORM crm.refuse('quantity_finer_than_unit', 'quantity', exact::text); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t17_unit BEFORE INSERT OR UPDATE OF product_id, unit, quantity, unit_factor, unit_divisor ON crm.sales_order_line
    FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_user = session_user) EXECUTE FUNCTION crm.tg_line_unit();

GRANT EXECUTE ON FUNCTION crm.units_of(bigint) TO :"employee";
