"""Pure rules of prices: what a change by percentage or formula makes of an old price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceChange:
    """How prices change: by *percent* (−5 is five per cent cheaper), rounded to a multiple, plus a surcharge."""

    percent: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)  #: to a multiple of this; 0 leaves the four places
    surcharge: Decimal = Decimal(0)  #: added after rounding; −0.01 makes prices end in .99


def changed_price(old: Decimal, change: PriceChange) -> Decimal:
    """Return the new price of *old*, never below zero, with four places at most."""
    new = old * (100 + change.percent) / 100
    if change.rounding > 0:
        new = (new / change.rounding).quantize(Decimal(1), ROUND_HALF_UP) * change.rounding
    return max(new + change.surcharge, Decimal(0)).quantize(FOUR_PLACES, ROUND_HALF_UP)


def margin_percent(price: Decimal, cost: Decimal) -> Decimal | None:
    """Return what remains of the price after the cost, in per cent of the price; None without a price."""
    return None if price <= 0 else ((price - cost) * 100 / price).quantize(Decimal("0.1"), ROUND_HALF_UP)
