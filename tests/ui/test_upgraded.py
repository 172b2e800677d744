"""The day after an upgrade: what a company made its own is there, everybody gets in, every list opens, what is typed is saved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.admin.target import Target
from crm_desktop.core.errors import WrongVersion
from server_schema import install
from tests.databases import BASE_VARIABLE, AccountSet, running_server
from tests.db.test_upgrade import RELEASED, as_released
from tests.ui.shellkit import Office
from tests.ui.test_shell_records import opened, typed

LISTS = ("customer", "contact", "product", "opportunity", "sales_order", "employee", "action", "price_list")
FIRST = "WHERE id = (SELECT min(id) FROM crm.customer)"


@pytest.fixture(params=RELEASED, ids=[path.stem for path in RELEASED])
def upgraded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Target, AccountSet]]:
    """Give a set of a released version with words of its own, upgraded twice: a second time does no harm."""
    with running_server(Path(os.environ[BASE_VARIABLE]) / f"upgraded-{os.getpid()}") as running:
        target = Target(
            admin_dsn=running.admin_dsn, name="Old", host=running.host, port=running.port, data_dir=running.data_dir
        )
        as_released(request.param, target, monkeypatch)
        target.rows(
            f"SET LOCAL session_replication_role = replica; UPDATE crm.customer SET tags = '{{VIP,老客户}}' {FIRST}"
        )
        target.rows(
            "INSERT INTO crm.attribute_definition (entity, key, kind, label) VALUES ('customer', 'area', 'text', '面积')"
        )
        target.rows(f'UPDATE crm.customer SET attrs = \'{{"area": "120"}}\' {FIRST}')
        for _ in range(2):
            install.upgrade(target.admin_dsn, target.name)
        yield target, AccountSet(name=target.database, server=running)


def test_the_desktop_works_on_an_upgraded_set(
    upgraded: tuple[Target, AccountSet], tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    target, company = upgraded
    rows = target.rows
    ((number,),) = rows(f"SELECT id FROM crm.customer {FIRST}")
    office = Office(company, tmp_path, qtbot, qapp)
    try:
        assert rows(f"SELECT tags, attrs FROM crm.customer {FIRST}") == [(["VIP", "老客户"], {"area": "120"})]
        rows("UPDATE crm.alembic_version SET version_num = '0001'")
        with pytest.raises(WrongVersion):
            office.open("boss")
        rows("UPDATE crm.alembic_version SET version_num = %s", install.head_revision())
        desk = office.open("boss")
        page = opened(desk, "customer", number)
        assert "attrs.area" in page.form.entity and page.form.editor("attrs.area").value() == "120"
        typed(desk, page, "email", "after@upgrade.cn")
        qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        desk.until(lambda: rows(f"SELECT email FROM crm.customer {FIRST}") == [("after@upgrade.cn",)])
        for noun in LISTS:
            shown = desk.window.open_list(noun)
            desk.until(lambda shown=shown: shown.list.model.rowCount() and desk.desktop.jobs.busy == 0)
        assert not desk.toasts()
    finally:
        office.close()
