"""The dialog that makes the variants of a product: by what they differ, with which values, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product as combine
from math import prod

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from crm_desktop.base_info.products.variant_services import Family, NewVariant
from crm_desktop.core.fields import Choice
from crm_desktop.qt.rows import calm
from crm_desktop.shell.ask_dialog import AskDialog
from crm_desktop.shell.context import Context

MOST = 200  #: variants made at once
AXES = 4  #: attributes by which variants differ at most
_KEY = Qt.ItemDataRole.UserRole
_NAME, _CODE, _STATE = range(3)
Values = tuple[tuple[str, str], ...]  #: key of the attribute, code of the value


def axes_of(context: Context, class_id: int | None) -> list[Choice]:
    """Return the own attributes of products of a class by which variants can differ."""
    found = [f for f in context.entity("product").fields if f.is_custom and isinstance(f, Choice) and not f.retired]
    return [f for f in found if f.only is None or (f.only[0] == "class_id" and class_id in f.only[1])]


class MakeVariants(AskDialog):
    """Asks for attributes and values, shows each combination; *chosen* carries the keys and the ``NewVariant``s."""

    chosen = Signal(object, object)

    def __init__(self, context: Context, family: Family, name: str, axes: Sequence[Choice], parent: QWidget) -> None:
        super().__init__("make_variants", parent)
        self.setWindowTitle(self.tr("Make variants"))
        self.setMinimumWidth(680)
        self._context, self._family, self._main = context, family, family.main_name or name
        order = {key: place for place, key in enumerate(family.axes)}
        self._axes = sorted(axes, key=lambda f: order.get(_key_of(f), AXES))
        self._there = {tuple((key, v.values.get(key) or "") for key in family.axes): v for v in family.variants}
        self._left_out: set[Values] = set()
        self._picked: list[tuple[str, list[tuple[str, str]]]] = []
        self._combinations: dict[Values, str] = {}
        self._typed: dict[tuple[Values, int], str] = {}
        self.tree, self.table, self.count = QTreeWidget(self), QTableWidget(0, 3, self), QLabel(self, wordWrap=True)
        self._build()
        self._offer()
        self.tree.itemChanged.connect(lambda *_: self._preview())
        self.table.itemChanged.connect(self._take)
        self._preview()
        self.tree.setFocus()

    def _build(self) -> None:
        self.tree.setObjectName("make_variants.axes")
        self.tree.setAccessibleName(self.tr("Attributes and values"))
        self.tree.setHeaderHidden(True)
        self.tree.setMinimumHeight(170)
        self.table.setObjectName("make_variants.table")
        self.table.setAccessibleName(self.tr("Variants"))
        self.table.setMinimumHeight(190)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setHorizontalHeaderLabels([self.tr("Name"), self.tr("Code"), self.tr("State")])
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_CODE, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_STATE, QHeaderView.ResizeMode.ResizeToContents)
        calm(self.table)
        self.count.setObjectName("make_variants.count")
        self._arrange(
            [(self.tr("&Differ by"), self.tree), (self.tr("&Variants"), self.table), ("", self.count)],
            self.tr(
                "What the main product says of itself, its variants have too, until they say otherwise. Space leaves a "
                "variant out, F2 gives it another name or code; without a code it gets the next one."
            ),
            self.tr("Make variants"),
        )

    def _offer(self) -> None:
        """List the attributes with their values; those in use are chosen."""
        used = {(key, code) for values in self._there for key, code in values}
        for field in self._axes:
            key = _key_of(field)
            axis = QTreeWidgetItem(self.tree, [field.label])
            axis.setData(0, _KEY, key)
            axis.setFlags(axis.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
            for term in self._context.terms(field.dictionary):
                value = QTreeWidgetItem(axis, [term.label(self._context.language())])
                value.setData(0, _KEY, (term.code, term.name))
                value.setFlags(value.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                value.setCheckState(0, Qt.CheckState.Checked if (key, term.code) in used else Qt.CheckState.Unchecked)
            axis.setExpanded(True)
        self.tree.setCurrentIndex(self.tree.model().index(0, 0))

    def _read_picked(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return each attribute of which values are chosen, with code and name of those."""
        picked = []
        for number in range(self.tree.topLevelItemCount()):
            axis = self.tree.topLevelItem(number)
            assert axis is not None
            items = [axis.child(n) for n in range(axis.childCount())]
            values = [i.data(0, _KEY) for i in items if i and i.checkState(0) == Qt.CheckState.Checked]
            if values:
                picked.append((axis.data(0, _KEY), values))
        return picked

    def _combine(self) -> dict[Values, str]:
        """Return the values of each variant, with the name that it would have."""
        if not self._picked or self._too_many():
            return {}
        return {
            tuple((key, code) for (key, _all), (code, _name) in zip(self._picked, values, strict=True)): " ".join(
                [self._main, *(name for _code, name in values)]
            )
            for values in combine(*(values for _key, values in self._picked))
        }

    def _too_many(self) -> bool:
        return prod(len(values) for _key, values in self._picked) > MOST

    def _preview(self) -> None:
        """Show what comes of what is chosen."""
        self._picked = self._read_picked()
        self._combinations = self._combine()
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._combinations))
        for number, (values, name) in enumerate(self._combinations.items()):
            self._fill(number, values, name)
        self.table.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        """Say how many they are, and whether they can be made."""
        there = sum(values in self._there for values in self._combinations)
        new = len(self.wanted())
        fits = len(self._picked) <= AXES
        if not fits:
            self.count.setText(self.tr("Variants differ by four attributes at most."))
        elif self._too_many():
            self.count.setText(self.tr("At most {most} at once; choose fewer values.").format(most=MOST))
        else:
            self.count.setText(
                self.tr("{all} combinations: {there} there already, {new} to be made.").format(
                    all=len(self._combinations), there=there, new=new
                )
            )
        self._apply.setEnabled(bool(new) and fits)

    def _fill(self, number: int, values: Values, name: str) -> None:
        there = self._there.get(values)
        words = {
            _NAME: there.name if there else self._typed.get((values, _NAME), name),
            _CODE: there.code if there else self._typed.get((values, _CODE), ""),
            _STATE: self.tr("there already") if there else self.tr("new"),
        }
        for column, text in words.items():
            item = QTableWidgetItem(text)
            item.setData(_KEY, values)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if there:
                item.setForeground(self.palette().placeholderText())
            elif column != _STATE:
                flags |= Qt.ItemFlag.ItemIsEditable
            if column == _NAME and not there:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                left_out = values in self._left_out
                item.setCheckState(Qt.CheckState.Unchecked if left_out else Qt.CheckState.Checked)
            item.setFlags(flags)
            self.table.setItem(number, column, item)

    def _take(self, item: QTableWidgetItem) -> None:
        """Keep what was typed over a name or code, and which variants are left out."""
        values: Values = item.data(_KEY)
        if item.column() == _NAME:
            (self._left_out.discard if item.checkState() == Qt.CheckState.Checked else self._left_out.add)(values)
        if self._combinations.get(values) != item.text() or item.column() == _CODE:
            self._typed[values, item.column()] = item.text().strip()
        self._tell()

    def wanted(self) -> list[NewVariant]:
        """Return the variants to be made."""
        return [
            NewVariant(
                name=self._typed.get((values, _NAME)) or name,
                code=self._typed.get((values, _CODE), ""),
                values=dict(values),
            )
            for values, name in self._combinations.items()
            if values not in self._there and values not in self._left_out
        ]

    def _accept(self) -> None:
        if self._apply.isEnabled():
            self.setEnabled(False)
            self.chosen.emit([key for key, _values in self._picked], self.wanted())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter close the cell that is typed into, not the dialog (QDialog.keyPressEvent)."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _key_of(field: Choice) -> str:
    return field.name.removeprefix("attrs.")
