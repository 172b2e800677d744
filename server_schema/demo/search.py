"""Search tokens and sort keys, equal to those of crm.tokens and crm.sort_key, for rows that no trigger sees."""

from __future__ import annotations

import re

_WIDE = str.maketrans("０１２３４５６７８９（）－", "0123456789()-")
_BARE = re.compile(r"[\s!-/:-@\[-`{-~]")
_NOT_DIGITS = re.compile(r"[^0-9,;/、，；\n]")
_LETTERS = re.compile("[a-z]{3,}")
_PARTS = re.compile(r"[,;/、，；\n]+")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_MOST_PAIRS = 400_000


class _Characters(dict[str, tuple[str, ...]]):
    """Character → itself and its syllables."""

    def __missing__(self, ch: str) -> tuple[str, ...]:
        return (ch,)


class _Pairs(dict[str, tuple[str, ...]]):
    """Two neighbours → themselves and their initials in every reading; filled as they come."""

    def __init__(self, initials: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._initials = initials

    def __missing__(self, pair: str) -> tuple[str, ...]:
        if len(self) > _MOST_PAIRS:  # memory stays the same however many customers there are
            self.clear()
        one, two = pair[0], pair[1]
        tokens = {pair}
        if one in self._initials or two in self._initials:
            tokens.update(f"~{a}{b}" for a in self._initials.get(one, one) for b in self._initials.get(two, two))
        found = self[pair] = tuple(tokens)
        return found


class Tokens:
    """Makes tokens and sort keys from the readings of the account set's table crm.hanzi."""

    def __init__(self, readings: dict[str, list[str]]) -> None:
        self._first = {ch: f"{names[0]} " for ch, names in readings.items()}
        self._characters = _Characters({ch: (ch, *(f"^{name}" for name in names)) for ch, names in readings.items()})
        self._pairs = _Pairs({ch: tuple({name[0] for name in names}) for ch, names in readings.items()})

    def sort_key(self, words: str) -> str:
        """Return the pinyin of the first sixty characters, as crm.sort_key does."""
        first = self._first
        return "".join([first.get(ch) or ch.translate(_ASCII_LOWER) for ch in words[:60]])

    def tokens(self, names: str, numbers: str, owner: int | None = None) -> str:
        """Return the tsvector of crm.tokens(names, numbers, owner) in PostgreSQL's text form."""
        bare = _BARE.sub("", names.translate(_WIDE)).translate(_ASCII_LOWER)
        characters, pairs = self._characters, self._pairs
        found: set[str] = set()
        found.update(*[characters[ch] for ch in bare], *[pairs[bare[at : at + 2]] for at in range(len(bare) - 1)])
        for letters in _LETTERS.findall(bare):
            found.update([letters[at : at + 3] for at in range(len(letters) - 2)])
        for digits in _PARTS.split(_NOT_DIGITS.sub("", f"{numbers},{names.replace(' ', ',')}".translate(_WIDE))):
            found.update([f"#{digits[at : at + 4]}" for at in range(len(digits) - 2)])
        if owner is not None:
            found.add(f"@{owner}")
        return "'" + "' '".join(found) + "'" if found else ""
