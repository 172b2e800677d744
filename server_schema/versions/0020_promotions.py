"""Promotions: what they are for, what they do, how often they may be used, and where they were."""

from alembic import op

from server_schema.shape import statements, table

revision = "0020"
down_revision = "0019"

PROMOTION = table(
    "promotion",
    """
    name text NOT NULL CONSTRAINT promotion_name_required CHECK (btrim(name) <> ''),
    product_id bigint REFERENCES crm.product ON DELETE RESTRICT,
    class_id bigint REFERENCES crm.product_class ON DELETE RESTRICT,
    grade text NOT NULL DEFAULT '',
    region text NOT NULL DEFAULT '',
    filter text NOT NULL DEFAULT '',
    terms jsonb NOT NULL DEFAULT '[]',
    valid_from date NOT NULL DEFAULT current_date,
    valid_to date,
    min_quantity numeric(18,3) NOT NULL DEFAULT 0 CONSTRAINT promotion_min_quantity_not_negative CHECK (min_quantity >= 0 AND min_quantity <> 'NaN'),
    max_quantity numeric(18,3),
    min_amount bigint NOT NULL DEFAULT 0 CONSTRAINT promotion_min_amount_not_negative CHECK (min_amount >= 0),
    max_amount bigint,
    effect text NOT NULL DEFAULT 'percent' CONSTRAINT promotion_effect_known CHECK (effect IN ('percent', 'fixed', 'amount_off', 'free_item')),
    discount numeric(5,2) CONSTRAINT promotion_discount_sensible CHECK (discount > 0 AND discount <= 100),
    price numeric(18,4) CONSTRAINT promotion_price_not_negative CHECK (price >= 0 AND price <> 'NaN'),
    amount_off bigint CONSTRAINT promotion_amount_off_positive CHECK (amount_off > 0),
    buy_quantity numeric(18,3) CONSTRAINT promotion_buy_positive CHECK (buy_quantity > 0 AND buy_quantity <> 'NaN'),
    free_quantity numeric(18,3) CONSTRAINT promotion_free_positive CHECK (free_quantity > 0 AND free_quantity <> 'NaN'),
    free_product_id bigint REFERENCES crm.product ON DELETE RESTRICT,
    repeating boolean NOT NULL DEFAULT true,
    priority int NOT NULL DEFAULT 0,
    stackable boolean NOT NULL DEFAULT false,
    budget bigint CONSTRAINT promotion_budget_positive CHECK (budget > 0),
    max_uses int CONSTRAINT promotion_max_uses_positive CHECK (max_uses > 0),
    max_uses_each int CONSTRAINT promotion_max_uses_each_positive CHECK (max_uses_each > 0),
    retired boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    CONSTRAINT promotion_one_target CHECK (product_id IS NULL OR class_id IS NULL),
    CONSTRAINT promotion_dates_ordered CHECK (valid_from <= valid_to),
    CONSTRAINT promotion_quantities_ordered CHECK (min_quantity <= max_quantity),
    CONSTRAINT promotion_amounts_ordered CHECK (min_amount <= max_amount),
    CONSTRAINT promotion_says_what CHECK (CASE effect WHEN 'percent' THEN discount WHEN 'fixed' THEN price
        WHEN 'amount_off' THEN amount_off ELSE buy_quantity * free_quantity END IS NOT NULL)
""",
)
PROMOTION_CUSTOMER = table(
    "promotion_customer",
    """
    promotion_id bigint NOT NULL REFERENCES crm.promotion ON DELETE CASCADE,
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    CONSTRAINT promotion_customer_unique UNIQUE (promotion_id, customer_id)
""",
)

OTHERS = """
CREATE TABLE crm.promotion_use (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    promotion_id bigint NOT NULL REFERENCES crm.promotion ON DELETE RESTRICT,
    order_id bigint NOT NULL REFERENCES crm.sales_order ON DELETE CASCADE,
    owner_id bigint,
    amount bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (promotion_id, order_id));
CREATE INDEX promotion_use_order ON crm.promotion_use (order_id);
CREATE INDEX promotion_product ON crm.promotion (product_id);
CREATE INDEX promotion_class ON crm.promotion (class_id);
CREATE INDEX promotion_sort ON crm.promotion (valid_from, id);
CREATE INDEX promotion_customer_customer ON crm.promotion_customer (customer_id);
ALTER TABLE crm.sales_order ADD COLUMN promotion text NOT NULL DEFAULT '', ADD COLUMN promotion_off bigint NOT NULL DEFAULT 0,
    ADD COLUMN promotion_shares jsonb NOT NULL DEFAULT '{}';
ALTER TABLE crm.sales_order_line ADD COLUMN promotion text NOT NULL DEFAULT '', ADD COLUMN promotion_shares jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN free_of bigint REFERENCES crm.promotion ON DELETE RESTRICT;
CREATE INDEX sales_order_line_free ON crm.sales_order_line (free_of) WHERE free_of IS NOT NULL;
"""


def upgrade() -> None:
    """Create the tables; orders and lines tell what was given."""
    for sql in (PROMOTION, PROMOTION_CUSTOMER, *statements(OTHERS)):
        op.execute(sql)
