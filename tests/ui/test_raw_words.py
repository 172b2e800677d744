"""Words that stand in the database are said in words on forms too: dictionaries among themselves, what the server keeps of a record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture(params=["en", "zh_CN"])
def desk(
    request: pytest.FixtureRequest, account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> Iterator[Desk]:
    office = Office(account_set, tmp_path, qtbot, qapp, language=request.param)
    try:
        yield office.open("admin")
    finally:
        office.close()


def test_no_form_shows_a_stored_word(desk: Desk, account_set: AccountSet) -> None:
    english = desk.window.context.language() == "en"
    for entity, where, field, said in (
        ("dictionary", "kind = 'dictionary'", "kind", "Dictionaries" if english else "字典"),
        (
            "personal_field",
            "field = 'digits'",
            "field",
            "Digits of the phone, for searching" if english else "电话中的数字（查找用）",
        ),
    ):
        ((record,),) = account_set.rows(f"SELECT min(id) FROM crm.{entity} WHERE {where}")
        page = desk.window.open_record(entity, record)
        desk.until(
            lambda page=page: page.record_id and desk.desktop.jobs.busy == 0 and page.form.current().get("id", 1)
        )
        desk.until(lambda page=page, f=field: page.form.editor(f).value())
        assert page.form.editor(field).line.text() == said
    # nothing new can be put among them
    offered = [t.code for t in desk.window.context.terms("dictionary")]
    assert "dictionary" not in offered
    assert "currency" in offered
