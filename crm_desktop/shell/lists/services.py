"""Lists into files; formulas of many records computed anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text, update

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.db.columns import table_of
from crm_desktop.db.errors import translated
from crm_desktop.system.exporting import MARKS_UNSAID, Translate, Words, count_unsaid_marks, export_list
from crm_desktop.system.exporting.grouped import GroupOfRows, ReadGroups, export_groups
from crm_desktop.system.exporting.templates import write_import_template

__all__ = [
    "MARKS_UNSAID",
    "GroupOfRows",
    "count_unsaid_marks",
    "find_stale",
    "recalculate",
    "write_groups",
    "write_list",
    "write_template",
]

CHUNK = 1000  #: records between two reports
Report = Callable[[int, int], None]


def write_list(
    session: Any,
    query: ListQuery,
    path: Path,
    facts: Facts,
    language: str,
    translate: Callable[[str, str, str], str],
    report: Callable[[int, int, str], None] | None = None,
    encoding: str = "",
) -> int:
    """Write a list to *path* (.xlsx, .csv, .vcf) and return the number of rows; raise Denied, Invalid or OSError."""
    return export_list(
        session, query, path, facts=facts, language=language, translate=translate, report=report, encoding=encoding
    )


def write_template(session: Any, entity: Entity, path: Path, facts: Facts, language: str, translate: Translate) -> int:
    """Write the empty file that an import of *entity* understands; return the number of its columns."""
    words = Words(facts=facts, entity=entity, language=language, translate=translate)
    return write_import_template(session, path, words)


def write_groups(
    session: Any,
    query: ListQuery,
    read: ReadGroups,
    levels: Sequence[str],
    path: Path,
    facts: Facts,
    language: str,
    translate: Translate,
    report: Callable[[int, int, str], None] | None = None,
) -> int:
    """Write a list in groups to *path* (.xlsx) and return the number of rows; raise Denied, Invalid or OSError."""
    return export_groups(
        session, query, read, levels, path, facts=facts, language=language, translate=translate, report=report
    )


def find_stale(session: Any, *, entity: Entity, ids: Sequence[int], report: Report) -> list[tuple[int, int]]:
    """Return which of these records would get other values of formulas, and how many each; raise Denied."""
    asked = text("SELECT record_id, n FROM crm.stale_formulas(:entity, CAST(:ids AS bigint[]))")
    found: list[tuple[int, int]] = []
    for start in range(0, len(ids), CHUNK):
        part = list(ids[start : start + CHUNK])
        with translated():
            rows = session.execute(asked, {"entity": entity.name, "ids": part})
            found += [(row.record_id, row.n) for row in rows]
        report(start + len(part), len(ids))
    return found


def recalculate(session: Any, *, entity: Entity, ids: Sequence[int], report: Report) -> int:
    """Compute the formulas of all these records anew, or of none; return the undoable action. Raise Denied."""
    table = table_of(entity)
    with translated():
        begun = session.execute(text("SELECT crm.begin_bulk('recalculate', :label)"), {"label": entity.name})
        bulk = int(begun.scalar_one())
    for start in range(0, len(ids), CHUNK):
        part = list(ids[start : start + CHUNK])
        with translated():
            saved = update(table).where(table.c.id.in_(part)).values(attrs=table.c["attrs"])
            done = session.execute(saved).rowcount
        if done != len(part):
            raise Denied("some_may_not_be_edited")
        report(start + len(part), len(ids))
    return bulk
