"""Pictures as plain values: what a chart on the screen and the same chart in print are drawn from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

KINDS = ("bars", "lines", "funnel", "pie")
#: How the numbers read: ``money`` is int 分, ``count`` a plain number, ``percent`` 12.5 for 12.5%.
UNITS = ("money", "count", "percent")
#: One colour per series in order, told apart in greyscale and readable on white and on near-black.
COLOURS = ("#2f6fb3", "#e08a2e", "#4c9a6a", "#9b5fb0", "#c94f4f", "#5f7a8c", "#b59b2c", "#3fa3a3")


@dataclass(frozen=True, kw_only=True)
class Series:
    """One row of numbers with its name; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]
    muted: bool = False  #: drawn grey and thin: something to compare with, not the matter itself


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture: words already in the reader's language, numbers in *unit*.

    ``keys``: what stands behind each category; handed back when the user clicks its bar or point.
    A ``funnel`` has one series, widest step first; a ``pie`` has one series of shares. ``horizontal`` turns bars on their side,
    first category on top: for long names.
    """

    kind: str
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "count"
    keys: tuple[Any, ...] = ()
    horizontal: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.unit not in UNITS:
            raise ValueError(f"{self.kind}/{self.unit}")
        if any(len(s.values) != len(self.categories) for s in self.series):
            raise ValueError("every series needs one value per category")
        if self.keys and len(self.keys) != len(self.categories):
            raise ValueError("keys must match categories")

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the lowest and highest value, zero always included."""
        values = [v for s in self.series for v in s.values if v is not None]
        return min(0.0, *values, 0.0), max(0.0, *values, 0.0)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Return the numbers that stand at the axis; where there was nothing, no fractions of it."""
        low, high = self.bounds
        return nice_ticks(low, high) if high > low else (0.0, 100.0)


def sectors(values: Sequence[float | None]) -> list[tuple[float, float]]:
    """Return where each share of a pie begins and ends, in turns from the top clockwise; less than nothing is nothing."""
    shares = [max(v or 0.0, 0.0) for v in values]
    whole, at, found = sum(shares) or 1.0, 0.0, []
    for share in shares:
        found.append((at, at + share / whole))
        at += share / whole
    return found


def nice_ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Return about *count* round numbers that span *low* to *high*, both ends covered."""
    if not high > low:
        high = low + 1
    raw = (high - low) / max(count - 1, 1)
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(n * step for n in range(first, last + 1))


def axis_text(value: float, unit: str, language: str) -> str:
    """Return the short words of a number at an axis or bar: 12.5万 / 1.2亿 in Chinese, 125k / 1.2M in English."""
    if unit == "percent":
        return f"{_plain(value)}%"
    number = value / 100 if unit == "money" else value
    steps: Sequence[tuple[float, str]]
    steps = ((1e8, "亿"), (1e4, "万")) if language.startswith("zh") else ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
    for size, word in steps:
        if abs(number) >= size * 0.9995:
            return _plain(number / size) + word
    return _plain(number)


def _plain(number: float) -> str:
    digits = 0 if abs(number) >= 99.95 else 1 if abs(number) >= 9.995 else 2
    rounded = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
