"""Who sees a record and what somebody may do, as values; whom typed letters find, what several scopes come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm_desktop.core.codec.words import sounds

#: Scopes that hold others: what the wider one gives, the narrower one gives no more.
_WITHIN = {
    "own": {"subordinates", "department", "departments_below", "all"},
    "department": {"departments_below", "all"},
    "subordinates": {"all"},
    "departments_below": {"all"},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way by which somebody comes to a record; the words of the database, see ``crm.ways_in``."""

    way: str
    whose: str
    through: str  #: the name of the person through whom
    roles: tuple[str, ...]
    until: date | None
    power: str
    verbs: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One employee beside a record; *sees* is yes, masked or no, and then *lacks* says what is missing."""

    id: int
    name: str
    department: str
    sort_key: str
    sees: str
    edits: bool
    deletes: bool
    ways: tuple[Way, ...]
    lacks: str
    scope: str
    owner: str
    hidden: int
    hidden_fields: tuple[str, ...]
    masked_fields: tuple[str, ...]
    shut_until: datetime | None = None  #: kept out so long, after wrong passwords; open windows go on


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRule:
    """One rule of one role of somebody."""

    module: str
    action: str
    scope: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldAccess:
    """A field of which somebody has less than all: none, mask or read; *roles* are those that say so."""

    table: str
    field: str
    access: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What somebody's roles come to."""

    name: str
    status: str
    login: str
    roles: tuple[str, ...]
    rules: tuple[RoleRule, ...]
    fields: tuple[FieldAccess, ...]

    @classmethod
    def nothing(cls) -> Access:
        """Return that of nobody, before it is read."""
        return cls(name="", status="", login="", roles=(), rules=(), fields=())

    def scopes(self, module: str, action: str) -> list[str]:
        """Return the scopes in force, the widest where one holds the others; [] is none."""
        held = {r.scope for r in self.rules if (r.module, r.action) == (module, action)}
        return widest(held) if self.status == "active" else []


def widest(scopes: Iterable[str]) -> list[str]:
    """Return which of *scopes* none of the others holds."""
    given = set(scopes) - {"none"}
    return [scope for scope in ("all", "departments_below", "department", "subordinates", "own") if scope in given
            and not _WITHIN.get(scope, set()) & given]  # fmt: skip


def closeness(person: Person) -> int:
    """Return how near somebody is to a record, to sort by: whose it is, those above, who stands in or helps, all others."""
    near = ("own", "subordinates", "department", "departments_below", "stand_in", "helper", "helping")
    return min((near.index(way.way) for way in person.ways if way.way in near), default=len(near))


def fits(person: Person, why: str, words: str) -> bool:
    """Tell whether typed *words* find a person: characters, pinyin, initials, department, reason; each word must."""
    places = (person.name, person.department, why, *sounds(person.sort_key))
    return all(any(word in place.lower() for place in places) for word in words.lower().split())


def named(roles: Sequence[int], names: Mapping[int, str]) -> tuple[str, ...]:
    """Return the names of roles in their order."""
    return tuple(names[role] for role in roles if role in names)
