"""The page of an order: what happens to its lines around a save."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.printing.capitals import capital_amount
from crm_desktop.qt.cells import money_text
from crm_desktop.qt.preview import Preview
from crm_desktop.shell.records.record_print import show_print
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

NOTE = "typed by hand"


@pytest.fixture
def desk(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    office = Office(account_set, tmp_path, qtbot, qapp)
    try:
        yield office.open("rep1")
    finally:
        office.close()


def _add_line(page: Any, product: int, quantity: int) -> Any:
    model = page.grid.model
    line = model.line(model.append())
    model.put(line, {"product_id": product, "quantity": quantity}, {"product_id": "PC"}, by_hand=True)
    return line


def _new_order(desk: Desk, account_set: AccountSet) -> Any:
    ((customer,),) = account_set.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    page = desk.window.new_record("sales_order", values={"customer_id": customer}, labels={"customer_id": "x"})
    page.form.editor("note").put(NOTE)
    _add_line(page, 1, 2)
    _add_line(page, 2, 3)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return page


def _stored(account_set: AccountSet, page: Any) -> list[tuple[Any, ...]]:
    return account_set.rows(
        "SELECT product_id, quantity::int FROM crm.sales_order_line WHERE order_id = %s ORDER BY position, id",
        page.record_id,
    )


def test_writing_begins_in_the_first_line_where_the_customer_is_known(desk: Desk, account_set: AccountSet) -> None:
    known = _new_order(desk, account_set)
    desk.until(lambda: desk.window.focusWidget() is known.grid.table)
    assert known.grid.table.currentIndex().row() == 0
    unknown = desk.window.new_record("sales_order")
    desk.until(lambda: desk.window.focusWidget() is unknown.form.editor("customer_id").focusProxy())
    contact = desk.window.new_record("contact", values={"customer_id": 1}, labels={"customer_id": "x"})
    desk.until(lambda: desk.window.focusWidget() is contact.form.editor("name").focusProxy())


def test_saving_twice_keeps_each_line_once(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty())
    page.grid.model.put(page.grid.model.filled()[0], {"quantity": 5}, {}, by_hand=True)
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 5), (2, 3)]
    page.grid.go_to(page.grid.model.append(), _column(page, "product_id"))
    scanner = QApplication.focusWidget()
    QTest.keyClicks(scanner, "6904")
    QTest.keyClick(scanner, Qt.Key.Key_Return)
    line = page.grid.model.line(page.grid.model.rowCount() - 1)
    desk.until(lambda: line.values.get("unit_price") == Decimal("4800") and desk.desktop.jobs.busy == 0)
    assert (line.values["product_id"], line.values["unit"], line.values["amount"]) == (4, "box", 480_000)
    assert page.grid._asked is None


def test_confirming_before_the_saved_lines_are_read_again_keeps_each_once(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.stored.connect(lambda _id: page.lead_to("confirmed"))
    page.save()
    desk.until(lambda: page.grid.model.locked and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 2), (2, 3)]
    page.lead_to("draft")
    desk.until(lambda: not page.grid.model.locked)


def test_an_order_is_confirmed_by_keyboard(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.grid.table.setFocus()
    QTest.keyClick(
        page.grid.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    desk.until(lambda: page.grid.model.locked and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert account_set.rows("SELECT state FROM crm.sales_order WHERE id = %s", page.record_id) == [("confirmed",)]


@pytest.fixture
def both(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[tuple[Any, Any, Desk]]:
    """Open one draft at its owner's desk and at the manager's."""
    office = Office(account_set, tmp_path, qtbot, qapp)
    mine, theirs = office.open("rep1"), office.open("boss")
    page = _new_order(mine, account_set)
    page.save()
    mine.until(lambda: page.record_id and not page.is_dirty() and mine.desktop.jobs.busy == 0)
    other = theirs.window.open_record("sales_order", page.record_id)
    theirs.until(lambda: len(other.grid.model.filled()) == 2)
    yield page, other, mine
    office.close()


def _saved_by_both(page: Any, other: Any, desk: Desk, mine: dict[str, Any]) -> None:
    """Type into my first line, let the other save first, then save."""
    page.grid.model.put(page.grid.model.line(0), mine, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    other.save()
    desk.until(lambda: not other.is_dirty() and other.context.jobs.busy == 0)
    page.save()
    desk.until(lambda: page.notice.words() and desk.desktop.jobs.busy == 0)
    assert "A colleague saved lines" in page.notice.words()


def test_two_who_change_one_line_lose_nothing(both: tuple[Any, Any, Desk], account_set: AccountSet) -> None:
    page, other, desk = both
    other.grid.model.put(other.grid.model.line(0), {"description": "blue", "quantity": Decimal(55)}, by_hand=True)
    _saved_by_both(page, other, desk, {"quantity": Decimal(77)})
    line = page.grid.model.line(0)
    assert (line.values["quantity"], line.values["description"]) == (77, "blue"), "theirs where I typed nothing"
    assert "55" in line.refused["quantity"] and list(line.refused) == ["quantity"]
    assert _stored(account_set, page)[0] == (1, 55), "theirs stands until I have seen it"
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 77), (2, 3)]
    assert account_set.rows(
        "SELECT description FROM crm.sales_order_line WHERE order_id = %s AND product_id = 1", page.record_id
    ) == [("blue",)]


def test_a_line_that_a_colleague_removed_or_added(both: tuple[Any, Any, Desk], account_set: AccountSet) -> None:
    page, other, desk = both
    other.grid.model.remove(0)
    _add_line(other, 3, 5)
    desk.until(lambda: other.context.jobs.busy == 0)
    _saved_by_both(page, other, desk, {"quantity": Decimal(77)})
    assert [line.values["product_id"] for line in page.grid.model.filled()] == [1, 2, 3]
    assert "removed" in page.grid.model.line(0).refused["quantity"]
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 77), (2, 3), (3, 5)]


def test_a_line_removed_here_that_a_colleague_changed_is_shown_again(
    both: tuple[Any, Any, Desk], account_set: AccountSet
) -> None:
    page, other, desk = both
    other.grid.model.put(other.grid.model.line(1), {"quantity": Decimal(55)}, by_hand=True)
    page.grid.model.remove(1)
    _saved_by_both(page, other, desk, {"quantity": Decimal(77)})
    assert [line.values["quantity"] for line in page.grid.model.filled()] == [77, 55]
    page.grid.model.remove(1)
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 77)]


def test_lines_of_an_order_that_a_colleague_confirmed_can_be_discarded(
    both: tuple[Any, Any, Desk], account_set: AccountSet
) -> None:
    page, other, desk = both
    page.grid.model.put(page.grid.model.line(0), {"quantity": Decimal(77)}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    other.lead_to("confirmed")
    desk.until(lambda: other.grid.model.locked and other.context.jobs.busy == 0)
    page.save()
    desk.until(lambda: page.notice.words() and desk.desktop.jobs.busy == 0)
    assert page.is_dirty() and _stored(account_set, page)[0] == (1, 2)
    page.discard()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert [line.values["quantity"] for line in page.grid.model.filled()] == [2, 3] and page.grid.model.locked


def test_a_step_pressed_during_a_save_waits_for_it(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    with closing(account_set.connect_admin()) as colleague, colleague.cursor() as cursor:
        colleague.autocommit = False
        cursor.execute("SELECT FROM crm.sales_order WHERE id = %s FOR UPDATE", (page.record_id,))
        page.form.editor("note").put("saved first")
        page.save()  # it waits for the row
        button = desk.find(QPushButton, "order.step.confirmed")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        QTest.keyClick(button, Qt.Key.Key_Space)  # twice is once
        page.form.editor("note").put("typed meanwhile")
        assert page._saving
        colleague.rollback()
    state = "SELECT state, note FROM crm.sales_order WHERE id = %s"
    desk.until(lambda: account_set.rows(state, page.record_id) == [("confirmed", "typed meanwhile")])
    desk.until(lambda: page.grid.model.locked and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert not page.notice.isVisible()


@pytest.mark.parametrize("refused", [False, True])
def test_no_step_can_be_pressed_while_one_is_under_way(desk: Desk, account_set: AccountSet, refused: bool) -> None:
    """What a colleague's desktop would see already is on show perhaps; the press for the next step would be lost."""
    page = _new_order(desk, account_set)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    button = desk.find(QPushButton, "order.step.confirmed")
    with closing(account_set.connect_admin()) as colleague, colleague.cursor() as cursor:
        colleague.autocommit = False
        cursor.execute("UPDATE crm.sales_order SET note = 'by a colleague' WHERE id = %s", (page.record_id,))
        button.click()  # it waits for the row
        desk.until(lambda: not button.isEnabled())
        assert not any(one.isEnabled() for one in page._step_buttons.values())
        page.retranslate()
        assert not button.isEnabled()
        colleague.commit() if refused else colleague.rollback()
    desk.until(lambda: desk.desktop.jobs.busy == 0 and all(one.isEnabled() for one in page._step_buttons.values()))
    state = "draft" if refused else "confirmed"
    assert account_set.rows("SELECT state FROM crm.sales_order WHERE id = %s", page.record_id) == [(state,)]
    desk.find(QPushButton, "order.step.confirmed" if refused else "order.step.draft").click()
    desk.until(lambda: page.grid.model.locked if refused else not page.grid.model.locked)


def test_what_is_typed_while_a_save_is_under_way_stays(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.save()
    page.grid.model.put(page.grid.model.filled()[1], {"quantity": 7}, {}, by_hand=True)
    _add_line(page, 1, 9)
    desk.until(lambda: page.record_id and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 2), (2, 3)]
    assert [int(line.values["quantity"]) for line in page.grid.model.filled()] == [2, 7, 9]
    page.save()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert _stored(account_set, page) == [(1, 2), (2, 7), (1, 9)]


def test_walking_on_shows_the_other_orders_lines(desk: Desk, account_set: AccountSet) -> None:
    page = _new_order(desk, account_set)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty())
    mine = page.record_id
    ((other,),) = account_set.rows(
        "SELECT min(o.id) FROM crm.sales_order o JOIN crm.employee e ON e.id = o.owner_id "
        "WHERE e.login = 'rep1' AND o.state = 'draft' AND o.id <> %s",
        mine,
    )
    _add_line(page, 1, 11)
    page.walk_among([mine, other])
    page.walk(1)
    desk.until(lambda: page._record.id == other and desk.desktop.jobs.busy == 0)
    assert 11 not in [line.values["quantity"] for line in page.grid.model.filled()]
    page.walk(-1)
    desk.until(lambda: page._record.id == mine and desk.desktop.jobs.busy == 0)
    assert 11 in [int(line.values["quantity"]) for line in page.grid.model.filled()], "the draft brought it back"


def test_a_save_with_nothing_to_save_hides_no_other_orders_lines(desk: Desk, account_set: AccountSet) -> None:
    first, second = _new_order(desk, account_set), _new_order(desk, account_set)
    for page in (first, second):
        page.save()
        desk.until(lambda p=page: p.record_id and not p.is_dirty() and desk.desktop.jobs.busy == 0)
    first.save()
    first.walk_among([first.record_id, second.record_id])
    first.walk(1)
    desk.until(lambda: first._record.id == second.record_id and desk.desktop.jobs.busy == 0)
    assert [int(line.values["quantity"]) for line in first.grid.model.filled()] == [2, 3]


def test_a_quantity_is_typed_with_its_unit_and_a_typed_price_is_not_overwritten(
    desk: Desk, account_set: AccountSet
) -> None:
    page = _new_order(desk, account_set)
    grid, model = page.grid, page.grid.model
    line = _add_line(page, 4, 1)  # the cable: 480 a unit, ten in a box
    desk.until(lambda: line.values.get("unit_price") == Decimal("480"))
    row, quantity, unit = model.row_of(line), *(_column(page, name) for name in ("quantity", "unit"))
    for typed, boxes in (("2箱", 2), ("3 box", 3)):
        grid.go_to(row, quantity)
        editor = grid.table.indexWidget(model.index(row, quantity))
        editor.input.setText(typed)
        editor.input.textEdited.emit(typed)
        QTest.keyClick(editor.input, Qt.Key.Key_Return)
        desk.until(lambda: line.values["unit"] == "box" and line.values["unit_price"] == Decimal("4800"))
        assert line.values["quantity"] == boxes
        assert not line.wrong
    grid.table.setColumnWidth(unit, 30)
    grid.go_to(row, unit)
    editor = grid.table.indexWidget(model.index(row, unit))
    assert sorted(code for code, _words in editor.offers()) == ["box", "unit"], "its own units and no others"
    assert editor.width() > 50 + editor.fontMetrics().horizontalAdvance("unit"), "its words can be read"
    QTest.keyClick(editor.input, Qt.Key.Key_Escape)
    model.put(line, {"unit_price": Decimal("4500")}, by_hand=True)
    model.put(line, {"unit": "unit"}, by_hand=True)
    desk.until(lambda: grid._asked is not None and desk.desktop.jobs.busy == 0)
    assert line.values["unit_price"] == Decimal("4500"), "asked, not overwritten"
    grid._keep.click()
    model.put(line, {"unit": "box", "quantity": Decimal("1.5")}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    page.save()
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert page.is_dirty(), "half a box is refused; nothing typed is lost"
    model.put(line, {"quantity": Decimal(2)}, by_hand=True)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert account_set.rows(
        "SELECT unit, quantity::int, base_quantity::int, unit_price::int FROM crm.sales_order_line WHERE order_id = %s "
        "AND product_id = 4",
        page.record_id,
    ) == [("box", 2, 20, 4500)]


def test_promotions_come_into_the_lines_and_free_ones_after_the_save(desk: Desk, account_set: AccountSet) -> None:
    account_set.rows(
        "INSERT INTO crm.promotion (name, effect, product_id, buy_quantity, free_quantity) VALUES ('买十赠一', 'free_item', 4, 10, 1) RETURNING 1"
    )
    account_set.rows("INSERT INTO crm.promotion (name, product_id, discount) VALUES ('九折', 1, 10) RETURNING 1")
    page = _new_order(desk, account_set)
    model = page.grid.model
    first = model.filled()[0]
    asked = Decimal(first.values["list_price"]) * 9 / 10
    desk.until(lambda: first.values.get("promotion") == "九折")
    desk.until(lambda: not page.grid.table.isColumnHidden(_column(page, "promotion")))
    _add_line(page, 4, 21)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    page.save()
    desk.until(lambda: page.record_id and not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert [(r.values["product_id"], int(r.values["quantity"])) for r in model.filled()] == [
        (1, 2),
        (2, 3),
        (4, 21),
        (4, 2),
    ]
    assert model.filled()[3].values["promotion"] == "买十赠一"
    assert page.form.editor("promotion").value() == "买十赠一"
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.findChildren(Preview))
    preview = page.findChildren(Preview)[0]
    with pypdfium2.PdfDocument(preview.content) as document:
        printed = "".join(p.get_textpage().get_text_range() for p in document)
    assert [printed.count(word) for word in ("Promotion", "九折", "买十赠一", "4,499.10")] == [2, 1, 2, 1]
    preview.close()
    model.put(model.filled()[2], {"quantity": Decimal(30)}, by_hand=True)
    model.put(first_line(model), {"unit_price": Decimal(4000)}, by_hand=True)
    model.put(first_line(model), {"quantity": Decimal(3)}, by_hand=True)
    desk.until(lambda: page.grid._asked is not None and desk.desktop.jobs.busy == 0)
    assert first_line(model).values["unit_price"] == Decimal(4000), "asked, not overwritten"
    page.grid._keep.click()
    page.save()
    page.form.editor("note").put("typed while it is saved")
    _add_line(page, 2, 8)
    desk.until(lambda: not page._saving and desk.desktop.jobs.busy == 0)
    found = [(r.values["product_id"], int(r.values["quantity"])) for r in model.filled()]
    assert sorted(found) == sorted([(1, 3), (2, 3), (4, 30), (2, 8), (4, 3)]), (
        "the free line follows, what was typed stays"
    )
    assert asked


def test_a_column_that_only_tells_takes_no_room_while_it_has_nothing_to_tell(
    desk: Desk, account_set: AccountSet
) -> None:
    _end_promotions(account_set)
    page = _new_order(desk, account_set)
    place, table = _column(page, "promotion"), page.grid.table
    desk.until(lambda: table.isColumnHidden(place))
    assert not table.isColumnHidden(_column(page, "description")), "one may type into it"
    account_set.rows("INSERT INTO crm.promotion (name, product_id, discount) VALUES ('九折', 4, 10) RETURNING 1")
    line = _add_line(page, 4, 1)
    desk.until(lambda: line.values.get("promotion") == "九折")
    desk.until(lambda: not table.isColumnHidden(place))


def _end_promotions(account_set: AccountSet) -> None:
    """End what other tests began."""
    account_set.rows("UPDATE crm.promotion SET retired = true RETURNING 1")


def first_line(model: Any) -> Any:
    return model.filled()[0]


def _column(page: Any, name: str) -> int:
    return next(i for i, f in enumerate(page.grid.model.fields) if f.name == name)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_sheet_of_an_order_adds_up_and_writes_the_amount_in_words(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication, language: str
) -> None:
    office = Office(account_set, tmp_path, qtbot, qapp, language)
    try:
        desk = office.open("rep1")
        page = _new_order(desk, account_set)
        page.save()
        desk.until(lambda: page.record_id and desk.desktop.jobs.busy == 0)
        text = _printed(desk, page)
        ((amount,),) = account_set.rows("SELECT amount FROM crm.sales_order WHERE id = %s", page.record_id)
        assert amount > 0 and text.count(money_text(int(amount))) >= 2  # in the sums, and below the lines
        assert (capital_amount(int(amount)) in text.replace("\r\n", "")) == (language == "zh_CN")
        chinese = language == "zh_CN"
        for foot in (text, page.grid._foot.text()):  # a promotion on the whole order is taken off the amount only
            assert ("明细合计" if chinese else "Sum of lines") in foot
        assert not re.search(r"\.\d{3}", text), "a price without tax has the decimals of the price"
        for inside in ("创建人", "修改人") if chinese else ("Created by", "Changed by"):
            assert inside not in text
    finally:
        office.close()


def test_a_column_in_which_nothing_stands_is_not_printed(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    _end_promotions(account_set)
    office = Office(account_set, tmp_path, qtbot, qapp, "en")
    try:
        desk = office.open("rep1")
        heads = []
        for promoted in (False, True):
            if promoted:
                account_set.rows(
                    "INSERT INTO crm.promotion (name, product_id, discount) VALUES ('Tenth off', 1, 10) RETURNING 1"
                )
            page = _new_order(desk, account_set)
            page.save()
            desk.until(lambda page=page: page.record_id and desk.desktop.jobs.busy == 0)
            text = _printed(desk, page)
            assert "Quantity" in text and ("Tenth off" in text) == promoted
            heads.append(len(re.findall(r"Promotion(?! discount)", text)))
        assert heads == [0, 1]
    finally:
        office.close()


def _printed(desk: Desk, page: Any) -> str:
    show_print(page)
    desk.until(lambda: page.findChildren(Preview))
    with closing(pypdfium2.PdfDocument(page.findChild(Preview).content)) as document:
        return "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
