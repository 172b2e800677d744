"""What the one record gets of several: the same defaults as in the database, and what somebody chose instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crm_desktop.core.codec.stored import to_stored
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import EMAIL_MARKS
from crm_desktop.core.record import Record

_EMPTY: tuple[Any, ...] = (None, "", [], 0, False)


def is_empty(value: Any) -> bool:
    """Tell whether a field has nothing in it."""
    return value in _EMPTY


def best_survivor(records: Sequence[Record]) -> int:
    """Return the place of the record with most in it; of equals the oldest."""
    filled = [sum(not is_empty(value) for value in record.values.values()) for record in records]
    return min(range(len(records)), key=lambda place: (-filled[place], records[place].id))


def default_choice(records: Sequence[Record], survivor: int, name: str) -> int:
    """Return whose value of *name* is kept: the survivor's where there is one, else the newest."""
    if name == "owner_id" or not is_empty(records[survivor].values.get(name)):
        return survivor
    filled = [place for place, record in enumerate(records) if not is_empty(record.values.get(name))]
    return max(filled, key=lambda place: str(records[place].values.get("updated_at") or ""), default=survivor)


def differing(entity: Entity, records: Sequence[Record]) -> list[str]:
    """Return the fields in which the records differ and between which one can choose, in the form's order."""
    names = [name for section in entity.sections for name in section.fields]
    return [
        name
        for name in names
        if not entity[name].read_only
        and name not in ("tags", *EMAIL_MARKS)  # all are kept; these go with their address
        and any(name in record.values for record in records)
        and len({repr(record.values.get(name)) for record in records}) > 1
    ]


def chosen_values(records: Sequence[Record], survivor: int, choices: Mapping[str, int]) -> dict[str, Any]:
    """Return the JSON values of those *choices* (field → place) that are not the default."""
    chosen: dict[str, Any] = {}
    for name, place in choices.items():
        if place == default_choice(records, survivor, name):
            continue
        value = records[place].values.get(name)
        if name.startswith("attrs."):
            chosen.setdefault("attrs", {})[name.removeprefix("attrs.")] = to_stored(value)
        else:
            chosen[name] = plain(value)
    return chosen


def plain(value: Any) -> Any:
    """Return a value as JSON carries it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
