"""The grid for the lines of a document: keyboard first, prices asked from the server, sums at the foot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.fields import Field, Money
from crm_desktop.core.record import Record
from crm_desktop.core.text import SEMICOLON
from crm_desktop.qt.cells import joined, sum_text
from crm_desktop.qt.lines.asked import Asked, plain
from crm_desktop.qt.lines.delegate import LineDelegate
from crm_desktop.qt.lines.held import HoldingTable
from crm_desktop.qt.lines.model import Compute, Doubt, Line, LineChanges, LineModel, Offer, Read
from crm_desktop.qt.lines.widths import Widths
from crm_desktop.qt.tools import Tools, as_on_keys

#: Asks the server, in a job, for what follows from a line's values: values and labels to fill in.
Lookup = Callable[[Any, Mapping[str, Any]], Record]

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ROW = 28
AT_REST = 300  #: milliseconds after the last change


class LineTable(HoldingTable):
    """A table with the keys of the grid."""

    resized = Signal()

    def __init__(self, grid: LineGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the grid's keys; the rest is the table's."""
        if self.state() != QAbstractItemView.State.EditingState and self._grid.press(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say so: the first column takes what is left (QTableView.resizeEvent)."""
        super().resizeEvent(event)
        self.resized.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go from cell to cell, and out of the grid at its ends."""
        if self.state() != QAbstractItemView.State.EditingState and self._grid.step(1 if forward else -1):
            return True
        return QWidget.focusNextPrevChild(self, forward)


class LineGrid(QWidget):
    """Edits the lines of a document.

    *fields* describe the columns (``read_only`` ones are computed); *compute* fills them in from a
    line's values; *lookup* is asked in a job whenever one of *lookup_on* was typed, and what it
    returns is filled in, but never over a value typed by hand without asking; nor over what is stored
    in one of the fields *kept*, for that was typed or agreed once. *read* makes several values of text
    that is none of its cell, *asked* says of each cell whether it is there, must be filled or is kept, *offer*
    narrows the words of a choice, *doubt* says what may not be meant: it is marked, and saved all the same. What *gives_way* is
    not shown where only without it all columns are in view, and *as_asked* only while a line asks for it.
    """

    edited = Signal()
    open_requested = Signal(str, int)

    def __init__(
        self,
        tools: Tools,
        context: str,
        fields: Sequence[Field],
        *,
        compute: Compute | None = None,
        lookup: Lookup | None = None,
        lookup_on: Sequence[str] = (),
        kept: Sequence[str] = (),
        sums: Sequence[str] = (),
        defaults: Mapping[str, Any] | None = None,
        position: str = "",
        read: Read | None = None,
        offer: Offer | None = None,
        doubt: Doubt | None = None,
        asked: Asked = plain,
        gives_way: Sequence[str] = (),
        as_asked: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lines")
        self.tools, self._lookup, self._lookup_on, self._sums = tools, lookup, tuple(lookup_on), tuple(sums)
        self._kept = frozenset(kept)
        self._asked: tuple[Line, Record, tuple[str, ...]] | None = None
        self._waiting: list[tuple[Line, Record, tuple[str, ...]]] = []  #: questions that come after this one
        self.model = LineModel(tools, context, fields, compute=compute, defaults=defaults, position=position)
        self.model.setParent(self)
        self.model.read, self.model.offer = read or self.model.read, offer or self.model.offer
        self.model.doubt = doubt or self.model.doubt
        self.model.asked = asked
        self._build(gives_way, as_asked)
        self.model.edited.connect(self._on_edited)
        self.model.typed.connect(self._on_typed)
        self.model.modelReset.connect(self._show_sums)
        self.model.modelReset.connect(self.widths.fit)
        self._at_rest = QTimer(self, singleShot=True, interval=AT_REST)
        self._at_rest.timeout.connect(self.widths.fit)
        self.retranslate()

    def _build(self, gives_way: Sequence[str], as_asked: Sequence[str]) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._make_bar())
        self.table = LineTable(self)
        self.table.setObjectName("lines.table")
        self.table.setModel(self.model)
        self._delegate = LineDelegate(self.tools, self.table)
        self._delegate.advance.connect(self._advance)
        self._delegate.open_requested.connect(self.open_requested)
        self.table.setItemDelegate(self._delegate)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.hold_first(LineDelegate(self.tools, self.table))
        self.widths = Widths(self.table, self.model, gives_way, as_asked)
        self.table.resized.connect(self.widths.give_rest)
        box.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 12, 4)
        foot.setSpacing(6)
        self._add = self._button("lines.add", "plus", lambda: self.go_to(self.model.append(), self._first_column()))
        self._copy = self._button("lines.duplicate", "copy", self.duplicate)
        self._remove = self._button("lines.remove", "trash-2", self.remove)
        for button in (self._add, self._copy, self._remove):
            foot.addWidget(button)
        self._locked = QLabel(self)
        self._locked.setObjectName("lines.locked")
        self._locked.setProperty("kind", "muted")
        self._locked.setWordWrap(True)
        self._locked.hide()
        foot.addWidget(self._locked, 1)
        foot.addStretch()
        self._doubts = QLabel(self)
        self._doubts.setObjectName("lines.doubts")
        self._doubts.setProperty("kind", "badge-warn")
        self._doubts.hide()
        foot.addWidget(self._doubts)
        self._foot = QLabel(self)
        self._foot.setObjectName("lines.sums")
        self._foot.setProperty("kind", "heading")
        foot.addWidget(self._foot)
        box.addLayout(foot)

    def _button(self, name: str, icon: str, act: Any) -> QPushButton:
        button = QPushButton(QIcon.fromTheme(icon), "", self)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys do the same without leaving the cells
        button.clicked.connect(act)
        return button

    def _make_bar(self) -> QFrame:
        self._bar = QFrame(self)
        self._bar.setObjectName("lines.question")
        self._bar.setProperty("kind", "banner-warn")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(8, 4, 8, 4)
        self._question = QLabel(self._bar, wordWrap=True)
        self._question.setObjectName("lines.question.text")
        self._take = QPushButton(self._bar)
        self._take.setObjectName("lines.question.take")
        self._take.clicked.connect(lambda: self._answer(True))
        self._keep = QPushButton(self._bar)
        self._keep.setObjectName("lines.question.keep")
        self._keep.clicked.connect(lambda: self._answer(False))
        row.addWidget(self._question, 1)
        row.addWidget(self._take)
        row.addWidget(self._keep)
        self._bar.hide()
        return self._bar

    # ── content ──────────────────────────────────────────

    def set_lines(self, records: Iterable[Record]) -> None:
        """Show stored lines; nothing is edited yet."""
        self._asked = None
        self._waiting.clear()
        self._bar.hide()
        self.model.set_lines(records)
        row, column = self.model.first_refused() or (0, self._first_column())
        self.table.setCurrentIndex(self.model.index(row, column))

    def set_currency(self, currency: str) -> None:
        """Show prices and amounts in this currency."""
        self.model.set_currency(currency)
        self._show_sums()

    def changes(self) -> LineChanges:
        """Return what is to be written; go to the first wrong cell and raise Invalid where there is one."""
        self.finish()
        found = self.model.problem()
        if found is not None:
            self.go_to(found[0], found[1], edit=False)
            raise found[2]
        return self.model.changes()

    def show_error(self, line: Line, name: str, words: str) -> None:
        """Mark a cell with what the server says of it and go there; of a line that is gone, nothing."""
        row = self.model.row_of(line)
        column = next((i for i, f in enumerate(self.model.fields) if f.name == name), -1)
        if row >= 0 and column >= 0:
            self.model.put_refused(line, name, words)
            self.widths.fit(in_view=True)  # the mark takes room
            self.go_to(row, column, edit=False)

    def is_dirty(self) -> bool:
        """Tell whether anything was altered since loading."""
        return self.model.is_dirty()

    def sum_of(self, name: str) -> Any:
        """Return the sum of a number column."""
        return self.model.sum_of(name)

    def finish(self) -> None:
        """Take over what is being typed in a cell."""
        editor = self.table.indexWidget(self.table.currentIndex())
        if self.table.state() == QAbstractItemView.State.EditingState:
            self.table.setFocus()
        elif editor is not None:
            self.table.closeEditor(editor, LineDelegate.EndEditHint.NoHint)

    def set_locked(self, reason: str) -> None:
        """Let the lines be read only, with *reason* in place of the buttons; '' gives them free again."""
        self.model.locked = reason
        for button in (self._add, self._copy, self._remove):
            button.setEnabled(not reason)
            button.setVisible(not reason)
        self._locked.setText(reason)
        self._locked.setVisible(bool(reason))
        self.retranslate()

    # ── keys ─────────────────────────────────────────────

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key of the grid; tell whether it was one."""
        held, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
        control = held == Qt.KeyboardModifier.ControlModifier
        shifted = held == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if key in _ENTER and not held:
            self.edit_current()
        elif self.model.locked:
            return False
        elif control and key == Qt.Key.Key_D:
            self.duplicate()
        elif control and key == Qt.Key.Key_Delete:
            self.remove()
        elif control and key == Qt.Key.Key_Z:
            self.restore()
        elif shifted and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete and not held:
            self._clear()
        else:
            return False
        return True

    def edit_current(self) -> None:
        """Edit the current cell, or go on where it cannot be edited."""
        index = self.table.currentIndex()
        if not self._editable(index):
            self._advance(1)
        else:
            self.table.edit(index)

    def duplicate(self) -> None:
        """Copy the current line (Ctrl+D)."""
        row = self.table.currentIndex().row()
        if row >= 0:
            self.go_to(self.model.duplicate(row), self._first_column(), edit=False)

    def remove(self) -> None:
        """Take the current line out (Ctrl+Del); Ctrl+Z brings it back."""
        row = self.table.currentIndex().row()
        if row >= 0:
            self.model.remove(row)
            self.go_to(min(row, self.model.rowCount() - 1), self._first_column(), edit=False)

    def restore(self) -> None:
        """Bring back the line that was taken out last (Ctrl+Z)."""
        row = self.model.restore()
        if row >= 0:
            self.go_to(row, self._first_column(), edit=False)

    def _move(self, by: int) -> None:
        index = self.table.currentIndex()
        self.go_to(self.model.move(index.row(), by), index.column(), edit=False)

    def _clear(self) -> None:
        index = self.table.currentIndex()
        if self._editable(index):
            self.model.put(self.model.line(index.row()), {self.model.fields[index.column()].name: None}, by_hand=True)

    def step(self, by: int) -> bool:
        """Go to the next or previous cell that can be edited; False at the ends of the grid."""
        index = self.table.currentIndex()
        place = index.row() * self.model.columnCount() + index.column() + by if index.isValid() else 0
        while 0 <= place < self.model.rowCount() * self.model.columnCount():
            row, column = divmod(place, self.model.columnCount())
            if self._editable(self.model.index(row, column)) and not self.table.isColumnHidden(column):
                self.table.setCurrentIndex(self.model.index(row, column))
                return True
            place += by
        return False

    def go_to(self, row: int, column: int, *, edit: bool = True) -> None:
        """Put the cursor into a cell."""
        self.table.setFocus()
        self.table.setCurrentIndex(self.model.index(row, column))
        if edit and not self.model.locked:
            self.table.edit(self.model.index(row, column))

    def _advance(self, by: int) -> None:
        self.table.setFocus()
        if self.step(by):
            self.table.edit(self.table.currentIndex())
        elif by > 0 and not self.model.locked:
            last = self.model.rowCount() - 1
            blank = last >= 0 and self.model.line(last) not in self.model.filled()
            self.go_to(last if blank else self.model.append(), self._first_column(), edit=not blank)

    def _editable(self, index: QModelIndex) -> bool:
        return index.isValid() and bool(self.model.flags(index) & Qt.ItemFlag.ItemIsEditable)

    def _first_column(self) -> int:
        return next((i for i, f in enumerate(self.model.fields) if not f.read_only), 0)

    # ── asking the server ────────────────────────────────

    def look_up_again(self) -> None:
        """Ask for all lines anew: what the answers depend on has changed beside them."""
        self._waiting.clear()
        for line in self.model.filled():
            self._on_typed(line, self._lookup_on[0])

    def _on_typed(self, line: Line, name: str) -> None:
        if name not in self._lookup_on or self._lookup is None or line.values.get(name) is None or self.model.locked:
            return
        lookup, values = self._lookup, dict(line.values)
        self.tools.jobs.run(
            lambda session: lookup(session, values),
            owner=self,
            key=("lookup", id(line)),
            done=lambda found: self._found(line, found),
        )

    def _found(self, line: Line, found: Record) -> None:
        """Fill in what was found; ask where something else was typed by hand."""
        mine = tuple(
            n
            for n, v in found.values.items()
            if self._is_mine(line, n) and n not in self._lookup_on and line.values.get(n) not in (None, "", v)
        )
        self.model.put(line, {n: v for n, v in found.values.items() if n not in mine}, found.labels)
        self._waiting = [w for w in self._waiting if w[0] is not line]
        if mine and self.model.row_of(line) >= 0:
            if self._asked is not None and self._asked[0] is not line:
                self._waiting.append((line, found, mine))
                return
            self._asked = (line, found, mine)
            self._show_question()
        elif self._asked is not None and self._asked[0] is line:
            self._next_question()

    def _is_mine(self, line: Line, name: str) -> bool:
        """Tell whether a value was typed, or stands in the database for the same thing."""
        stored = line.record.values
        first = self._lookup_on[0]
        same = bool(line.record.id) and stored.get(first) == line.values.get(first)
        return name in line.typed or (name in self._kept and same)

    def _next_question(self) -> None:
        """Ask about the next line that is still there; without one the bar goes."""
        self._asked = None
        while self._waiting and self._asked is None:
            question = self._waiting.pop(0)
            if self.model.row_of(question[0]) >= 0:
                self._asked = question
        self._bar.setVisible(self._asked is not None)
        self._show_question()

    def _show_question(self) -> None:
        if self._asked is None:
            return
        line, found, names = self._asked
        fields = [f for f in self.model.fields if f.name in names]
        words = joined(
            (
                self.tr("{field}: typed {mine}, price list {theirs}").format(
                    field=self.model.caption(f), mine=self.model.text(line, f), theirs=self._theirs(found, f)
                )
                for f in fields
            ),
            SEMICOLON,
        )
        self._question.setText(
            self.tr("Line {number}: {words}").format(number=self.model.row_of(line) + 1, words=words)
        )
        self._bar.show()

    def _theirs(self, found: Record, f: Field) -> str:
        return self.model.text(Line(values=dict(found.values)), f) or "–"

    def _answer(self, take: bool) -> None:
        if self._asked is None:
            return
        line, found, names = self._asked
        if take:
            self.model.put(line, {n: found.values[n] for n in names}, found.labels)
        self._next_question()
        self.table.setFocus()

    # ── looks ────────────────────────────────────────────

    def _on_edited(self) -> None:
        self._show_sums()
        self.widths.fit(in_view=True)
        self._at_rest.start()
        self.edited.emit()

    def _show_sums(self) -> None:
        by_name: dict[str, Field] = {f.name: f for f in self.model.fields}
        words = [self.tr("Lines: {count}").format(count=len(self.model.filled()))]
        of_lines = self.tr("Sum of lines")  # what is taken off the whole document is not yet taken off
        words += [
            f"{of_lines if isinstance(by_name[n], Money) else self.model.caption(by_name[n])} "
            f"{sum_text(by_name[n], self.model.sum_of(n), self.tools, self.model.currency)}"
            for n in self._sums
        ]
        self._foot.setText("    ".join(words))
        doubts = self.model.doubts()
        first = self.tr("Line {number}: {words}").format(number=doubts[0][0] + 1, words=doubts[0][1]) if doubts else ""
        more = self.tr("{count} more").format(count=len(doubts) - 1) if len(doubts) > 1 else ""
        self._doubts.setText(" · ".join(w for w in (first, more) if w))
        self._doubts.setVisible(bool(doubts))
        self._doubts.setToolTip("\n".join(words for _, words in doubts))

    def retranslate(self) -> None:
        """Show every word in the language of the moment."""
        self.table.setAccessibleName(self.tr("Lines"))
        self._add.setText(self.tr("Add line"))
        self._copy.setText(self.tr("Duplicate"))
        self._remove.setText(self.tr("Remove"))
        self._take.setText(self.tr("Take the list price"))
        self._keep.setText(self.tr("Keep mine"))
        for button in (self._add, self._copy, self._remove, self._take, self._keep):
            button.setAccessibleName(button.text())
        self._copy.setToolTip(as_on_keys("Ctrl+D"))
        self._remove.setToolTip(as_on_keys("Ctrl+Del"))
        self._add.setToolTip(self.tr("Enter in the last cell"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
        self.widths.fit()
        self._show_sums()
        self._show_question()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the columns in the font they are drawn in (QWidget.showEvent)."""
        super().showEvent(event)
        self.widths.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
