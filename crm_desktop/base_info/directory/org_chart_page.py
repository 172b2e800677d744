"""The organisation chart: departments as boxes, their people in them; arrows walk, Enter opens, + and - zoom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QPalette, QPen, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.directory import services
from crm_desktop.base_info.directory.rules import (
    HEAD_HEIGHT,
    LINE_HEIGHT,
    Box,
    OrgChart,
    Person,
    Unit,
    links,
    org_chart,
)
from crm_desktop.core.record import Changed
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import head_of, show_print


class OrgChartPage(Page):
    """The chart, and its print."""

    def __init__(self, context: Context, parent: QWidget | None = None, **_kept: Any) -> None:
        super().__init__(context, parent)
        self.setObjectName("org_chart_page")
        self.chart: OrgChart | None = None
        self.view, self._hint, self.print = ChartView(self), QLabel(self), QPushButton(self)
        self.view.setObjectName("org_chart")
        self.print.setObjectName("print_org_chart")
        self.print.setIcon(icon("printer"))
        self._hint.setProperty("kind", "muted")
        row = QHBoxLayout()
        row.addWidget(self._hint, 1)
        row.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self.focus_on = self.view
        self.view.opened.connect(lambda entity, number: self.context.navigator.open_record(entity, number))
        self.print.clicked.connect(self.show_print)
        QShortcut(QKeySequence("Ctrl+P"), self, self.show_print, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()
        self.refresh()

    def concerned(self, change: Changed) -> bool:
        """Tell whether a department or a person may have changed (``Page``)."""
        return change.table in ("employee", "department")

    def refresh(self) -> None:
        """Read departments and people again (``Page``)."""
        facts = self.context.facts()
        self.context.jobs.run(
            lambda session: (services.list_units(session), services.list_people(session, facts)),
            owner=self,
            done=lambda found: self._take(*found),
            failed=self.context.messages.error,
            key="chart",
        )

    def _take(self, units: Sequence[Unit], people: Sequence[Person]) -> None:
        facts = self.context.facts()
        self.chart = org_chart(facts.company_name(self.context.language()) or facts.account_set, units, people)
        self.view.show_chart(self.chart)

    def show_print(self) -> None:
        """Show the chart as it will be printed."""
        chart, title = self.chart, self.tr("Organisation chart")
        if chart is None:
            return

        def work(_session: Any) -> bytes:
            from crm_desktop.base_info.directory.prints import print_org_chart

            return print_org_chart(head_of(self.context, title, wide=True), chart)

        show_print(self.context, self, title, work, size=(1000, 720))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.print.setText(self.tr("Print"))
        self.print.setAccessibleName(self.print.text())
        self._hint.setText(self.tr("Arrows walk through the chart, Enter opens, + and − zoom, 0 shows all."))
        self.view.setAccessibleName(self.tr("Organisation chart"))


class ChartView(QGraphicsView):
    """Shows the chart and walks through it; *opened* with the entity and the id behind the chosen line."""

    opened = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._chart: OrgChart | None = None
        self._box, self._line = 0, -1  # line -1: the department itself
        self._items: list[BoxItem] = []
        self.setScene(QGraphicsScene(self))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)

    def show_chart(self, chart: OrgChart) -> None:
        """Draw a chart, the whole of it in view."""
        self._chart = chart
        self.scene().clear()
        pen = QPen(self.palette().color(QPalette.ColorRole.Mid), 1.2)
        for x1, y1, x2, y2 in links(chart):
            self.scene().addLine(x1, y1, x2, y2, pen)
        self._items = []
        for box in chart.boxes:
            item = BoxItem(box, self)
            self.scene().addItem(item)
            self._items.append(item)
        self.scene().setSceneRect(QRectF(-12, -12, chart.width + 24, chart.height + 24))
        self._box, self._line = min(self._box, len(chart.boxes) - 1), -1
        self.fit()

    def chosen(self) -> tuple[int, int]:
        """Return the box and the line that are chosen; line -1 is the department itself."""
        return self._box, self._line

    def fit(self) -> None:
        """Show the whole width, never larger than it is, never too small to read."""
        if self._chart is not None:
            self.resetTransform()
            width = self.viewport().width() / (self._chart.width + 24)
            scale = max(0.45, min(1.0, width))
            self.scale(scale, scale)
            self.centerOn(QPointF(self._chart.width / 2, 0))

    def resizeEvent(self, event: Any) -> None:
        """Keep the whole in view (QGraphicsView.resizeEvent)."""
        super().resizeEvent(event)
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl (QGraphicsView.wheelEvent)."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
        else:
            super().wheelEvent(event)

    def _zoom(self, factor: float) -> None:
        if 0.2 < self.transform().m11() * factor < 3:
            self.scale(factor, factor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, open and zoom (QGraphicsView.keyPressEvent)."""
        if self._chart is None:
            return
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._beside(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_chosen()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(1.2)
            case Qt.Key.Key_Minus:
                self._zoom(1 / 1.2)
            case Qt.Key.Key_0:
                self.fit()
            case _:
                super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        assert self._chart is not None
        box = self._chart.boxes[self._box]
        line = self._line + by
        below = self._chart.children(self._box)
        if line >= len(box.lines):
            if below:
                self.choose(below[0], -1)
        elif line < -1:
            if box.parent >= 0:
                self.choose(box.parent, len(self._chart.boxes[box.parent].lines) - 1)
        else:
            self.choose(self._box, line)

    def _beside(self, by: int) -> None:
        """Go to the next box of the same height, across parents."""
        assert self._chart is not None
        level = [n for n, box in enumerate(self._chart.boxes) if self._level(n) == self._level(self._box)]
        level.sort(key=lambda n: self._chart.boxes[n].x if self._chart else 0)
        place = level.index(self._box) + by
        if 0 <= place < len(level):
            self.choose(level[place], -1)

    def _level(self, place: int) -> int:
        assert self._chart is not None
        steps = 0
        while place >= 0:
            place, steps = self._chart.boxes[place].parent, steps + 1
        return steps

    def choose(self, box: int, line: int) -> None:
        """Choose a department (line -1) or a person of it."""
        before, self._box, self._line = self._box, box, line
        for place in {before, box}:
            self._items[place].update()
        self.ensureVisible(self._items[box], 20, 20)

    def open_chosen(self) -> None:
        """Open the record of what is chosen."""
        assert self._chart is not None
        box = self._chart.boxes[self._box]
        if self._line >= 0:
            self.opened.emit("employee", box.lines[self._line].person_id)
        elif box.unit_id:
            self.opened.emit("department", box.unit_id)

    def place_of(self, item: BoxItem) -> int:
        """Return the place of a box in the chart."""
        return self._items.index(item)


class BoxItem(QGraphicsItem):
    """One department with its people."""

    def __init__(self, box: Box, view: ChartView) -> None:
        super().__init__()
        self._box, self._view = box, view
        self.setPos(box.x, box.y)
        self.setToolTip(box.title)

    def boundingRect(self) -> QRectF:
        """Return the place (QGraphicsItem.boundingRect)."""
        return QRectF(-2, -2, self._box.width + 4, self._box.height + 4)

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        """Paint head and lines (QGraphicsItem.paint)."""
        palette, box = self._view.palette(), self._box
        at, line = self._view.chosen()
        chosen = self._view.place_of(self) == at and self._view.hasFocus()
        frame = QRectF(0, 0, box.width, box.height)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(frame, 4, 4)
        accent = QColor(palette.color(QPalette.ColorRole.Highlight))
        head = QRectF(0, 0, box.width, HEAD_HEIGHT)
        tint = QColor(accent)
        tint.setAlphaF(1.0 if chosen and line < 0 else 0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(head, 4, 4)
        bold, plain = QFont(self._view.font()), QFont(self._view.font())
        bold.setBold(True)
        on = QPalette.ColorRole.HighlightedText if chosen and line < 0 else QPalette.ColorRole.Text
        self._write(painter, bold, palette.color(on), box.title, head, Qt.AlignmentFlag.AlignCenter)
        for number, one in enumerate(box.lines):
            spot = QRectF(0, HEAD_HEIGHT + LINE_HEIGHT * number + 2, box.width, LINE_HEIGHT)
            role = QPalette.ColorRole.Text
            if chosen and line == number:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(accent)
                painter.drawRect(spot)
                role = QPalette.ColorRole.HighlightedText
            place = spot.adjusted(8, 0, -8, 0)
            self._write(
                painter,
                bold if one.is_head else plain,
                palette.color(role),
                one.words,
                place,
                Qt.AlignmentFlag.AlignVCenter,
            )

    def _write(
        self, painter: QPainter, font: QFont, colour: QColor, words: str, place: QRectF, align: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, align, short)

    def mousePressEvent(self, event: Any) -> None:
        """Choose what is clicked (QGraphicsItem.mousePressEvent)."""
        line = int((event.pos().y() - HEAD_HEIGHT - 2) // LINE_HEIGHT) if event.pos().y() > HEAD_HEIGHT else -1
        self._view.setFocus()
        self._view.choose(self._view.place_of(self), min(line, len(self._box.lines) - 1))

    def mouseDoubleClickEvent(self, event: Any) -> None:
        """Open what is double-clicked (QGraphicsItem.mouseDoubleClickEvent)."""
        self._view.open_chosen()
