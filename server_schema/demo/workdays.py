"""When a company in 西安 works: weekdays, holidays and the seasons of its trade."""

from __future__ import annotations

from bisect import bisect
from datetime import date, datetime, timedelta, timezone
from itertools import accumulate
from random import Random

CHINA = timezone(timedelta(hours=8))
_NEW_YEAR = {
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1),
    2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2,
    3),
    2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2,
    4),
    2039: (1, 24), 2040: (2, 12),
}  # fmt: skip
#: how busy a month is: budgets are spent at the year's end, schools and offices buy in September
_SEASON = (0.85, 0.75, 1.0, 1.0, 0.95, 1.1, 0.9, 1.0, 1.4, 0.9, 1.15, 1.65)


def spring_festival(year: int) -> date:
    """Return the first day of the lunar year; the fifth of February for years outside the table."""
    return date(year, *_NEW_YEAR.get(year, (2, 5)))


def is_workday(day: date) -> bool:
    """Return whether people work that day."""
    since = (day - spring_festival(day.year)).days
    holiday = (day.month, day.day) in {(1, 1), (5, 1), (5, 2), (5, 3)} or (day.month == 10 and day.day <= 7)
    return day.weekday() < 5 and not holiday and not -1 <= since <= 6


def busyness(day: date) -> float:
    """Return how much is sold that day against an ordinary day; 0 when nobody works."""
    if not is_workday(day):
        return 0.0
    since = (day - spring_festival(day.year)).days
    weight = _SEASON[day.month - 1]
    if -12 <= since <= 15:
        weight *= 0.35
    if day.month == 12 and day.day > 15:
        weight *= 1.25
    return weight * (1.1 if day.day > 24 else 1.0)


class Days:
    """The working days from *first* to *last*, drawn by how busy they are; business grows *growth* a year."""

    def __init__(self, first: date, last: date, growth: float = 0.16) -> None:
        self.first = first
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self._sums = list(accumulate(busyness(day) * (1 + growth) ** (n / 365) for n, day in enumerate(self.days)))

    def draw(self, rng: Random) -> date:
        """Return a working day."""
        return self.days[bisect(self._sums, rng.random() * self._sums[-1])]


def workday_after(day: date) -> date:
    """Return *day*, or the next day on which people work."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workday_before(day: date) -> date:
    """Return *day*, or the last day before on which people worked."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def moment(rng: Random, day: date) -> datetime:
    """Return a minute of the office hours of that day."""
    minute = rng.randint(515, 715) if rng.random() < 0.52 else rng.randint(810, 1065)
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, rng.randrange(60), tzinfo=CHINA)
