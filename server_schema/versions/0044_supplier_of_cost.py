"""The supplier of a cost is one of the companies; the texts that stood there become suppliers."""

from alembic import op

from server_schema.shape import statements

revision = "0044"
down_revision = "0043"

#: The triggers sleep: those of an older version would ask for what the new rows need not have; partners.sql makes the new ones found.
#: A text is a company of that name, short name or code; else it becomes one, and what is too long for a name stands in the note.
SUPPLIERS = """
ALTER TABLE crm.product_cost ADD COLUMN supplier_id bigint REFERENCES crm.partner ON DELETE RESTRICT;
ALTER TABLE crm.partner DISABLE TRIGGER USER;
ALTER TABLE crm.product_cost DISABLE TRIGGER USER;
ALTER TABLE crm.field_right DISABLE TRIGGER USER;
UPDATE crm.product_cost SET supplier = btrim(supplier) WHERE supplier <> btrim(supplier);
INSERT INTO crm.partner (name, is_supplier) SELECT DISTINCT ON (lower(k.supplier)) k.supplier, true FROM crm.product_cost k
    WHERE length(k.supplier) BETWEEN 1 AND 100 AND NOT EXISTS (SELECT FROM crm.partner p
        WHERE lower(k.supplier) IN (lower(btrim(p.name)), lower(btrim(p.short_name)), lower(p.code)))
    ORDER BY lower(k.supplier), k.id;
UPDATE crm.product_cost k SET supplier_id = (SELECT p.id FROM crm.partner p
    WHERE lower(k.supplier) IN (lower(btrim(p.name)), lower(btrim(p.short_name)), lower(p.code))
    ORDER BY p.is_supplier DESC, lower(btrim(p.name)) <> lower(k.supplier), p.id LIMIT 1) WHERE k.supplier <> '';
UPDATE crm.partner SET is_supplier = true WHERE NOT is_supplier AND id IN (SELECT supplier_id FROM crm.product_cost);
UPDATE crm.product_cost SET note = concat_ws(E'\\n', nullif(note, ''), supplier) WHERE supplier <> '' AND supplier_id IS NULL;
UPDATE crm.field_right SET field = 'supplier_id' WHERE table_name = 'product_cost' AND field = 'supplier';
UPDATE crm.import_mapping SET mapping = replace(mapping::text, ': "supplier"', ': "supplier_id"')::jsonb
    WHERE entity IN ('product', 'product_cost') AND mapping::text LIKE '%: "supplier"%';
ALTER TABLE crm.field_right ENABLE TRIGGER USER;
ALTER TABLE crm.product_cost ENABLE TRIGGER USER;
ALTER TABLE crm.partner ENABLE TRIGGER USER;
ALTER TABLE crm.product_cost DROP COLUMN supplier;
CREATE INDEX product_cost_supplier ON crm.product_cost (supplier_id) WHERE supplier_id IS NOT NULL;
"""


def upgrade() -> None:
    """Link each cost to its supplier."""
    for sql in statements(SUPPLIERS):
        op.execute(sql)
