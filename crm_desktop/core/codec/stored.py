"""Values as jsonb keeps them, in the audit trail above all, back to the values of a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from crm_desktop.core import fields


def to_stored(value: Any) -> Any:
    """Return a value as jsonb keeps it among own attributes: moments to the second in one time zone, so that they are in order as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value


@singledispatch
def from_stored(field: fields.Field, value: Any) -> Any:
    """Return the value of *field* that a JSON *value* stands for; None stays None."""
    return value


@from_stored.register(fields.Price)
@from_stored.register(fields.Quantity)
@from_stored.register(fields.Percent)
def _(field: fields.Field, value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


@from_stored.register
def _(field: fields.Date, value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


@from_stored.register
def _(field: fields.DateTime, value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as jsonb keeps it with the own attributes one by one, as ``attrs.KEY``."""
    found = {name: value for name, value in values.items() if name != "attrs"}
    attrs = values.get("attrs")
    if isinstance(attrs, dict):
        found.update({f"attrs.{key}": value for key, value in attrs.items()})
    return found
