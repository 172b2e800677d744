"""Variants on the screen: made by keyboard with Undo, shown beside their main product, withdrawn with it, refused in a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.products.make_variants import MakeVariants
from crm_desktop.core.query import Condition
from crm_desktop.system.trail.rules import Entry
from crm_desktop.system.trail.wording import value_words
from tests.databases import AccountSet
from tests.db.test_variants import define, make_family
from tests.ui.shellkit import Desk, Office
from tests.ui.test_definitions import typed

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    define(fresh_account_set)
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _product(desk: Desk, product_id: int) -> Any:
    page = desk.window.open_record("product", product_id)
    desk.until(lambda: page.form.record.id == product_id and not desk.desktop.jobs.busy)
    return page


def _variants(desk: Desk, page: Any) -> Any:
    page.related.setCurrentWidget(page.variants)
    desk.until(lambda: not desk.desktop.jobs.busy)
    return page.variants


def test_variants_are_made_by_keyboard_and_taken_back(office: Office) -> None:
    desk = office.open("pm")
    side = _variants(desk, _product(desk, 1))
    assert side.about.text().startswith("It comes in no variants") and side.table.isHidden()
    side.make.setFocus()
    desk.qtbot.keyClick(side.make, Qt.Key.Key_Space)
    dialog: Any = side.findChild(MakeVariants, "make_variants_dialog")
    tree, table = dialog.tree, dialog.table
    assert not dialog._apply.isEnabled() and "0 combinations" in dialog.count.text()
    desk.until(tree.hasFocus)
    desk.qtbot.keyClick(tree, Qt.Key.Key_Space)  # the whole first attribute
    for key in (Qt.Key.Key_Down,) * 4:
        desk.qtbot.keyClick(tree, key)
    desk.qtbot.keyClick(tree, Qt.Key.Key_Space)  # of the second its first value
    assert [table.item(n, 0).text() for n in range(table.rowCount())] == [
        "联想台式电脑 M450 16G 黑色",
        "联想台式电脑 M450 32G 黑色",
    ]
    desk.qtbot.keyClick(tree, Qt.Key.Key_Down)
    desk.qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert dialog.count.text() == "4 combinations: 0 there already, 4 to be made."
    table.setFocus()
    table.setCurrentCell(3, 0)
    desk.qtbot.keyClick(table, Qt.Key.Key_Space)  # this one not
    assert dialog.count.text() == "4 combinations: 0 there already, 3 to be made."
    table.setCurrentCell(0, 1)
    desk.qtbot.keyClick(table, Qt.Key.Key_F2)
    line = table.focusWidget() if table.hasFocus() else QApplication.focusWidget()
    desk.qtbot.keyClicks(line, "M450-A")
    desk.qtbot.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: table.item(0, 1).text() == "M450-A" and not table.isPersistentEditorOpen(table.item(0, 1)))
    assert dialog.isVisible() and not office.account_set.rows("SELECT FROM crm.product WHERE variant_of_id = 1")
    desk.qtbot.keyPress(table, Qt.Key.Key_Return, CTRL)  # let go, the dialog takes no keys any more
    desk.until(lambda: len(side.model.rows) == 3)
    assert "3 variants were made." in desk.toasts()
    rows = office.account_set.rows(
        "SELECT code, name, list_price, attrs ->> 'memory' FROM crm.product WHERE variant_of_id = 1 ORDER BY id"
    )
    assert rows[0][0] == "M450-A" and all(r[0] for r in rows)
    assert {r[2] for r in rows} == {office.account_set.rows("SELECT list_price FROM crm.product WHERE id = 1")[0][0]}
    desk.window.toasts.undo_last()
    desk.until(lambda: not side.model.rows)
    assert office.account_set.rows("SELECT varies_by FROM crm.product WHERE id = 1") == [([],)]


def test_a_variant_shows_its_main_product_and_those_beside_it(office: Office) -> None:
    made = make_family(office.account_set)
    desk = office.open("pm")
    page = _product(desk, made["main"])
    assert page.related.currentWidget() is page.variants, "a main product is sold as one of them: they come first"
    desk.until(lambda: len(page.variants.model.rows) == 3)
    assert not page.form.editor("variant_of_id").isVisible()
    page.variants.table.selectRow(0)
    desk.qtbot.keyClick(page.variants.table, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current is not page)
    own = desk.window.documents.current
    desk.until(lambda: own.form.record.id == made["16b"])
    side = _variants(desk, own)
    desk.until(lambda: len(side.model.rows) == 3)
    assert side.table.current().id == made["16b"] and "联想笔记本 T14" in side.about.text()
    assert [c.title() for c in side.model.columns][:4] == ["Code", "Memory", "Colour", "Price"]
    assert own.form.editor("class_id").isEnabled() is False or own.form.why_not("class_id")
    side.main.click()
    desk.until(lambda: desk.window.documents.current is page)


@pytest.mark.parametrize("read_first", [False, True], ids=["told first", "read first"])
def test_withdrawing_a_main_product_asks_about_its_variants(office: Office, read_first: bool) -> None:
    made = make_family(office.account_set)
    desk = office.open("pm")
    page = _product(desk, made["main"])
    typed(desk, page.form, "status", "Withdrawn")
    if read_first:  # the notice of one's own change comes before the word that it is saved, and the record is read anew
        told = page._saved

        def late(record: Any, *rest: Any) -> None:
            page._record = record
            told(record, *rest)

        page._saved = late
    page.save()
    desk.until(lambda: page.findChild(QDialog, "question") is not None)
    question: Any = page.findChild(QDialog, "question")
    assert "3 of its variants are still on sale" in question.findChild(QLabel).text()
    question.accept()
    desk.until(lambda: "3 variants were withdrawn." in desk.toasts())
    on_sale = "SELECT count(*) FROM crm.product WHERE %s IN (id, variant_of_id) AND status = 'on_sale'"
    assert office.account_set.rows(on_sale, made["main"]) == [(0,)]
    desk.window.toasts.undo_last()
    desk.until(lambda: office.account_set.rows(on_sale, made["main"]) == [(3,)])


def test_what_variants_differ_by_is_told_in_the_language_of_the_program(office: Office) -> None:
    made = make_family(office.account_set)
    desk = office.open("pm")
    model = desk.window.open_list("product").list.model
    model.set_columns(["code", "name", "varies_by"])

    def told() -> str:
        record = next(
            (r for row in range(len(model.ids)) if (r := model.record_at(row)) and r.id == made["main"]), None
        )
        return model.drawn(record)[2].text if record and not desk.desktop.jobs.busy else ""

    desk.until(lambda: told() == "Memory, Colour")
    entry = Entry(
        id=0, at=datetime.now(UTC), by="pm", client="", address="", table="product", record_id=1, operation="U", name=""
    )
    context = desk.window.context
    assert value_words(context, context.entity("product"), "varies_by", ["memory", "gone"], entry) == "Memory, gone"
    desk.desktop._use_language("zh_CN")
    desk.until(lambda: told() == "内存、颜色")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_variants_differ_by_is_filtered_by_in_words_of_both_languages(office: Office, language: str) -> None:
    make_family(office.account_set)
    desk = office.open("pm")
    desk.desktop._use_language(language)
    listed = desk.window.open_list("product").list
    desk.until(lambda: len(listed.model.ids) > 0)
    ((everything,),) = office.account_set.rows("SELECT count(*) FROM crm.product")
    bar = listed.filter

    for words, count in (
        ("varies_by:colour", 1), ("varies_by:Colour", 1), ("varies_by:颜色", 1), ("varies_by:内存,colour", 1),
        ("varies_by:!颜色", everything - 1), ("varies_by:系列", 0), ("colour:black", 2), ("颜色:黑色", 2), ("Memory:16G", 2),
    ):  # fmt: skip
        bar.set_text(words)
        assert not bar.reading().hints, words
        desk.until(lambda count=count: len(listed.model.ids) == count)
    bar.set_text("varies_by:nonsense")
    assert bar.reading().hints
    known, label = desk.window.context.entity, {"en": "Colour", "zh_CN": "颜色"}[language]
    desk.until(lambda: known("product")["attrs.colour"].label == label)
    bar.set_conditions("", [Condition("varies_by", "contains", "colour")])
    assert bar.text() == {"en": "Variesby:Colour", "zh_CN": "规格项:颜色"}[language]


def test_what_variants_differ_by_is_offered_in_words(office: Office) -> None:
    make_family(office.account_set)
    desk = office.open("pm")
    bar = desk.window.open_list("product").list.filter
    bar.line.setFocus()
    QTest.keyClicks(bar.line, "varies_by:")
    items = bar._items

    def offered() -> list[str]:
        return [items.item(row).text().split()[0] for row in range(items.rowCount())]

    desk.until(lambda: "Colour" in offered())
    assert "colour" not in offered() and "Memory" in offered()
