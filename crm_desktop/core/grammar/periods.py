"""Stretches of days as people type them: 本周 上月 今年 近7天 2026-05 2026Q3, thisweek lastmonth next30d."""

from __future__ import annotations

import re
from datetime import date, timedelta

from crm_desktop.core.codec.dates import add_months

_WHICH = {"本": 0, "这": 0, "这个": 0, "this": 0, "上": -1, "上个": -1, "last": -1, "下": 1, "下个": 1, "next": 1}
_UNITS = {
    "周": "w",
    "星期": "w",
    "week": "w",
    "月": "m",
    "month": "m",
    "季": "q",
    "季度": "q",
    "quarter": "q",
    "年": "y",
    "年度": "y",
    "year": "y",
}
_YEARS = {"今年": 0, "去年": -1, "明年": 1}
_NAMED = re.compile(
    r"(本|这个|这|上个|上|下个|下|this|last|next)[ _]?(周|星期|week|月|month|季度|季|quarter|年度|年|year)"
)
_RECENT = re.compile(r"(最?近|过去|last|未来|今后|next)[ _]?(\d{1,3})[ _]?(天|日|d|days?|周|w|weeks?|个月|m|months?)")
_MONTH = re.compile(r"(\d{4})(?:-|/|年)(\d{1,2})月?")
_QUARTER = re.compile(r"(\d{4})(?:年|-)?(?:q|第)?([1-4一二三四])(?:季度?)?")
_FORWARD = ("未来", "今后", "next")


def period_of(text: str, today: date) -> tuple[date, date] | None:
    """Return first and last day of the period that *text* names on the day *today*, or None."""
    word = text.strip().casefold()
    try:
        return _named(word, today) or _recent(word, today) or _written(word)
    except (ValueError, OverflowError):
        return None


def _named(word: str, today: date) -> tuple[date, date] | None:
    if word in _YEARS:
        return _span("y", _YEARS[word], today)
    if named := _NAMED.fullmatch(word):
        return _span(_UNITS[named[2]], _WHICH[named[1]], today)
    return None


def _span(unit: str, offset: int, today: date) -> tuple[date, date]:
    if unit == "w":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
        return first, first + timedelta(days=6)
    months = {"m": 1, "q": 3, "y": 12}[unit]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    return _months(add_months(first, offset * months), months)


def _months(first: date, count: int) -> tuple[date, date]:
    return first, add_months(first, count) - timedelta(days=1)


def _recent(word: str, today: date) -> tuple[date, date] | None:
    recent = _RECENT.fullmatch(word)
    if recent is None:
        return None
    count, unit, sign = int(recent[2]), recent[3], 1 if recent[1] in _FORWARD else -1
    if unit[0] in "个m":
        far = add_months(today, sign * count) - timedelta(days=sign)
    else:
        far = today + timedelta(days=sign * (count * (7 if unit[0] in "周w" else 1) - 1))
    return min(today, far), max(today, far)


def _written(word: str) -> tuple[date, date] | None:
    if re.fullmatch(r"(19|20|21)\d\d年?", word):
        return _months(date(int(word[:4]), 1, 1), 12)
    if month := _MONTH.fullmatch(word):
        return _months(date(int(month[1]), int(month[2]), 1), 1)
    if ("q" in word or "季" in word) and (quarter := _QUARTER.fullmatch(word)):
        number = "一二三四".find(quarter[2]) + 1 or int(quarter[2])
        return _months(date(int(quarter[1]), number * 3 - 2, 1), 3)
    return None
