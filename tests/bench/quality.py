"""Duplicates while one types, against the bare look-up."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import psycopg2

from tests.bench.desk import paint
from tests.bench.measure import Result, Samples
from tests.bench.run import Run, operation


@operation
def duplicate_check_while_typing(run: Run) -> Result:
    """Type the name and phone of a customer that is there into an empty form; the bar is painted with the hits.

    Without the pause that waits for the next key.
    """
    desk, samples = run.desk, Samples()
    with closing(psycopg2.connect(run.prepared.dsn(run.role))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM crm.customer WHERE id = ANY (%s)", (run.words.customers[: run.repeat],))
        known = cursor.fetchall()
    desk.window.new_record("customer")
    page = desk.page
    desk.quiet()
    bar: Any = page.findChild(object, "duplicate_bar")
    for name, phone in known:
        page.form.editor("name").put(name)
        page.form.editor("phone").put(phone)
        bar._pause.stop()

        def act() -> None:
            bar._alike = None
            bar._ask()
            desk.waiter.until(lambda: bar.alike() is not None)
            paint(page)

        samples.time(act)
        given = json.dumps({"name": name, "phone": phone})
        samples.bare.append(run.bare.replay([("SELECT * FROM crm.match_duplicates('customer', %s)", (given,))]))
    page.form.start()
    desk.close_pages()
    return run.result("duplicate_check_while_typing", samples)
