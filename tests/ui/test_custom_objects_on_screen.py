"""What the company added itself, on the screen: open pages learn of it, refusals are told, files and paper carry it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.core.facts import CustomObject
from crm_desktop.exchange.table import open_table
from crm_desktop.qt.preview import Preview
from crm_desktop.shell import registry
from crm_desktop.system.entities.custom_object import BELONGS_TO, ICONS, PLACES
from tests.databases import AccountSet
from tests.db.customkit import MAKE, bid, lend, make_kinds
from tests.db.handoverkit import ask, customer, person
from tests.ui.shellkit import Desk, Office

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(own_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


@pytest.fixture
def equipped(office: Office) -> Office:
    """Give the office with loans, tenders and licences, a record of each of the first two, and one attribute."""
    company = office.account_set
    make_kinds(company)
    lend(company, "rep1", "戴尔笔记本样机", "环太科技")
    bid(company, "rep1", "高新区中学机房投标")
    company.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, in_list) "
        "VALUES ('custom_loan', 'due', '约定归还', 'Due back', 'date', true)"
    )
    return office


def typed(desk: Desk, page: Any, name: str, words: str) -> None:
    """Type *words* into a field instead of what stands there."""
    line = page.form.editor(name).input
    line.setFocus()
    line.selectAll()
    desk.qtbot.keyClicks(line, words)
    desk.qtbot.keyClick(line, Qt.Key.Key_Tab)


def opened(desk: Desk, entity: str, record_id: int) -> Any:
    page = desk.window.open_record(entity, record_id)
    desk.until(lambda: page.form.record.id == record_id and desk.desktop.jobs.busy == 0)
    return page


def tabs(page: Any) -> list[str]:
    return [page.related.tabText(n) for n in range(page.related.count())]


def knows(desk: Desk, name: str) -> bool:
    return name in desk.window.context.facts().entities


def test_pages_that_are_open_learn_of_it(office: Office) -> None:
    rep, admin = office.open("rep1"), office.open("admin")
    shop = customer(office.account_set, "环太科技")
    page = opened(rep, "customer", shop)
    typed(rep, page, "short_name", "Typed")  # not saved, and not lost
    pages = {
        name: admin.window.open_page(name)
        for name in ("rights", "attributes", "form_layout", "codes", "import", "field_rules")
    }
    admin.until(lambda: admin.desktop.jobs.busy == 0)
    assert "样机借用" not in tabs(page)
    ask(office.account_set, "admin", MAKE, "loan", "样机借用", "customer")
    rep.until(lambda: knows(rep, "custom_loan") and page.related is not None and "样机借用" in tabs(page))
    assert page.form.changes() == {"short_name": "Typed"}
    admin.until(lambda: ("custom_loan", "view") in pages["rights"]._cells)
    for name in ("attributes", "form_layout", "field_rules"):
        admin.until(lambda n=name: pages[n].entities.findData("custom_loan") >= 0)
    admin.until(lambda: pages["import"].start.entity.findData("custom_loan") >= 0)
    admin.until(lambda: any(coded.name == "custom_loan" for coded in pages["codes"]._coded))
    headings = [pages["rights"].table.verticalHeaderItem(n).text() for n in range(pages["rights"].table.rowCount())]
    assert headings.index("样机借用") == headings.index("Companies") + 1
    page.form.editor("short_name").put(page.form.record.values["short_name"])


def test_its_words_follow_the_language(office: Office) -> None:
    office.account_set.rows(
        "INSERT INTO crm.custom_object (code, name, name_en, plural_en, tab) VALUES ('loan', '样机借用', 'Loan', 'Loans', 'sales')"
    )
    desk = office.open("rep1")

    def title() -> list[str]:
        return [page.title for page in desk.window._listed_pages("sales") if page.name == "list:custom_loan"]

    assert title() == ["Loans"]
    desk.window.open_list("custom_loan")
    desk.desktop._use_language("zh_CN")
    desk.until(lambda: title() == ["样机借用"])
    desk.until(lambda: desk.window.documents.current.list.model.entity.title == "样机借用")
    menu = {action.objectName(): action.text() for action in desk.window.top.new.menu().actions()}
    assert menu["new_custom_loan"] == "样机借用(&L)"
    desk.desktop._use_language("en")
    desk.until(lambda: title() == ["Loans"])


def test_its_list_is_found_by_how_its_name_sounds_as_soon_as_it_is_there(office: Office) -> None:
    office.languages.use("zh_CN")
    desk = office.open("rep1")
    box = desk.window.search

    def search(words: str) -> None:
        box.begin()
        desk.qtbot.keyClicks(box, words)

    search("yjjy")  # nothing yet, and the sounds of all pages are known from now on
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    desk.qtbot.keyClick(box, Qt.Key.Key_Escape)
    ask(office.account_set, "admin", MAKE, "loan", "样机借用", "customer")
    desk.until(lambda: knows(desk, "custom_loan"))
    search("yjjy")
    results = box._popup.list
    desk.until(lambda: results.currentItem() is not None and "样机借用" in results.currentItem().text())
    desk.qtbot.keyClick(box, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current.objectName() == "custom_loan_list_page")


def test_a_code_that_is_taken_is_told_at_its_field_and_what_stays_is_locked(equipped: Office) -> None:
    desk = equipped.open("admin")
    desk.window.new_record("custom_object")
    page = desk.window.documents.current
    bar = page.form.findChild(object, "object_next")
    typed(desk, page, "name", "Loan")
    assert page.form.editor("code").value() == "loan_1"  # made of the name, and free
    for code, told in (("loan", "There is a custom object with this code already."), ("3x", "A code begins with a small letter"),
                       ("object", "is used by the program itself")):  # fmt: skip
        typed(desk, page, "code", code)
        desk.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
        desk.until(lambda words=told: words in page.notice.words())
        desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert equipped.account_set.rows("SELECT count(*) FROM crm.custom_object") == [(3,)]
    typed(desk, page, "code", "training")
    page.save()
    desk.until(lambda: page.record_id and knows(desk, "custom_training"))
    assert page.form.editor("code").read_only and page.form.editor("belongs_to").read_only
    assert not page.form.editor("name").read_only
    assert bar.attributes.isVisible() and "is there for everybody who has the right" in bar._words.text()
    desk.qtbot.mouseClick(bar.rights, Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.window.documents.current.objectName() == "rights_page")


def test_it_cannot_be_deleted_only_retired(equipped: Office) -> None:
    desk = equipped.open("admin")
    listed = desk.window.open_list("custom_object")
    desk.until(lambda: listed.list.model.complete)
    offers = {action.name: action for action in listed._offered}
    assert "tick “Retired” instead" in offers["delete"].reason()
    page = desk.window.open_list("custom_loan")
    desk.until(lambda: page.list.model.complete)
    assert "assign" not in {action.name for action in page._offered}  # whose it is follows its customer
    tenders = desk.window.open_list("custom_tender")
    assert "assign" in {action.name for action in tenders._offered}


def test_a_retired_one_is_offered_to_no_import(equipped: Office) -> None:
    desk = equipped.open("admin")
    page = desk.window.open_page("import")
    desk.until(lambda: page.start.entity.findData("custom_loan") >= 0)
    equipped.account_set.rows("UPDATE crm.custom_object SET retired = true WHERE code = 'loan'")
    desk.until(lambda: page.start.entity.findData("custom_loan") < 0)
    assert page.start.entity.findData("custom_tender") >= 0


def test_none_is_begun_in_a_list_of_what_was_retired(equipped: Office) -> None:
    desk = equipped.open("admin")
    page = desk.window.open_list("custom_loan")
    desk.until(lambda: page.list.model.complete)
    new = page.list._new_button
    assert new.isEnabled()
    equipped.account_set.rows("UPDATE crm.custom_object SET retired = true WHERE code = 'loan'")
    desk.until(lambda: not new.isEnabled() and "retired" in new.toolTip())


def test_who_leaves_has_them_by_the_companys_words_even_where_they_are_not_seen(equipped: Office) -> None:
    company = equipped.account_set
    company.rows("DELETE FROM crm.right_rule WHERE module IN ('custom_tender', 'action') RETURNING 1")
    desk = equipped.open("admin")
    assert not knows(desk, "custom_tender") and not knows(desk, "action"), "not seen, or this shows nothing"
    page = desk.window.open_page("leaving", employee_id=person(company, "rep1"))
    desk.until(lambda: page._list.topLevelItemCount() > 5)
    shown = {page._list.topLevelItem(n).text(0) for n in range(page._list.topLevelItemCount())}
    assert "投标" in shown and not [words for words in shown if "custom_" in words]


def test_it_goes_into_files_and_comes_back(equipped: Office, tmp_path: Path) -> None:
    rows = equipped.account_set.rows
    rows('UPDATE crm.custom_loan SET attrs = \'{"due": "2026-12-24"}\'')
    desk = equipped.open("boss")
    page = desk.window.open_list("custom_loan")
    desk.until(lambda: page.list.model.complete and desk.desktop.jobs.busy == 0)
    path = tmp_path / "loans.xlsx"
    page.output.ask_export("xlsx", page.list.model.query)
    name_file(desk, page, "export_dialog", path)
    desk.until(lambda: path.exists() and desk.desktop.jobs.busy == 0)
    table = open_table(path)
    assert table.headings == ("Star", "Code", "Name", "Customer", "Owner", "Due back")
    (row,) = table.sample()
    assert row.cells[1:5] == ("LOAN-00001", "戴尔笔记本样机", "西安环太科技有限公司", "王小明")

    csv = tmp_path / "more.csv"
    csv.write_text(
        "编号,名称,客户,约定归还\nLOAN-00001,戴尔笔记本样机二号,西安环太科技有限公司,2026-12-31\n,投影仪样机,成都蓝天教育咨询有限公司,2027-01-05\n",
        encoding="utf-8",
    )
    imported = desk.window.open_page("import", entity="custom_loan")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert imported.start.entity.currentText() == "样机借用"
    desk.qtbot.mouseClick(imported.start.choose, Qt.MouseButton.LeftButton)
    name_file(desk, imported, "import_dialog", csv)
    for step in (imported.mapping, imported.preview):
        desk.until(lambda at=step: imported.stack.currentWidget() is at and desk.desktop.jobs.busy == 0)
        desk.window.activateWindow()
        desk.until(lambda: imported.isAncestorOf(QApplication.focusWidget()))
        desk.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    desk.until(lambda: imported.stack.currentWidget() is imported.result)
    made = "SELECT name, attrs ->> 'due', (SELECT login FROM crm.employee WHERE id = owner_id) FROM crm.custom_loan ORDER BY id"
    assert rows(made) == [("戴尔笔记本样机二号", "2026-12-31", "rep1"), ("投影仪样机", "2027-01-05", "rep3")]
    desk.qtbot.mouseClick(imported.result.findChild(QPushButton, "import.undo"), Qt.MouseButton.LeftButton)
    desk.until(lambda: rows(made) == [("戴尔笔记本样机", "2026-12-24", "rep1")])


def name_file(desk: Desk, page: Any, dialog: str, path: Path) -> None:
    desk.until(lambda: page.findChild(QFileDialog, dialog))
    line = page.findChild(QFileDialog, dialog).findChild(QLineEdit, "fileNameEdit")
    line.setText(str(path))
    desk.qtbot.keyClick(line, Qt.Key.Key_Return)


def test_a_record_is_printed(equipped: Office) -> None:
    desk = equipped.open("boss")
    page = opened(desk, "custom_loan", 1)
    desk.qtbot.keyClick(page, Qt.Key.Key_P, CTRL)
    desk.until(lambda: page.findChildren(Preview) and desk.desktop.jobs.busy == 0)
    (preview,) = page.findChildren(Preview)
    with closing(pypdfium2.PdfDocument(preview.content)) as document:
        words = document[0].get_textpage().get_text_range()
    assert "样机借用" in words and "戴尔笔记本样机" in words and "西安环太科技有限公司" in words
    preview.close()


def test_many_are_changed_and_deleted_with_undo(equipped: Office) -> None:
    rows = equipped.account_set.rows
    for name in ("投影仪", "打印机"):
        lend(equipped.account_set, "rep1", name, "长江机械")
    desk = equipped.open("boss")
    page = desk.window.open_list("custom_loan")
    desk.until(lambda: page.list.model.complete and page.list.model.rowCount() == 3)
    page.bulk.change([1, 2, 3], {"note": "盘点"})
    desk.until(lambda: desk.toasts() and rows("SELECT count(*) FROM crm.custom_loan WHERE note = '盘点'") == [(3,)])
    desk.window.toasts.undo_last()
    desk.until(lambda: rows("SELECT count(*) FROM crm.custom_loan WHERE note = '盘点'") == [(0,)])
    page.bulk.ask_delete([2, 3])
    question = desk.window.findChild(QDialog, "question")
    desk.qtbot.mouseClick(question.findChild(QPushButton, "go_on"), Qt.MouseButton.LeftButton)
    desk.until(lambda: rows("SELECT count(*) FROM crm.custom_loan") == [(1,)])
    done = desk.window.open_page("done")
    desk.until(lambda: done.bulk.rows and done.undo.isEnabled())
    assert done.bulk_table.model().index(0, 2).data().startswith("Deleted: 样机借用")
    desk.qtbot.mouseClick(desk.find(QPushButton, "done.undo"), Qt.MouseButton.LeftButton)
    desk.until(lambda: rows("SELECT count(*) FROM crm.custom_loan") == [(3,)])


@pytest.mark.parametrize(("entity", "why"), [("custom_loan", "Owns what it belongs to"), ("custom_tender", "Owns it")])
def test_who_sees_it_is_told(equipped: Office, entity: str, why: str) -> None:
    desk = equipped.open("rep1")
    record = opened(desk, entity, 1)
    desk.qtbot.keyClick(record, Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    desk.until(lambda: desk.window.documents.current is not record)
    page = desk.window.documents.current
    desk.until(lambda: page.model.rows)
    table = {page.model.index(n, 0).data(): page.model.index(n, 5).data() for n in range(page.model.rowCount())}
    assert table["王小明"] == why and "李梅" in table and "陈静" not in table


def test_a_customers_own_colleague_sees_what_his_roles_come_to(equipped: Office) -> None:
    desk = equipped.open("admin")
    page = desk.window.open_page(
        "access", employee_id=equipped.account_set.rows("SELECT id FROM crm.employee WHERE login = 'rep1'")[0][0]
    )
    desk.until(lambda: page.model.rows)
    rows = {page.model.index(n, 0).data(): page.model.index(n, 1).data() for n in range(page.model.rowCount())}
    assert (rows["样机借用"], rows["投标"], rows["许可证"]) == ("Own", "Own", "All")
    assert rows["样机借用"] == rows["Contacts"] and rows["许可证"] == rows["Products"]


def test_a_record_is_starred(equipped: Office) -> None:
    desk = equipped.open("rep1")
    page = opened(desk, "custom_loan", 1)
    desk.qtbot.keyClick(page.form, Qt.Key.Key_D, CTRL)
    desk.until(
        lambda: equipped.account_set.rows("SELECT table_name, record_id FROM crm.favourite") == [("custom_loan", 1)]
    )
    board = desk.window.open_page("favourites")
    desk.until(lambda: [f.entity for f in board.board.favourites] == ["custom_loan"])
    assert board.board.favourites[0].label == "戴尔笔记本样机"


def test_f1_on_its_list_opens_the_chapter_about_custom_objects(equipped: Office) -> None:
    desk = equipped.open("rep1")
    desk.window.open_list("custom_loan")
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_F1)
    from crm_desktop.shell.manual.window import ManualWindow

    assert desk.find(ManualWindow, "manual").chapter == "07-office"


def test_the_choices_of_the_form_are_those_that_the_program_knows() -> None:
    tabs_known = {tab.name for tab in registry.TABS}
    assert {name for name, _ in PLACES} <= tabs_known
    assert CustomObject(code="x", name="x").icon in dict(ICONS)
    assert {name for name, _ in BELONGS_TO} == {"customer", "employee", "nobody"}
