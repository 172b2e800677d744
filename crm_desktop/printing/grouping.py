"""A list in groups on paper: the chart as on the screen, and the groups with counts and sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportlab.platypus import Flowable, Spacer

from crm_desktop.core.series import Chart
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing.charts import chart_height, draw_chart
from crm_desktop.printing.listing import COMFORTABLE, NOTHING, TOTAL
from crm_desktop.printing.page import Head, Heading, Words, make_pdf
from crm_desktop.printing.tables import Column, Row, Table, fits

GROUPS, ONE_GROUP = QT_TRANSLATE_NOOP("Print", "{count} groups"), QT_TRANSLATE_NOOP("Print", "1 group")


def print_groups(
    head: Head,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    totals: Sequence[str] = (),
    chart: Chart | None = None,
    filters: str = "",
) -> bytes:
    """Print groups, those with others within them as ``subtotal`` rows; *totals* one text a column."""
    body: list[Row | Sequence[str]] = list(rows)
    if any(totals):
        cells = tuple(totals)
        body.append(Row(cells=cells if cells[0] else (head.tr(TOTAL), *cells[1:]), style="total"))
    if not fits(columns, body, COMFORTABLE, head.body_width):
        head = replace(head, wide=True)
    note = head.tr(ONE_GROUP if len(rows) == 1 else GROUPS).format(count=f"{len(rows):,}")
    story: list[Flowable] = [Heading(head.title, 16, note=note, above=0)]
    if filters:
        story.append(Words(filters, grey=True))
    if chart is not None and rows:
        story.append(draw_chart(chart, head.body_width, min(chart_height(chart), 360), head.language))
        story.append(Spacer(1, 6))
    story.append(Table(columns, body) if rows else Words(head.tr(NOTHING), 10, grey=True))
    return make_pdf(head, story)
