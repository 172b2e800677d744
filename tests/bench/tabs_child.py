"""Started as a program of its own: logs in as its user would, opens ten tabs, says its memory.

Nothing of the server's side is loaded here, so that the memory is that of a client.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QPushButton

from crm_desktop.app import Program, parse
from tests.bench.desk import Waiter

LISTS = ("customer", "contact", "opportunity", "sales_order", "product")
RECORDS = 4


def main() -> None:
    """Open five lists, the ranking and four customers out of the list of all, each looked at; write MB."""
    import psutil

    given = json.load(sys.stdin)
    application = QApplication(["bench"])
    waiter = Waiter(application)
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        words = ["--lang", "zh_CN", "--server", given["server"], "--set", given["set"], "--user", given["user"]]
        program = Program(application, Path(folder), parse(words))
        program.show_login()
        waiter.rest(2.0)  # the password is being typed
        login = program.login
        assert login is not None
        login._password.setText(given["password"])
        login.findChild(QPushButton, "log_in").click()
        waiter.until(lambda: program.desktop is not None, "login")
        window: Any = program.desktop.window  # type: ignore[union-attr]

        def quiet() -> None:
            waiter.rest(0.8)
            waiter.until(lambda: program.desktop.jobs.busy == 0, "quiet")  # type: ignore[union-attr]

        quiet()
        window.documents.close_current()
        for noun in LISTS:
            window.pages.opened.emit(f"list:{noun}")
            quiet()
            waiter.until(lambda: window.documents.current.list.model.complete, "order of all rows")
        window.pages.opened.emit("ranking")
        quiet()
        window.pages.opened.emit("list:customer")
        customers = window.documents.current.list
        for customer in customers.ids()[1000 : 1000 + RECORDS]:
            customers.open_requested.emit(customer, False)
            quiet()
        assert len(window.documents.pages()) == len(LISTS) + 1 + RECORDS
        loaded = {name.partition(".")[0] for name in sys.modules} & {"server_schema", "alembic", "reportlab"}
        assert not loaded, loaded
        sys.stdout.write(f"{psutil.Process().memory_info().rss / 2**20:.1f}\n")
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
