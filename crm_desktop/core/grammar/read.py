"""Typed words to conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from crm_desktop.core import fields as kinds
from crm_desktop.core.clock import local_time
from crm_desktop.core.codec import from_text
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.grammar.lexer import Token, fold, pieces, shown, signed, tokens
from crm_desktop.core.grammar.periods import period_of
from crm_desktop.core.grammar.words import (
    EMPTY_WORDS,
    FILLED_WORDS,
    LISTS,
    ME_WORDS,
    TEXTS,
    WORDED,
    Words,
    field_names,
    is_ordered,
    stored_word,
)
from crm_desktop.core.query import Condition

_COMPARISON = re.compile(r"(>=|<=|>|<)(.+)", re.DOTALL)
_OPS = {">": "gt", ">=": "ge", "<": "lt", "<=": "le"}
_OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne"}


class Hint(NamedTuple):
    """What was not understood: *rule* is 'unknown_field' or 'bad_value', *token* the typed text."""

    rule: str
    token: str
    name: str = ""


class Reading(NamedTuple):
    """What typed text means."""

    search: str
    conditions: tuple[Condition, ...]
    hints: tuple[Hint, ...]


def parse(text: str, entity: Entity, words: Words) -> tuple[str, tuple[Condition, ...]]:
    """Return search words and conditions of typed text."""
    reading = read(text, entity, words)
    return reading.search, reading.conditions


def read(text: str, entity: Entity, words: Words) -> Reading:
    """Return what typed text means, and hints about what was not understood."""
    names = field_names(entity, words)
    search: list[str] = []
    conditions: list[Condition] = []
    hints: list[Hint] = []
    for token in tokens(text):
        found = names.get(fold(token.name)) if token.name else None
        if found is None:
            if _is_begun(token, names):
                continue
            search.extend(token.plain.split())
            if token.name and not token.name.isdigit():
                hints.append(Hint("unknown_field", token.text, token.name))
            continue
        try:
            conditions.extend(_conditions(found, token, words))
        except BadValue:
            hints.append(Hint("bad_value", token.text, found.name))
    return Reading(" ".join(search), tuple(conditions), tuple(hints))


def _is_begun(token: Token, names: Mapping[str, kinds.Field]) -> bool:
    """Tell whether a condition is only half typed: the name of a field and no value yet."""
    begun = fold(token.text)
    return begun[-1:] in tuple(":=<>") and begun.strip("-!:=<>") in names


def _conditions(found: kinds.Field, token: Token, words: Words) -> Iterator[Condition]:
    whole = fold(token.value)
    if whole in EMPTY_WORDS | FILLED_WORDS:
        filled = (whole in FILLED_WORDS) != token.negated
        yield Condition(found.name, "filled" if filled else "empty")
    elif isinstance(found, TEXTS):
        yield from _text_conditions(found, token)
    else:
        yield from _value_conditions(found, token, words)


def _text_conditions(found: kinds.Field, token: Token) -> Iterator[Condition]:
    """Read the value of a text field: contains, ``=`` exactly, ``-`` not exactly."""
    value, negated = token.value, token.negated
    exact = signed(value)[0] == "="
    if exact:
        value = value[1:]
    if signed(value)[:1] in ("-", "!"):
        value, negated = value[1:], not negated
    values = [word for piece in pieces(value) if (word := shown(piece))]  # ="" is no value; empty is said by -
    if not values:
        raise BadValue("bad_value", token.text, found.name)
    if negated:
        yield from (Condition(found.name, "ne", v) for v in values)
    elif not exact:
        yield Condition(found.name, "contains", shown(value))
    elif len(values) == 1:
        yield Condition(found.name, "eq", values[0])
    else:
        yield Condition(found.name, "in", tuple(values))


def _value_conditions(found: kinds.Field, token: Token, words: Words) -> Iterator[Condition]:
    several = _with_thousands_joined(found, pieces(token.value))
    accepted: list[Any] = []
    for piece in several:
        sign, negated = signed(piece), token.negated
        if fold(piece) in EMPTY_WORDS and not negated:
            accepted.append(None)
            continue
        if len(sign) > 1 and (sign[0] == "!" or (sign[0] == "-" and not is_ordered(found))):
            piece, negated = piece[1:], not negated
        span = _span(found, piece, words) if is_ordered(found) else None
        if span is not None and span.op == "eq" and not negated:
            accepted.append(span.value)
        elif span is not None:
            yield _opposite(span) if negated else span
        elif isinstance(found, kinds.Ref):
            record_id = _record_id(found, piece, words)
            if record_id is None and (negated or len(several) > 1):
                raise BadValue("unknown_reference", shown(piece), found.name)
            if record_id is None:
                yield Condition(found.name, "contains", shown(piece))
            elif negated:
                yield Condition(found.name, "ne", record_id)
            else:
                accepted.append(record_id)
        elif negated:
            yield Condition(found.name, "ne", _value(found, piece, words))
        else:
            accepted.append(_value(found, piece, words))
    if len(accepted) == 1:
        yield Condition(found.name, "contains" if isinstance(found, LISTS) else "eq", accepted[0])
    elif accepted:
        yield Condition(found.name, "in", tuple(accepted))


def _with_thousands_joined(found: kinds.Field, several: list[str]) -> list[str]:
    """Join 10,000 again: a comma before exactly three digits belongs to the number before it."""
    if not kinds.is_numeric(found):
        return several
    joined: list[str] = []
    for piece in several:
        before = joined[-1] if joined else ""
        if re.fullmatch(r"\d{3}(\.\d+)?(\.\..*)?", piece) and re.search(
            r"(?:^|\.\.|[^\d.])[1-9]\d{0,2}(,\d{3})*$", before
        ):
            joined[-1] = f"{before},{piece}"
        else:
            joined.append(piece)
    return joined


def _record_id(found: kinds.Ref, piece: str, words: Words) -> int | None:
    if fold(piece) in ME_WORDS and words.me is not None:
        return words.me
    if re.fullmatch(r"#\d{1,18}", signed(piece)):
        return int(piece[1:])
    return words.find(found, shown(piece))


def _value(found: kinds.Field, piece: str, words: Words) -> Any:
    if isinstance(found, WORDED):
        return stored_word(found, shown(piece), words)
    if isinstance(found, kinds.Tags):
        return shown(piece)
    value = from_text(found, shown(piece), today=words.today)
    if value is None:
        raise BadValue("bad_value", shown(piece), found.name)
    return value


def _span(found: kinds.Field, piece: str, words: Words) -> Condition | None:
    """Return the condition for a comparison, a range or a period, or None for a single value."""
    sign = signed(piece)
    if sign.startswith("="):
        return Condition(found.name, "eq", _edge(found, piece[1:], words, last=False))
    if compared := _COMPARISON.fullmatch(sign):
        last = compared[1] in (">", "<=")
        return Condition(found.name, _OPS[compared[1]], _edge(found, compared[2], words, last=last))
    if ".." in sign:
        low, _, high = sign.partition("..")
        if low and high:
            first, final = _edge(found, low, words, last=False), _edge(found, high, words, last=True)
            if _instant(first) > _instant(final):
                first, final = _edge(found, high, words, last=False), _edge(found, low, words, last=True)
            return Condition(found.name, "between", (first, final))
        if not low and not high:
            raise BadValue("bad_value", shown(piece), found.name)
        edge = _edge(found, low or high, words, last=not low)
        return Condition(found.name, "ge" if low else "le", edge)
    period = _period(found, piece, words)
    if period is None:
        return None
    first, final = period
    return Condition(found.name, "eq", first) if first == final else Condition(found.name, "between", (first, final))


def _period(found: kinds.Field, piece: str, words: Words) -> tuple[date, date] | None:
    """Return the days that a word stands for; where moments are kept, a single day is such a stretch as well."""
    if not isinstance(found, (kinds.Date, kinds.DateTime)):
        return None
    text = shown(piece)
    period = period_of(text, words.day)
    if period is None and isinstance(found, kinds.DateTime) and ":" not in text:  # a clock makes it a moment
        try:
            day = from_text(kinds.Date(name=found.name, label=found.label), text, today=words.day)
        except BadValue:
            return None
        return (day, day) if day is not None else None
    return period


def _edge(found: kinds.Field, piece: str, words: Words, *, last: bool) -> Any:
    """Return one end of a range: of a period its first or last day; moments are compared with days as well."""
    period = _period(found, piece, words)
    if period is None:
        return _value(found, piece, words)
    return period[1] if last else period[0]


def _opposite(span: Condition) -> Condition:
    if span.op not in _OPPOSITE:  # the opposite of a range is not one condition
        raise BadValue("bad_value", "", span.field)
    return Condition(span.field, _OPPOSITE[span.op], span.value)


def _instant(value: Any) -> Any:
    """Return what orders days among moments: a day's midnight in local time."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return local_time(datetime(value.year, value.month, value.day))
    return value
