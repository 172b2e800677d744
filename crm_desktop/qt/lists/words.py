"""What the typed filter knows of a list: labels in both languages, dictionaries, people met so far."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core import clock
from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.grammar import Words
from crm_desktop.core.query import ListQuery
from crm_desktop.core.resources import resource
from crm_desktop.qt.tools import Tools


class ListWords:
    """The look-ups of the grammar for one entity; learns the words of references as they are seen."""

    def __init__(self, tools: Tools, entity: Entity) -> None:
        self._tools, self.entity = tools, entity
        self._names: dict[str, dict[int, str]] = {}
        self._ids: dict[str, dict[str, int]] = {}

    def learn(self, field: kinds.Ref, record_id: int, name: str) -> None:
        """Remember the words of a record that fields pointing to the same entity may name."""
        if name:
            self._names.setdefault(field.to, {})[record_id] = name
            self._ids.setdefault(field.to, {}).setdefault(name.casefold(), record_id)

    def words(self) -> Words:
        """Return the look-ups for the language and the login of the moment."""
        facts = self._tools.facts()
        for field in (*self.entity.fields, *self.entity.part_fields):
            if isinstance(field, kinds.Ref) and field.to == "employee":
                self.learn(field, facts.employee_id, facts.employee_name)
        return Words(
            labels=self.labels,
            terms=lambda kind: facts.terms.get(kind, ()),
            options=self.options,
            attributes=self.attributes,
            find=lambda field, text: self._ids.get(field.to, {}).get(text.casefold()),
            name=lambda field, record_id: self._names.get(field.to, {}).get(record_id, ""),
            me=facts.employee_id,
            language=self._tools.language(),
            today=clock.today(),
        )

    def labels(self, field: Field) -> Sequence[str]:
        """Return a field's labels, that of the language of the moment first."""
        if field.of_part:
            word = self.entity.finding(field.of_part).word
            part = self.entity.found_by[field.of_part].context
            labels = _own(field) if field.is_custom else self._both(field.label, part)
            return tuple(f"{said}.{label}" for said, label in zip(self._both(word), labels, strict=True))
        return _own(field) if field.is_custom else self._both(field.label)

    def attributes(self, field: kinds.OwnAttributes) -> Sequence[Field]:
        """Return the own attributes that a field may name."""
        known = self._tools.facts().entities.get(field.of)
        return tuple(f for f in known.fields if f.is_custom) if known else ()

    def options(self, field: kinds.Options) -> Sequence[tuple[str, str]]:
        """Return (stored word, label) of a field's options, the language of the moment first."""
        both = [(stored, self._both(label)) for stored, label in field.options]
        return [(stored, labels[n]) for n in (0, 1) for stored, labels in both]

    def known(self, field: kinds.Ref) -> Sequence[str]:
        """Return the words of the records met so far."""
        return tuple(self._names.get(field.to, {}).values())

    def _both(self, text: str, context: str = "") -> tuple[str, str]:
        context = context or self.entity.context
        if self._tools.language().startswith("zh"):
            return QCoreApplication.translate(context, text), text
        return text, chinese().get((context, text), text)


def _own(field: Field) -> tuple[str, str]:
    return field.label, field.other_label or field.label


@cache
def chinese() -> Mapping[tuple[str, str], str]:
    """Return (context, text) → Chinese words, for who types Chinese names while the program speaks English."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(resource("translations").glob("*_zh_CN.ts")):
        for context in ElementTree.parse(path).getroot().iter("context"):
            name = context.findtext("name", "")
            for message in context.iter("message"):
                found[name, message.findtext("source", "")] = message.findtext("translation", "")
    return {key: text for key, text in found.items() if text}


def counts_with_words(
    tools: Tools, session: Any, entity: Entity, query: ListQuery, name: str
) -> list[tuple[Any, str, int]]:
    """Count the list's rows per value of a field (in a job): (value, words of a reference or '', count)."""
    field = entity[name]
    if field.of_part:
        part = entity.found_by[field.of_part]
        query = ListQuery(entity=part.name, columns=(part.label,), sort=part.sort)
        counts = tools.records.value_counts(session, part, query, name.removeprefix(f"{part.name}."))
    else:
        counts = tools.records.value_counts(session, entity, query, name)
    if not isinstance(field, kinds.Ref) or field.to not in tools.facts().entities:
        return [(value, "", count) for value, count in counts]
    target = tools.facts().entities[field.to]
    ids = [value for value, _ in counts if value is not None]
    found = {
        r.id: str(r.values.get(target.label, ""))
        for r in tools.records.rows_by_ids(session, target, (target.label,), ids)
    }
    return [(value, found.get(value, ""), count) for value, count in counts]
