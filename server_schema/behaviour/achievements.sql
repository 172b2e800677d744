-- What each person achieved on each day, kept beside the records: a ranking of a year reads days, not orders. A change adds a row of
-- the difference, so that nobody waits for a colleague's; the day's run makes one of several. No keys: they are never asked one by one.

-- What opportunities and orders there are come to, by kind, day and owner.
CREATE OR REPLACE FUNCTION crm.achievements_of_records() RETURNS TABLE (kind text, owner_id bigint, day date, amount bigint, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT outcome, owner_id, closed_on, sum(amount)::bigint, count(*) FROM crm.opportunity
    WHERE outcome IN ('won', 'lost') AND closed_on IS NOT NULL GROUP BY 1, 2, 3
    UNION ALL SELECT 'orders', owner_id, ordered_on, sum(amount)::bigint, count(*) FROM crm.sales_order
    WHERE state IN ('confirmed', 'delivered', 'closed') GROUP BY 2, 3
$$;

-- For what was loaded without triggers.
CREATE OR REPLACE FUNCTION crm.fill_achievements() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    DELETE FROM crm.achievement;
    INSERT INTO crm.achievement (kind, owner_id, day, amount, number) SELECT * FROM crm.achievements_of_records() ORDER BY kind, day, owner_id
$$;

CREATE OR REPLACE FUNCTION crm.join_achievements() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH several AS (SELECT kind, day, owner_id FROM crm.achievement GROUP BY 1, 2, 3 HAVING count(*) > 1),
    gone AS (DELETE FROM crm.achievement a USING several s WHERE (a.kind, a.day) = (s.kind, s.day) AND a.owner_id IS NOT DISTINCT FROM s.owner_id
        RETURNING a.*)
    INSERT INTO crm.achievement (kind, owner_id, day, amount, number) SELECT kind, owner_id, day, sum(amount), sum(number) FROM gone
    GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 OR sum(number) <> 0
$$;

CREATE OR REPLACE FUNCTION crm.tg_achievement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE gained crm.achievement[]; lost crm.achievement[];
BEGIN
    IF TG_TABLE_NAME = 'opportunity' THEN
        IF TG_OP <> 'DELETE' THEN
            gained := ARRAY(SELECT (outcome, owner_id, closed_on, sum(amount), count(*))::crm.achievement FROM new_rows
                WHERE outcome IN ('won', 'lost') AND closed_on IS NOT NULL GROUP BY outcome, owner_id, closed_on);
        END IF;
        IF TG_OP <> 'INSERT' THEN
            lost := ARRAY(SELECT (outcome, owner_id, closed_on, sum(amount), count(*))::crm.achievement FROM old_rows
                WHERE outcome IN ('won', 'lost') AND closed_on IS NOT NULL GROUP BY outcome, owner_id, closed_on);
        END IF;
    ELSE
        IF TG_OP <> 'DELETE' THEN
            gained := ARRAY(SELECT ('orders', owner_id, ordered_on, sum(amount), count(*))::crm.achievement FROM new_rows
                WHERE state IN ('confirmed', 'delivered', 'closed') GROUP BY owner_id, ordered_on);
        END IF;
        IF TG_OP <> 'INSERT' THEN
            lost := ARRAY(SELECT ('orders', owner_id, ordered_on, sum(amount), count(*))::crm.achievement FROM old_rows
                WHERE state IN ('confirmed', 'delivered', 'closed') GROUP BY owner_id, ordered_on);
        END IF;
    END IF;
    IF gained IS DISTINCT FROM lost THEN
        INSERT INTO crm.achievement (kind, owner_id, day, amount, number)
        SELECT kind, owner_id, day, sum(sign * amount), sum(sign * number)
        FROM (SELECT 1 AS sign, g.* FROM unnest(gained) g UNION ALL SELECT -1, l.* FROM unnest(lost) l) d
        GROUP BY kind, owner_id, day HAVING sum(sign * amount) <> 0 OR sum(sign * number) <> 0;
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE name text; event text;
BEGIN
    FOREACH name IN ARRAY ARRAY['opportunity', 'sales_order'] LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            EXECUTE format('CREATE OR REPLACE TRIGGER t60_achievement_%s AFTER %s ON crm.%s REFERENCING %s
                FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_achievement()', lower(event), event, name,
                CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows' WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
                    ELSE 'NEW TABLE AS new_rows OLD TABLE AS old_rows' END);
        END LOOP;
    END LOOP;
END $$;

-- The sums of each span of days (both included, numbered from 1), by month and owner: of exactly the records that the caller may see.
-- What he helps with is read record by record: it is little, and other people's sums would hold more than he sees.
CREATE OR REPLACE FUNCTION crm.achieved(from_on date[], to_on date[])
RETURNS TABLE (span int, kind text, owner_id bigint, month date, amount bigint, number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t record; every boolean; mine bigint[]; lent bigint[] := crm.helped('view');
BEGIN
    FOR t IN SELECT * FROM (VALUES ('opportunity', '{won,lost}'::text[], '{amount,outcome,closed_on,owner_id}'::text[]),
        ('sales_order', '{orders}', '{amount,state,ordered_on,owner_id}')) v(name, kinds, columns) LOOP
        CONTINUE WHEN NOT crm.reads(t.name, t.columns);
        every := current_setting('is_superuser') = 'on' OR crm.my_scope(t.name, 'view') = 'all';
        mine := crm.visible_owners(t.name, 'view');
        RETURN QUERY SELECT s.n::int, a.kind, a.owner_id, date_trunc('month', a.day::timestamp)::date, sum(a.amount)::bigint, sum(a.number)::bigint
        FROM unnest(from_on, to_on) WITH ORDINALITY s(first, last, n)
        JOIN crm.achievement a ON a.kind = ANY (t.kinds) AND a.day BETWEEN greatest(s.first, '0001-01-01') AND least(s.last, '9999-12-31')
        WHERE every OR a.owner_id = ANY (mine) GROUP BY 1, 2, 3, 4;
        CONTINUE WHEN every OR lent = '{}';
        RETURN QUERY SELECT s.n::int, r.kind, r.owner_id, date_trunc('month', r.day::timestamp)::date, sum(r.amount)::bigint, count(*)
        FROM unnest(from_on, to_on) WITH ORDINALITY s(first, last, n) JOIN (
            SELECT o.outcome AS kind, o.owner_id, o.closed_on AS day, o.amount FROM crm.opportunity o
            WHERE t.name = 'opportunity' AND o.customer_id = ANY (lent) AND o.outcome IN ('won', 'lost') AND (o.owner_id = ANY (mine)) IS NOT TRUE
            UNION ALL SELECT 'orders', o.owner_id, o.ordered_on, o.amount FROM crm.sales_order o
            WHERE t.name = 'sales_order' AND o.customer_id = ANY (lent) AND o.state IN ('confirmed', 'delivered', 'closed')
                AND (o.owner_id = ANY (mine)) IS NOT TRUE OFFSET 0) r
            ON r.day BETWEEN greatest(s.first, '0001-01-01') AND least(s.last, '9999-12-31') GROUP BY 1, 2, 3, 4;
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION crm.achieved(date[], date[]) TO :"employee";
