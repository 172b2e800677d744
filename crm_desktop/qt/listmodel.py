"""A table of any length: first rows at once, the order of all rows in the background, pages on demand."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import TooLong
from crm_desktop.core.fields import Field, is_numeric, is_summable
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Changed, Record
from crm_desktop.core.source import Totals
from crm_desktop.qt import cells
from crm_desktop.qt.jobs import Job
from crm_desktop.qt.lists import painting
from crm_desktop.qt.lists.edits import CellEdits
from crm_desktop.qt.lists.ordered import Edits, difference, in_turn, packed, row_of, rows_near, rows_of, runs
from crm_desktop.qt.lists.paging import CACHED, FIRST, Pages, Sorting
from crm_desktop.qt.lists.painting import Role
from crm_desktop.qt.tools import Tools, caption

Index = QModelIndex | QPersistentModelIndex

READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
CHANGEABLE = READABLE | Qt.ItemFlag.ItemIsEditable
REFRESH_MS = 400  #: several changes in a row are one


class ListModel(QAbstractTableModel):
    """Rows of one entity.

    Signals: *state_changed* ('loading', 'ready', 'empty', 'error'); *counted* (rows, whether that is all);
    *totals_changed* (Totals); *failed* (error while rows are on show or a cell was saved); *too_long* (TooLong, another
    order was taken); *saved* (Record before, Record after); *order_about_to_change* (whether the same rows only move) and
    *order_changed* around every change of rows, for the selection.
    """

    state_changed = Signal(str)
    counted = Signal(int, bool)
    totals_changed = Signal(object)
    failed = Signal(object)
    saved = Signal(object, object)
    order_about_to_change = Signal(bool)
    order_changed = Signal()
    columns_changed = Signal()
    too_long = Signal(object)

    def __init__(self, tools: Tools, entity: Entity, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tools, self.entity = tools, entity
        self.state, self.error = "loading", cast("Exception | None", None)
        self.ids: array[int] = packed()  #: never changed in place: a record page walks along it
        self.complete = False  #: all ids are here, not only those of the first rows
        self.totals: Totals | None = None
        self.sorting = Sorting(self)
        self._query = ListQuery(
            entity=entity.name,
            columns=self._readable(entity.list_columns),
            sort=entity.sort,
            descending=entity.descending,
        )
        self.shown = self._query  #: what the rows on show answer
        self._fields: tuple[Field, ...] = ()
        self.pages = Pages(self, self._rows_arrived)
        self._cache = self.pages.cache
        self.edits = CellEdits(self)
        self._drawn: dict[int, tuple[Record, Sequence[painting.DrawnCell]]] = {}
        self._editable: tuple[bool, ...] = ()
        self._generation = 0
        self._first_job = self._order_job = cast("Job | None", None)
        self._active, self._stale, self._held = True, False, False
        self._late_ids: array[int] | None = None
        self._order_cost = self._order_at = 0.0
        self._refresh = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._refresh.timeout.connect(self._load_order)
        self._show_columns()

    # What is asked for

    @property
    def query(self) -> ListQuery:
        """Return what the list asks for now (its rows may still be on their way)."""
        return self.sorting.worded(self._query)

    @property
    def columns(self) -> tuple[Field, ...]:
        """Return the fields on show, in order."""
        return self._fields

    def open(self) -> None:
        """Ask for the first rows; what is on show stays until they are there."""
        self._begin_anew()
        query, generation = self.query, self._generation
        wide = self._with_label(query)
        self._set_state("loading")
        self._first_job = self.tools.jobs.run(
            lambda s: self.tools.records.first_rows(s, self.entity, wide, FIRST),
            owner=self,
            key="first",
            failed=lambda error: self._not_read(generation, error),
            done=lambda rows: self._take_first(generation, query, rows),
        )

    def _begin_anew(self) -> None:
        """Let go of what was asked for before; the server does not go on with it."""
        self._generation += 1
        self._stale, self._late_ids = False, None
        self._refresh.stop()
        for job in (self._first_job, self._order_job):
            if job is not None:
                job.cancel()

    def forget(self) -> None:
        """Show no rows: those of something else are asked for next."""
        self._begin_anew()
        self.order_about_to_change.emit(False)
        self.beginResetModel()
        self.ids, self.complete, self.totals = packed(), False, None
        self.pages.start_anew()
        self.endResetModel()
        self.order_changed.emit()

    def set_query(self, **changes: Any) -> bool:
        """Change sort, descending, search or conditions and load anew; tell whether anything changed."""
        query = replace(self._query, **changes)
        if query == self._query:
            return False
        self._query, self.sorting.refused = query, ""
        self.open()
        return True

    def prepare(self, **changes: Any) -> None:
        """Change what will be asked for by ``open``, without asking now."""
        self._query = replace(self._query, **changes)

    @property
    def opened(self) -> bool:
        """Tell whether rows were ever asked for."""
        return self._generation > 0

    def sort_by(self, name: str, descending: bool = False) -> bool:
        """Sort all rows by a field; False where it is not there for the reader."""
        if not self.sorting.may(name):
            return False
        self.set_query(sort=name, descending=descending)
        return True

    def set_columns(self, names: Sequence[str]) -> None:
        """Show these columns; the rows are read again, their order stays."""
        names = self._readable(names)
        if not names or names == self._query.columns:
            return
        only_moved = set(names) == set(self._query.columns)
        self._query = replace(self._query, columns=names)
        self.order_about_to_change.emit(True)
        self.beginResetModel()
        self.shown = replace(self.shown, columns=names)
        self._show_columns()
        if not only_moved:
            self.pages.start_anew()
        self.endResetModel()
        self.order_changed.emit()
        self.columns_changed.emit()
        if self.complete and not only_moved:
            self._load_totals()
        elif not self.complete and self._generation:
            self.open()

    def set_entity(self, entity: Entity) -> None:
        """Take a changed descriptor (the company added or removed an attribute)."""
        if entity is not self.entity:
            self.entity = entity
            kept = tuple(n for n in self._query.columns if n in entity) or entity.list_columns
            self._query = replace(self._query, columns=())
            if self._query.sort not in entity:
                self.prepare(sort=entity.sort, descending=entity.descending)
            self.set_columns(kept)

    def refresh(self) -> None:
        """Read rows and order again without losing the place."""
        if self.state == "error" or not self.complete:
            self.open()
            return
        self.pages.read(self.pages.in_view())
        self._load_order()

    # Live

    def take_change(self, change: Changed) -> None:
        """Follow a committed change of the database: only rows that it concerns are read again."""
        if change.table != (self.entity.kept_in or self.entity.name):
            return
        if not self._active:
            self._stale = True
            return
        if change.operation == "DELETE" and change.ids:
            self._remove(change.ids)
        elif change.operation != "INSERT":
            self.pages.read([i for i in (change.ids or self.pages.in_view()) if i in self._cache])
        if not change.ids:
            self.pages.forget_out_of_view()
        if not self._refresh.isActive():  # a costly order is asked for rarely, however busy the office is
            rest = self._order_at + self._order_cost * 5 - time.monotonic()
            self._refresh.start(max(REFRESH_MS, int(rest * 1000)))

    def set_active(self, active: bool) -> None:
        """Say whether somebody can see the list: a hidden one only marks itself stale."""
        self._active = active
        if active and self._stale:
            self._stale = False
            self.refresh()

    def hold(self, held: bool) -> None:
        """Keep the order as it is while a cell is being edited; what came meanwhile is applied at the end."""
        self._held = held
        if not held and self._late_ids is not None:
            late, self._late_ids = self._late_ids, None
            self._apply_order(late)

    # Rows

    def id_at(self, row: int) -> int | None:
        """Return the id of the record in a row."""
        return self.ids[row] if 0 <= row < len(self.ids) else None

    def record_at(self, row: int) -> Record | None:
        """Return the record in a row, or None while it is not loaded."""
        return self._cache.get(self.ids[row]) if 0 <= row < len(self.ids) else None

    def shown_record(self, row: int) -> Record | None:
        """Return the record in a row as its cells show it, what was typed over it included."""
        record = self.record_at(row)
        return record if record is None else self.edits.overlay(record)

    def drawn(self, record: Record) -> Sequence[painting.DrawnCell]:
        """Return what to paint of a record, one entry a column; made once per record."""
        known = self._drawn.get(record.id)
        if known is None or known[0] is not record:
            if len(self._drawn) > CACHED:
                self._drawn.clear()
            known = record, tuple(painting.drawn_cell(field, record, self.tools) for field in self._fields)
            self._drawn[record.id] = known
        return known[1]

    def record(self, record_id: int) -> Record | None:
        """Return a loaded record by its id, or None."""
        return self._cache.get(record_id)

    def row_of(self, record_id: int) -> int:
        """Return the row of a record, or -1."""
        return row_of(self.ids, record_id)

    @property
    def loaded(self) -> int:
        """Return how many records are in memory."""
        return len(self._cache)

    def set_viewport(self, first: int, last: int) -> None:
        """Say which rows are on screen: they are loaded first, others only when nobody waits."""
        self.pages.set_viewport(first, last)

    def put_record(self, record: Record) -> None:
        """Show a record that was just read or saved."""
        if record.id in self._cache:
            self._cache.put([record])
            self._repaint([record.id])

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows known so far."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns on show."""
        return 0 if parent.isValid() else len(self._fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return one aspect of a cell; asking for a row that is not here yet has it loaded."""
        row, column = index.row(), index.column()
        if not index.isValid() or row >= len(self.ids) or column >= len(self._fields):
            return None
        field, record_id = self._fields[column], self.ids[row]
        record = self._cache.get(record_id)
        if role == Role.FIELD:
            return field
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignRight if is_numeric(field) else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        if record is None:
            self.pages.miss(row)
            return None
        if role == Role.RECORD:
            return self.edits.overlay(record)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cells.cell_text(field, self.edits.value(record, field), self.edits.overlay(record), self.tools)
        if role == Qt.ItemDataRole.EditRole:
            return self.edits.value(record, field)
        if role == Role.UNSAVED:
            return self.edits.state(record_id, field.name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.edits.reason(record_id, field.name) or cells.cell_tip(field, record, self.tools)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's label, or why the list is not sorted by it."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._fields):
            return None
        field = self._fields[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.label(field)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.sorting.tip(field.name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignRight if is_numeric(field) else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell; a row that is being loaded can be selected."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        column = index.column()
        return CHANGEABLE if column < len(self._editable) and self._editable[column] else READABLE

    def label(self, field: Field) -> str:
        """Return a field's label in the language of the moment."""
        return caption(self.entity, field)

    def retranslate(self) -> None:
        """Show everything in the language of the moment."""
        self._drawn.clear()
        if self._fields:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._fields) - 1)
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self._fields) - 1))
        self.sorting.retranslate()

    # Loading

    def _readable(self, names: Iterable[str]) -> tuple[str, ...]:
        rights, table = self.tools.facts().rights, self.entity.name
        return tuple(dict.fromkeys(n for n in names if n in self.entity and rights.may_read(table, n)))

    def _show_columns(self) -> None:
        self._fields = tuple(self.entity[name] for name in self._query.columns)
        self._editable = tuple(not self.edits.why_not(field) for field in self._fields)
        self._drawn.clear()

    def wanted_columns(self) -> tuple[str, ...]:
        """Return the columns to read: those on show, and the one that names the record."""
        return self._with_label(self._query).columns

    def _with_label(self, query: ListQuery) -> ListQuery:
        beside = cells.naming(self.entity, query.columns, self.tools)
        return replace(query, columns=self._readable((*query.columns, self.entity.label, *beside)))

    def _set_state(self, state: str, error: Exception | None = None) -> None:
        self.state, self.error = state, error
        self.state_changed.emit(state)

    def _not_read(self, generation: int, error: Exception) -> None:
        """Say why the rows did not come; they are taken in another order where only that was too much."""
        if generation == self._generation and isinstance(error, TooLong):
            self.sorting.give_way(error)
        elif generation == self._generation:
            self._set_state("error", error) if self.state == "loading" else self.failed.emit(error)

    def _take_first(self, generation: int, query: ListQuery, rows: list[Record]) -> None:
        if generation != self._generation:
            return
        more, rows = len(rows) > FIRST, rows[:FIRST]
        old = self.shown
        same = (query.search, query.conditions) == (old.search, old.conditions)
        self.order_about_to_change.emit(same)
        self.beginResetModel()
        self.shown, self.complete, self.totals = query, not more, None
        self.pages.start_anew(rows)
        self.ids = packed([r.id for r in rows])
        self._show_columns()
        self.endResetModel()
        self.order_changed.emit()
        self._set_state("ready" if rows else "empty")
        self.counted.emit(len(rows), self.complete)
        if more:
            self._load_order()
        else:
            self._load_totals()

    def _load_order(self) -> None:
        query, generation, started = self.query, self._generation, time.monotonic()

        def take(ids: array[int]) -> None:
            self._order_at = time.monotonic()
            self._order_cost = self._order_at - started
            if generation == self._generation:
                self._take_order(ids)

        self._order_job = self.tools.jobs.run(
            lambda s: self.tools.records.ordered_ids(s, self.entity, query),
            owner=self,
            key="order",
            done=take,
            failed=lambda error: self._not_read(generation, error),
        )

    def _take_order(self, ids: array[int]) -> None:
        if self._held:
            self._late_ids = ids
        else:
            self._apply_order(ids)
        self._load_totals()

    def _apply_order(self, ids: array[int]) -> None:
        edits = difference(self.ids, ids)
        self.pages.gone.clear()
        self.order_about_to_change.emit(True)
        self.complete = True
        if edits is None:
            self.beginResetModel()
            self.ids = ids
            self.endResetModel()
        else:
            self._apply_edits(edits, ids)
        self.order_changed.emit()
        state = "ready" if ids else "empty"
        if state != self.state:
            self._set_state(state)
        self.counted.emit(len(ids), True)

    def _apply_edits(self, edits: Edits, new: array[int]) -> None:
        orders = in_turn(self.ids, edits, new)
        for first, last in edits.removed:
            self.beginRemoveRows(QModelIndex(), first, last)
            self.ids = next(orders)
            self.endRemoveRows()
        for first, last in edits.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self.ids = next(orders)
            self.endInsertRows()

    def _remove(self, ids: Iterable[int]) -> None:
        gone = rows_of(self.ids, ids)
        if self._held or not gone:
            return
        self.order_about_to_change.emit(False)
        self._cache.drop(self.ids[row] for row in gone)
        self.ids = self.ids[:]
        for first, last in reversed(runs(gone)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self.ids[first : last + 1]
            self.endRemoveRows()
        self.order_changed.emit()
        if not self.ids and self.complete:
            self._set_state("empty")
        self.counted.emit(len(self.ids), self.complete)

    def _load_totals(self) -> None:
        query, generation = self._query, self._generation
        names = tuple(f.name for f in self._fields if is_summable(f))
        if not names:
            self._take_totals(Totals(len(self.ids), {}))
            return

        def take(totals: Totals) -> None:
            if generation == self._generation:
                self._take_totals(totals)

        self.tools.jobs.run(
            lambda s: self.tools.records.totals(s, self.entity, query, names),
            owner=self,
            key="totals",
            done=take,
            failed=self.failed.emit,
        )

    def _take_totals(self, totals: Totals) -> None:
        self.totals = totals
        self.totals_changed.emit(totals)

    def _rows_arrived(self, wanted: Sequence[int], lost: Sequence[int]) -> None:
        self._remove(lost)
        self._repaint(wanted)

    def _repaint(self, ids: Sequence[int]) -> None:
        last_column = len(self._fields) - 1
        if last_column < 0 or not ids:
            return
        for first, last in runs(rows_near(self.ids, ids)):
            self.dataChanged.emit(self.index(first, 0), self.index(last, last_column))

    def unsaved(self) -> Mapping[tuple[int, str], Any]:
        """Return what was typed into cells and could not be saved: (id, field) → value."""
        return self.edits.unsaved()
