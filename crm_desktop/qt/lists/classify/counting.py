"""Groups with their words: counted in a job, named in the language of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.grouping import PERIODS, Group, Level
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record
from crm_desktop.core.series import axis_text
from crm_desktop.core.source import MOST_GROUPS
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.tools import Tools


def read_groups(
    tools: Tools,
    session: Any,
    entity: Entity,
    query: ListQuery,
    levels: Sequence[Level],
    sums: Sequence[str] = (),
    most: int = MOST_GROUPS,
) -> list[Group]:
    """Count the list by groups within groups (in a job); references come with their words."""
    found = tools.records.groups(session, entity, query, levels, sums, most)
    return _named(tools, session, entity, found, levels)


def _named(tools: Tools, session: Any, entity: Entity, found: Sequence[Group], levels: Sequence[Level]) -> list[Group]:
    if not levels:
        return list(found)
    within = _named(tools, session, entity, [g for group in found for g in group.below], levels[1:])
    field, words, rest = entity[levels[0].name], {}, iter(within)
    if isinstance(field, kinds.Ref) and field.to in tools.facts().entities:
        target = tools.facts().entities[field.to]
        ids = list({group.value for group in found if group.value is not None})
        words = {r.id: r.words(target.label) for r in tools.records.rows_by_ids(session, target, (target.label,), ids)}
    return [
        replace(group, label=words.get(group.value, ""), below=tuple(islice(rest, len(group.below)))) for group in found
    ]


def group_words(field: Field, bucket: str, group: Group, tools: Tools) -> str:
    """Return the words of a group: a value, a period, a range."""
    if group.value in (None, "", []) or group.value == (None, None):
        return QCoreApplication.translate("Grouping", "(empty)")
    if bucket in PERIODS:
        return _period_words(bucket, group.value[0])
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


def _period_words(bucket: str, first: date) -> str:
    translate = QCoreApplication.translate
    if bucket == "quarter":
        return translate("Grouping", "{year} Q{quarter}").format(year=first.year, quarter=(first.month + 2) // 3)
    if bucket == "week":
        year, week, _ = first.isocalendar()
        return translate("Grouping", "{year} week {week}").format(year=year, week=f"{week:02}")
    return f"{first:%Y-%m-%d}"[: {"year": 4, "month": 7, "day": 10}[bucket]]


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
