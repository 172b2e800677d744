"""The performance report: ranking, comparison, trend, and a section per team and per person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter, methodcaller

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from crm_desktop.analysis import ranking_prints as rt
from crm_desktop.analysis.rules import Figures, Line, Period, Ranking, growth, rank
from crm_desktop.core.series import Chart
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import formats
from crm_desktop.printing.boxes import Fact, Facts
from crm_desktop.printing.charts import chart_height, draw_chart
from crm_desktop.printing.page import Head, Heading, Words, make_pdf
from crm_desktop.printing.tables import Column, Row, Table
from crm_desktop.printing.words import translate

#: Points: a chart stays a little lower than the body of a page.
TALLEST = 690.0
REPORT = QT_TRANSLATE_NOOP("Ranking", "Performance report")
PERIOD = QT_TRANSLATE_NOOP("Ranking", "Period: {span}")
COMPARED = QT_TRANSLATE_NOOP("Ranking", "Compared with {before} and {year}")
BASIS = QT_TRANSLATE_NOOP("Ranking", "Ranked by: {measure}. All amounts in {currency}.")
OTHERS = QT_TRANSLATE_NOOP("Ranking", "Not counted here, nothing is converted: business in {currencies}.")
EMPTY = QT_TRANSLATE_NOOP("Ranking", "Nothing was won, lost or ordered in this period.")
TEAM_SECTION = QT_TRANSLATE_NOOP("Ranking", "Team {name}")
PLACE = QT_TRANSLATE_NOOP("Ranking", "Place {rank} of {count}")
NO_PLACE = QT_TRANSLATE_NOOP("Ranking", "No business in this period")
IN_TEAM = QT_TRANSLATE_NOOP("Ranking", "team {name}")
PER_TEAM = QT_TRANSLATE_NOOP("Ranking", "Per team")
PER_PERSON = QT_TRANSLATE_NOOP("Ranking", "Per employee")
PROFIT_NOTE = QT_TRANSLATE_NOOP("Ranking", "Profit: amount less cost (tax in both), of the orders whose cost is known.")


def performance_report(
    ranking: Ranking, *, language: str, printed: str = "", person: str = "", sections: bool = True
) -> bytes:
    """Print a ranking as PDF in *language*; *printed* and *person* say when and by whom, on each page.

    *sections* False leaves out the parts per team and per person.
    """

    def words(text: str) -> str:
        return translate(language, "Ranking", text)

    head = Head(
        company=ranking.company_name(language), title=words(REPORT), language=language, printed=printed, person=person
    )
    report = _Report(ranking, head, words)
    story = report.opening()
    if not ranking.people:
        return make_pdf(head, [*story, Words(words(EMPTY), 11, grey=True)])
    story += report.overview()
    if sections:
        story += report.teams() + report.persons()
    return make_pdf(head, story)


class _Report:
    """What the parts of the report share: the ranking, the words, the width."""

    def __init__(self, ranking: Ranking, head: Head, words: Callable[[str], str]) -> None:
        self.ranking, self.head, self.words, self.language = ranking, head, words, head.language

    def opening(self) -> list[Flowable]:
        ranking, tr = self.ranking, self.words
        return [
            Words(self.head.company, 11, grey=True, below=0),
            Heading(self.head.title, 22, above=0, below=4),
            Words(tr(PERIOD).format(span=self._span(ranking.period)), 11, below=2),
            Words(
                tr(COMPARED).format(
                    before=self._span(ranking.period.previous), year=self._span(ranking.period.year_before)
                ),
                9,
                grey=True,
                below=1,
            ),
            Words(
                tr(BASIS).format(measure=tr(rt.MEASURE_NAMES[ranking.measure]), currency=self._currency())
                + ("" if not ranking.has_profit else " " + tr(PROFIT_NOTE))
                + ("" if not ranking.others else " " + self._others()),
                9,
                grey=True,
                below=8,
            ),
        ]

    def overview(self) -> list[Flowable]:
        story: list[Flowable] = [Facts(self._facts(self.ranking.total))]
        story += self._trend(self.ranking.total, 150)
        for group in ("teams", "regions", "people"):
            lines = self.ranking.lines(group)
            if group != "people" and len(lines) < 2:
                continue
            story += [Heading(self.words(rt.GROUP_NAMES[group]), 13), self._table(group, lines)]
            chart = rt.ranking_chart(self.ranking, group, self.words)
            if len(chart.categories) > 1:
                story += [self._chart(chart), Spacer(1, 6)]
        return story

    def teams(self) -> list[Flowable]:
        story: list[Flowable] = [PageBreak(), Heading(self.words(PER_TEAM), 16, above=0, bookmark="teams")]
        for line in self.ranking.teams:
            if not line.rank:
                continue
            members = rank(
                [p for p in self.ranking.people if p.team_id == line.id or p.id == line.id == 0], self.ranking.measure
            )
            title = self.words(TEAM_SECTION).format(name=line.name) if line.name else self._name(line)
            story.append(
                KeepTogether(
                    [
                        Heading(title, 13, note=self._place(line, "teams"), bookmark=f"team{line.id}", follow=0),
                        Facts(self._facts(line)),
                        *self._trend(line, 120),
                    ]
                )
            )
            story.append(self._table("people", members, total=line))
        return story if len(story) > 2 else []

    def persons(self) -> list[Flowable]:
        story: list[Flowable] = [PageBreak(), Heading(self.words(PER_PERSON), 16, above=0, bookmark="people")]
        teams = {t.id: t for t in self.ranking.teams}
        for line in self.ranking.people:
            team = teams.get(line.team_id) if line.team_id is not None else None
            note = self._place(line, "people")
            if team is not None and team.name:
                note += " · " + self.words(IN_TEAM).format(name=team.name)
            parts: list[Flowable] = [Heading(self._name(line), 12, note=note, bookmark=f"person{line.id}", follow=0)]
            if line.rank:
                parts += [self._figures(line), *self._trend(line, 84)]
            story.append(KeepTogether(parts))
        return story

    def _figures(self, line: Line) -> Table:
        """Return all figures of one line side by side: now, previous period, a year before."""
        tr, ranking = self.words, self.ranking
        columns: list[tuple[str, tuple[str, ...]]] = []

        def add(label: str, value: Callable[[Figures], int | None], text: Callable[[int | None], str]) -> None:
            now, before, year = (value(part) for part in (line.now, line.before, line.year))
            change = [self._change(now, earlier) for earlier in (before, year)]
            columns.append((tr(label), (text(now), text(before), change[0], text(year), change[1])))

        for name, there in (("won", ranking.has_won), ("orders", ranking.has_orders), ("profit", ranking.has_profit)):
            if there or name == ranking.measure:
                add(rt.AMOUNT_NAMES[name], methodcaller("measure", name), formats.money)
        if ranking.has_won:
            add(rt.WON, attrgetter("won_count"), formats.count)
            add(rt.LOST, attrgetter("lost_count"), formats.count)
            parts = (line.now.win_rate, line.before.win_rate, line.year.win_rate)
            now, before, year = (formats.percent(rt.decimal_ratio(rate)) for rate in parts)
            columns.append((tr(rt.WIN_RATE), (now, before, "", year, "")))
        if ranking.has_orders:
            add(rt.ORDERS, attrgetter("order_count"), formats.count)
        labels = (tr(rt.NOW), tr(rt.BEFORE), tr(rt.CHANGE), tr(rt.YEAR), tr(rt.CHANGE))
        return Table(
            [
                Column(label="", weight=14),
                *(Column(label=label, right=True, signed=True, less=label == tr(rt.LOST)) for label, _ in columns),
            ],
            [Row(cells=(label, *(cells[place] for _, cells in columns))) for place, label in enumerate(labels)],
            size=8,
        )

    def _table(self, group: str, lines: Sequence[Line], *, total: Line | None = None) -> Table:
        columns = rt.ranking_columns(self.ranking, group, self.words, narrow=True)
        rows = [Row(cells=rt.row_texts(columns, line)) for line in lines]
        rows.append(Row(cells=rt.total_texts(columns, self.ranking, self.words, total), style="total"))
        return Table(
            [
                Column(label=c.label, right=c.right, signed=c.kind == "change", weight=18 if c.name == "name" else 8)
                for c in columns
            ],
            rows,
            size=8,
        )

    def _facts(self, line: Line) -> list[Fact]:
        tr, ranking, measure = self.words, self.ranking, self.ranking.measure
        now = line.now
        amount, before, year = (part.measure(measure) for part in (now, line.before, line.year))
        facts = [
            Fact(label=tr(rt.AMOUNT_NAMES[measure]), value=formats.money(amount)),
            Fact(label=tr(rt.BEFORE), value=formats.money(before), trend=self._change(amount, before)),
            Fact(label=tr(rt.YEAR), value=formats.money(year), trend=self._change(amount, year)),
        ]
        if ranking.has_won:
            facts.append(
                Fact(
                    label=tr(rt.WIN_RATE),
                    value=formats.percent(rt.decimal_ratio(now.win_rate)),
                    note=f"{tr(rt.WON)} {now.won_count:,} · {tr(rt.LOST)} {now.lost_count:,}",
                )
            )
        if ranking.has_orders:
            facts.append(
                Fact(label=tr(rt.ORDERS), value=formats.count(now.order_count), note=formats.money(now.order_amount))
            )
        if ranking.has_profit and measure != "profit":
            facts.append(Fact(label=tr(rt.AMOUNT_NAMES["profit"]), value=formats.money(now.profit)))
        return facts

    def _trend(self, line: Line, height: float) -> list[Flowable]:
        if len(self.ranking.months) < 2:
            return []
        return [self._chart(rt.trend_chart(self.ranking, line, self.words, self.language), height), Spacer(1, 6)]

    def _chart(self, chart: Chart, height: float = 0) -> Flowable:
        return draw_chart(chart, self.head.body_width, height or min(chart_height(chart), TALLEST), self.language)

    def _place(self, line: Line, group: str) -> str:
        if not line.rank:
            return self.words(NO_PLACE)
        count = sum(bool(other.rank) for other in self.ranking.lines(group))
        return self.words(PLACE).format(rank=line.rank, count=count)

    @staticmethod
    def _change(now: int | None, before: int | None) -> str:
        return formats.change(rt.decimal_ratio(growth(now, before)))

    def _name(self, line: Line) -> str:
        return rt.line_name(line, self.words)

    def _span(self, period: Period) -> str:
        return formats.span(period.start, period.end)

    def _currency(self) -> str:
        unit = formats.currency_name(self.ranking.currency, self.language)  # 元
        named = self.ranking.currency_name(self.ranking.currency, self.language)
        return formats.in_sentence(named) if unit == self.ranking.currency else unit

    def _others(self) -> str:
        named = (self.ranking.currency_name(currency, self.language) for currency in self.ranking.others)
        names = map(formats.in_sentence, named)
        return self.words(OTHERS).format(currencies=" · ".join(names))
