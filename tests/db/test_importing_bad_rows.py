"""Rows that the database refuses: all of them are named, however many; the good ones go in; the file to correct comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Cancelled
from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from crm_desktop.system.importing.correcting import write_errors
from crm_desktop.system.importing.whole import Imported, import_file
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of
from tests.db.test_importing import Login, checked, customers, shown, table

COLUMNS = {"name": "name", "status": "status", "phone": "phone", "grade": "grade"}
HEAD = "name,status,phone,grade\n"


@pytest.fixture
def rules(account_set: AccountSet) -> Iterator[None]:
    account_set.rows(
        "INSERT INTO crm.field_rule (entity, field, kind, condition) VALUES "
        "('customer', 'phone', 'required', 'status = \"target\"'), ('customer', 'grade', 'required', 'status = \"target\"')"
    )
    yield
    account_set.rows("DELETE FROM crm.field_rule")


def _import(session: Session, folder: Path, content: str, **more: object) -> Imported:
    mapping = customers(columns=COLUMNS, **more)
    source = table(folder, content)
    (part,) = import_file(session, source, facts=facts_of(session), mapping=mapping, translate=translate, skip_bad=True)
    return part


def test_many_rows_that_break_a_rule_leave_the_good_ones_in(login: Login, rules: None, tmp_path: Path) -> None:
    rows = "".join(
        f"批量{n:02d}公司,target,{'' if n % 2 else f'029-8825{n:04d}'},{'A' if n % 4 else ''}\n" for n in range(24)
    )
    part = _import(login("rep1"), tmp_path, HEAD + rows)
    assert part.result is not None and (part.result.created, part.result.left_out) == (6, 18)
    found = shown(part.check)
    required = {
        (n + 2, field, "field_rule_required")
        for n in range(24)
        for field, missing in (("phone", n % 2), ("grade", n % 4 == 0))
        if missing
    }
    assert set(found) == required and len(found) == len(required), "each row with all that it lacks"


def test_changes_that_break_a_rule_are_told_by_their_record(login: Login, rules: None, tmp_path: Path) -> None:
    session = login("rep1")
    _import(
        session,
        tmp_path,
        HEAD + "甲改公司,target,029-88250001,A\n乙改公司,target,029-88250002,A\n丙改公司,target,029-88250003,A\n",
    )
    part = _import(
        session, tmp_path, HEAD + "丙改公司,target,,B\n甲改公司,target,,\n乙改公司,target,,B\n", empty="clear"
    )
    assert [row for row, field, _rule in shown(part.check) if field == "phone"] == [2, 3, 4]


def test_a_required_attribute_of_some_is_told_by_row(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, required, only_field, only_values) "
        "VALUES ('customer', 'floor', '楼层', 'text', true, 'grade', '{B}')"
    )
    rows = "甲层公司,target,029-88250011,A\n乙层公司,target,029-88250012,B\n丙层公司,target,029-88250013,B\n"
    part = _import(login("rep1"), tmp_path, HEAD + rows)
    account_set.rows("DELETE FROM crm.attribute_definition WHERE key = 'floor'")
    assert shown(part.check) == [(3, "attrs.floor", "attribute_required"), (4, "attrs.floor", "attribute_required")]
    assert part.result is not None and part.result.created == 1


def _tries(session: Session) -> list[str]:
    """Return a list that everything which is tried in *session* is added to."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        seen.extend([sql] if sql == "SAVEPOINT part" else ())

    event.listen(session.get_bind(), "before_cursor_execute", note)
    return seen


CODES = {"name": "name", "code": "code"}


@pytest.mark.parametrize(
    ("wrong", "most"), [(range(3000), 3030), (range(1500, 1501), 40), (range(0, 3000, 300), 250), (range(0), 1)]
)
def test_each_row_is_named_however_many_break_a_constraint(
    login: Login, account_set: AccountSet, tmp_path: Path, wrong: range, most: int
) -> None:
    """Only one row at a time tells of a constraint; a file of nothing else costs one statement a row."""
    ((code,),) = account_set.rows("SELECT min(code) FROM crm.customer")
    session = login("rep1")
    rows = "".join(f"重号{n}公司,{code if n in wrong else f'ONE{n}'}\n" for n in range(3000))
    tries = _tries(session)
    report = checked(session, table(tmp_path, "name,code\n" + rows), customers(columns=CODES))
    assert report.counts["error"] == len(wrong) and report.counts["new"] == 3000 - len(wrong)
    bad = [(row, [p.rule for p in problems]) for row, _cells, problems in importing.bad_rows(session, report.run_id)]
    assert bad == [(n + 2, ["customer_code_unique"]) for n in wrong]
    assert len(tries) <= most
    assert session.execute(text("SELECT count(*) FROM crm.customer WHERE name LIKE '重号%'")).scalar_one() == 0


def test_a_trial_of_bad_rows_tells_how_far_it_is_and_can_be_stopped(
    login: Login, account_set: AccountSet, tmp_path: Path
) -> None:
    ((code,),) = account_set.rows("SELECT min(code) FROM crm.customer")
    session = login("rep1")
    facts, source = facts_of(session), table(tmp_path, "name,code\n" + "".join(f"停{n},{code}\n" for n in range(400)))
    run = importing.stage(session, source, facts=facts, mapping=customers(columns=CODES), translate=translate)
    told: list[int] = []

    def report(done: int, total: int, _text: str) -> None:
        told.append(done)
        assert total == 800
        if done == 500:
            raise Cancelled

    with pytest.raises(Cancelled):
        importing.check(session, run, facts=facts, report=report)
    assert told == sorted(told) and set(range(400, 501)) <= set(told)
    assert session.execute(text("SELECT count(*) FROM crm.customer WHERE name LIKE '停%'")).scalar_one() == 0


def test_a_duplicate_that_cannot_go_in_is_a_row_with_its_reason(
    login: Login, account_set: AccountSet, tmp_path: Path
) -> None:
    """A code of a customer whom one does not see: his row is an error, not the end of the import."""
    ((code, name),) = account_set.rows(
        "SELECT c.code, c.name FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep2' LIMIT 1"
    )
    session = login("rep1")
    columns = {"name": "name", "code": "code"}
    mapping = customers(columns=columns, match=["code"])
    content = f"name,code\n{name},{code}\n真正新的单位,\n"
    assert shown(checked(session, table(tmp_path, content), mapping)) == [(2, "", "customer_code_unique")]
    (part,) = import_file(
        session, table(tmp_path, content), facts=facts_of(session), mapping=mapping, translate=translate, skip_bad=True
    )
    assert part.result is not None and (part.result.created, part.result.left_out) == (1, 1)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_corrected_file_says_its_reasons_once(login: Login, rules: None, tmp_path: Path, language: str) -> None:
    session, path = login("rep1"), tmp_path / "again.csv"
    part = _import(session, tmp_path, HEAD + "一改公司,target,029-88250021,A\n二改公司,target,,\n")
    for _turn in range(2):
        assert (
            write_errors(
                session, part.check.run_id, path, facts=facts_of(session), language=language, translate=translate
            )
            == 1
        )
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].count(",") == 5 and len(lines) == 2, lines
        part = _import(session, tmp_path, path.read_text(encoding="utf-8-sig"))
    assert (
        lines[1].startswith("二改公司,target,,,2,")
        and translate(language, "Import", "“{field}” must be filled in.")[-4:] in lines[1]
    )
    done = _import(session, tmp_path, lines[0] + "\n" + lines[1].replace("target,,", "target,029-88250022,A"))
    assert done.result is not None and done.result.created == 1
    assert session.execute(text("SELECT count(*) FROM crm.customer WHERE name LIKE '_改公司'")).scalar_one() == 2


def test_blanks_around_a_stored_value_are_no_change(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    account_set.rows("UPDATE crm.customer SET short_name = '环太科技 ' WHERE short_name = '环太科技'")
    session = login("rep1")
    try:
        name = session.execute(text("SELECT name FROM crm.customer WHERE short_name = '环太科技 '")).scalar_one()
        mapping = customers(columns={"name": "name", "short": "short_name"})
        report = checked(session, table(tmp_path, f"name,short\n{name},环太科技\n"), mapping)
        assert report.counts["same"] == 1
    finally:
        session.rollback()
        account_set.rows("UPDATE crm.customer SET short_name = '环太科技' WHERE short_name = '环太科技 '")


def test_of_rows_that_name_each_other_only_those_that_cannot_are_refused(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    content = "name,parent\n甲链公司,\n乙链公司,甲链公司\n丙链公司,丙链公司\n丁链公司,戊链公司\n戊链公司,丁链公司\n己链公司,乙链公司\n"
    mapping = customers(columns={"name": "name", "parent": "parent_id"})
    report = checked(session, table(tmp_path, content), mapping)
    bad = {row for row, _field, _rule in shown(report)}
    assert 4 in bad and len(bad) == 2 and bad - {4} <= {5, 6}, shown(report)
