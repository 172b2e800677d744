"""A desktop in a process of its own that types a new order and never saves it; the test kills it.

python -m tests.faults.typing_client HOST PORT DATABASE FOLDER
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login import services as login_services
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.program.crash import CrashReporter
from crm_desktop.shell.program.desktop import Desktop
from crm_desktop.shell.style import Look, Style


def main() -> None:
    """Type, say so, and go on living until somebody ends it."""
    host, port, database, folder = sys.argv[1:]
    application = QApplication([])
    style, languages = Style(application, Look(theme="light")), Languages(application, "en")
    server = Server(name="office", host=host, port=int(port))
    opened = login_services.open_account_set(server, database, "rep1", "crm-rep1", "en")
    desktop = Desktop(opened, Path(folder), languages, style, CrashReporter(Path(folder)))
    desktop.show()

    def work(until: float) -> None:
        while time.monotonic() < until:
            application.processEvents()
            time.sleep(0.01)

    work(time.monotonic() + 1)
    page = desktop.window.new_record("sales_order")
    work(time.monotonic() + 0.5)
    note = page.form.editor("note")
    note.input.setFocus()
    note.input.insertPlainText("typed before the PC died")
    line = page.grid.model.line(0)
    page.grid.model.put(line, {"product_id": 1}, {"product_id": "PC"}, by_hand=True)
    print("typed", flush=True)
    work(time.monotonic() + 120)


main()
