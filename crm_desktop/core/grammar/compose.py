"""Conditions to typed words: the inverse of ``read``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crm_desktop.core import fields as kinds
from crm_desktop.core.codec import to_text
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.grammar.lexer import fold, quoted, tokens
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
    label_of,
    stored_word,
)
from crm_desktop.core.query import Condition

_SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_UNSAFE = re.compile(r'[\s,，:："“”<>＜＞=＝!！*＊\ue000-\uf8ff]|\.\.|^[-－#＃]')
_KEYWORDS = EMPTY_WORDS | FILLED_WORDS | ME_WORDS


def normal(condition: Condition) -> Condition:
    """Return a condition in the form that typed text has: open ranges as comparisons, lists of one as equality."""
    op, value, name = condition.op, condition.value, condition.field
    if op == "between" and None in value:
        low, high = value
        if low is None and high is None:
            return Condition(name, "filled")
        return Condition(name, "ge", low) if high is None else Condition(name, "le", high)
    if op == "in":
        if len(value) == 1:
            return normal(Condition(name, "eq", value[0]))
        return Condition(name, "in", tuple(value))
    if op in ("eq", "ne") and value in (None, ""):
        return Condition(name, "empty" if op == "eq" else "filled")
    return condition


def compose(search: str, conditions: Sequence[Condition], entity: Entity, words: Words) -> str:
    """Return the text that means exactly *search* and *conditions*, in the reader's language."""
    names = field_names(entity, words)
    parts = [_bare_word(word) for word in search.split()]
    parts += (_composed(entity[c.field], normal(c), names, words) for c in conditions if c.field in entity)
    return " ".join(parts)


def value_word(found: kinds.Field, value: Any, words: Words) -> str:
    """Return one value as the grammar writes it in the reader's language."""
    label = label_of(found, value, words)
    if isinstance(found, kinds.Ref):
        return _safe(label) if label and words.find(found, label) == value else f"#{value}"
    if isinstance(found, WORDED):
        try:
            known = bool(label) and stored_word(found, label, words) == value
        except BadValue:
            known = False
        return _safe(label if known else str(value))
    if isinstance(found, kinds.Bool):
        return ("是" if value else "否") if words.language.startswith("zh") else ("yes" if value else "no")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()  # moments are compared with whole days as well
    if is_ordered(found):
        text = to_text(found, value)
        return quoted(text) if re.search(r"[\s,:]", text) else text
    return _safe(str(value))


def _composed(found: kinds.Field, condition: Condition, names: Any, words: Words) -> str:
    name, op, value = _name(found, names, words), condition.op, condition.value
    if op in ("empty", "filled"):
        return f"{name}:{'*' if op == 'filled' else '-'}"
    if op in _SIGNS:
        return f"{name}:{_SIGNS[op]}{value_word(found, value, words)}"
    if op == "between":
        return f"{name}:" + "..".join(value_word(found, v, words) for v in value)
    several = value if op == "in" else (value,)
    if isinstance(found, TEXTS):
        sign = {"contains": "", "eq": "=", "in": "=", "ne": "-"}[op]
        return f"{name}:{sign}" + ",".join(_safe(str(v)) for v in several)
    if op == "contains" and not isinstance(found, LISTS):
        return f"{name}:{_safe(str(value))}"
    sign = "!" if op == "ne" else ""
    pieces = ["-" if v is None else sign + value_word(found, v, words) for v in several]
    # after a comma three digits would be thousands of the number before
    return f"{name}:" + ",".join(quoted(p) if n and re.match(r"\d{3}(?!\d)", p) else p for n, p in enumerate(pieces))


def _safe(text: str) -> str:
    return quoted(text) if not text or fold(text) in _KEYWORDS or _UNSAFE.search(text) else text


def _name(found: kinds.Field, names: Any, words: Words) -> str:
    """Return the label without blanks, or the column's name where the label is not its own."""
    for label in (*words.labels(found)[:1], found.name):
        word = label.replace(" ", "")
        read_as = [t.name for t in tokens(f"{word}:x")]
        if read_as == [word] and names.get(fold(word)) is found:
            return word
    return found.name


def _bare_word(word: str) -> str:
    read_as = tokens(word)
    bare = len(read_as) == 1 and read_as[0].plain == word and not read_as[0].name
    return word if bare and fold(word)[-1:] not in tuple(":=<>") else quoted(word)
