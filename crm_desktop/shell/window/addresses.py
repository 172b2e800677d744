"""What a document tab shows, as a plain value: to find it again, to reopen it, to keep it for tomorrow."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.core import codec
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.query import Condition

PAGE, LIST, RECORD, NEW = "page", "list", "record", "new"


@dataclass(frozen=True, kw_only=True)
class Address:
    """*kind* of page; *name* of page or entity; *args* are JSON values, or live ones that are not kept."""

    kind: str
    name: str
    record_id: int = 0
    args: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the text by which the same document is recognised."""
        return json.dumps([self.kind, self.name, self.record_id, self.args], sort_keys=True, default=str)

    def to_json(self) -> dict[str, Any]:
        """Return the address as JSON values."""
        return {"kind": self.kind, "name": self.name, "record_id": self.record_id, "args": dict(self.args)}


def from_json(value: Mapping[str, Any]) -> Address:
    """Return the address that ``to_json`` gave; raise KeyError, TypeError or ValueError for anything else."""
    if value["kind"] not in (PAGE, LIST, RECORD, NEW):
        raise ValueError(value["kind"])
    return Address(
        kind=value["kind"],
        name=str(value["name"]),
        record_id=int(value.get("record_id", 0)),
        args=dict(value.get("args") or {}),
    )


def conditions_to_json(entity: Entity, conditions: Sequence[Condition]) -> list[list[Any]]:
    """Return conditions as JSON: values in the neutral text of their fields."""
    return [[c.field, c.op, _value_to_json(entity, c)] for c in conditions]


def _value_to_json(entity: Entity, condition: Condition) -> Any:
    if condition.value is None:
        return None
    kind = entity[condition.field]
    if isinstance(condition.value, tuple):
        return [codec.to_text(kind, value) for value in condition.value]
    if isinstance(condition.value, str):
        return condition.value
    return codec.to_text(kind, condition.value)


def conditions_from_json(entity: Entity, given: Sequence[Sequence[Any]]) -> tuple[Condition, ...]:
    """Return the conditions of ``conditions_to_json``; those on fields that are gone or masked are left out."""
    found = []
    for name, op, value in given:
        if name not in entity or entity[name].masked:
            continue
        try:
            found.append(Condition(name, op, _value_from_json(entity, name, op, value)))
        except (BadValue, ValueError):
            continue
    return tuple(found)


def _value_from_json(entity: Entity, name: str, op: str, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(codec.from_text(entity[name], text) for text in value)
    return value if op == "contains" else codec.from_text(entity[name], value)
