"""A list in groups as an Excel sheet: each group a line with its sums, its rows folded below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import Invalid
from crm_desktop.exchange.excelfile import FORMATS, LARGEST_SHEET, Column, sheet_name, workbook

#: Cells of a group's line, and its rows, read when they are written.
Section = tuple[Sequence[Any], Callable[[], Iterable[Sequence[Any]]]]


def write_outline(path: Path, columns: Sequence[Column], sections: Iterable[Section], title: str = "") -> int:
    """Write the groups in constant memory; return the number of rows below them.

    Cells are as in ``write_excel``. Raise Invalid ``sheet_full`` beyond the rows of a sheet.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    at = written = 0
    with workbook(path, options) as book:
        sheet = book.add_worksheet(sheet_name(title))
        sheet.outline_settings(symbols_below=False)
        head = book.add_format({"bold": True, "bottom": 1})
        plain = [book.add_format({"num_format": FORMATS[c.kind]}) for c in columns]
        bold = [book.add_format({"num_format": FORMATS[c.kind], "bold": True, "bg_color": "#eef1f5"}) for c in columns]
        for index, column in enumerate(columns):
            sheet.set_column(index, index, min(max(column.width, 8), 60))
            sheet.write_string(0, index, column.heading, head)
        sheet.freeze_panes(1, 0)
        for cells, rows in sections:
            at += 1
            _put(sheet, at, cells, bold)
            for row in rows():
                at, written = at + 1, written + 1
                if at > LARGEST_SHEET:
                    raise Invalid("sheet_full", values={"limit": LARGEST_SHEET})
                sheet.set_row(at, None, None, {"level": 1, "hidden": True})
                _put(sheet, at, row, plain)
    return written


def _put(sheet: Any, at: int, cells: Sequence[Any], formats: Sequence[Any]) -> None:
    for index, value in enumerate(cells):
        if value is None or value == "":
            sheet.write_blank(at, index, None, formats[index])
        elif isinstance(value, str):
            sheet.write_string(at, index, value, formats[index])
        elif isinstance(value, bool):
            sheet.write_boolean(at, index, value, formats[index])
        elif hasattr(value, "year"):
            sheet.write_datetime(at, index, value, formats[index])
        else:
            sheet.write_number(at, index, float(value), formats[index])
