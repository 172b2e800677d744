"""Dictionaries: where an entry is used, another put in its place, retired ones kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from server_schema.data import terms
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


def _entry(connection: Connection, kind: str, **columns: object) -> tuple[object, ...]:
    """Add an entry as somebody who may, and give what it means."""
    given = {"kind": kind, "name": "x", **columns}
    names = ", ".join(given)
    return ask(  # type: ignore[no-any-return]
        connection,
        f"INSERT INTO crm.dictionary ({names}) VALUES ({', '.join(['%s'] * len(given))}) "
        "RETURNING stage, outcome, probability, provinces, opposite",
        *given.values(),
    )[0]


def test_an_entry_means_something_sane_where_nothing_is_said(admin: Connection) -> None:
    assert _entry(admin, "customer_status") == ("target", "", None, [], "")
    assert _entry(admin, "customer_status", stage="customer") == ("customer", "", None, [], "")
    # after proposal (position 30, 50 %) and before negotiation (75 %)
    assert _entry(admin, "opportunity_stage", position=35) == ("", "open", 50, [], "")
    assert _entry(admin, "opportunity_stage", outcome="won", probability=10) == ("", "won", 100, [], "")
    assert _entry(admin, "opportunity_stage", outcome="lost") == ("", "lost", 0, [], "")
    unmeant = _entry(admin, "industry", stage="target", outcome="won", probability=5, provinces=["61"])
    assert unmeant == ("", "", None, [], "")


def test_what_an_entry_cannot_mean_is_refused(admin: Connection) -> None:
    insert = "INSERT INTO crm.dictionary (kind, name, {}) VALUES (%s, 'x', %s)"
    for kind, column, value, rule in (
        ("customer_status", "stage", "vip", "dictionary_stage_known"),
        ("opportunity_stage", "outcome", "maybe", "dictionary_outcome_known"),
        ("opportunity_stage", "probability", 101, "dictionary_probability_sensible"),
        ("region", "provinces", ["99"], "province_unknown"),
        ("region", "provinces", ["61"], "province_elsewhere"),
        ("relation_kind", "opposite", "nobody", "choice_unknown"),
        ("contact_relation_kind", "opposite", "supplies", "choice_unknown"),
    ):
        assert refused(admin, insert.format(column), kind, value)[0] == rule, column
    ask(admin, "INSERT INTO crm.dictionary (kind, name, provinces, retired) VALUES ('region', 'x', '{61}', true)")


def test_a_region_takes_the_customers_of_its_provinces(admin: Connection) -> None:
    ask(admin, "UPDATE crm.dictionary SET provinces = array_remove(provinces, '62') WHERE code = 'northwest'")
    ask(admin, "INSERT INTO crm.dictionary (kind, code, name, provinces) VALUES ('region', 'gansu', '甘肃', '{62}')")
    made = ask(admin, "INSERT INTO crm.customer (name, province) VALUES ('兰州一家', '甘肃') RETURNING region")
    assert made == [("gansu",)]


def test_an_upgrade_leaves_regions_that_the_company_changed(account_set: AccountSet, admin: Connection) -> None:
    ask(admin, "UPDATE crm.dictionary SET provinces = array_remove(provinces, '63') WHERE code = 'northwest'")
    ask(admin, "UPDATE crm.dictionary SET provinces = array_append(provinces, '63') WHERE code = 'southwest'")
    standing = "SELECT kind, code, stage, outcome, probability, provinces, opposite FROM crm.dictionary ORDER BY id"
    before = ask(admin, standing)
    with (
        closing(psycopg2.connect(account_set.server.admin_dsn, dbname=account_set.name)) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        terms.load(cursor)
    assert ask(admin, standing) == before


def test_opposites_are_each_others(admin: Connection) -> None:
    words = "SELECT code, opposite FROM crm.dictionary WHERE code IN ('a', 'b', 'c') ORDER BY code"
    for code in "abc":
        ask(admin, "INSERT INTO crm.dictionary (kind, code, name) VALUES ('relation_kind', %s, %s)", code, code)
    ask(admin, "UPDATE crm.dictionary SET opposite = 'b' WHERE code = 'a'")
    assert ask(admin, words) == [("a", "b"), ("b", "a"), ("c", "")]
    ask(admin, "UPDATE crm.dictionary SET opposite = 'b' WHERE code = 'c'")
    assert ask(admin, words) == [("a", ""), ("b", "c"), ("c", "b")]
    ask(admin, "UPDATE crm.dictionary SET opposite = '' WHERE code = 'b'")
    assert ask(admin, words) == [("a", ""), ("b", ""), ("c", "")]
    ask(admin, "UPDATE crm.dictionary SET opposite = 'a' WHERE code = 'a'")  # its own opposite: the same word
    assert ask(admin, words)[0] == ("a", "")


def test_a_meaning_in_use_stays(admin: Connection) -> None:
    stage = ask(admin, "SELECT stage, count(*)::text FROM crm.opportunity WHERE outcome = 'open' GROUP BY 1 LIMIT 1")[0]
    change = "UPDATE crm.dictionary SET outcome = 'lost' WHERE kind = 'opportunity_stage' AND code = %s"
    assert refused(admin, change, stage[0]) == ("stage_in_use", "outcome", stage[1])
    ask(admin, "UPDATE crm.dictionary SET probability = 42 WHERE kind = 'opportunity_stage' AND code = %s", stage[0])
    two = [row[0] for row in ask(admin, "SELECT id FROM crm.customer ORDER BY id LIMIT 2")]
    ask(admin, "INSERT INTO crm.customer_relation (customer_id, kind, other_id) VALUES (%s, 'supplies', %s)", *two)
    change = "UPDATE crm.dictionary SET opposite = '' WHERE kind = 'relation_kind' AND code = 'supplies'"
    assert refused(admin, change) == ("relation_in_use", "opposite", "1")
    ask(admin, "DELETE FROM crm.customer_relation WHERE kind = 'supplies'")
    ask(admin, change)
    assert ask(admin, "SELECT opposite FROM crm.dictionary WHERE code = 'supplied_by'") == [("",)]
