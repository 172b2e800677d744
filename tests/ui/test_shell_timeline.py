"""A long timeline: the newest at once, older ones on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
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
