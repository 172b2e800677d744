"""An old list of customers comes in by keyboard: bad rows corrected in a file and fed again, all of it taken back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.e2e.test_office_staff import Keyboard
from tests.ui.shellkit import Desk, Office

Key, Mod = Qt.Key, Qt.KeyboardModifier
LIST = (
    "客户名称,客户等级,电话,信用额度,负责人\n"
    "键盘一公司,A,029-80000001,5万,王小明\n"
    "键盘二公司,特级,029-80000002,,王小明\n"
    "键盘三公司,B,029-80000003,1.234,陈静\n"
    ",C,029-80000004,,\n"
    "键盘五公司,C,029-80000005,12000,陈静\n"
    "西安环太科技有限公司,B,,,\n"
)
COUNT = "SELECT count(*) FROM crm.customer WHERE name LIKE '键盘%%'"


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


class Importer(Keyboard):
    """A person at the import page who has no mouse."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.page: Any = None

    def go_on(self) -> None:
        """Do what the step is for: Ctrl+Enter."""
        self.press(Key.Key_Return, Mod.ControlModifier)

    def use(self, name: str) -> None:
        """Tab to a button and press it."""
        self.focus_field(name)
        self.press(Key.Key_Space)

    def name_file(self, dialog: str, path: Path) -> None:
        """Paste the name of a file into the dialog that is open: typing would open its completion, which takes the keys."""
        self.desk.until(lambda: self.page.findChild(QFileDialog, dialog))
        box = self.page.findChild(QFileDialog, dialog)
        line = box.findChild(QLineEdit, "fileNameEdit")
        line.setFocus()
        line.setText(str(path))
        self.qtbot.keyClick(line, Key.Key_Return)

    def check(self, path: Path) -> dict[str, int]:
        """Take a file as far as its preview."""
        self.go_on()
        self.name_file("import_dialog", path)
        self.desk.until(lambda: self.page.stack.currentWidget() is self.page.mapping)
        self.go_on()
        self.desk.until(lambda: self.page.preview.report and self.desk.desktop.jobs.busy == 0)
        return dict(self.page.preview.report.counts)

    def commit(self) -> None:
        self.go_on()
        self.desk.until(lambda: self.page.stack.currentWidget() is self.page.result)


def test_three_bad_rows_are_corrected_fed_again_and_all_is_taken_back(office: Office, tmp_path: Path) -> None:
    path, errors = tmp_path / "老客户.csv", tmp_path / "老客户 改正.csv"
    path.write_text(LIST, encoding="gb18030")
    desk = office.open("boss")
    keys = Importer(desk)
    keys.press(Key.Key_K, Mod.ControlModifier)
    box = desk.window.search
    desk.until(box.hasFocus)
    keys.qtbot.keyClicks(box, "import customer")
    desk.until(lambda: box._popup.list.currentItem() and "Import: Customers" in box._popup.list.currentItem().text())
    keys.qtbot.keyClick(box, Key.Key_Return)
    desk.until(lambda: hasattr(desk.window.documents.current, "start") and desk.desktop.jobs.busy == 0)
    page = keys.page = desk.window.documents.current
    assert page.start.entity.currentData() == "customer"

    counts = keys.check(path)
    assert counts == {"new": 2, "change": 1, "same": 0, "duplicate": 0, "conflict": 0, "error": 3}
    wrong = {row.number: set(row.problems) for row in page.preview.model.rows}
    assert wrong == {3: {"客户等级"}, 4: {"信用额度"}, 5: {"客户名称"}}
    keys.use("import.error_file")
    keys.name_file("error_file_dialog", errors)
    desk.until(errors.exists)
    keys.commit()
    assert office.account_set.rows(COUNT) == [(2,)]

    with errors.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["客户名称", "客户等级", "电话", "信用额度", "负责人", "Row", "Problem"]
    assert [row[5] for row in rows] == ["3", "4", "5"]
    assert all(row[6] for row in rows)
    rows[0][1], rows[1][3], rows[2][0] = "A", "1.23", "键盘四公司"
    with errors.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])

    keys.go_on()
    desk.until(lambda: page.stack.currentWidget() is page.start and desk.desktop.jobs.busy == 0)
    counts = keys.check(errors)
    assert page._opened.origin == "remembered"
    assert counts == {"new": 3, "change": 0, "same": 0, "duplicate": 0, "conflict": 0, "error": 0}
    keys.commit()
    assert office.account_set.rows(COUNT) == [(5,)]
    keys.use("import.undo")
    desk.until(lambda: office.account_set.rows(COUNT) == [(2,)])

    desk.until(lambda: desk.desktop.jobs.busy == 0)
    keys.use("import.again")
    desk.until(lambda: page.stack.currentWidget() is page.start and desk.desktop.jobs.busy == 0)
    assert [(run.state, run.undoable) for run in page.start.runs] == [("undone", False), ("done", True)]
    keys.focus_field("import.history")
    keys.press(Key.Key_Down)
    keys.use("import.undo_run")
    desk.until(lambda: office.account_set.rows(COUNT) == [(0,)])
    assert office.account_set.rows("SELECT grade FROM crm.customer WHERE name = '西安环太科技有限公司'") == [("A",)]
