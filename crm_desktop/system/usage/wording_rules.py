"""The words that the page and the printed sheet of usage share, and the chart of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from crm_desktop.core.series import Chart, Series
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.usage.rules import Line, Usage

Words = Callable[[str], str]

NAME = QT_TRANSLATE_NOOP("Usage", "Name")
DEPARTMENT = QT_TRANSLATE_NOOP("Usage", "Department")
TITLE = QT_TRANSLATE_NOOP("Usage", "Title")
SHEET = QT_TRANSLATE_NOOP("Usage", "Usage check")
LOGINS = QT_TRANSLATE_NOOP("Usage", "Logins")
DAYS = QT_TRANSLATE_NOOP("Usage", "Days active")
ENTRIES = QT_TRANSLATE_NOOP("Usage", "Entries")
BULK = QT_TRANSLATE_NOOP("Usage", "Bulk actions")
LAST = QT_TRANSLATE_NOOP("Usage", "Last active")
NEVER = QT_TRANSLATE_NOOP("Usage", "never")
EVERYBODY = QT_TRANSLATE_NOOP("Usage", "Everybody")
CHART = QT_TRANSLATE_NOOP("Usage", "Entries and logins: {name}")
NAMES = {"person": NAME, "department": DEPARTMENT, "title": TITLE}


def last_words(line: Line, words: Words) -> str:
    """Return when somebody of the line was last there."""
    return line.last_at.astimezone().strftime("%Y-%m-%d %H:%M") if line.last_at else words(NEVER)


def bucket_words(start: date, unit: str, words: Words) -> str:
    """Return the words of a day, a week (its Monday) or a month."""
    return start.strftime("%Y-%m") if unit == "month" else start.strftime("%m-%d")


def usage_chart(usage: Usage, line: Line, unit: str, words: Words) -> Chart:
    """Return entries and logins of a line over the period."""
    buckets = usage.buckets_of(unit)
    return Chart(
        kind="bars",
        title=words(CHART).format(name=line.name or words(EVERYBODY)),
        categories=tuple(bucket_words(b, unit, words) for b in buckets),
        series=(
            Series(name=words(ENTRIES), values=tuple(map(float, line.entries_by))),
            Series(name=words(LOGINS), values=tuple(map(float, line.logins_by)), muted=True),
        ),
        keys=tuple(buckets),
    )
