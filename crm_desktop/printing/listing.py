"""Any list and any record on paper: texts as the screen shows them in, a PDF file out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import fonts
from crm_desktop.printing.page import Head, Heading, Words, make_pdf
from crm_desktop.printing.tables import PAD, Column, Row, Table, fits

#: Text smaller than this is worth turning the page.
COMFORTABLE = 7.5
SIZE = 8.5  #: of the names and values of a record
TOTAL = QT_TRANSLATE_NOOP("Print", "Total")
#: what a promotion takes off the whole order is not yet taken off
SUM_OF_LINES = QT_TRANSLATE_NOOP("Print", "Sum of lines")
ROWS = QT_TRANSLATE_NOOP("Print", "{count} rows")
NOTHING = QT_TRANSLATE_NOOP("Print", "No rows match.")
NEWEST = QT_TRANSLATE_NOOP("Print", "The newest {shown} of {count}")
IN_WORDS = QT_TRANSLATE_NOOP("Print", "Amount in words")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A titled part of a record sheet: names and values."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A titled table of a record sheet, such as the lines of an order; *note* says what it leaves out."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


def print_list(
    head: Head,
    columns: Sequence[Column],
    rows: Sequence[Row | Sequence[str]],
    *,
    totals: Sequence[str] = (),
    filters: str = "",
    note: str | None = None,
) -> bytes:
    """Print a list; *totals* is a text per column ('' where there is none), *filters* says what was chosen.

    *note* stands beside the heading, the number of rows without one.

    A list that needs the room is printed across (landscape).
    """
    body: list[Row | Sequence[str]] = list(rows)
    count = sum(not isinstance(r, Row) or r.style == "plain" for r in body)
    if any(totals):
        cells = tuple(totals)
        body.append(Row(cells=cells if cells[0] else (head.tr(TOTAL), *cells[1:]), style="total"))
    if not fits(columns, body, COMFORTABLE, head.body_width):
        head = replace(head, wide=True)
    if note is None:
        note = head.tr(ROWS).format(count=f"{count:,}")
    story: list[Flowable] = [Heading(head.title, 16, note=note, above=0)]
    if filters:
        story.append(Words(filters, grey=True))
    story.append(Table(columns, body) if count else Words(head.tr(NOTHING), 10, grey=True))
    return make_pdf(head, story)


def print_record(
    head: Head, name: str, blocks: Sequence[Block], tables: Sequence[Lines] = (), *, subtitle: str = ""
) -> bytes:
    """Print one record: *name* as the heading, its sections in two columns, its lines as tables."""
    story: list[Flowable] = [Heading(name, 16, note=subtitle, above=0, below=2)]
    divided = [(block.title, *_divided(block, head)) for block in blocks if block.pairs]
    shares = _shares([row for _, rows, _ in divided for row in rows], head)
    for title, rows, long in divided:
        story += [Heading(title, 11), _pairs(rows, long, shares)]
    for table in tables:
        body = Table(table.columns, table.rows) if table.rows else Words(head.tr(NOTHING), grey=True)
        follow = body.opening(head.body_width) if isinstance(body, Table) else 60
        story += [Heading(table.title, 11, note=table.note, follow=follow), body]
    return make_pdf(head, [*story, Spacer(1, 2 * mm)])


def _divided(block: Block, head: Head) -> tuple[list[Row], list[tuple[str, str]]]:
    """Return names and values two by two, and those whose value is long."""
    limit = head.body_width / 12
    rows: list[Row] = []
    waiting: tuple[str, str] | None = None
    long: list[tuple[str, str]] = []
    for label, value in block.pairs:
        if len(value) > limit or "\n" in value:
            long.append((label, value))
        elif waiting is None:
            waiting = (label, value)
        else:
            rows.append(Row(cells=(*waiting, label, value)))
            waiting = None
    if waiting is not None:
        rows.append(Row(cells=(*waiting, "", "")))
    return rows, long


def _shares(rows: Sequence[Row], head: Head) -> tuple[float, ...]:
    """Return what of the width names and values take, the same in all sections of a sheet."""
    names = [fonts.width(row.cells[at], SIZE) for row in rows for at in (0, 2)]
    name = min(max([*names, 40.0]) + 2 * PAD + 6, head.body_width / 5) / head.body_width
    return name, 0.5 - name, name, 0.5 - name


def _pairs(rows: Sequence[Row], long: Sequence[tuple[str, str]], shares: Sequence[float]) -> Flowable:
    """Two names and values side by side; a long value has a line for itself."""
    plain = Column(label="")
    side = Table([plain] * 4, rows, size=SIZE, shares=shares)
    if not long:
        return side
    side.spaceAfter = 0  # the lines below are of the same section
    wide = Table([plain] * 2, [Row(cells=pair) for pair in long], size=SIZE, shares=(shares[0], 1 - shares[0]))
    return Stack([side, wide]) if rows else wide


class Stack(Flowable):
    """Flowables below each other as one that divides at their borders."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self.parts = list(parts)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Report more than fits, so that the parts are laid out one by one."""
        return available_width, available_height + 1

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the parts."""
        return self.parts
