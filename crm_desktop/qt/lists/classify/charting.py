"""The picture of a grouping: a measure over the groups as bars, shares or a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_desktop.core import fields as kinds
from crm_desktop.core.fields import Field
from crm_desktop.core.grouping import Group, in_currency
from crm_desktop.core.series import Chart, Series

#: Bars and shares beyond these are one: nobody reads a hundred bars.
MOST = {"bars": 20, "pie": 10, "lines": 200}


def grouped_chart(
    kind: str,
    title: str,
    groups: Sequence[Group],
    words: Callable[[Group], str],
    measure: Field | None,
    *,
    in_order: bool,
    others: str,
    currency: str = "",
    own: str = "",
) -> Chart:
    """Return the chart of *groups*: counts, or the sums of *measure*; what is left over is called *others*.

    *in_order*: periods and ranges stay in their order; what is left over are the first of them. Of amounts those in *currency*
    are shown; *own* is the company's.
    """

    def value(group: Group) -> float:
        return float(group.count if measure is None else in_currency(group.sums.get(measure.name), currency, own))

    ranked = list(groups) if in_order else sorted(groups, key=value, reverse=True)
    cut = max(len(ranked) - MOST[kind], 0) if in_order else MOST[kind]
    shown, rest = (ranked[cut:], ranked[:cut]) if in_order else (ranked[:cut], ranked[cut:])
    categories = [words(group) for group in shown]
    values = [value(group) for group in shown]
    keys: list[Group | None] = list(shown)
    if rest:
        at = 0 if in_order else len(shown)
        categories.insert(at, others)
        values.insert(at, sum(value(group) for group in rest))
        keys.insert(at, None)
    return Chart(
        kind=kind,
        title=title,
        categories=tuple(categories),
        series=(Series(name=title, values=tuple(values)),),
        unit="money" if isinstance(measure, kinds.Money) else "count",
        keys=tuple(keys),
        horizontal=kind == "bars" and not in_order,
    )
