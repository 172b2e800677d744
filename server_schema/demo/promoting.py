"""Let some of the Demo company's orders use its promotions: worked out by the database, written down as if it had been then."""

from __future__ import annotations

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

#: orders of each promotion that are looked at
MOST = 60

#: those that followed an opportunity stay: what was won is what was ordered
_CHOSEN = """
SELECT setval(pg_get_serial_sequence('crm.sales_order_line', 'id'), max(id)) FROM crm.sales_order_line;
ANALYZE crm.customer, crm.product, crm.price, crm.sales_order, crm.sales_order_line;
CREATE TEMP TABLE chosen ON COMMIT DROP AS SELECT DISTINCT o.id, o.state FROM crm.promotion p, LATERAL (
    SELECT s.id, s.state FROM crm.sales_order s WHERE s.ordered_on BETWEEN p.valid_from AND p.valid_to
    AND s.opportunity_id IS NULL AND s.state <> 'cancelled' ORDER BY s.ordered_on DESC, s.id DESC LIMIT %(most)s) o
"""
_PRICES = """
UPDATE crm.sales_order_line l SET unit_price = n.unit_price, promotion_shares = n.shares,
    promotion = (SELECT string_agg(p.name, ' + ' ORDER BY p.priority DESC, p.id) FROM crm.promotion p WHERE n.shares ? p.id::text)
FROM (SELECT s.id, f.unit_price, f.explanation -> 'promotions' AS shares
    FROM chosen JOIN crm.sales_order o USING (id) JOIN crm.sales_order_line s ON s.order_id = o.id AND s.discount = 0
    CROSS JOIN LATERAL crm.price_for(s.product_id, o.customer_id, s.quantity, o.ordered_on, o.price_list_id, s.unit, true) f
    WHERE f.explanation ? 'promotions') n
WHERE l.id = n.id
"""
#: only a draft is given anything
_GIVEN = """
UPDATE crm.sales_order o SET state = 'draft' FROM chosen c WHERE c.id = o.id;
SELECT crm.apply_promotions(id) FROM (SELECT id FROM chosen ORDER BY id) c;
UPDATE crm.sales_order o SET state = c.state FROM chosen c WHERE c.id = o.id
"""
#: what triggers would have done
_FOLLOWED = """
UPDATE crm.sales_order_line l SET owner_id = o.owner_id, customer_owner_id = o.customer_owner_id, created_at = o.created_at, created_by = o.created_by,
    updated_at = o.created_at, updated_by = o.created_by
FROM crm.sales_order o WHERE o.id = l.order_id AND l.free_of IS NOT NULL;
INSERT INTO crm.sales_order_cost (line_id, order_id, owner_id, customer_owner_id, unit_cost, cost)
SELECT l.id, l.order_id, l.owner_id, l.customer_owner_id, c.cost, round(c.cost * l.base_quantity * 100)
FROM crm.sales_order_line l JOIN crm.product_cost c USING (product_id) WHERE l.free_of IS NOT NULL;
UPDATE crm.sales_order o SET amount = s.amount - o.promotion_off,
    tax_amount = CASE WHEN o.promotion_off = 0 THEN s.tax ELSE round(s.tax * (s.amount - o.promotion_off) / s.amount) END
FROM (SELECT l.order_id, sum(l.amount)::bigint AS amount, sum(round(l.amount * l.tax_rate / (100 + l.tax_rate))) AS tax
    FROM chosen c JOIN crm.sales_order_line l ON l.order_id = c.id GROUP BY 1) s WHERE s.order_id = o.id;
INSERT INTO crm.promotion_use (promotion_id, order_id, owner_id, customer_owner_id, amount, at)
SELECT k.key::bigint, o.id, o.owner_id, o.customer_owner_id, sum(k.value::bigint), o.confirmed_at
FROM chosen JOIN crm.sales_order o USING (id)
CROSS JOIN LATERAL (SELECT o.promotion_shares AS shares UNION ALL
    SELECT l.promotion_shares FROM crm.sales_order_line l WHERE l.order_id = o.id) g
CROSS JOIN LATERAL jsonb_each_text(g.shares) k WHERE o.state <> 'draft' GROUP BY 1, 2 ORDER BY 2, 1
"""


def load(connection: Connection) -> None:
    """Let the newest orders of each promotion's time have what it gives."""
    with connection.cursor() as cursor:
        cursor.execute(_CHOSEN, {"most": MOST})
        for step in (_PRICES, _GIVEN, _FOLLOWED):
            cursor.execute(step)
