-- Stages decide the outcome; lines decide the amount; a confirmed order is closed to changes. Prices of an order are with tax, those of a
-- list without it come turned at the line's rate.

CREATE OR REPLACE FUNCTION crm.tg_opportunity_stage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE stage crm.dictionary;
BEGIN
    IF NEW.customer_id IS NOT NULL AND current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1
        AND (TG_OP = 'INSERT' OR NEW.customer_id IS DISTINCT FROM OLD.customer_id) AND NOT crm.sees('customer', NEW.customer_id) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    SELECT * INTO stage FROM crm.dictionary WHERE kind = 'opportunity_stage' AND code = NEW.stage;
    IF stage.id IS NULL THEN PERFORM crm.refuse('choice_unknown', 'stage', NEW.stage); END IF;
    IF TG_OP = 'INSERT' OR NEW.stage <> OLD.stage THEN
        NEW.outcome := stage.outcome;
        -- what was typed together with the stage stays, where the matter is still open
        IF NEW.outcome <> 'open' OR NEW.probability = (CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.probability END) THEN
            NEW.probability := stage.probability;
        END IF;
        IF NEW.outcome = 'open' THEN NEW.closed_on := NULL;
        ELSE NEW.closed_on := coalesce(NEW.closed_on, crm.today()); END IF;
    ELSE
        NEW.outcome := OLD.outcome;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_stage BEFORE INSERT OR UPDATE ON crm.opportunity
    FOR EACH ROW EXECUTE FUNCTION crm.tg_opportunity_stage();

CREATE OR REPLACE FUNCTION crm.tg_opportunity_stage_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO crm.opportunity_stage (opportunity_id, owner_id, customer_owner_id, to_stage, amount)
        VALUES (NEW.id, NEW.owner_id, NEW.customer_owner_id, NEW.stage, NEW.amount);
    ELSIF NEW.stage <> OLD.stage THEN
        INSERT INTO crm.opportunity_stage (opportunity_id, owner_id, customer_owner_id, from_stage, to_stage, amount)
        VALUES (NEW.id, NEW.owner_id, NEW.customer_owner_id, OLD.stage, NEW.stage, NEW.amount);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_stage_history AFTER INSERT OR UPDATE ON crm.opportunity
    FOR EACH ROW EXECUTE FUNCTION crm.tg_opportunity_stage_history();

-- What the lines of an order are sold for and the floor of each, both with tax and in the line's unit; what a promotion gives has none.
CREATE OR REPLACE FUNCTION crm.order_floors(of_order bigint) RETURNS TABLE (line_id bigint, place int, price numeric, floor_price numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT a.ids[f.line], f.line, a.prices[f.line], f.floor_price
    FROM (SELECT o.customer_id, o.ordered_on, o.price_list_id, o.currency, array_agg(l.id ORDER BY l.position, l.id) AS ids,
            array_agg(l.product_id ORDER BY l.position, l.id) AS products, array_agg(l.quantity ORDER BY l.position, l.id) AS quantities,
            array_agg(l.unit ORDER BY l.position, l.id) AS units, array_agg(l.tax_rate ORDER BY l.position, l.id) AS rates,
            array_agg(CASE WHEN l.free_of IS NULL THEN round(l.unit_price * (100 - l.discount) / 100, 4) END ORDER BY l.position, l.id) AS prices
        FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id WHERE o.id = of_order GROUP BY o.id) a
    CROSS JOIN LATERAL crm.reckon_prices(a.products, a.customer_id, a.quantities, a.ordered_on, a.price_list_id, a.units, false, a.currency, a.rates,
        false) f
$$;

-- The floors of a draft, for whoever sees prices.
CREATE OR REPLACE FUNCTION crm.draft_floors(of_order bigint) RETURNS TABLE (line_id bigint, floor_price numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF crm.sees('sales_order', of_order) AND EXISTS (SELECT FROM crm.sales_order o WHERE o.id = of_order AND o.state = 'draft' AND crm.prices_known_for(o.customer_id)) THEN
        RETURN QUERY SELECT f.line_id, f.floor_price FROM crm.order_floors(of_order) f WHERE f.price IS NOT NULL;
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION crm.draft_floors(bigint) TO :"employee";

-- Below the floor sells who has the right to; the others are told which line it is, and the floor where they see prices.
CREATE OR REPLACE FUNCTION crm.keep_floors(of_order bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE low record;
BEGIN
    IF current_setting('is_superuser') = 'on' OR crm.may('floor_price', 'edit') THEN RETURN; END IF;
    SELECT * INTO low FROM crm.order_floors(of_order) f WHERE f.price < f.floor_price ORDER BY f.place LIMIT 1;
    IF low.line_id IS NULL THEN RETURN; END IF;
    IF crm.may('price', 'view') AND crm.may('product', 'view') THEN
        PERFORM crm.refuse('price_below_floor', '', jsonb_build_object('line', low.place, 'price', round(low.price, 2)::text,
            'floor', round(low.floor_price, 2)::text)::text);
    END IF;
    PERFORM crm.refuse('price_below_unseen_floor', '', jsonb_build_object('line', low.place)::text);
END $$;

-- One currency an order: its list is in the same.
CREATE OR REPLACE FUNCTION crm.fit_price_list(head crm.sales_order) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE theirs text := (SELECT currency FROM crm.price_list WHERE id = head.price_list_id);
BEGIN
    IF theirs <> head.currency THEN
        PERFORM crm.refuse('sales_order_list_currency', 'price_list_id', jsonb_build_object('list', theirs, 'order', head.currency)::text);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_sales_order_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1
        AND (TG_OP = 'INSERT' OR NEW.customer_id <> OLD.customer_id) AND NOT crm.sees('customer', NEW.customer_id) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' AND current_setting('is_superuser') = 'off' THEN PERFORM crm.refuse('sales_order_begins_as_draft', 'state'); END IF;
        NEW.currency := coalesce(nullif(NEW.currency, ''), crm.home_currency());
        PERFORM crm.fit_price_list(NEW);
        NEW.price_list_id := coalesce(NEW.price_list_id, crm.price_list_for(NEW.customer_id, NEW.ordered_on, NEW.currency));
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('draft', 'confirmed'), ('draft', 'cancelled'),
        ('confirmed', 'delivered'), ('confirmed', 'draft'), ('confirmed', 'cancelled'), ('delivered', 'closed')) THEN
        PERFORM crm.refuse('sales_order_no_such_step', 'state');
    END IF;
    IF OLD.state <> 'draft' AND pg_trigger_depth() = 1 AND (NEW.customer_id, NEW.ordered_on, NEW.currency, NEW.code, NEW.price_list_id, NEW.coupon)
        IS DISTINCT FROM (OLD.customer_id, OLD.ordered_on, OLD.currency, OLD.code, OLD.price_list_id, OLD.coupon) THEN
        PERFORM crm.refuse('sales_order_is_confirmed');
    END IF;
    IF NEW.state = 'draft' AND (NEW.currency, NEW.price_list_id) IS DISTINCT FROM (OLD.currency, OLD.price_list_id) THEN
        -- another currency, the list as it was: the customer's list in the new one
        IF NEW.price_list_id = OLD.price_list_id THEN NEW.price_list_id := NULL; END IF;
        PERFORM crm.fit_price_list(NEW);
        NEW.price_list_id := coalesce(NEW.price_list_id, crm.price_list_for(NEW.customer_id, NEW.ordered_on, NEW.currency));
    END IF;
    -- back to draft, nothing being delivered yet: it may be changed, its number stays
    IF OLD.confirmed_at IS NOT NULL AND NEW.code <> OLD.code THEN PERFORM crm.refuse('sales_order_number_stays', 'code'); END IF;
    IF OLD.state = 'draft' AND NEW.state = 'confirmed' THEN
        IF NOT EXISTS (SELECT FROM crm.sales_order_line WHERE order_id = NEW.id) THEN PERFORM crm.refuse('sales_order_without_lines'); END IF;
        PERFORM crm.keep_floors(NEW.id);
        NEW.confirmed_at := clock_timestamp();
        NEW.confirmed_by := session_user;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_state BEFORE INSERT OR UPDATE ON crm.sales_order
    FOR EACH ROW EXECUTE FUNCTION crm.tg_sales_order_state();

CREATE OR REPLACE FUNCTION crm.tg_sales_order_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'on' THEN RETURN OLD; END IF;
    IF OLD.state NOT IN ('draft', 'cancelled') THEN PERFORM crm.refuse('sales_order_is_confirmed'); END IF;
    -- a number once given stays, that of a cancelled order too: gapless numbers have no gap
    IF OLD.confirmed_at IS NOT NULL OR OLD.state = 'cancelled' AND OLD.code <> '' THEN PERFORM crm.refuse('sales_order_number_stays'); END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER t15_stays BEFORE DELETE ON crm.sales_order FOR EACH ROW EXECUTE FUNCTION crm.tg_sales_order_stays();

CREATE OR REPLACE FUNCTION crm.tg_sales_order_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE parent crm.sales_order; of_order bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.order_id ELSE NEW.order_id END;
BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
    -- locked, so that nobody confirms the order between this look and the line
    SELECT * INTO parent FROM crm.sales_order WHERE id = of_order FOR NO KEY UPDATE;
    IF TG_OP = 'UPDATE' AND NEW.order_id <> OLD.order_id THEN PERFORM crm.deny('sales_order_line_stays'); END IF;
    IF parent.state <> 'draft' AND current_setting('is_superuser') = 'off' THEN
        -- an entry of a dictionary that takes another's place changes the word, not what was agreed
        IF TG_OP <> 'UPDATE' OR (NEW.product_id, NEW.description, NEW.quantity, NEW.list_price, NEW.unit_price, NEW.discount, NEW.tax_rate, NEW.position, NEW.batch_id)
            IS DISTINCT FROM (OLD.product_id, OLD.description, OLD.quantity, OLD.list_price, OLD.unit_price, OLD.discount, OLD.tax_rate, OLD.position, OLD.batch_id)
            OR NOT EXISTS (SELECT FROM crm.bulk_action b WHERE b.restoring AND b.kind = 'replace_entry') THEN
            PERFORM crm.refuse('sales_order_is_confirmed');
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.position = 0 THEN
            NEW.position := 1 + coalesce((SELECT max(position) FROM crm.sales_order_line WHERE order_id = of_order), 0);
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_line BEFORE INSERT OR UPDATE OR DELETE ON crm.sales_order_line
    FOR EACH ROW EXECUTE FUNCTION crm.tg_sales_order_line();

-- The cost of a line is taken when the line is written and is nobody's business without the right to see it.
CREATE OR REPLACE FUNCTION crm.tg_sales_order_line_cost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    -- one product of two: what was sold cost what it cost
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND (NEW.quantity, NEW.unit) = (OLD.quantity, OLD.unit) THEN RETURN NULL; END IF;
    INSERT INTO crm.sales_order_cost AS s (line_id, order_id, owner_id, customer_owner_id, unit_cost, cost)
    SELECT NEW.id, NEW.order_id, NEW.owner_id, NEW.customer_owner_id, c.cost, round(c.cost * NEW.base_quantity * 100)
    FROM crm.product_cost c WHERE c.product_id = NEW.product_id
    ON CONFLICT (line_id) DO UPDATE SET unit_cost = CASE WHEN TG_OP = 'UPDATE' AND OLD.product_id = NEW.product_id THEN s.unit_cost ELSE excluded.unit_cost END,
        cost = CASE WHEN TG_OP = 'UPDATE' AND OLD.product_id = NEW.product_id THEN round(s.unit_cost * NEW.base_quantity * 100) ELSE excluded.cost END,
        owner_id = excluded.owner_id, customer_owner_id = excluded.customer_owner_id;
    IF NOT FOUND THEN  -- the other product has no known cost: that of the old one is not its
        DELETE FROM crm.sales_order_cost WHERE line_id = NEW.id AND TG_OP = 'UPDATE' AND OLD.product_id <> NEW.product_id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_cost AFTER INSERT OR UPDATE OF product_id, quantity, unit ON crm.sales_order_line
    FOR EACH ROW EXECUTE FUNCTION crm.tg_sales_order_line_cost();

CREATE OR REPLACE FUNCTION crm.tg_sales_order_amount() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    -- prices include tax: the tax is the part of it that the rate says
    UPDATE crm.sales_order o SET amount = s.amount - o.promotion_off,
        tax_amount = CASE WHEN o.promotion_off = 0 THEN s.tax ELSE round(s.tax::numeric * (s.amount - o.promotion_off) / nullif(s.amount, 0)) END
    FROM (SELECT t.order_id, coalesce(sum(l.amount), 0)::bigint AS amount,
            coalesce(sum(round(l.amount * l.tax_rate / (100 + l.tax_rate))), 0)::bigint AS tax
        FROM (SELECT DISTINCT order_id FROM touched) t LEFT JOIN crm.sales_order_line l USING (order_id) GROUP BY t.order_id) s
    WHERE o.id = s.order_id AND (o.promotion_off <> 0 OR (o.amount, o.tax_amount) IS DISTINCT FROM (s.amount, s.tax));
    RETURN NULL;
END $$;
DO $$
DECLARE event text;
BEGIN
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t60_amount_%s AFTER %s ON crm.sales_order_line REFERENCING %s TABLE AS touched
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_sales_order_amount()', lower(event), event,
            CASE event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END);
    END LOOP;
END $$;
