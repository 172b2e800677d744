"""Further phones and e-mails in words: ``mobile:13800001111`` is read and written as “手机 13800001111”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from crm_desktop.core.codec.plain import half_width
from crm_desktop.core.codec.words import join_words, split_words

MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}$")


def ways_apart(ways: Iterable[str]) -> list[tuple[str, str]]:
    """Return the kind, and the number or address, of each way."""
    return [(kind, value) for kind, _, value in (way.partition(":") for way in ways)]


def ways_values(ways: Iterable[str]) -> str:
    """Return the numbers or addresses alone, with blanks between."""
    return " ".join(value for _kind, value in ways_apart(ways))


def ways_in_words(ways: Iterable[str], label: Callable[[str], str]) -> list[str]:
    """Return each way as its kind in words and its number or address."""
    return [f"{label(kind)} {value}" for kind, value in ways_apart(ways)]


def ways_as_text(ways: Iterable[str], label: Callable[[str], str]) -> str:
    """Return ways in one line, from which ``read_ways`` makes the same list."""
    return join_words(ways_in_words(ways, label))


def read_ways(text: str, kinds: Mapping[str, str]) -> list[str]:
    """Return the ways of a line; *kinds*: words in small letters → code. Without a word the number says what it is."""
    found: dict[str, str] = {}
    for word in split_words(text):
        kind, value = _read(word, kinds)
        found.setdefault(value.casefold() if "@" in value else re.sub(r"\D", "", value) or value, f"{kind}:{value}")
    return list(found.values())


def _read(word: str, kinds: Mapping[str, str]) -> tuple[str, str]:
    folded = word.casefold()
    for known in sorted(kinds, key=len, reverse=True):
        rest = word[len(known) :]
        if folded.startswith(known) and re.match(r"[\s:：]+\S", rest):
            return kinds[known], rest.lstrip(" :：")
    _, strange, value = word.rpartition(":")
    digits = re.sub(r"[\s()-]", "", half_width(value))
    return "other" if strange else "mobile" if MOBILE.match(digits) else "work", value
