"""Opportunities with their stages, orders with their lines."""

from alembic import op

from server_schema.shape import statements, table

revision = "0003"
down_revision = "0002"

OPPORTUNITY = (
    table(
        "opportunity",
        """
    code text NOT NULL DEFAULT '',
    name text NOT NULL CONSTRAINT opportunity_name_required CHECK (btrim(name) <> ''),
    customer_id bigint REFERENCES crm.customer ON DELETE RESTRICT,
    contact_id bigint REFERENCES crm.contact ON DELETE SET NULL,
    product_id bigint REFERENCES crm.product ON DELETE RESTRICT,
    owner_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    stage text NOT NULL,
    outcome text NOT NULL DEFAULT 'open'
        CONSTRAINT opportunity_outcome_known CHECK (outcome IN ('open', 'won', 'lost')),
    probability int NOT NULL DEFAULT 0 CONSTRAINT opportunity_probability_sensible CHECK (probability BETWEEN 0 AND 100),
    amount bigint NOT NULL DEFAULT 0 CONSTRAINT opportunity_amount_not_negative CHECK (amount >= 0),
    currency text NOT NULL DEFAULT 'CNY',
    source text NOT NULL DEFAULT '',
    engaged_on date,
    expected_on date,
    closed_on date,
    lost_reason text NOT NULL DEFAULT '',
    competitor text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    last_contact_at timestamptz,
    next_contact_on date,
    attrs jsonb NOT NULL DEFAULT '{}',
    sort_key text COLLATE "C" NOT NULL DEFAULT '',
    tokens tsvector NOT NULL DEFAULT '',
    CONSTRAINT opportunity_closed_has_date CHECK ((outcome = 'open') = (closed_on IS NULL)),
    CONSTRAINT opportunity_dates_ordered CHECK (engaged_on <= closed_on)
""",
    ),
    """CREATE TABLE crm.opportunity_stage (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    opportunity_id bigint NOT NULL REFERENCES crm.opportunity ON DELETE CASCADE,
    owner_id bigint,
    from_stage text NOT NULL DEFAULT '',
    to_stage text NOT NULL,
    amount bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    by text NOT NULL DEFAULT session_user)""",
)

SALES_ORDER = (
    table(
        "sales_order",
        """
    code text NOT NULL DEFAULT '',
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE RESTRICT,
    contact_id bigint REFERENCES crm.contact ON DELETE SET NULL,
    opportunity_id bigint REFERENCES crm.opportunity ON DELETE SET NULL,
    price_list_id bigint REFERENCES crm.price_list ON DELETE RESTRICT,
    owner_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    ordered_on date NOT NULL DEFAULT current_date,
    deliver_on date,
    state text NOT NULL DEFAULT 'draft' CONSTRAINT sales_order_state_known
        CHECK (state IN ('draft', 'confirmed', 'delivered', 'closed', 'cancelled')),
    currency text NOT NULL DEFAULT 'CNY',
    amount bigint NOT NULL DEFAULT 0,
    tax_amount bigint NOT NULL DEFAULT 0,
    payment_terms text NOT NULL DEFAULT '',
    delivery_address text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    confirmed_at timestamptz,
    confirmed_by text NOT NULL DEFAULT '',
    attrs jsonb NOT NULL DEFAULT '{}',
    tokens tsvector NOT NULL DEFAULT '',
    CONSTRAINT sales_order_delivery_after_order CHECK (deliver_on >= ordered_on),
    CONSTRAINT sales_order_confirmed_has_code CHECK (state IN ('draft', 'cancelled') OR code <> '')
""",
    ),
    table(
        "sales_order_line",
        """
    order_id bigint NOT NULL REFERENCES crm.sales_order ON DELETE CASCADE,
    owner_id bigint,
    position int NOT NULL DEFAULT 0,
    product_id bigint NOT NULL REFERENCES crm.product ON DELETE RESTRICT,
    description text NOT NULL DEFAULT '',
    unit text NOT NULL DEFAULT '',
    quantity numeric(18,3) NOT NULL CONSTRAINT sales_order_line_quantity_positive CHECK (quantity > 0 AND quantity <> 'NaN'),
    list_price numeric(18,4) NOT NULL DEFAULT 0,
    unit_price numeric(18,4) NOT NULL CONSTRAINT sales_order_line_price_not_negative CHECK (unit_price >= 0 AND unit_price <> 'NaN'),
    discount numeric(5,2) NOT NULL DEFAULT 0
        CONSTRAINT sales_order_line_discount_sensible CHECK (discount BETWEEN 0 AND 100),
    tax_rate numeric(5,2) NOT NULL DEFAULT 13 CONSTRAINT sales_order_line_tax_sensible CHECK (tax_rate BETWEEN 0 AND 100),
    amount bigint NOT NULL GENERATED ALWAYS AS (round(quantity * unit_price * (100 - discount))::bigint) STORED,
    price_id bigint
""",
    ),
    """CREATE TABLE crm.sales_order_cost (
    line_id bigint PRIMARY KEY REFERENCES crm.sales_order_line ON DELETE CASCADE,
    order_id bigint NOT NULL REFERENCES crm.sales_order ON DELETE CASCADE,
    owner_id bigint,
    unit_cost numeric(18,4) NOT NULL,
    cost bigint NOT NULL)""",
)

INDEXES = """
ALTER TABLE crm.action ADD CONSTRAINT action_opportunity_id_fkey
    FOREIGN KEY (opportunity_id) REFERENCES crm.opportunity ON DELETE CASCADE;
CREATE UNIQUE INDEX opportunity_code_unique ON crm.opportunity (code) WHERE code <> '';
CREATE INDEX opportunity_sort ON crm.opportunity (sort_key, id);
CREATE INDEX opportunity_owner_sort ON crm.opportunity (owner_id, sort_key, id);
CREATE INDEX opportunity_amount ON crm.opportunity (amount, id);
CREATE INDEX opportunity_created ON crm.opportunity (created_at, id);
CREATE INDEX opportunity_updated ON crm.opportunity (updated_at, id);
CREATE INDEX opportunity_expected ON crm.opportunity (expected_on, id);
CREATE INDEX opportunity_closed_sort ON crm.opportunity (closed_on, id);
CREATE INDEX opportunity_closed ON crm.opportunity (closed_on, outcome) INCLUDE (owner_id, amount);
CREATE INDEX opportunity_owner_closed ON crm.opportunity (owner_id, closed_on) INCLUDE (outcome, amount);
CREATE INDEX opportunity_customer ON crm.opportunity (customer_id, id);
CREATE INDEX opportunity_contact ON crm.opportunity (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX opportunity_product ON crm.opportunity (product_id);
CREATE INDEX opportunity_next_contact ON crm.opportunity (owner_id, next_contact_on) WHERE outcome = 'open';
CREATE INDEX opportunity_tokens ON crm.opportunity USING gin (tokens);
CREATE INDEX opportunity_stage_opportunity ON crm.opportunity_stage (opportunity_id, id);
CREATE UNIQUE INDEX sales_order_code_unique ON crm.sales_order (code) WHERE code <> '';
CREATE INDEX sales_order_ordered ON crm.sales_order (ordered_on, id);
CREATE INDEX sales_order_owner_ordered ON crm.sales_order (owner_id, ordered_on) INCLUDE (state, amount);
CREATE INDEX sales_order_ordered_owner ON crm.sales_order (ordered_on) INCLUDE (owner_id, state, amount);
CREATE INDEX sales_order_amount ON crm.sales_order (amount, id);
CREATE INDEX sales_order_code_sort ON crm.sales_order (code, id);
CREATE INDEX sales_order_created ON crm.sales_order (created_at, id);
CREATE INDEX sales_order_updated ON crm.sales_order (updated_at, id);
CREATE INDEX sales_order_customer ON crm.sales_order (customer_id, id);
CREATE INDEX sales_order_contact ON crm.sales_order (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX sales_order_opportunity ON crm.sales_order (opportunity_id) WHERE opportunity_id IS NOT NULL;
CREATE INDEX sales_order_tokens ON crm.sales_order USING gin (tokens);
CREATE INDEX sales_order_line_order ON crm.sales_order_line (order_id, position, id);
CREATE INDEX sales_order_line_product ON crm.sales_order_line (product_id);
CREATE INDEX sales_order_cost_order ON crm.sales_order_cost (order_id) INCLUDE (cost, owner_id);
"""


def upgrade() -> None:
    """Create the tables."""
    for sql in (*OPPORTUNITY, *SALES_ORDER, *statements(INDEXES)):
        op.execute(sql)
