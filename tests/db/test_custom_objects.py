"""Kinds of records that the company adds itself are nouns like any other: made by a row, with rights, codes, search, trail and notices."""

from __future__ import annotations

import json
import select
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.databases import AccountSet, alone
from tests.db.customkit import KINDS, LEND, MAKE, bid, kept, lend, make_kinds, seen
from tests.db.handoverkit import ask, customer, open_as, person, refused

CHECK = "SELECT * FROM crm.check_account_set()"
ACTIONS = ("view", "create", "edit", "delete", "assign", "bulk_edit", "export", "print")


@pytest.fixture(scope="module")
def company() -> Iterator[AccountSet]:
    """Give the tiny company with three kinds of its own, each with records."""
    with alone("custom_objects") as found:
        make_kinds(found)
        for login, short, name in (
            ("rep1", "环太科技", "投影仪"),
            ("rep1", "长江机械", "打印机"),
            ("rep2", "秦岭医药", "示波器"),
            ("rep3", "蓝天教育", "电子白板"),
        ):
            lend(found, login, name, short)
        for login in ("rep1", "rep2", "rep3", "lead1"):
            bid(found, login, f"{login} 市政府投标")
        ask(found, "pm", "INSERT INTO crm.custom_licence (name) VALUES ('数据库许可')")
        yield found


@pytest.fixture
def making(own_account_set: AccountSet) -> AccountSet:
    """Give the tiny company, which has none yet: group roles belong to the server."""
    return own_account_set


def test_a_row_makes_a_table_with_all_that_tables_have(company: AccountSet) -> None:
    for code in KINDS:
        assert company.rows("SELECT module FROM crm.module_table WHERE table_name = %s", f"custom_{code}") == [
            (f"custom_{code}",)
        ]
        triggers = {
            name
            for (name,) in company.rows(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", f"crm.custom_{code}"
            )
        }
        assert triggers >= {"t01_deletion", "t20_code", "t30_search", "t71_followed", "t80_attributes_insert", "t82_field_rules_update",
                            "t83_retired_insert", "t85_linked", "t90_touch", "t95_audit_update", "t99_plans_insert"}  # fmt: skip
    assert company.rows(CHECK) == []
    ((columns,),) = company.rows(
        "SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = 'crm.custom_licence'::regclass AND attnum > 0"
    )
    assert (
        "owner_id" not in columns and "customer_id" not in columns and {"code", "name", "note", "attrs"} <= set(columns)
    )


def test_whoever_has_a_customer_has_what_hangs_on_it(company: AccountSet) -> None:
    assert seen(company, "rep1", "custom_loan") == {"投影仪", "打印机"}
    assert seen(company, "rep2", "custom_loan") == {"示波器"}
    assert seen(company, "lead1", "custom_loan") == {"投影仪", "打印机", "示波器"}
    assert seen(company, "boss", "custom_loan") == {"投影仪", "打印机", "示波器", "电子白板"}
    assert refused(company, "rep1", LEND, "x", customer(company, "秦岭医药")) == "parent_not_visible"
    assert refused(company, "lead1", LEND, "x", customer(company, "秦岭医药")) == ""
    change, drop = "UPDATE crm.custom_loan SET note = 'x'", "DELETE FROM crm.custom_loan"
    assert [kept(company, login, change) for login in ("rep1", "lead1", "lead2", "boss")] == [2, 3, 1, 4]
    assert [kept(company, login, drop) for login in ("lead1", "boss")] == [3, 4]
    assert "permission denied" in refused(company, "rep1", drop)  # as with contacts, a representative deletes nothing
    assert "permission denied" in refused(company, "rep1", "UPDATE crm.custom_loan SET owner_id = 1")
    assert kept(company, "clerk", "SELECT 1 FROM crm.custom_loan") == 4  # all contacts, to look at
    assert "permission denied" in refused(company, "clerk", change)


def test_what_belongs_to_an_employee_is_his_and_his_leaders(company: AccountSet) -> None:
    assert seen(company, "rep1", "custom_tender") == {"rep1 市政府投标"}
    assert seen(company, "lead1", "custom_tender") == {f"{who} 市政府投标" for who in ("rep1", "rep2", "lead1")}
    assert len(seen(company, "boss", "custom_tender")) == 4
    give = "UPDATE crm.custom_tender SET owner_id = %s WHERE name LIKE 'rep1%%'"
    assert refused(company, "rep1", give, person(company, "rep2")) == "owner_needs_assign"
    assert kept(company, "lead1", give, person(company, "rep2")) == 1
    assert refused(company, "lead1", give, person(company, "rep3")) == "owner_needs_assign"
    other = "INSERT INTO crm.custom_tender (name, owner_id) VALUES ('x', %s)"
    assert refused(company, "rep1", other, person(company, "rep2")) == "owner_needs_assign"
    assert kept(company, "boss", other, person(company, "rep3")) == 1


def test_what_is_nobodys_is_for_whoever_has_the_right(company: AccountSet) -> None:
    assert seen(company, "rep1", "custom_licence") == {"数据库许可"}  # as products
    change = "UPDATE crm.custom_licence SET note = 'x'"
    assert "permission denied" in refused(company, "rep1", change) and kept(company, "pm", change) == 1


def test_the_first_rights_are_those_to_contacts_or_products(company: AccountSet) -> None:
    rules = "SELECT role_id, action, scope FROM crm.right_rule WHERE module = %s AND action = ANY (%s) ORDER BY 1, 2"
    assert company.rows(rules, "contact", list(ACTIONS))
    for code, model in (("loan", "contact"), ("tender", "contact"), ("licence", "product")):
        assert company.rows(rules, f"custom_{code}", list(ACTIONS)) == company.rows(rules, model, list(ACTIONS))


def test_rights_are_changed_as_ever(making: AccountSet) -> None:
    make_kinds(making)
    ((loan,),) = ask(making, "rep1", LEND, "投影仪", customer(making, "环太科技"))
    ask(
        making,
        "admin",
        "UPDATE crm.right_rule SET scope = 'all' WHERE module = 'custom_loan' AND action = 'view' AND role_id = (SELECT id FROM crm.role WHERE code = 'sales_rep')",
    )
    assert seen(making, "rep3", "custom_loan") == {"投影仪"}
    assert kept(making, "rep3", "UPDATE crm.custom_loan SET note = 'x' WHERE id = %s", loan) == 0
    ask(
        making,
        "admin",
        "DELETE FROM crm.right_rule WHERE module = 'custom_loan' AND role_id = (SELECT id FROM crm.role WHERE code = 'sales_rep')",
    )
    assert "permission denied" in refused(making, "rep1", "SELECT name FROM crm.custom_loan")
    assert seen(making, "boss", "custom_loan") == {"投影仪"}
    ask(
        making,
        "admin",
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'custom_loan', 'note', 'none' FROM crm.role WHERE code = 'manager'",
    )
    assert "permission denied" in refused(making, "boss", "SELECT note FROM crm.custom_loan")
    assert seen(making, "boss", "custom_loan") == {"投影仪"}
    assert making.rows(CHECK) == []


def test_found_by_characters_pinyin_initials_and_code(company: AccountSet) -> None:
    everywhere = "SELECT entity, label FROM crm.search_all(%s) WHERE entity LIKE 'custom\\_%%'"
    for words in ("投影仪", "touyingyi", "tyy", "loan-00001"):
        assert ask(company, "rep1", everywhere, words) == [("custom_loan", "投影仪")], words
        assert ask(company, "rep2", everywhere, words) == [], words
        assert ask(company, "boss", everywhere, words) == [("custom_loan", "投影仪")], words
    assert ask(company, "rep1", everywhere, "szf") == [("custom_tender", "rep1 市政府投标")]
    assert len(ask(company, "lead1", everywhere, "szf")) == 3
    assert ask(company, "clerk", everywhere, "sjk") == [("custom_licence", "数据库许可")]
    ((subtitle,),) = ask(company, "rep1", "SELECT subtitle FROM crm.search_custom_loan('tyy')")
    assert subtitle == "LOAN-00001 · 西安环太科技有限公司"
    assert len(ask(company, "lead1", "SELECT * FROM crm.match_custom_loan('yi')")) == 2  # 投影仪, 打印机
    assert ask(company, "rep2", "SELECT * FROM crm.match_custom_loan('yi')") == []


def test_codes_come_from_a_rule_that_the_company_changes(company: AccountSet) -> None:
    assert company.rows("SELECT array_agg(code ORDER BY id) FROM crm.custom_loan") == [
        ([f"LOAN-0000{n}" for n in range(1, 5)],)
    ]
    twice = "INSERT INTO crm.custom_licence (name, code) VALUES ('x', %s)"
    assert (
        "custom_licence_code_unique" in refused(company, "pm", twice, "LICENCE-00001")
        and refused(company, "pm", twice, "L7") == ""
    )
    assert "custom_licence_name_required" in refused(
        company, "pm", "INSERT INTO crm.custom_licence (name) VALUES (' ')"
    )


def test_the_trail_and_every_desktop_learn_of_each_change(making: AccountSet) -> None:
    with closing(making.connect("rep1")) as listener, listener.cursor() as cursor:
        listener.autocommit = True
        cursor.execute("LISTEN crm")
        make_kinds(making)
        loan = lend(making, "rep1", "投影仪", "环太科技")
        ask(making, "rep1", "UPDATE crm.custom_loan SET note = '五月还' WHERE id = %s", loan)
        told = _told(listener)
    assert [note["o"] for note in told if note["t"] == "custom_object"] == ["INSERT"] * 3
    assert [(note["o"], note["i"]) for note in told if note["t"] == "custom_loan"] == [
        ("INSERT", [loan]),
        ("UPDATE", [loan]),
    ]
    written = making.rows(
        "SELECT login, operation, new ->> 'note' FROM crm.audit WHERE table_name = 'custom_loan' ORDER BY id"
    )
    assert written == [("rep1", "I", ""), ("rep1", "U", "五月还")]
    assert making.rows("SELECT version, updated_by FROM crm.custom_loan") == [(2, "rep1")]
    assert ask(
        making, "admin", "SELECT count(*) FROM crm.trail(NULL, NULL, NULL, 'custom_loan', NULL, NULL, NULL, 10)"
    ) == [(2,)]


def test_refused_in_words(making: AccountSet) -> None:
    assert refused(making, "admin", MAKE, "order", "订单", "nobody") == ""
    for code in ("Loan", "1st", "a-b", "a" * 32, "x; DROP TABLE crm.customer", ""):
        assert "custom_object_code_form" in refused(making, "admin", MAKE, code, "名", "nobody"), code
    assert refused(making, "admin", MAKE, "object", "对象", "nobody") == "custom_object_code_reserved"
    assert "custom_object_name_required" in refused(making, "admin", MAKE, "loan", "  ", "nobody")
    for login in ("boss", "rep1", "pm"):
        assert "permission denied" in refused(making, login, MAKE, "loan", "借用", "customer")
    make_kinds(making)
    assert "custom_object_code_unique" in refused(making, "admin", MAKE, "loan", "另一个", "nobody")
    assert (
        refused(making, "admin", "UPDATE crm.custom_object SET code = 'lend' WHERE code = 'loan'")
        == "custom_object_code_stays"
    )
    assert (
        refused(making, "admin", "UPDATE crm.custom_object SET belongs_to = 'nobody' WHERE code = 'loan'")
        == "custom_object_belongs_to_stays"
    )
    assert (
        refused(making, "admin", "UPDATE crm.custom_object SET name = '样机', retired = true WHERE code = 'loan'") == ""
    )
    assert "permission denied" in refused(making, "admin", "DELETE FROM crm.custom_object")
    with pytest.raises(psycopg2.Error, match="custom_object_stays"):
        making.rows("DELETE FROM crm.custom_object")
    for statement in ("CREATE TABLE crm.custom_x (id int)", "SELECT crm.guard_table(m) FROM crm.module_table m", "SELECT crm.weave_search_all()",
                      "ALTER TABLE crm.custom_loan ADD x int", "SELECT crm.watch_table('custom_loan')"):  # fmt: skip
        assert (
            "permission denied" in refused(making, "admin", statement)
            or refused(making, "admin", statement) == "structure_is_fixed"
        )
    many = "INSERT INTO crm.custom_object (code, name, belongs_to) SELECT 'many' || n, 'x', 'nobody' FROM generate_series(1, %s) n"
    assert refused(making, "admin", many, 48) == "custom_object_too_many" and refused(making, "admin", many, 47) == ""


def test_two_at_once_are_both_found(making: AccountSet) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: ask(making, "admin", MAKE, f"kind{n}", f"种类{n}", ("customer", "employee", "nobody")[n % 3]),
                range(4),
            )
        )
    for n in range(4):
        target = {"customer_id": customer(making, "环太科技")} if n % 3 == 0 else {}
        columns, values = ["name", *target], [f"第{n}种记录", *target.values()]
        ask(
            making,
            "boss" if n % 3 < 2 else "admin",
            f"INSERT INTO crm.custom_kind{n} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(values))})",
            *values,
        )
    assert {entity for (entity,) in ask(making, "admin", "SELECT entity FROM crm.search_all('zhongjilu')")} >= {
        f"custom_kind{n}" for n in range(4)
    }
    assert making.rows(CHECK) == []


def test_nobody_queues_behind_it_while_a_long_import_writes_customers(making: AccountSet) -> None:
    """The foreign key keeps writers of customers out: it is not waited for while they write on."""
    with closing(making.connect("rep1")) as writing, writing.cursor() as cursor:
        cursor.execute("UPDATE crm.customer SET description = 'x' WHERE short_name = '环太科技'")
        with ThreadPoolExecutor(1) as pool:
            began = time.monotonic()
            asked = pool.submit(refused, making, "admin", MAKE, "loan", "借用", "customer")
            time.sleep(0.7)
            assert not asked.done()
            slow = time.monotonic()
            ask(making, "boss", "UPDATE crm.customer SET description = 'y' WHERE short_name = '蓝天教育'")
            assert time.monotonic() - slow < 3  # beside both
            assert asked.result(30) == "custom_object_busy" and time.monotonic() - began < 20
            again = pool.submit(refused, making, "admin", MAKE, "loan", "借用", "customer")
            time.sleep(0.5)
            writing.rollback()
            assert again.result(30) == ""


def test_three_are_made_within_three_seconds(making: AccountSet) -> None:
    began = time.monotonic()
    make_kinds(making)
    assert time.monotonic() - began < 3


def _told(listener: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while select.select([listener], [], [], 1)[0]:
        listener.poll()
        found += [json.loads(note.payload) for note in listener.notifies]
        listener.notifies.clear()
    return found


def test_whoever_leaves_meanwhile_is_not_cut_off(making: AccountSet) -> None:
    """Who holds customers and waits for the turn to change rights meets who has the turn and wants the lock: the maker gives way."""
    leave = "UPDATE crm.employee SET title = 'x' WHERE login = 'rep2'"
    with (
        closing(making.connect("admin")) as other,
        other.cursor() as cursor,
        closing(making.connect("admin")) as maker,
        maker.cursor() as making_it,
    ):
        cursor.execute("UPDATE crm.customer SET description = 'x' WHERE short_name = '环太科技'")
        with ThreadPoolExecutor(2) as pool:
            asked = pool.submit(making_it.execute, MAKE, ("loan", "借用", "customer"))
            time.sleep(0.5)  # it has the turn
            left = pool.submit(cursor.execute, leave)
            with pytest.raises(psycopg2.Error, match="custom_object_busy"):
                asked.result(30)
            maker.rollback()
            left.result(30)
        other.commit()
    assert making.rows("SELECT description FROM crm.customer WHERE short_name = '环太科技'") == [("x",)]
    assert refused(making, "admin", MAKE, "loan", "借用", "customer") == ""


def test_a_desktop_that_is_open_finds_them_at_once(making: AccountSet) -> None:
    everywhere = "SELECT entity, label FROM crm.search_all('tyy')"
    with open_as(making, "rep1") as desktop, desktop.cursor() as cursor:
        cursor.execute(everywhere)
        assert cursor.fetchall() == []
        make_kinds(making)
        cursor.execute(LEND, ("投影仪", customer(making, "环太科技")))
        cursor.execute(everywhere)
        assert cursor.fetchall() == [("custom_loan", "投影仪")]
        cursor.execute("SELECT module FROM crm.effective_right WHERE module = 'custom_tender' AND action = 'create'")
        assert cursor.fetchall() == [("custom_tender",)]


def test_what_was_said_of_it_beforehand_holds(making: AccountSet) -> None:
    ask(
        making,
        "admin",
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'custom_loan', 'view', 'none' FROM crm.role WHERE code = 'sales_rep'",
    )
    ask(making, "admin", "INSERT INTO crm.coding_rule (entity, pattern) VALUES ('custom_loan', 'JY{####}')")
    make_kinds(making)
    assert "permission denied" in refused(making, "rep1", "SELECT name FROM crm.custom_loan")
    ((loan,),) = ask(making, "lead1", LEND, "投影仪", customer(making, "环太科技"))
    assert ask(making, "lead1", "SELECT code FROM crm.custom_loan WHERE id = %s", loan) == [("JY0001",)]


def test_made_in_a_bulk_action_it_stays(making: AccountSet) -> None:
    with closing(making.connect("admin")) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('import', '')")
        ((bulk,),) = cursor.fetchall()
        cursor.execute(MAKE, ("loan", "借用", "customer"))
    assert refused(making, "admin", "SELECT crm.undo_bulk(%s)", bulk) == "custom_object_stays"
    assert making.rows(CHECK) == []
