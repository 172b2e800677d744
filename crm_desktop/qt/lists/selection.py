"""Selected rows, remembered by id while the order of the list changes underneath."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject

from crm_desktop.qt.lists.ordered import row_of, rows_of, runs

if TYPE_CHECKING:
    from crm_desktop.qt.listmodel import ListModel

#: A larger selection does not survive a new order, except when it is everything.
MOST_REMEMBERED = 50_000


class IdSelection(QItemSelectionModel):
    """A selection of whole rows that follows its records."""

    def __init__(self, model: ListModel, parent: QObject | None = None) -> None:
        super().__init__(model, parent or model)
        self._list = model
        self._wanted: set[int] = set()
        self._everything = False
        self._current: int | None = None
        self._column = 0
        model.order_about_to_change.connect(self._remember)
        model.order_changed.connect(self._restore)

    def ids(self) -> array[int]:
        """Return the ids of the selected rows, in the order of the list."""
        ids: array[int] = array(self._list.ids.typecode)
        for first, last in self.row_runs():
            ids.extend(self._list.ids[first : last + 1])
        return ids

    def row_runs(self) -> list[tuple[int, int]]:
        """Return the selected rows as runs (first, last), ascending and without overlap."""
        joined: list[tuple[int, int]] = []
        ranges = list(self.selection())  # type: ignore[call-overload]
        for first, last in sorted((r.top(), r.bottom()) for r in ranges):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return joined

    def count(self) -> int:
        """Return how many rows are selected."""
        return sum(last - first + 1 for first, last in self.row_runs())

    def select_all(self) -> None:
        """Select every row of the list, loaded or not."""
        rows = self._list.rowCount()
        if rows:
            self._select_runs([(0, rows - 1)])

    def select_ids(self, ids: set[int]) -> None:
        """Select the rows of these records, as far as they are in the list."""
        self._select_runs(runs(rows_of(self._list.ids, ids)))

    def _select_runs(self, rows: list[tuple[int, int]]) -> None:
        model, selection = self._list, QItemSelection()
        last_column = model.columnCount() - 1
        for first, last in rows:
            selection.select(model.index(first, 0), model.index(last, last_column))
        flag = QItemSelectionModel.SelectionFlag
        self.select(selection, flag.ClearAndSelect | flag.Rows)

    def _remember(self, same_rows: bool) -> None:
        count = self.count()
        if self._list.complete:
            self._everything = same_rows and 0 < count == self._list.rowCount()
            self._wanted = set(self.ids()) if 0 < count <= MOST_REMEMBERED and not self._everything else set()
        elif not self._everything:  # the rest of the rows is still to come, and with it the rest of the selection
            self._wanted.update(self.ids())
        index = self.currentIndex()
        if index.isValid():
            self._current, self._column = self._list.id_at(index.row()), index.column()

    def _restore(self) -> None:
        ids = self._list.ids
        if self._current is not None:
            row = row_of(ids, self._current)
            column = min(self._column, self._list.columnCount() - 1)
            if row >= 0 and self.currentIndex().row() != row:
                self.setCurrentIndex(self._list.index(row, column), QItemSelectionModel.SelectionFlag.NoUpdate)
        if self._everything:
            self.select_all()
        elif self._wanted:
            found = runs(rows_of(ids, self._wanted))
            if found != self.row_runs():
                self._select_runs(found)
        if self._list.complete:
            self._wanted, self._everything, self._current = set(), False, None
