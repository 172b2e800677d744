"""An administrator arranges a form by keys and by drag; the others see it at once, on the form and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolButton
from pytestqt.qtbot import QtBot

from crm_desktop.core.forms import layout as arranging
from crm_desktop.shell.records.record_print import record_pdf
from crm_desktop.shell.window.questions import Question
from crm_desktop.system.definitions import services
from crm_desktop.system.definitions.services import StoredLayout
from tests.databases import AccountSet
from tests.golden.test_printing import text_of
from tests.ui.shellkit import Desk, Office
from tests.ui.test_definitions import page_of

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, Key = Qt.KeyboardModifier.ShiftModifier, Qt.Key
ON = QAbstractItemView.DropIndicatorPosition


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def opened(desk: Desk, office: Office) -> Any:
    ((known,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    desk.window.open_record("customer", known)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == known)
    return page


def item(tree: Any, field: str) -> Any:
    for at in range(tree.topLevelItemCount()):
        top = tree.topLevelItem(at)
        for row in range(top.childCount()):
            if top.child(row).data(0, Qt.ItemDataRole.UserRole + 1) == field:
                return top.child(row)
    raise AssertionError(field)


def test_by_keyboard_from_first_to_last_and_seen_by_others(office: Office) -> None:
    rows = office.account_set.rows
    rep, admin = office.open("rep1"), office.open("admin")
    record = opened(rep, office)
    assert not record.form.editor("fax").isHidden()
    page = page_of(admin, "form_layout")
    admin.until(lambda: page.tree.topLevelItemCount() > 2)
    tree = page.tree
    tree.choose(0, "fax")
    tree.setFocus()
    admin.qtbot.keyClick(tree, Key.Key_Delete)
    assert page._layout.hidden == ("fax",)
    # a section of its own, folded, with a field from elsewhere
    tree.choose(0)
    admin.qtbot.keyClick(tree, Key.Key_N, CTRL | SHIFT)
    assert page.title_zh.hasFocus()
    admin.qtbot.keyClicks(page.title_zh, "Where")
    admin.qtbot.keyClick(page.folded, Key.Key_Space)
    first = page._layout.groups[0].fields[-1]
    tree.choose(0, first)
    tree.setFocus()
    admin.qtbot.keyClick(tree, Key.Key_Down, ALT)
    assert page._layout.groups[1].fields == (first,)
    # what must be filled in stays, with the reason
    tree.choose(0, "name")
    admin.qtbot.keyClick(tree, Key.Key_Delete)
    assert "must be filled in" in page.about.text()
    admin.until(lambda: page.preview is not None and "fax" not in page.preview.names())
    assert rows("SELECT count(*) FROM crm.form_layout") == [(0,)]  # nobody's form changes before it is saved
    admin.qtbot.keyClick(tree, Key.Key_S, CTRL)
    admin.until(lambda: rows("SELECT count(*) FROM crm.form_layout") == [(1,)])
    rep.until(lambda: "fax" not in record.form.names())
    heading = record.form.findChild(QToolButton, "section.Where")
    assert heading.isVisible() and not record.form.editor(first).isVisible()
    rep.qtbot.keyClick(heading, Key.Key_Space)
    assert record.form.editor(first).isVisible()
    heading.click()
    record.form.go_to(first)  # an error in a folded section opens it
    assert record.form.editor(first).isVisible()
    # and back to what was delivered
    page.reset.click()
    admin.until(lambda: admin.window.findChild(Question) is not None)
    admin.window.findChild(Question).accept()
    rep.until(lambda: "fax" in record.form.names())


def test_by_drag_and_widths(office: Office) -> None:
    admin = office.open("admin")
    page = page_of(admin, "form_layout")
    admin.until(lambda: page.tree.topLevelItemCount() > 2)
    tree, before = page.tree, page._layout
    last = before.groups[1].fields[-1]
    tree.choose(1, last)
    target = before.groups[0].fields[1]
    tree.drop_on(item(tree, target), ON.AboveItem)
    assert page._layout.groups[0].fields[1:3] == (last, target)
    tree.drop_on(item(tree, target), ON.BelowItem)
    assert page._layout.groups[0].fields[1:3] == (target, last)
    tree.drop_on(tree.topLevelItem(tree.topLevelItemCount() - 1), ON.OnItem)
    assert page._layout.hidden == (last,)
    tree.drop_on(tree.topLevelItem(2), ON.OnItem)
    assert page._layout.groups[2].fields[0] == last
    tree.choose(1)
    tree.drop_on(tree.topLevelItem(0), ON.OnItem)
    assert page._layout.groups[0].builtin == before.groups[1].builtin
    fields = page._layout.groups[0].fields[:3]
    for name in fields:
        tree.choose(0, name)
        page.width_of.setCurrentIndex(page.width_of.findData("third"))
        page.width_of.activated.emit(0)
    admin.until(lambda: page.preview is not None and len(page.preview.entity.sections[0].widths) == 3)

    def rows() -> int:
        editors = [page.preview.editor(n) for n in fields]
        return len({e.mapTo(page.preview, e.rect().topLeft()).y() for e in editors})

    def cut() -> bool:
        return page.preview.pane.widget().width() > page.preview.pane.viewport().width()

    for width, number in ((900, 1), (700, 2), (900, 1)):
        page.preview.setFixedWidth(width)  # or its page's layout takes it back
        admin.until(lambda number=number: rows() == number and not cut())  # before it is laid out all stand in one row
    page._discard()
    assert not page.is_dirty()


def test_the_sheet_on_paper_follows(office: Office) -> None:
    office.account_set.rows("UPDATE crm.customer SET fax = '029-99998888' WHERE short_name = '环太科技'")
    admin = office.open("boss")
    page = opened(admin, office)
    found: list[bytes] = []

    def draw() -> None:
        entity = admin.window.context.entity("customer")
        admin.desktop.jobs.run(
            lambda s: record_pdf(s, admin.window.context, entity, page.record_id, "t", "n"),
            owner=page,
            done=found.append,
        )

    draw()
    admin.until(lambda: len(found) == 1)
    with office.account_set.session("admin") as session:
        entity = arranging.unarranged(admin.window.context.entity("customer"))
        layout = arranging.move_field(arranging.layout_of(entity), "fax", -1, 0)
        services.save_layout(session, entity="customer", stored=StoredLayout(), layout=layout)
        session.commit()
    admin.until(lambda: "fax" not in [n for s in admin.window.context.entity("customer").sections for n in s.fields])
    draw()
    admin.until(lambda: len(found) == 2)
    assert "99998888" in text_of(found[0])
    assert "99998888" not in text_of(found[1])
