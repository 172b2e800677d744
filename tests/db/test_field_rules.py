"""Rules of fields hold in the database, whoever writes: psql, an import, the desktop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.core.forms import conditions
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from crm_desktop.system.importing import words
from crm_desktop.system.importing.whole import import_file
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of
from tests.db.test_formulas import ask, refused

Psql = Callable[[str], Connection]
FIRST = "(SELECT id FROM crm.customer WHERE short_name = '环太科技')"


@pytest.fixture(scope="module")
def admin(account_set: AccountSet) -> Iterator[Connection]:
    """Give the administrator's psql; two own dictionaries and three attributes are there."""
    with closing(account_set.connect("admin")) as connection:
        ask(
            connection,
            "INSERT INTO crm.dictionary (kind, code, name) VALUES ('dictionary', 'land', '省'), ('dictionary', 'town', '市'), "
            "('land', 'sx', '陕西'), ('land', 'sc', '四川'), ('town', 'xa', '西安'), ('town', 'xy', '咸阳'), ('town', 'cd', '成都')",
        )
        for key, kind, dictionary in (("land", "choice", "land"), ("town", "choice", "town"), ("towns", "choices", "town"),
                                      ("plate", "text", ""), ("seats", "integer", ""), ("twice", "formula", "")):  # fmt: skip
            ask(
                connection,
                "INSERT INTO crm.attribute_definition (entity, key, label, kind, dictionary, formula) "
                "VALUES ('customer', %s, %s, %s, %s, %s)",
                key, key, kind, dictionary, "seats * 2" if kind == "formula" else "",
            )  # fmt: skip
        yield connection


@pytest.fixture(autouse=True)
def _no_rules_left(account_set: AccountSet) -> Iterator[None]:
    yield
    account_set.rows("DELETE FROM crm.field_rule")
    account_set.rows("UPDATE crm.customer SET attrs = '{}', grade = 'A', tax_number = '' WHERE short_name = '环太科技'")


def rule(connection: Connection, field: str, kind: str, **more: Any) -> None:
    given = {"entity": "customer", "field": field, "kind": kind, **more}
    ask(connection, f"INSERT INTO crm.field_rule ({', '.join(given)}) VALUES %s", tuple(given.values()))


def write(assignment: str) -> str:
    return f"UPDATE crm.customer SET {assignment} WHERE id = {FIRST}"


def test_required_where_a_condition_holds(admin: Connection, psql_as: Psql) -> None:
    rule(admin, "tax_number", "required", condition='grade = "B"')
    rule(admin, "attrs.seats", "required", condition='grade = "B"')
    rep = psql_as("rep1")
    ask(rep, write("grade = 'C'"))  # the condition does not hold
    assert refused(rep, write("grade = 'B'"))[:2] == ("field_rule_required", "tax_number")
    assert refused(rep, write("grade = 'B', tax_number = '1'"))[:2] == ("field_rule_required", "attrs.seats")
    ask(rep, write("grade = 'B', tax_number = '1', attrs = attrs || '{\"seats\": 3}'"))
    assert refused(rep, write("tax_number = ''"))[:2] == ("field_rule_required", "tax_number")
    assert refused(rep, write("attrs = attrs - 'seats'"))[:2] == ("field_rule_required", "attrs.seats")
    assert refused(rep, "INSERT INTO crm.customer (name, grade) VALUES ('x', 'B')")[0] == "field_rule_required"
    ask(rep, "INSERT INTO crm.customer (name, grade) VALUES ('x', 'C')")


def test_what_was_missing_before_is_no_reason_to_refuse_another_change(admin: Connection, psql_as: Psql) -> None:
    rep = psql_as("rep1")
    ask(rep, write("grade = 'B', tax_number = ''"))
    rule(admin, "tax_number", "required", condition='grade = "B"')
    ask(rep, write("website = 'example.com'"))
    assert refused(rep, "UPDATE crm.customer SET grade = 'B' WHERE short_name = '长江机械' AND false; "
                   "INSERT INTO crm.customer (name, grade) VALUES ('y', 'B')")[0] == "field_rule_required"  # fmt: skip


def test_a_hidden_field_is_not_required(admin: Connection, psql_as: Psql) -> None:
    rule(admin, "attrs.plate", "required")
    rep = psql_as("rep1")
    assert refused(rep, "INSERT INTO crm.customer (name, grade) VALUES ('p', 'C')")[:2] == (
        "field_rule_required",
        "attrs.plate",
    )
    rule(admin, "attrs.plate", "visible", condition='grade = "A"')
    ask(rep, "INSERT INTO crm.customer (name, grade) VALUES ('p', 'C')")
    assert refused(rep, "INSERT INTO crm.customer (name, grade) VALUES ('p2', 'A')")[0] == "field_rule_required"


def test_read_only_by_the_saved_state(admin: Connection, psql_as: Psql, account_set: AccountSet) -> None:
    rep = psql_as("rep1")
    ask(rep, write("tax_number = '1', attrs = '{\"plate\": \"a\"}'"))
    rule(admin, "tax_number", "read_only", condition='grade = "B"')
    rule(admin, "attrs.plate", "read_only", condition='grade = "B"')
    ask(rep, write("tax_number = '2', grade = 'B'"))  # as saved it was A: both at once is allowed
    assert refused(rep, write("tax_number = '3'"))[:2] == ("field_rule_read_only", "tax_number")
    assert refused(rep, write("tax_number = '3', grade = 'A'"))[:2] == ("field_rule_read_only", "tax_number")
    assert refused(rep, write('attrs = \'{"plate": "b"}\''))[:2] == ("field_rule_read_only", "attrs.plate")
    ask(rep, write("website = 'x.com'"))
    ask(
        rep, "INSERT INTO crm.customer (name, grade, tax_number) VALUES ('n', 'B', '9')"
    )  # a new one has no saved state
    # what a bulk action did is taken back all the same
    ((bulk,),) = ask(psql_as("boss"), "SELECT crm.begin_bulk('bulk_edit', 'customer')")
    ask(rep, write("grade = 'A'"))
    boss = psql_as("boss")
    with boss.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('bulk_edit', 'customer')")
        ((bulk,),) = cursor.fetchall()
        cursor.execute(write("tax_number = '7', grade = 'B'"))
    boss.commit()
    assert ask(boss, "SELECT crm.undo_bulk(%s)", bulk) == [(1,)]
    assert account_set.rows(f"SELECT tax_number, grade FROM crm.customer WHERE id = {FIRST}") == [("2", "A")]


def test_a_pattern_with_its_own_words(admin: Connection, psql_as: Psql) -> None:
    rule(admin, "tax_number", "pattern", pattern="^[0-9A-Z]{18}$", message="税号是18位。", message_en="18 characters.")
    rule(admin, "attrs.plate", "pattern", pattern="^[A-Z]", condition='grade = "A"')
    rep = psql_as("rep1")
    ask(rep, write("tax_number = '91610131MA6TX12345'"))
    name, field, detail = refused(rep, write("tax_number = '916'"))
    assert (name, field, json.loads(detail or "")) == (
        "field_rule_pattern", "tax_number", {"said": "税号是18位。", "said_en": "18 characters."},
    )  # fmt: skip
    ask(rep, write("tax_number = ''"))  # empty is no wrong form
    assert refused(rep, write('attrs = \'{"plate": "a"}\''))[:2] == ("field_rule_pattern", "attrs.plate")
    ask(rep, write("attrs = '{\"plate\": \"a\"}', grade = 'C'"))
    rule(admin, "description", "pattern", pattern="^h")
    ask(rep, write("description = 'h' || repeat('x', 1999)"))
    assert (
        refused(rep, write("description = 'h' || repeat('x', 2000)"))[0] == "field_rule_pattern"
    )  # too long to be looked at


@pytest.mark.parametrize(
    ("pattern", "refusal"),
    [
        ("(", "field_rule_pattern_wrong"),
        ("", "field_rule_needs_pattern"),
        (r"(a+)\1", "field_rule_pattern_costly"),
        ("((a{1,99}){1,99})", "field_rule_pattern_costly"),
        ("***=x", "field_rule_pattern_costly"),
        ("(?i)x", "field_rule_pattern_costly"),
        ("(?=.*x)y", ""),
        (r"^1[3-9]\d{9}$", ""),
        ("^((a|b){10}){10}){", "field_rule_pattern_wrong"),
    ],
)
def test_patterns_that_are_none_or_cost_too_much(admin: Connection, pattern: str, refusal: str) -> None:
    sql = "INSERT INTO crm.field_rule (entity, field, kind, pattern) VALUES ('customer', 'tax_number', 'pattern', %s)"
    if refusal:
        assert refused(admin, sql, pattern)[0] == refusal
    else:
        ask(admin, sql, pattern)


def test_the_longest_allowed_pattern_answers_over_a_long_text(admin: Connection, account_set: AccountSet) -> None:
    """The worst that is let through is an automaton: a second is the bound that the server itself enforces here."""
    for worst in (
        "(a|aa)+" * 20 + "$",
        "^(a*)*(a*)*(a*)*b$",
        "(.{1,10}){1,10}(.{1,10})x$",
        "(?=.*a)(?=.*b)(?=.*c).*z$",
    ):
        assert account_set.rows("SELECT crm.check_pattern(%s)", worst) == [("",)]
        account_set.rows(f"SET statement_timeout = '5s'; SELECT repeat('a', 2000) ~ '{worst}'")


def test_options_follow_another_choice(admin: Connection, psql_as: Psql) -> None:
    mapping = json.dumps({"sx": ["xa", "xy"]})
    rule(admin, "attrs.town", "options", by_field="attrs.land", mapping=mapping)
    rule(admin, "attrs.towns", "options", by_field="attrs.land", mapping=mapping)
    rep = psql_as("rep1")
    ask(rep, write('attrs = \'{"land": "sx", "town": "xa", "towns": ["xa", "xy"]}\''))
    assert refused(rep, write('attrs = attrs || \'{"town": "cd"}\''))[:2] == ("field_rule_options", "attrs.town")
    assert refused(rep, write('attrs = attrs || \'{"towns": ["xa", "cd"]}\''))[:2] == (
        "field_rule_options",
        "attrs.towns",
    )
    ask(rep, write('attrs = \'{"land": "sc", "town": "cd"}\''))  # nothing is said of this one: all are offered
    assert refused(rep, write('attrs = attrs || \'{"land": "sx"}\''))[:2] == ("field_rule_options", "attrs.town")
    ask(rep, write("website = 'y.com'"))


WRONG = [
    ({"field": "nothing", "kind": "required"}, "field_rule_field_unknown"),
    ({"field": "sort_key", "kind": "required"}, "field_rule_field_unknown"),
    ({"field": "attrs.none", "kind": "required"}, "field_rule_field_unknown"),
    ({"field": "attrs.twice", "kind": "required"}, "field_rule_of_formula"),
    ({"field": "city", "kind": "visible"}, "field_rule_needs_condition"),
    ({"field": "city", "kind": "visible", "condition": "city & grade"}, "field_rule_no_condition"),
    ({"field": "city", "kind": "visible", "condition": "citi = 1"}, "formula_unknown_field"),
    ({"field": "name", "kind": "visible", "condition": 'grade = "A"'}, "field_rule_required_stays"),
    ({"field": "credit_limit", "kind": "pattern", "pattern": "x"}, "field_rule_pattern_of_text"),
    ({"field": "city", "kind": "options", "by_field": "grade", "mapping": "{}"}, "field_rule_options_of_choice"),
    ({"field": "grade", "kind": "options", "by_field": "city", "mapping": "{}"}, "field_rule_by_choice"),
    ({"field": "attrs.town", "kind": "options", "by_field": "attrs.towns", "mapping": "{}"}, "field_rule_by_choice"),
    ({"field": "attrs.town", "kind": "options", "by_field": "attrs.land", "mapping": "{}"}, "field_rule_needs_mapping"),
    ({"field": "attrs.town", "kind": "options", "by_field": "attrs.land", "mapping": '{"sx": ["no"]}'}, "choice_unknown"),
    ({"entity": "role", "field": "name", "kind": "required"}, "attribute_entity_unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "refusal"), WRONG, ids=[r + str(n) for n, (_, r) in enumerate(WRONG)])
def test_what_no_rule_can_be(admin: Connection, given: dict[str, Any], refusal: str) -> None:
    given = {"entity": "customer", **given}
    assert (
        refused(admin, f"INSERT INTO crm.field_rule ({', '.join(given)}) VALUES %s", tuple(given.values()))[0]
        == refusal
    )


def test_an_attribute_goes_with_its_rules_but_not_from_under_a_condition(admin: Connection) -> None:
    ask(
        admin,
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'tmp', 'tmp', 'integer')",
    )
    rule(admin, "attrs.tmp", "required", condition="tmp > 3")
    rule(admin, "city", "required", condition="tmp > 3")
    delete = "DELETE FROM crm.attribute_definition WHERE key = 'tmp'"
    assert refused(admin, delete) == ("attribute_in_rule", "key", "city")
    assert (
        refused(admin, "UPDATE crm.attribute_definition SET key = 'tmp2' WHERE key = 'tmp'")[0] == "attribute_in_rule"
    )
    ask(admin, "UPDATE crm.attribute_definition SET label = 'other' WHERE key = 'tmp'")
    ask(admin, "DELETE FROM crm.field_rule WHERE field = 'city'")
    ask(admin, delete)
    assert ask(admin, "SELECT count(*) FROM crm.field_rule") == [(0,)]


def test_what_a_rule_reads_is_hidden_from_nobody_and_who_may_write_rules(admin: Connection, psql_as: Psql) -> None:
    rule(admin, "city", "required", condition="credit_limit > 5")
    hide = (
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', %s, 'none' FROM crm.role "
        "WHERE code = 'commerce'"
    )
    assert refused(admin, hide, "credit_limit")[0] == "field_in_rule"
    rep = psql_as("rep1")
    assert ask(rep, "SELECT field FROM crm.field_rule") == [("city",)]
    for sql in ("DELETE FROM crm.field_rule", "UPDATE crm.field_rule SET field = 'name'",
                "INSERT INTO crm.field_rule (entity, field, kind) VALUES ('customer', 'city', 'required')"):  # fmt: skip
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(rep, sql)


def test_an_import_obeys_row_by_row_with_the_sentence(
    admin: Connection, login: Callable[[str], Any], tmp_path: Path, account_set: AccountSet
) -> None:
    rule(admin, "tax_number", "pattern", pattern=r"^\d{4}$", message="税号四位", message_en="Four digits, please.")
    rule(admin, "website", "required", condition='grade = "B"')
    path = tmp_path / "in.csv"
    path.write_text(
        "Name,Grade,Tax number,Website\nGood,C,1234,\nBad,C,12,\nLacks,B,1234,\nWhole,B,1234,x.com\n", encoding="utf-8"
    )
    session = login("rep1")
    facts = facts_of(session)
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity="customer", translate=translate)
    (part,) = import_file(session, table, facts=facts, mapping=mapping, translate=translate)
    session.rollback()
    entity = facts.entities["customer"]
    said = {
        language: [words.sentence(p.rule, p.field, p.values, entity, language, translate) for p in part.check.problems]
        for language in ("en", "zh_CN")
    }
    assert [p.row for p in part.check.problems] == [3, 4]
    assert said["en"] == ["Tax number: Four digits, please.", "“Website” must be filled in."]
    assert "税号四位" in said["zh_CN"][0]
    (part,) = import_file(session, table, facts=facts, mapping=mapping, translate=translate, skip_bad=True)
    session.commit()
    names = account_set.rows("SELECT name FROM crm.customer WHERE name IN ('Good', 'Bad', 'Lacks', 'Whole')")
    assert {name for (name,) in names} == {"Good", "Whole"}


#: Conditions that the desktop answers while one types, and the database when it is saved: the same, over these rows.
CONDITIONS = [
    'grade = "A"', 'grade <> "A"', 'not (grade = "A")', "headcount > 10", "headcount <= 10 or city = \"西安\"",
    "empty(headcount)", "not empty(land)", 'land = "sx"', 'land <> "sx"', "seats * 2 >= twice", "credit_limit / 3 > 41.15",
    "round(credit_limit / 7, 1) = 17.6", "round(-2.5) = -3", "floor(-2.5) = -3 and ceil(2.1) = 3", "abs(-3) = 3", "-seats < 0",
    'next_contact_on > date("2026-01-01")', "next_contact_on + 7 > date(2026, 1, 31)", 'next_contact_on - date("2026-01-01") = 24',
    "year(next_contact_on) = 2026 and month(next_contact_on) = 1", "day(next_contact_on) < 26", "date(2024, 2, 30) = next_contact_on",
    'city & grade = "西安A"', 'left(city, 1) = "西"', 'right(city, 1) & "x" = "安x"', 'contains(name, "科技")', "length(name) > 8",
    'upper("ab") = "AB" and lower("AB") = "ab"', 'trim(" a ") = "a"', 'text(seats) = "3"', "if(seats > 2, true, false)",
    "if(headcount > 10, true, false)", "first(headcount, seats) = 3", "min(seats, 2, 9) = 2 and max(seats, 2) = 3", "1 / 0 = 1",
    "plate < \"b\"", "plate = \"\"", "true or headcount > 1", "false and headcount > 1", "headcount > 1 and true",
    'grade = "A 重要"', "seats / 0 > 1 or true", "min(next_contact_on, date(2026,1,1)) = date(2026,1,1)", "name > city",
]  # fmt: skip
ROWS = [
    "tax_number = 'x'",
    'credit_limit = 12345, next_contact_on = \'2026-01-25\', attrs = \'{"seats": 3, "land": "sx", "plate": "a"}\'',
    "headcount = 12, grade = 'C', city = '', next_contact_on = NULL, attrs = '{\"seats\": 0, \"plate\": \"ü\"}'",
]


@pytest.mark.parametrize("assignment", ROWS, ids=["bare", "full", "other"])
def test_the_desktop_and_the_database_answer_alike(
    admin: Connection, account_set: AccountSet, login: Callable[[str], Any], assignment: str
) -> None:
    from crm_desktop.core.query import ListQuery
    from crm_desktop.db import records

    account_set.rows(f"UPDATE crm.customer SET {assignment} WHERE id = {FIRST}")
    session = login("admin")
    entity = facts_of(session).entities["customer"]
    query = ListQuery(entity="customer", columns=("name",), sort="name", search="环太科技")
    known = records.first_rows(session, entity, query)[0].id
    values = records.load(session, entity, known).values
    answered = 0
    for condition in CONDITIONS:
        ((tree, told),) = account_set.rows(
            "SELECT t.tree, crm.rule_holds(t.tree, to_jsonb(c)) FROM crm.customer c, "
            "LATERAL (SELECT crm.formula_tree('customer', %s) AS tree) t WHERE c.id = %s", condition, known,
        )  # fmt: skip
        assert conditions.holds(tree, values) == told, condition
        answered += told
    assert 0 < answered < len(CONDITIONS)
    account_set.rows(
        f"UPDATE crm.customer SET headcount = NULL, credit_limit = 0, next_contact_on = NULL, city = '西安' WHERE id = {FIRST}"
    )


def test_values_of_other_kinds() -> None:
    tree = {
        "o": ">",
        "t": "bool",
        "a": [{"o": "field", "t": "number", "n": "price"}, {"o": "value", "t": "number", "v": 1.5}],
    }
    assert conditions.holds(tree, {"price": Decimal("1.6")})
    assert not conditions.holds(tree, {"price": Decimal("1.50")})
    tree = {
        "o": "=",
        "t": "bool",
        "a": [{"o": "field", "t": "date", "n": "d"}, {"o": "value", "t": "date", "v": "2026-01-01"}],
    }
    assert conditions.holds(tree, {"d": date(2026, 1, 1)})
    assert conditions.holds(None, {})
