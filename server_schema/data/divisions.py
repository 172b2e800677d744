"""The administrative divisions of China with postcode and area code; where they come from stands in divisions.txt."""

from __future__ import annotations

import csv
from pathlib import Path

import psycopg2.extensions

FILE = Path(__file__).with_name("divisions.csv")


def provinces() -> list[tuple[str, str]]:
    """Return the first two digits and the short name of each province."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [(row["code"][:2], row["short_name"]) for row in csv.DictReader(lines) if row["level"] == "1"]


def load(cursor: psycopg2.extensions.cursor) -> None:
    """Fill crm.division, or bring it to this program's state; records carry names, no key points to it."""
    cursor.execute("TRUNCATE crm.division")
    with FILE.open(encoding="utf-8") as lines:
        cursor.copy_expert(
            "COPY crm.division (code, name, short_name, level, parent, postcode, area_code) FROM STDIN "
            "(FORMAT csv, HEADER, FORCE_NOT_NULL (parent, postcode, area_code))",
            lines,
        )
