"""Imports in the tiny company: mapped, checked, committed whole, undone whole, within the caller's rights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.core.errors import Conflict, Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.exchange.table import Table, open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.importing import CheckReport, ImportMapping, from_json
from crm_desktop.system.importing.browsing import preview_rows
from crm_desktop.system.importing.whole import Imported, import_file
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]


def facts_of(session: Session) -> Facts:
    return load_facts(session, entity_descriptors())


def table(folder: Path, content: str, name: str = "in.csv") -> Table:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return open_table(path)


def checked(session: Session, source: Table, mapping: ImportMapping, *, trial: bool = True) -> CheckReport:
    facts = facts_of(session)
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    return importing.check(session, run, facts=facts, trial=trial)


def _import(session: Session, source: Table, **more: Any) -> list[Imported]:
    return import_file(session, source, translate=translate, **more)


def customers(**more: object) -> ImportMapping:
    columns = {
        "name": "name",
        "owner": "owner_id",
        "code": "code",
        "credit": "credit_limit",
        "grade": "grade",
        "parent": "parent_id",
    }
    used = more.pop("columns", columns)
    return from_json({"columns": used, "match": ["name"], **more}, "customer")


def shown(report: CheckReport) -> list[tuple[int, str, str]]:
    return [(p.row, p.field, p.rule) for p in report.problems]


def test_new_changed_same_and_wrong_rows_are_told_apart(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    session = login("boss")
    source = table(
        tmp_path,
        "name,owner,grade,credit,parent\n"
        "新来的公司,王小明,A 重要,1.2万,\n"
        "它的分公司,rep2,B,,新来的公司\n"
        "西安环太科技有限公司,,B,,\n"
        "重庆长江机械制造有限公司,rep1,B,,\n"
        "错一公司,rep9,Z,1.234,\n"
        ",,A,,\n"
        "新来的公司,,C,,\n",
    )
    mapping = customers(
        columns={"name": "name", "owner": "owner_id", "grade": "grade", "credit": "credit_limit", "parent": "parent_id"}
    )
    facts = facts_of(session)
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    report = importing.check(session, run, facts=facts)

    assert dict(report.counts) == {"new": 2, "change": 1, "same": 1, "duplicate": 0, "conflict": 1, "error": 2}
    assert shown(report) == [
        (6, "grade", "choice_unknown"),
        (6, "credit_limit", "money_decimals"),
        (6, "owner_id", "reference_unknown"),
        (7, "name", "required"),
        (8, "", "match_twice_in_file"),
    ]
    with pytest.raises(Invalid, match="import_has_errors"):
        importing.commit(session, run, facts=facts)

    result = importing.commit(session, run, facts=facts, skip_bad=True)
    session.commit()
    assert (result.created, result.changed, result.same, result.left_out) == (2, 1, 1, 3)
    rows = account_set.rows(
        "SELECT c.name, c.grade, e.login, c.credit_limit, p.name FROM crm.customer c "
        "JOIN crm.employee e ON e.id = c.owner_id LEFT JOIN crm.customer p ON p.id = c.parent_id "
        "WHERE c.name IN ('新来的公司', '它的分公司', '西安环太科技有限公司') ORDER BY c.id"
    )
    assert rows == [
        ("西安环太科技有限公司", "B", "rep1", 0, None),
        ("新来的公司", "A", "rep1", 1_200_000, None),
        ("它的分公司", "B", "rep2", 0, "新来的公司"),
    ]
    bad = [cells[0] for _number, cells, _problems in importing.bad_rows(session, run)]
    assert bad == ["错一公司", "", "新来的公司"]

    assert importing.undo_import(session, run) >= 3
    session.commit()
    assert account_set.rows("SELECT count(*) FROM crm.customer WHERE name IN ('新来的公司', '它的分公司')") == [(0,)]
    assert account_set.rows("SELECT grade FROM crm.customer WHERE name = '西安环太科技有限公司'") == [("A",)]


def test_rules_of_the_database_are_reported_by_row(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    session = login("rep1")
    source = table(
        tmp_path,
        "name,owner,code,credit\n好公司,王小明,,1\n给别人的公司,陈静,,2\n重码一,,DUP,1\n重码二,,DUP,1\n欠款公司,,,-1\n",
    )
    columns = {"name": "name", "owner": "owner_id", "code": "code", "credit": "credit_limit"}
    report = checked(session, source, customers(columns=columns))
    assert shown(report) == [
        (3, "", "row_denied"),
        (5, "", "customer_code_unique"),
        (6, "", "customer_credit_limit_not_negative"),
    ]
    assert report.counts["new"] == 2
    session.rollback()
    assert account_set.rows("SELECT count(*) FROM crm.customer WHERE name = '好公司'") == [(0,)]


def test_foreign_records_are_neither_changed_nor_seen(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    session = login("rep1")
    foreign = "成都蓝天教育咨询有限公司"
    assert account_set.rows("SELECT count(*) FROM crm.customer WHERE name = %s", foreign) == [(1,)]
    source = table(tmp_path, f"name,grade\n{foreign},D\n")
    mapping = customers(columns={"name": "name", "grade": "grade"}, mode="update")
    assert shown(checked(session, source, mapping)) == [(2, "", "match_none")]
    session.rollback()


def test_near_names_are_offered_and_never_taken(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, "name,class\n思科交换机2960,网 络\n新路由器,网络\n")
    mapping = from_json({"columns": {"name": "name", "class": {"field": "class_id", "lookup": "name"}}}, "product")
    with pytest.raises(Invalid, match="mapping_"):
        checked(session, source, from_json({"columns": {"name": "nonsense"}}, "product"))
    session.rollback()
    session = login("pm")
    report = checked(session, source, mapping)
    assert shown(report) == [(2, "class_id", "reference_near")]
    offered = report.suggestions[0]
    assert (offered.field, offered.text, offered.rows) == ("class_id", "网 络", 1)
    assert [(o.meaning, o.spelling) for o in offered.offers] == [("网络", True)]
    confirmed = mapping.confirmed("class_id", "网 络", "网络")
    assert checked(session, source, confirmed).counts["new"] == 2
    session.rollback()


def test_empty_cells_leave_or_clear_by_choice(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, "name,phone,credit,next\n秦岭医药,,,\n陕西秦岭医药股份有限公司,,,\n")
    columns = {"name": "name", "phone": "phone", "credit": "credit_limit", "next": "next_contact_on"}
    leave = checked(session, source, customers(columns=columns, mode="update"))
    assert (leave.counts["same"], leave.counts["error"]) == (1, 1)
    facts = facts_of(session)
    mapping = customers(columns=columns, mode="update", empty="clear")
    parts = _import(session, source, facts=facts, mapping=mapping, skip_bad=True)
    assert parts[0].result is not None
    assert parts[0].result.changed == 1
    phone = session.execute(text("SELECT phone, credit_limit FROM crm.customer WHERE name LIKE '陕西秦岭%'")).one()
    assert tuple(phone) == ("", 0)
    session.rollback()


def test_the_previous_rows_value_never_slips_into_an_empty_cell(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, "name,email\n甲甲公司,a@example.cn\n乙乙公司,\n")
    _import(session, source, facts=facts_of(session), mapping=customers(columns={"name": "name", "email": "email"}))
    rows = session.execute(
        text("SELECT name, email FROM crm.customer WHERE name IN ('甲甲公司', '乙乙公司') ORDER BY id")
    )
    assert [tuple(row) for row in rows] == [("甲甲公司", "a@example.cn"), ("乙乙公司", "")]
    session.rollback()


def test_the_same_file_again_changes_nothing(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, 'name,grade,tags,next_contact_on,credit_limit\n再来公司,A,"甲, 乙",2026-05-01,12.50\n')
    facts = facts_of(session)
    mapping = importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate)
    assert mapping.match == ("name",)
    first = _import(session, source, facts=facts, mapping=mapping)
    assert dict(first[0].check.counts) == {"new": 1, "change": 0, "same": 0, "duplicate": 0, "conflict": 0, "error": 0}
    again = _import(session, source, facts=facts, mapping=mapping)
    assert again[0].check.counts["same"] == 1
    created = _import(session, source, facts=facts, mapping=customers(columns={"name": "name"}, mode="create"))
    assert shown(created[0].check) == [(2, "", "match_exists")]
    session.rollback()


def test_mappings_are_remembered_by_their_headings(login: Login, account_set: AccountSet, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, "哪一家,打给谁\n记住公司,029-1\n")
    facts = facts_of(session)
    assert importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate).sources == ()
    mapping = from_json({"columns": {"哪一家": "name", "打给谁": "phone"}, "match": ["name"]}, "customer")
    _import(session, source, facts=facts, mapping=mapping)
    assert importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate) == mapping
    session.rollback()


def test_a_change_after_the_check_stops_the_commit(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    facts = facts_of(session)
    source = table(tmp_path, "name,grade\n北京华新贸易有限责任公司,A\n")
    mapping = customers(columns={"name": "name", "grade": "grade"})
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    importing.check(session, run, facts=facts)
    session.execute(text("UPDATE crm.customer SET city = '天津' WHERE name LIKE '北京华新%'"))
    with pytest.raises(Conflict):
        importing.commit(session, run, facts=facts)
    session.rollback()


def test_several_records_answer(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, "phone,grade\n029-9,B\n")
    session.execute(text("INSERT INTO crm.customer (name, phone) VALUES ('同号一', '029-9'), ('同号二', '029-9')"))
    mapping = from_json({"columns": {"phone": "phone", "grade": "grade"}, "match": ["phone"]}, "customer")
    report = checked(session, source, mapping)
    assert (report.counts["conflict"], shown(report)) == (1, [(2, "", "match_several")])
    session.rollback()


def test_own_attributes_are_imported(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    session.execute(
        text(
            "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES "
            "('customer', 'pcs', '电脑台数', 'integer'), ('customer', 'area', '面积', 'number')"
        )
    )
    facts = facts_of(session)
    source = table(tmp_path, "名称,电脑台数,面积\n属性公司,12,33.5\n")
    mapping = importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate)
    parts = _import(session, source, facts=facts, mapping=mapping)
    assert parts[0].result is not None
    attrs = session.execute(text("SELECT attrs FROM crm.customer WHERE name = '属性公司'")).scalar_one()
    assert attrs == {"pcs": 12, "area": 33.5}
    assert _import(session, source, facts=facts, mapping=mapping)[0].check.counts["same"] == 1
    session.rollback()


def test_an_unknown_column_and_a_field_without_right_are_refused_before_anything(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, "name\nx\n")
    for columns, rule in (
        ({"missing": "name"}, "mapping_heading"),
        ({"name": "nonsense"}, "mapping_field"),
        ({"name": "updated_by"}, "mapping_read_only"),
        ({}, "mapping_nothing"),
    ):
        with pytest.raises(Invalid, match=rule):
            checked(session, source, from_json({"columns": columns}, "customer"))
    session.rollback()


def test_thousands_of_rows_in_seconds(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(tmp_path, "name,grade,phone\n" + "".join(f"批量公司{i},A,029-{i:08d}\n" for i in range(3000)))
    parts = _import(
        session,
        source,
        facts=facts_of(session),
        mapping=customers(columns={"name": "name", "grade": "grade", "phone": "phone"}),
    )
    assert parts[0].result is not None
    assert parts[0].result.created == 3000
    session.rollback()


def test_author_and_day_of_the_old_system_are_kept(login: Login, tmp_path: Path) -> None:
    source = table(tmp_path, "name,made,by\n老公司,2019-03-04 09:30,王小明\n更老公司,2001-01-02,已离职的人\n")
    mapping = customers(columns={"name": "name", "made": "created_at", "by": "created_by"})
    session = login("boss")
    parts = _import(session, source, facts=facts_of(session), mapping=mapping)
    assert parts[0].result is not None
    rows = session.execute(
        text(
            "SELECT name, created_by, created_at::date, updated_by FROM crm.customer "
            "WHERE name LIKE '%老公司' ORDER BY id"
        )
    ).all()
    assert [(r[0], r[1], r[2].isoformat(), r[3]) for r in rows] == [
        ("老公司", "rep1", "2019-03-04", "boss"),
        ("更老公司", "已离职的人", "2001-01-02", "boss"),
    ]
    assert _import(session, source, facts=facts_of(session), mapping=mapping)[0].check.counts["same"] == 2
    session.rollback()

    session = login("rep1")
    parts = _import(session, source, facts=facts_of(session), mapping=mapping)
    assert parts[0].result is None
    assert shown(parts[0].check) == [(2, "", "row_denied"), (3, "", "row_denied")]
    session.rollback()


def test_options_are_understood_in_both_languages(login: Login, tmp_path: Path) -> None:
    session = login("pm")
    product = facts_of(session).entities["product"]
    label = translate("zh_CN", product.context, "Withdrawn")
    assert label != "Withdrawn"
    source = table(tmp_path, f"name,status\n甲产品,{label}\n乙产品,withdrawn\n丙产品,Withdrawn\n")
    mapping = from_json({"columns": {"name": "name", "status": "status"}, "match": ["name"]}, "product")
    assert _import(session, source, facts=facts_of(session), mapping=mapping)[0].result is not None
    rows = session.execute(text("SELECT DISTINCT status FROM crm.product WHERE name LIKE '_产品'")).scalars().all()
    assert rows == ["withdrawn"]
    session.rollback()


def test_orders_and_their_lines_come_from_one_file(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    source = table(
        tmp_path,
        "order,customer,day,product,count,price\n"
        "A-1,西安环太科技有限公司,2025-03-01,思科交换机 2960,2,6500\n"
        "A-1,西安环太科技有限公司,2025-03-01,网线 305米,10,450.5\n"
        "A-2,重庆长江机械制造有限公司,2025-03-02,网线 305米,1,480\n",
    )
    mapping = from_json(
        {
            "columns": {"order": "code", "customer": "customer_id", "day": "ordered_on"},
            "match": ["code"],
            "distinct": True,
            "then": [
                {
                    "entity": "sales_order_line",
                    "columns": {
                        "order": {"field": "order_id", "lookup": "code"},
                        "product": "product_id",
                        "count": "quantity",
                        "price": "unit_price",
                    },
                }
            ],
        },
        "sales_order",
    )
    parts = _import(session, source, facts=facts_of(session), mapping=mapping)
    assert [dict(part.check.counts) for part in parts if part.result] == [
        {"new": 2, "change": 0, "same": 1, "duplicate": 0, "conflict": 0, "error": 0},
        {"new": 3, "change": 0, "same": 0, "duplicate": 0, "conflict": 0, "error": 0},
    ]
    rows = session.execute(text("SELECT code, amount FROM crm.sales_order WHERE code LIKE 'A-%' ORDER BY code"))
    assert [tuple(row) for row in rows] == [("A-1", 1_750_500), ("A-2", 48_000)]
    session.rollback()


def test_rows_without_code_are_told_apart_by_their_name(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    facts = facts_of(session)
    source = table(tmp_path, "code,name,grade\n,西安环太科技有限公司,C\nNEW-1,新码公司,A\n,无码公司,B\n,无码公司,B\n")
    mapping = importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate)
    report = checked(session, source, mapping)
    assert dict(report.counts) == {"new": 2, "change": 1, "same": 0, "duplicate": 0, "conflict": 1, "error": 0}
    session.rollback()


def test_contacts_of_one_name_at_two_customers_are_two(login: Login, tmp_path: Path) -> None:
    session = login("boss")
    facts = facts_of(session)
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:张环\nORG:{}\nTEL;TYPE=CELL:19900009999\nEND:VCARD\n"
    cards = [card.format(company) for company in ("西安环太科技有限公司", "重庆长江机械制造有限公司")]
    source = table(tmp_path, "".join(cards), "cards.vcf")
    mapping = importing.propose_mapping(session, source, facts=facts, entity="contact", translate=translate)
    assert mapping.match == ("name", "customer_id")
    for counts in ({"new": 1, "change": 1, "same": 0}, {"new": 0, "change": 0, "same": 2}):
        parts = _import(session, source, facts=facts, mapping=mapping)
        assert {name: parts[0].check.counts[name] for name in counts} == counts
    session.rollback()


def test_a_card_brings_its_company_along_and_both_go_back_together(login: Login, tmp_path: Path) -> None:
    session = login("rep1")
    facts = facts_of(session)
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nORG:{}\nTEL;TYPE=CELL:1550000{}\nEND:VCARD\n"
    people = (("丁一", "名片新公司", "0001"), ("丁二", "名片新公司", "0002"), ("丁三", "西安环太科技有限公司", "0003"))
    source = table(tmp_path, "".join(card.format(*each) for each in people), "cards.vcf")
    mapping = importing.propose_mapping(session, source, facts=facts, entity="contact", translate=translate)
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    report = importing.check(session, run, facts=facts)
    assert (report.counts["new"], report.bad) == (3, 0)
    importing.commit(session, run, facts=facts)
    session.commit()
    found = "SELECT c.name, k.owner_id FROM crm.contact c JOIN crm.customer k ON k.id = c.customer_id WHERE k.name = '名片新公司'"
    assert [tuple(row) for row in session.execute(text(f"{found} ORDER BY 1"))] == [
        ("丁一", facts.employee_id),
        ("丁二", facts.employee_id),
    ]
    assert importing.undo_import(session, run) == 4  # three contacts and the customer
    session.commit()
    assert session.execute(text("SELECT count(*) FROM crm.customer WHERE name = '名片新公司'")).scalar_one() == 0
    session.rollback()

    near = table(tmp_path, card.format("丁四", "西安环太科技有限公同", "0004"), "near.vcf")
    assert shown(checked(session, near, mapping)) == [(1, "customer_id", "reference_near")]  # asked, never doubled
    session.rollback()


@pytest.mark.parametrize("answer", ["warn", "refuse", "allow"])
def test_the_rule_for_duplicates_decides_about_new_rows(login: Login, tmp_path: Path, answer: str) -> None:
    session = login("admin")
    session.execute(text("INSERT INTO crm.customer (name, phone) VALUES ('早就有的公司', '029-87654321')"))
    session.execute(
        text("UPDATE crm.duplicate_rule SET by_import = :answer WHERE entity = 'customer' AND kind = 'phone'"),
        {"answer": answer},
    )
    facts = facts_of(session)
    source = table(tmp_path, "name,phone\n换个名字的公司,029-87654321\n真正新的公司,029-11112222\n")
    mapping = customers(columns={"name": "name", "phone": "phone"})
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    report = importing.check(session, run, facts=facts)
    outcome = {"warn": "duplicate", "refuse": "error", "allow": "new"}[answer]
    assert {name: count for name, count in report.counts.items() if count} == (
        {"new": 2} if outcome == "new" else {"new": 1, outcome: 1}
    )
    if answer == "refuse":
        assert shown(report) == [(2, "phone", "duplicate_phone")]
    if answer == "warn":
        kept = importing.commit(session, run, facts=facts, duplicates=False)
        assert (kept.created, kept.left_out) == (1, 1)
        assert [cells[0] for _number, cells, _problems in importing.bad_rows(session, run)] == ["换个名字的公司"]
    session.rollback()


def test_a_commit_that_is_torn_off_leaves_nothing(account_set: AccountSet, tmp_path: Path) -> None:
    session = account_set.session("boss")
    facts = facts_of(session)
    source = table(tmp_path, "name\n" + "".join(f"断线公司{i}\n" for i in range(6_000)))
    run = importing.stage(
        session, source, facts=facts, mapping=customers(columns={"name": "name"}), translate=translate
    )
    importing.check(session, run, facts=facts, trial=False)
    session.commit()
    pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()

    def tear(done: int, total: int, words: str) -> None:
        account_set.rows("SELECT pg_terminate_backend(%s)", pid)

    with pytest.raises(Exception):  # noqa: B017, PT011 - however the driver says that the server is gone
        importing.commit(session, run, facts=facts, report=tear)
    session.close()
    assert account_set.rows("SELECT count(*) FROM crm.customer WHERE name LIKE '断线公司%%'") == [(0,)]
    assert account_set.rows("SELECT state FROM crm.import_run WHERE id = %s", run) == [("checked",)]

    session = account_set.session("boss")  # the staged rows are there: it goes on
    assert importing.commit(session, run, facts=facts).created == 6_000
    session.rollback()
    session.close()


def test_employees_with_superiors_in_any_order(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    source = table(
        tmp_path, "name,login,superior,department\n新员工,new.one,新组长,销售一部\n新组长,new.lead,高远,销售部\n"
    )
    mapping = from_json(
        {
            "columns": {"name": "name", "login": "login", "superior": "superior_id", "department": "department_id"},
            "match": ["login"],
        },
        "employee",
    )
    parts = _import(session, source, facts=facts_of(session), mapping=mapping)
    assert parts[0].result is not None, parts[0].check.problems
    rows = session.execute(
        text(
            "SELECT e.name, s.name FROM crm.employee e JOIN crm.employee s ON s.id = e.superior_id "
            "WHERE e.login LIKE 'new.%' ORDER BY e.id"
        )
    )
    assert [tuple(row) for row in rows] == [("新员工", "新组长"), ("新组长", "高远")]
    session.rollback()


def test_the_rules_for_duplicates_are_those_of_the_import(
    account_set: AccountSet, login: Login, tmp_path: Path
) -> None:
    account_set.rows(
        "UPDATE crm.customer SET tax_number = '91610000123456789X' WHERE short_name = '环太科技' RETURNING id"
    )
    source = table(tmp_path, "name,tax\n甲公司,9161 0000 1234 5678 9X\n乙公司,91610000000000001X\n")
    mapping = customers(columns={"name": "name", "tax": "tax_number"})
    session = login("admin")
    assert [rule for _row, _field, rule in shown(checked(session, source, mapping))] == ["duplicate_tax_number"]
    session.rollback()
    account_set.rows("UPDATE crm.duplicate_rule SET by_import = 'allow' WHERE kind = 'tax_number' RETURNING id")
    assert shown(checked(session, source, mapping)) == []
    session.rollback()
    account_set.rows("UPDATE crm.duplicate_rule SET by_import = 'refuse' WHERE kind = 'tax_number' RETURNING id")


def _standard(session: Session, tmp_path: Path, content: str, entity: str, **more: Any) -> Imported:
    source, facts = table(tmp_path, content), facts_of(session)
    mapping = from_json({"columns": {h: h for h in source.headings}, **more}, entity)
    (part,) = _import(session, source, facts=facts, mapping=mapping, standardise=standardise)
    return part


FILE = "name,phone,email,website,province,city,address\n" + (
    "ＡＢＣ（西安）有限公司,+86 29 8845 9001,SALES@Abc.CN,http://www.Abc.cn/,陕西省,西安市,陕西省西安市高新路１号\n"
)


def test_what_is_imported_is_written_in_standard_form(login: Login, tmp_path: Path) -> None:
    session = login("rep1")
    source, facts = table(tmp_path, FILE), facts_of(session)
    mapping = from_json({"columns": {h: h for h in source.headings}, "match": ["name"]}, "customer")
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    importing.check(session, run, facts=facts, standardise=standardise)
    (row,) = preview_rows(session, run, facts=facts, language="en", translate=translate)
    assert row.outcome == "new" and row.cells[0] == "ＡＢＣ（西安）有限公司"
    assert row.written == {
        "name": "ABC(西安)有限公司",
        "phone": "029-88459001",
        "email": "sales@abc.cn",
        "website": "www.abc.cn",
        "address": "高新路1号",
    }
    importing.commit(session, run, facts=facts)
    written = session.execute(
        text("SELECT name, phone, email, website, address FROM crm.customer WHERE email = 'sales@abc.cn'")
    ).all()
    assert [dict(r._mapping) for r in written] == [row.written]
    # the same file once more means the same record, and so does one of its names in another list
    again = _standard(session, tmp_path, FILE, "customer", match=["name"])
    assert again.check.counts["same"] == 1 and sum(again.check.counts.values()) == 1
    people = "name,customer_id,mobile\n丙 丁,ＡＢＣ（西安）有限公司,139 0000 9001\n"
    made = _standard(session, tmp_path, people, "contact")
    assert made.result is not None and made.result.created == 1
    kept = session.execute(
        text(
            "SELECT p.name, p.mobile, c.name FROM crm.contact p JOIN crm.customer c ON c.id = p.customer_id "
            "WHERE c.email = 'sales@abc.cn'"
        )
    ).one()
    assert tuple(kept) == ("丙丁", "13900009001", "ABC(西安)有限公司")


def test_a_value_that_is_not_standard_comes_back_as_it_stands(login: Login, tmp_path: Path) -> None:
    session = login("rep1")
    _standard(session, tmp_path, FILE, "customer", match=["name"])
    session.execute(
        text(
            "UPDATE crm.customer SET name = 'ＡＢＣ（西安）有限公司', phone = '+86 29 8845 9001' WHERE email = 'sales@abc.cn'"
        )
    )
    back = _standard(session, tmp_path, FILE, "customer", match=["name"])
    assert back.check.counts["same"] == 1 and sum(back.check.counts.values()) == 1
    other = _standard(session, tmp_path, FILE.replace("9001", "9002"), "customer", match=["name"])
    assert other.check.counts["change"] == 1
    now = session.execute(text("SELECT name, phone FROM crm.customer WHERE email = 'sales@abc.cn'")).one()
    assert tuple(now) == ("ＡＢＣ（西安）有限公司", "029-88459002")


def test_two_ways_to_write_one_name_are_one_record_of_a_file(login: Login, tmp_path: Path) -> None:
    session = login("rep1")
    source, facts = table(tmp_path, "name\nＡＢＣ（西安）公司\nABC(西安)公司\n"), facts_of(session)
    mapping = from_json({"columns": {"name": "name"}, "match": ["name"]}, "customer")
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    report = importing.check(session, run, facts=facts, standardise=standardise)
    assert report.counts["new"] == 1 and report.counts["conflict"] == 1
