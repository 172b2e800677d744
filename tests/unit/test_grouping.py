"""Groups of values: ranges, months, and the conditions that they stand for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core import fields as f
from crm_desktop.core.grouping import buckets_of, buckets_within, condition_of, is_met, period, ranges, span
from crm_desktop.core.query import Condition
from crm_desktop.core.series import Chart, Series, sectors

MONEY, COUNT = f.Money(name="a", label="A"), f.Integer(name="n", label="N")
GRADE, TAGS, DAY = (
    f.Choice(name="g", label="G", dictionary="d"),
    f.Tags(name="t", label="T"),
    f.Date(name="d", label="D"),
)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=7))
def test_every_number_lies_in_exactly_one_range(quantiles: list[int]) -> None:
    bounds = ranges(MONEY, quantiles)
    assert bounds == sorted(set(bounds))
    spans = [span(MONEY, bounds, number) for number in range(len(bounds) + 1)]
    for value in quantiles:
        within = [s for s in spans if (s[0] is None or s[0] <= value) and (s[1] is None or value <= s[1])]
        assert len(within) == 1


def test_bounds_are_round() -> None:
    assert ranges(COUNT, [1, 3, 9, 48, 310, 2000]) == sorted(set(ranges(COUNT, [1, 3, 9, 48, 310, 2000])))
    assert all(b % 100 == 0 for b in ranges(MONEY, [100_00, 5_000_00, 90_000_00]))  # whole yuan
    assert span(f.Quantity(name="q", label="Q"), [Decimal("1.5")], 0) == (None, Decimal("1.499"))


def test_a_month_and_a_year_end_on_their_last_day() -> None:
    assert period(date(2024, 2, 1), "month") == (date(2024, 2, 1), date(2024, 2, 29))
    assert period(date(2025, 12, 1), "month") == (date(2025, 12, 1), date(2025, 12, 31))
    assert period(date(2025, 1, 1), "year") == (date(2025, 1, 1), date(2025, 12, 31))
    assert period(date(2025, 10, 1), "quarter") == (date(2025, 10, 1), date(2025, 12, 31))
    assert period(date(2024, 12, 30), "week") == (date(2024, 12, 30), date(2025, 1, 5))
    assert period(date(2024, 2, 29), "day") == (date(2024, 2, 29), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("field", "bucket", "values", "condition"),
    [
        (GRADE, "", ["A"], Condition("g", "eq", "A")),
        (GRADE, "", ["A", "B"], Condition("g", "in", ("A", "B"))),
        (GRADE, "", ["A", ""], Condition("g", "in", ("A", ""))),
        (GRADE, "", [""], Condition("g", "empty")),
        (TAGS, "", ["x"], Condition("t", "contains", "x")),
        (TAGS, "", ["x", "y"], Condition("t", "in", ("x", "y"))),
        (MONEY, "range", [(None, 99), (100, 199)], Condition("a", "between", (None, 199))),
        (DAY, "month", [period(date(2026, 1, 1), "month"), period(date(2026, 3, 1), "month")],
         Condition("d", "between", (date(2026, 1, 1), date(2026, 3, 31)))),
        (GRADE, "", [], None),
    ],
)  # fmt: skip
def test_condition_of_groups(field: f.Field, bucket: str, values: list[object], condition: Condition | None) -> None:
    made = condition_of(field, bucket, values)
    assert made == condition
    assert all(is_met(field, bucket, v, made) for v in values)
    assert not is_met(
        field, bucket, "Q" if not bucket else period(date(1999, 1, 1), "month") if field is DAY else (900, 999), made
    )


def test_what_can_be_counted() -> None:
    assert buckets_of(DAY) == ("month", "year", "quarter", "week", "day")
    assert buckets_within(DAY, "quarter") == ("month", "week", "day")
    assert buckets_within(DAY, "day") == buckets_within(GRADE, "") == ()
    assert buckets_of(MONEY) == ("range",)
    assert buckets_of(GRADE) == ("",)
    assert buckets_of(f.Phone(name="p", label="P")) == ()


def test_shares_of_a_pie_fill_the_turn() -> None:
    assert sectors([1, 3, None, 0]) == [(0, 0.25), (0.25, 1), (1, 1), (1, 1)]
    assert sectors([0, 0]) == [(0, 0), (0, 0)]
    chart = Chart(kind="pie", title="", categories=("a", "b"), series=(Series(name="", values=(1, 2)),))
    assert chart.kind == "pie"
