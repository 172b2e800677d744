"""The rows of an import before it is done, read piece by piece; what is wrong stands at its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.shell.icons import icon
from crm_desktop.system.import_pages.steps import OUTCOMES, shown_headings
from crm_desktop.system.importing.browsing import PreviewRow

Index = QModelIndex | QPersistentModelIndex
FIXED = 3  #: columns before the cells: row, what happens, why
_ICONS = {
    "new": ("circle-plus", "ok"),
    "change": ("pencil", "accent"),
    "same": ("minus", "muted"),
    "duplicate": ("copy", "warn"),
    "conflict": ("triangle-alert", "warn"),
    "error": ("circle-x", "bad"),
}


class PreviewModel(QAbstractTableModel):
    """*read* is called with a row number when more rows are wanted; ``take`` gets them."""

    def __init__(self, read: Callable[[int], None], parent: Any = None) -> None:
        super().__init__(parent)
        self._read = read
        self.rows: list[PreviewRow] = []
        self.headings: tuple[str, ...] = ()
        self._complete = True
        self._asked = False

    def begin(self, headings: Sequence[str]) -> None:
        """Show nothing, and read from the first row."""
        self.beginResetModel()
        self.rows, self.headings = [], tuple(headings)
        self._complete, self._asked = False, True
        self.endResetModel()
        self._read(-1)

    def take(self, rows: Sequence[PreviewRow], complete: bool) -> None:
        """Append what was read."""
        self._complete, self._asked = complete, False
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are more rows (QAbstractItemModel.canFetchMore)."""
        return not parent.isValid() and not self._complete and not self._asked

    def fetchMore(self, parent: Index) -> None:
        """Ask for more rows (QAbstractItemModel.fetchMore)."""
        if self.canFetchMore(parent):
            self._asked = True
            self._read(self.rows[-1].number if self.rows else -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of rows read so far (QAbstractItemModel.rowCount)."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns (QAbstractItemModel.columnCount)."""
        return 0 if parent.isValid() else FIXED + len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the captions (QAbstractItemModel.headerData)."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section >= FIXED:
            return shown_headings(self.headings)[section - FIXED]
        return (self.tr("Row"), self.tr("What happens"), self.tr("Why"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows (QAbstractItemModel.data)."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column >= FIXED:
                return row.written.get(self.headings[column - FIXED], row.cells[column - FIXED])
            return (str(row.number), outcome_words(row.outcome), row.reason)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 1:
            return icon(*_ICONS.get(row.outcome, ("minus", "muted")))
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(row, column)
        if role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.AccessibleDescriptionRole) and column >= FIXED:
            return self._mark(row, self.headings[column - FIXED], role)
        return None

    def _tooltip(self, row: PreviewRow, column: int) -> str:
        if column < FIXED:
            return row.reason
        heading = self.headings[column - FIXED]
        if heading in row.problems:
            return row.problems[heading]
        if heading in row.changes:
            before = row.changes[heading] or self.tr("(empty)")
            return self.tr("Before: {text}").format(text=before)
        if heading in row.written:
            return self.tr("In the file: {text}").format(text=row.cells[column - FIXED])
        return row.cells[column - FIXED]

    def _mark(self, row: PreviewRow, heading: str, role: int) -> Any:
        wrong, changed = heading in row.problems, heading in row.changes
        if not wrong and not changed:
            return None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.problems.get(heading) or self.tr("Before: {text}").format(text=row.changes.get(heading, ""))
        palette = QApplication.palette()
        colour = QColor(palette.color(QPalette.ColorRole.BrightText if wrong else QPalette.ColorRole.Accent))
        colour.setAlpha(48)
        return colour


class MarkDelegate(QStyledItemDelegate):
    """Lays a colour over cells that are wrong or will change: the style sheet would hide their background."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell, then its mark (QStyledItemDelegate.paint)."""
        super().paint(painter, option, index)
        if colour := index.data(Qt.ItemDataRole.BackgroundRole):
            painter.fillRect(option.rect, colour)


def outcome_words(outcome: str) -> str:
    """Return what happens with a row, in words."""
    return QCoreApplication.translate("Import", dict(OUTCOMES).get(outcome, outcome))
