"""Numbers and dates as prints show them, in both languages; what is right-aligned is tabular."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm_desktop.core.text import QT_TRANSLATE_NOOP, SYMBOLS
from crm_desktop.printing.words import translate

MINUS = "−"
#: What stands where there is no figure (nothing to compare with), as opposed to zero.
NONE = "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"CNY": QT_TRANSLATE_NOOP("Print", "CNY")}


def money(fen: int | None, currency: str = "") -> str:
    """Return an amount in 分 with thousands and two decimals, the sign of *currency* before it."""
    sign = SYMBOLS.get(currency, f"{currency} ") if currency else ""
    return NONE if fen is None else _signed(fen < 0, f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}")


def count(number: int | None) -> str:
    """Return a whole number with thousands."""
    return NONE if number is None else _signed(number < 0, f"{abs(number):,}")


def percent(ratio: float | Decimal | None, digits: int = 2) -> str:
    """Return a ratio (0.6315) as a percentage (63.15%), of two decimals unless it is a change; halves rounded up."""
    if ratio is None:
        return NONE
    value = (Decimal(str(ratio)) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return _signed(value < 0, f"{abs(value):,}%")


def change(ratio: float | Decimal | None) -> str:
    """Return a change (0.125) with its sign: +12.5%."""
    text = percent(ratio, 1)
    return text if ratio is None or ratio < 0 or text.strip("0.%") == "" else "+" + text


def day(value: date, language: str) -> str:
    """Return a day as a heading says it: 2026年11月2日 or 2 Nov 2026; elsewhere days are written 2026-11-02."""
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date, language: str) -> str:
    """Return a month, short enough for an axis: 17年3月 or Mar ’17."""
    if language.startswith("zh"):
        return f"{value.year % 100:02d}年{value.month}月"
    return f"{_MONTHS[value.month - 1]} ’{value.year % 100:02d}"


def span(start: date, end: date) -> str:
    """Return a period, both days included: 2026-01-01 – 2026-03-31, as days are written in tables."""
    return f"{start.isoformat()} – {end.isoformat()}"


def currency_name(currency: str, language: str) -> str:
    """Return the unit of money as a column head names it: 元 for CNY in Chinese, else its code."""
    return translate(language, "Print", _UNITS[currency]) if currency in _UNITS else currency


def in_sentence(name: str) -> str:
    """Return the name of a currency as it stands within a sentence: yuan, but US dollar."""
    return name.lower() if name.istitle() and " " not in name else name


def _signed(negative: bool, text: str) -> str:
    return MINUS + text if negative and text.strip("0.,%") else text
