"""Batches: an order's line that is asked for one, what is on offer, one that does not do, a recall."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.query import Condition

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

PRODUCT = "SELECT min(id) FROM crm.product WHERE by_batch"
BATCH = "SELECT min(id) FROM crm.product_batch WHERE state = 'blocked'"


def draw_batches(gallery: Gallery, window: Any) -> None:
    """Keep a picture of each."""
    if gallery.only not in "batches_offered batches_refused batches_blocked batches_of_product batches_expiring":
        return
    product = gallery.one(PRODUCT)

    def order() -> Any:
        customer = gallery.one("SELECT min(id) FROM crm.customer WHERE owner_id IS NOT NULL")
        page = window.new_record("sales_order", {"customer_id": customer}, {"customer_id": "…"})
        model, name = page.grid.model, gallery.one(f"SELECT name FROM crm.product WHERE id = {product}")
        model.put(model.line(0), {"product_id": product, "quantity": Decimal(900)}, {"product_id": name}, by_hand=True)
        gallery.wait(lambda: model.line(0).values.get("by_batch"))
        return page

    def offered() -> Any:
        page = order()
        page.grid.go_to(0, [f.name for f in page.grid.model.fields].index("batch_id"))
        window.activateWindow()
        gallery.wait(QApplication.focusWidget)
        cell = QApplication.focusWidget()
        QTest.keyClick(cell, Qt.Key.Key_F4)
        gallery.wait(lambda: getattr(cell, "popup", None) is not None and cell.popup.isVisible())
        gallery.keep(cell.popup, "batches_popup")
        QTest.keyClick(cell.popup, Qt.Key.Key_Return)
        gallery.wait(lambda: page.grid.model.line(0).values.get("batch_id"))
        return page

    def refused() -> Any:
        page = offered()
        page.lead_to("confirmed")
        gallery.wait(lambda: "batch_id" in page.grid.model.line(0).refused)
        return page

    gallery._page(window, "batches_offered", offered)
    gallery._page(window, "batches_refused", refused)
    gallery._page(window, "batches_blocked", lambda: window.open_record("product_batch", gallery.one(BATCH)))
    gallery._page(window, "batches_of_product", lambda: window.open_record("product", product))
    soon = Condition("expires_on", "le", date.today() + timedelta(days=60))
    gallery._page(window, "batches_expiring", lambda: window.open_list("product_batch", conditions=(soon,)))
