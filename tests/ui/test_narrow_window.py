"""The window on a laptop of 1280×720 effective pixels (1920×1080 at 150 %): no page asks for more, no window is higher."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.app import wizard_templates
from crm_desktop.home.desktop_page import DesktopPage, TodoBox
from crm_desktop.printing.page import Head, Words, make_pdf
from crm_desktop.qt.preview import Preview
from crm_desktop.qt.tools import TITLE_BAR
from crm_desktop.shell import registry
from crm_desktop.shell.window.keys import KeysDialog
from crm_desktop.shell.window.main_window import SMALLEST, is_filled
from crm_desktop.system.wizard.window import WizardWindow
from tests.databases import AccountSet
from tests.db.customkit import lend, make_kinds
from tests.ui.shellkit import Desk, Office

LAPTOP = QSize(1280, 680)  #: the task bar taken off
HEAD = Head(company="A", title="B", printed="2026-07-01 09:00", person="C")


@pytest.fixture(scope="module")
def account_set(account_set: AccountSet) -> AccountSet:
    """Give the tiny company with kinds of records of its own."""
    make_kinds(account_set)
    lend(account_set, "rep1", "戴尔笔记本样机", "环太科技")
    return account_set


@pytest.fixture(params=["zh_CN", "en"])
def office(request: Any, account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp, request.param)
    yield made
    made.close()


def _grown(desk: Desk, page: QWidget) -> QSize:
    """Return the size that the smallest window has got by *page*, and close that."""
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    QApplication.processEvents()
    size: QSize = desk.window.size()
    desk.window.context.navigator.close(page)
    QApplication.processEvents()
    desk.window.resize(SMALLEST)
    return size


def test_the_window_shrinks_on_every_page(office: Office) -> None:
    desk = office.open("admin")
    window, facts = desk.window, desk.window.context.facts()
    listed = [page.name for tab in registry.TABS for page in registry.pages_of(tab.name, facts, lambda _, words: words)]
    assert len(listed) > 50
    desk.window.resize(SMALLEST)
    assert window.size() == SMALLEST
    large = {}
    for name in listed:
        if (size := _grown(desk, window.open_listed(name))) != SMALLEST:
            large[name] = size.toTuple()
    for name in sorted({e.name for e in registry.nouns(facts)} & set(facts.entities)):
        if (size := _grown(desk, window.open_record(name, 1))) != SMALLEST:
            large[f"a record of {name}"] = size.toTuple()
    page = window.open_page("trail", entity="customer", record_id=1)
    if (size := _grown(desk, page)) != SMALLEST:
        large["the trail of a record"] = size.toTuple()
    assert not large


def test_boxes_lie_in_as_many_columns_as_have_room(office: Office) -> None:
    desk = office.open("admin")
    page = desk.find(DesktopPage, "desktop_page")
    first = page.findChildren(TodoBox)[0]
    for width, columns in ((1366, 5), (1200, 4), (1366, 5), (1920, 5)):
        desk.window.resize(width, 680)
        QApplication.processEvents()
        boxes = [box for box in page.findChildren(TodoBox) if box.isVisible()]
        assert len(boxes) > columns
        assert [box.y() for box in boxes].count(first.y()) == columns
        assert all(box.width() >= TodoBox.WIDTH for box in boxes)
        assert desk.find(QTreeWidget, "my_tasks").horizontalScrollBar().maximum() == 0


def test_no_other_window_is_larger_than_the_screen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = office.open("admin")
    monkeypatch.setattr(QScreen, "availableSize", lambda _: LAPTOP)
    desk.window.show_manual()
    manual, preview = (
        desk.window.findChild(QWidget, "manual"),
        Preview(make_pdf(HEAD, [Words("D", 10)]), "A", desk.window),
    )
    wizard = WizardWindow(office.folder, office.languages, _no_place, wizard_templates())
    office.qtbot.addWidget(wizard)
    for window in (manual, preview, KeysDialog(desk.window), wizard):
        window.show()
        QApplication.processEvents()
        assert window.width() <= LAPTOP.width(), window
        assert window.height() <= LAPTOP.height() - TITLE_BAR, window
        window.close()


@pytest.mark.parametrize(("screen", "filled"), [((1280, 680), True), ((1366, 728), True), ((1920, 1040), False)])
def test_the_window_first_fills_a_screen_without_room_for_its_usual_size(screen: tuple[int, int], filled: bool) -> None:
    assert is_filled(QSize(*screen)) is filled


def _no_place(*_: Any) -> Any:
    raise AssertionError("nothing is made here")
