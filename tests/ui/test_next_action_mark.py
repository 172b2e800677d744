"""The mark of the next action: grey, green or red in lists and cards, as at the head of a record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.qt.lists.painting import DUE_COLOURS
from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _has(widget: QWidget, colour: str) -> bool:
    image = widget.grab().toImage()
    wanted = QColor(colour).rgb()
    return any(image.pixel(x, y) == wanted for y in range(image.height()) for x in range(image.width()))


def test_lists_and_cards_mark_the_next_action(office: Office) -> None:
    rows = office.account_set.rows
    rows("UPDATE crm.customer SET grade = '', status = ''")  # no other colours
    desk = office.open("rep1")
    page = desk.window.open_list("customer")
    desk.until(lambda: page.list.model.rowCount() == 2)
    page.list.model.set_columns(["name", "next_contact_on"])
    model = page.list.model
    for sql, tone in (("NULL", "badge"), ("crm.today() + 3", "badge-ok"), ("crm.today() - 1", "badge-bad")):
        rows(f"UPDATE crm.customer SET next_contact_on = {sql}")
        page.list.show_cards(False)
        page.list.refresh()
        expected = rows("SELECT min(next_contact_on) FROM crm.customer")[0][0]

        def shown(day: Any = expected) -> bool:
            record = model.shown_record(0)
            return record is not None and record.values["next_contact_on"] == day

        desk.until(shown)
        assert model.drawn(model.shown_record(0))[1].colour == DUE_COLOURS[tone]
        for cards in (False, True):
            page.list.show_cards(cards)
            view = page.list.cards if cards else page.list.table
            desk.until(lambda v=view, t=tone: _has(v.viewport(), DUE_COLOURS[t]))
            others = [colour for name, colour in DUE_COLOURS.items() if name != tone]
            assert not any(_has(view.viewport(), colour) for colour in others), tone
