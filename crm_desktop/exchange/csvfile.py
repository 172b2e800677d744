"""CSV in any of the shapes that offices produce; written so that Excel shows it right."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from crm_desktop.core.errors import Invalid
from crm_desktop.core.files import whole
from crm_desktop.exchange.encoding import find_encoding
from crm_desktop.exchange.formulas import guard, unguard
from crm_desktop.exchange.table import ReadOptions, Row, Table, data_rows, with_headings

_DELIMITERS = ",;\t|，；"
_SAMPLE_RECORDS = 50


def open_csv(path: Path, options: ReadOptions) -> Table:
    """Open a CSV file; encoding and delimiter are found where *options* do not give them."""
    encoding = options.encoding or find_encoding(path)
    delimiter, skip = (options.delimiter, 0) if options.delimiter else _find_delimiter(path, encoding)
    start, headings = with_headings(_records(path, encoding, delimiter, skip), options.heading_row)

    def rows() -> Iterator[Row]:
        return data_rows(_records(path, encoding, delimiter, skip), start, len(headings))

    return Table(path=path, headings=headings, rows=rows, encoding=encoding, delimiter=delimiter)


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig") -> int:
    """Write UTF-8 with a byte order mark or another *encoding*, formulas made harmless; return the number of rows."""
    count = 0
    with whole(path) as fresh, fresh.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([guard(h) for h in headings])
        for row in rows:
            writer.writerow([guard(cell) for cell in row])
            count += 1
    return count


def _records(path: Path, encoding: str, delimiter: str, skip: int) -> Iterator[tuple[int, list[str]]]:
    with path.open("r", encoding=encoding, newline="") as file:
        for _ in range(skip):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = skip
        try:
            for cells in reader:
                number += 1
                yield number, [unguard(cell) for cell in cells]
        except csv.Error as error:
            raise Invalid("file_quotes", values={"file": path.name, "line": skip + reader.line_num}) from error
        except UnicodeError as error:
            raise Invalid("file_encoding", values={"file": path.name}) from error


def _find_delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """Return the delimiter and how many lines to skip (Excel's own ``sep=;`` line)."""
    try:
        with path.open("r", encoding=encoding, newline="") as file:
            first = file.readline(1000).strip("\r\n\ufeff")
    except (UnicodeError, LookupError) as error:
        raise Invalid("file_encoding", values={"file": path.name}) from error
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    return max(_DELIMITERS, key=lambda d: (_score(path, encoding, d), -_DELIMITERS.index(d))), 0


def _score(path: Path, encoding: str, delimiter: str) -> tuple[float, int]:
    """Judge a delimiter by how alike the first records become, then by how many columns they have."""
    try:
        widths = [len(cells) for _, cells in islice(_records(path, encoding, delimiter, 0), _SAMPLE_RECORDS) if cells]
    except Invalid:
        return 0.0, 0
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
