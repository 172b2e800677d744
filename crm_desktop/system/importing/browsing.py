"""What the import page reads of its runs: the earlier ones, and the rows of one with their problems at the cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.codec.dates import day_of_year
from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Birthday, Ref, keeps_days
from crm_desktop.db.errors import translated
from crm_desktop.system.exporting import Words, cell_value, plain_text
from crm_desktop.system.importing.mapping import Translate
from crm_desktop.system.importing.reading import from_json_value
from crm_desktop.system.importing.runs import load_run
from crm_desktop.system.importing.words import sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class PastRun:
    """One import of the caller. *state*: staged, checked, done, undone; *undoable*: for some days (``crm.undo_until``)."""

    id: int
    entity: str
    file_name: str
    state: str
    at: dt.datetime
    counts: Mapping[str, int]
    undoable: bool

    @property
    def bad(self) -> int:
        """Return how many rows were left out."""
        return sum(int(self.counts.get(name, 0)) for name in ("error", "conflict", "duplicate"))


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewRow:
    """One staged row: its cells, by heading what is wrong or what will change there, and what concerns all of it."""

    number: int
    outcome: str
    cells: tuple[str, ...]
    record_id: int | None = None
    problems: Mapping[str, str] = dataclass_field(default_factory=dict)
    changes: Mapping[str, str] = dataclass_field(default_factory=dict)
    reason: str = ""
    written: Mapping[str, str] = dataclass_field(default_factory=dict)  #: by heading, where it is not as in the file


def list_runs(session: Session, limit: int = 100) -> list[PastRun]:
    """Return the caller's imports, the latest first."""
    with translated():
        rows = session.execute(
            text(
                "SELECT r.id, r.entity, r.file_name, r.state, r.created_at, r.counts, "
                "coalesce(r.state = 'done' AND b.undone_at IS NULL AND crm.undo_until(b.kind, b.at) > now(), false) AS undoable "
                "FROM crm.import_run r LEFT JOIN crm.bulk_action b ON b.id = r.bulk_id ORDER BY r.id DESC LIMIT :limit"
            ),
            {"limit": limit},
        ).all()
    return [
        PastRun(
            id=row.id,
            entity=row.entity,
            file_name=row.file_name,
            state=row.state,
            at=row.created_at,
            counts=row.counts,
            undoable=row.undoable,
        )
        for row in rows
    ]


def forget_run(session: Session, run_id: int) -> None:
    """Remove a run that wrote nothing, with its staged rows."""
    with translated():
        session.execute(
            text("DELETE FROM crm.import_run WHERE id = :id AND state IN ('staged', 'checked')"), {"id": run_id}
        )


def preview_rows(
    session: Session,
    run_id: int,
    *,
    facts: Facts,
    language: str,
    translate: Translate,
    outcomes: Sequence[str] = (),
    after: int = -1,
    limit: int = 200,
) -> list[PreviewRow]:
    """Return the next rows of a run after the row number *after*, those of *outcomes* only where any are named."""
    run = load_run(session, run_id)
    entity = facts.entities[run.entity]
    headings = {s.field: s.heading for s in run.mapping.sources if s.heading}
    with translated():
        rows = session.execute(
            text(
                "SELECT row_number, outcome, data -> 'c' AS cells, record_id, problems, data -> 'o' AS old, data -> 'm' AS made, data -> 's' AS standard "
                "FROM crm.import_row WHERE run_id = :run AND row_number > :after "
                "AND (CAST(:every AS boolean) OR outcome = ANY (:outcomes)) ORDER BY row_number LIMIT :limit"
            ),
            {"run": run_id, "after": after, "every": not outcomes, "outcomes": list(outcomes), "limit": limit},
        ).all()
    words_of = _present_words(session, rows, Words(facts=facts, entity=entity, language=language, translate=translate))
    found = []
    for row in rows:
        problems: dict[str, str] = {}
        reasons = []
        for each in row.problems:
            words = sentence(each["rule"], each.get("field", ""), each.get("values", {}), entity, language, translate)
            reasons.append(words)
            if heading := headings.get(each.get("field", "")):
                problems[heading] = words
        for name, word in (row.made or {}).items():
            reasons.append(sentence("reference_made", name, {"text": word}, entity, language, translate))
        for name, word in _placeless(dict(zip(run.headings, row.cells, strict=False)), headings, entity, facts):
            reasons.append(sentence("birthday_without_year", name, {"text": word}, entity, language, translate))
        changes = _by_heading(headings, {name: words_of(name, before) for name, before in (row.old or {}).items()})
        found.append(
            PreviewRow(
                number=row.row_number,
                outcome=row.outcome,
                cells=tuple(row.cells),
                record_id=row.record_id,
                problems=problems,
                changes=changes,
                reason="  ".join(reasons),
                written=_by_heading(headings, row.standard or {}),
            )
        )
    return found


def _placeless(
    cells: Mapping[str, str], headings: Mapping[str, str], entity: Entity, facts: Facts
) -> list[tuple[str, str]]:
    """Return field and words of each birthday without a year for which these records have no place."""
    days = [
        name for name in headings if isinstance(entity[name], Birthday) and not keeps_days(entity[name], facts.entities)
    ]
    return [(name, cells[headings[name]]) for name in days if day_of_year(cells.get(headings[name], ""))]


def _by_heading(headings: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """Return *words* of fields by the column that they come from; one column may fill several, in the mapping's order."""
    found: dict[str, list[str]] = {}
    for name, heading in headings.items():
        if name in words:
            found.setdefault(heading, []).append(words[name])
    return {heading: " · ".join(filter(None, each)) for heading, each in found.items()}


def _present_words(session: Session, rows: Sequence[Any], words: Words) -> Callable[[str, Any], str]:
    """Return what tells the words of a present value: those of a choice, the name of a record."""
    names: dict[tuple[str, int], str] = {}
    for kind in words.entity.fields:
        if not isinstance(kind, Ref) or kind.to not in words.facts.entities:
            continue
        target = words.facts.entities[kind.to]
        ids = {row.old[kind.name] for row in rows if row.old and row.old.get(kind.name)}
        if ids:
            with translated():
                found = session.execute(
                    text(f"SELECT id, CAST({target.label} AS text) AS label FROM crm.{kind.to} WHERE id = ANY (:ids)"),
                    {"ids": list(ids)},
                )
                names.update({(kind.name, row.id): row.label for row in found})

    def words_of(name: str, value: Any) -> str:
        kind = words.entity[name]
        if value in (None, "", []):
            return ""
        if isinstance(kind, Ref):
            return names.get((name, value), "")
        return plain_text(cell_value(kind, from_json_value(kind, value), words))

    return words_of
