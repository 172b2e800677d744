"""What goes into a file is chosen: fields, kind and characters, cards, or an empty file to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QListWidget, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from crm_desktop.exchange.table import open_table
from crm_desktop.shell.lists.export_dialog import ExportDialog
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _export(desk: Desk, choice: str, kind: str, path: Path, only: tuple[str, ...] = ()) -> None:
    """Choose in the dialog and name the file, as a person does."""
    page = desk.window.documents.current
    page.list.export_requested.emit("choose")
    desk.until(lambda: page.findChild(ExportDialog))
    dialog = page.findChild(ExportDialog)
    kinds = dialog.findChild(QComboBox, "export_kind")
    kinds.setCurrentIndex(kinds.findData(kind))
    button = dialog.findChild(QRadioButton, choice)
    if button.isEnabled():
        desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    fields = dialog.findChild(QListWidget, "export_fields")
    for row in range(fields.count() if only else 0):
        item = fields.item(row)
        chosen = item.data(Qt.ItemDataRole.UserRole) in only
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
    desk.qtbot.mouseClick(dialog.findChild(QPushButton, "export_accept"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.findChild(QFileDialog, "export_dialog"))
    chooser = page.findChild(QFileDialog, "export_dialog")
    line = chooser.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(path))
    desk.qtbot.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: path.exists() and desk.desktop.jobs.busy == 0)
    desk.until(lambda: page.findChild(ExportDialog) is None)


def test_fields_and_kind_are_chosen(office: Office, tmp_path: Path) -> None:
    desk = office.open("boss")
    contacts = desk.window.open_list("contact")
    desk.until(lambda: contacts.list.model.rowCount() and desk.desktop.jobs.busy == 0)
    everybody = office.account_set.rows("SELECT count(*) FROM crm.contact")[0][0]

    path = tmp_path / "some.csv"
    _export(desk, "export_some", "csv_gb", path, ("name", "mobile"))
    assert path.read_bytes().decode("gb18030").startswith("Name,Mobile\r\n")
    assert len(open_table(path).sample(1000)) == everybody

    path = tmp_path / "all.xlsx"
    _export(desk, "export_all", "xlsx", path)
    assert {"Name", "Note", "Created by"} <= set(open_table(path).headings)

    path = tmp_path / "cards.vcf"
    _export(desk, "export_shown", "vcf", path)
    assert path.read_text(encoding="utf-8").count("BEGIN:VCARD") == everybody

    path = tmp_path / "empty.xlsx"
    _export(desk, "export_template", "xlsx", path)
    assert open_table(path).sample() == []
    assert office.account_set.rows(
        "SELECT new ->> 'file' FROM crm.audit WHERE operation = 'E' AND table_name = 'contact' ORDER BY id"
    ) == [("some.csv",), ("all.xlsx",), ("cards.vcf",)]
