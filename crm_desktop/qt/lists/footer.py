"""The line under a list: how many rows, and the sums of the number columns right below them; what has no room there stands below, whole."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from crm_desktop.qt.cells import BETWEEN, MINUS, is_summable, sum_text
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.painting import LEFT, PAD, RIGHT, negative_colour

#: One reads on from one sum to the next; within one sum only where the next currency or unit begins.
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
APART, GLUE = "    ", "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Placed:
    """Words, where they stand, and how."""

    rect: QRect
    words: str
    flags: int = RIGHT


class TotalsBar(QWidget):
    """Paints count and sums under the columns they belong to, and moves with them."""

    def __init__(self, table: QTableView, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_totals")
        self._table, self._model = table, model
        self._height = 0
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
        """Return one line's height, and that of the sums that have no room under their columns."""
        return QSize(100, max(self._height, self._line()))

    def minimumSizeHint(self) -> QSize:
        """Return that height: a sum is read whole or misread."""
        return QSize(0, self.sizeHint().height())

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

    def placed(self) -> list[Placed]:
        """Return what is painted: the count at the left, every sum under its column, and below what has no room there."""
        metrics, line, sums = self.fontMetrics(), self._line(), self.sums()
        count = self.count_text if self._model.ids or self._model.complete else ""
        taken = 16 + metrics.horizontalAdvance(count)
        found = [Placed(QRect(8, 1, taken - 14, line - 1), count, LEFT)]
        header, shown, left_out = self._table.horizontalHeader(), self._table.isVisible(), []
        offset = self.mapFromGlobal(self._table.viewport().mapToGlobal(QPoint(0, 0))).x()
        for column, field in enumerate(self._model.columns):
            text = sums.get(field.name)
            if not text or (shown and header.isSectionHidden(column)):
                continue
            start = offset + header.sectionViewportPosition(column)
            right = start + header.sectionSize(column) - PAD
            if shown and (right <= 0 or start >= self.width()):
                continue  # scrolled out, with its column
            # sums of several units are wide: all, or the first, and all below
            for words in (text, text.split(BETWEEN)[0] + " …"):
                wanted = metrics.horizontalAdvance(words) + 1
                if shown and right - wanted >= taken and right < self.width():
                    found.append(Placed(QRect(right - wanted, 1, wanted, line - 1), words))
                    taken = right + PAD
                    break
                if words == text:
                    left_out.append(f"{self._model.label(field)} {text}".replace(" ", GLUE).replace(GLUE + "·", " ·"))
        if left_out:
            room, words = QRect(8, line, self.width() - 16, 10_000), APART.join(left_out)
            found.append(Placed(metrics.boundingRect(room, WRAPPED, words), words, WRAPPED))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, palette = QPainter(self), self.palette()
        painter.fillRect(self.rect(), palette.window())
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(0, 0, self.width(), 0)
        for n, place in enumerate(self.placed()):
            plain = QPalette.ColorRole.WindowText if n else QPalette.ColorRole.PlaceholderText
            painter.setPen(negative_colour(palette) if place.words.startswith(MINUS) else palette.color(plain))
            painter.drawText(place.rect, place.flags, place.words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the width asks for (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._take_height()

    def _line(self) -> int:
        return self.fontMetrics().height() + 10

    def _take_height(self) -> None:
        below = [place.rect.bottom() + 6 for place in self.placed() if place.flags == WRAPPED]
        if (height := max(below, default=0)) != self._height:
            self._height = height
            self.updateGeometry()

    def _changed(self, *_: object) -> None:
        self.setAccessibleName(self.count_text)
        named = ((self._model.label(f), self.sums().get(f.name)) for f in self._model.columns)
        self.setToolTip("\n".join(f"{label} {text}" for label, text in named if text))
        self.setAccessibleDescription(self.toolTip())
        self._take_height()
        self.update()
