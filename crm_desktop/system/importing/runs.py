"""An import kept in the database between its steps: the run and its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Gone, Invalid
from crm_desktop.db.errors import translated
from crm_desktop.system.importing.mapping import ImportMapping, from_json, to_json
from crm_desktop.system.importing.reading import Problem, ReadRow

#: Rows that travel in one statement.
BATCH = 5_000
GOOD = ("new", "change", "same")
BAD = ("error", "conflict")
#: New rows that are there already under another key: taken or left out by choice.
DUPLICATE = "duplicate"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One import: its entity, its mapping, the headings of its file, how far it came."""

    id: int
    entity: str
    file_name: str
    mapping: ImportMapping
    headings: tuple[str, ...]
    state: str
    counts: Mapping[str, int]
    bulk_id: int | None


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row as it stands in the database."""

    number: int
    data: dict[str, Any]
    outcome: str
    problems: tuple[Problem, ...]
    record_id: int | None


@dataclass(slots=True)
class Verdict:
    """What the check found about one row; ``write`` holds the JSON values that a commit will write.

    ``before``: the present values of the fields that will change; ``standard``: what is written in another way than in the file.
    """

    number: int
    outcome: str
    record_id: int | None = None
    version: int | None = None
    write: dict[str, Any] | None = None
    later: dict[str, str] | None = None
    make: dict[str, str] | None = None
    before: dict[str, Any] | None = None
    standard: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] | None = None


def begin_run(
    session: Session, employee_id: int, mapping: ImportMapping, headings: Sequence[str], file_name: str
) -> int:
    """Make a run and forget the caller's own that were left unfinished a week ago."""
    with translated():
        session.execute(
            text(
                "DELETE FROM crm.import_run WHERE employee_id = :me AND state IN ('staged', 'checked') "
                "AND created_at < now() - interval '7 days'"
            ),
            {"me": employee_id},
        )
        return int(
            session.execute(
                text(
                    "INSERT INTO crm.import_run (employee_id, entity, file_name, mapping) "
                    "VALUES (:me, :entity, :file, CAST(:mapping AS jsonb)) RETURNING id"
                ),
                {
                    "me": employee_id,
                    "entity": mapping.entity,
                    "file": file_name,
                    "mapping": dumped({**to_json(mapping), "headings": list(headings)}),
                },
            ).scalar_one()
        )


def load_run(session: Session, run_id: int) -> Run:
    """Return one of the caller's runs; raise Gone."""
    with translated():
        row = session.execute(
            text("SELECT id, entity, file_name, mapping, state, counts, bulk_id FROM crm.import_run WHERE id = :id"),
            {"id": run_id},
        ).one_or_none()
    if row is None:
        raise Gone
    kept = dict(row.mapping)
    headings = tuple(kept.pop("headings", ()))
    return Run(
        id=row.id,
        entity=row.entity,
        file_name=row.file_name,
        mapping=from_json(kept),
        headings=headings,
        state=row.state,
        counts=row.counts,
        bulk_id=row.bulk_id,
    )


def remembered(
    session: Session, entity: str, headings: Sequence[str]
) -> tuple[ImportMapping, frozenset[str]] | tuple[None, frozenset[str]]:
    """Return the mapping with which the caller last imported a file most like this one, and which columns that file had."""
    with translated():
        kept = (
            session.execute(
                text(
                    "SELECT mapping FROM crm.import_run WHERE entity = :entity AND state IN ('done', 'undone') "
                    "ORDER BY id DESC LIMIT 30"
                ),
                {"entity": entity},
            )
            .scalars()
            .all()
        )
    there = set(headings)
    like = [(frozenset(m.pop("headings", ())), m) for m in map(dict, kept)]
    for before, mapping in sorted(((b, m) for b, m in like if b <= there), key=lambda known: -len(known[0])):
        try:
            return from_json(mapping), before
        except Invalid:  # kept by an older version that knew other words
            continue
    return None, frozenset()


def set_state(
    session: Session,
    run_id: int,
    state: str,
    *,
    counts: Mapping[str, int] | None = None,
    bulk_id: int | None = None,
    mapping: ImportMapping | None = None,
    headings: Sequence[str] = (),
) -> None:
    """Write how far a run has come; what is None stays."""
    kept = dumped({**to_json(mapping), "headings": list(headings)}) if mapping else None
    with translated():
        session.execute(
            text(
                "UPDATE crm.import_run SET state = :state, counts = coalesce(CAST(:counts AS jsonb), counts), "
                "bulk_id = coalesce(:bulk, bulk_id), mapping = coalesce(CAST(:mapping AS jsonb), mapping) WHERE id = :id"
            ),
            {
                "id": run_id,
                "state": state,
                "counts": None if counts is None else dumped(dict(counts)),
                "bulk": bulk_id,
                "mapping": kept,
            },
        )


def add_rows(session: Session, run_id: int, employee_id: int, rows: Iterable[ReadRow]) -> None:
    """Stage rows in one statement."""
    payload = [
        {"n": r.number, "d": {"c": r.cells, "v": r.values, "r": r.references, "b": r.blank, "p": r.problems}}
        for r in rows
    ]
    with translated():
        session.execute(
            text(
                "INSERT INTO crm.import_row (run_id, row_number, employee_id, data) "
                "SELECT :run, x.n, :me, x.d FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(n int, d jsonb)"
            ),
            {"run": run_id, "me": employee_id, "rows": dumped(payload)},
        )


def read_rows(session: Session, run_id: int, outcomes: Sequence[str] = ()) -> Iterator[list[StagedRow]]:
    """Yield the rows in order, ``BATCH`` at a time; only those with one of *outcomes*, where any are named."""
    after = -1
    while True:
        with translated():
            rows = session.execute(
                text(
                    "SELECT row_number, data, outcome, problems, record_id FROM crm.import_row WHERE run_id = :run "
                    "AND row_number > :after AND (CAST(:every AS boolean) OR outcome = ANY (:outcomes)) "
                    "ORDER BY row_number LIMIT :batch"
                ),
                {"run": run_id, "after": after, "every": not outcomes, "outcomes": list(outcomes), "batch": BATCH},
            ).all()
        if not rows:
            return
        after = rows[-1][0]
        yield [StagedRow(r[0], r[1], r[2], tuple(r[3]), r[4]) for r in rows]


def write_verdicts(session: Session, run_id: int, verdicts: Iterable[Verdict]) -> None:
    """Keep what the check found, in one statement."""
    rewrite(
        session,
        run_id,
        {
            v.number: {
                "o": v.outcome,
                "i": v.record_id,
                "p": v.problems or [],
                "d": {
                    "u": v.write or {},
                    "w": v.version,
                    "l": v.later or {},
                    "m": v.make or {},
                    "o": v.before or {},
                    "s": v.standard,
                },
            }
            for v in verdicts
        },
    )


def mark_bad(session: Session, run_id: int, problems: Mapping[int, Sequence[Problem]]) -> None:
    """Turn rows into errors that a rule of the database refuses."""
    rewrite(
        session,
        run_id,
        {number: {"o": "error", "i": None, "p": list(found), "d": {}} for number, found in problems.items()},
    )


def rewrite(session: Session, run_id: int, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Change many rows by looking each one up in one JSON object.

    A join with a set of rows would leave the plan to chance: the planner knows neither size.
    """
    if not changes:
        return
    with translated():
        session.execute(
            text(
                "UPDATE crm.import_row r SET outcome = x.found -> CAST(r.row_number AS text) ->> 'o', "
                "record_id = CAST(x.found -> CAST(r.row_number AS text) ->> 'i' AS bigint), "
                "problems = x.found -> CAST(r.row_number AS text) -> 'p', "
                "data = r.data || (x.found -> CAST(r.row_number AS text) -> 'd') "
                "FROM (SELECT CAST(:rows AS jsonb) AS found) x WHERE r.run_id = :run "
                "AND r.row_number BETWEEN :low AND :high AND x.found ? CAST(r.row_number AS text)"
            ),
            {"run": run_id, "rows": dumped(changes), "low": min(changes), "high": max(changes)},
        )


def count_outcomes(session: Session, run_id: int) -> dict[str, int]:
    """Return how many rows are new, change, same, conflict and error."""
    with translated():
        rows = session.execute(
            text("SELECT outcome, count(*) FROM crm.import_row WHERE run_id = :run GROUP BY 1"), {"run": run_id}
        ).all()
    return dict.fromkeys((*GOOD, DUPLICATE, *BAD), 0) | {str(row[0]): int(row[1]) for row in rows}


def row_numbers(session: Session, run_id: int, outcome: str) -> list[int]:
    """Return the numbers of the rows with that outcome, in order."""
    with translated():
        return list(
            session.execute(
                text(
                    "SELECT row_number FROM crm.import_row WHERE run_id = :run AND outcome = :outcome ORDER BY row_number"
                ),
                {"run": run_id, "outcome": outcome},
            ).scalars()
        )


def dumped(value: Any) -> str:
    """Return *value* as JSON text that the database accepts (it knows no NUL character)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\\u0000", "\ufffd")
