"""The lines of a document as they are edited: values, what was typed by hand, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette

from crm_desktop.core.errors import Invalid
from crm_desktop.core.fields import Field, Money, Price, Quantity, is_numeric
from crm_desktop.core.grouping import added
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.lines.asked import EMPTY as _EMPTY
from crm_desktop.qt.lines.asked import Asked, Asking, plain
from crm_desktop.qt.tools import Tools

Index = QModelIndex | QPersistentModelIndex
Compute = Callable[[Mapping[str, Any]], Mapping[str, Any]]
#: What text that is no value of a field says of the line all the same ("2 boxes"), or None.
Read = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any] | None]
#: The codes on offer for a field of a line; None: all of its dictionary.
Offer = Callable[[str, Mapping[str, Any]], Iterable[str] | None]
#: What may not be meant, of the values of a line: field → sentence.
Doubt = Callable[[Mapping[str, Any]], Mapping[str, str]]

_NEW = Record(0, 0, {})
LONG = 8  #: letters of a title of several words that takes two lines


@dataclass(frozen=True, kw_only=True, slots=True)
class LineChanges:
    """What is to be written: new lines, stored lines with what changed of them, stored lines to delete."""

    added: tuple[Mapping[str, Any], ...] = ()
    changed: tuple[tuple[Record, Mapping[str, Any]], ...] = ()
    removed: tuple[Record, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(slots=True, eq=False)
class Line:
    """One line under the user's hands."""

    record: Record = _NEW
    values: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)  #: by hand: asked before it is overwritten
    wrong: dict[str, tuple[str, str]] = field(default_factory=dict)  #: field → text as typed, sentence
    refused: dict[str, str] = field(default_factory=dict)  #: field → what the server said, until the line is altered

    def as_record(self) -> Record:
        """Return the line for painting."""
        return Record(self.record.id, self.record.version, self.values, self.labels)


class LineModel(QAbstractTableModel):
    """Rows of ``Line``; *edited* tells of every change, *typed* (line, field) of one by hand."""

    edited = Signal()
    typed = Signal(object, str)

    def __init__(
        self,
        tools: Tools,
        context: str,
        fields: Sequence[Field],
        *,
        compute: Compute | None = None,
        defaults: Mapping[str, Any] | None = None,
        position: str = "",
    ) -> None:
        super().__init__()
        self.tools, self.context, self.fields = tools, context, tuple(fields)
        self._compute, self._defaults, self._position = compute, dict(defaults or {}), position
        self._lines: list[Line] = []
        self._removed: list[tuple[int, Line]] = []
        self.read: Read = lambda _name, _text, _values: None
        self.offer: Offer = lambda _name, _values: None
        self.locked = ""
        self.currency = ""  #: of prices and amounts; '' for the company's own
        self.doubt: Doubt = lambda _values: {}
        self.asked: Asked = plain

    # ── content ──────────────────────────────────────────

    def set_lines(self, records: Iterable[Record]) -> None:
        """Show stored lines; nothing is edited yet. Without any, one empty line waits. What was refused of one stays."""
        self.beginResetModel()
        self._removed.clear()
        refused = {(line.record.id, line.record.version): line.refused for line in self._lines if line.record.id}
        self._lines = [
            Line(
                record=r, values=dict(r.values), labels=dict(r.labels), refused=dict(refused.get((r.id, r.version), {}))
            )
            for r in records
        ]
        if not self._lines and not self.locked:
            self._lines.append(self._blank())
        for line in self._lines:
            self._recompute(line)
        self.endResetModel()

    def rebase(self, lines: Sequence[Line], records: Sequence[Record]) -> None:
        """Take *records* as what is stored of *lines*, in order; what was typed since stays and is unsaved."""
        if any(line.record.id for line in lines) and [line.record.id for line in lines] != [r.id for r in records]:
            return  # a colleague's lines come with the conflict, not over mine
        if len(lines) != len(records):  # a colleague saved other lines in that same moment
            self.set_lines(records)
            return
        for line, record in zip(lines, records, strict=True):
            typed = {f.name: line.values.get(f.name) for f in self.fields if not f.read_only}
            line.record = record
            line.refused.clear()
            line.values = {**record.values, **{n: v for n, v in typed.items() if v not in _EMPTY}}
            self._recompute(line)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        self.edited.emit()

    def exchange(self, mine: Callable[[Record], bool], records: Sequence[Record]) -> None:
        """Put *records* at the end in place of the stored lines that are *mine*: those that the database writes itself."""
        self.beginResetModel()
        self._lines = [line for line in self._lines if not (line.record.id and mine(line.record))]
        self._lines += [Line(record=r, values=dict(r.values), labels=dict(r.labels)) for r in records]
        for line in self._lines:
            self._recompute(line)
        self.endResetModel()

    def line(self, row: int) -> Line:
        """Return the line of a row."""
        return self._lines[row]

    def text(self, line: Line, f: Field) -> str:
        """Return the words of a value of a line."""
        shown = line.as_record()
        if self.currency and isinstance(f, (Money, Price)):
            shown = replace(shown, labels={**shown.labels, f.name: self.currency})
        return cell_text(f, line.values.get(f.name), shown, self.tools)

    def caption(self, f: Field) -> str:
        """Return the words of a field: those of an own attribute stand in the language of the moment already."""
        return f.label if f.is_custom else QCoreApplication.translate(self.context, f.label)

    def set_currency(self, currency: str) -> None:
        """Show prices and amounts in this currency, '' for the company's own."""
        self.currency = currency
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def doubts(self) -> list[tuple[int, str]]:
        """Return what the lines may not mean, each once with its row."""
        found = [(row, words) for row, line in enumerate(self._lines) for words in self.doubt(line.values).values()]
        return list(dict.fromkeys(found))

    def row_of(self, line: Line) -> int:
        """Return the row of a line, -1 when it is gone."""
        return next((i for i, other in enumerate(self._lines) if other is line), -1)

    def filled(self) -> list[Line]:
        """Return the lines in which something stands."""
        return [line for line in self._lines if line.record.id or not self._is_blank(line)]

    def has_value(self, name: str) -> bool:
        """Tell whether a line has a value of the field."""
        return any(line.values.get(name) not in _EMPTY for line in self._lines)

    def asking(self, line: Line, f: Field) -> Asking:
        """Return what a cell asks at this moment."""
        return self.asked(f, line.values, line.record.values if line.record.id else None)

    def is_asked(self, f: Field) -> bool:
        """Tell whether a line asks for the field."""
        return any(self.asking(line, f).visible for line in self._lines)

    def sum_of(self, name: str) -> Any:
        """Return the sum of a number column; of quantities that say their unit one for each."""
        unit = next((f.unit for f in self.fields if f.name == name and isinstance(f, Quantity)), "")
        values = ((line, line.values.get(name) or 0) for line in self.filled())
        return added({line.values.get(unit) or "": value} if unit else value for line, value in values)

    def changes(self) -> LineChanges:
        """Return what is to be written; raise Invalid as ``check`` does."""
        self.check()
        added, changed = [], []
        for number, line in enumerate(self.filled(), 1):
            unasked = {f.name for f in self.fields if f.is_custom and not self.asking(line, f).visible}
            values = {n: v for n, v in line.values.items() if n not in unasked}
            values |= {self._position: number} if self._position else {}
            if not line.record.id:
                added.append({n: v for n, v in values.items() if v not in _EMPTY})
                continue
            before = line.record.values
            altered = {
                n: v for n, v in values.items() if v != before.get(n) and not (v in _EMPTY and before.get(n) in _EMPTY)
            }
            if altered:
                changed.append((line.record, altered))
        removed = tuple(line.record for _, line in self._removed if line.record.id)
        return LineChanges(added=tuple(added), changed=tuple(changed), removed=removed)

    def is_dirty(self) -> bool:
        """Tell whether anything was altered since loading."""
        if any(line.wrong for line in self._lines) or any(line.record.id for _, line in self._removed):
            return True
        return any(self._is_altered(line) for line in self.filled())

    def first_refused(self) -> tuple[int, int] | None:
        """Return row and column of the first cell that the server refused."""
        places = (
            (row, n)
            for row, line in enumerate(self._lines)
            for n, f in enumerate(self.fields)
            if f.name in line.refused
        )
        return next(places, None)

    def problem(self) -> tuple[int, int, Invalid] | None:
        """Return row, column and error of the first cell that cannot be saved."""
        for row, line in enumerate(self._lines):
            if not line.wrong and (not self._is_altered(line) if line.record.id else self._is_blank(line)):
                continue
            for column, f in enumerate(self.fields):
                if f.name in line.wrong:
                    return row, column, Invalid("bad_value", f.name, {"text": line.wrong[f.name][0]})
                if line.values.get(f.name) in _EMPTY and self.asking(line, f).required:
                    return row, column, Invalid("required", f.name)
        return None

    def check(self) -> None:
        """Raise the error of the first cell that cannot be saved."""
        found = self.problem()
        if found is not None:
            raise found[2]

    # ── changing ─────────────────────────────────────────

    def put(
        self, line: Line, values: Mapping[str, Any], labels: Mapping[str, str] | None = None, *, by_hand: bool = False
    ) -> None:
        """Set values of a line; computed ones follow."""
        row = self.row_of(line)
        if row < 0:
            return
        line.refused.clear()
        for name, value in values.items():
            line.values[name] = value
            line.labels.pop(name, None)
            line.wrong.pop(name, None)
            (line.typed.add if by_hand else line.typed.discard)(name)
        line.labels.update(labels or {})
        self._recompute(line)
        self._repaint(row)
        self.edited.emit()
        if by_hand:
            for name in values:
                self.typed.emit(line, name)

    def put_wrong(self, line: Line, name: str, text: str, sentence: str) -> None:
        """Keep text that is no value in its cell, marked."""
        line.wrong[name] = (text, sentence)
        self._repaint(self.row_of(line))
        self.edited.emit()

    def put_refused(self, line: Line, name: str, sentence: str) -> None:
        """Mark a cell that the server refused; it may be sent again as it is."""
        line.refused[name] = sentence
        self._repaint(self.row_of(line))

    def append(self) -> int:
        """Add an empty line and return its row."""
        return self._insert(len(self._lines), self._blank())

    def duplicate(self, row: int) -> int:
        """Add a copy of a line below it and return its row."""
        old = self._lines[row]
        return self._insert(
            row + 1, Line(values=dict(old.values), labels=dict(old.labels), typed=set(old.typed), wrong=dict(old.wrong))
        )

    def remove(self, row: int) -> None:
        """Take a line out; ``restore`` brings it back."""
        self.beginRemoveRows(QModelIndex(), row, row)
        self._removed.append((row, self._lines.pop(row)))
        self.endRemoveRows()
        if not self._lines:
            self.append()
        self.edited.emit()

    def restore(self) -> int:
        """Bring back the line that was taken out last; return its row, -1 without any."""
        if not self._removed:
            return -1
        row, line = self._removed.pop()
        return self._insert(min(row, len(self._lines)), line)

    def move(self, row: int, by: int) -> int:
        """Move a line up (-1) or down (1) and return its row."""
        target = row + by
        if not (0 <= row < len(self._lines) and 0 <= target < len(self._lines)):
            return row
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target + (1 if by > 0 else 0))
        self._lines.insert(target, self._lines.pop(row))
        self.endMoveRows()
        self.edited.emit()
        return target

    def _insert(self, row: int, line: Line) -> int:
        self.beginInsertRows(QModelIndex(), row, row)
        self._lines.insert(row, line)
        self.endInsertRows()
        self._recompute(line)
        self.edited.emit()
        return row

    def _blank(self) -> Line:
        return Line(values=dict(self._defaults))

    def _is_blank(self, line: Line) -> bool:
        return not line.wrong and all(
            line.values.get(f.name) in _EMPTY or line.values.get(f.name) == self._defaults.get(f.name)
            for f in self.fields
            if not f.read_only
        )

    def _is_altered(self, line: Line) -> bool:
        stored = line.record.values
        return not line.record.id or any(
            line.values.get(f.name) != stored.get(f.name)
            and not (line.values.get(f.name) in _EMPTY and stored.get(f.name) in _EMPTY)
            for f in self.fields
            if not f.read_only
        )

    def _recompute(self, line: Line) -> None:
        if self._compute is not None:
            line.values.update(self._compute(line.values))

    def _repaint(self, row: int) -> None:
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.fields) - 1))

    # ── Qt's model ───────────────────────────────────────

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.fields)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return captions and line numbers."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        f = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _in_two(self.caption(f)) + (" *" if f.required else "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(f)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell which cells can be edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and not self.fields[index.column()].read_only and not self.locked:
            asking = self.asking(self._lines[index.row()], self.fields[index.column()])
            if asking.visible and not asking.locked:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        line, f = self._lines[index.row()], self.fields[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(f)
        wrong = line.wrong.get(f.name)
        bad = wrong[1] if wrong else line.refused.get(f.name, "")
        doubt = "" if bad else self.doubt(line.values).get(f.name, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return wrong[0] if wrong else self.text(line, f)
        if role == Qt.ItemDataRole.DecorationRole:
            return QIcon.fromTheme("circle-alert-bad" if bad else "triangle-alert-warn") if bad or doubt else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return bad or doubt or self.locked or self.asking(line, f).locked or None
        if role == Qt.ItemDataRole.ForegroundRole:
            if bad:
                return QColor("#d04437")
            return QPalette().placeholderText().color() if f.read_only else None
        return None


def _in_two(words: str) -> str:
    """Return a long title in two lines, broken at the blank next to its middle: columns of numbers stay as narrow as these."""
    blanks = [n for n, letter in enumerate(words) if letter == " "]
    if len(words) < LONG or not blanks:
        return words
    middle = min(blanks, key=lambda n: abs(2 * n - len(words)))
    return f"{words[:middle]}\n{words[middle + 1 :]}"


def _alignment(f: Field) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_numeric(f) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
