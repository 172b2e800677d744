"""Lists into files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.system.exporting import export_list


def write_list(
    session: Any,
    query: ListQuery,
    path: Path,
    facts: Facts,
    language: str,
    translate: Callable[[str, str, str], str],
    report: Callable[[int, int, str], None] | None = None,
) -> int:
    """Write a list to *path* (.xlsx or .csv) and return the number of rows; raise Denied, Invalid or OSError."""
    return export_list(session, query, path, facts=facts, language=language, translate=translate, report=report)
