"""Whose birthday it is, whom typed letters find, and where the boxes of the organisation chart stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """An employee as the directory shows him; *birthday* is None for those who may not know it."""

    id: int
    name: str
    title: str = ""
    department_id: int | None = None
    department: str = ""
    superior: str = ""
    phone: str = ""
    extension: str = ""
    mobile: str = ""
    email: str = ""
    birthday: date | None = None
    sort_key: str = ""
    away_until: date | None = None  #: the last day of an absence that goes on today
    stand_in: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A department; departments form a tree."""

    id: int
    name: str
    parent_id: int | None
    head_id: int | None
    position: int = 0


def fits(person: Person, words: str) -> bool:
    """Tell whether typed *words* find a person: characters, pinyin, initials, numbers; each word must."""
    syllables = person.sort_key.split()
    places = (
        person.name, person.title, person.department, person.phone.replace("-", ""), person.extension, person.mobile,
        person.email, "".join(syllables), "".join(syllable[:1] for syllable in syllables),
    )  # fmt: skip
    return all(any(word in place.lower() for place in places) for word in words.lower().replace("-", "").split())


def birthdays(people: Iterable[Person], first: date, days: int = 7) -> list[tuple[date, Person]]:
    """Return who has a birthday from *first* on within *days* days, in order; born on 29 February counts on the 28th."""
    found = []
    for person in people:
        for offset in range(days) if person.birthday else ():
            day = first + timedelta(days=offset)
            if person.birthday and _is_birthday(person.birthday, day):
                found.append((day, person))
                break
    return sorted(found, key=lambda pair: (pair[0], pair[1].sort_key, pair[1].id))


def _is_birthday(born: date, day: date) -> bool:
    if (born.month, born.day) == (2, 29) and (day.month, day.day) == (2, 28):
        return (day + timedelta(days=1)).day != 29
    return (born.month, born.day) == (day.month, day.day)


# ── the organisation chart ──

BOX_WIDTH, HEAD_HEIGHT, LINE_HEIGHT, GAP, LEVEL_GAP = 168.0, 26.0, 20.0, 16.0, 36.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A person in a box; *is_head* of the department."""

    person_id: int
    words: str
    is_head: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A department (id 0: the company, or people without one) with its people; *parent* is the place of the box above, -1 for none."""

    unit_id: int
    title: str
    lines: tuple[Line, ...]
    parent: int
    x: float = 0.0
    y: float = 0.0
    width: float = BOX_WIDTH

    @property
    def height(self) -> float:
        """Return the height in the chart's own points."""
        return HEAD_HEIGHT + LINE_HEIGHT * len(self.lines) + (6 if self.lines else 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class OrgChart:
    """The boxes, each after the one above it, and how large the whole is."""

    boxes: tuple[Box, ...]
    width: float
    height: float

    def children(self, place: int) -> list[int]:
        """Return the places of the boxes right below a box."""
        return [n for n, box in enumerate(self.boxes) if box.parent == place]


@dataclass(slots=True)
class _Node:
    unit: Unit
    people: list[Person]
    below: list[_Node] = field(default_factory=list)
    width: float = 0.0


def org_chart(company: str, units: Sequence[Unit], people: Sequence[Person]) -> OrgChart:
    """Lay the departments out as a tree: below each other by level, next to each other by position; people stand in their box."""
    nodes = {unit.id: _Node(unit, []) for unit in sorted(units, key=lambda unit: (unit.position, unit.id))}
    root = _Node(Unit(id=0, name=company, parent_id=None, head_id=None), [])
    for person in people:
        nodes.get(person.department_id or 0, root).people.append(person)
    for node in nodes.values():
        nodes.get(node.unit.parent_id or 0, root).below.append(node)
    _measure(root)
    boxes: list[Box] = []
    _place(root, -1, 0.0, 0.0, boxes)
    height = max(box.y + box.height for box in boxes)
    return OrgChart(boxes=tuple(boxes), width=max(root.width, BOX_WIDTH), height=height)


def _measure(node: _Node) -> float:
    inner = sum(_measure(child) for child in node.below) + GAP * max(len(node.below) - 1, 0)
    node.width = max(BOX_WIDTH, inner)
    return node.width


def _place(node: _Node, parent: int, left: float, top: float, boxes: list[Box]) -> None:
    head = node.unit.head_id
    lines = tuple(
        Line(
            person_id=person.id,
            words="  ".join(part for part in (person.name, person.title) if part),
            is_head=person.id == head,
        )
        for person in sorted(node.people, key=lambda person: (person.id != head, person.sort_key, person.id))
    )
    box = Box(unit_id=node.unit.id, title=node.unit.name, lines=lines, parent=parent)
    place = len(boxes)
    boxes.append(replace(box, x=left + (node.width - BOX_WIDTH) / 2, y=top))
    below = top + box.height + LEVEL_GAP
    inner = sum(child.width for child in node.below) + GAP * max(len(node.below) - 1, 0)
    at = left + (node.width - inner) / 2
    for child in node.below:
        _place(child, place, at, below, boxes)
        at += child.width + GAP
