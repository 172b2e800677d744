"""Further phones and e-mails in words: ``mobile:13800001111`` is read and written as “手机 13800001111”.

What is marked of an address stands behind its kind: ``work+invalid:a@b.cn`` is “工作 a@b.cn (无效)”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from crm_desktop.core.codec.plain import half_width
from crm_desktop.core.codec.words import join_words, split_words
from crm_desktop.core.text import QT_TRANSLATE_NOOP

#: What may be said of an address, in this order, in marked words.
MARKS = {"opted_out": QT_TRANSLATE_NOOP("Ways", "wants no e-mail"), "invalid": QT_TRANSLATE_NOOP("Ways", "invalid")}
_STORED = re.compile(r"(\w+)\+((?:opted_out|invalid)(?:\+invalid)?):")
_MARKED = re.compile(r"\s*[(（]([^()（）]+)[)）]\s*$")
MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}$")


def ways_apart(ways: Iterable[str]) -> list[tuple[str, str]]:
    """Return the kind, and the number or address, of each way."""
    return [(kind, value) for kind, _, value in (way.partition(":") for way in ways)]


def ways_values(ways: Iterable[str]) -> str:
    """Return the numbers or addresses alone, with blanks between; none that is marked."""
    return " ".join(value for kind, value in ways_apart(ways) if "+" not in kind)


def ways_in_words(ways: Iterable[str], label: Callable[[str], str], mark: Callable[[str], str]) -> list[str]:
    """Return each way as its kind in words, its number or address, and its marks in words."""
    found = []
    for kind, value in ways_apart(ways):
        bare, *marks = kind.split("+")
        found.append(f"{label(bare)} {value}" + "".join(f" ({mark(one)})" for one in marks))
    return found


def ways_as_text(ways: Iterable[str], label: Callable[[str], str], mark: Callable[[str], str]) -> str:
    """Return ways in one line, from which ``read_ways`` makes the same list."""
    return join_words(ways_in_words(ways, label, mark))


def said_of(ways: Iterable[str]) -> dict[str, set[str]]:
    """Return of each way without its marks what it is marked with."""
    found = {}
    for kind, value in ways_apart(ways):
        bare, *marks = kind.split("+")
        found[f"{bare}:{value}"] = set(marks)
    return found


def read_ways(text: str, kinds: Mapping[str, str], marks: Mapping[str, str]) -> list[str]:
    """Return the ways of a line; *kinds*, *marks*: words in small letters → code. Without a word the number says what it is."""
    found: dict[str, str] = {}
    for word in split_words(text):
        said: set[str] = set()
        while (last := _MARKED.search(word)) and last[1].casefold() in marks:
            said.add(marks[last[1].casefold()])
            word = word[: last.start()]
        kind, value = _read(word, kinds, said)
        kind = "+".join((kind, *(mark for mark in MARKS if mark in said)))
        found.setdefault(value.casefold() if "@" in value else re.sub(r"\D", "", value) or value, f"{kind}:{value}")
    return list(found.values())


def _read(word: str, kinds: Mapping[str, str], said: set[str]) -> tuple[str, str]:
    if stored := _STORED.match(word):
        said.update(stored[2].split("+"))
        word = f"{stored[1]}:{word[stored.end() :]}"
    folded = word.casefold()
    for known in sorted(kinds, key=len, reverse=True):
        rest = word[len(known) :]
        if folded.startswith(known) and re.match(r"[\s:：]+\S", rest):
            return kinds[known], rest.lstrip(" :：")
    _, strange, value = word.rpartition(":")
    digits = re.sub(r"[\s()-]", "", half_width(value))
    return "other" if strange else "mobile" if MOBILE.match(digits) else "work", value
