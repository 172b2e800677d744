-- What each person achieved on each day, kept beside the records: a ranking of a year reads days, not orders. A change adds a row of
-- the difference, so that nobody waits for a colleague's; the day's run makes one of several. No keys: they are never asked one by one.

-- What counts among these rows of opportunities or orders, one by one.
CREATE OR REPLACE FUNCTION crm.achieved_among(of_table text, source text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT format(CASE of_table
        WHEN 'opportunity' THEN 'SELECT outcome AS kind, owner_id, closed_on AS day, amount, currency FROM %s WHERE outcome IN (''won'', ''lost'') AND closed_on IS NOT NULL'
        WHEN 'sales_order' THEN 'SELECT ''orders'' AS kind, owner_id, ordered_on AS day, amount, currency FROM %s WHERE state IN (''confirmed'', ''delivered'', ''closed'')'
        END, source)
$$;

-- What opportunities and orders there are come to, by kind, day, owner and currency.
DROP FUNCTION IF EXISTS crm.achievements_of_records();
CREATE FUNCTION crm.achievements_of_records() RETURNS TABLE (kind text, owner_id bigint, day date, amount bigint, number bigint, currency text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT kind, owner_id, day, sum(amount)::bigint, count(*), currency FROM (%s UNION ALL %s) a GROUP BY 1, 2, 3, 6',
        crm.achieved_among('opportunity', 'crm.opportunity'), crm.achieved_among('sales_order', 'crm.sales_order'));
END $$;

-- For what was loaded without triggers.
CREATE OR REPLACE FUNCTION crm.fill_achievements() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    DELETE FROM crm.achievement;
    INSERT INTO crm.achievement (kind, owner_id, day, amount, number, currency)
    SELECT * FROM crm.achievements_of_records() ORDER BY kind, day, owner_id, currency
$$;

CREATE OR REPLACE FUNCTION crm.join_achievements() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH several AS (SELECT kind, day, owner_id, currency FROM crm.achievement GROUP BY 1, 2, 3, 4 HAVING count(*) > 1),
    gone AS (DELETE FROM crm.achievement a USING several s WHERE (a.kind, a.day, a.currency) = (s.kind, s.day, s.currency)
        AND a.owner_id IS NOT DISTINCT FROM s.owner_id RETURNING a.*)
    INSERT INTO crm.achievement (kind, owner_id, day, amount, number, currency)
    SELECT kind, owner_id, day, sum(amount), sum(number), currency FROM gone GROUP BY 1, 2, 3, 6 HAVING sum(amount) <> 0 OR sum(number) <> 0
$$;

-- A function a table, so that its plans are kept: an order is saved more often than a ranking is read.
DO $do$
DECLARE name text; event text;
BEGIN
    FOREACH name IN ARRAY ARRAY['opportunity', 'sales_order'] LOOP
        EXECUTE format($make$
            CREATE OR REPLACE FUNCTION crm.tg_%1$s_achievement() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
            DECLARE gained crm.achievement[]; lost crm.achievement[];
            BEGIN
                IF TG_OP <> 'DELETE' THEN
                    gained := ARRAY(SELECT (kind, owner_id, day, sum(amount), count(*), currency)::crm.achievement FROM (%2$s) n GROUP BY kind, owner_id, day, currency);
                END IF;
                IF TG_OP <> 'INSERT' THEN
                    lost := ARRAY(SELECT (kind, owner_id, day, sum(amount), count(*), currency)::crm.achievement FROM (%3$s) o GROUP BY kind, owner_id, day, currency);
                END IF;
                IF gained IS DISTINCT FROM lost THEN
                    INSERT INTO crm.achievement (kind, owner_id, day, amount, number, currency)
                    SELECT kind, owner_id, day, sum(sign * amount), sum(sign * number), currency
                    FROM (SELECT 1 AS sign, g.* FROM unnest(gained) g UNION ALL SELECT -1, l.* FROM unnest(lost) l) d
                    GROUP BY kind, owner_id, day, currency HAVING sum(sign * amount) <> 0 OR sum(sign * number) <> 0;
                END IF;
                RETURN NULL;
            END $$ $make$, name, crm.achieved_among(name, 'new_rows'), crm.achieved_among(name, 'old_rows'));
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            EXECUTE format('CREATE OR REPLACE TRIGGER t60_achievement_%1$s AFTER %1$s ON crm.%2$s REFERENCING %3$s
                FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_%2$s_achievement()', lower(event), name,
                CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows' WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
                    ELSE 'NEW TABLE AS new_rows OLD TABLE AS old_rows' END);
        END LOOP;
    END LOOP;
END $do$;
DROP FUNCTION IF EXISTS crm.tg_achievement();

-- The sums of each span of days (both included, numbered from 1), by month, owner and currency: of exactly the records that the caller may see.
-- What he helps with is read record by record: it is little, and other people's sums would hold more than he sees.
DROP FUNCTION IF EXISTS crm.achieved(date[], date[]);
CREATE FUNCTION crm.achieved(from_on date[], to_on date[])
RETURNS TABLE (span int, kind text, owner_id bigint, month date, amount bigint, number bigint, currency text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t record; every boolean; mine bigint[]; lent bigint[] := crm.helped('view');
BEGIN
    FOR t IN SELECT * FROM (VALUES ('opportunity', '{won,lost}'::text[], '{amount,currency,outcome,closed_on,owner_id}'::text[]),
        ('sales_order', '{orders}', '{amount,currency,state,ordered_on,owner_id}')) v(name, kinds, columns) LOOP
        CONTINUE WHEN NOT crm.reads(t.name, t.columns);
        every := current_setting('is_superuser') = 'on' OR crm.my_scope(t.name, 'view') = 'all';
        mine := crm.visible_owners(t.name, 'view');
        RETURN QUERY SELECT s.n::int, a.kind, a.owner_id, date_trunc('month', a.day::timestamp)::date, sum(a.amount)::bigint,
            sum(a.number)::bigint, a.currency
        FROM unnest(from_on, to_on) WITH ORDINALITY s(first, last, n)
        JOIN crm.achievement a ON a.kind = ANY (t.kinds) AND a.day BETWEEN greatest(s.first, '0001-01-01') AND least(s.last, '9999-12-31')
        WHERE every OR a.owner_id = ANY (mine) GROUP BY 1, 2, 3, 4, 7;
        CONTINUE WHEN every OR lent = '{}';
        RETURN QUERY EXECUTE format('SELECT s.n::int, r.kind, r.owner_id, date_trunc(''month'', r.day::timestamp)::date, sum(r.amount)::bigint, count(*), r.currency
            FROM unnest($1, $2) WITH ORDINALITY s(first, last, n) JOIN (%s OFFSET 0) r
            ON r.day BETWEEN greatest(s.first, ''0001-01-01'') AND least(s.last, ''9999-12-31'') GROUP BY 1, 2, 3, 4, 7', crm.achieved_among(t.name,
            format('(SELECT * FROM crm.%I WHERE customer_id = ANY ($3) AND (owner_id = ANY ($4)) IS NOT TRUE) x', t.name)))
            USING from_on, to_on, lent, mine;
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION crm.achieved(date[], date[]) TO :"employee";
