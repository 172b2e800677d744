"""Small windows that drop down from a list: Escape is their own, the screen holds them, a cell waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCalendarWidget, QListWidget, QWidget

from crm_desktop.core.fields import MultiChoice
from crm_desktop.qt.listview import ListView
from tests.ui import paper_records
from tests.ui.paper_records import PaperRecords, make_tools

Key = Qt.Key
ENTITY = replace(
    paper_records.ENTITY,
    fields=(*paper_records.ENTITY.fields, MultiChoice(name="wants", label="Wants", dictionary="grade")),
)


@pytest.fixture
def view(qtbot):
    tools = make_tools(PaperRecords(30), "zh_CN")
    shown = ListView(tools, ENTITY)
    qtbot.addWidget(shown)
    shown.resize(900, 300)
    shown.model.set_columns(["due", "name", "wants"])
    shown.show()
    shown.activateWindow()
    qtbot.waitExposed(shown)
    shown.open()
    qtbot.waitUntil(lambda: shown.model.state != "loading" and tools.jobs.busy == 0)
    shown.focus_rows()
    yield shown
    assert tools.jobs.close()


def listen(view):
    """Give the page below an Escape of its own, as the page of a list has one."""
    heard = []
    context = Qt.ShortcutContext.WidgetWithChildrenShortcut
    QShortcut(QKeySequence("Esc"), view, lambda: heard.append(1), context=context)
    return heard


def escape(qtbot, window):
    """Press Escape as the window system does: at the window."""
    qtbot.keyClick(window.windowHandle(), Key.Key_Escape)


def test_escape_closes_the_choice_of_columns_and_nothing_behind_it(qtbot, view):
    heard = listen(view)
    view.choose_columns()
    chooser = view.findChild(QWidget, "column_chooser")
    qtbot.waitUntil(chooser.isVisible)
    escape(qtbot, chooser)
    qtbot.waitUntil(lambda: view.findChild(QWidget, "column_chooser") is None)
    assert not heard
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    escape(qtbot, view)  # the page's own again
    assert heard


def test_the_choice_of_columns_stays_on_the_screen(qtbot, view):
    """A list below a record has its buttons near the lower edge."""
    screen = view.screen().availableGeometry()
    for corner in (screen.bottomLeft() - QPoint(0, 200), screen.bottomRight() - QPoint(300, 150), screen.topLeft()):
        view.move(corner)
        view.choose_columns()
        chooser = view.findChild(QWidget, "column_chooser")
        # the offscreen platform moves what it shows by the frame that it imagines
        assert screen.adjusted(0, 0, 2, 2).contains(chooser.frameGeometry())
        chooser.close()
        qtbot.waitUntil(lambda: view.findChild(QWidget, "column_chooser") is None)


@pytest.mark.parametrize("end", [Key.Key_Return, Key.Key_Escape])
def test_the_calendar_of_a_cell_picks_or_closes(qtbot, view, end):
    heard = listen(view)
    view.table.setCurrentIndex(view.model.index(0, 0))
    qtbot.keyClick(view.table, Key.Key_F2)
    qtbot.waitUntil(lambda: view.table.itemDelegate()._editor is not None)
    editor = view.table.itemDelegate()._editor
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_F4)
    calendar = editor.findChild(QCalendarWidget)
    qtbot.waitUntil(calendar.isVisible)
    qtbot.wait(50)  # what a lost focus closes, closes later
    assert editor is view.table.itemDelegate()._editor
    calendar.setSelectedDate(calendar.selectedDate().addDays(3))
    qtbot.keyClick(calendar.window().windowHandle(), end)
    assert not heard
    if end == Key.Key_Return:
        qtbot.waitUntil(lambda: view.model.record_at(0).values["due"] is not None)
        assert isinstance(view.model.record_at(0).values["due"], date)
    else:
        qtbot.waitUntil(lambda: editor.findChild(QCalendarWidget) is None)
        assert editor is view.table.itemDelegate()._editor


def test_the_words_of_a_cell_are_checked_and_saved(qtbot, view):
    view.table.setCurrentIndex(view.model.index(0, 2))
    qtbot.keyClick(view.table, Key.Key_F2)
    qtbot.waitUntil(lambda: view.table.itemDelegate()._editor is not None)
    editor = view.table.itemDelegate()._editor
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_F4)
    words = editor.findChild(QListWidget)
    qtbot.waitUntil(words.isVisible)
    qtbot.wait(50)
    assert editor is view.table.itemDelegate()._editor
    qtbot.keyClick(words.window().windowHandle(), Key.Key_Space)
    qtbot.keyClick(words.window().windowHandle(), Key.Key_Return)
    qtbot.waitUntil(lambda: editor.findChild(QListWidget) is None)
    qtbot.keyClick(editor.input, Key.Key_Return)
    qtbot.waitUntil(lambda: view.model.record_at(0).values.get("wants") == ["A"])
