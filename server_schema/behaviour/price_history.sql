-- What a price was, who changed it, and what changed it.

DROP FUNCTION IF EXISTS crm.price_history(bigint), crm.price_course(bigint, bigint, numeric, int);

-- Was this rule ever made from the cost? Then its arithmetic, today's and yesterday's, is for those who may see costs.
CREATE OR REPLACE FUNCTION crm.price_was_from_cost(of_price bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT EXISTS (SELECT FROM crm.price WHERE id = of_price AND base = 'cost')
        OR EXISTS (SELECT FROM crm.audit_whole WHERE table_name = 'price' AND record_id = of_price AND 'cost' IN (old ->> 'base', new ->> 'base'))
$$;

-- Every change of what a product costs: its list price, the rules of the lists, and its cost for those who may see it.
CREATE OR REPLACE FUNCTION crm.price_history(of_product bigint)
RETURNS TABLE (at timestamptz, login text, what text, price_list text, price_id bigint, min_quantity numeric, valid_from date,
    method text, operation text, old numeric, new numeric, unit text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE costs boolean := current_setting('is_superuser') = 'on' OR crm.may('product_cost', 'view');
BEGIN
    IF current_setting('is_superuser') = 'off' AND NOT (crm.may('product', 'view') AND crm.may('price', 'view')) THEN
        PERFORM crm.deny('price_needs_product_right');
    END IF;
    RETURN QUERY
    WITH rule AS (
        -- of rules that are gone the trail still knows for which product they were
        SELECT p.id FROM crm.price p WHERE p.product_id = of_product
        UNION SELECT a.record_id FROM crm.audit_whole a
        WHERE a.table_name = 'price' AND a.operation = 'I' AND (a.new ->> 'product_id')::bigint = of_product),
    born AS (SELECT a.record_id, a.new FROM crm.audit_whole a JOIN rule ON rule.id = a.record_id WHERE a.table_name = 'price' AND a.operation = 'I'),
    plan AS MATERIALIZED (SELECT a.record_id AS id, a.new FROM crm.audit_whole a
        WHERE a.table_name = 'planned_price' AND a.operation = 'I' AND (a.new ->> 'product_id')::bigint = of_product)
    -- one that was planned was changed by whoever planned it, not by whose desktop was the first of the day
    SELECT a.at, coalesce((SELECT d.old ->> 'created_by' FROM crm.audit_whole d WHERE d.xid = a.xid AND d.table_name = 'planned_price'
            AND d.operation = 'D' AND d.record_id IN (SELECT id FROM plan) AND d.old -> 'list_price' = a.new -> 'list_price' LIMIT 1), a.login),
        'list_price', NULL::text, NULL::bigint, NULL::numeric, NULL::date, NULL::text, a.operation,
        (a.old ->> 'list_price')::numeric, (a.new ->> 'list_price')::numeric, ''
    FROM crm.audit_whole a WHERE a.table_name = 'product' AND a.record_id = of_product AND (a.operation = 'I' OR a.new ? 'list_price')
    UNION ALL
    SELECT a.at, a.login, 'list_price', NULL, NULL, NULL, (coalesce(to_jsonb(q), a.old, n.new) ->> 'valid_from')::date, NULL, a.operation,
        (a.old ->> 'list_price')::numeric, (a.new ->> 'list_price')::numeric, ''
    FROM crm.audit_whole a JOIN plan n ON n.id = a.record_id LEFT JOIN crm.planned_price q ON q.id = a.record_id
    WHERE a.table_name = 'planned_price' AND (a.operation <> 'U' OR a.new ?| ARRAY['list_price', 'valid_from'])
        AND NOT (a.operation = 'D' AND (a.old ->> 'valid_from')::date <= crm.company_day(a.at))  -- gone because it took effect
    UNION ALL
    SELECT a.at, a.login, 'price', l.name, a.record_id, (t.facts ->> 'min_quantity')::numeric, (t.facts ->> 'valid_from')::date,
        CASE WHEN c.closed THEN NULL ELSE coalesce(a.new ->> 'method', t.facts ->> 'method') END, a.operation,
        (a.old ->> 'price')::numeric, (a.new ->> 'price')::numeric, coalesce(t.facts ->> 'unit', '')
    FROM crm.audit_whole a JOIN rule ON rule.id = a.record_id
    LEFT JOIN crm.price p ON p.id = a.record_id LEFT JOIN born b ON b.record_id = a.record_id
    CROSS JOIN LATERAL (SELECT coalesce(to_jsonb(p), b.new, a.old) AS facts) t
    CROSS JOIN LATERAL (SELECT NOT costs AND crm.price_was_from_cost(a.record_id) AS closed) c
    LEFT JOIN crm.price_list l ON l.id = (t.facts ->> 'price_list_id')::bigint
    WHERE a.table_name = 'price' AND (a.operation <> 'U' OR a.new ?| ARRAY['price', 'method', 'discount', 'base', 'valid_from', 'valid_to', 'floor_price'])
        -- a rule that is or was made from the cost shows its fixed prices only
        AND (NOT c.closed OR a.old ? 'price' AND a.old ->> 'price' IS NOT NULL OR a.new ->> 'price' IS NOT NULL)
    UNION ALL
    -- what held before the first entry of the trail: loaded without one, or older than what the trail still has
    SELECT h.created_at, h.created_by, h.what, l.name, h.rule, h.min_quantity, h.valid_from, CASE WHEN NOT c.closed THEN coalesce(f.old ->> 'method', h.method) END,
        'I', NULL, v.held, h.unit
    FROM (SELECT 'product' AS kept, 'list_price' AS what, p.id, p.created_at, p.created_by, p.list_price AS price, NULL::bigint AS rule, NULL::bigint AS list,
            NULL::numeric AS min_quantity, NULL::date AS valid_from, NULL AS method, '' AS unit FROM crm.product p WHERE p.id = of_product
        UNION ALL SELECT 'price', 'price', r.id, r.created_at, r.created_by, r.price, r.id, r.price_list_id, r.min_quantity, r.valid_from, r.method, r.unit
        FROM crm.price r WHERE r.product_id = of_product
        UNION ALL SELECT 'product_cost', 'cost', k.id, k.created_at, k.created_by, k.cost, NULL, NULL, NULL, NULL, NULL, ''
        FROM crm.product_cost k WHERE costs AND k.product_id = of_product) h
    LEFT JOIN crm.price_list l ON l.id = h.list
    LEFT JOIN LATERAL (SELECT a.old FROM crm.audit_whole a WHERE a.table_name = h.kept AND a.record_id = h.id AND a.operation = 'U'
        AND a.old ? h.what ORDER BY a.id LIMIT 1) f ON true
    CROSS JOIN LATERAL (SELECT h.rule IS NOT NULL AND NOT costs AND crm.price_was_from_cost(h.rule) AS closed) c
    CROSS JOIN LATERAL (SELECT CASE WHEN f.old IS NULL THEN h.price
        ELSE (f.old ->> h.what)::numeric END AS held) v
    WHERE NOT (c.closed AND v.held IS NULL)
        AND NOT EXISTS (SELECT FROM crm.audit_whole a WHERE a.table_name = h.kept AND a.record_id = h.id AND a.operation = 'I')
    UNION ALL
    SELECT a.at, a.login, 'cost', NULL, NULL, NULL, NULL, NULL, a.operation, (a.old ->> 'cost')::numeric, (a.new ->> 'cost')::numeric, ''
    FROM crm.audit_whole a JOIN crm.product_cost k ON k.id = a.record_id AND k.product_id = of_product
    WHERE costs AND a.table_name = 'product_cost' AND (a.operation <> 'U' OR a.new ? 'cost')
    ORDER BY 1 DESC, 5 LIMIT 500;
END $$;

-- What a field of records ever held: now, and before each change.
CREATE OR REPLACE FUNCTION crm.ever_held(of_table text, of_ids bigint[], of_field text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT t.%2$I FROM crm.%1$I t WHERE t.id = ANY ($1) AND t.%2$I IS NOT NULL
        UNION SELECT (a.old ->> %2$L)::bigint FROM crm.audit_whole a WHERE a.table_name = %1$L AND a.record_id = ANY ($1) AND a.old ->> %2$L IS NOT NULL',
        of_table, of_field) USING of_ids;
END $$;

-- Whatever a list's price of a product ever rested on: rather too much than too little, for it is reckoned anew at each change of any of it.
CREATE OR REPLACE FUNCTION crm.roots_of_price(of_product bigint, of_list bigint, OUT tables text[], OUT ids bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE
    products bigint[] := of_product || ARRAY(SELECT crm.ever_held('product', ARRAY[of_product], 'variant_of_id'));
    classes bigint[] := '{}'; above bigint[] := ARRAY(SELECT crm.ever_held('product', ARRAY[of_product], 'class_id'));
    lists bigint[] := array_remove(ARRAY[of_list], NULL); further bigint[] := lists; rules bigint[] := '{}'; gone bigint[]; gone_from bigint[];
BEGIN
    WHILE cardinality(above) > 0 LOOP
        classes := classes || above;
        above := ARRAY(SELECT e FROM crm.ever_held('product_class', above, 'parent_id') e WHERE e <> ALL (classes));
    END LOOP;
    -- what was deleted, and rules that spoke of another product, class or list: the trail knows of what
    SELECT coalesce(array_agg(a.record_id) FILTER (WHERE a.table_name = 'price'), '{}'), array_agg((a.old ->> 'price_list_id')::bigint) FILTER (WHERE a.table_name = 'price'),
        array_agg(a.table_name::text) FILTER (WHERE a.table_name <> 'price'), array_agg(a.record_id) FILTER (WHERE a.table_name <> 'price')
    INTO gone, gone_from, tables, ids FROM crm.audit_whole a
    WHERE a.table_name IN ('price', 'planned_price', 'product_cost') AND (a.operation = 'D' OR a.operation = 'U' AND a.old ?| ARRAY['product_id', 'class_id', 'price_list_id'])
        AND coalesce((a.old ->> 'product_id')::bigint = ANY (products), true) AND coalesce((a.old ->> 'class_id')::bigint = ANY (classes), true);
    WHILE cardinality(further) > 0 LOOP
        rules := rules || ARRAY(
            SELECT p.id FROM crm.price p WHERE p.price_list_id = ANY (further)
                AND (p.product_id = ANY (products) OR p.product_id IS NULL AND (p.class_id IS NULL OR p.class_id = ANY (classes)))
            UNION SELECT u.rule FROM unnest(gone, gone_from) u(rule, list) WHERE coalesce(u.list = ANY (further), true));
        lists := lists || further;
        further := ARRAY(SELECT e FROM crm.ever_held('price', rules, 'base_list_id') e WHERE e <> ALL (lists));
    END LOOP;
    SELECT array_agg(r.name), array_agg(r.id) INTO tables, ids FROM (
        SELECT 'product' AS name, of_product AS id UNION SELECT 'product_class', unnest(classes) UNION SELECT 'price_list', unnest(lists) UNION SELECT 'price', unnest(rules)
        UNION SELECT 'planned_price', q.id FROM crm.planned_price q WHERE q.product_id = of_product
        UNION SELECT 'product_cost', k.id FROM crm.product_cost k WHERE k.product_id = of_product
        UNION SELECT * FROM unnest(tables, ids)) r;
END $$;

-- Records in the states they had, each with the time for which it stood, who made it so and how, and what it was before; one that is deleted has none. What
-- changed none of *of_fields* made no state of its own. A transaction is one moment. What was loaded without a trail stands since it was made.
CREATE OR REPLACE FUNCTION crm.states_over_time(of_tables text[], of_ids bigint[], of_fields text[])
RETURNS TABLE (table_name text, id bigint, since timestamptz, until timestamptz, login text, operation text, old jsonb, state jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE e record; present text;
BEGIN
    SELECT string_agg(format('SELECT %L AS table_name, t.id, to_jsonb(t) AS state FROM asked w JOIN crm.%I t ON t.id = w.id WHERE w.table_name = %1$L', n, n), ' UNION ALL ')
    INTO present FROM (SELECT DISTINCT n FROM unnest(of_tables) n) t;
    FOR e IN EXECUTE format($q$
        WITH asked AS MATERIALIZED (SELECT * FROM unnest($1, $2) u(table_name, id))
        SELECT p.table_name, p.id, NULL::bigint AS entry, NULL::timestamptz AS at, NULL AS login, NULL AS operation, NULL::jsonb AS old, p.state FROM (%s) p
        UNION ALL
        -- by the day, too: the invented past of the Demo was written in one go
        SELECT a.table_name, a.record_id, a.id, max(a.at) OVER (PARTITION BY a.epoch, a.xid, (a.at AT TIME ZONE $3)::date), a.login, a.operation::text, a.old, NULL
        FROM asked w JOIN crm.audit_whole a ON a.table_name = w.table_name AND a.record_id = w.id AND a.operation IN ('I', 'U', 'D')
        ORDER BY 1, 2, 3 DESC NULLS FIRST$q$, present) USING of_tables, of_ids, crm.company_zone()
    LOOP
        IF (e.table_name, e.id) IS DISTINCT FROM (table_name, id) THEN
            IF state IS NOT NULL THEN
                since := state ->> 'created_at'; login := state ->> 'created_by'; operation := 'I'; old := NULL;
                RETURN NEXT;
            END IF;
            table_name := e.table_name; id := e.id; until := NULL; state := e.state;
        END IF;
        since := e.at; login := e.login; operation := e.operation; old := e.old;
        IF e.operation = 'D' THEN
            state := NULL;
            RETURN NEXT;
            state := e.old;
            until := e.at;
        ELSIF e.operation = 'I' THEN
            RETURN NEXT;
            state := NULL;
            until := e.at;
        ELSIF e.operation = 'U' THEN
            IF e.old ?| of_fields THEN
                RETURN NEXT;
                until := e.at;
            END IF;
            state := state || e.old;
        END IF;
    END LOOP;
    IF state IS NOT NULL THEN
        since := state ->> 'created_at'; login := state ->> 'created_by'; operation := 'I'; old := NULL;
        RETURN NEXT;
    END IF;
END $$;

-- How the price of a product in a list came about (without a list: the list price), newest first: each moment at which it changed, what it was before and after,
-- where it came from, what changed it, and who. Nothing is reckoned here: prices_of_then() is asked at every moment at which something that it rests on
-- changed, came into force or ran out, at *most* so many, the latest; what was before them is not told. Who may not see costs learns what
-- the price was, not what it was made from or that the cost changed it. Of a rule that was made from the cost for a part of its life he learns no prices of the
-- other part: two prices of one arithmetic, one base of which everybody knows, tell the other base.
CREATE FUNCTION crm.price_course(of_product bigint, of_list bigint DEFAULT NULL, of_quantity numeric DEFAULT 1, most int DEFAULT 1000)
RETURNS TABLE (at timestamptz, login text, cause text, operation text, price_id bigint, source text, class_name text, lists text[], old numeric, new numeric,
    closed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE
    sees_costs boolean := current_setting('is_superuser') = 'on' OR crm.may('product_cost', 'view');
    zone text := crm.company_zone(); roots record;
BEGIN
    IF current_setting('is_superuser') = 'off' AND NOT (crm.may('product', 'view') AND crm.may('price', 'view')) THEN
        PERFORM crm.deny('price_needs_product_right');
    END IF;
    SELECT * INTO roots FROM crm.roots_of_price(of_product, of_list);
    RETURN QUERY
    WITH s AS MATERIALIZED (
        SELECT s.*, f.here, f.before, CASE WHEN s.table_name = 'price' THEN jsonb_populate_record(NULL::crm.price, '{"unit": ""}' || s.state) END AS rule,
            -- made from the cost for a part of its life, and this is the other part
            NOT sees_costs AND s.table_name = 'price' AND s.state ->> 'method' <> 'fixed' AND bool_or(f.here) OVER life AND bool_or(s.state ->> 'method' <> 'fixed' AND NOT f.here) OVER life
                AND s.state ->> 'base' IS DISTINCT FROM max(s.state ->> 'base') FILTER (WHERE s.until IS NULL) OVER life AS hidden
        FROM crm.states_over_time(roots.tables, roots.ids, ARRAY['class_id', 'variant_of_id', 'list_price', 'tax_rate', 'parent_id', 'tax_included', 'cost', 'price_list_id',
            'product_id', 'min_quantity', 'unit', 'valid_from', 'valid_to', 'method', 'price', 'base', 'base_list_id', 'discount', 'rounding', 'rounding_way', 'surcharge',
            'margin_min', 'margin_max']) s
        CROSS JOIN LATERAL (SELECT coalesce(s.table_name = 'price' AND s.state ->> 'method' <> 'fixed' AND s.state ->> 'base' = 'cost', false) AS here,
            coalesce(s.table_name = 'price' AND (coalesce(s.state, '{}') || s.old) ->> 'method' <> 'fixed' AND (coalesce(s.state, '{}') || s.old) ->> 'base' = 'cost', false) AS before) f
        WINDOW life AS (PARTITION BY s.table_name, s.id)),
    days AS (
        SELECT d.at, s.table_name, s.id, s.login, CASE WHEN s.table_name = 'price' THEN d.cause ELSE 'planned' END AS cause, s.here
        FROM s CROSS JOIN LATERAL (VALUES ('came', (s.state ->> 'valid_from')::date), ('over', (s.state ->> 'valid_to')::date + 1)) v(cause, day)
        CROSS JOIN LATERAL (SELECT v.cause, v.day::timestamp AT TIME ZONE zone AS at) d
        WHERE s.table_name IN ('price', 'planned_price') AND d.at > s.since AND (s.until IS NULL OR d.at < s.until)),
    causes AS MATERIALIZED (
        SELECT s.since AS at, s.id, s.login, s.operation, w.cause, s.table_name = 'product_cost' OR s.here OR s.before AS secret
        FROM s CROSS JOIN LATERAL (
            SELECT v.cause FROM (VALUES ('class_id', 'class'), ('variant_of_id', 'main'), ('list_price', 'list_price'), ('tax_rate', 'tax')) v(field, cause)
            WHERE s.table_name = 'product' AND s.operation = 'U' AND s.old ? v.field
            UNION ALL SELECT CASE WHEN s.operation = 'I' AND s.table_name IN ('product', 'price_list') THEN 'began' ELSE CASE s.table_name WHEN 'price' THEN 'rule'
                WHEN 'planned_price' THEN 'planned' WHEN 'product_cost' THEN 'cost' WHEN 'product_class' THEN 'tree' WHEN 'price_list' THEN 'tax' ELSE 'product' END END
            WHERE s.table_name <> 'product' OR s.operation <> 'U') w
        UNION ALL SELECT d.at, d.id, d.login, NULL, d.cause, d.here FROM days d),
    began AS MATERIALIZED (SELECT CASE WHEN of_list IS NULL OR l.at > p.at THEN coalesce(l.at, p.at) WHEN l.at IS NOT NULL THEN p.at END AS at
        FROM (SELECT min(s.since) AS at FROM s WHERE s.table_name = 'product' AND s.state IS NOT NULL) p,
            (SELECT min(s.since) AS at FROM s WHERE s.table_name = 'price_list' AND s.id = of_list) l),
    moments AS MATERIALIZED (SELECT DISTINCT c.at FROM causes c, began b WHERE c.at BETWEEN b.at AND clock_timestamp() ORDER BY c.at DESC LIMIT least(greatest(coalesce(most, 1000), 1), 1000)),
    reckoned AS MATERIALIZED (
        SELECT m.at, CASE WHEN h.products IS NOT NULL THEN f.unit_price END AS price, f.price_id, f.explanation AS why,
            NOT sees_costs AND EXISTS (SELECT FROM s WHERE s.hidden AND s.since <= m.at AND (s.until IS NULL OR s.until > m.at)
                AND (s.id = f.price_id OR f.explanation ? 'base_list' AND (s.rule).price_list_id <> of_list)) AS hidden
        FROM moments m
        CROSS JOIN LATERAL (SELECT
                array_agg(s.rule) FILTER (WHERE s.table_name = 'price') AS rules,
                array_agg(jsonb_populate_record(NULL::crm.price_list, s.state)) FILTER (WHERE s.table_name = 'price_list') AS lists,
                array_agg(jsonb_populate_record(NULL::crm.product, s.state)) FILTER (WHERE s.table_name = 'product') AS products,
                array_agg(jsonb_populate_record(NULL::crm.product_class, s.state)) FILTER (WHERE s.table_name = 'product_class') AS classes,
                array_agg(jsonb_populate_record(NULL::crm.planned_price, s.state)) FILTER (WHERE s.table_name = 'planned_price') AS plans,
                array_agg(jsonb_populate_record(NULL::crm.product_cost, s.state)) FILTER (WHERE s.table_name = 'product_cost') AS costs
            FROM s WHERE s.state IS NOT NULL AND s.since <= m.at AND (s.until IS NULL OR s.until > m.at)) h
        CROSS JOIN LATERAL crm.prices_of_then(h.rules, h.lists, h.products, h.classes, h.plans, h.costs, ARRAY[of_list], ARRAY[of_product], ARRAY[coalesce(of_quantity, 1)],
            (m.at AT TIME ZONE zone)::date, sees_costs) f),
    told AS (SELECT r.at, r.price_id, r.why, r.hidden, CASE WHEN NOT r.hidden THEN r.price END AS price FROM reckoned r),
    steps AS (
        SELECT t.*, lag(t.price) OVER w AS before, lag(t.hidden) OVER w AS was_hidden, lag(t.price_id) OVER w AS was_id,
            row_number() OVER w = 1 AS first FROM told t WINDOW w AS (ORDER BY t.at))
    SELECT p.at, CASE WHEN c.cause NOT IN ('earlier', 'closed') THEN c.login END, c.cause, CASE WHEN c.cause NOT IN ('earlier', 'closed') THEN c.operation END, p.price_id, p.why ->> 'source', p.why ->> 'class',
        array_remove(ARRAY[p.why #>> '{base_list,price_list}', p.why #>> '{base_list,base_list,price_list}', p.why #>> '{base_list,base_list,base_list,price_list}',
            p.why #>> '{base_list,base_list,base_list,base_list,price_list}', p.why #>> '{base_list,base_list,base_list,base_list,base_list,price_list}'], NULL),
        p.before, p.price, p.hidden OR jsonb_path_exists(p.why, '$.**.closed')
    FROM steps p CROSS JOIN began b
    LEFT JOIN LATERAL (
        SELECT c.login, c.operation, CASE WHEN p.first AND p.at > b.at THEN 'earlier' WHEN c.secret AND NOT sees_costs THEN 'closed' ELSE c.cause END AS cause FROM causes c WHERE c.at = p.at
        -- of what happened at one moment, what this price came from
        ORDER BY CASE WHEN p.first THEN CASE c.cause WHEN 'began' THEN 0 ELSE 1 END WHEN c.cause IN ('rule', 'came', 'over') THEN CASE c.id WHEN p.price_id THEN 1 WHEN p.was_id THEN 2 ELSE 6 END
            WHEN c.cause IN ('class', 'tree', 'main') THEN CASE WHEN p.price_id IS DISTINCT FROM p.was_id THEN 3 ELSE 5 END ELSE 4 END, c.operation, c.id LIMIT 1) c ON true
    WHERE p.first OR (p.price, p.hidden) IS DISTINCT FROM (p.before, p.was_hidden)
    ORDER BY p.at DESC;
END $$;

GRANT EXECUTE ON FUNCTION crm.price_history(bigint), crm.price_course(bigint, bigint, numeric, int) TO :"employee";
