"""The product: its form, its price and why, units, pictures, replacements and accessories, its variants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.prices.price_past import HistoryPanel
from crm_desktop.base_info.prices.price_side import WhyPanel
from crm_desktop.base_info.products.links import Links
from crm_desktop.base_info.products.make_variants import axes_of
from crm_desktop.base_info.products.pictures import Pictures
from crm_desktop.base_info.products.units import Units
from crm_desktop.base_info.products.variants import Variants
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
        self.units, self.variants = Units(self.context, self), Variants(self.context, self)
        sides: list[tuple[QWidget, str, str]] = [
            (self.units, "scale", "Units"),
            (self.pictures, "package", "Pictures"),
            (self.links, "link", "Links"),
        ]
        if self.context.facts().rights.may("price", "view"):
            self.why, self.history = WhyPanel(self.context, self), HistoryPanel(self.context, self, chooses=True)
            sides = [(self.why, "calculator", "Price"), (self.history, "history", "History"), *sides]
        self._first = sides[0][0]
        for widget, picture, words in sides:
            self.side.add_side(widget, picture, partial(_side_words, words))
        self.side.currentChanged.connect(lambda _: self._show_side())
        self.form.set_rule(_states)

    def _add_related(self) -> None:
        made = self.related is None
        super()._add_related()
        if made and self.related is not None:
            self.related.add_more(self.variants, "layers", partial(_side_words, "Variants"))
            self.related.currentChanged.connect(lambda _: self._show_variants())

    # ── sides ────────────────────────────────────────────

    def _show_around(self, record: Record) -> None:
        first = self.side.timeline is None
        super()._show_around(record)
        self._offer_variants(record)
        if first:  # what a product is and costs comes before what happened to it
            while self.side.widget(0) is not self._first:
                self.side.tabBar().moveTab(0, self.side.count() - 1)
            for number in range(self.side.count()):
                self.side.setTabIcon(number, QIcon())
            self.side.setCurrentIndex(0)
        self._show_side()

    def _offer_variants(self, record: Record) -> None:
        """Have variants among what belongs to the product where there are any or could be; of a main product they come first."""
        if self.related is None:
            return
        values, place = record.values, self.related.indexOf(self.variants)
        known = bool(values.get("varies_by") or values.get("variant_of_id"))
        could = self.context.facts().rights.may("product", "create") and axes_of(self.context, values.get("class_id"))
        self.related.setTabVisible(place, known or bool(could))
        if values.get("varies_by"):
            self.related.setCurrentIndex(place)
        self._show_variants()

    def _show_variants(self) -> None:
        if self.related is not None and self.related.currentWidget() is self.variants and self.record_id:
            class_id = self._record.values.get("class_id")
            self.variants.show_product(self.record_id, self.title(), class_id)

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
            current.show_product(product)

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store what was changed (``RecordPage``)."""
        if not self._saving:  # asked now: the record may be read anew before it is told that it was saved
            self._was_on_sale = self._record.values.get("status") == "on_sale"
        super().save(then)

    def _saved(self, record: Record, sent: Mapping[str, Any], then: Callable[[], object] | None) -> None:
        withdrawn = record.values.get("status") == "withdrawn" and self._was_on_sale
        super()._saved(record, sent, then)
        self._offer_variants(record)
        if withdrawn and record.values.get("varies_by"):
            self.variants.ask_withdrawal(record.id)

    def concerned(self, change: Changed) -> bool:
        """Tell whether the product, its links or its prices may have changed (``Page``)."""
        if change.table == "product" and self.record_id and self.variants.is_one_of(change):
            return True
        if (
            change.table
            in ("price", "price_list", "planned_price", "product_class", "product_link", "product_cost", "product_unit")
            and self.record_id
        ):
            return True
        return super().concerned(change)

    def refresh(self) -> None:
        """Read the product and the side on show again (``Page``)."""
        super().refresh()
        self._show_side()
        self._show_variants()


def _states(values: Mapping[str, Any]) -> Mapping[str, FieldState]:
    """Show the day of withdrawal of what is withdrawn only, no main product of what is one."""
    states = {} if values.get("status") == "withdrawn" else {"withdrawn_on": _HIDDEN}
    if values.get("varies_by"):
        states["variant_of_id"] = _HIDDEN
    if values.get("variant_of_id"):
        states["class_id"] = FieldState(
            locked=QCoreApplication.translate("ProductPage", "A variant is in the class of its main product.")
        )
    return states


def _side_words(words: str) -> str:
    known = {
        "Price": QCoreApplication.translate("ProductPage", "Price"),
        "History": QCoreApplication.translate("ProductPage", "History"),
        "Units": QCoreApplication.translate("ProductPage", "Units"),
        "Pictures": QCoreApplication.translate("ProductPage", "Pictures"),
        "Links": QCoreApplication.translate("ProductPage", "Links"),
        "Variants": QCoreApplication.translate("ProductPage", "Variants"),
    }
    return known[words]
