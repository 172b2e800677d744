"""The ranking as a table and as charts: one description for screen, print, Excel, CSV and JSON, so all agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crm_desktop.analysis.rules import NOBODY, NONE, NOTHING, Line, Period, Ranking, growth, month_of
from crm_desktop.core.series import Chart, Series
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import formats

#: Translates marked text of context ``Ranking``.
Words = Callable[[str], str]

MEASURE_NAMES = {
    "won": QT_TRANSLATE_NOOP("Ranking", "Won opportunities"),
    "orders": QT_TRANSLATE_NOOP("Ranking", "Confirmed orders"),
    "profit": QT_TRANSLATE_NOOP("Ranking", "Profit"),
}
AMOUNT_NAMES = {
    "won": QT_TRANSLATE_NOOP("Ranking", "Won amount"),
    "orders": QT_TRANSLATE_NOOP("Ranking", "Order amount"),
    "profit": QT_TRANSLATE_NOOP("Ranking", "Profit"),
}
GROUP_NAMES = {
    "people": QT_TRANSLATE_NOOP("Ranking", "Employees"),
    "teams": QT_TRANSLATE_NOOP("Ranking", "Teams"),
    "regions": QT_TRANSLATE_NOOP("Ranking", "Departments"),
}
HEADS = {
    "people": QT_TRANSLATE_NOOP("Ranking", "Employee"),
    "teams": QT_TRANSLATE_NOOP("Ranking", "Team leader"),
    "regions": QT_TRANSLATE_NOOP("Ranking", "Department"),
}
UNNAMED = {NOBODY: QT_TRANSLATE_NOOP("Ranking", "No owner"), NONE: QT_TRANSLATE_NOOP("Ranking", "None")}
RANKING = QT_TRANSLATE_NOOP("Ranking", "Ranking")
TABLE = QT_TRANSLATE_NOOP("Ranking", "Table")
TOTAL = QT_TRANSLATE_NOOP("Ranking", "Total")
RANK, SHARE, TEAM = (
    QT_TRANSLATE_NOOP("Ranking", "Rank"),
    QT_TRANSLATE_NOOP("Ranking", "Share"),
    QT_TRANSLATE_NOOP("Ranking", "Team"),
)
WON, LOST, WIN_RATE = (
    QT_TRANSLATE_NOOP("Ranking", "Won"),
    QT_TRANSLATE_NOOP("Ranking", "Lost"),
    QT_TRANSLATE_NOOP("Ranking", "Win rate"),
)
ORDERS = QT_TRANSLATE_NOOP("Ranking", "Orders")
NOW, BEFORE, YEAR = (
    QT_TRANSLATE_NOOP("Ranking", "This period"),
    QT_TRANSLATE_NOOP("Ranking", "Previous period"),
    QT_TRANSLATE_NOOP("Ranking", "A year earlier"),
)
CHANGE = QT_TRANSLATE_NOOP("Ranking", "Change")
ON_BEFORE, ON_YEAR = (  # the amount of before may not stand beside it
    QT_TRANSLATE_NOOP("Ranking", "vs. previous"),
    QT_TRANSLATE_NOOP("Ranking", "vs. year ago"),
)
BY_MONTH = QT_TRANSLATE_NOOP("Ranking", "{amount} by month")
BY_GROUP = {
    "people": QT_TRANSLATE_NOOP("Ranking", "{amount} by employee"),
    "teams": QT_TRANSLATE_NOOP("Ranking", "{amount} by team"),
    "regions": QT_TRANSLATE_NOOP("Ranking", "{amount} by department"),
}


@dataclass(frozen=True, kw_only=True)
class RankColumn:
    """A column of the ranking.

    *kind*: 'text', 'integer', 'money' (分), 'ratio' or 'change' (Fractions). *figure* and *part* say
    which records stand behind a cell, '' for none (see ``services.figure_conditions``).
    """

    name: str
    label: str
    kind: str
    value: Callable[[Line], Any]
    figure: str = ""
    part: str = "now"

    @property
    def right(self) -> bool:
        """Tell whether the column holds numbers."""
        return self.kind != "text"


def line_name(line: Line, words: Words) -> str:
    """Return the name of a line, also of the one for records without an owner."""
    return line.name or words(UNNAMED.get(line.id, UNNAMED[NONE]))


def amount_name(ranking: Ranking, measure: str, words: Words) -> str:
    """Return what an amount is called, with its currency where there are others."""
    return words(AMOUNT_NAMES[measure]) + (f" ({ranking.currency})" if ranking.others else "")


def ranking_columns(ranking: Ranking, group: str, words: Words, *, narrow: bool = False) -> tuple[RankColumn, ...]:
    """Return the columns that have something to say; *narrow* leaves out what paper has no room for."""
    measure = ranking.measure
    teams: dict[int | None, str] = {line.id: line_name(line, words) for line in ranking.teams}
    columns = [
        RankColumn(name="rank", label=words(RANK), kind="integer", value=lambda line: line.rank or None),
        RankColumn(name="name", label=words(HEADS[group]), kind="text", value=lambda line: line_name(line, words)),
    ]
    if group == "people" and not narrow:
        columns.append(
            RankColumn(name="team", label=words(TEAM), kind="text", value=lambda line: teams.get(line.team_id, ""))
        )
    columns += [
        _amount(measure, "amount", amount_name(ranking, measure, words)),
        RankColumn(name="share", label=words(SHARE), kind="ratio", value=lambda line: line.share),
    ]
    if ranking.has_won and not (narrow and measure != "won"):
        columns += [
            RankColumn(
                name="won_count", label=words(WON), kind="integer", value=lambda line: line.now.won_count, figure="won"
            ),
            RankColumn(
                name="lost_count",
                label=words(LOST),
                kind="integer",
                value=lambda line: line.now.lost_count,
                figure="lost",
            ),
        ]
    if ranking.has_won:
        columns.append(
            RankColumn(
                name="win_rate",
                label=words(WIN_RATE),
                kind="ratio",
                value=lambda line: line.now.win_rate,
                figure="closed",
            )
        )
    if ranking.has_orders:
        columns.append(
            RankColumn(
                name="order_count",
                label=words(ORDERS),
                kind="integer",
                value=lambda line: line.now.order_count,
                figure="orders",
            )
        )
    columns += [
        _amount(other, f"{other}_amount", amount_name(ranking, other, words))
        for other, there in (("won", ranking.has_won), ("orders", ranking.has_orders), ("profit", ranking.has_profit))
        if there and other != measure and not (narrow and other == "won")
    ]
    return (*columns, *_comparison(ranking, words))


def cell_value(column: RankColumn, line: Line) -> Any:
    """Return the plain value of a cell."""
    return column.value(line)


def cell_text(column: RankColumn, value: Any, currency: str = "") -> str:
    """Return a cell's value as it is shown, an amount with the sign of *currency*, or printed, without."""
    if column.kind == "text":
        return str(value)
    if column.kind == "integer":
        return formats.count(value) if value is not None else ""
    if column.kind == "money":
        return formats.money(value, currency)
    return formats.change(decimal_ratio(value)) if column.kind == "change" else formats.percent(decimal_ratio(value))


def row_texts(columns: Sequence[RankColumn], line: Line) -> tuple[str, ...]:
    """Return the cells of a line as texts."""
    return tuple(cell_text(c, c.value(line)) for c in columns)


def total_texts(
    columns: Sequence[RankColumn], ranking: Ranking, words: Words, total: Line | None = None, currency: str = ""
) -> tuple[str, ...]:
    """Return the cells of the last line: the total (or that of a part), which has no rank and no share."""
    blank = {"rank": "", "name": words(TOTAL), "share": "", "team": ""}
    whole = total or ranking.total
    return tuple(blank[c.name] if c.name in blank else cell_text(c, c.value(whole), currency) for c in columns)


def sheet(ranking: Ranking, groups: Sequence[str], words: Words) -> tuple[list[tuple[str, str, int]], list[list[Any]]]:
    """Return heading, kind and width of each column, and the rows with the total, for a spreadsheet.

    Amounts are Decimals in whole units, ratios Decimals (0.5 for 50 %); several groups have a first column that
    tells them apart.
    """
    kinds = {"money": "money", "integer": "integer", "ratio": "percent", "change": "percent"}
    mixed = len(groups) > 1
    columns = ranking_columns(ranking, groups[0], words)
    heads = [(words(TABLE), "text", 12)] if mixed else []
    heads += [(c.label, kinds.get(c.kind, "text"), 20 if c.kind == "text" else 14) for c in columns]
    rows: list[list[Any]] = []
    for group in groups:
        for line in (*ranking.lines(group), *(() if mixed else (None,))):
            cells = [_plain(c, line) if line else _plain_total(c, ranking, words) for c in columns]
            rows.append([words(GROUP_NAMES[group]), *cells] if mixed else cells)
    if mixed:
        rows.append(["", *(_plain_total(c, ranking, words) for c in columns)])
    return heads, rows


def _plain(column: RankColumn, line: Line) -> Any:
    value = column.value(line)
    if value is None or column.kind in ("text", "integer"):
        return value
    return Decimal(value) / 100 if column.kind == "money" else round(Decimal(value.numerator) / value.denominator, 6)


def _plain_total(column: RankColumn, ranking: Ranking, words: Words) -> Any:
    if column.name in ("rank", "share", "team"):
        return None
    return words(TOTAL) if column.name == "name" else _plain(column, ranking.total)


def part_period(ranking: Ranking, part: str) -> Period:
    """Return the days of 'now', 'before' or 'year'."""
    return {"now": ranking.period, "before": ranking.period.previous, "year": ranking.period.year_before}[part]


def ranking_chart(ranking: Ranking, group: str, words: Words, *, limit: int = 40) -> Chart:
    """Return the amounts of the best *limit* lines, with the previous period in grey; keys are the lines."""
    lines = [line for line in ranking.lines(group) if line.rank][:limit]
    amount = amount_name(ranking, ranking.measure, words)
    return Chart(
        kind="bars",
        title=words(BY_GROUP[group]).format(amount=amount),
        horizontal=True,
        unit="money",
        categories=tuple(line_name(line, words) for line in lines),
        keys=tuple(lines),
        series=(
            Series(name=words(NOW), values=tuple(line.now.measure(ranking.measure) for line in lines)),
            Series(
                name=words(BEFORE), muted=True, values=tuple(line.before.measure(ranking.measure) for line in lines)
            ),
        ),
    )


def trend_chart(ranking: Ranking, line: Line, words: Words, language: str, *, title: str = "") -> Chart:
    """Return a line's amounts by month of the period; keys are the months' first days."""
    amount = amount_name(ranking, ranking.measure, words)
    return Chart(
        kind="bars",
        title=title or words(BY_MONTH).format(amount=amount),
        unit="money",
        categories=tuple(formats.month(m, language) for m in ranking.months),
        keys=ranking.months,
        series=(Series(name=amount, values=tuple(f.measure(ranking.measure) for f in line.trend)),),
    )


def month_period(ranking: Ranking, month: date) -> Period:
    """Return the days of the period that lie in the month that begins on *month*."""
    whole = month_of(month)
    return Period(max(whole.start, ranking.period.start), min(whole.end, ranking.period.end))


def _amount(measure: str, name: str, label: str) -> RankColumn:
    return RankColumn(
        name=name, label=label, kind="money", value=lambda line: line.now.measure(measure), figure=measure
    )


def _comparison(ranking: Ranking, words: Words) -> list[RankColumn]:
    """Return the columns of the two comparisons; a span in which nobody did anything has none."""
    measure = ranking.measure
    columns: list[RankColumn] = []
    if ranking.total.before != NOTHING:
        columns += [
            RankColumn(
                name="before",
                label=words(BEFORE),
                kind="money",
                figure=measure,
                part="before",
                value=lambda line: line.before.measure(measure),
            ),
            RankColumn(
                name="before_change",
                label=words(ON_BEFORE),
                kind="change",
                value=lambda line: growth(line.now.measure(measure), line.before.measure(measure)),
            ),
        ]
    if ranking.total.year != NOTHING:
        columns += [
            RankColumn(
                name="year",
                label=words(YEAR),
                kind="money",
                figure=measure,
                part="year",
                value=lambda line: line.year.measure(measure),
            ),
            RankColumn(
                name="year_change",
                label=words(ON_YEAR),
                kind="change",
                value=lambda line: growth(line.now.measure(measure), line.year.measure(measure)),
            ),
        ]
    return columns


def decimal_ratio(value: Fraction | None) -> Decimal | None:
    """Return an exact ratio as a Decimal for formatting."""
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
