"""Masked phones: what a role with the mask sees instead of a number, and what it does not find."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import text

from crm_desktop.base_info.customers import services as customers
from crm_desktop.base_info.handover.services import read_sheet
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.rights import MASKABLE
from crm_desktop.db import records
from crm_desktop.exchange.table import open_table
from crm_desktop.home.services import list_tasks
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system.exporting import export_list
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet
from tests.db.handoverkit import make_pool, pooled
from tests.db.test_access_matrix import LOGINS, OWNED, OWNERS, covers

MOBILE, OFFICE = "13877665678", "029-88253471"
MASKED, OFFICE_MASKED = "138****5678", "029-****71"


def _run(connection: Connection, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _mask(company: AccountSet, *fields: tuple[str, str], access: str = "mask") -> None:
    tables, names = zip(*fields, strict=True)
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, f.t, f.f, %s FROM crm.role r, "
        "unnest(%s::text[], %s::text[]) f(t, f) WHERE r.code = 'sales_rep' "
        "ON CONFLICT (role_id, table_name, field) DO UPDATE SET access = excluded.access RETURNING id",
        access, list(tables), list(names),
    )  # fmt: skip


def _customer(company: AccountSet, login: str) -> int:
    """Give a customer of that employee numbers at every place."""
    ((customer,),) = company.rows(
        "SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = %s ORDER BY c.id LIMIT 1",
        login,
    )
    with closing(company.connect_admin()) as admin:
        _run(admin, "UPDATE crm.customer SET phone = %s, mobile = %s WHERE id = %s", OFFICE, MOBILE, customer)
        _run(
            admin,
            "INSERT INTO crm.customer_phone (customer_id, number, extension, note) VALUES (%s, '13566667777', '8', 'new')",
            customer,
        )
        _run(
            admin,
            "INSERT INTO crm.customer_address (customer_id, kind, is_default, address, recipient, phone) "
            "VALUES (%s, 'delivery', true, '未央路1号', '王', '13655554444')",
            customer,
        )
        _run(admin, "UPDATE crm.contact SET is_primary = false WHERE customer_id = %s", customer)
        ((contact,),) = _run(
            admin,
            "INSERT INTO crm.contact (customer_id, name, mobile, is_primary) VALUES (%s, '欧阳一二', '13911112222', true) RETURNING id",
            customer,
        )
        _run(
            admin,
            "INSERT INTO crm.contact_way (contact_id, kind, number) VALUES (%s, 'mobile', '13722223333')",
            contact,
        )
    return int(customer)


ALL = (("customer", "phone"), ("customer", "mobile"), ("customer", "fax"), ("contact", "phone"), ("contact", "mobile"))


def _late(session: Any) -> Any:
    """Return a day on which everything is due."""
    return session.execute(text("SELECT crm.today() + 400")).scalar_one()


def _facts(session: Any) -> Facts:
    return load_facts(session, entity_descriptors())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (MOBILE, MASKED),
        ("+86 138 7766 5678", MASKED),
        ("１３８７７６６５６７８", MASKED),
        (OFFICE, OFFICE_MASKED),
        ("(010) 6552-1234 转 801", "010-****34"),
        ("0917-3251234", "0917-****34"),
        ("400-820-8820", "400-****20"),
        ("88253471", "****71"),
        (f"{MOBILE}、{OFFICE}", f"{MASKED}, {OFFICE_MASKED}"),
        (f"{MOBILE} 13911112222", "****"),
        ("110", "****"),
        ("找王经理", "****"),
        ("", ""),
    ],
)
def test_of_a_number_its_ends_are_told(account_set: AccountSet, written: str, told: str) -> None:
    assert account_set.rows("SELECT crm.masked_phone(%s)", written) == [(told,)]


def test_the_program_offers_masks_where_the_database_has_them(account_set: AccountSet) -> None:
    found = account_set.rows(
        "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = 'crm'::regnamespace AND crm.is_phone(c.relname::text, a.attname::text)"
    )
    assert sorted(found) == sorted(MASKABLE)


def test_only_phones_are_masked(own_account_set: AccountSet) -> None:
    for table, field in (("customer", "name"), ("customer", "email"), ("product_cost", "cost"), ("employee", "mobile")):
        with pytest.raises(psycopg2.errors.CheckViolation) as refused:
            _mask(own_account_set, (table, field))
        assert refused.value.diag.constraint_name == "mask_of_phone"
    _mask(own_account_set, ("customer", "phone"))


def test_the_column_is_closed_and_only_masks_of_own_rows_are_told(own_account_set: AccountSet) -> None:
    mine, other = _customer(own_account_set, "rep1"), _customer(own_account_set, "rep3")
    ask = "SELECT id, masked FROM crm.masked_values('customer', %s)"
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, "SELECT phone FROM crm.customer WHERE id = %s", mine) == [(OFFICE,)]
        assert _run(rep, ask, [mine, other]) == []  # who reads the numbers needs no masks
    _mask(own_account_set, *ALL)
    with closing(own_account_set.connect("rep1")) as rep:
        rep.autocommit = True
        for table, column in (*ALL, ("customer_phone", "number"), ("customer_phone", "digits"), ("customer_address", "phone"),
                              ("contact_way", "number"), ("contact", "further_phones")):  # fmt: skip
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                _run(rep, f"SELECT {column} FROM crm.{table}")
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                _run(rep, f"SELECT 1 FROM crm.{table} WHERE {column} IS NOT NULL")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _run(rep, "UPDATE crm.customer SET phone = '' WHERE id = %s", mine)
        assert _run(rep, ask, [mine, other]) == [(mine, {"phone": OFFICE_MASKED, "mobile": MASKED, "fax": ""})]
        for table, told in (
            ("customer_phone", {"number": "135****7777"}),
            ("customer_address", {"phone": "136****4444"}),
            ("contact", {"phone": "", "mobile": "139****2222", "further_phones": ["mobile:137****3333"]}),
            ("contact_way", {"number": "137****3333"}),
        ):
            every = own_account_set.rows(f"SELECT array_agg(id) FROM crm.{table}")[0][0]
            seen = {i for (i,) in _run(rep, f"SELECT id FROM crm.{table}")}
            found = _run(rep, "SELECT id, masked FROM crm.masked_values(%s, %s)", table, every)
            assert {i for i, _ in found} == seen and told in [v for _, v in found]
            assert len(seen) < len(every)
        for table in ("employee", "partner", "sales_order", "customer; --", ""):
            assert _run(rep, "SELECT * FROM crm.masked_values(%s, '{1,2,3}')", table) == []
    with closing(own_account_set.connect("boss")) as boss:
        assert _run(boss, "SELECT phone FROM crm.customer WHERE id = %s", mine) == [(OFFICE,)]


def test_the_strictest_of_a_role_counts_and_the_widest_of_several(own_account_set: AccountSet) -> None:
    mine = _customer(own_account_set, "rep1")
    ask = "SELECT masked FROM crm.masked_values('customer_phone', (SELECT array_agg(id) FROM crm.customer_phone WHERE customer_id = %s AND note = 'new'))"
    rights = "SELECT field, access FROM crm.my_field_rights() WHERE table_name = 'customer_phone' ORDER BY field"
    _mask(own_account_set, ("customer", "phone"))
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, mine) == [({"number": "135****7777"},)]
        assert _run(rep, rights) == [("digits", "none"), ("extension", "none"), ("number", "mask")]
    _mask(own_account_set, ("customer", "fax"), access="none")
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, mine) == []
        assert _run(rep, rights) == [("digits", "none"), ("extension", "none"), ("number", "none")]
    # another role that sees customers as well, and nothing hidden from it
    own_account_set.rows(
        "INSERT INTO crm.employee_role (employee_id, role_id) SELECT e.id, r.id FROM crm.employee e, crm.role r "
        "WHERE e.login = 'rep1' AND r.code = 'manager' RETURNING id"
    )
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, "SELECT number FROM crm.customer_phone WHERE customer_id = %s AND note = 'new'", mine) == [
            ("13566667777",)
        ]
        assert _run(rep, rights) == [("digits", "read")] and _run(rep, ask, mine) == []


def test_neither_the_number_nor_its_end_finds_anything(own_account_set: AccountSet) -> None:
    mine = _customer(own_account_set, "rep1")
    words = (MOBILE, MOBILE[-4:], OFFICE, "13566667777", "7777", "13655554444", "13911112222", "13722223333", "3333")
    hits = "SELECT count(*) FROM crm.search_all(%s, 20) WHERE entity IN ('customer', 'contact') AND (entity, id) IN (SELECT 'customer', %s)"
    lists = "SELECT count(*) FROM crm.match_customer(%s) m WHERE m = %s"
    with closing(own_account_set.connect("rep1")) as rep:
        for word in words:
            assert _run(rep, hits, word, mine) == [(1,)], word
            assert _run(rep, lists, word, mine) == [(1,)], word
    _mask(own_account_set, *ALL)
    with closing(own_account_set.connect("rep1")) as rep:
        for word in words:
            assert _run(rep, hits, word, mine) == [(0,)], word
            assert _run(rep, lists, word, mine) == [(0,)], word
            assert _run(rep, "SELECT * FROM crm.search_contact(%s)", word) == []
        ((name,),) = _run(rep, "SELECT name FROM crm.customer WHERE id = %s", mine)
        told = _run(rep, "SELECT subtitle FROM crm.search_customer(%s) WHERE id = %s", name, mine)
        assert OFFICE_MASKED in told[0][0]
        assert "139****2222" in _run(rep, "SELECT subtitle FROM crm.search_contact('欧阳一二')")[0][0]
        given = f'{{"phone": "{OFFICE}", "mobile": "{MOBILE}"}}'
        assert _run(rep, "SELECT * FROM crm.match_duplicates('customer', %s::jsonb)", given) == []
        history = str(_run(rep, "SELECT old, new FROM crm.record_history('customer', %s)", mine))
        assert MOBILE not in history and history != "[]"
    with closing(own_account_set.connect("boss")) as boss:
        assert _run(boss, hits, MOBILE, mine) == [(1,)]


def test_numbers_of_other_companies_are_masked_too(own_account_set: AccountSet) -> None:
    own_account_set.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'partner', 'view', 'all' FROM crm.role "
        "WHERE code = 'sales_rep' ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'all' RETURNING id"
    )
    ((partner,),) = own_account_set.rows(
        "INSERT INTO crm.partner (name, phone, is_supplier) VALUES ('兰台仪器', %s, true) RETURNING id", OFFICE
    )
    own_account_set.rows(
        "INSERT INTO crm.partner_contact (partner_id, name, mobile) VALUES (%s, '钟', %s) RETURNING id", partner, MOBILE
    )
    ask, words = "SELECT count(*) FROM crm.search_partner(%s) WHERE id = %s", (OFFICE, "3471", MOBILE, "5678")
    with closing(own_account_set.connect("rep1")) as rep:
        assert [_run(rep, ask, word, partner) for word in (*words, "兰台")] == [[(1,)]] * 5
    _mask(own_account_set, ("partner", "phone"))
    with closing(own_account_set.connect("rep1")) as rep:
        assert [_run(rep, ask, word, partner) for word in (*words, "兰台")] == [[(n,)] for n in (0, 0, 0, 0, 1)]
        assert _run(rep, "SELECT masked FROM crm.masked_values('partner', ARRAY[%s::bigint])", partner) == [
            ({"phone": OFFICE_MASKED},)
        ]
    _mask(own_account_set, ("partner_contact", "mobile"))
    with closing(own_account_set.connect("rep1")) as rep:
        told = _run(
            rep,
            "SELECT masked FROM crm.masked_values('partner_contact', (SELECT array_agg(id) FROM crm.partner_contact WHERE partner_id = %s))",
            partner,
        )
        assert told == [({"mobile": MASKED},)]


def test_further_phones_of_a_contact_are_masked_wherever_they_stand(own_account_set: AccountSet) -> None:
    mine = _customer(own_account_set, "rep1")
    ask = "SELECT further_phones FROM crm.contact WHERE customer_id = %s AND name = '欧阳一二'"
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, mine) == [(["mobile:13722223333"],)]
    _mask(own_account_set, ("contact_way", "number"))
    with closing(own_account_set.connect("rep1")) as rep:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _run(rep, ask, mine)
        rep.rollback()
        assert _run(rep, "SELECT mobile FROM crm.contact WHERE customer_id = %s AND name = '欧阳一二'", mine) == [
            ("13911112222",)
        ]
        assert _run(rep, "SELECT count(*) FROM crm.search_contact('13722223333')") == [(0,)]


def test_who_has_the_mask_is_not_told_all_about_a_person(own_account_set: AccountSet) -> None:
    mine = _customer(own_account_set, "rep1")
    own_account_set.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'personal', 'view', 'all' FROM crm.role "
        "WHERE code = 'sales_rep' ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'all' RETURNING id"
    )
    ask = "SELECT words FROM crm.personal_data('contact', (SELECT id FROM crm.contact WHERE customer_id = %s AND name = '欧阳一二'))"
    with closing(own_account_set.connect("rep1")) as rep:
        assert ("13911112222",) in _run(rep, ask, mine)
    _mask(own_account_set, ("contact", "mobile"))
    with (
        closing(own_account_set.connect("rep1")) as rep,
        pytest.raises(psycopg2.errors.InsufficientPrivilege) as refused,
    ):
        _run(rep, ask, mine)
    assert "personal_needs_right" in str(refused.value)


def test_a_helper_is_told_the_mask_as_long_as_he_helps(own_account_set: AccountSet) -> None:
    lent = _customer(own_account_set, "rep3")
    _mask(own_account_set, *ALL)
    ask = "SELECT masked ->> 'phone' FROM crm.masked_values('customer', ARRAY[%s::bigint])"
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, lent) == []
    help_him = "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT %s, id, 'read' FROM crm.employee WHERE login = 'rep1' RETURNING id"
    own_account_set.rows(help_him, lent)
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, lent) == [(OFFICE_MASKED,)]
        assert len(
            _run(
                rep,
                "SELECT * FROM crm.masked_values('contact', (SELECT array_agg(id) FROM crm.contact WHERE customer_id = %s))",
                lent,
            )
        ) == len(_run(rep, "SELECT id FROM crm.contact WHERE customer_id = %s", lent))
    own_account_set.rows(
        "UPDATE crm.customer_helper SET expires_on = crm.today() - 1 WHERE customer_id = %s RETURNING id", lent
    )
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, lent) == []


def test_an_order_tells_no_more_of_an_address(own_account_set: AccountSet) -> None:
    mine = _customer(own_account_set, "rep1")
    make = "INSERT INTO crm.sales_order (customer_id, ordered_on) VALUES (%s, current_date) RETURNING delivery_address"
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, make, mine) == [("未央路1号，王 13655554444",)]
    _mask(own_account_set, *ALL)
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, make, mine) == [("未央路1号，王 136****4444",)]
        tried = "INSERT INTO crm.sales_order (customer_id, ordered_on, delivery_address) VALUES (%s, current_date, %s) RETURNING delivery_address_id IS NOT NULL"
        assert _run(rep, tried, mine, "未央路1号，王 13655554444") == [(False,)]
        assert _run(rep, tried, mine, "未央路1号，王 136****4444") == [(True,)]


def test_a_formula_does_not_tell_what_is_masked(own_account_set: AccountSet) -> None:
    add = (
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula, formula_kind) "
        "VALUES ('customer', 'dial', '拨号', 'formula', 'left(phone, 4)', 'text') RETURNING id"
    )
    _mask(own_account_set, ("customer", "phone"))
    with pytest.raises(psycopg2.errors.CheckViolation):
        own_account_set.rows(add)
    own_account_set.rows("DELETE FROM crm.field_right WHERE field = 'phone' AND access = 'mask' RETURNING id")
    own_account_set.rows(add)
    with pytest.raises(psycopg2.errors.CheckViolation):
        _mask(own_account_set, ("customer", "phone"))


def test_the_pool_shows_the_mask(own_account_set: AccountSet) -> None:
    pool = make_pool(own_account_set, "销售一部", hide_phones=False)
    (customer,) = pooled(own_account_set, pool, "蓝天教育")
    own_account_set.rows("UPDATE crm.customer SET phone = %s WHERE id = %s RETURNING id", OFFICE, customer)
    ask = "SELECT phone FROM crm.pool_customer WHERE id = %s"
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, customer) == [(OFFICE,)]
    _mask(own_account_set, *ALL)
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, customer) == [(OFFICE_MASKED,)]
        assert _run(rep, "SELECT * FROM crm.masked_values('customer', ARRAY[%s::bigint])", customer) == []
    with closing(own_account_set.connect_admin()) as admin:
        _run(admin, "UPDATE crm.customer_pool SET hide_phones = true WHERE id = %s", pool)
    with closing(own_account_set.connect("rep1")) as rep:
        assert _run(rep, ask, customer) == [("",)]


def test_lists_files_and_copies_have_the_mask(own_account_set: AccountSet, tmp_path: Path) -> None:
    mine = _customer(own_account_set, "rep1")
    _mask(own_account_set, *ALL)
    own_account_set.rows(
        "UPDATE crm.right_rule SET scope = 'own' WHERE module = 'customer' AND action = 'export' AND role_id = "
        "(SELECT id FROM crm.role WHERE code = 'sales_rep') RETURNING id"
    )
    with own_account_set.session("rep1") as session:
        facts = _facts(session)
        entity, contact = facts.entities["customer"], facts.entities["contact"]
        assert entity["phone"].masked and entity["phone"].read_only and not entity["email"].masked
        assert {"filter", "import"} <= entity["phone"].hidden_in
        query = ListQuery(entity="customer", columns=("name", "phone", "mobile"), sort=entity.sort)
        told = {r.id: r.values["phone"] for r in records.first_rows(session, entity, query)}
        assert told[mine] == OFFICE_MASKED
        assert records.load(session, entity, mine).values["mobile"] == MASKED
        people = ListQuery(entity="contact", columns=("name", "mobile", "further_phones"), sort=contact.sort)
        assert ["mobile:137****3333"] in [
            r.values["further_phones"] for r in records.first_rows(session, contact, people)
        ]
        # a view of before that asks for the number finds nothing and is not refused
        old = ListQuery(
            entity="customer", columns=("name",), sort="phone", conditions=(Condition("phone", "contains", "138"),)
        )
        assert records.first_rows(session, entity, old) == []
        further = facts.entities["customer_phone"]
        looked = ListQuery(entity="customer_phone", columns=("number",), sort=further.sort, search="13566667777")
        assert records.first_rows(session, further, looked) == []

        for name in ("customers.csv", "customers.xlsx"):
            export_list(session, query, tmp_path / name, facts=facts, language="zh_CN", translate=translate)
        with (tmp_path / "customers.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = str(list(csv.reader(file)))
        sheet = str(list(open_table(tmp_path / "customers.xlsx").rows()))
        for file_text in (lines, sheet):
            assert OFFICE_MASKED in file_text and MASKED in file_text
            assert MOBILE not in file_text and OFFICE not in file_text

        chat = customers.read_chat_parts(session, facts, mine)
        assert {OFFICE_MASKED, MASKED, "135****7777"} <= set(chat.phones)
        assert any("137****3333" in str(person) and "139****2222" in str(person) for person in chat.contacts)
        assert "未央路1号，王 136****4444" in customers.list_addresses(session, facts, mine)
        assert next(one.phone for one in read_sheet(session, facts, [mine])) in ("139****2222", OFFICE_MASKED)
        for near in customers.list_neighbours(session, facts, mine):
            assert not near.phone or "****" in near.phone
        for task in list_tasks(session, facts, _late(session)):
            assert task.entity != "customer" or not task.subtitle or "****" in task.subtitle


def test_each_role_is_told_the_masks_of_the_rows_that_it_may_see(own_account_set: AccountSet) -> None:
    for owner in OWNERS:
        _customer(own_account_set, owner)
    own_account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, t, 'phone', 'mask' FROM crm.role r, "
        "unnest('{customer,contact}'::text[]) t UNION ALL SELECT id, 'contact', 'mobile', 'mask' FROM crm.role RETURNING id"
    )
    told_some = set()
    for login in LOGINS:
        with closing(own_account_set.connect(login)) as person:
            person.autocommit = True
            for table, column in (("customer", "phone"), ("customer_phone", "number"), ("customer_address", "phone"),
                                  ("contact", "mobile"), ("contact_way", "number")):  # fmt: skip
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    _run(person, f"SELECT {column} FROM crm.{table}")
                for owner in OWNERS:
                    ((ids,),) = own_account_set.rows(
                        f"SELECT array_agg(t.id) FROM crm.{table} t JOIN crm.employee e ON e.id = t.owner_id WHERE e.login = %s",
                        owner,
                    )
                    told = _run(
                        person,
                        "SELECT id FROM crm.masked_values(%s, %s) WHERE masked ->> %s LIKE '%%****%%'",
                        table,
                        ids,
                        column,
                    )
                    seen = covers(login, OWNED[table][0], "view", owner)
                    assert bool(told) == seen, (login, table, owner)
                    told_some |= {(login, owner)} if told else set()
    assert ("rep1", "rep1") in told_some and ("boss", "rep3") in told_some and ("rep1", "rep3") not in told_some
