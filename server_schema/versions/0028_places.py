"""The index of the words knows where a name stands in the order: its first letter, syllable, two syllables."""

from alembic import op

revision = "0028"
down_revision = "0027"

#: as crm.match_<table> asks for it (search.sql)
INDEXED = (
    "tokens || array_to_tsvector(ARRAY['=' || left(sort_key, 1), '<' || split_part(sort_key, ' ', 1), "
    "'<' || split_part(sort_key, ' ', 1) || ' ' || split_part(sort_key, ' ', 2)])"
)


def upgrade() -> None:
    """Build the two large indexes anew."""
    for table in ("customer", "contact"):
        op.execute(f"DROP INDEX crm.{table}_tokens")
        op.execute(
            f"CREATE INDEX {table}_tokens ON crm.{table} USING gin (({INDEXED})) WITH (gin_pending_list_limit = 512)"
        )
