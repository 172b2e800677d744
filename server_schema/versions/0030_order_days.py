"""Orders stand on a timeline by their own day: the index that a page of it is read from."""

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Put the order's day into the index in place of the moment when it was typed."""
    op.execute("DROP INDEX crm.sales_order_customer_created")
    op.execute("CREATE INDEX sales_order_customer_day ON crm.sales_order (customer_id, ordered_on DESC, id DESC)")
