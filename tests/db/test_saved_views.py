"""A view of a list is an object, whoever writes it: another value could not be shown to those with whom it is shared."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest

from tests.databases import AccountSet

WRITE = (
    "INSERT INTO crm.saved_view (employee_id, entity, name, query, shared) "
    "SELECT id, 'customer', 'Odd', %s, true FROM crm.employee WHERE login = 'rep1' RETURNING id"
)


@pytest.mark.parametrize("query", ["5", "null", "[1]", '"x"', "true"])
def test_what_is_no_object_is_refused(account_set: AccountSet, query: str) -> None:
    with closing(account_set.connect("rep1")) as rep, rep.cursor() as cursor:
        with pytest.raises(psycopg2.Error, match="saved_view_wrong"):
            cursor.execute(WRITE, (query,))
        rep.rollback()
        cursor.execute(WRITE, ('{"text": "A"}',))
        cursor.execute("SAVEPOINT written")
        with pytest.raises(psycopg2.Error, match="saved_view_wrong"):
            cursor.execute("UPDATE crm.saved_view SET query = %s WHERE name = 'Odd'", (query,))
        cursor.execute("ROLLBACK TO SAVEPOINT written")
        cursor.execute("""UPDATE crm.saved_view SET query = '{"text": "B"}' WHERE name = 'Odd' RETURNING id""")
        assert len(cursor.fetchall()) == 1
        rep.rollback()


def test_one_written_before_may_still_be_renamed_and_lose_a_persons_name(account_set: AccountSet) -> None:
    """Who writes the erasure of a person finds an odd view too: it must not stop him."""
    account_set.rows(f"SET session_replication_role = replica; {WRITE}", '["王小明"]')
    changed = "UPDATE crm.saved_view SET query = '[\"\"]' WHERE name = 'Odd' RETURNING 1"
    assert account_set.rows(changed) == [(1,)]
    account_set.rows("DELETE FROM crm.saved_view WHERE name = 'Odd' RETURNING 1")
