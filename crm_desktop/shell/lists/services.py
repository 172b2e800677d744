"""Lists into files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.system.exporting import Translate, Words, export_list
from crm_desktop.system.exporting.grouped import GroupOfRows, export_groups
from crm_desktop.system.exporting.templates import write_import_template

__all__ = ["GroupOfRows", "write_groups", "write_list", "write_template"]


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
    groups: Sequence[GroupOfRows],
    heading: str,
    path: Path,
    facts: Facts,
    language: str,
    translate: Translate,
    report: Callable[[int, int, str], None] | None = None,
) -> int:
    """Write a list in groups to *path* (.xlsx) and return the number of rows; raise Denied, Invalid or OSError."""
    return export_groups(
        session, query, groups, heading, path, facts=facts, language=language, translate=translate, report=report
    )
