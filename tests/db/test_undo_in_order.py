"""What was done twice and taken back twice, the later first, is as it was before; what somebody else did in between stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, owners, person
from tests.db.test_importing import _import, facts_of, table

STATE = "SELECT name, credit_limit, attrs FROM crm.customer ORDER BY id"
FIRST = "名称,负责人,信用额度,门店\n新来公司,rep1,5,甲\n西安环太科技有限公司,,99,丁\n重庆长江机械制造有限公司,,98,戊\n"
SECOND = "名称,信用额度,门店\n新来公司,6,乙\n西安环太科技有限公司,77,己\n重庆长江机械制造有限公司,76,庚\n"
ASSIGN = "SELECT crm.assign_customers(%s, %s, 'even', true, true, true, 'write', NULL, '')"


def _undo(company: AccountSet, login: str, bulk: int) -> int:
    ((restored,),) = ask(company, login, "SELECT crm.undo_bulk(%s)", bulk)
    return int(restored)


def _bulk(company: AccountSet, login: str, sql: str, *values: object) -> int:
    """Write to many records as the program does."""
    connection = company.connect(login)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('edit', 'customer')")
        ((bulk,),) = cursor.fetchall()
        cursor.execute(sql, values)
    connection.close()
    return int(bulk)


def _come_in(company: AccountSet, folder: Path, content: str) -> int:
    session = company.session("boss")
    source, facts = table(folder, content), facts_of(session)
    mapping = importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate)
    (part,) = _import(session, source, facts=facts, mapping=mapping)
    assert part.result is not None, part.check.problems
    session.commit()
    session.close()
    return part.result.run_id


def _go_back(company: AccountSet, run: int) -> int:
    session = company.session("boss")
    restored = importing.undo_import(session, run)
    session.commit()
    session.close()
    return restored


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    fresh_account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'shop', '门店', 'text') RETURNING 1"
    )
    return fresh_account_set


def test_two_imports_go_back_one_after_the_other(company: AccountSet, tmp_path: Path) -> None:
    before = company.rows(STATE)
    first = _come_in(company, tmp_path, FIRST)
    between = company.rows(STATE)
    second = _come_in(company, tmp_path, SECOND)
    assert company.rows(STATE) not in (before, between)
    assert _go_back(company, second) == 3
    assert company.rows(STATE) == between
    assert _go_back(company, first) == 3
    assert company.rows(STATE) == before


def test_the_earlier_one_alone_leaves_what_the_later_one_wrote(company: AccountSet, tmp_path: Path) -> None:
    first = _come_in(company, tmp_path, FIRST)
    _come_in(company, tmp_path, SECOND)
    after = company.rows(STATE)
    assert _go_back(company, first) == 0
    assert company.rows(STATE) == after


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_a_colleague_wrote_stays_whenever_he_did(company: AccountSet, tmp_path: Path, when: str) -> None:
    one = customer(company, "环太科技")
    work = "UPDATE crm.customer SET short_name = '接手', credit_limit = 1111 WHERE id = %s"
    first = _come_in(company, tmp_path, FIRST)
    if when == "before":
        ask(company, "rep1", work, one)
    second = _come_in(company, tmp_path, SECOND)
    if when == "after":
        ask(company, "rep1", work, one)
    _go_back(company, second)
    assert _go_back(company, first) == 2
    state = {name: (credit, attrs) for name, credit, attrs in company.rows(STATE)}
    assert state["西安环太科技有限公司"] == (1111, {"shop": "丁" if when == "before" else "己"})
    assert "新来公司" not in state
    assert state["重庆长江机械制造有限公司"][1] == {}


def test_two_changes_of_many_go_back_one_after_the_other(company: AccountSet) -> None:
    change = "UPDATE crm.customer SET fax = %s WHERE name LIKE ANY (ARRAY['%%环太%%', '%%长江%%'])"
    fax = "SELECT fax FROM crm.customer ORDER BY id"
    before = company.rows(fax)
    first = _bulk(company, "boss", change, "029-88450001")
    second = _bulk(company, "boss", change, "029-88450002")
    third = _bulk(company, "boss", change, "029-88450003")
    assert (_undo(company, "boss", third), _undo(company, "boss", second), _undo(company, "boss", first)) == (2, 2, 2)
    assert company.rows(fax) == before


def test_what_was_deleted_and_came_back_goes_back_too(company: AccountSet) -> None:
    one = company.rows(
        "INSERT INTO crm.customer (name, owner_id) SELECT '来去公司', id FROM crm.employee WHERE login = 'rep1' RETURNING id"
    )[0][0]
    bulk = _bulk(company, "boss", "UPDATE crm.customer SET fax = '029-88450001' WHERE id = %s", one)
    ask(company, "boss", "DELETE FROM crm.customer WHERE id = %s", one)
    ((deletion,),) = company.rows("SELECT max(id) FROM crm.bulk_action WHERE kind = 'delete'")
    _undo(company, "boss", deletion)
    assert _undo(company, "boss", bulk) == 1
    assert company.rows("SELECT fax FROM crm.customer WHERE id = %s", one) == [("",)]


def test_two_handovers_go_back_one_after_the_other(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    ((first,),) = ask(company, "boss", ASSIGN, [one], [person(company, "rep2")])
    ((second,),) = ask(company, "boss", ASSIGN, [one], [person(company, "rep3")])
    assert owners(company)["环太科技"] == "rep3"
    _undo(company, "boss", second)
    assert owners(company)["环太科技"] == "rep2"
    _undo(company, "boss", first)
    assert owners(company)["环太科技"] == "rep1"
    assert ask(company, "admin", "SELECT rule FROM crm.check_account_set() WHERE table_name <> 'attachment'") == []
