"""The table of the ranking: which figures give way on a small screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from crm_desktop.analysis.ranking_model import RankingModel
from crm_desktop.qt.rows import StripedTable, leave_out, quiet

#: What most can do without: amounts of before, whose change stays, then what is not ranked by; the first goes first.
GIVES_WAY = ("year", "before", "won_amount", "orders_amount", "team", "profit_amount", "lost_count", "order_count")


class RankingTable(StripedTable):
    """Shows a ``RankingModel``; Signal *fitted* when other columns have room."""

    fitted = Signal()

    def __init__(self, model: RankingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ranking = model
        self._wanted: list[int] = []  #: pixels of each column
        self.setModel(model)
        quiet(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setMouseTracking(True)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.horizontalHeader().setSectionsClickable(True)

    def measure(self) -> None:
        """Make the columns as wide as what stands in them, and show those for which there is room."""
        for number in range(len(self._ranking.columns)):
            self.showColumn(number)
        self.resizeColumnsToContents()
        self._wanted = [min(max(self.columnWidth(n) + 2, 48), 200) for n in range(len(self._ranking.columns))]
        for number, width in enumerate(self._wanted):
            self.setColumnWidth(number, width)
        self._fit()

    def left_out(self) -> list[str]:
        """Return the titles of the columns for which there is no room."""
        return [c.label for number, c in enumerate(self._ranking.columns) if self.isColumnHidden(number)]

    def _fit(self) -> None:
        names = [c.name for c in self._ranking.columns]
        order = [names.index(name) for name in GIVES_WAY if name in names]
        gone, before = leave_out(self._wanted, order, self.viewport().width()), self.left_out()
        for number in range(len(names)):
            self.setColumnHidden(number, number in gone)
        if before != self.left_out():
            self.fitted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the columns for which there is room now (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        if len(self._wanted) == len(self._ranking.columns):
            self._fit()
