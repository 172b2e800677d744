"""Periods, comparisons and rankings: plain values in, plain values out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from crm_desktop.core.errors import Invalid

#: What a ranking may be ordered by: value of won opportunities, of confirmed orders, or profit of those orders.
MEASURES = ("won", "orders", "profit")
#: The three parts of every comparison.
PARTS = ("now", "before", "year")
#: Order states that count as business; drafts and cancelled ones do not.
ORDER_STATES = ("confirmed", "delivered", "closed")


@dataclass(frozen=True, order=True)
class Period:
    """Days from *start* to *end*, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise Invalid("period_ends_before_it_starts", "end")

    @property
    def months(self) -> int:
        """Return how many whole calendar months the period is, 0 where it is something else."""
        whole = self.start.day == 1 and self.end == month_end(self.end)
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1 if whole else 0

    @property
    def previous(self) -> Period:
        """Return the period of the same kind just before: whole months before whole months, else as many days."""
        last = self.start - timedelta(days=1)
        if self.months:
            return Period(shift_months(self.start, -self.months), last)
        return Period(last - (self.end - self.start), last)

    @property
    def year_before(self) -> Period:
        """Return the same span one year earlier; whole months stay whole months."""
        end = shift_months(self.end, -12)
        return Period(shift_months(self.start, -12), month_end(end) if self.months else end)

    def month_starts(self) -> tuple[date, ...]:
        """Return the first day of every month that the period touches."""
        first = self.start.replace(day=1)
        count = (self.end.year - first.year) * 12 + self.end.month - first.month + 1
        return tuple(shift_months(first, n) for n in range(count))


def segments(spans: Mapping[str, Period]) -> list[tuple[Period, tuple[str, ...]]]:
    """Return the unbroken spans of days that cover all *spans*, each with the names of those that lie in it."""
    found: list[tuple[Period, tuple[str, ...]]] = []
    for name, span in sorted(spans.items(), key=lambda item: item[1]):
        if found and span.start <= found[-1][0].end + timedelta(days=1):
            whole, names = found[-1]
            found[-1] = Period(whole.start, max(whole.end, span.end)), (*names, name)
        else:
            found.append((span, (name,)))
    return found


def month_of(day: date) -> Period:
    """Return the calendar month around *day*."""
    return Period(day.replace(day=1), month_end(day))


def quarter_of(day: date) -> Period:
    """Return the calendar quarter around *day*."""
    start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(start, month_end(shift_months(start, 2)))


def year_of(day: date) -> Period:
    """Return the calendar year around *day*."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def month_end(day: date) -> date:
    """Return the last day of the month of *day*."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def shift_months(day: date, months: int) -> date:
    """Return *day* moved by *months*; the 31st becomes the last day where there is none."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ratio(part: int, whole: int) -> Fraction | None:
    """Return *part* of *whole*, exact; None of nothing."""
    return Fraction(part, whole) if whole else None


def growth(now: int | None, before: int | None) -> Fraction | None:
    """Return the change from *before* to *now* as a share of *before*; None without anything to compare with."""
    if now is None or before is None or before <= 0:
        return None
    return Fraction(now - before, before)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What somebody achieved; amounts in 分. *profit* is None where no cost may be seen or is known."""

    won_amount: int = 0
    won_count: int = 0
    lost_count: int = 0
    order_amount: int = 0
    order_count: int = 0
    profit: int | None = None

    def __add__(self, other: Figures) -> Figures:
        profits = [f.profit for f in (self, other) if f.profit is not None]
        return Figures(
            won_amount=self.won_amount + other.won_amount,
            won_count=self.won_count + other.won_count,
            lost_count=self.lost_count + other.lost_count,
            order_amount=self.order_amount + other.order_amount,
            order_count=self.order_count + other.order_count,
            profit=sum(profits) if profits else None,
        )

    @property
    def win_rate(self) -> Fraction | None:
        """Return won of won and lost."""
        return ratio(self.won_count, self.won_count + self.lost_count)

    def measure(self, name: str) -> int | None:
        """Return the amount that is ranked by."""
        return {"won": self.won_amount, "orders": self.order_amount, "profit": self.profit}[name]


NOTHING = Figures()


@dataclass(frozen=True, kw_only=True)
class Person:
    """An employee as the ranking needs him; *listed* even with nothing, where his team sold."""

    id: int
    name: str
    superior_id: int | None = None
    department_id: int | None = None
    listed: bool = True


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Figures of one owner in one month of one part ('now', 'before' or 'year')."""

    part: str
    owner_id: int | None
    month: date
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a ranking: a person, a team, a region or the total.

    ``owners``: whose records it counts; none for everybody's. ``trend``: figures by month of the period. ``rank`` is 0
    where there is nothing to rank; equals share a rank.
    """

    id: int
    name: str
    owners: tuple[int, ...]
    now: Figures
    before: Figures
    year: Figures
    trend: tuple[Figures, ...]
    rank: int = 0
    share: Fraction | None = None
    team_id: int | None = None
    region_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Who achieved what in a period, compared with the period before and the same span a year before.

    *profit_pending*: there is profit to be seen, but it was left out for the moment. *currencies*: all in which there was business;
    what is counted here is in *currency*. *currency_names*: what they are called, in Chinese and in English.
    """

    period: Period
    measure: str
    people: tuple[Line, ...]
    teams: tuple[Line, ...]
    regions: tuple[Line, ...]
    total: Line
    months: tuple[date, ...]
    has_profit: bool
    has_won: bool
    has_orders: bool
    profit_pending: bool = False
    company: str = ""
    company_en: str = ""
    currency: str = "CNY"
    currencies: tuple[str, ...] = ()
    currency_names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def currency_name(self, currency: str, language: str) -> str:
        """Return what a currency is called in *language*, its code where nothing is known."""
        chinese, english = self.currency_names.get(currency, ("", ""))
        return (chinese if language.startswith("zh") or not english else english) or currency

    @property
    def others(self) -> tuple[str, ...]:
        """Return the currencies in which there was business that is not counted here."""
        return tuple(currency for currency in self.currencies if currency != self.currency)

    def lines(self, group: str) -> tuple[Line, ...]:
        """Return the lines of 'people', 'teams' or 'regions'."""
        return {"people": self.people, "teams": self.teams, "regions": self.regions}[group]

    def company_name(self, language: str) -> str:
        """Return the company's name in *language*."""
        return self.company_en if language.startswith("en") and self.company_en else self.company


GROUPS = ("people", "teams", "regions")


def team_of(person: Person, leaders: frozenset[int]) -> int | None:
    """Return whose team a person belongs to: his own where he leads people, else his superior's."""
    return person.id if person.id in leaders else person.superior_id


#: Keys of the lines that are no person, team or region.
NOBODY, NONE = 0, -1


@dataclass
class _Pile:
    parts: dict[str, Figures] = field(default_factory=dict)
    months: dict[date, Figures] = field(default_factory=dict)
    owners: set[int] = field(default_factory=set)

    def add(self, owner: int, row: Sum) -> None:
        self.owners.add(owner)
        self.parts[row.part] = self.parts.get(row.part, NOTHING) + row.figures
        if row.part == "now":
            self.months[row.month] = self.months.get(row.month, NOTHING) + row.figures

    def line(
        self, key: int, name: str, months: Sequence[date], team_id: int | None = None, region_id: int | None = None
    ) -> Line:
        now, before, year = (self.parts.get(p, NOTHING) for p in PARTS)
        return Line(
            id=key,
            name=name,
            owners=tuple(sorted(self.owners)),
            now=now,
            before=before,
            year=year,
            trend=tuple(self.months.get(m, NOTHING) for m in months),
            team_id=team_id,
            region_id=region_id,
        )


def _pile_up(
    sums: Iterable[Sum], people: Sequence[Person], team: Mapping[int, int], region: Mapping[int, int]
) -> dict[str, dict[int, _Pile]]:
    """Put each sum on the pile of its person, team, region and the whole; colleagues that sold nothing get an empty one."""
    leaders = frozenset(p.superior_id for p in people if p.superior_id is not None)
    piles: dict[str, dict[int, _Pile]] = {group: {} for group in (*GROUPS, "total")}
    for row in sums:
        owner = row.owner_id or NOBODY
        for group, key in (
            ("people", owner),
            ("teams", team.get(owner, NOBODY)),
            ("regions", region.get(owner, NOBODY)),
            ("total", NOBODY),
        ):
            piles[group].setdefault(key, _Pile()).add(owner, row)
    selling = {team[i] for i in piles["people"] if i in team and team[i] != NONE}
    for person in people:
        if person.listed and team[person.id] in selling and person.id not in leaders:
            piles["people"].setdefault(person.id, _Pile(owners={person.id}))
    return piles


def make_ranking(
    period: Period,
    measure: str,
    sums: Iterable[Sum],
    people: Sequence[Person],
    departments: Mapping[int, str],
    *,
    has_profit: bool,
    profit_pending: bool = False,
    company: str = "",
    company_en: str = "",
    currency: str = "CNY",
    currencies: tuple[str, ...] = (),
) -> Ranking:
    """Put the sums together per person, team and region, and rank them by *measure*.

    Each person counts in one team and one region, so that every table has the same total. Records
    without an owner are the line ``NOBODY`` of each table, people without a team or region the line ``NONE``.
    Colleagues in a team that sold are listed even with nothing.
    """
    months = period.month_starts()
    leaders = frozenset(p.superior_id for p in people if p.superior_id is not None)
    team = {p.id: team_of(p, leaders) or NONE for p in people}
    region = {p.id: p.department_id or NONE for p in people}
    piles = _pile_up(sums, people, team, region)
    names = {p.id: p.name for p in people}

    def ranked(group: str, words: Mapping[int, str]) -> tuple[Line, ...]:
        lines = [
            pile.line(
                key,
                words.get(key, ""),
                months,
                team_id=team.get(key) if group == "people" else None,
                region_id=region.get(key) if group == "people" else None,
            )
            for key, pile in piles[group].items()
        ]
        return rank(lines, measure)

    total = replace(piles["total"].get(NOBODY, _Pile()).line(NOBODY, "", months), owners=())
    everything = total.now + total.before + total.year
    pending = has_profit and profit_pending and bool(everything.order_count)
    return Ranking(
        period=period,
        measure=measure,
        people=ranked("people", names),
        teams=ranked("teams", names),
        regions=ranked("regions", departments),
        total=total,
        months=months,
        has_profit=has_profit and (everything.profit is not None or pending),
        profit_pending=pending,
        has_won=bool(everything.won_count or everything.lost_count),
        has_orders=bool(everything.order_count),
        company=company,
        company_en=company_en,
        currency=currency,
        currencies=currencies,
    )


def rank(lines: Iterable[Line], measure: str) -> tuple[Line, ...]:
    """Order by *measure*, best first, and number; lines without any figure come last without a number."""

    def key(line: Line) -> tuple[bool, int, int, str]:
        amount = line.now.measure(measure)
        return line.now == NOTHING, -(amount if amount is not None else -(10**18)), -line.now.won_count, line.name

    ordered = sorted(lines, key=key)
    whole = sum(line.now.measure(measure) or 0 for line in ordered)
    result: list[Line] = []
    for place, line in enumerate(ordered, 1):
        amount = line.now.measure(measure)
        number = 0 if line.now == NOTHING else place
        if number and result and result[-1].rank and result[-1].now.measure(measure) == amount:
            number = result[-1].rank
        share = ratio(amount, whole) if amount is not None and whole > 0 else None
        result.append(replace(line, rank=number, share=share))
    return tuple(result)
