"""The organisation chart on paper."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable

from crm_desktop.base_info.directory.rules import HEAD_HEIGHT, LINE_HEIGHT, Box, OrgChart, links
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import fonts
from crm_desktop.printing.page import ACCENT, INK, RULE, TINT, Head, Heading, make_pdf
from crm_desktop.printing.words import translate

PEOPLE = QT_TRANSLATE_NOOP("OrgChart", "{count} employees")


def print_org_chart(head: Head, chart: OrgChart) -> bytes:
    """Print the chart on one page, as large as it fits."""
    count = sum(len(box.lines) for box in chart.boxes)
    note = translate(head.language, "OrgChart", PEOPLE).format(count=count)
    return make_pdf(head, [Heading(head.title, 16, note=note, above=0), _Chart(chart)])


class _Chart(Flowable):
    """The boxes with the lines between them, scaled to the room there is."""

    def __init__(self, chart: OrgChart) -> None:
        super().__init__()
        self.chart, self.scale = chart, 1.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take the whole width, or the height where that is less."""
        self.scale = min(1.0, available_width / self.chart.width, (available_height - 4) / self.chart.height)
        self.width, self.height = available_width, self.chart.height * self.scale
        return self.width, self.height

    def draw(self) -> None:
        """Draw from the top left."""
        canvas: Any = self.canv
        canvas.saveState()
        canvas.translate((self.width - self.chart.width * self.scale) / 2, self.height)
        canvas.scale(self.scale, self.scale)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(1)
        for x1, y1, x2, y2 in links(self.chart):
            canvas.line(x1, -y1, x2, -y2)
        for box in self.chart.boxes:
            self._box(canvas, box)
        canvas.restoreState()

    def _box(self, canvas: Any, box: Box) -> None:
        canvas.setStrokeColor(RULE)
        canvas.setFillColor(TINT)
        canvas.rect(box.x, -box.y - HEAD_HEIGHT, box.width, HEAD_HEIGHT, stroke=0, fill=1)
        canvas.rect(box.x, -box.y - box.height, box.width, box.height, stroke=1, fill=0)
        canvas.setFillColor(ACCENT)
        canvas.setFont(fonts.BOLD, 11)
        canvas.drawCentredString(box.x + box.width / 2, -box.y - 17, fonts.shorten(box.title, 11, box.width - 8))
        for number, line in enumerate(box.lines):
            canvas.setFont(fonts.FACE, 9)
            canvas.setFillColor(ACCENT if line.is_head else INK)
            at = -box.y - HEAD_HEIGHT - LINE_HEIGHT * number - 15
            canvas.drawString(box.x + 8, at, fonts.shorten(line.words, 9, box.width - 16))
