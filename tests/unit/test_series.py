"""Chart values, ticks and axis words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.series import Chart, Series, axis_text, nice_ticks


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**12))
def test_ticks_cover_the_range_with_few_round_steps(low: int, size: int) -> None:
    ticks = nice_ticks(low, low + size)
    step = ticks[1] - ticks[0]
    assert ticks[0] <= low + step * 1e-6
    assert ticks[-1] >= low + size - step * 1e-6
    assert 2 <= len(ticks) <= 8
    assert round(step / 10 ** math.floor(math.log10(step) + 1e-6), 3) in (1, 2, 2.5, 5)


def test_a_flat_range_still_has_an_axis() -> None:
    assert nice_ticks(0, 0)[-1] == 1


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0, "money", "0", "0"),
        (115_321_400, "money", "115万", "1.15M"),
        (12_500_00, "money", "1.25万", "12.5k"),
        (-8_000_000_000_00, "money", "-80亿", "-8bn"),
        (349, "count", "349", "349"),
        (63.15, "percent", "63.2%", "63.2%"),
        (999_950_00, "money", "100万", "1M"),
    ],
)
def test_axis_words(value: float, unit: str, zh: str, en: str) -> None:
    assert axis_text(value, unit, "zh_CN") == zh
    assert axis_text(value, unit, "en") == en


def test_a_chart_refuses_what_does_not_fit_together() -> None:
    with pytest.raises(ValueError, match="one value per category"):
        Chart(kind="bars", title="", categories=("a", "b"), series=(Series(name="x", values=(1,)),))
    with pytest.raises(ValueError, match="radar"):
        Chart(kind="radar", title="", categories=(), series=())
    with pytest.raises(ValueError, match="keys"):
        Chart(kind="bars", title="", categories=("a",), series=(), keys=(1, 2))


def test_bounds_always_hold_zero() -> None:
    chart = Chart(kind="bars", title="", categories=("a", "b"), series=(Series(name="x", values=(3, None)),))
    assert chart.bounds == (0, 3)
    assert Chart(kind="lines", title="", categories=(), series=()).bounds == (0, 0)


def test_an_axis_of_nothing_has_no_fractions() -> None:
    chart = Chart(kind="bars", title="", categories=("a",), series=(Series(name="x", values=(0,)),), unit="money")
    assert [axis_text(tick, chart.unit, "en") for tick in chart.ticks] == ["0", "1"]
    chart = Chart(kind="bars", title="", categories=("a",), series=(Series(name="x", values=(4,)),))
    assert chart.ticks == nice_ticks(0, 4)
