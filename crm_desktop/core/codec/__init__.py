"""Values to neutral text and typed, pasted or imported text to values, by kind of field.

The text is the form of files, of the clipboard and of drafts: independent of the language, and
``from_text(field, to_text(field, value)) == value``. What people read is made by ``qt.cells``.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from crm_desktop.core import clock, fields
from crm_desktop.core.clock import local_time
from crm_desktop.core.codec.dates import NoDateError, day_of_year, moment_to_text, parse_date, parse_moment
from crm_desktop.core.codec.numbers import (
    NoNumberError,
    cents_to_text,
    parse_months,
    parse_number,
    plain_number,
    with_thousands,
)
from crm_desktop.core.codec.plain import half_width, many_lines, one_line
from crm_desktop.core.codec.words import join_words, split_words
from crm_desktop.core.errors import BadValue
from crm_desktop.core.text import QT_TRANSLATE_NOOP

__all__ = ["from_text", "sentences", "to_text", "with_thousands"]

#: Key of a rule → marked sentence; ``{limit}`` and ``{text}`` are filled from ``BadValue.values``.
sentences = {
    "too_long": QT_TRANSLATE_NOOP("Codec", "At most {limit} characters are possible here."),
    "bad_phone": QT_TRANSLATE_NOOP("Codec", "This is not a telephone number, such as 029-88250000."),
    "bad_email": QT_TRANSLATE_NOOP("Codec", "This is not an e-mail address, such as name@company.cn."),
    "bad_url": QT_TRANSLATE_NOOP("Codec", "This is not a web address, such as www.company.cn."),
    "bad_colour": QT_TRANSLATE_NOOP("Codec", "A colour is written as #rrggbb, such as #2563eb."),
    "bad_number": QT_TRANSLATE_NOOP("Codec", "This is not a number. Possible are 1200, 1,200 and 1.2万."),
    "whole_number": QT_TRANSLATE_NOOP("Codec", "Only whole numbers are possible here."),
    "money_decimals": QT_TRANSLATE_NOOP("Codec", "An amount has at most two decimals (分); nothing was rounded."),
    "decimals": QT_TRANSLATE_NOOP("Codec", "At most {limit} decimals are possible here; nothing was rounded."),
    "too_small": QT_TRANSLATE_NOOP("Codec", "The number must be at least {limit}."),
    "too_large": QT_TRANSLATE_NOOP("Codec", "The number must be at most {limit}."),
    "bad_date": QT_TRANSLATE_NOOP("Codec", "This is not a day. Possible are 2026-1-15, 1/15, t, +3, +1w and 周五."),
    "birthday_needs_year": QT_TRANSLATE_NOOP("Codec", "A day of birth needs its year here."),
    "birthday_is_a_date": QT_TRANSLATE_NOOP(
        "Codec", "A day of birth needs its year here; without one, write it below under “Important dates”."
    ),
    "ambiguous_date": QT_TRANSLATE_NOOP("Codec", "Day and month may be mixed up here; please type the year first."),
    "date_range": QT_TRANSLATE_NOOP("Codec", "This day lies too far away; is the year right?"),
    "bad_moment": QT_TRANSLATE_NOOP("Codec", "This is not a day and time. Possible are 1/15 14:30, t 9:00 and +2h."),
    "bad_bool": QT_TRANSLATE_NOOP("Codec", "Please answer yes or no (是 or 否)."),
    "not_an_option": QT_TRANSLATE_NOOP("Codec", "“{text}” is not one of the possible values."),
    "unknown_reference": QT_TRANSLATE_NOOP("Codec", "“{text}” was not found; please choose one from the list."),
}

_MAIL = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@[^\s@<>(),;:\"\\\[\]_]+\.[^\s@<>(),;:\"\\\[\]_.]{2,}$")
_NAMED_MAIL = re.compile(r"[^<>]*<([^<>]+)>$")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_TRUE = frozenset(["yes", "y", "true", "t", "1", "on", "是", "对", "有", "真", "√", "✓", "✔", "已", "启用"])
_FALSE = frozenset(
    ["no", "n", "false", "f", "0", "off", "否", "不", "不是", "错", "无", "没有", "假", "×", "✗", "x", "未", "停用"]
)
_MONEY_LIMIT = 10**16 - 1  #: 分; a sum of a hundred such amounts still fits a bigint
_INT_LIMIT = 2**31 - 1


def _bad(rule: str, text: str, field: fields.Field, **values: Any) -> BadValue:
    error = BadValue(rule, text, field.name)
    error.values.update(values)
    return error


@singledispatch
def to_text(field: fields.Field, value: Any) -> str:
    """Return the neutral text of *value*; '' for None and for what is empty."""
    return "" if value is None else str(value)


@singledispatch
def _parse(field: fields.Field, text: str, today: date | None) -> Any:
    return one_line(text)


def from_text(field: fields.Field, text: str, *, today: date | None = None) -> Any:
    """Return the value that *text* means for *field*; raise BadValue.

    Blank text is None, '' for the kinds that store text, [] for lists. *today* is what relative
    days count from (a ``datetime`` for moments); by default the real one. Nothing is rounded.
    """
    return _parse(field, text, today)


def _limited(field: fields.Field, text: str, limit: int) -> str:
    if len(text) > limit:
        raise _bad("too_long", text, field, limit=limit)
    return text


@_parse.register
def _(field: fields.Text, text: str, today: date | None) -> str:
    return _limited(field, one_line(text), field.max_length)


@_parse.register
def _(field: fields.LongText, text: str, today: date | None) -> str:
    return _limited(field, many_lines(text), field.max_length)


@_parse.register
def _(field: fields.Code, text: str, today: date | None) -> str:
    return _limited(field, half_width(one_line(text)).strip(), field.max_length)


@_parse.register
def _(field: fields.Colour, text: str, today: date | None) -> str:
    plain = half_width(one_line(text)).strip().lower()
    if plain and not re.fullmatch(r"#?[0-9a-f]{6}", plain):
        raise _bad("bad_colour", text, field)
    return f"#{plain.lstrip('#')}" if plain else ""


@_parse.register
def _(field: fields.Phone, text: str, today: date | None) -> str:
    plain = one_line(text)
    if field.checked and plain and len(re.findall(r"\d", plain)) < 3:
        raise _bad("bad_phone", text, field)
    return _limited(field, plain, field.max_length)


@_parse.register
def _(field: fields.Email, text: str, today: date | None) -> str:
    plain = half_width(one_line(text)).strip().removeprefix("mailto:")
    if named := _NAMED_MAIL.match(plain):
        plain = named[1].strip()
    if plain and not _MAIL.match(plain):
        raise _bad("bad_email", text, field)
    return _limited(field, plain, field.max_length)


@_parse.register
def _(field: fields.Url, text: str, today: date | None) -> str:
    plain = half_width(one_line(text)).strip()
    scheme = _SCHEME.match(plain)
    if plain and (
        re.search(r"\s", plain) or "." not in plain or (scheme and scheme[1].lower() not in ("http", "https"))
    ):
        raise _bad("bad_url", text, field)
    return _limited(field, plain, field.max_length)


def _number(field: fields.Field, text: str, **accepted: bool) -> Decimal | None:
    if not one_line(text):
        return None
    try:
        return parse_number(text, **accepted)
    except NoNumberError:
        raise _bad("bad_number", text, field) from None


def _within(field: fields.Field, text: str, number: Any, low: Any, high: Any) -> None:
    shown = with_thousands if getattr(field, "grouped", True) else str
    if number < low:
        raise _bad("too_small", text, field, limit=shown(str(low)))
    if number > high:
        raise _bad("too_large", text, field, limit=shown(str(high)))


@_parse.register
def _(field: fields.Integer, text: str, today: date | None) -> int | None:
    number = parse_months(text) if field.unit == "months" else None
    number = _number(field, text, percent=field.unit == "%") if number is None else number
    if number is None:
        return None
    if number != number.to_integral_value():
        raise _bad("whole_number", text, field)
    low = -_INT_LIMIT if field.minimum is None else field.minimum
    _within(field, text, number, low, _INT_LIMIT if field.maximum is None else field.maximum)
    return int(number)


@to_text.register
def _(field: fields.Money, value: int | None) -> str:
    return "" if value is None else cents_to_text(value)


@_parse.register
def _(field: fields.Money, text: str, today: date | None) -> int | None:
    number = _number(field, text, currency=True)
    if number is None:
        return None
    cents = number * 100
    if cents != cents.to_integral_value():
        raise _bad("money_decimals", text, field)
    _within(field, text, number, -_MONEY_LIMIT // 100 + 1, _MONEY_LIMIT // 100)
    return int(cents)


def _decimal(field: fields.Field, text: str, places: int, digits: int, **accepted: bool) -> Decimal | None:
    number = _number(field, text, **accepted)
    if number is None:
        return None
    limit = 10 ** (digits - places) - 1
    _within(field, text, number, -limit, limit)
    rounded = number.quantize(Decimal(1).scaleb(-places))
    if rounded != number:
        raise _bad("decimals", text, field, limit=places)
    return rounded


@to_text.register(fields.Price)
@to_text.register(fields.Quantity)
@to_text.register(fields.Percent)
def _(field: fields.Field, value: Decimal | None) -> str:
    return "" if value is None else plain_number(Decimal(value))


@_parse.register
def _(field: fields.Price, text: str, today: date | None) -> Decimal | None:
    return _decimal(field, text, 4, 18, currency=True)


@_parse.register
def _(field: fields.Quantity, text: str, today: date | None) -> Decimal | None:
    return _decimal(field, text, 3, 18)


@_parse.register
def _(field: fields.Percent, text: str, today: date | None) -> Decimal | None:
    return _decimal(field, text, 2, 9, percent=True)


@to_text.register
def _(field: fields.Date, value: date | None) -> str:
    return "" if value is None else value.isoformat()


@_parse.register(fields.Date)
def _day(field: fields.Field, text: str, today: date | None) -> date | None:
    if not one_line(text):
        return None
    day = local_time(today).date() if isinstance(today, datetime) else today
    try:
        return parse_date(text, day or clock.today())
    except NoDateError as exc:
        raise _bad(str(exc), text, field) from None


@_parse.register
def _(field: fields.Birthday, text: str, today: date | None) -> date | None:
    if day_of_year(text):  # else it would be a day of this year
        raise _bad("birthday_is_a_date" if field.part else "birthday_needs_year", text, field)
    return _day(field, text, today)


@to_text.register
def _(field: fields.DateTime, value: datetime | None) -> str:
    return "" if value is None else moment_to_text(value)


@_parse.register
def _(field: fields.DateTime, text: str, today: date | None) -> datetime | None:
    if not one_line(text):
        return None
    now = clock.now()
    if isinstance(today, datetime):
        now = local_time(today)
    elif today is not None:
        now = local_time(datetime.combine(today, now.time()))
    try:
        return parse_moment(text, now)
    except NoDateError as exc:
        raise _bad(str(exc), text, field) from None


@to_text.register
def _(field: fields.Bool, value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


@_parse.register
def _(field: fields.Bool, text: str, today: date | None) -> bool | None:
    word = half_width(one_line(text)).strip().lower()
    if not word:
        return None
    if word not in _TRUE and word not in _FALSE:
        raise _bad("bad_bool", text, field)
    return word in _TRUE


@_parse.register
def _(field: fields.Options, text: str, today: date | None) -> str:
    word = one_line(text)
    for stored, label in field.options:
        if word.casefold() in (stored.casefold(), label.casefold()):
            return stored
    if word:
        raise _bad("not_an_option", text, field)
    return ""


@to_text.register
def _(field: fields.Ref, value: int | None) -> str:
    return "" if value is None else str(value)


@_parse.register
def _(field: fields.Ref, text: str, today: date | None) -> int | None:
    plain = half_width(one_line(text)).strip()
    if not plain:
        return None
    if not re.fullmatch(r"[1-9]\d{0,17}", plain, re.ASCII):
        raise _bad("unknown_reference", text, field)
    return int(plain)


@to_text.register(fields.Tags)
@to_text.register(fields.MultiChoice)
def _(field: fields.Field, value: list[str] | None) -> str:
    return join_words(value or ())


@_parse.register(fields.Tags)
@_parse.register(fields.MultiChoice)
def _(field: fields.Field, text: str, today: date | None) -> list[str]:
    return split_words(text)
