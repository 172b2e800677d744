"""Tokens of three neighbouring letters: nearly every e-mail address holds the pairs of some words, few hold their threes."""

from alembic import op

revision = "0050"
down_revision = "0049"

#: table → its words (searched.sql)
_WORDS = {
    "customer": "concat_ws(' ', name, short_name, code, formerly, "
    "(SELECT string_agg(c.name, ' ' ORDER BY c.id) FROM crm.contact c WHERE c.customer_id = r.id))",
    "contact": "concat_ws(' ', name, nullif(email, ''), "
    "(SELECT string_agg(substr(w, strpos(w, ':') + 1), ', ') FROM unnest(further_emails) w))",
    "product": "concat_ws(' ', name, code, brand, model, formerly, "
    "(SELECT string_agg(u.barcode, ' ') FROM crm.product_unit u WHERE u.product_id = r.id AND u.barcode <> ''))",
    "partner": "concat_ws(' ', name, short_name, code, formerly, "
    "(SELECT string_agg(c.name, ' ') FROM crm.partner_contact c WHERE c.partner_id = r.id))",
    "opportunity": "concat_ws(' ', name, code)",
    "sales_order": "code",
    "employee": "concat_ws(' ', name, code, login)",
}
#: as 0028 made it, which is faster than to add a million rows to it
_INDEX = (
    "CREATE INDEX contact_tokens ON crm.contact USING gin ((tokens || array_to_tsvector(ARRAY['=' || left(sort_key, 1), "
    "'<' || split_part(sort_key, ' ', 1), '<' || split_part(sort_key, ' ', 1) || ' ' || split_part(sort_key, ' ', 2)]))) "
    "WITH (gin_pending_list_limit = 512)"
)


def upgrade() -> None:
    """Add the tokens to the rows that are there; nothing else of them changes."""
    op.execute("DROP INDEX crm.contact_tokens")
    for table, words in _WORDS.items():
        bare = f"lower(regexp_replace(translate({words}, '（）－', '()-'), '[[:space:][:punct:]]', '', 'g'))"
        op.execute(f"ALTER TABLE crm.{table} DISABLE TRIGGER USER")
        op.execute(
            f"UPDATE crm.{table} t SET tokens = tokens || k.threes FROM (SELECT r.id, (SELECT array_to_tsvector(array_agg(substr(b.bare, i, 3))) "
            "FROM generate_series(1, length(b.bare) - 2) i WHERE substr(b.bare, i, 3) ~ '^[a-z]{3}$') AS threes "
            f"FROM crm.{table} r CROSS JOIN LATERAL (SELECT {bare} AS bare OFFSET 0) b WHERE b.bare ~ '[a-z]{{3}}' AND r.tokens <> '') k "
            "WHERE k.id = t.id"
        )
        op.execute(f"ALTER TABLE crm.{table} ENABLE TRIGGER USER")
    op.execute(_INDEX)
