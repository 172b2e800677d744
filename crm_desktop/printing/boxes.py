"""Key figures in boxes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from crm_desktop.printing import fonts, formats
from crm_desktop.printing.page import ACCENT, GREEN, GREY, INK, RED, RULE


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A key figure in a box."""

    label: str
    value: str
    note: str = ""
    trend: str = ""


class Facts(Flowable):
    """A row of boxes with key figures."""

    def __init__(self, facts: Sequence[Fact], *, height: float = 50) -> None:
        super().__init__()
        self.facts, self.box_height = tuple(facts), height
        self.spaceAfter = 8

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width, self.height = available_width, self.box_height
        return self.width, self.height

    def draw(self) -> None:
        """Draw the boxes side by side."""
        gap = 6.0
        each = (self.width - gap * (len(self.facts) - 1)) / len(self.facts)
        for number, fact in enumerate(self.facts):
            x, inner = number * (each + gap), each - 14
            self.canv.setStrokeColor(RULE)
            self.canv.setLineWidth(0.6)
            self.canv.rect(x, 0, each, self.height, fill=0)
            self.canv.setFillColor(ACCENT)
            self.canv.rect(x, 0, 2.2, self.height, stroke=0, fill=1)
            self._line(x + 8, self.height - 13, fact.label, _fitting(fact.label, 8, 6, inner), inner, GREY)
            size = _fitting(fact.value, 13, 7, inner)
            self._line(x + 8, self.height - 30, fact.value, size, inner, INK, bold=True)
            colour = RED if fact.trend.startswith(formats.MINUS) else GREEN if fact.trend.startswith("+") else GREY
            note = " ".join(filter(None, (fact.trend, fact.note)))
            self._line(x + 8, 7, note, _fitting(note, 7.5, 5.5, inner), inner, colour)

    def _line(
        self, x: float, y: float, text: str, size: float, room: float, colour: object, *, bold: bool = False
    ) -> None:
        self.canv.setFont(fonts.BOLD if bold else fonts.FACE, size)
        self.canv.setFillColor(colour)
        self.canv.drawString(x, y, fonts.shorten(text, size, room))


def _fitting(text: str, size: float, smallest: float, room: float) -> float:
    """Return the size of text, not above *size*, at which *text* fits; *smallest* where none does."""
    while fonts.width(text, size) > room and size > smallest:
        size -= 0.25
    return size
