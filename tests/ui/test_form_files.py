"""Files come in and go out by key, drop and paste; programs are not opened, half-written files not left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from crm_desktop.qt import files
from crm_desktop.qt.attachments import Attachments, FileStore
from crm_desktop.qt.files import Copies
from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.languages import Languages
from tests.ui import formkit
from tests.ui.formkit import Source

Key, Mod = Qt.Key, Qt.KeyboardModifier
NOW = datetime.now(tz=UTC)


@pytest.fixture
def tools(qtbot, tmp_path):
    jobs = Jobs(formkit.open_session)
    yield replace(formkit.tools_of(jobs, Source(), lambda: "zh_CN"), copies=Copies(tmp_path / "opened"))
    assert jobs.close(5)


@dataclass(frozen=True)
class Entry:
    """A stored file."""

    id: int
    name: str
    size: int
    at: datetime = NOW
    by: str = "王芳"


class Files:
    """Files in memory."""

    def __init__(self):
        self.files, self.next = {}, 1

    def store(self):
        return FileStore(
            read_all=self.read_all,
            read=lambda s, i: self.files[i][1],
            add=self.add,
            remove=lambda s, i: self.files.pop(i),
        )

    def read_all(self, session):
        return [Entry(i, n, len(c)) for i, (n, c) in self.files.items()]

    def add(self, session, name, content, media_type):
        self.files[self.next] = (name, content)
        self.next += 1


@pytest.fixture
def desk(qtbot, tools):
    made = Attachments(tools)
    qtbot.addWidget(made)
    made.files = Files()
    made.set_store(made.files.store())
    made.said = []
    made.message.connect(made.said.append)
    made.resize(420, 300)
    made.show()
    return made


def drop(desk, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    QApplication.sendEvent(
        desk,
        QDragEnterEvent(QPoint(10, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Mod.NoModifier),
    )
    QApplication.sendEvent(
        desk, QDropEvent(QPointF(10, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Mod.NoModifier)
    )


def test_dropped_files_are_stored_and_folders_refused(qtbot, desk, tmp_path):
    (tmp_path / "报价.xlsx").write_bytes(b"1234")
    drop(desk, tmp_path / "报价.xlsx", tmp_path)
    qtbot.waitUntil(lambda: desk.list.count() == 1)
    assert desk.files.files[1] == ("报价.xlsx", b"1234")
    assert "报价.xlsx" in desk.list.item(0).text()
    assert len(desk.said) == 1


def test_too_large_and_vanished_files(qtbot, desk, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    (tmp_path / "a.txt").write_bytes(b"1234")
    desk.add_files([str(tmp_path / "a.txt"), str(tmp_path / "gone.txt")])
    assert len(desk.said) == 2
    assert not desk.files.files


def test_a_picture_is_pasted(qtbot, desk):
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(desk.list, Key.Key_V, Mod.ControlModifier)
    qtbot.waitUntil(lambda: desk.list.count() == 1)
    name, content = desk.files.files[1]
    assert name.endswith(".png")
    assert content.startswith(b"\x89PNG")


def test_enter_opens_a_copy_but_no_program(qtbot, desk, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    desk.add_content("../合同.pdf", b"%PDF")
    qtbot.waitUntil(lambda: desk.list.count() == 1)
    qtbot.keyClick(desk.list, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].endswith("/合同.pdf")
    with open(opened[0], "rb") as file:
        assert file.read() == b"%PDF"
    desk.add_content("Rechnung.pdf.EXE", b"MZ")
    qtbot.waitUntil(lambda: desk.list.count() == 2)
    desk.list.setCurrentRow(1)
    qtbot.keyClick(desk.list, Key.Key_Return)
    assert len(opened) == 1
    assert "program" in desk.said[-1]


def test_saving_writes_whole_files(qtbot, desk, tmp_path):
    desk.add_content("a.txt", b"content")
    qtbot.waitUntil(lambda: desk.list.count() == 1)
    desk.save_to(desk.current(), tmp_path / "b.txt")
    qtbot.waitUntil(lambda: bool(desk.said))
    assert (tmp_path / "b.txt").read_bytes() == b"content"
    desk.save_to(desk.current(), tmp_path / "no" / "b.txt")
    qtbot.waitUntil(lambda: len(desk.said) == 2)
    assert "cannot be" in desk.said[-1]


@pytest.mark.parametrize(("documents", "begins"), [(True, "Documents"), (False, "")])
def test_a_file_is_saved_among_the_documents_and_by_a_name_that_a_disk_takes(
    qtbot, tmp_path, monkeypatch, documents, begins
):
    program, home = tmp_path / "program", tmp_path / "home"
    for folder in (program, home / "Documents" if documents else home):
        folder.mkdir(parents=True)
    monkeypatch.setattr(files.QStandardPaths, "writableLocation", lambda _: str(home / "Documents"))
    monkeypatch.setattr(files.QDir, "homePath", lambda: str(home))
    parent = QWidget()
    qtbot.addWidget(parent)
    QFileDialog(parent).setDirectory(str(program))  # as if no dialog had been open yet
    monkeypatch.chdir(program)
    dialog = files.file_dialog(parent, "Save", "PDF (*.pdf)", save_as="甲/乙: 公司?.pdf")
    assert Path(dialog.directory().absolutePath()) == home / begins
    assert Path(dialog.selectedFiles()[0]).name == "甲_乙_ 公司_.pdf"
    dialog.setDirectory(str(tmp_path))
    assert Path(files.file_dialog(parent, "Add").directory().absolutePath()) == tmp_path
    assert (dialog.acceptMode(), dialog.defaultSuffix()) == (QFileDialog.AcceptMode.AcceptSave, "pdf")


def test_a_dialog_for_files_speaks_chinese_where_qt_does_not(qtbot, qapp):
    languages = Languages(qapp, "en")
    languages.use("zh_CN")
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = files.file_dialog(parent, "添加")
    labels = [dialog.labelText(label) for label in (QFileDialog.DialogLabel.LookIn, QFileDialog.DialogLabel.FileType)]
    languages.use("en")
    assert labels == ["位置：", "文件类型："]


def test_delete_asks_once(qtbot, desk):
    desk.add_content("a.txt", b"1")
    qtbot.waitUntil(lambda: desk.list.count() == 1)
    qtbot.keyClick(desk.list, Key.Key_Delete)
    qtbot.keyClick(desk.findChild(QPushButton, "attachments.no"), Key.Key_Space)
    assert desk.files.files
    qtbot.keyClick(desk.list, Key.Key_Delete)
    qtbot.keyClick(desk.findChild(QPushButton, "attachments.yes"), Key.Key_Space)
    qtbot.waitUntil(lambda: desk.list.count() == 0)
    assert not desk.files.files


def test_read_only_files(qtbot, desk, tmp_path):
    desk.add_content("a.txt", b"1")
    qtbot.waitUntil(lambda: desk.list.count() == 1)
    desk.set_read_only("Only the owner may change this.")
    (tmp_path / "b.txt").write_bytes(b"2")
    drop(desk, tmp_path / "b.txt")
    qtbot.keyClick(desk.list, Key.Key_Delete)
    qtbot.keyClick(desk.list, Key.Key_V, Mod.ControlModifier)
    assert len(desk.files.files) == 1
    assert desk.findChild(QPushButton, "attachments.add").toolTip() == "Only the owner may change this."
