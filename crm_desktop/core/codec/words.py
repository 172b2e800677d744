"""Lists of free words in one line (separated by commas, semicolons or 、, quoted where needed), how words sound, English plurals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from crm_desktop.core.codec.plain import many_lines, one_line
from crm_desktop.core.entity import Entity

_WORD = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,，;；、\n]*))\s*(?:[,，;；、\n]|$)')
_WORD_WITH_PLURAL = re.compile(r"(?i)(?:.*[\s-])?(?=[a-z]*[aeiouy])([a-z][a-z]{2,})")
_ODD_PLURALS = {
    "foot": "feet",
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "half": "halves",
}
_NO_PLURAL = {
    "dozen",
    "doz",
    "each",
    "min",
    "gal",
    "pal",
    "hertz",
}  #: abbreviations have none, but for those read as words
_NEEDS_QUOTES = re.compile(r'[,，;；、\n]|^"')


def join_words(words: Iterable[str]) -> str:
    """Return *words* in one line, from which ``split_words`` makes the same list."""
    return ", ".join('"' + w.replace('"', '""') + '"' if _NEEDS_QUOTES.search(w) else w for w in words)


def split_words(text: str) -> list[str]:
    """Return the words of *text* in order, without blanks and repetitions."""
    plain, at, found = many_lines(text), 0, []
    while at < len(plain):
        match = _WORD.match(plain, at)
        if match is None:  # a quote that is opened and followed by something else: an ordinary character
            end = re.compile(r"[,，;；、\n]|$").search(plain, at)
            assert end is not None
            word, at = plain[at : end.start()], end.end()
        else:
            word, at = match[2] if match[1] is None else match[1].replace('""', '"'), match.end()
        if word := one_line(word):
            found.append(word)
    return list(dict.fromkeys(found))


def sounds(sort_key: str) -> tuple[str, str]:
    """Return what typed pinyin is looked for in: the syllables of a sort key run together, and their initials."""
    syllables = sort_key.split()
    return "".join(syllables), "".join(s[0] for s in syllables)


def ways_to_say(sort_keys: Iterable[str]) -> tuple[str, ...]:
    """Return all that typed pinyin is looked for in, for words that may be read in several ways."""
    return tuple(way for key in sort_keys for way in sounds(key))


def plural(word: str) -> str:
    """Return the English plural of a unit; abbreviations, signs and what is a plural already stay as they are."""
    head, of, what = word.partition(" of ")
    said = _WORD_WITH_PLURAL.fullmatch(head)
    last = said[1] if said else ""
    if not last or (last != last.lower() and last != last.capitalize()) or last.lower() in _NO_PLURAL:
        return word
    before, small = head[: len(head) - len(last)], last.lower()
    if small in _ODD_PLURALS:
        return f"{before}{last[0]}{_ODD_PLURALS[small][1:]}{of}{what}"
    if small.endswith("s") and not small.endswith("ss"):
        return word
    if small.endswith("y") and small[-2] not in "aeiou":
        return f"{before}{last[:-1]}ies{of}{what}"
    return f"{before}{last}{'es' if small.endswith(('ss', 'x', 'z', 'ch', 'sh')) else 's'}{of}{what}"


def attributes_in_files(entity: Entity) -> dict[str, str]:
    """Return the own attributes that files call by their labels, by their keys: no other is called so."""
    own = {key: labels[0] for key, labels in _attributes(entity).items()}
    taken = Counter(word for key, labels in _attributes(entity).items() for word in {key, *labels})
    return {key: label for key, label in own.items() if taken[label] == 1}


def attributes_by_words(entity: Entity) -> dict[str, str]:
    """Return the keys of own attributes by what they alone are called, in either language."""
    taken: dict[str, set[str]] = {}
    for key, labels in _attributes(entity).items():
        for word in (key, *labels):
            taken.setdefault(word, set()).add(key)
    return {word: next(iter(keys)) for word, keys in taken.items() if len(keys) == 1}


def _attributes(entity: Entity) -> dict[str, tuple[str, str]]:
    return {f.name.removeprefix("attrs."): (f.label, f.other_label or f.label) for f in entity.fields if f.is_custom}
