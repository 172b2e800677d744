"""Noted, well done: one click at an entry, seen by colleagues at once, told to its author once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot
from sqlalchemy import event
from sqlalchemy.engine import Engine

from crm_desktop.shell.notice_board import notice_words, read_notices
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _timeline(desk: Desk, customer: int) -> Any:
    desk.window.open_record("customer", customer)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == customer)
    desk.until(lambda: page.side.timeline._events)
    return page.side.timeline


def _said(timeline: Any) -> str:
    return str(timeline.texts()).replace("\u2060", "").replace("\u00a0", " ")


def _tooltip(timeline: Any, verb: str) -> str:
    """Return the tooltip of the first link that begins so."""
    block = timeline._view.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            style = fragments.fragment().charFormat()
            if style.anchorHref().startswith(verb):
                return style.toolTip()
            fragments += 1
        block = block.next()
    raise AssertionError(f"no link {verb}")


def _press(desk: Desk, timeline: Any, verb: str) -> None:
    """Go to the link by Tab and press Enter, as somebody without a mouse."""
    timeline._view.setFocus()
    for _ in range(100):
        cursor = timeline._view.textCursor()
        if cursor.hasSelection() and cursor.charFormat().anchorHref().startswith(verb):
            break
        desk.qtbot.keyClick(timeline._view, Qt.Key.Key_Tab)
    else:
        raise AssertionError(f"Tab never reaches {verb}")
    desk.qtbot.keyClick(timeline._view, Qt.Key.Key_Return)


def test_by_keyboard_live_and_told_once(office: Office) -> None:
    ((entry, customer),) = office.account_set.rows(
        "SELECT a.id, a.customer_id FROM crm.action a JOIN crm.employee e ON e.id = a.employee_id WHERE e.login = 'rep1' LIMIT 1"
    )
    names = dict(office.account_set.rows("SELECT login, name FROM crm.employee"))
    said = "SELECT e.login, r.kind FROM crm.action_reaction r JOIN crm.employee e ON e.id = r.employee_id ORDER BY r.id"
    author, boss = office.open("rep1"), office.open("boss")
    hers, his = _timeline(author, customer), _timeline(boss, customer)
    assert "Noted Well done" in " ".join(_said(his).split())
    bell = author.window.findChild(QToolButton, "bell")
    unread = bell.unread
    _press(boss, his, f"react:noted:{entry}")
    boss.until(lambda: "✓Noted 1" in _said(his))
    assert office.account_set.rows(said) == [("boss", "noted")]
    author.until(lambda: "Noted 1" in _said(hers))
    assert "✓" not in _said(hers), "a tick is for one's own"
    assert _tooltip(hers, f"react:noted:{entry}") == names["boss"]
    author.until(lambda: bell.unread == unread + 1)
    author.qtbot.wait(300)
    author.until(lambda: author.desktop.jobs.busy == 0)
    assert author.toasts() == [], "a quiet notice"
    _press(boss, his, f"react:well_done:{entry}")
    boss.until(lambda: "✓Well done 1" in _said(his))
    author.until(lambda: "Well done 1" in _said(hers))
    found: list[Any] = []
    read_notices(bell._context, author.window, found.extend)
    author.until(lambda: found)
    ((day,),) = office.account_set.rows(
        "SELECT crm.company_day(happened_at)::text FROM crm.action WHERE id = %s", entry
    )
    assert [notice_words(bell._context, n) for n in found if n.kind == "reaction"] == [
        f"Your entry of {day}: noted by {names['boss']} · “Well done” from {names['boss']}"
    ]
    # the keyboard is still on the link that was pressed: Enter takes it back
    boss.qtbot.keyClick(his._view, Qt.Key.Key_Return)
    boss.until(lambda: "✓Well done" not in _said(his))
    author.until(lambda: "Well done 1" not in _said(hers))
    assert office.account_set.rows(said) == [("boss", "noted")]
    assert bell.unread == unread + 1


def test_a_page_of_the_timeline_asks_once_for_all_of_it(office: Office) -> None:
    ((customer,),) = office.account_set.rows("SELECT min(customer_id) FROM crm.action")
    office.account_set.rows(
        "INSERT INTO crm.action (customer_id, employee_id, kind, subject) "
        "SELECT a.customer_id, a.employee_id, a.kind, n::text FROM crm.action a, generate_series(1, 30) n "
        "WHERE a.id = (SELECT min(id) FROM crm.action WHERE customer_id = %s) RETURNING id",
        customer,
    )
    office.account_set.rows(
        "INSERT INTO crm.action_reaction (action_id, employee_id, kind) "
        "SELECT a.id, e.id, 'noted' FROM crm.action a, crm.employee e WHERE e.login = 'lead1' RETURNING id"
    )
    desk = office.open("boss")
    asked: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "crm.action_reaction" in statement:
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        timeline = _timeline(desk, customer)
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    assert _said(timeline).count("Noted 1") >= 30
    assert len(asked) == 1
