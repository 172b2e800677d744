"""The program from its command line to log-out: calls, crashes, passwords, notices, facts that change."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from crm_desktop import app
from crm_desktop.core.errors import BadValue, Conflict, Denied, Gone, Invalid, LoginFailed, Offline
from crm_desktop.shell import registry
from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login import profiles
from crm_desktop.shell.program.calls import CallReceiver, hand_over
from crm_desktop.shell.program.crash import CrashReporter
from crm_desktop.shell.program.settings import Settings, read_settings, write_settings
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.style import DARK, LIGHT, Look
from crm_desktop.shell.window.topbar import contrast
from tests.databases import AccountSet
from tests.ui.shellkit import WAIT, Office, clear_events


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _end(program: app.Program) -> None:
    program.close()
    if program.login is not None:
        program.login.close()
        program.login.deleteLater()
    program.languages.use("en")
    program.style.deleteLater()
    program.languages.deleteLater()
    program.deleteLater()
    clear_events()


def test_program_goes_from_login_to_desktop_and_back(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    logins = [{"login": "boss", "password": "crm-boss", "name": "高远", "role": "", "department": ""}]
    facts = {"host": account_set.host, "port": account_set.port, "dbname": account_set.name, "logins": logins}
    offers = tmp_path / "offers.json"
    offers.write_text(json.dumps(facts), "utf-8")
    before = sys.excepthook, threading.excepthook
    program = app.Program(qapp, tmp_path, app.parse(["--offer-logins", str(offers), "--lang", "en"]))
    try:
        program.show_login()
        assert program.login is not None
        tree = program.login._offers._list
        tree.itemActivated.emit(tree.topLevelItem(0), 0)
        qtbot.waitUntil(lambda: program.desktop is not None, timeout=WAIT)
        assert program.desktop is not None
        program.desktop.window.search.begin()
        program.desktop.leave()
        qtbot.waitUntil(lambda: program.login is not None and program.login.isVisible(), timeout=WAIT)
    finally:
        _end(program)
    assert (sys.excepthook, threading.excepthook) == before


def test_login_stands_at_the_account_set_just_made(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    here = profiles.Server(
        name="office", host=account_set.host, port=account_set.port, sets=("crm_old",), last_set="crm_old",
        last_login="wang", kept=("crm_old/wang",),
    )  # fmt: skip
    elsewhere = profiles.Server(name="elsewhere", host="192.0.2.1")
    profiles.write_servers(tmp_path, (elsewhere, here))
    program = app.Program(qapp, tmp_path, app.parse(["--lang", "en"]))
    try:
        program.show_login()
        program.show_wizard()
        assert program.login is not None and program.wizard is not None
        assert program.login._current() == elsewhere
        where = {"host": account_set.host, "port": account_set.port, "dbname": account_set.name}
        program.wizard.made.emit({**where, "login": "boss"})
        program.wizard.close()
        assert program.login._current().name == "office"
        assert program.login._database() == account_set.name
        assert program.login._login.text() == "boss"
        assert program.login.focusWidget() is program.login._password
        assert profiles.read_servers(tmp_path)[1].kept == ("crm_old/wang",)
        qtbot.keyClicks(program.login._password, "crm-boss")
        qtbot.keyClick(program.login._password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: program.desktop is not None, timeout=WAIT)
        assert program.desktop is not None
        program.desktop.leave()
        qtbot.waitUntil(lambda: program.login is not None and program.login.isVisible(), timeout=WAIT)
    finally:
        _end(program)


@pytest.mark.parametrize("number", ["029-88451234", "+86 29 8845 1234", "+86{mobile}"])
def test_caller_opens_his_customer(office: Office, number: str) -> None:
    desk = office.open("boss")
    ((mobile,),) = office.account_set.rows("SELECT mobile FROM crm.contact WHERE name = '张环'")
    desk.desktop.show_caller(number.format(mobile=mobile))
    desk.until(lambda: desk.window.documents.current.objectName() == "customer_page")
    desk.until(lambda: "环太" in desk.window.documents.current.title())


def test_second_start_hands_the_number_over(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    receiver = CallReceiver(tmp_path)
    numbers: list[str] = []
    receiver.called.connect(numbers.append)
    try:
        assert hand_over(tmp_path, "02988451234")
        qtbot.waitUntil(lambda: numbers == ["02988451234"], timeout=WAIT)
        assert not hand_over(tmp_path / "another", "1")
    finally:
        receiver.close()
        receiver.deleteLater()
        clear_events()


@pytest.mark.logs_warnings
def test_bug_is_written_down_and_work_goes_on(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    crashes = CrashReporter(tmp_path)
    kept: list[bool] = []
    crashes.before = lambda: kept.append(True)
    try:
        raise ZeroDivisionError("an error of ours")
    except ZeroDivisionError as error:
        crashes.report(error)
    qtbot.waitUntil(lambda: crashes.dialog is not None and crashes.dialog.isVisible(), timeout=WAIT)
    assert kept == [True]
    assert "an error of ours" in crashes.file.read_text("utf-8")
    assert crashes.dialog is not None
    details = crashes.dialog.findChild(QPlainTextEdit, "crash_details")
    assert "ZeroDivisionError" in details.toPlainText()
    crashes.dialog.findChild(QPushButton, "go_on").click()
    qtbot.waitUntil(lambda: crashes.dialog is None, timeout=WAIT)
    crashes.deleteLater()
    clear_events()


def test_own_password_is_changed_and_the_work_goes_on(
    own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    office = Office(own_account_set, tmp_path, qtbot, qapp)
    try:
        desk = office.open("rep1")
        desk.desktop.change_password()
        for name, words in (
            ("old_password", "crm-rep1"),
            ("new_password", "four words in a row"),
            ("new_password_again", "four words in a row"),
        ):
            qtbot.keyClicks(desk.find(QLineEdit, name), words)
        desk.find(QPushButton, "save_password").click()
        desk.until(lambda: any("password" in words for words in desk.toasts()))
        desk.window.open_list("customer")
        desk.until(lambda: desk.window.documents.current.list.model.rowCount())
        with pytest.raises(LoginFailed):
            office.open("rep1")
    finally:
        office.close()


def test_notice_arrives_while_one_works(office: Office) -> None:
    desk = office.open("rep1")
    office.account_set.rows(
        "INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id) "
        "SELECT id, 'assigned', 'A customer was handed to you', 'customer', 3 FROM crm.employee WHERE login = 'rep1'"
    )
    desk.until(lambda: desk.window.bell.unread == 1)
    desk.find(QToolButton, "bell").click()
    notices = desk.window.bell.list.findChild(QListWidget, "notice_list")
    desk.until(lambda: notices.count() == 1)
    notices.itemActivated.emit(notices.item(0))
    desk.until(lambda: desk.window.bell.unread == 0)
    desk.until(lambda: desk.window.documents.current.objectName() == "customer_page")


def test_new_dictionary_entry_is_offered_without_a_new_login(office: Office) -> None:
    desk = office.open("boss")
    office.account_set.rows(
        "INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('region', 'moon', '月球', 'Moon')"
    )
    desk.until(lambda: any(term.code == "moon" for term in desk.window.context.terms("region")))


def test_theme_and_density_are_kept_for_the_person(office: Office) -> None:
    desk = office.open("boss")
    desk.desktop._use_look(Look(theme="dark", density="comfortable"))
    assert office.style.is_dark
    desk.desktop.preferences.flush()
    desk.until(
        lambda: office.account_set.rows("SELECT 1 FROM crm.preference WHERE name = 'theme' AND value = '\"dark\"'")
    )
    desk.desktop._use_look(Look(theme="light", density="compact"))


def test_the_window_locks_itself_after_the_time_that_one_chose(office: Office) -> None:
    desk = office.open("boss")
    watch = desk.desktop._idle._timer

    def choose(minutes: int) -> None:
        desk.window.menus.fill()
        desk.window.findChild(QAction, f"idle_{minutes}").trigger()
        assert desk.window.findChild(QAction, f"idle_{minutes}").isChecked()

    choose(5)
    assert watch.isActive() and watch.interval() == 5 * 60_000
    desk.desktop.preferences.flush()
    kept = "SELECT value FROM crm.preference WHERE name = 'idle_minutes'"
    desk.until(lambda: office.account_set.rows(kept) == [(5,)])
    choose(0)
    assert not watch.isActive()
    choose(15)
    watch.start(1)  # nobody touches anything for as long as was chosen
    desk.until(lambda: desk.window.findChild(QLineEdit, "lock_password") is not None)


def test_keys_page_opens_and_closes(office: Office) -> None:
    desk = office.open("boss")
    desk.window.menus.keys_asked.emit()
    office.qtbot.keyClick(desk.find(QPushButton, "close_keys"), Qt.Key.Key_Escape)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("text", "window"),
        ("text", "surface"),
        ("muted", "window"),
        ("muted", "surface"),
        ("faint", "surface"),
        ("muted", "rail"),
        ("accent", "surface"),
        ("accent", "accent_soft"),
        ("on_accent", "accent"),
        ("on_selection", "selection"),
        ("ok", "ok_soft"),
        ("warn", "warn_soft"),
        ("bad", "bad_soft"),
        ("bad", "surface"),
        ("on_toast", "toast"),
        ("toast_link", "toast"),
    ],
)
def test_words_can_be_read_on_their_ground(tokens: dict[str, str], words: str, ground: str) -> None:
    from PySide6.QtGui import QColor

    assert contrast(QColor(tokens[words]), QColor(tokens[ground])) >= 4.5  # WCAG AA


@pytest.mark.parametrize(
    "error",
    [
        Offline(),
        Conflict(),
        Gone(),
        Denied(),
        Denied("owner_needs_assign"),
        Invalid("required", "name"),
        Invalid("customer_code_unique"),
        Invalid("some_table_owner_id_fkey"),
        Invalid("never_heard_of_it"),
        BadValue("bad_date", "x"),
        LoginFailed(),
    ],
    ids=repr,
)
def test_every_error_has_a_sentence_in_both_languages(error: Exception, qapp: QApplication) -> None:
    english = sentence(error)
    languages = Languages(qapp, "zh_CN")
    chinese = sentence(error)
    languages.use("en")
    languages.deleteLater()
    assert english.endswith((".", "."))
    assert any("一" <= c <= "鿿" for c in chinese)
    assert chinese != english


def test_settings_survive_a_damaged_file(tmp_path: Path) -> None:
    write_settings(tmp_path, Settings(language="zh_CN", look=Look(theme="dark")))
    assert read_settings(tmp_path) == Settings(language="zh_CN", look=Look(theme="dark"))
    (tmp_path / "settings.json").write_text("[]", "utf-8")
    assert read_settings(tmp_path) == Settings()


def test_every_entry_of_the_registry_can_be_loaded() -> None:
    sources: list[Any] = [entry.source for entry in (*registry.ENTITIES, *registry.PAGES)]
    sources += [entry.record_page for entry in registry.ENTITIES if entry.record_page]
    assert all(registry.load(source) for source in sources)
    for name, entity in registry.descriptors().items():
        assert entity.name == name


def test_own_attribute_appears_in_form_and_list_in_both_languages(office: Office) -> None:
    desk = office.open("boss")
    with office.account_set.connect_admin() as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, in_list) "
            "VALUES ('customer', 'floor', '楼层', 'Floor', 'integer', true)"
        )
    connection.close()
    desk.until(lambda: "attrs.floor" in desk.desktop._facts.entities["customer"])
    page = desk.window.open_record("customer", 3)
    desk.until(lambda: page.form.record.id)
    assert page.form.caption("attrs.floor") == "Floor"
    editor = page.form.editor("attrs.floor")
    editor.input.setFocus()
    office.qtbot.keyClicks(editor.input, "12")
    office.qtbot.keyClick(editor.input, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: office.account_set.rows("SELECT attrs FROM crm.customer WHERE id = 3") == [({"floor": 12},)])
    desk.desktop._use_language("zh_CN")
    desk.until(lambda: desk.desktop._facts.entities["customer"]["attrs.floor"].label == "楼层")
    assert "attrs.floor" in desk.desktop._facts.entities["customer"].list_columns
    desk.desktop._use_language("en")
    desk.until(lambda: desk.desktop._facts.entities["customer"]["attrs.floor"].label == "Floor")


def test_a_login_is_counted_once(office: Office) -> None:
    before = office.account_set.rows("SELECT count(*) FROM crm.session_log")[0][0]
    desk = office.open("boss")
    desk.desktop._reload_facts()
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert office.account_set.rows("SELECT count(*) FROM crm.session_log") == [(before + 1,)]
