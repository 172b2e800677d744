-- Duplicates over the whole base: the database forms blocks, set by set; what the pairs are worth is reckoned by the client.

-- The blocks of a compared field: records with the same value there, as (value, id).
CREATE OR REPLACE FUNCTION crm.block_query(of_table text, of_field text, of_method text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT format('SELECT %s AS k, t.id FROM crm.%I t', CASE of_method
        WHEN 'digits' THEN format('right(regexp_replace(%s, ''\D'', '''', ''g''), 8)', v)
        WHEN 'exact' THEN v WHEN 'name' THEN format('crm.name_core(%s)', v) ELSE format('crm.folded(%s)', v) END, of_table)
    FROM (SELECT CASE WHEN of_field LIKE 'attrs.%' THEN format('coalesce(t.attrs ->> %L, '''')', substr(of_field, 7))
        ELSE format('coalesce(t.%I::text, '''')', of_field) END) x(v)
$$;

-- Pairs that have a compared value in common, each once, with how many there are; and names beside each other that begin alike (a slip, a
-- word that sounds the same). The work stays in proportion to the number of records: of a field the smallest blocks are compared whole,
-- twenty records at most, as long as they are no more pairs than records. In a larger one each is compared with its neighbour by name
-- where they begin alike; a row without a pair says of how many values and records of a field that is so. How many there are the planner
-- does not know: it would look up one after the other what it had better read at once.
DROP FUNCTION IF EXISTS crm.duplicate_candidates(text, int);
CREATE OR REPLACE FUNCTION crm.duplicate_candidates(of_table text, largest_block int DEFAULT 20)
RETURNS TABLE (a_id bigint, b_id bigint, total bigint, field text, crowds bigint, records bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET enable_nestloop = off AS $$
DECLARE source record; n int := 0; blocks text := ''; pairs text; notes text := ''; budget bigint;
BEGIN
    PERFORM crm.needs_whole_base(of_table);
    EXECUTE format('SELECT greatest(count(*), 20000) FROM crm.%I', of_table) INTO budget;
    pairs := format('SELECT least(id, n), greatest(id, n) FROM (SELECT id, sort_key AS s, lead(id) OVER w AS n, lead(sort_key) OVER w AS m
            FROM crm.%I WINDOW w AS (ORDER BY sort_key, id)) r
        WHERE n IS NOT NULL AND abs(length(s) - length(m)) <= 6 AND left(s, greatest(8, length(s) * 2 / 3)) = left(m, greatest(8, length(s) * 2 / 3))', of_table);
    FOR source IN
        SELECT d.field, crm.block_query(of_table, d.field, d.method) AS query FROM crm.duplicate_field d
        WHERE d.entity = of_table AND d.field <> 'customer_id' AND (of_table, d.field) <> ('customer', 'name')
            AND (d.field = 'name' OR crm.reads(of_table, ARRAY[split_part(d.field, '.', 1)]))  -- nobody learns by a pair what he may not read
        UNION ALL SELECT k, format('SELECT DISTINCT key AS k, of_id AS id FROM crm.duplicate_key WHERE entity = %L AND kind = %L', of_table, k)
        FROM unnest('{name,phone,email,tax_number}'::text[]) k WHERE k = 'name' OR k = ANY (crm.kinds_read(of_table)) ORDER BY 1
    LOOP
        n := n + 1;
        blocks := concat_ws(', ', nullif(blocks, ''), format($q$
            block%1$s AS MATERIALIZED (SELECT array_agg(id) AS ids, count(*) AS n FROM (%2$s) v WHERE k <> '' GROUP BY k HAVING count(*) > 1),
            most%1$s AS (SELECT coalesce(max(s.n), 1) AS n FROM (SELECT b.n, sum(count(*) * b.n * (b.n - 1) / 2) OVER (ORDER BY b.n) AS pairs
                FROM block%1$s b GROUP BY b.n) s WHERE s.n <= $1 AND s.pairs <= $2)$q$, n, source.query));
        pairs := pairs || format($q$
            UNION SELECT x, y FROM block%1$s b, unnest(b.ids) x, unnest(b.ids) y WHERE b.n <= (SELECT n FROM most%1$s) AND x < y
            UNION SELECT least(id, o), greatest(id, o) FROM (SELECT t.id, t.sort_key AS s, lead(t.id) OVER w AS o, lead(t.sort_key) OVER w AS m
                FROM (SELECT row_number() OVER () AS place, ids FROM block%1$s WHERE n > (SELECT n FROM most%1$s)) b, unnest(b.ids) i JOIN crm.%2$I t ON t.id = i
                WINDOW w AS (PARTITION BY b.place ORDER BY t.sort_key, t.id)) r
            WHERE o IS NOT NULL AND left(s, greatest(4, length(s) / 3)) = left(m, greatest(4, length(s) / 3))$q$, n, of_table);
        notes := notes || format($q$
            UNION ALL SELECT NULL, NULL, NULL, %2$L, count(*), sum(n)::bigint FROM block%1$s WHERE n > (SELECT n FROM most%1$s) HAVING count(*) > 0$q$, n, source.field);
    END LOOP;
    RETURN QUERY EXECUTE format('WITH %s SELECT p.*, count(*) OVER (), NULL::text, NULL::bigint, NULL::bigint FROM (%s) p(a, b) %s ORDER BY 1, 2', blocks, pairs, notes)
        USING least(greatest(largest_block, 2), 50), budget;
END $$;

CREATE OR REPLACE FUNCTION crm.needs_whole_base(of_table text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF of_table NOT IN ('customer', 'contact') OR NOT crm.may('quality', 'edit') OR crm.my_scope(of_table, 'view') <> 'all' THEN
        PERFORM crm.deny('finder_needs_all');
    END IF;
END $$;

-- Keep what a run found: [[a, b, points, [[field, per cent], …]], …]. Pairs that somebody judged stay judged.
CREATE OR REPLACE FUNCTION crm.keep_duplicate_pairs(of_table text, pairs jsonb, anew boolean DEFAULT false) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE made int;
BEGIN
    PERFORM crm.needs_whole_base(of_table);
    IF anew THEN DELETE FROM crm.duplicate_pair WHERE entity = of_table AND verdict = ''; END IF;
    INSERT INTO crm.duplicate_pair (entity, a_id, b_id, score, reasons)
    SELECT DISTINCT ON (a, b) of_table, a, b, least(greatest((p ->> 2)::int, 0), 100), p -> 3
    FROM jsonb_array_elements(pairs) p, LATERAL (SELECT least((p ->> 0)::bigint, (p ->> 1)::bigint) AS a, greatest((p ->> 0)::bigint, (p ->> 1)::bigint) AS b) o
    WHERE a <> b ORDER BY a, b
    ON CONFLICT (entity, a_id, b_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons WHERE duplicate_pair.verdict = '';
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

-- Part of the night's work (pool.sql): what a rule refuses and was let in because its writer may not read it (check_duplicates) becomes
-- a pair for those who keep data quality, and each is told how many of them he sees: a count of others would say that a guess was right.
CREATE OR REPLACE FUNCTION crm.tell_let_in() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    WITH noted AS (DELETE FROM crm.duplicate_pair WHERE a_id = 0 RETURNING entity, b_id AS id),
    found AS (
        SELECT n.entity, least(n.id, o.of_id) AS a, greatest(n.id, o.of_id) AS b,
            jsonb_agg(DISTINCT jsonb_build_array(CASE WHEN k.kind = 'phone' AND n.entity = 'contact' THEN 'mobile' ELSE k.kind END, 100)) AS reasons
        FROM noted n JOIN crm.duplicate_key k ON k.entity = n.entity AND k.of_id = n.id
        JOIN crm.duplicate_key o ON o.kind = k.kind AND o.key = k.key AND o.entity = k.entity AND o.of_id <> k.of_id
        WHERE EXISTS (SELECT FROM crm.duplicate_rule r WHERE r.entity = n.entity AND r.kind = k.kind AND 'refuse' IN (r.by_hand, r.by_import)
                AND (r.states = '{}' OR r.states && crm.states_of(n.entity, o.of_id)))
            AND (k.kind <> 'name' OR (SELECT crm.places_agree(x.name, y.name) FROM crm.customer x, crm.customer y WHERE x.id = n.id AND y.id = o.of_id))
        GROUP BY 1, 2, 3),
    kept AS (
        INSERT INTO crm.duplicate_pair AS d (entity, a_id, b_id, score, reasons) SELECT entity, a, b, 100, reasons FROM found
        ON CONFLICT (entity, a_id, b_id) DO UPDATE SET score = 100, reasons = excluded.reasons WHERE d.verdict = '' AND d.score < 100 RETURNING entity, reasons)
    INSERT INTO crm.notice (employee_id, kind, text)
    SELECT e.id, 'let_in', count(*) FROM crm.effective_right r JOIN crm.employee e ON e.id = r.employee_id JOIN pg_catalog.pg_roles p ON p.rolname = e.login, kept k
    WHERE r.module = 'quality' AND r.action = 'view' AND r.scope = 'all' AND e.status = 'active'
        AND EXISTS (SELECT FROM crm.effective_right v WHERE v.employee_id = e.id AND v.module = k.entity AND v.action = 'view' AND v.scope = 'all')
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(k.reasons) x
            WHERE CASE x ->> 0 WHEN 'mobile' THEN 'phone' ELSE x ->> 0 END <> ALL (crm.kinds_read_by(p.rolname, k.entity)))
    GROUP BY e.id;
END $$;

-- Not the same: remembered, whoever looks for duplicates again.
CREATE OR REPLACE FUNCTION crm.judge_pair(of_table text, one bigint, two bigint, is_different boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF of_table NOT IN ('customer', 'contact') OR one IS NULL OR two IS NULL OR one = two
        OR NOT crm.sees(of_table, one, 'edit') OR NOT crm.sees(of_table, two, 'edit') THEN PERFORM crm.deny('judge_needs_edit'); END IF;
    INSERT INTO crm.duplicate_pair (entity, a_id, b_id, score, verdict, judged_by)
    VALUES (of_table, least(one, two), greatest(one, two), 0, CASE WHEN is_different THEN 'different' ELSE '' END, session_user)
    ON CONFLICT (entity, a_id, b_id) DO UPDATE SET verdict = excluded.verdict, judged_by = excluded.judged_by, at = now();
END $$;

-- The pairs that are still open, the surest first, of those records that the caller sees, compared by what he reads: else he would learn
-- that a number is the right one. Whoever may not read names has their numbers.
CREATE OR REPLACE FUNCTION crm.open_pairs(of_table text, n int DEFAULT 500)
RETURNS TABLE (a_id bigint, b_id bigint, score int, reasons jsonb, a_name text, b_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE every boolean := crm.my_scope(of_table, 'view') = 'all'; mine bigint[] := crm.visible_owners(of_table, 'view');
    unread text[];
    names text := CASE WHEN crm.reads(of_table, '{name}') THEN 'a.name, b.name' ELSE $n$'#' || a.id, '#' || b.id$n$ END;
BEGIN
    IF of_table NOT IN ('customer', 'contact') OR NOT crm.may('quality', 'view') OR NOT crm.may(of_table, 'view') THEN RETURN; END IF;
    unread := ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', of_table)) AND a.attnum > 0
            AND a.attname <> 'name' AND NOT crm.reads(of_table, ARRAY[a.attname::text]))
        || CASE WHEN 'phone' = ANY (crm.kinds_read(of_table)) THEN '{}' ELSE '{phone,mobile,fax,further_phones}'::text[] END
        || CASE WHEN 'email' = ANY (crm.kinds_read(of_table)) THEN '{}' ELSE '{email,further_emails}'::text[] END;
    RETURN QUERY EXECUTE format('SELECT p.a_id, p.b_id, p.score, p.reasons, %2$s FROM crm.duplicate_pair p
        JOIN crm.%1$I a ON a.id = p.a_id JOIN crm.%1$I b ON b.id = p.b_id
        WHERE p.entity = %1$L AND p.verdict = '''' AND p.score > 0 AND NOT EXISTS (SELECT FROM jsonb_array_elements(p.reasons) r WHERE split_part(r ->> 0, ''.'', 1) = ANY ($4))
            AND ($1 OR a.owner_id = ANY ($2) AND b.owner_id = ANY ($2))
        ORDER BY p.score DESC, p.a_id, p.b_id LIMIT $3', of_table, names) USING every, mine, least(greatest(n, 0), 2000), unread;
END $$;

GRANT EXECUTE ON FUNCTION crm.duplicate_candidates(text, int), crm.keep_duplicate_pairs(text, jsonb, boolean),
    crm.judge_pair(text, bigint, bigint, boolean), crm.open_pairs(text, int) TO :"employee";
