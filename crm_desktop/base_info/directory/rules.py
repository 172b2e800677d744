"""Whose birthday it is, whom typed letters find, and where the boxes of the organisation chart stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from crm_desktop.core.codec.words import sounds


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
    usual_stand_in: str = ""  #: where an absence names nobody else


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
    places = (
        person.name, person.title, person.department, person.phone.replace("-", ""), person.extension, person.mobile,
        person.email, *sounds(person.sort_key),
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

#: The company stands above its departments with its whole name.
ROOT_WIDTH = 400.0
BOX_WIDTH, HEAD_HEIGHT, LINE_HEIGHT, GAP, LEVEL_GAP = 150.0, 26.0, 20.0, 18.0, 32.0
#: Departments without any below them stand above each other where there are more than this many.
SIDE_BY_SIDE = 4


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
    is_below: bool = False  #: stands below another one of the same level, reached from the side
    x: float = 0.0
    y: float = 0.0
    width: float = BOX_WIDTH

    @property
    def height(self) -> float:
        """Return the height in the chart's own points."""
        return _box_height(len(self.lines))


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
    root.width = max(root.width, ROOT_WIDTH)
    boxes: list[Box] = []
    _place(root, -1, 0.0, 0.0, boxes)
    height = max(box.y + box.height for box in boxes)
    return OrgChart(boxes=tuple(boxes), width=max(root.width, ROOT_WIDTH), height=height)


def _columns(node: _Node) -> list[list[_Node]]:
    """Return what stands next to each other below a department: leaves above each other, no higher than the highest."""
    if len(node.below) <= SIDE_BY_SIDE:
        return [[child] for child in node.below]
    most = 1.5 * max(_height(child) for child in node.below)
    columns: list[list[_Node]] = []
    room = 0.0
    for child in node.below:
        height = _height(child) + GAP
        if columns and not child.below and not columns[-1][-1].below and height <= room:
            columns[-1].append(child)
            room -= height
        else:
            columns.append([child])
            room = most + GAP - height
    return columns


def _height(node: _Node) -> float:
    own = _box_height(len(node.people))
    return own + (LEVEL_GAP + max(_height(child) for child in node.below) if node.below else 0.0)


def _box_height(lines: int) -> float:
    return HEAD_HEIGHT + LINE_HEIGHT * lines + (6 if lines else 0)


def _measure(node: _Node) -> float:
    for child in node.below:
        _measure(child)
    node.width = max(BOX_WIDTH, _inner(node))
    return node.width


def _inner(node: _Node) -> float:
    columns = _columns(node)
    return sum(max(child.width for child in column) for column in columns) + GAP * max(len(columns) - 1, 0)


def _place(node: _Node, parent: int, left: float, top: float, boxes: list[Box], is_below: bool = False) -> None:
    head = node.unit.head_id
    lines = tuple(
        Line(
            person_id=person.id,
            words="  ".join(part for part in (person.name, person.title) if part),
            is_head=person.id == head,
        )
        for person in sorted(node.people, key=lambda person: (person.id != head, person.sort_key, person.id))
    )
    box = Box(unit_id=node.unit.id, title=node.unit.name, lines=lines, parent=parent, is_below=is_below)
    place = len(boxes)
    width = ROOT_WIDTH if parent < 0 else BOX_WIDTH
    boxes.append(replace(box, x=left + (node.width - width) / 2, y=top, width=width))
    at = left + (node.width - _inner(node)) / 2
    for column in _columns(node):
        y = top + box.height + LEVEL_GAP
        for number, child in enumerate(column):
            _place(child, place, at, y, boxes, is_below=number > 0)
            y += boxes[-1].height + GAP if not child.below else 0.0
        at += max(child.width for child in column) + GAP


def links(chart: OrgChart) -> list[tuple[float, float, float, float]]:
    """Return the lines (x, y, x, y) that join each department to the one above it."""
    found = []
    for box in chart.boxes:
        if box.parent < 0:
            continue
        above = chart.boxes[box.parent]
        bottom = above.y + above.height
        middle, start, end = bottom + LEVEL_GAP / 2, above.x + above.width / 2, box.x + box.width / 2
        found.append((start, bottom, start, middle))
        if box.is_below:
            side, knee = box.x - GAP / 2, box.y + HEAD_HEIGHT / 2
            found += [(start, middle, side, middle), (side, middle, side, knee), (side, knee, box.x, knee)]
        else:
            found += [(start, middle, end, middle), (end, middle, end, box.y)]
    return found
