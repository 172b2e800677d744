"""Whoever is away names his stand-in by typing, sees who it usually is, and that one is told; a competitor leads to where one met him."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.qt.editors.people_box import PeopleBox
from crm_desktop.shell.notice_board import notice_words, read_notices
from tests.databases import AccountSet
from tests.db.handoverkit import person
from tests.ui import formkit
from tests.ui.shellkit import Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


@pytest.mark.parametrize("typed", ["chen", "cj", "陈"])
def test_people_are_found_by_what_is_typed(qtbot: QtBot, typed: str) -> None:
    box = PeopleBox()
    qtbot.addWidget(box)
    box.addItem("", 0)
    for place, (name, spelt) in enumerate((("白浩然", "bai hao ran"), ("陈静", "chen jing"), ("陈亮", "chen liang"))):
        box.add_person(name, place + 1, spelt)
    box.show()
    for letter in typed:
        box.view().keyboardSearch(letter)
    assert box.view().currentIndex().data() == "陈静"


def test_typing_in_the_closed_box_chooses_and_again_goes_on(qtbot: QtBot) -> None:
    box = PeopleBox()
    qtbot.addWidget(box)
    for place, (name, spelt) in enumerate((("白浩然", "bai hao ran"), ("陈静", "chen jing"), ("陈亮", "chen liang"))):
        box.add_person(name, place + 1, spelt)
    box.show()
    formkit.type_text(qtbot, box, "cl")
    assert box.currentData() == 3
    qtbot.wait(QApplication.keyboardInputInterval() + 50)
    formkit.type_text(qtbot, box, "c")
    assert box.currentData() == 2, "after a pause it is another word, from the next one on"


def test_the_usual_one_is_named_and_the_stand_in_is_told(office: Office) -> None:
    rows, usual = office.account_set.rows, person(office.account_set, "rep2")
    rows("UPDATE crm.employee SET stand_in_id = %s WHERE login = 'rep1' RETURNING 1", usual)
    ((name, mine),) = rows(
        "SELECT (SELECT name FROM crm.employee WHERE id = %s), (SELECT name FROM crm.employee WHERE login = 'rep1')",
        usual,
    )
    desk, other = office.open("rep1"), office.open("rep2")
    desk.window.open_page("directory")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    desk.find(QPushButton, "i_am_away").click()
    desk.until(lambda: desk.window.findChildren(QDialog, "absence_dialog"))
    dialog: Any = desk.window.findChildren(QDialog, "absence_dialog")[-1]
    desk.until(lambda: dialog._stand_in.count() > 3)
    assert dialog._stand_in.itemText(0) == f"The usual one: {name}"
    keys: Any = office.qtbot
    keys.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: rows("SELECT 1 FROM crm.absence"))
    ((first, text),) = rows(
        "SELECT crm.today(), text FROM crm.notice WHERE employee_id = %s AND kind = 'stand_in'", usual
    )
    assert text == f"{mine}\t{first}\t{first}"
    seen: list[Any] = []
    context = other.window.context
    read_notices(context, other.window, seen.extend)
    other.until(lambda: seen)
    assert notice_words(context, seen[0]) == f"You stand in for {mine}: {first} to {first}"
    dialog.reject()


def test_nobody_is_told_of_an_absence_without_a_stand_in(office: Office) -> None:
    rows = office.account_set.rows
    rows("UPDATE crm.employee SET stand_in_id = NULL RETURNING 1")
    rows(
        "INSERT INTO crm.absence (employee_id, from_on, to_on) VALUES (%s, crm.today(), crm.today()) RETURNING 1",
        person(office.account_set, "rep1"),
    )
    assert rows("SELECT 1 FROM crm.notice WHERE kind = 'stand_in'") == []


def test_a_competitor_leads_to_the_opportunities_and_they_are_filtered_by_him(office: Office) -> None:
    rows = office.account_set.rows
    ((rival,),) = rows("INSERT INTO crm.partner (name, is_competitor) VALUES ('古城数码', true) RETURNING id")
    ((deal,),) = rows(
        "SELECT min(o.id) FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id WHERE e.login = 'rep1'"
    )
    rows(
        "INSERT INTO crm.opportunity_competitor (opportunity_id, partner_id, took_it) VALUES (%s, %s, true) RETURNING 1",
        deal, rival,
    )  # fmt: skip
    desk = office.open("rep1")
    desk.window.open_record("partner", rival)
    desk.until(lambda: any(b.isVisible() for b in desk.window.findChildren(QPushButton, "standing_opportunities")))
    desk.find(QPushButton, "standing_opportunities").click()
    desk.until(lambda: desk.window.documents.current.objectName() == "opportunity_list_page")
    page = desk.window.documents.current
    desk.until(lambda: page.list.model.rowCount() == 1)
    entity = desk.window.context.entity("opportunity")
    assert entity["opportunity_competitor.took_it"].of_part == "opportunity_competitor"
    ((lost, others),) = rows(
        "SELECT count(*) FILTER (WHERE took), count(*) FILTER (WHERE NOT took) FROM (SELECT bool_or(c.took_it) AS took FROM crm.opportunity_competitor c "
        "JOIN crm.opportunity o ON o.id = c.opportunity_id JOIN crm.employee e ON e.id = o.owner_id WHERE e.login = 'rep1' GROUP BY o.id) x"
    )
    page.list.filter.set_text("rival.wonit:yes")
    desk.until(lambda: page.list.model.state != "loading" and desk.desktop.jobs.busy == 0)
    assert page.list.model.rowCount() == lost > 0 < others
    page.list.filter.set_text("rival.competitor:古城数码")
    desk.until(lambda: page.list.model.state != "loading" and desk.desktop.jobs.busy == 0)
    assert page.list.model.rowCount() == 1
