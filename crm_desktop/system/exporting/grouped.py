"""Export of a grouped list: the groups with their sums, and their rows below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.core.codec import to_text
from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Field, Quantity, is_summable
from crm_desktop.core.grouping import parts
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.exchange.excelfile import Column
from crm_desktop.exchange.outline import Line, write_outline
from crm_desktop.system.exporting import (
    Report,
    Translate,
    Words,
    _rows,
    _term,
    _within_rights,
    cell_value,
    excel_kind,
    headings,
    log_export,
)

COUNT = QT_TRANSLATE_NOOP("Export", "Count")


@dataclass(frozen=True, kw_only=True)
class GroupOfRows:
    """One group to write: its words, the condition that its rows fulfil, and the groups within it."""

    words: str
    condition: Condition | None
    count: int
    sums: Mapping[str, Any]
    below: tuple[GroupOfRows, ...] = ()


#: Reads the groups of a list with the sums of these fields.
ReadGroups = Callable[[ListQuery, Sequence[str]], Sequence[GroupOfRows]]


def export_groups(
    session: Session,
    query: ListQuery,
    read: ReadGroups,
    levels: Sequence[str],
    path: Path,
    *,
    facts: Facts,
    language: str,
    translate: Translate,
    report: Report | None = None,
) -> int:
    """Write the list in groups to *path* (.xlsx) and return the number of rows; raise Denied or Invalid.

    *levels* are the headings of the columns in which the groups of each level stand. Rights are those of ``export_list``; counts and sums are those of the rows that are written.
    """
    entity = facts.entities[query.entity]
    if not facts.rights.may(entity.rights_module, "export"):
        raise Denied("export_needs_right")
    names = [n for n in query.columns if facts.rights.may_read(entity.name, n) and "export" not in entity[n].hidden_in]
    words = Words(facts=facts, entity=entity, language=language, translate=translate)
    asked = _within_rights(session, replace(query, columns=tuple(names)), entity, facts)
    sums = [n for n in names if is_summable(entity[n])]

    groups = read(asked, sums)
    blank = [None] * len(levels)

    def lines(groups: Sequence[GroupOfRows], within: ListQuery, depth: int = 0) -> Iterator[Line]:
        for number, group in enumerate(groups, 1):
            more = (group.condition,) if group.condition is not None else ()
            own = replace(within, conditions=(*within.conditions, *more))
            cells = [_sum_cell(entity[n], group.sums[n], words) if n in sums else None for n in names]
            yield depth, True, [*blank[:depth], group.words, *blank[depth + 1 :], group.count, *cells]
            if group.below:
                yield from lines(group.below, own, depth + 1)
            else:
                for row in _rows(session, own, words, None):
                    yield depth + 1, False, [*blank, None, *row]
            if report and depth == 0:
                report(number, len(groups), "")

    columns = [
        *(Column(heading=heading, kind="text", width=24) for heading in levels),
        Column(heading=translate(language, "Export", COUNT), kind="integer", width=8),
        *(
            Column(heading=head, kind=excel_kind(entity[name]), width=entity[name].width + 2)
            for head, name in zip(headings(entity, names, words), names, strict=True)
        ),
    ]
    title = translate(language, entity.context, entity.plural)
    count = write_outline(path, columns, lines(groups, asked), title)
    log_export(session, entity, count, path.name, names)
    return count


def _sum_cell(field: Field, value: Any, words: Words) -> Any:
    """Return a sum as a number; where it is not in one unit or the company's own currency alone, each with what it is in."""
    if isinstance(value, Mapping) and isinstance(field, Quantity):
        if len(value) < 2:
            return cell_value(field, next(iter(value.values()), 0), words)
        each = (
            f"{to_text(field, one)} {_term('unit', unit, words, one)}".rstrip() for unit, one in sorted(value.items())
        )
        return " · ".join(each)
    own = words.facts.currency
    by_currency = parts(value, own) if isinstance(value, Mapping) else [(own, value)]
    if [currency for currency, _ in by_currency] == [own]:
        return cell_value(field, by_currency[0][1], words)
    return " · ".join(f"{currency} {to_text(field, amount)}" for currency, amount in by_currency)
