"""How often the program asks the database: a number per operation that does not grow with the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, event

from crm_desktop.shell.login import services as login_services
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def desk(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    office = Office(account_set, tmp_path, qtbot, qapp)
    made = office.open("boss")
    made.until(lambda: not made.desktop._stale_facts.isActive() and not made.desktop._reading.isActive())
    made.desktop._day.stop()  # on a slow machine it would ask in the middle of a test
    home = made.window.documents.current
    made.until(lambda: home._completeness_on is not None)  # asked once, when nobody has touched the window for a while
    _quiet(made)
    yield made
    office.close()


def _quiet(desk: Desk) -> None:
    desk.qtbot.wait(50)
    desk.until(lambda: desk.desktop.jobs.busy == 0)


def _asked(desk: Desk, act: Callable[[], object]) -> list[str]:
    """Return the statements that *act* and what follows it send to the database."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    engine = desk.desktop._database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
        _quiet(desk)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found


def _customer(desk: Desk) -> int:
    return int(desk.window.documents.current.list.model.ids[0])


def test_a_list_asks_for_its_first_rows_its_order_and_its_sums_once(desk: Desk) -> None:
    asked = _asked(desk, lambda: desk.window.open_list("customer"))
    about = [s for s in asked if "FROM crm.customer" in s]
    assert sum(" LIMIT " in s for s in about) == 1, about
    assert len(asked) <= 8, asked


def test_a_record_is_read_by_one_statement_and_all_around_it_by_few(desk: Desk) -> None:
    desk.window.open_list("customer")
    _quiet(desk)
    number = _customer(desk)
    asked = _asked(desk, lambda: desk.window.open_record("customer", number))
    assert sum("crm.customer.id = " in s for s in asked) == 1, asked
    assert len(asked) <= 15, asked


def test_a_record_shown_on_a_page_used_again_asks_no_more(desk: Desk) -> None:
    desk.window.open_list("customer")
    _quiet(desk)
    one, two = list(desk.window.documents.current.list.model.ids[:2])
    first = _asked(desk, lambda: desk.window.open_record("customer", one))
    _asked(desk, desk.window.documents.close_current)
    again = _asked(desk, lambda: desk.window.open_record("customer", two))
    assert len(again) <= len(first) + 3, again  # the page that was closed says that it is no longer present


def _open_once(desk: Desk) -> None:
    """Open the search for the first time: it asks how the titles of pages and actions sound, once."""
    desk.window.search.begin()
    _quiet(desk)
    desk.window.search.finish()


def test_the_search_for_everything_is_one_question(desk: Desk) -> None:
    box = desk.window.search
    _open_once(desk)

    def look() -> None:
        box.begin()
        box.setText("科技")
        desk.until(lambda: not box._searching)

    asked = _asked(desk, look)
    assert len(asked) == 1, asked
    assert "crm.search_all" in asked[0]
    box.finish()


def test_a_key_after_a_rest_is_searched_for_at_once_and_several_keys_twice_at_most(desk: Desk) -> None:
    box = desk.window.search
    _open_once(desk)
    box.begin()
    asked = _asked(desk, lambda: box.setText("科"))
    assert len(asked) == 1, asked
    box.setText("科技")
    assert box._job is not None  # without waiting for a further key
    _quiet(desk)

    def type_quickly() -> None:
        for end in range(1, 5):
            box.setText("科技有限"[:end])
        desk.until(lambda: not box._searching)

    asked = _asked(desk, type_quickly)
    assert 1 <= len(asked) <= 2, asked  # the first key's question may have been taken back before it was asked
    box.finish()


def test_a_login_is_four_questions(desk: Desk) -> None:
    """The version, who it is, what he may and what there is, what he left behind: no more over a slow line."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    opened = desk.desktop._opened
    event.listen(Engine, "before_cursor_execute", note)
    try:
        login_services.open_account_set(opened.server, opened.account_set, "boss", "crm-boss").database.close()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(asked) == 4, asked


def test_the_first_page_asks_a_fixed_number_of_questions(desk: Desk) -> None:
    asked = _asked(desk, desk.window.documents.current.refresh)
    assert len(asked) <= 3, asked  # the numbers, the tasks, the notices


def test_a_list_without_amounts_is_not_counted_beside_its_order(desk: Desk) -> None:
    """The order of all rows says how many they are; counting a million once more takes a second."""
    desk.window.open_list("customer")
    _quiet(desk)
    model = desk.window.documents.current.list.model
    asked = _asked(desk, lambda: model.set_columns(["name", "headcount"]))
    assert model.totals is not None
    assert model.totals.count == len(model.ids)
    assert asked
    assert not [s for s in asked if "count(" in s], asked
