"""Periods, growth, and how figures become a ranking."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.analysis.rules import (
    GROUPS,
    NOBODY,
    NONE,
    Figures,
    Period,
    Person,
    Sum,
    growth,
    make_ranking,
    month_of,
    quarter_of,
    segments,
    shift_months,
    year_of,
)
from crm_desktop.core.errors import Invalid

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("period", "previous", "year_before"),
    [
        (month_of(date(2026, 3, 15)), (date(2026, 2, 1), date(2026, 2, 28)), (date(2025, 3, 1), date(2025, 3, 31))),
        (month_of(date(2024, 2, 1)), (date(2024, 1, 1), date(2024, 1, 31)), (date(2023, 2, 1), date(2023, 2, 28))),
        (month_of(date(2025, 2, 1)), (date(2025, 1, 1), date(2025, 1, 31)), (date(2024, 2, 1), date(2024, 2, 29))),
        (quarter_of(date(2026, 1, 1)), (date(2025, 10, 1), date(2025, 12, 31)), (date(2025, 1, 1), date(2025, 3, 31))),
        (year_of(date(2026, 7, 1)), (date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 1, 1), date(2025, 12, 31))),
        (
            Period(date(2026, 3, 10), date(2026, 3, 16)),
            (date(2026, 3, 3), date(2026, 3, 9)),
            (date(2025, 3, 10), date(2025, 3, 16)),
        ),
        (
            Period(date(2024, 2, 29), date(2024, 2, 29)),
            (date(2024, 2, 28), date(2024, 2, 28)),
            (date(2023, 2, 28), date(2023, 2, 28)),
        ),
    ],
)
def test_periods_to_compare_with(period: Period, previous: tuple[date, date], year_before: tuple[date, date]) -> None:
    assert (period.previous.start, period.previous.end) == previous
    assert (period.year_before.start, period.year_before.end) == year_before


@given(DAYS, st.integers(0, 900))
def test_the_previous_period_ends_right_before(start: date, days: int) -> None:
    period = Period(start, start + timedelta(days=days))
    assert period.previous.end + timedelta(days=1) == period.start
    if not period.months:
        assert period.previous.end - period.previous.start == period.end - period.start
    assert period.month_starts()[0] <= start
    assert len(period.month_starts()) == len(set(period.month_starts()))


@given(DAYS, st.integers(-200, 200))
def test_months_there_and_back(day: date, months: int) -> None:
    there = shift_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day <= day.day


@given(DAYS, st.integers(0, 900))
def test_segments_cover_every_day_once(start: date, days: int) -> None:
    period = Period(start, start + timedelta(days=days))
    spans = {"now": period, "before": period.previous, "year": period.year_before}
    found = segments(spans)
    assert sorted(name for _, names in found for name in names) == sorted(spans)
    for whole, names in found:
        for name in names:
            assert whole.start <= spans[name].start
            assert spans[name].end <= whole.end
    for (one, _), (two, _) in pairwise(found):
        assert one.end + timedelta(days=1) < two.start


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(Invalid):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_growth_needs_something_to_compare_with() -> None:
    assert growth(150, 100) == Fraction(1, 2)
    assert growth(0, 100) == -1
    assert growth(100, 0) is None
    assert growth(100, -50) is None
    assert growth(None, 100) is None


PEOPLE = [
    Person(id=1, name="老板"),
    Person(id=2, name="组长", superior_id=1, department_id=1),
    Person(id=3, name="甲", superior_id=2, department_id=1),
    Person(id=4, name="乙", superior_id=2, department_id=2),
    Person(id=5, name="丙", superior_id=2),
    Person(id=6, name="出纳", superior_id=1, department_id=3),
    Person(id=7, name="新人", superior_id=2, department_id=1),
    Person(id=8, name="离职", superior_id=2, department_id=1, listed=False),
    Person(id=9, name="独行"),
]
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def won(owner: int | None, amount: int, part: str = "now", count: int = 1) -> Sum:
    return Sum(part=part, owner_id=owner, month=date(2026, 3, 1), figures=Figures(won_amount=amount, won_count=count))


def test_people_teams_and_regions() -> None:
    shown = make_ranking(
        MARCH,
        "won",
        [won(2, 50), won(3, 300), won(4, 300), won(5, 7), won(9, 3), won(None, 1)],
        PEOPLE,
        {1: "一部", 2: "二部"},
        has_profit=False,
    )
    assert [(p.rank, p.name) for p in shown.people] == [
        (1, "乙"),
        (1, "甲"),
        (3, "组长"),
        (4, "丙"),
        (5, "独行"),
        (6, ""),
        (0, "新人"),
    ]
    assert [(t.id, t.now.won_amount) for t in shown.teams] == [(2, 657), (NONE, 3), (NOBODY, 1)]
    assert [(r.id, r.now.won_amount) for r in shown.regions] == [(1, 350), (2, 300), (NONE, 10), (NOBODY, 1)]
    assert shown.teams[0].owners == (2, 3, 4, 5)
    assert shown.people[5].owners == (NOBODY,)
    assert shown.total.owners == ()


AMOUNTS = st.integers(-(10**12), 10**12)


OWNERS, PARTS = st.sampled_from([None, 1, 2, 3, 4, 5, 6, 9]), st.sampled_from(["now", "before", "year"])


@given(st.lists(st.tuples(OWNERS, AMOUNTS, PARTS)), st.sampled_from(["won", "orders", "profit"]))
def test_every_table_has_the_same_total(rows: list[tuple[int | None, int, str]], measure: str) -> None:
    sums = [
        Sum(
            part=part,
            owner_id=owner,
            month=date(2026, 3, 1),
            figures=Figures(won_amount=amount, order_amount=-amount, profit=amount),
        )
        for owner, amount, part in rows
    ]
    shown = make_ranking(MARCH, measure, sums, PEOPLE, {1: "一部"}, has_profit=True)
    for group in GROUPS:
        lines = shown.lines(group)
        for part in ("now", "before", "year"):
            assert sum(getattr(x, part).won_amount for x in lines) == getattr(shown.total, part).won_amount
        ranks = [line.rank for line in lines if line.rank]
        assert ranks == sorted(ranks)
        amounts = [line.now.measure(measure) for line in lines if line.rank]
        known = [a for a in amounts if a is not None]
        assert known == sorted(known, reverse=True)
        assert sum(f.won_amount for line in lines for f in line.trend) == shown.total.now.won_amount
