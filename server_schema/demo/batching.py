"""Keep some of the Demo company's goods by batch: one for each quarter, from which that quarter's orders went out."""

from __future__ import annotations

from datetime import date

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

TABLES = ("product_batch",)
#: quarters back from today for which something was received
QUARTERS = 8

_KEPT = """
UPDATE crm.product SET by_batch = true WHERE id IN (SELECT id FROM (SELECT p.id, row_number() OVER (PARTITION BY p.class_id ORDER BY p.id) AS n
    FROM crm.product p JOIN crm.product_class c ON c.id = p.class_id WHERE c.code IN ('SU-TON', 'PA-UPS') AND p.status = 'on_sale') k WHERE n <= 6)
"""
#: what is left of older ones was written off, but for a little; what a draft says may change
_RECEIVED = """
WITH quarters AS (SELECT (date_trunc('quarter', %(today)s::date) - q * interval '3 months')::date AS day, q FROM generate_series(0, %(back)s) q),
taken AS (SELECT l.product_id, date_trunc('quarter', o.ordered_on)::date AS day, sum(l.base_quantity) FILTER (WHERE o.state <> 'cancelled') AS sold
    FROM crm.sales_order_line l JOIN crm.sales_order o ON o.id = l.order_id JOIN crm.product p ON p.id = l.product_id AND p.by_batch
    WHERE o.state NOT IN ('draft', 'cancelled') GROUP BY 1, 2)
INSERT INTO crm.product_batch (product_id, code, supplier_id, received_on, made_on, expires_on, quantity, sold, state, block_reason, tokens,
    created_at, created_by, updated_at, updated_by)
SELECT p.id, b.code, (SELECT k.supplier_id FROM crm.product_cost k WHERE k.product_id = p.id), q.day, q.day - 45, q.day - 45 + 540 + (p.id %% 5)::int * 60,
    ceil(coalesce(t.sold, 0)) + CASE WHEN q.q = 0 THEN 40 + p.id %% 7 * 5 WHEN q.q = 1 THEN 12 WHEN p.id %% 3 = 0 THEN 1 + q.q %% 3 ELSE 1 END,
    coalesce(t.sold, 0), b.state, CASE b.state WHEN 'blocked' THEN '厂家召回：密封不良' ELSE '' END, crm.tokens(b.code, b.code, NULL),
    q.day, m.login, q.day, m.login
FROM crm.product p CROSS JOIN quarters q LEFT JOIN taken t ON (t.product_id, t.day) = (p.id, q.day)
CROSS JOIN LATERAL (SELECT to_char(q.day - 45, 'YYMM') || '-' || lpad((p.id * 7 %% 1000)::text, 3, '0') AS code,
    CASE WHEN q.q = 2 AND p.id = (SELECT max(id) FROM crm.product WHERE by_batch) THEN 'blocked' ELSE 'usable' END AS state) b
CROSS JOIN (SELECT min(e.login) AS login FROM crm.employee e JOIN crm.employee_role x ON x.employee_id = e.id
    JOIN crm.role r ON r.id = x.role_id WHERE r.code = 'product_maintainer') m
WHERE p.by_batch ORDER BY p.id, q.day;
UPDATE crm.sales_order_line l SET batch_id = b.id FROM crm.sales_order o, crm.product_batch b
WHERE o.id = l.order_id AND o.state NOT IN ('draft', 'cancelled') AND b.product_id = l.product_id AND b.received_on = date_trunc('quarter', o.ordered_on)::date
"""


def load(connection: Connection, today: date) -> None:
    """Receive the batches and let confirmed orders of their time name them; drafts name none yet."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT)
        cursor.execute(_RECEIVED, {"today": today, "back": QUARTERS})
