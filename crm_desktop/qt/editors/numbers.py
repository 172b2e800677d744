"""Editors of numbers: right-aligned, plain inside, with signs, units and thousands outside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.core.fields import Field, Money, Price
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.editors.base import Editor, LineEditor
from crm_desktop.qt.tools import Tools

_MINUS = ("-", "−", "－", "(", "（")


class NumberEditor(LineEditor):
    """Integer, money, price, quantity and percent."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line.textChanged.connect(self._mark_negative)

    _currency = ""  #: of an amount; '' for the company's own

    def set_value(self, value: Any, label: str = "") -> None:
        """Show *value* as unedited; *label* is the currency it is in."""
        self._currency = label
        super().set_value(value, label)

    def put(self, value: Any, label: str = "") -> None:
        """Show *value* as if typed, in the currency it was in before."""
        super().put(value, label or self._currency)

    def set_currency(self, currency: str) -> None:
        """Show an amount, typed or not, in another currency."""
        self._currency = currency
        if self._typed is None:
            self._show()

    def _dressed(self, value: Any) -> str:
        return cell_text(self.field, value, Record(0, 0, {}, {self.field.name: self._currency}), self.tools)

    def _mark_negative(self, text: str) -> None:
        self._mark("negative", text.startswith(_MINUS))


def show_currency(editors: Iterable[Editor], of: str, currency: str) -> None:
    """Show those amounts in *currency* whose currency the field *of* says, or the record that it names."""
    for editor in editors:
        field = editor.field
        named = field.currency.partition(".")[0] if isinstance(field, (Money, Price)) else ""
        if named == of and isinstance(editor, NumberEditor):
            editor.set_currency(currency)
