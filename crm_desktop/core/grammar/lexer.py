"""Typed text to words: quotes, full-width signs, the part before and after the colon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WIDE = str.maketrans("：，＞＜＝！＊－＃；", ":,><=!*-#;")
_SPECIAL = ':,><=!*-#;.“”" \t\r\n\u3000：，＞＜＝！＊－＃；'
_HIDE = {ord(c): chr(0xE000 + n) for n, c in enumerate(_SPECIAL)}
_SHOW = {ord(hidden): chr(plain) for plain, hidden in _HIDE.items()}
_QUOTED = "\uf8ff"  #: stands before every quoted stretch, so that a quoted keyword is none
_SHOW[ord(_QUOTED)] = ""
_NAMED = re.compile(r"(?P<not>[-!]?)(?P<name>[^\s:<>=!\uf8ff][^\s:<>=\uf8ff]*)(?P<mark>:|>=|<=|>|<|=)")
_QUOTES = {'"': '"', "“": "”"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """One word of the typed text.

    *start* and *end* are its place, *text* what was typed there. *name* is what stands before the colon ('' for a
    plain search word), *value* what stands after it, quoted signs hidden (see ``shown``).
    """

    start: int
    end: int
    text: str
    plain: str
    name: str = ""
    value: str = ""
    negated: bool = False


def tokens(text: str) -> list[Token]:
    """Split typed text at blanks outside quotes; an open quote reaches to the end."""
    found, n = [], 0
    while n < len(text):
        if text[n].isspace():
            n += 1
            continue
        start, plain = n, ""
        while n < len(text) and not text[n].isspace():
            if text[n] in _QUOTES:
                n, stretch = _quoted(text, n)
                plain += _QUOTED + stretch.translate(_HIDE)
            else:
                plain += text[n]
                n += 1
        found.append(_token(text[start:n], plain, start, n))
    return found


def _quoted(text: str, start: int) -> tuple[int, str]:
    closing, stretch, n = _QUOTES[text[start]], "", start + 1
    while n < len(text):
        if text[n] == closing:
            if closing != '"' or text[n : n + 2] != '""':
                return n + 1, stretch
            n += 1  # a doubled quote is one of the text
        stretch += text[n]
        n += 1
    return n, stretch


def _token(text: str, plain: str, start: int, end: int) -> Token:
    signs = signed(plain)
    named = _NAMED.match(signs)
    if named is None or named.end() == len(plain):
        return Token(start=start, end=end, text=text, plain=shown(plain))
    mark = "" if named["mark"] == ":" else named["mark"]
    name = plain[named.start("name") : named.end("name")]
    return Token(
        start=start,
        end=end,
        text=text,
        plain=shown(plain),
        name=name,
        negated=bool(named["not"]),
        value=mark + plain[named.end() :],
    )


def pieces(value: str) -> list[str]:
    """Split a value at its commas."""
    return [piece for piece in re.split("[,，]", value) if piece]


def signed(text: str) -> str:
    """Return text with the full-width forms of the signs made plain; same length."""
    return text.translate(_WIDE)


def shown(text: str) -> str:
    """Return a value, or a part of one, as it was meant."""
    return text.translate(_SHOW)


@lru_cache(maxsize=8192)  # the names of all fields, for each list that is opened
def fold(text: str) -> str:
    """Return text for comparison: case and full-width signs make no difference."""
    return signed(text).strip().casefold()


def quoted(text: str) -> str:
    """Return text in quotes."""
    return '"' + text.replace('"', '""') + '"'
