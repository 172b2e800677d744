"""Excel and OpenDocument workbooks: read by calamine, written by XlsxWriter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import Invalid
from crm_desktop.core.files import whole
from crm_desktop.exchange.table import EXCEL_SUFFIXES, ReadOptions, Row, Table, data_rows, with_headings

if TYPE_CHECKING:
    import python_calamine as calamine

#: A spreadsheet's number keeps so many digits; longer ones are written as text, so that none is lost.
EXACT_DIGITS = 15
LONGEST_CELL = 32_767
LARGEST_SHEET = 1_048_575
#: Number formats by the kind of a column.
FORMATS = {
    "text": "@",
    "integer": "0",
    "money": "#,##0.00",
    "number": "#,##0.####",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm:ss",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column to write: its heading, its kind (a key of ``FORMATS``) and its width in characters."""

    heading: str
    kind: str = "text"
    width: int = 12


def open_excel(path: Path, options: ReadOptions) -> Table:
    """Open a workbook; raise Invalid where it is damaged, protected or has no such sheet."""
    book = _open(path)
    names = tuple(book.sheet_names)
    if options.sheet and options.sheet not in names:
        raise Invalid("file_no_sheet", values={"file": path.name, "sheet": options.sheet})
    sheet = book.get_sheet_by_name(options.sheet) if options.sheet else _first_filled(book, path)
    start, headings = with_headings(_records(sheet), options.heading_row)

    def rows() -> Iterator[Row]:
        return data_rows(_records(sheet), start, len(headings))

    return Table(path=path, headings=headings, rows=rows, sheets=names, sheet=sheet.name)


@contextmanager
def workbook(path: Path, options: Mapping[str, Any]) -> Iterator[Any]:
    """Give a workbook to fill, at *path* when it is whole; raise OSError where it cannot be written."""
    import xlsxwriter

    with whole(path) as fresh, TemporaryDirectory(prefix="crm-", ignore_cleanup_errors=True) as room:
        book = xlsxwriter.Workbook(str(fresh), {**options, "tmpdir": room})
        book.use_zip64()  # a million rows with all fields are more than two gigabytes unpacked; nothing else becomes another file
        try:
            yield book
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] if isinstance(error.args[0], OSError) else error from error
        finally:
            for sheet in book.worksheets():  # rows that wait for the end of a file that was stopped
                if sheet.row_data_fh is not None:
                    sheet.row_data_fh.close()


def write_excel(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], title: str = "") -> int:
    """Write one sheet row by row in constant memory; return the number of rows.

    Cells are str, int, Decimal, date, naive datetime, bool or None. Text is never taken for a formula or a
    link. Raise Invalid ``sheet_full`` beyond the 1,048,575 rows of a sheet.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    with workbook(path, options) as book:
        sheet = book.add_worksheet(sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        for index, column in enumerate(columns):
            sheet.set_column(index, index, min(max(column.width, 6), 60), formats[column.kind])
            sheet.write_string(0, index, column.heading, head)
        sheet.freeze_panes(1, 0)
        writers = [_writer(sheet, formats[column.kind], formats["text"]) for column in columns]
        for row in rows:
            count += 1
            if count > LARGEST_SHEET:
                raise Invalid("sheet_full", values={"limit": LARGEST_SHEET})
            for index, value in enumerate(row):
                if value is not None and value != "":
                    writers[index](count, index, value)
        if columns:
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{count + 1}"})
            sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return count


@dataclass(frozen=True, kw_only=True)
class TemplateColumn(Column):
    """A column to fill in: *choices* become a drop-down list, *note* is shown when a cell is chosen."""

    choices: tuple[str, ...] = ()
    note: str = ""


def write_template(path: Path, columns: Sequence[TemplateColumn], example: Sequence[Any], title: str) -> None:
    """Write a workbook to fill in: headings, one *example* row, drop-down lists down the whole sheet."""
    import xlsxwriter

    with workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, lists = book.add_worksheet(sheet_name(title)), book.add_worksheet("Lists")
        lists.hide()
        head = book.add_format({"bold": True, "bottom": 1})
        formats = {kind: {"num_format": code} for kind, code in FORMATS.items()}
        grey = {"italic": True, "font_color": "#808080"}
        for index, column in enumerate(columns):
            sheet.set_column(index, index, min(max(column.width, 8), 60), book.add_format(formats[column.kind]))
            sheet.write_string(0, index, column.heading, head)
            shown = book.add_format({**formats[column.kind], **grey})
            if index < len(example) and example[index] not in (None, ""):
                _writer(sheet, shown, shown)(1, index, example[index])
            rule: dict[str, Any] = {"validate": "any"}
            if column.choices:
                lists.write_column(0, index, column.choices)
                letter = xlsxwriter.utility.xl_col_to_name(index)
                rule = {"validate": "list", "source": f"=Lists!${letter}$1:${letter}${len(column.choices)}"}
                rule["error_type"] = "warning"
            if column.choices or column.note:
                rule |= {"input_title": column.heading[:32], "input_message": column.note[:255]} if column.note else {}
                sheet.data_validation(1, index, LARGEST_SHEET, index, rule)
        sheet.freeze_panes(1, 0)


def sheet_name(title: str) -> str:
    """Return *title* as Excel accepts it for a sheet: 31 characters at most, none of ``[]:*?/\\``."""
    kept = "".join(c for c in title if c not in "[]:*?/\\").strip("' ")
    return kept[:31] or "Sheet1"


def _writer(sheet: Any, form: Any, text: Any) -> Callable[[int, int, Any], None]:
    def write(row: int, column: int, value: Any) -> None:
        if isinstance(value, str):
            if len(value) > LONGEST_CELL:
                raise Invalid("cell_too_long", values={"row": row + 1})
            sheet.write_string(row, column, value, form if "\n" not in value else None)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, (int, Decimal)):
            if _digits(value) > EXACT_DIGITS:
                sheet.write_string(row, column, format(value, "f") if isinstance(value, Decimal) else str(value), text)
            else:
                sheet.write_number(row, column, value, form)
        elif isinstance(value, (dt.datetime, dt.date)):
            if value.year < 1900:
                sheet.write_string(row, column, value.isoformat(), text)
            else:
                sheet.write_datetime(row, column, value, form)
        else:
            raise TypeError(type(value).__name__)

    return write


def _digits(value: int | Decimal) -> int:
    return len(str(abs(value))) if isinstance(value, int) else len(value.as_tuple().digits)


def _open(path: Path) -> calamine.CalamineWorkbook:
    import python_calamine as calamine  # who only writes workbooks does without

    try:
        if path.suffix.lower() in EXCEL_SUFFIXES:
            return calamine.CalamineWorkbook.from_path(str(path))
        return calamine.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))  # its ending is wrong
    except calamine.PasswordError as error:
        raise Invalid("file_protected", values={"file": path.name}) from error
    except (calamine.CalamineError, OSError) as error:
        raise Invalid("file_unreadable", values={"file": path.name}) from error


def _first_filled(book: calamine.CalamineWorkbook, path: Path) -> calamine.CalamineSheet:
    """Return the first sheet with columns: one of nothing but lines of text before it explains how to fill in the others."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    filled = []
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        if sheet.width > 1:
            return sheet
        if sheet.height:
            filled.append(sheet)
    if not filled:
        raise Invalid("file_empty", values={"file": path.name})
    return filled[0]


def _records(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, [cell_text(cell) for cell in cells]


def cell_text(value: Any) -> str:
    """Return a workbook's cell as neutral text: numbers as typed, days in ISO form, yes/no as 1/0."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else _decimal_text(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time.min:
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="microseconds" if value.microsecond else "seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return "" if value is None else str(value)


def _decimal_text(value: float) -> str:
    """Write without exponent what the spreadsheet shows: 15 significant digits."""
    return format(Decimal(format(value, ".15g")), "f")
