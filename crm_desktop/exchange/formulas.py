"""Text that a spreadsheet would run as a formula: made harmless on the way out, restored on the way in."""

from __future__ import annotations

import re

# A spreadsheet takes these first characters for a formula; full-width ones too, in Chinese Excel.
_STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠|%]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")


def guard(text: str) -> str:
    """Return *text* with an apostrophe before it where a spreadsheet would otherwise run it."""
    if text and _STARTS_FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def unguard(text: str) -> str:
    """Return what was given to ``guard``."""
    if text.startswith("'") and _STARTS_FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text[1:]):
        return text[1:]
    return text
