-- The public pool: customers that nobody owns. Members see them masked and claim them; what lies idle falls in by itself.

-- Everybody who belongs to a pool: named, or in a department that is named or stands below one.
CREATE OR REPLACE FUNCTION crm.pool_people() RETURNS TABLE (pool_id bigint, employee_id bigint, is_admin boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT m.pool_id, m.department_id AS id, m.is_admin FROM crm.pool_member m WHERE m.department_id IS NOT NULL
        UNION SELECT b.pool_id, d.id, b.is_admin FROM below b JOIN crm.department d ON d.parent_id = b.id)
    SELECT x.pool_id, x.employee_id, bool_or(x.is_admin) FROM (
        SELECT m.pool_id, m.employee_id, m.is_admin FROM crm.pool_member m WHERE m.employee_id IS NOT NULL
        UNION ALL SELECT b.pool_id, e.id, b.is_admin FROM below b JOIN crm.employee e ON e.department_id = b.id) x
    JOIN crm.employee e ON e.id = x.employee_id AND e.status <> 'left'
    JOIN crm.customer_pool p ON p.id = x.pool_id AND NOT p.retired GROUP BY 1, 2
$$;

CREATE OR REPLACE FUNCTION crm.my_pools() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(pool_id), '{}') FROM crm.pool_people() WHERE employee_id = crm.me()
$$;

CREATE OR REPLACE FUNCTION crm.my_admin_pools() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(pool_id), '{}') FROM crm.pool_people() WHERE employee_id = crm.me() AND is_admin
$$;
-- Whose customers I see, masked: my own pools'; all with the right to all pools. Claiming takes membership.
CREATE OR REPLACE FUNCTION crm.seen_pools() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE crm.my_scope('pool', 'view') WHEN 'all' THEN (SELECT coalesce(array_agg(id), '{}') FROM crm.customer_pool)
        WHEN 'none' THEN '{}' ELSE crm.my_pools() END
$$;
GRANT EXECUTE ON FUNCTION crm.my_pools(), crm.my_admin_pools(), crm.seen_pools() TO :"employee";

-- How many customers one holds, how many of them count, how many one may: for oneself and for those whom one may see.
DROP FUNCTION IF EXISTS crm.holdings(bigint[]);
CREATE FUNCTION crm.holdings(of_employees bigint[]) RETURNS TABLE (employee_id bigint, owned bigint, most int, locked bigint, most_locked int, counted bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH asked AS MATERIALIZED (SELECT e.id, crm.limit_of(e.id, 'owned') AS o, crm.limit_of(e.id, 'locked') AS l FROM unnest(of_employees) e(id)
            WHERE e.id = crm.me() OR crm.my_scope('customer', 'view') = 'all' OR e.id = ANY (crm.visible_owners('customer', 'view'))
                OR cardinality(crm.my_admin_pools()) > 0),
        -- all of them at once: an owner list must not count a million customers person by person
        owned AS MATERIALIZED (SELECT c.owner_id, count(*) AS n FROM crm.customer c WHERE c.owner_id = ANY (ARRAY(SELECT id FROM asked)) GROUP BY c.owner_id),
        counted AS MATERIALIZED (SELECT c.owner_id, count(*) AS n FROM crm.customer c WHERE c.owner_id = ANY (ARRAY(SELECT id FROM asked WHERE (o).spare_ordered))
            AND NOT EXISTS (SELECT FROM crm.sales_order o WHERE o.customer_id = c.id AND o.state IN ('confirmed', 'delivered', 'closed')) GROUP BY c.owner_id)
    SELECT e.id, coalesce(w.n, 0), (e.o).most, crm.held(e.id, 'locked', coalesce((e.l).spare_ordered, false)), (e.l).most,
        coalesce(CASE WHEN (e.o).spare_ordered THEN n.n ELSE w.n END, 0)
    FROM asked e LEFT JOIN owned w ON w.owner_id = e.id LEFT JOIN counted n ON n.owner_id = e.id
$$;

GRANT EXECUTE ON FUNCTION crm.holdings(bigint[]) TO :"employee";

-- From when on I may claim: not while the customer is new in the pool, and not soon after I lost it myself.
CREATE OR REPLACE FUNCTION crm.claimable_from(of_customer bigint, pooled_at timestamptz, wait_new_hours int, wait_former_days int)
RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT greatest(pooled_at + make_interval(hours => wait_new_hours), CASE WHEN wait_former_days > 0 THEN
        (SELECT max(h.to_at) + make_interval(days => wait_former_days) FROM crm.customer_holding h
         WHERE h.customer_id = of_customer AND h.holder_id = crm.me()) END)
$$;

-- What a member sees of a pooled customer. The table itself shows it to nobody but those with the right to all customers; this view
-- runs as its owner, shows the member's own pools only, and leaves empty what the pool, or a field right, hides.
DROP VIEW IF EXISTS crm.pool_customer;
CREATE VIEW crm.pool_customer WITH (security_barrier) AS
    SELECT c.id, c.version, c.pool_id, c.code, c.name, c.short_name, c.status, c.grade, c.kind, c.industry, c.region, c.source, c.province, c.city,
        CASE WHEN p.hide_phones THEN '' WHEN (SELECT crm.reads('customer', '{phone}')) THEN c.phone
            WHEN (SELECT 'phone' = ANY (crm.masked_columns('customer'))) THEN crm.masked_phone(c.phone) ELSE '' END AS phone,
        CASE WHEN p.hide_phones THEN '' WHEN (SELECT crm.reads('customer', '{mobile}')) THEN c.mobile
            WHEN (SELECT 'mobile' = ANY (crm.masked_columns('customer'))) THEN crm.masked_phone(c.mobile) ELSE '' END AS mobile,
        CASE WHEN p.hide_email OR NOT (SELECT crm.reads('customer', '{email}')) THEN '' ELSE c.email END AS email,
        CASE WHEN p.hide_website OR NOT (SELECT crm.reads('customer', '{website}')) THEN '' ELSE c.website END AS website,
        CASE WHEN p.hide_address OR NOT (SELECT crm.reads('customer', '{address}')) THEN '' ELSE c.address END AS address,
        c.last_contact_at, c.received_at AS pooled_at,
        CASE WHEN c.pool_reason LIKE 'rule:%' THEN 'no_' || split_part(c.pool_reason, ':', 2) WHEN c.pool_reason LIKE 'left:%' THEN 'left'
            ELSE 'pooled' END AS pool_how, CASE WHEN c.pool_reason ~ '^(rule|left):' THEN '' ELSE c.pool_reason END AS pool_reason,
        (SELECT h.holder_id FROM crm.customer_holding h WHERE h.customer_id = c.id AND h.holder_id IS NOT NULL ORDER BY h.id DESC LIMIT 1) AS former_owner_id,
        crm.claimable_from(c.id, c.received_at, p.wait_new_hours, p.wait_former_days) AS claimable_at,
        c.sort_key
    FROM crm.customer c JOIN crm.customer_pool p ON p.id = c.pool_id
    WHERE c.pool_id = ANY ((SELECT crm.seen_pools())::bigint[]);
-- a view's functions are called as whoever asks
GRANT EXECUTE ON FUNCTION crm.reads(text, text[]), crm.claimable_from(bigint, timestamptz, int, int) TO :"employee";
COMMENT ON VIEW crm.pool_customer IS 'The customers of my pools, masked.';

-- Do the words hold in what every pool shows of a customer?
CREATE OR REPLACE FUNCTION crm.found_in_pool(words text, asked tsquery[], letters text[], sounds tsquery[], name text, short_name text, code text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE shown text := concat_ws(' ', name, short_name, code); bare text := crm.bare(shown); tokens tsvector;
BEGIN
    IF NOT crm.stands_in(words, bare, crm.digits(code)) THEN RETURN false; END IF;
    tokens := crm.tokens(shown, code);
    RETURN tokens @@ crm.any_of(asked) AND (tokens @@ ALL (sounds) OR crm.stands_spelt(letters, sounds, tokens, bare));
END $$;

-- Lists find in the pools by characters, pinyin and initials; by numbers only where none of my pools hides them.
CREATE OR REPLACE FUNCTION crm.match_pool_customer(words text, n int DEFAULT 1000000) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT c.id FROM crm.search_queries(words) q, crm.customer c
    WHERE c.pool_id = ANY ((SELECT crm.seen_pools())::bigint[]) AND c.tokens @@ crm.any_of(q.in_index) AND (c.tokens @@ crm.any_of(q.asked)) IS TRUE
        AND crm.found_in_pool(words, q.asked, q.letters, q.sounds, c.name, c.short_name, c.code)
    ORDER BY c.sort_key, c.id LIMIT greatest(n, 0)
$$;

-- For Ctrl+K too: is this company in the pool, or does a colleague have it? As one types, few are looked at however many fit; more where
-- the first hold the words in what the pool hides.
CREATE OR REPLACE FUNCTION crm.search_pool_customer(words text, n int DEFAULT 20) RETURNS TABLE (id bigint, label text, subtitle text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE pools bigint[] := crm.seen_pools(); asked record; q tsquery; narrow tsquery; few bigint[]; ids bigint[]; cap int;
BEGIN
    n := least(greatest(n, 0), 200);
    IF cardinality(pools) = 0 OR n = 0 THEN RETURN; END IF;
    asked := crm.search_queries(words);
    q := crm.any_of(asked.asked);
    narrow := crm.any_of(asked.in_index);
    FOREACH cap IN ARRAY ARRAY[300, 3000] LOOP
        ids := ARRAY(SELECT k.id FROM (SELECT r.id, r.sort_key FROM crm.customer r WHERE r.pool_id = ANY (pools)
                AND r.tokens @@ narrow AND (r.tokens @@ q) IS TRUE LIMIT cap) k ORDER BY k.sort_key, k.id);
        few := ARRAY(SELECT r.id FROM unnest(ids) WITH ORDINALITY k(id, place) JOIN crm.customer r USING (id)
            WHERE crm.found_in_pool(words, asked.asked, asked.letters, asked.sounds, r.name, r.short_name, r.code) LIMIT n);
        EXIT WHEN cardinality(few) = n OR cardinality(ids) < cap;
    END LOOP;
    RETURN QUERY SELECT c.id, CASE WHEN crm.reads('customer', '{name}') THEN c.name ELSE '#' || c.id END,
        concat_ws(' · ', p.name, CASE WHEN crm.reads('customer', '{city}') THEN nullif(c.city, '') END) FROM crm.customer c JOIN crm.customer_pool p ON p.id = c.pool_id
        WHERE c.id = ANY (few) ORDER BY c.sort_key, c.id;
END $$;
GRANT EXECUTE ON FUNCTION crm.match_pool_customer(text, int), crm.search_pool_customer(text, int) TO :"employee";

-- Put customers into a pool; who may do so was asked before.
CREATE OR REPLACE FUNCTION crm.pool_them(ids bigint[], into_pool bigint, reason text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE done int;
BEGIN
    PERFORM FROM crm.customer_pool WHERE id = into_pool AND NOT retired FOR SHARE;  -- it is not closed meanwhile
    IF NOT FOUND THEN PERFORM crm.refuse('pool_gone', 'pool_id'); END IF;
    UPDATE crm.customer SET owner_id = NULL, pool_id = into_pool, pool_reason = reason, next_contact_on = NULL
    WHERE id = ANY (ids) AND pool_id IS DISTINCT FROM into_pool;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;

-- A pool that is closed has no members: nobody would find what is in it, and what a rule sends there would fall into nothing.
CREATE OR REPLACE FUNCTION crm.tg_pool_closes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE held bigint := (SELECT count(*) FROM crm.customer WHERE pool_id = NEW.id);
BEGIN
    IF held > 0 THEN PERFORM crm.refuse('pool_holds_customers', 'retired', held::text); END IF;
    IF EXISTS (SELECT FROM crm.pool_rule WHERE pool_id = NEW.id) AND NOT EXISTS (SELECT FROM crm.customer_pool WHERE id <> NEW.id AND NOT retired) THEN
        PERFORM crm.refuse('pool_is_the_last', 'retired');
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t40_closes AFTER UPDATE OF retired ON crm.customer_pool
    FOR EACH ROW WHEN (NEW.retired AND NOT OLD.retired) EXECUTE FUNCTION crm.tg_pool_closes();

-- Close a pool; its customers go to another one. One action that can be taken back.
CREATE OR REPLACE FUNCTION crm.close_pools(of_pools bigint[], into_pool bigint, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bulk bigint;
BEGIN
    IF crm.my_scope('pool', 'edit') <> 'all' THEN PERFORM crm.deny('pool_needs_edit'); END IF;
    IF btrim(coalesce(reason, '')) = '' OR reason LIKE 'rule:%' OR reason LIKE 'left:%' THEN PERFORM crm.refuse('pool_reason_required', 'pool_reason'); END IF;
    IF into_pool = ANY (of_pools) THEN PERFORM crm.refuse('pool_gone', 'pool_id'); END IF;
    bulk := crm.begin_bulk('pool', reason);
    PERFORM FROM crm.customer_pool WHERE id = ANY (of_pools) ORDER BY id FOR UPDATE;
    PERFORM crm.pool_them(ARRAY(SELECT id FROM crm.customer WHERE pool_id = ANY (of_pools) ORDER BY id FOR NO KEY UPDATE), into_pool, reason);
    UPDATE crm.customer_pool SET retired = true WHERE id = ANY (of_pools) AND NOT retired;
    RETURN bulk;
END $$;
GRANT EXECUTE ON FUNCTION crm.close_pools(bigint[], bigint, text) TO :"employee";

-- By hand, with a reason: one's own customers into a pool one belongs to, or from pool to pool as its administrator.
CREATE OR REPLACE FUNCTION crm.put_into_pool(ids bigint[], into_pool bigint, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bulk bigint; one record; kept bigint[] := ids;
BEGIN
    IF btrim(coalesce(reason, '')) = '' OR reason LIKE 'rule:%' OR reason LIKE 'left:%' THEN PERFORM crm.refuse('pool_reason_required', 'pool_reason'); END IF;
    IF NOT into_pool = ANY (crm.my_pools()) AND crm.my_scope('customer', 'assign') <> 'all' THEN PERFORM crm.deny('pool_not_yours'); END IF;
    bulk := crm.begin_bulk('pool', reason);
    FOR one IN SELECT c.id, c.owner_id, c.pool_id, c.locked FROM crm.customer c WHERE c.id = ANY (ids) ORDER BY c.id FOR NO KEY UPDATE LOOP
        IF one.pool_id IS NOT NULL AND NOT one.pool_id = ANY (crm.my_admin_pools()) AND crm.my_scope('customer', 'assign') <> 'all'
            OR one.pool_id IS NULL AND (NOT crm.sees('customer', one.id, 'edit') OR one.owner_id <> crm.me() AND NOT crm.may_give('customer', one.owner_id)) THEN CONTINUE;
        END IF;
        kept := array_remove(kept, one.id);
    END LOOP;
    IF kept <> '{}' THEN PERFORM crm.deny_some(kept); END IF;
    PERFORM crm.pool_them(ids, into_pool, reason);
    RETURN bulk;
END $$;

CREATE OR REPLACE FUNCTION crm.claimed_today(in_pool bigint, claimer bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT count(*) FROM crm.customer_holding h WHERE h.holder_id = claimer AND h.how = 'claimed' AND h.from_pool_id = in_pool
        AND h.from_at > clock_timestamp() - interval '2 days' AND crm.company_day(h.from_at) = crm.company_day(clock_timestamp())
$$;

-- Claim: first come, first served; all of them or none. Counted here, not in the program.
CREATE OR REPLACE FUNCTION crm.claim_customers(ids bigint[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE mine bigint := crm.me(); pools bigint[] := crm.my_pools(); wanted int := (SELECT count(DISTINCT i) FROM unnest(ids) i); taken record; pool record; waits timestamptz;
BEGIN
    IF mine IS NULL OR NOT crm.may('customer', 'view') THEN PERFORM crm.deny('not_an_employee'); END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('crm.claim', mine));
    -- whoever comes second waits here and then finds them gone
    PERFORM FROM crm.customer WHERE id = ANY (ids) AND pool_id = ANY (pools) ORDER BY id FOR NO KEY UPDATE;
    SELECT count(*) AS count INTO taken FROM crm.customer WHERE id = ANY (ids) AND pool_id = ANY (pools);
    IF taken.count < wanted THEN
        PERFORM crm.refuse('pool_customer_taken', '', json_build_object('gone', wanted - taken.count)::text);
    END IF;
    FOR pool IN SELECT p.*, count(*) AS wanted FROM crm.customer c JOIN crm.customer_pool p ON p.id = c.pool_id WHERE c.id = ANY (ids) GROUP BY p.id LOOP
        IF pool.claims_per_day IS NOT NULL AND pool.wanted + crm.claimed_today(pool.id, mine) > pool.claims_per_day THEN
            PERFORM crm.refuse('pool_claims_used_up', '', json_build_object('most', pool.claims_per_day, 'pool', pool.name)::text);
        END IF;
        SELECT min(crm.claimable_from(c.id, c.received_at, pool.wait_new_hours, pool.wait_former_days)) INTO waits
        FROM crm.customer c WHERE c.id = ANY (ids) AND c.pool_id = pool.id
            AND crm.claimable_from(c.id, c.received_at, pool.wait_new_hours, pool.wait_former_days) > now();
        IF waits IS NOT NULL THEN
            PERFORM crm.refuse('pool_claim_too_early', '', json_build_object('from', to_char(waits AT TIME ZONE crm.company_zone(),
                'YYYY-MM-DD HH24:MI'))::text);
        END IF;
    END LOOP;
    UPDATE crm.customer SET owner_id = mine, pool_id = NULL WHERE id = ANY (ids);
    RETURN wanted;
END $$;

-- A pool's administrator hands customers of the pool to members, or to anybody he may assign to. Of a customer in a pool that the caller does
-- not see he is told what he is told of one that is not there, and waits for nobody who writes it.
CREATE OR REPLACE FUNCTION crm.assign_from_pool(ids bigint[], owners bigint[], how text DEFAULT 'even', note text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bulk bigint; gone int; every boolean := crm.my_scope('customer', 'assign') = 'all'; seen bigint[] := crm.seen_pools() || crm.my_admin_pools(); held bigint[];
BEGIN
    IF coalesce(cardinality(owners), 0) = 0 THEN PERFORM crm.refuse('assign_to_whom', 'owner_id'); END IF;
    IF EXISTS (SELECT FROM unnest(owners) o WHERE NOT EXISTS (SELECT FROM crm.employee e WHERE e.id = o AND e.status <> 'left')) THEN
        PERFORM crm.refuse('owner_has_left', 'owner_id');
    END IF;
    held := ARRAY(SELECT c.id FROM crm.customer c WHERE c.id = ANY (ids) AND c.pool_id IS NOT NULL AND (every OR c.pool_id = ANY (seen))
        ORDER BY c.id FOR NO KEY UPDATE);
    IF NOT every AND EXISTS (SELECT FROM crm.customer c WHERE c.id = ANY (held) AND NOT c.pool_id = ANY (crm.my_admin_pools())) THEN
        PERFORM crm.deny('pool_needs_admin');
    END IF;
    IF NOT every AND EXISTS (SELECT FROM crm.customer c, unnest(owners) o WHERE c.id = ANY (held)
            AND NOT EXISTS (SELECT FROM crm.pool_people() p WHERE p.pool_id = c.pool_id AND p.employee_id = o)) THEN
        PERFORM crm.refuse('pool_assign_to_members', 'owner_id');
    END IF;
    gone := (SELECT count(DISTINCT i) FROM unnest(ids) i) - cardinality(held);
    IF gone > 0 THEN PERFORM crm.refuse('pool_customer_taken', '', json_build_object('gone', gone)::text); END IF;
    bulk := crm.begin_bulk('assign', note);
    UPDATE crm.customer c SET owner_id = s.owner_id, pool_id = NULL FROM crm.spread(held, owners, how) s WHERE c.id = s.customer_id;
    RETURN bulk;
END $$;
GRANT EXECUTE ON FUNCTION crm.put_into_pool(bigint[], bigint, text), crm.claim_customers(bigint[]),
    crm.assign_from_pool(bigint[], bigint[], text, text) TO :"employee";

-- What of a pool is mine today: how many I have claimed, how many I may.
CREATE OR REPLACE FUNCTION crm.my_pool_state() RETURNS TABLE (pool_id bigint, name text, claims_per_day int, claimed bigint, customers bigint, is_admin boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT p.id, p.name, p.claims_per_day, crm.claimed_today(p.id, crm.me()),
        (SELECT count(*) FROM crm.customer c WHERE c.pool_id = p.id), p.id = ANY (crm.my_admin_pools())
    FROM crm.customer_pool p WHERE p.id = ANY (crm.my_pools()) ORDER BY p.position, p.id
$$;
GRANT EXECUTE ON FUNCTION crm.my_pool_state() TO :"employee";

-- ── What lies idle falls in ──

-- Customers whose day comes within the warning time: one look at all of them, whatever the rules. The clock that runs out first counts;
-- an owner in several pools gives to the first in order; a rule for a grade goes before the rule for all grades.
CREATE OR REPLACE FUNCTION crm.idle_customers() RETURNS TABLE (customer_id bigint, owner_id bigint, pool_id bigint, clock text, days int, due_on date, warn_days int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH zone AS MATERIALIZED (SELECT crm.company_zone() AS name, crm.today() AS today),
    owner AS MATERIALIZED (
        SELECT DISTINCT ON (e.employee_id) e.employee_id, p.id AS pool_id, p.spare_ordered, p.spare_open, p.spare_locked, p.warn_days
        FROM crm.pool_people() e JOIN crm.customer_pool p ON p.id = e.pool_id
        WHERE EXISTS (SELECT FROM crm.pool_rule r WHERE r.pool_id = p.id) ORDER BY e.employee_id, p.position, p.id),
    rule AS MATERIALIZED (
        SELECT r.pool_id, g.grade,
            (array_agg(r.days ORDER BY r.grade DESC) FILTER (WHERE r.clock = 'action'))[1] AS action_days,
            (array_agg(r.days ORDER BY r.grade DESC) FILTER (WHERE r.clock = 'opportunity'))[1] AS opportunity_days,
            (array_agg(r.days ORDER BY r.grade DESC) FILTER (WHERE r.clock = 'order'))[1] AS order_days
        FROM crm.pool_rule r JOIN (SELECT '' AS grade UNION SELECT code FROM crm.dictionary WHERE kind = 'customer_grade') g
            ON r.grade IN ('', g.grade) GROUP BY 1, 2),
    last_opportunity AS (SELECT o.customer_id, max(o.created_at) AS at, bool_or(o.outcome = 'open') AS open
        FROM crm.opportunity o WHERE o.customer_id IS NOT NULL GROUP BY 1),
    last_order AS (SELECT o.customer_id, max(o.ordered_on) AS ordered_on FROM crm.sales_order o
        WHERE o.state IN ('confirmed', 'delivered', 'closed') GROUP BY 1),
    -- every customer is read once, by whose it is, and only then compared with the rules of his grade
    held AS (
        SELECT c.id, c.owner_id, c.grade, c.last_contact_at, c.received_at, w.pool_id, w.warn_days, w.spare_ordered, w.spare_open
        FROM crm.customer c JOIN owner w ON w.employee_id = c.owner_id CROSS JOIN zone z
        WHERE NOT (w.spare_locked AND c.locked AND coalesce(c.locked_until >= z.today, true)) OFFSET 0),
    due AS (
        SELECT c.id, c.owner_id, c.pool_id, c.warn_days, z.today,
            (greatest(c.last_contact_at, c.received_at) AT TIME ZONE z.name)::date + r.action_days AS action_on, r.action_days,
            (greatest(p.at, c.received_at) AT TIME ZONE z.name)::date + r.opportunity_days AS opportunity_on, r.opportunity_days,
            greatest(s.ordered_on, (c.received_at AT TIME ZONE z.name)::date) + r.order_days AS order_on, r.order_days
        FROM zone z, held c JOIN rule r ON r.pool_id = c.pool_id AND r.grade = c.grade
        LEFT JOIN last_opportunity p ON p.customer_id = c.id LEFT JOIN last_order s ON s.customer_id = c.id
        WHERE NOT (c.spare_ordered AND s.ordered_on IS NOT NULL) AND NOT (c.spare_open AND coalesce(p.open, false)))
    SELECT d.id, d.owner_id, d.pool_id, CASE v.due_on WHEN d.action_on THEN 'action' WHEN d.opportunity_on THEN 'opportunity' ELSE 'order' END,
        CASE v.due_on WHEN d.action_on THEN d.action_days WHEN d.opportunity_on THEN d.opportunity_days ELSE d.order_days END, v.due_on, d.warn_days
    FROM due d, LATERAL (SELECT least(d.action_on, d.opportunity_on, d.order_on) AS due_on) v WHERE v.due_on <= d.today + d.warn_days
$$;

-- What the day has to do: who is warned of what, and which customers follow from it. Nobody loses a customer unwarned: one that was
-- not due yesterday (a new rule, a server that stood still) is warned of first.
CREATE OR REPLACE FUNCTION crm.plan_pool(on_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET work_mem = '64MB' AS $$
BEGIN
    PERFORM crm.tell_pool(day) FROM crm.pool_run WHERE ended_at IS NULL AND day < on_day;  -- a day that came to no end
    UPDATE crm.pool_run SET ended_at = clock_timestamp() WHERE ended_at IS NULL AND day < on_day;
    DELETE FROM crm.pool_work;
    WITH idle AS MATERIALIZED (SELECT * FROM crm.idle_customers()),
    gone AS (DELETE FROM crm.pool_due p WHERE NOT EXISTS (SELECT FROM idle i WHERE i.customer_id = p.customer_id) RETURNING 1)
    INSERT INTO crm.pool_due AS p (customer_id, owner_id, pool_id, clock, days, due_on, warned_on)
    -- never earlier than was warned of, never later than the clock says
    SELECT i.customer_id, i.owner_id, i.pool_id, i.clock, i.days, greatest(i.due_on, coalesce(b.warned_on, on_day) + i.warn_days),
        coalesce(b.warned_on, on_day)
    FROM idle i LEFT JOIN crm.pool_due b ON b.customer_id = i.customer_id AND b.owner_id = i.owner_id
    WHERE (b.pool_id, b.clock, b.days, b.due_on) IS DISTINCT FROM (i.pool_id, i.clock, i.days, greatest(i.due_on, b.warned_on + i.warn_days))
    ON CONFLICT (customer_id) DO UPDATE SET owner_id = excluded.owner_id, pool_id = excluded.pool_id, clock = excluded.clock, days = excluded.days,
        warned_on = excluded.warned_on, due_on = excluded.due_on;
    INSERT INTO crm.pool_work (customer_id, owner_id, falls) SELECT coalesce(c.id, d.customer_id), d.owner_id, coalesce(d.due_on <= on_day, false)
    FROM crm.pool_due d FULL JOIN (SELECT id, pool_due_on FROM crm.customer WHERE pool_due_on IS NOT NULL) c ON c.id = d.customer_id
    WHERE d.due_on <= on_day OR c.pool_due_on IS DISTINCT FROM d.due_on;
END $$;

-- Tell those concerned what a day brought; with it the day is over.
CREATE OR REPLACE FUNCTION crm.tell_pool(of_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
    SELECT w.owner_id, 'recycled', CASE WHEN count(*) > 1 THEN count(*)::text WHEN crm.employee_reads_fields(w.owner_id, 'customer', '{name}') THEN min(c.name) ELSE '#' || min(c.id) END, 'customer_pool', NULL
    FROM crm.pool_work w JOIN crm.customer c ON c.id = w.customer_id WHERE w.done GROUP BY 1;
    INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
    SELECT d.owner_id, 'pool_soon', count(*)::text, 'customer', NULL FROM crm.pool_due d WHERE d.warned_on = of_day GROUP BY 1;
    DELETE FROM crm.pool_work;
    PERFORM crm.apply_memberships();
END $$;

-- The work of a day: planned by writing the day down, done by asking for a piece of so many customers, each time in a transaction of its
-- own, so that nobody waits for more than a piece and what broke off goes on. It is nobody's edit: a trigger's work.
CREATE OR REPLACE FUNCTION crm.tg_pool_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE ids bigint[]; fallen int; waits text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM crm.end_locks(NEW.day);
        PERFORM crm.plan_pool(NEW.day);
        PERFORM crm.move_dates(NEW.day);
        PERFORM crm.take_list_prices(NEW.day);
        PERFORM crm.tell_let_in();
        RETURN NEW;
    ELSIF NEW.ended_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    -- whoever is writing one just now is not waited for, until nothing else is left; always the customer before his work (tg_customer_hand)
    FOREACH waits IN ARRAY ARRAY['SKIP LOCKED', ''] LOOP
        EXECUTE 'SELECT array_agg(id) FROM (SELECT c.id FROM (SELECT customer_id FROM crm.pool_work WHERE NOT done ORDER BY falls DESC, customer_id LIMIT $1) w
            JOIN crm.customer c ON c.id = w.customer_id FOR NO KEY UPDATE OF c ' || waits || ') x' INTO ids USING CASE waits WHEN '' THEN 1 ELSE NEW.piece END;
        EXIT WHEN ids IS NOT NULL;
    END LOOP;
    WITH fell AS (
        UPDATE crm.customer c SET owner_id = NULL, pool_id = d.pool_id, pool_reason = format('rule:%s:%s', d.clock, d.days), next_contact_on = NULL
        FROM crm.pool_work w JOIN crm.pool_due d ON d.customer_id = w.customer_id
        WHERE w.customer_id = ANY (ids) AND NOT w.done AND c.id = w.customer_id AND d.due_on <= NEW.day
            -- read again: hours may lie between plan and work
            AND c.owner_id = d.owner_id AND NOT (c.locked AND coalesce(c.locked_until >= NEW.day, true) AND (SELECT spare_locked FROM crm.customer_pool p WHERE p.id = d.pool_id))
            AND (d.clock <> 'action' OR c.last_contact_at IS NULL OR crm.company_day(c.last_contact_at) + d.days <= NEW.day)
        RETURNING c.id, d.owner_id),
    told AS (INSERT INTO crm.pool_work AS w (customer_id, owner_id, falls, done) SELECT id, owner_id, true, true FROM fell
        ON CONFLICT (customer_id) DO UPDATE SET owner_id = excluded.owner_id, done = true RETURNING 1),
    gone AS (DELETE FROM crm.pool_due d USING fell f WHERE d.customer_id = f.id)
    SELECT count(*) INTO fallen FROM told;
    NEW.fallen := NEW.fallen + fallen;
    UPDATE crm.customer c SET pool_due_on = d.due_on FROM crm.pool_work w LEFT JOIN crm.pool_due d ON d.customer_id = w.customer_id
    WHERE w.customer_id = ANY (ids) AND NOT w.done AND c.id = w.customer_id AND c.pool_due_on IS DISTINCT FROM d.due_on
        AND (d.customer_id IS NULL OR c.owner_id = d.owner_id);
    DELETE FROM crm.pool_work w WHERE NOT w.done AND (w.customer_id = ANY (ids)
        OR ids IS NULL AND NOT EXISTS (SELECT FROM crm.customer c WHERE c.id = w.customer_id));
    IF NOT EXISTS (SELECT FROM crm.pool_work WHERE NOT done) THEN
        PERFORM crm.tell_pool(NEW.day);
        NEW.ended_at := clock_timestamp();
        NEW.warned := (SELECT count(*) FROM crm.pool_due);
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_run BEFORE INSERT OR UPDATE ON crm.pool_run FOR EACH ROW EXECUTE FUNCTION crm.tg_pool_run();

-- Do a piece of the day's work, and say whether there may be more: any scheduler may call it until it says no, and the first desktop of
-- the day does. Once a day, however many call. A hundred are done before anybody notices that he waits, and keep their plans (plans.sql).
DROP FUNCTION IF EXISTS crm.run_pool();
CREATE OR REPLACE FUNCTION crm.run_pool(most int DEFAULT 100) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE today date := crm.today();
BEGIN
    IF EXISTS (SELECT FROM crm.pool_run r WHERE r.day = today AND r.ended_at IS NOT NULL) OR NOT pg_try_advisory_xact_lock(hashtext('crm.pool_run')) THEN
        RETURN false;
    END IF;
    -- looked at again under the lock: somebody may just have begun, or ended
    IF NOT EXISTS (SELECT FROM crm.pool_run r WHERE r.day = today) THEN
        INSERT INTO crm.pool_run (day) VALUES (today);
        PERFORM crm.clear_deleted();
        PERFORM crm.join_achievements();
    END IF;
    UPDATE crm.pool_run SET piece = least(greatest(most, 1), 2000) WHERE day = today AND ended_at IS NULL;
    RETURN FOUND;
END $$;
GRANT EXECUTE ON FUNCTION crm.run_pool(int) TO :"employee";

-- Work on a customer takes the warning away at once; the night counts anew.
CREATE OR REPLACE FUNCTION crm.tg_pool_clock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.customer SET pool_due_on = NULL WHERE id = NEW.customer_id AND pool_due_on IS NOT NULL
        AND EXISTS (SELECT FROM crm.pool_due d WHERE d.customer_id = customer.id AND d.clock = TG_ARGV[0]);
    IF EXISTS (SELECT FROM crm.pool_work w JOIN crm.pool_due d USING (customer_id) WHERE customer_id = NEW.customer_id AND NOT w.done AND d.clock = TG_ARGV[0]) THEN
        PERFORM FROM crm.customer WHERE id = NEW.customer_id FOR NO KEY UPDATE;  -- before his work, as the night takes them
        DELETE FROM crm.pool_work WHERE customer_id = NEW.customer_id AND NOT done;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t55_pool_clock AFTER INSERT ON crm.opportunity
    FOR EACH ROW WHEN (NEW.customer_id IS NOT NULL) EXECUTE FUNCTION crm.tg_pool_clock('opportunity');
CREATE OR REPLACE TRIGGER t55_pool_clock AFTER UPDATE OF state ON crm.sales_order
    FOR EACH ROW WHEN (NEW.state = 'confirmed' AND OLD.state = 'draft') EXECUTE FUNCTION crm.tg_pool_clock('order');

-- Who belongs to a pool, for its administrators and for whoever hands out all customers.
CREATE OR REPLACE FUNCTION crm.pool_members(of_pool bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT employee_id FROM crm.pool_people() WHERE pool_id = of_pool
        AND (of_pool = ANY (crm.my_admin_pools()) OR crm.my_scope('customer', 'assign') = 'all')
$$;
GRANT EXECUTE ON FUNCTION crm.pool_members(bigint) TO :"employee";
