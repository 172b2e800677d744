"""Pure rules of sales: what a line amounts to, which steps an order may take."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

#: State → the states that may follow; the database refuses any other.
STEPS: Mapping[str, tuple[str, ...]] = {
    "draft": ("confirmed", "cancelled"),
    "confirmed": ("delivered", "draft", "cancelled"),
    "delivered": ("closed",),
    "closed": (),
    "cancelled": (),
}


def line_amount(values: Mapping[str, Any]) -> int | None:
    """Return the amount of a line in 分, as the database computes it; None while something is missing."""
    quantity, price = values.get("quantity"), values.get("unit_price")
    if quantity is None or price is None:
        return None
    share = 100 - (values.get("discount") or Decimal(0))
    return int((Decimal(quantity) * Decimal(price) * share).quantize(Decimal(1), ROUND_HALF_UP))


def below_floor(values: Mapping[str, Any]) -> Decimal | None:
    """Return the floor price that a line's price, its discount taken off, is below; None where it is not."""
    price, floor = values.get("unit_price"), values.get("floor_price")
    if price is None or floor is None:
        return None
    sold = Decimal(price) * (100 - (values.get("discount") or Decimal(0))) / 100
    return floor if sold.quantize(Decimal("0.0001"), ROUND_HALF_UP) < floor else None


def line_tax(values: Mapping[str, Any]) -> int | None:
    """Return the tax in a line's amount in 分, as the database computes it; None while something is missing."""
    amount, rate = line_amount(values), Decimal(values.get("tax_rate") or 0)
    return None if amount is None else int((amount * rate / (100 + rate)).quantize(Decimal(1), ROUND_HALF_UP))


def quantity_and_unit(text: str, words: Mapping[str, str]) -> tuple[str, str] | None:
    """Return number and unit of text such as ``2箱``, ``2 box`` or ``2 Boxes``; None where no unit ends it.

    *words*: what a unit is called → its code.
    """
    typed = text.strip().casefold()
    for word, code in sorted(words.items(), key=lambda pair: -len(pair[0])):
        for ending in (word.casefold(), f"{word.casefold()}s", f"{word.casefold()}es"):
            number = typed.removesuffix(ending).strip()
            if word and number and number != typed:
                return number, code
    return None
