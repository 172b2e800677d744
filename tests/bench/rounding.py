"""A customer with five thousand records behind it: its page opens with the first of them."""

from __future__ import annotations

from contextlib import closing

import psycopg2

from tests.bench.desk import paint
from tests.bench.measure import Result, Samples
from tests.bench.reading import _only
from tests.bench.run import Run, operation

RECORDS = 5_000
MARK = "bench: "


@operation
def open_customer_5000_records(run: Run) -> Result:
    """Open a customer with 5,000 records; head, form and the first page of its timeline are painted."""
    desk, samples = run.desk, Samples()
    customers = run.words.customers[: run.repeat]
    page = run.customer_list()
    _fill(run, customers[:1])
    try:
        for _ in customers:

            def act(wanted: int = customers[0]) -> None:
                page.list.open_requested.emit(wanted, False)
                desk.waiter.until(lambda: desk.page._record.id == wanted and MARK in _texts(desk.page))
                paint(desk.page)

            sent = desk.statements(lambda a=act: samples.time(a))  # type: ignore[misc]
            desk.quiet()
            desk.window.documents.close_current()
            desk.quiet()
            _open_another(run, customers[1])  # or the page kept ready would answer from what it has
            samples.bare.append(run.bare.replay(_only(sent, "FROM crm.action r", "r.customer_id = ", number=1)))
    finally:
        _clear(run, customers[:1])
    desk.close_pages()
    return run.result("open_customer_5000_records", samples)


def _open_another(run: Run, other: int) -> None:
    desk = run.desk
    run.customer_list().list.open_requested.emit(other, False)
    desk.waiter.until(lambda: desk.page._record.id == other)
    desk.quiet()
    desk.window.documents.close_current()
    desk.quiet()


def _texts(page: object) -> str:
    timeline = page.side.timeline  # type: ignore[attr-defined]
    return timeline.texts() if timeline is not None else ""


def _fill(run: Run, customers: list[int]) -> None:
    _change(
        run,
        "INSERT INTO crm.action (kind, customer_id, owner_id, employee_id, happened_at, content) "
        "SELECT 'call', c.id, c.owner_id, c.owner_id, now() - n * interval '3 hours', %s || n "
        "FROM crm.customer c, generate_series(1, %s) n WHERE c.id = ANY (%s)",
        (MARK, RECORDS, customers),
    )


def _clear(run: Run, customers: list[int]) -> None:
    _change(run, "DELETE FROM crm.action WHERE starts_with(content, %s) AND customer_id = ANY (%s)", (MARK, customers))


def _change(run: Run, sql: str, values: tuple[object, ...]) -> None:
    """Change the set without triggers: nothing of it stays."""
    with closing(psycopg2.connect(run.prepared.owner_dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
