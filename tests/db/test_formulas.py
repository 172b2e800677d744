"""Formulas of own attributes: the database parses, checks and evaluates them, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.core.forms import conditions
from tests.databases import AccountSet

Psql = Callable[[str], Connection]


def ask(connection: Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run *sql* in a transaction of its own."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = list(cursor.fetchall()) if cursor.description else []
        connection.commit()
        return found
    except psycopg2.Error:
        connection.rollback()
        raise


def refused(connection: Connection, sql: str, *values: object) -> tuple[str | None, str | None, str | None]:
    """Return rule, field and detail by which *sql* is refused."""
    with pytest.raises(psycopg2.Error) as caught:
        ask(connection, sql, *values)
    diag = caught.value.diag
    return diag.constraint_name or diag.message_primary, diag.column_name, diag.message_detail


VALUES = [
    ("1 + 2 * 3", "7"),
    ("(1 + 2) * 3", "9"),
    ("10 - 4 - 3", "3"),
    ("-2 * -3", "6"),
    ("7 / 2", "3.5"),
    ("round(10 / 3, 2)", "3.33"),
    ("1 / 0", None),
    ("2 + headcount", None),  # nobody counted: a null stays null
    ("if(headcount > 10, 1, 2)", None),
    ("first(headcount, 5)", "5"),
    ("empty(headcount)", "true"),
    ("credit_limit * 2", "246.9"),  # 12345 分
    ("min(3, 1, 2) & max(3, 1, 2)", "13"),
    ('short_name & "-" & grade', "环太科技-A"),
    ('if(grade = "A", "重", "轻")', "重"),
    ('if(grade = "A 重要", 1, 0)', "1"),  # an entry's name means its code
    ('if(grade = "A" and not (city = "北京") or false, "yes", "no")', "yes"),
    ("如果（credit_limit ＞ 100 且 city ＝ “西安”，“大，好”，“小”）", "大，好"),  # as an input method types it
    ('date("2026-01-31") + 1', "2026-02-01"),
    ('date("2026-03-01") - date("2026-02-01")', "28"),
    ("date(2024, 2, 30)", None),
    ("year(date(2024, 2, 29)) * 100 + month(date(2024, 2, 29))", "202402"),
    ('left("西安环太", 2)', "西安"),
    ('contains(name, "环太")', "true"),
    ('length(trim("  ab "))', "2"),
    ('text(1.50) & ""', "1.5"),
    ("abs(-3) + floor(2.7) + ceil(2.1)", "8"),
    ('"\'; DROP TABLE crm.customer; --"', "'; DROP TABLE crm.customer; --"),
]


@pytest.fixture(scope="module")
def admin(account_set: AccountSet):
    """Give the administrator's psql, the first customer with a credit limit."""
    with closing(account_set.connect("admin")) as connection:
        ask(connection, "UPDATE crm.customer SET credit_limit = 12345 WHERE short_name = '环太科技'")
        yield connection


@pytest.fixture(scope="module")
def known(account_set: AccountSet) -> int:
    """Give the id of rep1's first customer."""
    return int(account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")[0][0])


@pytest.mark.parametrize(("formula", "value"), VALUES, ids=[f for f, _ in VALUES])
def test_value(admin: Connection, known: int, formula: str, value: str | None) -> None:
    found = ask(admin, "SELECT rule, value FROM crm.check_formula('customer', %s, %s)", formula, known)
    assert found == [("", value)]


WRONG = [
    ("1 +", "formula_unfinished", 4, ""),
    ("1 2", "formula_syntax", 3, "2"),
    ("(1", "formula_unfinished", 3, ""),
    ("credit_limt * 2", "formula_unknown_field", 1, "credit_limt"),
    ("2 * [采购]", "formula_unknown_field", 5, "[采购]"),
    ("grade + 1", "formula_type", 7, "+"),
    ("headcount & 1 > 2", "formula_type", 15, ">"),
    ("pg_sleep(9)", "formula_unknown_function", 1, "pg_sleep"),
    ("round(name)", "formula_arguments", 1, "round"),
    ('if(grade = "Z", 1, 2)', "formula_choice_unknown", 10, "Z"),
    ('if(true, 1, "a")', "formula_arguments", 1, "if"),
    ("1; SELECT 1", "formula_syntax", 2, "; SELECT 1"),
    ("name || 'x'", "formula_syntax", 6, "|| 'x'"),
    ("owner_id + 1", "formula_unknown_field", 1, "owner_id"),
    ("(" * 60 + "1" + ")" * 60, "formula_too_long", 0, "40"),
]


@pytest.mark.parametrize(("formula", "rule", "place", "word"), WRONG, ids=[f[:20] for f, *_ in WRONG])
def test_wrong_formulas_say_what_is_wrong_where(
    admin: Connection, formula: str, rule: str, place: int, word: str
) -> None:
    assert ask(admin, "SELECT rule, place, word FROM crm.check_formula('customer', %s)", formula) == [
        (rule, place, word)
    ]


def define(connection: Connection, key: str, formula: str, kind: str = "", entity: str = "customer") -> None:
    ask(
        connection,
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula, formula_kind) "
        "VALUES (%s, %s, %s, 'formula', %s, %s)",
        entity, key, f"公式 {key}", formula, kind,
    )  # fmt: skip


def test_every_road_gets_the_value(account_set: AccountSet, admin: Connection, known: int, psql_as: Psql) -> None:
    define(admin, "double", "credit_limit * 2", "money")
    define(admin, "label_of", '[公式 double] & "/" & short_name')
    rep = psql_as("rep1")
    # those that were there have it too, and it is nobody's edit of the record
    ((attrs, version),) = ask(rep, "SELECT attrs, version FROM crm.customer WHERE id = %s", known)
    assert attrs["double"] == 24690 and attrs["label_of"] == "246.9/环太科技"
    ((before,),) = account_set.rows(
        "SELECT max((new ->> 'version')::int) FROM crm.audit WHERE table_name = 'customer' AND record_id = %s", known
    )
    assert version == before
    # an update with psql, one that lies about the value, and an insert
    ask(rep, "UPDATE crm.customer SET credit_limit = 100, attrs = attrs || '{\"double\": 1}' WHERE id = %s", known)
    assert ask(rep, "SELECT attrs ->> 'double', attrs ->> 'label_of' FROM crm.customer WHERE id = %s", known) == [
        ("200", "2/环太科技")
    ]
    assert ask(
        rep, "INSERT INTO crm.customer (name, credit_limit) VALUES ('新', 300) RETURNING attrs ->> 'double'"
    ) == [("600",)]
    # a changed formula is carried through, what reads it follows
    ask(admin, "UPDATE crm.attribute_definition SET formula = 'credit_limit * 3' WHERE key = 'double'")
    assert ask(rep, "SELECT attrs ->> 'double', attrs ->> 'label_of' FROM crm.customer WHERE id = %s", known) == [
        ("300", "3/环太科技")
    ]
    ask(admin, "UPDATE crm.customer SET credit_limit = 12345 WHERE id = %s", known)


def test_rules_of_formulas(admin: Connection, psql_as: Psql) -> None:
    define(admin, "one", "credit_limit + 1")
    define(admin, "two", "one + 1")
    change = "UPDATE crm.attribute_definition SET formula = %s WHERE key = %s"
    assert refused(admin, change, "two + 1", "one")[:2] == ("formula_loop", "formula")
    assert refused(admin, change, "one + credit", "two") == ("formula_unknown_field", "formula", "7 credit")
    assert refused(admin, "DELETE FROM crm.attribute_definition WHERE key = 'one'")[0] == "attribute_in_formula"
    assert (
        refused(admin, "UPDATE crm.attribute_definition SET formula_kind = 'date' WHERE key = 'two'")[0]
        == "formula_makes"
    )
    # the tree is the database's own, and no employee's road to a function of the server
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(admin, "UPDATE crm.attribute_definition SET tree = '{}' WHERE key = 'two'")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(psql_as("rep1"), "SELECT * FROM crm.check_formula('customer', '1')")
    # what a formula reads cannot be hidden, what is hidden cannot be read
    hide = "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', %s, 'none' FROM crm.role WHERE code = 'service'"
    assert refused(admin, hide, "credit_limit")[:2] == ("field_in_formula", "field")
    with admin.cursor() as cursor:
        cursor.execute(hide, ("bank_account",))
        cursor.execute("SELECT rule FROM crm.check_formula('customer', 'bank_account')")
        assert cursor.fetchall() == [("formula_unknown_field",)]
    admin.rollback()


def test_a_moment_is_read_as_its_day_and_a_percentage_as_a_number(
    account_set: AccountSet, admin: Connection, known: int
) -> None:
    account_set.rows("UPDATE crm.setting SET value = '\"Asia/Shanghai\"' WHERE name = 'time_zone'")
    ask(
        admin,
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES "
        "('customer', 'fitted', '安装', 'datetime'), ('customer', 'rebate', '返点', 'percent')",
    )
    define(admin, "until", "fitted + 365")
    define(admin, "more", "rebate * 3 + 0.004", "percent")
    assert refused(
        admin, "UPDATE crm.attribute_definition SET formula = 'fitted', formula_kind = 'percent' WHERE key = 'more'"
    )[0] == "formula_makes"  # fmt: skip
    write = "UPDATE crm.customer SET attrs = attrs || %s WHERE id = %s RETURNING attrs ->> 'until', attrs -> 'more'"
    fitted = '{"fitted": "2026-01-15T16:30:00+00:00", "rebate": 2.25}'
    assert ask(admin, write, fitted, known) == [("2027-01-16", 6.75)]  # in Xi'an it is the next day
    ((tree,),) = account_set.rows("SELECT crm.formula_tree('customer', 'fitted >= date(2026, 1, 16)')")
    assert conditions.holds(tree, {"attrs.fitted": datetime(2026, 1, 16, 0, 30).astimezone()})
    assert not conditions.holds(tree, {"attrs.fitted": datetime(2026, 1, 15, 23, 30).astimezone()})
