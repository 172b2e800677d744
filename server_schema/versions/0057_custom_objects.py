"""Kinds of records that a company adds itself: each row makes a table (behaviour/custom_objects.sql)."""

from alembic import op

from server_schema.shape import table

revision = "0057"
down_revision = "0056"

CUSTOM_OBJECT = table(
    "custom_object",
    """
    code text NOT NULL CONSTRAINT custom_object_code_form CHECK (code ~ '^[a-z][a-z0-9_]{0,30}$')
        CONSTRAINT custom_object_code_unique UNIQUE,
    name text NOT NULL CONSTRAINT custom_object_name_required CHECK (btrim(name) <> ''),
    name_en text NOT NULL DEFAULT '',
    plural_en text NOT NULL DEFAULT '',
    icon text NOT NULL DEFAULT 'box' CONSTRAINT custom_object_icon_form CHECK (icon ~ '^[a-z][a-z0-9_-]*$'),
    belongs_to text NOT NULL DEFAULT 'customer'
        CONSTRAINT custom_object_belongs_to_known CHECK (belongs_to IN ('customer', 'employee', 'nobody')),
    tab text NOT NULL DEFAULT 'base_info' CONSTRAINT custom_object_tab_known CHECK (tab IN ('base_info', 'sales')),
    position int NOT NULL DEFAULT 0,
    retired boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT ''
""",
)


FAVOURITE = "ALTER TABLE crm.favourite ADD CONSTRAINT favourite_table_known CHECK (table_name IN ('customer', 'contact', 'product', 'partner') OR table_name ~ '^custom_')"


def upgrade() -> None:
    """Create the table; records of these kinds may be somebody's favourites too."""
    op.execute(CUSTOM_OBJECT)
    op.execute("ALTER TABLE crm.favourite DROP CONSTRAINT favourite_table_known")
    op.execute(FAVOURITE)
