-- What does this product cost this customer today? The only place that computes it, and it explains itself.

DROP FUNCTION IF EXISTS crm.price_in_list(bigint, bigint, numeric, date, int), crm.price_rule_for(bigint, bigint, numeric, date),
    crm.prices_in_lists(bigint[], bigint[], numeric[], date, boolean, int), crm.prices_for(bigint[], bigint, numeric[], date, bigint),
    crm.prices_for(bigint[], bigint, numeric[], date, bigint, text[]), crm.price_for(bigint, bigint, numeric, date, bigint, text),
    crm.price_for(bigint, bigint, numeric, date, bigint), crm.price_rules_of(bigint, bigint, numeric, date, bigint),
    crm.price_rules_of(bigint, bigint, numeric, date, bigint, text), crm.price_for(bigint, bigint, numeric, date, bigint, text, boolean),
    crm.prices_for(bigint[], bigint, numeric[], date, bigint, text[], boolean),
    crm.prices_in_lists(bigint[], bigint[], numeric[], date, boolean, int, text[], numeric[], numeric[]),
    crm.reckon_prices(bigint[], bigint, numeric[], date, bigint, text[], boolean, text, numeric[], boolean),
    crm.prices_for(bigint[], bigint, numeric[], date, bigint, text[], boolean, text, numeric[]),
    crm.price_for(bigint, bigint, numeric, date, bigint, text, boolean, text, numeric);

-- The price lists that apply to a customer in one currency (the company's own, where none is named), best first: the one agreed with
-- him, that of his grade, that for everybody else.
CREATE OR REPLACE FUNCTION crm.price_lists_for(of_customer bigint, on_day date, of_currency text DEFAULT NULL) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(x.id ORDER BY x.place), '{}') FROM (
        SELECT DISTINCT ON (p.place) l.id, p.place FROM crm.price_list l LEFT JOIN crm.customer c ON c.id = of_customer
        CROSS JOIN LATERAL (SELECT CASE WHEN l.id = c.price_list_id THEN 1 WHEN l.is_default THEN 3
            WHEN l.grade <> '' AND l.grade = c.grade THEN 2 END AS place) p
        WHERE p.place IS NOT NULL AND NOT l.retired AND l.currency = coalesce(of_currency, crm.home_currency())
            AND coalesce(l.valid_from <= on_day, true) AND coalesce(l.valid_to >= on_day, true)
        ORDER BY p.place, l.valid_from DESC NULLS LAST, l.id) x
$$;
CREATE OR REPLACE FUNCTION crm.price_list_for(of_customer bigint, on_day date, of_currency text DEFAULT NULL) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT (crm.price_lists_for(of_customer, on_day, of_currency))[1]
$$;

-- The classes of a product, its own first.
CREATE OR REPLACE FUNCTION crm.classes_of(of_product bigint) RETURNS TABLE (class_id bigint, distance int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT p.class_id AS id, 1 AS distance FROM crm.product p WHERE p.id = of_product AND p.class_id IS NOT NULL
        UNION ALL SELECT c.parent_id, up.distance + 1 FROM up JOIN crm.product_class c ON c.id = up.id
            WHERE c.parent_id IS NOT NULL AND up.distance < 20)
    SELECT id, distance FROM up
$$;

-- The multiple of a step to which a price is rounded. Up and down start from what is shown: what stands behind the fourth place is no
-- reason for the next multiple.
CREATE OR REPLACE FUNCTION crm.rounded(price numeric, step numeric, way text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN step * CASE way WHEN 'up' THEN ceil(round(price, 4) / step) WHEN 'down' THEN floor(round(price, 4) / step) ELSE round(price / step) END;
END $$;

-- What a change of prices makes of a base: a percentage on it or the margin that remains after it, rounding, an ending (9 makes …9, 99 …99,
-- 8.8 …8.8, 0.9 ….9; the nearest such price), a surcharge, bounds above the base; never below zero, four places.
CREATE OR REPLACE FUNCTION crm.changed_price(base numeric, percent numeric, margin numeric, rounding numeric, rounding_way text, ending numeric,
    surcharge numeric, margin_min numeric, margin_max numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE result numeric := CASE WHEN margin IS NULL THEN base * (100 + percent) / 100 ELSE base * 100 / (100 - margin) END; digits numeric;
BEGIN
    IF rounding > 0 THEN result := crm.rounded(result, rounding, rounding_way); END IF;
    IF ending IS NOT NULL THEN
        digits := CASE WHEN ending > 0 AND ending < 1 THEN 1 ELSE 10 ^ length(trunc(ending)::text) END;
        result := greatest(round((result - ending) / digits), 0) * digits + ending;
    END IF;
    -- an empty bound is no bound: greatest() and least() leave it out; without a base there is no price
    RETURN CASE WHEN base IS NOT NULL
        THEN round(greatest(least(greatest(result + surcharge, base + margin_min), base + margin_max), 0), 4) END;
END $$;
GRANT EXECUTE ON FUNCTION crm.changed_price(numeric, numeric, numeric, numeric, text, numeric, numeric, numeric, numeric), crm.rounded(numeric, numeric, text) TO :"employee";

-- What a rule makes of its base: the price, and every step that led to it. A missing base stays missing, and so does a
-- price below nothing: no price is better than a wrong one.
CREATE OR REPLACE FUNCTION crm.price_steps(rule crm.price, base numeric, OUT result numeric, OUT steps jsonb)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bound numeric;
BEGIN
    IF rule.method = 'fixed' THEN
        result := rule.price;
        steps := jsonb_build_array(jsonb_build_object('step', 'fixed', 'value', result));
        RETURN;
    END IF;
    result := base * (100 - rule.discount) / 100;
    steps := jsonb_build_array(jsonb_build_object('step', 'base', 'what', rule.base, 'value', base));
    IF rule.discount <> 0 THEN steps := steps || jsonb_build_object('step', 'discount', 'by', rule.discount, 'value', round(result, 4)); END IF;
    IF rule.method = 'formula' THEN
        IF rule.rounding > 0 THEN
            result := crm.rounded(result, rule.rounding, rule.rounding_way);
            steps := steps || jsonb_build_object('step', 'rounding', 'way', rule.rounding_way, 'by', rule.rounding, 'value', round(result, 4));
        END IF;
        IF rule.surcharge <> 0 THEN
            result := result + rule.surcharge;
            steps := steps || jsonb_build_object('step', 'surcharge', 'by', rule.surcharge, 'value', round(result, 4));
        END IF;
        bound := base + rule.margin_min;
        IF result < bound THEN
            result := bound;
            steps := steps || jsonb_build_object('step', 'margin_min', 'by', rule.margin_min, 'value', round(result, 4));
        END IF;
        bound := base + rule.margin_max;
        IF result > bound THEN
            result := bound;
            steps := steps || jsonb_build_object('step', 'margin_max', 'by', rule.margin_max, 'value', round(result, 4));
        END IF;
    END IF;
    result := round(result, 4);
    IF result < 0 THEN
        result := NULL;
        steps := steps || jsonb_build_object('step', 'below_zero');
    END IF;
END $$;

-- The step from a price of the base unit to one of a line's own: 12 pieces are one box, to four places.
CREATE OR REPLACE FUNCTION crm.price_unit_step(price numeric, unit text, factor numeric, divisor numeric) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('step', CASE WHEN factor IS NULL THEN 'no_unit' ELSE 'unit' END,
        'unit', unit, 'factor', factor, 'divisor', divisor, 'value', round(price * factor / divisor, 4),
        'rounded', CASE WHEN round(price * factor / divisor, 4) <> price * factor / divisor THEN true END)))
$$;

-- Many lines, each with its list: the rule that wins, and what it makes. Product before its main product before class (nearest first) before all,
-- then a rule for the unit itself before one for the base unit, the largest minimum quantity, the youngest. What is said of the base
-- unit ('') is asked with the quantity in base units and multiplied; factors come only where a line is in another unit.
-- A list with or without tax is reckoned in its own terms: what comes from the other kind is turned at the product's rate. The list price
-- and the cost are with tax, and in the company's own currency. A list price that is planned for a day counts from that day on, whether or
-- not the product has taken it over already.
-- It is woven twice: over the tables, and for the history of prices over the rows of a moment that is gone (prices_of_then).
DO $weave$
DECLARE template text := $f$
CREATE OR REPLACE FUNCTION crm.{{name}}({{tables}}of_lists bigint[], of_products bigint[], of_quantities numeric[], on_day date,
    costs boolean, depth int DEFAULT 0, of_units text[] DEFAULT NULL, factors numeric[] DEFAULT NULL, divisors numeric[] DEFAULT NULL,
    of_currency text DEFAULT NULL)
RETURNS TABLE (line int, unit_price numeric, floor_price numeric, price_id bigint, explanation jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE
    rules bigint[]; lines int[]; bases numeric[]; whys jsonb[]; home text := crm.home_currency();
    planned boolean := EXISTS (SELECT FROM {{planned_price}} WHERE valid_from <= on_day);
BEGIN
    WITH RECURSIVE l AS MATERIALIZED (
        SELECT u.n, u.list, u.product, u.quantity, u.quantity * coalesce(u.factor / u.divisor, 1) AS pieces, coalesce(u.unit, '') AS unit, p.class_id, p.variant_of_id
        FROM unnest(of_lists, of_products, of_quantities, of_units, factors, divisors)
            WITH ORDINALITY u(list, product, quantity, unit, factor, divisor, n) LEFT JOIN {{product}} p ON p.id = u.product),
    up AS (
        SELECT DISTINCT l.class_id AS leaf, l.class_id AS id, 1 AS distance FROM l WHERE l.class_id IS NOT NULL
        UNION ALL SELECT up.leaf, c.parent_id, up.distance + 1 FROM up JOIN {{product_class}} c ON c.id = up.id
            WHERE c.parent_id IS NOT NULL AND up.distance < 20),
    own AS MATERIALIZED (
        SELECT l.n, l.list, coalesce(l.class_id, 0) AS leaf, l.quantity, l.pieces, l.unit, coalesce(r.id, m.id) AS id FROM l LEFT JOIN LATERAL (
            SELECT r.id FROM {{price}} r WHERE r.price_list_id = l.list AND r.product_id = l.product
                AND (r.unit = '' AND r.min_quantity <= l.pieces OR r.unit = l.unit AND r.min_quantity <= l.quantity)
                AND coalesce(r.valid_from <= on_day, true) AND coalesce(r.valid_to >= on_day, true)
            ORDER BY r.unit DESC, r.min_quantity DESC, r.valid_from DESC NULLS LAST, r.id DESC LIMIT 1) r ON true
        LEFT JOIN LATERAL (
            SELECT p.id FROM {{price}} p WHERE r.id IS NULL AND p.price_list_id = l.list AND p.product_id = l.variant_of_id
                AND (p.unit = '' AND p.min_quantity <= l.pieces OR p.unit = l.unit AND p.min_quantity <= l.quantity)
                AND coalesce(p.valid_from <= on_day, true) AND coalesce(p.valid_to >= on_day, true)
            ORDER BY p.unit DESC, p.min_quantity DESC, p.valid_from DESC NULLS LAST, p.id DESC LIMIT 1) m ON true),
    -- the few rules for classes and for all, once for each class that is asked for
    wide AS MATERIALIZED (
        SELECT f.leaf, up.distance, r.id, r.price_list_id, r.unit, r.min_quantity, r.valid_from
        FROM (SELECT DISTINCT leaf FROM own WHERE id IS NULL) f
        JOIN {{price}} r ON r.product_id IS NULL AND r.price_list_id IN (SELECT list FROM own)
            AND coalesce(r.valid_from <= on_day, true) AND coalesce(r.valid_to >= on_day, true)
        LEFT JOIN up ON up.leaf = f.leaf AND up.id = r.class_id
        WHERE r.class_id IS NULL OR up.id IS NOT NULL),
    other AS (
        SELECT DISTINCT ON (own.n) own.n, w.id FROM own JOIN wide w ON w.leaf = own.leaf AND w.price_list_id = own.list
        WHERE own.id IS NULL AND (w.unit = '' AND w.min_quantity <= own.pieces OR w.unit = own.unit AND w.min_quantity <= own.quantity)
        ORDER BY own.n, w.distance NULLS LAST, w.unit DESC, w.min_quantity DESC, w.valid_from DESC NULLS LAST, w.id DESC)
    SELECT array_agg(coalesce(own.id, other.id) ORDER BY own.n) INTO rules FROM own LEFT JOIN other USING (n);

    IF depth < 5 AND EXISTS (SELECT FROM {{price}} r WHERE r.id = ANY (rules) AND r.base_list_id IS NOT NULL) THEN
        SELECT array_agg(w.n ORDER BY w.n), array_agg(f.unit_price ORDER BY w.n), array_agg(f.explanation ORDER BY w.n) INTO lines, bases, whys
        FROM (SELECT array_agg(u.n::int ORDER BY u.n) AS ns, array_agg(r.base_list_id ORDER BY u.n) AS lists,
                array_agg(u.product ORDER BY u.n) AS products, array_agg(r.unit ORDER BY u.n) AS units,
                array_agg(u.quantity * CASE r.unit WHEN '' THEN coalesce(u.factor / u.divisor, 1) ELSE 1 END ORDER BY u.n) AS quantities,
                array_agg(CASE r.unit WHEN '' THEN 1 ELSE u.factor END ORDER BY u.n) AS factors,
                array_agg(CASE r.unit WHEN '' THEN 1 ELSE u.divisor END ORDER BY u.n) AS divisors
            FROM unnest(rules, of_products, of_quantities, factors, divisors) WITH ORDINALITY u(rule, product, quantity, factor, divisor, n)
            JOIN {{price}} r ON r.id = u.rule AND r.base_list_id IS NOT NULL) b
        CROSS JOIN LATERAL crm.{{name}}({{handed_on}}b.lists, b.products, b.quantities, on_day, costs, depth + 1, b.units, b.factors, b.divisors) f
        CROSS JOIN LATERAL (SELECT b.ns[f.line] AS n) w;
    END IF;

    RETURN QUERY
    SELECT u.n::int, CASE WHEN m.plain THEN s.result ELSE round(s.result * u.factor / u.divisor, 4) END,
        CASE WHEN m.plain THEN r.floor_price ELSE round(r.floor_price * u.factor / u.divisor, 4) END, r.id,
        jsonb_strip_nulls(jsonb_build_object(
            'source', CASE WHEN r.product_id <> u.product THEN 'main' WHEN r.product_id IS NOT NULL THEN 'product' WHEN r.class_id IS NOT NULL THEN 'class' ELSE 'all' END,
            'class', c.name, 'method', r.method, 'min_quantity', r.min_quantity, 'unit', nullif(r.unit, ''),
            'valid_from', r.valid_from, 'valid_to', r.valid_to, 'price_list', x.name,
            'note', CASE WHEN r.base <> 'cost' OR costs THEN nullif(r.note, '') END)
        -- a price made from the cost is told without its arithmetic, or anybody could reckon back
        || CASE WHEN r.base = 'cost' AND NOT costs THEN '{"closed": true}'
            ELSE jsonb_build_object('steps', CASE WHEN t.turned IS NULL AND t.since IS NULL THEN s.steps
                    ELSE jsonb_set(s.steps, '{0}', s.steps -> 0 || jsonb_strip_nulls(jsonb_build_object('turned', t.turned, 'since', t.since,
                        'rate', CASE WHEN t.turned IS NOT NULL THEN p.tax_rate END, 'value', round(t.base, 4)))) END
                || CASE WHEN m.plain THEN '[]' ELSE crm.price_unit_step(s.result, u.unit, u.factor, u.divisor) END, 'base_list', b.why) END)
    FROM unnest(rules, of_products, of_lists, of_units, factors, divisors) WITH ORDINALITY u(rule, product, list, unit, factor, divisor, n)
    JOIN {{price}} r ON r.id = u.rule JOIN {{price_list}} x ON x.id = u.list LEFT JOIN {{product_class}} c ON c.id = r.class_id
    LEFT JOIN unnest(lines, bases, whys) b(line, value, why) ON b.line = u.n
    LEFT JOIN {{product}} p ON p.id = u.product LEFT JOIN {{product_cost}} k ON k.product_id = u.product
    LEFT JOIN {{price_list}} y ON y.id = r.base_list_id
    LEFT JOIN LATERAL (SELECT q.list_price, q.valid_from FROM {{planned_price}} q WHERE planned AND q.product_id = p.id AND q.valid_from <= on_day
        ORDER BY q.valid_from DESC LIMIT 1) d ON true
    CROSS JOIN LATERAL (SELECT CASE r.base WHEN 'price_list' THEN b.value
            ELSE CASE r.base WHEN 'cost' THEN k.cost ELSE coalesce(d.list_price, p.list_price) END * CASE WHEN r.unit <> '' THEN coalesce(u.factor / u.divisor, 1) ELSE 1 END END AS base,
        CASE WHEN r.method <> 'fixed' AND coalesce(y.tax_included, true) <> x.tax_included THEN CASE WHEN x.tax_included THEN 'gross' ELSE 'net' END END AS turned,
        CASE WHEN r.method <> 'fixed' AND r.base = 'list_price' THEN d.valid_from END AS since) v
    CROSS JOIN LATERAL (SELECT v.turned, v.since, CASE v.turned WHEN 'gross' THEN v.base * (100 + p.tax_rate) / 100
        WHEN 'net' THEN v.base * 100 / (100 + p.tax_rate) ELSE v.base END AS base) t
    CROSS JOIN LATERAL crm.price_steps(r, t.base) s
    CROSS JOIN LATERAL (SELECT r.unit <> '' OR coalesce(u.unit, '') = '' AS plain) m
    UNION ALL
    -- a list that says nothing about it leaves the list price
    SELECT u.n::int, CASE WHEN NOT h.here THEN NULL WHEN h.plain THEN v.price ELSE round(v.price * u.factor / u.divisor, 4) END, NULL, NULL,
        jsonb_strip_nulls(jsonb_build_object('source', 'list_price', 'price_list', x.name, 'steps', jsonb_build_array(
            CASE WHEN NOT h.here THEN jsonb_build_object('step', 'other_currency', 'currency', coalesce(x.currency, of_currency))
                WHEN x.tax_included IS FALSE THEN jsonb_build_object('step', 'list_price', 'value', v.price, 'since', d.valid_from, 'turned', 'net', 'rate', p.tax_rate)
                ELSE jsonb_build_object('step', 'list_price', 'value', v.price, 'since', d.valid_from) END)
            || CASE WHEN h.plain OR NOT h.here THEN '[]' ELSE crm.price_unit_step(v.price, u.unit, u.factor, u.divisor) END))
    FROM unnest(rules, of_products, of_lists, of_units, factors, divisors) WITH ORDINALITY u(rule, product, list, unit, factor, divisor, n)
    LEFT JOIN {{product}} p ON p.id = u.product LEFT JOIN {{price_list}} x ON x.id = u.list
    LEFT JOIN LATERAL (SELECT q.list_price, q.valid_from FROM {{planned_price}} q WHERE planned AND q.product_id = p.id AND q.valid_from <= on_day
        ORDER BY q.valid_from DESC LIMIT 1) d ON true
    CROSS JOIN LATERAL (SELECT coalesce(x.currency, of_currency, home) = home AS here, coalesce(u.unit, '') = '' AS plain) h
    CROSS JOIN LATERAL (SELECT CASE WHEN x.tax_included IS FALSE THEN round(l.price * 100 / (100 + p.tax_rate), 4) ELSE l.price END AS price
        FROM (SELECT coalesce(d.list_price, p.list_price) AS price) l) v
    WHERE u.rule IS NULL;
END $$;
$f$; sources text[] := ARRAY['price', 'price_list', 'product', 'product_class', 'planned_price', 'product_cost'];
BEGIN
    EXECUTE crm.woven(template, (SELECT jsonb_object_agg(t, 'crm.' || t) || '{"name": "prices_in_lists", "tables": "", "handed_on": ""}' FROM unnest(sources) t));
    EXECUTE crm.woven(template, (SELECT jsonb_object_agg(t, 'unnest(' || t || '_then)') || jsonb_build_object('name', 'prices_of_then',
        'tables', string_agg(format('%1$s_then crm.%1$s[], ', t), '' ORDER BY n), 'handed_on', string_agg(t || '_then, ', '' ORDER BY n)) FROM unnest(sources) WITH ORDINALITY u(t, n)));
END $weave$;

-- Prices of many lines of one customer at once, in their order; a quantity that is missing is one, a unit that is missing the base unit.
-- A list that is given stands alone, unless it is the one the customer has anyway: where that is silent, the next of his speaks. A list
-- as it stands has neither promotions nor another tax than its own. *promoted*, or rates of tax given (a missing one is the product's): as it
-- is sold, with tax, whatever the list. Nothing asks for rights here.
CREATE OR REPLACE FUNCTION crm.reckon_prices(of_products bigint[], of_customer bigint, of_quantities numeric[], on_day date, of_list bigint,
    of_units text[], promoted boolean, of_currency text, of_rates numeric[], costs boolean, of_coupon text DEFAULT '')
RETURNS TABLE (line int, product_id bigint, unit_price numeric, list_price numeric, floor_price numeric, price_list_id bigint,
    price_id bigint, explanation jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp ROWS 100 AS $$
DECLARE
    many int := coalesce(cardinality(of_products), 0);
    quantities numeric[] := ARRAY(SELECT coalesce(of_quantities[i], 1) FROM generate_series(1, many) i);
    money text := coalesce((SELECT l.currency FROM crm.price_list l WHERE l.id = of_list), of_currency, crm.home_currency());
    abroad boolean := money <> crm.home_currency();
    chain bigint[] := crm.price_lists_for(of_customer, on_day, money); rest bigint[]; nets bigint[]; hows jsonb;
    units text[]; factors numeric[]; divisors numeric[]; promos crm.promotion[];
    planned boolean := EXISTS (SELECT FROM crm.planned_price WHERE valid_from <= on_day);
BEGIN
    IF of_list IS NOT NULL AND (of_customer IS NULL OR of_list IS DISTINCT FROM chain[1]) THEN
        chain := ARRAY[of_list];
        hows := jsonb_build_object(of_list, 'given');
    ELSE
        SELECT jsonb_object_agg(l.id, CASE WHEN l.id = c.price_list_id THEN 'agreed' ELSE CASE WHEN l.is_default THEN 'standard' ELSE 'grade' END
            || CASE WHEN l.id = chain[1] THEN '' ELSE '_instead' END END) INTO hows
        FROM crm.price_list l LEFT JOIN crm.customer c ON c.id = of_customer WHERE l.id = ANY (chain);
    END IF;
    rest := chain[2:];
    IF promoted OR of_rates IS NOT NULL THEN
        nets := nullif(ARRAY(SELECT l.id FROM crm.price_list l WHERE l.id = ANY (chain) AND NOT l.tax_included), '{}');
    END IF;
    IF array_to_string(of_units, '') <> '' THEN
        SELECT array_agg(CASE WHEN u.unit = p.unit THEN '' ELSE coalesce(u.unit, '') END ORDER BY u.n),
            array_agg(CASE WHEN coalesce(u.unit, '') IN ('', p.unit) THEN 1 ELSE f.factor END ORDER BY u.n),
            array_agg(CASE WHEN coalesce(u.unit, '') IN ('', p.unit) THEN 1 ELSE f.divisor END ORDER BY u.n) INTO units, factors, divisors
        FROM unnest(of_products, of_units) WITH ORDINALITY u(product, unit, n) LEFT JOIN crm.product p ON p.id = u.product
        LEFT JOIN LATERAL (SELECT c.* FROM crm.unit_factor(u.product, u.unit) c WHERE u.unit <> '' AND u.unit <> p.unit) f ON true WHERE u.n <= many;
        IF units = array_fill(''::text, ARRAY[many]) THEN units := NULL; factors := NULL; divisors := NULL; END IF;
    END IF;
    IF promoted AND EXISTS (SELECT FROM crm.promotion p WHERE NOT p.retired AND p.effect IN ('percent', 'fixed')) THEN
        SELECT array_agg(r) INTO promos FROM crm.running_promotions(of_customer, on_day, coalesce(of_coupon, '')) r
        WHERE r.effect IN ('percent', 'fixed') AND (NOT abroad OR crm.is_without_money(r));
    END IF;
    RETURN QUERY
    WITH RECURSIVE asked AS MATERIALIZED (
        SELECT u.product, u.quantity, u.n::int AS n, nullif(u.unit, '') AS unit, u.factor, u.divisor, u.rate
        FROM unnest(of_products, quantities, units, factors, divisors, of_rates) WITH ORDINALITY u(product, quantity, unit, factor, divisor, rate, n)
        WHERE u.n <= many),
    first AS MATERIALIZED (
        SELECT f.* FROM crm.prices_in_lists(array_fill(chain[1], ARRAY[many]), of_products, quantities, on_day, costs, 0, units, factors, divisors, money) f),
    silent AS (SELECT array_agg(a.n ORDER BY a.n, r.place) AS ns, array_agg(r.list ORDER BY a.n, r.place) AS lists,
            array_agg(a.product ORDER BY a.n, r.place) AS products, array_agg(a.quantity ORDER BY a.n, r.place) AS quantities,
            array_agg(a.unit ORDER BY a.n, r.place) AS units, array_agg(a.factor ORDER BY a.n, r.place) AS factors,
            array_agg(a.divisor ORDER BY a.n, r.place) AS divisors
        FROM first f JOIN asked a ON a.n = f.line CROSS JOIN unnest(rest) WITH ORDINALITY r(list, place) WHERE f.price_id IS NULL),
    second AS MATERIALIZED (
        SELECT DISTINCT ON (s.ns[f.line]) s.ns[f.line] AS line, s.lists[f.line] AS list, f.unit_price, f.floor_price, f.price_id, f.explanation FROM silent s
        CROSS JOIN LATERAL crm.prices_in_lists(s.lists, s.products, s.quantities, on_day, costs, 0, s.units, s.factors, s.divisors) f
        WHERE s.ns IS NOT NULL AND f.price_id IS NOT NULL ORDER BY s.ns[f.line], f.line),
    -- which promotions are on which product, once for each
    under AS (SELECT q.class_id AS root, q.class_id AS id FROM unnest(promos) q WHERE q.class_id IS NOT NULL
        UNION SELECT under.root, c.id FROM under JOIN crm.product_class c ON c.parent_id = under.id),
    taken AS MATERIALIZED (
        SELECT d.id, array_agg(q) AS promos FROM (SELECT p.id, p.variant_of_id, p.class_id FROM crm.product p WHERE promos IS NOT NULL AND p.id = ANY (of_products)) d
        JOIN unnest(promos) q ON q.product_id IN (d.id, d.variant_of_id) OR q.product_id IS NULL
            AND (q.class_id IS NULL OR EXISTS (SELECT FROM under WHERE under.root = q.class_id AND under.id = d.class_id)) GROUP BY d.id)
    SELECT a.n, a.product, CASE WHEN m.shares IS NULL THEN w.price ELSE m.result END,
        CASE WHEN abroad THEN NULL WHEN a.unit IS NULL THEN o.list_price ELSE round(o.list_price * a.factor / a.divisor, 4) END,
        w.floor_price, e.list,
        coalesce(g.price_id, f.price_id), CASE WHEN a.unit IS NULL AND m.shares IS NULL THEN w.told ELSE w.told
            || CASE WHEN a.factor IS NULL OR a.unit IS NULL THEN '{}' ELSE jsonb_build_object('in_unit', jsonb_build_object('unit', a.unit, 'base', p.unit,
                'factor', a.factor, 'divisor', a.divisor, 'pieces', round(a.quantity * a.factor / a.divisor, 6))) END
            || CASE WHEN m.shares IS NULL OR m.steps = '[]' THEN '{}' ELSE jsonb_build_object('promotion_steps', m.steps, 'before', w.price)
                || CASE WHEN m.shares = '{}' THEN '{}' ELSE jsonb_build_object('promotions', m.shares) END END END
    FROM asked a JOIN first f ON f.line = a.n LEFT JOIN second g ON g.line = a.n LEFT JOIN crm.product p ON p.id = a.product
    LEFT JOIN LATERAL (SELECT q.list_price, q.valid_from FROM crm.planned_price q WHERE planned AND q.product_id = p.id AND q.valid_from <= on_day
        ORDER BY q.valid_from DESC LIMIT 1) d ON true
    CROSS JOIN LATERAL (SELECT coalesce(d.list_price, p.list_price) AS list_price) o
    CROSS JOIN LATERAL (SELECT coalesce(g.explanation, f.explanation) AS why, coalesce(g.list, chain[1]) AS list,
        CASE WHEN g.line IS NULL THEN f.unit_price ELSE g.unit_price END AS price,
        CASE WHEN g.line IS NULL THEN f.floor_price ELSE g.floor_price END AS floor_price) e
    -- what the list price makes is not turned back and forth
    CROSS JOIN LATERAL (SELECT CASE WHEN e.list = ANY (nets) THEN coalesce(a.rate, p.tax_rate) END AS rate) x
    CROSS JOIN LATERAL (SELECT CASE WHEN x.rate IS NULL THEN e.price
            WHEN e.price IS NOT NULL AND g.line IS NULL AND f.price_id IS NULL
                THEN round(o.list_price * coalesce(a.factor / a.divisor, 1) * (100 + x.rate) / (100 + p.tax_rate), 4)
            ELSE round(e.price * (100 + x.rate) / 100, 4) END AS price,
        CASE WHEN x.rate IS NULL THEN e.floor_price ELSE round(e.floor_price * (100 + x.rate) / 100, 4) END AS floor_price) t
    CROSS JOIN LATERAL (SELECT t.price, t.floor_price,
        e.why || jsonb_build_object('price_list', e.why -> 'price_list', 'quantity', a.quantity, 'chosen', coalesce(hows ->> e.list::text, 'given'))
            || CASE WHEN x.rate IS NULL THEN '{}' ELSE jsonb_build_object('tax', jsonb_build_object('by', x.rate, 'value', t.price)) END AS told) w
    LEFT JOIN taken k ON k.id = a.product
    LEFT JOIN LATERAL (SELECT l.* FROM (SELECT WHERE k.promos IS NOT NULL OFFSET 0) o  -- or it would be called for every line and then dropped
        CROSS JOIN LATERAL crm.promote_line(k.promos, w.price, w.floor_price, a.quantity, coalesce(a.factor / a.divisor, 1)) l) m ON true ORDER BY a.n;
END $$;

CREATE OR REPLACE FUNCTION crm.prices_for(of_products bigint[], of_customer bigint DEFAULT NULL, of_quantities numeric[] DEFAULT NULL,
    on_day date DEFAULT NULL, of_list bigint DEFAULT NULL, of_units text[] DEFAULT NULL, promoted boolean DEFAULT false,
    of_currency text DEFAULT NULL, of_rates numeric[] DEFAULT NULL, of_coupon text DEFAULT '')
RETURNS TABLE (line int, product_id bigint, unit_price numeric, list_price numeric, floor_price numeric, price_list_id bigint,
    price_id bigint, explanation jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp ROWS 100 AS $$
DECLARE free boolean := current_setting('is_superuser') = 'on';
BEGIN
    IF NOT free AND NOT (crm.may('product', 'view') AND crm.may('price', 'view')) THEN
        PERFORM crm.deny('price_needs_product_right');
    END IF;
    IF of_customer IS NOT NULL AND NOT free AND NOT crm.sees('customer', of_customer) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    IF cardinality(of_products) > 100000 THEN PERFORM crm.refuse('too_many_lines'); END IF;
    RETURN QUERY SELECT * FROM crm.reckon_prices(of_products, of_customer, of_quantities, coalesce(on_day, crm.today()), of_list, of_units,
        promoted, of_currency, of_rates, free OR crm.may('product_cost', 'view'), of_coupon);
END $$;

CREATE OR REPLACE FUNCTION crm.price_for(of_product bigint, of_customer bigint, of_quantity numeric DEFAULT 1,
    on_day date DEFAULT NULL, of_list bigint DEFAULT NULL, of_unit text DEFAULT NULL, promoted boolean DEFAULT false,
    of_currency text DEFAULT NULL, of_rate numeric DEFAULT NULL, of_coupon text DEFAULT '')
RETURNS TABLE (unit_price numeric, list_price numeric, floor_price numeric, price_list_id bigint, price_id bigint, explanation jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT f.unit_price, f.list_price, f.floor_price, f.price_list_id, f.price_id, f.explanation
    FROM crm.prices_for(ARRAY[of_product], of_customer, ARRAY[of_quantity], on_day, of_list, ARRAY[of_unit], promoted, of_currency,
        CASE WHEN of_rate IS NOT NULL THEN ARRAY[of_rate] END, of_coupon) f
$$;

-- Every rule that speaks of a product in the lists that were asked, the winner first, and why the others lost.
CREATE OR REPLACE FUNCTION crm.price_rules_of(of_product bigint, of_customer bigint, of_quantity numeric DEFAULT 1,
    on_day date DEFAULT NULL, of_list bigint DEFAULT NULL, of_unit text DEFAULT NULL, of_currency text DEFAULT NULL)
RETURNS TABLE (price_id bigint, price_list text, source text, class_name text, method text, price numeric, discount numeric,
    min_quantity numeric, valid_from date, valid_to date, outcome text, unit text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE
    costs boolean := current_setting('is_superuser') = 'on' OR crm.may('product_cost', 'view');
    won record; asked bigint[]; rule crm.price; main bigint := (SELECT variant_of_id FROM crm.product WHERE id = of_product); own text; pieces numeric; days date := coalesce(on_day, crm.today());
BEGIN
    SELECT f.* INTO won FROM crm.prices_for(ARRAY[of_product], of_customer, ARRAY[of_quantity], days, of_list, ARRAY[of_unit], false, of_currency) f;  -- checks the rights
    own := coalesce(won.explanation #>> '{in_unit,unit}', '');
    pieces := coalesce((won.explanation #>> '{in_unit,pieces}')::numeric, of_quantity);
    asked := CASE WHEN won.explanation ->> 'chosen' = 'given' THEN ARRAY[won.price_list_id]
        ELSE crm.price_lists_for(of_customer, days, (SELECT l.currency FROM crm.price_list l WHERE l.id = won.price_list_id)) END;
    asked := asked[:array_position(asked, won.price_list_id)];  -- what comes after the winner's was not asked
    SELECT p.* INTO rule FROM crm.price p WHERE p.id = won.price_id;
    RETURN QUERY
    SELECT r.id, l.name, s.source, c.name, r.method, CASE WHEN r.method = 'fixed' THEN r.price END,
        CASE WHEN r.method <> 'fixed' AND (r.base <> 'cost' OR costs) THEN r.discount END, r.min_quantity, r.valid_from, r.valid_to,
        CASE WHEN r.id = won.price_id THEN 'won'
            WHEN r.valid_from > days THEN 'not_yet'
            WHEN r.valid_to < days THEN 'over'
            WHEN r.unit NOT IN ('', own) THEN 'other_unit'
            WHEN r.min_quantity > CASE r.unit WHEN '' THEN pieces ELSE of_quantity END THEN 'quantity'
            WHEN r.price_list_id <> won.price_list_id THEN 'standard_list'
            WHEN s.rank > CASE rule.product_id WHEN of_product THEN -1 WHEN main THEN 0 ELSE coalesce((SELECT u.distance FROM crm.classes_of(of_product) u
                WHERE u.class_id = rule.class_id), 99) END THEN 'less_specific'
            WHEN r.unit <> rule.unit THEN 'own_unit'
            WHEN r.min_quantity < rule.min_quantity THEN 'smaller_quantity' ELSE 'older' END, r.unit
    FROM crm.price r JOIN crm.price_list l ON l.id = r.price_list_id LEFT JOIN crm.product_class c ON c.id = r.class_id
    LEFT JOIN crm.classes_of(of_product) k ON k.class_id = r.class_id
    CROSS JOIN LATERAL (SELECT CASE WHEN r.product_id = main THEN 'main' WHEN r.product_id IS NOT NULL THEN 'product' WHEN r.class_id IS NOT NULL THEN 'class' ELSE 'all' END AS source,
        CASE r.product_id WHEN of_product THEN -1 WHEN main THEN 0 ELSE coalesce(k.distance, 99) END AS rank) s
    WHERE r.price_list_id = ANY (asked) AND (r.product_id IN (of_product, main) OR r.product_id IS NULL AND (r.class_id IS NULL OR k.class_id IS NOT NULL))
        AND (costs OR r.base <> 'cost' OR r.method = 'fixed' OR r.id = won.price_id)
    ORDER BY r.id <> won.price_id, r.price_list_id <> won.price_list_id, s.rank, r.unit DESC, r.min_quantity DESC, r.valid_from DESC NULLS LAST, r.id DESC;
END $$;

-- What a rule may rest on. A fixed price keeps no arithmetic: it would tell the cost that it once was made from.
CREATE OR REPLACE FUNCTION crm.tg_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE own text := (SELECT currency FROM crm.price_list WHERE id = NEW.price_list_id); home text := crm.home_currency();
BEGIN
    -- in a merge the units follow
    IF pg_trigger_depth() = 1 AND NEW.unit <> '' AND NEW.product_id IS NOT NULL AND (TG_OP = 'INSERT' OR (NEW.unit, NEW.product_id) IS DISTINCT FROM (OLD.unit, OLD.product_id)) THEN
        IF NEW.unit = (SELECT unit FROM crm.product WHERE id = NEW.product_id) THEN NEW.unit := ''; END IF;
        IF NOT EXISTS (SELECT FROM crm.unit_factor(NEW.product_id, NEW.unit) f WHERE f.factor IS NOT NULL) THEN
            PERFORM crm.refuse('unit_not_of_product', 'unit', NEW.unit);
        END IF;
    END IF;
    IF NEW.method = 'fixed' THEN
        NEW.base := 'list_price'; NEW.base_list_id := NULL; NEW.discount := 0; NEW.rounding := 0; NEW.rounding_way := 'nearest'; NEW.surcharge := 0;
        NEW.margin_min := NULL; NEW.margin_max := NULL;
        RETURN NEW;
    END IF;
    NEW.price := NULL;
    IF NEW.margin_min > NEW.margin_max AND (TG_OP = 'INSERT' OR (NEW.margin_min, NEW.margin_max) IS DISTINCT FROM (OLD.margin_min, OLD.margin_max)) THEN
        PERFORM crm.refuse('price_margins_crossed', 'margin_max');
    END IF;
    IF NEW.base_list_id IS NOT NULL THEN
        IF (SELECT currency FROM crm.price_list WHERE id = NEW.base_list_id) <> own THEN PERFORM crm.refuse('price_base_currency', 'base_list_id'); END IF;
        IF EXISTS (WITH RECURSIVE down AS (
                SELECT NEW.base_list_id AS id UNION SELECT p.base_list_id FROM crm.price p JOIN down d ON p.price_list_id = d.id
                WHERE p.base_list_id IS NOT NULL)
            SELECT FROM down WHERE id = NEW.price_list_id) THEN
            PERFORM crm.refuse('price_lists_loop', 'base_list_id');
        END IF;
    ELSIF own <> home THEN
        PERFORM crm.refuse('price_base_currency', 'base');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_price BEFORE INSERT OR UPDATE ON crm.price FOR EACH ROW EXECUTE FUNCTION crm.tg_price();

-- A planned list price is one to come, and planned by whoever might write it today.
CREATE OR REPLACE FUNCTION crm.tg_planned_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'on' OR pg_trigger_depth() > 1 THEN RETURN NEW; END IF;
    IF NOT crm.may('product', 'edit') THEN PERFORM crm.deny('list_price_needs_edit'); END IF;
    IF NEW.valid_from <= crm.today() THEN PERFORM crm.refuse('planned_price_to_come', 'valid_from'); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_planned_price BEFORE INSERT OR UPDATE OF product_id, list_price, valid_from ON crm.planned_price
    FOR EACH ROW EXECUTE FUNCTION crm.tg_planned_price();

-- What is due stands in the product from the first desktop of the day on; prices_in_lists() knows it from midnight on.
CREATE OR REPLACE FUNCTION crm.take_list_prices(on_day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    UPDATE crm.product p SET list_price = d.list_price
    FROM (SELECT DISTINCT ON (product_id) product_id, list_price FROM crm.planned_price WHERE valid_from <= on_day
        ORDER BY product_id, valid_from DESC) d
    WHERE p.id = d.product_id AND p.list_price <> d.list_price;
    DELETE FROM crm.planned_price WHERE valid_from <= on_day;
$$;

-- A list price that is written is the one that counts: what was due before it is over. Before the audit, so that an undo brings it back last.
CREATE OR REPLACE FUNCTION crm.tg_list_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    DELETE FROM crm.planned_price WHERE product_id = NEW.id AND valid_from <= crm.today();
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_list_price AFTER UPDATE OF list_price ON crm.product
    FOR EACH ROW WHEN (NEW.list_price <> OLD.list_price) EXECUTE FUNCTION crm.tg_list_price();

-- Which list a grade has on a day is no matter of chance.
CREATE OR REPLACE FUNCTION crm.tg_price_list_alone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE other text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('crm.price_list:' || NEW.grade || NEW.currency));
    SELECT l.name INTO other FROM crm.price_list l WHERE l.id <> NEW.id AND l.grade = NEW.grade AND l.currency = NEW.currency
        AND NOT l.is_default AND NOT l.retired
        AND daterange(l.valid_from, l.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]') ORDER BY l.id LIMIT 1;
    IF other IS NOT NULL THEN PERFORM crm.refuse('price_list_grade_overlaps', 'valid_from', jsonb_build_object('list', other)::text); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t40_alone AFTER INSERT OR UPDATE OF grade, currency, is_default, valid_from, valid_to, retired ON crm.price_list
    FOR EACH ROW WHEN (NEW.grade <> '' AND NOT NEW.is_default AND NOT NEW.retired) EXECUTE FUNCTION crm.tg_price_list_alone();

-- One currency a list, and it stays: nobody turns 100 yuan into 100 dollars.
CREATE OR REPLACE FUNCTION crm.tg_price_list_currency() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM crm.price WHERE NEW.id IN (price_list_id, base_list_id)) THEN
        PERFORM crm.refuse('price_list_currency_stays', 'currency');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_currency BEFORE UPDATE OF currency ON crm.price_list
    FOR EACH ROW WHEN (NEW.currency <> OLD.currency) EXECUTE FUNCTION crm.tg_price_list_currency();

GRANT EXECUTE ON FUNCTION crm.price_for(bigint, bigint, numeric, date, bigint, text, boolean, text, numeric, text),
    crm.prices_for(bigint[], bigint, numeric[], date, bigint, text[], boolean, text, numeric[], text),
    crm.price_rules_of(bigint, bigint, numeric, date, bigint, text, text) TO :"employee";
