"""Loads the rows that are looked at, a page at a time, and forgets those that are not; in an order that is to be had."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.errors import TooLong
from crm_desktop.core.fields import is_kept_in_order
from crm_desktop.core.query import MOST_SORTED, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import sorting_words
from crm_desktop.qt.lists.ordered import RowCache
from crm_desktop.qt.tools import too_long

if TYPE_CHECKING:
    from crm_desktop.qt.listmodel import ListModel

FIRST, PAGE, CACHED = 100, 100, 4000  #: rows at once, per request, kept in memory
REQUESTS, WAIT_MS = 2, 8  #: pages under way at the same time; a scroll bar being dragged


class Pages(QObject):
    """The records in memory, and the requests for more."""

    def __init__(self, model: ListModel, arrived: Callable[[Sequence[int], Sequence[int]], None]) -> None:
        super().__init__(model)
        self._model, self._arrived = model, arrived
        self.cache = RowCache(CACHED)
        self._viewport: tuple[int, int] | None = None
        self._missing: dict[int, None] = {}
        self._requested: set[int] = set()
        self._requests = 0
        self._version = 0
        self.gone: set[int] = set()  #: in the order, but deleted or hidden since
        self._soon = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._soon.timeout.connect(self._load_missing)

    def start_anew(self, rows: Sequence[Record] = ()) -> None:
        """Forget everything but *rows*; what is under way no longer matters."""
        self._version += 1
        self._requested.clear()
        self.cache.clear()
        self.cache.put(rows)

    def set_viewport(self, first: int, last: int) -> None:
        """Say which rows are on screen."""
        self._viewport = (first, last)

    def miss(self, row: int) -> None:
        """Have the page of a row loaded that somebody wants to see."""
        page = row // PAGE
        if self._model.ids[row] in self.gone or page in self._requested:
            return
        self._missing.pop(page, None)
        self._missing[page] = None
        if not self._soon.isActive():
            self._soon.start()

    def read(self, wanted: Sequence[int], finished: Callable[[], None] | None = None) -> None:
        """Read these records, whether they are in memory or not."""
        model, version, columns = self._model, self._version, self._model.wanted_columns()
        wanted = list(wanted)[:CACHED]
        if not wanted:
            return

        def take(records: list[Record]) -> None:
            if finished is not None:
                finished()
            if version != self._version:
                return
            self.cache.put(records)
            found = {r.id for r in records}
            lost = [i for i in wanted if i not in found]
            self.gone.update(lost)
            self._arrived(wanted, lost)

        def fail(error: Exception) -> None:
            if finished is not None:
                finished()
            model.failed.emit(error)

        model.tools.jobs.run(
            lambda s: model.tools.records.rows_by_ids(s, model.entity, columns, wanted),
            owner=self,
            done=take,
            failed=fail,
        )

    def in_view(self) -> list[int]:
        """Return the ids of the loaded rows on screen."""
        first, last = self._viewport or (0, FIRST - 1)
        return [i for i in self._model.ids[max(first, 0) : last + 1] if i in self.cache]

    def forget_out_of_view(self) -> None:
        """Drop what is not on screen: it is read again when it is."""
        kept = [r for r in map(self.cache.get, self.in_view()) if r is not None]
        self.cache.clear()
        self.cache.put(kept)

    def _load_missing(self) -> None:
        if self._requests >= REQUESTS:
            return
        ids: array[int] = self._model.ids
        pages, self._missing = list(self._missing), {}
        if self._viewport is not None:
            first, last = self._viewport[0] // PAGE, self._viewport[1] // PAGE
            pages = [p for p in pages if first <= p <= last] or pages[-1:]
        pages = [p for p in pages[-3:] if p not in self._requested]
        wanted = [i for p in pages for i in ids[p * PAGE : (p + 1) * PAGE] if i not in self.cache]
        if not wanted:
            return
        self._requested.update(pages)
        self._requests += 1
        self.read(wanted, lambda: self._page_done(pages))

    def _page_done(self, pages: Sequence[int]) -> None:
        self._requests -= 1
        self._requested.difference_update(pages)
        if self._missing:
            self._soon.start()


class Sorting:
    """The order of a list's rows; *refused* names the field by which there are too many to be sorted."""

    def __init__(self, model: ListModel) -> None:
        self._model, self.refused = model, ""

    def may(self, name: str) -> bool:
        """Tell whether there is such a field, and the reader may know in which order it stands."""
        entity = self._model.entity
        return name in entity and self._model.tools.facts().rights.may_find(entity.name, name)

    def worded(self, query: ListQuery) -> ListQuery:
        """Return the query with the words by which its rows are sorted, where the server does not know them."""
        entity = self._model.entity
        words = sorting_words(entity[query.sort], self._model.tools) if query.sort in entity else ()
        return replace(query, words=words) if words else query

    def retranslate(self) -> None:
        """Sort the rows anew where their words are others in the language of the moment."""
        if self._model.opened and self._model.query.words:
            self._model.refresh()

    def give_way(self, error: TooLong) -> None:
        """Show the rows in the last order that an index keeps."""
        model, entity, last = self._model, self._model.entity, self._model.shown
        indexed = last.sort in entity and is_kept_in_order(entity[last.sort])
        kept = (last.sort, last.descending) if indexed else (entity.sort, entity.descending)
        self.refused = error.field
        model.prepare(sort=kept[0], descending=kept[1])
        model.open()
        model.too_long.emit(error)

    @property
    def by(self) -> str:
        """Return the field by whose words the rows on show are sorted; '' where they were too many for that."""
        model, name = self._model, self._model.query.sort
        known = name not in model.entity or is_kept_in_order(model.entity[name]) or len(model.ids) <= MOST_SORTED
        return name if known else ""

    def tip(self, name: str) -> str:
        """Return the words at a column's head: its label, or why the list is not sorted by it."""
        label = self._model.label(self._model.entity[name])
        refused = name == self.refused or (name == self._model.query.sort and not self.by)
        return too_long(label) if refused else label
