"""What each person achieved on each day is kept for each currency: yuan and dollars are never added."""

from alembic import op

from server_schema.shape import statements

revision = "0041"
down_revision = "0040"

SHAPE = """
ALTER TABLE crm.achievement ADD COLUMN currency text NOT NULL DEFAULT '';
ALTER TABLE crm.achievement ALTER COLUMN currency DROP DEFAULT;
DELETE FROM crm.achievement;
INSERT INTO crm.achievement (kind, day, owner_id, currency, amount, number)
SELECT outcome, closed_on, owner_id, currency, sum(amount), count(*) FROM crm.opportunity
WHERE outcome IN ('won', 'lost') AND closed_on IS NOT NULL GROUP BY 1, 2, 3, 4
UNION ALL SELECT 'orders', ordered_on, owner_id, currency, sum(amount), count(*) FROM crm.sales_order
WHERE state IN ('confirmed', 'delivered', 'closed') GROUP BY 2, 3, 4 ORDER BY 1, 2, 3, 4;
"""


def upgrade() -> None:
    """Add the column and reckon the sums anew."""
    for sql in statements(SHAPE):
        op.execute(sql)
