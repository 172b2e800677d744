-- Codes of promotions. What an order says is checked as it is typed, and under a lock on the code as it is confirmed; each use is a row of
-- promotion_use, and coupon.uses counts them. Whoever may not read coupon learns of a code only whether the one that he types holds.

-- One way to write a code: capitals, half width, no blanks.
CREATE OR REPLACE FUNCTION crm.coupon_code(words text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT upper(regexp_replace(normalize(coalesce(words, ''), NFKC), '\s', '', 'g'))
$$;

CREATE OR REPLACE FUNCTION crm.tg_coupon_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.code := crm.coupon_code(NEW.code);
    IF TG_OP = 'UPDATE' AND OLD.uses > 0 AND (NEW.code, NEW.promotion_id) IS DISTINCT FROM (OLD.code, OLD.promotion_id) THEN
        PERFORM crm.refuse('coupon_code_stays', 'code');  -- it stands on orders
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_code BEFORE INSERT OR UPDATE OF code, promotion_id ON crm.coupon FOR EACH ROW EXECUTE FUNCTION crm.tg_coupon_code();

-- Eight letters and digits that nobody takes for others: no 0 and O, no 1 and I; five bits each of a strong random number.
CREATE OR REPLACE FUNCTION crm.coupon_word() RETURNS text
LANGUAGE sql VOLATILE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', (get_byte(r.bytes, i) & 31) + 1, 1), '')
    FROM (SELECT decode(replace(gen_random_uuid()::text, '-', ''), 'hex') AS bytes OFFSET 0) r, unnest(ARRAY[0, 1, 2, 3, 4, 5, 9, 10]) i
$$;

-- A series of codes, under the rights of who asks for it; returns the bulk action that takes them back.
CREATE OR REPLACE FUNCTION crm.make_coupons(of_promotion bigint, number int, prefix text, max_uses int, max_uses_each int, valid_to date) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bulk bigint; made int := 0; now_made int; begins text := crm.coupon_code(prefix);
BEGIN
    IF number IS NULL OR number NOT BETWEEN 1 AND 10000 THEN PERFORM crm.refuse('coupon_number'); END IF;
    IF length(begins) > 20 THEN PERFORM crm.refuse('coupon_code_is_a_word'); END IF;
    bulk := crm.begin_bulk('coupons', (SELECT p.name FROM crm.promotion p WHERE p.id = of_promotion));
    WHILE made < number LOOP
        INSERT INTO crm.coupon (promotion_id, code, max_uses, max_uses_each, valid_to)
        SELECT of_promotion, begins || crm.coupon_word(), make_coupons.max_uses, make_coupons.max_uses_each, make_coupons.valid_to
        FROM generate_series(1, number - made) ON CONFLICT (code) DO NOTHING;
        GET DIAGNOSTICS now_made = ROW_COUNT;
        made := made + now_made;
    END LOOP;
    RETURN bulk;
END $$;
GRANT EXECUTE ON FUNCTION crm.coupon_code(text), crm.coupon_word(), crm.make_coupons(bigint, int, text, int, int, date) TO :"employee";

-- Why a code does not hold for a customer on a day, as the rule that says so; NULL where it holds.
CREATE OR REPLACE FUNCTION crm.coupon_problem(of_code text, of_customer bigint, on_day date) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE k crm.coupon; p crm.promotion; used record;
BEGIN
    SELECT * INTO k FROM crm.coupon WHERE code = of_code;
    SELECT * INTO p FROM crm.promotion WHERE id = k.promotion_id AND needs_coupon;
    SELECT count(*) AS uses, coalesce(sum(u.amount), 0) AS spent, count(*) FILTER (WHERE o.customer_id = of_customer) AS his,
        count(*) FILTER (WHERE o.customer_id = of_customer AND u.coupon_id = k.id) AS his_with_it INTO used
    FROM crm.promotion_use u JOIN crm.sales_order o ON o.id = u.order_id WHERE u.promotion_id = p.id;
    RETURN CASE WHEN p.id IS NULL THEN 'coupon_unknown'
        WHEN p.valid_from > on_day THEN 'coupon_not_yet'
        WHEN p.retired OR p.valid_to < on_day OR k.valid_to < on_day THEN 'coupon_expired'
        WHEN NOT crm.promotion_is_for(p, of_customer) THEN 'coupon_not_for_customer'
        WHEN k.uses >= k.max_uses OR used.uses >= p.max_uses OR used.spent >= p.budget THEN 'coupon_used_up'
        WHEN used.his_with_it >= k.max_uses_each OR used.his >= p.max_uses_each THEN 'coupon_used_by_customer' END;
END $$;

-- A code that somebody types is looked at before it is written; what an undo brings back is written as it was.
CREATE OR REPLACE FUNCTION crm.tg_order_coupon() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE problem text;
BEGIN
    NEW.coupon := crm.coupon_code(NEW.coupon);
    IF NEW.coupon <> '' AND (TG_OP = 'INSERT' OR NEW.coupon <> OLD.coupon) THEN
        problem := crm.coupon_problem(NEW.coupon, NEW.customer_id, coalesce(NEW.ordered_on, crm.today()));
        IF problem IS NOT NULL THEN PERFORM crm.refuse(problem, 'coupon'); END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t14_coupon BEFORE INSERT OR UPDATE OF coupon ON crm.sales_order
    FOR EACH ROW WHEN (NEW.coupon <> '' AND pg_trigger_depth() = 0 AND current_user = session_user) EXECUTE FUNCTION crm.tg_order_coupon();

-- Each use is counted on its code, and given back with it, whatever road it goes.
CREATE OR REPLACE FUNCTION crm.tg_coupon_used() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE crm.coupon SET uses = uses + 1 WHERE id = NEW.coupon_id;
    ELSE
        UPDATE crm.coupon SET uses = uses - 1 WHERE id = OLD.coupon_id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_coupon_given AFTER INSERT ON crm.promotion_use FOR EACH ROW WHEN (NEW.coupon_id IS NOT NULL) EXECUTE FUNCTION crm.tg_coupon_used();
CREATE OR REPLACE TRIGGER t50_coupon_back AFTER DELETE ON crm.promotion_use FOR EACH ROW WHEN (OLD.coupon_id IS NOT NULL) EXECUTE FUNCTION crm.tg_coupon_used();
