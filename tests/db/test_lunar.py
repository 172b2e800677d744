"""The lunar calendar in the database, against an independent table, for every day from 1900 to 2100."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate

from tests.databases import AccountSet

#: Where the table of borax begins a month a day after that of the Hong Kong Observatory (lunar_years.txt): our first day.
DISPUTED = {date(2057, 9, 28): (2057, 9), date(2089, 9, 4): (2089, 8), date(2097, 8, 7): (2097, 7)}
#: Published days: the lunar new years, and what is hard: leap months, months of 29 days, the turn of the year.
PUBLISHED = {
    date(1900, 1, 31): (1900, 1, 1, False), date(1949, 10, 1): (1949, 8, 10, False), date(1987, 7, 26): (1987, 6, 1, True),
    date(2000, 2, 5): (2000, 1, 1, False), date(2006, 9, 8): (2006, 7, 16, True), date(2020, 5, 23): (2020, 4, 1, True),
    date(2023, 3, 22): (2023, 2, 1, True), date(2024, 2, 10): (2024, 1, 1, False), date(2025, 7, 25): (2025, 6, 1, True),
    date(2026, 2, 16): (2025, 12, 29, False), date(2026, 2, 17): (2026, 1, 1, False), date(2033, 12, 22): (2033, 11, 1, True),
}  # fmt: skip


def test_every_day_is_that_of_an_independent_table_there_and_back(account_set: AccountSet) -> None:
    days = account_set.rows(
        "SELECT g::date, l.year, l.month, l.day, l.leap, crm.solar_of(l.year, l.month, l.day, l.leap) = g::date "
        "FROM generate_series(date '1900-01-01', date '2100-12-31', interval '1 day') g, crm.lunar_of(g::date) l ORDER BY 1"
    )
    assert len(days) == 73414
    assert all(back for *_rest, back in days)
    different: list[date] = []
    for day, *ours, _back in days:
        if day < date(1900, 1, 31):  # borax begins there; the last month of 1899
            assert ours == [1899, 12, (day - date(1900, 1, 1)).days + 1, False]
            continue
        theirs = LunarDate.from_solar_date(day.year, day.month, day.day)
        if [theirs.year, theirs.month, theirs.day, bool(theirs.leap)] != ours:
            different.append(day)
    first_days = {day: tuple(ours[:2]) for day, *ours, _back in days if day in DISPUTED and ours[2] == 1}
    assert first_days == DISPUTED
    assert different == [first + timedelta(days=n) for first in DISPUTED for n in range(30)]


def test_published_days(account_set: AccountSet) -> None:
    for day, lunar in PUBLISHED.items():
        assert account_set.rows("SELECT * FROM crm.lunar_of(%s)", day) == [lunar]


@pytest.mark.parametrize(
    ("lunar", "falls_on"),
    [
        ((2026, 8, 15, False), date(2026, 9, 25)),  # mid-autumn
        ((2025, 12, 30, False), date(2026, 2, 16)),  # a 30th in a month of 29 days
        ((2026, 4, 15, True), date(2026, 5, 31)),  # a leap month that the year has not
        ((2020, 4, 15, True), date(2020, 6, 6)),  # one that it has
        ((2020, 4, 15, False), date(2020, 5, 7)),
        ((2101, 1, 1, False), None),  # beyond the table
    ],
)
def test_a_lunar_day_falls_where_it_can(
    account_set: AccountSet, lunar: tuple[int, int, int, bool], falls_on: date | None
) -> None:
    assert account_set.rows("SELECT crm.solar_of(%s, %s, %s, %s)", *lunar) == [(falls_on,)]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 17), "正月初一"), (date(2026, 2, 16), "腊月廿九"), (date(2026, 9, 25), "八月十五"),
        (date(2026, 3, 8), "正月二十"), (date(2025, 8, 3), "闰六月初十"), (date(2025, 7, 24), "六月三十"), (date(2026, 12, 18), "冬月初十"),
    ],
)  # fmt: skip
def test_a_lunar_day_in_words(account_set: AccountSet, day: date, words: str) -> None:
    assert account_set.rows("SELECT crm.lunar_words(%s)", day) == [(words,)]
