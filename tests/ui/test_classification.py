"""Own classifications: counts beside the list, groups with sums, a chart that filters, kept with the view, put out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from crm_desktop.qt.lists.classify.boxes import SnugBox
from crm_desktop.shell.lists.grouped_output import group_printer, group_writer
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    fresh_account_set.rows(
        "UPDATE crm.customer SET credit_limit = id * 100000, next_contact_on = date '2026-01-15' + 40 * id::int"
    )
    fresh_account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, in_list) VALUES ('customer', 'pcs', 'PCs', 'integer', true)"
    )
    fresh_account_set.rows("UPDATE crm.customer SET attrs = jsonb_build_object('pcs', 10) WHERE grade = 'A'")
    yield made
    made.close()


def customers(desk: Desk) -> Any:
    desk.window.open_listed("list:customer")
    page = desk.window.documents.current
    desk.until(lambda: page.list.model.complete and desk.desktop.jobs.busy == 0)
    return page


def _tops(tree: Any) -> dict[str, Any]:
    return {tree.topLevelItem(n).text(0): tree.topLevelItem(n) for n in range(tree.topLevelItemCount())}


def _values(top: Any) -> dict[str, str]:
    return {top.child(n).text(0): top.child(n).text(1) for n in range(top.childCount())}


def test_counts_and_groups_are_made_when_first_looked_at(office: Office) -> None:
    page = customers(office.open("rep1"))
    classes = page.list.classes
    assert classes._facets is None and classes._grouped is None
    assert page.list.state()["facets"] == [] and not classes.facets_shown and not classes.is_grouped
    classes.restore({"facets": ["grade"]})
    assert classes._facets is None and page.list.state()["facets"] == ["grade"]
    classes.show_facets(True)
    assert classes.facets.names == ["grade"] and classes._grouped is None
    page.list.group_by("grade")
    assert classes.is_grouped and classes.grouped.isVisible()


def test_counts_by_keyboard_are_within_ones_rights(office: Office) -> None:
    boss, rep = office.open("boss"), office.open("rep1")
    page = customers(rep)
    page.list.table.setFocus()
    rep.qtbot.keyClick(page.list.table, Qt.Key.Key_Z, ALT)
    tree = page.list.classes.facets.tree
    rep.until(lambda: "Grade" in _tops(tree) and _tops(tree)["Grade"].childCount() == 2)
    assert _values(_tops(tree)["Grade"]) == {"A key": "1", "B important": "1"}  # two customers of his own
    page.list.classes.facets.set_names(["grade", "next_contact_on", "credit_limit", "attrs.pcs"])
    rep.until(lambda: "PCs" in _tops(tree) and rep.desktop.jobs.busy == 0)
    assert sum(int(n) for n in _values(_tops(tree)["Next contact"]).values()) == 2
    # Space chooses, the filter says so and the rows follow
    tree.setCurrentItem(_tops(tree)["Grade"].child(0))
    tree.setFocus()
    rep.qtbot.keyClick(tree, Qt.Key.Key_Space)
    rep.until(lambda: page.list.model.rowCount() == 1)
    assert page.list.filter.text() in ('Grade:"A key"', 'Grade:"B important"')
    rep.until(lambda: rep.desktop.jobs.busy == 0)
    assert len(_values(_tops(tree)["Grade"])) == 2  # the other value stays on offer
    rep.qtbot.keyClick(tree, Qt.Key.Key_Escape)
    assert not page.list.classes.facets.isVisible()
    assert page.list.table.hasFocus()
    page.list.group_by("grade")
    rep.qtbot.keyClick(page.list.classes.grouped.tree, Qt.Key.Key_Escape)
    assert not page.list.classes.is_grouped and page.list.table.hasFocus()
    page.list.show_cards(True)
    assert page.list.cards.hasFocus()
    page.list.show_cards(False)
    assert page.list.table.hasFocus()
    page.list.show_cards(True)
    rep.qtbot.keyClick(page.list.cards, Qt.Key.Key_Z, ALT)
    rep.qtbot.keyClick(tree, Qt.Key.Key_Escape)
    assert page.list.cards.hasFocus()
    boss.until(lambda: boss.desktop.jobs.busy == 0)


def test_groups_with_sums_fold_open_and_chart(office: Office) -> None:
    desk = office.open("boss")
    page = customers(desk)
    page.list.table.setFocus()
    desk.qtbot.keyClick(page.list.table, Qt.Key.Key_G, ALT)
    grouped = page.list.classes.grouped
    grouped.restore({"field": "grade", "chart": "bars", "measure": "credit_limit"})
    desk.until(lambda: grouped.tree.topLevelItemCount() == 4 and grouped.tree.columnCount() == 3)
    tops = _tops(grouped.tree)
    rows = office.account_set.rows("SELECT count(*), sum(credit_limit) FROM crm.customer WHERE grade = 'A'")
    assert (tops["A key"].text(1), tops["A key"].text(2)) == (str(rows[0][0]), f"¥{rows[0][1] / 100:,.2f}")
    # a group opens to its records, Enter opens one
    grouped.tree.setCurrentItem(tops["A key"])
    grouped.tree.setFocus()
    desk.qtbot.keyClick(grouped.tree, Qt.Key.Key_Right)
    desk.until(lambda: _tops(grouped.tree)["A key"].childCount() == 2)
    # a bar of the chart filters
    desk.until(lambda: grouped.chart.isVisible() and len(grouped.chart.marks()) == 4)
    mark = grouped.chart.marks()[0]
    desk.qtbot.mouseClick(grouped.chart, Qt.MouseButton.LeftButton, pos=mark.shape.boundingRect().center().toPoint())
    desk.until(lambda: page.list.model.rowCount() < 6 and page.list.filter.text().startswith("Grade:"))
    # shares: what is right of the pie picks too
    page.list.filter.clear()
    grouped.restore({"field": "grade", "chart": "pie"})
    desk.until(
        lambda: grouped.chart.chart is not None and grouped.chart.chart.kind == "pie" and desk.desktop.jobs.busy == 0
    )
    grouped.chart.grab()
    share = grouped.chart.marks()[1]
    assert grouped.chart.mark_at(QPointF(share.words.x() + 5, share.words.y())) == 1
    desk.qtbot.keyClick(grouped.tree, Qt.Key.Key_Escape)
    assert not page.list.classes.is_grouped


def _drawn_twice(desk: Any, grouped: Any) -> None:
    """Draw the groups anew, again before what is below was read: the keyboard goes back to where it was."""
    place = grouped.tree.currentItem().text(0)
    grouped._show()
    grouped._show()
    assert grouped.tree.currentItem().parent() is None
    desk.until(lambda: grouped.tree.currentItem().text(0) == place)


def test_groups_within_groups_by_keyboard(office: Office) -> None:
    desk = office.open("boss")
    page = customers(desk)
    page.list.group_by("grade", measure="credit_limit", chart="bars")
    grouped = page.list.classes.grouped
    tree = grouped.tree
    desk.until(lambda: tree.topLevelItemCount() == 4 and desk.desktop.jobs.busy == 0)
    # “then by …” offers all but the field taken, of days the finer periods only
    field, bucket = page.findChild(QComboBox, "group_field_2"), page.findChild(QComboBox, "group_bucket_2")
    assert field.currentText() == "then by …" and field.findData("grade") < 0
    assert not page.findChild(QComboBox, "group_field_3").isVisible()
    field.setFocus()
    _choose(desk, field, "next_contact_on")
    assert bucket.isVisible() and bucket.currentData() == "month"
    _choose(desk, bucket, "year")
    third = page.findChild(QComboBox, "group_field_3")
    _choose(desk, third, "next_contact_on")
    offered = page.findChild(QComboBox, "group_bucket_3")
    assert [offered.itemData(n) for n in range(offered.count())] == ["quarter", "month", "week", "day"]
    _choose(desk, offered, "quarter")
    desk.until(lambda: tree.headerItem().text(0) == "Grade › Next contact › Next contact")
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    assert len(grouped.chart.marks()) == 4  # the chart shows the outermost
    # the arrow keys unfold: grade, year, quarter, rows; each read when it is opened
    tree.setCurrentItem(_tops(tree)["A key"])
    tree.setFocus()
    item = tree.currentItem()
    for _ in range(3):
        desk.qtbot.keyClick(tree, Qt.Key.Key_Right)
        desk.until(lambda item=item: item.childCount() > 0)
        desk.qtbot.keyClick(tree, Qt.Key.Key_Right)
        item = tree.currentItem()
    company = office.account_set
    [(day, among)] = company.rows("SELECT min(next_contact_on), array_agg(name) FROM crm.customer WHERE grade = 'A'")
    [(credit, count)] = company.rows(
        "SELECT sum(credit_limit), count(*) FROM crm.customer WHERE grade = 'A' "
        "AND date_trunc('quarter', next_contact_on) = date_trunc('quarter', CAST(%s AS date))",
        day,
    )
    quarter = item.parent()
    assert quarter.text(0) == f"{day.year} Q{(day.month + 2) // 3}" and quarter.parent().text(0) == f"{day.year}"
    assert item.text(0) in among and item.text(2).startswith("¥") and quarter.text(2) == f"¥{credit / 100:,.2f}"
    # counted anew, what was open is open again and the keyboard where it was
    desk.qtbot.keyClick(tree, Qt.Key.Key_Left)
    desk.qtbot.keyClick(tree, Qt.Key.Key_F5)
    desk.until(lambda: desk.desktop.jobs.busy == 0 and tree.currentItem() is not None)
    desk.until(lambda: tree.currentItem().text(0) == f"{day.year} Q{(day.month + 2) // 3}")
    _drawn_twice(desk, grouped)
    # Ctrl+Enter keeps the whole path
    desk.qtbot.keyClick(tree, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.list.model.rowCount() == count)
    assert {c.field for c in page.list.model.query.conditions} == {"grade", "next_contact_on"}
    desk.qtbot.keyClick(tree, Qt.Key.Key_Escape)
    page.list.filter.clear()
    # Alt+G brings the same levels back
    page.list.table.setFocus()
    desk.qtbot.keyClick(page.list.table, Qt.Key.Key_G, ALT)
    assert len(grouped.by.levels()) == 3
    desk.until(lambda: desk.desktop.jobs.busy == 0)


def _choose(desk: Desk, box: QComboBox, value: str) -> None:
    box.setFocus()
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def _colleague_saves(desk: Desk, field: str, value: str) -> int:
    there = customers(desk).list
    record = next(r for n in range(2) if (r := there.model.record_at(n)).values["grade"] != "D")
    there.model.edits.set(record, there.entity[field], value)
    return record.id


def test_groups_follow_what_a_colleague_saves(office: Office) -> None:
    desk, colleague = office.open("boss"), office.open("rep1")
    page = customers(desk)
    grouped = page.list.classes.grouped
    page.list.group_by("grade")
    desk.until(lambda: grouped.tree.topLevelItemCount() == 4 and desk.desktop.jobs.busy == 0)
    before = int(_tops(grouped.tree)["D occasional"].text(1))
    _colleague_saves(colleague, "grade", "D")
    desk.until(lambda: int(_tops(grouped.tree)["D occasional"].text(1)) == before + 1)


def test_cards_follow_what_a_colleague_saves(office: Office) -> None:
    desk, colleague = office.open("boss"), office.open("rep1")
    page = customers(desk)
    page.list.show_cards(True)
    desk.until(lambda: page.list.cards.isVisible() and desk.desktop.jobs.busy == 0)
    changed = _colleague_saves(colleague, "phone", "029-11112222")
    desk.until(lambda: page.list.model.record(changed).values["phone"] == "029-11112222")


def test_days_by_month_and_year(office: Office) -> None:
    desk = office.open("boss")
    page = customers(desk)
    page.list.group_by("next_contact_on", bucket="month", chart="lines")
    grouped = page.list.classes.grouped
    desk.until(lambda: len(grouped.groups) > 3)
    words = [grouped.words_of(g) for g in grouped.groups]
    assert words == sorted(words) and all(len(w) == 7 for w in words)
    assert sum(g.count for g in grouped.groups) == 6
    grouped._restrict([grouped.groups[0]])
    desk.until(lambda: page.list.model.rowCount() == grouped.groups[0].count)


def test_a_view_keeps_groups_and_chart(office: Office) -> None:
    desk = office.open("boss")
    page = customers(desk)
    page.list.filter.set_text("Grade:A,B")
    page.list.group_by("region", chart="pie", measure="credit_limit", below=[["next_contact_on", "quarter"]])
    page.list.classes.facets.set_names(["grade"])
    page._store_view("By region", {"text": page.list.filter.text(), "shape": page.list.shape()}, True)
    desk.until(lambda: page.findChildren(QPushButton) and page.list.filter._views)
    page.list.filter.clear()
    page.list.group_by("")
    assert not page.list.classes.is_grouped
    rep = office.open("lead1")
    other = customers(rep)
    rep.until(lambda: other.list.filter._views)
    chip = next(b for b in other.list.filter.findChildren(QPushButton) if b.text() == "By region")
    rep.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert other.list.classes.is_grouped
    assert other.list.classes.grouped.state() == {
        "field": "region",
        "bucket": "",
        "below": [["next_contact_on", "quarter"]],
        "measure": "credit_limit",
        "chart": "pie",
    }
    assert other.list.filter.text() == "Grade:A,B"
    rep.until(lambda: rep.desktop.jobs.busy == 0)


def test_a_count_that_is_no_longer_wanted_is_stopped_on_the_server(office: Office) -> None:
    desk = office.open("boss")
    page = customers(desk)
    page.list.classes.show_facets(True)
    facets = page.list.classes.facets
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    facets.load()
    first = facets._job
    facets.load()
    assert first.cancelled and facets._job is not first
    desk.until(lambda: desk.desktop.jobs.busy == 0 and facets.tree.topLevelItemCount() > 0)
    page.list.classes.show_facets(False)
    assert facets._job is None


def test_one_group_and_one_row_are_said_as_one(office: Office) -> None:
    import pypdfium2

    desk = office.open("boss")
    page = customers(desk)
    page.list.group_by("grade")
    grouped = page.list.classes.grouped
    desk.until(lambda: grouped.words.text() == "4 groups, 6 rows")
    page.list.filter.set_text("Grade:A")
    desk.until(lambda: grouped.words.text() == "1 group, 2 rows")
    page.list.filter.set_text("Grade:C")
    desk.until(lambda: grouped.words.text() == "1 group, 1 row")
    made: list[bytes] = []
    desk.desktop.jobs.run(group_printer(desk.window.context, page.list, ""), owner=page, done=made.append, failed=print)
    desk.until(lambda: made)
    words = pypdfium2.PdfDocument(made[0])[0].get_textpage().get_text_range()
    assert "1 group" in words and "groups" not in words


def test_groups_in_excel_and_on_paper(office: Office, tmp_path: Path) -> None:
    import pypdfium2

    desk = office.open("boss")
    page = customers(desk)
    page.list.group_by("grade", chart="bars")
    grouped = page.list.classes.grouped
    desk.until(lambda: len(grouped.groups) == 4)
    path = tmp_path / "groups.xlsx"
    page.output.export_to(path, page.list.model.query)
    desk.until(lambda: any("6 row(s) written" in t or "6 rows written" in t for t in desk.toasts()))
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert sheet[0][:2] == ["Grade", "Count"]
    heads = [row for row in sheet[1:] if row[0]]
    assert {row[0]: row[1] for row in heads} == {"A key": 2.0, "B important": 2.0, "C normal": 1.0, "D occasional": 1.0}
    assert len(sheet) == 1 + 4 + 6
    trail = office.account_set.rows("SELECT new ->> 'rows' FROM crm.audit WHERE operation = 'E'")
    assert trail == [("6",)]
    made: list[bytes] = []
    desk.desktop.jobs.run(group_printer(desk.window.context, page.list, ""), owner=page, done=made.append, failed=print)
    desk.until(lambda: made)
    pdf = pypdfium2.PdfDocument(made[0])
    words = pdf[0].get_textpage().get_text_range()
    assert "A key" in words and "4 groups" in words and "Count by Grade" in words
    assert callable(group_writer(desk.window.context, page.list, page.list.model.query, path))
    assert isinstance(page.list.findChild(QWidget, "group_chart"), QWidget)
    # groups within groups: a column for each level, all folded; a tag stands in each of its groups
    office.account_set.rows("UPDATE crm.customer SET tags = ARRAY['x', 'y'] WHERE grade = 'A'")
    page.list.group_by("grade", below=[["tags", ""]])
    desk.until(lambda: len(grouped.levels()) == 2 and desk.desktop.jobs.busy == 0)
    page.output.export_to(path, page.list.model.query)
    desk.until(lambda: any("8 row(s) written" in t or "8 rows written" in t for t in desk.toasts()))
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert sheet[0][:3] == ["Grade", "Tags", "Count"]
    at = next(n for n, row in enumerate(sheet) if row[0] == "A key")
    assert [sheet[at][2], *(row[1:3] for row in (sheet[at + 1], sheet[at + 4]))] == [2.0, ["x", 2.0], ["y", 2.0]]
    made.clear()
    desk.desktop.jobs.run(group_printer(desk.window.context, page.list, ""), owner=page, done=made.append, failed=print)
    desk.until(lambda: made)
    words = pypdfium2.PdfDocument(made[0])[0].get_textpage().get_text_range()
    assert words.index("A key") < words.index("x") and "Tags" in words


def test_a_box_takes_the_room_of_what_is_chosen(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row, box = QHBoxLayout(holder), SnugBox(holder)
    box.addItems(["Region", "The whole name of a field that is long"])
    row.addWidget(box)
    row.addStretch(1)
    holder.resize(900, 60)
    holder.show()
    short = box.width()
    box.setCurrentIndex(1)
    qtbot.waitUntil(lambda: box.width() > 2 * short)
    box.setCurrentIndex(0)
    qtbot.waitUntil(lambda: box.width() == short)
