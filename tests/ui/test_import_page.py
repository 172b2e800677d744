"""The import page through real widgets: map, check, import, correct, take back, go on after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.exchange.excelfile import workbook
from crm_desktop.exchange.table import open_table
from crm_desktop.system.import_pages.start_step import importable
from tests.databases import AccountSet
from tests.db.handoverkit import make_pool
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def open_import(desk: Desk, entity: str = "customer") -> Any:
    page = desk.window.open_page("import", entity=entity)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return page


def press(desk: Desk, name: str) -> None:
    button = desk.find(QPushButton, name)
    assert button.isEnabled(), name
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def take(desk: Desk, page: Any, path: Path) -> None:
    page.take_file(path)
    desk.until(lambda: page.stack.currentWidget() is page.mapping)


def _left_of_words(widget: QWidget) -> int:
    """Return the first column of pixels in which words stand."""
    picture = widget.grab().toImage()
    lines = range(picture.height() // 4, picture.height() * 3 // 4)
    return next(x for x in range(4, picture.width()) if min(picture.pixelColor(x, y).lightness() for y in lines) < 140)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_two_kinds_of_records_are_offered_by_one_name(office: Office, language: str) -> None:
    office.languages.use(language)
    desk = office.open("boss")
    offered = open_import(desk).start.entity
    names = [offered.itemText(n) for n in range(offered.count())]
    assert len(names) > 10 and len(names) == len(set(names))
    assert (
        names[offered.findData("partner_contact")]
        == {"zh_CN": "联系人 (往来单位)", "en": "Contacts (Companies)"}[language]
    )
    assert names[offered.findData("contact")] == {"zh_CN": "联系人", "en": "Contacts"}[language]


def test_a_file_is_mapped_checked_imported_and_taken_back(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "客户.csv"
    path.write_text(
        "名称,等级,电话\n页面一公司,A,029-1\n页面二公司,没有这级,029-2\n西安环太科技有限公司,B,\n", encoding="gb18030"
    )
    desk = office.open("boss")
    page = open_import(desk)
    take(desk, page, path)
    assert [box.currentData() for box in page.mapping.table._boxes] == ["name", "grade", "phone"]
    assert page.mapping.match.text() == "Name"
    assert abs(_left_of_words(page.mapping.match) - _left_of_words(page.mapping.mode)) <= 2
    press(desk, "import.check")
    desk.until(lambda: page.preview.report and desk.desktop.jobs.busy == 0)
    counts = page.preview.report.counts
    assert (counts["new"], counts["change"], counts["error"]) == (1, 1, 1)
    assert [row.number for row in page.preview.model.rows] == [3]  # the wrong rows are shown first
    assert list(page.preview.model.rows[0].problems) == ["等级"]

    press(desk, "import.commit")
    desk.until(lambda: page.stack.currentWidget() is page.result)
    assert office.account_set.rows("SELECT count(*) FROM crm.customer WHERE name LIKE '页面_公司'") == [(1,)]
    press(desk, "import.undo")
    desk.until(lambda: not page.result.undo.isEnabled() and desk.desktop.jobs.busy == 0)
    assert office.account_set.rows("SELECT count(*) FROM crm.customer WHERE name LIKE '页面_公司'") == [(0,)]
    assert office.account_set.rows("SELECT grade FROM crm.customer WHERE name = '西安环太科技有限公司'") == [("A",)]


def test_the_sheet_that_is_read_is_the_one_on_show(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "两张表.xlsx"
    with workbook(path, {}) as book:
        book.add_worksheet("说明").write(0, 0, "请先阅读")
        rows = book.add_worksheet("客户")
        rows.write_row(0, 0, ["名称", "电话"])
        rows.write_row(1, 0, ["第二张表公司", "029-1"])
    desk = office.open("boss")
    page = open_import(desk)
    take(desk, page, path)
    mapping = page.mapping
    assert mapping.sheet.currentText() == "客户"
    mapping.heading.setCurrentIndex(1)
    mapping.heading.activated.emit(1)
    desk.until(lambda: mapping.heading.currentIndex() == 1 and desk.desktop.jobs.busy == 0)
    assert mapping.sheet.currentText() == "客户"
    assert [box.currentData() for box in mapping.table._boxes] == ["name", "phone"]


def test_a_column_with_the_whole_address_fills_its_parts(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "客户.csv"
    path.write_text("名称,地址,市\n地址一公司,陕西省西安市雁塔区科技路1号,西安市\n", encoding="utf-8")
    desk = office.open("boss")
    page = open_import(desk)
    take(desk, page, path)
    box = page.mapping.table._boxes[1]
    assert box.currentData() == "address"
    box.setCurrentIndex(box.findData("address*"))
    filled = [(s.field, s.heading) for s in page.mapping.mapping().sources]
    assert filled == [
        ("name", "名称"),
        *((n, "地址") for n in ("address", "province", "district", "postcode")),
        ("city", "市"),
    ]
    press(desk, "import.check")
    desk.until(lambda: page.preview.report and desk.desktop.jobs.busy == 0)
    desk.until(lambda: page.preview.model.rows)
    assert page.preview.model.rows[0].written["地址"] == "科技路1号 · 陕西省 · 雁塔区"
    page.mapping.show_file(page.mapping._opened, page.mapping._entity)  # as guessed once more: one column, one field
    assert page.mapping.table._boxes[1].currentData() == "address"


def test_the_empty_file_is_understood_when_it_comes_back(office: Office, tmp_path: Path) -> None:
    desk = office.open("boss")
    page = open_import(desk)
    path = tmp_path / "模板.xlsx"
    page.write_template("customer", path)
    desk.until(lambda: path.exists() and desk.desktop.jobs.busy == 0)
    empty = open_table(path)
    assert empty.sample() == []  # the example row is none of the data
    with ZipFile(path) as archive:
        assert b"Lists!$" in archive.read("xl/worksheets/sheet1.xml")  # the choices are drop-down lists
    take(desk, page, path)
    fields = [box.currentData() for box in page.mapping.table._boxes]
    assert fields
    assert all(fields)


def test_an_interrupted_import_goes_on_without_its_file(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "一半.csv"
    path.write_text("名称,等级\n接着导入一公司,A\n接着导入二公司,乱写\n", encoding="utf-8")
    desk = office.open("boss")
    page = open_import(desk)
    take(desk, page, path)
    press(desk, "import.check")
    desk.until(lambda: page.preview.report and desk.desktop.jobs.busy == 0)
    desk.close()  # what was staged is in the database
    office.desks.remove(desk)
    path.unlink()

    desk = office.open("boss")
    page = open_import(desk)
    assert (page.start.runs[0].state, page.start.runs[0].file_name) == ("checked", "一半.csv")
    press(desk, "import.resume")
    desk.until(lambda: page.preview.report and desk.desktop.jobs.busy == 0)
    assert (page.preview.report.counts["new"], page.preview.report.counts["error"]) == (1, 1)
    offers = page.preview.offers
    assert [each.text for each in offers._suggestions] == ["乱写"]
    box = offers._boxes[0]
    box.setCurrentIndex(box.findData("B"))
    press(desk, "import.apply_offers")
    desk.until(lambda: page.preview.report and page.preview.report.counts["new"] == 2 and desk.desktop.jobs.busy == 0)
    press(desk, "import.commit")
    desk.until(lambda: page.stack.currentWidget() is page.result)
    assert office.account_set.rows("SELECT name, grade FROM crm.customer WHERE name LIKE '接着导入%%' ORDER BY id") == [
        ("接着导入一公司", "A"),
        ("接着导入二公司", "B"),
    ]
    assert office.account_set.rows("SELECT count(*) FROM crm.import_run WHERE file_name = '一半.csv'") == [(1,)]


def test_a_shared_mapping_serves_a_colleague(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "别名.csv"
    path.write_text("哪一家,打给谁\n方案公司,029-1\n", encoding="utf-8")
    desk = office.open("boss")
    page = open_import(desk)
    take(desk, page, path)
    for box, field in zip(page.mapping.table._boxes, ("name", "phone"), strict=True):
        box.setCurrentIndex(box.findData(field))
    kept = page.mapping.kept
    press(desk, "import.keep_as")
    kept.name.setText("老系统")
    kept.shared.setChecked(True)
    press(desk, "import.keep_mapping")
    desk.until(lambda: kept.current() is not None and kept.current().name == "老系统")

    colleague = office.open("rep1")
    page = open_import(colleague)
    take(colleague, page, path)
    assert page._opened.mapping.sources == ()
    kept = page.mapping.kept
    colleague.until(lambda: kept.box.count() == 2)
    kept.box.setCurrentIndex(1)
    kept.box.activated.emit(1)
    assert [box.currentData() for box in page.mapping.table._boxes] == ["name", "phone"]
    assert not kept.forget.isVisible()  # it is somebody else's
    assert office.account_set.rows("SELECT count(*) FROM crm.import_mapping") == [(1,)]


def test_who_may_create_nothing_has_no_import(office: Office) -> None:
    desk = office.open("rep1")
    assert desk.window.open_page("import", entity="product") is not None  # customers he may
    offered = {page_entity.name for page_entity in importable(desk.window.context.facts())}
    assert "customer" in offered
    assert "product" not in offered
    products = desk.window.open_list("product")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert not products._import.isEnabled()
    assert products._import.toolTip()


def test_new_customers_go_into_the_pool_that_its_administrator_chooses(office: Office, tmp_path: Path) -> None:
    make_pool(office.account_set, "!lead1", name="一部公海")
    path = tmp_path / "名单.csv"
    path.write_text("公司名称,负责人\n入海一公司,\n入海二公司,\n", encoding="utf-8")
    rep = office.open("rep1")
    page = open_import(rep)
    take(rep, page, path)
    assert not page.mapping.pool.isVisible()  # no pool is his

    desk = office.open("lead1")
    page = open_import(desk)
    take(desk, page, path)
    pool = page.mapping.pool
    assert [pool.itemText(n) for n in range(pool.count())] == ["To their owner", "Into the pool “一部公海”"]
    pool.setFocus()
    office.qtbot.keyClick(pool, Qt.Key.Key_Down)
    assert "no owner" in page.mapping.missing.text() and not page.mapping.check.isEnabled()
    page.mapping.table._boxes[1].setCurrentIndex(0)
    press(desk, "import.check")
    desk.until(lambda: page.preview.report and desk.desktop.jobs.busy == 0)
    press(desk, "import.commit")
    desk.until(lambda: page.stack.currentWidget() is page.result)
    assert "一部公海" in page.result.more.text()
    counted = "SELECT count(*) FROM crm.customer WHERE name LIKE '入海%%' AND owner_id IS NULL AND pool_id IS NOT NULL"
    assert office.account_set.rows(counted) == [(2,)]
    press(desk, "import.undo")
    desk.until(lambda: page.result._restored is not None)
    assert page.result._restored == 2
    assert office.account_set.rows("SELECT count(*) FROM crm.customer WHERE name LIKE '入海%%'") == [(0,)]
    press(desk, "import.show_list")
    desk.until(lambda: desk.window.documents.current.objectName().startswith("pool_customer"))


def test_what_stands_on_a_business_card_is_called_in_the_language_of_the_moment(office: Office, tmp_path: Path) -> None:
    """A card has no headings of its own: the program names the columns, in Chinese on a Chinese desktop."""
    office.languages.use("zh_CN")
    desk = office.open("boss")
    page = open_import(desk, "contact")
    card = tmp_path / "card.vcf"
    card.write_text("BEGIN:VCARD\nVERSION:4.0\nFN:Wang Li\nORG:Huace\nTEL:029-1\nEND:VCARD\n", encoding="utf-8")
    take(desk, page, card)
    table = page.mapping.table
    words = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert words[:3] == ["姓名", "客户", "部门"] and all(ord(word[0]) > 0x2E80 for word in words), words
    assert table.sources()[0].heading == "Name", "what is remembered knows no language"
    press(desk, "import.check")
    desk.until(lambda: page.preview.report)
    heads = [page.preview.model.headerData(n, Qt.Orientation.Horizontal) for n in range(3, 5)]
    assert heads == ["姓名", "客户"]
