"""What happened to a record, newest first: read in portions as one scrolls, filtered by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QKeyEvent, QKeySequence, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.qt.tools import Tools

Index = QModelIndex | QPersistentModelIndex

_ITEM = Qt.ItemDataRole.UserRole
_PORTION = 50
_PAD, _ICON, _MAX_LINES = 8, 16, 4
_TONES = {"ok": ("#17753d", "#5cc98a"), "warn": ("#8a5a00", "#e3b04b"), "bad": ("#b3261e", "#ff8f86")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One thing that happened, or is planned; *tone* ('', 'ok', 'warn', 'bad') colours its *badge*."""

    id: str  #: stable, for keeping the selection
    kind: str
    when: datetime
    title: str
    text: str = ""
    who: str = ""
    badge: str = ""
    tone: str = ""
    target: tuple[str, int] | None = None  #: (entity, id) opened by Enter


@dataclass(frozen=True, kw_only=True, slots=True)
class MomentKind:
    """One kind of moment; *label* is marked under *context*."""

    code: str
    label: str
    icon: str
    context: str


#: Reads, in a job, at most *limit* moments not newer than *before* (None: the newest), newest first; no *kinds*: all.
Load = Callable[[Any, datetime | None, tuple[str, ...], int], Sequence[Moment]]


class TimelineModel(QAbstractListModel):
    """The moments read so far; asks for more when the view comes to its end."""

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[Moment] = []
        self.ended = True
        self.asking = False

    def reset(self) -> None:
        """Forget everything; more is there to be read."""
        self.beginResetModel()
        self.moments, self.ended, self.asking = [], False, False
        self.endResetModel()

    def replace(self, moments: Sequence[Moment], ended: bool) -> None:
        """Show *moments* instead of what stands."""
        self.beginResetModel()
        self.moments, self.ended, self.asking = list(moments), ended, False
        self.endResetModel()

    def add(self, moments: Sequence[Moment], ended: bool) -> None:
        """Show older ones behind what stands."""
        known = {m.id for m in self.moments}
        fresh = [m for m in moments if m.id not in known]
        self.asking, self.ended = False, ended or not fresh
        if fresh:
            self.beginInsertRows(QModelIndex(), len(self.moments), len(self.moments) + len(fresh) - 1)
            self.moments += fresh
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many have been read."""
        return 0 if parent.isValid() else len(self.moments)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the moment, or its words for screen readers."""
        if not index.isValid():
            return None
        moment = self.moments[index.row()]
        if role == _ITEM:
            return moment
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return " · ".join(part for part in (moment.title, moment.badge, moment.who, moment.text) if part)
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether older ones are there."""
        return not parent.isValid() and not self.ended and not self.asking and bool(self.moments)

    def fetchMore(self, parent: Index) -> None:
        """Ask for older ones."""
        if self.canFetchMore(parent):
            self.asking = True
            self.more_wanted.emit()


class MomentDelegate(QStyledItemDelegate):
    """Paints a moment: icon, title and time in one line, up to four lines of text below."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._timeline = timeline

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that the text needs at the width of the view."""
        width = self._timeline.view.viewport().width()
        moment: Moment = index.data(_ITEM)
        line = option.fontMetrics.lineSpacing()
        height = 2 * _PAD + line + (line + 2 if moment.who or moment.badge else 0)
        if moment.text:
            height += self._text_rect(option.fontMetrics, width, moment.text).height() + 2
        return QSize(width, height)

    def _text_rect(self, metrics: QFontMetrics, width: int, text: str) -> QRect:
        room = QRect(0, 0, max(40, width - _ICON - 3 * _PAD), 10_000)
        found = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text)
        return QRect(0, 0, room.width(), min(found.height(), _MAX_LINES * metrics.lineSpacing()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one moment."""
        moment: Moment = index.data(_ITEM)
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        box = option.rect.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        kind = self._timeline.kind(moment.kind)
        if kind is not None:
            QIcon.fromTheme(kind.icon).paint(painter, box.x(), box.y(), _ICON, _ICON)
        box.setLeft(box.left() + _ICON + _PAD)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        strong = option.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        weak = strong if selected else option.palette.color(QPalette.ColorRole.PlaceholderText)
        self._paint_words(painter, box, moment, option.font, strong, weak)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, moment: Moment, font: QFont, strong: QColor,
                     weak: QColor) -> None:
        metrics = QFontMetrics(font)
        line = metrics.lineSpacing()
        when = self._timeline.when_text(moment.when)
        taken = metrics.horizontalAdvance(when)
        first = QRect(box.left(), box.top(), box.width(), line)
        painter.setPen(weak)
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, when)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(strong)
        title = QFontMetrics(bold).elidedText(moment.title, Qt.TextElideMode.ElideRight, first.width() - taken - _PAD)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        painter.setFont(font)
        top = box.top() + line + 2
        if moment.who or moment.badge:
            self._paint_badge(painter, QPoint(box.left(), top), metrics, moment, weak)
            top += line + 2
        if moment.text:
            painter.setPen(strong)
            rect = QRect(box.left(), top, box.width(), box.bottom() - top + 1)
            painter.setClipRect(rect)
            painter.drawText(rect, Qt.TextFlag.TextWordWrap, moment.text)

    def _paint_badge(self, painter: QPainter, at: QPoint, metrics: QFontMetrics, moment: Moment, weak: QColor) -> None:
        x, base = at.x(), at.y() + metrics.ascent()
        painter.setPen(weak)
        painter.drawText(x, base, moment.who)
        x += metrics.horizontalAdvance(moment.who) + (10 if moment.who else 0)
        if moment.badge:
            dark = QApplication.palette().color(QPalette.ColorRole.Base).lightness() < 128
            tone = _TONES.get(moment.tone)
            painter.setPen(QColor(tone[dark]) if tone else weak)
            painter.drawText(x, base, moment.badge)


class Timeline(QWidget):
    """Chips by kind above the list; *open_requested* (entity, id) by Enter or a double click."""

    open_requested = Signal(str, int)

    def __init__(self, tools: Tools, kinds: Sequence[MomentKind], load: Load | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.tools, self._load = tools, load
        self._kinds = {kind.code: kind for kind in kinds}
        self.model = TimelineModel()
        self.model.setParent(self)
        self.model.more_wanted.connect(self._read_on)
        self._build()
        self.retranslate()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(4)
        self._chips: dict[str, QPushButton] = {}
        for code in self._kinds:
            chip = QPushButton(self)
            chip.setCheckable(True)
            chip.setObjectName(f"timeline.{code}")
            chip.setProperty("kind", "chip")
            chip.toggled.connect(lambda _on: self.reload())
            self._chips[code] = chip
            row.addWidget(chip)
        row.addStretch(1)
        box.addLayout(row)
        self.view = MomentView(self)
        self.view.setObjectName("timeline.list")
        self.view.setModel(self.model)
        self.view.setItemDelegate(MomentDelegate(self))
        self.view.opened.connect(self._open)
        box.addWidget(self.view, 1)
        self._empty = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._empty.setObjectName("timeline.empty")
        self._empty.setProperty("kind", "muted")
        box.addWidget(self._empty, 1)
        self._empty.hide()

    def kind(self, code: str) -> MomentKind | None:
        """Return a kind, or None for one that is not shown as such."""
        return self._kinds.get(code)

    def set_source(self, load: Load) -> None:
        """Show another record's moments."""
        self._load = load
        self.model.reset()
        self.reload()

    def reload(self) -> None:
        """Read the newest anew; what stands stays until the answer is there."""
        if self._load is None:
            return
        # As much as was read before, so that a colleague's entry does not throw the reader back to the top.
        limit = max(_PORTION, len(self.model.moments))
        self._read(None, limit, lambda found: self._shown(found, limit))

    def _read_on(self) -> None:
        self._read(self.model.moments[-1].when, _PORTION,
                   lambda found: self.model.add(found, len(found) < _PORTION))

    def _read(self, before: datetime | None, limit: int, done: Callable[[Sequence[Moment]], None]) -> None:
        load, kinds = self._load, tuple(code for code, chip in self._chips.items() if chip.isChecked())
        assert load is not None
        self.tools.jobs.run(lambda session: load(session, before, kinds, limit), owner=self, key="timeline", done=done,
                            failed=self._failed)

    def _shown(self, found: Sequence[Moment], limit: int) -> None:
        scroll = self.view.verticalScrollBar().value()
        current = self.view.currentIndex().data(_ITEM)
        self.model.replace(found, len(found) < limit)
        row = next((i for i, m in enumerate(found) if current is not None and m.id == current.id), -1)
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(row))
        self.view.verticalScrollBar().setValue(scroll)
        self.view.setVisible(bool(found))
        self._empty.setVisible(not found)

    def _failed(self, error: Exception) -> None:
        self.model.asking = False
        self.tools.jobs.unhandled.emit(error)

    def _open(self, moment: Moment) -> None:
        if moment.target is not None:
            self.open_requested.emit(*moment.target)

    def when_text(self, when: datetime) -> str:
        """Return a short time: today and yesterday by name, this year without the year."""
        local, today = when.astimezone(), date.today()
        clock = local.strftime("%H:%M")
        if local.date() == today:
            return self.tr("Today {clock}").format(clock=clock)
        if local.date() == today - timedelta(days=1):
            return self.tr("Yesterday {clock}").format(clock=clock)
        if local.date() == today + timedelta(days=1):
            return self.tr("Tomorrow {clock}").format(clock=clock)
        if local.year == today.year:
            return f"{local:%m-%d} {clock}"
        return f"{local:%Y-%m-%d}"

    def retranslate(self) -> None:
        """Show every word in the language of the moment."""
        for code, chip in self._chips.items():
            kind = self._kinds[code]
            chip.setText(QCoreApplication.translate(kind.context, kind.label))
            chip.setAccessibleName(chip.text())
        self.view.setAccessibleName(self.tr("Timeline"))
        self._empty.setText(self.tr("Nothing has happened here yet. Record what you did, and it stands here."))
        self.view.setLocale(QLocale(self.tools.language()))
        self.view.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class MomentView(QListView):
    """A list whose rows are as high as their texts; Enter opens, Ctrl+C copies."""

    opened = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setProperty("kind", "plain")
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(_ITEM)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the rows anew for the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or copy the current moment."""
        moment = self.currentIndex().data(_ITEM) if self.currentIndex().isValid() else None
        if moment is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(moment)
        elif moment is not None and event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText("\n".join(p for p in (moment.title, moment.text) if p))
        else:
            super().keyPressEvent(event)
