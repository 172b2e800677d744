"""Pools with what lies in them, helpers, limits and absences of the Demo company.

Written with the triggers at work, for a few customers whatever the size of the set: owners, tokens and histories follow by
themselves. Who did it is told afterwards, so that the trail shows employees and no superuser.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date

from crm_desktop.db.connect import connected

_POOLS = """
INSERT INTO crm.customer_pool (name, position, claims_per_day, wait_former_days, wait_new_hours, warn_days, note) VALUES
    ('销售公海', 1, 5, 30, 12, 7, '销售一部、二部、三部共用'), ('大客户公海', 2, 2, 90, 24, 14, '只供大客户销售领取');
INSERT INTO crm.pool_member (pool_id, department_id, is_admin) SELECT p.id, d.id, false FROM crm.customer_pool p JOIN crm.department d
    ON (p.position, d.name) IN ((1, '销售部'), (2, '销售一部'));
INSERT INTO crm.pool_member (pool_id, employee_id, is_admin) SELECT p.id, e.id, true FROM crm.customer_pool p, crm.department d, crm.employee e
    WHERE d.name = CASE p.position WHEN 1 THEN '销售部' ELSE '销售一部' END AND e.id = d.head_id;
INSERT INTO crm.pool_rule (pool_id, clock, days, grade) SELECT p.id, v.clock, v.days, v.grade FROM crm.customer_pool p, (VALUES
    ('action', 180, ''), ('action', 365, 'A'), ('opportunity', 720, ''), ('order', 900, '')) v(clock, days, grade) WHERE p.position = 1;
INSERT INTO crm.pool_rule (pool_id, clock, days) SELECT id, 'action', 365 FROM crm.customer_pool WHERE position = 2;
INSERT INTO crm.holding_limit (kind, department_id, most, spare_ordered) SELECT v.kind, d.id, v.most, v.spare FROM crm.department d, (VALUES
    ('owned', 400000, true), ('locked', 20, false)) v(kind, most, spare) WHERE d.name = '销售部';
"""
#: those that nobody will miss: small, without open work; each fell in or was given up some weeks ago
_POOLED = """
UPDATE crm.customer c SET owner_id = NULL, pool_id = p.id, pool_reason = (ARRAY['rule:action:180', 'rule:order:900',
        '多次联系无人接听', 'rule:action:180', '对方暂无采购计划', 'rule:opportunity:720'])[1 + c.id % 6]
FROM crm.customer_pool p, (SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id JOIN crm.employee_role r ON r.employee_id = e.id
    JOIN crm.role o ON o.id = r.role_id AND o.code = 'sales_rep' WHERE c.grade IN ('C', 'D') AND c.id % 7 = 3 AND NOT EXISTS (
        SELECT FROM crm.opportunity o WHERE o.customer_id = c.id AND o.outcome = 'open') ORDER BY c.id LIMIT 60) v
WHERE c.id = v.id AND p.position = CASE WHEN c.id % 5 = 0 THEN 2 ELSE 1 END;
UPDATE crm.customer SET received_at = timestamptz '{now}' - make_interval(days => (2 + id % 60)::int, hours => (id % 9)::int) WHERE pool_id IS NOT NULL;
"""
#: some went from hand to hand, with the former owner still helping
_HANDED = """
UPDATE crm.customer c SET owner_id = v.other FROM (SELECT c.id, (SELECT e.id FROM crm.employee e WHERE e.superior_id = o.superior_id
        AND e.id <> o.id ORDER BY (e.id + c.id) % 7, e.id LIMIT 1) AS other FROM crm.customer c JOIN crm.employee o ON o.id = c.owner_id
    WHERE c.id % 11 = 4 AND c.grade IN ('A', 'B') ORDER BY c.id LIMIT 24) v WHERE c.id = v.id AND v.other IS NOT NULL;
INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on, note) SELECT h.customer_id, h.holder_id,
        CASE h.customer_id % 3 WHEN 0 THEN 'write' ELSE 'read' END, date '{day}' + 10 + (h.customer_id % 50)::int, '交接期间协助'
    FROM crm.customer_holding h WHERE h.to_at IS NOT NULL AND h.holder_id IS NOT NULL AND h.customer_id % 11 = 4;
UPDATE crm.customer SET locked = true WHERE id IN (SELECT id FROM crm.customer WHERE grade = 'A' AND owner_id IS NOT NULL ORDER BY id LIMIT 12);
"""
_WHEN = """
UPDATE crm.customer_holding h SET from_at = CASE h.how WHEN 'first' THEN c.created_at ELSE v.at END, to_at = CASE h.how WHEN 'first' THEN v.at END,
    created_by = coalesce((SELECT login FROM crm.employee e WHERE e.id = v.by), h.created_by)
FROM crm.customer c, LATERAL (SELECT CASE WHEN c.pool_id IS NULL THEN timestamptz '{now}' - make_interval(days => (5 + c.id % 80)::int) ELSE c.received_at END AS at,
    (SELECT e.superior_id FROM crm.employee e JOIN crm.customer_holding f ON f.holder_id = e.id WHERE f.customer_id = c.id ORDER BY f.id LIMIT 1) AS by) v
WHERE c.id = h.customer_id;
UPDATE crm.timeline_entry t SET happened_at = h.from_at, employee_id = CASE WHEN t.kind LIKE 'no\\_%' THEN NULL
        ELSE (SELECT e.id FROM crm.employee e WHERE e.login = h.created_by) END
FROM crm.customer_holding h WHERE h.customer_id = t.customer_id AND h.how = t.kind;
UPDATE crm.customer_holding SET reason = '区域调整' WHERE how = 'assigned' AND customer_id % 2 = 0;
UPDATE crm.customer c SET received_at = h.from_at FROM crm.customer_holding h WHERE h.customer_id = c.id AND h.to_at IS NULL;
"""
#: what the triggers wrote of today and of the superuser
_STAMPS = """
SET LOCAL session_replication_role = replica;
UPDATE crm.customer c SET updated_at = h.from_at, updated_by = h.created_by FROM crm.customer_holding h WHERE h.customer_id = c.id AND h.to_at IS NULL;
UPDATE crm.customer SET updated_at = received_at WHERE locked;
UPDATE crm.customer SET pool_due_on = date '{day}' + 1 + (id % 5)::int WHERE id <= 20000 AND pool_due_on IS NOT NULL AND id % 3 = 0;
UPDATE crm.pool_due d SET due_on = c.pool_due_on FROM crm.customer c WHERE c.id <= 20000 AND c.id = d.customer_id AND c.pool_due_on IS NOT NULL;
"""
_AWAY = """
INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on, note)
SELECT e.id, (SELECT o.id FROM crm.employee o WHERE o.superior_id = e.superior_id AND o.id <> e.id ORDER BY o.id LIMIT 1),
    date '{day}' - v.before, date '{day}' + v.after, v.note
FROM (SELECT e.*, row_number() OVER (ORDER BY e.id DESC) AS n FROM crm.employee e JOIN crm.employee_role r ON r.employee_id = e.id
    JOIN crm.role o ON o.id = r.role_id AND o.code = 'sales_rep') e
JOIN (VALUES (1, 1, 4, '年假'), (2, 0, 2, '外出培训'), (3, -5, 9, '婚假')) v(n, before, after, note) ON v.n = e.n;
UPDATE crm.employee e SET stand_in_id = (SELECT o.id FROM crm.employee o WHERE o.superior_id = e.superior_id AND o.id <> e.id ORDER BY o.id LIMIT 1)
WHERE e.superior_id IS NOT NULL;
"""
#: a third of a large set is warned of at once: without triggers, and before there are indexes to keep
_WARNED = """
SET LOCAL session_replication_role = replica;
SELECT crm.plan_pool(crm.today());
UPDATE crm.customer c SET pool_due_on = d.due_on FROM crm.pool_due d WHERE d.customer_id = c.id;
DELETE FROM crm.pool_work;
"""


def load_pools(dsn: str) -> None:
    """Make the pools and work out what is about to fall in: before the indexes of the customers."""
    _write(dsn, _POOLS, _WARNED)


def load(dsn: str, today: date) -> None:
    """Write who went from hand to hand, and what of it the pools concerns."""
    given = {"day": today.isoformat(), "now": f"{today.isoformat()} 09:30:00+08"}
    scripts = (_POOLED, _HANDED, _WHEN, _AWAY, "SELECT crm.run_pool(2000)", _STAMPS)
    _write(dsn, *(s.replace("{day}", given["day"]).replace("{now}", given["now"]) for s in scripts))


def _write(dsn: str, *scripts: str) -> None:
    """Run *scripts* in one transaction that leaves no trace of the superuser in the trail."""
    with closing(connected(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for script in scripts:
            cursor.execute(script)
        cursor.execute("DELETE FROM crm.notice WHERE kind IN ('assigned', 'recycled', 'pool_soon')")
        cursor.execute("DELETE FROM crm.audit WHERE xid = pg_current_xact_id() AND at >= now()")
