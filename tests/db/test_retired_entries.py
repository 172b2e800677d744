"""A retired entry stays where it stands and comes back with what is brought back; nobody brings it anew."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from tests.databases import AccountSet
from tests.db.test_files_of_entries import _run
from tests.db.test_importing import customers, facts_of, table


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    """Give a set with three customers of grade D, one with it in an attribute too; the grade is retired then."""
    rows = fresh_account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, dictionary) VALUES "
        "('customer', 'wish', '目标', 'choice', 'customer_grade'), ('customer', 'past', '历年', 'choices', 'customer_grade') RETURNING id"
    )
    rows(
        "INSERT INTO crm.customer (name, owner_id, grade, attrs) SELECT '安康' || n || '茶业公司', e.id, 'D', "
        """CASE n WHEN 1 THEN '{"wish": "D", "past": ["D", "C"]}'::jsonb ELSE '{}' END FROM generate_series(1, 3) n, crm.employee e """
        "WHERE e.login = 'rep1' RETURNING id"
    )
    rows("UPDATE crm.dictionary SET retired = true WHERE kind = 'customer_grade' AND code = 'D' RETURNING id")
    return fresh_account_set


def _refused(company: AccountSet, login: str, sql: str, *values: object) -> str:
    with closing(company.connect(login)) as person:
        try:
            _run(person, sql, *values)
        except psycopg2.errors.CheckViolation as error:
            return f"{error.diag.constraint_name} {error.diag.column_name}"
    return ""


def test_it_is_not_brought_anew_and_stays_where_it_stands(company: AccountSet) -> None:
    new = "INSERT INTO crm.customer (name, grade, attrs) VALUES ('渭南新公司', %s, %s)"
    assert _refused(company, "rep1", new, "D", "{}") == "choice_retired grade"
    assert _refused(company, "rep1", new, "C", "{}") == ""
    assert _refused(company, "rep1", new, "C", '{"wish": "D"}') == "choice_retired attrs.wish"
    assert _refused(company, "rep1", new, "C", '{"past": ["C", "D"]}') == "choice_retired attrs.past"
    assert _refused(company, "rep1", new, "C", '{"wish": "C", "past": ["C"]}') == ""
    change = "UPDATE crm.customer SET grade = %s, short_name = 'x', attrs = attrs || %s WHERE name = %s RETURNING id"
    assert _refused(company, "rep1", change, "D", "{}", "西安环太科技有限公司") == "choice_retired grade"
    assert _refused(company, "rep1", change, "D", '{"past": ["D", "B"]}', "安康1茶业公司") == ""
    assert _refused(company, "rep1", change, "D", '{"past": ["D"]}', "安康2茶业公司") == "choice_retired attrs.past"
    assert _refused(company, "rep1", change, "C", "{}", "安康2茶业公司") == ""


def test_what_nobody_chose_may_be_retired(company: AccountSet) -> None:
    """A new customer has the status that stands in the table; an attribute its default."""
    company.rows("UPDATE crm.attribute_definition SET default_value = 'D' WHERE key = 'wish' RETURNING id")
    ((status,),) = company.rows(
        "UPDATE crm.dictionary SET retired = true WHERE kind = 'customer_status' AND code = (SELECT split_part(column_default, '''', 2) "
        "FROM information_schema.columns WHERE table_name = 'customer' AND column_name = 'status') RETURNING code"
    )
    with closing(company.connect("rep1")) as rep:
        made = _run(rep, "INSERT INTO crm.customer (name) VALUES ('渭南新公司') RETURNING status, attrs")
    assert made == [(status, {"wish": "D"})]


def test_deleted_merged_and_replaced_it_comes_back(company: AccountSet) -> None:
    state = "SELECT id, grade, attrs FROM crm.customer WHERE name LIKE '安康%%' ORDER BY id"
    before = company.rows(state)
    (one, _grade, _attrs), (two, *_), (three, *_) = before
    with closing(company.connect("boss")) as boss:
        _run(boss, "DELETE FROM crm.customer WHERE id = %s", three)
        ((bulk,),) = _run(boss, "SELECT max(id) FROM crm.bulk_action")
        boss.commit()
        _run(boss, "SELECT crm.undo_bulk(%s)", bulk)
        boss.commit()
        assert company.rows(state) == before
        _run(boss, "UPDATE crm.customer SET grade = '' WHERE id = %s", two)
        boss.commit()
        _run(boss, "SELECT crm.merge_records('customer', %s, ARRAY[%s::bigint])", two, one)
        boss.commit()
        assert company.rows("SELECT grade, attrs ->> 'wish' FROM crm.customer WHERE id = %s", two) == [("D", "D")]
        ((merge,),) = company.rows("SELECT max(id) FROM crm.record_merge")
        _run(boss, "SELECT crm.undo_merge(%s)", merge)
        _run(boss, "SELECT crm.begin_bulk('edit', 'x')")
        boss.commit()
        ((bulk,),) = _run(boss, "SELECT crm.begin_bulk('edit', 'x')")
        _run(boss, "UPDATE crm.customer SET grade = 'C', attrs = '{}' WHERE id IN (%s, %s)", one, three)
        boss.commit()
        _run(boss, "SELECT crm.undo_bulk(%s)", bulk)
        boss.commit()
    assert [row for row in company.rows(state) if row[0] != two] == [row for row in before if row[0] != two]
    with closing(company.connect("admin")) as admin:
        ((bulk, _n),) = _run(admin, "SELECT * FROM crm.replace_entry('customer_grade', 'D', 'C')")
        admin.commit()
        _run(admin, "SELECT crm.undo_bulk(%s)", bulk)
        admin.commit()
    assert [row for row in company.rows(state) if row[0] != two] == [row for row in before if row[0] != two]


def test_an_import_names_the_rows_and_takes_what_stands(company: AccountSet, tmp_path: Path) -> None:
    with company.session("boss") as session:
        source = table(
            tmp_path,
            "name,owner,grade,credit\n铜川新公司,rep1,D,\n汉中新公司,rep1,C,\n安康1茶业公司,rep1,D,9\n西安环太科技有限公司,rep1,D,\n",
        )
        mapping = customers(columns={"name": "name", "owner": "owner_id", "grade": "grade", "credit": "credit_limit"})
        facts = facts_of(session)
        run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
        report = importing.check(session, run, facts=facts)
        assert [(p.row, p.field, p.rule) for p in report.problems] == [
            (2, "grade", "choice_retired"),
            (5, "grade", "choice_retired"),
        ]
        result = importing.commit(session, run, facts=facts, skip_bad=True)
        session.commit()
        assert (result.created, result.changed, result.left_out) == (1, 1, 2)
    told = "SELECT name, grade, credit_limit FROM crm.customer WHERE name IN ('铜川新公司', '汉中新公司', '安康1茶业公司') ORDER BY name"
    assert company.rows(told) == [("安康1茶业公司", "D", 900), ("汉中新公司", "C", 0)]
