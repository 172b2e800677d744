"""Conditions of rules over the values of a form, as the database answers them: a formula's tree, walked.

The database parses formulas and has the last word (``formulas.sql``); this answers while one types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from crm_desktop.core.clock import local_time

Tree = Mapping[str, Any]
_EXACT = Context(prec=100)
_NOTHING: tuple[Any, ...] = (None, "", [], ())


def holds(tree: Tree | None, values: Mapping[str, Any]) -> bool:
    """Tell whether a condition is met; none always is, one that lacks something it needs never."""
    return tree is None or value_of(tree, values) is True


def fields_of(tree: Tree | None) -> frozenset[str]:
    """Return the names of the fields that a condition reads."""
    if tree is None:
        return frozenset()
    if tree["o"] == "field":
        return frozenset({_name(tree)})
    return frozenset().union(*(fields_of(part) for part in tree.get("a", ())))


def _name(tree: Tree) -> str:
    return f"attrs.{tree['n']}" if tree.get("a") is True else str(tree["n"])


def value_of(tree: Tree, values: Mapping[str, Any]) -> Any:
    """Return what a tree makes of *values*: text, Decimal, bool, a day as text, or None."""
    op = tree["o"]
    if op == "value":
        return _number(tree["v"])
    if op == "field":
        return _field(tree, values)
    args = tree["a"]
    left = value_of(args[0], values)
    if op in _LAZY:
        return _LAZY[op](left, args, values)
    if left is None:
        return None
    rest = [value_of(part, values) for part in args[1:]]
    return None if None in rest else _STRICT[op](left, *rest)


def _number(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _field(tree: Tree, values: Mapping[str, Any]) -> Any:
    value = values.get(_name(tree))
    if value in _NOTHING:  # what was emptied of an own attribute is not there, a column of text is ''
        return "" if tree["t"] == "text" and tree.get("a") is not True else None
    if isinstance(value, datetime):
        value = local_time(value).date()  # a moment is read as its day
    if isinstance(value, date):
        return value.isoformat()
    value = _number(value)
    return value / 100 if tree.get("m") else value


def _if(left: Any, args: Any, values: Mapping[str, Any]) -> Any:
    if left is None:
        return None
    if left:
        return value_of(args[1], values)
    return value_of(args[2], values) if len(args) > 2 else None


def _first(left: Any, args: Any, values: Mapping[str, Any]) -> Any:
    found = (left, *(value_of(part, values) for part in args[1:]))
    return next((v for v in found if v not in (None, "")), None)


def _logic(decides: bool) -> Callable[[Any, Any, Mapping[str, Any]], Any]:
    """Return *or* (True decides) or *and* (False decides) with something missing: it may not matter."""

    def join(left: Any, args: Any, values: Mapping[str, Any]) -> Any:
        both = (left, value_of(args[1], values))
        return decides if decides in both else None if None in both else not decides

    return join


_LAZY: dict[str, Callable[[Any, Any, Mapping[str, Any]], Any]] = {
    "empty": lambda left, args, values: left in (None, ""),
    "if": _if,
    "first": _first,
    "or": _logic(True),
    "and": _logic(False),
}


def _rounded(value: Decimal, places: int = 12) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _trimmed(value: Any) -> str:
    text = _plain(value)
    return text.rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in text else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _made_day(first: Any, month: Any = None, day: Any = None) -> str | None:
    text = first if month is None else f"{int(first):04d}-{int(month):02d}-{int(day):02d}"
    return text if _day(text) else None


def _moved(day: str, days: Decimal) -> str | None:
    try:
        return (date.fromisoformat(day) + timedelta(days=int(days))).isoformat()
    except (OverflowError, ValueError):
        return None


def _cut(count: Any) -> int:
    return int(_rounded(max(min(count, Decimal(2000)), Decimal(0)), 0))


def _divided(left: Decimal, right: Decimal) -> Decimal | None:
    return _rounded(_EXACT.divide(left, right)) if right else None


def _last(text: str, count: Any) -> str:
    return text[-_cut(count) :] if _cut(count) else ""


_STRICT: dict[str, Callable[..., Any]] = {
    "+": lambda x, y: _rounded(x + y),
    "-": lambda x, y: _rounded(x - y),
    "*": lambda x, y: _rounded(_EXACT.multiply(x, y)),
    "/": _divided,
    "minus": lambda x: -x,
    "abs": abs,
    "floor": lambda x: x.to_integral_value("ROUND_FLOOR"),
    "ceil": lambda x: x.to_integral_value("ROUND_CEILING"),
    "round": lambda x, y=Decimal(0): _rounded(x, int(max(min(y, Decimal(9)), Decimal(-9)))),
    "not": lambda x: not x,
    "&": lambda x, y: (_plain(x) + _plain(y))[:2000],
    "=": lambda x, y: x == y,
    "<>": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y,
    ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y,
    "min": min,
    "max": max,
    "date+": _moved,
    "date-": lambda day, days: _moved(day, -days),
    "date-date": lambda x, y: Decimal((date.fromisoformat(x) - date.fromisoformat(y)).days),
    "year": lambda x: Decimal(date.fromisoformat(x).year),
    "month": lambda x: Decimal(date.fromisoformat(x).month),
    "day": lambda x: Decimal(date.fromisoformat(x).day),
    "date": _made_day,
    "left": lambda x, n: x[: _cut(n)],
    "right": _last,
    "upper": str.upper,
    "lower": str.lower,
    "trim": lambda x: x.strip(" "),
    "length": lambda x: Decimal(len(x)),
    "contains": lambda x, part: part in x,
    "text": _trimmed,
}
