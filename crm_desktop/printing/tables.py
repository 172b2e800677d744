"""Tables in print: repeated heads, wrapped cells, tabular figures to the right, subtotals, totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from reportlab.platypus import Flowable

from crm_desktop.printing import fonts
from crm_desktop.printing.page import ACCENT, BAND, GREEN, INK, RED, RULE, TINT

PAD, MAX_LINES = 4.0, 40
APART = 5.0  #: more points between a number and the words that follow it
#: Points at the foot of a page in which a table does not begin with a single row.
ORPHAN = 120.0
#: Many columns make the text smaller, down to this; a number is never broken into two lines before that.
SMALLEST = 6.0
STYLES = ("plain", "subtotal", "total", "group")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: *weight* is its share of the width in characters; numbers stand to the right."""

    label: str
    weight: float = 12
    right: bool = False
    signed: bool = False  #: red with a minus, green with a plus
    less: bool = False  #: less is better: the two colours change places


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of texts; *style* is one of ``STYLES``. A ``group`` row shows its first cell alone, on each of its pages."""

    cells: tuple[str, ...]
    style: str = "plain"


class Table(Flowable):
    """Rows under a head that is repeated on every page; cells wrap, nothing is cut."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Iterable[Row | Sequence[str]],
        *,
        size: float = 8.5,
        shares: Sequence[float] = (),
    ) -> None:
        """Take *shares* of the width for the columns, else what the rows need."""
        super().__init__()
        self.columns, self.font_size, self._shares = tuple(columns), size, tuple(shares)
        self.rows = [r if isinstance(r, Row) else Row(cells=tuple(r)) for r in rows]
        self.spaceAfter = 8
        self._widths: tuple[float, ...] = ()
        self._laid: list[tuple[Row, list[list[str]], float]] = []
        self._head: list[list[str]] = []
        self._start, self._stop = 0, len(self.rows)

    # -- layout ---------------------------------------------------------------------------------------------------
    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Lay out once; the parts of a divided table share the result."""
        if self._widths == () or abs(sum(self._widths) - available_width) > 0.5:
            self._lay(available_width)
        self.width = available_width
        self.height = self._opened + sum(h for _, _, h in self._laid[self._start : self._stop])
        return self.width, self.height

    def opening(self, available_width: float) -> float:
        """Return what must be free at the foot of a page for the table to begin there, for the heading above it."""
        self.wrap(available_width, 0)
        return max(self._opened + self._laid[0][2], min(self.height, ORPHAN)) + 8

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Divide before the first row that does not fit; a total never stands alone."""
        if self._widths == ():
            self.wrap(available_width, available_height)
        left, stop = available_height - self._opened, self._start
        while stop < self._stop and self._laid[stop][2] <= left:
            left -= self._laid[stop][2]
            stop += 1
        if stop == self._stop - 1 and stop - self._start > 2:
            stop -= 1  # the last row does not stand alone under a head of its own
        while self._start < stop < self._stop and (
            self._laid[stop][0].style in ("subtotal", "total") or self._laid[stop - 1][0].style == "group"
        ):
            stop -= 1
        if stop == self._start or stop >= self._stop:
            return []
        if stop == self._start + 1 < self._stop - 1 and available_height < ORPHAN:
            return []  # one row alone under the head: better all of them on the next page
        return [self._part(self._start, stop), self._part(stop, self._stop)]

    def _part(self, start: int, stop: int) -> Table:
        part = Table(self.columns, (), size=self.font_size)
        part.rows, part._widths, part._laid, part._head = self.rows, self._widths, self._laid, self._head
        part._start, part._stop = start, stop
        return part

    def _lay(self, available: float) -> None:
        while (
            not self._shares
            and self.font_size > SMALLEST
            and not fits(self.columns, self.rows, self.font_size, available)
        ):
            self.font_size -= 0.25
        self._widths = tuple(share * available for share in self._shares) or column_widths(
            self.columns, self.rows, self.font_size, available
        )
        self._head = [
            fonts.wrap(c.label, self.font_size, room) for c, room in zip(self.columns, self._rooms(), strict=True)
        ]
        self._laid = []
        for row in self.rows:
            self._lay_row(row, available)
        self._start, self._stop = 0, len(self._laid)

    def _lay_row(self, row: Row, available: float) -> None:
        if row.style == "group":
            cells = [fonts.wrap(row.cells[0], self.font_size, available - 2 * PAD)]
        else:
            cells = [fonts.wrap(t, self.font_size, room) for t, room in zip(row.cells, self._rooms(), strict=True)]
        tallest = max(map(len, cells))
        for first in range(0, tallest, MAX_LINES):  # a row taller than a page goes on below itself
            part = [lines[first : first + MAX_LINES] for lines in cells]
            self._laid.append((row, part, self._row_height(max(map(len, part)))))

    def _rooms(self) -> list[float]:
        """Return how wide the words of each column may be."""
        return [w - 2 * PAD - _inset(self.columns, number) for number, w in enumerate(self._widths)]

    @property
    def _leading(self) -> float:
        return self.font_size * 1.3

    @property
    def _again(self) -> int | None:
        """Return the number of the group's row that is said once more, where a page begins within a group."""
        if self._start == 0 or self._laid[self._start][0].style == "group":
            return None
        return next((n for n in range(self._start - 1, -1, -1) if self._laid[n][0].style == "group"), None)

    @property
    def _opened(self) -> float:
        """Return how high the head is with what is said once more below it."""
        return self._head_height + (0.0 if self._again is None else self._laid[self._again][2])

    @property
    def _head_height(self) -> float:
        return self._row_height(max(map(len, self._head), default=1)) if any(c.label for c in self.columns) else 0.0

    def _row_height(self, lines: int) -> float:
        return lines * self._leading + self.font_size * 0.75

    # -- drawing --------------------------------------------------------------------------------------------------
    def draw(self) -> None:
        """Draw head and rows."""
        y = self.height
        if self._head_height:
            self._draw_row(Row(cells=(), style="head"), self._head, y, self._head_height, 0)
            y -= self._head_height
        again = () if self._again is None else (self._again,)
        for number in (*again, *range(self._start, self._stop)):
            row, cells, height = self._laid[number]
            self._draw_row(row, cells, y, height, number)
            y -= height
        self.canv.setStrokeColor(RULE)
        self.canv.setLineWidth(0.6)
        self.canv.line(0, y, self.width, y)

    def _draw_row(self, row: Row, cells: list[list[str]], top: float, height: float, number: int) -> None:
        canvas, head, strong = self.canv, row.style == "head", row.style != "plain"
        fill = {"head": TINT, "total": TINT, "subtotal": BAND, "group": BAND}.get(row.style)
        if fill is None and number % 2:
            fill = BAND if row.style == "plain" else None
        if fill is not None:
            canvas.setFillColor(fill)
            canvas.rect(0, top - height, self.width, height, stroke=0, fill=1)
        if row.style in ("head", "total"):
            canvas.setStrokeColor(ACCENT)
            canvas.setLineWidth(0.8)
            y = top - height if head else top
            canvas.line(0, y, self.width, y)
        x = 0.0
        for place, (column, lines, width) in enumerate(zip(self.columns, cells, self._widths, strict=False)):
            left = x + PAD + (_inset(self.columns, place) if row.style != "group" else 0)
            y = top - self.font_size * 0.375 - self._leading
            for line in lines:
                canvas.setFont(fonts.BOLD if strong else fonts.FACE, self.font_size)
                canvas.setFillColor(_colour(column, line) if not head else INK)
                if column.right and row.style != "group":
                    canvas.drawRightString(x + width - PAD, y + self.font_size * 0.3, line)
                else:
                    canvas.drawString(left, y + self.font_size * 0.3, line)
                y -= self._leading
            x += width


def _inset(columns: Sequence[Column], number: int) -> float:
    """Return by how much the words of a column stand away from the number before them."""
    return APART if number and columns[number - 1].right and not columns[number].right else 0.0


def fits(columns: Sequence[Column], rows: Sequence[Row | Sequence[str]], size: float, available: float) -> bool:
    """Tell whether numbers and words stay whole at this size of text."""
    fonts.register()
    return sum(w.least for w in _measured(columns, rows, size)) <= available


def column_widths(columns: Sequence[Column], rows: Sequence[Row], size: float, available: float) -> tuple[float, ...]:
    """Share *available* points: numbers and short columns get what they need, texts the rest by weight."""
    widths = _measured(columns, rows, size)
    if sum(w.whole for w in widths) <= available:
        return _spread(columns, [w.whole for w in widths], available)
    least = sum(w.least for w in widths)
    if least >= available:
        return tuple(w.least * available / least for w in widths)
    wish = [max(w.usual - w.least, 0.0) + 0.01 for w in widths]
    return tuple(w.least + (available - least) * more / sum(wish) for w, more in zip(widths, wish, strict=True))


@dataclass(frozen=True, slots=True)
class _Width:
    """How wide a column must be, usually is, and would have to be for every text on one line; in points."""

    least: float
    usual: float
    whole: float


def _measured(columns: Sequence[Column], rows: Sequence[Row | Sequence[str]], size: float) -> list[_Width]:
    every = [r.cells if isinstance(r, Row) else r for r in rows if not isinstance(r, Row) or r.style != "group"]
    sample = every if len(every) <= 300 else [*every[:200], *every[-100:]]
    found = []
    for number, column in enumerate(columns):
        margin = 2 * PAD + 1 + _inset(columns, number)
        cells = [r[number] for r in sample]
        if len(every) > len(sample):
            cells += nlargest(20, (r[number] for r in every), key=len)  # a rare value stands on one line, too
        texts = [fonts.clean(line) for cell in cells for line in cell.split("\n")]
        widths = sorted(fonts.width(t, size) for t in texts) or [0.0]
        label = fonts.width(column.label, size)
        usual = widths[-1] if column.right else min(widths[-1], widths[len(widths) * 9 // 10] * 1.3, 45 * size)
        word = max((fonts.longest_word(t, size) for t in texts), default=0.0)
        heading = max(4.2 * size, min(fonts.longest_word(column.label, size), 9 * size))
        narrow = usual if column.right else max(min(usual, 8.5 * size), min(word, 11 * size))
        found.append(
            _Width(
                max(narrow, min(label, heading)) + margin, max(usual, label) + margin, max(widths[-1], label) + margin
            )
        )
    return found


def _spread(columns: Sequence[Column], needed: Sequence[float], available: float) -> tuple[float, ...]:
    spare, total = available - sum(needed), sum(c.weight for c in columns)
    return tuple(n + spare * c.weight / total for n, c in zip(needed, columns, strict=True))


def _colour(column: Column, text: str) -> object:
    good, bad = ("−", "+") if column.less else ("+", "−")
    if text.startswith(bad):
        return RED
    return GREEN if column.signed and text.startswith(good) else INK
