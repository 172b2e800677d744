"""The page frame of every print: A4, company head, title, page n of m, both languages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import fonts
from crm_desktop.printing.words import translate

ACCENT, INK, GREY = HexColor("#2f6fb3"), HexColor("#1d2733"), HexColor("#66727f")
RULE, TINT, BAND = HexColor("#c6d0da"), HexColor("#e8eff7"), HexColor("#f5f8fb")
RED, GREEN = HexColor("#b3322b"), HexColor("#2c7a4b")
MARGIN, TOP, BOTTOM = 15 * mm, 22 * mm, 17 * mm
PAGE_OF = QT_TRANSLATE_NOOP("Print", "Page {page} of {pages}")
PRINTED = QT_TRANSLATE_NOOP("Print", "Printed {moment} by {person}")


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands on every page of a document.

    ``printed``: the moment as text, ``person``: who printed; both empty for documents that go to customers.
    """

    company: str
    title: str
    language: str = "zh_CN"
    printed: str = ""
    person: str = ""
    wide: bool = False  #: landscape

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the page in points."""
        width, height = A4
        return (height, width) if self.wide else (width, height)

    @property
    def body_width(self) -> float:
        """Return the width between the margins in points."""
        return float(self.size[0] - 2 * MARGIN)

    def tr(self, text: str, context: str = "Print") -> str:
        """Return marked *text* in the document's language."""
        return translate(self.language, context, text)


class PrintCanvas(Canvas):
    """A canvas that knows the bold face (an outline around the plain one) and counts the pages."""

    def __init__(self, *args: Any, head: Head, **kwargs: Any) -> None:
        fonts.register()
        super().__init__(*args, **{**kwargs, "initialFontName": fonts.FACE})
        self._head = head
        self._pages: list[dict[str, Any]] = []
        self._bold = False

    def setFont(self, psfontname: str, size: float, leading: float | None = None) -> None:
        """Set the one face, whatever is asked for (charts begin with Helvetica); ``fonts.BOLD`` outlines it."""
        self._bold = psfontname == fonts.BOLD
        super().setFont(fonts.FACE, size, leading)

    def drawString(self, x: float, y: float, text: str, mode: int | None = None, **kwargs: Any) -> None:
        """Draw from the left."""
        super().drawString(x, y, text, self._mode(mode), **kwargs)

    def drawRightString(self, x: float, y: float, text: str, mode: int | None = None, **kwargs: Any) -> None:
        """Draw up to the right."""
        super().drawRightString(x, y, text, self._mode(mode), **kwargs)

    def drawCentredString(self, x: float, y: float, text: str, mode: int | None = None, **kwargs: Any) -> None:
        """Draw around the middle."""
        super().drawCentredString(x, y, text, self._mode(mode), **kwargs)

    def showPage(self) -> None:
        """Keep the page until the number of pages is known."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages, each with its number and their count."""
        pages = self._pages
        for number, page in enumerate(pages, 1):
            self.__dict__.update(page)
            _draw_frame(self, self._head, number, len(pages))
            super().showPage()
        super().save()

    def _mode(self, mode: int | None) -> int | None:
        if not self._bold or mode is not None:
            return mode
        self.setLineWidth(self._fontsize * (0.026 if self._fontsize > 10 else 0.016))  # small strokes would close up
        self.setStrokeColor(self._fillColorObj)
        return 2


class Heading(Flowable):
    """A line of bold text that is never the last thing on a page; wraps where it is long.

    *follow*: points that must be free below it, else it begins the next page; 0 inside a KeepTogether.
    """

    def __init__(
        self,
        text: str,
        size: float = 12,
        *,
        note: str = "",
        above: float = 10,
        below: float = 5,
        bookmark: str = "",
        follow: float = 60,
    ) -> None:
        super().__init__()
        self.text, self.note, self.font_size, self.bookmark, self.follow = text, note, size, bookmark, follow
        self.spaceBefore, self.spaceAfter = above, below
        self._lines: list[str] = []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Break into lines."""
        self._lines = fonts.wrap(self.text, self.font_size, available_width * 0.98)
        self.width, self.height = available_width, len(self._lines) * self.font_size * 1.35
        if self.height + self.follow > available_height:
            return self.width, available_height + 1  # asks for the next page
        return self.width, self.height

    def draw(self) -> None:
        """Draw the lines, the note in grey at the end of the last."""
        y = self.height
        self.canv.setFillColor(INK)
        for line in self._lines:
            y -= self.font_size * 1.35
            self.canv.setFont(fonts.BOLD, self.font_size)
            self.canv.drawString(0, y + self.font_size * 0.3, line)
        if self.note and self._lines:
            start = fonts.width(self._lines[-1], self.font_size) + 8
            self.canv.setFont(fonts.FACE, 8.5)
            self.canv.setFillColor(GREY)
            self.canv.drawString(start, y + self.font_size * 0.3, fonts.shorten(self.note, 8.5, self.width - start))
        if self.bookmark:
            self.canv.bookmarkHorizontal(self.bookmark, 0, self.height)
            self.canv.addOutlineEntry(self.text, self.bookmark, 0, closed=True)


class Words(Flowable):
    """A paragraph of plain text."""

    def __init__(self, text: str, size: float = 9, *, grey: bool = False, below: float = 4) -> None:
        super().__init__()
        self.text, self.font_size, self.grey, self.spaceAfter = text, size, grey, below
        self._lines: list[str] = []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Break into lines."""
        self._lines = fonts.wrap(self.text, self.font_size, available_width)
        self.width, self.height = available_width, len(self._lines) * self.font_size * 1.45
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Divide between two pages."""
        fit = int(available_height / (self.font_size * 1.45))
        if fit < 1:
            return []
        return [
            Words("\n".join(part), self.font_size, grey=self.grey, below=self.spaceAfter)
            for part in (self._lines[:fit], self._lines[fit:])
            if part
        ]

    def draw(self) -> None:
        """Draw the lines."""
        self.canv.setFont(fonts.FACE, self.font_size)
        self.canv.setFillColor(GREY if self.grey else INK)
        for number, line in enumerate(self._lines, 1):
            self.canv.drawString(0, self.height - number * self.font_size * 1.45 + self.font_size * 0.38, line)


def make_pdf(head: Head, story: Sequence[Flowable]) -> bytes:
    """Lay *story* out in pages and return the file; the same input gives the same bytes."""
    fonts.register()
    out = io.BytesIO()
    width, height = head.size
    frame = Frame(
        MARGIN,
        BOTTOM,
        width - 2 * MARGIN,
        height - TOP - BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document = BaseDocTemplate(
        out,
        pagesize=(width, height),
        title=fonts.clean(head.title),
        author=fonts.clean(head.company),
        invariant=1,
        pageCompression=1,
        lang="zh-CN" if head.language.startswith("zh") else "en",
    )
    document.addPageTemplates([PageTemplate(frames=[frame])])
    document.build(list(story), canvasmaker=lambda *a, **k: PrintCanvas(*a, head=head, **k))
    return out.getvalue()


def _draw_frame(canvas: PrintCanvas, head: Head, number: int, pages: int) -> None:
    width, height = head.size
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setFont(fonts.FACE, 8.5)
    half = (width - 2 * MARGIN) * 0.6
    canvas.drawString(MARGIN, height - 14 * mm, fonts.shorten(head.company, 8.5, half))
    canvas.drawRightString(width - MARGIN, height - 14 * mm, fonts.shorten(head.title, 8.5, half * 0.62))
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, height - 16.5 * mm, width - MARGIN, height - 16.5 * mm)
    canvas.line(MARGIN, 13 * mm, width - MARGIN, 13 * mm)
    canvas.setFont(fonts.FACE, 8)
    if head.printed:
        words = head.tr(PRINTED).format(moment=head.printed, person=head.person) if head.person else head.printed
        canvas.drawString(MARGIN, 9 * mm, fonts.shorten(words, 8, half))
    canvas.drawRightString(width - MARGIN, 9 * mm, head.tr(PAGE_OF).format(page=number, pages=pages))
    canvas.restoreState()
