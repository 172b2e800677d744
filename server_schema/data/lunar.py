"""The months of the Chinese calendar, 1899 to 2100; where they come from stands in lunar_years.txt."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import psycopg2.extensions
from psycopg2.extras import execute_values

FILE = Path(__file__).with_name("lunar_years.csv")


def months() -> list[tuple[int, date, int, int, bool, int]]:
    """Return the months in order: number, first day, year, month, leap, days."""
    found: list[tuple[int, date, int, int, bool, int]] = []
    with FILE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            first, leap_month = date.fromisoformat(row["first_day"]), int(row["leap_month"])
            names = [
                (month, leap) for month in range(1, 13) for leap in (False, True) if not leap or month == leap_month
            ]
            for (month, leap), days in zip(names, map(int, row["month_days"].split()), strict=True):
                found.append((len(found) + 1, first, int(row["year"]), month, leap, days))
                first += timedelta(days=days)
    return found


def load(cursor: psycopg2.extensions.cursor) -> None:
    """Fill crm.lunar_month, or bring it to this program's state; no key points to it."""
    cursor.execute("TRUNCATE crm.lunar_month")
    execute_values(
        cursor,
        "INSERT INTO crm.lunar_month (number, first_day, year, month, leap, days) VALUES %s",
        months(),
        page_size=3000,
    )
