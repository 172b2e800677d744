"""How alike two records are, in points and with reasons; any fields, each with its method and weight."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

#: Points from which two records are shown as probably the same.
PROBABLE = 65
#: Weight of the fields that must agree before anything is said: two empty records are not alike.
_EVIDENCE = 25
#: Between several numbers of one record.
_SEVERAL = "|"
_MOBILE = re.compile(r"1[3-9]\d{9}$")
_LEGAL = re.compile(r"((股份|集团|控股|有限|责任)+公司|(?<!分)公司|(集团|股份|控股)+)$")
_LATIN_LEGAL = re.compile(
    r"([\s,.&]+(co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|bv|nv|kg)\.?)+\s*$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldRule:
    """A field that is compared: *method* is 'name', 'text', 'digits' or 'exact'."""

    field: str
    method: str = "text"
    weight: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Likeness:
    """Points from 0 to 100, and what agrees: (field, per cent), what counts most first."""

    points: int
    reasons: tuple[tuple[str, int], ...]


def folded(value: Any) -> str:
    """Return a value as text in which width, case, accents and blanks make no difference."""
    plain = str(value if value is not None else "").casefold()
    if not plain.isascii():  # most values are; of a large base millions are looked at
        plain = unicodedata.normalize("NFKD", plain).casefold()
        if any(map(unicodedata.combining, plain)):
            plain = "".join(ch for ch in plain if not unicodedata.combining(ch))
    return " ".join(plain.split())


def prepared(rules: Sequence[FieldRule], values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is compared of a record, made ready once: a record meets many others."""
    return {rule.field: _ready(rule.method, folded(values.get(rule.field))) for rule in rules}


def with_further(values: Mapping[str, Any], numbers: Sequence[str]) -> dict[str, Any]:
    """Return *values* with further numbers and addresses beside its own: mobile ones with the mobile, others with the phone."""
    found = dict(values)
    for number in numbers:
        field = "email" if "@" in number else "mobile" if _MOBILE.search(re.sub(r"\D", "", folded(number))) else "phone"
        if field in found:
            found[field] = _SEVERAL.join(filter(None, (str(found[field] or ""), number)))
    return found


def _ready(method: str, text: str) -> str:
    if method == "digits":
        return _SEVERAL.join(filter(None, (re.sub(r"\D", "", number)[-11:] for number in text.split(_SEVERAL))))
    if method == "name":
        plain = re.sub(r"[\W_]+", "", _LATIN_LEGAL.sub("", text) or text)
        return _LEGAL.sub("", plain) or plain
    return text


def compare(rules: Sequence[FieldRule], one: Mapping[str, str], two: Mapping[str, str]) -> Likeness:
    """Return how alike two prepared records are.

    A field that one of them lacks says nothing. One that contradicts speaks against; the fields
    that agree must weigh enough together.
    """
    together = agreed = gained = 0.0
    reasons: list[tuple[float, str, int]] = []
    for rule in rules:
        a, b = one[rule.field], two[rule.field]
        if not a or not b:
            continue
        similar = _similar(rule.method, a, b)
        together += rule.weight
        gained += rule.weight * similar
        if similar >= 0.75:
            agreed += rule.weight
            reasons.append((rule.weight * similar, rule.field, round(similar * 100)))
    if not together or agreed < _EVIDENCE:
        return Likeness(points=0, reasons=())
    reasons.sort(reverse=True)
    return Likeness(
        points=round(100 * gained / together), reasons=tuple((name, percent) for _, name, percent in reasons)
    )


@cache
def _measures() -> tuple[Any, Any]:
    from rapidfuzz import distance, fuzz  # 2 MB: only who looks for duplicates compares

    return fuzz, distance


def _similar(method: str, a: str, b: str) -> float:
    if a == b:
        return 1.0
    if method == "exact" and (_SEVERAL in a or _SEVERAL in b):
        return max(_similar(method, x, y) for x in a.split(_SEVERAL) for y in b.split(_SEVERAL))
    fuzz, distance = _measures()
    if method == "exact":
        # a number with one digit wrong or two exchanged is a slip of the finger
        return 0.85 if len(a) == len(b) > 5 and distance.OSA.distance(a, b, score_cutoff=1) == 1 else 0.0
    if method == "digits":
        return max(_same_number(x, y) for x in a.split(_SEVERAL) for y in b.split(_SEVERAL))
    if method == "name":
        if min(len(a), len(b)) >= 4 and (a in b or b in a):
            return 0.9
        return _above_chance(fuzz.ratio(a, b) / 100, 0.3)  # a character says more than a letter
    return _above_chance(max(distance.JaroWinkler.similarity(a, b), fuzz.token_sort_ratio(a, b) / 100), 0.55)


def _same_number(a: str, b: str) -> float:
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if len(short) >= 7 and long.endswith(short):
        return 0.95
    return 0.85 if _measures()[1].OSA.distance(a, b, score_cutoff=1) == 1 else 0.0


def _above_chance(similar: float, chance: float) -> float:
    """Return what is left of *similar*: any two words have letters in common."""
    return similar if similar >= 0.95 else max(0.0, (similar - chance) / (1 - chance))


def clusters(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the ids that hang together by *pairs*, group by group in the order of their first pair."""
    group_of: dict[int, list[int]] = {}
    for one, two in pairs:
        first, second = group_of.setdefault(one, [one]), group_of.setdefault(two, [two])
        if first is not second:
            first.extend(second)
            for member in second:
                group_of[member] = first
    found: dict[int, list[int]] = {id(group): group for group in group_of.values()}
    return list(found.values())
