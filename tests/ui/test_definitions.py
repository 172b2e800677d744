"""Attributes, dictionaries and coding rules as their maintainer works on them, by keyboard, seen by others at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.qt.editors.colours import PALETTE
from crm_desktop.qt.lists.painting import mark_colours
from crm_desktop.shell.style import DARK, LIGHT
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def typed(desk: Desk, form: Any, name: str, words: str) -> None:
    """Type *words* into a field instead of what stands there, and leave it."""
    widget = form.editor(name).input
    widget.setFocus()
    widget.selectAll()
    desk.qtbot.keyClicks(widget, words)
    desk.qtbot.keyClick(widget, Qt.Key.Key_Tab)


def page_of(desk: Desk, name: str) -> Any:
    desk.window.open_listed(name)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    return desk.window.documents.current


def test_an_attribute_is_defined_and_is_on_every_desktop(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'pcs', '台数', 'integer')"
    )
    rep, admin = office.open("rep1"), office.open("admin")
    page = page_of(admin, "attributes")
    admin.until(lambda: page.list.count() > 0)
    page.list.setFocus()
    admin.qtbot.keyClick(page.list, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form = page.form.form
    typed(admin, form, "label", "Per head")
    assert form.editor("key").value() == "per_head"  # made of the label until somebody writes another
    typed(admin, form, "kind", "Formula")
    typed(admin, form, "formula", "credit_limit / pcz")
    admin.until(lambda: "no such field: “pcz” (character 16)" in page.form.verdict.text())
    typed(admin, form, "formula", "credit_limit / pcs")
    admin.until(lambda: "Result: Number" in page.form.verdict.text())
    admin.until(lambda: page.preview is not None and "attrs.per_head" in page.preview.names())
    admin.qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    admin.until(
        lambda: rows("SELECT formula_kind FROM crm.attribute_definition WHERE key = 'per_head'") == [("number",)]
    )
    # the other desktop has the field without a new login; a record's form takes it up
    rep.until(lambda: "attrs.per_head" in rep.window.context.entity("customer"))
    # order by keys, kept for all
    admin.until(lambda: len(page.list.ids()) == 2)
    first, second = page.list.ids()
    page.list.setFocus()
    assert page.list.choose(second)
    admin.qtbot.keyClick(page.list, Qt.Key.Key_Up, ALT)
    admin.until(lambda: rows("SELECT id FROM crm.attribute_definition ORDER BY position") == [(second,), (first,)])


def test_a_renamed_attribute_is_renamed_on_open_lists_and_forms(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, in_list) VALUES ('customer', 'pcs', 'PCs', 'integer', true)"
    )
    ((known,),) = rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    rep = office.open("rep1")
    rep.window.open_listed("list:customer")
    page = rep.window.documents.current
    rep.until(lambda: page.list.model.complete)
    rep.window.open_record("customer", known)
    record = rep.window.documents.current
    rep.until(lambda: record._record.id == known)
    typed(rep, record.form, "short_name", "Typed")  # not saved, and not lost
    rows("UPDATE crm.attribute_definition SET label = 'Computers' WHERE key = 'pcs'")
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'seats', 'Seats', 'integer')"
    )

    def headings() -> list[str]:
        model = page.list.model
        return [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]

    rep.until(lambda: "Computers" in headings() and "PCs" not in headings())
    rep.until(lambda: "attrs.seats" in record.form.names() and not record.form.editor("attrs.seats").isHidden())
    assert record.form.caption("attrs.pcs") == "Computers"
    assert record.form.changes() == {"short_name": "Typed"}
    record.form.editor("short_name").put(record.form.record.values["short_name"])


def test_an_attribute_for_lists_comes_into_everybodys_who_chose_no_columns(office: Office) -> None:
    """Whoever had once sorted or filtered a list kept the columns of that day for ever."""
    rep = office.open("rep1")

    def columns() -> list[str]:
        return [field.name for field in page.list.model.columns]

    rep.window.open_listed("list:customer")
    page = rep.window.documents.current
    rep.until(lambda: page.list.model.complete)
    page.list.model.sort_by("code")
    page.list._tell_state()
    rep.window.close(page)
    pcs = "INSERT INTO crm.attribute_definition (entity, key, label, kind, in_list) VALUES ('customer', %s, %s, 'integer', true)"
    office.account_set.rows(pcs, "pcs", "PCs")
    rep.until(lambda: "attrs.pcs" in rep.window.context.entity("customer"))
    rep.window.open_listed("list:customer")
    page = rep.window.documents.current
    rep.until(lambda: page.list.model.complete)
    assert page.list.model.query.sort == "code"
    assert "attrs.pcs" in columns()
    office.account_set.rows(pcs, "seats", "Seats")  # while the list is open
    rep.until(lambda: "attrs.seats" in columns())
    chosen = ["name", "code"]
    page.list.model.set_columns(chosen)
    office.account_set.rows(pcs, "desks", "Desks")
    rep.until(lambda: "attrs.desks" in page.list.entity)
    assert columns() == chosen, "whoever chose has what he chose"


def test_two_people_at_one_attribute_are_asked(office: Office) -> None:
    rows = office.account_set.rows
    rows("INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'pcs', 'PCs', 'integer')")
    ((known,),) = rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    rows("UPDATE crm.customer SET attrs = '{\"pcs\": 5}' WHERE id = %s", known)
    rep = office.open("rep1")
    rep.window.open_record("customer", known)
    page = rep.window.documents.current
    rep.until(lambda: page._record.id == known)
    typed(rep, page.form, "attrs.pcs", "12")
    rows("UPDATE crm.customer SET attrs = attrs || '{\"pcs\": 7}' WHERE id = %s", known)
    rep.until(lambda: list(page.form.conflict.open_fields()) == ["attrs.pcs"])
    page.form._decide("attrs.pcs", "theirs", "")
    assert page.form.editor("attrs.pcs").value() == 7


def test_a_kind_that_loses_values_is_explained_and_refused(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'seats', 'Seats', 'text')"
    )
    rows("UPDATE crm.customer SET attrs = '{\"seats\": \"many\"}' WHERE short_name IN ('环太科技', '长江机械')")
    admin = office.open("admin")
    page = page_of(admin, "attributes")
    admin.until(lambda: page.form.form is not None and page.form.form.record.id)
    typed(admin, page.form.form, "kind", "Whole number")
    admin.until(lambda: "2 of 2 values do not read as this kind: many" in page.form.verdict.text())
    admin.qtbot.keyClick(page.form.form, Qt.Key.Key_S, CTRL)
    admin.until(lambda: "2 values do not read" in page.form.form.editor("kind").error())
    assert rows("SELECT kind FROM crm.attribute_definition") == [("text",)]
    page._discard()


def test_a_condition_shows_the_attribute_where_it_applies(office: Office) -> None:
    office.account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, only_field, only_values) "
        "VALUES ('customer', 'gift', 'Gift', 'text', 'grade', '{A}')"
    )
    rep = office.open("rep1")
    rep.window.new_record("customer")
    form = rep.window.documents.current.form
    gift = form.editor("attrs.gift")
    assert gift.isHidden()
    typed(rep, form, "grade", "A")
    assert not gift.isHidden()
    typed(rep, form, "grade", "B")
    assert gift.isHidden()
    typed(rep, form, "grade", "")


def test_a_dictionary_is_maintained_by_keyboard(office: Office) -> None:
    rows = office.account_set.rows
    admin = office.open("admin")
    page = page_of(admin, "dictionaries")
    admin.until(lambda: page.list.count() > 0)
    page.kinds.setCurrentItem(next(i for i in _items(page.kinds) if i.text() == "Customer grades"))
    admin.until(lambda: [e["code"] for e in page._rows] == ["A", "B", "C", "D"])
    admin.until(lambda: "    3" in page.list.item(0).text())  # two customers and a price list of grade A
    page.list.setFocus()
    admin.qtbot.keyClick(page.list, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    typed(admin, page.form, "name", "E xin")
    typed(admin, page.form, "name_en", "E new")
    typed(admin, page.form, "colour", "2563EB")
    admin.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    admin.until(lambda: rows("SELECT colour FROM crm.dictionary WHERE name_en = 'E new'") == [("#2563eb",)])
    admin.until(lambda: len(page._rows) == 5 and page.list.current_id() == page._rows[-1]["id"])
    page.list.setFocus()
    admin.qtbot.keyClick(page.list, Qt.Key.Key_Up, ALT)
    order = "SELECT name_en FROM crm.dictionary WHERE kind = 'customer_grade' ORDER BY position"
    admin.until(lambda: [n for (n,) in rows(order)].index("E new") == 3)
    # D becomes C on every record, and back again
    admin.until(lambda: page.list.ids() == [r["id"] for r in page._rows])
    page.list.choose(next(r["id"] for r in page._rows if r["code"] == "D"))
    admin.until(lambda: page.used.count() == 1 and "1" in page.used.item(0).text())
    page.other.setCurrentIndex(page.other.findData("C"))
    admin.qtbot.keyClick(page.replace, Qt.Key.Key_Space)
    admin.until(lambda: rows("SELECT count(*) FROM crm.customer WHERE grade = 'D'") == [(0,)])
    admin.until(lambda: any("on 1 records" in t for t in admin.toasts()))
    admin.window.toasts.undo_last()
    admin.until(lambda: rows("SELECT count(*) FROM crm.customer WHERE grade = 'D'") == [(1,)])


def _items(widget: Any) -> list[Any]:
    return [widget.item(row) for row in range(widget.count())]


def test_a_new_entry_is_made_in_the_picker_by_who_may(office: Office) -> None:
    rows = office.account_set.rows
    rep = office.open("rep1")
    rep.window.new_record("customer")
    typed(rep, rep.window.documents.current.form, "region", "Overseas")
    assert rep.window.documents.current.form.editor("region").error()  # a representative may not
    rep.window.documents.current.form.editor("region").put("")
    admin = office.open("admin")
    admin.window.new_record("customer")
    editor = admin.window.documents.current.form.editor("region")
    editor.line.setFocus()
    admin.qtbot.keyClicks(editor.line, "Overseas")
    assert editor._popup.isVisible()
    admin.qtbot.keyClick(editor._popup, Qt.Key.Key_Return)
    admin.until(lambda: rows("SELECT code FROM crm.dictionary WHERE name = 'Overseas'"))
    ((code,),) = rows("SELECT code FROM crm.dictionary WHERE name = 'Overseas'")
    admin.until(lambda: not editor.error() and editor._typed is None)
    assert editor.value() == code
    assert editor.line.text() == "Overseas"
    rep.until(lambda: any(t.code == code for t in rep.window.context.terms("region")))
    editor.put("")


def test_a_retired_entry_is_shown_where_it_stands_and_not_offered_elsewhere(office: Office) -> None:
    office.account_set.rows("UPDATE crm.dictionary SET retired = true WHERE kind = 'customer_grade' AND code = 'A'")
    ((known,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    rep = office.open("rep1")
    rep.window.open_record("customer", known)
    page = rep.window.documents.current
    rep.until(lambda: page._record.id == known)
    assert page.form.editor("grade").line.text() == "A key"
    rep.window.new_record("customer")
    form = rep.window.documents.current.form
    typed(rep, form, "grade", "A key")
    assert form.editor("grade").error()
    form.editor("grade").put("")


def test_what_is_done_to_an_entry_shows_on_open_records_and_may_be_taken_back(office: Office) -> None:
    rows = office.account_set.rows
    ((known,),) = rows("SELECT id FROM crm.customer WHERE short_name = '环太科技'")
    rep, admin = office.open("rep1"), office.open("admin")
    rep.window.open_record("customer", known)
    record = rep.window.documents.current
    rep.until(lambda: record._record.id == known)
    typed(rep, record.form, "short_name", "Typed")  # not saved, and not lost
    page = page_of(admin, "dictionaries")
    page.kinds.setCurrentItem(next(i for i in _items(page.kinds) if i.text() == "Customer grades"))
    admin.until(lambda: [e["code"] for e in page._rows] == ["A", "B", "C", "D"] and admin.desktop.jobs.busy == 0)
    page.list.choose(page._rows[0]["id"])
    typed(admin, page.form, "name_en", "Alpha")
    admin.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    rep.until(lambda: record.form.editor("grade").line.text() == "Alpha")
    rep.until(lambda: any("Alpha" in label.text() for label in record.head.findChildren(QLabel)))
    assert record.form.changes() == {"short_name": "Typed"}

    def terms() -> list[tuple[str, bool]]:
        return [(t.code, t.retired) for t in rep.window.context.facts().terms["customer_grade"]]

    for retired in (True, False):
        admin.until(lambda: admin.desktop.jobs.busy == 0)
        admin.qtbot.keyClick(page.form.editor("retired").input, Qt.Key.Key_Space)
        admin.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
        rep.until(lambda retired=retired: ("A", retired) in terms())
    admin.until(lambda: admin.desktop.jobs.busy == 0)
    page.list.setFocus()
    admin.qtbot.keyClick(page.list, Qt.Key.Key_Down, ALT)
    rep.until(lambda: [code for code, _ in terms()] == ["B", "A", "C", "D"])
    refused = pytest.raises(psycopg2.errors.InsufficientPrivilege)
    with closing(office.account_set.connect("admin")) as psql, psql.cursor() as cursor, refused:
        cursor.execute("DELETE FROM crm.dictionary WHERE kind = 'customer_grade' AND code = 'D'")
    record.form.editor("short_name").put(record.form.record.values["short_name"])


@pytest.mark.parametrize("name", ["dictionaries", "attributes"])
def test_a_form_for_a_new_one_stays_whatever_others_save(office: Office, name: str) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'pcs', 'PCs', 'integer') RETURNING 1"
    )
    admin = office.open("admin")
    page = page_of(admin, name)

    def form() -> Any:
        return page.record_form()

    admin.until(lambda: form() is not None and form().record.id)
    page.list.setFocus()
    admin.qtbot.keyClick(page.list, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    field = "label" if name == "attributes" else "name"
    table, first = page.TABLE, page._rows[0]["id"]
    rows(f"UPDATE crm.{table} SET {field} = 'Another' WHERE id = %s RETURNING 1", first)
    admin.until(lambda: page._rows[0][field] == "Another" and admin.desktop.jobs.busy == 0)
    assert form().record.id == 0
    typed(admin, form(), field, "Quite new")
    admin.qtbot.keyClick(form(), Qt.Key.Key_S, CTRL)
    admin.until(lambda: rows(f"SELECT count(*) FROM crm.{table} WHERE {field} = 'Quite new'") == [(1,)])
    assert rows(f"SELECT {field} FROM crm.{table} WHERE id = %s", first) == [("Another",)]
    admin.until(lambda: form().record.id and admin.desktop.jobs.busy == 0)
    page.list.choose(first)  # another one can be chosen as ever
    assert form().record.id == first


def test_a_coding_rule_is_put_together_from_parts(office: Office) -> None:
    rows = office.account_set.rows
    admin = office.open("admin")
    page = page_of(admin, "codes")
    admin.until(lambda: "KH-" in page.next.text())
    first = page.next.text().splitlines()
    assert len(first) == 3
    page.parts.setFocus()
    page.parts.choose(1)
    admin.qtbot.keyClick(page.text, Qt.Key.Key_A, CTRL)
    admin.qtbot.keyClicks(page.text, "C")
    page.parts.choose(2)
    admin.qtbot.keyClick(page.buttons["MM"], Qt.Key.Key_Space)
    page.digits.setValue(3)
    admin.until(lambda: page.next.text().startswith("C2") and page.next.text().splitlines()[0].endswith("-001"))
    assert rows("SELECT pattern FROM crm.coding_rule WHERE entity = 'customer'") == [("KH-{YYYY}-{#####}",)]
    page.parts.setFocus()
    admin.qtbot.keyClick(page.parts, Qt.Key.Key_S, CTRL)
    admin.until(
        lambda: rows("SELECT pattern FROM crm.coding_rule WHERE entity = 'customer'") == [("C{YYYY}{MM}-{###}",)]
    )
    ((code,),) = rows("INSERT INTO crm.customer (name) VALUES ('x') RETURNING code")
    assert code == page.next.text().splitlines()[0]
    # a class of customers gets a rule of its own
    admin.until(lambda: admin.desktop.jobs.busy == 0)
    page.classes.setCurrentIndex(page.classes.findData("school"))
    admin.qtbot.keyClick(page.add_class, Qt.Key.Key_Space)
    assert page.list.currentItem().text().split("\n")[1].strip() == "Not saved yet"
    page.parts.choose(1)
    admin.qtbot.keyClick(page.text, Qt.Key.Key_A, CTRL)
    admin.qtbot.keyClicks(page.text, "XX")
    admin.qtbot.keyClick(page.text, Qt.Key.Key_S, CTRL)
    admin.until(lambda: rows("SELECT count(*) FROM crm.coding_rule WHERE class_code = 'school'") == [(1,)])


def test_what_is_typed_while_a_definition_is_saved_stays(office: Office) -> None:
    rows = office.account_set.rows
    rows("INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'pcs', 'PCs', 'integer')")
    admin = office.open("admin")
    page = page_of(admin, "attributes")
    admin.until(lambda: page.form.form is not None and page.form.form.record.id)
    with closing(office.account_set.connect_admin()) as other, other.cursor() as cursor:
        cursor.execute("SELECT FROM crm.attribute_definition FOR UPDATE")
        typed(admin, page.form.form, "label", "Computers")
        admin.qtbot.keyClick(page.form.form, Qt.Key.Key_S, CTRL)
        typed(admin, page.form.form, "label_en", "Computers in use")
        typed(admin, page.form.form, "label", "Computers!")
        other.rollback()
    admin.until(lambda: rows("SELECT label FROM crm.attribute_definition") == [("Computers",)])
    admin.until(lambda: page.form.form.record.version > 1 and admin.desktop.jobs.busy == 0)
    assert page.form.form.changes() == {"label": "Computers!", "label_en": "Computers in use"}
    admin.qtbot.keyClick(page.form.form, Qt.Key.Key_S, CTRL)
    admin.until(lambda: rows("SELECT label_en FROM crm.attribute_definition") == [("Computers in use",)])
    # the parts of a code too
    page = page_of(admin, "codes")
    admin.until(lambda: "KH-" in page.next.text())
    with closing(office.account_set.connect_admin()) as other, other.cursor() as cursor:
        cursor.execute("SELECT FROM crm.coding_rule FOR UPDATE")
        page.parts.setFocus()
        page.digits.setValue(6)
        admin.qtbot.keyClick(page.parts, Qt.Key.Key_S, CTRL)
        page.digits.setValue(7)
        other.rollback()
    pattern = "SELECT pattern FROM crm.coding_rule WHERE entity = 'customer'"
    admin.until(lambda: rows(pattern) == [("KH-{YYYY}-{######}",)] and admin.desktop.jobs.busy == 0)
    assert page.digits.value() == 7 and page.save_button.isEnabled()
    admin.qtbot.keyClick(page.parts, Qt.Key.Key_S, CTRL)
    admin.until(lambda: rows(pattern) == [("KH-{YYYY}-{#######}",)])


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", [*PALETTE, "#ffff00", "#00ff00", "#000000", "#ffffff"])
def test_words_can_be_read_on_every_badge(tokens: dict[str, str], colour: str) -> None:
    _dot, ground = mark_colours(colour, QColor(tokens["surface"]).rgb())
    assert _contrast(QColor(tokens["text"]), ground) >= 4.5


def _contrast(one: QColor, other: QColor) -> float:
    def light(colour: QColor) -> float:
        parts = [c / 255 for c in colour.getRgb()[:3]]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_what_an_entry_means_is_edited_where_its_dictionary_has_such_a_meaning(office: Office) -> None:
    rows = office.account_set.rows
    admin = office.open("admin")
    page = page_of(admin, "dictionaries")
    admin.until(lambda: page.list.count() > 0)
    meanings = {"stage", "outcome", "probability", "provinces", "opposite"}

    def choose(words: str) -> set[str]:
        page.kinds.setCurrentItem(next(i for i in _items(page.kinds) if i.text() == words))
        kind = next(t.code for t in admin.window.context.facts().terms["dictionary"] if t.name_en == words)
        admin.until(lambda: page._rows and {r["kind"] for r in page._rows} == {kind})
        return {name for name in meanings if not page.form.editor(name).isHidden()}

    def keep(sql: str, expected: object) -> None:
        admin.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
        admin.until(lambda: rows(sql) == [(expected,)])
        admin.until(lambda: not page.form.is_dirty())

    assert choose("Customer grades") == set()
    assert choose("Customer statuses") == {"stage"}
    admin.qtbot.keyClick(page.list, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    typed(admin, page.form, "name", "VIP")
    typed(admin, page.form, "stage", "Customer")
    keep("SELECT stage FROM crm.dictionary WHERE name = 'VIP'", "customer")
    assert choose("Opportunity stages") == {"outcome", "probability"}
    page.list.choose(next(r["id"] for r in page._rows if r["code"] == "engaging"))
    typed(admin, page.form, "probability", "35")
    keep("SELECT probability FROM crm.dictionary WHERE code = 'engaging'", 35)
    for words, own, other in (
        ("Relations of companies", "supplies", "assists"),
        ("Relations of persons", "assists", "supplies"),
    ):
        assert choose(words) == {"opposite"}
        offered = {code for code, _ in page.form.editor("opposite").offers()}
        assert own in offered and other not in offered, words  # each turns to one of its own
    assert choose("Regions") == {"provinces"}
    page.list.choose(next(r["id"] for r in page._rows if r["code"] == "abroad"))
    typed(admin, page.form, "provinces", "61")
    admin.qtbot.keyClick(page.form, Qt.Key.Key_S, CTRL)
    admin.until(lambda: any("西北" in e or "Northwest" in e for e in [page.form.editor("provinces").error()]))
    typed(admin, page.form, "provinces", "")
    page._discard()
