"""Usage of a period by person, department or title and by day, week or month: figures only, no database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

GROUPS = ("person", "department", "title")
UNITS = ("day", "week", "month")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody with a login; *last_at* is when he was last there at all."""

    id: int
    name: str
    title: str = ""
    department: str = ""
    last_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What one person did on one day."""

    person: int
    day: date
    logins: int = 0
    entries: int = 0
    bulk: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Figures of one person or group; *entries_by* per bucket in order."""

    name: str
    people: tuple[int, ...]
    department: str = ""
    title: str = ""
    logins: int = 0
    days: int = 0  #: days on which somebody was there, added up over the people
    entries: int = 0
    bulk: int = 0
    last_at: datetime | None = None
    entries_by: tuple[int, ...] = ()
    logins_by: tuple[int, ...] = ()

    @property
    def absent(self) -> bool:
        """Tell whether nobody of the line was there in the period."""
        return not self.days


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """A period's usage, as far as the caller may see it."""

    first: date
    last: date
    people: tuple[Person, ...]
    days: tuple[Day, ...]
    company: str = ""
    company_en: str = ""
    workdays: int = 0
    buckets: tuple[date, ...] = field(default=())

    def lines(self, group: str, unit: str) -> list[Line]:
        """Return one line a person, department or title, the busiest first, else as the people stand; who never came last."""
        key: Callable[[Person], str] = {
            "person": lambda p: str(p.id), "department": lambda p: p.department, "title": lambda p: p.title,
        }[group]  # fmt: skip
        buckets = self.buckets_of(unit)
        members: dict[str, list[Person]] = {}
        for person in self.people:
            members.setdefault(key(person), []).append(person)
        lines = [self._line(group, people, unit, buckets) for people in members.values()]
        return sorted(lines, key=lambda line: (-line.entries, -line.logins))

    def total(self, unit: str) -> Line:
        """Return the figures of all together."""
        return replace(self._line("title", list(self.people), unit, self.buckets_of(unit)), name="")

    def buckets_of(self, unit: str) -> list[date]:
        """Return the first days of the period's days, weeks or months."""
        found = dict.fromkeys(
            bucket(self.first + timedelta(days=n), unit) for n in range((self.last - self.first).days + 1)
        )
        return list(found)

    def _line(self, group: str, people: Sequence[Person], unit: str, buckets: Sequence[date]) -> Line:
        ids = {person.id for person in people}
        rows = [day for day in self.days if day.person in ids]
        place = {start: number for number, start in enumerate(buckets)}
        entries, logins = [0] * len(buckets), [0] * len(buckets)
        for row in rows:
            entries[place[bucket(row.day, unit)]] += row.entries
            logins[place[bucket(row.day, unit)]] += row.logins
        one = people[0] if people else Person(id=0, name="")
        return Line(
            name=one.name if group == "person" else one.department if group == "department" else one.title,
            department=one.department if group == "person" else "",
            title=one.title if group == "person" else "",
            people=tuple(sorted(ids)),
            logins=sum(row.logins for row in rows),
            days=len({(row.person, row.day) for row in rows}),
            entries=sum(row.entries for row in rows),
            bulk=sum(row.bulk for row in rows),
            last_at=max((p.last_at for p in people if p.last_at), default=None),
            entries_by=tuple(entries),
            logins_by=tuple(logins),
        )


def bucket(day: date, unit: str) -> date:
    """Return the first day of *day*'s week (Monday) or month, or the day itself."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def named_period(name: str, today: date) -> tuple[date, date]:
    """Return the days of 'week', 'last_week', 'month' or 'last_month' around *today*."""
    if name in ("week", "last_week"):
        first = bucket(today, "week") - timedelta(days=7 if name == "last_week" else 0)
        return first, first + timedelta(days=6)
    first = bucket(today, "month")
    if name == "last_month":
        first = bucket(first - timedelta(days=1), "month")
    after = bucket(first + timedelta(days=32), "month")
    return first, after - timedelta(days=1)
