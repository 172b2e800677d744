"""Own attributes of order lines: what the database lets through, keeps, finds and computes, whoever writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy.orm import Session

from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.lists.services import find_stale
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of
from tests.db.test_formulas import ask, refused

Psql = Callable[[str], Connection]
Login = Callable[[str], Session]

LINE = "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, attrs) VALUES (%s, 1, 2, 4999, %s) RETURNING id"
CUSTOMER = "(SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1')"
#: What PostgreSQL generates of a line, read by a formula before it stands in the row.
GENERATED = {"amount": 1, "net_price": 1, "tax_amount": 1, "base_quantity": 1}


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Define a required lot, a number with a default, a choice, a formula of each generated column and one of an attribute."""
    ask(
        account_set.connect("admin"),
        "INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('dictionary', 'packing', '包装', 'Packing'), "
        "('packing', 'wood', '木箱', 'Wood'), ('packing', 'paper', '纸箱', 'Paper')",
    )
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, required, default_value, searchable, formula) VALUES "
        "('sales_order_line', 'lot', '批号', 'Lot', 'text', '', true, '', true, ''), "
        "('sales_order_line', 'months', '质保月数', 'Warranty months', 'integer', '', false, '12', false, ''), "
        "('sales_order_line', 'packing', '包装', 'Packing', 'choice', 'packing', false, '', false, ''), "
        "('sales_order_line', 'years', '质保年数', 'Years', 'formula', '', false, '', false, 'months / 12')"
    )
    for name in GENERATED:
        account_set.rows(
            "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula) VALUES ('sales_order_line', %s, %s, 'formula', %s)",
            f"of_{name}", f"自{name}", name,
        )  # fmt: skip
    return account_set


def order(connection: Connection) -> int:
    """Return a new draft of rep1's customer."""
    sql = f"INSERT INTO crm.sales_order (customer_id, owner_id) SELECT {CUSTOMER}, crm.me() RETURNING id"
    return int(str(ask(connection, sql)[0][0]))


def line(connection: Connection, of_order: int, **attrs: Any) -> int:
    return int(str(ask(connection, LINE, of_order, json.dumps({"lot": "L-1", **attrs}))[0][0]))


def attrs_of(company: AccountSet, line_id: int) -> dict[str, Any]:
    return dict(company.rows("SELECT attrs FROM crm.sales_order_line WHERE id = %s", line_id)[0][0])


def test_checked_like_those_of_other_records(company: AccountSet, psql_as: Psql) -> None:
    rep, head = psql_as("rep1"), order(psql_as("rep1"))
    assert refused(rep, LINE, head, "{}")[:2] == ("attribute_required", "attrs.lot")
    assert refused(rep, LINE, head, '{"lot": "x", "months": "x"}')[:2] == ("attribute_wrong_kind", "attrs.months")
    assert refused(rep, LINE, head, '{"lot": "x", "packing": "tin"}')[:2] == ("attribute_wrong_kind", "attrs.packing")
    assert refused(rep, LINE, head, '{"lot": "x", "no": 1}')[:2] == ("attribute_unknown", "attrs.no")
    mine = line(rep, head, packing="wood")
    assert attrs_of(company, mine).items() >= {"lot": "L-1", "months": 12, "packing": "wood", "years": 1}.items()
    change = "UPDATE crm.sales_order_line SET attrs = attrs || %s WHERE id = %s RETURNING attrs ->> 'years'"
    assert ask(rep, change, '{"months": 36, "years": 99}', mine) == [("3",)]
    assert refused(rep, change, '{"lot": null}', mine)[:2] == ("attribute_required", "attrs.lot")
    ask(rep, "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", head)
    assert refused(rep, change, '{"months": 1}', mine)[0] == "sales_order_is_confirmed"


def test_a_formula_reads_what_is_generated_as_it_will_stand(company: AccountSet, psql_as: Psql) -> None:
    rep = psql_as("rep1")
    mine = line(rep, order(rep))
    for change in ("true", "quantity = 3, unit_price = 33.3333", "discount = 7.5, tax_rate = 6"):
        if change != "true":
            ask(rep, f"UPDATE crm.sales_order_line SET {change} WHERE id = %s", mine)
        ((row, attrs),) = company.rows("SELECT to_jsonb(l), attrs FROM crm.sales_order_line l WHERE id = %s", mine)
        # a formula reckons money in whole units
        stands = {n: row[n] / (100 if n in ("amount", "tax_amount") else 1) for n in GENERATED}
        assert {n: float(attrs[f"of_{n}"]) for n in GENERATED} == pytest.approx(
            stands, abs=1e-3
        )  # numbers have three places
        assert all(stands.values())


def test_every_generated_column_is_reckoned_as_the_shape_says(company: AccountSet, psql_as: Psql) -> None:
    rep = psql_as("rep1")
    line(rep, order(rep))
    generated = company.rows(
        "SELECT attrelid::regclass::text, array_agg(attname::text) FROM pg_attribute a WHERE attgenerated <> '' "
        "AND EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = a.attrelid AND o.attname = 'attrs') GROUP BY 1"
    )
    assert {table for table, _ in generated} >= {"customer", "sales_order_line"}
    for table, columns in generated:
        told = company.rows(
            f"SELECT crm.generated_values(%s, to_jsonb(r) - %s), to_jsonb(r) FROM crm.{table} r", table, columns
        )
        assert [values for values, row in told if values != {name: row[name] for name in columns}] == []
        assert told


def test_in_the_trail_and_back_with_its_order(company: AccountSet, psql_as: Psql) -> None:
    rep, admin = psql_as("rep1"), psql_as("admin")
    head = order(rep)
    mine = line(rep, head)
    ((moment,),) = company.rows("SELECT clock_timestamp()")
    ask(rep, 'UPDATE crm.sales_order_line SET attrs = attrs || \'{"lot": "L-2"}\' WHERE id = %s', mine)
    was = "SELECT state -> 'attrs' ->> 'lot' FROM crm.parts_as_of('sales_order_line', 'order_id', %s, %s)"
    assert ask(rep, was, head, moment) == [("L-1",)]
    last = "SELECT old -> 'attrs' ->> 'lot', new -> 'attrs' ->> 'lot' FROM crm.audit WHERE table_name = 'sales_order_line' AND record_id = %s ORDER BY id DESC LIMIT 1"
    assert ask(admin, last, mine) == [("L-1", "L-2")]
    costs = "SELECT to_jsonb(c) FROM crm.sales_order_cost c WHERE order_id = %s"
    before, cost = attrs_of(company, mine), company.rows(costs, head)
    assert cost
    ask(admin, "DELETE FROM crm.sales_order WHERE id = %s", head)
    ask(admin, "SELECT crm.undo_bulk((SELECT max(id) FROM crm.bulk_action WHERE kind = 'delete'))")
    assert attrs_of(company, mine) == before
    assert company.rows(costs, head) == cost


def test_found_at_the_order_by_whom_it_is_seen(company: AccountSet, psql_as: Psql, login: Login) -> None:
    rep = psql_as("rep1")
    head = order(rep)
    mine = line(rep, head, lot="SN-88421")
    find = "SELECT crm.match_attribute('sales_order_line', 'lot', 'eq', '\"SN-88421\"')"
    every = "SELECT entity, id, key FROM crm.search_attributes('sn-884')"
    for name in ("rep1", "boss"):
        assert ask(psql_as(name), find) == [(mine,)]
        assert ask(psql_as(name), every) == [("sales_order", head, "sales_order_line.attrs.lot")]
        (hit,) = records.search_all(login(name), "sn-884")
        assert (hit.entity, hit.id, hit.subtitle, hit.by) == (
            "sales_order",
            head,
            "SN-88421",
            "sales_order_line.attrs.lot",
        )
        called = "SELECT label FROM crm.search_attributes('sn-884')"
        ((customer, day),) = company.rows(f"SELECT name, crm.today()::text FROM crm.customer WHERE id = ({CUSTOMER})")
        assert ask(psql_as(name), called) == [(f"{customer} · {day}",)], "a draft has no number"
    assert ask(psql_as("rep3"), find) == ask(psql_as("rep3"), every) == []
    # who helps with the customer sees its orders, and finds them
    ask(
        psql_as("admin"),
        "INSERT INTO crm.customer_helper (customer_id, employee_id) SELECT customer_id, "
        "(SELECT id FROM crm.employee WHERE login = 'rep3') FROM crm.sales_order WHERE id = %s",
        head,
    )
    helper = psql_as("rep3")
    assert ask(helper, "SELECT id FROM crm.sales_order_line WHERE id = %s", mine) == [(mine,)]
    assert (ask(helper, find), len(ask(helper, every))) == ([(mine,)], 1)


def test_a_column_right_hides_or_locks_them(company: AccountSet, psql_as: Psql, login: Login) -> None:
    rep = psql_as("rep1")
    mine = line(rep, order(rep))
    write = "UPDATE crm.sales_order_line SET attrs = attrs || '{\"months\": 5}' WHERE id = %s RETURNING 1"
    read = "SELECT attrs ->> 'lot' FROM crm.sales_order_line WHERE id = %s"
    put = (
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, 'sales_order_line', 'attrs', %s FROM crm.role r "
        "JOIN crm.employee_role er ON er.role_id = r.id JOIN crm.employee e ON e.id = er.employee_id WHERE e.login = 'rep1' RETURNING id"
    )
    for access, seen in (("read", True), ("none", False)):
        company.rows(put, access)
        try:
            assert refused(psql_as("rep1"), write, mine)[0].startswith("permission denied")  # type: ignore[union-attr]
            if seen:
                assert ask(psql_as("rep1"), read, mine) == [("L-1",)]
            else:
                assert refused(psql_as("rep1"), read, mine)[0].startswith("permission denied")  # type: ignore[union-attr]
                assert ask(psql_as("rep1"), "SELECT id FROM crm.search_attributes('L-1')") == []
            described = facts_of(login("rep1")).entities["sales_order_line"]
            assert ("attrs.lot" in described) == seen
            assert not seen or described["attrs.lot"].read_only
        finally:
            company.rows(
                "DELETE FROM crm.field_right WHERE table_name = 'sales_order_line' AND field = 'attrs' RETURNING 1"
            )
    assert ask(psql_as("rep1"), write, mine) == [(1,)]


def test_computed_anew_on_drafts_alone(company: AccountSet, psql_as: Psql, login: Login) -> None:
    rep = psql_as("rep1")
    draft, agreed = order(rep), order(rep)
    mine, closed = line(rep, draft), line(rep, agreed)
    ask(rep, "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", agreed)
    company.rows(
        "SET session_replication_role = replica; UPDATE crm.sales_order_line SET attrs = attrs || '{\"years\": 7}' WHERE id IN (%s, %s)",
        mine,
        closed,
    )
    session = login("boss")
    described = facts_of(session).entities["sales_order_line"]
    assert find_stale(session, entity=described, ids=[mine, closed], report=lambda *_: None) == [(mine, 1)]


def test_an_entry_that_takes_anothers_place_reaches_confirmed_lines(company: AccountSet, psql_as: Psql) -> None:
    rep, admin = psql_as("rep1"), psql_as("admin")
    head = order(rep)
    mine = line(rep, head, packing="wood")
    ask(rep, "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", head)
    ((bulk, _),) = ask(admin, "SELECT * FROM crm.replace_entry('packing', 'wood', 'paper')")
    assert attrs_of(company, mine)["packing"] == "paper"
    # nobody opens that door for himself
    trick = "SELECT crm.begin_bulk('replace_entry'); UPDATE crm.sales_order_line SET attrs = attrs || '{\"packing\": \"wood\"}' WHERE id = %s"
    for who in (rep, admin):
        assert refused(who, trick, mine)[0] == "sales_order_is_confirmed"
    ask(admin, "SELECT crm.undo_bulk(%s)", bulk)
    assert attrs_of(company, mine)["packing"] == "wood"
    assert company.rows("SELECT count(*) FROM crm.bulk_action WHERE restoring") == [(0,)]


def test_a_line_has_no_files_of_its_own(company: AccountSet, psql_as: Psql) -> None:
    define = "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES (%s, 'paper', '图纸', 'attachment') RETURNING 1"
    assert refused(psql_as("admin"), define, "sales_order_line")[:2] == ("attribute_without_files", "kind")
    assert ask(psql_as("admin"), define, "sales_order") == [(1,)]


def test_a_hundred_lines_are_written_in_one_statement(company: AccountSet, login: Login) -> None:
    from sqlalchemy import event

    from crm_desktop.sales import services

    session = login("rep1")
    facts = facts_of(session)
    customer = company.rows(f"SELECT {CUSTOMER}")[0][0]
    counted: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *a: counted.append(a[2]))
    sizes = {}
    for n in (2, 100):
        counted.clear()
        services.create_order(
            session,
            values={"customer_id": customer},
            lines=[
                {"product_id": 1, "quantity": 1, "unit_price": 5, "attrs.lot": f"L{i}", **({"attrs.months": 6} if i % 2 else {})}
                for i in range(n)
            ],
            line_entity=facts.entities["sales_order_line"],
        )  # fmt: skip
        sizes[n] = sum(s.startswith("INSERT INTO crm.sales_order_line") for s in counted)
    assert sizes == {2: 1, 100: 1}


def test_exported_changed_and_imported(company: AccountSet, psql_as: Psql, login: Login, tmp_path: Path) -> None:
    rep = psql_as("rep1")
    head = order(rep)
    mine = line(rep, head, packing="wood", months=24)
    company.rows("UPDATE crm.sales_order SET code = 'SO-LINES' WHERE id = %s", head)
    session, path = login("admin"), tmp_path / "lines.xlsx"
    facts = facts_of(session)
    query = ListQuery(
        entity="sales_order_line",
        columns=(
            "order_id",
            "position",
            "product_id",
            "quantity",
            "unit_price",
            "attrs.lot",
            "attrs.packing",
            "attrs.months",
        ),
        sort="order_id",
        conditions=(Condition("order_id", "eq", head),),
    )
    assert export_list(session, query, path, facts=facts, language="zh_CN", translate=translate) == 1
    session.rollback()
    for months, counted in ((24, "same"), (60, "change")):
        ask(
            rep,
            "UPDATE crm.sales_order_line SET attrs = attrs || jsonb_build_object('months', %s) WHERE id = %s",
            months,
            mine,
        )
        mapping = importing.propose_mapping(
            session, open_table(path), facts=facts, entity="sales_order_line", translate=translate
        )
        assert {"attrs.lot", "attrs.packing", "attrs.months"} <= {s.field for s in mapping.sources}
        plain: dict[str, Any] = {**importing.to_json(mapping), "match": ["order_id", "position"]}
        (part,) = import_file(
            session, open_table(path), facts=facts, mapping=importing.from_json(plain), translate=translate
        )
        assert part.check.counts[counted] == 1, part.check
        session.commit()
    assert attrs_of(company, mine)["months"] == 24
