"""The implementation engineer: the wizard, left and taken up again, makes an account set that people can enter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from crm_desktop.admin.embedded import Server
from crm_desktop.admin.place import ServerPlace
from crm_desktop.admin.target import Target
from crm_desktop.app import wizard_templates
from crm_desktop.shell.languages import Languages
from crm_desktop.system.wizard.rows import RowsEditor
from crm_desktop.system.wizard.window import KEPT, WizardWindow
from server_schema import install
from tests.ui import formkit
from tests.ui.shellkit import clear_events


@pytest.fixture
def languages(qapp: QApplication) -> Iterator[Languages]:
    made = Languages(qapp, "en")
    yield made
    made.use("en")
    made.deleteLater()
    clear_events()


def _wizard(own_server: Server, folder: Path, languages: Languages, qtbot: QtBot) -> WizardWindow:
    target = Target(admin_dsn=own_server.admin_dsn, name="", host=own_server.host, port=own_server.port)
    wizard = WizardWindow(folder, languages, lambda _where, language: ServerPlace(target, language), wizard_templates())
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitExposed(wizard)
    return wizard


def _field(wizard: WizardWindow, name: str) -> QLineEdit:
    return wizard.findChild(QLineEdit, name)


def _go(wizard: WizardWindow, qtbot: QtBot, steps: int) -> None:
    for _ in range(steps):
        qtbot.mouseClick(wizard.findChild(QPushButton, "wizard.next"), Qt.MouseButton.LeftButton)


def _entry(rows: RowsEditor, qtbot: QtBot, name: str, kind: str, code: str, **meaning: str) -> None:
    """Type an entry with its meaning."""
    number = rows.table.rowCount()
    rows.add_row({}, focus=True)
    cells = {f.key: rows.table.cellWidget(number, column) for column, f in enumerate(rows.fields)}
    formkit.type_text(qtbot, cells["name"], name)
    _choose(cells["kind"], kind, qtbot)
    formkit.type_text(qtbot, cells["code"], code)
    shown = [line for line in cells["meaning"].findChildren(QLineEdit) if line.isVisible()]
    assert set(meaning) <= {line.objectName() for line in shown}
    for line in shown:
        if line.objectName() in meaning:
            formkit.type_text(qtbot, line, meaning[line.objectName()])
            qtbot.keyClick(line, Qt.Key.Key_Return)


MEANINGS = [
    ("northwest", "", "", None, ["63", "64", "65"], ""),
    ("old", "former", "", None, [], ""),
    ("shaanxi", "", "", None, ["61", "62"], ""),
    ("sister", "", "", None, [], "supplies"),
    ("trial", "", "open", 45, [], ""),
]


def _meanings(cursor: Any) -> list[tuple[Any, ...]]:
    cursor.execute(
        "SELECT code, stage, outcome, probability, provinces, opposite FROM crm.dictionary "
        "WHERE code IN ('old', 'trial', 'shaanxi', 'northwest', 'sister') ORDER BY code"
    )
    return cursor.fetchall()


def _write_entries(entries: RowsEditor, qtbot: QtBot) -> None:
    _entry(entries, qtbot, "老客户", "customer_status", "old", stage="Former")
    _entry(entries, qtbot, "样机测试", "opportunity_stage", "trial", probability="150")
    _entry(entries, qtbot, "陕西", "region", "shaanxi", provinces="陕西, 甘肃")
    _entry(entries, qtbot, "姊妹公司", "relation_kind", "sister", opposite="Supplies")


def _attribute(rows: RowsEditor, qtbot: QtBot, entity: str) -> None:
    number = rows.table.rowCount()
    rows.add_row({"label": "天气", "key": "weather"})
    cells = {f.key: rows.table.cellWidget(number, column) for column, f in enumerate(rows.fields)}
    _choose(cells["entity"], entity, qtbot)
    _choose(cells["kind"], "text", qtbot)


def _choose(box: QComboBox, code: str, qtbot: QtBot) -> None:
    box.setFocus()
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())


def _replace(line: Any, before: str, after: str, qtbot: QtBot) -> None:
    assert line.text() == before
    line.selectAll()
    formkit.type_text(qtbot, line, after)


def _fill_the_rest(wizard: WizardWindow, qtbot: QtBot, customers: Path) -> None:
    """Go from the company to the check, filling what lies between."""
    _go(wizard, qtbot, 2)
    people = wizard.steps[3].editor
    people.add_row({"name": "王经理", "login": "wang", "roles": ["manager"], "password": "wang-12345"})
    people.edited.emit()
    _go(wizard, qtbot, 2)
    _write_entries(wizard.steps[5].editor, qtbot)
    _go(wizard, qtbot, 1)
    _attribute(wizard.steps[6].editor, qtbot, "action")
    _go(wizard, qtbot, 2)
    wizard.steps[8].add_files([str(customers)])
    _go(wizard, qtbot, 1)


def test_wizard_is_left_taken_up_and_finished(
    own_server: Server, tmp_path: Path, languages: Languages, qtbot: QtBot
) -> None:
    customers = tmp_path / "customer.csv"
    customers.write_text(
        "名称,电话,等级\n西安测试科技有限公司,029-5550001,A\n宝鸡试验机械厂,0917-5550002,B\n", encoding="utf-8-sig"
    )

    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    _go(wizard, qtbot, 1)
    formkit.type_text(qtbot, _field(wizard, "wizard.account_set.name"), "Office")
    wizard.close()  # the engineer is called away
    assert (tmp_path / KEPT).is_file()

    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    assert _field(wizard, "wizard.account_set.name").text() == "Office"
    assert wizard._pages.currentWidget() is wizard.steps[1]  # where he left
    _go(wizard, qtbot, 8)
    assert wizard.problems.count() == 1  # the company has no name yet
    assert not wizard.findChild(QPushButton, "wizard.make").isEnabled()
    wizard.problems.itemActivated.emit(wizard.problems.item(0))
    formkit.type_text(qtbot, _field(wizard, "wizard.account_set.company"), "西安办公有限公司")
    _fill_the_rest(wizard, qtbot, customers)
    assert wizard.problems.item(0).text() == (
        "Dictionaries · Opportunity stages · 样机测试 · Probability (%): An entry cannot mean this: 150"
    )
    wizard.problems.itemActivated.emit(wizard.problems.item(0))
    _replace(wizard.focusWidget(), "150", "45", qtbot)
    wizard.close()  # called away once more

    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    assert wizard._pages.currentWidget() is wizard.steps[5]
    _go(wizard, qtbot, 4)
    wizard.close()  # and on the last page

    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    assert wizard._places.currentRow() == len(wizard.steps)
    assert wizard.problems.count() == 0
    made: list[Any] = []
    wizard.made.connect(made.append)

    qtbot.mouseClick(wizard.findChild(QPushButton, "wizard.make"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard._job is None, timeout=60_000)
    assert wizard._wrong.text() == ""
    assert "Office" in wizard._result.toPlainText()
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Space)  # on “Close”
    assert not wizard.isVisible()
    assert not (tmp_path / KEPT).exists()  # done: nothing of it, passwords least of all, stays on the disk
    address = {"host": own_server.host, "port": own_server.port, "dbname": install.database_name("Office")}
    assert made == [{**address, "login": "admin"}]
    with psycopg2.connect(**address, user="wang", password="wang-12345") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, grade FROM crm.customer ORDER BY sort_key")
        assert cursor.fetchall() == [("宝鸡试验机械厂", "B"), ("西安测试科技有限公司", "A")]
        assert _meanings(cursor) == MEANINGS
        cursor.execute("SELECT entity, key FROM crm.attribute_definition")
        assert cursor.fetchall() == [("action", "weather")]
    connection.close()


def test_a_mistake_is_told_by_its_row_on_the_screen_and_on_its_own_page(
    own_server: Server, tmp_path: Path, languages: Languages, qtbot: QtBot
) -> None:
    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    wizard.steps[1].show_answers({"account_set": {"name": "Rows", "company": "Rows"}})
    _go(wizard, qtbot, 3)
    people = wizard.steps[3].editor
    people.add_row({})
    people.add_row({"name": "王经理", "login": "wang", "password": "short"})
    people.edited.emit()
    assert wizard._wrong.text() == ""  # he has not done yet
    _go(wizard, qtbot, 6)
    told = "Employees · Row 3 · Password: A password has at least 8 characters."
    assert [wizard.problems.item(row).text() for row in range(wizard.problems.count())] == [told]

    wizard.problems.itemActivated.emit(wizard.problems.item(0))
    line = wizard.focusWidget()
    assert isinstance(line, QLineEdit) and line.text() == "short"
    assert wizard._wrong.text() == told
    _replace(line, "short", "long-enough", qtbot)
    assert wizard._wrong.text() == ""
    wizard.close()


def test_failure_leaves_nothing_behind_and_keeps_the_answers(
    own_server: Server, tmp_path: Path, languages: Languages, qtbot: QtBot
) -> None:
    bad = tmp_path / "customer.csv"
    bad.write_text("名称,等级\n好公司,A\n坏公司,没有这个等级\n", encoding="utf-8-sig")
    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    wizard.steps[1].show_answers({"account_set": {"name": "Broken", "company": "Broken"}})
    wizard.steps[8].add_files([str(bad)])
    _go(wizard, qtbot, 9)
    wizard.make()
    qtbot.waitUntil(lambda: wizard._job is None, timeout=60_000)
    assert "customer.csv" in wizard._wrong.text()
    assert install.account_sets(own_server.admin_dsn) == []
    assert (tmp_path / KEPT).is_file()
    wizard.close()


def test_the_password_of_the_office_server_is_asked_for_where_it_was_not_kept(
    own_server: Server, tmp_path: Path, languages: Languages, qtbot: QtBot
) -> None:
    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    wizard.findChild(QRadioButton, "wizard.server.there").click()
    for line, typed in (("host", "10.0.0.9"), ("password", "kept-nowhere")):
        formkit.type_text(qtbot, _field(wizard, f"wizard.server.{line}"), typed)
    _go(wizard, qtbot, 1)
    formkit.type_text(qtbot, _field(wizard, "wizard.account_set.name"), "Office")
    formkit.type_text(qtbot, _field(wizard, "wizard.account_set.company"), "Office")
    _go(wizard, qtbot, 8)
    assert wizard.problems.count() == 0 and wizard.findChild(QPushButton, "wizard.make").isEnabled()
    wizard.close()
    assert "kept-nowhere" not in (tmp_path / KEPT).read_text(encoding="utf-8")

    wizard = _wizard(own_server, tmp_path, languages, qtbot)
    assert wizard._places.currentRow() == len(wizard.steps)
    told = "Server · Password of the superuser: This must be filled in."
    assert [wizard.problems.item(row).text() for row in range(wizard.problems.count())] == [told]
    assert not wizard.findChild(QPushButton, "wizard.make").isEnabled()
    wizard.problems.itemActivated.emit(wizard.problems.item(0))
    assert wizard.focusWidget() is _field(wizard, "wizard.server.password")
    assert wizard._wrong.text() == told
    formkit.type_text(qtbot, wizard.focusWidget(), "kept-nowhere")
    assert wizard._wrong.text() == ""
    _go(wizard, qtbot, 9)
    assert wizard.findChild(QPushButton, "wizard.make").isEnabled()
    wizard.close()
