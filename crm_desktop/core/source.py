"""What lists and forms need of the database layer; ``db.records`` is the one implementation.

Every function takes an open session first and is called inside a job, never on the GUI thread.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from crm_desktop.core.entity import Entity
from crm_desktop.core.grouping import Group, Level
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record

#: Groups that one looks at; of days the latest.
MOST_GROUPS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search: what it is, its words, what stands beside them."""

    entity: str
    id: int
    label: str
    subtitle: str = ""
    instead: str = ""  #: the words of what was found, where this takes its place
    by: str = ""  #: the own attribute by whose value it was found; that stands in *subtitle*
    along: Mapping[str, Any] = field(
        default_factory=dict, hash=False
    )  #: what the words say besides: a bar code its unit


@dataclass(frozen=True, slots=True)
class Totals:
    """Count and sums over a whole list (in the fields' own units; of amounts in several currencies a mapping by currency)."""

    count: int
    sums: Mapping[str, Any]


class RecordSource(Protocol):
    """Generic reading and writing of records within the caller's rights."""

    def first_rows(self, session: Any, entity: Entity, query: ListQuery, limit: int = 100) -> list[Record]:
        """Return the first *limit* + 1 rows at most; the extra row only says that more follow."""

    def ordered_ids(self, session: Any, entity: Entity, query: ListQuery) -> array[int]:
        """Return the ids of all rows of the list, in order, packed in four bytes each where they fit."""

    def rows_by_ids(self, session: Any, entity: Entity, columns: Sequence[str], ids: Sequence[int]) -> list[Record]:
        """Return those rows in the order of *ids*; rows that are gone are left out."""

    def totals(self, session: Any, entity: Entity, query: ListQuery, fields: Sequence[str]) -> Totals:
        """Count the list and sum up its number columns."""

    def counts(self, session: Any, queries: Sequence[tuple[Entity, ListQuery]]) -> list[int]:
        """Count several lists in one round trip."""

    def value_counts(self, session: Any, entity: Entity, query: ListQuery, name: str) -> list[tuple[Any, int]]:
        """Count the list's rows per value of a field, most frequent first, 200 values at most."""

    def with_bounds(self, session: Any, entity: Entity, query: ListQuery, levels: Sequence[Level]) -> tuple[Level, ...]:
        """Return *levels* with the bounds of their ranges, as the values of the list suggest them."""

    def groups(
        self,
        session: Any,
        entity: Entity,
        query: ListQuery,
        levels: Sequence[Level],
        sums: Sequence[str] = (),
        most: int = MOST_GROUPS,
    ) -> list[Group]:
        """Count the list's rows, and add up *sums*, by groups within groups; *most* groups of each level at most.

        Of values the most frequent come first, periods and ranges in their order.
        """

    def file_names(self, session: Any, entity: Entity, record_id: int) -> list[str]:
        """Return the names of a record's files, newest first."""

    def add_file(self, session: Any, entity: Entity, record_id: int, name: str, content: bytes, media_type: str) -> int:
        """Keep a file with a record and return its id."""

    def file_content(self, session: Any, entity: Entity, record_id: int, name: str) -> bytes:
        """Return the content of the newest of a record's files of that name; raise Gone."""

    def tags_in_use(self, session: Any, entity: Entity) -> list[str]:
        """Return the tags that records of an entity carry or carried, for completion."""

    def load(self, session: Any, entity: Entity, record_id: int) -> Record:
        """Return all readable fields of one record; raise Gone."""

    def create(self, session: Any, entity: Entity, values: Mapping[str, Any]) -> Record:
        """Insert and return as stored (code, owner, defaults filled in); raise Invalid or Denied."""

    def create_once(
        self, session: Any, entity: Entity, token: str, content: object, make: Callable[[], Record]
    ) -> Record:
        """Return what *make* creates, or what an earlier attempt under *token* created; raise MadeBefore."""

    def save(self, session: Any, entity: Entity, record: Record, changes: Mapping[str, Any]) -> Record:
        """Write only *changes* if *record*'s version still stands; raise Conflict, Denied, Gone or Invalid."""

    def delete(self, session: Any, entity: Entity, record: Record) -> None:
        """Delete; raise Conflict, Denied, Gone or Invalid (something still points to it)."""

    def save_many(self, session: Any, entity: Entity, ids: Sequence[int], changes: Mapping[str, Any]) -> int:
        """Write the same *changes* to all *ids* in one transaction; return the number of an undoable action."""

    def delete_many(self, session: Any, entity: Entity, ids: Sequence[int]) -> int:
        """Delete all *ids* or none; return how many; raise Denied or Invalid."""

    def undoable(self, session: Any) -> int | None:
        """Return the number under which what this transaction did can be taken back, None where it cannot."""

    def undo(self, session: Any, bulk_id: int) -> int:
        """Take back a bulk action of one's own; return how many records were restored."""

    def search(self, session: Any, entity: Entity, words: str, limit: int = 20) -> list[Hit]:
        """Find records of one entity as one types: characters, pinyin, initials, digits, code."""

    def offer(
        self, session: Any, entity: Entity, words: str, limit: int = 20, *, within: int | None = None
    ) -> list[Hit]:
        """Find what is on offer of one entity, of record *within* only; the first ones without words (``Ref.on_offer``)."""

    def spell(self, session: Any, words: Sequence[str]) -> list[list[str]]:
        """Return how each of *words* may sound, as sort keys: a heteronym with each of its readings."""

    def search_all(self, session: Any, words: str, limit: int = 8) -> list[Hit]:
        """Find records of every searchable entity, *limit* of each at most."""
