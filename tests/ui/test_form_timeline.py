"""The timeline reads on demand and keeps the reader's place; files come in and go out by key, drop and paste."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.modeltest import ModelTester

from crm_desktop.qt import attachments
from crm_desktop.qt.attachments import Attachments, FileStore
from crm_desktop.qt.jobs import Jobs
from crm_desktop.qt.timeline import Moment, MomentKind, Timeline
from tests.ui import formkit
from tests.ui.formkit import Source

Key, Mod = Qt.Key, Qt.KeyboardModifier
NOW = datetime.now(tz=UTC)
KINDS = (MomentKind(code="action", label="Actions", icon="activity", context="Test"),
         MomentKind(code="audit", label="Changes", icon="history", context="Test"))


@pytest.fixture
def tools(qtbot):
    jobs = Jobs(formkit.open_session)
    yield formkit.tools_of(jobs, Source(), lambda: "zh_CN")
    assert jobs.close(5)


class Events:
    """120 moments, read in portions."""

    def __init__(self):
        self.asked = []
        self.all = [Moment(id=str(i), kind="action" if i % 3 else "audit", when=NOW - timedelta(hours=i),
                           title=f"第{i}次联系", text="谈了报价。" * (i % 7), who="王芳", target=("action", i))
                    for i in range(120)]

    def load(self, session, before, kinds, limit):
        self.asked.append((before, kinds, limit))
        found = [m for m in self.all if (before is None or m.when <= before) and (not kinds or m.kind in kinds)]
        return found[:limit]


@pytest.fixture
def timeline(qtbot, tools):
    made = Timeline(tools, KINDS)
    made.tester = ModelTester(made.model)
    qtbot.addWidget(made)
    made.resize(320, 500)
    made.show()
    return made


def rows(timeline):
    return timeline.model.rowCount()


def test_older_ones_are_read_when_the_end_comes_near(qtbot, timeline):
    events = Events()
    timeline.set_source(events.load)
    qtbot.waitUntil(lambda: rows(timeline) >= 50)
    for count in (99, 120):
        timeline.view.scrollToBottom()
        timeline.model.fetchMore(timeline.view.rootIndex())
        qtbot.waitUntil(lambda n=count: rows(timeline) >= n)
    qtbot.waitUntil(lambda: timeline.tools.jobs.busy == 0)
    assert [m.id for m in timeline.model.moments] == [str(i) for i in range(120)]
    timeline.model.fetchMore(timeline.view.rootIndex())
    qtbot.waitUntil(lambda: timeline.model.ended)


def test_chips_filter_by_kind(qtbot, timeline):
    events = Events()
    timeline.set_source(events.load)
    qtbot.waitUntil(lambda: rows(timeline) > 0)
    chip = timeline.findChild(QPushButton, "timeline.audit")
    qtbot.keyClick(chip, Key.Key_Space)
    qtbot.waitUntil(lambda: rows(timeline) == 40)
    assert {m.kind for m in timeline.model.moments} == {"audit"}


def test_reloading_keeps_the_place_and_enter_opens(qtbot, timeline):
    events = Events()
    timeline.set_source(events.load)
    qtbot.waitUntil(lambda: rows(timeline) > 0)
    timeline.view.setCurrentIndex(timeline.model.index(4))
    events.all.insert(0, replace(events.all[0], id="new", when=NOW + timedelta(minutes=1)))
    timeline.reload()
    qtbot.waitUntil(lambda: timeline.model.moments[0].id == "new")
    assert timeline.view.currentIndex().row() == 5
    with qtbot.waitSignal(timeline.open_requested) as signal:
        qtbot.keyClick(timeline.view, Key.Key_Return)
    assert signal.args == ["action", 4]
    qtbot.keyClick(timeline.view, Key.Key_C, Mod.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("第4次联系\n谈了报价。")


def test_nothing_says_what_to_do(qtbot, timeline):
    timeline.set_source(lambda *a: [])
    label = timeline.findChild(QLabel, "timeline.empty")
    qtbot.waitUntil(label.isVisible)
    assert "Record what you did" in label.text()


def test_times_are_short(timeline):
    local = datetime.now().astimezone().replace(hour=9, minute=5)
    assert timeline.when_text(local) == "Today 09:05"
    assert timeline.when_text(local - timedelta(days=1)) == "Yesterday 09:05"
    assert timeline.when_text(local.replace(year=2020, month=1, day=2)) == "2020-01-02"


# ── files ─────────────────────────────────────────────────────────


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
        return FileStore(read_all=self.read_all, read=lambda s, i: self.files[i][1], add=self.add,
                         remove=lambda s, i: self.files.pop(i))

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
    QApplication.sendEvent(desk, QDragEnterEvent(QPoint(10, 100), Qt.DropAction.CopyAction, data,
                                                 Qt.MouseButton.LeftButton, Mod.NoModifier))
    QApplication.sendEvent(desk, QDropEvent(QPointF(10, 100), Qt.DropAction.CopyAction, data,
                                            Qt.MouseButton.LeftButton, Mod.NoModifier))


def test_dropped_files_are_stored_and_folders_refused(qtbot, desk, tmp_path):
    (tmp_path / "报价.xlsx").write_bytes(b"1234")
    drop(desk, tmp_path / "报价.xlsx", tmp_path)
    qtbot.waitUntil(lambda: desk.list.count() == 1)
    assert desk.files.files[1] == ("报价.xlsx", b"1234")
    assert "报价.xlsx" in desk.list.item(0).text()
    assert len(desk.said) == 1


def test_too_large_and_vanished_files(qtbot, desk, tmp_path, monkeypatch):
    monkeypatch.setattr(attachments, "MAX_BYTES", 3)
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
