"""How the price of a product came about: what it cost since when, what gave it and who changed it; and every entry behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from crm_desktop.base_info.prices import services
from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.prices.services import ListEntry, PriceEvent, PriceStep
from crm_desktop.base_info.prices.words import event_text, step_text
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Quantity
from crm_desktop.core.series import Chart, Series
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.charts import ChartView
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.rows import wrap_cells
from crm_desktop.shell.context import Context

EVERY = -1  #: stands among the lists for every entry in all of them
_QUANTITY = Quantity(name="history_quantity", label=QT_TRANSLATE_NOOP("HistoryPanel", "Quantity"))


class HistoryPanel(QWidget):
    """What a product cost in a list, as a small chart and step by step; or every entry of its prices in all lists.

    *chooses*: any list may be chosen, first the one for everybody else; without it there is only the one of whoever shows a product.
    """

    def __init__(self, context: Context, parent: QWidget | None = None, *, chooses: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("price_history")
        self._context, self._product, self._chooses = context, 0, chooses
        self.steps: list[PriceStep] = []
        self.events: list[PriceEvent] = []
        self.lists, self.quantity = QComboBox(self), editor_for(_QUANTITY, context, self)
        self.chart, self.table = ChartView(context.language, self), QTreeWidget(self)
        self._caption = QLabel(self)
        self._none = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self.lists.setObjectName("price_history.list")
        self.lists.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for data in (None, EVERY):
            self.lists.addItem("", data)
        self.lists.activated.connect(self.ask)
        self.quantity.committed.connect(self.ask)
        self.quantity.setMaximumWidth(90)
        self._caption.setProperty("kind", "caption")
        self._caption.setBuddy(self.quantity)
        asked = QHBoxLayout()
        asked.addWidget(self.lists, 1)
        asked.addWidget(self._caption)
        asked.addWidget(self.quantity)
        self.chart.setMaximumHeight(180)
        self.table.setObjectName("price_history.table")
        self.table.setColumnCount(2)
        self.table.setRootIsDecorated(False)
        wrap_cells(self.table)
        self.table.setAlternatingRowColors(True)  # a change takes several lines
        header = self.table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, header.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, header.ResizeMode.Stretch)
        self._none.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(asked)
        column.addWidget(self.chart)
        column.addWidget(self._none, 1)
        column.addWidget(self.table, 1)

    # ── asking ───────────────────────────────────────────

    def show_product(self, product_id: int, price_list_id: int | None = None, list_name: str = "") -> None:
        """Show the history of another product in a list, without one that of its list price."""
        self._product = product_id
        if not self._chooses:
            self.lists.setItemText(0, list_name or self.tr("List price"))
            self.lists.setItemData(0, price_list_id)
        elif self.lists.count() == 2 and product_id:
            self._context.jobs.run(
                services.list_price_lists,
                owner=self,
                done=self._offer,
                failed=self._context.messages.error,
                key="lists",
            )
            return
        self.ask()

    def _offer(self, entries: list[ListEntry]) -> None:
        for number, entry in enumerate(entries, 1):
            self.lists.insertItem(number, entry.name, entry.id)
        self.lists.setCurrentIndex(1 if entries else 0)
        self.ask()

    def ask(self) -> None:
        """Ask the database for what is to be shown."""
        product, price_list = self._product, self.lists.currentData()
        try:
            quantity = self.quantity.value() or Decimal(1)
        except BadValue:
            return
        if not product:
            self._show_steps([])
        elif price_list == EVERY:
            self._run(lambda session: services.list_history(session, product_id=product), self._show_events)
        else:
            self._run(
                lambda session: services.list_course(
                    session, product_id=product, price_list_id=price_list, quantity=quantity
                ),
                self._show_steps,
            )

    def _run(self, work: Any, done: Any) -> None:
        self._context.jobs.run(work, owner=self, done=done, failed=self._context.messages.error, key="history")

    # ── showing ──────────────────────────────────────────

    def _show_steps(self, steps: list[PriceStep]) -> None:
        self.steps, self.events = steps, []
        self._show(
            [(s.at, s.by, [w for w in step_text(s, in_list=bool(self.lists.currentData())) if w]) for s in steps]
        )

    def _show_events(self, events: list[PriceEvent]) -> None:
        self.steps, self.events = [], events
        rows = []
        for event in events:
            old, new = price_text(event.old), price_text(event.new)
            what = event_text(event, lambda code: self._context.term_label("unit", code))
            rows.append((event.at, event.by, [what, f"{old} → {new}" if old and new else new or old]))
        self._show(rows)

    def _show(self, rows: list[tuple[Any, str, list[str]]]) -> None:
        self.table.clear()
        for at, by, lines in rows:
            when, what = at.astimezone(), "\n".join(lines)
            item = QTreeWidgetItem(self.table, [f"{when:%Y-%m-%d}\n{by}", what])
            for column in range(2):
                item.setToolTip(column, f"{when:%Y-%m-%d %H:%M} {by}\n{what}")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        for widget in (self._caption, self.quantity):  # the list price is one for all quantities
            widget.setVisible(self.lists.currentData() not in (None, EVERY))
        chart = self._drawn()
        self.chart.setVisible(chart is not None)
        self.chart.set_chart(chart)
        self.chart.setAccessibleName(self.tr("Its price over time"))

    def _drawn(self) -> Chart | None:
        """Return the prices that held, one after another; one alone is no chart."""
        steps = self.steps[::-1]
        if len(steps) < 2:
            return None
        values = tuple(None if s.new is None else float(s.new * 100) for s in steps)
        return Chart(
            kind="lines",
            title="",  # stands above
            categories=tuple(f"{s.at.astimezone():%y-%m-%d}" for s in steps),
            series=(Series(name=self.tr("Price"), values=values),),
            unit="money",
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        if not self.lists.itemData(0):
            self.lists.setItemText(0, self.tr("List price"))
        self.lists.setItemText(self.lists.count() - 1, self.tr("Every entry, in all lists"))
        self.lists.setAccessibleName(self.tr("Price list"))
        self._caption.setText(self.tr("Quantity"))
        for field in (self.quantity, self.quantity.input):
            field.setAccessibleName(self._caption.text())
        self.table.setHeaderLabels([self.tr("Day"), self.tr("Change")])
        self.table.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        self.table.setAccessibleName(self.tr("Changes of its price"))
        self._none.setText(self.tr("Nothing is known of its price."))
        if self.lists.currentData() == EVERY:
            self._show_events(self.events)
        else:
            self._show_steps(self.steps)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_none"):
            self.retranslate()
