"""What a list asks for: plain values that can be saved, shown, compared and sent to a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Operators of a condition. ``in`` and ``between`` take a tuple, ``empty`` and ``filled`` take None.
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "contains", "empty", "filled")

#: Rows that are sorted by what no index has in order; a longer list is to be filtered first.
MOST_SORTED = 50_000


@dataclass(frozen=True, slots=True)
class Condition:
    """One restriction: *field* stands in relation *op* to *value* (already of the field's type)."""

    field: str
    op: str
    value: Any = None

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise ValueError(self.op)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListQuery:
    """Which rows of an entity, in which order, with which columns; id is always the last key."""

    entity: str
    columns: tuple[str, ...]
    sort: str
    descending: bool = False
    search: str = ""  #: words for the search function: characters, pinyin, initials, phone, code
    conditions: tuple[Condition, ...] = ()
    #: (value, words) of the field *sort*, where only the program knows what the reader sees in its place
    words: tuple[tuple[str, str], ...] = ()
