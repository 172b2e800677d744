"""What each person achieved on each day is kept as sums: a ranking reads days, not orders. Boxes of helpers are counted by indexes."""

from alembic import op

revision = "0022"
down_revision = "0021"

TABLE = """
CREATE TABLE crm.achievement (
    kind text NOT NULL CHECK (kind IN ('won', 'lost', 'orders')),
    owner_id bigint,
    day date NOT NULL,
    amount bigint NOT NULL,
    number bigint NOT NULL);
INSERT INTO crm.achievement (kind, day, owner_id, amount, number)
SELECT outcome, closed_on, owner_id, sum(amount), count(*) FROM crm.opportunity
WHERE outcome IN ('won', 'lost') AND closed_on IS NOT NULL GROUP BY 1, 2, 3
UNION ALL SELECT 'orders', ordered_on, owner_id, sum(amount), count(*) FROM crm.sales_order
WHERE state IN ('confirmed', 'delivered', 'closed') GROUP BY 2, 3 ORDER BY 1, 2, 3;
CREATE INDEX achievement_day ON crm.achievement (kind, day, owner_id);
-- nothing else read it
DROP INDEX crm.opportunity_closed
"""

#: what the policies of helpers ask of a row stands in the index too: the boxes of the first page are counted without the table
INDEXES = """
DROP INDEX crm.customer_owner_next_contact, crm.customer_owner_pool_due, crm.opportunity_next_contact, crm.opportunity_open_expected,
    crm.sales_order_draft, crm.action_promise;
CREATE INDEX customer_owner_next_contact ON crm.customer (owner_id, next_contact_on) INCLUDE (id);
CREATE INDEX customer_owner_pool_due ON crm.customer (owner_id, pool_due_on) INCLUDE (id) WHERE pool_due_on IS NOT NULL;
CREATE INDEX opportunity_next_contact ON crm.opportunity (owner_id, next_contact_on) INCLUDE (customer_id) WHERE outcome = 'open';
CREATE INDEX opportunity_open_expected ON crm.opportunity (owner_id, expected_on) INCLUDE (customer_id) WHERE outcome = 'open';
CREATE INDEX sales_order_draft ON crm.sales_order (owner_id, id) INCLUDE (customer_id) WHERE state = 'draft';
CREATE INDEX action_promise ON crm.action (employee_id, promise_on) INCLUDE (owner_id, customer_id)
    WHERE promise_on IS NOT NULL AND promise_kept IS NULL
"""


def upgrade() -> None:
    """Create the sums and reckon them once; make the indexes anew."""
    op.execute(TABLE)
    op.execute(INDEXES)
