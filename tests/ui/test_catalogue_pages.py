"""Price page, product page, class tree and comparison with real widgets, keys and database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.prices.words import outcome_text, reason_lines, rule_text
from crm_desktop.exchange.table import open_table
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.editors.picker import _beside
from crm_desktop.qt.preview import Preview
from crm_desktop.sales.entities import SALES_ORDER_LINE
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

TODAY = date.today()
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def filled(account_set: AccountSet, tmp_path_factory: pytest.TempPathFactory) -> AccountSet:
    """Add a picture, a withdrawn product with its replacement, an attribute of one class."""
    path = tmp_path_factory.mktemp("picture") / "m450.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("steelblue"))
    image.save(str(path))
    content = path.read_bytes()
    account_set.rows(
        "WITH a AS (INSERT INTO crm.attachment (table_name, record_id, name, media_type, size) "
        "VALUES ('product', 1, 'm450.png', 'image/png', %s) RETURNING id) "
        "INSERT INTO crm.attachment_data (attachment_id, content) SELECT id, %s FROM a RETURNING attachment_id",
        len(content),
        content,
    )
    account_set.rows(
        "WITH p AS (INSERT INTO crm.product (name, class_id, list_price, status) SELECT '联想台式电脑 M400', class_id, 4500, 'withdrawn' "
        "FROM crm.product WHERE id = 1 RETURNING id) "
        "INSERT INTO crm.product_link (product_id, kind, other_id, note) SELECT id, 'replacement', 1, '停产' FROM p RETURNING id"
    )
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, only_field, only_values) VALUES "
        "('product', 'ports', '端口数', 'integer', 'class_id', '{NET}'), ('product', 'colour', '颜色', 'text', '', '{}'), "
        "('product', 'rack', '机架', 'bool', 'class_id', '{HW}') RETURNING id"
    )
    account_set.rows('UPDATE crm.product SET attrs = \'{"ports": 24, "colour": "灰"}\' WHERE id = 3 RETURNING id')
    return account_set


@pytest.fixture
def office(filled: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(filled, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _prices(desk: Desk, list_name: str = "") -> Any:
    page = desk.window.open_page("prices")
    desk.until(lambda: page.model.rows and page.tree.topLevelItemCount())
    if list_name:
        page.lists.setCurrentIndex(page.lists.findText(list_name))
        page.lists.activated.emit(page.lists.currentIndex())
        desk.until(lambda: any(r.floor_price for r in page.model.rows) or list_name != "标准价")
    return page


def _mark(page: Any, product: int) -> None:
    number = next(n for n, r in enumerate(page.model.rows) if r.product_id == product)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(number, 0))


def _name(page: Any) -> str:
    row = page.table.current_row()
    return row.name if row else ""


def test_typing_jumps_by_name_code_pinyin_and_initials_from_anywhere(office: Office) -> None:
    desk = office.open("rep1")
    page = _prices(desk)
    assert page.table.hasFocus(), "type-ahead works as soon as the page is open"
    for keys, expected in (("hpj", "惠普激光打印机 1020"), ("wangxian", "网线 305米"), ("2960", "思科交换机 2960")):
        page.table._at = 0.0  # as if a second had passed
        for key in keys:
            office.qtbot.keyClick(page.table, key)
        assert _name(page) == expected, keys
    page.tree.setFocus()
    page.table._at = 0.0
    for key in "lxts":
        office.qtbot.keyClick(page.tree if page.tree.hasFocus() else page.table, key)
    assert _name(page).startswith("联想台式")
    opened = office.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert opened is None
    desk.until(lambda: desk.window.documents.current is not page)


def test_f2_types_a_price_over_with_undo_and_a_seller_may_not(office: Office) -> None:
    maintainer, seller = office.open("pm"), office.open("rep1")
    page, seen = _prices(maintainer, "标准价"), _prices(seller, "标准价")
    _mark(page, 2)
    office.qtbot.keyClick(page.table, Qt.Key.Key_F2)
    line = maintainer.find(QLineEdit, "price_edit")
    assert line.text() == "1,499.00"
    line.selectAll()
    office.qtbot.keyClicks(line, "12,000")
    office.qtbot.keyClick(line, Qt.Key.Key_Return)
    seller.until(lambda: any(r.product_id == 2 and r.price == 12000 for r in seen.model.rows))
    maintainer.until(lambda: any(r.product_id == 2 and r.price == 12000 for r in page.model.rows))
    maintainer.window.toasts.undo_last()
    seller.until(lambda: any(r.product_id == 2 and r.price == 1499 for r in seen.model.rows))

    maintainer.until(lambda: any(r.product_id == 2 and r.price == 1499 for r in page.model.rows))
    row = next(r for r in page.model.rows if r.product_id == 2)
    page.type_price(row, "viel")
    assert any("viel" in words for words in maintainer.toasts())
    _mark(seen, 2)
    office.qtbot.keyClick(seen.table, Qt.Key.Key_F2)
    assert not [w for w in seen.findChildren(QLineEdit, "price_edit") if w.isVisible()]
    assert "cost" not in {c.title().lower() for c in seen.model.columns}


def test_an_old_price_on_the_screen_is_a_conflict_when_typed_over(office: Office) -> None:
    desk = office.open("pm")
    page = _prices(desk, "标准价")
    row = next(r for r in page.model.rows if r.product_id == 3)
    office.account_set.rows("UPDATE crm.price SET price = 6666 WHERE product_id = 3 AND method = 'fixed' RETURNING id")
    page.type_price(row, "6000")
    desk.until(lambda: any("Somebody changed" in words for words in desk.toasts()))
    assert office.account_set.rows("SELECT price FROM crm.price WHERE product_id = 3 AND method = 'fixed'") == [(6666,)]
    office.account_set.rows("UPDATE crm.price SET price = 6800 WHERE product_id = 3 AND method = 'fixed' RETURNING id")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_side_says_why_in_both_languages(office: Office, language: str) -> None:
    office.languages.use(language)
    desk = office.open("rep1")
    page = _prices(desk, "A级客户价")
    _mark(page, 1)
    desk.until(lambda: page.side.why.reason and page.side.why.reason.unit_price == Decimal("4499.1"))
    words = [line for line, _value, _depth in reason_lines(page.side.why.reason.explanation)]
    values = [value for _line, value, _depth in reason_lines(page.side.why.reason.explanation)]
    assert values[-2:] == ["4,999.00", "4,499.10"]
    assert words[1:] == (
        ["Rule for all products", "List price", "10% off"]
        if language == "en"
        else ["全部产品的规则", "标价", "下浮 10%"]
    )
    assert page.side.why.steps.topLevelItemCount() == 4
    figure = page.side.why.figure
    figure.setText("¥999,999,999.00  <span>最低 ¥888,888,888.00</span>")
    assert figure.minimumSizeHint().width() <= 250, "the floor price goes to a line of its own"
    customer = office.account_set.rows("SELECT id FROM crm.customer WHERE grade = 'B' ORDER BY id LIMIT 1")[0][0]
    page.side.why.editors[0].put(customer, "B")
    page.side.why.ask()
    desk.until(lambda: page.side.why.reason.unit_price == 4999)
    rules = page.side.why.reason.rules
    assert [outcome_text(r) for r in rules] == ["applies" if language == "en" else "适用"]
    assert "4,999.00" in rule_text(rules[0])


def test_history_and_product_stand_at_the_side(office: Office) -> None:
    desk = office.open("pm")
    office.account_set.rows("UPDATE crm.product SET list_price = 500 WHERE id = 4 RETURNING id")
    office.account_set.rows("UPDATE crm.product SET list_price = 480 WHERE id = 4 RETURNING id")
    page = _prices(desk)
    _mark(page, 4)
    page.side.tabs.setCurrentWidget(page.side.history)
    history = page.side.history
    desk.until(lambda: [step.new for step in history.steps[:2]] == [480, 500])
    assert history.chart.isVisible() and history.table.topLevelItemCount() == len(history.steps)
    assert history.quantity.isHidden(), "the list price is one for all quantities"
    history.lists.setFocus()
    office.qtbot.keyClick(history.lists, Qt.Key.Key_End)
    desk.until(lambda: len(history.events) > 3)
    assert ("list_price", Decimal(500), Decimal(480)) in {(e.what, e.old, e.new) for e in history.events}
    assert not history.chart.isVisible() and history.table.topLevelItemCount() == len(history.events)
    office.qtbot.keyClick(history.lists, Qt.Key.Key_Home)
    desk.until(lambda: history.steps)
    _mark(page, 1)
    page.side.tabs.setCurrentWidget(page.side.about)
    desk.until(lambda: page.side.about.picture.isVisible())
    assert [w.text() for w in page.side.about.findChildren(QPushButton)] == ["Replaces: 联想台式电脑 M400"]


def test_a_planned_price_shows_on_its_day_without_restart_and_can_be_taken_back(office: Office) -> None:
    maintainer, seller = office.open("pm"), office.open("rep1")
    page, seen = _prices(maintainer, "标准价"), _prices(seller, "标准价")
    tomorrow = TODAY + timedelta(days=1)
    _mark(page, 4)
    page.search.setText("网线")
    office.qtbot.mouseClick(maintainer.find(QPushButton, "by_percent"), Qt.MouseButton.LeftButton)
    page.change._editors[0].put(Decimal(-10))
    page.change._editors[2].put(Decimal("8.8"))
    page.change.ask_preview(every=True)
    maintainer.until(lambda: page.change.proposals)
    assert [(p.old, p.new) for p in page.change.proposals] == [(480, Decimal("428.8"))]
    page.change.day.put(tomorrow)
    office.qtbot.mouseClick(maintainer.find(QPushButton, "price_change.commit"), Qt.MouseButton.LeftButton)

    def shown(of: Any) -> Any:
        return next((r.price, r.planned, r.planned_on) for r in of.model.rows if r.product_id == 4)

    seller.until(lambda: shown(seen) == (480, Decimal("428.8"), tomorrow))
    seen.today = lambda: tomorrow  # the clock strikes midnight
    seen.day_over()
    seller.until(lambda: shown(seen) == (Decimal("428.8"), None, None))

    maintainer.until(lambda: page.plan.text().endswith("(1)"))
    office.qtbot.mouseClick(maintainer.find(QPushButton, "planned"), Qt.MouseButton.LeftButton)
    office.qtbot.mouseClick(maintainer.find(QPushButton, "planned_prices.take_back"), Qt.MouseButton.LeftButton)
    seller.until(lambda: shown(seen)[0] == 480)
    assert office.account_set.rows("SELECT count(*) FROM crm.price WHERE valid_from IS NOT NULL") == [(0,)]
    assert not seen.planned._back.isEnabled() and seen.planned._back.toolTip()


def test_a_list_price_is_planned_seen_by_others_taken_back_and_planned_again(office: Office) -> None:
    desk, seller = office.open("pm"), office.open("rep1")
    page, seen = _prices(desk), _prices(seller)
    tomorrow = TODAY + timedelta(days=1)

    def shown(of: Any) -> Any:
        return next((r.price, r.planned, r.planned_on) for r in of.model.rows if r.product_id == 4)

    page.search.setText("网线")
    office.qtbot.mouseClick(desk.find(QPushButton, "by_percent"), Qt.MouseButton.LeftButton)
    page.change._editors[0].put(Decimal(10))
    page.change.ask_preview(every=True)
    desk.until(lambda: page.change.proposals)
    page.change.day.put(tomorrow)
    office.qtbot.mouseClick(desk.find(QPushButton, "price_change.commit"), Qt.MouseButton.LeftButton)
    seller.until(lambda: shown(seen) == (480, 528, tomorrow))
    desk.until(lambda: any("will change on" in words for words in desk.toasts()))  # others may hear of it first
    seen.today = lambda: tomorrow  # the clock strikes midnight
    seen.day_over()
    seller.until(lambda: shown(seen) == (528, None, None))
    seen.today = lambda: TODAY
    seen.day_over()
    page.plan.setChecked(True)
    desk.until(lambda: page.plan.text().endswith("(1)"))
    assert page.planned.model.columns[1].text(page.planned.model.rows[0]) == "List price"
    page.planned.table.selectRow(0)
    office.qtbot.mouseClick(desk.find(QPushButton, "planned_prices.take_back"), Qt.MouseButton.LeftButton)
    seller.until(lambda: shown(seen) == (480, None, None))
    desk.until(lambda: any("taken back" in words for words in desk.toasts()))
    desk.window.toasts.undo_last()  # Ctrl+Alt+Z; the button is drawn a moment after its message is there
    seller.until(lambda: shown(seen) == (480, 528, tomorrow))
    desk.until(lambda: page.planned.model.rows)
    QTest.keyClick(page.planned.table, Qt.Key.Key_Down)
    QTest.keyClick(page.planned.table, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current is not page and desk.desktop.jobs.busy == 0)
    assert desk.window.documents.current.entity.name == "planned_price"


def test_the_cost_is_a_base_for_those_who_see_it(office: Office) -> None:
    desk = office.open("pm")
    page = _prices(desk)
    office.qtbot.mouseClick(desk.find(QPushButton, "by_percent"), Qt.MouseButton.LeftButton)
    bases = {page.change.base.itemData(i) for i in range(page.change.base.count())}
    assert "cost" in bases
    other = office.open("lead1")
    seen = _prices(other)
    assert "cost" not in {seen.change.base.itemData(i) for i in range(seen.change.base.count())}


def _classes(company: AccountSet) -> list[tuple[str, str | None]]:
    return [
        (code, parent)
        for code, parent in company.rows(
            "SELECT c.code, p.code FROM crm.product_class c LEFT JOIN crm.product_class p ON p.id = c.parent_id "
            "ORDER BY c.parent_id NULLS FIRST, c.position, c.code"
        )
    ]


def _item(tree: Any, name: str) -> Any:
    return next(i for i in tree._items() if i.text(0).startswith(name))


def test_classes_are_moved_by_key_and_by_drag_with_undo(office: Office) -> None:
    desk = office.open("pm")
    page = _prices(desk)
    before = _classes(office.account_set)
    assert before == [("HW", None), ("NET", "HW"), ("PC", "HW"), ("PRN", "HW")]
    tree = page.tree

    def moved_and_back(expected: list[tuple[str, str | None]]) -> None:
        desk.until(lambda: _classes(office.account_set) == expected)
        desk.until(lambda: desk.desktop.jobs.busy == 0)
        page.moves._take_back(office.account_set.rows("SELECT max(id) FROM crm.bulk_action")[0][0])
        desk.until(lambda: _classes(office.account_set) == before)
        desk.until(lambda: desk.desktop.jobs.busy == 0)
        tree.setCurrentItem(_item(tree, "打印机"))
        tree.setFocus()

    tree.setCurrentItem(_item(tree, "打印机"))
    office.qtbot.keyClick(tree, Qt.Key.Key_Up, ALT)
    moved_and_back([("HW", None), ("NET", "HW"), ("PRN", "HW"), ("PC", "HW")])
    office.qtbot.keyClick(tree, Qt.Key.Key_Right, ALT)
    moved_and_back([("HW", None), ("NET", "HW"), ("PC", "HW"), ("PRN", "PC")])
    office.qtbot.keyClick(tree, Qt.Key.Key_Left, ALT)
    moved_and_back([("HW", None), ("PRN", None), ("NET", "HW"), ("PC", "HW")])

    for name, place, expected in (
        ("网络", tree.DropIndicatorPosition.OnItem, [("HW", None), ("NET", "HW"), ("PC", "HW"), ("PRN", "NET")]),
        ("网络", tree.DropIndicatorPosition.AboveItem, [("HW", None), ("PRN", "HW"), ("NET", "HW"), ("PC", "HW")]),
        ("网络", tree.DropIndicatorPosition.BelowItem, [("HW", None), ("NET", "HW"), ("PRN", "HW"), ("PC", "HW")]),
    ):
        tree.dropIndicatorPosition = lambda p=place: p
        tree.dropEvent(
            QDropEvent(
                QPointF(tree.visualItemRect(_item(tree, name)).center()),
                Qt.DropAction.MoveAction,
                tree.model().mimeData([tree.indexFromItem(_item(tree, "打印机"))]),
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        moved_and_back(expected)

    # never below itself; a class with products stays
    hardware = _item(tree, "硬件")
    asked: list[Any] = []
    tree.move_asked.connect(lambda *a: asked.append(a))
    tree.ask_move(hardware, _item(tree, "网络"), None)
    assert asked == []
    page.moves._delete(office.account_set.rows("SELECT id FROM crm.product_class WHERE code = 'PC'")[0][0])
    desk.until(lambda: any("There are products in this class" in words for words in desk.toasts()))
    assert ("PC", "HW") in _classes(office.account_set)


def test_ctrl_z_takes_moves_of_classes_back_one_after_the_other(office: Office) -> None:
    desk = office.open("pm")
    page = _prices(desk)
    tree, states = page.tree, [_classes(office.account_set)]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Left):
        tree.setCurrentItem(_item(tree, "打印机"))
        tree.setFocus()
        office.qtbot.keyClick(tree, key, ALT)
        desk.until(lambda: _classes(office.account_set) != states[-1])
        states.append(_classes(office.account_set))
        desk.until(lambda: desk.desktop.jobs.busy == 0)
    for state in reversed(states[:-1]):
        tree.setFocus()
        office.qtbot.keyClick(tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        desk.until(lambda s=state: _classes(office.account_set) == s)
        desk.until(lambda: desk.desktop.jobs.busy == 0)
    office.qtbot.keyClick(tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: any("No class was moved" in words for words in desk.toasts()))
    assert _classes(office.account_set) == states[0]


def test_a_seller_sees_the_tree_and_cannot_move_it(office: Office) -> None:
    desk = office.open("rep1")
    page = _prices(desk)
    assert page.tree.dragDropMode() == page.tree.DragDropMode.NoDragDrop
    assert page.tree.toolTip()
    asked: list[Any] = []
    page.tree.move_asked.connect(lambda *a: asked.append(a))
    page.tree.setCurrentItem(_item(page.tree, "电脑"))
    office.qtbot.keyClick(page.tree, Qt.Key.Key_Up, ALT)
    assert asked == []


def test_the_price_list_is_printed_by_class_without_costs_and_exported_with_them(
    office: Office, tmp_path: Path
) -> None:
    import pypdfium2

    desk = office.open("pm")
    page = _prices(desk, "标准价")
    texts = []
    for pictures in (False, True):
        page._print(pictures=pictures)
        desk.until(lambda: page.findChildren(Preview))
        preview = page.findChildren(Preview)[0]
        document = pypdfium2.PdfDocument(preview.content)
        texts.append("".join(p.get_textpage().get_text_range() for p in document))
        images = [o for p in document for o in p.get_objects() if o.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        assert bool(images) == pictures
        document.close()
        preview.close()
        preview.deleteLater()
        office.qtbot.waitUntil(lambda: not page.findChildren(Preview))
    for text in texts:
        assert all(words in text for words in ("标准价", "硬件 / 电脑", "4,999.00", "联想台式电脑 M450"))
        assert "4,200" not in text and "M400" not in text, "neither costs nor what is withdrawn"
    path = tmp_path / "prices.xlsx"
    page.output.export_to(path, page.model.rows, page._entry())
    desk.until(lambda: any("prices.xlsx" in words for words in desk.toasts()))
    table = open_table(path)
    assert "Cost price" in table.headings
    assert {"4200"} <= {row.cells[table.headings.index("Cost price")] for row in table.rows()}
    assert office.account_set.rows("SELECT count(*) FROM crm.audit WHERE table_name = 'price' AND operation = 'E'") == [
        (1,)
    ]

    other = office.open("lead1")
    seen = _prices(other, "标准价")
    seen.output.export_to(path, seen.model.rows, seen._entry())
    other.until(lambda: any("prices.xlsx" in words for words in other.toasts()))
    assert "Cost price" not in open_table(path).headings
    without = office.open("rep1")
    third = _prices(without, "标准价")
    third.output.ask_export(third.model.rows, third._entry())
    assert any("no right to export" in words for words in without.toasts())


def test_up_to_four_products_side_by_side(office: Office) -> None:
    desk = office.open("pm")
    page = _prices(desk)
    selection = page.table.selectionModel()
    for product in (1, 3):
        number = next(n for n, r in enumerate(page.model.rows) if r.product_id == product)
        selection.select(page.model.index(number, 0), selection.SelectionFlag.Select | selection.SelectionFlag.Rows)
    office.qtbot.waitUntil(lambda: page.compare.isEnabled() or len(page.table.chosen()) > 4)
    office.qtbot.mouseClick(desk.find(QPushButton, "compare"), Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.window.documents.current is not page)
    compared = desk.window.documents.current
    desk.until(lambda: compared.lines)
    if {r.id for r in compared._found.records} != {1, 3}:
        compared._ids = [1, 3]
        compared._read()
        desk.until(lambda: {r.id for r in compared._found.records} == {1, 3})
    lines = {line.label: line for line in compared.lines}
    assert lines["Price"].values == ("¥4,999.00", "¥6,800.00") and lines["Price"].differs
    assert lines["端口数"].values == ("", "24"), "an attribute of one product's class"
    assert not lines["Tax rate"].differs
    words = [compared.table.verticalHeaderItem(n).text() for n in range(1, compared.table.rowCount())]
    assert all(w.startswith("≠") == line.differs for w, line in zip(words, compared.lines, strict=True))
    compared.only.setChecked(True)
    assert all(line.differs for line in compared.lines) and compared.lines
    compared.copy()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "\t联想台式电脑 M450\t思科交换机 2960"
    desk.window.activateWindow()
    compared.picker.input.setFocus()  # where the page begins
    office.qtbot.keyClick(compared.picker.input, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: compared.findChildren(Preview))
    compared.findChildren(Preview)[0].close()


def test_a_product_shows_the_attributes_of_its_classes_pictures_and_links(office: Office) -> None:
    desk = office.open("pm")
    page = desk.window.open_record("product", 4)
    desk.until(lambda: page.record_id == 4 and page._down.isVisible())

    def visible(name: str) -> bool:
        return not page.form.editor(f"attrs.{name}").isHidden()

    desk.until(lambda: visible("ports"))
    assert visible("colour") and visible("rack"), "for all, and for the class above"
    pc = office.account_set.rows("SELECT class_id FROM crm.product WHERE id = 1")[0][0]
    page.form.editor("class_id").put(pc, "电脑")
    assert not visible("ports") and visible("rack")
    page.form.load(page._record)

    other = desk.window.open_record("product", 1)
    desk.until(lambda: other.record_id == 1 and other._down.isVisible())
    other.side.setCurrentWidget(other.pictures)
    desk.until(lambda: other.pictures.large.isVisible())
    assert other.pictures.large.pixmap().toImage().pixelColor(5, 5).blue() > 150
    other.side.setCurrentWidget(other.links)
    desk.until(lambda: other.links.list.count() == 1)
    assert other.links.list.item(0).text().startswith("Replaces: 联想台式电脑 M400  (withdrawn)")
    other.links.kind.setCurrentIndex(1)
    other.links.other.put(4, "网线 305米")
    office.qtbot.mouseClick(desk.find(QPushButton, "product_links.add"), Qt.MouseButton.LeftButton)
    desk.until(lambda: other.links.list.count() == 2)
    assert office.account_set.rows("SELECT kind, other_id FROM crm.product_link WHERE product_id = 1") == [
        ("accessory", 4)
    ]
    row = next(n for n in range(2) if "网线" in other.links.list.item(n).text())
    other.links.list.setCurrentRow(row)
    other.links.list.setFocus()
    office.qtbot.keyClick(other.links.list, Qt.Key.Key_Delete)
    desk.until(lambda: other.links.list.count() == 1)


def _add_picture(office: Office, folder: Path, product: int, colour: str) -> int:
    path = folder / f"{colour}.png"
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    image.save(str(path))
    ((made,),) = office.account_set.rows(
        "WITH a AS (INSERT INTO crm.attachment (table_name, record_id, name, media_type) VALUES ('product', %s, %s, 'image/png') RETURNING id) "
        "INSERT INTO crm.attachment_data (attachment_id, content) SELECT id, %s FROM a RETURNING attachment_id",
        product, path.name, path.read_bytes(),
    )  # fmt: skip
    return int(made)


def test_another_picture_is_made_the_main_one(office: Office, tmp_path: Path) -> None:
    _first, second = (_add_picture(office, tmp_path, 3, colour) for colour in ("red", "lime"))
    main = "SELECT id FROM crm.attachment WHERE is_main"
    desk = office.open("rep1")  # who only reads products sees them, and cannot choose
    page = desk.window.open_record("product", 3)
    desk.until(lambda: page.record_id == 3 and page._down.isVisible())
    page.side.setCurrentWidget(page.pictures)
    desk.until(lambda: page.pictures.strip.count() == 2)
    page.pictures.strip.setCurrentRow(1)
    assert not page.pictures.main.isEnabled()
    assert page.pictures.main.toolTip()
    with closing(office.account_set.connect("rep1")) as rep, rep, rep.cursor() as cursor:
        cursor.execute("UPDATE crm.attachment SET is_main = true WHERE id = %s", (second,))
        assert cursor.rowcount == 0
    desk = office.open("pm")
    page = desk.window.open_record("product", 3)
    desk.until(lambda: page.record_id == 3 and page._down.isVisible())
    page.side.setCurrentWidget(page.pictures)
    desk.until(lambda: page.pictures.strip.count() == 2)
    assert not page.pictures.main.isEnabled(), "the oldest is the main one until another is chosen"
    page.pictures.strip.setCurrentRow(1)
    office.qtbot.mouseClick(page.pictures.main, Qt.MouseButton.LeftButton)
    desk.until(lambda: office.account_set.rows(main) == [(second,)])
    desk.until(lambda: page.pictures.large.accessibleName() == "lime.png" and page.pictures.strip.currentRow() == 0)
    page.pictures.strip.setCurrentRow(1)
    office.qtbot.mouseClick(page.pictures.main, Qt.MouseButton.LeftButton)
    desk.until(lambda: office.account_set.rows(main) == [(_first,)])  # there is one


def test_a_picture_that_is_none_harms_nobody(office: Office) -> None:
    office.account_set.rows(
        "WITH a AS (INSERT INTO crm.attachment (table_name, record_id, name, media_type, size) VALUES ('product', 2, 'x.png', 'image/png', 3) RETURNING id) "
        "INSERT INTO crm.attachment_data (attachment_id, content) SELECT id, 'abc' FROM a RETURNING attachment_id"
    )
    desk = office.open("rep1")
    page = desk.window.open_record("product", 2)
    desk.until(lambda: page.record_id == 2 and page._down.isVisible())
    page.side.setCurrentWidget(page.pictures)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert page.pictures.strip.count() == 0
    assert not page.links.add.isEnabled() and page.links.add.toolTip()


def test_an_order_line_offers_the_replacement_of_what_is_withdrawn(office: Office) -> None:
    desk = office.open("rep1")
    picker = editor_for(SALES_ORDER_LINE["product_id"], desk.window.context, desk.window)
    picker.show()
    picker.line.setFocus()
    office.qtbot.keyClicks(picker.line, "M400")
    desk.until(lambda: picker._hits is not None and picker._hits[0] == "M400")
    assert [(h.id, h.instead) for h in picker._hits[1]] == [(1, "联想台式电脑 M400")]
    picker._list(picker._hits[1])
    assert picker._model.item(0).text() == "联想台式电脑 M450"
    assert _beside(picker._hits[1][0]).startswith("instead of 联想台式电脑 M400")
    picker._finish()
    assert picker.value() == 1
    picker.close()
    picker.deleteLater()


def test_another_customer_asks_before_a_typed_price_goes(office: Office) -> None:
    desk = office.open("boss")
    customers = dict(office.account_set.rows("SELECT grade, min(id) FROM crm.customer GROUP BY grade"))
    page = desk.window.new_record("sales_order", {"customer_id": customers["B"]}, {"customer_id": "B"})
    model = page.grid.model

    def price(line: Any) -> Any:
        return line.values.get("unit_price")

    first = model.line(0)
    model.put(first, {"product_id": 1, "quantity": Decimal(1)}, {"product_id": "M450"}, by_hand=True)
    desk.until(lambda: price(first) == 4999)
    second = model.line(model.append())
    model.put(second, {"product_id": 2, "quantity": Decimal(1)}, {"product_id": "1020"}, by_hand=True)
    desk.until(lambda: price(second) == 1499)
    model.put(second, {"unit_price": Decimal(1400)}, {}, by_hand=True)

    page.form.editor("customer_id").put(customers["A"], "A")
    desk.until(lambda: price(first) == Decimal("4499.1"))  # the price of that grade; nobody had typed the old one
    desk.until(lambda: page.grid._asked is not None)
    assert price(second) == 1400, "typed by hand: asked first"
    page.grid._answer(True)
    assert price(second) == Decimal("1349.1")
    assert page.grid._asked is None
