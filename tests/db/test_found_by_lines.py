"""Orders are found by own attributes of their lines: where one line fits, for everybody within what he sees, by an index where there is one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crm_desktop.core.grammar import Words, compose, read
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from tests.databases import AccountSet
from tests.db.test_exporting import facts_of

Psql = Callable[[str], Connection]
Login = Callable[[str], Session]
MANY = 20_000
#: What stands in the lines of the orders of rep1, of one order each.
LINES: dict[str, list[dict[str, Any]]] = {
    "A": [{"lot": "L-1", "months": 12}, {"lot": "L-2", "months": 36}],
    "B": [{"lot": "L-2", "packing": "wood"}],
    "C": [{"months": 24}, {"packing": "paper"}],
    "D": [{}],
}


@pytest.fixture(scope="module")
def company(account_set: AccountSet) -> AccountSet:
    """Define a searchable lot, which orders have too, a number and a choice; write four orders of rep1."""
    rows = account_set.rows
    rows(
        "INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('dictionary', 'packing', '包装', 'Packing'), "
        "('packing', 'wood', '木箱', 'Wood'), ('packing', 'paper', '纸箱', 'Paper') RETURNING 1"
    )
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, searchable) VALUES "
        "('sales_order', 'lot', '批号', 'Lot', 'text', '', false), ('sales_order_line', 'lot', '批号', 'Lot', 'text', '', true), "
        "('sales_order_line', 'months', '质保月数', 'Months', 'integer', '', false), "
        "('sales_order_line', 'packing', '包装', 'Packing', 'choice', 'packing', false) RETURNING 1"
    )
    for name, lines in LINES.items():
        ((order,),) = rows(
            "INSERT INTO crm.sales_order (customer_id, owner_id, note) SELECT min(c.id), e.id, %s FROM crm.customer c "
            "JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' GROUP BY e.id RETURNING id",
            name,
        )
        for attrs in lines:
            rows(
                "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, attrs) VALUES (%s, 1, 1, 1, %s) RETURNING id",
                order,
                json.dumps(attrs),
            )
    return account_set


def found(session: Session, *conditions: Condition, search: str = "") -> str:
    """Return the notes of the orders that the list finds, one letter each."""
    entity = facts_of(session).entities["sales_order"]
    query = ListQuery(entity="sales_order", columns=("note",), sort="ordered_on", search=search, conditions=conditions)
    rows = records.first_rows(session, entity, query, limit=1000)
    assert len(rows) == len(records.ordered_ids(session, entity, query))
    return "".join(sorted(r.values["note"] for r in rows if r.values["note"] in LINES))


LOT, MONTHS, PACKING = (f"sales_order_line.attrs.{key}" for key in ("lot", "months", "packing"))


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        (LOT, "eq", "L-2", "AB"),
        (LOT, "in", ("L-1", "L-9"), "A"),
        (LOT, "contains", "-1", "A"),
        (LOT, "ne", "L-1", "BCD"),
        (LOT, "filled", None, "AB"),
        (LOT, "empty", None, "CD"),
        (MONTHS, "ge", 24, "AC"),
        (MONTHS, "between", (13, 30), "C"),
        (MONTHS, "lt", 24, "A"),
        (PACKING, "eq", "wood", "B"),
        (PACKING, "in", ("wood", "paper"), "BC"),
        (PACKING, "ne", "wood", "ACD"),
    ],
)
def test_where_one_line_fits_and_what_is_not_so_in_none(
    company: AccountSet, login: Login, field: str, op: str, value: Any, expected: str
) -> None:
    condition = Condition(field, op, value)
    for name in ("rep1", "boss"):
        assert found(login(name), condition) == expected
    if op not in ("ne", "empty"):
        assert found(login("rep3"), condition) == "", "of orders that he does not see"


def test_words_of_a_searchable_attribute_are_found_in_the_list_as_everywhere(company: AccountSet, login: Login) -> None:
    assert found(login("rep1"), search="l-2") == found(login("boss"), search="L-2") == "AB"
    assert found(login("rep3"), search="L-2") == ""


def test_several_conditions_are_of_the_order_not_of_one_line(company: AccountSet, login: Login) -> None:
    both = (Condition(LOT, "eq", "L-1"), Condition(MONTHS, "eq", 36))
    assert found(login("rep1"), *both) == "A"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_typed_and_written_back(company: AccountSet, login: Login, language: str) -> None:
    """The order's own lot goes by its plain name; that of a line says so, and by its plain name where the order has none."""
    entity = facts_of(login("rep1")).entities["sales_order"]
    words = Words(
        labels=lambda f: (f"明细.{f.label}", f"Line.{f.label}") if f.of_part else (f.label,), language=language
    )
    typed = {
        "明细.批号:L-1": Condition(LOT, "contains", "L-1"),
        "Line.批号:=L-1": Condition(LOT, "eq", "L-1"),
        "批号:L-1": Condition("attrs.lot", "contains", "L-1"),
        "months:>12": Condition(MONTHS, "gt", 12),
        "sales_order_line.attrs.lot:*": Condition(LOT, "filled"),
    }
    for text, condition in typed.items():
        assert read(text, entity, words).conditions == (condition,), text
        assert read(compose("", [condition], entity, words), entity, words).conditions == (condition,)


def test_whoever_may_not_read_them_does_not_find_by_them(company: AccountSet, login: Login) -> None:
    assert LOT in facts_of(login("rep1")).entities["sales_order"]
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT er.role_id, 'sales_order_line', 'attrs', 'none' "
        "FROM crm.employee_role er JOIN crm.employee e ON e.id = er.employee_id WHERE e.login = 'rep1' RETURNING id"
    )
    try:
        session = login("rep1")
        entity = facts_of(session).entities["sales_order"]
        assert LOT not in entity
        assert "attrs.lot" in entity
        assert found(session, search="L-2") == ""
    finally:
        company.rows(
            "DELETE FROM crm.field_right WHERE table_name = 'sales_order_line' AND field = 'attrs' RETURNING 1"
        )


def test_lists_of_lines_find_by_the_same_words(company: AccountSet, login: Login) -> None:
    session = login("rep1")
    entity = facts_of(session).entities["sales_order_line"]
    for more in ({"search": "l-2"}, {"conditions": (Condition("attrs.lot", "eq", "L-2"),)}):
        query = ListQuery(entity=entity.name, columns=("attrs.lot",), sort="order_id", **more)  # type: ignore[arg-type]
        assert [r.values["attrs.lot"] for r in records.first_rows(session, entity, query)] == ["L-2", "L-2"]


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    told: list[tuple[str, Any]] = []
    event.listen(Engine, "before_cursor_execute", note := lambda *a: told.append((a[2], a[3])))
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", ["rep1", "boss"])
def test_a_searchable_one_reads_no_other_lines(company: AccountSet, login: Login, name: str) -> None:
    """Of very many lines the index names those that fit, and these alone are read by their keys."""
    if company.rows("SELECT count(*) FROM crm.sales_order_line")[0][0] < MANY:
        company.rows(
            "SET session_replication_role = replica; INSERT INTO crm.sales_order (customer_id, owner_id) SELECT customer_id, owner_id "
            f"FROM crm.sales_order s, generate_series(1, {MANY // 10}) WHERE s.note = 'A'; "
            "INSERT INTO crm.sales_order_line (order_id, product_id, owner_id, quantity, unit_price, attrs) SELECT s.id, 1, s.owner_id, 1, 1, "
            "jsonb_build_object('lot', 'M-' || s.id || '-' || n) FROM crm.sales_order s, generate_series(1, 10) n WHERE s.note = '' RETURNING 1"
        )
        with company.connect_admin() as admin, admin.cursor() as cursor:
            cursor.execute("ANALYZE crm.sales_order, crm.sales_order_line")
    ((lot, order),) = company.rows(
        "SELECT attrs ->> 'lot', order_id FROM crm.sales_order_line WHERE attrs ? 'lot' ORDER BY id DESC LIMIT 1"
    )
    session = login(name)
    entity = facts_of(session).entities["sales_order"]
    for more in ({"conditions": (Condition(LOT, "eq", lot),)}, {"search": lot}):
        query = ListQuery(entity="sales_order", columns=("code",), sort="ordered_on", descending=True, **more)  # type: ignore[arg-type]
        with statements() as told:
            assert [r.id for r in records.first_rows(session, entity, query)] == [order]
        (asked,) = [(sql, values) for sql, values in told if "sales_order_line" in sql]
        plan = session.connection().exec_driver_sql(f"EXPLAIN (COSTS OFF) {asked[0]}", asked[1]).scalars().all()
        assert "Seq Scan on sales_order_line" not in "\n".join(plan)
        assert any("sales_order_line_pkey" in step for step in plan), "\n".join(plan)
