"""What a search touches in a large table: a bounded number of rows, whatever the word."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet

Psql = Callable[[str], Connection]
ROWS, BEGIN = 20_000, 6_000
MOST = {"search": 3_000, "match": 6_000}
EVERY_STEP = 2_200 + 2 * (2_000 + 300 + 3_000 + 10_000)  #: the newest, then what the index gives, looked at twice


@pytest.fixture(scope="module")
def crowd(account_set: AccountSet) -> AccountSet:
    """Give 20,000 customers: a word in all, one in every 50th, one only at the end of the order, one in ten of them.

    And 6,000 that begin with the same word, late in the order, of which a few others have it too.
    """
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO crm.customer (name, code, owner_id, sort_key, tokens) SELECT '众多' || i, 'Z' || i, e.id, "
            "'lu ' || lpad(i::text, 6, '0'), array_to_tsvector(ARRAY['众多', '@' || e.id] "
            "|| CASE WHEN i %% 50 = 0 THEN ARRAY['有时'] ELSE '{}' END "
            "|| CASE WHEN i > 18000 THEN ARRAY['末尾'] ELSE '{}' END "
            "|| CASE WHEN i %% 2000 = 0 THEN ARRAY['罕见'] ELSE '{}' END || '#9999'::text) "
            "FROM generate_series(1, %s) i JOIN crm.employee e ON e.login = (ARRAY['rep1', 'rep2'])[i %% 2 + 1]",
            (ROWS,),
        )
        cursor.execute(
            "INSERT INTO crm.customer (name, code, owner_id, sort_key, tokens) SELECT k.name, 'Y' || i, e.id, "
            "crm.sort_key(k.name), crm.tokens(k.name, '', e.id) FROM generate_series(1, %s) i "
            "CROSS JOIN LATERAL (SELECT CASE WHEN i %% 1001 = 0 THEN '路方' ELSE '' END || '作坊' || lpad(i::text, 4, '0') AS name) k "
            "JOIN crm.employee e ON e.login = (ARRAY['rep1', 'rep2'])[i / 2 %% 2 + 1]",
            (BEGIN,),
        )
        cursor.execute(
            "INSERT INTO crm.contact (customer_id, owner_id, name, email, sort_key, tokens) SELECT c.id, c.owner_id, '丁' || i, k.email, "
            "'ding ' || lpad(i::text, 6, '0'), crm.tokens(concat_ws(' ', '丁' || i, k.email), '', c.owner_id) "
            "FROM generate_series(1, %s) i JOIN crm.customer c ON c.code = 'Z' || i CROSS JOIN LATERAL (SELECT 'p' || i || "
            "CASE i WHEN 777 THEN '@plexus.example' ELSE '@wo.example' END AS email) k",
            (ROWS,),
        )
        cursor.execute("VACUUM ANALYZE crm.customer")
        cursor.execute("VACUUM ANALYZE crm.customer_search")
        cursor.execute("VACUUM ANALYZE crm.contact")
    return account_set


def _touched(connection: Connection, sql: str, words: str, table: str = "customer") -> tuple[int, int]:
    """Return (rows found, rows of the table and of what stands beside it that were fetched)."""
    count = (
        "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
        f"WHERE schemaname = 'crm' AND relname IN ('{table}', '{table}_search')"
    )
    with connection.cursor() as cursor:
        cursor.execute(count)
        (before,) = cursor.fetchone() or (0,)
        cursor.execute(sql, (words,))
        found = len(cursor.fetchall())
        cursor.execute(count)
        (after,) = cursor.fetchone() or (0,)
    connection.rollback()
    return found, after - before


@pytest.mark.parametrize("login", ["rep1", "lead1", "boss"])
@pytest.mark.parametrize(
    ("words", "least"), [("众多", 8), ("有时", 8), ("末尾", 8), ("罕见", 5), ("没有", 0), ("作坊", 8), ("zuofang", 8)]
)
@pytest.mark.parametrize("function", ["search", "match"])
def test_a_search_touches_few_rows_of_many(
    crowd: AccountSet, psql_as: Psql, login: str, words: str, least: int, function: str
) -> None:
    found, rows = _touched(psql_as(login), f"SELECT * FROM crm.{function}_customer(%s, 8)", words)
    assert found >= least or (login == "rep1" and words == "罕见")
    assert rows <= MOST[function] * (2 if login == "lead1" else 1), rows  # of each owner as many


@pytest.mark.parametrize("login", ["rep1", "lead1", "boss"])
@pytest.mark.parametrize("function", ["search", "match"])
@pytest.mark.parametrize("words", ["lex", "plex", "plexus", "xampl", "zhangple"])
def test_letters_whose_pairs_every_address_has_touch_few_rows(
    crowd: AccountSet, psql_as: Psql, login: str, words: str, function: str
) -> None:
    """All addresses here end with .example, as those of a real company with .com: l, e and x stand apart in each."""
    found, rows = _touched(psql_as(login), f"SELECT * FROM crm.{function}_contact(%s, 8)", words, "contact")
    assert found == {"plex": 1, "plexus": 1, "lex": 1, "xampl": 8}.get(words, 0) * (login != "rep1" or words == "xampl")
    assert rows <= MOST[function] * (2 if login == "lead1" else 1), rows


def _pages(connection: Connection, index: str) -> int:
    """Return the pages of an index that were read in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_stat_get_xact_blocks_fetched('crm.{index}'::regclass)")
        (pages,) = cursor.fetchone() or (0,)
    return int(pages)


@pytest.mark.parametrize("login", ["rep3", "lead1", "boss"])
@pytest.mark.parametrize("words", ["f", "F ", "f z", "z f q w"])
def test_single_letters_are_not_asked_of_the_index(crowd: AccountSet, psql_as: Psql, login: str, words: str) -> None:
    """It would read all that begins so, whoever's it is."""
    connection = psql_as(login)
    with connection.cursor() as cursor:
        cursor.execute("SELECT label FROM crm.search_customer(%s, 8)", (words,))
        found = [row[0] for row in cursor.fetchall()]
    assert _pages(connection, "customer_search_tokens") == 0
    connection.rollback()
    assert found or login == "rep3" or words == "z f q w"


@pytest.mark.parametrize("login", ["rep1", "lead1", "boss"])
def test_a_search_gives_up_where_thousands_only_seem_to_fit(crowd: AccountSet, psql_as: Psql, login: str) -> None:
    found, rows = _touched(psql_as(login), "SELECT * FROM crm.search_customer(%s, 8)", "99999")
    assert found == 0
    assert rows <= EVERY_STEP, rows


@pytest.mark.parametrize("login", ["rep1", "lead1", "boss"])
@pytest.mark.parametrize("words", ["众多", "有时", "末尾", "罕见", "作坊", "zuofang"])
def test_the_first_page_of_a_search_is_the_first_in_order(
    crowd: AccountSet, psql_as: Psql, login: str, words: str
) -> None:
    connection = psql_as(login)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM crm.match_customer(%s, 8)", (words,))
        first = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT id FROM crm.customer WHERE id IN (SELECT crm.match_customer(%s)) ORDER BY sort_key, id LIMIT 8",
            (words,),
        )
        assert first == [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM crm.match_customer(%s)", (words,))
        (every,) = cursor.fetchone()
    connection.rollback()
    per_owner = {"众多": ROWS, "有时": ROWS // 50, "末尾": 2000, "罕见": ROWS // 2000}.get(words, BEGIN)
    assert every in (per_owner, per_owner // 2, 0)
