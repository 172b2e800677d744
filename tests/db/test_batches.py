"""Batches: a line's batch is of its product and good, what is received is sold once, given back, and written by maintainers only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from tests.databases import AccountSet
from tests.db.test_promotions import Shop

D = Decimal
TODAY = date.today()
CHECK = "SELECT record_id, detail FROM crm.check_account_set() WHERE rule = 'batch_sold_is_on_orders'"


@pytest.fixture
def shop(fresh_account_set: AccountSet) -> Iterator[Shop]:
    made = Shop(fresh_account_set)
    made.office.rows("DELETE FROM crm.product_batch RETURNING id")
    made.office.rows("UPDATE crm.product SET by_batch = true WHERE id = 1 RETURNING id")
    yield made
    made.rep.close()


def _batch(shop: Shop, code: str = "A-1", product: int = 1, quantity: object = 10, **columns: Any) -> int:
    columns = {"product_id": product, "code": code, "quantity": quantity, **columns}
    ((made,),) = shop.office.rows(
        f"INSERT INTO crm.product_batch ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id",
        *columns.values(),
    )
    return int(made)


def _line(shop: Shop, order: int, batch: int | None, quantity: object = 1, product: int = 1, unit: str = "") -> int:
    ((made,),) = shop.do(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit, unit_price, batch_id) "
        "VALUES (%s, %s, %s, %s, 5000, %s) RETURNING id",
        order, product, quantity, unit, batch,
    )  # fmt: skip
    return int(made)


def _order(shop: Shop, batch: int | None, quantity: object = 1, **line: Any) -> int:
    order = shop.order()
    _line(shop, order, batch, quantity, **line)
    return order


def _refused(shop: Shop, rule: str, sql: str, *values: Any) -> Any:
    with pytest.raises(psycopg2.errors.CheckViolation, match=rule) as error:
        shop.do(sql, *values)
    return error.value.diag


def _left(shop: Shop, batch: int) -> Decimal:
    return D(shop.office.rows("SELECT remaining FROM crm.product_batch WHERE id = %s", batch)[0][0])


CONFIRM = "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s"


def test_a_draft_may_wait_for_its_batch_and_the_confirmation_may_not(shop: Shop) -> None:
    order = _order(shop, None)
    diag = _refused(shop, "batch_needed", CONFIRM, order)
    assert (diag.table_name, diag.column_name) == ("sales_order_line", "batch_id"), "said at the cell"
    assert '"line": 1' in diag.message_detail
    shop.do("UPDATE crm.sales_order_line SET batch_id = %s WHERE order_id = %s", _batch(shop), order)
    shop.confirm(order)
    shop.confirm(_order(shop, None, product=2))  # not kept by batch: nothing is asked


@pytest.mark.parametrize(
    ("batch", "why"),
    [
        ({"product": 2}, "batch_of_other_product"),
        ({"state": "blocked", "block_reason": "召回"}, "batch_blocked"),
        ({"expires_on": TODAY - timedelta(days=1)}, "batch_expired"),
    ],
)
def test_what_no_line_may_name(shop: Shop, batch: dict[str, Any], why: str) -> None:
    number, good = _batch(shop, **batch), _batch(shop, "GOOD", expires_on=TODAY)
    order = _order(shop, good)
    for sql, values in (
        ("UPDATE crm.sales_order_line SET batch_id = %s WHERE order_id = %s", (number, order)),
        (
            "INSERT INTO crm.sales_order_line (order_id, product_id, unit_price, batch_id) VALUES (%s, 1, 1, %s)",
            (order, number),
        ),
    ):
        diag = _refused(shop, why, sql, *values)
        assert (diag.table_name, diag.column_name) == ("sales_order_line", "batch_id")
    if why == "batch_blocked":
        assert "召回" in diag.message_detail
    diag = _refused(
        shop, "batch_of_other_product", "UPDATE crm.sales_order_line SET product_id = 2 WHERE order_id = %s", order
    )


def test_what_was_good_when_it_was_written_is_looked_at_again(shop: Shop) -> None:
    soon = _batch(shop, expires_on=TODAY + timedelta(days=5))
    order = _order(shop, soon)
    shop.do("UPDATE crm.sales_order SET deliver_on = %s WHERE id = %s", TODAY + timedelta(days=6), order)
    assert '"line": 1' in _refused(shop, "batch_expired", CONFIRM, order).message_detail
    shop.do("UPDATE crm.sales_order SET deliver_on = %s WHERE id = %s", TODAY + timedelta(days=5), order)
    shop.office.rows("UPDATE crm.product_batch SET state = 'blocked', block_reason = 'x' RETURNING id")
    _refused(shop, "batch_blocked", CONFIRM, order)
    shop.office.rows("UPDATE crm.product_batch SET state = 'usable' RETURNING id")
    assert shop.office.rows("SELECT block_reason FROM crm.product_batch") == [("",)], "the reason goes with the block"
    shop.confirm(order)


def test_what_is_sold_is_counted_in_base_units_and_given_back(shop: Shop) -> None:
    batch = _batch(shop, product=shop.cable, quantity=25)
    order = _order(shop, batch, 2, product=shop.cable, unit="box")
    assert _left(shop, batch) == 25, "a draft takes nothing"
    _line(shop, order, batch, 6, product=shop.cable)
    diag = _refused(shop, "batch_used_up", CONFIRM, order)
    assert '"left": "5"' in diag.message_detail and '"line": 2' in diag.message_detail
    shop.do("UPDATE crm.sales_order_line SET quantity = 5 WHERE order_id = %s AND position = 2", order)
    shop.confirm(order)
    assert _left(shop, batch) == 0 and not shop.office.rows(CHECK)
    shop.do("UPDATE crm.sales_order SET state = 'draft' WHERE id = %s", order)
    assert _left(shop, batch) == 25
    shop.confirm(order)
    shop.do("UPDATE crm.sales_order SET state = 'cancelled' WHERE id = %s", order)
    assert _left(shop, batch) == 25 and not shop.office.rows(CHECK)
    delivered = _order(shop, batch, 5, product=shop.cable)
    shop.confirm(delivered)
    for state in ("delivered", "closed"):
        shop.do("UPDATE crm.sales_order SET state = %s WHERE id = %s", state, delivered)
    assert _left(shop, batch) == 20 and not shop.office.rows(CHECK)
    _refused(
        shop,
        "sales_order_is_confirmed",
        "UPDATE crm.sales_order_line SET batch_id = NULL WHERE order_id = %s",
        delivered,
    )


@pytest.mark.parametrize("level", [None, ISOLATION_LEVEL_REPEATABLE_READ])
def test_two_orders_cannot_have_the_last_pieces(shop: Shop, level: int | None) -> None:
    batch, other = _batch(shop, quantity=4), _batch(shop, "B-1", product=2)
    orders = [_order(shop, batch, 3) for _ in range(2)]
    for order in orders:
        _line(shop, order, other, product=2)
    ready, outcome = threading.Barrier(2), []

    def confirm(order: int) -> None:
        with closing(shop.office.connect("rep1")) as mine:
            if level is not None:
                mine.set_session(isolation_level=level)
            with mine.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM crm.sales_order")
                ready.wait(20)
                try:
                    cursor.execute(CONFIRM, (order,))
                    mine.commit()
                    outcome.append("confirmed")
                except psycopg2.errors.CheckViolation as error:
                    outcome.append(f"refused {error.diag.message_detail}")
                except psycopg2.errors.SerializationFailure:
                    outcome.append("refused")

    threads = [threading.Thread(target=confirm, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won, lost = sorted(outcome)
    assert won == "confirmed" and lost.startswith("refused")
    assert level is not None or '"left": "1"' in lost, "told what is left"
    assert _left(shop, batch) == 1 and not shop.office.rows(CHECK)


def test_no_less_was_received_than_is_sold_and_what_is_on_orders_stays(shop: Shop) -> None:
    batch = _batch(shop)
    order = _order(shop, batch, 7)
    shop.confirm(order)
    with closing(shop.office.connect("pm")) as pm:
        for sql, why in (
            ("UPDATE crm.product_batch SET quantity = 6", "product_batch_sold_within"),
            ("UPDATE crm.product_batch SET product_id = 2", "product_batch_product_stays"),
            ("UPDATE crm.product_batch SET state = 'blocked'", "product_batch_reason_required"),
            ("UPDATE crm.product_batch SET code = ' '", "product_batch_code_required"),
            ("UPDATE crm.product_batch SET made_on = '2020-02-01', expires_on = '2020-01-01'", "product_batch_expires_after_made"),
            ("UPDATE crm.product SET unit = 'box' WHERE id = 1", "product_base_unit_stays"),
            ("INSERT INTO crm.product_batch (product_id, code, quantity) VALUES (1, 'A-1 ', 1)", "product_batch_code_unique"),
            ("INSERT INTO crm.product_batch (product_id, code, quantity) VALUES (1, 'H', 0.5)", "quantity_finer_than_unit"),
            ("INSERT INTO crm.product_batch (product_id, quantity) VALUES (1, 5)", "product_batch_code_required"),
        ):  # fmt: skip
            with pytest.raises(psycopg2.errors.IntegrityError, match=why):
                shop.do(sql, by=pm)
        with pytest.raises((psycopg2.errors.ForeignKeyViolation, psycopg2.errors.RestrictViolation)):
            shop.do("DELETE FROM crm.product_batch", by=pm)
        shop.do("UPDATE crm.product_batch SET quantity = 7", by=pm)
        shop.do("INSERT INTO crm.product_batch (product_id, code, quantity) VALUES (2, 'A-1', 1)", by=pm)


def test_a_coding_rule_makes_the_number(shop: Shop) -> None:
    shop.office.rows(
        "INSERT INTO crm.coding_rule (entity, pattern) VALUES ('product_batch', 'P{YY}-{###}') RETURNING id"
    )
    with closing(shop.office.connect("pm")) as pm:
        ((code,),) = shop.do("INSERT INTO crm.product_batch (product_id, quantity) VALUES (1, 5) RETURNING code", by=pm)
    assert code == f"P{TODAY:%y}-001"


def test_a_salesperson_reads_and_writes_nothing(shop: Shop) -> None:
    batch = _batch(shop, note="n")
    assert shop.do("SELECT code, note, remaining FROM crm.product_batch") == [("A-1", "n", 10)]
    for sql in (
        "UPDATE crm.product_batch SET quantity = 100",
        "UPDATE crm.product_batch SET state = 'usable'",
        "DELETE FROM crm.product_batch",
        "INSERT INTO crm.product_batch (product_id, code, quantity) VALUES (1, 'MINE', 5)",
        f"SELECT crm.take_batches(o) FROM crm.sales_order o WHERE {batch} > 0",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            shop.do(sql)
    with closing(shop.office.connect("pm")) as pm, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        shop.do("UPDATE crm.product_batch SET sold = 0", by=pm)


def test_who_may_not_read_batches_is_told_the_line_only(shop: Shop) -> None:
    batch = _batch(shop, "SECRET", quantity=1)
    order = _order(shop, batch, 2)
    assert '"batch": "SECRET"' in _refused(shop, "batch_used_up", CONFIRM, order).message_detail
    shop.office.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) "
        "SELECT id, 'product_batch', 'remaining', 'none' FROM crm.role WHERE code = 'sales_rep' RETURNING id"
    )
    diag = _refused(shop, "batch_unseen", CONFIRM, order)
    assert "SECRET" not in diag.message_detail and '"line": 1' in diag.message_detail


def test_what_is_offered_the_first_to_expire_first(shop: Shop) -> None:
    late, early, never = (
        _batch(shop, code, expires_on=day and TODAY + timedelta(days=day))
        for code, day in (("L", 90), ("E", 9), ("N", None))
    )
    _batch(shop, "OLD", expires_on=TODAY - timedelta(days=1))
    _batch(shop, "BLOCKED", state="blocked", block_reason="x")
    _batch(shop, "ELSEWHERE", product=2)
    full = _batch(shop, "FULL", quantity=1)
    shop.confirm(_order(shop, full))
    ask = "SELECT id, label, along FROM crm.offer_product_batch(%s, 20, 1)"
    assert shop.do(ask, "") == [
        (early, "E", {"left": 10, "expires_on": str(TODAY + timedelta(days=9))}),
        (late, "L", {"left": 10, "expires_on": str(TODAY + timedelta(days=90))}),
        (never, "N", {"left": 10}),
    ]
    assert [row[0] for row in shop.do(ask, "n")] == [never]
    with closing(shop.office.connect("pm")) as pm:
        shop.do("UPDATE crm.product_batch SET code = 'HY-20261' WHERE id = %s", early, by=pm)
    assert shop.do("SELECT entity, id, label FROM crm.search_all('HY-20261')") == [("product_batch", early, "HY-20261")]
    assert shop.do("SELECT * FROM crm.match_product_batch('hy-2026')") == [(early,)]


def test_a_merge_of_products_moves_batches_and_lines_and_goes_back(shop: Shop) -> None:
    ((twin,),) = shop.office.rows(
        "INSERT INTO crm.product (name, unit, by_batch) SELECT '联想台式电脑 M450 二', unit, false FROM crm.product WHERE id = 1 RETURNING id"
    )
    kept, same, other = _batch(shop), _batch(shop, product=twin), _batch(shop, "A-1 (2)", product=twin)
    order = _order(shop, same, 3, product=twin)
    shop.confirm(order)
    with closing(shop.office.connect("pm")) as pm:
        ((merge,),) = shop.do("SELECT crm.merge_records('product', %s, %s)", twin, [1], by=pm)
        assert shop.office.rows("SELECT by_batch FROM crm.product WHERE id = %s", twin) == [(True,)]
        now = dict(shop.office.rows("SELECT id, code FROM crm.product_batch WHERE product_id = %s", twin))
        assert now == {same: "A-1", other: "A-1 (2)", kept: "A-1 (3)"}, "two of one number stay two"
        assert not shop.office.rows(CHECK)
        shop.do("SELECT crm.undo_merge(%s)", merge, by=pm)
    back = shop.office.rows("SELECT id, product_id, code, sold FROM crm.product_batch ORDER BY id")
    assert back == [(kept, 1, "A-1", 0), (same, twin, "A-1", 3), (other, twin, "A-1 (2)", 0)]
    assert not shop.office.rows(CHECK)
    with pytest.raises(psycopg2.errors.ForeignKeyViolation, match="sales_order_line_batch_of_product"):
        shop.office.rows(  # whatever road it goes
            "ALTER TABLE crm.sales_order_line DISABLE TRIGGER t19_batch; "
            "UPDATE crm.sales_order_line SET product_id = 2 WHERE batch_id IS NOT NULL RETURNING id"
        )


def test_what_is_deleted_comes_back_and_a_wrong_count_is_found(shop: Shop) -> None:
    batch = _batch(shop, note="n")
    with closing(shop.office.connect("pm")) as pm:
        shop.do("DELETE FROM crm.product_batch WHERE id = %s", batch, by=pm)
        ((bulk,),) = shop.do("SELECT max(id) FROM crm.bulk_action WHERE kind = 'delete'", by=pm)
        shop.do("SELECT crm.undo_bulk(%s)", bulk, by=pm)
        assert shop.do("SELECT id, code, note, remaining FROM crm.product_batch", by=pm) == [(batch, "A-1", "n", 10)]
    assert not shop.office.rows(CHECK)
    shop.office.rows("UPDATE crm.product_batch SET sold = 1 RETURNING id")
    assert shop.office.rows(CHECK) == [(batch, "1.000000 <> 0")]
