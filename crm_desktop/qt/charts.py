"""Charts on the screen, painted from the same values as in print; hover shows a value, click or Enter picks it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crm_desktop.core.series import COLOURS, Chart, axis_text, sectors
from crm_desktop.qt.cells import labelled

ROW, BAR, PAD = 26.0, 20.0, 8.0
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One bar, point or step of a funnel: where it is and what it stands for."""

    place: int
    series: int
    value: float
    shape: QPolygonF
    words: QPointF


def _reach(chart: Chart, place: int, value: float) -> float:
    """Return where the words of a bar begin: behind the muted one beside it too, where that is longer."""
    muted = [s.values[place] or 0.0 for s in chart.series if s.muted]
    return max([value, *muted]) if value >= 0 else min([value, *muted])


class ChartView(QWidget):
    """Shows one chart.

    Signal *picked* carries the key of the category (its place where the chart has no keys) and the
    number of the series. *language* gives 'zh_CN' or 'en'; *exact* gives the words of a value in the tooltip.
    """

    picked = Signal(object, int)

    def __init__(
        self,
        language: Callable[[], str],
        parent: QWidget | None = None,
        *,
        exact: Callable[[float, str], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._language, self._exact = language, exact
        self.chart: Chart | None = None
        self._marks: list[Mark] = []
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setObjectName("chart")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_chart(self, chart: Chart | None) -> None:
        """Show *chart*; None shows nothing."""
        self.chart, self._current = chart, -1
        self.setAccessibleName(chart.title if chart else "")
        self.setAccessibleDescription("; ".join(self._words(m) for m in self._layout()) if chart else "")
        if chart and chart.kind == "bars" and chart.horizontal:
            self.setMinimumHeight(int(self._top() + len(chart.categories) * ROW + PAD))
        else:
            self.setMinimumHeight(160)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for what the chart needs."""
        return QSize(420, max(self.minimumHeight(), 220))

    def marks(self) -> list[Mark]:
        """Return what is drawn, as last laid out."""
        return list(self._marks)

    # -- layout ---------------------------------------------------------------------------------------------------
    def _top(self) -> float:
        chart = self.chart
        line = QFontMetricsF(self.font()).height() + 6
        return PAD + (line if chart and chart.title else 0) + (line if chart and len(chart.series) > 1 else 0)

    def _layout(self) -> list[Mark]:
        if not self.chart or not self.chart.categories:
            return []
        if self.chart.kind == "funnel":
            return self._lay_funnel(self.chart)
        if self.chart.kind == "pie":
            return self._lay_pie(self.chart)
        return (
            self._lay_across(self.chart)
            if self.chart.kind == "bars" and self.chart.horizontal
            else self._lay_up(self.chart)
        )

    def _names_width(self, chart: Chart) -> float:
        metrics = QFontMetricsF(self.font())
        return min(max(metrics.horizontalAdvance(c) for c in chart.categories) + 2 * PAD, self.width() * 0.35)

    def _lay_across(self, chart: Chart) -> list[Mark]:
        left, top = self._names_width(chart), self._top()
        low, high = chart.bounds
        room = self.width() - left - 72 - (72 if low < 0 else 0)
        scale = max(room, 10) / ((high - low) or 1)
        zero = left - low * scale + (72 if low < 0 else 0)
        slot = (self.height() - top - PAD) / len(chart.categories)
        each = min(slot * 0.8, BAR) / len(chart.series)
        found = []
        for number, series in enumerate(chart.series):
            for place, value in enumerate(series.values):
                if value is not None:
                    y = top + (place + 0.5) * slot + (number - len(chart.series) / 2) * each
                    rect = QRectF(zero + min(value, 0) * scale, y, abs(value) * scale, each * 0.9)
                    end = zero + _reach(chart, place, value) * scale
                    found.append(
                        Mark(
                            place=place,
                            series=number,
                            value=value,
                            shape=QPolygonF(rect),
                            words=QPointF(end, rect.center().y()),
                        )
                    )
        return found

    def _scale(self, chart: Chart) -> tuple[tuple[float, ...], float, QRectF]:
        """Return the ticks, the width of their words and the area of the drawing."""
        ticks = chart.ticks
        metrics = QFontMetricsF(self.font())
        left = max(metrics.horizontalAdvance(axis_text(t, chart.unit, self._language())) for t in ticks) + PAD
        top, bottom = self._top() + 8, metrics.height() + 6
        return ticks, left, QRectF(left, top, max(self.width() - left - PAD, 10), max(self.height() - top - bottom, 10))

    def _lay_up(self, chart: Chart) -> list[Mark]:
        ticks, _, area = self._scale(chart)
        per = area.height() / (ticks[-1] - ticks[0])
        slot = area.width() / len(chart.categories)
        each = min(slot * 0.76 / len(chart.series), 36)
        zero = area.bottom() + ticks[0] * per
        found = []
        for number, series in enumerate(chart.series):
            for place, value in enumerate(series.values):
                if value is None:
                    continue
                middle, y = area.left() + (place + 0.5) * slot, area.bottom() - (value - ticks[0]) * per
                if chart.kind == "lines":
                    rect = QRectF(middle - 3, y - 3, 6, 6)
                else:
                    x = middle + (number - len(chart.series) / 2) * each
                    rect = QRectF(x, min(y, zero), each * 0.94, abs(zero - y))
                found.append(
                    Mark(
                        place=place,
                        series=number,
                        value=value,
                        shape=QPolygonF(rect),
                        words=QPointF(rect.center().x(), rect.top()),
                    )
                )
        return found

    def _lay_funnel(self, chart: Chart) -> list[Mark]:
        values = [max(v or 0.0, 0.0) for v in chart.series[0].values]
        left, top = self._names_width(chart), self._top()
        room, slot = max(self.width() - left - 110, 10), (self.height() - top - PAD) / len(values)
        most, middle, found = max([*values, 1e-9]), left + room / 2, []
        for place, value in enumerate(values):
            lower = room * min(values[place + 1] if place + 1 < len(values) else value, value) / most / 2
            upper, y = room * value / most / 2, top + place * slot
            shape = QPolygonF(
                [
                    QPointF(middle - upper, y + 1),
                    QPointF(middle + upper, y + 1),
                    QPointF(middle + lower, y + slot - 1),
                    QPointF(middle - lower, y + slot - 1),
                ]
            )
            found.append(
                Mark(place=place, series=0, value=value, shape=shape, words=QPointF(left + room, y + slot / 2))
            )
        return found

    def _lay_pie(self, chart: Chart) -> list[Mark]:
        """Lay out the shares; their names stand in a column beside, so that small ones can be read and picked too."""
        top = self._top()
        size = max(min(self.height() - top - PAD, self.width() * 0.45), 20.0)
        middle, found = QPointF(PAD + size / 2, top + size / 2), []
        slot = min(ROW, (self.height() - top - PAD) / max(len(chart.categories), 1))
        for place, (start, end) in enumerate(sectors(chart.series[0].values)):
            steps = max(int((end - start) * 120), 1)
            turns = (start + (end - start) * n / steps for n in range(steps + 1))
            rim = [
                middle + QPointF(math.sin(t * math.tau) * size / 2, -math.cos(t * math.tau) * size / 2) for t in turns
            ]
            words = QPointF(middle.x() + size / 2 + 3 * PAD, top + (place + 0.5) * slot)
            value = chart.series[0].values[place] or 0.0
            shape = QPolygonF([middle, *rim] if end - start < 0.9999 else rim)
            found.append(Mark(place=place, series=0, value=value, shape=shape, words=words))
        return found

    # -- painting -------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chart (QWidget.paintEvent)."""
        chart = self.chart
        self._marks = self._layout()
        painter = QPainter(self)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Link))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if chart is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter, chart)
        if not self._marks:
            return
        if chart.kind == "funnel" or chart.horizontal:
            self._paint_names(painter, chart)
        elif chart.kind != "pie":
            self._paint_axes(painter, chart)
        if chart.kind == "lines":
            self._paint_lines(painter)
        for mark in self._marks:
            self._paint_mark(painter, chart, mark)

    def colour(self, series: int, place: int = 0) -> QColor:
        """Return the colour of a series (of a step, in a funnel); grey when muted."""
        chart = self.chart
        if chart is None or chart.series[series].muted:
            grey = self.palette().color(QPalette.ColorRole.WindowText)
            grey.setAlphaF(0.28)
            return grey
        if chart.kind in ("funnel", "pie"):
            return QColor(COLOURS[place % len(COLOURS)])
        return QColor(COLOURS[sum(not s.muted for s in chart.series[:series]) % len(COLOURS)])

    def _muted(self) -> QColor:
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        colour.setAlphaF(0.65)
        return colour

    def _paint_head(self, painter: QPainter, chart: Chart) -> None:
        metrics = QFontMetricsF(self.font())
        y = PAD + metrics.ascent()
        if chart.title:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(
                QPointF(PAD, y), metrics.elidedText(chart.title, Qt.TextElideMode.ElideRight, self.width() - 2 * PAD)
            )
            y += metrics.height() + 6
        x = PAD
        for number, series in enumerate(chart.series if len(chart.series) > 1 else ()):
            painter.fillRect(QRectF(x, y - metrics.ascent() * 0.7, 10, 8), self.colour(number))
            painter.setPen(self._muted())
            painter.drawText(QPointF(x + 14, y), series.name)
            x += 14 + metrics.horizontalAdvance(series.name) + 16

    def _paint_names(self, painter: QPainter, chart: Chart) -> None:
        metrics, left, top = QFontMetricsF(self.font()), self._names_width(chart), self._top()
        slot = (self.height() - top - PAD) / len(chart.categories)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        for place, name in enumerate(chart.categories):
            rect = QRectF(0, top + place * slot, left - PAD, slot)
            painter.drawText(rect, RIGHT, metrics.elidedText(name, Qt.TextElideMode.ElideRight, rect.width()))

    def _paint_axes(self, painter: QPainter, chart: Chart) -> None:
        ticks, left, area = self._scale(chart)
        grid = self.palette().color(QPalette.ColorRole.Midlight)
        for tick in ticks:
            y = area.bottom() - (tick - ticks[0]) * area.height() / (ticks[-1] - ticks[0])
            painter.setPen(QPen(self._muted() if abs(tick) < 1e-9 else grid, 1))
            painter.drawLine(QPointF(left, y), QPointF(area.right(), y))
            painter.setPen(self._muted())
            painter.drawText(QRectF(0, y - 10, left - 5, 20), RIGHT, axis_text(tick, chart.unit, self._language()))
        metrics, slot = QFontMetricsF(self.font()), area.width() / len(chart.categories)
        widest = max(metrics.horizontalAdvance(c) for c in chart.categories) + 6
        every = max(1, -int(-min(widest, 90) // slot))
        for place in range(0, len(chart.categories), every):
            rect = QRectF(
                area.left() + (place + 0.5) * slot - slot * every / 2, area.bottom() + 3, slot * every, metrics.height()
            )
            painter.drawText(
                rect,
                Qt.AlignmentFlag.AlignCenter,
                metrics.elidedText(chart.categories[place], Qt.TextElideMode.ElideRight, rect.width()),
            )

    def _paint_lines(self, painter: QPainter) -> None:
        before: dict[int, Mark] = {}
        for mark in self._marks:
            last = before.get(mark.series)
            if last is not None and last.place == mark.place - 1:
                muted = bool(self.chart and self.chart.series[mark.series].muted)
                painter.setPen(QPen(self.colour(mark.series), 1.2 if muted else 2))
                painter.drawLine(last.shape.boundingRect().center(), mark.shape.boundingRect().center())
            before[mark.series] = mark

    def _paint_mark(self, painter: QPainter, chart: Chart, mark: Mark) -> None:
        current = 0 <= self._current < len(self._marks) and self._marks[self._current] is mark
        colour = self.colour(mark.series, mark.place)
        painter.setBrush(colour.lighter(118) if current else colour)
        painter.setPen(
            QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.5)
            if current and self.hasFocus()
            else Qt.PenStyle.NoPen
        )
        painter.drawPolygon(mark.shape)
        words = axis_text(mark.value, chart.unit, self._language())
        painter.setPen(self._muted())
        if chart.kind == "pie":
            self._paint_share(painter, chart, mark, words)
        elif chart.kind == "funnel" or (chart.horizontal and not chart.series[mark.series].muted):
            right = mark.value >= 0
            room = 72 if chart.horizontal else 106
            rect = QRectF(mark.words.x() + (4 if right else -room - 4), mark.words.y() - 10, room, 20)
            painter.drawText(rect, LEFT if right else RIGHT, words)
        elif chart.kind == "bars" and len(chart.series) == 1 and mark.value:
            rect = QRectF(mark.words.x() - 40, mark.words.y() - 17, 80, 16)
            if self._words_fit(chart):
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_share(self, painter: QPainter, chart: Chart, mark: Mark, words: str) -> None:
        """Write a share's name, value and percentage beside the pie, with its colour before them."""
        whole = sum(max(v or 0.0, 0.0) for v in chart.series[0].values) or 1.0
        painter.fillRect(QRectF(mark.words.x() - 14, mark.words.y() - 4, 10, 8), self.colour(0, mark.place))
        text = f"{chart.categories[mark.place]}  {words}  {max(mark.value, 0.0) / whole:.0%}"
        room = QRectF(mark.words.x(), mark.words.y() - 10, max(self.width() - mark.words.x() - PAD, 10), 20)
        metrics = QFontMetricsF(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(room, LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))

    def _words_fit(self, chart: Chart) -> bool:
        """Tell whether every bar has room for its value; some with and some without would look like a fault."""
        metrics, slot = QFontMetricsF(self.font()), self._scale(chart)[2].width() / len(chart.categories)
        return all(
            metrics.horizontalAdvance(axis_text(m.value, chart.unit, self._language())) <= slot - 2 for m in self._marks
        )

    # -- what the user does ---------------------------------------------------------------------------------------
    def _words(self, mark: Mark) -> str:
        chart = self.chart
        assert chart is not None
        value = (
            self._exact(mark.value, chart.unit) if self._exact else axis_text(mark.value, chart.unit, self._language())
        )
        name = f" · {chart.series[mark.series].name}" if len(chart.series) > 1 else ""
        return labelled(f"{chart.categories[mark.place]}{name}", value)

    def mark_at(self, point: QPointF) -> int:
        """Return the number of the mark at *point*, -1 where there is none; thin bars are easy to hit."""
        for number, mark in enumerate(self._marks):
            if self.chart is not None and self.chart.kind == "pie":
                beside = QRectF(mark.words.x() - 16, mark.words.y() - 9, self.width(), 18)
                if mark.shape.containsPoint(point, Qt.FillRule.OddEvenFill) or beside.contains(point):
                    return number
            elif mark.shape.boundingRect().adjusted(-2, -3, 2, 3).contains(point):
                return number
        return -1

    def event(self, event: Any) -> bool:
        """Show the value under the mouse (QWidget.event)."""
        if isinstance(event, QHelpEvent):
            number = self.mark_at(QPointF(event.pos()))
            if number >= 0:
                QToolTip.showText(event.globalPos(), self._words(self._marks[number]), self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().event(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what would be picked (QWidget.mouseMoveEvent)."""
        number = self.mark_at(event.position())
        if number != self._current:
            self._current = number
            self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick what is under the mouse (QWidget.mouseReleaseEvent)."""
        number = self.mark_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self._pick(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the marks by arrows, pick by Enter (QWidget.keyPressEvent)."""
        step = STEPS.get(Qt.Key(event.key()))
        if step and self._marks:
            start = -1 if self._current < 0 and step > 0 else max(self._current, 0)
            self._current = (start + step) % len(self._marks)
            self.setAccessibleDescription(self._words(self._marks[self._current]))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._current < len(self._marks):
            self._pick(self._current)
        else:
            super().keyPressEvent(event)

    def _pick(self, number: int) -> None:
        mark, chart = self._marks[number], self.chart
        if chart is not None:
            self.picked.emit(chart.keys[mark.place] if chart.keys else mark.place, mark.series)
