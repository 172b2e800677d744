"""Search tokens and sort keys, equal to those of crm.tokens and crm.sort_key, for rows that no trigger sees."""

from __future__ import annotations

import re

_WIDE = str.maketrans("０１２３４５６７８９（）－", "0123456789()-")
_BARE = re.compile(r"[\s!-/:-@\[-`{-~]")
_PARTS = re.compile(r"[,;/、，；\n]")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Tokens:
    """Makes tokens and sort keys from the readings of the account set's table crm.hanzi."""

    def __init__(self, readings: dict[str, list[str]]) -> None:
        self._first = {ch: f"{names[0]} " for ch, names in readings.items()}
        self._initials = {ch: tuple({name[0] for name in names}) for ch, names in readings.items()}
        self._syllables = {ch: tuple(f"^{name}" for name in names) for ch, names in readings.items()}
        self._pairs: dict[str, tuple[str, ...]] = {}

    def sort_key(self, words: str) -> str:
        """Return the pinyin of the first sixty characters, as crm.sort_key does."""
        first = self._first
        return "".join([first.get(ch) or ch.translate(_ASCII_LOWER) for ch in words[:60]])

    def _pair(self, pair: str) -> tuple[str, ...]:
        """Return every token of two neighbours: themselves and their initials."""
        found = self._pairs.get(pair)
        if found is None:
            one, two = pair[0], pair[1]
            tokens = {pair}
            if one in self._initials or two in self._initials:
                tokens.update(f"~{a}{b}" for a in self._initials.get(one, one) for b in self._initials.get(two, two))
            found = self._pairs[pair] = tuple(tokens)
        return found

    def tokens(self, names: str, numbers: str) -> str:
        """Return the tsvector of crm.tokens(names, numbers) in PostgreSQL's text form."""
        bare = _BARE.sub("", names.translate(_WIDE)).translate(_ASCII_LOWER)
        found = set(bare)
        syllables = self._syllables
        for ch in set(bare):
            found.update(syllables.get(ch, ()))
        if len(self._pairs) > 400_000:  # memory stays the same however many customers there are
            self._pairs.clear()
        for at in range(len(bare) - 1):
            found.update(self._pair(bare[at : at + 2]))
        for part in _PARTS.split(numbers):
            digits = re.sub(r"\D", "", part.translate(_WIDE), flags=re.ASCII)
            found.update([f"#{digits[at : at + 4]}" for at in range(len(digits) - 2)])
        return "'" + "' '".join(found) + "'" if found else ""
