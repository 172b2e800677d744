"""The product: its form, its price and why, units, pictures, replacements and accessories."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.prices.price_side import HistoryPanel, WhyPanel
from crm_desktop.base_info.products.links import Links
from crm_desktop.base_info.products.pictures import Pictures
from crm_desktop.base_info.products.units import Units
from crm_desktop.core.record import Changed, Record
from crm_desktop.qt.form import FieldState
from crm_desktop.shell.context import Context
from crm_desktop.shell.records.record_page import RecordPage

_HIDDEN = FieldState(visible=False)


class ProductPage(RecordPage):
    """A record page with the sides that only products have."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "product", **args: Any
    ) -> None:
        super().__init__(context, parent, entity=entity, **args)

    def _build(self) -> None:
        super()._build()
        self.pictures, self.links = Pictures(self.context, self), Links(self.context, self)
        self.units = Units(self.context, self)
        sides: list[tuple[QWidget, str, str]] = [
            (self.units, "scale", "Units"),
            (self.pictures, "package", "Pictures"),
            (self.links, "link", "Links"),
        ]
        if self.context.facts().rights.may("price", "view"):
            self.why, self.history = WhyPanel(self.context, self), HistoryPanel(self.context, self)
            sides = [(self.why, "calculator", "Price"), (self.history, "history", "History"), *sides]
        self._first = sides[0][0]
        for widget, picture, words in sides:
            self.side.add_side(widget, picture, partial(_side_words, words))
        self.side.currentChanged.connect(lambda _: self._show_side())
        self.form.set_rule(_states)

    # ── sides ────────────────────────────────────────────

    def _show_around(self, record: Record) -> None:
        first = self.side.timeline is None
        super()._show_around(record)
        if first:  # what a product is and costs comes before what happened to it
            while self.side.widget(0) is not self._first:
                self.side.tabBar().moveTab(0, self.side.count() - 1)
            for number in range(self.side.count()):
                self.side.setTabIcon(number, QIcon())
            self.side.setCurrentIndex(0)
        self._show_side()

    def _show_side(self) -> None:
        product = self.record_id
        current = self.side.currentWidget()
        if not product or current is None:
            return
        if current is self.pictures:
            self.pictures.show_product(product)
        elif current is self.links:
            self.links.show_product(product)
        elif current is self.units:
            self.units.show_product(product)
        elif isinstance(current, WhyPanel):
            current.show_product(product, None)
        elif isinstance(current, HistoryPanel):
            current.show_product(product, "")

    def concerned(self, change: Changed) -> bool:
        """Tell whether the product, its links or its prices may have changed (``Page``)."""
        if (
            change.table in ("price", "planned_price", "product_link", "product_cost", "product_unit")
            and self.record_id
        ):
            return True
        return super().concerned(change)

    def refresh(self) -> None:
        """Read the product and the side on show again (``Page``)."""
        super().refresh()
        self._show_side()


def _states(values: Mapping[str, Any]) -> Mapping[str, FieldState]:
    """Show the day of withdrawal of what is withdrawn only."""
    return {} if values.get("status") == "withdrawn" else {"withdrawn_on": _HIDDEN}


def _side_words(words: str) -> str:
    known = {
        "Price": QCoreApplication.translate("ProductPage", "Price"),
        "History": QCoreApplication.translate("ProductPage", "History"),
        "Units": QCoreApplication.translate("ProductPage", "Units"),
        "Pictures": QCoreApplication.translate("ProductPage", "Pictures"),
        "Links": QCoreApplication.translate("ProductPage", "Links"),
    }
    return known[words]
