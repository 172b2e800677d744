"""The implementation engineer: the wizard, left and taken up again, makes an account set that people can enter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.admin.embedded import Server
from crm_desktop.admin.place import ServerPlace
from crm_desktop.admin.target import Target
from crm_desktop.app import wizard_templates
from crm_desktop.shell.languages import Languages
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
    _go(wizard, qtbot, 9)
    assert wizard.problems.count() == 1  # the company has no name yet
    assert not wizard.findChild(QPushButton, "wizard.make").isEnabled()
    wizard.problems.itemActivated.emit(wizard.problems.item(0))
    formkit.type_text(qtbot, _field(wizard, "wizard.account_set.company"), "西安办公有限公司")
    _go(wizard, qtbot, 2)
    people = wizard.steps[3].editor
    people.add_row({"name": "王经理", "login": "wang", "roles": ["manager"], "password": "wang-12345"})
    people.edited.emit()
    _go(wizard, qtbot, 5)
    wizard.steps[8].add_files([str(customers)])
    _go(wizard, qtbot, 1)
    assert wizard.problems.count() == 0

    qtbot.mouseClick(wizard.findChild(QPushButton, "wizard.make"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard._job is None, timeout=60_000)
    assert wizard._wrong.text() == ""
    assert "Office" in wizard._result.toPlainText()
    assert not (tmp_path / KEPT).exists()  # done: nothing of it, passwords least of all, stays on the disk
    address = {"host": own_server.host, "port": own_server.port, "dbname": install.database_name("Office")}
    with psycopg2.connect(**address, user="wang", password="wang-12345") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, grade FROM crm.customer ORDER BY sort_key")
        assert cursor.fetchall() == [("宝鸡试验机械厂", "B"), ("西安测试科技有限公司", "A")]
    connection.close()
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
