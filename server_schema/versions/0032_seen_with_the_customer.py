"""Deals and orders are seen by whoever owns their customer; a promise has somebody who keeps it, and a stand-in who leaves is replaced."""

from alembic import op

from server_schema.shape import statements

revision = "0032"
down_revision = "0031"

#: deals and orders: the parts of each, the column that says whose part it is, and by what their lists are sorted
RECORDS = {
    "opportunity": (("opportunity_stage", "opportunity_competitor"), "opportunity_id", ", sort_key, id"),
    "sales_order": (("sales_order_line", "sales_order_cost", "promotion_use"), "order_id", ", ordered_on, id"),
}
#: few rows differ, so few are written and the index is small
SEEN = """
ALTER TABLE crm.{table} ADD COLUMN customer_owner_id bigint;
COMMENT ON COLUMN crm.{table}.customer_owner_id IS 'Who owns the customer, where that is somebody else: he sees it too.';
ALTER TABLE crm.{table} DISABLE TRIGGER USER;
{fill};
ALTER TABLE crm.{table} ENABLE TRIGGER USER;
CREATE INDEX {table}_customer_owner ON crm.{table} (customer_owner_id{order}) WHERE customer_owner_id IS NOT NULL
"""
FILL = """UPDATE crm.{table} t SET customer_owner_id = c.owner_id, tokens = t.tokens || array_to_tsvector(ARRAY['@' || c.owner_id])
    FROM crm.customer c WHERE c.id = t.customer_id AND c.owner_id IS NOT NULL AND c.owner_id IS DISTINCT FROM t.owner_id"""
FILL_PART = """UPDATE crm.{part} p SET customer_owner_id = t.customer_owner_id
    FROM crm.{table} t WHERE t.id = p.{key} AND t.customer_owner_id IS NOT NULL"""
#: what the policies ask of a row stands in the index too: the boxes of the first page are counted without the table
BOXES = """
DROP INDEX crm.opportunity_next_contact, crm.opportunity_open_expected, crm.opportunity_owner_quiet, crm.sales_order_draft;
CREATE INDEX opportunity_owner_quiet ON crm.opportunity (owner_id, quiet_since) INCLUDE (customer_id, customer_owner_id) WHERE outcome = 'open';
CREATE INDEX opportunity_next_contact ON crm.opportunity (owner_id, next_contact_on) INCLUDE (customer_id, customer_owner_id) WHERE outcome = 'open';
CREATE INDEX opportunity_open_expected ON crm.opportunity (owner_id, expected_on) INCLUDE (customer_id, customer_owner_id) WHERE outcome = 'open';
CREATE INDEX sales_order_draft ON crm.sales_order (owner_id, id) INCLUDE (customer_id, customer_owner_id) WHERE state = 'draft'
"""
#: who wrote an entry stays for ever; who keeps its promise changes with the customer
PROMISES = """
ALTER TABLE crm.action ADD COLUMN responsible_id bigint REFERENCES crm.employee ON DELETE RESTRICT;
ALTER TABLE crm.action DISABLE TRIGGER USER;
UPDATE crm.action SET responsible_id = employee_id WHERE promise <> '' OR promise_on IS NOT NULL;
ALTER TABLE crm.action ENABLE TRIGGER USER;
DROP INDEX crm.action_promise;
CREATE INDEX action_promise ON crm.action (responsible_id, promise_on) INCLUDE (owner_id, employee_id, customer_id)
    WHERE promise_on IS NOT NULL AND promise_kept IS NULL;
CREATE INDEX action_responsible ON crm.action (responsible_id) WHERE responsible_id IS NOT NULL;
ALTER TABLE crm.absence DROP CONSTRAINT absence_stand_in_id_fkey;
ALTER TABLE crm.absence ADD CONSTRAINT absence_stand_in_id_fkey FOREIGN KEY (stand_in_id) REFERENCES crm.employee ON DELETE RESTRICT
"""


def upgrade() -> None:
    """Add the columns and fill them; nothing else of the rows changes."""
    for table, (parts, key, order) in RECORDS.items():
        scripts = [SEEN.format(table=table, fill=FILL.format(table=table), order=order)]
        scripts += [
            SEEN.format(table=part, fill=FILL_PART.format(part=part, table=table, key=key), order="") for part in parts
        ]
        for sql in (sql for script in scripts for sql in statements(script)):
            op.execute(sql)
    for sql in (*statements(BOXES), *statements(PROMISES)):
        op.execute(sql)
