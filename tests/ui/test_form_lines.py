"""The grid for document lines: typed through by keyboard, prices from the server, typed prices never lost."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.modeltest import ModelTester

from crm_desktop.core import fields as f
from crm_desktop.core.errors import Invalid
from crm_desktop.core.record import Record
from crm_desktop.qt.jobs import Jobs
from crm_desktop.qt.lines import LineGrid
from crm_desktop.qt.lines.widths import FIRST
from tests.ui import formkit
from tests.ui.formkit import Source

Key, Mod = Qt.Key, Qt.KeyboardModifier

FIELDS = (
    f.Ref(name="product_id", label="Product", to="customer", required=True, width=24),
    f.Quantity(name="quantity", label="Quantity", required=True),
    f.Text(name="unit", label="Unit", width=6),
    f.Price(name="price", label="Unit price", required=True),
    f.Percent(name="discount", label="Discount"),
    f.Money(name="amount", label="Amount", read_only=True),
)
PRICES = {11: Decimal(4999), 12: Decimal(100), 13: Decimal("0.5")}


def compute(values):
    price, quantity = values.get("price"), values.get("quantity")
    if price is None or quantity is None:
        return {"amount": None}
    return {"amount": int((price * quantity * (100 - (values.get("discount") or 0))).to_integral_value())}


STORED = [
    Record(
        1,
        1,
        {
            "product_id": 11,
            "quantity": Decimal(2),
            "unit": "台",
            "price": Decimal(4999),
            "discount": None,
            "amount": 999_800,
        },
        {"product_id": "长安中学"},
    ),
    Record(
        2,
        5,
        {
            "product_id": 12,
            "quantity": Decimal(1),
            "unit": "个",
            "price": Decimal(100),
            "discount": None,
            "amount": 10_000,
        },
        {"product_id": "长安汽车修理厂"},
    ),
]


class Desk:
    """A grid, and a person at the keyboard."""

    def __init__(self, qtbot, jobs):
        self.qtbot, self.gate, self.asked = qtbot, threading.Event(), []
        self.gate.set()
        self.grid = LineGrid(
            formkit.tools_of(jobs, Source(), lambda: "zh_CN"),
            "OrderLine",
            FIELDS,
            compute=compute,
            lookup=self.lookup,
            lookup_on=("product_id", "quantity"),
            sums=("amount",),
            defaults={"quantity": Decimal(1)},
            position="position",
            gives_way=("discount", "unit"),
        )
        self.tester = ModelTester(self.grid.model)
        qtbot.addWidget(self.grid)
        self.grid.resize(800, 300)
        self.grid.show()
        qtbot.waitExposed(self.grid)
        self.grid.activateWindow()
        qtbot.waitUntil(self.grid.isActiveWindow)

    def lookup(self, session, values):
        self.asked.append((values["product_id"], values["quantity"]))
        assert self.gate.wait(5)
        return Record(0, 0, {"price": PRICES[values["product_id"]], "unit": "台"})

    def editor(self):
        self.qtbot.waitUntil(
            lambda: (
                QApplication.focusWidget() is not None
                and QApplication.focusWidget().objectName() not in ("lines.table", "")
            )
        )
        return QApplication.focusWidget()

    def type(self, text):
        formkit.type_text(self.qtbot, self.editor(), text)

    def press(self, key, modifier=Mod.NoModifier):
        widget = QApplication.focusWidget()
        popup = getattr(widget, "popup", None)
        self.qtbot.keyClick(popup if popup is not None and popup.isVisible() else widget, key, modifier)

    def wait_for_price(self, row, price):
        self.qtbot.waitUntil(lambda: self.grid.model.line(row).values.get("price") == price)

    def at(self, row, column):
        self.grid.go_to(row, column, edit=False)


@pytest.fixture
def desk(qtbot):
    jobs = Jobs(formkit.open_session)
    made = Desk(qtbot, jobs)
    yield made
    made.gate.set()
    assert jobs.close(5)


def test_a_whole_order_by_keyboard(desk):
    desk.grid.set_lines([])
    desk.grid.table.setFocus()
    desk.press(Key.Key_Return)
    desk.type("雁塔")
    desk.qtbot.waitUntil(lambda: desk.editor().popup is not None and desk.editor().popup.isVisible())
    desk.press(Key.Key_Return)  # takes the marked product and goes on
    desk.qtbot.waitUntil(lambda: desk.editor().objectName() == "quantity")
    desk.wait_for_price(0, Decimal("0.5"))
    desk.editor().selectAll()
    desk.type("1200")
    desk.press(Key.Key_Return)
    assert desk.editor().objectName() == "unit"
    desk.press(Key.Key_Tab)
    assert desk.editor().objectName() == "price"
    desk.press(Key.Key_Return)
    desk.type("10%")
    desk.press(Key.Key_Return)  # the last cell: a new line begins
    assert desk.editor().objectName() == "product_id"
    assert desk.grid.table.currentIndex().row() == 1
    desk.press(Key.Key_Escape)
    assert desk.grid.sum_of("amount") == 540_00
    assert "¥540.00" in desk.grid.findChild(QLabel, "lines.sums").text()
    changes = desk.grid.changes()
    assert changes.added == (
        {
            "product_id": 13,
            "quantity": Decimal(1200),
            "unit": "台",
            "price": Decimal("0.5"),
            "discount": Decimal(10),
            "amount": 540_00,
            "position": 1,
        },
    )


def test_a_fast_typist_goes_on_when_the_product_is_found(desk):
    desk.grid.set_lines([])
    desk.at(0, 0)
    desk.press(Key.Key_F2)
    desk.type("雁塔")
    desk.press(Key.Key_Return)  # before any list is shown
    desk.qtbot.waitUntil(lambda: desk.editor().objectName() == "quantity")
    assert desk.grid.model.line(0).values["product_id"] == 13


def test_typing_starts_editing_and_leaves_other_lines_alone(desk):
    desk.grid.set_lines(STORED)
    assert not desk.grid.is_dirty()
    desk.at(0, 1)
    desk.press(Key.Key_5)
    assert desk.editor().text() == "5"
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Escape)
    changes = desk.grid.changes()
    assert [(r.id, dict(v)) for r, v in changes.changed] == [
        (1, {"quantity": Decimal(5), "amount": 2_499_500, "position": 1}),
        (2, {"position": 2}),
    ]
    assert desk.grid.is_dirty()


def test_wrong_text_stays_in_its_cell_and_is_named(desk):
    desk.grid.set_lines(STORED)
    desk.at(0, 1)
    desk.press(Key.Key_F2)
    desk.editor().selectAll()
    desk.type("1.23456")
    desk.press(Key.Key_Return)
    assert desk.editor().objectName() == "quantity"  # still there, with a sentence
    assert desk.editor().property("error")
    desk.grid.table.setFocus()  # a click elsewhere
    assert desk.grid.model.data(desk.grid.model.index(0, 1)) == "1.23456"
    with pytest.raises(Invalid) as error:
        desk.grid.changes()
    assert error.value.field == "quantity"
    desk.press(Key.Key_F2)
    assert desk.editor().text() == "1.23456"
    desk.editor().selectAll()
    desk.type("3")
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Escape)
    assert desk.grid.changes().changed[0][1]["quantity"] == 3


def test_required_cells(desk):
    desk.grid.set_lines(STORED)
    desk.at(1, 3)
    desk.press(Key.Key_Delete)
    with pytest.raises(Invalid) as error:
        desk.grid.changes()
    assert (error.value.rule, error.value.field) == ("required", "price")
    assert (desk.grid.table.currentIndex().row(), desk.grid.table.currentIndex().column()) == (1, 3)


def test_duplicate_remove_restore_and_move(desk):
    desk.grid.set_lines(STORED)
    desk.at(0, 0)
    desk.press(Key.Key_D, Mod.ControlModifier)
    assert desk.grid.model.rowCount() == 3
    desk.at(2, 0)
    desk.press(Key.Key_Delete, Mod.ControlModifier)
    changes = desk.grid.changes()
    assert [dict(a)["product_id"] for a in changes.added] == [11]
    assert [r.id for r in changes.removed] == [2]
    desk.press(Key.Key_Z, Mod.ControlModifier)
    assert not desk.grid.changes().removed
    desk.press(Key.Key_Up, Mod.ControlModifier | Mod.ShiftModifier)
    assert [line.record.id for line in desk.grid.model.filled()] == [1, 2, 0]


def test_a_price_typed_by_hand_is_asked_for(desk):
    desk.grid.set_lines(STORED)
    desk.at(0, 3)
    desk.press(Key.Key_F2)
    desk.editor().selectAll()
    desk.type("4800")
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Escape)
    desk.at(0, 1)
    desk.press(Key.Key_3)
    desk.press(Key.Key_Return)
    bar = desk.grid.findChild(QLabel, "lines.question.text")
    desk.qtbot.waitUntil(bar.isVisible)
    assert "¥4,800.00" in bar.text()
    assert "¥4,999.00" in bar.text()
    assert desk.grid.model.line(0).values["price"] == 4800
    desk.press(Key.Key_Escape)
    take = desk.grid.findChild(QPushButton, "lines.question.take")
    take.setFocus()
    desk.qtbot.keyClick(take, Key.Key_Space)
    assert desk.grid.model.line(0).values["price"] == 4999
    assert not bar.isVisible()


def test_an_answer_for_a_line_that_is_gone_is_dropped(desk):
    desk.grid.set_lines(STORED)
    desk.gate.clear()
    desk.at(0, 1)
    desk.press(Key.Key_3)
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_Delete, Mod.ControlModifier)
    desk.gate.set()
    desk.qtbot.waitUntil(lambda: desk.grid.tools.jobs.busy == 0)
    assert desk.grid.model.rowCount() == 1


def test_tab_leaves_the_grid_at_its_end(desk, qtbot):
    desk.grid.set_lines(STORED[:1])
    desk.at(0, 4)
    desk.press(Key.Key_Tab)
    assert not desk.grid.step(1)


def test_the_product_of_a_line_opens_by_alt_enter(desk):
    desk.grid.set_lines(STORED)
    desk.at(1, 0)
    desk.press(Key.Key_F2)
    with desk.qtbot.waitSignal(desk.grid.open_requested) as signal:
        desk.qtbot.keyClick(desk.editor(), Key.Key_Return, Mod.AltModifier)
    assert signal.args == ["customer", 12]


def test_locked_lines_cannot_be_changed(desk):
    desk.grid.set_lines(STORED)
    desk.grid.set_locked("The order is closed.")
    desk.at(0, 1)
    desk.press(Key.Key_5)
    desk.press(Key.Key_Delete, Mod.ControlModifier)
    desk.press(Key.Key_D, Mod.ControlModifier)
    assert not desk.grid.is_dirty()
    assert desk.grid.model.rowCount() == 2
    said, add = desk.grid.findChild(QLabel, "lines.locked"), desk.grid.findChild(QPushButton, "lines.add")
    assert (said.text(), said.isVisibleTo(desk.grid), add.isVisibleTo(desk.grid)) == (
        "The order is closed.",
        True,
        False,
    )
    desk.grid.set_locked("")
    assert (said.isVisibleTo(desk.grid), add.isVisibleTo(desk.grid)) == (False, True)


def test_stored_lines_are_not_dirty_even_with_other_positions_unset(desk):
    desk.grid.set_lines(
        [Record(r.id, r.version, {**r.values, "position": n}, r.labels) for n, r in enumerate(STORED, 1)]
    )
    assert not desk.grid.changes()
    QApplication.sendEvent(desk.grid, QEvent(QEvent.Type.LanguageChange))
    assert not desk.grid.is_dirty()


def test_no_price_is_cut_and_the_product_gets_the_rest(desk):
    grid = desk.grid
    grid.resize(700, 300)
    long = {**STORED[0].values, "price": Decimal("147731.00"), "amount": 14_773_100_00}
    grid.set_lines([Record(1, 1, long, {"product_id": "长安中学"})])
    table, names = grid.table, [field.name for field in FIELDS]

    def room(name):
        column = names.index(name)
        return table.columnWidth(column) - table.sizeHintForColumn(column)

    assert all(room(name) >= 0 for name in ("quantity", "price", "discount", "amount"))
    assert table.columnWidth(0) > 3 * table.columnWidth(names.index("unit"))
    before = table.columnWidth(names.index("amount"))
    grid.model.put(grid.model.line(0), {"price": Decimal("9147731.00")}, by_hand=True)
    assert room("amount") >= 0
    assert table.columnWidth(names.index("amount")) > before


def test_words_that_are_cut_take_what_the_product_does_not_need(desk):
    grid = desk.grid
    grid.resize(2400, 300)
    grid.set_lines([Record(1, 1, {**STORED[0].values, "unit": "一段很长的说明，" * 3}, {"product_id": "长安中学"})])
    table, column = grid.table, [field.name for field in FIELDS].index("unit")
    assert table.columnWidth(column) >= table.sizeHintForColumn(column)
    assert table.columnWidth(0) >= table.sizeHintForColumn(0)
    grid.resize(600, 300)
    QApplication.processEvents()
    assert table.columnWidth(column) < table.sizeHintForColumn(column), "the product comes first"
    table.setColumnWidth(column, 90)
    grid.resize(2400, 300)
    QApplication.processEvents()
    assert table.columnWidth(column) == 90, "what was dragged stands"


def test_what_most_can_do_without_gives_way_where_the_others_then_have_room(desk):
    grid, table, names = desk.grid, desk.grid.table, [field.name for field in FIELDS]
    grid.set_lines(STORED)
    table.setColumnWidth(names.index("price"), 400)  # the foot of a grid is not as narrow as these few columns
    first = desk.grid.fontMetrics().horizontalAdvance("0") * FIRST
    widths = {name: table.columnWidth(names.index(name)) for name in names[1:]}
    around = grid.width() - table.viewport().width()

    def shown(missing):
        grid.resize(first + sum(widths.values()) + around - missing, 300)
        QApplication.processEvents()
        return {name for name in names if not table.isColumnHidden(names.index(name))}

    assert shown(0) == {*names}
    assert shown(1) == {*names} - {"discount"}
    desk.at(0, names.index("discount") - 1)
    assert grid.step(1) and not table.isColumnHidden(table.currentIndex().column()), "the keyboard passes over it"
    assert shown(widths["discount"] + 1) == {*names} - {"discount", "unit"}
    assert shown(widths["discount"] + widths["unit"] + 1) == {*names}, (
        "it scrolls all the same: then nothing is missing"
    )
    assert shown(-100) == {*names}


def test_the_product_stays_in_view_while_the_other_columns_are_scrolled(desk):
    grid, table, names = desk.grid, desk.grid.table, [field.name for field in FIELDS]
    grid.set_lines(STORED)
    for name in names[1:]:
        table.setColumnWidth(names.index(name), 300)
    QApplication.processEvents()
    held = table.held
    assert not held.isVisible()
    last = len(names) - 1
    desk.at(0, last)
    desk.qtbot.waitUntil(held.isVisible)
    assert held.width() == table.columnWidth(0) and held.x() == table.viewport().x()
    assert held.rowViewportPosition(1) == table.rowViewportPosition(1)
    for _ in range(last - 1):  # backwards, each column beside the product, none below it
        grid.step(-1)
        shown = table.visualRect(table.currentIndex())
        assert not table.currentIndex().column() or not held.isVisible() or shown.left() >= held.width()
    desk.at(0, last)
    desk.qtbot.mouseClick(
        held.viewport(), Qt.MouseButton.LeftButton, pos=held.visualRect(grid.model.index(1, 0)).center()
    )
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 0)
    assert not held.isVisible() and table.hasFocus()


TITLES = {
    "Warranty months": "Warranty\nmonths",
    "Tax rate": "Tax\nrate",
    "In hours": "In\nhours",
    "A b c": "A b c",
    "Description": "Description",
    "Minimum order quantity": "Minimum order\nquantity",
}


def test_long_titles_stand_in_two_lines(desk):
    model = desk.grid.model
    model.fields = tuple(f.Text(name=f"attrs.n{n}", label=t) for n, t in enumerate(TITLES))
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(len(TITLES))]
    assert titles == list(TITLES.values())
