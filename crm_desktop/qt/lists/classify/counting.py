"""Groups with their words: counted in a job, named in the language of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.grouping import Group
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record
from crm_desktop.core.series import axis_text
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.tools import Tools


def read_groups(
    tools: Tools, session: Any, entity: Entity, query: ListQuery, name: str, bucket: str = "", sums: Sequence[str] = ()
) -> list[Group]:
    """Count the list by a field (in a job); references come with their words."""
    found = tools.records.groups(session, entity, query, name, bucket, sums)
    field = entity[name]
    if not isinstance(field, kinds.Ref) or field.to not in tools.facts().entities:
        return found
    target = tools.facts().entities[field.to]
    ids = [group.value for group in found if group.value is not None]
    words = {
        r.id: r.labels.get(target.label) or str(r.values.get(target.label, ""))
        for r in tools.records.rows_by_ids(session, target, (target.label,), ids)
    }
    return [replace(group, label=words.get(group.value, "")) for group in found]


def group_words(field: Field, bucket: str, group: Group, tools: Tools) -> str:
    """Return the words of a group: a value, a month, a year, a range."""
    if group.value in (None, "", []) or group.value == (None, None):
        return QCoreApplication.translate("Grouping", "(empty)")
    if bucket in ("month", "year"):
        return f"{group.value[0]:%Y-%m}" if bucket == "month" else f"{group.value[0]:%Y}"
    if bucket == "range":
        if isinstance(field, kinds.Money):
            return _amounts(*group.value, language=tools.language())
        low, high = (None if v is None else _value_words(field, v, tools) for v in group.value)
        if low is None or high is None:
            return f"≤ {high}" if low is None else f"≥ {low}"
        return low if low == high else f"{low} – {high}"
    if isinstance(field, (kinds.MultiChoice, kinds.Tags)):
        return _value_words(field, [group.value], tools)
    return cell_text(field, group.value, Record(0, 0, {}, {field.name: group.label}), tools)


def _amounts(low: int | None, high: int | None, *, language: str) -> str:
    """Return the short words of a range of amounts: 1.9万 – 2.5万; its end is where the next begins."""
    first, after = (
        None if v is None else axis_text(v, "money", language) for v in (low, None if high is None else high + 1)
    )
    if first is None or after is None:
        return f"< {after}" if first is None else f"≥ {first}"
    return f"{first} – {after}"


def _value_words(field: Field, value: Any, tools: Tools) -> str:
    return cell_text(field, value, Record(0, 0, {}), tools)
