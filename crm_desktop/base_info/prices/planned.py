"""The panel of planned prices, of lists and of products: what takes effect when, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base_info.prices import changing
from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.prices.services import PlannedPrice
from crm_desktop.base_info.prices.words import STEPS, number_text, tr
from crm_desktop.core.text import sign_of
from crm_desktop.qt.rows import Column, RowsModel, StripedTable, quiet
from crm_desktop.shell.context import Context


class PlannedPanel(QFrame):
    """Lists what begins on a day to come; *closed* when put away, *counted* with their number."""

    closed = Signal()
    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planned_prices")
        self.setProperty("kind", "card")
        self._context = context
        self.model: RowsModel[PlannedPrice] = RowsModel(self._columns(), self)
        self.table = StripedTable(self)
        quiet(self.table)
        self.table.setObjectName("planned_prices.table")
        self.table.setModel(self.model)
        self._title, self._back, self._close = QLabel(self), QPushButton(self), QPushButton(self)
        self._title.setProperty("kind", "heading")
        self._back.setObjectName("planned_prices.take_back")
        self._close.setObjectName("planned_prices.close")
        self._back.clicked.connect(self.take_back)
        self._close.clicked.connect(self._put_away)
        QShortcut(
            QKeySequence.StandardKey.Delete, self.table, self.take_back, context=Qt.ShortcutContext.WidgetShortcut
        )
        self.table.activated.connect(
            lambda index: context.navigator.open_record((row := self.model.rows[index.row()]).table, row.id)
        )
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._back)
        head.addWidget(self._close)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.retranslate()

    def show_planned(self, rows: Sequence[PlannedPrice]) -> None:
        """Show what is planned; the selection stays."""
        chosen = set(self._chosen())
        self.model.show(list(rows))
        for number, row in enumerate(self.model.rows):
            if (row.table, row.id) in chosen:
                self.table.selectRow(number)
        self.table.resizeColumnsToContents()
        self._title.setText(self.tr("{count} planned prices").format(count=len(rows)))
        self._may()
        self.counted.emit(len(rows))

    def take_back(self) -> None:
        """Take back what is selected, all where nothing is; one press brings it again."""
        planned = self._chosen() or [(r.table, r.id) for r in self.model.rows]
        if not planned or not self._back.isEnabled():
            return
        self._context.jobs.run(
            lambda session: changing.take_back_planned(session, planned=planned),
            owner=self,
            done=self._taken_back,
            failed=self._context.messages.error,
        )

    def _chosen(self) -> list[tuple[str, int]]:
        rows = (self.model.rows[i.row()] for i in self.table.selectionModel().selectedRows())
        return [(r.table, r.id) for r in rows]

    def _taken_back(self, rows: list[tuple[str, dict[str, Any]]]) -> None:
        context = self._context

        def again() -> None:
            context.jobs.run(
                lambda session: changing.plan_again(session, rows=rows), owner=self, failed=context.messages.error
            )

        context.messages.toast(self.tr("{count} planned prices were taken back.").format(count=len(rows)), undo=again)

    def _put_away(self) -> None:
        self.hide()
        self.closed.emit()

    def _may(self) -> None:
        may = self._context.facts().rights.may("price", "delete")
        self._back.setEnabled(may and bool(self.model.rows))
        self._back.setToolTip("Del" if may else self.tr("You have no right to change prices."))

    def _columns(self) -> list[Column[PlannedPrice]]:
        def price(row: PlannedPrice) -> str:
            if row.price is not None or not row.discount:
                return price_text(row.price)
            return tr(STEPS["discount"]).replace("{by}", number_text(row.discount))

        def sign(row: PlannedPrice) -> str:
            return sign_of(row.currency or self._context.facts().currency)

        return [
            Column(
                title=lambda: self.tr("Takes effect on"), text=lambda r: f"{r.valid_from}", raw=lambda r: r.valid_from
            ),
            Column(
                title=lambda: self.tr("Price list"),
                text=lambda r: r.price_list or self.tr("List price"),
                raw=lambda r: r.price_list,
            ),
            Column(
                title=lambda: self.tr("Product or class"),
                text=lambda r: r.target or self.tr("All products"),
                raw=lambda r: r.target,
            ),
            Column(
                title=lambda: self.tr("Unit"),
                text=lambda r: self._context.term_label("unit", r.unit) if r.unit else "",
                raw=lambda r: r.unit,
            ),
            Column(
                title=lambda: self.tr("From"),
                text=lambda r: number_text(r.min_quantity) if r.min_quantity else "",
                raw=lambda r: r.min_quantity,
                number=True,
            ),
            Column(
                title=lambda: self.tr("Now"),
                text=lambda r: price_text(r.now),
                raw=lambda r: r.now,
                number=True,
                sign=sign,
            ),
            Column(
                title=lambda: self.tr("Then"),
                text=price,
                raw=lambda r: r.price,
                number=True,
                sign=lambda r: sign(r) if r.price is not None else "",
            ),
            Column(
                title=lambda: self.tr("Until"),
                text=lambda r: f"{r.valid_to}" if r.valid_to else "",
                raw=lambda r: r.valid_to,
            ),
            Column(title=lambda: self.tr("Planned by"), text=lambda r: r.by, raw=lambda r: r.by),
        ]

    def retranslate(self) -> None:
        """Set every text anew."""
        self._back.setText(self.tr("Take back"))
        self._close.setText(self.tr("Close"))
        for button in (self._back, self._close):
            button.setAccessibleName(button.text())
        self.table.setAccessibleName(self.tr("Planned prices"))
        self.show_planned(self.model.rows)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_close"):
            self.retranslate()
