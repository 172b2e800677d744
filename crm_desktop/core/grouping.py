"""Records counted by the values of a field: what can be counted, and the condition behind a group; sums by currency.

Amounts of several currencies are never added: a sum of them is a mapping from currency to sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from crm_desktop.core import fields as kinds
from crm_desktop.core.clock import local_time
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.query import Condition
from crm_desktop.core.rights import Rights
from crm_desktop.core.series import nice_ticks

_WORDS = (
    kinds.Choice,
    kinds.MultiChoice,
    kinds.Options,
    kinds.Ref,
    kinds.Bool,
    kinds.Text,
    kinds.Tags,
    kinds.Attachment,
)
_DAYS = (kinds.Date, kinds.DateTime)
_NUMBERS = (kinds.Integer, kinds.Money, kinds.Price, kinds.Quantity, kinds.Percent)
#: Texts that are another one for each record.
_EACH_OTHER = (kinds.Code, kinds.Phone, kinds.Email, kinds.Url, kinds.Colour)
#: What days are put together by, the longest first.
PERIODS = ("year", "quarter", "month", "week", "day")
#: Levels of groups within groups.
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Level:
    """By what a list is grouped on one level: a field and how its values are put together."""

    name: str
    bucket: str = ""  #: '' each value for itself, a period, or 'range'
    bounds: tuple[Any, ...] | None = None  #: between its ranges; None where they are still to be found


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """One value with its records: *value* is the value itself, or the (first, last) of a period or range."""

    value: Any
    count: int
    sums: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""  #: words of a reference
    below: tuple[Group, ...] = ()  #: the groups within it, where they were asked for


def buckets_of(found: Field) -> tuple[str, ...]:
    """Return how values of a field can be put together, the usual way first; () where counting says nothing."""
    if isinstance(found, _EACH_OTHER):
        return ()
    if isinstance(found, _DAYS):
        return ("month", *(p for p in PERIODS if p != "month"))
    if isinstance(found, _NUMBERS):
        return ("range",)
    return ("",) if isinstance(found, _WORDS) else ()


def buckets_within(found: Field, taken: str | None) -> tuple[str, ...]:
    """Return how values can be put together within groups of the same field by *taken*; None: of no such groups."""
    usual = buckets_of(found)
    if taken is None:
        return usual
    return PERIODS[PERIODS.index(taken) + 1 :] if taken in PERIODS and isinstance(found, _DAYS) else ()


def countable(entity: Entity, rights: Rights) -> list[Field]:
    """Return the fields by which the reader may count records of *entity*."""
    return [
        f
        for f in entity.fields
        if buckets_of(f) and rights.may_read(entity.name, f.name) and "filter" not in f.hidden_in
    ]


def usual(entity: Entity, rights: Rights) -> list[str]:
    """Return the names of the fields that a list counts first: its choices and people."""
    chosen = (kinds.Choice, kinds.Options, kinds.Ref, kinds.MultiChoice)
    names = [f.name for f in countable(entity, rights) if isinstance(f, chosen)]
    listed = [n for n in entity.list_columns if n in names]
    return listed[:4] or names[:4]


def step_of(found: Field) -> Any:
    """Return the smallest difference between two numbers of a field."""
    places = 4 if isinstance(found, kinds.Price) else 3 if isinstance(found, kinds.Quantity) else 2
    return 1 if isinstance(found, (kinds.Integer, kinds.Money)) else Decimal(1).scaleb(-places)


def ranges(found: Field, quantiles: Sequence[Any]) -> list[Any]:
    """Return round bounds between ranges that hold about as many values each; *quantiles* as the database counted them."""
    known = sorted({q for q in quantiles if q is not None})
    if len(known) < 2:
        return known
    unit = 100 if isinstance(found, kinds.Money) else 1
    bounds = []
    for low, high in pairwise(known):
        ticks = nice_ticks(float(low) / unit, float(high) / unit, 2)
        middle = next((t for t in ticks if float(low) / unit < t <= float(high) / unit), float(high) / unit)
        bounds.append(middle)
    whole = isinstance(found, (kinds.Integer, kinds.Money))
    return sorted({round(b * unit) if whole else Decimal(repr(round(b, 4))) for b in bounds})


def span(found: Field, bounds: Sequence[Any], number: int) -> tuple[Any, Any]:
    """Return (first, last) of range *number*: 0 lies below the first bound, None is an open end."""
    step = step_of(found)
    low = bounds[number - 1] if number > 0 else None
    high = bounds[number] - step if number < len(bounds) else None
    return low, high


def period(first: date, bucket: str) -> tuple[date, date]:
    """Return the first and the last day of the period that begins with *first*."""
    if bucket in ("day", "week"):
        return first, first + timedelta(days=6 if bucket == "week" else 0)
    month = first.month + {"year": 12, "quarter": 3, "month": 1}[bucket]
    return first, date(first.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)


def condition_of(found: Field, bucket: str, values: Sequence[Any]) -> Condition | None:
    """Return the condition that records of any of these groups fulfil; None where no group is meant.

    Neighbouring periods and ranges become one; of others, everything between the first and the last is meant.
    """
    if not values:
        return None
    empty = any(v in (None, "", []) or v == (None, None) for v in values)
    filled = [v for v in values if not (v in (None, "", []) or v == (None, None))]
    if not filled:
        return Condition(found.name, "empty")
    if bucket:
        lows, highs = [v[0] for v in filled], [v[1] for v in filled]
        low = None if None in lows else min(lows)
        high = None if None in highs else max(highs)
        return Condition(found.name, "between", (low, high))
    if isinstance(found, (kinds.MultiChoice, kinds.Tags)):
        return Condition(
            found.name, "in" if len(filled) > 1 else "contains", tuple(filled) if len(filled) > 1 else filled[0]
        )
    if len(filled) == 1 and not empty:
        return Condition(found.name, "eq", filled[0])
    # an empty choice or text is stored as such, not as a null
    nothing = [] if not empty else [None if isinstance(found, (kinds.Ref, kinds.Bool)) else ""]
    return Condition(found.name, "in", (*filled, *nothing))


def is_met(found: Field, bucket: str, value: Any, condition: Condition | None) -> bool:
    """Tell whether a group is among those that *condition* restricts to."""
    if condition is None:
        return False
    nothing = value in (None, "", []) or value == (None, None)
    if condition.op == "empty":
        return nothing
    if nothing:
        return condition.op == "in" and (None in condition.value or "" in condition.value)
    if condition.op in ("eq", "contains"):
        given = _day(condition.value)
        if bucket:
            return (value[0] is None or value[0] <= given) and (value[1] is None or given <= value[1])
        return bool(value == given)
    if condition.op == "in":
        return value in condition.value
    if not bucket or condition.op not in ("between", "ge", "le"):
        return False
    given = condition.value
    low, high = given if condition.op == "between" else (given, None) if condition.op == "ge" else (None, given)
    low, high = _day(low), _day(high)
    return (low is None or (value[0] is not None and value[0] >= low)) and (
        high is None or (value[1] is not None and value[1] <= high)
    )


def _day(value: Any) -> Any:
    """Return the day of a moment; groups of moments are made of whole days."""
    return local_time(value).date() if isinstance(value, datetime) else value


def added(sums: Iterable[Any]) -> Any:
    """Return numbers added up, or sums by currency or unit added one by one; 0 of nothing."""
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


def most_met(values: Iterable[Any]) -> str:
    """Return the unit that is in most of the sums by unit."""
    met = Counter(unit for value in values if isinstance(value, Mapping) for unit in value)
    return max(sorted(met), key=met.__getitem__, default="")


def in_currency(value: Any, currency: str, own: str) -> Any:
    """Return what a sum holds in one currency or unit; a plain number is in whatever it is."""
    if not isinstance(value, Mapping):
        return value or 0
    return value.get(currency, 0) + (value.get("", 0) if currency == own else 0)
