"""Use cases of completeness: what is missing, per owner, reckoned set by set within the caller's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated

#: Upper ends of the steps in which records are counted, in per cent.
STEPS = (20, 40, 60, 80, 100)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerScore:
    """How complete one owner's records are; *missing*: field → number of records without it."""

    owner_id: int | None
    owner: str
    department: str
    records: int
    score: float  #: mean, per cent
    steps: tuple[int, ...]  #: records per step of ``STEPS``
    missing: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WorstRecord:
    """One of the least complete records."""

    id: int
    name: str
    score: int


def read_weights(session: Session, *, entity: str) -> list[tuple[str, int]]:
    """Return the fields that count, with their weights."""
    with translated():
        rows = session.execute(
            text("SELECT field, weight FROM crm.completeness_rule WHERE entity = :entity ORDER BY weight DESC, id"),
            {"entity": entity},
        )
        return [(row.field, row.weight) for row in rows]


def owners_completeness(session: Session, *, entity: str) -> list[OwnerScore]:
    """Return the scores of all owners whose records one sees, the least complete first."""
    weights = _readable(session, entity)
    if not weights:
        return []
    missing = ", ".join(f"count(*) FILTER (WHERE NOT f{place}) AS m{place}" for place in range(len(weights)))
    low = (-1, *STEPS[:-1])
    steps = ", ".join(
        f"count(*) FILTER (WHERE score > {start} AND score <= {end}) AS s{place}"
        for place, (start, end) in enumerate(zip(low, STEPS, strict=True))
    )
    with translated():
        rows = session.execute(
            text(
                f"SELECT g.*, coalesce(e.name, '') AS owner, coalesce(d.name, '') AS department FROM ("
                f"SELECT owner_id, count(*) AS records, avg(score)::float8 AS score, {steps}, {missing} "
                f"FROM ({_scored(entity, weights)}) r GROUP BY owner_id) g "
                "LEFT JOIN crm.employee e ON e.id = g.owner_id LEFT JOIN crm.department d ON d.id = e.department_id "
                "ORDER BY g.score, g.owner_id"
            )
        )
        return [
            OwnerScore(
                owner_id=row.owner_id,
                owner=row.owner,
                department=row.department,
                records=row.records,
                score=row.score,
                steps=tuple(getattr(row, f"s{place}") for place in range(len(STEPS))),
                missing=tuple((name, getattr(row, f"m{place}")) for place, (name, _) in enumerate(weights)),
            )
            for row in rows
        ]


def completeness_of(
    session: Session, *, entity: str, owners: Sequence[int]
) -> tuple[int, float, tuple[tuple[str, int], ...]]:
    """Return of the records of some owners how many there are, their mean score in per cent, and how many lack which field."""
    weights = _readable(session, entity)
    if not weights:
        return 0, 0.0, ()
    missing = ", ".join(f"count(*) FILTER (WHERE NOT f{place}) AS m{place}" for place in range(len(weights)))
    with translated():
        row = session.execute(
            text(
                f"SELECT count(*) AS records, coalesce(avg(score), 0)::float8 AS score, {missing} "
                f"FROM ({_scored(entity, weights)}) r WHERE owner_id = ANY (:owners)"
            ),
            {"owners": list(owners)},
        ).one()
    return row.records, row.score, tuple((name, getattr(row, f"m{n}")) for n, (name, _) in enumerate(weights))


def worst_records(session: Session, *, entity: str, owner_id: int | None, limit: int = 100) -> list[WorstRecord]:
    """Return the least complete records of an owner; those of nobody for None."""
    weights = _readable(session, entity)
    if not weights:
        return []
    with translated():
        rows = session.execute(
            text(
                f"SELECT id, name, score FROM ({_scored(entity, weights)}) r "
                "WHERE owner_id IS NOT DISTINCT FROM :owner AND score < 100 ORDER BY score, id LIMIT :n"
            ),
            {"owner": owner_id, "n": limit},
        )
        return [WorstRecord(id=row.id, name=row.name, score=row.score) for row in rows]


def _scored(entity: str, weights: list[tuple[str, int]]) -> str:
    """Return the query of id, name, owner, which fields are filled and the score; fields were checked with their rule."""
    filled = ", ".join(f"{_filled(name)} AS f{place}" for place, (name, _) in enumerate(weights))
    total = sum(weight for _, weight in weights)
    points = " + ".join(f"CASE WHEN f{place} THEN {weight} ELSE 0 END" for place, (_, weight) in enumerate(weights))
    return (
        f"SELECT f.*, round(100.0 * ({points}) / {total})::int AS score "
        f"FROM (SELECT t.id, t.name, t.owner_id, {filled} FROM crm.{entity} t) f"
    )


def _filled(name: str) -> str:
    if name.startswith("attrs."):
        return f"coalesce(t.attrs ->> '{name.removeprefix('attrs.')}', '') NOT IN ('', '[]', '0', 'false')"
    return f"coalesce(t.{name}::text, '') NOT IN ('', '{{}}', '0', 'false')"


def _readable(session: Session, entity: str) -> list[tuple[str, int]]:
    weights = read_weights(session, entity=entity)
    with translated():
        may = session.execute(
            text("SELECT c, has_column_privilege(:table, c, 'SELECT') FROM unnest(CAST(:columns AS text[])) c"),
            {"table": f"crm.{entity}", "columns": [name.partition(".")[0] for name, _ in weights]},
        )
        readable = {name for name, allowed in may if allowed}
    return [(name, weight) for name, weight in weights if name.partition(".")[0] in readable]
