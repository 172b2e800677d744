"""An e-mail that is marked is seen, and handed out by no road in silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.base_info.customers import services as customers
from crm_desktop.base_info.quality.duplicate_bar import DuplicateBar
from crm_desktop.core.query import Condition
from crm_desktop.qt.preview import Preview
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

Key, Modifier = Qt.Key, Qt.KeyboardModifier
OF_REP1 = (
    "customer_id IN (SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1')"
)


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    fresh_account_set.rows(f"UPDATE crm.contact SET email = 'p' || id || '@b.cn' WHERE {OF_REP1} RETURNING 1")
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _opened(desk: Desk, contact: int) -> Any:
    page: Any = desk.window.open_record("contact", contact)
    desk.until(lambda: page._record.id == contact and desk.desktop.jobs.busy == 0)
    return page


def test_marked_by_key_struck_through_and_not_written_to(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toString()))
    rows = office.account_set.rows
    ((one, mail),) = rows(f"SELECT id, email FROM crm.contact WHERE {OF_REP1} ORDER BY id LIMIT 1")
    desk = office.open("rep1")
    page = _opened(desk, one)
    editor = page.form.editor("email")
    editor.input.setFocus()
    desk.qtbot.keyClick(editor.input, Key.Key_Return, Modifier.AltModifier)
    assert shown.pop() == f"mailto:{mail}" and not editor.line.font().strikeOut()
    desk.qtbot.keyClick(editor.input, Key.Key_Tab)  # the marks come next
    assert QApplication.focusWidget() is page.form.editor("email_opted_out").input
    desk.qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    desk.qtbot.keyClick(QApplication.focusWidget(), Key.Key_Space)
    desk.qtbot.keyClick(page.form, Key.Key_S, Modifier.ControlModifier)
    marked = "SELECT email_opted_out, email_invalid FROM crm.contact WHERE id = %s"
    desk.until(lambda: rows(marked, one) == [(False, True)])
    desk.until(lambda: editor.line.font().strikeOut())
    assert editor.line.toolTip() == "invalid"
    desk.qtbot.keyClick(editor.input, Key.Key_Return, Modifier.AltModifier)
    assert not shown and editor.error() == "No e-mail is written to this address: invalid."
    # another address is another matter
    editor.input.setFocus()
    editor.input.selectAll()
    desk.qtbot.keyClicks(editor.input, "new@b.cn")
    assert not editor.line.font().strikeOut() and not editor.error()
    desk.qtbot.keyClick(editor.input, Key.Key_Return, Modifier.AltModifier)
    assert shown == ["mailto:new@b.cn"]
    desk.qtbot.keyClick(page.form, Key.Key_S, Modifier.ControlModifier)
    desk.until(lambda: rows(marked, one) == [(False, False)])
    desk.until(lambda: page.form.editor("email_invalid").value() is False)
    assert not editor.line.font().strikeOut()


def test_a_list_shows_filters_and_copies_without_them(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.contact (customer_id, name, email) SELECT customer_id, '丙', 'p0@b.cn' FROM crm.contact "
        f"WHERE {OF_REP1} ORDER BY id LIMIT 1 RETURNING 1"
    )
    rows(f"UPDATE crm.contact SET email = 'p' || id || '@b.cn' WHERE {OF_REP1} RETURNING 1")
    ids = [i for (i,) in rows(f"SELECT id FROM crm.contact WHERE {OF_REP1} ORDER BY id")]
    assert len(ids) > 2
    rows(
        "UPDATE crm.contact SET email_opted_out = true, email_invalid = id = %s WHERE id IN (%s, %s) RETURNING 1",
        *ids[:1],
        *ids[:2],
    )
    desk = office.open("rep1")
    desk.window.open_listed("list:contact")
    page: Any = desk.window.documents.current
    view = page.list
    view.model.set_columns(["name", "email"])
    desk.until(lambda: view.model.complete and view.model.rowCount() == len(ids))
    desk.until(lambda: all(view.model.record(i) is not None and "email" in view.model.record(i).values for i in ids))
    said = {i: view.model.drawn(view.model.record(i))[1] for i in ids}
    assert said[ids[0]].text == f"p{ids[0]}@b.cn (wants no e-mail, invalid)" and said[ids[0]].colour
    assert said[ids[1]].text == f"p{ids[1]}@b.cn (wants no e-mail)"
    assert said[ids[2]].text == f"p{ids[2]}@b.cn" and not said[ids[2]].colour
    view.table.setFocus()
    view.table.selection.select_ids(set(ids))
    desk.qtbot.keyClick(view.table, Key.Key_C, Modifier.ControlModifier)
    desk.until(desk.toasts)
    copied = QGuiApplication.clipboard().text()
    assert f"p{ids[2]}@b.cn" in copied and f"p{ids[0]}@" not in copied and f"p{ids[1]}@" not in copied
    assert f"{len(ids)} rows copied" in desk.toasts()[-1]
    assert "2 e-mails left out: they are marked as invalid or as wanting none." in desk.toasts()[-1]
    view.table.go_to_row(list(view.model.ids).index(ids[0]), 1)
    desk.qtbot.keyClick(view.table, Key.Key_C, Modifier.ControlModifier | Modifier.ShiftModifier)
    desk.until(lambda: desk.toasts()[-1] == "1 e-mail left out: it is marked as invalid or as wanting none.")
    assert QGuiApplication.clipboard().text() == copied
    view.model.set_query(conditions=(Condition("email_invalid", "eq", True),))
    desk.until(lambda: list(view.model.ids) == ids[:1])


def _printed(desk: Desk, entity: str, record_id: int) -> str:
    page: Any = desk.window.open_record(entity, record_id)
    desk.until(lambda: page._record.id == record_id and desk.desktop.jobs.busy == 0)
    desk.qtbot.keyClick(page, Key.Key_P, Modifier.ControlModifier)
    desk.until(lambda: page.findChildren(Preview) and desk.desktop.jobs.busy == 0)
    with closing(pypdfium2.PdfDocument(page.findChildren(Preview)[-1].content)) as document:
        return "".join(sheet.get_textpage().get_text_bounded() for sheet in document)


def test_paper_tells_the_mark_with_the_address(office: Office) -> None:
    rows = office.account_set.rows
    ((one,),) = rows(f"SELECT min(id) FROM crm.contact WHERE {OF_REP1}")
    rows("UPDATE crm.contact SET email_invalid = true WHERE id = %s RETURNING 1", one)
    words = _printed(office.open("rep1"), "contact", one)
    assert f"p{one}@b.cn (invalid)" in words and "Wants no e-mail" not in words and "E-mail invalid" not in words


def test_paper_has_the_main_contact_first(office: Office) -> None:
    rows = office.account_set.rows
    ((one, customer),) = rows(f"SELECT id, customer_id FROM crm.contact WHERE {OF_REP1} ORDER BY id LIMIT 1")
    rows("UPDATE crm.contact SET name = '赵甲', is_primary = true WHERE id = %s RETURNING 1", one)
    rows("INSERT INTO crm.contact (customer_id, name) VALUES (%s, '安乙') RETURNING 1", customer)
    words = _printed(office.open("rep1"), "customer", customer)
    assert words.index("赵甲") < words.index("安乙")


def test_a_chat_is_told_only_of_those_that_may_be_written_to(office: Office) -> None:
    rows = office.account_set.rows
    ((one, customer),) = rows(f"SELECT id, customer_id FROM crm.contact WHERE {OF_REP1} ORDER BY id LIMIT 1")
    rows("DELETE FROM crm.contact_way WHERE contact_id = %s RETURNING 1", one)
    rows("UPDATE crm.contact SET email_opted_out = true, is_primary = true WHERE id = %s RETURNING 1", one)
    for mail, invalid in (("bad@b.cn", True), ("good@b.cn", False)):
        rows(
            "INSERT INTO crm.contact_way (contact_id, kind, email, email_invalid) VALUES (%s, 'home', %s, %s) RETURNING 1",
            one, mail, invalid,
        )  # fmt: skip
    session = office.account_set.session("rep1")

    parts = customers.read_chat_parts(session, load_facts(session, entity_descriptors()), customer)
    session.close()
    assert (parts.contacts[0]["email"], parts.contacts[0]["further_emails"]) == ("", "good@b.cn")


def test_typed_elsewhere_it_is_said_that_it_wants_none(office: Office) -> None:
    rows = office.account_set.rows
    ((one,),) = rows(f"SELECT min(id) FROM crm.contact WHERE NOT {OF_REP1}")
    rows("UPDATE crm.contact SET email = 'none@b.cn', email_opted_out = true WHERE id = %s RETURNING 1", one)
    rows("UPDATE crm.duplicate_rule SET by_hand = 'allow' WHERE kind = 'email' RETURNING 1")
    desk = office.open("rep1")
    desk.window.new_record("contact")
    page: Any = desk.window.documents.current
    desk.until(lambda: page.form.editor("email").isVisible())
    editor = page.form.editor("email")
    editor.input.setFocus()
    desk.qtbot.keyClicks(editor.input, "None@b.cn")
    desk.until(lambda: page.findChild(DuplicateBar).isVisible())
    assert desk.find(QLabel, "alike_0").text().endswith("same e-mail · wants no e-mail")


def _told(desk: Desk, name: str) -> bool:
    return any(name in words for words in desk.toasts())


def test_a_file_that_does_not_say_the_marks_is_told_with_them(office: Office, tmp_path: Path) -> None:
    rows = office.account_set.rows
    ids = [i for (i,) in rows(f"SELECT id FROM crm.contact WHERE {OF_REP1} ORDER BY id LIMIT 2")]
    rows("UPDATE crm.contact SET email_opted_out = true WHERE id = %s RETURNING 1", ids[0])
    rows("UPDATE crm.contact SET email_invalid = true, email_opted_out = true WHERE id = %s RETURNING 1", ids[1])
    desk = office.open("boss")
    page: Any = desk.window.open_list("contact")
    desk.until(lambda: page.list.model.rowCount() >= 2 and desk.desktop.jobs.busy == 0)
    told = "no e-mail or are invalid, which no column says"
    for name, columns, count in (
        ("plain.csv", ("name", "email"), 2),
        ("opted.xlsx", ("name", "email", "email_opted_out"), 1),
        ("all.xlsx", ("name", "email", "email_opted_out", "email_invalid"), 0),
        ("none.csv", ("name", "mobile"), 0),
        ("cards.vcf", ("name", "email"), 0),
    ):
        page.output.export_to(tmp_path / name, replace(page.list.model.query, columns=columns))
        desk.until(partial(_told, desk, name))
        (words,) = (words for words in desk.toasts() if name in words)
        assert (f"{told}: {count}." in words) == bool(count) == (told in words), words
