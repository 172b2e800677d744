"""A list in groups as an Excel sheet: each group a line with its sums, what is in it folded below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import Invalid
from crm_desktop.exchange.excelfile import FORMATS, LARGEST_SHEET, Column, sheet_name, workbook

#: How deep a line is folded, whether it is a group's, and its cells.
Line = tuple[int, bool, Sequence[Any]]


def write_outline(path: Path, columns: Sequence[Column], lines: Iterable[Line], title: str = "") -> int:
    """Write the groups and what is below them in constant memory; return the number of rows.

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
        for level, is_group, cells in lines:
            at, written = at + 1, written + (not is_group)
            if at > LARGEST_SHEET:
                raise Invalid("sheet_full", values={"limit": LARGEST_SHEET})
            sheet.set_row(at, None, None, {"level": level, "hidden": level > 0, "collapsed": is_group})
            _put(sheet, at, cells, bold if is_group else plain)
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
