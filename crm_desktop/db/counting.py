"""Lists counted, summed up and grouped: a statement a level, nothing but the groups comes over the cable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, cast, func, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import LateralFromClause
from sqlalchemy.types import Date, Double

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import MultiChoice, Tags, is_summable
from crm_desktop.core.grouping import Group, Level, added, period, ranges, span
from crm_desktop.core.query import ListQuery
from crm_desktop.core.source import MOST_GROUPS, Totals
from crm_desktop.db.columns import column_of, each_of, own_values, restricted, said_among, said_in, table_of
from crm_desktop.db.errors import translated


def totals(session: Session, entity: Entity, query: ListQuery, fields: Sequence[str]) -> Totals:
    """Count the list and sum up its amounts by currency, its quantities by unit, where records say theirs."""
    names = [n for n in fields if is_summable(entity[n])]
    said = said_among(entity, names)
    source, own = _unpacked(entity, names)
    columns: list[ColumnElement[Any]] = [func.count(), *(func.sum(column_of(entity, entity[n], own)) for n in names)]
    by = [one.label(f"said_{number}") for number, one in enumerate(said.values())]
    counted = select(*columns, *by).select_from(source).group_by(*by)
    with translated():
        rows = session.execute(restricted(counted, entity, query)).all()
    known = {path: len(names) + 1 + number for number, path in enumerate(said)}
    sums = {}
    for place, name in enumerate(names, 1):
        path = said_in(entity, entity[name])
        found = ((row[known[path]] if path else None, row[place]) for row in rows if not said or row[place] is not None)
        sums[name] = added({key or "": _whole(value)} if path else _whole(value) for key, value in found)
    return Totals(sum(row[0] for row in rows), sums)


def _unpacked(entity: Entity, names: Iterable[str]) -> tuple[FromClause, LateralFromClause | None]:
    """Return what to count from: the table, with its own attributes beside it where several of *names* are among them."""
    table, own = table_of(entity), own_values(entity, names)
    return (table if own is None else table.join(own, true())), own


def counts(session: Session, queries: Sequence[tuple[Entity, ListQuery]]) -> list[int]:
    """Count several lists in one round trip."""
    if not queries:
        return []
    numbers = [
        restricted(select(func.count()).select_from(table_of(entity)), entity, query).scalar_subquery()
        for entity, query in queries
    ]
    with translated():
        return list(session.execute(select(*numbers)).one())


def _whole(value: Any) -> Any:
    if isinstance(value, list):  # pairs of currency or unit and sum
        return added({key or "": _whole(Decimal(amount))} for key, amount in value)
    return 0 if value is None else int(value) if value == int(value) else value


def value_counts(session: Session, entity: Entity, query: ListQuery, name: str) -> list[tuple[Any, int]]:
    """Count the list's rows per value of a field, most frequent first, 200 values at most."""
    return [(group.value, group.count) for group in groups(session, entity, query, [Level(name)])]


def with_bounds(session: Session, entity: Entity, query: ListQuery, levels: Sequence[Level]) -> tuple[Level, ...]:
    """Return *levels* with the bounds of their ranges, as the values of the list suggest them."""
    return tuple(
        replace(level, bounds=_bounds(session, entity, query, level.name))
        if level.bucket == "range" and level.bounds is None
        else level
        for level in levels
    )


def _bounds(session: Session, entity: Entity, query: ListQuery, name: str) -> tuple[Any, ...]:
    cuts = func.percentile_disc(cast(_QUANTILES, ARRAY(Double))).within_group(column_of(entity, entity[name]))
    with translated():
        return tuple(ranges(entity[name], session.execute(restricted(select(cuts), entity, query)).scalar() or ()))


def groups(
    session: Session,
    entity: Entity,
    query: ListQuery,
    levels: Sequence[Level],
    sums: Sequence[str] = (),
    most: int = MOST_GROUPS,
) -> list[Group]:
    """Count the list's rows, and add up *sums*, by groups within groups; *most* groups of each level at most.

    Of values the most frequent come first, periods and ranges in their order. Each level is one statement: a record
    with two tags stands in two groups, so that a group is no sum of those within it.
    """
    known = with_bounds(session, entity, query, levels)
    below: dict[tuple[Any, ...], list[Group]] = {}
    for depth in reversed(range(len(known))):
        within: dict[tuple[Any, ...], list[Group]] = {}
        for row in _counted(session, entity, query, known[: depth + 1], sums, most):
            path = tuple(row[: depth + 1])
            found = Group(
                value=_whole_group(entity, known[depth], path[-1]),
                count=int(row[depth + 1]),
                sums={n: _whole(v) for n, v in zip(sums, row[depth + 2 :], strict=True)},
                below=tuple(below.get(path, ())),
            )
            within.setdefault(path[:-1], []).append(found)
        below = within
    return below.get((), [])


def _counted(
    session: Session, entity: Entity, query: ListQuery, levels: Sequence[Level], sums: Sequence[str], most: int
) -> Sequence[Any]:
    """Return values, count and sums of each group of the last of *levels*."""
    source, own = _unpacked(entity, (*(level.name for level in levels), *sums))
    values: list[ColumnElement[Any]] = []
    for number, level in enumerate(levels):
        field = entity[level.name]
        value = column_of(entity, field, own)
        if isinstance(field, (Tags, MultiChoice)):
            each = each_of(value, field).table_valued("one", name=f"each_{number}").render_derived().lateral()
            source, value = source.join(each, true()), each.c.one
        elif level.bucket == "range":
            value = func.width_bucket(value, cast(level.bounds, ARRAY(value.type))) if level.bounds else value
        elif level.bucket:
            value = cast(func.date_trunc(level.bucket, value), Date)
        values.append(value.label(f"group_{number}"))
    said = said_among(entity, sums)
    by = [*values, *(one.label(f"said_{number}") for number, one in enumerate(said.values()))]
    totals = [func.sum(column_of(entity, entity[n], own)).label(f"sum_{i}") for i, n in enumerate(sums)]
    statement = restricted(select(*by, func.count().label("n"), *totals).select_from(source), entity, query)
    statement = statement.group_by(*by)
    if said:
        statement = _over_said(entity, statement, len(values), sums, list(said))
    last = statement.selected_columns[f"group_{len(values) - 1}"]
    in_order = bool(levels[-1].bucket)
    order = (last.desc().nulls_first(),) if in_order else (text("n DESC"), last)
    with translated():
        rows = session.execute(statement.order_by(*order).limit(most)).all()
    return rows[::-1] if in_order else rows


def _over_said(
    entity: Entity, statement: Select[Any], levels: int, sums: Sequence[str], said: Sequence[str]
) -> Select[Any]:
    """Return the groups of *statement*, which has each currency and unit for itself, with pairs of these and their sums."""
    each = statement.subquery()
    values = [each.c[f"group_{number}"] for number in range(levels)]
    totals: list[ColumnElement[Any]] = []
    for number, name in enumerate(sums):
        one, path = each.c[f"sum_{number}"], said_in(entity, entity[name])
        if path:
            pair = func.jsonb_build_array(each.c[f"said_{said.index(path)}"], cast(one, Text))
            totals.append(func.jsonb_agg(pair).filter(one.is_not(None)))
        else:
            totals.append(func.sum(one))
    return select(*values, func.sum(each.c.n).label("n"), *totals).group_by(*values)


def _whole_group(entity: Entity, level: Level, value: Any) -> Any:
    """Return the value of a group as ``Group`` has it."""
    if value is None or not level.bucket:
        return value
    if level.bucket == "range":
        return span(entity[level.name], level.bounds, value) if level.bounds else (value, value)
    return period(value, level.bucket)


#: Six ranges that hold about as many values each.
_QUANTILES = [0.0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1.0]
