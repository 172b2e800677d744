"""The rows of a list: keys, typing and header of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QToolTip, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import TooLong
from crm_desktop.core.fields import Choice, Code, Due, Expiry, Field, LongText, Options, Ref, Text
from crm_desktop.qt.cells import no_room, option_label
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.painting import DOT, CellDelegate
from crm_desktop.qt.lists.selection import IdSelection
from crm_desktop.qt.rows import StripedTable

COMPACT, COMFORTABLE = 26, 36
MOST_SPARE = 320  #: pixels; a wider name column would only part what belongs together
WIDEST = 4_000  #: pixels that a column may be remembered to have; Qt takes no more than a million
LEAST_GAP = 100  #: pixels at the right that look forgotten rather than free
MOST_CHOICE, MOST_WORDS, LOOKED_AT = 180, 340, 60  #: pixels of a chosen word, of words; rows that are measured


class RowsTable(StripedTable):
    """A table over a ``ListModel``.

    Signals: *opened* (id, whether in the background), *previewed* (id), *deletion_asked*, *copied*, *typed* (text), *fitted* (other columns
    are on show).
    """

    opened = Signal(int, bool)
    previewed = Signal(int)
    deletion_asked = Signal()
    copy_asked = Signal()
    typed = Signal(str)
    fitted = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_rows")
        self._model = model
        self.usual: Sequence[str] = model.entity.list_columns  #: columns that nobody had to choose
        self._longest: dict[str, int] = {}
        self._dragged: dict[str, int] = {}  #: column → the width that somebody gave it
        self._room = 0  #: pixels for which the columns were sized
        self._fitting = False  #: while the program gives the columns their widths
        self._empty: dict[str, bool] = {}
        self.setModel(model)
        self.selection = IdSelection(model, self)
        self.setSelectionModel(self.selection)
        self.delegate = CellDelegate(model.tools, self)
        self.setItemDelegate(self.delegate)
        self.delegate.edit_ended.connect(lambda: model.hold(False))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalScrollBar().valueChanged.connect(self._tell_viewport)
        self._set_up_header()
        self.set_row_height(COMPACT)
        self.doubleClicked.connect(lambda index: self._open(index, background=False))
        model.headerDataChanged.connect(self._in_other_words)

    def _in_other_words(self) -> None:
        """Size the columns for the words of another language."""
        self._longest.clear()
        self.size_columns(self._dragged)

    def set_row_height(self, pixels: int) -> None:
        """Set the height of all rows."""
        self.delegate.row_height = pixels
        self.verticalHeader().setDefaultSectionSize(max(pixels, self.fontMetrics().height() + 6))

    def size_columns(self, widths: dict[str, int]) -> None:
        """Give each column its remembered or its declared width; room left over goes to words that are cut off.

        Where room is missing, columns in which nothing stands take that of their title; where a little is missing still,
        others give up what their content does not need. Usual columns that still have no room are not shown.
        """
        self._dragged, self._room = {name: min(width, WIDEST) for name, width in widths.items()}, self._room_now()
        shown = list(range(len(self._model.columns)))
        sizes, gone = self._sizes(shown), list[int]()
        for n in self._leaving():
            if sum(sizes.values()) <= self._room:
                break
            gone.append(n)
            sizes = self._sizes([m for m in shown if m not in gone])
        for n in gone[:-1]:  # narrower than one that went after it
            back = self._sizes([m for m in shown if m not in gone or m == n])
            if sum(back.values()) <= self._room:
                gone.remove(n)
                sizes = back
        self._show_columns(sizes, gone)

    def chosen_columns(self) -> list[str]:
        """Return the columns that somebody chose, [] while they are the usual ones of the day."""
        entity, may_read = self._model.entity, self._model.tools.facts().rights.may_read
        columns = list(self._model.query.columns)
        return [] if columns == [n for n in self.usual if n in entity and may_read(entity.name, n)] else columns

    def columns_of(self, kept: Mapping[str, Any]) -> Sequence[str]:
        """Return the columns that *kept* has chosen, else the usual ones."""
        return [str(n) for n in kept.get("columns") or () if n in self._model.entity] or self.usual

    def set_entity(self, entity: Entity) -> None:
        """Take a changed descriptor; a new attribute for lists appears where nobody chose the columns."""
        chosen, before = self.chosen_columns(), self._model.entity.list_columns
        self.usual = entity.list_columns if tuple(self.usual) == before else self.usual
        self._model.set_entity(entity)
        self._model.set_columns(chosen or self.usual)

    def _room_now(self) -> int:
        return self.width() - 2 * self.frameWidth() - self.verticalScrollBar().sizeHint().width()

    def _leaving(self) -> list[int]:
        """Return the columns that may be left out, the most dispensable first; none of those somebody has chosen or drawn."""
        columns, entity = self._model.columns, self._model.entity
        names = [f.name for f in columns]
        rights = self._model.tools.facts().rights
        usual = {name for name in self.usual if rights.may_read(entity.name, name)}
        unread = not self._model.rowCount() and not self._model.complete
        if unread or usual != set(names) or any(name in self._dragged for name in names):
            return []
        return [names.index(name) for name in entity.giving_way(names)]

    def _show_columns(self, sizes: dict[int, int], gone: list[int]) -> None:
        header, before = self.horizontalHeader(), self.left_out()
        self._fitting = True
        for n in range(len(self._model.columns)):
            if self.isColumnHidden(n) != (n in gone):
                self.setColumnHidden(n, n in gone)
            if n not in gone:
                header.resizeSection(n, sizes[n])
        self._fitting = False
        current = self.currentIndex()
        if current.column() in gone:
            beside = next(n for n in sizes if n not in gone)
            self.selection.setCurrentIndex(current.siblingAtColumn(beside), self.selection.SelectionFlag.NoUpdate)
        if before != self.left_out():
            self.fitted.emit()

    @property
    def by_hand(self) -> bool:
        """Tell whether it is the user who draws a column; widths given by the program are not worth remembering."""
        return not self._fitting and bool(QApplication.mouseButtons() & Qt.MouseButton.LeftButton)

    def left_out(self) -> list[str]:
        """Return the titles of the columns for which there is no room."""
        return [self._model.label(f) for n, f in enumerate(self._model.columns) if self.isColumnHidden(n)]

    def no_room(self) -> str:
        """Return the words for the columns that have no room; '' where all have."""
        return no_room(self.left_out(), self._model.tools)

    def _sizes(self, shown: list[int]) -> dict[int, int]:
        """Return the width of each of the columns *shown*, were it these."""
        columns, widths, room = self._model.columns, self._dragged, self._room
        sizes = {n: widths.get(columns[n].name) or self._declared(columns[n]) for n in shown}
        words = {n: self._words(n) for n in shown}
        needed = {n: self._needed(columns[n], words[n]) for n in shown}
        wordy = [n for n in self._wordy() if n in sizes and columns[n].name not in widths]
        empty = [n for n in shown if self._is_empty(columns[n], words[n]) and columns[n].name not in widths]
        if sum(sizes.values()) + sum(max(0, needed[n] - sizes[n]) for n in wordy) > room:
            for n in empty:
                sizes[n] = self._titled(columns[n])
            wordy = [n for n in wordy if n not in empty] or wordy
        spare = room - sum(sizes.values())
        others = [n for n in shown if n not in wordy and columns[n].name not in widths]
        for n in (*sorted(wordy, key=lambda n: -sizes[n]), *others):
            more = max(0, min(needed[n] - sizes[n], spare))
            sizes[n] += more
            spare -= more
        if wordy and spare > 0:
            sizes[wordy[0]] += spare if spare < MOST_SPARE + LEAST_GAP else MOST_SPARE
        elif spare < 0:
            self._tighten(sizes, needed, -spare, [n for n in shown if columns[n].name not in widths])
        return sizes

    def _tighten(self, sizes: dict[int, int], needed: dict[int, int], missing: int, free: list[int]) -> None:
        """Take *missing* pixels from the *free* columns that have more than they need; nothing where that is not enough."""
        columns = self._model.columns
        least = {n: max(needed[n], self._titled(columns[n]), self._offered(columns[n])) for n in free}
        slack = {n: max(0, sizes[n] - least[n]) for n in free}
        if not self._model.rowCount() or sum(slack.values()) < missing:
            return
        for n in sorted(free, key=lambda n: -slack[n]):
            less = min(slack[n], missing)
            sizes[n] -= less
            missing -= less

    def _titled(self, field: Field) -> int:
        return self.fontMetrics().horizontalAdvance(self._model.label(field)) + 32

    def _declared(self, field: Field) -> int:
        """Return the width that a column is declared to have, more where its title or the words to choose from need it."""
        declared = int(field.width * self.fontMetrics().horizontalAdvance("0") * 1.05) + 16
        return max(declared, self._offered(field), self._titled(field))

    def _offered(self, field: Field) -> int:
        """Return what the words to choose from need, or a day that is planned; 0 of other kinds."""
        measure, tools = self.fontMetrics().horizontalAdvance, self._model.tools
        words: list[str] = []
        if isinstance(field, Choice):
            words = [term.label(tools.language()) for term in tools.terms(field.dictionary)]
        elif isinstance(field, Options):
            words = [option_label(field, stored, None, tools) for stored, _ in field.options]
        elif isinstance(field, (Due, Expiry)):
            words = ["2000-00-00"]
        return min(max(map(measure, words), default=0) + self._around(field), MOST_CHOICE) if words else 0

    def _around(self, field: Field) -> int:
        """Return the room beside the words of a cell, for its edges and the dot before them."""
        terms = self._model.tools.terms(field.dictionary) if isinstance(field, Choice) else ()
        return 20 + (DOT + 8 if isinstance(field, (Due, Expiry)) or any(term.colour for term in terms) else 0)

    def _needed(self, field: Field, words: set[str]) -> int:
        """Return what the rows seen so far need of a column; it never falls, so that columns stand still."""
        seen = max(map(self.fontMetrics().horizontalAdvance, words), default=0) + self._around(field)
        longest = max(seen, self._longest.get(field.name, 0))
        self._longest[field.name] = longest
        return min(longest, MOST_WORDS)

    def _words(self, column: int) -> set[str]:
        """Return what stands in a column of the first rows, as far as they are here, as it is painted next."""
        rows = (self._model.record_at(row) for row in range(min(self._model.rowCount(), LOOKED_AT)))
        return {self._model.drawn(record)[column].text for record in rows if record is not None}

    def _is_empty(self, field: Field, words: set[str]) -> bool:
        """Tell whether nothing ever stood in a column of the first rows; what comes by scrolling moves no column."""
        if words:  # else the rows are on their way
            self._empty[field.name] = self._empty.get(field.name, True) and not any(words)
        return self._empty.get(field.name, False) and not isinstance(field, Due)  # has a mark, planned or not

    def _wordy(self) -> list[int]:
        """Return the columns that are worth more room: the record's name first, then its own words, by width."""
        columns = self._model.columns
        wordy = [n for n, f in enumerate(columns) if isinstance(f, (Text, LongText, Ref)) and not isinstance(f, Code)]
        name = self._model.entity.label
        return sorted(wordy, key=lambda n: (isinstance(columns[n], Ref), columns[n].name != name, -columns[n].width))

    def show_sort(self) -> None:
        """Show by which column the rows are sorted."""
        query, names = self._model.query, [f.name for f in self._model.columns]
        header, by = self.horizontalHeader(), self._model.sorting.by
        header.blockSignals(True)
        header.setSortIndicatorShown(by in names)
        order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(names.index(by) if by in names else -1, order)
        header.blockSignals(False)
        header.viewport().update()

    def current_field(self) -> Field | None:
        """Return the field of the current cell."""
        index = self.currentIndex()
        return self._model.columns[index.column()] if index.isValid() else None

    def go_to_row(self, row: int, column: int = 0) -> None:
        """Make a row the current and only selected one, and show it."""
        index = self._model.index(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def event(self, event: QEvent) -> bool:
        """Keep Esc while it has something to do here; a shortcut of the window gets the next one."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.key() == Qt.Key.Key_Escape and (self.selection.count() > 1 or self._unsaved_here())
            if own:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, preview, edit, copy, select, delete, or pass typing on to the filter."""
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        index, key, text = self.currentIndex(), event.key(), event.text()
        chord = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(index, background=bool(chord))
        elif key == Qt.Key.Key_F2:
            self.edit_current()
        elif key == Qt.Key.Key_Delete and not chord:
            self.deletion_asked.emit()
        elif key == Qt.Key.Key_Space and not chord:
            self._preview(index)
        elif key == Qt.Key.Key_Escape:
            self._give_up(index)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.go_to_row(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1, max(index.column(), 0))
        elif text and text.isprintable() and not chord:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Pass composed characters on to the filter."""
        if event.commitString():
            self.typed.emit(event.commitString())
        event.accept()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Keep input methods switched on: typing filters, whatever the cell is."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keep input methods switched on."""
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open in the background by the middle button."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._open(self.indexAt(event.position().toPoint()), background=True)
        else:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns into the room, and tell the model which rows are on screen."""
        super().resizeEvent(event)
        if self._room and self._room != self._room_now():
            self.size_columns(self._dragged)
        self._tell_viewport()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the columns are on show (QWidget.showEvent)."""
        super().showEvent(event)
        self.fitted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that no columns are on show (QWidget.hideEvent)."""
        super().hideEvent(event)
        self.fitted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "delegate"):
            self.set_row_height(self.delegate.row_height)

    def edit_current(self) -> None:
        """Edit the current cell, or say why that is not possible."""
        index, field = self.currentIndex(), self.current_field()
        if field is None:
            return
        if reason := self._model.edits.why_not(field):
            self.say(reason, self.visualRect(index).bottomLeft())
        elif self._model.record_at(index.row()) is not None:
            self.scrollTo(index)
            self.edit(index)

    def say(self, text: str, at: QPoint) -> None:
        """Show a sentence at a place of the rows."""
        QToolTip.showText(self.viewport().mapToGlobal(at), text, self.viewport())

    def _open(self, index: QModelIndex, *, background: bool) -> None:
        record_id = self._model.id_at(index.row()) if index.isValid() else None
        if record_id is not None:
            self.opened.emit(record_id, background)

    def _preview(self, index: QModelIndex) -> None:
        record_id = self._model.id_at(index.row()) if index.isValid() else None
        if record_id is not None:
            self.previewed.emit(record_id)

    def _unsaved_here(self) -> bool:
        record_id, field = self._model.id_at(self.currentIndex().row()), self.current_field()
        return (
            record_id is not None and field is not None and self._model.edits.state(record_id, field.name) == "failed"
        )

    def _give_up(self, index: QModelIndex) -> None:
        record_id, field = self._model.id_at(index.row()), self.current_field()
        if record_id is not None and field is not None and self._unsaved_here():
            self._model.edits.give_up(record_id, field.name)
        elif self.selection.count() > 1:
            self.go_to_row(index.row(), index.column())

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setObjectName("list_header")
        # Qt's header asks of every single row whether its column is selected: a minute for a million of them.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._sort_by_column)
        self._model.too_long.connect(self._say_too_long)
        self._model.counted.connect(self.show_sort)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _sort_by_column(self, column: int) -> None:
        field, query = self._model.columns[column], self._model.query
        self._model.sort_by(field.name, query.sort == field.name and not query.descending)

    def _say_too_long(self, error: TooLong) -> None:
        """Say at the head of the column why the rows are not sorted by it."""
        names, header = [f.name for f in self._model.columns], self.horizontalHeader()
        if error.field in names and self.isVisible():
            at = QPoint(header.sectionViewportPosition(names.index(error.field)), header.height())
            QToolTip.showText(header.viewport().mapToGlobal(at), self._model.sorting.tip(error.field), header)

    def _tell_viewport(self) -> None:
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        if first >= 0:
            self._model.set_viewport(first, last if last >= 0 else self._model.rowCount() - 1)
