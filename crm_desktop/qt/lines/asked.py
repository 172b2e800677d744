"""What a cell of a line asks at this moment: whether it is there at all, must be filled in, is kept, which words it offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.forms.rules import FieldRule, Ruled, ruled

EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Asking:
    """One cell at this moment; *locked* is the reason why it cannot be changed."""

    visible: bool = True
    required: bool = False
    locked: str = ""
    offered: frozenset[str] | None = None  #: None: all words of its dictionary


#: Of a field, the values of its line, and what of that line is stored (None: nothing yet).
Asked = Callable[[Field, Mapping[str, Any], Mapping[str, Any] | None], Asking]

_FREE, _REQUIRED = Asking(), Asking(required=True)


def plain(field: Field, values: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Asking:
    """Return what a field asks that is the same on every line."""
    return _REQUIRED if field.required else _FREE


def asked_by(entity: Entity) -> Asked:
    """Return what the fields of *entity* ask: own attributes are for some lines only, the company's rules add theirs."""
    rules: dict[str, list[FieldRule]] = {}
    for rule in entity.rules:
        rules.setdefault(rule.field, []).append(rule)

    def asked(field: Field, values: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Asking:
        if field.name not in rules and not field.is_custom:
            return plain(field, values, stored)
        said = ruled(rules[field.name], values, stored)[field.name] if field.name in rules else Ruled()
        visible = _applies(field, values) and (said.visible or field.required)
        kept = QCoreApplication.translate("RecordForm", "A rule of the company keeps this as it is.")
        return Asking(
            visible=visible,
            required=visible and (_required(field, stored) or said.required),
            locked=kept if said.read_only else "",
            offered=said.offered,
        )

    return asked


def _applies(field: Field, values: Mapping[str, Any]) -> bool:
    return field.only is None or values.get(field.only[0]) in field.only[1]


def _required(field: Field, stored: Mapping[str, Any] | None) -> bool:
    """Tell what the database refuses: a new line without it, an emptied value; not a line that never had one."""
    if not field.required or stored is None or not field.is_custom:
        return field.required
    return stored.get(field.name) not in EMPTY or not _applies(field, stored)
