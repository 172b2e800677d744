"""What can follow in the typed filter: column names, then their values; no widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core import fields as kinds
from crm_desktop.core.fields import Field
from crm_desktop.core.grammar import Token, Words, field_names, tokens, value_word
from crm_desktop.qt.lists.words import ListWords

MOST = 12
_PERIODS = {
    "zh": ("今天", "昨天", "本周", "上周", "本月", "上月", "本季度", "今年", "近7天", "近30天", "未来7天"),
    "en": (
        "today",
        "yesterday",
        "thisweek",
        "lastweek",
        "thismonth",
        "lastmonth",
        "thisquarter",
        "thisyear",
        "last7d",
        "last30d",
        "next7d",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """One line of the popup: *text* replaces the typed text from *start* to *end*; *note* stands beside it."""

    start: int
    end: int
    text: str
    note: str = ""
    goes_on: bool = False  #: more is to be typed: a value after a name


def token_at(text: str, cursor: int) -> Token | None:
    """Return the word of the typed text that the cursor stands in or right behind."""
    return next((t for t in tokens(text) if t.start < cursor <= t.end), None)


def field_at(token: Token | None, words: ListWords) -> Field | None:
    """Return the field that a word restricts; a name with its colon alone counts."""
    if token is None:
        return None
    name = token.name or (token.text[:-1] if token.text[-1:] in (":", "：") else "")
    names = field_names(words.entity, words.words())
    return names.get(name.strip("-!").casefold()) if name else None


def suggestions(text: str, cursor: int, words: ListWords, counts: Sequence[tuple[Any, int]] = ()) -> list[Suggestion]:
    """Return what can be typed at the cursor; *counts* are the most frequent values of the field there."""
    token = token_at(text, cursor)
    if token is None:
        return []
    field = field_at(token, words)
    if field is None:
        return [] if ":" in token.text or "：" in token.text else _names(token, words)
    colon = max(token.text.find(":"), token.text.find("：")) + 1 or len(token.text) - len(token.value)
    start = token.start + max(colon, token.text.rfind(",") + 1, token.text.rfind("，") + 1)
    start += len(text[start : token.end]) - len(text[start : token.end].lstrip("-!=#"))
    typed = text[start:cursor].strip('"“”').casefold()
    found: list[Suggestion] = []
    for word, note in _values(field, words, counts):
        if typed in word.strip('"').casefold() and word.casefold() != typed:
            found.append(Suggestion(start=start, end=token.end, text=word, note=note))
    return found[:MOST]


def _names(token: Token, words: ListWords) -> list[Suggestion]:
    typed = token.plain.lstrip("-!").casefold()
    offset = len(token.plain) - len(token.plain.lstrip("-!"))
    found = []
    for field in (*words.entity.fields, *words.entity.part_fields):
        if "filter" in field.hidden_in:
            continue
        label, *others = (label.replace(" ", "") for label in words.labels(field))
        if typed and any(word.casefold().startswith(typed) for word in (label, *others, field.name)):
            found.append(Suggestion(start=token.start + offset, end=token.end, text=f"{label}:", goes_on=True))
    return found[:MOST]


def _values(field: Field, listed: ListWords, counts: Sequence[tuple[Any, int]]) -> Iterable[tuple[str, str]]:
    words = listed.words()
    chinese = words.language.startswith("zh")
    seen: set[str] = set()
    for word, note in _candidates(field, listed, words, counts, chinese):
        if word not in seen:
            seen.add(word)
            yield word, note


def _candidates(
    field: Field, listed: ListWords, words: Words, counts: Sequence[tuple[Any, int]], chinese: bool
) -> Iterable[tuple[str, str]]:
    if isinstance(field, kinds.Ref) and field.to == "employee":
        yield ("我" if chinese else "me"), ""
    if isinstance(field, kinds.Bool):
        yield from ((value_word(field, value, words), "") for value in (True, False))
    if isinstance(field, (kinds.Date, kinds.DateTime)):
        yield from ((word, "") for word in _PERIODS["zh" if chinese else "en"])
        return
    for value, count in counts:
        if value not in (None, "", []):
            yield (
                value_word(field, value, words),
                f"{count:,}" if not field.of_part else "",
            )  # it counts parts, not rows
    if isinstance(field, (kinds.Choice, kinds.MultiChoice)):
        yield from ((value_word(field, t.code, words), "") for t in words.terms(field.dictionary) if not t.retired)
    elif isinstance(field, kinds.Options):
        yield from ((value_word(field, stored, words), "") for stored, _ in field.options)
    elif isinstance(field, kinds.Ref):
        yield from ((f'"{name}"' if " " in name else name, "") for name in listed.known(field))
    if not field.required:
        yield "*", QCoreApplication.translate("Completion", "filled in")
        yield "-", QCoreApplication.translate("Completion", "empty")
