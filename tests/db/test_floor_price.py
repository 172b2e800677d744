"""The floor price: below it sells who may; a list agreed with a customer goes first; a grade has one list at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet

D = Decimal
#: 1: 4999, floor 4249.15 in the list for everybody else
_MINE = (
    "SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' "
    "ORDER BY c.grade = 'A', c.id LIMIT 1"
)


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


@pytest.fixture
def rep(company: AccountSet) -> Iterator[Connection]:
    with closing(company.connect("rep1")) as connection:
        yield connection


def _do(by: Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with by, by.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _order(company: AccountSet, by: Connection, price: object, discount: object = 0, **line: Any) -> int:
    ((customer,),) = company.rows(_MINE)
    ((order,),) = _do(by, "INSERT INTO crm.sales_order (customer_id) VALUES (%s) RETURNING id", customer)
    columns = {"product_id": 1, "quantity": 1, **line, "unit_price": price, "discount": discount}
    _do(
        by,
        f"INSERT INTO crm.sales_order_line (order_id, {', '.join(columns)}) VALUES (%s{', %s' * len(columns)})",
        order, *columns.values(),
    )  # fmt: skip
    return int(order)


def _confirm(by: Connection, order: int) -> None:
    _do(by, "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", order)


@pytest.mark.parametrize(
    ("price", "discount", "stays"),
    [("4249.15", 0, False), ("4249.14", 0, True), ("4999", 15, False), ("4999", "15.01", True), (1, 0, True)],
)
def test_a_line_below_the_floor_is_confirmed_by_whoever_may(
    company: AccountSet, rep: Connection, price: object, discount: object, stays: bool
) -> None:
    order = _order(company, rep, price, discount)
    if not stays:
        _confirm(rep, order)
        return
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        _confirm(rep, order)
    assert refused.value.diag.constraint_name == "price_below_floor"
    told = json.loads(refused.value.diag.message_detail)
    assert (told["line"], told["floor"]) == (1, "4249.15")
    assert company.rows("SELECT state, code FROM crm.sales_order WHERE id = %s", order) == [("draft", "")], (
        "no number is used up"
    )
    with closing(company.connect("boss")) as boss:
        _confirm(boss, order)
    assert company.rows("SELECT state FROM crm.sales_order WHERE id = %s", order) == [("confirmed",)]


def test_the_floor_is_that_of_the_lines_unit_quantity_and_tax(company: AccountSet, rep: Connection) -> None:
    ((cable,),) = company.rows("SELECT id FROM crm.product WHERE name LIKE '网线%%'")
    low = _order(company, rep, "4079.99", product_id=cable, unit="box")  # ten of them: 408 each
    with pytest.raises(psycopg2.errors.CheckViolation, match="price_below_floor"):
        _confirm(rep, low)
    _confirm(rep, _order(company, rep, 4080, product_id=cable, unit="box"))
    company.rows(
        "UPDATE crm.price_list SET tax_included = false WHERE code = 'STD' RETURNING 1"
    )  # its floors are without tax now
    with pytest.raises(psycopg2.errors.CheckViolation, match="price_below_floor"):
        _confirm(rep, _order(company, rep, "4801.53"))
    _confirm(rep, _order(company, rep, "4801.54"))  # 4249.15 and 13 %


def test_whoever_sees_no_prices_is_told_the_line_and_no_floor(company: AccountSet, rep: Connection) -> None:
    company.rows(
        "DELETE FROM crm.right_rule WHERE module = 'price' AND role_id = (SELECT id FROM crm.role WHERE code = 'sales_rep') RETURNING 1"
    )
    order = _order(company, rep, 1)
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        _confirm(rep, order)
    assert refused.value.diag.constraint_name == "price_below_unseen_floor"
    assert json.loads(refused.value.diag.message_detail) == {"line": 1}
    assert "4249" not in str(refused.value)
    assert _do(rep, "SELECT * FROM crm.draft_floors(%s)", order) == []
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        _do(rep, "SELECT * FROM crm.order_floors(%s)", order)


def test_floors_of_a_strangers_draft_are_not_told(company: AccountSet, rep: Connection) -> None:
    order = _order(company, rep, 5000)
    assert _do(rep, "SELECT floor_price FROM crm.draft_floors(%s)", order) == [(D("4249.15"),)]
    with closing(company.connect("rep3")) as stranger:
        assert _do(stranger, "SELECT * FROM crm.draft_floors(%s)", order) == []


# ── a list agreed with one customer ──────────────────


def _agree(company: AccountSet, **columns: Any) -> tuple[int, int]:
    ((customer,),) = company.rows(_MINE)
    columns = {"code": "AGR", "name": "协议价", **columns}
    ((made,),) = company.rows(
        f"INSERT INTO crm.price_list ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id",
        *columns.values(),
    )
    company.rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES (%s, 2, 'fixed', 1200) RETURNING 1",
        made,
    )
    company.rows("UPDATE crm.customer SET price_list_id = %s, grade = 'A' WHERE id = %s RETURNING 1", made, customer)
    return int(customer), int(made)


def test_the_agreed_list_goes_first_then_the_grades_then_everybodys(company: AccountSet, rep: Connection) -> None:
    customer, made = _agree(company)
    vip = company.rows("SELECT id FROM crm.price_list WHERE code = 'VIP'")[0][0]
    company.rows("DELETE FROM crm.price WHERE price_list_id = %s RETURNING 1", vip)
    company.rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES (%s, 1, 'fixed', 4500), (%s, 2, 'fixed', 1) RETURNING 1",
        vip,
        vip,
    )
    ask = "SELECT unit_price, explanation ->> 'price_list', explanation ->> 'chosen' FROM crm.prices_for(ARRAY[1, 2, 4]::bigint[], %s, of_list => %s)"
    expected = [(4500, "A级客户价", "grade_instead"), (1200, "协议价", "agreed"), (480, "标准价", "standard_instead")]
    assert _do(rep, ask, customer, None) == expected
    ((order, chosen),) = _do(
        rep, "INSERT INTO crm.sales_order (customer_id) VALUES (%s) RETURNING id, price_list_id", customer
    )
    assert chosen == made
    assert _do(rep, ask, customer, made) == expected, "a saved order asks as a new one does"
    rules = _do(rep, "SELECT price_list, outcome FROM crm.price_rules_of(2, %s)", customer)
    assert rules == [("协议价", "won")], "what comes after the winner's list was not asked"
    company.rows("UPDATE crm.price_list SET valid_to = '2020-01-01' WHERE id = %s RETURNING 1", made)
    assert [row[2] for row in _do(rep, ask, customer, None)] == ["grade", "grade", "standard_instead"]
    assert order


def test_which_list_is_agreed_is_not_for_the_seller_to_write(company: AccountSet, rep: Connection) -> None:
    customer, made = _agree(company)
    assert _do(rep, "SELECT price_list_id FROM crm.customer WHERE id = %s", customer) == [(made,)]
    for sql in (
        "UPDATE crm.customer SET price_list_id = NULL WHERE id = %s", "INSERT INTO crm.customer (name, price_list_id) VALUES ('x', %s)",
    ):  # fmt: skip
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _do(rep, sql, customer)
    _do(rep, "UPDATE crm.customer SET short_name = 'y' WHERE id = %s", customer)
    with closing(company.connect("boss")) as boss:
        _do(boss, "UPDATE crm.customer SET price_list_id = NULL WHERE id = %s", customer)
        _do(boss, "UPDATE crm.customer SET price_list_id = %s WHERE id = %s", made, customer)
    company.rows("DELETE FROM crm.price WHERE price_list_id = %s RETURNING 1", made)
    with pytest.raises(psycopg2.errors.IntegrityError, match="customer_price_list_id_fkey"):
        company.rows("DELETE FROM crm.price_list WHERE id = %s RETURNING 1", made)


# ── one list of a grade at a time ────────────────────


@pytest.mark.parametrize(
    ("columns", "taken"),
    [
        ({"grade": "A"}, True),
        ({"grade": "A", "valid_from": "2027-01-01"}, True),
        ({"grade": "A", "currency": "USD"}, False),
        ({"grade": "B"}, False),
        ({"grade": "A", "retired": True}, False),
        ({"grade": "", "currency": "CNY"}, False),
    ],
)
def test_a_grade_has_one_list_at_a_time(company: AccountSet, columns: dict[str, Any], taken: bool) -> None:
    columns = {"name": "另一张", **columns}
    insert = (
        f"INSERT INTO crm.price_list ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id"
    )
    if not taken:
        assert company.rows(insert, *columns.values())
        return
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        company.rows(insert, *columns.values())
    assert refused.value.diag.constraint_name == "price_list_grade_overlaps"
    assert json.loads(refused.value.diag.message_detail) == {"list": "A级客户价"}


def test_one_list_may_follow_another_and_is_not_brought_back_over_it(company: AccountSet) -> None:
    company.rows("UPDATE crm.price_list SET valid_to = '2026-12-31' WHERE code = 'VIP' RETURNING 1")
    company.rows(
        "INSERT INTO crm.price_list (code, name, grade, valid_from) VALUES ('V27', '2027', 'A', '2027-01-01') RETURNING 1"
    )
    for change in ("valid_to = '2027-01-01'", "valid_to = NULL"):
        with pytest.raises(psycopg2.errors.CheckViolation, match="price_list_grade_overlaps"):
            company.rows(f"UPDATE crm.price_list SET {change} WHERE code = 'VIP' RETURNING 1")
    company.rows("UPDATE crm.price_list SET name = 'VIP' WHERE code = 'VIP' RETURNING 1")


def test_two_maintainers_at_once_make_one_list(company: AccountSet) -> None:
    done: list[str] = []

    def make(login: str) -> None:
        with closing(company.connect(login)) as connection:
            try:
                _do(
                    connection, "INSERT INTO crm.price_list (name, grade) VALUES (%s, 'D'); SELECT pg_sleep(0.3)", login
                )
                done.append(login)
            except psycopg2.errors.CheckViolation:
                done.append("refused")

    threads = [threading.Thread(target=make, args=(login,)) for login in ("pm", "admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) in (["admin", "refused"], ["pm", "refused"])
