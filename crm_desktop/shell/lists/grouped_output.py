"""A grouped list into a file, or onto paper: all levels of groups, in a file the rows below them too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Invalid
from crm_desktop.core.fields import is_numeric
from crm_desktop.core.grouping import Group, Level, added, condition_of
from crm_desktop.core.query import ListQuery
from crm_desktop.qt.cells import labelled, sum_text
from crm_desktop.qt.lists.classify.counting import group_words, read_groups
from crm_desktop.qt.listview import ListView
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.lists.services import GroupOfRows, write_groups
from crm_desktop.shell.sheets import head_of

#: Groups of one level that are put out.
MOST = 5_000


def group_printer(context: Context, view: ListView, filters: str) -> Callable[[Any], bytes]:
    """Return what makes a PDF of the groups with their chart, to be called in a job."""
    from crm_desktop.printing.grouping import print_groups
    from crm_desktop.printing.tables import Column, Row

    grouped, entity, query = view.classes.grouped, view.entity, view.model.query
    levels, summed, chart = grouped.levels(), grouped.summed(), grouped.make_chart()
    titles = [caption(entity, f) for f in grouped.fields()]
    count = QCoreApplication.translate("Grouping", "Count")
    columns = [
        *(Column(label=title, weight=24) for title in titles),
        Column(label=count, weight=8, right=True),
        *(Column(label=caption(entity, f), weight=f.width, right=is_numeric(f)) for f in summed),
    ]
    title = labelled(QCoreApplication.translate(entity.context, entity.plural), " › ".join(titles))

    def lines(groups: Sequence[Group], depth: int = 0) -> Iterator[Row]:
        for group in groups:
            words = [""] * len(levels)
            words[depth] = group_words(entity[levels[depth].name], levels[depth].bucket, group, context)
            sums = (sum_text(f, group.sums.get(f.name), context) for f in summed)
            style = "subtotal" if depth + 1 < len(levels) else "plain"
            yield Row(cells=(*words, f"{group.count:,}", *sums), style=style)
            yield from lines(group.below, depth + 1)

    def work(session: Any) -> bytes:
        groups = _read(context, session, entity, query, levels, [f.name for f in summed])
        totals = [*[""] * len(levels), f"{sum(g.count for g in groups):,}"]
        totals += [sum_text(f, added(g.sums.get(f.name) for g in groups), context) for f in summed]
        head = head_of(context, title)
        return print_groups(head, columns, list(lines(groups)), totals=totals, chart=chart, filters=filters)

    return work


def group_writer(context: Context, view: ListView, query: ListQuery, path: Path) -> Callable[[Any, Any], int]:
    """Return what writes the groups and their rows to *path*, to be called in a job."""
    from crm_desktop.printing.words import translate

    grouped, entity = view.classes.grouped, view.entity
    levels, headings = grouped.levels(), [caption(entity, f) for f in grouped.fields()]
    facts, language = context.facts(), context.language()

    def rows_of(groups: Sequence[Group], depth: int = 0) -> tuple[GroupOfRows, ...]:
        level = levels[min(depth, len(levels) - 1)]
        field = entity[level.name]
        return tuple(
            GroupOfRows(
                words=group_words(field, level.bucket, group, context),
                condition=condition_of(field, level.bucket, [group.value]),
                count=group.count,
                sums=group.sums,
                below=rows_of(group.below, depth + 1),
            )
            for group in groups
        )

    def work(session: Any, report: Any) -> int:
        def read(asked: ListQuery, sums: Sequence[str]) -> tuple[GroupOfRows, ...]:
            return rows_of(_read(context, session, entity, asked, levels, sums))

        return write_groups(session, query, read, headings, path, facts, language, translate, report)

    return work


def _read(
    context: Context, session: Any, entity: Entity, query: ListQuery, levels: Sequence[Level], sums: Sequence[str]
) -> list[Group]:
    """Return all groups; raise Invalid where they are more than anybody reads: nothing is left out in silence."""
    found = read_groups(context, session, entity, query, levels, sums, MOST + 1)
    here: Sequence[Group] = found
    while here:
        if len(here) > MOST:
            raise Invalid("too_many_groups", values={"limit": MOST})
        here = [group for one in here for group in one.below]
    return found
