"""Tables of the price list page: products with their prices, and the preview of a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """A column: what a row shows in it; numbers stand at the right."""

    title: Callable[[], str]
    text: Callable[[Row], str]
    raw: Callable[[Row], Any]
    number: bool = False


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A read-only table of immutable rows, sorted by any column."""

    def __init__(self, columns: Sequence[Column[Row]], parent: Any = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[Row] = []

    def show(self, rows: Sequence[Row], columns: Sequence[Column[Row]] | None = None) -> None:
        """Show other rows, and other columns where they are given."""
        self.beginResetModel()
        self.rows = list(rows)
        if columns is not None:
            self.columns = list(columns)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of rows (QAbstractItemModel.rowCount)."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns (QAbstractItemModel.columnCount)."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the captions (QAbstractItemModel.headerData)."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self.columns[section].number)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows (QAbstractItemModel.data)."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(self.rows[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column.number)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, empty values last (QAbstractItemModel.sort)."""
        if not 0 <= column < len(self.columns):
            return
        raw = self.columns[column].raw
        self.layoutAboutToBeChanged.emit()
        filled = sorted(
            (r for r in self.rows if raw(r) is not None), key=raw, reverse=order == Qt.SortOrder.DescendingOrder
        )
        self.rows = filled + [r for r in self.rows if raw(r) is None]
        self.layoutChanged.emit()


def _side(number: bool) -> Qt.AlignmentFlag:
    return (Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter


def price_text(value: Decimal | None) -> str:
    """Return a price with thousands and at least two places; '' without one."""
    if value is None:
        return ""
    text = f"{value:,.4f}"
    return text[:-2] if text.endswith("00") else text
