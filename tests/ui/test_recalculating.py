"""Recalculating a selection: asked with the count, done, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.shell.window.questions import Question
from tests.databases import AccountSet
from tests.ui.shellkit import Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_the_count_is_told_before_and_all_can_be_taken_back(office: Office) -> None:
    rows = office.account_set.rows
    boss = office.open("boss")
    boss.window.open_listed("list:customer")
    page = boss.window.documents.current
    boss.until(lambda: page.list.model.complete)
    assert "recalculate" not in {a.name for a in page.bulk_actions()}  # nothing is computed here yet
    rows("INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'n', 'n', 'integer')")
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula) "
        "VALUES ('customer', 'twice', 'twice', 'formula', 'n * 2')"
    )
    rows(
        "SET session_replication_role = replica; UPDATE crm.customer SET attrs = jsonb_build_object('n', id, 'twice', 0)"
    )
    boss.until(lambda: "attrs.twice" in boss.window.context.entity("customer"))
    boss.window.context.navigator.close(page)
    boss.window.open_listed("list:customer")
    page = boss.window.documents.current
    boss.until(lambda: page.list.model.complete)
    action = next(a for a in page.bulk_actions() if a.name == "recalculate")
    assert action.reason() == ""
    ids = [r[0] for r in rows("SELECT id FROM crm.customer ORDER BY id")]
    action.act(ids)
    boss.until(lambda: boss.window.findChild(Question) is not None)
    question = boss.window.findChild(Question)
    assert f"will change: {len(ids)}, on {len(ids)} records." in question.findChild(QLabel).text()
    question.accept()
    boss.until(
        lambda: rows("SELECT count(*) FROM crm.customer WHERE attrs ->> 'twice' = (id * 2)::text") == [(len(ids),)]
    )
    boss.until(lambda: any("recalculated" in words for words in boss.toasts()))
    action.act(ids)
    boss.until(lambda: any("Nothing changes" in words for words in boss.toasts()))
