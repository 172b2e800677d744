"""The rows of a list as cards: the same model and the same selection as its table, another picture of each record."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPalette, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.core.fields import Code, Field, Star
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.painting import drawn_cell, grey, grey_line, paint_mark

_WIDEST, _NARROWEST, _GAP, _INSET = 380, 230, 8, 10
_LINES = 5  #: below the name

Index = QModelIndex | QPersistentModelIndex


class CardsView(QListView):
    """Cards over a ``ListModel``; signals as ``RowsTable``: *opened*, *previewed*, *deletion_asked*, *copy_asked*, *typed*."""

    opened = Signal(int, bool)
    previewed = Signal(int)
    deletion_asked = Signal()
    copy_asked = Signal()
    typed = Signal(str)

    def __init__(self, model: ListModel, selection: QItemSelectionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_cards_view")
        self._model = model
        self.setModel(model)
        self.setSelectionModel(selection)
        self.setItemDelegate(CardDelegate(model, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._tell_viewport)
        self.doubleClicked.connect(lambda index: self._open(index, background=False))

    def card_size(self) -> QSize:
        """Return the size of every card: as many side by side as fit."""
        room = max(self.viewport().width() - 2, _NARROWEST)
        beside = max(1, room // (_NARROWEST + _GAP))
        width = min(room // beside, _WIDEST)
        return QSize(width, (self.fontMetrics().height() + 3) * (_LINES + 1) + 2 * _INSET + _GAP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, preview, copy, delete, or pass typing on to the filter."""
        index, key, text = self.currentIndex(), event.key(), event.text()
        chord = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(index, background=bool(chord))
        elif key == Qt.Key.Key_Delete and not chord:
            self.deletion_asked.emit()
        elif key == Qt.Key.Key_Space and not chord:
            record_id = self._model.id_at(index.row()) if index.isValid() else None
            if record_id is not None:
                self.previewed.emit(record_id)
        elif text and text.isprintable() and not chord:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the model which cards are on screen (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._tell_viewport()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell the model which cards are on screen (QWidget.showEvent)."""
        super().showEvent(event)
        self._tell_viewport()

    def _open(self, index: QModelIndex, *, background: bool) -> None:
        record_id = self._model.id_at(index.row()) if index.isValid() else None
        if record_id is not None:
            self.opened.emit(record_id, background)

    def _tell_viewport(self) -> None:
        count = self._model.rowCount()
        if not count or not self.isVisible():
            return
        size = self.card_size()
        first = max(self.indexAt(QPoint(_GAP * 2, _GAP * 2)).row(), 0)
        beside = max(1, self.viewport().width() // size.width())
        rows = self.viewport().height() // size.height() + 2
        self._model.set_viewport(first, min(first + beside * rows, count - 1))


class CardDelegate(QStyledItemDelegate):
    """Paints a record: its name, and below it the list's other columns with their captions."""

    def __init__(self, model: ListModel, view: CardsView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the one size (QStyledItemDelegate.sizeHint)."""
        return self._view.card_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one card (QStyledItemDelegate.paint)."""
        palette: QPalette = option.palette  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        outer: QRect = option.rect  # type: ignore[attr-defined]
        box = outer.adjusted(_GAP // 2, _GAP // 2, -_GAP // 2, -_GAP // 2)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = palette.color(QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.Mid)
        painter.setPen(QPen(edge, 2 if chosen else 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(box, 6, 6)
        self._paint_lines(painter, box.adjusted(_INSET, _INSET // 2, -_INSET, -_INSET // 2), palette, index.row())
        painter.restore()

    def _paint_lines(self, painter: QPainter, box: QRect, palette: QPalette, row: int) -> None:
        record, model = self._model.record_at(row), self._model
        height = self._view.fontMetrics().height() + 3
        if record is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(grey(palette))
            for n in range(3):
                painter.drawRect(grey_line(QRect(box.left(), box.top() + n * height, box.width(), height), row + n))
            return
        entity, tools = model.entity, model.tools
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        label = entity[entity.label]
        name = cell_text(label, record.values.get(label.name), record, tools) or f"#{record.id}"
        stars = [cell_text(f, record.values.get(f.name), record, tools) for f in model.columns if isinstance(f, Star)]
        self._text(painter, box, 0, " ".join((*filter(None, stars), name)))
        font.setBold(False)
        painter.setFont(font)
        muted = palette.color(QPalette.ColorRole.PlaceholderText)
        line = 1
        for field in self._fields():
            cell = drawn_cell(field, record, tools)
            if not (cell.text or cell.colour) or line > _LINES:
                continue
            caption = "" if isinstance(field, Code) else f"{model.label(field)}  "
            painter.setPen(muted)
            width = painter.fontMetrics().horizontalAdvance(caption)
            self._text(painter, box, line, caption)
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            place = self._place(box.adjusted(min(width, box.width() // 2), 0, 0, 0), line)
            self._draw(painter, paint_mark(painter, place, cell, palette) if cell.colour else place, cell.text)
            line += 1

    def _fields(self) -> list[Field]:
        label = self._model.entity.label
        return [f for f in self._model.columns if f.name != label and not isinstance(f, Star)]

    def _place(self, box: QRect, line: int) -> QRect:
        height = self._view.fontMetrics().height() + 3
        return QRect(box.left(), box.top() + line * height, box.width(), height)

    def _text(self, painter: QPainter, box: QRect, line: int, words: str) -> None:
        self._draw(painter, self._place(box, line), words)

    def _draw(self, painter: QPainter, place: QRect, words: str) -> None:
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
