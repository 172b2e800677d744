"""Birthdays, what letters find, and the organisation chart: no box on another, every line where it should be."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from crm_desktop.base_info.directory.rules import GAP, Person, Unit, birthdays, fits, links, org_chart
from crm_desktop.base_info.handover.rules import EVEN, HELD, shares

WANG = Person(id=1, name="王小明", title="销售代表", department="销售一部", phone="029-88450001", extension="8012",
              sort_key="wang xiao ming ", birthday=date(1990, 2, 29 - 1))  # fmt: skip


@pytest.mark.parametrize(
    "words", ["王", "wangxiao", "wxm", "xiaoming", "8012", "0298845", "029-8845", "销售", "一部 wxm", "WXM", ""]
)
def test_found_by(words: str) -> None:
    assert fits(WANG, words)


@pytest.mark.parametrize("words", ["李", "wmx", "8013", "一部 李"])
def test_not_found_by(words: str) -> None:
    assert not fits(WANG, words)


def test_birthdays_of_the_week_in_order_and_over_the_turn_of_the_year() -> None:
    people = [
        Person(id=n, name=str(n), birthday=born)
        for n, born in enumerate((date(1980, 1, 2), date(1990, 12, 31), date(1985, 1, 4), date(1970, 12, 28), None))
    ]
    found = birthdays(people, date(2025, 12, 29))
    assert [(day, person.id) for day, person in found] == [
        (date(2025, 12, 31), 1),
        (date(2026, 1, 2), 0),
        (date(2026, 1, 4), 2),
    ]


def test_born_on_the_29th_of_february() -> None:
    leap = [Person(id=1, name="闰", birthday=date(1988, 2, 29))]
    assert [day for day, _ in birthdays(leap, date(2026, 2, 25))] == [date(2026, 2, 28)]
    assert [day for day, _ in birthdays(leap, date(2028, 2, 25))] == [date(2028, 2, 29)]


def _company(leaves: int) -> tuple[list[Unit], list[Person]]:
    units = [Unit(id=1, name="销售部", parent_id=None, head_id=10), Unit(id=2, name="一部", parent_id=1, head_id=11),
             Unit(id=3, name="二部", parent_id=1, head_id=None)]  # fmt: skip
    units += [Unit(id=10 + n, name=f"部门{n}", parent_id=None, head_id=None, position=n) for n in range(leaves)]
    people = [Person(id=10 + n, name=f"人{n}", department_id=1 + n % 3, sort_key=f"ren {n}") for n in range(20)]
    people += [Person(id=100 + n, name=f"员{n}", department_id=10 + n % max(leaves, 1)) for n in range(3 * leaves)]
    return units, people


@pytest.mark.parametrize("leaves", [0, 2, 5, 12])
def test_every_department_and_person_has_a_place_and_none_covers_another(leaves: int) -> None:
    units, people = _company(leaves)
    chart = org_chart("公司", units, people)
    assert sorted(box.unit_id for box in chart.boxes) == sorted([0, *(unit.id for unit in units)])
    assert sorted(line.person_id for box in chart.boxes for line in box.lines) == sorted(p.id for p in people)
    for one, two in combinations(chart.boxes, 2):
        apart = (
            one.x + one.width <= two.x
            or two.x + two.width <= one.x
            or one.y + one.height <= two.y
            or two.y + two.height <= one.y
        )
        assert apart, (one.title, two.title)
    for box in chart.boxes:
        assert box.x >= -GAP and box.x + box.width <= chart.width + GAP and box.y + box.height <= chart.height
    parents = {box.unit_id: chart.boxes[box.parent].unit_id for box in chart.boxes if box.parent >= 0}
    assert parents == {unit.id: unit.parent_id or 0 for unit in units}
    assert [line.is_head for line in next(b for b in chart.boxes if b.unit_id == 2).lines][:1] == [True]
    assert len(links(chart)) >= 3 * (len(chart.boxes) - 1)


def test_shares_add_up_and_level() -> None:
    assert shares(7, [5, 0, 0], EVEN) == [3, 2, 2]
    assert shares(7, [5, 0, 1], HELD) == [0, 4, 3]
    assert shares(0, [1, 2], HELD) == [0, 0]
    assert shares(5, [], EVEN) == []
