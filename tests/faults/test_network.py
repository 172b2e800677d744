"""The network is cut, held or slow: the window answers, says so, keeps what was typed and goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.shell.program import live
from tests.databases import AccountSet
from tests.faults.wire import Wire, wired
from tests.ui.shellkit import Desk, Office

LONGEST = (
    3.0  #: seconds between two turns of the event loop on a busy machine; a wait for the network takes six or more
)


class Pulse(QObject):
    """Remembers the longest time in which the window could not have answered."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.monotonic()
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


@pytest.fixture
def wire_and_desk(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Wire, Desk]]:
    monkeypatch.setattr(live, "BEAT", 400)
    monkeypatch.setattr(live, "PATIENCE", 1500)
    with wired(account_set) as (wire, seen):
        office = Office(seen, tmp_path, qtbot, qapp)
        try:
            yield wire, office.open("boss")
        finally:
            wire.mend()
            office.close()


def _open_customer(desk: Desk, record_id: int = 1) -> Any:
    page = desk.window.open_record("customer", record_id)
    desk.until(lambda: page._record.id and desk.desktop.jobs.busy == 0)
    return page


def _type(page: Any, name: str, words: str) -> None:
    field = page.form.editor(name).input
    field.setFocus()
    QTest.keyClicks(field, words)


def _back_online(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: desk.desktop.live.online and not desk.window.banner.isVisible(), timeout=30_000)


def test_cut_and_mended(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    page, pulse = _open_customer(desk), Pulse()
    wire.cut()
    desk.until(desk.window.banner.isVisible)
    _type(page, "short_name", "typed offline")
    page.save()
    desk.until(lambda: "Not saved yet" in page.notice.words())
    account_set.rows("UPDATE crm.customer SET postcode = '710075' WHERE id = 1")
    wire.mend()
    _back_online(desk)
    desk.until(lambda: page.form.editor("postcode").value() == "710075")
    assert "typed offline" in page.form.editor("short_name").value()
    page.save()
    desk.until(lambda: not page.is_dirty())
    assert "typed offline" in account_set.rows("SELECT short_name FROM crm.customer WHERE id = 1")[0][0]
    assert pulse.longest < LONGEST


def test_held_without_a_word(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    page, pulse = _open_customer(desk, 2), Pulse()
    wire.hold()
    _type(page, "short_name", "held")
    page.save()
    desk.window.open_list("customer")
    job = desk.desktop.jobs.run(lambda session: session.execute(None), owner=desk.desktop, failed=lambda _e: None)
    job.cancel()
    desk.until(desk.window.banner.isVisible)  # nobody closed the connection: only the silence tells
    _type(page, "address", "still typing")
    assert "still typing" in page.form.editor("address").value()
    wire.mend()
    _back_online(desk)
    desk.qtbot.waitUntil(lambda: not page._saving and desk.desktop.jobs.busy == 0, timeout=30_000)
    page.save()
    desk.until(lambda: not page.is_dirty())
    ((short, address),) = account_set.rows("SELECT short_name, address FROM crm.customer WHERE id = 2")
    assert "held" in short
    assert "still typing" in address
    assert pulse.longest < LONGEST


def test_slow(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    page, pulse = _open_customer(desk, 3), Pulse()
    wire.delay = 0.15
    _type(page, "short_name", "slow")
    page.save()
    desk.qtbot.waitUntil(lambda: not page.is_dirty(), timeout=30_000)
    assert "slow" in account_set.rows("SELECT short_name FROM crm.customer WHERE id = 3")[0][0]
    desk.until(lambda: desk.desktop.live.online)
    assert pulse.longest < LONGEST


def test_only_the_listening_connection_dies_silently(
    wire_and_desk: tuple[Wire, Desk], account_set: AccountSet, qtbot: QtBot
) -> None:
    wire, desk = wire_and_desk
    page = _open_customer(desk, 4)
    listener = desk.desktop.live._listener
    wire.deafen(listener._connection.info.socket)
    account_set.rows("UPDATE crm.customer SET postcode = '710001' WHERE id = 4")
    qtbot.waitUntil(lambda: desk.desktop.live._listener not in (None, listener), timeout=30_000)
    desk.until(lambda: page.form.editor("postcode").value() == "710001")


def test_what_is_typed_while_a_save_is_under_way_stays(
    wire_and_desk: tuple[Wire, Desk], account_set: AccountSet
) -> None:
    """Also into fields of a new record that were empty when it was sent, and what was emptied since."""
    wire, desk = wire_and_desk
    page = desk.window.new_record("customer")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    _type(page, "name", "Under Way Ltd")
    _type(page, "postcode", "710000")
    wire.delay = 0.1
    page.save()
    _type(page, "address", "typed under way")
    page.form.editor("postcode").input.setFocus()
    QTest.keySequence(page.form.editor("postcode").input, QKeySequence("Ctrl+A, Del"))
    desk.until(lambda: page.record_id)
    assert page.form.current()["address"] == "typed under way"
    assert not page.form.current()["postcode"]
    wire.delay = 0.0
    page.save()
    desk.until(lambda: not page.is_dirty())
    found = account_set.rows("SELECT address, postcode FROM crm.customer WHERE name = 'Under Way Ltd'")
    assert found == [("typed under way", "")]


def test_what_was_saved_while_the_server_was_away_is_stored_when_it_is_back(
    wire_and_desk: tuple[Wire, Desk], account_set: AccountSet
) -> None:
    wire, desk = wire_and_desk
    page = _open_customer(desk, 3)
    composer = page.side.timeline.composer
    wire.cut()
    desk.until(desk.window.banner.isVisible)
    _type(page, "short_name", "sent later")
    page.save()
    desk.until(lambda: "Not saved yet" in page.notice.words())
    composer.begin()
    QTest.keyClicks(composer._editors["content"].input, "told while away")
    QTest.keyClick(composer._editors["content"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: "Not saved yet" in composer._message.text())
    wire.mend()
    _back_online(desk)
    desk.until(lambda: not page.is_dirty() and not composer.snapshot())
    assert account_set.rows("SELECT short_name FROM crm.customer WHERE id = 3")[0][0].startswith("sent later")
    assert account_set.rows("SELECT count(*) FROM crm.action WHERE content = 'told while away'") == [(1,)]


def test_what_somebody_types_on_is_his_to_save(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    page = _open_customer(desk, 4)
    wire.cut()
    desk.until(desk.window.banner.isVisible)
    _type(page, "short_name", "saved")
    page.save()
    desk.until(lambda: "Not saved yet" in page.notice.words())
    _type(page, "short_name", " and half a wo")
    wire.mend()
    _back_online(desk)
    desk.qtbot.waitUntil(lambda: not page._resend._failed and not desk.desktop.jobs.busy, timeout=30_000)
    assert page.is_dirty() and page.form.editor("short_name").value().startswith("saved and half a wo")
    assert "saved" not in account_set.rows("SELECT coalesce(short_name, '') FROM crm.customer WHERE id = 4")[0][0]


def _saved_while_away(desk: Desk, wire: Wire, record_id: int, words: str) -> Any:
    """Type into a record, save it in vain, and close its page; return the page's title."""
    page = _open_customer(desk, record_id)
    title = page.title()
    wire.cut()
    desk.until(desk.window.banner.isVisible)
    _type(page, "short_name", words)
    page.save()
    desk.until(lambda: "Not saved yet" in page.notice.words())
    assert desk.window.close(page)
    assert desk.window.toasts.texts()[-1].startswith(f"“{title}” could not be saved yet")
    return title


def _short(account_set: AccountSet, record_id: int) -> str:
    return str(account_set.rows("SELECT coalesce(short_name, '') FROM crm.customer WHERE id = %s", record_id)[0][0])


def test_what_a_closed_page_could_not_save_is_stored_when_the_server_is_back(
    wire_and_desk: tuple[Wire, Desk], account_set: AccountSet
) -> None:
    wire, desk = wire_and_desk
    title = _saved_while_away(desk, wire, 5, "closed early")
    assert desk.desktop._drafts.find("customer", 5) is not None
    wire.mend()
    _back_online(desk)
    desk.until(lambda: f"The server is back: “{title}” is saved." in desk.window.toasts.texts())
    assert _short(account_set, 5).startswith("closed early")
    assert desk.desktop._drafts.find("customer", 5) is None
    ((version,),) = account_set.rows("SELECT version FROM crm.customer WHERE id = 5")
    desk.desktop.bus.back.emit()  # away and back once more: nothing is sent again
    desk.qtbot.wait(800)
    assert account_set.rows("SELECT version FROM crm.customer WHERE id = 5") == [(version,)]


def test_what_a_closed_page_could_not_save_stays_a_draft_where_somebody_else_was_faster(
    wire_and_desk: tuple[Wire, Desk], account_set: AccountSet
) -> None:
    wire, desk = wire_and_desk
    _saved_while_away(desk, wire, 6, "mine")
    account_set.rows("UPDATE crm.customer SET short_name = 'theirs', version = version + 1 WHERE id = 6")
    wire.mend()
    _back_online(desk)
    desk.until(lambda: any("somebody had changed it" in words for words in desk.window.toasts.texts()))
    assert _short(account_set, 6) == "theirs" and desk.desktop._drafts.find("customer", 6) is not None
    desk.window.toasts.undo_last()  # one press, and it is before one's eyes
    desk.until(lambda: getattr(desk.window.documents.current, "record_id", 0) == 6)
    page = desk.window.documents.current
    desk.until(page.is_dirty)


def test_a_new_record_of_a_closed_page_is_made_once(wire_and_desk: tuple[Wire, Desk], account_set: AccountSet) -> None:
    wire, desk = wire_and_desk
    page = desk.window.new_record("customer")
    wire.cut()
    desk.until(desk.window.banner.isVisible)
    _type(page, "name", "Closed Early Ltd")
    page.save()
    desk.until(lambda: "Not saved yet" in page.notice.words())
    assert desk.window.close(page)
    wire.mend()
    _back_online(desk)
    made = "SELECT count(*) FROM crm.customer WHERE name = 'Closed Early Ltd'"
    desk.until(lambda: account_set.rows(made) == [(1,)])
    desk.until(lambda: not desk.desktop._drafts.all_new())
    desk.desktop.bus.back.emit()
    desk.qtbot.wait(800)
    assert account_set.rows(made) == [(1,)]


def test_what_somebody_has_before_him_again_is_his_to_save(
    wire_and_desk: tuple[Wire, Desk], account_set: AccountSet
) -> None:
    wire, desk = wire_and_desk
    page = desk.window.new_record("customer")
    wire.cut()
    desk.until(desk.window.banner.isVisible)
    _type(page, "name", "Taken Back Ltd")
    page.save()
    desk.until(lambda: "Not saved yet" in page.notice.words())
    assert desk.window.close(page)
    desk.window.toasts.undo_last()
    page = desk.window.documents.current
    desk.until(page.is_dirty)
    wire.mend()
    _back_online(desk)
    desk.qtbot.wait(1000)
    made = "SELECT count(*) FROM crm.customer WHERE name = 'Taken Back Ltd'"
    assert page.is_dirty() and account_set.rows(made) == [(0,)]
    page.save()
    desk.until(lambda: not page.is_dirty())
    assert account_set.rows(made) == [(1,)]


def test_what_was_written_down_in_vain_on_a_closed_page_is_stored_once(
    wire_and_desk: tuple[Wire, Desk], account_set: AccountSet
) -> None:
    wire, desk = wire_and_desk
    page = _open_customer(desk, 5)
    composer = page.side.timeline.composer
    wire.cut()
    desk.until(desk.window.banner.isVisible)
    composer.begin()
    QTest.keyClicks(composer._editors["content"].input, "told, then closed")
    QTest.keyClick(composer._editors["content"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: "Not saved yet" in composer._message.text())
    assert desk.window.close(page)
    assert any("“told, then closed” could not be saved yet" in words for words in desk.window.toasts.texts())
    wire.mend()
    _back_online(desk)
    made = "SELECT customer_id FROM crm.action WHERE content = 'told, then closed'"
    desk.until(lambda: account_set.rows(made) == [(5,)] and not desk.desktop._drafts.all())
    page = _open_customer(desk, 5)
    assert page.side.timeline.composer.snapshot() == {}
    desk.desktop.bus.back.emit()
    desk.qtbot.wait(800)
    assert account_set.rows(made) == [(5,)]
