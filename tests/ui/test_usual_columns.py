"""The usual columns of every list on a small screen: none is scrolled sideways, what has no room is named."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.qt.listview import ListView
from crm_desktop.shell import registry
from tests.databases import AccountSet
from tests.db.customkit import lend, make_kinds
from tests.ui.shellkit import Desk, Office


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


def _is_read(desk: Desk, view: ListView) -> bool:
    return view.model.complete and desk.desktop.jobs.busy == 0


def test_no_list_scrolls_sideways_in_its_usual_columns(office: Office) -> None:
    desk = office.open("admin")
    desk.window.resize(1366, 768)
    facts = desk.window.context.facts()
    lists = [e.name for e in registry.nouns(facts) if e.listed and e.name in facts.entities]
    assert len(lists) > 25
    scrolled = {}
    for name in lists:
        page = desk.window.open_list(name)
        desk.until(functools.partial(_is_read, desk, page.list))
        if beyond := page.list.table.horizontalScrollBar().maximum():
            scrolled[name] = beyond
        desk.window.context.navigator.close(page)
    assert not scrolled


def test_what_has_no_room_is_named_at_the_foot_and_comes_back(office: Office) -> None:
    desk = office.open("admin")
    desk.window.resize(1500, 768)
    page = desk.window.open_list("pool_customer")
    view = page.list
    desk.until(lambda: _is_read(desk, view))
    table, titles = view.table, [view.model.label(f) for f in view.model.columns]
    gone = table.left_out()
    reason = view.model.label(view.entity["pool_reason"])
    assert reason in gone, "the first that gives way"
    assert view.model.label(view.entity["name"]) not in gone
    between = "、" if office.language == "zh_CN" else ", "
    assert page.status().endswith(between.join(gone))
    table.setCurrentIndex(view.model.index(0, titles.index(gone[-1])))
    desk.window.resize(1200, 768)
    assert len(table.left_out()) > len(gone)
    assert not table.isColumnHidden(max(table.currentIndex().column(), 0)), "the cursor stands where one sees it"
    desk.window.resize(2400, 900)
    desk.until(lambda: table.left_out() == [])
    assert reason not in page.status()


@pytest.mark.parametrize(
    ("name", "args"),
    [("past", {"moment": "2099-01-01T00:00:00+08:00"}), ("ranking", {"start": "2026-01-01", "end": "2026-03-31"})],
)
def test_results_leave_out_what_has_no_room_too(office: Office, name: str, args: dict[str, str]) -> None:
    desk = office.open("admin")
    desk.window.resize(1200, 768)
    page = desk.window.open_page(name, **args)
    desk.until(lambda: page.model.rowCount() and desk.desktop.jobs.busy == 0)
    gone = page.table.left_out()
    assert gone and page.table.horizontalScrollBar().maximum() == 0
    between = "、" if office.language == "zh_CN" else ", "
    assert page.status().endswith(between.join(gone))
    desk.window.resize(2400, 900)
    desk.until(lambda: page.table.left_out() == [] and page.table.horizontalScrollBar().maximum() == 0)
    assert gone[0] not in page.status()


def test_cards_and_groups_say_nothing_of_columns(office: Office) -> None:
    desk = office.open("admin")
    desk.window.resize(1200, 768)
    page = desk.window.open_list("pool_customer")
    desk.until(lambda: _is_read(desk, page.list))
    named = page.list.table.no_room()
    assert named and named in page.status()
    said: list[str] = []
    page.list.status_changed.connect(said.append)
    page.list.show_cards(True)
    assert named not in page.status() and named not in said[-1]
    page.list.show_cards(False)
    desk.until(lambda: named in page.status() and named in said[-1])
    page.list.group_by("grade")
    desk.until(lambda: named not in page.status() and named not in said[-1])


def test_who_chose_or_drew_columns_has_them_all(office: Office) -> None:
    desk = office.open("admin")
    desk.window.resize(1366, 768)
    view = desk.window.open_list("pool_customer").list
    desk.until(lambda: _is_read(desk, view))
    assert view.table.left_out()
    usual = [f.name for f in view.model.columns]
    view.model.set_columns(list(reversed(usual)))
    assert view.table.left_out(), "another order is no other choice"
    view.model.set_columns([*usual, next(f.name for f in view.entity.fields if f.name not in usual)])
    assert view.table.left_out() == []
    view.model.set_columns(usual)
    assert view.table.left_out()
    view.restore({"widths": {"name": 200}, "columns": usual})
    assert view.table.left_out() == []
    assert view.table.horizontalScrollBar().maximum() > 0


def test_the_usual_columns_come_back_as_the_page_has_them(office: Office) -> None:
    """Target customers have usual columns of their own; “Standard columns” brought those of all customers."""
    desk = office.open("admin")
    view = desk.window.open_listed("targets").list
    desk.until(lambda: _is_read(desk, view))
    usual = [field.name for field in view.model.columns]
    assert usual != list(view.entity.list_columns)
    view.model.set_columns(["name", "code"])
    assert view.state()["columns"] == ["name", "code"]
    view.choose_columns()
    view.findChild(QPushButton, "column_reset").click()
    assert [field.name for field in view.model.columns] == usual
    assert view.state()["columns"] == []
    view.findChild(QWidget, "column_chooser").close()


def test_a_width_that_the_program_gave_is_not_remembered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = office.open("admin")
    desk.window.resize(1366, 768)
    view = desk.window.open_list("customer").list
    desk.until(lambda: _is_read(desk, view))
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)  # one drags the window's edge
    before = [view.table.columnWidth(n) for n in range(len(view.model.columns))]
    desk.window.resize(1700, 768)
    desk.until(lambda: before != [view.table.columnWidth(n) for n in range(len(view.model.columns))])
    assert view.state()["widths"] == {}
    view.table.setColumnWidth(1, 222)
    assert view.state()["widths"] == {view.model.columns[1].name: 222}
