"""A file attribute takes a file of this PC by drop, paste and choice, and opens it by Enter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.qt import files
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    fresh_account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'paper', '合同', 'attachment')"
    )
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def opened(desk: Desk, office: Office) -> Any:
    ((known,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    desk.window.open_record("customer", known)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == known)
    return page


def drop(line: Any, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(10, 5), copy, data, left, plain)
    QApplication.sendEvent(line, entering)
    if entering.isAccepted():
        QApplication.sendEvent(line, QDropEvent(QPointF(10, 5), copy, data, left, plain))


def test_a_dropped_file_is_stored_named_saved_and_opened(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, shown = office.account_set.rows, []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile())))
    desk = office.open("rep1")
    page = opened(desk, office)
    editor = page.form.editor("attrs.paper")
    (tmp_path / "合同 2026.pdf").write_bytes(b"%PDF-1")
    drop(editor.line, tmp_path / "合同 2026.pdf")
    desk.until(lambda: editor.value() == "合同 2026.pdf")
    assert page.form.is_dirty()
    desk.qtbot.keyClick(editor.line, Qt.Key.Key_S, CTRL)
    desk.until(lambda: rows("SELECT attrs FROM crm.customer WHERE attrs <> '{}'") == [({"paper": "合同 2026.pdf"},)])
    desk.until(lambda: not page.form.is_dirty())
    desk.qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    desk.until(lambda: bool(shown))
    assert (shown[0].name, shown[0].read_bytes()) == ("合同 2026.pdf", b"%PDF-1")
    side = page.side
    desk.until(lambda: side.tabText(side.indexOf(side.files)).endswith("(1)"))
    assert not side.files.findChildren(QWidget), "made when it is looked at"
    side.show_files()
    desk.until(lambda: side.files.list.count() == 1)  # and it stands among the record's files


def test_an_opened_copy_is_private_and_gone_unless_it_was_changed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile())))
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path / "Documents"))
    office.account_set.rows(
        "WITH new AS (INSERT INTO crm.attachment (table_name, record_id, name, size) SELECT 'customer', id, 'a.txt', 5"
        " FROM crm.customer WHERE short_name = '环太科技' RETURNING id)"
        " INSERT INTO crm.attachment_data (attachment_id, content) SELECT id, 'as is' FROM new"
    )
    desk = office.open("rep1")
    side = opened(desk, office).side
    side.show_files()
    files_of = side.files
    desk.until(lambda: files_of.list.count() == 1)
    files_of.list.setCurrentRow(0)
    for times in (1, 2):
        desk.qtbot.keyClick(files_of.list, Qt.Key.Key_Return)
        desk.until(lambda times=times: len(shown) == times)  # type: ignore[misc]
    same, changed = shown
    private = [path for path in (same, *same.parents) if path.is_relative_to(tmp_path / "opened")]
    assert len(private) == 4
    assert [path.stat().st_mode & 0o777 for path in private] == [0o400, 0o700, 0o700, 0o700]
    crashed = (
        "import os, sys; from pathlib import Path; from crm_desktop.qt.files import Copies\n"
        "print(Copies(Path(sys.argv[1])).put('b.txt', b'secret'), flush=True); os._exit(1)"
    )
    dead = subprocess.run([sys.executable, "-c", crashed, tmp_path / "opened"], stdout=subprocess.PIPE, text=True)
    assert Path(dead.stdout.strip()).exists()
    changed.chmod(0o600)
    changed.write_text("worked on")
    (changed.parent / ".~lock.a.txt#").touch()  # as office programs do
    again = office.open("rep1")
    again.until(lambda: not Path(dead.stdout.strip()).exists())
    assert changed.exists(), "its program lives"
    for one in (again, desk):
        office.desks.remove(one)
        one.close()
    assert not same.exists()
    assert changed.read_text() == "worked on"
    desk = office.open("rep1")
    desk.until(lambda: bool(desk.window.toasts.texts()))
    kept = tmp_path / "Documents" / "a.txt"
    assert kept.read_text() == "worked on"
    assert str(kept) in desk.window.toasts.texts()[0]
    assert list((tmp_path / "opened").iterdir()) == []


def test_too_large_a_folder_a_program_and_no_right(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    desk = office.open("rep1")
    editor = opened(desk, office).form.editor("attrs.paper")
    (tmp_path / "a.txt").write_bytes(b"1234")
    drop(editor.line, tmp_path / "a.txt")
    assert "larger" in editor.error()
    drop(editor.line, tmp_path)
    assert "not a file" in editor.error()
    (tmp_path / "setup.EXE").write_bytes(b"MZ")
    drop(editor.line, tmp_path / "setup.EXE")
    desk.until(lambda: editor.value() == "setup.EXE")
    assert not editor.error()
    desk.qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert "is a program" in editor.error()
    editor.set_read_only("No.")
    drop(editor.line, tmp_path / "setup.EXE")
    assert office.account_set.rows("SELECT count(*) FROM crm.attachment") == [(1,)]
    editor.put("")
    editor.set_error("")


def test_a_picture_is_pasted_text_stays_text_and_ins_asks_for_a_file(office: Office, tmp_path: Path) -> None:
    desk = office.open("rep1")
    page = opened(desk, office)
    editor = page.form.editor("attrs.paper")
    editor.line.setFocus()
    QGuiApplication.clipboard().setText("plain")
    desk.qtbot.keyClick(editor.line, Qt.Key.Key_V, CTRL)
    assert editor.line.text() == "plain"
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    desk.qtbot.keyClick(editor.line, Qt.Key.Key_V, CTRL)
    desk.until(lambda: str(editor.value()).endswith(".png"))
    (stored,) = office.account_set.rows("SELECT content FROM crm.attachment_data")
    assert bytes(stored[0]).startswith(b"\x89PNG")
    desk.qtbot.keyClick(editor.line, Qt.Key.Key_Insert)
    dialog = editor.findChild(QFileDialog)
    assert dialog is not None
    (tmp_path / "b.txt").write_bytes(b"b")
    dialog.fileSelected.emit(str(tmp_path / "b.txt"))
    desk.until(lambda: editor.value() == "b.txt")
    dialog.close()
    page.discard()


def test_a_new_record_takes_files_once_it_is_saved(office: Office, tmp_path: Path) -> None:
    desk = office.open("rep1")
    desk.window.new_record("customer")
    page = desk.window.documents.current
    editor = page.form.editor("attrs.paper")
    (tmp_path / "a.txt").write_bytes(b"1")
    drop(editor.line, tmp_path / "a.txt")
    assert editor.line.text() == ""
    assert "once the record is saved" in editor.line.placeholderText()


def test_ctrl_k_finds_by_a_searchable_attribute_and_says_which(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, searchable) "
        "VALUES ('customer', 'sn', '序列号', 'Serial number', 'text', true)"
    )
    rows("UPDATE crm.customer SET attrs = attrs || '{\"sn\": \"SN-2024-0077\"}' WHERE short_name = '环太科技'")
    desk = office.open("rep1")
    box = desk.window.search
    box.begin()
    desk.qtbot.keyClicks(box, "sn-2024")
    entries = lambda: [box._popup.list.item(r).text() for r in range(box._popup.list.count())]  # noqa: E731
    desk.until(lambda: any("Serial number: SN-2024-0077" in words for words in entries()))
    desk.qtbot.keyClick(box, Qt.Key.Key_Return)
    desk.until(lambda: getattr(desk.window.documents.current, "entity", None) is not None)
    page = desk.window.documents.current
    desk.until(lambda: page._record.values.get("short_name") == "环太科技")
