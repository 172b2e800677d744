"""Days of the lunar calendar in words, as the database says them."""

from __future__ import annotations

_MONTHS = "正二三四五六七八九十冬腊"
_TENS = {"初": 0, "十": 10, "廿": 20}
_ONES = "一二三四五六七八九十"
_WHOLE = {"二十": 20, "三十": 30}


def lunar_text(words: str, language: str) -> str:
    """Return 闰四月十五 in the language of the reader: as it is, or ``leap 4-15`` where nobody reads Chinese."""
    if not words or language.startswith("zh"):
        return words
    month, _, day = words.removeprefix("闰").partition("月")
    number = _WHOLE.get(day) or _TENS[day[0]] + _ONES.index(day[1]) + 1
    return f"{'leap ' if words.startswith('闰') else ''}{_MONTHS.index(month) + 1}-{number}"
