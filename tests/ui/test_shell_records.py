"""Lists and records in the window: saving, two people, drafts, a server that goes and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.admin import embedded
from crm_desktop.core.errors import Offline
from crm_desktop.shell.records.notice_bar import NoticeBar
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def opened(desk: Desk, entity: str, record_id: int) -> Any:
    """Open a record and wait until it is on show."""
    desk.window.open_record(entity, record_id)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == record_id)
    return page


def typed(desk: Desk, page: Any, name: str, words: str) -> None:
    """Type *words* into a field instead of what stands there."""
    line = page.form.editor(name).input
    line.setFocus()
    line.selectAll()
    desk.qtbot.keyClicks(line, words)
    desk.qtbot.keyClick(line, Qt.Key.Key_Tab)


def test_a_notice_stays_unless_the_language_really_changes(qtbot: QtBot, qapp: QApplication) -> None:
    """Qt tells windows of the language that they were made in, late: that must not take a sentence away."""
    page = QWidget()
    qtbot.addWidget(page)
    bar = NoticeBar(page)
    page.show()
    bar.show_words("This number is taken.", "bad")
    qapp.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
    assert bar.words() == "This number is taken."
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("zh_CN" if before.name() != "zh_CN" else "en_US"))
        qapp.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
    finally:
        QLocale.setDefault(before)
    assert bar.words() == ""


def name_of(office: Office, record_id: int, column: str = "short_name") -> str:
    return str(office.account_set.rows(f"SELECT {column} FROM crm.customer WHERE id = %s", record_id)[0][0])


def test_record_is_changed_and_saved_by_keyboard(office: Office) -> None:
    desk = office.open("boss")
    page = opened(desk, "customer", 1)
    typed(desk, page, "short_name", "Huaxin")
    office.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: name_of(office, 1) == "Huaxin")
    desk.until(lambda: not page.is_dirty())


def test_what_was_typed_is_discarded_from_the_menu(office: Office) -> None:
    desk = office.open("boss")
    page = opened(desk, "customer", 1)
    before = page.form.editor("short_name").value()

    def offered() -> QAction:
        page.menu.aboutToShow.emit()
        return page.menu.findChild(QAction, "discard")

    assert not offered().isEnabled()
    typed(desk, page, "short_name", "anything")
    desk.until(lambda: page.context.drafts.find("customer", 1))
    offered().trigger()
    question = desk.window.findChild(QDialog, "question")
    office.qtbot.mouseClick(question.findChild(QPushButton, "go_on"), Qt.MouseButton.LeftButton)
    desk.until(lambda: not page.is_dirty())
    assert page.form.editor("short_name").value() == before and page.context.drafts.find("customer", 1) is None
    assert name_of(office, 1) == before


def test_a_new_record_that_could_not_be_saved_at_once_is_called_by_its_whole_name(office: Office) -> None:
    desk = office.open("rep1")
    desk.window.new_record("customer")
    page, bar = desk.window.documents.current, desk.window.documents._bar
    typed(desk, page, "name", "Beispiel Trading")
    page._not_saved(Offline())
    assert bar.tabText(bar.currentIndex()) == "Beispiel Trading"


def test_new_record_gets_its_code_and_its_timeline(office: Office) -> None:
    desk = office.open("rep1")
    desk.window.new_record("customer")
    page = desk.window.documents.current
    written = page.form.editor("created_by")
    assert not written.isVisibleTo(page.form)  # the system fills it in when there is a record
    assert page.form.editor("next_contact_on").isVisibleTo(page.form)
    typed(desk, page, "name", "Beispiel Trading")
    bar = desk.window.documents._bar
    desk.until(lambda: bar.tabText(bar.currentIndex()) == "Beispiel Trading")  # not its first letter
    page.save()
    desk.until(lambda: page.record_id)
    desk.until(lambda: page._record.values.get("code"))
    desk.until(lambda: written.isVisibleTo(page.form))
    desk.until(lambda: page.side.timeline is not None)
    assert bar.tabText(bar.currentIndex()) == "Beispiel Trading"
    name = office.account_set.rows("SELECT name FROM crm.employee WHERE login = 'rep1'")[0][0]
    assert page.form.editor("created_by").line.text() == name  # colleagues know the person, not the login


def test_a_record_without_a_name_is_called_after_what_it_joins(office: Office) -> None:
    desk = office.open("boss")
    price, product, prices = office.account_set.rows(
        "SELECT p.id, x.name, l.name FROM crm.price p JOIN crm.product x ON x.id = p.product_id "
        "JOIN crm.price_list l ON l.id = p.price_list_id WHERE p.note = '' LIMIT 1"
    )[0]
    page = opened(desk, "price", price)
    desk.until(lambda: page.title() == f"{prices} · {product}")


def test_what_the_database_keeps_itself_is_not_offered_as_new(office: Office) -> None:
    desk = office.open("admin")
    page = opened(desk, "customer", 1)
    page.setFocus()
    office.qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    menu = page.findChild(QMenu, "new_related")
    desk.until(lambda: menu.isVisible())
    offered = {action.objectName() for action in menu.actions()}
    keys = {QKeySequence.mnemonic(action.text()).toString() for action in menu.actions()}
    assert "" not in keys
    assert len(keys) == len(menu.actions())  # each has one of its own
    order = QKeySequence.mnemonic(menu.findChild(QAction, "new_sales_order").text())
    office.qtbot.keyClick(menu, order[0].key())
    desk.until(lambda: desk.window.documents.current.objectName() == "sales_order_page")
    assert {"new_contact", "new_sales_order", "new_customer_helper"} <= offered
    assert "new_customer_holding" not in offered


def test_what_happened_is_written_down_with_the_next_contact(office: Office) -> None:
    desk = office.open("boss")
    page = opened(desk, "customer", 3)
    composer = page.side.timeline.composer
    text = desk.find(QPlainTextEdit, "compose.content")
    text.setFocus()
    office.qtbot.keyClicks(text, "Called, wants a quote")
    day = desk.find(QLineEdit, "compose.next_contact_on")
    day.setFocus()
    office.qtbot.keyClicks(day, "+3")
    office.qtbot.keyClick(day, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: "Called, wants a quote" in page.side.timeline.texts())
    rows = office.account_set.rows("SELECT next_contact_on - current_date FROM crm.customer WHERE id = 3")
    assert rows == [(3,)]
    assert not composer.snapshot()


def test_two_people_never_lose_a_word(office: Office, tmp_path: Path) -> None:
    boss, rep = office.open("boss", tmp_path / "boss"), office.open("rep1", tmp_path / "rep1")
    mine, theirs = opened(boss, "customer", 3), opened(rep, "customer", 3)
    typed(boss, mine, "short_name", "Mine")
    typed(rep, theirs, "short_name", "Theirs")
    typed(rep, theirs, "website", "www.huantai.cn")
    theirs.save()
    rep.until(lambda: name_of(office, 3) == "Theirs")
    boss.until(lambda: mine.form.conflict.open_fields() == ("short_name",))  # live, before I save
    assert mine.form.editor("website").value() == "www.huantai.cn"
    assert "王小明 has just saved" in boss.find(QLabel, "conflict.title").text()
    mine.save()
    assert "choose" in mine.notice.words()
    assert boss.window.focusWidget() is mine.form.conflict
    boss.find(QPushButton, "short_name.mine.button").click()
    mine.save()
    boss.until(lambda: name_of(office, 3) == "Mine")
    assert name_of(office, 3, "website") == "www.huantai.cn"


def test_a_read_that_comes_late_brings_nothing_older_back(office: Office) -> None:
    desk = office.open("rep1")
    ((customer,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    page = opened(desk, "customer", customer)
    late = page._record
    typed(desk, page, "website", "new.example.com")
    page.save()
    desk.until(lambda: page._record.version > late.version and not page._saving)
    page._loaded(late)  # as a read answers that began before the save
    assert page._record.version > late.version
    assert page.form.editor("website").value() == "new.example.com"
    assert not page.is_dirty()


def test_walking_on_during_a_save_waits_for_it(office: Office) -> None:
    desk = office.open("boss")
    ids = [row[0] for row in office.account_set.rows("SELECT id FROM crm.customer ORDER BY id LIMIT 2")]
    page = opened(desk, "customer", ids[0])
    page.walk_among(ids)
    with closing(office.account_set.connect_admin()) as colleague, colleague.cursor() as cursor:
        colleague.autocommit = False
        cursor.execute("SELECT FROM crm.customer WHERE id = %s FOR UPDATE", (ids[0],))
        typed(desk, page, "website", "new.example.com")
        page.save()  # it waits for the row
        desk.qtbot.keyClick(page.form, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert page._saving
        colleague.rollback()
    desk.until(lambda: page._record.id == ids[1] and desk.desktop.jobs.busy == 0)
    website = "SELECT website FROM crm.customer WHERE id = ANY (%s) ORDER BY id"
    saved = office.account_set.rows(website, ids)
    assert saved[0] == ("new.example.com",)
    assert page.form.editor("website").value() == saved[1][0]
    assert not page.is_dirty()


def test_others_at_the_same_record_are_shown(office: Office, tmp_path: Path) -> None:
    boss, rep = office.open("boss", tmp_path / "boss"), office.open("rep1", tmp_path / "rep1")
    opened(boss, "customer", 3)
    opened(rep, "customer", 3)
    boss.until(
        lambda: any("王小明" in w.text() for w in boss.window.findChildren(QLabel, "also_open_at") if w.isVisible())
    )
    rep.window.documents.close_current()
    boss.until(lambda: not any(w.isVisible() for w in boss.window.findChildren(QLabel, "also_open_at")))


def test_titles_of_columns_are_whole_in_another_language(office: Office) -> None:
    desk = office.open("boss")
    desk.desktop._use_language("zh_CN")
    desk.window.resize(1100, 700)
    desk.window.open_list("contact")
    page: Any = desk.window.documents.current
    desk.until(lambda: page.list.model.rowCount() and desk.desktop.jobs.busy == 0)
    table = page.list.table
    header, metrics = table.horizontalHeader(), table.horizontalHeader().fontMetrics()

    def cut() -> list[str]:
        shown = [n for n in range(header.count()) if not table.isColumnHidden(n)]
        titles = {n: str(page.list.model.headerData(n, Qt.Orientation.Horizontal)) for n in shown}
        return [title for n, title in titles.items() if metrics.horizontalAdvance(title) > header.sectionSize(n)]

    assert not cut()
    desk.desktop._use_language("en")
    desk.until(lambda: "Main contact" in [page.list.model.headerData(n, Qt.Orientation.Horizontal) for n in range(9)])
    desk.until(lambda: not cut())


def test_draft_survives_the_death_of_the_program(office: Office) -> None:
    desk = office.open("boss")
    page = opened(desk, "customer", 1)
    typed(desk, page, "short_name", "Unsaved")
    desk.until(lambda: desk.window.context.drafts.find("customer", 1))  # on disk without any saving
    desk.window.new_record("customer")
    fresh = desk.window.documents.current
    typed(desk, fresh, "name", "Never saved")
    desk.until(lambda: desk.window.context.drafts.all_new())
    second = Office(office.account_set, office.folder, office.qtbot, office.application)
    again = second.open("boss")  # the first program is as good as dead: it never closed
    try:
        page = opened(again, "customer", 1)
        again.until(lambda: page.form.editor("short_name").value() == "Unsaved")
        assert "back" in page.notice.words()
        again.desktop._use_language("zh_CN")
        again.until(lambda: "未保存" in page.notice.words())
        again.desktop._use_language("en")
        again.until(lambda: "back" in page.notice.words())
        again.until(lambda: any(d.address.kind == "new" for d in again.window.documents._documents))
        forms = [d for d in again.window.documents._documents if d.address.kind == "new"]
        again.window.documents._bar.setCurrentIndex(again.window.documents._documents.index(forms[0]))
        again.until(lambda: again.window.documents.current.form.editor("name").value() == "Never saved")
    finally:
        second.close()


def test_the_draft_of_an_order_knows_its_customer_and_has_no_line_more(office: Office) -> None:
    desk = office.open("boss")
    desk.window.new_record("sales_order", values={"customer_id": 1}, labels={"customer_id": "长安中学"})
    page = desk.window.documents.current
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    page.grid.model.put(page.grid.model.line(0), {"product_id": 1, "quantity": 2}, {"product_id": "PC"}, by_hand=True)
    desk.until(lambda: desk.window.context.drafts.all_new() and desk.desktop.jobs.busy == 0)
    second = Office(office.account_set, office.folder, office.qtbot, office.application)
    try:
        again = second.open("boss")  # the first program is as good as dead: it never closed
        again.until(lambda: again.window.documents.current.objectName() == "sales_order_page")
        again.until(lambda: again.desktop.jobs.busy == 0)
        back = again.window.documents.current
        assert (back.form.editor("customer_id").value(), back.form.labels()["customer_id"]) == (1, "长安中学")
        assert [line.values["product_id"] for line in map(back.grid.model.line, range(back.grid.model.rowCount()))] == [
            1
        ]
    finally:
        second.close()


def test_many_are_changed_at_once_and_taken_back(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_list("customer")
    page = desk.window.documents.current
    desk.until(lambda: page.list.model.rowCount() >= 6)
    before = office.account_set.rows("SELECT id, region FROM crm.customer ORDER BY id")
    page.bulk.change([1, 2, 3], {"region": "east"} if _has_region(desk, "east") else {"region": _regions(desk)[-1]})
    desk.until(desk.toasts)
    assert office.account_set.rows("SELECT id, region FROM crm.customer ORDER BY id") != before
    desk.window.toasts.undo_last()
    desk.until(lambda: office.account_set.rows("SELECT id, region FROM crm.customer ORDER BY id") == before)


def _regions(desk: Desk) -> list[str]:
    return [term.code for term in desk.window.context.terms("region")]


def _has_region(desk: Desk, code: str) -> bool:
    return code in _regions(desk)


def test_view_is_saved_shared_and_deleted_with_undo(office: Office, tmp_path: Path) -> None:
    built_in = ["My favourites"]
    desk = office.open("boss", tmp_path / "boss")
    desk.window.open_list("customer")
    page = desk.window.documents.current
    desk.until(lambda: _views_on_show(page) == built_in)
    page._store_view("Mine", {"text": "西安"}, True)
    desk.until(lambda: _views_on_show(page) == [*built_in, "Mine"])
    rep = office.open("rep1", tmp_path / "rep1")
    rep.window.open_list("customer")
    others = rep.window.documents.current
    rep.until(lambda: _views_on_show(others) == [*built_in, "Mine"])
    assert not others.list.filter._views[-1].own
    page._view_action("delete", page.list.filter._views[-1])
    desk.until(lambda: _views_on_show(page) == built_in)
    desk.window.toasts.undo_last()
    desk.until(lambda: _views_on_show(page) == [*built_in, "Mine"])


@pytest.mark.parametrize(
    "query",
    ["5", "null", "[1]", '{"shape": 5}', '{"shape": [1]}', '{"text": "", "shape": {"columns": 5, "facets": 5}}'],
)
def test_a_view_written_past_the_program_keeps_nobody_from_the_list(office: Office, query: str) -> None:
    ((view,),) = office.account_set.rows(
        "SET session_replication_role = replica; "  # from before the database refused what is no object
        "INSERT INTO crm.saved_view (employee_id, entity, name, query, shared) "
        "SELECT id, 'customer', 'Odd', %s, true FROM crm.employee WHERE login = 'boss' RETURNING id",
        query,
    )
    rep = office.open("rep1")
    rep.desktop.preferences.set("list.customer.default_view", view)
    rep.window.open_list("customer")
    page = rep.window.documents.current
    rep.until(lambda: page.list.model.rowCount() > 0)
    for chip in page.list.filter._group.buttons():
        chip.click()


def test_a_width_beyond_all_screens_keeps_nobody_from_the_list(office: Office) -> None:
    rep = office.open("rep1")
    rep.desktop.preferences.set("list.customer", {"widths": {"name": 10**12}})
    rep.window.open_list("customer")
    page = rep.window.documents.current
    rep.until(lambda: page.list.model.rowCount() > 0)
    header = page.list.table.horizontalHeader()
    place = [field.name for field in page.list.model.columns].index("name")
    assert header.sectionSize(place) < 10_000


def _views_on_show(page: Any) -> list[str]:
    return [chip.text() for chip in page.list.filter._group.buttons()]


def test_list_is_exported_with_what_it_shows(office: Office, tmp_path: Path) -> None:
    desk = office.open("boss")
    desk.window.open_list("customer")
    page = desk.window.documents.current
    desk.until(lambda: page.list.model.rowCount() >= 6)
    page.output.export_to(tmp_path / "customers.csv", page.list.model.query)
    desk.until(lambda: (tmp_path / "customers.csv").exists())
    assert "西安环太科技" in (tmp_path / "customers.csv").read_text("utf-8-sig")
    desk.until(lambda: any("customers.csv" in words for words in desk.toasts()))


def test_space_shows_the_record_beside_the_list(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_list("customer")
    page = desk.window.documents.current
    desk.until(lambda: page.list.model.rowCount() >= 6)
    page.list.focus_rows()
    office.qtbot.keyClick(page.list.table, Qt.Key.Key_Space)
    desk.until(lambda: page.preview.isVisible() and page.preview._form is not None)
    assert page.preview._form.editor("name").read_only


def test_box_opens_the_list_with_the_same_number(office: Office) -> None:
    desk = office.open("rep1")
    home = desk.window.documents.current
    desk.until(lambda: home._counts)
    name, count = next((n, c) for n, c in home._counts.items() if c)
    desk.find(QPushButton, f"todo_{name}").click()
    page = desk.window.documents.current
    desk.until(lambda: page.list.model.rowCount() == count)


def test_box_opens_the_list_in_the_order_in_which_it_is_urgent(office: Office) -> None:
    """What falls into the pool first stands first, with its day, which is no usual column; one's own columns stay as they were."""
    rows = office.account_set.rows
    rows("UPDATE crm.customer SET pool_due_on = NULL")
    due = "UPDATE crm.customer c SET pool_due_on = crm.today() + 30 - c.id::int FROM crm.employee e WHERE e.id = c.owner_id AND e.login = 'rep1'"
    rows(due)
    wanted = [i for (i,) in rows("SELECT id FROM crm.customer WHERE pool_due_on IS NOT NULL ORDER BY pool_due_on")]
    desk = office.open("rep1")
    usual = desk.window.open_list("customer").list.state()["columns"]
    desk.window.open_listed("desktop")
    home = desk.window.documents.current
    desk.until(lambda: home._counts.get("pool_soon") == len(wanted))
    desk.find(QPushButton, "todo_pool_soon").click()
    page = desk.window.documents.current
    desk.until(lambda: list(page.list.ids()) == wanted)
    assert len(wanted) > 1
    shown = [field.name for field in page.list.model.columns]
    assert shown[shown.index("name") + 1] == "pool_due_on"
    desk.window.resize(1024, 700)
    table = page.list.table
    desk.until(lambda: not table.horizontalScrollBar().maximum() and table.no_room())
    assert not table.isColumnHidden(shown.index("pool_due_on")), "others have no room before it"
    desk.window.close(page)
    assert desk.window.open_list("customer").list.state()["columns"] == usual


def test_server_goes_and_comes_back_and_nothing_typed_is_lost(
    own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    office = Office(own_account_set, tmp_path, qtbot, qapp)
    try:
        desk = office.open("boss")
        page = opened(desk, "customer", 1)
        typed(desk, page, "short_name", "Kept")
        folder = own_account_set.server.data_dir
        own_account_set.rows("CHECKPOINT")  # a server for tests writes nothing down until it is told to
        embedded.stop(folder, at_once=True)
        desk.until(lambda: desk.window.banner.isVisible())
        page.save()
        desk.until(lambda: "Not saved yet" in page.notice.words())
        assert page.form.editor("short_name").value() == "Kept"
        embedded.start(folder, durable=False)
        desk.qtbot.waitUntil(lambda: not desk.window.banner.isVisible(), timeout=30_000)
        page.save()
        desk.until(lambda: name_of(office, 1) == "Kept")
    finally:
        office.close()


def test_a_deleted_record_is_taken_back_from_the_toast_and_from_what_was_done(office: Office) -> None:
    desk = office.open("boss")
    rows = office.account_set.rows
    ((gone,),) = rows("INSERT INTO crm.customer (name) VALUES ('一去一回有限公司') RETURNING id")
    there = f"SELECT count(*) FROM crm.customer WHERE id = {gone}"

    def delete() -> None:
        opened(desk, "customer", gone).menu.ask_delete()
        question = desk.window.findChild(QDialog, "question")
        assert "一去一回有限公司" in question.findChildren(QLabel)[0].text()
        (button,) = [b for b in question.findChildren(QPushButton) if b.text() == "Delete"]
        office.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        desk.until(lambda: rows(there) == [(0,)])

    delete()
    desk.until(desk.toasts)
    desk.window.toasts.undo_last()
    desk.until(lambda: rows(there) == [(1,)])
    desk.until(lambda: "一去一回" in desk.window.documents.current.title())
    delete()
    done = desk.window.open_page("done")
    desk.until(lambda: done.bulk.rows and done.undo.isEnabled())
    assert done.bulk_table.model().index(0, 2).data() == "Deleted: Customer 一去一回有限公司"
    office.qtbot.mouseClick(desk.find(QPushButton, "done.undo"), Qt.MouseButton.LeftButton)
    desk.until(lambda: rows(there) == [(1,)])
