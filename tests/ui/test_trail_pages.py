"""A record's past beside it, the trail with its filters, and what I did today with its undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop.core import clock
from crm_desktop.core.errors import Invalid
from crm_desktop.qt.preview import Preview
from crm_desktop.system.trail.rules import NOUNS
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _mine(office: Office, login: str) -> int:
    """Return the first customer of *login*."""
    sql = "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = %s"
    return int(office.account_set.rows(sql, login)[0][0])


def _do(office: Office, login: str, *statements: str) -> None:
    with closing(office.account_set.connect(login)) as connection:
        connection.autocommit = True
        for statement in statements:
            connection.cursor().execute(statement)


def _past(desk: Desk, customer: int) -> tuple[object, object]:
    page = desk.window.open_record("customer", customer)
    desk.until(lambda: page.form.record.id == customer)
    page.side.setCurrentWidget(page.side.past)
    desk.until(lambda: page.side.past.model.rows)
    return page, page.side.past


def test_a_record_walks_back_through_its_changes(office: Office) -> None:
    mine = _mine(office, "rep1")
    _do(
        office, "rep1",
        f"UPDATE crm.customer SET grade = 'C', address = '旧址' WHERE id = {mine}",
        f"UPDATE crm.customer SET address = '新址' WHERE id = {mine}",
    )  # fmt: skip
    desk = office.open("rep1")
    _page, past = _past(desk, mine)
    line = {line.field: line for line in past.model.rows}
    assert not any(found.differs for found in line.values())
    assert "stands now" in past.words.text()
    office.qtbot.keyClick(past.slider, Qt.Key.Key_Left)
    desk.until(lambda: any(found.differs for found in past.model.rows))
    line = {line.field: line for line in past.model.rows}
    assert (line["Address"].then, line["Address"].now) == ("旧址", "新址")
    past.only.setChecked(True)
    assert [found.field for found in past.model.rows] == ["Address"]
    past.slider.setValue(0)
    desk.until(lambda: past._past.moment < past._past.steps[0].at)
    assert past.slider.value() == 0


def test_the_trail_is_filtered_and_opens_its_record(office: Office) -> None:
    mine = _mine(office, "rep1")
    _do(
        office,
        "rep1",
        f"UPDATE crm.customer SET address = '高新路9号' WHERE id = {mine}",
        f"UPDATE crm.contact SET note = 'x' WHERE customer_id = {mine}",
    )
    desk = office.open("admin")
    page = desk.window.open_page("trail", entity="customer", operation="U")
    desk.until(lambda: page.model.rows)
    entry = page.model.rows[0]
    assert (entry.table, entry.record_id, entry.by) == ("customer", mine, "王小明")
    shown = [page.table.model().index(0, column).data() for column in range(5)]
    assert shown[2] == "Changed"
    assert shown[4].startswith("Address: ")
    assert shown[4].endswith("→ 高新路9号")
    desk.until(lambda: page.changes.rows)
    assert page.changes.rows[0][0] == "Address"
    page.table.setFocus()
    office.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    desk.until(lambda: getattr(desk.window.documents.current, "record_id", 0) == mine)


def test_people_are_called_by_their_names(office: Office) -> None:
    ((order,),) = office.account_set.rows("SELECT min(id) FROM crm.sales_order WHERE state = 'draft'")
    _do(office, "boss", f"UPDATE crm.sales_order SET state = 'confirmed' WHERE id = {order}")
    desk = office.open("admin")
    page = desk.window.open_page("trail", entity="sales_order", operation="U")
    desk.until(lambda: page.changes.rows)
    ((name,),) = office.account_set.rows("SELECT name FROM crm.employee WHERE login = 'boss'")
    assert {field: new for field, _old, new in page.changes.rows}["Last confirmed by"] == name


def test_a_rep_has_no_trail_but_what_he_did(office: Office) -> None:
    desk = office.open("rep1")
    assert desk.window.open_page("trail") is None
    page = desk.window.open_page("done")
    assert not page.everybody.isVisible()
    _do(
        office, "rep1",
        "BEGIN; SELECT crm.begin_bulk('bulk_edit', 'customer'); UPDATE crm.customer SET address = 'everywhere'; COMMIT",
    )  # fmt: skip
    desk.until(lambda: page.bulk.rows)
    assert (page.bulk.rows[0].records, page.bulk.rows[0].state) == (2, "open")
    desk.until(lambda: page.undo.isEnabled())
    office.qtbot.mouseClick(desk.find(QPushButton, "done.undo"), Qt.MouseButton.LeftButton)
    desk.until(lambda: page.bulk.rows[0].state == "undone")
    assert "Taken back" in page.reason.text()
    assert not page.undo.isEnabled()
    assert office.account_set.rows("SELECT count(*) FROM crm.customer WHERE address = 'everywhere'") == [(0,)]


def test_usage_leads_to_the_trail_of_a_person(office: Office) -> None:
    _do(office, "rep1", "SELECT crm.hello('x')", "UPDATE crm.customer SET address = 'x'")
    desk = office.open("lead1")
    page = desk.window.open_page("usage", period="week")
    desk.until(lambda: page.model.rows)
    row = next(n for n, line in enumerate(page.model.rows) if line.name == "王小明")
    assert page.model.rows[row].entries == 1
    page.table.selectRow(row)
    office.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current.objectName() == "trail_page")
    trail = desk.window.documents.current
    desk.until(lambda: trail.model.rows)
    assert {entry.by for entry in trail.model.rows} == {"王小明"}


def test_a_list_as_it_was_is_filtered_exported_and_printed(office: Office, tmp_path: Path) -> None:
    mine = _mine(office, "rep1")
    office.account_set.rows("UPDATE crm.customer SET name = '从前的名字' WHERE id = %s RETURNING 1", mine)
    ((moment,),) = office.account_set.rows("SELECT clock_timestamp()")
    _do(office, "rep1", f"UPDATE crm.customer SET name = '现在的名字' WHERE id = {mine}")
    desk = office.open("boss")
    page = desk.window.open_page("past", entity="customer", moment=moment.isoformat())
    desk.until(lambda: len(page.model.rows) == 6)
    page.filter.set_text("从前")
    desk.until(lambda: [record.id for record in page.model.rows] == [mine])
    page.export_to(tmp_path / "then.csv")
    desk.until(lambda: (tmp_path / "then.csv").exists())
    text = (tmp_path / "then.csv").read_text(encoding="utf-8-sig")
    assert "从前的名字" in text
    assert "现在的名字" not in text
    desk.until(lambda: office.account_set.rows("SELECT count(*) FROM crm.audit WHERE operation = 'E'") == [(1,)])
    page.print_button.click()
    desk.until(lambda: page.findChildren(Preview))
    with closing(pypdfium2.PdfDocument(page.findChild(Preview).content)) as document:
        printed = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    assert "从前的名字" in printed and "现在的名字" not in printed
    assert f"As of: {moment.astimezone():%Y-%m-%d %H:%M}" in printed, "the sheet says of when it is"
    assert "Star" not in printed, "as on the sheet of today's list"
    page.filter.set_text("现在")
    desk.until(lambda: not page.model.rows)
    assert office.open("lead1").window.open_page("past") is None


def test_a_list_as_it_was_says_which_addresses_were_marked(office: Office, tmp_path: Path) -> None:
    ((contact,),) = office.account_set.rows("SELECT min(id) FROM crm.contact")
    ((way,),) = office.account_set.rows(
        "INSERT INTO crm.contact_way (contact_id, kind, email, email_invalid) VALUES (%s, 'home', 'no@b.cn', true) RETURNING id",
        contact,
    )
    ((moment,),) = office.account_set.rows("SELECT clock_timestamp()")
    _do(office, "boss", f"UPDATE crm.contact_way SET email_invalid = false WHERE id = {way}")
    desk = office.open("boss")
    told = "or are invalid, which no column says: 1."
    for at, marked in ((moment, True), (clock.now(), False)):
        page = desk.window.open_page("past", entity="contact_way", moment=at.isoformat())
        desk.until(lambda page=page: page.model.rows)
        name = f"{marked}.csv"
        page.export_to(tmp_path / name)
        desk.until(lambda name=name: any(name in words for words in desk.toasts()))
        (words,) = (words for words in desk.toasts() if name in words)
        assert (told in words) == marked


def test_an_order_shows_its_lines_of_then(office: Office) -> None:
    ((order, line),) = office.account_set.rows("SELECT min(order_id), min(id) FROM crm.sales_order_line")
    office.account_set.rows("SELECT pg_sleep(0.01)")
    office.account_set.rows("UPDATE crm.sales_order_line SET quantity = quantity + 7 WHERE id = %s RETURNING 1", line)
    office.account_set.rows("UPDATE crm.sales_order SET note = 'changed' WHERE id = %s RETURNING 1", order)
    desk = office.open("boss")
    page = desk.window.open_record("sales_order", order)
    desk.until(lambda: page.form.record.id == order)
    page.side.setCurrentWidget(page.side.past)
    past = page.side.past
    desk.until(lambda: any("line" in found.field.lower() for found in past.model.rows))
    assert not any(found.differs for found in past.model.rows)
    past.slider.setValue(0)
    desk.until(lambda: any(found.differs and "line" in found.field.lower() for found in past.model.rows))


def test_fields_and_kinds_of_records_stand_in_words(office: Office) -> None:
    desk = office.open("admin")
    desk.window.open_listed("list:sensitive_field")
    page = desk.window.documents.current
    desk.until(lambda: page.list.model.complete and desk.desktop.jobs.busy == 0)
    model, names = page.list.model, [f.name for f in page.list.model.columns]
    row = next(n for n in range(model.rowCount()) if model.index(n, names.index("field")).data() == "Tax number")
    cell = model.index(row, names.index("field"))
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "Tax number (tax_number)"
    # a new one: the field is chosen by its caption, of the kind chosen beside it
    page.new()
    record = desk.window.documents.current
    form = record.form
    form.editor("table_name").put("product")
    field = form.editor("field")
    offered = dict(field.offers())
    assert offered["warranty_months"] == "Warranty" and "tax_number" not in offered
    field.line.setFocus()
    office.qtbot.keyClicks(field.line, "Warranty")
    office.qtbot.keyClick(field.line, Qt.Key.Key_Tab)
    assert form.values() == {"table_name": "product", "field": "warranty_months"}
    form.editor("table_name").put("customer")  # which has no such field
    with pytest.raises(Invalid):
        form.values()
    field.put("tax_number")
    assert field.line.text() == "Tax number" and form.values()["field"] == "tax_number"
    form.editor("field").put("annual_revenue")
    record.save()
    desk.until(lambda: record.record_id)
    stored = office.account_set.rows(
        "SELECT table_name, field FROM crm.sensitive_field WHERE id = %s", record.record_id
    )
    assert stored == [("customer", "annual_revenue")]
    desk.window.open_listed("trail")
    trail = desk.window.documents.current
    desk.until(lambda: trail.model.rows and desk.desktop.jobs.busy == 0)
    about = trail.model.index(0, [c.title() for c in trail.model.columns].index("Record")).data()
    assert about == "Sensitive field Annual revenue"
    # rights and definitions: their lists speak in words too
    for entity, words in (
        ("right_rule", {"Customers", "View"}),
        ("coding_rule", {"Customers"}),
        ("attribute_definition", set()),
        ("field_right", set()),
    ):
        desk.window.context.navigator.open_list(entity, ())
        page = desk.window.documents.current
        desk.until(lambda page=page: page.list.model.complete and desk.desktop.jobs.busy == 0)
        model = page.list.model
        shown = {model.index(r, c).data() for r in range(model.rowCount()) for c in range(model.columnCount())}
        assert words <= shown and not shown & {"customer", "view", "sales_order", "bulk_edit"}, entity


def test_what_is_gone_is_called_by_what_it_was(office: Office) -> None:
    """What was deleted has no record to ask for its name; only the entry knows it."""
    rows = office.account_set.rows
    rows("INSERT INTO crm.sensitive_field (table_name, field) VALUES ('customer', 'annual_revenue')")
    rows("DELETE FROM crm.sensitive_field WHERE field = 'annual_revenue'")
    made = "INSERT INTO crm.action (customer_id, kind, subject, employee_id) SELECT id, 'call', 'Price asked', owner_id FROM crm.customer WHERE id = 1 RETURNING id"
    rows("DELETE FROM crm.action WHERE id = %s", rows(made)[0][0])
    desk = office.open("admin")
    desk.window.open_listed("trail")
    trail = desk.window.documents.current
    desk.until(lambda: trail.model.rows and desk.desktop.jobs.busy == 0)
    column = [c.title() for c in trail.model.columns].index("Record")
    about = {trail.model.index(n, column).data() for n, entry in enumerate(trail.model.rows) if entry.operation == "D"}
    assert {"Sensitive field Annual revenue", "Action Price asked"} <= about


def test_a_price_is_called_by_its_list_and_product(office: Office) -> None:
    ((listed, name),) = office.account_set.rows(
        "SELECT l.name, p.name FROM crm.product p, crm.price_list l WHERE p.id = 2 AND l.code = 'STD'"
    )
    std = "(SELECT id FROM crm.price_list WHERE code = 'STD')"
    _do(
        office,
        "pm",
        f"INSERT INTO crm.price (price_list_id, product_id, method, price, min_quantity) VALUES ({std}, 2, 'fixed', 9, 77), ({std}, 2, 'fixed', 9, 78)",
        "UPDATE crm.product_cost SET cost = cost + 1 WHERE product_id = 2",
        "UPDATE crm.price SET price = 8 WHERE min_quantity = 77",
        "DELETE FROM crm.price WHERE min_quantity = 78",
    )
    desk = office.open("pm")
    page = desk.window.open_page("done")
    desk.until(lambda: page.model.rows)
    called = {(row.table, row.operation): row.name for row in page.model.rows}
    assert called["product_cost", "U"] == name
    assert {called["price", operation] for operation in "IUD"} == {f"{listed} · {name}"}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_kind_of_record_in_the_trail_has_words(office: Office, language: str) -> None:
    desk = office.open("admin")
    office.languages.use(language)
    kept = office.account_set.rows(
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname ~ '^t95_audit'"
    )
    entities = desk.window.context.facts().entities
    assert len(kept) > 40
    assert sorted({name for (name,) in kept} - {*entities, *NOUNS}) == []
    if language != "en":
        assert [n for n in NOUNS.values() if QCoreApplication.translate("Trail", n) == n] == []
