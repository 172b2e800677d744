"""Import of lists: stage, check, commit, undo; all under the caller's own rights, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import partial
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Conflict, Denied, Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Ref
from crm_desktop.db.errors import translated
from crm_desktop.exchange.table import VCARD_SUFFIXES, Table
from crm_desktop.system.importing.applying import Refused, Trial, Writing, begin_bulk
from crm_desktop.system.importing.checking import Suggestion, check_rows, existing
from crm_desktop.system.importing.columns import column_plans, unique_keys
from crm_desktop.system.importing.duplicates import enter_by_import, take_duplicates
from crm_desktop.system.importing.mapping import (
    EVERY,
    ImportMapping,
    Translate,
    default_match,
    fits,
    from_json,
    guess,
    to_json,
    with_new_columns,
)
from crm_desktop.system.importing.reading import Problem, check_mapping, row_reader
from crm_desktop.system.importing.references import creatable
from crm_desktop.system.importing.runs import (
    BAD,
    BATCH,
    DUPLICATE,
    Verdict,
    add_rows,
    begin_run,
    count_outcomes,
    load_run,
    mark_bad,
    read_rows,
    remembered,
    set_state,
)
from crm_desktop.system.importing.standards import Standardise, none

__all__ = [
    "CheckReport",
    "ImportMapping",
    "ImportResult",
    "RowProblem",
    "Standardise",
    "Suggestion",
    "Translate",
    "bad_rows",
    "check",
    "commit",
    "commit_or_explain",
    "default_match",
    "fits",
    "from_json",
    "guess",
    "propose_mapping",
    "remap",
    "stage",
    "to_json",
    "undo_import",
]

#: ``report(done, total, text)``; total is 0 where nobody knows. It may raise Cancelled.
Report = Callable[[int, int, str], None]
#: Up to so many rows the check also asks the rules of the database.
TRIED = 2_000
#: Bad rows that a report carries; the error file has them all.
SHOWN = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class RowProblem:
    """Why a row cannot be imported as it is; *values* fill the rule's sentence."""

    row: int
    rule: str
    field: str = ""
    values: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """What an import would do. ``counts``: new, change, same, conflict, error."""

    run_id: int
    entity: str
    counts: Mapping[str, int]
    problems: tuple[RowProblem, ...]
    suggestions: tuple[Suggestion, ...]
    headings: tuple[str, ...]
    unused_headings: tuple[str, ...]

    @property
    def bad(self) -> int:
        """Return how many rows cannot be imported."""
        return sum(self.counts.get(name, 0) for name in BAD)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportResult:
    """What an import did; *bulk_id* is what undoing it takes, None where nothing was written."""

    run_id: int
    created: int
    changed: int
    same: int
    left_out: int
    bulk_id: int | None
    pool: str = ""  #: where the new customers are, where they have no owner


def propose_mapping(
    session: Session, table: Table, *, facts: Facts, entity: str, translate: Translate
) -> ImportMapping:
    """Return the mapping that the caller used for such a file before, else a guess from its headings."""
    return known_mapping(session, table, facts, entity, translate) or guessed_mapping(
        session, table, facts, entity, translate
    )


def known_mapping(
    session: Session, table: Table, facts: Facts, entity: str, translate: Translate
) -> ImportMapping | None:
    """Return the mapping that the caller used for such a file before, what that file had not guessed; or None."""
    known, before = remembered(session, entity, table.headings)
    if known is None or not fits(known, table.headings):
        return None
    return with_new_columns(known, guessed_mapping(session, table, facts, entity, translate), before)


def guessed_mapping(session: Session, table: Table, facts: Facts, entity: str, translate: Translate) -> ImportMapping:
    """Guess the mapping from the headings; a card brings its company along, and so makes the customer, and may be there twice."""
    described = facts.entities[entity]
    mapping = guess(table.headings, described, translate, unique_keys(session, described))
    if table.path.suffix.lower() not in VCARD_SUFFIXES:
        return mapping
    mapping = replace(mapping, distinct=True)
    for source in mapping.sources:
        kind = facts.entities[entity][source.field]
        if isinstance(kind, Ref) and kind.required and creatable(facts, kind.to):
            mapping = mapping.creating(source.field, EVERY)
    return mapping


def stage(
    session: Session,
    table: Table,
    *,
    facts: Facts,
    mapping: ImportMapping,
    translate: Translate,
    report: Report | None = None,
) -> int:
    """Read *table* into the database as a new run, return its id; raise Invalid ``mapping_…`` or ``file_…``."""
    entity = facts.entities.get(mapping.entity)
    if entity is None:
        raise Invalid("mapping_entity", values={"entity": mapping.entity})
    check_mapping(mapping, entity, table.headings, lambda name: facts.rights.may_write(entity.name, name))
    for source in mapping.sources:
        kind = entity[source.field]
        if isinstance(kind, Ref) and kind.to not in facts.entities:
            raise Invalid("mapping_denied", source.field, {"field": source.field})
    read = row_reader(mapping, entity, table.headings, facts.terms, translate, facts.entities)
    run_id = begin_run(session, facts.employee_id, mapping, table.headings, table.path.name)
    rows = table.rows()
    done = 0
    while batch := list(islice(rows, BATCH)):
        add_rows(session, run_id, facts.employee_id, map(read, batch))
        done += len(batch)
        if report:
            report(done, 0, "")
    if not done:
        raise Invalid("file_empty", values={"file": table.path.name})
    set_state(session, run_id, "staged", counts={"rows": done})
    return run_id


def check(
    session: Session,
    run_id: int,
    *,
    facts: Facts,
    trial: bool | None = True,
    standardise: Standardise | None = None,
    report: Report | None = None,
) -> CheckReport:
    """Say what the run would do; with *trial* ask the database's rules too, by doing it and taking it back.

    *standardise* says what is written otherwise than in the file. A trial takes as long as the import itself: None means only where few rows are to be written.
    """
    run = load_run(session, run_id)
    _expect(run.state, "staged", "checked")
    total = int(run.counts.get("rows", 0))
    steps = 2 * total if trial else total
    standards = standardise(session) if standardise else none
    suggestions = check_rows(session, run, facts, standards, partial(_told, report, 0, steps))
    if trial is None:
        counts = count_outcomes(session, run_id)
        trial = counts["new"] + counts["change"] <= TRIED
    if trial:
        enter_by_import(session)
        entity = facts.entities[run.entity]
        columns = column_plans(session, entity, run.mapping)
        told = partial(_told, report, total, steps)
        with Refused.kept() as refused:
            Trial(
                session=session, run=run, entity=entity, facts=facts, columns=columns, report=told, refused=refused
            ).try_out()
            for part in refused.parts():
                mark_bad(session, run_id, part)
    counts = count_outcomes(session, run_id)
    set_state(session, run_id, "checked", counts={**counts, "rows": total})
    used = {source.heading for source in run.mapping.sources}
    return CheckReport(
        run_id=run_id,
        entity=run.entity,
        counts=counts,
        problems=problems_of(session, run_id),
        suggestions=tuple(suggestions),
        headings=run.headings,
        unused_headings=tuple(h for h in run.headings if h and h not in used),
    )


def remap(
    session: Session, run_id: int, table: Table, mapping: ImportMapping, *, facts: Facts, translate: Translate
) -> int:
    """Stage the same file with another *mapping*; the former run is forgotten."""
    with translated():
        session.execute(
            text("DELETE FROM crm.import_run WHERE id = :id AND state IN ('staged', 'checked')"), {"id": run_id}
        )
    return stage(session, table, facts=facts, mapping=mapping, translate=translate)


def commit(
    session: Session,
    run_id: int,
    *,
    facts: Facts,
    skip_bad: bool = False,
    duplicates: bool = True,
    report: Report | None = None,
) -> ImportResult:
    """Write what the check announced; raise Invalid where rows are bad and *skip_bad* does not leave them out.

    *duplicates*: rows that the rule for duplicates only warns of go in too.

    Nothing is written by halves: any error leaves the caller's transaction to be rolled back.
    """
    run = load_run(session, run_id)
    _expect(run.state, "checked")
    entity = facts.entities[run.entity]
    enter_by_import(session)
    if duplicates:
        take_duplicates(session, run_id)
    counts = count_outcomes(session, run_id)
    bad = sum(counts[name] for name in BAD)
    if bad and not skip_bad:
        raise Invalid("import_has_errors", values={"count": bad})
    columns = column_plans(session, entity, run.mapping)
    for batch in read_rows(session, run_id, ["new"]):
        verdicts = [Verdict(row.number, "new", write=row.data["u"]) for row in batch]
        if existing(session, entity, run.mapping, columns, verdicts):
            raise Invalid("import_changed_meanwhile")
    pending = counts["new"] + counts["change"]
    bulk_id = begin_bulk(session, run) if pending else None
    told = partial(_told, report, 0, pending)
    Writing(session=session, run=run, entity=entity, facts=facts, columns=columns, report=told).apply()
    set_state(session, run_id, "done", counts=counts, bulk_id=bulk_id)
    with translated():
        session.execute(
            text("DELETE FROM crm.import_row WHERE run_id = :run AND outcome <> ALL (:bad)"),
            {"run": run_id, "bad": [*BAD, DUPLICATE]},
        )
    return ImportResult(
        run_id=run_id,
        created=counts["new"],
        changed=counts["change"],
        same=counts["same"],
        left_out=bad + counts[DUPLICATE],
        bulk_id=bulk_id,
        pool=run.mapping.pool,
    )


def commit_or_explain(
    session: Session,
    run_id: int,
    *,
    facts: Facts,
    skip_bad: bool = False,
    duplicates: bool = True,
    standardise: Standardise | None = None,
    report: Report | None = None,
) -> ImportResult | CheckReport:
    """Write what the check announced; where a rule of the database refuses, write nothing and find the rows that break it."""
    savepoint = session.begin_nested()
    try:
        result = commit(session, run_id, facts=facts, skip_bad=skip_bad, duplicates=duplicates, report=report)
    except (Invalid, Denied, Conflict) as error:
        savepoint.rollback()
        if isinstance(error, Invalid) and error.rule in ("import_has_errors", "import_state"):
            raise
        return check(session, run_id, facts=facts, trial=True, standardise=standardise, report=report)
    savepoint.commit()
    return result


def undo_import(session: Session, run_id: int) -> int:
    """Take a whole import of one's own back: what it created and what it changed; return how many records.

    Records that somebody changed since stay as they are. Imports made in one transaction go back together.
    """
    run = load_run(session, run_id)
    _expect(run.state, "done")
    if run.bulk_id is None:
        return 0
    with translated():
        restored = int(session.execute(text("SELECT crm.undo_bulk(:bulk)"), {"bulk": run.bulk_id}).scalar_one())
        session.execute(
            text(
                "UPDATE crm.import_run SET state = 'undone' WHERE state = 'done' AND bulk_id IN "
                "(SELECT b.id FROM crm.bulk_action b WHERE b.xid = "
                "(SELECT xid FROM crm.bulk_action WHERE id = :bulk))"
            ),
            {"bulk": run.bulk_id},
        )
    return restored


def bad_rows(session: Session, run_id: int) -> Iterator[tuple[int, tuple[str, ...], tuple[RowProblem, ...]]]:
    """Yield number, cells and problems of every row that could not be imported: what an error file is made of."""
    for batch in read_rows(session, run_id, (*BAD, DUPLICATE)):
        for row in batch:
            yield row.number, tuple(row.data["c"]), tuple(_shown(row.number, found) for found in row.problems)


def problems_of(session: Session, run_id: int, limit: int = SHOWN) -> tuple[RowProblem, ...]:
    """Return why rows cannot be imported, *limit* problems at most."""
    found: list[RowProblem] = []
    for batch in read_rows(session, run_id, BAD):
        for row in batch:
            found.extend(_shown(row.number, each) for each in row.problems)
        if len(found) >= limit:
            break
    return tuple(found[:limit])


def _shown(number: int, found: Problem) -> RowProblem:
    return RowProblem(row=number, rule=found["rule"], field=found.get("field", ""), values=found.get("values", {}))


def _told(report: Report | None, before: int, of: int, done: int) -> None:
    """Say how far the import is, where somebody wants to know."""
    if report:
        report(min(before + done, of), of, "")


def _expect(state: str, *wanted: str) -> None:
    if state not in wanted:
        raise Invalid("import_state", values={"state": state})
