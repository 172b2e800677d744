"""Customers in the round: divisions, phones, addresses, relations, targets, the timeline; partners."""

from alembic import op

from server_schema.shape import statements, table

revision = "0006"
down_revision = "0005"

DIVISION = """CREATE TABLE crm.division (
    code text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    short_name text NOT NULL,
    level int NOT NULL,
    parent text NOT NULL,
    postcode text NOT NULL,
    area_code text NOT NULL)"""

OF_CUSTOMER = (
    table(
        "customer_phone",
        """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    kind text NOT NULL DEFAULT '',
    number text NOT NULL CONSTRAINT customer_phone_number_required CHECK (number ~ '[0-9]'),
    extension text NOT NULL DEFAULT '',
    digits text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT ''
""",
    ),
    table(
        "customer_address",
        """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    kind text NOT NULL DEFAULT 'delivery',
    is_default boolean NOT NULL DEFAULT false,
    recipient text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    province text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    district text NOT NULL DEFAULT '',
    address text NOT NULL CONSTRAINT customer_address_required CHECK (btrim(address) <> ''),
    postcode text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT ''
""",
    ),
    table(
        "customer_relation",
        """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    kind text NOT NULL CONSTRAINT customer_relation_kind_required CHECK (kind <> ''),
    other_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    note text NOT NULL DEFAULT '',
    CONSTRAINT customer_relation_not_to_itself CHECK (customer_id <> other_id),
    CONSTRAINT customer_relation_unique UNIQUE (customer_id, kind, other_id)
""",
    ),
    table(
        "qualification",
        """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    need text NOT NULL DEFAULT '',
    budget bigint CONSTRAINT qualification_budget_not_negative CHECK (budget >= 0),
    decision_maker_id bigint REFERENCES crm.contact ON DELETE SET NULL,
    wanted_on date,
    result text NOT NULL DEFAULT '',
    qualified_on date NOT NULL DEFAULT current_date,
    employee_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    note text NOT NULL DEFAULT '',
    CONSTRAINT qualification_says_something CHECK (need <> '' OR result <> '' OR note <> '')
""",
    ),
    table(
        "customer_status_change",
        """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    happened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    from_status text NOT NULL DEFAULT '',
    to_status text NOT NULL,
    cause text NOT NULL DEFAULT 'hand' CONSTRAINT customer_status_change_cause_known CHECK (cause IN ('hand', 'order')),
    employee_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    order_id bigint REFERENCES crm.sales_order ON DELETE SET NULL
""",
    ),
    table(
        "required_field",
        """
    table_name text NOT NULL,
    status text NOT NULL CONSTRAINT required_field_status_required CHECK (status <> ''),
    field text NOT NULL CONSTRAINT required_field_field_required CHECK (field <> ''),
    CONSTRAINT required_field_unique UNIQUE (table_name, status, field)
""",
    ),
)

TIMELINE = (
    """CREATE TABLE crm.timeline_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    kind text NOT NULL,
    happened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    employee_id bigint REFERENCES crm.employee ON DELETE RESTRICT,
    data jsonb NOT NULL DEFAULT '{}',
    table_name text NOT NULL DEFAULT '',
    record_id bigint)""",
    table(
        "timeline_pin",
        """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    owner_id bigint,
    source text NOT NULL,
    record_id bigint NOT NULL,
    CONSTRAINT timeline_pin_unique UNIQUE (customer_id, source, record_id)
""",
    ),
)

PARTNER = (
    table(
        "partner",
        """
    code text NOT NULL DEFAULT '',
    name text NOT NULL CONSTRAINT partner_name_required CHECK (btrim(name) <> ''),
    short_name text NOT NULL DEFAULT '',
    is_supplier boolean NOT NULL DEFAULT false,
    is_partner boolean NOT NULL DEFAULT false,
    is_competitor boolean NOT NULL DEFAULT false,
    customer_id bigint REFERENCES crm.customer ON DELETE SET NULL,
    phone text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    website text NOT NULL DEFAULT '',
    province text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    sells text NOT NULL DEFAULT '',
    strengths text NOT NULL DEFAULT '',
    weaknesses text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    tags text[] NOT NULL DEFAULT '{}',
    sort_key text COLLATE "C" NOT NULL DEFAULT '',
    tokens tsvector NOT NULL DEFAULT '',
    CONSTRAINT partner_is_something CHECK (is_supplier OR is_partner OR is_competitor)
""",
    ),
    table(
        "partner_contact",
        """
    partner_id bigint NOT NULL REFERENCES crm.partner ON DELETE CASCADE,
    name text NOT NULL CONSTRAINT partner_contact_name_required CHECK (btrim(name) <> ''),
    title text NOT NULL DEFAULT '',
    department text NOT NULL DEFAULT '',
    mobile text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    wechat text NOT NULL DEFAULT '',
    birthday date,
    note text NOT NULL DEFAULT ''
""",
    ),
    table(
        "partner_price",
        """
    partner_id bigint NOT NULL REFERENCES crm.partner ON DELETE CASCADE,
    product_id bigint REFERENCES crm.product ON DELETE SET NULL,
    product_name text NOT NULL DEFAULT '',
    asked_of text NOT NULL DEFAULT 'customers'
        CONSTRAINT partner_price_asked_of_known CHECK (asked_of IN ('customers', 'us')),
    price numeric(18,4) NOT NULL CONSTRAINT partner_price_not_negative CHECK (price >= 0 AND price <> 'NaN'),
    seen_on date NOT NULL DEFAULT current_date,
    seen_where text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    CONSTRAINT partner_price_of_something CHECK (product_id IS NOT NULL OR product_name <> '')
""",
    ),
    table(
        "opportunity_competitor",
        """
    opportunity_id bigint NOT NULL REFERENCES crm.opportunity ON DELETE CASCADE,
    owner_id bigint,
    partner_id bigint NOT NULL REFERENCES crm.partner ON DELETE RESTRICT,
    took_it boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    CONSTRAINT opportunity_competitor_unique UNIQUE (opportunity_id, partner_id)
""",
    ),
)

OTHERS = """
CREATE TABLE crm.tag (
    table_name text NOT NULL,
    word text NOT NULL,
    PRIMARY KEY (table_name, word));
ALTER TABLE crm.customer ADD COLUMN division text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE crm.sales_order ADD COLUMN delivery_address_id bigint REFERENCES crm.customer_address ON DELETE SET NULL;
CREATE INDEX division_name ON crm.division (name);
CREATE INDEX division_short_name ON crm.division (short_name);
CREATE INDEX customer_division ON crm.customer (division, sort_key, id) WHERE division <> '';
CREATE INDEX customer_status_sort ON crm.customer (status, sort_key, id);
CREATE INDEX customer_phone_customer ON crm.customer_phone (customer_id, id);
CREATE INDEX customer_phone_digits ON crm.customer_phone (digits);
CREATE INDEX customer_address_customer ON crm.customer_address (customer_id, id);
CREATE UNIQUE INDEX customer_address_one_default ON crm.customer_address (customer_id, kind) WHERE is_default;
CREATE INDEX customer_relation_other ON crm.customer_relation (other_id);
CREATE INDEX qualification_customer ON crm.qualification (customer_id, qualified_on DESC, id DESC);
CREATE INDEX qualification_decision_maker ON crm.qualification (decision_maker_id) WHERE decision_maker_id IS NOT NULL;
CREATE INDEX customer_status_change_customer ON crm.customer_status_change (customer_id, happened_at DESC, id DESC);
CREATE INDEX customer_status_change_happened ON crm.customer_status_change (happened_at, id);
CREATE INDEX customer_status_change_order ON crm.customer_status_change (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX timeline_entry_customer ON crm.timeline_entry (customer_id, happened_at DESC, id DESC);
CREATE INDEX sales_order_delivery_address ON crm.sales_order (delivery_address_id) WHERE delivery_address_id IS NOT NULL;
CREATE INDEX sales_order_customer_created ON crm.sales_order (customer_id, created_at DESC, id DESC);
CREATE INDEX opportunity_customer_created ON crm.opportunity (customer_id, created_at DESC, id DESC);
DROP INDEX crm.action_customer;
CREATE INDEX action_customer ON crm.action (customer_id, happened_at DESC, id DESC);
DROP INDEX crm.action_opportunity;
CREATE INDEX action_opportunity ON crm.action (opportunity_id, happened_at DESC, id DESC);
DROP INDEX crm.action_contact;
CREATE INDEX action_contact ON crm.action (contact_id, happened_at DESC, id DESC) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX partner_code_unique ON crm.partner (code) WHERE code <> '';
CREATE INDEX partner_sort ON crm.partner (sort_key, id);
CREATE INDEX partner_tokens ON crm.partner USING gin (tokens);
CREATE INDEX partner_customer ON crm.partner (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX partner_contact_partner ON crm.partner_contact (partner_id, id);
CREATE INDEX partner_price_partner ON crm.partner_price (partner_id, seen_on DESC, id DESC);
CREATE INDEX partner_price_product ON crm.partner_price (product_id, seen_on DESC) WHERE product_id IS NOT NULL;
CREATE INDEX opportunity_competitor_partner ON crm.opportunity_competitor (partner_id);
"""


def upgrade() -> None:
    """Add the tables and columns."""
    for sql in (DIVISION, *OF_CUSTOMER, *TIMELINE, *PARTNER, *statements(OTHERS)):
        op.execute(sql)
    # roles of a set that stands already: who works with customers knows the partners too
    op.execute(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT role_id, 'partner', action, 'all' FROM crm.right_rule "
        "WHERE module = 'customer' AND scope <> 'none' AND (action IN ('view', 'create', 'edit', 'print') "
        "OR role_id = (SELECT id FROM crm.role WHERE code = 'administrator')) ON CONFLICT DO NOTHING"
    )
    # entries that a set has already learn what the new functions read of them
    for code, provinces in REGIONS.items():
        op.execute(
            f"""UPDATE crm.dictionary SET data = data || '{{"provinces": [{provinces}]}}' """
            f"WHERE kind = 'region' AND code = '{code}' AND NOT data ? 'provinces'"
        )
    for codes, stage in (("'target', 'contacted', 'intent'", "target"), ("'customer', 'dormant', 'lost'", "customer")):
        op.execute(
            f"""UPDATE crm.dictionary SET data = data || '{{"stage": "{stage}"}}' """
            f"WHERE kind = 'customer_status' AND code IN ({codes}) AND NOT data ? 'stage'"
        )


#: code of the region → the provinces (first two digits of their codes) whose customers fall to it
REGIONS = {
    "northwest": '"61", "62", "63", "64", "65"',
    "north": '"11", "12", "13", "14", "15"',
    "east": '"31", "32", "33", "34", "35", "37", "71"',
    "south": '"44", "45", "46", "81", "82"',
    "central": '"36", "41", "42", "43"',
    "southwest": '"50", "51", "52", "53", "54"',
    "northeast": '"21", "22", "23"',
}
