"""The list that a record was opened from: where it stands there, and what comes before and after."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from crm_desktop.qt.lists.ordered import row_of


class Walk:
    """Ids in order, a million of them perhaps: kept packed, and looked through once for a record."""

    def __init__(self, ids: Sequence[int] = ()) -> None:
        self._ids = ids if isinstance(ids, array) else array("q", ids)
        self._at = 0

    def __len__(self) -> int:
        return len(self._ids)

    def place(self, record_id: int) -> int:
        """Return where the record stands, -1 where it does not."""
        if not (self._at < len(self._ids) and self._ids[self._at] == record_id):
            found = row_of(self._ids, record_id)
            if found < 0:
                return -1
            self._at = found
        return self._at

    def step(self, record_id: int, by: int) -> int:
        """Return the record *by* places further; 0 where there is none."""
        at = self.place(record_id)
        return self._ids[at + by] if at >= 0 and 0 <= at + by < len(self._ids) else 0
