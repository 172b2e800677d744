"""Pure rules of prices: what a change of prices says, what remains after the cost, and how a price is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


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
    rounding_way: str = "nearest"  #: or ``up``, ``down``, as in a rule
    ending: Decimal | None = None  #: 9 makes …9, 8.8 makes …8.8, 99 makes …99, 0.9 makes ….9
    surcharge: Decimal = Decimal(0)  #: added after it; −0.01 after rounding makes prices end in .99
    margin_min: Decimal | None = None  #: last: at least this above the base, as in a rule
    margin_max: Decimal | None = None  #: at most this above the base


def margin_percent(price: Decimal, cost: Decimal) -> Decimal | None:
    """Return what remains of the price after the cost, in per cent of the price; None without a price."""
    return None if price <= 0 else ((price - cost) * 100 / price).quantize(Decimal("0.1"), ROUND_HALF_UP)


def price_text(value: Decimal | None) -> str:
    """Return a price with thousands and at least two places; '' without one."""
    if value is None:
        return ""
    text = f"{value:,.4f}"
    return text[:-2] if text.endswith("00") else text
