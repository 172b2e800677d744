"""Codes that a promotion asks for, how often each was used, and the code of an order."""

from alembic import op

from server_schema.shape import statements, table

revision = "0049"
down_revision = "0048"

COUPON = table(
    "coupon",
    """
    promotion_id bigint NOT NULL REFERENCES crm.promotion ON DELETE CASCADE,
    code text NOT NULL CONSTRAINT coupon_code_is_a_word CHECK (code ~ '^\\S{2,40}$'),
    max_uses int CONSTRAINT coupon_max_uses_positive CHECK (max_uses > 0),
    max_uses_each int CONSTRAINT coupon_max_uses_each_positive CHECK (max_uses_each > 0),
    valid_to date,
    uses int NOT NULL DEFAULT 0,
    note text NOT NULL DEFAULT '',
    CONSTRAINT coupon_code_unique UNIQUE (code),
    CONSTRAINT coupon_uses_within CHECK (uses >= 0 AND (uses <= max_uses) IS NOT FALSE)
""",
)

#: whoever maintains promotions maintains their codes; it is a right of its own, so that others do not see them
OTHERS = """
CREATE INDEX coupon_promotion ON crm.coupon (promotion_id, id);
ALTER TABLE crm.promotion ADD COLUMN needs_coupon boolean NOT NULL DEFAULT false;
ALTER TABLE crm.sales_order ADD COLUMN coupon text NOT NULL DEFAULT '';
ALTER TABLE crm.promotion_use ADD COLUMN coupon_id bigint REFERENCES crm.coupon ON DELETE RESTRICT;
CREATE INDEX promotion_use_coupon ON crm.promotion_use (coupon_id) WHERE coupon_id IS NOT NULL;
INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT DISTINCT r.role_id, 'coupon', a, 'all' FROM crm.right_rule r,
    unnest('{view,create,edit,delete,export,print,bulk_edit}'::text[]) a WHERE r.module = 'price' AND r.action = 'edit' AND r.scope = 'all'
    ON CONFLICT (role_id, module, action) DO NOTHING;
"""


def upgrade() -> None:
    """Create the table; promotions, orders and uses tell of it."""
    for sql in (COUPON, *statements(OTHERS)):
        op.execute(sql)
