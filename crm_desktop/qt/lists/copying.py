"""Rows of a list to the clipboard; what is not in memory is read first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from crm_desktop.core.record import Record
from crm_desktop.qt.cells import marks_text, raw_text, table_text
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.selection import IdSelection
from crm_desktop.qt.lists.table import RowsTable

#: More rows are a matter for the export; rows are read in portions.
MOST_COPIED, PORTION = 50_000, 1000


def copy_rows(
    model: ListModel,
    selection: IdSelection,
    owner: QObject,
    *,
    done: Callable[[int, int], Any],
    failed: Callable[[Exception], Any],
) -> None:
    """Copy the columns on show of the selected rows; ``done(rows, marked e-mails left out)`` once they are in the clipboard."""
    ids, columns, tools = selection.ids()[:MOST_COPIED], model.columns, model.tools
    here = [model.record(i) for i in ids]
    names = [f.name for f in columns]

    def put(records: list[Record]) -> None:
        if records:
            QGuiApplication.clipboard().setText(table_text(columns, records, tools))
            done(len(records), sum(bool(marks_text(field, record)) for record in records for field in columns))

    def read(session: Any) -> list[Record]:
        found: list[Record] = []
        for start in range(0, len(ids), PORTION):
            found += tools.records.rows_by_ids(session, model.entity, names, ids[start : start + PORTION])
        return found

    if all(record is not None for record in here):
        put([record for record in here if record is not None])
    else:
        tools.jobs.run(read, owner=owner, key="copy", done=put, failed=failed)


def copy_cell(table: RowsTable, left_out: Callable[[int, int], Any]) -> None:
    """Copy the current cell alone; a marked e-mail is not, as ``left_out(0, 1)`` says."""
    index, field = table.currentIndex(), table.current_field()
    record = table.model().record_at(index.row()) if index.isValid() else None  # type: ignore[attr-defined]
    if record is not None and field is not None:
        if marks_text(field, record):
            left_out(0, 1)
            return
        QGuiApplication.clipboard().setText(raw_text(field, record, table.delegate.tools))
