"""Favourites on the screen: one key in list and page, the built-in view, folders by drag and by keys, a quiet notice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def stars(office: Office) -> list[tuple[str, int]]:
    return office.account_set.rows("SELECT table_name, record_id FROM crm.favourite ORDER BY id")


def listed(desk: Desk, entity: str = "customer") -> Any:
    """Open a list and wait for its rows."""
    page = desk.window.open_listed(f"list:{entity}")
    desk.until(lambda: page.list.model.complete and page.list.model.rowCount() > 1 and page.list.model.record_at(0))
    page.list.table.setFocus()
    page.list.table.go_to_row(0)
    return page


def favourites(desk: Desk, wanted: int) -> Any:
    page = desk.window.open_listed("favourites")
    desk.until(lambda: len(page.board.favourites) == wanted)
    return page


def test_one_key_stars_in_the_list_and_undo_takes_it_back(office: Office) -> None:
    desk = office.open("boss")
    page = listed(desk)
    first = page.list.current_id()
    office.qtbot.keyClick(page.list.table, Qt.Key.Key_D, CTRL)
    desk.until(lambda: stars(office) == [("customer", first)])
    desk.until(lambda: page.list.model.record_at(0).values["favourite"])
    assert page.list.model.columns[0].name == "favourite"
    assert page.list.model.index(0, 0).data() == "★"
    desk.until(lambda: any("among your favourites now" in words for words in desk.toasts()))
    desk.window.toasts.undo_last()
    desk.until(lambda: stars(office) == [])
    desk.until(lambda: not page.list.model.record_at(0).values["favourite"])


def test_the_built_in_view_shows_the_favourites_and_can_open_the_list(office: Office) -> None:
    desk = office.open("boss")
    wanted = 2
    office.account_set.rows(
        "INSERT INTO crm.favourite (employee_id, table_name, record_id) "
        "SELECT id, 'customer', %s FROM crm.employee WHERE login = 'boss'", wanted
    )  # fmt: skip
    page = listed(desk)
    desk.until(lambda: (chip := page.findChild(QPushButton, "view_favourite")) and chip.isVisible())
    chip = desk.find(QPushButton, "view_favourite")
    assert chip.text() == "My favourites"
    chip.click()
    assert page.list.filter.text() == "Star:yes"
    desk.until(lambda: list(page.list.ids()) == [wanted])
    line = desk.find(QLineEdit, "filter_line")
    line.clear()
    desk.until(lambda: len(page.list.ids()) > 1)
    office.qtbot.keyClicks(line, "favourite:yes")
    desk.until(lambda: list(page.list.ids()) == [wanted])
    page.list.filter.set_text("收藏:否")
    desk.until(lambda: len(page.list.ids()) > 1 and wanted not in page.list.ids())
    view = page.list.filter._views[0]
    page._view_action("default", view)
    desk.until(lambda: page.list.filter.default_view() is not None)
    assert page.context.prefs.get("list.customer.default_view") == "favourite"


def test_the_star_in_the_head_of_a_record(office: Office) -> None:
    desk = office.open("rep1")
    ((mine,),) = office.account_set.rows(
        "SELECT min(c.id) FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    page = desk.window.open_record("contact", mine)
    desk.until(lambda: page._record.id == mine)
    mark = desk.find(QToolButton, "star_mark")
    assert not mark.isChecked() and "Ctrl+D" in mark.toolTip()
    office.qtbot.keyClick(page.form, Qt.Key.Key_D, CTRL)
    desk.until(lambda: stars(office) == [("contact", mine)])
    desk.until(mark.isChecked)
    assert not page.is_dirty()
    mark.click()
    desk.until(lambda: stars(office) == [])
    desk.until(lambda: not mark.isChecked())


def test_folders_by_keys_and_by_drag(office: Office) -> None:
    desk = office.open("boss")
    office.account_set.rows(
        "INSERT INTO crm.favourite (employee_id, table_name, record_id) SELECT e.id, t, i FROM crm.employee e, "
        "(VALUES ('customer', 1), ('customer', 2), ('product', 1)) v(t, i) WHERE e.login = 'boss'"
    )
    page = favourites(desk, 3)
    dialog = page.ask_folder()
    dialog.line.setText("我的客户")
    office.qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    desk.until(lambda: [f.name for f in page.board.folders] == ["我的客户"])
    desk.until(lambda: page.folders.place() == page.board.folders[0].id)
    again = page.ask_folder()
    again.line.setText("我的客户")
    assert "already" in again._why.text() and not again._buttons.buttons()[0].isEnabled()
    again.reject()
    page.folders.setCurrentRow(0)
    desk.window.activateWindow()
    desk.until(lambda: page.list.setFocus() or page.list.hasFocus())
    page.list.selectAll()
    office.qtbot.keyClick(page.list, Qt.Key.Key_M, ALT)
    menu = page.findChild(QMenu, "folder_menu")
    assert [action.text() for action in menu.actions()][:2] == ["我的客户", "Without a folder"]
    menu.actions()[0].trigger()
    menu.close()
    folder = page.board.folders[0].id
    desk.until(lambda: {f.folder_id for f in page.board.favourites} == {folder})
    page.folders.setCurrentRow(2)
    page.list.clearSelection()
    page.list.topLevelItem(0).setSelected(True)
    moved = page.list.chosen()[0].id
    at = QPointF(page.folders.visualItemRect(page.folders.item(1)).center())
    event = QDropEvent(
        at, Qt.DropAction.MoveAction, QMimeData(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert event.source() is None
    page.folders.dropEvent(event)  # not from the list: nothing happens
    page.folders.dropped.emit(0)
    desk.until(lambda: next(f for f in page.board.favourites if f.id == moved).folder_id is None)


def test_order_and_notices_by_keys(office: Office) -> None:
    desk = office.open("boss")
    office.account_set.rows(
        "INSERT INTO crm.favourite (employee_id, table_name, record_id) SELECT e.id, t, i FROM crm.employee e, "
        "(VALUES ('customer', 1), ('customer', 2), ('partner', 1)) v(t, i) WHERE e.login = 'boss'"
    )
    page = favourites(desk, 3)
    before = [f.id for f in page.list.all()]
    page.list.setFocus()
    page.list.setCurrentItem(page.list.topLevelItem(0))
    office.qtbot.keyClick(page.list, Qt.Key.Key_Down, ALT)
    desk.until(lambda: [f.id for f in page.list.all()] == [before[1], before[0], before[2]])
    page.list.selectAll()
    office.qtbot.keyClick(page.list, Qt.Key.Key_T, ALT)
    desk.until(lambda: all(f.follow for f in page.board.favourites))
    rows = office.account_set.rows
    rows("UPDATE crm.customer SET website = 'x' WHERE id = 1")  # the superuser is no colleague of the boss's own doing
    desk.until(lambda: rows("SELECT count(*) FROM crm.notice WHERE kind = 'followed'") == [(1,)])
    office.qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    desk.until(lambda: stars(office) == [])
    desk.until(lambda: page.empty.isVisible() and "Ctrl+D" in page.empty.text())


def test_a_colleague_s_change_is_told_in_words(office: Office) -> None:
    boss = office.open("boss")
    ((mine, name),) = office.account_set.rows(
        "SELECT c.id, c.name FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' LIMIT 1"
    )
    office.account_set.rows(
        "INSERT INTO crm.favourite (employee_id, table_name, record_id, follow) "
        "SELECT id, 'customer', %s, true FROM crm.employee WHERE login = 'boss'", mine
    )  # fmt: skip
    session = office.account_set.connect("rep1")
    with session, session.cursor() as cursor:
        cursor.execute("UPDATE crm.customer SET website = 'x' WHERE id = %s", (mine,))
    session.close()
    page = boss.window.open_listed("desktop")
    boss.until(lambda: page._notices.count() and f"王小明 changed {name}" in page._notices.item(0).text())
