"""Operations that read: lists, search, a record, the ranking and its report."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import text

from crm_desktop.qt.preview import Preview
from tests.bench.bare import Statement
from tests.bench.desk import paint, press, type_letter
from tests.bench.measure import Result, Samples
from tests.bench.run import Run, operation


@operation
def round_trip(run: Run) -> Result:
    """Ask the database for nothing and paint the window: what every operation costs at least."""
    desk, samples = run.desk, Samples()
    for _ in range(run.repeat):
        got: list[Any] = []

        def act(found: list[Any] = got) -> None:
            desk.desktop.jobs.run(lambda s: s.execute(text("SELECT 1")).scalar(), owner=desk.window, done=found.append)
            desk.waiter.until(lambda: found)
            paint(desk.window)

        samples.time(act)
        samples.bare.append(run.bare.replay([("SELECT 1", None)]))
    return run.result("round_trip", samples)


@operation
def list_first_rows(run: Run) -> Result:
    """Open the list of customers; its first rows are painted."""
    desk, samples = run.desk, Samples()

    def shown() -> bool:
        return desk.page.list.model.state == "ready" and desk.page.list.model.record_at(0) is not None

    def act() -> None:
        desk.window.pages.opened.emit("list:customer")
        desk.waiter.until(shown)
        paint(desk.page)

    for _ in range(run.repeat):
        sent = desk.statements(lambda: samples.time(act))
        desk.close_pages()
        samples.bare.append(run.bare.replay(_only(sent, "sort_key", "LIMIT", number=1)))
    return run.result("list_first_rows", samples)


@operation
def list_jump_middle(run: Run) -> Result:
    """Drag the scroll bar of the whole list to some place; the rows there are painted."""
    desk, samples = run.desk, Samples()
    page = run.customer_list()
    model, table = page.list.model, page.list.table
    rng = random.Random(1)

    def shown() -> bool:
        height = table.viewport().height()
        return all(model.record_at(row) is not None for row in range(table.rowAt(0), table.rowAt(height - 30) + 1))

    for _ in range(run.repeat):
        row = rng.randint(len(model.ids) // 4, len(model.ids) * 3 // 4)

        def act(to: int = row) -> None:
            table.verticalScrollBar().setValue(to)
            desk.waiter.until(shown)
            paint(table.viewport())

        sent = desk.statements(lambda a=act: samples.time(a))  # type: ignore[misc]
        desk.quiet()
        if any(" IN (" in sql for sql, _ in sent):  # rows that were there already ask for nothing
            samples.bare.append(run.bare.replay(_only(sent, " IN (", number=1)))
    desk.close_pages()
    return run.result("list_jump_middle", samples)


@operation
def search_han(run: Run) -> Result:
    """Type the last of some characters into the search for everything; what is found is painted."""
    return _search(run, "search_han", run.words.han)


@operation
def search_pinyin(run: Run) -> Result:
    """Type the last of some initials or syllables; what is found is painted."""
    return _search(run, "search_pinyin", run.words.pinyin)


@operation
def search_phone(run: Run) -> Result:
    """Type the last of some digits of a number; what is found is painted."""
    return _search(run, "search_phone", run.words.phone)


def _search(run: Run, name: str, words: list[str]) -> Result:
    desk, box, samples = run.desk, run.desk.window.search, Samples()
    for typed in words[: run.repeat]:
        press(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        box.begin()
        box.setText(typed[:-1])
        desk.waiter.rest(0.05)  # a person's next key comes later than what the box waits for
        desk.quiet()

        def act(last: str = typed[-1]) -> None:
            type_letter(box, last)
            desk.waiter.until(lambda: not box._searching)
            paint(box._popup)

        sent = desk.statements(lambda a=act: samples.time(a))  # type: ignore[misc]
        box.finish()
        desk.quiet()
        samples.bare.append(run.bare.replay(_only(sent, "crm.search_all", number=1)))
    return run.result(name, samples)


@operation
def search_list(run: Run) -> Result:
    """Type the last of some characters into the filter of the list; its first rows are painted."""
    return _search_list(run, "search_list", run.words.han)


@operation
def search_list_common(run: Run) -> Result:
    """Type the last character of a word that a hundredth of all customers have; its first rows are painted."""
    return _search_list(run, "search_list_common", run.words.common)


def _search_list(run: Run, name: str, words: list[str]) -> Result:
    desk, samples = run.desk, Samples()
    page = run.customer_list()
    line, model = page.list.filter.line, page.list.model
    told: list[str] = []
    model.state_changed.connect(told.append)
    for typed in words[: run.repeat]:
        line.clear()
        desk.quiet()
        desk.window.activateWindow()
        line.setFocus()
        desk.waiter.until(line.hasFocus, "keyboard")  # without it a change of the line is no typing
        for letter in typed[:-1]:
            type_letter(line, letter)
            desk.waiter.rest(0.05)  # a person's next key comes later than what the filter waits for
            desk.quiet()
        told.clear()

        def act(last: str = typed[-1]) -> None:
            type_letter(line, last)
            desk.waiter.until(lambda: told and told[-1] != "loading")
            paint(page.list)

        sent = desk.statements(lambda a=act: samples.time(a))  # type: ignore[misc]
        desk.quiet()
        assert model.query.search == typed, (model.query.search, typed)
        samples.bare.append(run.bare.replay(_only(sent, "crm.match_customer", "LIMIT", number=1)))
    model.state_changed.disconnect(told.append)
    desk.close_pages()
    return run.result(name, samples)


@operation
def open_customer(run: Run) -> Result:
    """Open a customer from the list; head and form are painted with its values."""
    return _open(run, "open_customer", lambda page, wanted: page._record.id == wanted)


@operation
def open_customer_whole(run: Run) -> Result:
    """Open a customer from the list; timeline, files and related lists are painted too."""
    return _open(run, "open_customer_whole",
                 lambda page, wanted: page._record.id == wanted and run.desk.desktop.jobs.busy == 0)  # fmt: skip


def _open(run: Run, name: str, shown: Callable[[Any, int], bool]) -> Result:
    desk, samples = run.desk, Samples()
    page = run.customer_list()
    for customer in run.words.customers[: run.repeat]:

        def act(wanted: int = customer) -> None:
            page.list.open_requested.emit(wanted, False)
            desk.waiter.until(lambda: shown(desk.page, wanted))
            paint(desk.page)

        sent = desk.statements(lambda a=act: samples.time(a))  # type: ignore[misc]
        desk.quiet()
        desk.window.documents.close_current()
        desk.quiet()
        samples.bare.append(run.bare.replay(_only(sent, "FROM crm.customer", "WHERE crm.customer.id = ", number=1)))
    desk.close_pages()
    return run.result(name, samples)


@operation
def ranking(run: Run) -> Result:
    """Open the ranking; table and charts of this period are painted."""
    desk, samples = run.desk, Samples()

    def act() -> None:
        desk.window.pages.opened.emit("ranking")
        desk.waiter.until(lambda: desk.page.ranking is not None)
        paint(desk.page)

    for _ in range(max(3, run.repeat // 3)):
        sent = desk.statements(lambda: samples.time(act))
        desk.close_pages()
        samples.bare.append(run.bare.replay(_only(sent, "crm.achieved", number=1)))
    return run.result("ranking", samples)


@operation
def pdf_report(run: Run) -> Result:
    """Press Ctrl+P on the ranking; the first page of the report is painted."""
    desk, samples = run.desk, Samples()
    desk.window.pages.opened.emit("ranking")
    desk.waiter.until(lambda: desk.page.ranking is not None)
    page = desk.page
    for _ in range(max(3, run.repeat // 6)):
        page._read()
        desk.waiter.until(lambda: page.ranking.profit_pending or desk.desktop.jobs.busy == 0)
        desk.quiet()

        def act() -> None:
            page.print_report()
            desk.waiter.until(lambda: page.findChildren(Preview))
            for found in page.findChildren(Preview):
                paint(found)

        sent = desk.statements(lambda a=act: samples.time(a))  # type: ignore[misc]
        if sent:
            samples.bare.append(run.bare.replay(sent))
        for found in page.findChildren(Preview):
            found.close()
            found.setParent(None)
            found.deleteLater()
        desk.quiet()
    desk.close_pages()
    return run.result("pdf_report", samples, interactive=False)


def _only(sent: list[Statement], *parts: str, number: int) -> list[Statement]:
    """Return the first *number* statements in which all *parts* stand."""
    found = [(sql, parameters) for sql, parameters in sent if all(part in sql for part in parts)]
    if len(found) < number:
        raise AssertionError(f"no statement with {parts}: {[sql[:120] for sql, _ in sent]}")
    return found[:number]


@operation
def price_for_1000_lines(run: Run) -> Result:
    """Price a thousand lines of a customer in one call and turn the answer into rows; beside it the bare query."""
    samples = Samples()
    products = (run.words.products * (1000 // len(run.words.products) + 1))[:1000]
    for number in range(run.repeat):
        customer = run.words.customers[number]
        given = {"products": products, "customer": customer, "quantities": [1 + n % 60 for n in range(1000)]}
        sql = "SELECT line, unit_price, floor_price, price_id FROM crm.prices_for(CAST({} AS bigint[]), {}, CAST({} AS numeric[]))"
        got: list[Any] = []

        def act(found: list[Any] = got, values: dict[str, Any] = given, asked: str = sql) -> None:
            statement = text(asked.format(":products", ":customer", ":quantities"))
            run.desk.desktop.jobs.run(
                lambda session: session.execute(statement, values).all(), owner=run.desk.window, done=found.append
            )
            run.waiter.until(lambda: found, "prices of a thousand lines")

        samples.time(act)
        assert len(got[0]) == 1000 and all(row.unit_price is not None for row in got[0])
        samples.bare.append(run.bare.replay([(sql.format("%s", "%s", "%s"), tuple(given.values()))]))
    return run.result("price_for_1000_lines", samples)
