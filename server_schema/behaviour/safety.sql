-- Backups, drills and checks leave their result here; an administrator whose set is not safe is told at his login.

-- Kept by crm-admin and the page "Safety", which come in as the server's superuser.
CREATE OR REPLACE FUNCTION crm.note_safety(of_kind text, was_ok boolean, began timestamptz, on_host text, in_file text, bytes bigint,
    rows_in_it bigint, more jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    INSERT INTO crm.safety_run (kind, ok, started_at, ended_at, host, file, size, row_count, detail)
    VALUES (of_kind, was_ok, began, clock_timestamp(), on_host, in_file, bytes, rows_in_it, more) RETURNING id
$$;

-- What is overdue: days since the last good backup, the last good drill, the last good verification of the trail.
CREATE OR REPLACE FUNCTION crm.safety_overdue() RETURNS TABLE (what text, days int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT w.kind, l.days FROM (VALUES ('backup', crm.setting_number('backup_days')), ('drill', crm.setting_number('drill_days')),
        ('verify', crm.setting_number('verify_days'))) w(kind, allowed)
    CROSS JOIN LATERAL (SELECT extract(day FROM now() - coalesce((SELECT max(r.ended_at) FROM crm.safety_run r
        WHERE r.kind = w.kind AND r.ok), (SELECT created_at FROM crm.account_set)))::int AS days) l
    WHERE l.days > w.allowed AND crm.my_scope('safety', 'view') = 'all'
$$;

CREATE OR REPLACE FUNCTION crm.warn_of_safety() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    INSERT INTO crm.notice (employee_id, kind, text)
    SELECT crm.me(), 'safety', o.what || ' ' || o.days FROM crm.safety_overdue() o
    WHERE NOT EXISTS (SELECT FROM crm.notice n WHERE n.employee_id = crm.me() AND n.kind = 'safety'
        AND split_part(n.text, ' ', 1) = o.what AND n.created_at > now() - interval '20 hours')
$$;

GRANT EXECUTE ON FUNCTION crm.safety_overdue() TO :"employee";
