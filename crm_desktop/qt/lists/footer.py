"""The line under a list: how many rows, and the sums of the number columns right below them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from crm_desktop.qt.cells import BETWEEN, MINUS, is_summable, sum_text
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.painting import PAD, negative_colour


class TotalsBar(QWidget):
    """Paints count and sums under the columns they belong to, and moves with them."""

    def __init__(self, table: QTableView, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_totals")
        self._table, self._model = table, model
        header: QHeaderView = table.horizontalHeader()
        for signal in (
            header.sectionResized,
            header.sectionMoved,
            header.geometriesChanged,
            table.horizontalScrollBar().valueChanged,
            model.counted,
            model.totals_changed,
            model.order_changed,
        ):
            signal.connect(self._changed)

    def sizeHint(self) -> QSize:
        """Return one line's height."""
        return QSize(100, self.fontMetrics().height() + 10)

    @property
    def count_text(self) -> str:
        """Return the words for the number of rows; it says so while only the first are known."""
        rows, complete = len(self._model.ids), self._model.complete
        words = self.tr("%1 rows") if complete else self.tr("%1 rows and more …")
        if complete and rows == 1:
            words = self.tr("1 row")
        return words.replace("%1", f"{rows:,}")

    def sums(self) -> dict[str, str]:
        """Return column → words of its sum, as far as the database has told."""
        totals = self._model.totals
        if totals is None:
            return {}
        return {
            f.name: sum_text(f, totals.sums[f.name], self._model.tools)
            for f in self._model.columns
            if is_summable(f) and totals.sums.get(f.name) is not None
        }

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the count at the left and every sum under its column."""
        painter, palette = QPainter(self), self.palette()
        painter.fillRect(self.rect(), palette.window())
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(0, 0, self.width(), 0)
        taken = self._paint_count(painter)
        header, sums = self._table.horizontalHeader(), self.sums()
        offset = self.mapFromGlobal(self._table.viewport().mapToGlobal(QPoint(0, 0))).x()
        for column, field in enumerate(self._model.columns):
            text = sums.get(field.name)
            if not text or header.isSectionHidden(column):
                continue
            right = offset + header.sectionViewportPosition(column) + header.sectionSize(column) - PAD
            # sums of several currencies are wide: all, or the first
            for words in (text, text.split(BETWEEN)[0] + " …"):
                wanted = painter.fontMetrics().horizontalAdvance(words)
                if right - wanted >= taken:
                    break
            else:
                continue
            left, taken = right - max(header.sectionSize(column) - 8, wanted), right + PAD
            plain = palette.color(QPalette.ColorRole.WindowText)
            painter.setPen(negative_colour(palette) if text.startswith(MINUS) else plain)
            painter.drawText(
                QRect(left, 1, right - left, self.height() - 1),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                words,
            )

    def _paint_count(self, painter: QPainter) -> int:
        text = self.count_text if self._model.ids or self._model.complete else ""
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(self.rect().adjusted(8, 1, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        return 16 + int(painter.fontMetrics().horizontalAdvance(text))

    def _changed(self, *_: object) -> None:
        self.setAccessibleName(self.count_text)
        named = ((self._model.label(f), self.sums().get(f.name)) for f in self._model.columns)
        self.setToolTip("\n".join(f"{label} {text}" for label, text in named if text))
        self.update()
