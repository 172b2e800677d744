"""The list of what was tried: how often, and what came of it; printed at the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

PROPERTY = "attack"  #: the name under which a test hands its counts to whoever prints them
OUTCOMES = ("refused", "empty", "allowed")


class Tally:
    """Counts attempts by family and outcome."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def count(self, family: str, login: str, outcome: str) -> None:
        """Add one attempt."""
        self._counts[family, login, outcome] += 1

    def take(self) -> list[tuple[str, str, str, int]]:
        """Return what was counted since the last time: family, login, outcome, number."""
        taken, self._counts = self._counts, Counter()
        return [(*key, n) for key, n in sorted(taken.items())]


def table(counts: Iterable[tuple[str, str, str, int]]) -> list[str]:
    """Return the list as lines of Markdown: a family a line, its attempts and what came of them."""
    families: dict[str, Counter[str]] = {}
    logins: dict[str, set[str]] = {}
    for family, login, outcome, n in counts:
        families.setdefault(family, Counter())[outcome] += n
        logins.setdefault(family, set()).add(login)
    lines = [
        "| what was tried | logins | attempts | refused | nothing came or changed | only what the login may |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    total: Counter[str] = Counter()
    for family, found in sorted(families.items()):
        total += found
        lines.append(_line(family, str(len(logins[family])), found))
    everybody = set().union(*logins.values()) if logins else set()
    return [*lines, _line("**all**", str(len(everybody)), total)]


def _line(name: str, logins: str, found: Counter[str]) -> str:
    numbers = " | ".join(str(found[outcome]) for outcome in OUTCOMES)
    return f"| {name} | {logins} | {found.total()} | {numbers} |"
