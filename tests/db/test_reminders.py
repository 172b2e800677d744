"""Once a day everybody is told what came due: of his own, since he was told last, as far as he may read it."""

from __future__ import annotations

from contextlib import closing

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet


@pytest.fixture
def due(fresh_account_set: AccountSet) -> AccountSet:
    """Give a set where rep1 has two customers for today, one overdue for long, a promise and a date to remember."""
    rows = fresh_account_set.rows
    rows("UPDATE crm.customer SET next_contact_on = NULL WHERE next_contact_on IS NOT NULL RETURNING 1")
    rows("UPDATE crm.opportunity SET next_contact_on = NULL WHERE next_contact_on IS NOT NULL RETURNING 1")
    rows("UPDATE crm.action SET promise_on = NULL WHERE promise_on IS NOT NULL RETURNING 1")
    mine = "owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1')"
    rows(f"UPDATE crm.customer SET next_contact_on = crm.today() WHERE {mine} RETURNING 1")
    with closing(fresh_account_set.connect("rep1")) as rep, rep, rep.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.customer (name, next_contact_on) VALUES ('早已过期', crm.today() - 40), ('今天', crm.today())"
        )
        cursor.execute(
            "INSERT INTO crm.action (customer_id, subject, promise, promise_on) "
            "SELECT min(id), '承诺', '寄样品', crm.today() FROM crm.customer"
        )
        cursor.execute(
            "INSERT INTO crm.important_date (customer_id, kind, month, day, remind_days) SELECT min(id), 'other', "
            "extract(month FROM crm.today() + 3), extract(day FROM crm.today() + 3), 3 FROM crm.customer"
        )
    return fresh_account_set


def told(account_set: AccountSet, login: str, connection: Connection) -> list[str]:
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.remind_me()")
    return [
        text
        for (text,) in account_set.rows(
            "SELECT n.text FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id WHERE e.login = %s AND kind = 'due' ORDER BY n.id",
            login,
        )
    ]


def test_told_once_a_day_of_what_is_new(due: AccountSet) -> None:
    with closing(due.connect("rep1")) as rep, closing(due.connect("rep2")) as other:
        assert told(due, "rep1", rep) == ["2 1 1"]
        assert told(due, "rep1", rep) == ["2 1 1"]  # once
        assert told(due, "rep2", other) == []  # what is due is another's
        # two days later: what came due on the day in between too, what was told is not told again
        due.rows("SET session_replication_role = replica; "  # when it was made is nobody's to change
                 "UPDATE crm.notice SET created_at = created_at - interval '2 days' WHERE kind = 'due' RETURNING 1")  # fmt: skip
        due.rows("UPDATE crm.customer SET next_contact_on = crm.today() - 1 WHERE id = (SELECT min(id) FROM crm.customer "
                 "WHERE next_contact_on = crm.today()) RETURNING 1")  # fmt: skip
        due.rows(
            "UPDATE crm.customer SET next_contact_on = crm.today() - 2 WHERE next_contact_on = crm.today() RETURNING 1"
        )
        due.rows("UPDATE crm.action SET promise_kept = true WHERE promise = '寄样品' RETURNING 1")
        assert told(due, "rep1", rep) == ["2 1 1", "1 0 1"]


def test_nobody_is_told_the_number_of_what_he_may_not_read(due: AccountSet) -> None:
    for table, field in (("contact", "birthday"), ("action", "promise_on"), ("customer", "next_contact_on")):
        due.rows(
            "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT role_id, %s, %s, 'none' "
            "FROM crm.employee_role r JOIN crm.employee e ON e.id = r.employee_id WHERE e.login = 'rep1' RETURNING 1",
            table,
            field,
        )
    with closing(due.connect("rep1")) as rep:
        assert told(due, "rep1", rep) == []
        due.rows("DELETE FROM crm.field_right WHERE field = 'birthday' RETURNING 1")
        assert told(due, "rep1", rep) == ["0 0 1"]
