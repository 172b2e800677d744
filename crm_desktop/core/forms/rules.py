"""Rules of fields as the company sets them: what a form shows, asks, keeps and offers at this moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.forms.conditions import Tree, fields_of, holds


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    """One rule; *kind* is 'visible', 'required', 'read_only', 'pattern' or 'options'.

    *tree* is its condition, None for always. *mapping*: value of *by_field* → the values that are offered with it.
    """

    field: str
    kind: str
    tree: Tree | None = None
    by_field: str = ""
    mapping: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    @property
    def reads(self) -> frozenset[str]:
        """Return the names of the fields that it depends on."""
        return fields_of(self.tree) | ({self.by_field} if self.by_field else frozenset())


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules say of one field."""

    visible: bool = True
    required: bool = False
    read_only: bool = False
    offered: frozenset[str] | None = None  #: None: everything that the dictionary has


def ruled(rules: Iterable[FieldRule], values: Mapping[str, Any], saved: Mapping[str, Any] | None) -> dict[str, Ruled]:
    """Return what *rules* say with the *values* of the moment; *saved* as they are stored, None for a new record."""
    by_field: dict[str, list[FieldRule]] = {}
    for rule in rules:
        by_field.setdefault(rule.field, []).append(rule)
    return {name: _ruled(own, values, saved) for name, own in by_field.items()}


def _ruled(rules: Iterable[FieldRule], values: Mapping[str, Any], saved: Mapping[str, Any] | None) -> Ruled:
    shown: list[bool] = []
    required = read_only = False
    offered: frozenset[str] | None = None
    for rule in rules:
        if rule.kind == "read_only":
            read_only = read_only or (saved is not None and holds(rule.tree, saved))
            continue
        met = holds(rule.tree, values)
        if rule.kind == "visible":
            shown.append(met)
        elif rule.kind == "required":
            required = required or met
        elif rule.kind == "options" and met and values.get(rule.by_field) in rule.mapping:
            some = frozenset(rule.mapping[values[rule.by_field]])
            offered = some if offered is None else offered & some
    return Ruled(any(shown) if shown else True, required, read_only, offered)
