"""Numbers as people in an office type them: 1.2万, 3亿, 1,200, （35.5）, ¥ 9 800, full-width digits."""

from __future__ import annotations

import re
from decimal import Decimal

from crm_desktop.core.codec.plain import half_width, one_line

_UNITS = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "m": 1_000_000,
    "亿": 100_000_000,
    "億": 100_000_000,
}
_CURRENCY = re.compile(r"¥|元整?|圆整?|\b(?:rmb|cny)\b|(?<=\d)(?:rmb|cny)|(?:rmb|cny)(?=[\d.+-])")
_PART = re.compile(
    r"(?P<digits>\d{1,3}(?:[, ]\d{3})+(?!\d)|\d{1,4}(?:,\d{4})+(?!\d)|\d+)?(?P<rest>\.\d*)?"
    r"(?P<units>[十百千万萬亿億kwm]{0,3})",
    re.ASCII,
)
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "。": ".", "٫": "."})


_SPAN = re.compile(r"(?P<number>\d+(?:\.\d+)?|[半一二两三四五六七八九十]) ?(?P<unit>个?月|months?|年|years?)")
_NUMERALS = {"半": Decimal("0.5"), "两": Decimal(2)} | {c: Decimal(n) for n, c in enumerate("一二三四五六七八九十", 1)}


class NoNumberError(ValueError):
    """The text is no number."""


def parse_number(text: str, *, percent: bool = False, currency: bool = False) -> Decimal:
    """Return the exact number that *text* means; raise NoNumberError.

    Understands thousands in groups of three or four, 千 万 亿 k w m behind parts (1亿2000万),
    brackets or a minus before or behind for less than zero, with *percent* a percent sign and
    with *currency* the signs of the Chinese currency.
    """
    rest = half_width(one_line(text)).translate(_SIGNS).lower()
    if currency:
        rest = _CURRENCY.sub("", rest)
    if percent and rest.rstrip(" )").endswith("%"):
        rest = rest.replace("%", "", 1)
    rest, negative = _unsigned(rest.strip())
    number = _sum_of_parts(rest)
    return -number if negative and number else number


def parse_months(text: str) -> Decimal | None:
    """Return the months that *text* says with their unit (24个月, 3 years, 一年, 半年); None for other texts."""
    said = _SPAN.fullmatch(half_width(one_line(text)).lower())
    if said is None:
        return None
    number = _NUMERALS.get(said["number"]) or Decimal(said["number"])
    return number * (12 if said["unit"][0] in "年y" else 1)


def _unsigned(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith(("-", "+")):
        return text[1:].strip(), text[0] == "-"
    if text.endswith("-"):
        return text[:-1].strip(), True
    return text, False


def _sum_of_parts(text: str) -> Decimal:
    total, at, last = Decimal(0), 0, 0
    while True:
        match = _PART.match(text, at)
        if match is None or not (match["digits"] or len(match["rest"] or "") > 1) or len(match.group()) > 60:
            raise NoNumberError(text)
        unit = 1
        for word in match["units"]:
            unit *= _UNITS[word]
        if last and (unit >= last or unit == 1):  # 3万5 may mean 35,000 or 30,005: not ours to guess
            raise NoNumberError(text)
        digits = (match["digits"] or "0").replace(",", "").replace(" ", "")
        total += Decimal(digits + (match["rest"] or "").rstrip(".")) * unit
        at, last = match.end(), unit
        while at < len(text) and text[at] == " ":
            at += 1
        if at == len(text):
            return total


def plain_number(number: Decimal) -> str:
    """Return *number* in plain digits, without exponent and without needless zeros."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def with_thousands(text: str) -> str:
    """Return the plain number *text* with its whole part in groups of three."""
    sign = "-" if text.startswith("-") else ""
    whole, dot, rest = text.removeprefix("-").partition(".")
    return f"{sign}{int(whole or 0):,}{dot}{rest}"


def cents_to_text(cents: int) -> str:
    """Return an amount in minor units as 1234.50 or -0.05."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"
