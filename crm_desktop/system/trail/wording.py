"""Entries of the trail in the words of the screen, never in codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.codec import to_text
from crm_desktop.core.codec.stored import from_stored
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Choice, FieldName, Login, Money, Options, Price, Ref
from crm_desktop.core.record import Record
from crm_desktop.core.text import SEMICOLON
from crm_desktop.qt.cells import cell_text, joined, labelled
from crm_desktop.qt.tools import Tools, caption
from crm_desktop.system.trail.names import currency_beyond
from crm_desktop.system.trail.rules import BULK_KINDS, BULK_STATES, NOUNS, OPERATIONS, Bulk, Entry

LONGEST = 160
NAMES = 3  #: of what was deleted; the database gives no more


def who(entry: Entry) -> str:
    """Return who did it; what no employee did was done on the server."""
    return entry.by or QCoreApplication.translate("Trail", "The server")


def operation_words(operation: str) -> str:
    """Return the words of an operation."""
    return QCoreApplication.translate("Trail", OPERATIONS.get(operation, operation))


def noun(tools: Tools, table: str, many: bool = False) -> str:
    """Return the noun of a table; a table that is no entity of the screen has its own name in words."""
    entity = tools.facts().entities.get(table)
    if (made := tools.facts().made(table)) is not None:  # the company added it; perhaps nobody here sees its records
        return made.plural(tools.language()) if many else made.title(tools.language())
    if entity is None:
        return QCoreApplication.translate("Trail", NOUNS[table]) if table in NOUNS else table.replace("_", " ")
    return QCoreApplication.translate(entity.context, entity.plural if many else entity.title)


def subject(tools: Tools, entry: Entry) -> str:
    """Return what an entry is about: the noun and the name, where that is a field or a choice in its words."""
    entity, name = tools.facts().entities.get(entry.table), entry.name
    if entity is not None and isinstance(entity[entity.label], (Choice, FieldName, Options)):
        name = value_words(tools, entity, entity.label, name, entry)
    return f"{noun(tools, entry.table)} {name}".strip()


def value_words(tools: Tools, entity: Entity | None, name: str, value: Any, entry: Entry) -> str:
    """Return what a stored value says."""
    if value in (None, "", [], {}):
        return ""
    if entity is None or name not in entity:
        words = joined(map(str, value)) if isinstance(value, list) else str(value)
    else:
        field = entity[name]
        found = from_stored(field, value)
        beside = {name: new or old for name, old, new in entry.changes}
        label = entry.names.get((field.to, value), f"#{value}") if isinstance(field, Ref) else ""
        if isinstance(field, Login):
            label = entry.names.get(("", value), "")
        if isinstance(field, (Money, Price)) and field.currency:
            label = _currency(entity, field, beside, entry)
            if not label:  # no sign says more than a wrong one
                return to_text(field, found)
        words = cell_text(field, found, Record(0, 0, {**beside, name: found}, {name: label} if label else {}), tools)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _currency(entity: Entity, field: Money | Price, beside: Mapping[str, Any], entry: Entry) -> str:
    """Return the currency of an amount, '' where neither the entry nor the record as it stands says it."""
    if field.currency in entity:
        return beside.get(field.currency) or entry.names.get(
            (f"{entity.name}.{field.currency}", entry.record_id or 0), ""
        )
    place = currency_beyond(entity, field, beside)
    return entry.names.get(place, "") if place else ""


def change_lines(tools: Tools, entry: Entry) -> list[tuple[str, str, str]]:
    """Return (field, old, new) of an entry in words."""
    entity = tools.facts().entities.get(entry.table)
    lines = []
    for name, old, new in entry.changes:
        if name == "#erased":
            before, after = (_listed(tools, entity, "fields", value) if value else "" for value in (old, new))
            lines.append((_about(name), before, after))
        elif entry.operation == "X":
            continue  # the digests prove it to the machine, they say nothing
        elif entry.operation in ("E", "R"):
            lines.append((_about(name), "", _listed(tools, entity, name, new)))
        elif entity is not None and name in entity:
            words = caption(entity, entity[name])
            before, after = (value_words(tools, entity, name, value, entry) for value in (old, new))
            lines.append((words, before, after))
    return lines


def _about(name: str) -> str:
    words = {
        "fields": QCoreApplication.translate("Trail", "Fields"),
        "columns": QCoreApplication.translate("Trail", "Columns"),
        "rows": QCoreApplication.translate("Trail", "Rows"),
        "file": QCoreApplication.translate("Trail", "File"),
        "#erased": QCoreApplication.translate("Trail", "Erased"),
    }
    return words.get(name, name)


def _listed(tools: Tools, entity: Entity | None, name: str, value: Any) -> str:
    if name in ("fields", "columns") and isinstance(value, list) and entity is not None:
        return joined(caption(entity, entity[n]) if n in entity else str(n) for n in value)
    return str(value)


def summary(tools: Tools, entry: Entry) -> str:
    """Return an entry's changes on one line."""
    parts = []
    for field, old, new in change_lines(tools, entry)[:6]:
        if entry.operation == "U":
            parts.append(labelled(field, f"{old or '–'} → {new or '–'}"))
        else:
            parts.append(labelled(field, new or old))
    return joined(parts, SEMICOLON)


def bulk_words(tools: Tools, bulk: Bulk) -> str:
    """Return what a bulk action was."""
    words = (
        QCoreApplication.translate("Trail", BULK_KINDS[bulk.kind])
        if bulk.kind in BULK_KINDS
        else bulk.label or bulk.kind
    )
    if bulk.kind == "delete":
        names = joined(bulk.names) + ("…" if len(bulk.names) == NAMES else "")
        return labelled(words, f"{noun(tools, bulk.label)} {names}".rstrip())
    nouns = joined(noun(tools, table, many=True) for table in bulk.tables if table in tools.facts().entities)
    return labelled(words, nouns) if nouns else words


def state_words(bulk: Bulk) -> str:
    """Return whether a bulk action can be taken back, and if not, why."""
    return QCoreApplication.translate("Trail", BULK_STATES.get(bulk.state, bulk.state))
