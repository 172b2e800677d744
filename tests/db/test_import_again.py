"""Files that come again, a little different, from an old system, and back out: cards that stand in one twice, new columns, authors, undo."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from crm_desktop.system.importing import ImportMapping
from tests.databases import AccountSet
from tests.db.test_importing import _import, checked, customers, facts_of, shown, table

Login = Callable[[str], Session]
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nORG:西安环太科技有限公司\nTEL;TYPE=CELL:{}\nTEL;TYPE=WORK:029-88880011\nEND:VCARD\n"


def test_a_card_that_stands_in_its_file_three_times_is_one_contact(login: Login, tmp_path: Path) -> None:
    session = login("rep1")
    source, facts = table(tmp_path, CARD.format("李三零", "13900000011") * 3, "cards.vcf"), facts_of(session)
    for counts in ({"new": 1, "same": 2}, {"new": 0, "same": 3}):
        mapping = importing.propose_mapping(session, source, facts=facts, entity="contact", translate=translate)
        (part,) = _import(session, source, facts=facts, mapping=mapping)
        assert part.result is not None, part.check.problems
        assert {name: part.check.counts[name] for name in counts} == counts
    other = CARD.format("周两个", "13900000021") + CARD.format("周两个", "13900000022")
    assert shown(checked(session, table(tmp_path, other, "other.vcf"), mapping)) == [(2, "", "match_twice_in_file")]
    # of two who are called so at one customer none is taken by chance
    session.execute(
        text(
            "INSERT INTO crm.contact (customer_id, name) SELECT customer_id, name FROM crm.contact WHERE name = '李三零'"
        )
    )
    assert shown(checked(session, source, mapping))[0] == (1, "", "match_several")
    session.rollback()


def test_rows_that_differ_in_a_record_of_the_same_file_are_not_one(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(
        tmp_path, "name,parent\n甲新集团,\n乙新集团,\n丙新公司,甲新集团\n丙新公司,乙新集团\n丙新公司,甲新集团\n"
    )
    mapping = customers(columns={"name": "name", "parent": "parent_id"}, distinct=True)
    report = checked(session, source, mapping)
    assert shown(report) == [(5, "", "match_twice_in_file")]
    assert (report.counts["new"], report.counts["same"]) == (3, 1)
    session.rollback()


def _pairs(mapping: ImportMapping) -> dict[str, str]:
    return {source.field: source.heading for source in mapping.sources}


@pytest.mark.parametrize("then", ["phone,grade,城市,地址", "地址,城市,grade,phone"])
def test_a_column_that_was_not_there_before_is_guessed(login: Login, tmp_path: Path, then: str) -> None:
    """A short list of yesterday does not make the program blind for what stands in the whole one of today."""
    session = login("boss")
    facts = facts_of(session)

    def proposed(headings: str) -> ImportMapping:
        source = table(tmp_path, f"{headings}\n再来公司{',' * headings.count(',')}\n")
        return importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate)

    short = table(tmp_path, "哪一家,地址,left\n再来公司,西安市高新路 1 号,x\n")
    mapping = proposed("哪一家,地址,left")
    mapping = importing.from_json(
        {"columns": {"哪一家": "name", "地址": ["address", "province", "city", "district"]}, "match": ["name"]},
        "customer",
    )
    _import(session, short, facts=facts, mapping=mapping)
    assert _pairs(proposed("哪一家,地址,left")) == _pairs(mapping)
    assert _pairs(proposed(f"哪一家,left,{then}")) == {
        "name": "哪一家",
        "address": "地址",
        "city": "城市",
        "phone": "phone",
        "grade": "grade",
    }
    whole = importing.propose_mapping(
        session, table(tmp_path, "哪一家,地址,left,phone\n"), facts=facts, entity="customer", translate=translate
    )
    assert whole.source("city") == mapping.source("city")
    # of two that fit, the one that knew more of the columns
    _import(session, table(tmp_path, "哪一家,地址,left,phone\n再来公司,,,029-1\n"), facts=facts, mapping=whole)
    _import(session, short, facts=facts, mapping=mapping)
    assert _pairs(proposed("哪一家,地址,left,phone")) == _pairs(whole)
    session.rollback()


@pytest.mark.parametrize("named", [False, True])
def test_what_a_colleague_noted_in_the_old_system_is_not_the_importers(
    login: Login, tmp_path: Path, named: bool
) -> None:
    session = login("boss")
    content = "customer,at,what,author,made,doer\n西安环太科技有限公司,2019-05-06 10:00,来过展会,王小明,2019-05-06 10:30,陈静\n"
    columns = {
        "customer": "customer_id",
        "at": "happened_at",
        "what": "content",
        "author": "created_by",
        "made": "created_at",
    }
    mapping = importing.from_json({"columns": {**columns, **({"doer": "employee_id"} if named else {})}}, "action")
    source, facts = table(tmp_path, content), facts_of(session)
    (part,) = _import(session, source, facts=facts, mapping=mapping)
    assert part.result is not None, part.check.problems
    found = session.execute(
        text(
            "SELECT e.name, a.created_by FROM crm.action a JOIN crm.employee e ON e.id = a.employee_id WHERE content = '来过展会'"
        )
    ).all()
    assert [tuple(row) for row in found] == [("陈静" if named else "王小明", "rep1")]
    session.rollback()


def test_the_whole_run_goes_back_but_for_what_somebody_worked_on(fresh_account_set: AccountSet, tmp_path: Path) -> None:
    company = fresh_account_set
    company.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'shop', '门店', 'text') RETURNING 1"
    )
    state = "SELECT name, credit_limit, attrs FROM crm.customer ORDER BY id"
    before = company.rows(state)
    content = "名称,负责人,信用额度,门店\n撤一公司,rep1,5,甲\n撤二公司,rep1,6,乙\n撤三公司,rep1,7,丙\n西安环太科技有限公司,,99,丁\n重庆长江机械制造有限公司,,98,戊\n"
    session = company.session("boss")
    source, facts = table(tmp_path, content), facts_of(session)
    mapping = importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate)
    (part,) = _import(session, source, facts=facts, mapping=mapping)
    assert part.result is not None and (part.result.created, part.result.changed) == (3, 2)
    session.commit()
    with closing(company.connect("rep1")) as rep, rep.cursor() as cursor:
        cursor.execute("UPDATE crm.customer SET short_name = '接手' WHERE name IN ('撤二公司', '西安环太科技有限公司')")
        cursor.execute(
            "INSERT INTO crm.contact (customer_id, name) SELECT id, '后来人' FROM crm.customer WHERE name = '撤三公司'"
        )
        rep.commit()
    assert importing.undo_import(session, part.result.run_id) == 2
    session.commit()
    session.close()
    now = {name: (credit, attrs) for name, credit, attrs in company.rows(state)}
    kept = {
        "西安环太科技有限公司": (9900, {"shop": "丁"}),
        "撤二公司": (600, {"shop": "乙"}),
        "撤三公司": (700, {"shop": "丙"}),
    }
    assert now == {name: (credit, attrs) for name, credit, attrs in before} | kept
    told = company.rows(
        "SELECT a.old -> 'attrs', a.new -> 'attrs' FROM crm.audit a JOIN crm.customer c ON c.id = a.record_id "
        "WHERE a.table_name = 'customer' AND c.name LIKE '重庆长江%%' AND a.new ? 'attrs' AND a.operation = 'U' ORDER BY a.id"
    )
    assert told == [({}, {"shop": "戊"}), ({"shop": "戊"}, {})]
