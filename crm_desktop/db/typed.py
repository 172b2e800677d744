"""What somebody typed to find a record, as the database looks for it."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"[+\d\s().-]{7,}")
#: Before a number at home: the country's code, with or without the area's 0, or the 0 before a mobile of elsewhere.
_ABROAD = re.compile(r"(?:(?:\+|00)86|86(?=1\d{10}$))0?(?=[1-9]\d{8,10}$)|0(?=1\d{10}$)|00(?=[1-9]\d{9,}$)|\+")


def number_in(words: str) -> str:
    """Return the digits of a telephone number, or of a part of one; '' where *words* are something else."""
    text = unicodedata.normalize("NFKC", to_find(words))
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) > 2 and re.fullmatch(r"[+\d\s().-]+", text) else ""


def to_find(words: str) -> str:
    """Return *words* for the search: a telephone number as a caller's is shown or abroad writes it as its digits at home.

    Any part of a number finds it, so what may stand before it only keeps from finding it.
    """
    words = words.replace("\x00", "").strip()
    text = unicodedata.normalize("NFKC", words)
    dialled = re.sub(r"[^+\d]", "", text)
    if not _NUMBER.fullmatch(text) or sum(map(str.isdigit, dialled)) < 7:
        return words
    home = _ABROAD.sub("", dialled, count=1) if _ABROAD.match(dialled) else dialled
    groups = [re.sub(r"\D", "", group) for group in text.split()]
    return home if home != dialled or any(len(group) < 3 for group in groups) else words
