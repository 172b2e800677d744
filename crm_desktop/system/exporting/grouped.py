"""Export of a grouped list: the groups with their sums, and their rows below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import is_summable
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db import records
from crm_desktop.exchange.excelfile import Column
from crm_desktop.exchange.outline import Section, write_outline
from crm_desktop.system.exporting import (
    Report,
    Translate,
    Words,
    _rows,
    _within_rights,
    cell_value,
    excel_kind,
    headings,
    log_export,
)

COUNT = QT_TRANSLATE_NOOP("Grouping", "Count")


@dataclass(frozen=True, kw_only=True)
class GroupOfRows:
    """One group to write: its words, and the condition that its rows fulfil."""

    words: str
    condition: Condition | None


def export_groups(
    session: Session,
    query: ListQuery,
    groups: Sequence[GroupOfRows],
    heading: str,
    path: Path,
    *,
    facts: Facts,
    language: str,
    translate: Translate,
    report: Report | None = None,
) -> int:
    """Write the list in *groups* to *path* (.xlsx) and return the number of rows; raise Denied or Invalid.

    Rights are those of ``export_list``; counts and sums are those of the rows that are written.
    """
    entity = facts.entities[query.entity]
    if not facts.rights.may(entity.rights_module, "export"):
        raise Denied("export_needs_right")
    names = [n for n in query.columns if facts.rights.may_read(entity.name, n) and "export" not in entity[n].hidden_in]
    words = Words(facts=facts, entity=entity, language=language, translate=translate)
    asked = _within_rights(session, replace(query, columns=tuple(names)), entity, facts)
    sums = [n for n in names if is_summable(entity[n])]

    def sections() -> Iterator[Section]:
        for number, group in enumerate(groups):
            more = (group.condition,) if group.condition is not None else ()
            own = replace(asked, conditions=(*asked.conditions, *more))
            totals = records.totals(session, entity, own, sums)
            cells = [cell_value(entity[n], totals.sums[n], words) if n in sums else None for n in names]
            yield [group.words, totals.count, *cells], partial(_below, session, own, words)
            if report:
                report(number + 1, len(groups), "")

    columns = [
        Column(heading=heading, kind="text", width=24),
        Column(heading=translate(language, "Grouping", COUNT), kind="integer", width=8),
        *(
            Column(heading=head, kind=excel_kind(entity[name]), width=entity[name].width + 2)
            for head, name in zip(headings(entity, names, words), names, strict=True)
        ),
    ]
    count = write_outline(path, columns, sections(), translate(language, entity.context, entity.plural))
    log_export(session, entity, count, path.name, names)
    return count


def _below(session: Session, query: ListQuery, words: Words) -> Iterable[list[Any]]:
    return (["", None, *row] for row in _rows(session, query, words, None))
