"""The first column of the lines stays in view while the others are scrolled sideways: one sees which line it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QTableView


class HeldColumn(QTableView):
    """Shows the first column of *table* over those that are scrolled under it; a click goes to the cell itself."""

    def __init__(self, table: QTableView, delegate: QAbstractItemDelegate) -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName("lines.held")
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(delegate)  # of its own: one answers to each view that it serves
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("HeldColumn { border: 0; }")  # the style draws a frame around every table
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.horizontalScrollBar().valueChanged.connect(self.look)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.hide()

    def look(self) -> None:
        """Stand where the first column was while the others are scrolled."""
        table = self._table
        if not table.horizontalScrollBar().value():
            self.hide()
            return
        for column in range(1, self.model().columnCount()):
            self.hideColumn(column)
        left, top, width = table.viewport().x(), table.horizontalHeader().y(), table.columnWidth(0)
        height = table.horizontalHeader().height()
        self.horizontalHeader().setFixedHeight(height)
        self.horizontalHeader().setDefaultAlignment(table.horizontalHeader().defaultAlignment())
        self.setColumnWidth(0, width)
        self.setGeometry(left, top, width, height + table.viewport().height())
        self.show()
        self.raise_()
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the cell itself, which scrolls back to it (QTableView.mousePressEvent)."""
        index = self.indexAt(event.position().toPoint())
        self._table.setFocus(Qt.FocusReason.MouseFocusReason)
        if index.isValid():
            self._table.setCurrentIndex(index)


class HoldingTable(QTableView):
    """A table that holds its first column in view."""

    held: HeldColumn | None = None

    def hold_first(self, delegate: QAbstractItemDelegate) -> None:
        """Begin to, once there is a model; *delegate* paints it."""
        self.held = HeldColumn(self, delegate)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Leave nothing that is gone to below the first column (QTableView.scrollTo)."""
        super().scrollTo(index, hint)
        bar, covered = self.horizontalScrollBar(), self.columnWidth(0) - self.visualRect(index).left()
        if self.held is not None and index.column() and covered > 0:
            bar.setValue(bar.value() - covered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hold it in the room there is now (QTableView.resizeEvent)."""
        super().resizeEvent(event)
        if self.held is not None:
            self.held.look()
