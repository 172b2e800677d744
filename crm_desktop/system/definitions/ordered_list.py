"""A list whose rows are put in order by dragging, or with Alt+Up and Alt+Down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QDropEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from crm_desktop.qt.editors.colours import swatch

_ID = Qt.ItemDataRole.UserRole
_HEADING = Qt.ItemDataRole.UserRole + 1


class OrderedList(QListWidget):
    """Rows with ids, and headings between them that are no rows.

    Signals: *chosen* with the id of the row that became the current one; *reordered* with all ids in their new order.
    """

    chosen = Signal(int)
    reordered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setUniformItemSizes(False)
        self.setIconSize(QSize(12, 12))
        self.currentItemChanged.connect(self._current_changed)

    def set_movable(self, movable: bool) -> None:
        """Let rows be dragged, or not."""
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.InternalMove if movable else mode.NoDragDrop)

    def fill(self, rows: Sequence[tuple[int, str, bool, str]], headings: Sequence[str] = (), current: int = 0) -> None:
        """Show (id, words, retired, colour) rows; *headings*: one a row, shown where it changes."""
        self.blockSignals(True)
        self.clear()
        before = ""
        for number, (row_id, words, retired, colour) in enumerate(rows):
            heading = headings[number] if headings else ""
            if heading != before:
                self._add_heading(heading)
                before = heading
            item = QListWidgetItem(words, self)
            item.setData(_ID, row_id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            if colour:
                item.setIcon(swatch(colour))
            if retired:
                font = item.font()
                font.setStrikeOut(True)
                item.setFont(font)
                item.setForeground(self.palette().brush(QPalette.ColorRole.PlaceholderText))
            if row_id == current:
                self.setCurrentItem(item)
        self.blockSignals(False)

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words, self)
        item.setData(_HEADING, True)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setForeground(QBrush(self.palette().color(QPalette.ColorRole.PlaceholderText)))

    def ids(self) -> list[int]:
        """Return the ids of the rows in order."""
        items = (self.item(row) for row in range(self.count()))
        return [int(item.data(_ID)) for item in items if not item.data(_HEADING)]

    def current_id(self) -> int:
        """Return the id of the current row, 0 where there is none."""
        item = self.currentItem()
        return int(item.data(_ID) or 0) if item is not None else 0

    def choose(self, row_id: int, *, quietly: bool = False) -> bool:
        """Make a row the current one; False where there is none with that id."""
        self.blockSignals(quietly)
        found = next((self.item(r) for r in range(self.count()) if self.item(r).data(_ID) == row_id), None)
        self.setCurrentItem(found)  # type: ignore[arg-type]
        self.blockSignals(False)
        return found is not None

    def move_current(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        ids, current = self.ids(), self.current_id()
        if current not in ids or self.dragDropMode() == QAbstractItemView.DragDropMode.NoDragDrop:
            return
        at = ids.index(current)
        to = at + step
        if 0 <= to < len(ids):
            ids[at], ids[to] = ids[to], ids[at]
            self.reordered.emit(ids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the row by Alt+Up and Alt+Down (QWidget.keyPressEvent)."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the order that was dragged (QAbstractItemView.dropEvent)."""
        super().dropEvent(event)
        QTimer.singleShot(0, self, lambda: self.reordered.emit(self.ids()))

    def _current_changed(self, item: QListWidgetItem | None, _before: Any) -> None:
        if item is not None and not item.data(_HEADING):
            self.chosen.emit(int(item.data(_ID)))
