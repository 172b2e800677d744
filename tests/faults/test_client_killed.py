"""The client's process dies with something typed and unsaved; the next start has it, lines of an order included."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Office


def test_what_was_typed_outlives_the_process(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    command = [sys.executable, "-m", "tests.faults.typing_client", account_set.host, str(account_set.port)]
    client = subprocess.Popen([*command, account_set.name, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONFAULTHANDLER": "0"})  # fmt: skip
    try:
        assert client.stdout is not None
        assert client.stdout.readline().strip() == "typed"
        deadline = time.monotonic() + 20
        while not list(tmp_path.rglob("sales_order-new-*.json")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.2)  # the draft follows the last key within a second
    finally:
        client.send_signal(signal.SIGKILL)
        client.wait()
        client.stdout.close()
    assert account_set.rows("SELECT count(*) FROM crm.sales_order WHERE note LIKE 'typed%%'") == [(0,)]

    office = Office(account_set, tmp_path, qtbot, qapp)
    try:
        desk = office.open("rep1")
        desk.until(lambda: desk.window.documents.current.objectName() == "sales_order_page")
        page = desk.window.documents.current
        desk.until(lambda: page.form.current().get("note") == "typed before the PC died")
        assert [line.values["product_id"] for line in page.grid.model.filled()] == [1]
        assert page.is_dirty()
    finally:
        office.close()
