"""The order of a list as one packed array, and what changed between two of them; no Qt."""

from __future__ import annotations

import sys
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm_desktop.core.record import Record

#: More single changes than this are cheaper as one reset; a row is looked for this far ahead.
MOST_EDITS, REACH = 200, 64


def packed(ids: Sequence[int] = ()) -> array[int]:
    """Return *ids* in four bytes each, in eight where one of them needs it."""
    try:
        return array("i", ids)
    except OverflowError:
        return array("q", ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edits:
    """How to turn one order into another: runs (first, last) to remove, then runs to insert.

    Removed runs count in the old order, last run first; inserted runs count in the new order, first run first.
    """

    removed: tuple[tuple[int, int], ...]
    inserted: tuple[tuple[int, int], ...]


def difference(old: array[int], new: array[int]) -> Edits | None:
    """Return the few runs that differ, or None where the orders have too little in common."""
    if old.typecode != new.typecode:
        return None
    before, after = memoryview(old), memoryview(new)
    removed: list[tuple[int, int]] = []
    inserted: list[tuple[int, int]] = []
    i = j = 0
    while len(removed) + len(inserted) <= MOST_EDITS:
        same = _same_run(before, i, after, j)
        i, j = i + same, j + same
        if i == len(old) or j == len(new):
            if i < len(old):
                removed.append((i, len(old) - 1))
            if j < len(new):
                inserted.append((j, len(new) - 1))
            return Edits(removed=tuple(reversed(removed)), inserted=tuple(inserted))
        gone, come = _resync(old, i, new, j)
        if gone < 0:
            return None
        if gone:
            removed.append((i, i + gone - 1))
        if come:
            inserted.append((j, j + come - 1))
        i, j = i + gone, j + come
    return None


def in_turn(old: array[int], edits: Edits, new: array[int]) -> Iterator[array[int]]:
    """Yield the order after each run of *edits*; *old* stays as it is, and the last one is *new* itself, not its copy."""
    left = len(edits.removed) + len(edits.inserted)
    ids = old[:] if left > 1 else old
    for first, last in edits.removed:
        left -= 1
        if left:
            del ids[first : last + 1]
        yield ids if left else new
    for first, last in edits.inserted:
        left -= 1
        if left:
            ids[first:first] = new[first : last + 1]
        yield ids if left else new


def _same_run(before: memoryview, i: int, after: memoryview, j: int) -> int:
    """Return how many entries agree from *i* and *j* on, comparing in C by growing blocks."""
    limit, same, size = min(len(before) - i, len(after) - j), 0, 64
    while same < limit:
        size = min(size, limit - same)
        if before[i + same : i + same + size] == after[j + same : j + same + size]:
            same, size = same + size, size * 2
        elif size == 1:
            return same
        else:
            size //= 2
    return same


def _resync(old: array[int], i: int, new: array[int], j: int) -> tuple[int, int]:
    """Return how many old entries went and new ones came before both agree again; (-1, -1) if far."""
    ahead_old, ahead_new = old[i : i + REACH], new[j : j + REACH]
    places = {value: n for n, value in enumerate(ahead_new)}
    best = (-1, -1)
    for n, value in enumerate(ahead_old):
        if value in places and (best[0] < 0 or n + places[value] < sum(best)):
            best = (n, places[value])
    if best[0] < 0 and len(old) - i <= REACH and len(new) - j <= REACH:
        return len(old) - i, len(new) - j
    return best


def rows_of(ids: array[int], wanted: Iterable[int]) -> list[int]:
    """Return the rows at which *wanted* ids stand, ascending; ids that are not there are left out."""
    looked_for = set(wanted)
    if len(looked_for) <= 3:
        return sorted(row for row in (row_of(ids, value) for value in looked_for) if row >= 0)
    return [row for row, value in enumerate(ids) if value in looked_for]


def row_of(ids: array[int], record_id: int) -> int:
    """Return the row of one id, or -1; compares bytes, several times faster than number by number."""
    size, everything = ids.itemsize, ids.tobytes()
    try:
        wanted = record_id.to_bytes(size, sys.byteorder, signed=True)
    except OverflowError:  # larger than any of them
        return -1
    at = everything.find(wanted)
    while at % size and at >= 0:  # across two ids
        at = everything.find(wanted, at + 1)
    return at // size if at >= 0 else -1


def rows_near(ids: array[int], wanted: Sequence[int]) -> list[int]:
    """Return the rows of *wanted*; a page loaded in order is found without looking through a million."""
    row = row_of(ids, wanted[0])
    if row >= 0 and list(ids[row : row + len(wanted)]) == list(wanted):
        return list(range(row, row + len(wanted)))
    return rows_of(ids, wanted)


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Join ascending rows into runs (first, last)."""
    joined: list[tuple[int, int]] = []
    for row in rows:
        if joined and joined[-1][1] == row - 1:
            joined[-1] = (joined[-1][0], row)
        else:
            joined.append((row, row))
    return joined


class RowCache:
    """The most recently loaded records, at most *limit*, by id."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._records: OrderedDict[int, Record] = OrderedDict()

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._records

    def get(self, record_id: int) -> Record | None:
        """Return a loaded record, or None."""
        return self._records.get(record_id)

    def put(self, records: Iterable[Record]) -> None:
        """Keep *records* as the most recent ones; the oldest fall out."""
        for record in records:
            self._records[record.id] = record
            self._records.move_to_end(record.id)
        while len(self._records) > self._limit:
            self._records.popitem(last=False)

    def drop(self, ids: Iterable[int]) -> None:
        """Forget some records."""
        for record_id in ids:
            self._records.pop(record_id, None)

    def clear(self) -> None:
        """Forget all records."""
        self._records.clear()
