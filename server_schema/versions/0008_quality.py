"""Duplicates, merging, completeness."""

from alembic import op

from server_schema.shape import statements, table

revision = "0008"
down_revision = "0007"

RULES = (
    table(
        "duplicate_rule",
        """
    entity text NOT NULL CONSTRAINT duplicate_rule_entity_known CHECK (entity IN ('customer', 'contact')),
    kind text NOT NULL CONSTRAINT duplicate_rule_kind_known CHECK (kind IN ('name', 'phone', 'email', 'tax_number')),
    by_hand text NOT NULL DEFAULT 'warn'
        CONSTRAINT duplicate_rule_by_hand_known CHECK (by_hand IN ('refuse', 'warn', 'allow')),
    by_import text NOT NULL DEFAULT 'warn'
        CONSTRAINT duplicate_rule_by_import_known CHECK (by_import IN ('refuse', 'warn', 'allow')),
    CONSTRAINT duplicate_rule_unique UNIQUE (entity, kind)
""",
    ),
    table(
        "duplicate_field",
        """
    entity text NOT NULL CONSTRAINT duplicate_field_entity_known CHECK (entity IN ('customer', 'contact')),
    field text NOT NULL CONSTRAINT duplicate_field_field_required CHECK (field <> ''),
    method text NOT NULL DEFAULT 'text' CONSTRAINT duplicate_field_method_known
        CHECK (method IN ('name', 'text', 'digits', 'exact')),
    weight int NOT NULL DEFAULT 10 CONSTRAINT duplicate_field_weight_sensible CHECK (weight BETWEEN 1 AND 100),
    CONSTRAINT duplicate_field_unique UNIQUE (entity, field)
""",
    ),
    table(
        "completeness_rule",
        """
    entity text NOT NULL CONSTRAINT completeness_rule_entity_known CHECK (entity IN ('customer', 'contact')),
    field text NOT NULL CONSTRAINT completeness_rule_field_required CHECK (field <> ''),
    weight int NOT NULL DEFAULT 1 CONSTRAINT completeness_rule_weight_sensible CHECK (weight BETWEEN 1 AND 100),
    CONSTRAINT completeness_rule_unique UNIQUE (entity, field)
""",
    ),
)

OTHERS = """
ALTER TABLE crm.customer ADD COLUMN formerly text NOT NULL DEFAULT '';
CREATE TABLE crm.duplicate_key (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    entity text COLLATE "C" NOT NULL,
    of_id bigint NOT NULL,
    PRIMARY KEY (kind, key, entity, of_id));
CREATE INDEX duplicate_key_record ON crm.duplicate_key (of_id, entity);
CREATE UNLOGGED TABLE crm.duplicate_lock (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, key));
CREATE TABLE crm.duplicate_pair (
    entity text NOT NULL,
    a_id bigint NOT NULL,
    b_id bigint NOT NULL,
    score int NOT NULL,
    reasons jsonb NOT NULL DEFAULT '[]',
    verdict text NOT NULL DEFAULT '' CONSTRAINT duplicate_pair_verdict_known CHECK (verdict IN ('', 'different')),
    judged_by text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (entity, a_id, b_id),
    CONSTRAINT duplicate_pair_ordered CHECK (a_id < b_id));
CREATE INDEX duplicate_pair_open ON crm.duplicate_pair (entity, score DESC, a_id, b_id) WHERE verdict = '';
CREATE TABLE crm.record_merge (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity text NOT NULL,
    survivor_id bigint NOT NULL,
    loser_ids bigint[] NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    losers jsonb NOT NULL,
    moved jsonb NOT NULL DEFAULT '[]',
    removed jsonb NOT NULL DEFAULT '[]',
    login text NOT NULL DEFAULT session_user,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    undone_at timestamptz,
    undone_by text NOT NULL DEFAULT '');
CREATE INDEX record_merge_survivor ON crm.record_merge (entity, survivor_id, id);
CREATE INDEX record_merge_losers ON crm.record_merge USING gin (loser_ids);
INSERT INTO crm.duplicate_rule (entity, kind, by_hand, by_import) VALUES
    ('customer', 'name', 'warn', 'warn'), ('customer', 'phone', 'warn', 'warn'), ('customer', 'email', 'warn', 'warn'),
    ('customer', 'tax_number', 'refuse', 'refuse'), ('contact', 'phone', 'warn', 'warn'), ('contact', 'email', 'warn', 'warn');
INSERT INTO crm.duplicate_field (entity, field, method, weight) VALUES
    ('customer', 'name', 'name', 40), ('customer', 'tax_number', 'exact', 40), ('customer', 'phone', 'digits', 25),
    ('customer', 'mobile', 'digits', 25), ('customer', 'email', 'exact', 20), ('customer', 'address', 'text', 15),
    ('customer', 'website', 'text', 10), ('contact', 'name', 'text', 30), ('contact', 'mobile', 'digits', 35),
    ('contact', 'email', 'exact', 30), ('contact', 'birthday', 'exact', 20), ('contact', 'customer_id', 'exact', 15);
INSERT INTO crm.completeness_rule (entity, field, weight) VALUES
    ('customer', 'grade', 2), ('customer', 'kind', 1), ('customer', 'industry', 2), ('customer', 'region', 1),
    ('customer', 'source', 1), ('customer', 'phone', 3), ('customer', 'address', 2), ('customer', 'city', 1),
    ('customer', 'email', 1), ('customer', 'tax_number', 2), ('customer', 'next_contact_on', 2),
    ('contact', 'title', 1), ('contact', 'decision_role', 2), ('contact', 'mobile', 3), ('contact', 'email', 2);
INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, 'quality', a, 'all'
    FROM crm.role r, unnest('{view,create,edit,delete}'::text[]) a WHERE r.code = 'administrator';
"""


def upgrade() -> None:
    """Add the tables and columns, and the rules that an account set starts with."""
    for sql in (*RULES, *statements(OTHERS)):
        op.execute(sql)
