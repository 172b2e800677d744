"""Operations that write: a customer, an order, prices that others see, an import."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.prices import changing as prices
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.system.importing import from_json
from crm_desktop.system.importing.whole import import_file
from tests.bench.bare import Bare
from tests.bench.desk import Desk, paint
from tests.bench.measure import Result, Samples
from tests.bench.run import Run, operation
from tests.bench.words import editable


@operation
def save_customer(run: Run) -> Result:
    """Press Ctrl+S after a change of a customer; the form is painted as stored."""
    desk, samples = run.desk, Samples()
    customers = editable(run.prepared, run.role, run.words.customers)
    for number, customer in enumerate(customers[: run.repeat]):
        desk.window.open_record("customer", customer)
        page = desk.page
        desk.waiter.until(lambda p=page, c=customer: p._record.id == c)  # type: ignore[misc]
        desk.quiet()
        page.form.editor("address").put(f"科技路{number + 1}号{time.time_ns()}")  # other words than any run before
        before = page._record.version

        def act(p: Any = page, old: int = before) -> None:
            _shortcut(p, "Ctrl+S")
            desk.waiter.until(lambda: p._record.version > old and not p._saving)
            paint(p)

        samples.time(act)
        desk.quiet()
        desk.close_pages()
        change = "UPDATE crm.customer SET address = %s WHERE id = %s"
        samples.bare.append(run.bare.write(change, (f"高新路{number}号", customer)))
    return run.result("save_customer", samples)


@operation
def create_order_5_lines(run: Run) -> Result:
    """Open an empty order, fill in customer and five products, each priced by the server, save: seven interactions."""
    return _orders(run, "create_order_5_lines")


@operation
def open_empty_order(run: Run) -> Result:
    """Ask for a new order; the empty form is painted."""
    return _orders(run, "open_empty_order")


@operation
def add_order_line(run: Run) -> Result:
    """Choose the product of a further line; the line is painted with the price that the server found."""
    return _orders(run, "add_order_line")


@operation
def save_order_5_lines(run: Run) -> Result:
    """Press Ctrl+S on a new order with five priced lines; the order is painted as stored."""
    return _orders(run, "save_order_5_lines")


def _orders(run: Run, name: str) -> Result:
    """Make orders step by step; what *name* says is timed."""
    desk, samples, made = run.desk, Samples(), []

    def step(of: str, act: Callable[[], object]) -> None:
        if of == name:
            desk.quiet()
            samples.time(act)
        else:
            act()

    def fill(customer: int, products: list[int]) -> None:
        step("open_empty_order", lambda: _empty_order(desk, customer))
        for product in products:
            step("add_order_line", lambda p=product: _add_line(desk, p))  # type: ignore[misc]
        step("save_order_5_lines", lambda: _save_order(desk))

    for number, customer in enumerate(run.words.customers[: run.repeat]):
        products = run.words.products[number * 5 : number * 5 + 5]
        step("create_order_5_lines", lambda c=customer, p=products: fill(c, p))  # type: ignore[misc]
        made.append(desk.page.record_id)
        desk.quiet()
        desk.close_pages()
        if name in ("create_order_5_lines", "save_order_5_lines"):
            samples.bare.append(run.bare.write_order(customer, products))
    _delete(run, "sales_order", [*made, *run.bare.orders])
    return run.result(name, samples, interactive=name != "create_order_5_lines")


def _empty_order(desk: Desk, customer: int) -> None:
    desk.window.new_record("sales_order", {"customer_id": customer}, {"customer_id": "客户"})
    paint(desk.page)


def _add_line(desk: Desk, product: int) -> None:
    model = desk.page.grid.model
    row = next((r for r in range(model.rowCount()) if model.line(r).values.get("product_id") is None), None)
    if row is None:
        model.append()
        row = model.rowCount() - 1
    line = model.line(row)
    model.put(line, {"product_id": product}, {"product_id": "产品"}, by_hand=True)
    desk.waiter.until(lambda: line.values.get("unit_price") is not None, "price")
    paint(desk.page)


def _save_order(desk: Desk) -> None:
    _shortcut(desk.page, "Ctrl+S")
    desk.waiter.until(lambda: desk.page.record_id, "order saved")
    paint(desk.page)


@operation
def price_change_seen(run: Run) -> Result:
    """Commit a price on one desktop; the open price page of another one is painted with it."""
    samples = Samples()
    seeing, maintainer = run.desk, Desk(run.prepared, "maintainer", run.waiter)
    writing = Bare(run.prepared, "maintainer")
    seeing.window.pages.opened.emit("prices")
    page = seeing.page
    run.waiter.until(lambda: page.model.rows, "prices")
    seeing.quiet()
    for number in range(run.repeat):
        old = page.model.rows[number % len(page.model.rows)]
        new = (old.price or Decimal(1)) + (Decimal("0.01") if number % 2 else Decimal("-0.01"))
        proposal = prices.PriceProposal(
            product_id=old.product_id, code=old.code, name=old.name, old=old.price, new=new, cost=None
        )

        def act(one: prices.PriceProposal = proposal) -> None:
            maintainer.desktop.jobs.run(
                lambda session: prices.commit_prices(session, proposals=[one]), owner=maintainer.window
            )
            run.waiter.until(
                lambda: any(r.product_id == one.product_id and r.price == one.new for r in page.model.rows), "price"
            )
            paint(page)

        read: list[Any] = []
        written = maintainer.statements(lambda a=act, r=read: r.extend(seeing.statements(lambda: samples.time(a))))  # type: ignore[misc]
        seeing.quiet()
        maintainer.quiet()
        back = [(sql, _swapped(values)) for sql, values in written if "price" in sql]
        asked = [(sql, values) for sql, values in read if "product_cost" in sql or "p.sort_key" in sql]
        samples.bare.append(writing.replay(back, keep=True) + run.bare.replay(asked))
        seeing.quiet()
    seeing.close_pages()
    maintainer.close()
    writing.close()
    return run.result("price_change_seen", samples)


def _swapped(values: Any) -> Any:
    """Return the parameters of a change of prices with which it is taken back."""
    return {**values, "new": values["old"], "old": values["new"]} if values and "new" in values else values


@operation
def import_10k(run: Run) -> Result:
    """Import a CSV file of 10,000 new customers, checked and committed as one."""
    desk, samples = run.desk, Samples()
    rows = [(f"测速{i:05d}科技有限公司", f"029-0000{i:04d}", f"测速路{i}号") for i in range(10_000)]
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        path = Path(folder) / "customers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("name", "phone", "address"), *rows])
        mapping = from_json({"columns": {n: n for n in ("name", "phone", "address")}, "match": ["name"]}, "customer")
        facts = desk.desktop._facts
        found: list[Any] = []

        def act() -> None:
            desk.desktop.jobs.run(
                lambda session: import_file(
                    session, open_table(path), facts=facts, mapping=mapping, translate=translate
                ),
                owner=desk.window, done=found.append,
            )  # fmt: skip
            desk.waiter.until(lambda: found, "import")

        samples.time(act)
    assert found[0][-1].result is not None, found[0][-1].check
    with closing(psycopg2.connect(run.prepared.owner_dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id) FROM crm.customer WHERE name LIKE '测速%' AND address LIKE '测速路%'")
        (ids,) = cursor.fetchone()
    assert len(ids) == len(rows), len(ids)
    _delete(run, "customer", ids)
    samples.bare = [run.bare.insert_customers([(f"又{name}", phone, address) for name, phone, address in rows])]
    return run.result("import_10k", samples, interactive=False)


def _shortcut(page: QWidget, keys: str) -> None:
    """Do what a shortcut of the page does."""
    next(s for s in page.findChildren(QShortcut) if s.key().toString() == keys).activated.emit()


def _delete(run: Run, table: str, ids: list[int]) -> None:
    """Leave the account set as it was, without the trail: what follows is measured on the same data."""
    with closing(psycopg2.connect(run.prepared.owner_dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        if table == "sales_order":
            for child in ("sales_order_cost", "sales_order_line"):
                cursor.execute(f"DELETE FROM crm.{child} WHERE order_id = ANY (%s)", (ids,))
        cursor.execute(f"DELETE FROM crm.{table} WHERE id = ANY (%s)", (ids,))
        cursor.execute("DELETE FROM crm.duplicate_key WHERE entity = %s AND of_id = ANY (%s)", (table, ids))
        cursor.execute("DELETE FROM crm.audit WHERE table_name = %s AND record_id = ANY (%s)", (table, ids))
        cursor.execute("DELETE FROM crm.import_row")
        cursor.execute("DELETE FROM crm.import_run")
