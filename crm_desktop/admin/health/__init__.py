"""What a check of ``crm-admin doctor`` found, and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Grade = Literal["ok", "hint", "fault"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at. *what* and *remedy* are marked sentences, *values* fill the places of both."""

    check: str
    grade: Grade
    what: str
    remedy: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def good(check: str, what: str, **values: Any) -> Finding:
    """Return a finding that is as it should be."""
    return Finding(check=check, grade="ok", what=what, values=values)


def hint(check: str, what: str, remedy: str, **values: Any) -> Finding:
    """Return a finding that works, but should be better."""
    return Finding(check=check, grade="hint", what=what, remedy=remedy, values=values)


def fault(check: str, what: str, remedy: str, **values: Any) -> Finding:
    """Return a finding that keeps something from working, or from being safe."""
    return Finding(check=check, grade="fault", what=what, remedy=remedy, values=values)
