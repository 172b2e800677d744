"""In which units a product is sold: a box of twelve pieces, a roll of a hundred metres; written where they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.entities import PRODUCT_UNIT
from crm_desktop.base_info.prices.words import number_text
from crm_desktop.base_info.products import services
from crm_desktop.base_info.products.services import UnitOf
from crm_desktop.core.errors import BadValue
from crm_desktop.core.record import Record
from crm_desktop.qt.editors import editor_for
from crm_desktop.shell.context import Context

_FIELDS = ("divisor", "unit", "factor", "barcode")
_UNIT = Qt.ItemDataRole.UserRole


class Units(QWidget):
    """The product's own unit and the others; Enter takes one up for changing, Del removes it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("product_units")
        self._context, self._product, self._base = context, 0, ""
        self._known: list[UnitOf] = []
        self.editors = {name: editor_for(PRODUCT_UNIT[name], context, self) for name in _FIELDS}
        self._captions = {name: QLabel(self) for name in _FIELDS}
        self.add, self.remove = QPushButton(self), QPushButton(self)
        self.list, self._none = _List(self), QLabel(self, wordWrap=True)
        self.add.setObjectName("product_units.add")
        self.remove.setObjectName("product_units.remove")
        self.list.setObjectName("product_units.list")
        self._none.setProperty("kind", "muted")
        self._build()
        self.add.clicked.connect(self.write)
        self.remove.clicked.connect(self.take_away)
        self.list.itemActivated.connect(lambda item: self._take_up(item.data(_UNIT)))
        self.list.currentItemChanged.connect(lambda *_: self._may())
        self.editors["divisor"].set_value(PRODUCT_UNIT["divisor"].default)
        self.retranslate()

    def _build(self) -> None:
        form = QGridLayout()
        for place, name in enumerate(_FIELDS):
            caption = self._captions[name]
            caption.setProperty("kind", "caption")
            caption.setBuddy(self.editors[name])
            form.addWidget(caption, 0, place)
            form.addWidget(self.editors[name], 1, place)
            form.setColumnStretch(place, 2 if name == "barcode" else 1)
        foot = QHBoxLayout()
        foot.addWidget(self._none, 1)
        foot.addWidget(self.add)
        foot.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(form)
        column.addLayout(foot)
        column.addWidget(self.list, 1)

    def show_product(self, product_id: int) -> None:
        """Show the units of another product."""
        self._product = product_id
        self._context.jobs.run(
            lambda session: services.list_units(session, product_id=product_id),
            owner=self,
            done=lambda found: self._show(*found),
            failed=self._context.messages.error,
            key="units",
        )

    def _show(self, base: str, units: Sequence[UnitOf]) -> None:
        self._base, self._known = base, list(units)
        self.list.clear()
        for unit in units:
            words = " ".join(
                (
                    number_text(unit.divisor),
                    self._name(unit.unit, unit.divisor),
                    "=",
                    number_text(unit.factor),
                    self._name(base, unit.factor),
                )
            )
            item = QListWidgetItem("    ".join(w for w in (words, unit.barcode) if w), self.list)
            item.setData(_UNIT, unit)
            if not unit.id:
                item.setToolTip(self.tr("The same for all products: see “Units of measure”."))
                item.setForeground(self.palette().placeholderText())
        if not base:
            self._none.setText(self.tr("Give the product its own unit first; the others are counted in it."))
        elif units:
            self._none.setText("")
        else:
            self._none.setText(self.tr("It is sold by the {unit} only.").format(unit=self._name(base)))
        self._may()

    def _name(self, code: str, number: Decimal | int = 1) -> str:
        return self._context.term_label("unit", code, number)

    def write(self) -> None:
        """Add what stands in the fields; a unit that is there already is changed."""
        try:
            values: dict[str, Any] = {name: editor.value() for name, editor in self.editors.items()}
        except BadValue:
            return
        missing = next((n for n in ("divisor", "unit", "factor") if not values[n]), "")
        if missing or not self._product:
            self.editors[missing or "unit"].input.setFocus()
            return
        values["barcode"] = values["barcode"] or ""
        there = next((u for u in self._known if u.id and u.unit == values["unit"]), None)
        records, product = self._context.records, self._product

        def work(session: Any) -> Record:
            if there is None:
                return records.create(session, PRODUCT_UNIT, {"product_id": product, **values})
            stored = records.load(session, PRODUCT_UNIT, there.id)
            return records.save(session, PRODUCT_UNIT, stored, values)

        self._context.jobs.run(
            work,
            owner=self,
            done=lambda _: self._written(),
            failed=lambda error: self._context.messages.error(error, PRODUCT_UNIT),
        )

    def _written(self) -> None:
        for name, editor in self.editors.items():
            editor.set_value(PRODUCT_UNIT[name].default)
        self.editors["unit"].input.setFocus()
        self.show_product(self._product)

    def take_away(self) -> None:
        """Remove the marked unit; one press brings it again. Lines written with it stay as they are."""
        item = self.list.currentItem()
        if item is None or not self.remove.isEnabled():
            return
        unit: UnitOf = item.data(_UNIT)
        context, product = self._context, self._product
        values = {"product_id": product, **{n: getattr(unit, n) for n in _FIELDS}}

        def again() -> None:
            context.jobs.run(
                lambda session: context.records.create(session, PRODUCT_UNIT, values),
                owner=self,
                done=lambda _: self.show_product(self._product),
            )

        def removed() -> None:
            context.messages.toast(self.tr("The unit was removed."), undo=again)
            self.show_product(product)

        context.jobs.run(
            lambda session: context.records.delete(
                session, PRODUCT_UNIT, context.records.load(session, PRODUCT_UNIT, unit.id)
            ),
            owner=self,
            done=lambda _: removed(),
            failed=lambda error: context.messages.error(error, PRODUCT_UNIT),
        )

    def _take_up(self, unit: UnitOf) -> None:
        for name, editor in self.editors.items():
            editor.set_value(getattr(unit, name))
        self.editors["factor"].input.setFocus()

    def _may(self) -> None:
        rights, item = self._context.facts().rights, self.list.currentItem()
        no = "" if rights.may("product", "edit") else self.tr("You have no right to change this.")
        own = item is not None and bool(item.data(_UNIT).id)
        self.add.setEnabled(bool(self._base) and not no)
        self.remove.setEnabled(own and rights.may("product", "delete"))
        for widget in (self.add, self.remove):
            widget.setToolTip(no)
        for editor in self.editors.values():
            editor.set_read_only(no)

    def retranslate(self) -> None:
        """Set every text anew."""
        captions = {
            "divisor": self.tr("Number"),
            "unit": self.tr("Unit"),
            "factor": self.tr("Base units"),
            "barcode": self.tr("Bar code"),
        }
        for name, words in captions.items():
            self._captions[name].setText(words)
            self.editors[name].setAccessibleName(words)
            self.editors[name].input.setAccessibleName(words)
        self.add.setText(self.tr("Save"))
        self.remove.setText(self.tr("Remove"))
        self.list.setAccessibleName(self.tr("Units in which it is sold"))
        for button in (self.add, self.remove):
            button.setAccessibleName(button.text())
        self._show(self._base, self._known)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_none"):
            self.retranslate()


class _List(QListWidget):
    """Enter takes up, Del removes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Del (QWidget.keyPressEvent)."""
        if event.key() == Qt.Key.Key_Delete:
            parent = self.parent()
            assert isinstance(parent, Units)
            parent.take_away()
        else:
            super().keyPressEvent(event)
