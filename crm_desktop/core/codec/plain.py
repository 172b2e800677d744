"""Text cleaned of what input methods, spreadsheets and web pages leave in it."""

from __future__ import annotations

import re

#: Full-width forms (U+FF01…U+FF5E) to ASCII, the ideographic space and the two yen signs.
_HALF = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xFFE5: 0xA5, 0xA0: 0x20}
#: Zero-width and direction marks that copying brings along, and what PostgreSQL cannot store.
_INVISIBLE = re.compile("[\x00\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")


def half_width(text: str) -> str:
    """Return *text* with full-width letters, digits and signs replaced by their ASCII form."""
    return text.translate(_HALF)


def one_line(text: str) -> str:
    """Return *text* trimmed, on one line, without invisible characters."""
    return _BREAKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def many_lines(text: str) -> str:
    """Return *text* trimmed, with plain line feeds, without invisible characters."""
    return _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()
