"""Who knows whom, by keyboard: added below a contact, found by pinyin, changed in the list, told at the other one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
RELATIONS = "SELECT contact_id, kind, other_id, note FROM crm.contact_relation ORDER BY contact_id"


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    fresh_account_set.rows("DELETE FROM crm.contact_relation RETURNING 1")
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _opened(desk: Desk, entity: str, record_id: int) -> Any:
    desk.window.open_record(entity, record_id)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == record_id and page.related is not None and page.related.count())
    return page


def _new(desk: Desk, page: Any) -> Any:
    """Ask for a new relation in the list of those that are there."""
    view = _list(desk, page)
    desk.qtbot.keyClick(view._new_button, Key.Key_Space)
    desk.until(lambda: desk.window.documents.current is not page)
    form = desk.window.documents.current
    desk.until(lambda: form.form.editor("other_id").isVisible())
    return form


def _typed(desk: Desk, form: Any, name: str, words: str) -> None:
    editor = form.form.editor(name)
    editor.input.setFocus()
    editor.input.selectAll()
    desk.qtbot.keyClicks(editor.input, words)
    if name.endswith("_id"):
        desk.until(lambda: editor.line.popup is not None and editor.line.popup.isVisible())
        desk.qtbot.keyClick(editor.line.popup, Key.Key_Return)
    else:
        desk.qtbot.keyClick(editor.input, Key.Key_Tab)
    assert editor.value()


def _list(desk: Desk, page: Any) -> Any:
    """Go to the list of relations below a record."""
    at = [r.entity for r in page.related._relations].index("contact_relation")
    page.related.setCurrentIndex(at)
    desk.until(lambda: at in page.related._lists and desk.desktop.jobs.busy == 0)
    return page.related._lists[at]


def _two(office: Office) -> tuple[int, int]:
    """Return two contacts of rep1's, 司徒建国 and 欧阳文静."""
    one, two, *_ = [
        i for (i,) in office.account_set.rows("SELECT c.id FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' ORDER BY c.id")
    ]  # fmt: skip
    for which, name in ((one, "司徒建国"), (two, "欧阳文静")):
        office.account_set.rows("UPDATE crm.contact SET name = %s WHERE id = %s RETURNING 1", name, which)
    return one, two


def test_a_superior_is_added_and_noted_by_keyboard_and_stands_at_both(office: Office) -> None:
    one, two = _two(office)
    desk, rows = office.open("rep1"), office.account_set.rows
    page = _opened(desk, "contact", one)
    form = _new(desk, page)
    desk.until(lambda: form.form.editor("contact_id").value() == one)
    _typed(desk, form, "kind", "Superior")
    _typed(desk, form, "other_id", "oywj")  # initials
    assert form.form.editor("other_id").value() == two
    desk.qtbot.keyClick(form, Key.Key_S, CTRL)
    desk.until(lambda: form.record_id)
    assert rows(RELATIONS) == [(one, "reports_to", two, ""), (two, "superior_of", one, "")]

    # below the contact: who, of which company; a note is written where it stands
    page = _opened(desk, "contact", one)
    view = _list(desk, page)
    at = [r.entity for r in page.related._relations].index("contact_relation")
    assert page.related.tabText(at) == "Knows"
    shown = [f.name for f in view.model.columns]
    assert shown == ["kind", "other_id", "other_customer_id", "since", "note"]
    company = rows("SELECT c.name FROM crm.customer c JOIN crm.contact k ON k.customer_id = c.id WHERE k.id = %s", two)
    desk.until(lambda: view.model.record_at(0))
    labels = view.model.record_at(0).labels
    assert labels["other_id"] == "欧阳文静" and labels["other_customer_id"] == company[0][0]
    view.table.setFocus()
    view.table.go_to_row(0, shown.index("note"))
    desk.qtbot.keyClick(view.table, Key.Key_F2)
    desk.until(lambda: view.table.delegate._editor is not None)
    desk.qtbot.keyClicks(view.table.delegate._editor.input, "same office")
    desk.qtbot.keyClick(view.table.delegate._editor.input, Key.Key_Return)
    desk.until(lambda: rows(RELATIONS)[1][3] == "same office")
    desk.until(lambda: view.table.delegate._editor is None)
    desk.qtbot.keyClick(view.table, Key.Key_Return)  # opens it
    desk.until(lambda: desk.window.documents.current.entity.name == "contact_relation")

    # at the other one it reads the other way round
    other = _list(desk, _opened(desk, "contact", two))
    desk.until(lambda: other.model.record_at(0))
    assert (other.model.record_at(0).values["kind"], other.model.record_at(0).values["note"]) == (
        "superior_of",
        "same office",
    )


def test_the_same_again_is_refused_in_a_sentence_and_a_customer_tells_whom_its_people_know(office: Office) -> None:
    one, two = _two(office)
    rows = office.account_set.rows
    desk = office.open("rep1")
    ((customer,),) = rows("SELECT customer_id FROM crm.contact WHERE id = %s", one)
    form = _new(desk, _opened(desk, "customer", customer))
    _typed(desk, form, "contact_id", "situ")
    _typed(desk, form, "kind", "Classmate")
    _typed(desk, form, "other_id", "ouyang")
    desk.qtbot.keyClick(form, Key.Key_S, CTRL)
    desk.until(lambda: form.record_id)
    assert rows(RELATIONS) == [(one, "classmate", two, ""), (two, "classmate", one, "")]
    view = _list(desk, _opened(desk, "customer", customer))
    desk.until(lambda: view.model.record_at(0))
    assert view.model.record_at(0).labels["contact_id"] == "司徒建国"

    again = _new(desk, _opened(desk, "contact", two))
    _typed(desk, again, "kind", "Classmate")
    _typed(desk, again, "other_id", "stjg")
    desk.qtbot.keyClick(again, Key.Key_S, CTRL)
    desk.until(lambda: again.notice.words() == "This relation is listed already.")
    assert len(rows(RELATIONS)) == 2 and again.form.editor("other_id").value() == one  # nothing typed is lost


def test_below_a_customer_its_own_people_are_offered_first(office: Office) -> None:
    one, two = _two(office)
    rows = office.account_set.rows
    ((customer, other),) = rows(
        "SELECT a.customer_id, b.customer_id FROM crm.contact a, crm.contact b WHERE a.id = %s AND b.id = %s", one, two
    )
    assert customer != other
    own = {i for (i,) in rows("SELECT id FROM crm.contact WHERE customer_id = %s", customer)}
    desk = office.open("rep1")
    form = _new(desk, _opened(desk, "customer", customer))
    near, far = form.form.editor("contact_id"), form.form.editor("other_id")

    def offered(editor: Any) -> set[int]:
        model = editor._model
        hits = [model.item(row).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())]
        return {hit.id for hit in hits if hit is not None}

    for editor, only in ((near, True), (far, False)):
        editor.input.setFocus()
        desk.qtbot.keyClick(editor.input, Key.Key_F4)
        desk.until(lambda editor=editor: editor.line.popup is not None and editor.line.popup.isVisible())
        assert (offered(editor) == own) is only, (offered(editor), own)
        desk.qtbot.keyClick(editor.line.popup, Key.Key_Escape)
    _typed(desk, form, "contact_id", "oywj")  # nobody of this customer: everybody is looked through
    assert near.value() == two
    _typed(desk, form, "contact_id", "stjg")
    assert near.value() == one
