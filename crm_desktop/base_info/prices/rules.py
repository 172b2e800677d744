"""Pure rules of prices: what a change by percentage or formula makes of an old price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceChange:
    """How new prices come about: a base, *percent* on it (−5 is five per cent cheaper), rounding, ending, surcharge.

    *base*: ``price`` (what stands), ``list_price``, ``cost``, or ``price_list`` with *base_list_id*.
    """

    base: str = "price"
    base_list_id: int | None = None
    percent: Decimal = Decimal(0)
    margin: Decimal | None = None  #: instead of *percent*: per cent of the new price that remain after the base
    rounding: Decimal = Decimal(0)  #: to a multiple of this; 0 leaves the four places
    ending: Decimal | None = None  #: 9 makes …9, 8.8 makes …8.8, 99 makes …99, 0.9 makes ….9
    surcharge: Decimal = Decimal(0)  #: added after it; −0.01 after rounding makes prices end in .99
    margin_min: Decimal | None = None  #: last: at least this above the base, as in a rule
    margin_max: Decimal | None = None  #: at most this above the base


def changed_price(base: Decimal, change: PriceChange) -> Decimal:
    """Return the new price made from *base*, never below zero, with four places at most."""
    new = base * (100 + change.percent) / 100
    if change.margin is not None:
        new = base * 100 / (100 - change.margin)
    if change.rounding > 0:
        new = (new / change.rounding).quantize(Decimal(1), ROUND_HALF_UP) * change.rounding
    if change.ending is not None:
        new = with_ending(new, change.ending)
    new += change.surcharge
    if change.margin_min is not None:
        new = max(new, base + change.margin_min)
    if change.margin_max is not None:
        new = min(new, base + change.margin_max)
    return max(new, Decimal(0)).quantize(FOUR_PLACES, ROUND_HALF_UP)


def with_ending(price: Decimal, ending: Decimal) -> Decimal:
    """Return the price nearest to *price* whose last digits are *ending*, upwards from the middle."""
    whole = int(ending)
    step = Decimal(10) ** (len(str(whole)) if whole or ending == 0 else 0)
    times = ((price - ending) / step).quantize(Decimal(1), ROUND_HALF_UP)
    return max(times, Decimal(0)) * step + ending


def margin_percent(price: Decimal, cost: Decimal) -> Decimal | None:
    """Return what remains of the price after the cost, in per cent of the price; None without a price."""
    return None if price <= 0 else ((price - cost) * 100 / price).quantize(Decimal("0.1"), ROUND_HALF_UP)
