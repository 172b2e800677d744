"""Who is handed a record learns of it: one notice, however many records, and never from oneself."""

from __future__ import annotations

from tests.databases import AccountSet


def test_one_notice_for_one_statement(fresh_account_set: AccountSet) -> None:
    connection = fresh_account_set.connect("lead1")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SELECT id FROM crm.employee WHERE login = 'rep2'")
    rep2 = cursor.fetchone()[0]
    cursor.execute("UPDATE crm.customer SET owner_id = %s WHERE name LIKE '西安环太%%'", (rep2,))
    cursor.execute(
        "UPDATE crm.opportunity SET owner_id = %s WHERE owner_id <> %s AND owner_id <> crm.me()", (rep2, rep2)
    )
    moved = cursor.rowcount
    cursor.execute("UPDATE crm.customer SET owner_id = crm.me() WHERE name LIKE '西安环太%%'")  # to oneself: no news
    connection.close()
    found = fresh_account_set.rows(
        "SELECT employee_id, kind, text, table_name, record_id IS NOT NULL FROM crm.notice ORDER BY id"
    )
    assert moved > 1
    assert found == [
        (rep2, "assigned", "西安环太科技有限公司", "customer", True),
        (rep2, "assigned", str(moved), "opportunity", False),
    ]


def test_notices_are_read_by_their_person_only(fresh_account_set: AccountSet) -> None:
    test_one_notice_for_one_statement(fresh_account_set)
    for login, expected in (("rep2", 2), ("rep1", 0), ("boss", 0)):
        connection = fresh_account_set.connect(login)
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM crm.notice")
        assert cursor.fetchone()[0] == expected
        connection.close()
