"""The night's work on the pools goes piece by piece, and goes on where it broke off; data stewards get their rights."""

from alembic import op

revision = "0018"
down_revision = "0017"

NIGHT = """
ALTER TABLE crm.pool_run ADD COLUMN ended_at timestamptz, ADD COLUMN piece int NOT NULL DEFAULT 0;
UPDATE crm.pool_run SET ended_at = at;
CREATE TABLE crm.pool_work (
    customer_id bigint PRIMARY KEY,
    owner_id bigint,
    falls boolean NOT NULL,
    done boolean NOT NULL DEFAULT false);
CREATE INDEX pool_work_next ON crm.pool_work (falls DESC, customer_id) WHERE NOT done
"""

#: the role was there without any right; where an administrator has given it some, they stay
STEWARD = """
INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, v.module, a.action, 'all' FROM crm.role r
CROSS JOIN (VALUES ('customer', '{view,create,edit,export,print,bulk_edit,delete}'), ('contact', '{view,create,edit,export,print,bulk_edit,delete}'),
    ('action', '{view}'), ('opportunity', '{view}'), ('sales_order', '{view}'), ('partner', '{view}'), ('product', '{view}'),
    ('dictionary', '{view}'), ('employee', '{view}'),
    ('quality', '{view,create,edit,delete,assign,export,print,bulk_edit}')) v(module, actions), unnest(v.actions::text[]) a(action)
WHERE r.code = 'data_steward' AND NOT EXISTS (SELECT FROM crm.right_rule u WHERE u.role_id = r.id)
"""


def upgrade() -> None:
    """Create the list of what the day still has to do, and give the role its rules."""
    op.execute(NIGHT)
    op.execute(STEWARD)
