"""Every page of base info and system by keyboard alone: Tab reaches all, shows where it is, and comes round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QSplitterHandle,
    QTabBar,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop.qt.tools import furnish
from crm_desktop.shell import registry
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QTabBar, QTextEdit, QPlainTextEdit)
MOST = 400  #: steps of Tab; more is a trap


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _name(widget: QWidget) -> str:
    names, at = [], widget
    while at is not None and len(names) < 3:
        names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names)


def _wanted(page: QWidget) -> list[QWidget]:
    """Return what can be used with the mouse and must be reachable with Tab: on show, enabled, no part of another."""
    found = []
    for widget in page.findChildren(QWidget):
        if not isinstance(widget, INTERACTIVE) or not widget.isVisible() or not widget.isEnabled():
            continue
        if widget.objectName().startswith("qt_") or isinstance(widget, QSplitterHandle):
            continue
        whole = widget.parentWidget()
        # the arrow of a combo box, the eye of a line, the cells of a table: their owner has the keys for them
        inside = isinstance(whole, (QComboBox, QLineEdit)) or any(
            isinstance(above, (QAbstractItemView, QAbstractScrollArea)) and isinstance(above, INTERACTIVE)
            for above in _above(widget, page)
        )
        group = widget.group() if isinstance(widget, QAbstractButton) else None
        if group is not None and group.exclusive() and not widget.isChecked():
            continue  # arrows go from one to the other
        if not inside and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            found.append(widget)
        elif not inside and isinstance(widget, QAbstractButton) and not widget.property("keys_elsewhere"):
            found.append(widget)  # a button that only the mouse reaches is a finding, too
    return found


def _above(widget: QWidget, page: QWidget) -> Iterator[QWidget]:
    at = widget.parentWidget()
    while at is not None and at is not page:
        yield at
        at = at.parentWidget()


def _picture(window: QWidget, widget: QWidget) -> QImage:
    corner = widget.mapTo(window, QPoint(0, 0))
    return window.grab(widget.rect().adjusted(-3, -3, 3, 3).translated(corner)).toImage()


def _walk(desk: Desk, page: QWidget) -> tuple[list[QWidget], list[str]]:
    """Press Tab from the page's first widget until it comes round; return what had the focus, and what did not show it."""
    qtbot, window, seen, unseen = desk.qtbot, desk.window, [], []
    start = QApplication.focusWidget()
    assert start is not None and page.isAncestorOf(start), "a page takes the focus"
    at = start
    for _ in range(MOST):
        with_focus = _picture(window, at) if page.isAncestorOf(at) else None
        qtbot.keyClick(at, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        assert after is not None, f"the focus is lost behind {_name(at)}"
        assert after is not at or isinstance(at, QTextBrowser), f"a trap: {_name(at)}"  # it walks along its links
        if page.isAncestorOf(at):
            seen.append(at)
            if with_focus == _picture(window, at):
                unseen.append(_name(at))
        moved, at = after is not at, after
        if at is start and moved:
            return seen, unseen
    raise AssertionError(f"Tab does not come round within {MOST} steps; at {_name(at)}")


@pytest.mark.parametrize("tab", ["base_info", "system"])
def test_tab_reaches_everything_on_every_page(office: Office, tab: str) -> None:
    desk = office.open("boss" if tab == "base_info" else "admin")
    window: Any = desk.window
    window.resize(1366, 768)
    window.activateWindow()
    problems: list[str] = []
    for name, *_ in registry.pages_of(tab, window.context.facts(), lambda _context, text: text):
        page = window.open_listed(name)
        desk.until(lambda: desk.desktop.jobs.busy == 0)
        for _ in range(3):  # what was just made of the answers gets its room when events are handled
            QApplication.processEvents()
        page.setFocus()
        try:
            seen, unseen = _walk(desk, page)
        except AssertionError as error:
            problems.append(f"{name}: {error}")
            continue
        reached = set(seen) | {w.focusProxy() for w in seen if w.focusProxy()}
        problems += [f"{name}: not reached: {_name(w)}" for w in _wanted(page) if w not in reached]
        problems += [f"{name}: does not show the focus: {w}" for w in unseen]
        problems += [f"{name}: no name: {_name(w)}" for w in seen if not w.accessibleName()]
        window.context.navigator.close(page)
    assert not problems, "\n".join(problems)


def test_a_button_that_works_keeps_the_keyboard_on_its_page(office: Office) -> None:
    """A button that is disabled while it works handed the focus to the tabs of the window."""
    desk = office.open("admin")
    page = desk.window.open_page("duplicates")
    desk.until(lambda: desk.desktop.jobs.busy == 0 and page.isVisible())
    page.find_button.setFocus()
    desk.until(page.find_button.hasFocus)
    desk.qtbot.keyClick(page.find_button, Qt.Key.Key_Space)
    assert not page.find_button.isEnabled()
    assert page.hasFocus(), QApplication.focusWidget()
    desk.until(lambda: page.find_button.isEnabled())
    assert page.find_button.hasFocus(), QApplication.focusWidget()

    desk.qtbot.keyClick(page.find_button, Qt.Key.Key_Space)
    page.entities.setFocus()  # who went on meanwhile is not called back
    desk.until(lambda: page.find_button.isEnabled())
    assert page.entities.hasFocus()


def test_tab_comes_to_what_is_made_late_where_it_stands(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for part in (QLineEdit(objectName="first"), owner := QFrame(), QLineEdit(objectName="last")):
        column.addWidget(part)

    def build() -> None:
        inside = QVBoxLayout(owner)
        for name in ("one", "two"):
            inside.addWidget(QLineEdit(owner, objectName=name))

    for _ in range(2):
        furnish(owner, build)
    window.show()
    window.findChild(QLineEdit, "first").setFocus()
    reached = []
    for _ in range(4):
        reached.append(window.focusWidget().objectName())
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert reached == ["first", "one", "two", "last"]
