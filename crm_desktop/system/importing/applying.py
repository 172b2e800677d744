"""Checked rows into the table, under the caller's own rights: many in a statement; tried and taken back before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import fields
from crm_desktop.core.codec.ways import MARKS
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, CrmError, Denied, Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated
from crm_desktop.system.importing.columns import ColumnPlan
from crm_desktop.system.importing.reading import ORIGIN, Problem, problem
from crm_desktop.system.importing.references import find_references
from crm_desktop.system.importing.runs import BATCH, Run, dumped, row_numbers

#: After so many rows that had to be found by halving, the rest is not tried: the file or its mapping is no good.
CULPRITS = 500
Refused = dict[int, list[Problem]]
#: What a row's file says of them, each way apart, in its order.
_LIST = (
    "jsonb_array_elements_text(CASE jsonb_typeof(r.data -> 'u' -> :field) WHEN 'array' THEN r.data -> 'u' -> :field "
    "ELSE '[]' END) WITH ORDINALITY AS x(way, place)"
)
_SAID = f"crm.import_row r, LATERAL {_LIST} WHERE r.run_id = :run AND r.row_number = ANY (:numbers)"


def apply_rows(
    session: Session,
    run: Run,
    entity: Entity,
    facts: Facts,
    columns: Mapping[str, ColumnPlan],
    report: Callable[[int], None],
) -> None:
    """Write every new and changed row; raise the first error of the database."""
    done = 0
    comes_by_import(session)
    make_references(session, run, entity, facts)
    for outcome, write in (("new", insert_rows), ("change", update_rows)):
        numbers = row_numbers(session, run.id, outcome)
        for start in range(0, len(numbers), BATCH):
            part = numbers[start : start + BATCH]
            write(session, run, entity, columns, part)
            done += len(part)
            report(done)
    link_rows(session, run, entity, facts)


def begin_bulk(session: Session, run: Run) -> int:
    """Begin what an undo takes back; say into which pool its new customers go."""
    with translated():
        made = int(
            session.execute(text("SELECT crm.begin_bulk('import', :label)"), {"label": run.file_name}).scalar_one()
        )
        if run.mapping.pool:
            session.execute(text("SELECT crm.import_into_pool(:bulk, :pool)"), {"bulk": made, "pool": run.mapping.pool})
    return made


def comes_by_import(session: Session) -> None:
    """Tell the database by which road the transaction's records come in: the rules for duplicates differ by it."""
    session.execute(text("SELECT set_config('crm.road', 'import', true)"))


def make_references(session: Session, run: Run, entity: Entity, facts: Facts) -> int:
    """Make the records that rows are to point to and that are not there yet; return how many."""
    made = 0
    for source in run.mapping.sources:
        kind = entity[source.field]
        if not source.create or not isinstance(kind, fields.Ref):
            continue
        target = facts.entities[kind.to]
        with translated():
            words = list(
                session.execute(
                    text(
                        "SELECT DISTINCT data -> 'm' ->> :field FROM crm.import_row WHERE run_id = :run "
                        "AND outcome IN ('new', 'change') AND data -> 'm' ? :field"
                    ),
                    {"run": run.id, "field": source.field},
                ).scalars()
            )
            ids = find_references(session, target, source.lookup, words).ids
            rows = session.execute(
                text(
                    f"INSERT INTO crm.{kind.to} ({', '.join((target.label, *kind.made_as))}) "
                    f"SELECT {', '.join(('unnest(CAST(:words AS text[]))', *('true' for _ in kind.made_as)))} "
                    f"RETURNING {target.label}, id"
                ),
                {"words": [word for word in words if word not in ids]},
            ).all()
            made += len(rows)
            session.execute(
                text(
                    "UPDATE crm.import_row SET data = jsonb_set(data, ARRAY['u', :field], "
                    "CAST(:ids AS jsonb) -> (data -> 'm' ->> :field)) WHERE run_id = :run "
                    "AND outcome IN ('new', 'change') AND data -> 'm' ? :field"
                ),
                {"run": run.id, "field": source.field, "ids": dumped({**ids, **{row[0]: row[1] for row in rows}})},
            )
    return made


def insert_rows(
    session: Session, run: Run, entity: Entity, columns: Mapping[str, ColumnPlan], numbers: Sequence[int]
) -> None:
    """Insert rows in their order and keep the ids they got."""
    plain = [plan for plan in columns.values() if plan.written]
    names = [plan.column for plan in plain]
    values = [f"coalesce(x.{p.column}, {p.default})" if p.default else p.stored(f"x.{p.column}") for p in plain]
    kinds = [f"{plan.column} {plan.type}" for plan in plain]
    if any(plan.attribute for plan in columns.values()):
        names.append("attrs")
        values.append("coalesce(jsonb_strip_nulls(x.attrs), '{}')")
        kinds.append("attrs jsonb")
    with translated():
        ids = list(
            session.execute(
                text(
                    f"INSERT INTO crm.{entity.name} ({', '.join(names)}) SELECT {', '.join(values)} FROM crm.import_row r, "
                    f"jsonb_to_record(r.data -> 'u') AS x({', '.join(kinds)}) "
                    "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) ORDER BY r.row_number RETURNING id"
                ),
                {"run": run.id, "numbers": list(numbers)},
            ).scalars()
        )
        if len(ids) != len(numbers):
            raise Denied("import_incomplete")
        session.execute(
            text(
                "UPDATE crm.import_row r SET record_id = x.id FROM unnest(CAST(:numbers AS int[]), CAST(:ids AS bigint[])) "
                "AS x(n, id) WHERE r.run_id = :run AND r.row_number = x.n"
            ),
            {"run": run.id, "numbers": list(numbers), "ids": ids},
        )
        write_parts(session, run, columns, numbers)
        if any(name in columns for name in ORIGIN):
            _keep_origin(session, run, entity, numbers)


def _keep_origin(session: Session, run: Run, entity: Entity, numbers: Sequence[int]) -> None:
    """Give new records the author and the moment that the file names; an author who is gone stays as written."""
    session.execute(
        text(
            "SELECT crm.keep_origin(:table, jsonb_agg(jsonb_build_object("
            "'i', r.record_id, 'at', r.data -> 'u' ->> 'created_at', 'by', coalesce("
            "(SELECT min(e.login) FROM crm.employee e WHERE r.data -> 'u' ->> 'created_by' IN (e.login, e.name)), "
            "r.data -> 'u' ->> 'created_by')))) FROM crm.import_row r "
            "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) "
            "AND (r.data -> 'u' ? 'created_at' OR r.data -> 'u' ? 'created_by') HAVING count(*) > 0"
        ),
        {"table": entity.name, "run": run.id, "numbers": list(numbers)},
    )


def update_rows(
    session: Session, run: Run, entity: Entity, columns: Mapping[str, ColumnPlan], numbers: Sequence[int]
) -> None:
    """Change records that still stand as the check saw them; raise Conflict or Denied for the rest."""
    plain = [plan for plan in columns.values() if plan.written]
    changes = [
        f"{p.column} = CASE WHEN r.data -> 'u' ? '{p.column}' THEN {p.filled(p.stored(f'x.{p.column}'))} ELSE t.{p.column} END"
        for p in plain
    ]
    kinds = [f"{plan.column} {plan.type}" for plan in plain]
    if any(plan.attribute for plan in columns.values()):
        changes.append("attrs = jsonb_strip_nulls(t.attrs || coalesce(x.attrs, '{}'))")
        kinds.append("attrs jsonb")
    with translated():
        write_parts(session, run, columns, numbers)
        if not changes:
            return
        changed = list(
            session.execute(
                text(
                    f"UPDATE crm.{entity.name} t SET {', '.join(changes)} FROM crm.import_row r, "
                    f"jsonb_to_record(r.data -> 'u') AS x({', '.join(kinds)}) "
                    "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) AND t.id = r.record_id "
                    "AND t.version = CAST(r.data ->> 'w' AS int) RETURNING r.row_number"
                ),
                {"run": run.id, "numbers": list(numbers)},
            ).scalars()
        )
        if len(changed) == len(numbers):
            return
        moved = session.execute(
            text(
                f"SELECT count(*) FROM crm.import_row r JOIN crm.{entity.name} t ON t.id = r.record_id "
                "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) AND t.version <> CAST(r.data ->> 'w' AS int)"
            ),
            {"run": run.id, "numbers": sorted(set(numbers) - set(changed))},
        ).scalar_one()
    raise Conflict if moved else Denied("edit")


def write_parts(session: Session, run: Run, columns: Mapping[str, ColumnPlan], numbers: Sequence[int]) -> None:
    """Make the parts of these rows' records what the file says; what it does not mention stays, and so does every mark."""
    for plan in columns.values():
        given = {"run": run.id, "numbers": list(numbers), "field": plan.name}
        for statement in (
            *(_ways_written(plan.ways) if plan.ways else ()),
            *(_days_written(plan.days) if plan.days else ()),
        ):
            session.execute(text(statement), given)


def _days_written(kind: fields.Birthday) -> Iterator[str]:
    """Yield the statements that write birthdays without a year: over the one that is there, or anew; the column follows."""
    day = "r.data -> 'u' ->> :field"
    month, day_of = (f"CAST(substr({day}, {place}, 2) AS int)" for place in (3, 6))
    said = f"r.run_id = :run AND r.row_number = ANY (:numbers) AND {day} LIKE '--%'"
    there = f"d.{kind.link} = r.record_id AND d.kind = 'birthday'"
    yield (
        f"UPDATE crm.{kind.part} d SET calendar = 'solar', year = NULL, month = {month}, day = {day_of}, leap = false, "
        f"repeat = 'year', every = 1 FROM crm.import_row r WHERE {said} AND {there}"
    )
    yield (
        f"INSERT INTO crm.{kind.part} ({kind.link}, kind, month, day) SELECT r.record_id, 'birthday', {month}, {day_of} "
        f"FROM crm.import_row r WHERE {said} AND NOT EXISTS (SELECT FROM crm.{kind.part} d WHERE {there}) "
        "ORDER BY r.row_number"
    )


def _ways_written(kind: fields.Ways) -> Iterator[str]:
    """Yield the statements: the same value of another kind, what is gone, what is new, and the marks that are said."""
    part, link, column, way = kind.part, kind.link, kind.column, f"w.kind || ':' || w.{kind.column}"
    value, of = "substr(x.way, strpos(x.way, ':') + 1)", "split_part(split_part(x.way, ':', 1), '+', 1)"
    said = f"{of} || ':' || {value}"
    yield (
        f"UPDATE crm.{part} w SET kind = {of}, {column} = {value} FROM {_SAID} AND w.{link} = r.record_id "
        f"AND lower(w.{column}) = lower({value}) AND {way} <> {said}"
    )
    yield (
        f"DELETE FROM crm.{part} w USING crm.import_row r WHERE r.run_id = :run "
        f"AND r.row_number = ANY (:numbers) AND r.data -> 'u' ? :field AND w.{link} = r.record_id AND w.{column} <> '' "
        f"AND NOT EXISTS (SELECT FROM {_LIST} WHERE {said} = {way})"
    )
    yield (
        f"INSERT INTO crm.{part} ({link}, kind, {column}) SELECT r.record_id, {of}, {value} FROM {_SAID} "
        f"AND NOT EXISTS (SELECT FROM crm.{part} w WHERE w.{link} = r.record_id AND {way} = {said}) "
        "ORDER BY r.row_number, x.place"
    )
    if column == "email":
        marks = {
            f"email_{mark}": f"split_part(x.way, ':', 1) LIKE '%+{mark.replace('_', '@_')}%' ESCAPE '@'"
            for mark in MARKS
        }
        yield (
            f"UPDATE crm.{part} w SET {', '.join(f'{name} = w.{name} OR {is_said}' for name, is_said in marks.items())} "
            f"FROM {_SAID} AND w.{link} = r.record_id AND {way} = {said} "
            f"AND ({' OR '.join(f'{is_said} AND NOT w.{name}' for name, is_said in marks.items())})"
        )


def link_rows(session: Session, run: Run, entity: Entity, facts: Facts) -> None:
    """Set the references between rows of the same file, now that all of them are there."""
    with translated():
        wanted = session.execute(
            text(
                "SELECT r.row_number, r.record_id, e.key, e.value FROM crm.import_row r, jsonb_each_text(r.data -> 'l') e "
                "WHERE r.run_id = :run AND r.outcome IN ('new', 'change')"
            ),
            {"run": run.id},
        ).all()
    for name in dict.fromkeys(row.key for row in wanted):
        kind, source = entity[name], run.mapping.source(name)
        assert isinstance(kind, fields.Ref)
        rows = [row for row in wanted if row.key == name]
        found = find_references(
            session, facts.entities[kind.to], source.lookup if source else (), [row.value for row in rows]
        )
        for word in (*found.several, *found.missing):
            rule = "reference_ambiguous" if word in found.several else "reference_unknown"
            raise Invalid(rule, name, {"text": word})
        pairs = [{"i": row.record_id, "v": found.ids[row.value]} for row in rows]
        with translated():
            done = session.execute(
                text(
                    f"UPDATE crm.{entity.name} t SET {name} = x.v FROM jsonb_to_recordset(CAST(:rows AS jsonb)) "
                    "AS x(i bigint, v bigint) WHERE t.id = x.i RETURNING t.id"
                ),
                {"rows": dumped(pairs)},
            ).all()
        if len(done) != len({pair["i"] for pair in pairs}):
            raise Denied("edit")


def try_rows(
    session: Session,
    run: Run,
    entity: Entity,
    facts: Facts,
    columns: Mapping[str, ColumnPlan],
    report: Callable[[int], None],
) -> Refused:
    """Write every row, take all of it back, and return what the database refused, by row.

    Rows that are probably there already come last: what stands in their way is known before somebody wants them too.
    """
    trial = _Trial(session, run.id)
    refused, done = trial.refused, 0
    attempt = session.begin_nested()
    try:
        comes_by_import(session)
        if run.mapping.pool:
            begin_bulk(session, run)
        refused.update(_try_references(session, run, entity, facts))
        for outcome, write in (("new", insert_rows), ("change", update_rows), ("duplicate", insert_rows)):
            numbers = [n for n in row_numbers(session, run.id, outcome) if n not in refused]
            for start in range(0, len(numbers), BATCH):
                part = numbers[start : start + BATCH]
                trial.write(partial(write, session, run, entity, columns), part)
                done += len(part)
                report(done)
        if not refused:
            try:
                link_rows(session, run, entity, facts)
            except CrmError as error:
                for number in _linked_numbers(session, run.id):
                    refused[number] = [_problem(error)]
    finally:
        attempt.rollback()
        session.expire_all()
    return refused


def _try_references(session: Session, run: Run, entity: Entity, facts: Facts) -> Refused:
    """Make the missing records; where the database refuses, every row that needs one is refused with it."""
    attempt = session.begin_nested()
    try:
        make_references(session, run, entity, facts)
    except (Invalid, Denied, Conflict) as error:
        attempt.rollback()
        with translated():
            numbers = session.execute(
                text("SELECT row_number FROM crm.import_row WHERE run_id = :run AND data -> 'm' <> '{}'"),
                {"run": run.id},
            ).scalars()
            return {number: [_problem(error)] for number in numbers}
    attempt.commit()
    return {}


def _linked_numbers(session: Session, run_id: int) -> list[int]:
    with translated():
        return list(
            session.execute(
                text(
                    "SELECT row_number FROM crm.import_row WHERE run_id = :run AND outcome IN ('new', 'change') "
                    "AND data -> 'l' <> '{}'"
                ),
                {"run": run_id},
            ).scalars()
        )


@dataclass
class _Trial:
    """What was refused so far; *alone* counts the rows that had to be found by halving."""

    session: Session
    run_id: int
    refused: Refused = field(default_factory=dict)
    alone: int = 0

    def write(self, write: Callable[[Sequence[int]], None], numbers: Sequence[int]) -> None:
        """Write *numbers*; where that fails leave out the rows that the database names, else halve until each stands alone."""
        if not numbers:
            return
        if self.alone >= CULPRITS:
            untried: Problem = {"rule": "row_not_tried", "field": "", "values": {"count": str(CULPRITS)}}
            self.refused.update((number, [untried]) for number in numbers)
            return
        attempt = self.session.begin_nested()
        try:
            write(numbers)
            attempt.commit()
            return
        except (Invalid, Denied, Conflict) as error:
            attempt.rollback()
            if told := self._told(error, numbers):
                self.refused.update(told)
                self.write(write, [n for n in numbers if n not in told])
                return
            if len(numbers) == 1:
                self.refused[numbers[0]] = [_problem(error)]
                self.alone += 1
                return
        middle = len(numbers) // 2
        self.write(write, numbers[:middle])
        self.write(write, numbers[middle:])

    def _told(self, error: CrmError, numbers: Sequence[int]) -> Refused:
        """Return the rows that the database says are wrong: new ones by their place in the statement, others by their record."""
        rows: Sequence[Mapping[str, Any]] = error.values.get("rows", ()) if isinstance(error, Invalid) else ()
        by_id: dict[int, int] = {}
        if any("id" in row for row in rows):
            with translated():
                found = self.session.execute(
                    text(
                        "SELECT record_id, row_number FROM crm.import_row "
                        "WHERE run_id = :run AND row_number = ANY (:numbers)"
                    ),
                    {"run": self.run_id, "numbers": list(numbers)},
                )
                by_id = {row.record_id: row.row_number for row in found}
        told: Refused = {}
        for row in rows:
            number = by_id.get(row["id"]) if "id" in row else numbers[row["place"] - 1]
            if number is not None:
                told.setdefault(number, []).append(problem(Invalid(row["rule"], row["field"], row.get("values"))))
        return told


def _problem(error: CrmError) -> Problem:
    if isinstance(error, Invalid):
        return problem(error)
    if isinstance(error, Denied):
        return {"rule": "row_denied", "field": "", "values": {"reason": error.reason}}
    return {"rule": "row_changed_meanwhile", "field": ""}
