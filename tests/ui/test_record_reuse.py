"""A closed record page serves the next record; nothing of the one before stays on it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.qt.lists.ordered import row_of
from crm_desktop.shell.records.walk import Walk
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def opened(desk: Desk, customer: int) -> object:
    page = desk.window.open_record("customer", customer)
    desk.until(lambda: page._record.id == customer and desk.desktop.jobs.busy == 0)
    return page


def test_the_page_is_used_again_and_shows_only_the_other_record(office: Office) -> None:
    (one, name), (two, other) = office.account_set.rows(
        "SELECT id, name FROM crm.customer WHERE owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1') "
        "ORDER BY id LIMIT 2"
    )
    desk = office.open("rep1")
    page = opened(desk, one)
    assert page.form.current()["name"] == name
    desk.window.documents.close_current()
    again = opened(desk, two)
    assert again is page
    assert again.form.current()["name"] == other
    assert again.title() == other
    assert {c.value for c in again.related._lists[0].model.query.conditions} == {two}
    assert again.presence._record_id == two
    again.form.editor("address").put("新地址")  # what is edited is the other record
    again.save()
    desk.until(lambda: not again._saving and not again.is_dirty())
    assert office.account_set.rows("SELECT id FROM crm.customer WHERE address = '新地址'") == [(two,)]


def test_a_page_with_words_not_stored_is_not_used_again(office: Office) -> None:
    ((one,), (two,)) = office.account_set.rows(
        "SELECT id FROM crm.customer WHERE owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1') "
        "ORDER BY id LIMIT 2"
    )
    desk = office.open("rep1")
    page = opened(desk, one)
    page.side.timeline.composer._editors["content"].put("说了一半")
    desk.window.documents.close_current()
    again = opened(desk, two)
    assert again is not page
    assert again.side.timeline.composer.snapshot() == {}
    desk.window.documents.close_current()
    assert opened(desk, one).side.timeline.composer._editors["content"].value() == "说了一半"
    desk.desktop._drafts.drop("customer.action", one)


def test_what_was_begun_to_be_written_stays_with_its_record(office: Office) -> None:
    """It neither goes with the page, nor to the next record by Alt+Down, nor away with the program."""
    ((one,), (two,)) = office.account_set.rows(
        "SELECT id FROM crm.customer WHERE owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1') "
        "ORDER BY id LIMIT 2"
    )
    desk = office.open("rep1")
    page = opened(desk, one)
    composer = page.side.timeline.composer
    words = composer._editors["content"].input
    words.setFocus()
    office.qtbot.keyClicks(words, "half a sentence")
    page.walk_among((one, two))
    page.walk(1)
    desk.until(lambda: page._record.id == two and desk.desktop.jobs.busy == 0)
    assert composer.snapshot() == {} and words.toPlainText() == ""
    page.walk(-1)
    desk.until(lambda: page._record.id == one and desk.desktop.jobs.busy == 0)
    assert words.toPlainText() == "half a sentence"
    office.qtbot.keyClicks(words, " more")
    desk.window.documents.close_current()
    page = opened(desk, one)
    composer = page.side.timeline.composer
    assert composer._editors["content"].value() == "half a sentence more"
    composer.keep()
    desk.until(lambda: not composer.snapshot())
    assert desk.desktop._drafts.all() == []
    made = "SELECT customer_id FROM crm.action WHERE content = 'half a sentence more'"
    assert office.account_set.rows(made) == [(one,)]


def test_rights_that_changed_ask_for_a_new_page(office: Office) -> None:
    ((one,), (two,)) = office.account_set.rows(
        "SELECT id FROM crm.customer WHERE owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1') "
        "ORDER BY id LIMIT 2"
    )
    desk = office.open("rep1")
    page = opened(desk, one)
    desk.window.documents.close_current()
    desk.desktop._reload_facts()
    desk.until(lambda: desk.desktop.jobs.busy == 0 and desk.desktop._facts is not page.made_for)
    assert opened(desk, two) is not page


@pytest.mark.parametrize("wanted", [1, 255, 256, 65_536, 99_999, 100_000, 0, -7, 2**40])
def test_a_place_among_many_is_the_one_that_counting_finds(wanted: int) -> None:
    ids = array("q", range(100_000, 0, -1))
    expected = ids.index(wanted) if 1 <= wanted <= 100_000 else -1
    assert row_of(ids, wanted) == expected
    walk = Walk(ids)
    assert walk.place(wanted) == expected
    assert walk.step(wanted, 1) == (wanted - 1 if 1 < wanted <= 100_000 else 0)


def test_a_list_that_is_walked_through_is_not_copied_number_by_number() -> None:
    ids = array("q", range(1_000_000))
    assert Walk(ids)._ids is ids


def test_a_page_is_ready_before_the_first_record_is_opened_from_a_list(office: Office) -> None:
    desk = office.open("rep1")
    listed = desk.window.open_list("customer")
    desk.until(lambda: listed.list.model.complete and "customer" in desk.window.documents._spares._pages)
    ready = desk.window.documents._spares._pages["customer"]
    desk.until(lambda: ready.side.timeline is not None)
    assert not ready.isVisible() and ready.title() and not ready.is_dirty()
    page = opened(desk, int(listed.list.model.ids[0]))
    assert page is ready
    assert page.side.timeline is not None and page.form.current()["name"] == page.title()
    desk.window.documents.close_current()


def test_few_pages_are_kept_those_of_the_nouns_looked_at_last(office: Office) -> None:
    desk = office.open("rep1")
    spares = desk.window.documents._spares
    for noun in ("customer", "contact", "opportunity"):
        desk.window.open_list(noun)
        desk.window.documents._make_ahead()
    assert list(spares._pages) == ["contact", "opportunity"]


def test_no_page_is_made_ahead_for_a_hand_written_one(office: Office) -> None:
    desk = office.open("rep1")
    desk.window.open_list("sales_order")
    desk.window.documents._make_ahead()
    assert not desk.window.documents._spares._pages
