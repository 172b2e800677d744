"""Dictionaries: where an entry is used, another put in its place, retired ones kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet
from tests.db.test_formulas import ask, refused

Psql = Callable[[str], Connection]


@pytest.fixture(scope="module")
def admin(account_set: AccountSet) -> Iterator[Connection]:
    """Give the administrator's psql, with attributes that hold entries of the grades too."""
    with closing(account_set.connect("admin")) as connection:
        ask(
            connection,
            "INSERT INTO crm.attribute_definition (entity, key, label, kind, dictionary) VALUES "
            "('customer', 'wish', '目标', 'choice', 'customer_grade'), ('customer', 'past', '历年', 'choices', 'customer_grade')",
        )
        ask(
            connection,
            'UPDATE crm.customer SET attrs = \'{"wish": "D", "past": ["C", "D"]}\' WHERE grade IN (\'A\', \'D\')',
        )
        yield connection


def test_usage_counts_columns_and_attributes(admin: Connection) -> None:
    usage = ask(
        admin, "SELECT entity, field, n FROM crm.dictionary_usage('customer_grade') WHERE code = 'D' ORDER BY 2"
    )
    assert usage == [("customer", "attrs.past", 3), ("customer", "attrs.wish", 3), ("customer", "grade", 1)]


def test_an_entry_is_replaced_everywhere_and_taken_back(admin: Connection) -> None:
    state = "SELECT id, grade, attrs FROM crm.customer ORDER BY id"
    before = ask(admin, state)
    ((bulk, count),) = ask(admin, "SELECT * FROM crm.replace_entry('customer_grade', 'D', 'C')")
    assert count == 7
    after = ask(admin, state)
    assert not any(grade == "D" for _, grade, _ in after)
    assert [a["past"] for _, _, a in after if a] == [["C"]] * 3  # never twice the same
    assert [a["wish"] for _, _, a in after if a] == ["C"] * 3
    ask(admin, "SELECT crm.undo_bulk(%s)", bulk)
    assert ask(admin, state) == before


def test_who_may_not_change_all_records_cannot_replace(admin: Connection, psql_as: Psql) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(psql_as("boss"), "SELECT * FROM crm.replace_entry('customer_grade', 'D', 'C')")  # sees dictionaries only
    assert refused(admin, "SELECT * FROM crm.replace_entry('customer_grade', 'D', 'Q')")[0] == "choice_unknown"


def test_an_entry_without_a_code_gets_one(admin: Connection, psql_as: Psql) -> None:
    insert = "INSERT INTO crm.dictionary (kind, name) VALUES ('region', '海外') RETURNING code"
    ((code,),) = ask(admin, insert)
    assert code.startswith("e")
    ask(admin, "UPDATE crm.customer SET region = %s WHERE short_name = '环太科技'", code)
    # retired: the record keeps it
    ask(admin, "UPDATE crm.dictionary SET retired = true WHERE code = %s", code)
    assert ask(psql_as("rep1"), "SELECT region FROM crm.customer WHERE short_name = '环太科技'") == [(code,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(psql_as("rep1"), insert)
