"""Write the audit trail that the last weeks of the Demo company would have left: who entered what, and a bulk action each team."""

from __future__ import annotations

from datetime import timedelta

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from server_schema.demo.world import World

DAYS = 60
#: of each table at most; a large set has a trail of its newest rows only
MOST = 20_000

_TABLES = ("customer", "contact", "action", "opportunity", "sales_order")
_MADE = """
INSERT INTO pg_temp.told SELECT created_at, created_by, '{table}', id, 'I', NULL, to_jsonb(t) - %(hidden)s, NULL
FROM crm.{table} t WHERE created_at >= %(since)s AND created_by <> 'postgres' ORDER BY created_at DESC LIMIT %(most)s
"""
_STAGES = """
INSERT INTO pg_temp.told SELECT s.at, s.by, 'opportunity', s.opportunity_id, 'U',
    jsonb_build_object('stage', s.from_stage), jsonb_build_object('stage', s.to_stage), NULL
FROM crm.opportunity_stage s WHERE s.from_stage <> '' AND s.at >= %(since)s ORDER BY s.at DESC LIMIT %(most)s
"""
#: a team's new customers came to its leader first, who handed them out in one go
_ASSIGNED = """
INSERT INTO pg_temp.told SELECT %(today)s::date - 1 + interval '9 hours' + x.leader * interval '3 minutes', l.login, 'customer', x.id, 'U',
    jsonb_build_object('owner_id', x.leader), jsonb_build_object('owner_id', x.owner_id), x.leader
FROM (SELECT c.id, c.owner_id, e.superior_id AS leader,
        row_number() OVER (PARTITION BY e.superior_id ORDER BY c.created_at DESC) AS place
    FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE c.created_at >= %(since)s AND c.created_at < %(today)s::date - 1 AND e.superior_id IS NOT NULL) x
JOIN crm.employee l ON l.id = x.leader WHERE x.place <= 12
"""
_WRITE = """
WITH numbered AS (
    SELECT t.*, (CASE WHEN many IS NULL THEN 1000 + row_number() OVER (ORDER BY at, table_name, record_id) ELSE many END)::text::xid8 AS xid
    FROM pg_temp.told t),
bulk AS (
    INSERT INTO crm.bulk_action (employee_id, kind, label, xid, at)
    SELECT many, 'assign', 'customer', many::text::xid8, at FROM numbered WHERE many IS NOT NULL GROUP BY many, at)
INSERT INTO crm.audit (at, xid, login, client, address, table_name, record_id, operation, old, new, digest)
SELECT at, xid, login, 'crm-desktop', '192.168.1.0'::inet + 10 + (hashtext(login) & 127), table_name, record_id, operation, old, new,
    crm.audit_digest(at, xid, login, table_name, record_id, operation, old, new)
FROM numbered ORDER BY at, table_name, record_id
"""

#: two weeks of nights, and a drill twelve days ago
_NIGHTS = """
INSERT INTO crm.safety_run (kind, ok, started_at, ended_at, host, file, size, row_count, created_by)
SELECT k.kind, true, d.at + k.after, d.at + k.after + k.took, 'server', CASE k.kind WHEN 'backup' THEN
        '/backup/Demo-' || to_char(d.at, 'YYYYMMDD') || '-020000.crmbackup' ELSE '' END,
    CASE k.kind WHEN 'backup' THEN 41000000 - d.ago * 60000 ELSE 0 END, CASE k.kind WHEN 'check' THEN 0 ELSE 190000 - d.ago * 300 END, 'postgres'
FROM (SELECT ago, %(today)s::date - ago + interval '18 hours' AS at FROM generate_series(1, 14) ago) d
CROSS JOIN (VALUES ('verify', interval '1 s', interval '2.1 s'), ('check', interval '4 s', interval '1.4 s'),
    ('backup', interval '6 s', interval '9.8 s'), ('drill', interval '5 minutes', interval '48 s')) k(kind, after, took)
WHERE k.kind <> 'drill' OR d.ago = 12 ORDER BY d.at, k.after
"""


def load(connection: Connection, world: World) -> None:
    """Write the trail of the last sixty days and seal it."""
    values = {
        "today": world.today,
        "since": world.today - timedelta(days=DAYS),
        "most": MOST,
        "hidden": ["tokens", "sort_key", "updated_at", "updated_by"],
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (at timestamptz, login text, table_name text, record_id bigint, operation text, "
            "old jsonb, new jsonb, many bigint) ON COMMIT DROP"
        )
        for table in _TABLES:
            cursor.execute(_MADE.format(table=table), values)
        cursor.execute(_STAGES, values)
        cursor.execute(_ASSIGNED, values)
        cursor.execute(_WRITE)
        cursor.execute(_NIGHTS, values)
        cursor.execute("SELECT crm.begin_epoch()")  # what is invented is no part of this cluster's transactions
