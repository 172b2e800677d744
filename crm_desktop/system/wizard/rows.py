"""A small table in which rows are typed: departments, employees, roles, entries, attributes, rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.qt.rows import EmptyWords, calm
from crm_desktop.shell.icons import icon

FIRST, NARROWEST = 140, 72  #: pixels that the first column, and every other, has at least
Options = Callable[[], Sequence[tuple[str, str]]]


class Cell(QWidget):
    """A cell that gives several answers of its row and looks at others; *edited* after each change."""

    edited = Signal()

    def follow(self, row: Mapping[str, Any]) -> None:
        """Take notice of what was chosen in *row*."""

    def values(self) -> Mapping[str, Any]:
        """Return the answers that are filled in."""
        return {}

    def go_to(self, name: str) -> None:
        """Put the cursor to one of the answers."""
        self.setFocus()


@dataclass(frozen=True, kw_only=True, slots=True)
class RowField:
    """A column: *key* of the answers, marked *label* (context ``Wizard``); *kind*: text, choice, yes or password."""

    key: str
    label: str
    kind: str = "text"
    options: Options = field(default=lambda: ())
    in_list: bool = False  #: the answer is a list of one value
    width: int = 120
    keys: tuple[str, ...] = ()  #: of the answers that a cell of *make* gives
    make: Callable[[Mapping[str, Any], QWidget], Cell] | None = None


class RowsEditor(QWidget):
    """Rows of answers; *edited* after each change. Insert adds, Ctrl+Del removes; an empty last row does no harm."""

    edited = Signal()

    def __init__(self, name: str, fields: Sequence[RowField], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.fields = tuple(fields)
        self._extra: list[dict[str, Any]] = []
        self.table = QTableWidget(0, len(self.fields), self)
        calm(self.table)
        self.table.setObjectName(f"{name}.table")
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.verticalHeader().setDefaultSectionSize(32)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, f in enumerate(self.fields):
            self.table.setColumnWidth(column, f.width)
        self.table.viewport().installEventFilter(self)
        self._add, self._remove = QPushButton(self), QPushButton(self)
        self._add.setObjectName(f"{name}.add")
        self._add.setIcon(icon("plus"))
        self._remove.setObjectName(f"{name}.remove")
        self._remove.setIcon(icon("trash-2"))
        self._add.clicked.connect(lambda: self.add_row({}, focus=True))
        self._remove.clicked.connect(self.remove_row)
        row = self.buttons = QHBoxLayout()
        row.addWidget(self._add)
        row.addWidget(self._remove)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self._empty = EmptyWords(self.table)
        box.addWidget(self.table, 1)
        box.addLayout(row)
        for keys, act in (("Ins", lambda: self.add_row({}, focus=True)), ("Ctrl+Del", self.remove_row)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the first column take the room that is left, no less than it needs (QObject.eventFilter)."""
        if event.type() == QEvent.Type.Resize:
            room, others = self.table.viewport().width(), sum(f.width for f in self.fields[1:])
            share = min(1.0, max(0, room - FIRST) / others) if others else 1.0
            for column, f in enumerate(self.fields[1:], start=1):
                self.table.setColumnWidth(column, max(int(f.width * share), NARROWEST))
            self.table.setColumnWidth(
                0, max(room - sum(map(self.table.columnWidth, range(1, len(self.fields)))), FIRST)
            )
        return super().eventFilter(watched, event)

    def set_rows(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show other rows."""
        self.table.setRowCount(0)
        self._extra.clear()
        for row in rows:
            self.add_row(row)

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows in which something stands; what the table does not show is kept."""
        return [self.row(number) for number in self._filled()]

    def _filled(self) -> list[int]:
        """Return the numbers of the rows in which something stands."""
        asked = [f.key for f in self.fields if f.kind != "yes"]
        return [n for n in range(self.table.rowCount()) if any(map(self.row(n).get, asked))]

    def found(self, place: str) -> tuple[int, str]:
        """Return the row and the key of a place of the answers, ``NUMBER.KEY``; -1 for none."""
        number, _, key = place.partition(".")
        filled = self._filled()
        there = number.isdigit() and int(number) < len(filled)
        return (filled[int(number)] if there else -1), key

    def words_of(self, place: str) -> str:
        """Return the words that stand on the screen for a place of the answers."""
        number, key = self.found(place)
        if number < 0:
            return place
        label = next((f.label for f in self.fields if key in (f.key, *f.keys)), "")
        row = self.tr("Row {number}").format(number=number + 1)
        return f"{row} · {QCoreApplication.translate('Wizard', label)}" if label else row

    def row(self, number: int) -> dict[str, Any]:
        """Return what stands in a row."""
        values = dict(self._extra[number])
        for column, f in enumerate(self.fields):
            cell = self.table.cellWidget(number, column)
            if isinstance(cell, Cell):
                values.update(cell.values())
            elif (value := self._value(number, column, f)) not in ("", [], False):
                values[f.key] = value
        return values

    def add_row(self, values: Mapping[str, Any], *, focus: bool = False) -> None:
        """Add a row at the end."""
        number = self.table.rowCount()
        self.table.insertRow(number)
        shown = {key for f in self.fields for key in (f.key, *f.keys)}
        self._extra.append({k: v for k, v in values.items() if k not in shown})
        for column, f in enumerate(self.fields):
            cell = self._cell(f, values.get(f.key), number) if f.make is None else f.make(values, self.table)
            if isinstance(cell, Cell):
                cell.edited.connect(self.edited)
            self.table.setCellWidget(number, column, cell)
        if focus:
            self.table.cellWidget(number, 0).setFocus()

    def remove_row(self) -> None:
        """Remove the row that has the focus."""
        focused = QApplication.focusWidget()
        number = self._row_of(focused) if focused is not None else -1
        number = self.table.currentRow() if number < 0 else number
        if number >= 0:
            self.table.removeRow(number)
            del self._extra[number]
            self.edited.emit()

    def focus_row(self, number: int, key: str = "") -> None:
        """Put the cursor into a row, to one of its answers."""
        if 0 <= number < self.table.rowCount():
            column = next((c for c, f in enumerate(self.fields) if key in (f.key, *f.keys)), 0)
            self.table.scrollTo(self.table.model().index(number, column))
            cell = self.table.cellWidget(number, column)
            cell.go_to(key) if isinstance(cell, Cell) else cell.setFocus()

    def _row_of(self, widget: QWidget) -> int:
        """Return the row in which a widget stands, -1 for none."""
        cells = (
            (r, self.table.cellWidget(r, c)) for r in range(self.table.rowCount()) for c in range(len(self.fields))
        )
        return next((r for r, cell in cells if cell is widget or cell.isAncestorOf(widget)), -1)

    def _chosen(self, box: QWidget) -> None:
        """Let the cells that look at others see what was chosen."""
        number = self._row_of(box)
        row = self.row(number)
        for column in range(len(self.fields)):
            cell = self.table.cellWidget(number, column)
            if isinstance(cell, Cell):
                cell.follow(row)
        self.edited.emit()

    def _cell(self, f: RowField, value: Any, number: int) -> QWidget:
        if f.kind == "yes":
            box = QCheckBox(self.table)
            box.setChecked(bool(value))
            box.toggled.connect(self.edited)
            widget: QWidget = box
        elif f.kind == "choice":
            widget = self._choice(f, (value or [""])[0] if f.in_list else value or "")
        else:
            line = QLineEdit(str(value or ""), self.table)
            line.setFrame(False)
            line.setCursorPosition(0)
            if f.kind == "password":
                line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
            line.textEdited.connect(self.edited)
            widget = line
        widget.setObjectName(f"{self.objectName()}.{number}.{f.key}")
        widget.setAccessibleName(QCoreApplication.translate("Wizard", f.label))
        return widget

    def _choice(self, f: RowField, value: str) -> QComboBox:
        box = _LateChoice(f.options, value, self.table)
        box.activated.connect(lambda: self._chosen(box))
        return box

    def _value(self, number: int, column: int, f: RowField) -> Any:
        widget = self.table.cellWidget(number, column)
        if isinstance(widget, QCheckBox):
            return widget.isChecked()
        if isinstance(widget, QComboBox):
            value = widget.currentData() or ""
            return [value] if f.in_list and value else [] if f.in_list else value
        return widget.text().strip() if isinstance(widget, QLineEdit) else ""

    def retranslate(self) -> None:
        """Set every text anew."""
        self.table.setHorizontalHeaderLabels([QCoreApplication.translate("Wizard", f.label) for f in self.fields])
        for button, words in ((self._add, self.tr("Add")), (self._remove, self.tr("Remove"))):
            button.setText(words)
            button.setAccessibleName(words)
        self._empty.say(self.tr("Nothing here yet. “Add” or Ins makes a row."))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class _LateChoice(QComboBox):
    """A choice whose options are looked up when it is opened: earlier rows and steps may have changed them."""

    def __init__(self, options: Options, value: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._options = options
        self._fill(value)

    def _fill(self, value: str) -> None:
        self.clear()
        self.addItem("", "")
        for code, words in self._options():
            self.addItem(words, code)
        if value and self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(max(self.findData(value), 0))

    def showPopup(self) -> None:
        """Look the options up anew (QComboBox.showPopup)."""
        self._fill(self.currentData() or "")
        super().showPopup()

    def focusInEvent(self, event: Any) -> None:
        """Look the options up anew for the keyboard too (QWidget.focusInEvent)."""
        self._fill(self.currentData() or "")
        super().focusInEvent(event)
