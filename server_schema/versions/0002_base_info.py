"""Customers, contacts, what happened with them; products and prices."""

from alembic import op

from server_schema.shape import statements, table

revision = "0002"
down_revision = "0001"

CUSTOMER = table(
    "customer",
    """
    code text NOT NULL DEFAULT '',
    name text NOT NULL CONSTRAINT customer_name_required CHECK (btrim(name) <> ''),
    short_name text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT '',
    grade text NOT NULL DEFAULT '',
    industry text NOT NULL DEFAULT '',
    region text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'target',
    owner_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    engineer_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    parent_id bigint REFERENCES crm.customer ON DELETE SET NULL,
    phone text NOT NULL DEFAULT '',
    mobile text NOT NULL DEFAULT '',
    fax text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    website text NOT NULL DEFAULT '',
    country text NOT NULL DEFAULT '',
    province text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    district text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    postcode text NOT NULL DEFAULT '',
    invoice_title text NOT NULL DEFAULT '',
    tax_number text NOT NULL DEFAULT '',
    bank_name text NOT NULL DEFAULT '',
    bank_account text NOT NULL DEFAULT '',
    credit_limit bigint NOT NULL DEFAULT 0 CONSTRAINT customer_credit_limit_not_negative CHECK (credit_limit >= 0),
    headcount int CONSTRAINT customer_headcount_not_negative CHECK (headcount >= 0),
    founded_year int CONSTRAINT customer_founded_year_sensible CHECK (founded_year BETWEEN 1000 AND 2200),
    annual_revenue bigint,
    description text NOT NULL DEFAULT '',
    tags text[] NOT NULL DEFAULT '{}',
    last_contact_at timestamptz,
    next_contact_on date,
    attrs jsonb NOT NULL DEFAULT '{}',
    sort_key text COLLATE "C" NOT NULL DEFAULT '',
    tokens tsvector NOT NULL DEFAULT '',
    CONSTRAINT customer_not_its_own_parent CHECK (parent_id <> id)
""",
)

CONTACT = table(
    "contact",
    """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    name text NOT NULL CONSTRAINT contact_name_required CHECK (btrim(name) <> ''),
    gender text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    department text NOT NULL DEFAULT '',
    decision_role text NOT NULL DEFAULT '',
    is_primary boolean NOT NULL DEFAULT false,
    phone text NOT NULL DEFAULT '',
    mobile text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    wechat text NOT NULL DEFAULT '',
    birthday date,
    preferences text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    attrs jsonb NOT NULL DEFAULT '{}',
    sort_key text COLLATE "C" NOT NULL DEFAULT '',
    tokens tsvector NOT NULL DEFAULT ''
""",
)

PRODUCT = (
    table(
        "product_class",
        """
    code text NOT NULL DEFAULT '',
    name text NOT NULL CONSTRAINT product_class_name_required CHECK (name <> ''),
    parent_id bigint REFERENCES crm.product_class ON DELETE RESTRICT,
    position int NOT NULL DEFAULT 0,
    CONSTRAINT product_class_not_its_own_parent CHECK (parent_id <> id)
""",
    ),
    table(
        "product",
        """
    code text NOT NULL DEFAULT '',
    name text NOT NULL CONSTRAINT product_name_required CHECK (btrim(name) <> ''),
    class_id bigint REFERENCES crm.product_class ON DELETE RESTRICT,
    brand text NOT NULL DEFAULT '',
    model text NOT NULL DEFAULT '',
    specification text NOT NULL DEFAULT '',
    configuration text NOT NULL DEFAULT '',
    unit text NOT NULL DEFAULT '',
    tax_rate numeric(5,2) NOT NULL DEFAULT 13 CONSTRAINT product_tax_rate_sensible CHECK (tax_rate BETWEEN 0 AND 100),
    list_price numeric(18,4) NOT NULL DEFAULT 0 CONSTRAINT product_list_price_not_negative CHECK (list_price >= 0 AND list_price <> 'NaN'),
    warranty_months int NOT NULL DEFAULT 0 CONSTRAINT product_warranty_not_negative CHECK (warranty_months >= 0),
    status text NOT NULL DEFAULT 'on_sale'
        CONSTRAINT product_status_known CHECK (status IN ('on_sale', 'withdrawn')),
    policy_notes text NOT NULL DEFAULT '',
    tags text[] NOT NULL DEFAULT '{}',
    attrs jsonb NOT NULL DEFAULT '{}',
    sort_key text COLLATE "C" NOT NULL DEFAULT '',
    tokens tsvector NOT NULL DEFAULT ''
""",
    ),
    table(
        "product_cost",
        """
    product_id bigint NOT NULL CONSTRAINT product_cost_unique UNIQUE REFERENCES crm.product ON DELETE CASCADE,
    cost numeric(18,4) NOT NULL CONSTRAINT product_cost_not_negative CHECK (cost >= 0 AND cost <> 'NaN'),
    supplier text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT ''
""",
    ),
)

PRICE = (
    table(
        "price_list",
        """
    code text NOT NULL DEFAULT '',
    name text NOT NULL CONSTRAINT price_list_name_required CHECK (name <> ''),
    grade text NOT NULL DEFAULT '',
    currency text NOT NULL DEFAULT 'CNY' CONSTRAINT price_list_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    tax_included boolean NOT NULL DEFAULT true,
    is_default boolean NOT NULL DEFAULT false,
    valid_from date,
    valid_to date,
    retired boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    CONSTRAINT price_list_dates_ordered CHECK (valid_from <= valid_to)
""",
    ),
    table(
        "price",
        """
    price_list_id bigint NOT NULL REFERENCES crm.price_list ON DELETE RESTRICT,
    product_id bigint REFERENCES crm.product ON DELETE CASCADE,
    class_id bigint REFERENCES crm.product_class ON DELETE CASCADE,
    min_quantity numeric(18,3) NOT NULL DEFAULT 0 CONSTRAINT price_min_quantity_not_negative CHECK (min_quantity >= 0 AND min_quantity <> 'NaN'),
    valid_from date,
    valid_to date,
    method text NOT NULL DEFAULT 'fixed'
        CONSTRAINT price_method_known CHECK (method IN ('fixed', 'percentage', 'formula')),
    price numeric(18,4) CONSTRAINT price_not_negative CHECK (price >= 0 AND price <> 'NaN'),
    base text NOT NULL DEFAULT 'list_price'
        CONSTRAINT price_base_known CHECK (base IN ('list_price', 'cost', 'price_list')),
    base_list_id bigint REFERENCES crm.price_list ON DELETE RESTRICT,
    discount numeric(7,4) NOT NULL DEFAULT 0 CONSTRAINT price_discount_sensible CHECK (discount BETWEEN -1000 AND 100),
    rounding numeric(18,4) NOT NULL DEFAULT 0 CONSTRAINT price_rounding_not_negative CHECK (rounding >= 0 AND rounding <> 'NaN'),
    surcharge numeric(18,4) NOT NULL DEFAULT 0 CONSTRAINT price_surcharge_is_number CHECK (surcharge <> 'NaN'),
    margin_min numeric(18,4),
    margin_max numeric(18,4),
    floor_price numeric(18,4) CONSTRAINT price_floor_not_negative CHECK (floor_price >= 0 AND floor_price <> 'NaN'),
    note text NOT NULL DEFAULT '',
    CONSTRAINT price_one_target CHECK (product_id IS NULL OR class_id IS NULL),
    CONSTRAINT price_fixed_has_price CHECK (method <> 'fixed' OR price IS NOT NULL),
    CONSTRAINT price_dates_ordered CHECK (valid_from <= valid_to),
    CONSTRAINT price_base_list_given CHECK ((base = 'price_list') = (base_list_id IS NOT NULL)),
    CONSTRAINT price_base_not_itself CHECK (base_list_id <> price_list_id)
""",
    ),
)

ACTION = table(
    "action",
    """
    kind text NOT NULL DEFAULT '',
    customer_id bigint REFERENCES crm.customer ON DELETE CASCADE,
    contact_id bigint REFERENCES crm.contact ON DELETE SET NULL,
    opportunity_id bigint,
    owner_id bigint,
    employee_id bigint NOT NULL REFERENCES crm.employee ON DELETE RESTRICT,
    happened_at timestamptz NOT NULL DEFAULT now(),
    subject text NOT NULL DEFAULT '',
    content text NOT NULL DEFAULT '',
    result text NOT NULL DEFAULT '',
    promise text NOT NULL DEFAULT '',
    promise_on date,
    promise_kept boolean,
    minutes int NOT NULL DEFAULT 0 CONSTRAINT action_minutes_not_negative CHECK (minutes >= 0),
    next_contact_on date,
    next_note text NOT NULL DEFAULT '',
    CONSTRAINT action_says_something CHECK (subject <> '' OR content <> ''),
    CONSTRAINT action_has_a_place CHECK (customer_id IS NOT NULL OR opportunity_id IS NOT NULL),
    CONSTRAINT action_next_after_this CHECK (next_contact_on >= (happened_at AT TIME ZONE 'UTC')::date - 1)
""",
)

INDEXES = """
CREATE UNIQUE INDEX customer_code_unique ON crm.customer (code) WHERE code <> '';
CREATE INDEX customer_sort ON crm.customer (sort_key, id);
CREATE INDEX customer_owner_sort ON crm.customer (owner_id, sort_key, id);
CREATE INDEX customer_code_sort ON crm.customer (code, id);
CREATE INDEX customer_created ON crm.customer (created_at, id);
CREATE INDEX customer_updated ON crm.customer (updated_at, id);
CREATE INDEX customer_next_contact ON crm.customer (next_contact_on, id);
CREATE INDEX customer_owner_next_contact ON crm.customer (owner_id, next_contact_on);
CREATE INDEX customer_credit_limit ON crm.customer (credit_limit, id);
CREATE INDEX customer_engineer ON crm.customer (engineer_id) WHERE engineer_id IS NOT NULL;
CREATE INDEX customer_parent ON crm.customer (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX customer_tokens ON crm.customer USING gin (tokens);
CREATE INDEX contact_customer ON crm.contact (customer_id, id);
CREATE INDEX contact_sort ON crm.contact (sort_key, id);
CREATE INDEX contact_owner_sort ON crm.contact (owner_id, sort_key, id);
CREATE UNIQUE INDEX contact_one_primary ON crm.contact (customer_id) WHERE is_primary;
CREATE INDEX contact_tokens ON crm.contact USING gin (tokens);
CREATE UNIQUE INDEX product_class_code_unique ON crm.product_class (code) WHERE code <> '';
CREATE INDEX product_class_parent ON crm.product_class (parent_id);
CREATE UNIQUE INDEX product_code_unique ON crm.product (code) WHERE code <> '';
CREATE INDEX product_class_id ON crm.product (class_id);
CREATE INDEX product_sort ON crm.product (sort_key, id);
CREATE INDEX product_tokens ON crm.product USING gin (tokens);
CREATE UNIQUE INDEX price_list_code_unique ON crm.price_list (code) WHERE code <> '';
CREATE UNIQUE INDEX price_list_one_default ON crm.price_list (currency) WHERE is_default AND NOT retired;
CREATE UNIQUE INDEX price_unique ON crm.price
    (price_list_id, product_id, class_id, min_quantity, valid_from) NULLS NOT DISTINCT;
CREATE INDEX price_product ON crm.price (product_id);
CREATE INDEX price_class ON crm.price (class_id);
CREATE INDEX action_customer ON crm.action (customer_id, happened_at DESC, id);
CREATE INDEX action_contact ON crm.action (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX action_opportunity ON crm.action (opportunity_id, happened_at DESC, id);
CREATE INDEX action_employee ON crm.action (employee_id, happened_at DESC, id);
CREATE INDEX action_owner ON crm.action (owner_id, happened_at DESC, id);
CREATE INDEX action_happened ON crm.action (happened_at, id);
CREATE INDEX action_promise ON crm.action (employee_id, promise_on) WHERE promise_on IS NOT NULL AND promise_kept IS NULL;
"""


def upgrade() -> None:
    """Create the tables."""
    for sql in (CUSTOMER, CONTACT, *PRODUCT, *PRICE, ACTION, *statements(INDEXES)):
        op.execute(sql)
