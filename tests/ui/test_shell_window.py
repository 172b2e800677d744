"""The main window on the tiny company, with real keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabBar,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import Offline
from crm_desktop.shell.window.addresses import Address
from crm_desktop.shell.window.documents import Documents
from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_tabs_follow_the_rights(office: Office) -> None:
    boss, rep = office.open("boss"), office.open("rep1")
    tabs = [b.objectName() for b in boss.window.rail.findChildren(QToolButton)]
    assert tabs[0] == "tab_home"
    assert "tab_market" not in tabs
    names = [page.name for page in rep.window._listed_pages("base_info")]
    assert "list:product_cost" not in names
    assert "list:customer" in names


def test_customer_is_found_by_initials_and_opened_by_keyboard_alone(office: Office) -> None:
    desk = office.open("boss")
    office.qtbot.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = desk.find(QLineEdit, "search_everything")
    box.setFocus()
    office.qtbot.keyClicks(box, "xaht")
    results = desk.window.search._popup.list
    desk.until(lambda: any("西安环太科技" in results.item(n).text() for n in range(results.count())))
    office.qtbot.keyClick(box, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current.objectName() == "customer_page")
    desk.until(lambda: "西安环太科技" in desk.window.documents.current.title())


def test_enter_before_the_answer_opens_what_was_typed(office: Office) -> None:
    """Whoever types faster than the server answers opens neither nothing nor what the last search found."""
    desk = office.open("boss")
    box = desk.window.search
    box.begin()
    office.qtbot.keyClicks(box, "xaht")
    office.qtbot.keyClick(box, Qt.Key.Key_Return)
    desk.until(lambda: "西安环太科技" in desk.window.documents.current.title())
    box.begin()
    office.qtbot.keyClicks(box, "cqcj")
    desk.until(lambda: not box._searching)
    found = box._popup.list.currentItem().text()
    office.qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    office.qtbot.keyClicks(box, "xaht")
    office.qtbot.keyClick(box, Qt.Key.Key_Return)
    desk.until(lambda: not box.hasFocus())
    assert "西安环太科技" in desk.window.documents.current.title(), found


def test_a_search_without_a_server_does_not_say_that_nothing_is_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = office.open("boss")
    box = desk.window.search
    monkeypatch.setattr(box._context.records, "search_all", Mock(side_effect=Offline()))
    box.begin()
    office.qtbot.keyClicks(box, "zzzz")
    desk.until(lambda: not box._searching)
    told = [box._popup.list.item(n).text() for n in range(box._popup.list.count())]
    assert told == ["The search did not work; pages and actions still do."]
    box.finish()


@pytest.mark.parametrize(("words", "first"), [("orders", "Orders"), ("import: orders", "Import: Orders")])
def test_what_is_called_so_comes_first(office: Office, words: str, first: str) -> None:
    desk = office.open("boss")
    desk.window.search.begin()
    desk.window.search.setText(words)
    results = desk.window.search._popup.list
    desk.until(lambda: results.currentItem() and desk.desktop.jobs.busy == 0)
    assert results.currentItem().text().split(" · ")[0].strip() == first


def test_a_page_called_so_comes_before_records_that_only_contain_it(office: Office) -> None:
    insert = "INSERT INTO crm.product (name) VALUES (%s) RETURNING id"
    office.account_set.rows(insert, "Customers at a glance 2.0")
    desk = office.open("boss")
    desk.window.search.begin()
    results = desk.window.search._popup.list

    def shown(words: str) -> list[str]:
        desk.window.search.setText(words)
        desk.until(lambda: not desk.window.search._searching)
        return [results.item(n).text().split(" · ")[0].strip() for n in range(results.count())]

    words = shown("customers")
    assert words.index("Customers") < words.index("Customers at a glance 2.0")
    assert results.currentItem().text().startswith("Customers") and results.currentRow() == words.index("Customers")
    words = shown("customers at")
    assert "Customers at a glance 2.0" in words
    # by sound, too
    office.account_set.rows(insert, "一机泡沫")
    desk.desktop._use_language("zh_CN")
    desk.window.search.finish()
    desk.window.search.begin()
    desk.until(lambda: desk.window.search._sounds.get("业绩排名"))
    words = shown("yjpm")
    assert words.index("业绩排名") < words.index("一机泡沫") and results.currentItem().text().startswith("业绩排名")
    desk.window.search.finish()
    desk.desktop._use_language("en")  # it is kept for the next login


def test_page_and_action_are_found_in_the_same_box(office: Office) -> None:
    desk = office.open("boss")
    desk.window.search.begin()
    desk.window.search.setText("price lists")
    results = desk.window.search._popup.list
    desk.until(lambda: any("Price lists" in results.item(n).text() for n in range(results.count())))
    desk.window.search.setText("dark")
    desk.until(lambda: any("dark" in results.item(n).text() for n in range(results.count())))
    desk.window.search.finish()


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("yjpm", "业绩排名"),
        ("paiming", "业绩排名"),
        ("jiamubiao", "价目表"),
        ("chongfujilu", "重复记录"),
        ("cfjl", "重复记录"),
    ],
)
def test_page_is_found_by_how_its_title_sounds(office: Office, typed: str, page: str) -> None:
    desk = office.open("boss")
    desk.desktop._use_language("zh_CN")
    desk.window.search.begin()
    results = desk.window.search._popup.list
    office.qtbot.keyClicks(desk.window.search, typed)
    desk.until(lambda: any(page in results.item(n).text() for n in range(results.count())))
    desk.window.search.finish()
    desk.desktop._use_language("en")  # it is kept for the next login


@pytest.mark.parametrize("typed", ["recycle bin", "undo", "回收站"])
def test_where_deleted_records_come_back_is_found_by_what_one_looks_for(office: Office, typed: str) -> None:
    desk = office.open("rep1")
    desk.window.search.begin()
    desk.window.search.setText(typed)
    results = desk.window.search._popup.list
    desk.until(lambda: any("What I did today" in results.item(n).text() for n in range(results.count())))
    desk.window.search.finish()


def test_new_record_by_keys_begins_with_the_first_kind(office: Office) -> None:
    desk = office.open("boss")
    menu = desk.window.top.new.menu()

    def choose() -> None:
        if menu.activeAction() is None:
            QTimer.singleShot(20, desk.window, choose)
        else:
            office.qtbot.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(0, desk.window, choose)
    rescue = QTimer(menu, singleShot=True, interval=5_000)
    rescue.timeout.connect(menu.close)  # the menu waits for its answer
    rescue.start()
    office.qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    rescue.stop()
    desk.until(lambda: desk.window.documents.current.objectName() == "customer_page")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_kind_of_new_record_has_a_letter_as_in_new_for_this_record(office: Office, language: str) -> None:
    desk = office.open("boss")
    office.languages.use(language)
    desk.until(lambda: desk.find(QToolButton, "tab_base_info").text() == {"en": "Base info"}.get(language, "基础信息"))
    actions = desk.window.top.new.menu().actions()
    keys = [QKeySequence.mnemonic(action.text()).toString() for action in actions]
    assert len(actions) > 3
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(r"Alt\+[A-Z]", key)] == []


def test_documents_close_reopen_and_are_back_at_the_next_start(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_list("customer")
    desk.window.open_list("product")
    assert desk.window.documents._bar.count() == 3
    office.qtbot.keyClick(desk.window.documents.current, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert desk.window.documents._bar.count() == 2
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    office.qtbot.keyClick(desk.window, Qt.Key.Key_T, modifiers)
    assert desk.window.documents._bar.count() == 3
    desk.close()
    office.desks.remove(desk)
    again = office.open("boss")
    titles = [again.window.documents._bar.tabText(n) for n in range(again.window.documents._bar.count())]
    assert titles == ["Today", "Customers", "Products"]


def test_language_is_switched_while_a_record_is_open(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_record("customer", 1)
    desk.until(lambda: desk.window.documents.current._record.id)
    desk.desktop._use_language("zh_CN")
    desk.until(lambda: desk.find(QPushButton, "save").text() == "保存")
    desk.until(lambda: desk.find(QToolButton, "tab_base_info").text() == "基础信息")
    desk.desktop._use_language("en")
    desk.until(lambda: desk.find(QPushButton, "save").text() == "Save")


def test_locked_window_shows_nothing_until_the_password_is_typed(office: Office) -> None:
    desk = office.open("rep1")
    desk.window.open_list("customer")
    desk.desktop.lock()
    assert desk.window.locked
    assert not desk.window.documents.isVisible()
    password = desk.find(QLineEdit, "lock_password")
    office.qtbot.keyClicks(password, "wrong")
    office.qtbot.keyClick(password, Qt.Key.Key_Return)
    desk.until(lambda: any("wrong" in label.text() for label in desk.window._lock.findChildren(QLabel)))
    desk.until(lambda: desk.find(QPushButton, "unlock").isEnabled())
    password.clear()
    office.qtbot.keyClicks(password, "crm-rep1")
    office.qtbot.keyClick(password, Qt.Key.Key_Return)
    desk.until(lambda: not desk.window.locked)
    assert desk.window.documents.current.objectName() == "customer_list_page"


def test_one_goes_on_typing_where_one_was_when_the_window_was_locked(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_record("customer", 1)
    page: Any = desk.window.documents.current
    desk.until(lambda: page._record.id)
    line = page.form.editor("short_name").line
    line.setFocus()
    line.setText("")
    office.qtbot.keyClicks(line, "half typed")
    office.qtbot.keyClick(line, Qt.Key.Key_Left)
    desk.desktop.lock()
    password = desk.find(QLineEdit, "lock_password")
    office.qtbot.keyClicks(password, "crm-boss")
    office.qtbot.keyClick(password, Qt.Key.Key_Return)
    desk.until(lambda: not desk.window.locked)
    desk.until(line.hasFocus)
    office.qtbot.keyClicks(line, "-")
    assert line.text() == "half type-d"


def test_every_interactive_widget_has_names(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_record("customer", 1)
    desk.until(lambda: desk.window.documents.current._record.id)
    nameless = [
        f"{type(w).__name__} in {type(w.parentWidget()).__name__}: {w.objectName()!r}"
        for kind in (QToolButton, QPushButton, QLineEdit, QListWidget, QTextBrowser)
        for w in desk.window.findChildren(kind)
        if w.isVisible()
        and not w.objectName().startswith("qt_")
        and w.parentWidget().objectName() != "documentBar"
        and type(w.parentWidget()).__name__ not in ("QTabBar", "Line", "QLineEdit", "SearchBox")
        and not (w.objectName() and (w.accessibleName() or getattr(w, "text", str)()))
    ]
    assert not nameless, nameless


def test_words_of_the_rail_fit(office: Office) -> None:
    desk = office.open("boss")
    for button in desk.window.rail.findChildren(QToolButton):
        assert QFontMetrics(button.font()).horizontalAdvance(button.text()) <= button.width() - 8, button.text()


def test_the_list_of_pages_stays_where_it_was_scrolled(office: Office) -> None:
    """A word of a dictionary that anybody changes made it jump to its beginning."""
    desk = office.open("boss")
    desk.window.resize(1000, 500)
    desk.window.open_listed("targets")
    bar = desk.window.findChild(QListWidget, "page_list").verticalScrollBar()
    desk.until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    office.account_set.rows(
        "UPDATE crm.dictionary SET name_en = 'Firm' WHERE kind = 'customer_kind' AND code = 'company'"
    )
    desk.until(lambda: any(t.name_en == "Firm" for t in desk.window.context.facts().terms["customer_kind"]))
    desk.qtbot.wait(100)
    assert bar.value() == bar.maximum()
    desk.window.open_listed("list:customer")  # the first below its heading
    assert bar.value() == 0, "the heading is seen with it"


def test_focus_can_leave_the_search_box(office: Office) -> None:
    desk = office.open("boss")
    before: QWidget = desk.window.documents.current
    before.setFocus()
    desk.window.search.begin()
    office.qtbot.keyClick(desk.window.search, Qt.Key.Key_Escape)
    assert not desk.window.search._popup.isVisible()


def test_whoever_comes_back_to_a_page_stands_where_he_was(office: Office) -> None:
    desk = office.open("boss")
    page = desk.window.open_record("customer", 1)
    desk.until(lambda: page._record.id and desk.desktop.jobs.busy == 0)
    at = page.form.editor("name").line
    at.setFocus()
    desk.window.open_record("customer", 2)
    assert not page.isAncestorOf(QApplication.focusWidget())
    desk.window.documents.close_current()
    desk.until(lambda: QApplication.focusWidget() is at)
    assert at.cursorPosition() == len(at.text()) > 0, "and types on"
    desk.window.open_record("customer", 2)
    desk.window.documents.close_page(page)
    again = desk.window.open_record("customer", 3)
    desk.until(lambda: again._record.id == 3 and desk.desktop.jobs.busy == 0)
    assert again is page, "the page is used again"
    assert QApplication.focusWidget() is not at, "another record begins at its head"


def test_window_is_locked_after_a_while_without_a_key(office: Office) -> None:
    desk = office.open("boss")
    desk.desktop._idle._timer.setInterval(50)
    desk.desktop._idle._timer.start()
    desk.until(lambda: desk.window.locked)


def test_a_key_puts_the_lock_off(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = office.open("boss")
    watch, touched = desk.desktop._idle, []
    watch._watch(desk.window.windowHandle())
    monkeypatch.setattr(watch, "_touched", lambda: touched.append(True))
    office.qtbot.keyClick(desk.window.windowHandle(), Qt.Key.Key_A)
    desk.until(lambda: touched)


def test_the_bar_of_documents_made_ahead_of_the_login_is_seen(qtbot: QtBot) -> None:
    def make(_address: Address, parent: QWidget) -> QWidget:
        return QLabel("page", parent)

    documents = Documents(make, lambda address: (address.name, "file"))
    qtbot.addWidget(documents)
    documents.resize(600, 400)
    documents.ensurePolished()
    documents.layout().activate()  # as a window that is prepared while the password is typed
    documents.open(Address(kind="page", name="first"))
    documents.open(Address(kind="page", name="second"))
    documents.show()
    qtbot.waitExposed(documents)
    bar = documents.findChild(QTabBar, "documentBar")
    assert bar.height() == bar.sizeHint().height() > 0
