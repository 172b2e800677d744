"""The table of old and new prices: what a change, a file or a rule would make of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.prices.changing import PriceProposal
from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.prices.words import change_text, margin_text
from crm_desktop.core.text import sign_of
from crm_desktop.qt.rows import Column, RowsModel, StripedTable, quiet
from crm_desktop.qt.tools import Tools


class MoveTable(StripedTable):
    """Shows proposals: product, old, new, difference; unit, quantity and margin where there are any."""

    def __init__(self, name: str, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self.setObjectName(name)
        self._currency = ""
        self.moves: RowsModel[PriceProposal] = RowsModel((), self)
        self.setModel(self.moves)
        quiet(self)
        self.show_moves(())

    def show_moves(self, rows: Sequence[PriceProposal], currency: str = "") -> None:
        """Show what would change, in *currency* ('': the company's own)."""
        self._currency = currency
        self.moves.show(rows, self._columns(rows))
        self.resizeColumnsToContents()

    def _columns(self, rows: Sequence[PriceProposal]) -> list[Column[PriceProposal]]:
        columns = [
            Column[PriceProposal](title=lambda: self.tr("Code"), text=lambda p: p.code, raw=lambda p: p.code),
            Column[PriceProposal](title=lambda: self.tr("Name"), text=lambda p: p.name, raw=lambda p: p.name),
        ]
        if any(p.unit for p in rows):
            columns.append(
                Column(
                    title=lambda: self.tr("Unit"),
                    text=lambda p: self._tools.term_label("unit", p.unit) if p.unit else "",
                    raw=lambda p: p.unit,
                )
            )
        if any(p.min_quantity for p in rows):
            columns.append(
                Column(
                    title=lambda: self.tr("From"),
                    text=lambda p: f"{p.min_quantity.normalize():f}" if p.min_quantity else "",
                    raw=lambda p: p.min_quantity,
                    number=True,
                )
            )
        sign = sign_of(self._currency or self._tools.facts().currency)
        columns += [
            Column(
                title=lambda: self.tr("Old"),
                text=lambda p: price_text(p.old),
                raw=lambda p: p.old,
                number=True,
                sign=lambda _p: sign,
            ),
            Column(
                title=lambda: self.tr("New"),
                text=lambda p: price_text(p.new),
                raw=lambda p: p.new,
                number=True,
                sign=lambda _p: sign,
            ),
            Column(
                title=lambda: self.tr("Difference"),
                text=lambda p: "" if (d := p.difference) is None else change_text(d),
                raw=lambda p: p.difference,
                number=True,
                sign=lambda _p: sign,
            ),
        ]
        if any(p.margin is not None for p in rows):
            columns.append(
                Column(
                    title=lambda: self.tr("Margin"),
                    text=lambda p: margin_text(p.margin),
                    raw=lambda p: p.margin,
                    number=True,
                )
            )
        return columns

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "moves"):
            self.show_moves(self.moves.rows, self._currency)
