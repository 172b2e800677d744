"""What every file format is read into: a heading line and numbered rows of text."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm_desktop.core.errors import Invalid

EXCEL_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
VCARD_SUFFIXES = (".vcf", ".vcard")

#: Rows among which the headings are looked for.
_LOOKED_AT = 5
#: How workbooks begin, whatever their name ends with: zip archives and compound files.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
#: The first row below the headings explains something where it begins with it (the example of a template).
NOTE_MARK = "※"
#: Unpacked size beyond which a workbook is refused: it would be held in memory as a whole.
LARGEST_WORKBOOK = 1_500_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One data row; *number* is the one a spreadsheet shows, *problem* a rule that reading it broke."""

    number: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What a person may say about a file; everything left empty is found out."""

    sheet: str = ""  #: name of the sheet; empty means the first one with columns
    encoding: str = ""
    delimiter: str = ""
    heading_row: int = 0  #: number of the row with the headings; 0 means the first that is not blank


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file opened for reading: ``rows()`` starts anew at each call and streams."""

    path: Path
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    sheets: tuple[str, ...] = ()
    sheet: str = ""  #: the one that is read
    encoding: str = ""
    delimiter: str = ""

    def sample(self, count: int = 20) -> list[Row]:
        """Return the first *count* rows."""
        return list(islice(self.rows(), count))


def open_table(path: Path | str, options: ReadOptions | None = None) -> Table:
    """Open a table by its file's ending; raise Invalid with a rule ``file_…`` where it cannot be read."""
    path, options = Path(path), options or ReadOptions()
    if not path.is_file():
        raise Invalid("file_missing", values={"file": path.name})
    suffix = path.suffix.lower()
    if suffix in EXCEL_SUFFIXES or (suffix in CSV_SUFFIXES and _begins_as_workbook(path)):
        from crm_desktop.exchange.excelfile import open_excel  # loaded when first used: start-up stays short

        _refuse_bomb(path)
        return open_excel(path, options)
    if suffix in CSV_SUFFIXES:
        from crm_desktop.exchange.csvfile import open_csv

        return open_csv(path, options)
    if suffix in VCARD_SUFFIXES:
        from crm_desktop.exchange.vcard import open_vcard

        return open_vcard(path)
    raise Invalid("file_kind", values={"file": path.name})


def with_headings(records: Iterator[tuple[int, list[str]]], heading_row: int) -> tuple[int, tuple[str, ...]]:
    """Find the heading row among numbered *records*; return its number and unique headings.

    A title or a row of groups above it fills at most half of its cells, and is passed over.
    """
    if heading_row:
        for number, cells in records:
            if number == heading_row:
                return number, unique_headings(cells)
        raise Invalid("file_empty")
    filled = ((number, cells) for number, cells in records if any(c.strip() for c in cells))
    first = list(islice(filled, _LOOKED_AT))
    if not first:
        raise Invalid("file_empty")
    number, cells = first[0]
    for below, others in first[1:]:
        if _is_headings(others) and 2 * len(_words(cells)) <= len(_words(others)):
            number, cells = below, others
            break
    return number, unique_headings(cells)


def _is_headings(cells: Sequence[str]) -> bool:
    """Tell whether a row names columns: different words, and no number among them."""
    words = _words(cells)
    return len(words) > 1 and len(set(words)) == len(words) and not any(c[0].isdigit() for c in words)


def _words(cells: Sequence[str]) -> list[str]:
    return [c.strip() for c in cells if c.strip()]


def unique_headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Return trimmed headings, repeated ones numbered, so that each names one column."""
    seen: dict[str, int] = {}
    headings = []
    for cell in cells:
        text = " ".join(cell.split())
        seen[text] = seen.get(text, 0) + 1
        headings.append(f"{text} ({seen[text]})" if text and seen[text] > 1 else text)
    return tuple(headings)


def data_rows(records: Iterator[tuple[int, list[str]]], after: int, width: int) -> Iterator[Row]:
    """Yield the rows below the headings, padded to *width*; blank ones are left out, too long ones marked."""
    for number, cells in records:
        if number <= after or not any(c.strip() for c in cells):
            continue
        if number == after + 1 and cells[0].startswith(f"{NOTE_MARK} "):
            continue
        problem = ""
        if any("\x00" in c for c in cells):
            cells, problem = [c.replace("\x00", "\ufffd") for c in cells], "row_unreadable"
        if len(cells) > width:
            if any(c.strip() for c in cells[width:]):
                problem = "row_too_long"
            cells = cells[:width]
        elif len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        yield Row(number, tuple(cells), problem)


def _begins_as_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8).startswith(_WORKBOOKS)


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_WORKBOOK:
            raise Invalid("file_too_big", values={"file": path.name})
