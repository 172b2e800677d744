"""The ranking as a Qt table: sorted by any column, the total always last."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QPalette

from crm_desktop.analysis import ranking_prints as rp
from crm_desktop.analysis.rules import Line, Ranking
from crm_desktop.qt.lists.painting import negative_colour
from crm_desktop.qt.rows import is_negative

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


def tabular(font: QFont) -> QFont:
    """Return the font with figures of one width."""
    font = QFont(font)
    if hasattr(font, "setFeature") and hasattr(QFont, "Tag"):  # Qt 6.10 and newer
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def words(text: str) -> str:
    """Return a marked text of the ranking in the language of the screen."""
    return QCoreApplication.translate("Ranking", text)


class RankingModel(QAbstractTableModel):
    """Lines of one group of a ranking; the last row is the total."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ranking: Ranking | None = None
        self.columns: tuple[rp.RankColumn, ...] = ()
        self.lines: list[Line] = []
        self.palette = QPalette()
        self.font = QFont()

    def show(self, ranking: Ranking | None, group: str) -> None:
        """Show the lines of *group*: 'people', 'teams' or 'regions'."""
        self.beginResetModel()
        self.ranking = ranking
        self.columns = rp.ranking_columns(ranking, group, words) if ranking else ()
        self.lines = list(ranking.lines(group)) if ranking else []
        self.endResetModel()

    def line_at(self, row: int) -> Line | None:
        """Return the line of a row; the total for the last."""
        if self.ranking is None:
            return None
        return self.lines[row] if row < len(self.lines) else self.ranking.total

    def text_rows(self, rows: list[int], columns: list[int]) -> str:
        """Return cells as a table that pastes into a spreadsheet: plain numbers, tabs between."""
        return "\n".join("\t".join(self._raw(r, c) for c in columns) for r in rows)

    # -- QAbstractTableModel --------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the lines and the total."""
        return 0 if parent.isValid() or not self.lines else len(self.lines) + 1

    def columnCount(self, parent: Index = ROOT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's label."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(index)
        if role == Qt.ItemDataRole.FontRole:
            font = tabular(self.font) if self.columns[index.column()].right else QFont(self.font)
            font.setBold(index.row() == len(self.lines))
            return font
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the lines by a column; what has no value comes last."""
        if not 0 <= column < len(self.columns):
            return
        wanted, reverse = self.columns[column], order == Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        known = [line for line in self.lines if wanted.value(line) not in (None, "")]
        empty = [line for line in self.lines if wanted.value(line) in (None, "")]
        self.lines = sorted(known, key=wanted.value, reverse=reverse) + empty
        self.layoutChanged.emit()

    def opens(self, index: Index) -> bool:
        """Tell whether records stand behind a cell."""
        line = self.line_at(index.row()) if index.isValid() else None
        return bool(line and self.columns[index.column()].figure and self.columns[index.column()].value(line))

    def _text(self, row: int, column: int) -> str:
        currency = self.ranking.currency if self.ranking is not None else ""
        if row == len(self.lines) and self.ranking is not None:
            return rp.total_texts(self.columns[column : column + 1], self.ranking, words, currency=currency)[0]
        return rp.cell_text(self.columns[column], self.columns[column].value(self.lines[row]), currency)

    def _raw(self, row: int, column: int) -> str:
        kind = self.columns[column].kind
        if kind == "text" or (row == len(self.lines) and self.columns[column].name in ("rank", "share")):
            return self._text(row, column)
        line = self.line_at(row)
        value = self.columns[column].value(line) if line else None
        if value is None:
            return ""
        if kind == "money":
            return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        return f"{float(value):.6g}" if isinstance(value, Fraction) else str(value)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _colour(self, index: Index) -> Any:
        line = self.line_at(index.row())
        if line is not None and is_negative(self.columns[index.column()].value(line)):
            return negative_colour(self.palette)
        return self.palette.color(QPalette.ColorRole.Link) if self.opens(index) else None
