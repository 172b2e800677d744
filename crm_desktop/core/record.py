"""Immutable copies of rows: the only form in which rows leave the database layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """One row.

    ``values``: field name → value (own attributes under ``attrs.KEY``). A field that the
    employee may not read is not among the keys. ``labels``: name of a Ref field → the
    words that stand for the record it points to; of an amount its currency, of an e-mail its marks.
    """

    id: int
    version: int
    values: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)

    def words(self, name: str) -> str:
        """Return a field in words: what stands for the record it points to, else its value; '' for none."""
        return self.labels.get(name) or str(self.values.get(name) or "")


@dataclass(frozen=True, slots=True)
class Changed:
    """A committed change, as the database announced it; no *ids* means many."""

    table: str
    operation: str  #: INSERT, UPDATE or DELETE
    ids: tuple[int, ...] = ()
    by: str = ""  #: login of whoever did it

    def concerns(self, table: str, record_id: int | None = None) -> bool:
        """Tell whether the change may have touched that table, or that one record of it."""
        return self.table == table and (record_id is None or not self.ids or record_id in self.ids)
