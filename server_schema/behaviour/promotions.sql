-- Promotions. Those that change a price (percent, fixed) are a step of prices_for(); those that give something with an order (an amount
-- off, free items) follow its lines while it is a draft. The higher priority comes first, among equals what saves most; one that
-- does not stack stands alone. Nothing falls below the floor, nothing becomes dearer. Uses are counted at confirmation, under a lock.

-- Amounts of a promotion are in the company's own currency: in another it counts only where it names none.
CREATE OR REPLACE FUNCTION crm.is_without_money(p crm.promotion) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT p.effect IN ('percent', 'free_item') AND p.min_amount = 0 AND p.max_amount IS NULL AND p.budget IS NULL
$$;

-- Does a customer meet the terms of a filter, [[field, operator, value], …]? Nobody meets them who is nobody.
CREATE OR REPLACE FUNCTION crm.meets_terms(c crm.customer, terms jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM jsonb_array_elements(terms) t CROSS JOIN LATERAL (SELECT jsonb_build_object('kind', c.kind, 'grade', c.grade,
            'industry', c.industry, 'region', c.region, 'source', c.source, 'status', c.status, 'province', c.province, 'city', c.city,
            'district', c.district) ->> (t ->> 0) AS v) x
        WHERE (CASE t ->> 1 WHEN 'eq' THEN v = t ->> 2 WHEN 'ne' THEN v <> t ->> 2 WHEN 'in' THEN t -> 2 ? v
            WHEN 'contains' THEN position(lower(t ->> 2) IN lower(v)) > 0 WHEN 'empty' THEN v = '' WHEN 'filled' THEN v <> '' END) IS NOT TRUE)
$$;

CREATE OR REPLACE FUNCTION crm.tg_promotion_terms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF jsonb_typeof(NEW.terms) <> 'array' OR EXISTS (SELECT FROM jsonb_array_elements(NEW.terms) t WHERE jsonb_typeof(t) <> 'array' OR (
            t ->> 0 IN ('kind', 'grade', 'industry', 'region', 'source', 'status', 'province', 'city', 'district')
            AND CASE t ->> 1 WHEN 'in' THEN jsonb_typeof(t -> 2) = 'array' WHEN 'empty' THEN true WHEN 'filled' THEN true
                ELSE t ->> 1 IN ('eq', 'ne', 'contains') AND jsonb_typeof(t -> 2) = 'string' END) IS NOT TRUE) THEN
        PERFORM crm.refuse('promotion_terms_unknown', 'filter');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_terms BEFORE INSERT OR UPDATE OF terms ON crm.promotion FOR EACH ROW EXECUTE FUNCTION crm.tg_promotion_terms();

CREATE OR REPLACE FUNCTION crm.promotion_is_for(p crm.promotion, of_customer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT (p.grade = '' OR p.grade = c.grade) IS TRUE AND (p.region = '' OR p.region = c.region) IS TRUE
        AND (p.terms = '[]' OR crm.meets_terms(c, p.terms))
        AND (NOT EXISTS (SELECT FROM crm.promotion_customer n WHERE n.promotion_id = p.id)
            OR EXISTS (SELECT FROM crm.promotion_customer n WHERE n.promotion_id = p.id AND n.customer_id = of_customer))
    FROM (SELECT 1) one LEFT JOIN crm.customer c ON c.id = of_customer
$$;

-- A promotion by the name under which it stands on an order: with the code that it asked for.
CREATE OR REPLACE FUNCTION crm.promotion_words(p crm.promotion, code text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN p.needs_coupon THEN p.name || ' (' || code || ')' ELSE p.name END
$$;

-- What runs for a customer on a day and is not used up, in the order in which it is tried, each under its words. One that asks for a code
-- runs only with a code of its own that holds.
DROP FUNCTION IF EXISTS crm.running_promotions(bigint, date);
CREATE OR REPLACE FUNCTION crm.running_promotions(of_customer bigint, on_day date, of_coupon text DEFAULT '') RETURNS SETOF crm.promotion
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT w.* FROM crm.promotion p
    CROSS JOIN LATERAL jsonb_populate_record(p, CASE WHEN p.needs_coupon
        THEN jsonb_build_object('name', crm.promotion_words(p, crm.coupon_code(of_coupon))) ELSE '{}' END) w
    CROSS JOIN LATERAL (SELECT count(*) AS uses, count(*) FILTER (WHERE o.customer_id = of_customer) AS his, coalesce(sum(u.amount), 0) AS spent
        FROM crm.promotion_use u JOIN crm.sales_order o ON o.id = u.order_id WHERE u.promotion_id = p.id AND num_nonnulls(p.budget, p.max_uses, p.max_uses_each) > 0) s
    WHERE NOT p.retired AND p.valid_from <= on_day AND coalesce(p.valid_to >= on_day, true) AND crm.promotion_is_for(p, of_customer)
        AND (NOT p.needs_coupon OR of_coupon <> '' AND EXISTS (SELECT FROM crm.coupon k WHERE k.promotion_id = p.id AND k.code = crm.coupon_code(of_coupon)
            AND crm.coupon_problem(k.code, of_customer, on_day) IS NULL))
        AND coalesce(s.uses < p.max_uses, true) AND coalesce(s.his < p.max_uses_each, true) AND coalesce(s.spent < p.budget, true)
    ORDER BY p.priority DESC, p.id
$$;

CREATE OR REPLACE FUNCTION crm.promotion_takes(p crm.promotion, of_product bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN p.product_id IS NOT NULL THEN p.product_id = of_product
            OR EXISTS (SELECT FROM crm.product v WHERE v.id = of_product AND v.variant_of_id = p.product_id)
        WHEN p.class_id IS NOT NULL THEN p.class_id IN (SELECT class_id FROM crm.classes_of(of_product)) ELSE true END
$$;

-- What promotions that are on its product make of one line's price, and every step of it. *pieces*: base units in one unit of the line.
CREATE OR REPLACE FUNCTION crm.promote_line(promos crm.promotion[], was numeric, floor_price numeric, quantity numeric, pieces numeric,
    OUT result numeric, OUT shares jsonb, OUT steps jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE p record; made numeric; alone boolean := false; floored boolean;
BEGIN
    result := was; shares := '{}'; steps := '[]';
    FOR p IN SELECT q.*, CASE q.effect WHEN 'fixed' THEN q.price * pieces ELSE was * (100 - q.discount) / 100 END AS first
        FROM unnest(promos) q WHERE q.effect IN ('percent', 'fixed') AND was IS NOT NULL
            AND quantity * pieces >= q.min_quantity AND coalesce(quantity * pieces <= q.max_quantity, true)
            AND was * quantity * 100 >= q.min_amount AND coalesce(was * quantity * 100 <= q.max_amount, true)
        ORDER BY q.priority DESC, first, q.id LOOP
        IF shares <> '{}' AND (alone OR NOT p.stackable) THEN
            steps := steps || jsonb_build_object('step', 'alone', 'name', p.name);
            CONTINUE;
        END IF;
        made := round(CASE p.effect WHEN 'fixed' THEN p.price * pieces ELSE result * (100 - p.discount) / 100 END, 4);
        floored := coalesce(made < floor_price, false);
        IF floored THEN made := floor_price; END IF;
        IF made >= result THEN
            steps := steps || jsonb_build_object('step', CASE WHEN floored THEN 'at_floor' ELSE 'no_lower' END, 'name', p.name);
            CONTINUE;
        END IF;
        shares := shares || jsonb_build_object(p.id::text, round((result - made) * quantity * 100)::bigint);
        steps := steps || jsonb_strip_nulls(jsonb_build_object('step', p.effect, 'name', p.name,
            'by', CASE p.effect WHEN 'percent' THEN p.discount END, 'floored', nullif(floored, false), 'value', made));
        result := made;
        alone := NOT p.stackable;
    END LOOP;
END $$;

-- What an order as a whole is given: amounts off and free items, by the same order and the same rule of standing alone. Lines whose own
-- promotions stand alone are not counted. All lines together stay at or above their floors.
CREATE OR REPLACE FUNCTION crm.order_promotions(of_order bigint)
RETURNS TABLE (promotion_id bigint, name text, product_id bigint, quantity numeric, amount bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE head crm.sales_order; p crm.promotion; room numeric; counted record; gift record; given boolean := false; alone boolean := false; times int;
BEGIN
    SELECT * INTO head FROM crm.sales_order WHERE id = of_order;
    FOR p IN SELECT r.* FROM crm.running_promotions(head.customer_id, head.ordered_on, head.coupon) r WHERE r.effect IN ('amount_off', 'free_item') LOOP
        CONTINUE WHEN given AND (alone OR NOT p.stackable) OR head.currency <> crm.home_currency() AND NOT crm.is_without_money(p);
        IF room IS NULL THEN
            SELECT sum(l.amount) - coalesce(sum(f.floor_price * l.quantity * 100), 0) INTO room
            FROM (SELECT array_agg(s.product_id ORDER BY s.id) AS products, array_agg(s.quantity ORDER BY s.id) AS quantities,
                array_agg(s.unit ORDER BY s.id) AS units, array_agg(s.amount ORDER BY s.id) AS amounts, array_agg(s.tax_rate ORDER BY s.id) AS rates
                FROM crm.sales_order_line s WHERE s.order_id = of_order AND s.free_of IS NULL) a
            CROSS JOIN LATERAL crm.prices_for(a.products, head.customer_id, a.quantities, head.ordered_on, head.price_list_id, a.units, false, head.currency, a.rates) f
            CROSS JOIN LATERAL (SELECT a.amounts[f.line] AS amount, a.quantities[f.line] AS quantity) l;
        END IF;
        SELECT coalesce(sum(l.amount), 0)::bigint AS amount, coalesce(sum(l.base_quantity), 0) AS pieces INTO counted FROM crm.sales_order_line l
        WHERE l.order_id = of_order AND l.free_of IS NULL AND crm.promotion_takes(p, l.product_id) AND (l.promotion_shares = '{}' OR p.stackable
            AND NOT EXISTS (SELECT FROM jsonb_object_keys(l.promotion_shares) k JOIN crm.promotion o ON o.id = k::bigint WHERE NOT o.stackable));
        CONTINUE WHEN counted.amount = 0 OR counted.amount < p.min_amount OR counted.amount > p.max_amount
            OR counted.pieces < p.min_quantity OR counted.pieces > p.max_quantity;
        IF p.effect = 'amount_off' THEN
            times := CASE WHEN p.repeating AND p.min_amount > 0 THEN counted.amount / p.min_amount ELSE 1 END;
            order_promotions.amount := least(p.amount_off * times, counted.amount, floor(room));
            CONTINUE WHEN order_promotions.amount <= 0;
            room := room - order_promotions.amount;
            promotion_id := p.id; order_promotions.name := p.name; order_promotions.product_id := NULL; order_promotions.quantity := NULL;
            given := true; alone := NOT p.stackable;
            RETURN NEXT;
            CONTINUE;
        END IF;
        FOR gift IN SELECT coalesce(p.free_product_id, b.product_id) AS product, b.pieces FROM (
                SELECT CASE WHEN p.free_product_id IS NULL THEN l.product_id END AS product_id, sum(l.base_quantity) AS pieces FROM crm.sales_order_line l
                WHERE l.order_id = of_order AND l.free_of IS NULL AND crm.promotion_takes(p, l.product_id) AND (l.promotion_shares = '{}' OR p.stackable
                    AND NOT EXISTS (SELECT FROM jsonb_object_keys(l.promotion_shares) k JOIN crm.promotion o ON o.id = k::bigint WHERE NOT o.stackable))
                GROUP BY 1) b WHERE b.pieces >= p.buy_quantity ORDER BY 1 LOOP
            times := CASE WHEN p.repeating THEN floor(gift.pieces / p.buy_quantity) ELSE 1 END;
            order_promotions.quantity := times * p.free_quantity;
            SELECT round(f.unit_price * order_promotions.quantity * 100)::bigint AS worth, coalesce(f.floor_price, 0) * order_promotions.quantity * 100 AS floors
                INTO counted FROM crm.price_for(gift.product, head.customer_id, order_promotions.quantity, head.ordered_on, head.price_list_id, NULL, false,
                    head.currency, (SELECT tax_rate FROM crm.product WHERE id = gift.product)) f;
            CONTINUE WHEN counted.worth IS NULL OR counted.floors > room;
            room := room - counted.floors;
            promotion_id := p.id; order_promotions.name := p.name; order_promotions.product_id := gift.product; order_promotions.amount := counted.worth;
            given := true; alone := NOT p.stackable;
            RETURN NEXT;
        END LOOP;
    END LOOP;
END $$;

-- May whoever writes this order have prices worked out for it? Else it is written as typed.
CREATE OR REPLACE FUNCTION crm.prices_known_for(of_customer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT current_setting('is_superuser') = 'on' OR crm.may('product', 'view') AND crm.may('price', 'view') AND crm.sees('customer', of_customer)
$$;

-- A line has a promotion where its price is the one that the promotion makes: nobody writes that himself, and a typed price stays.
CREATE OR REPLACE FUNCTION crm.line_promotion(line crm.sales_order_line, OUT words text, OUT shares jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE head crm.sales_order; found record;
BEGIN
    words := ''; shares := '{}';
    SELECT * INTO head FROM crm.sales_order WHERE id = line.order_id;
    -- most products are in none: to price them would be most of an order's saving
    IF line.discount <> 0 OR NOT crm.prices_known_for(head.customer_id) OR NOT EXISTS (SELECT FROM crm.promotion p WHERE NOT p.retired
        AND p.effect IN ('percent', 'fixed') AND p.valid_from <= head.ordered_on AND coalesce(p.valid_to >= head.ordered_on, true)
        AND crm.promotion_takes(p, line.product_id)) THEN RETURN; END IF;
    SELECT f.unit_price, f.explanation INTO found
    FROM crm.price_for(line.product_id, head.customer_id, line.quantity, head.ordered_on, head.price_list_id, line.unit, true, head.currency,
        line.tax_rate, head.coupon) f;
    IF found.unit_price = line.unit_price AND found.explanation ? 'promotions' THEN
        shares := found.explanation -> 'promotions';
        words := (SELECT string_agg(crm.promotion_words(p, head.coupon), ' + ' ORDER BY p.priority DESC, p.id) FROM crm.promotion p WHERE shares ? p.id::text);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_line_promotion() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE found record;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.free_of IS NOT NULL THEN
        IF (NEW.product_id, NEW.unit, NEW.quantity, NEW.unit_price, NEW.discount)
            IS DISTINCT FROM (OLD.product_id, OLD.unit, OLD.quantity, OLD.unit_price, OLD.discount) THEN
            PERFORM crm.refuse('promotion_line_stays', 'quantity');
        END IF;
        RETURN NEW;
    END IF;
    NEW.free_of := NULL; NEW.promotion := ''; NEW.promotion_shares := '{}';
    IF EXISTS (SELECT FROM crm.promotion WHERE NOT retired AND effect IN ('percent', 'fixed')) THEN
        SELECT * INTO found FROM crm.line_promotion(NEW);
        NEW.promotion := found.words;
        NEW.promotion_shares := found.shares;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t18_promotion BEFORE INSERT OR UPDATE OF product_id, unit, quantity, unit_price, discount, tax_rate, promotion, promotion_shares, free_of
    ON crm.sales_order_line FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_user = session_user) EXECUTE FUNCTION crm.tg_line_promotion();

-- Bring what a draft is given up to its lines.
CREATE OR REPLACE FUNCTION crm.apply_promotions(of_order bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE head crm.sales_order; given jsonb := '[]';
BEGIN
    SELECT * INTO head FROM crm.sales_order WHERE id = of_order AND state = 'draft';
    IF head.id IS NULL OR NOT crm.prices_known_for(head.customer_id) THEN RETURN; END IF;
    SELECT coalesce(jsonb_agg(o), '[]') INTO given FROM crm.order_promotions(of_order) o;
    UPDATE crm.sales_order o SET promotion_off = n.off, promotion = n.words, promotion_shares = n.shares FROM (
        SELECT coalesce(sum(g.amount) FILTER (WHERE g.product_id IS NULL), 0)::bigint AS off,
            coalesce(string_agg(DISTINCT g.name, ' + '), '') AS words,
            coalesce((SELECT jsonb_object_agg(s.promotion_id, s.amount) FROM (SELECT x.promotion_id, sum(x.amount) AS amount
                FROM jsonb_to_recordset(given) AS x(promotion_id bigint, amount bigint) GROUP BY 1) s), '{}') AS shares
        FROM jsonb_to_recordset(given) AS g(promotion_id bigint, name text, product_id bigint, quantity numeric, amount bigint)) n
    WHERE o.id = of_order AND (o.promotion_off, o.promotion, o.promotion_shares) IS DISTINCT FROM (n.off, n.words, n.shares);
    DELETE FROM crm.sales_order_line l WHERE l.order_id = of_order AND l.free_of IS NOT NULL AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(given) AS g(promotion_id bigint, product_id bigint) WHERE (g.promotion_id, g.product_id) = (l.free_of, l.product_id));
    UPDATE crm.sales_order_line l SET quantity = g.quantity
    FROM jsonb_to_recordset(given) AS g(promotion_id bigint, product_id bigint, quantity numeric)
    WHERE l.order_id = of_order AND (l.free_of, l.product_id) = (g.promotion_id, g.product_id) AND l.quantity <> g.quantity;
    INSERT INTO crm.sales_order_line (order_id, position, product_id, unit, quantity, list_price, unit_price, tax_rate, promotion, free_of)
    SELECT of_order, (SELECT coalesce(max(position), 0) FROM crm.sales_order_line WHERE order_id = of_order) + row_number() OVER (ORDER BY g.promotion_id, g.product_id),
        p.id, p.unit, g.quantity, coalesce((SELECT q.list_price FROM crm.planned_price q WHERE q.product_id = p.id AND q.valid_from <= crm.today()
            ORDER BY q.valid_from DESC LIMIT 1), p.list_price), 0, p.tax_rate, g.name, g.promotion_id
    FROM jsonb_to_recordset(given) AS g(promotion_id bigint, name text, product_id bigint, quantity numeric) JOIN crm.product p ON p.id = g.product_id
    WHERE NOT EXISTS (SELECT FROM crm.sales_order_line l WHERE l.order_id = of_order AND (l.free_of, l.product_id) = (g.promotion_id, g.product_id));
END $$;

CREATE OR REPLACE FUNCTION crm.tg_order_promotions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
    IF EXISTS (SELECT FROM crm.promotion WHERE NOT retired AND effect IN ('amount_off', 'free_item')) OR EXISTS (
        SELECT FROM touched t JOIN crm.sales_order o ON o.id = t.order_id WHERE o.promotion_shares <> '{}') THEN
        PERFORM crm.apply_promotions(t.order_id) FROM (SELECT DISTINCT order_id FROM touched) t;
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE event text;
BEGIN
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t55_promotions_%s AFTER %s ON crm.sales_order_line REFERENCING %s TABLE AS touched
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_order_promotions()', lower(event), event, CASE event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END);
    END LOOP;
END $$;

-- Another customer or day: what the lines and the order are given is looked at anew; prices stay as they were agreed.
CREATE OR REPLACE FUNCTION crm.tg_order_head_promotions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM crm.promotion WHERE NOT retired) OR NEW.promotion_shares <> '{}' THEN
        UPDATE crm.sales_order_line l SET promotion = n.words, promotion_shares = n.shares
        FROM (SELECT s.id, f.words, f.shares FROM crm.sales_order_line s, LATERAL crm.line_promotion(s) f WHERE s.order_id = NEW.id AND s.free_of IS NULL) n
        WHERE l.id = n.id AND l.promotion_shares <> n.shares;
        PERFORM crm.apply_promotions(NEW.id);
        UPDATE crm.sales_order_line SET position = position WHERE order_id = NEW.id;  -- the sums follow the lines
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t55_promotions AFTER UPDATE OF customer_id, ordered_on, price_list_id, currency, coupon ON crm.sales_order
    FOR EACH ROW WHEN (NEW.state = 'draft' AND pg_trigger_depth() = 0) EXECUTE FUNCTION crm.tg_order_head_promotions();

-- At confirmation uses are counted: one after the other, so that the last one is given once. Cancelled
-- or a draft again, they are free again.
CREATE OR REPLACE FUNCTION crm.tg_order_promotions_used() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE used record; held crm.coupon; problem text; redeemed boolean := false;
BEGIN
    IF OLD.state <> 'draft' THEN
        IF NEW.state IN ('draft', 'cancelled') THEN DELETE FROM crm.promotion_use WHERE order_id = NEW.id; END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> 'confirmed' THEN RETURN NEW; END IF;
    IF NEW.coupon <> '' THEN
        SELECT * INTO held FROM crm.coupon WHERE code = NEW.coupon FOR NO KEY UPDATE;
        problem := crm.coupon_problem(NEW.coupon, NEW.customer_id, NEW.ordered_on);
        IF problem IS NOT NULL THEN PERFORM crm.refuse(problem, 'coupon'); END IF;
    END IF;
    FOR used IN SELECT p.id, p.name, p.budget, p.needs_coupon, s.amount FROM crm.promotion p JOIN (
            SELECT k.key::bigint AS id, sum(k.value::bigint)::bigint AS amount FROM (
                SELECT NEW.promotion_shares AS shares UNION ALL SELECT l.promotion_shares FROM crm.sales_order_line l WHERE l.order_id = NEW.id) g,
                jsonb_each_text(g.shares) k GROUP BY 1) s ON s.id = p.id ORDER BY p.id FOR NO KEY UPDATE OF p LOOP
        IF NOT EXISTS (SELECT FROM crm.running_promotions(NEW.customer_id, NEW.ordered_on, NEW.coupon) r WHERE r.id = used.id)
            OR used.amount + (SELECT coalesce(sum(amount), 0) FROM crm.promotion_use WHERE promotion_id = used.id) > used.budget THEN
            PERFORM crm.refuse('promotion_used_up', 'state', used.name);
        END IF;
        redeemed := redeemed OR used.id = held.promotion_id;
        INSERT INTO crm.promotion_use (promotion_id, order_id, owner_id, customer_owner_id, amount, coupon_id)
        VALUES (used.id, NEW.id, NEW.owner_id, NEW.customer_owner_id, used.amount, CASE WHEN used.id = held.promotion_id THEN held.id END);
    END LOOP;
    IF NEW.coupon <> '' AND NOT redeemed THEN PERFORM crm.refuse('coupon_gives_nothing', 'coupon'); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t16_promotions BEFORE UPDATE OF state ON crm.sales_order
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION crm.tg_order_promotions_used();

-- Is the caller told what promotions gave in all? Who keeps them must know what is left of a budget; who sees all orders sees all.
CREATE OR REPLACE FUNCTION crm.sees_promotion_totals() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.may('price', 'view') AND (crm.may('price', 'edit') OR crm.my_scope('sales_order', 'view') = 'all')
$$;

-- How often each was used and what it gave: in all, or with the orders that the caller sees.
CREATE OR REPLACE FUNCTION crm.promotion_usage() RETURNS TABLE (promotion_id bigint, uses bigint, amount bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH asked AS MATERIALIZED (SELECT crm.sees_promotion_totals() AS whole, crm.visible_owners('sales_order', 'view') AS mine, crm.may('price', 'view')
        AND (crm.may('price', 'edit') OR crm.may('sales_order', 'view') AND crm.reads('promotion_use', '{promotion_id,amount}')
            AND crm.reads('sales_order', '{amount}')) AS may)
    SELECT u.promotion_id, count(*), sum(u.amount)::bigint FROM asked a, crm.promotion_use u
    WHERE a.may AND (a.whole OR u.owner_id = ANY (a.mine) OR u.customer_owner_id = ANY (a.mine)) GROUP BY 1
$$;

-- What a promotion would have made of the orders of a time that one sees: each with the lines it had, at the prices it had.
CREATE OR REPLACE FUNCTION crm.promotion_preview(of_promotion bigint, first_day date, last_day date)
RETURNS TABLE (orders bigint, touched bigint, amount bigint, saved bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE p crm.promotion; every boolean := crm.my_scope('sales_order', 'view') = 'all'; mine bigint[] := crm.visible_owners('sales_order', 'view');
BEGIN
    IF NOT (crm.may('price', 'view') AND crm.may('sales_order', 'view') AND crm.reads('sales_order', '{amount,customer_id}')
        AND crm.reads('sales_order_line', '{product_id,quantity,unit_price,amount}')) THEN PERFORM crm.deny('promotion_preview_needs_orders'); END IF;
    SELECT * INTO p FROM crm.promotion WHERE id = of_promotion;
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT o.id, o.amount, o.customer_id FROM crm.sales_order o
        WHERE o.ordered_on BETWEEN first_day AND last_day AND o.state IN ('confirmed', 'delivered', 'closed') 
            AND (every OR o.owner_id = ANY (mine) OR o.customer_owner_id = ANY (mine))),
    who AS MATERIALIZED (SELECT c.customer_id FROM (SELECT DISTINCT customer_id FROM asked) c WHERE crm.promotion_is_for(p, c.customer_id)),
    what AS MATERIALIZED (SELECT d.product_id FROM (SELECT DISTINCT l.product_id FROM asked a JOIN crm.sales_order_line l ON l.order_id = a.id) d
        WHERE crm.promotion_takes(p, d.product_id)),
    lines AS MATERIALIZED (
        SELECT a.id, l.product_id, l.quantity, l.unit_price, l.base_quantity / l.quantity AS pieces, l.base_quantity, l.amount
        FROM asked a JOIN who USING (customer_id) JOIN crm.sales_order_line l ON l.order_id = a.id JOIN what w ON w.product_id = l.product_id
        WHERE l.free_of IS NULL),
    less AS (
        SELECT l.id, sum(round((l.unit_price - m.result) * l.quantity * 100)) AS saved
        FROM lines l CROSS JOIN LATERAL crm.promote_line(ARRAY[p], l.unit_price, NULL, l.quantity, l.pieces) m
        WHERE p.effect IN ('percent', 'fixed') GROUP BY l.id
        UNION ALL
        SELECT s.id, least(p.amount_off * CASE WHEN p.repeating AND p.min_amount > 0 THEN floor(s.amount / p.min_amount) ELSE 1 END, s.amount)
        FROM (SELECT l.id, sum(l.amount) AS amount, sum(l.base_quantity) AS pieces FROM lines l GROUP BY l.id) s
        WHERE p.effect = 'amount_off' AND s.amount >= p.min_amount AND coalesce(s.amount <= p.max_amount, true)
            AND s.pieces >= p.min_quantity AND coalesce(s.pieces <= p.max_quantity, true)
        UNION ALL
        SELECT s.id, sum(round(CASE WHEN p.repeating THEN floor(s.pieces / p.buy_quantity) ELSE 1 END * p.free_quantity * f.list_price * 100))
        FROM (SELECT l.id, CASE WHEN p.free_product_id IS NULL THEN l.product_id ELSE p.free_product_id END AS product, sum(l.base_quantity) AS pieces
            FROM lines l GROUP BY 1, 2) s JOIN crm.product f ON f.id = s.product
        WHERE p.effect = 'free_item' AND s.pieces >= p.buy_quantity GROUP BY s.id)
    SELECT (SELECT count(*) FROM asked), count(*) FILTER (WHERE l.saved > 0), (SELECT coalesce(sum(a.amount), 0)::bigint FROM asked a),
        coalesce(sum(l.saved), 0)::bigint FROM less l;
END $$;

GRANT EXECUTE ON FUNCTION crm.promotion_usage(), crm.sees_promotion_totals(), crm.promotion_preview(bigint, date, date) TO :"employee";
