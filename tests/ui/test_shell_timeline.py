"""A long timeline: the newest at once, older ones on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from crm_desktop.shell.timeline import services
from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_older_ones_are_read_on_demand(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PAGE", 3)
    desk = office.open("boss")
    desk.window.open_record("customer", 3)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == 3)
    timeline = page.side.timeline
    for number in range(5):
        timeline.composer._editors["content"].put(f"Call {number}")
        timeline.composer.keep()
        desk.until(lambda n=number: f"Call {n}" in timeline.texts())
    assert "Call 4" in timeline.texts()
    assert "Call 0" not in timeline.texts()
    for _ in range(5):  # each action also changes the customer, which stands there too
        desk.qtbot.wait(300)  # what the entries changed is read again, a moment later
        desk.until(lambda: desk.desktop.jobs.busy == 0)
        shown = len(timeline._events)
        timeline._view.anchorClicked.emit(QUrl("older:"))
        desk.until(lambda n=shown: len(timeline._events) > n)
        if "Call 0" in timeline.texts():
            break
    assert "Call 0" in timeline.texts()


def test_a_note_takes_little_room_until_it_is_typed(office: Office) -> None:
    desk = office.open("boss")
    desk.window.resize(1366, 768)
    desk.window.open_record("customer", 3)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == 3)
    timeline, composer = page.side.timeline, page.side.timeline.composer
    words = composer._editors["content"].input
    assert words.placeholderText() == "What happened?"
    low = words.height()
    assert not timeline._nothing.isVisible(), "nothing is said before it is known"
    desk.until(timeline.texts)
    assert low < 3 * words.fontMetrics().lineSpacing() and timeline._view.height() > 120
    desk.qtbot.keyClicks(timeline._find, "nowhere")
    desk.until(timeline._nothing.isVisible)
    assert timeline._nothing.text() == "Nothing found." and not timeline._view.isVisible()
    assert timeline._nothing.height() > 120
    composer._editors["content"].put("one\ntwo\nthree\nfour\nfive")
    desk.until(lambda: words.height() > 2 * low)


def test_the_next_entry_is_typed_before_the_answer_to_the_last(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_record("customer", 3)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == 3)
    composer = page.side.timeline.composer
    content = composer._editors["content"]
    for words in ("First", "Second"):  # no answer in between: this thread has not come back yet
        content.put(words)
        composer.keep()
    content.put("Third, not kept yet")
    stored = "SELECT content FROM crm.action WHERE content <> '' ORDER BY content"
    desk.until(lambda: office.account_set.rows(stored) == [("First",), ("Second",)])
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert content.value() == "Third, not kept yet"


def test_files_go_with_what_is_written_down(office: Office, tmp_path: Path) -> None:
    ours, gone = tmp_path / "报价.pdf", tmp_path / "没了.txt"
    ours.write_bytes(b"%PDF-1.4")
    gone.write_bytes(b"x")
    desk = office.open("boss")
    desk.window.open_record("customer", 3)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == 3)
    timeline = page.side.timeline
    composer = timeline.composer
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(gone))])
    words = composer._editors["content"].input
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(words.viewport(), QDragEnterEvent(QPoint(5, 5), *how))
    QApplication.sendEvent(words.viewport(), QDropEvent(QPointF(5, 5), *how))
    assert composer.files.names() == ["没了.txt"] and composer.files.isVisible()
    gone.unlink()
    composer._editors["content"].put("发了报价")
    composer.keep()
    desk.until(lambda: "没了.txt" in composer._message.text())
    assert office.account_set.rows("SELECT 1 FROM crm.action WHERE content = '发了报价'") == [], "all of it or nothing"
    desk.qtbot.mouseClick(composer.findChild(QToolButton, "compose.drop_files"), Qt.MouseButton.LeftButton)
    assert composer.files.names() == [] and not composer.files.isVisible()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(ours))])
    QGuiApplication.clipboard().setMimeData(data)
    words.setFocus()
    desk.qtbot.keyClick(words, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert composer.files.names() == ["报价.pdf"]
    QGuiApplication.clipboard().setText("words are pasted as words")
    desk.qtbot.keyClick(words, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "words are pasted" in composer._editors["content"].value()
    composer.keep()
    desk.until(lambda: "Files: 1" in timeline.texts())
    assert composer.files.names() == []
    ((entry, name),) = office.account_set.rows("SELECT record_id, name FROM crm.attachment WHERE table_name = 'action'")
    assert name == "报价.pdf"
    timeline._view.anchorClicked.emit(QUrl(f"files:action:{entry}"))
    desk.until(lambda: desk.window.documents.current is not page)
    entry_page = desk.window.documents.current
    desk.until(lambda: entry_page.side.files is not None and entry_page.side.files.list.count() == 1)
    assert entry_page.side.currentWidget() is entry_page.side.files


def test_what_the_company_requires_of_an_action_is_asked_where_it_is_written(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, required, only_field, only_values) VALUES "
        "('action', 'place', 'Place', 'text', true, '', '{}'), ('action', 'hotline', 'Hotline', 'phone', true, 'kind', '{visit}')"
    )
    desk = office.open("rep1")
    desk.window.open_record("customer", 3)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == 3)
    composer = page.side.timeline.composer
    editors = composer._editors
    assert editors["attrs.place"].isVisible() and not editors["attrs.hotline"].isVisible()
    editors["content"].put("Looked at the machine")
    composer.keep()
    desk.until(lambda: "Place" in composer._message.text())  # said, and nothing lost
    assert rows("SELECT count(*) FROM crm.action WHERE content LIKE 'Looked%%'") == [(0,)]
    editors["kind"].put("visit")
    assert editors["attrs.hotline"].isVisible()
    desk.qtbot.keyClicks(editors["attrs.place"].input, "Hall 3")
    desk.qtbot.keyClicks(editors["attrs.hotline"].input, "nobody")
    composer.keep()
    assert "This is not a telephone number" in composer._message.text()
    desk.qtbot.keyClick(editors["attrs.hotline"].input, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.keyClicks(editors["attrs.hotline"].input, "400-800-1234")
    composer.keep()
    kept = "SELECT attrs FROM crm.action WHERE content LIKE 'Looked%%'"
    desk.until(lambda: rows(kept) == [({"place": "Hall 3", "hotline": "400-800-1234"},)])
    desk.until(lambda: not editors["attrs.hotline"].isVisible() and not editors["attrs.place"].input.text())


def test_a_change_is_told_in_the_words_of_the_form(office: Office) -> None:
    """Yes and no, several choices, a share, a price in its currency: as the list says them, not as they are stored."""
    account_set = office.account_set
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, dictionary) VALUES ('customer', 'yes', 'Server room', "
        "'bool', ''), ('customer', 'many', 'Wants', 'choices', 'customer_status'), ('customer', 'share', 'Share', 'percent', '')"
    )
    account_set.rows(
        'UPDATE crm.customer SET attrs = \'{"yes": true, "many": ["target", "contacted"], "share": 5}\' WHERE id = 3'
    )
    account_set.rows("UPDATE crm.opportunity SET currency = 'USD', amount = 100000 WHERE id = 1")
    account_set.rows("UPDATE crm.opportunity SET amount = 250000 WHERE id = 1")
    desk = office.open("boss")
    desk.window.open_record("customer", 3)
    page = desk.window.documents.current
    desk.until(lambda: page._record and page._record.id == 3 and "Share" in page.side.timeline.texts())
    said = page.side.timeline.texts()
    statuses = desk.window.context.facts().terms["customer_status"]
    words = [next(t.name_en for t in statuses if t.code == code) for code in ("target", "contacted")]
    assert "Server room: – → Yes" in said
    assert f"Wants: – → {words[0]}, {words[1]}" in said
    assert "Share: – → 5%" in said
    desk.window.open_record("opportunity", 1)
    page = desk.window.documents.current
    desk.until(lambda: page._record and page._record.id == 1 and "2,500.00" in page.side.timeline.texts())
    assert "$1,000.00 → $2,500.00" in page.side.timeline.texts()
