"""Selling below the floor price is a right; which price list is agreed with a customer is not for whoever sells to him to write."""

from alembic import op

revision = "0031"
down_revision = "0030"

RIGHTS = (
    "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, 'floor_price', 'edit', 'all' FROM crm.role r "
    "WHERE r.code IN ('administrator', 'manager') ON CONFLICT (role_id, module, action) DO NOTHING",
    "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, 'customer', 'price_list_id', 'read' FROM crm.role r "
    "WHERE EXISTS (SELECT FROM crm.right_rule u WHERE u.role_id = r.id AND u.module = 'customer' AND u.action IN ('create', 'edit')) "
    "AND r.code NOT IN ('administrator', 'manager') ON CONFLICT (role_id, table_name, field) DO NOTHING",
)


def upgrade() -> None:
    """Give those who manage the right, and everybody else who writes customers the field to read."""
    for sql in RIGHTS:
        op.execute(sql)
