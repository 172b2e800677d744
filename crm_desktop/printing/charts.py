"""Charts in print: vectors drawn from the same values as the charts on the screen."""

from __future__ import annotations

import math

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from crm_desktop.core.series import COLOURS, Chart, Series, axis_text, sectors
from crm_desktop.printing import fonts
from crm_desktop.printing.page import GREY, INK, RULE

SIZE = 7.5
MUTED = HexColor("#b4bfca")
TITLE_HEIGHT, LEGEND_HEIGHT = 16.0, 13.0


def draw_chart(chart: Chart, width: float, height: float, language: str) -> Drawing:
    """Return *chart* as a drawing of *width* × *height* points, a flowable for ``page.make_pdf``."""
    fonts.register()
    drawing = Drawing(width, height)
    top = height
    if chart.title:
        top -= TITLE_HEIGHT
        drawing.add(_text(0, top + 5, fonts.shorten(chart.title, 9.5, width), size=9.5, colour=INK))
    if len(chart.series) > 1:
        top -= LEGEND_HEIGHT
        _legend(drawing, chart, width, top + 3)
    if not chart.categories:
        return drawing
    if chart.kind == "funnel":
        _funnel(drawing, chart, width, top, language)
    elif chart.kind == "pie":
        _pie(drawing, chart, width, top, language)
    elif chart.kind == "bars" and chart.horizontal:
        _bars_across(drawing, chart, width, top, language)
    else:
        _upright(drawing, chart, width, top, language)
    return drawing


def chart_height(chart: Chart) -> float:
    """Return the height in points that suits *chart*: bars on their side grow with their number."""
    if chart.kind == "bars" and chart.horizontal:
        return TITLE_HEIGHT + LEGEND_HEIGHT + 16 + len(chart.categories) * max(13, 8 * len(chart.series) + 4)
    return 26.0 * len(chart.categories) + TITLE_HEIGHT if chart.kind == "funnel" else 170.0


def colour_of(chart: Chart, number: int) -> Color:
    """Return the colour of one series: grey when muted."""
    if chart.series[number].muted:
        return MUTED
    rank = sum(not s.muted for s in chart.series[:number])
    return HexColor(COLOURS[rank % len(COLOURS)])


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: float = SIZE, colour: Color = GREY) -> String:
    if anchor != "start":
        x -= fonts.width(words, size) * (1 if anchor == "end" else 0.5)
    return String(x, y, words, fontName=fonts.FACE, fontSize=size, fillColor=colour)


def _legend(drawing: Drawing, chart: Chart, width: float, y: float) -> None:
    x = 0.0
    for number, series in enumerate(chart.series):
        name = fonts.shorten(series.name, SIZE, width / len(chart.series) - 24)
        drawing.add(Rect(x, y, 8, 6, fillColor=colour_of(chart, number), strokeColor=None))
        drawing.add(_text(x + 11, y, name))
        x += 25 + fonts.width(name, SIZE)


def _pie(drawing: Drawing, chart: Chart, width: float, top: float, language: str) -> None:
    size = min(top - 4, width * 0.42)
    x, y, values = size / 2 + 2, top - size / 2 - 2, chart.series[0].values
    whole = sum(max(v or 0.0, 0.0) for v in values) or 1.0
    slot = min(13.0, (top - 4) / max(len(values), 1))
    for place, (start, end) in enumerate(sectors(values)):
        colour, value = HexColor(COLOURS[place % len(COLOURS)]), max(values[place] or 0.0, 0.0)
        steps = max(int((end - start) * 120), 1)
        points = [] if end - start > 0.9999 else [x, y]
        for n in range(steps + 1):
            turn = (start + (end - start) * n / steps) * math.tau
            points += [x + math.sin(turn) * size / 2, y + math.cos(turn) * size / 2]
        if end > start:
            drawing.add(Polygon(points, fillColor=colour, strokeColor=white, strokeWidth=0.6))
        at = top - (place + 0.7) * slot
        drawing.add(Rect(size + 18, at, 8, 6, fillColor=colour, strokeColor=None))
        words = f"{chart.categories[place]}  {axis_text(value, chart.unit, language)}  {value / whole:.0%}"
        drawing.add(_text(size + 30, at, fonts.shorten(words, SIZE, width - size - 32), colour=INK))


def _upright(drawing: Drawing, chart: Chart, width: float, top: float, language: str) -> None:
    ticks = chart.ticks
    labels = [axis_text(t, chart.unit, language) for t in ticks]
    left, bottom = max(fonts.width(t, SIZE) for t in labels) + 6, 14.0
    span = ticks[-1] - ticks[0]
    scale = (top - bottom - 6) / span

    def at(value: float) -> float:
        return bottom + (value - ticks[0]) * scale

    for tick, label in zip(ticks, labels, strict=True):
        base = abs(tick) < span * 1e-9
        drawing.add(
            Line(left, at(tick), width, at(tick), strokeColor=GREY if base else RULE, strokeWidth=0.8 if base else 0.4)
        )
        drawing.add(_text(left - 4, at(tick) - SIZE * 0.35, label, anchor="end"))
    slot = (width - left) / len(chart.categories)
    _category_words(drawing, chart, left, slot)
    if chart.kind == "bars":
        _bars_up(drawing, chart, left, slot, at, language)
    else:
        for number, series in enumerate(chart.series):
            _line(drawing, series, colour_of(chart, number), left, slot, at)


def _category_words(drawing: Drawing, chart: Chart, left: float, slot: float) -> None:
    widest = max(fonts.width(c, SIZE) for c in chart.categories) + 4
    every = max(1, -int(-min(widest, 60) // slot))
    for number in range(0, len(chart.categories), every):
        middle = left + (number + 0.5) * slot
        room = min(slot * every - 2, 2 * (drawing.width - middle))  # the last one must not leave the picture
        words = fonts.shorten(chart.categories[number], SIZE, max(room, 10))
        drawing.add(_text(middle, 3, words, anchor="middle"))


def _bars_up(drawing: Drawing, chart: Chart, left: float, slot: float, at: object, language: str) -> None:
    each = min(slot * 0.76 / len(chart.series), 26)
    for number, series in enumerate(chart.series):
        shift = (number - len(chart.series) / 2) * each
        for place, value in enumerate(series.values):
            if value is None:
                continue
            x, y, base = left + (place + 0.5) * slot + shift, at(value), at(0)  # type: ignore[operator]
            drawing.add(
                Rect(x, min(y, base), each * 0.94, abs(y - base), fillColor=colour_of(chart, number), strokeColor=None)
            )
            words = axis_text(value, chart.unit, language)
            if len(chart.series) == 1 and value and fonts.width(words, 6.5) <= slot:
                half = fonts.width(words, 6.5) / 2 + 1
                drawing.add(
                    Rect(x + each / 2 - half, max(y, base) + 1, half * 2, 6.5, fillColor=white, strokeColor=None)
                )
                drawing.add(_text(x + each / 2, max(y, base) + 2, words, anchor="middle", size=6.5))


def _line(drawing: Drawing, series: Series, colour: Color, left: float, slot: float, at: object) -> None:
    run: list[float] = []
    for place, value in enumerate((*series.values, None)):
        if value is not None:
            run += [left + (place + 0.5) * slot, at(value)]  # type: ignore[operator]
            continue
        if len(run) > 2:
            drawing.add(PolyLine(run, strokeColor=colour, strokeWidth=1.0 if series.muted else 1.8, strokeLineJoin=1))
        if not series.muted:
            for x, y in zip(run[::2], run[1::2], strict=True):
                drawing.add(Circle(x, y, 1.9, fillColor=colour, strokeColor=None))
        run = []


def _bars_across(drawing: Drawing, chart: Chart, width: float, top: float, language: str) -> None:
    names = [fonts.shorten(c, 8, width * 0.3) for c in chart.categories]
    left = max(fonts.width(n, 8) for n in names) + 8
    low, high = chart.bounds
    words_width = (
        max(
            (
                fonts.width(axis_text(v, chart.unit, language), 7)
                for s in chart.series
                for v in s.values
                if v is not None
            ),
            default=0,
        )
        + 8
    )
    scale = (width - left - words_width - (words_width if low < 0 else 0)) / ((high - low) or 1)
    zero = left - low * scale + (words_width if low < 0 else 0)
    slot = (top - 4) / len(names)
    each = min(slot * 0.8 / len(chart.series), 12)
    for place, name in enumerate(names):
        middle = top - (place + 0.5) * slot
        drawing.add(_text(left - 6, middle - 2.8, name, anchor="end", size=8, colour=INK))
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            y = middle + (len(chart.series) / 2 - number - 1) * each
            start, length = zero + min(value, 0) * scale, abs(value) * scale
            drawing.add(Rect(start, y, length, each * 0.9, fillColor=colour_of(chart, number), strokeColor=None))
            words = axis_text(value, chart.unit, language)
            if not series.muted:
                drawing.add(
                    _text(
                        start + length + 4 if value >= 0 else start - 4,
                        y + each * 0.45 - 2.5,
                        words,
                        size=7,
                        anchor="start" if value >= 0 else "end",
                    )
                )
    drawing.add(Line(zero, 2, zero, top - 2, strokeColor=GREY, strokeWidth=0.8))


def _funnel(drawing: Drawing, chart: Chart, width: float, top: float, language: str) -> None:
    values = [max(v or 0.0, 0.0) for v in chart.series[0].values]
    names = [fonts.shorten(c, 8, width * 0.3) for c in chart.categories]
    left = max(fonts.width(n, 8) for n in names) + 10
    most, slot = max([*values, 1e-9]), top / len(values)
    room, middle = (width - left - 70), left + (width - left - 70) / 2
    for place, value in enumerate(values):
        following = values[place + 1] if place + 1 < len(values) else value
        upper, lower = room * value / most / 2, room * min(following, value) / most / 2
        y = top - place * slot
        drawing.add(
            Polygon(
                [
                    middle - upper,
                    y - 1,
                    middle + upper,
                    y - 1,
                    middle + lower,
                    y - slot + 1,
                    middle - lower,
                    y - slot + 1,
                ],
                fillColor=HexColor(COLOURS[place % len(COLOURS)]),
                strokeColor=None,
            )
        )
        drawing.add(_text(left - 8, y - slot / 2 - 3, names[place], anchor="end", size=8, colour=INK))
        share = f" ({value / values[0]:.0%})" if values[0] and place else ""
        drawing.add(
            _text(
                width,
                y - slot / 2 - 3,
                axis_text(value, chart.unit, language) + share,
                anchor="end",
                size=8,
                colour=INK,
            )
        )
