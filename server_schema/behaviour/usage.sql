-- Who uses the program how much: logins from the session log, entries from the audit trail, within the right to see usage.

-- One row per employee and day with any activity; *zone* is how far the caller's clock is east of Greenwich. An entry is one save by hand; what was done to many records at once counts apart.
CREATE OR REPLACE FUNCTION crm.usage(from_at timestamptz, to_at timestamptz, zone interval)
RETURNS TABLE (employee_id bigint, day date, logins bigint, entries bigint, bulk bigint, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH people AS MATERIALIZED (
        SELECT e.id, e.login FROM crm.employee e WHERE e.id = ANY (crm.visible_owners('usage', 'view')) AND e.login IS NOT NULL),
    business AS MATERIALIZED (
        SELECT table_name FROM crm.module_table WHERE ownership <> 'history'),
    many AS MATERIALIZED (
        SELECT b.xid, b.epoch FROM crm.bulk_action b WHERE b.at >= from_at - interval '1 hour' AND b.at < to_at),
    saves AS (
        SELECT p.id, (a.at AT TIME ZONE zone)::date AS day, a.xid, a.epoch, max(a.at) AS at
        FROM people p JOIN crm.audit_whole a ON a.login = p.login AND a.at >= from_at AND a.at < to_at
        WHERE a.operation IN ('I', 'U', 'D') AND a.table_name IN (SELECT table_name FROM business) GROUP BY 1, 2, 3, 4),
    counted AS (
        SELECT s.id, s.day, 0 AS logins, count(*) FILTER (WHERE m.xid IS NULL) AS entries, count(m.xid) AS bulk, max(s.at) AS at
        FROM saves s LEFT JOIN many m USING (xid, epoch) GROUP BY 1, 2
        UNION ALL
        SELECT l.employee_id, (l.at AT TIME ZONE zone)::date, count(*), 0, 0, max(l.at)
        FROM crm.session_log l WHERE l.employee_id IN (SELECT id FROM people) AND l.at >= from_at AND l.at < to_at GROUP BY 1, 2)
    SELECT c.id, c.day, sum(c.logins)::bigint, sum(c.entries)::bigint, sum(c.bulk)::bigint, max(c.at) FROM counted c GROUP BY 1, 2
$$;

-- The people whose usage the caller may see, with when they were last there: those who never came too.
CREATE OR REPLACE FUNCTION crm.usage_people()
RETURNS TABLE (employee_id bigint, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT e.id, greatest(
        (SELECT max(l.at) FROM crm.session_log l WHERE l.employee_id = e.id),
        (SELECT max(a.at) FROM crm.audit a WHERE a.login = e.login))
    FROM crm.employee e
    WHERE e.id = ANY (crm.visible_owners('usage', 'view')) AND e.login IS NOT NULL AND e.status <> 'left'
$$;

GRANT EXECUTE ON FUNCTION crm.usage(timestamptz, timestamptz, interval), crm.usage_people() TO :"employee";
