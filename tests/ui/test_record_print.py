"""A record on paper: as much as one wants to read, everything on request, and never fewer rows than it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.qt.preview import Preview
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _printed(desk: Desk, page: Any) -> tuple[Preview, str]:
    """Press Ctrl+P and return the preview with its words."""
    desk.qtbot.keyClick(page, Qt.Key.Key_P, CONTROL)
    return _preview(desk, page)


def _preview(desk: Desk, page: Any) -> tuple[Preview, str]:
    desk.until(lambda: page.findChildren(Preview) and desk.desktop.jobs.busy == 0)
    preview = page.findChildren(Preview)[-1]
    with closing(pypdfium2.PdfDocument(preview.content)) as document:
        return preview, "".join(sheet.get_textpage().get_text_bounded() for sheet in document)


def _opened(desk: Desk, entity: str, record_id: int) -> Any:
    desk.window.open_record(entity, record_id)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == record_id and desk.desktop.jobs.busy == 0)
    return page


def test_a_customer_prints_what_is_newest_and_everything_on_request(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "INSERT INTO crm.action (customer_id, employee_id, kind, subject, happened_at) SELECT 1, 1, 'call', 'talk' || to_char(n, 'FM000') || '.', "
        "timestamptz '2020-01-01' + n * interval '1 day' FROM generate_series(1, 240) n RETURNING 1"
    )
    ((count,),) = rows("SELECT count(*) FROM crm.action WHERE customer_id = 1")
    desk = office.open("boss")
    page = _opened(desk, "customer", 1)
    preview, words = _printed(desk, page)
    assert f"The newest 20 of {count}" in words
    assert "talk240." in words and "talk200." not in words

    office.qtbot.keyClick(preview, Qt.Key.Key_A, CONTROL)
    desk.until(lambda: preview not in page.findChildren(Preview))
    preview, words = _preview(desk, page)
    assert "The newest" not in words
    assert all(f"talk{n:03}." in words for n in range(1, 241))
    assert not preview.actions_["whole"].isVisible()


def test_an_order_prints_every_line_and_its_total(office: Office) -> None:
    rows = office.account_set.rows
    ((order,),) = rows("SELECT id FROM crm.sales_order WHERE state = 'draft' ORDER BY id LIMIT 1")
    rows(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, list_price, unit_price) "
        "SELECT %s, 1, 1, 10, 10 FROM generate_series(1, 230) RETURNING 1",
        order,
    )
    page = _opened(desk := office.open("boss"), "sales_order", order)
    _, words = _printed(desk, page)
    ((amount,),) = rows("SELECT sum(amount) FROM crm.sales_order_line WHERE order_id = %s", order)
    assert words.count("10.00") >= 230
    assert f"{amount / 100:,.2f}" in words.rpartition("Total")[2]


def test_a_draft_is_called_on_paper_as_on_the_screen(office: Office) -> None:
    rows = office.account_set.rows
    ((order, product),) = rows(
        "SELECT o.id, l.product_id FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id "
        "WHERE o.state = 'draft' AND o.code = '' ORDER BY o.id LIMIT 1"
    )
    page = _opened(desk := office.open("boss"), "product", product)
    preview, words = _printed(desk, page)
    preview.close()
    assert "Draft ·" in words and f"#{order}" not in words
    page = desk.window.open_list("sales_order_line")
    desk.until(lambda: page.list.model.rowCount() and desk.desktop.jobs.busy == 0)
    page.output.show_print(page.list.model.query, "")
    _, words = _preview(desk, page)
    assert "Draft ·" in words and f"#{order}" not in words


def test_the_sheet_of_an_order_tells_no_discount_that_is_none_nor_who_confirmed(office: Office) -> None:
    rows = office.account_set.rows
    ((order,),) = rows("SELECT id FROM crm.sales_order WHERE state = 'confirmed' ORDER BY id LIMIT 1")
    desk = office.open("boss")
    _, words = _printed(desk, _opened(desk, "sales_order", order))
    assert "Amount" in words and "Tax included" in words
    assert "Promotion discount" not in words and "confirmed by" not in words and "Last confirmed" not in words


@pytest.mark.parametrize(("limit", "told"), [(0, False), (4711, True)])
def test_paper_tells_no_amount_that_is_none(office: Office, limit: int, told: bool) -> None:
    office.account_set.rows("UPDATE crm.customer SET credit_limit = %s WHERE id = 1 RETURNING 1", limit)
    desk = office.open("boss")
    _, words = _printed(desk, _opened(desk, "customer", 1))
    assert ("Credit limit" in words) is told
    assert ("47.11" in words) is told


def test_paper_tells_what_a_promotion_took_off(office: Office) -> None:
    rows = office.account_set.rows
    ((order,),) = rows("SELECT id FROM crm.sales_order WHERE state = 'confirmed' ORDER BY id LIMIT 1")
    rows(
        "SET session_replication_role = replica; UPDATE crm.sales_order SET promotion_off = 321, promotion = 'Spring' "
        "WHERE id = %s RETURNING 1",
        order,
    )
    desk = office.open("boss")
    _, words = _printed(desk, _opened(desk, "sales_order", order))
    assert "Promotion discount" in words and "3.21" in words


@pytest.mark.parametrize(("method", "told"), [("fixed", False), ("formula", True)])
def test_paper_tells_only_what_the_form_asks_of_the_record(office: Office, method: str, told: bool) -> None:
    ((rule,),) = office.account_set.rows(
        "INSERT INTO crm.price (price_list_id, product_id, method, base, discount, surcharge, price, min_quantity) "
        "VALUES (1, 1, %s, 'list_price', 5, 1.5, CASE WHEN %s = 'fixed' THEN 9 END, 7) RETURNING id",
        method,
        method,
    )
    desk = office.open("boss")
    _, words = _printed(desk, _opened(desk, "price", rule))
    assert "Price list" in words
    assert [("Surcharge" in words), ("Based on" in words), ("Formula" in words)] == [told] * 3


def test_units_have_no_sum(office: Office) -> None:
    office.account_set.rows(
        "INSERT INTO crm.product_unit (product_id, unit, divisor, factor) VALUES (1, 'box', 1, 12) RETURNING 1"
    )
    desk = office.open("boss")
    _, words = _printed(desk, _opened(desk, "product", 1))
    assert "Base units" in words and "Sum of lines" not in words
