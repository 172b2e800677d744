"""How customers are shared out, as the database does it; to be shown before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

#: even: one after the other; held: so that in the end all hold alike.
EVEN, HELD = "even", "held"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetCustomer:
    """One customer of a hand-over sheet; *open_work* is (kind, words, amount in 分, its currency, day)."""

    id: int
    name: str
    code: str
    grade: str
    owner: str
    contact: str
    phone: str
    last_contact_at: datetime | None
    last_words: str
    next_contact_on: date | None
    open_work: tuple[tuple[str, str, int | None, str, date | None], ...]


def shares(number: int, held: Sequence[int], how: str) -> list[int]:
    """Return how many of *number* customers each receiver gets; *held* is what each has before."""
    counts = list(held) if how == HELD else [0] * len(held)
    got = [0] * len(held)
    for _ in range(number if held else 0):
        place = min(range(len(counts)), key=lambda n: (counts[n], n))
        counts[place] += 1
        got[place] += 1
    return got
