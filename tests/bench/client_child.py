"""Started as a program of its own: logs in as its user would, and says how long it took and how much memory it has.

Nothing of the server's side is loaded here: time and memory are those of a client that was just started.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QPushButton

from crm_desktop.app import Program, parse
from tests.bench.desk import Waiter, paint

TYPING, LOOKING = 2.0, 0.8  #: seconds for the password, and for each page
LISTS = ("customer", "contact", "opportunity", "sales_order", "product")
RECORDS = 4


class Client:
    """One person at a PC."""

    def __init__(self, folder: Path, given: dict[str, str]) -> None:
        self.waiter = Waiter(QApplication(["bench"]))
        words = ["--lang", "zh_CN", "--server", given["server"], "--set", given["set"], "--user", given["user"]]
        self.program: Any = Program(self.waiter.application, folder, parse(words))
        self.program.show_login()
        self.waiter.rest(TYPING)
        self.program.login._password.setText(given["password"])

    def log_in(self) -> dict[str, Any]:
        """Press "log in" until the first page is painted with counts, tasks and notices; return what it took."""
        from sqlalchemy import Engine, event

        asked: list[tuple[str, Any]] = []
        event.listen(Engine, "before_cursor_execute", lambda _c, _r, sql, given, *_: asked.append((sql, given)))
        gc.collect()
        cpu, begun = time.process_time(), time.perf_counter()
        self.program.login.findChild(QPushButton, "log_in").click()
        self.waiter.until(lambda: self.program.desktop is not None, "login")
        jobs, window = self.program.desktop.jobs, self.program.desktop.window
        self.waiter.until(lambda: window.documents.current is not None, "home")
        self.waiter.until(lambda: window.documents.current._counts and jobs.busy == 0, "boxes")
        paint(window)
        took = (time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000
        return {"clock": took[0], "cpu": took[1], "asked": asked, "rss_mb": psutil.Process().memory_info().rss / 2**20}

    def look(self) -> None:
        """Look at what is on show until nothing is under way."""
        self.waiter.rest(LOOKING)
        self.waiter.until(lambda: self.program.desktop.jobs.busy == 0, "quiet")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as a loop that never returns would

    def open_ten_tabs(self) -> dict[str, Any]:
        """Open five lists, the ranking and four customers out of the list of all, each looked at; return the memory."""
        window = self.program.desktop.window
        self.look()
        window.documents.close_current()
        for page in (*(f"list:{noun}" for noun in LISTS), "ranking"):
            window.pages.opened.emit(page)
            self.look()
        window.pages.opened.emit("list:customer")
        customers = window.documents.current.list
        self.waiter.until(lambda: customers.model.complete, "order of all rows")
        for customer in customers.ids()[-RECORDS:]:
            customers.open_requested.emit(customer, False)
            self.look()
        return {"tabs": len(window.documents.pages()), "rss_mb": psutil.Process().memory_info().rss / 2**20}


def main() -> None:
    """Read who logs in, write what was found, both as JSON."""
    given = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(prefix="crm-bench-", ignore_cleanup_errors=True) as folder:
        client = Client(Path(folder), given)
        found = client.log_in()
        if given["tabs"]:
            found |= client.open_ten_tabs()
        found["server_side"] = sorted(
            {m.partition(".")[0] for m in sys.modules} & {"server_schema", "alembic", "reportlab"}
        )
        sys.stdout.write(json.dumps(found, default=str))
        sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
