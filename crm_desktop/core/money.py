"""Amounts of several currencies are never added: a sum of them is a mapping from currency to sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def added(sums: Iterable[Any]) -> Any:
    """Return numbers added up, or sums by currency added currency by currency; 0 of nothing."""
    total: Any = 0
    for one in sums:
        if isinstance(one, Mapping):
            total = dict(total) if isinstance(total, Mapping) else {}
            for currency, amount in one.items():
                total[currency] = total.get(currency, 0) + amount
        elif one is not None:
            total += one
    return total


def parts(value: Mapping[str, int], own: str) -> list[tuple[str, int]]:
    """Return the sums by currency, the company's *own* first; nothing at all is none of its own."""
    known = [(currency or own, amount) for currency, amount in value.items()]
    return sorted(known, key=lambda part: (part[0] != own, part[0])) or [(own, 0)]


def leading(values: Iterable[Any], own: str) -> str:
    """Return the currency in which sums are compared: the *own* where it is among them, else the first."""
    met = sorted({currency or own for value in values if isinstance(value, Mapping) for currency in value})
    return own if own in met or not met else met[0]


def in_currency(value: Any, currency: str, own: str) -> Any:
    """Return what a sum holds in one currency; a plain number is in whatever it is."""
    if not isinstance(value, Mapping):
        return value or 0
    return value.get(currency, 0) + (value.get("", 0) if currency == own else 0)
