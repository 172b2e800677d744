-- What does this product cost this customer today? The only place that computes it, and it explains itself.

-- Price lists that apply to a customer, best first: of his grade, then the default one.
CREATE OR REPLACE FUNCTION crm.price_list_for(of_customer bigint, on_day date, of_currency text DEFAULT 'CNY') RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT l.id FROM crm.price_list l
    WHERE NOT l.retired AND l.currency = of_currency
        AND coalesce(l.valid_from <= on_day, true) AND coalesce(l.valid_to >= on_day, true)
        AND (l.is_default OR l.grade <> '' AND l.grade = (SELECT grade FROM crm.customer WHERE id = of_customer))
    ORDER BY l.is_default, l.valid_from DESC NULLS LAST, l.id LIMIT 1
$$;

-- The rule that wins: product before class (nearest first) before all, then the largest minimum quantity.
CREATE OR REPLACE FUNCTION crm.price_rule_for(of_list bigint, of_product bigint, of_quantity numeric, on_day date) RETURNS crm.price
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE classes AS (
        SELECT c.id, c.parent_id, 1 AS distance FROM crm.product p JOIN crm.product_class c ON c.id = p.class_id WHERE p.id = of_product
        UNION ALL SELECT c.id, c.parent_id, classes.distance + 1 FROM crm.product_class c JOIN classes ON c.id = classes.parent_id
            WHERE classes.distance < 20)
    SELECT p.* FROM crm.price p LEFT JOIN classes k ON k.id = p.class_id
    WHERE p.price_list_id = of_list AND (p.product_id = of_product OR p.product_id IS NULL AND (k.id IS NOT NULL OR p.class_id IS NULL))
        AND p.min_quantity <= of_quantity
        AND coalesce(p.valid_from <= on_day, true) AND coalesce(p.valid_to >= on_day, true)
    ORDER BY p.product_id IS NULL, k.distance NULLS LAST, p.min_quantity DESC, p.valid_from DESC NULLS LAST, p.id DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION crm.price_in_list(of_list bigint, of_product bigint, of_quantity numeric, on_day date, depth int DEFAULT 0)
RETURNS TABLE (unit_price numeric, floor_price numeric, price_id bigint, explanation jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE rule crm.price; base numeric; result numeric; steps jsonb; inner_steps jsonb;
BEGIN
    rule := crm.price_rule_for(of_list, of_product, of_quantity, on_day);
    IF rule.id IS NULL THEN
        SELECT list_price INTO result FROM crm.product WHERE id = of_product;
        RETURN QUERY SELECT result, NULL::numeric, NULL::bigint, jsonb_build_object('source', 'list_price');
        RETURN;
    END IF;
    steps := jsonb_build_object('source', CASE WHEN rule.product_id IS NOT NULL THEN 'product' WHEN rule.class_id IS NOT NULL THEN 'class' ELSE 'all' END,
        'method', rule.method, 'min_quantity', rule.min_quantity, 'valid_from', rule.valid_from, 'valid_to', rule.valid_to);
    IF rule.method = 'fixed' THEN
        result := rule.price;
    ELSE
        base := CASE rule.base
            WHEN 'list_price' THEN (SELECT list_price FROM crm.product WHERE id = of_product)
            WHEN 'cost' THEN (SELECT cost FROM crm.product_cost WHERE product_id = of_product)
            WHEN 'price_list' THEN CASE WHEN depth < 5 THEN
                (SELECT p.unit_price FROM crm.price_in_list(rule.base_list_id, of_product, of_quantity, on_day, depth + 1) p) END
        END;
        result := base * (100 - rule.discount) / 100;
        IF rule.method = 'formula' THEN
            IF rule.rounding > 0 THEN result := round(result / rule.rounding) * rule.rounding; END IF;
            result := result + rule.surcharge;
            result := greatest(result, base + rule.margin_min);
            result := least(result, base + rule.margin_max);
        END IF;
        steps := steps || jsonb_build_object('base', rule.base, 'discount', rule.discount, 'rounding', rule.rounding, 'surcharge', rule.surcharge);
    END IF;
    -- a missing base stays missing: no price is better than a wrong one
    RETURN QUERY SELECT round(result, 4), rule.floor_price, rule.id, steps;
END $$;

CREATE OR REPLACE FUNCTION crm.price_for(of_product bigint, of_customer bigint, of_quantity numeric DEFAULT 1,
    on_day date DEFAULT current_date, of_list bigint DEFAULT NULL)
RETURNS TABLE (unit_price numeric, list_price numeric, floor_price numeric, price_list_id bigint, price_id bigint, explanation jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE chosen bigint; found_price record; standard bigint; costs boolean := crm.may('product_cost', 'view') OR current_setting('is_superuser') = 'on';
BEGIN
    IF NOT (crm.may('product', 'view') AND crm.may('price', 'view')) AND current_setting('is_superuser') = 'off' THEN
        PERFORM crm.deny('price_needs_product_right');
    END IF;
    IF of_customer IS NOT NULL AND current_setting('is_superuser') = 'off' AND NOT crm.sees('customer', of_customer) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    chosen := coalesce(of_list, crm.price_list_for(of_customer, on_day));
    SELECT * INTO found_price FROM crm.price_in_list(chosen, of_product, of_quantity, on_day);
    IF found_price.price_id IS NULL AND of_list IS NULL THEN
        -- the list of his grade says nothing about this product: the standard one may
        standard := crm.price_list_for(NULL, on_day, coalesce((SELECT l.currency FROM crm.price_list l WHERE l.id = chosen), 'CNY'));
        IF standard <> chosen THEN
            SELECT * INTO found_price FROM crm.price_in_list(standard, of_product, of_quantity, on_day);
            IF found_price.price_id IS NOT NULL THEN chosen := standard; END IF;
        END IF;
    END IF;
    -- a price made from the cost is told without its arithmetic, or anybody could reckon back
    IF found_price.explanation ->> 'base' = 'cost' AND NOT costs THEN
        found_price.explanation := found_price.explanation - ARRAY['base', 'discount', 'rounding', 'surcharge'];
    END IF;
    RETURN QUERY SELECT found_price.unit_price, (SELECT r.list_price FROM crm.product r WHERE r.id = of_product), found_price.floor_price,
        chosen, found_price.price_id,
        found_price.explanation || jsonb_build_object('price_list', (SELECT l.name FROM crm.price_list l WHERE l.id = chosen));
END $$;
GRANT EXECUTE ON FUNCTION crm.price_for(bigint, bigint, numeric, date, bigint) TO :"employee";
