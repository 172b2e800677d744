"""What is shown, required and locked on a form at this moment: a page's own rule and the company's together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Choice, FieldName, Ref
from crm_desktop.core.forms.rules import Ruled, ruled


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldState:
    """What a rule says of a field at this moment; *locked* is the reason why it cannot be changed."""

    visible: bool = True
    required: bool = False
    locked: str = ""


def deciding(entity: Entity) -> frozenset[str]:
    """Return the names of the fields whose value changes what the form shows."""
    only = {f.only[0] for f in entity.fields if f.only is not None}
    only |= {f.of for f in entity.fields if isinstance(f, (Choice, FieldName)) and f.of}
    only |= {f.within for f in entity.fields if isinstance(f, Ref) and f.within}
    return frozenset(only.union(*(rule.reads for rule in entity.rules)))


def reads(entity: Entity, name: str) -> frozenset[str]:
    """Return the names of the fields on which it depends whether a field is asked for, and how."""
    only = entity[name].only
    return frozenset(only[:1] if only else ()).union(*(rule.reads for rule in entity.rules if rule.field == name))


def with_rules(
    entity: Entity, states: Mapping[str, FieldState], values: Mapping[str, Any], saved: Mapping[str, Any] | None
) -> tuple[dict[str, FieldState], Mapping[str, Ruled]]:
    """Return *states* with what the company's rules add; what must be filled in is never hidden by them."""
    found, said = dict(states), ruled(entity.rules, values, saved)
    kept = QCoreApplication.translate("RecordForm", "A rule of the company keeps this as it is.")
    for name, now in said.items():
        if name in entity:
            own = found.get(name, FieldState())
            found[name] = FieldState(
                visible=own.visible and (now.visible or entity[name].required),
                required=own.required or now.required,
                locked=own.locked or (kept if now.read_only else ""),
            )
    return found, said
