"""How complete a record is: the weight of its filled fields in per cent of all that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_desktop.base_info.quality.rules.choosing import is_empty


def completeness(weights: Sequence[tuple[str, int]], values: Mapping[str, Any]) -> tuple[int | None, tuple[str, ...]]:
    """Return the score in per cent and the fields that are missing, the heaviest first; None where nothing counts.

    A field that the employee may not read is not among the *values* and does not count.
    """
    counted = [(name, weight) for name, weight in weights if name in values]
    total = sum(weight for _, weight in counted)
    if not total:
        return None, ()
    missing = sorted(((weight, name) for name, weight in counted if is_empty(values[name])), reverse=True)
    return round(100 * (total - sum(weight for weight, _ in missing)) / total), tuple(name for _, name in missing)
