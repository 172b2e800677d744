"""A grouped list into a file, or onto paper: what is on the screen, and the rows below it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core import clock
from crm_desktop.core.fields import is_numeric
from crm_desktop.core.grouping import condition_of
from crm_desktop.core.query import ListQuery
from crm_desktop.qt.cells import sum_text
from crm_desktop.qt.listview import ListView
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.lists.services import GroupOfRows, write_groups


def groups_pdf(context: Context, view: ListView, filters: str) -> bytes:
    """Return the groups on show with their chart as PDF."""
    from crm_desktop.printing.grouping import print_groups
    from crm_desktop.printing.page import Head
    from crm_desktop.printing.tables import Column

    grouped, entity = view.classes.grouped, view.entity
    field, summed = grouped.field(), grouped.summed()
    assert field is not None
    count = QCoreApplication.translate("Grouping", "Count")
    columns = [
        Column(label=caption(entity, field), weight=24),
        Column(label=count, weight=8, right=True),
        *(Column(label=caption(entity, f), weight=f.width, right=is_numeric(f)) for f in summed),
    ]
    rows = [
        [grouped.words_of(g), f"{g.count:,}", *(sum_text(f, g.sums.get(f.name), context) for f in summed)]
        for g in grouped.groups
    ]
    sums = [sum((g.sums.get(f.name) or 0) for g in grouped.groups) for f in summed]
    totals = ["", f"{sum(g.count for g in grouped.groups):,}"]
    totals += [sum_text(f, value, context) for f, value in zip(summed, sums, strict=True)]
    facts, plural = context.facts(), QCoreApplication.translate(entity.context, entity.plural)
    head = Head(
        company=facts.company,
        title=f"{plural}: {caption(entity, field)}",
        language=context.language(),
        printed=f"{clock.now():%Y-%m-%d %H:%M}",
        person=facts.employee_name,
    )
    return print_groups(head, columns, rows, totals=totals, chart=grouped.make_chart(), filters=filters)


def group_writer(context: Context, view: ListView, query: ListQuery, path: Path) -> Any:
    """Return what writes the groups on show and their rows to *path*, to be called in a job."""
    from crm_desktop.printing.words import translate

    grouped, entity = view.classes.grouped, view.entity
    field, bucket = grouped.field(), grouped.bucket()
    assert field is not None
    groups = [
        GroupOfRows(words=grouped.words_of(g), condition=condition_of(field, bucket, [g.value])) for g in grouped.groups
    ]
    heading, facts, language = caption(entity, field), context.facts(), context.language()

    def work(session: Any, report: Any) -> int:
        return write_groups(session, query, groups, heading, path, facts, language, translate, report)

    return work
