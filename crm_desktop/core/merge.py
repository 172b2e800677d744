"""Three-way comparison of a record: what stood before, what I typed, what a colleague saved meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

#: A word of a western language, one Chinese character, blanks, a line break, or any other sign.
_TOKEN = re.compile(r"[A-Za-z0-9À-ɏͰ-ӿ_]+|\r?\n|[^\S\n]+|.", re.DOTALL)
_LONG = 4_000  #: tokens; above it difflib may skip frequent ones to stay quick


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both of us changed, to different values."""

    field: str
    before: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """The outcome: *merged* are the changes still to be written on top of theirs, in the order of mine.

    *clashes* are the fields left to decide; *taken* the names of fields that only the colleague changed.
    """

    merged: Mapping[str, Any]
    clashes: tuple[Clash, ...]
    taken: tuple[str, ...]


def merge(before: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Merge my changes *mine* into *theirs*; both started from the values *before*.

    Lists are sets of words: what either of us added or removed is added or removed, they never
    clash. A field that is missing in *theirs* (its right was withdrawn) counts as unchanged.
    """
    merged: dict[str, Any] = {}
    clashes = []
    for name, value in mine.items():
        old = before.get(name)
        new = theirs.get(name, old)
        if _same(new, old):
            merged[name] = value
        elif isinstance(new, list) and isinstance(value, list):
            both = merged_words(old or [], value, new)
            if both != new:
                merged[name] = both
        elif not _same(new, value):
            clashes.append(Clash(name, old, value, new))
    taken = tuple(n for n, v in theirs.items() if n not in mine and n in before and not _same(v, before[n]))
    return Merge(merged, tuple(clashes), taken)


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or (one in (None, "", []) and other in (None, "", []))


def merged_words(before: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return their words without those that I removed and with those that I added."""
    return [
        *(w for w in theirs if w in mine or w not in before),
        *(w for w in mine if w not in before and w not in theirs),
    ]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text in its three versions; *side* tells who changed it."""

    before: str
    mine: str
    theirs: str

    @property
    def side(self) -> str:
        """Return 'same', 'mine', 'theirs', 'both' (alike) or 'clash'."""
        if self.mine == self.theirs:
            return "same" if self.mine == self.before else "both"
        if self.mine == self.before:
            return "theirs"
        return "mine" if self.theirs == self.before else "clash"

    def text(self, choice: str = "") -> str:
        """Return the version of *choice* ('before', 'mine', 'theirs'); '' is the evident one, in a clash mine."""
        choice = choice or {"theirs": "theirs"}.get(self.side, "mine")
        return str(getattr(self, choice))


def blocks(before: str, mine: str, theirs: str) -> tuple[Block, ...]:
    """Divide three versions of a text, word by word, into blocks that join to each of them."""
    tokens = [_TOKEN.findall(text) for text in (before, mine, theirs)]
    found: list[Block] = []
    at = (0, 0, 0)
    for start, length in _common(*tokens):
        _append(found, tokens, at, start)
        at = (start[0] + length, start[1] + length, start[2] + length)
        _append(found, tokens, start, at)
    return tuple(found)


def assemble(parts: Sequence[Block], choices: Mapping[int, str]) -> str:
    """Join the blocks, with *choices* (number of a block → 'before', 'mine' or 'theirs') respected."""
    return "".join(part.text(choices.get(i, "")) for i, part in enumerate(parts))


def _append(found: list[Block], tokens: Sequence[Sequence[str]], start: Sequence[int], end: Sequence[int]) -> None:
    block = Block(*("".join(t[a:b]) for t, a, b in zip(tokens, start, end, strict=True)))
    if not (block.before or block.mine or block.theirs):
        return
    if found and found[-1].side == block.side == "same":
        last = found.pop()
        block = Block(last.before + block.before, last.mine + block.mine, last.theirs + block.theirs)
    found.append(block)


def _common(
    before: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Yield the stretches that all three share, in order, and the three ends as the last one."""
    a_matches, b_matches = _matches(before, mine), _matches(before, theirs)
    a = b = 0
    while a < len(a_matches) and b < len(b_matches):
        a_from, a_at, a_length = a_matches[a]
        b_from, b_at, b_length = b_matches[b]
        start, end = max(a_from, b_from), min(a_from + a_length, b_from + b_length)
        if start < end:
            yield (start, a_at + start - a_from, b_at + start - b_from), end - start
        if a_from + a_length < b_from + b_length:
            a += 1
        else:
            b += 1
    yield (len(before), len(mine), len(theirs)), 0


def _matches(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the matching stretches; the common head and tail are cut off first, which keeps it quick."""
    head = 0
    shorter = min(len(one), len(other))
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    middle_one, middle_other = one[head : len(one) - tail], other[head : len(other) - tail]
    found = [(0, 0, head)] if head else []
    matcher = SequenceMatcher(None, middle_one, middle_other, len(middle_one) + len(middle_other) > _LONG)
    found += [(head + m.a, head + m.b, m.size) for m in matcher.get_matching_blocks() if m.size]
    if tail:
        found.append((len(one) - tail, len(other) - tail, tail))
    return found
