"""Checked rows into the table, under the caller's own rights: many in a statement; tried and taken back before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import fields
from crm_desktop.core.codec.ways import MARKS
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, CrmError, Denied, Invalid, Overtaken
from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated
from crm_desktop.system.importing.columns import ColumnPlan
from crm_desktop.system.importing.reading import ORIGIN, Problem, problem
from crm_desktop.system.importing.references import find_references
from crm_desktop.system.importing.runs import BATCH, Run, dumped, row_numbers

_IN_MEMORY = 1 << 20  #: bytes
Told = dict[int, list[Problem]]
#: What a row's file says of them, each way apart, in its order.
_LIST = (
    "jsonb_array_elements_text(CASE jsonb_typeof(r.data -> 'u' -> :field) WHEN 'array' THEN r.data -> 'u' -> :field "
    "ELSE '[]' END) WITH ORDINALITY AS x(way, place)"
)
_SAID = f"crm.import_row r, LATERAL {_LIST} WHERE r.run_id = :run AND r.row_number = ANY (:numbers)"


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


@dataclass(kw_only=True)
class Writing:
    """An import that is written; *columns* says how each field is stored, *report* is told how many rows are done."""

    session: Session
    run: Run
    entity: Entity
    facts: Facts
    columns: Mapping[str, ColumnPlan]
    report: Callable[[int], None]

    def apply(self) -> None:
        """Write every new and changed row; raise the first error of the database."""
        done = 0
        comes_by_import(self.session)
        self.make_references()
        for outcome, write in (("new", self.insert_rows), ("change", self.update_rows)):
            numbers = row_numbers(self.session, self.run.id, outcome)
            for start in range(0, len(numbers), BATCH):
                part = numbers[start : start + BATCH]
                write(part)
                done += len(part)
                self.report(done)
        self.link_rows(self.linked_numbers())

    def make_references(self) -> int:
        """Make the records that rows are to point to and that are not there yet; return how many."""
        made = 0
        for source in self.run.mapping.sources:
            kind = self.entity[source.field]
            if not source.create or not isinstance(kind, fields.Ref):
                continue
            target = self.facts.entities[kind.to]
            with translated():
                words = list(
                    self.session.execute(
                        text(
                            "SELECT DISTINCT data -> 'm' ->> :field FROM crm.import_row WHERE run_id = :run "
                            "AND outcome IN ('new', 'change') AND data -> 'm' ? :field"
                        ),
                        {"run": self.run.id, "field": source.field},
                    ).scalars()
                )
                ids = find_references(self.session, target, source.lookup, words).ids
                rows = self.session.execute(
                    text(
                        f"INSERT INTO crm.{kind.to} ({', '.join((target.label, *kind.made_as))}) "
                        f"SELECT {', '.join(('unnest(CAST(:words AS text[]))', *('true' for _ in kind.made_as)))} "
                        f"RETURNING {target.label}, id"
                    ),
                    {"words": [word for word in words if word not in ids]},
                ).all()
                made += len(rows)
                self.session.execute(
                    text(
                        "UPDATE crm.import_row SET data = jsonb_set(data, ARRAY['u', :field], "
                        "CAST(:ids AS jsonb) -> (data -> 'm' ->> :field)) WHERE run_id = :run "
                        "AND outcome IN ('new', 'change') AND data -> 'm' ? :field"
                    ),
                    {
                        "run": self.run.id,
                        "field": source.field,
                        "ids": dumped({**ids, **{row[0]: row[1] for row in rows}}),
                    },
                )
        return made

    def insert_rows(self, numbers: Sequence[int]) -> None:
        """Insert rows in their order and keep the ids they got."""
        plain = [plan for plan in self.columns.values() if plan.written]
        names = [plan.column for plan in plain]
        values = [f"coalesce(x.{p.column}, {p.default})" if p.default else p.stored(f"x.{p.column}") for p in plain]
        kinds = [f"{plan.column} {plan.type}" for plan in plain]
        if any(plan.attribute for plan in self.columns.values()):
            names.append("attrs")
            values.append("coalesce(jsonb_strip_nulls(x.attrs), '{}')")
            kinds.append("attrs jsonb")
        with translated():
            ids = list(
                self.session.execute(
                    text(
                        f"INSERT INTO crm.{self.entity.name} ({', '.join(names)}) SELECT {', '.join(values)} FROM crm.import_row r, "
                        f"jsonb_to_record(r.data -> 'u') AS x({', '.join(kinds)}) "
                        "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) ORDER BY r.row_number RETURNING id"
                    ),
                    {"run": self.run.id, "numbers": list(numbers)},
                ).scalars()
            )
            if len(ids) != len(numbers):
                raise Denied("import_incomplete")
            self.session.execute(
                text(
                    "UPDATE crm.import_row r SET record_id = x.id FROM unnest(CAST(:numbers AS int[]), CAST(:ids AS bigint[])) "
                    "AS x(n, id) WHERE r.run_id = :run AND r.row_number = x.n"
                ),
                {"run": self.run.id, "numbers": list(numbers), "ids": ids},
            )
            self._write_parts(numbers)
            if any(name in self.columns for name in ORIGIN):
                self._keep_origin(numbers)

    def _keep_origin(self, numbers: Sequence[int]) -> None:
        """Give new records the author and the moment that the file names; an author who is gone stays as written."""
        self.session.execute(
            text(
                "SELECT crm.keep_origin(:table, jsonb_agg(jsonb_build_object("
                "'i', r.record_id, 'doer', CAST(:doer AS boolean), 'at', r.data -> 'u' ->> 'created_at', 'by', coalesce("
                "(SELECT min(e.login) FROM crm.employee e WHERE r.data -> 'u' ->> 'created_by' IN (e.login, e.name)), "
                "r.data -> 'u' ->> 'created_by')))) FROM crm.import_row r "
                "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) "
                "AND (r.data -> 'u' ? 'created_at' OR r.data -> 'u' ? 'created_by') HAVING count(*) > 0"
            ),
            {
                "table": self.entity.name,
                "run": self.run.id,
                "numbers": list(numbers),
                "doer": "employee_id" not in self.columns,
            },
        )

    def update_rows(self, numbers: Sequence[int]) -> None:
        """Change records that still stand as the check saw them; raise Conflict or Denied for the rest."""
        plain = [plan for plan in self.columns.values() if plan.written]
        changes = [
            f"{p.column} = CASE WHEN r.data -> 'u' ? '{p.column}' THEN {p.filled(p.stored(f'x.{p.column}'))} ELSE t.{p.column} END"
            for p in plain
        ]
        kinds = [f"{plan.column} {plan.type}" for plan in plain]
        if any(plan.attribute for plan in self.columns.values()):
            changes.append("attrs = jsonb_strip_nulls(t.attrs || coalesce(x.attrs, '{}'))")
            kinds.append("attrs jsonb")
        with translated():
            self._write_parts(numbers)
            if not changes:
                return
            changed = list(
                self.session.execute(
                    text(
                        f"UPDATE crm.{self.entity.name} t SET {', '.join(changes)} FROM crm.import_row r, "
                        f"jsonb_to_record(r.data -> 'u') AS x({', '.join(kinds)}) "
                        "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) AND t.id = r.record_id "
                        "AND t.version = CAST(r.data ->> 'w' AS int) RETURNING r.row_number"
                    ),
                    {"run": self.run.id, "numbers": list(numbers)},
                ).scalars()
            )
            if len(changed) == len(numbers):
                return
            moved = self.session.execute(
                text(
                    f"SELECT count(*) FROM crm.import_row r JOIN crm.{self.entity.name} t ON t.id = r.record_id "
                    "WHERE r.run_id = :run AND r.row_number = ANY (:numbers) AND t.version <> CAST(r.data ->> 'w' AS int)"
                ),
                {"run": self.run.id, "numbers": sorted(set(numbers) - set(changed))},
            ).scalar_one()
        raise Conflict if moved else Denied("edit")

    def _write_parts(self, numbers: Sequence[int]) -> None:
        """Make the parts of these rows' records what the file says; what it does not mention stays, and so does every mark."""
        for plan in self.columns.values():
            given = {"run": self.run.id, "numbers": list(numbers), "field": plan.name}
            for statement in (
                *(_ways_written(plan.ways) if plan.ways else ()),
                *(_days_written(plan.days) if plan.days else ()),
            ):
                self.session.execute(text(statement), given)

    def linked_numbers(self) -> list[int]:
        """Return the rows that refer to others of the same file."""
        with translated():
            return list(
                self.session.execute(
                    text(
                        "SELECT row_number FROM crm.import_row WHERE run_id = :run AND outcome IN ('new', 'change') "
                        "AND data -> 'l' <> '{}'"
                    ),
                    {"run": self.run.id},
                ).scalars()
            )

    def link_rows(self, numbers: Sequence[int]) -> None:
        """Set the references of these rows to others of the same file, now that all of them are there."""
        with translated():
            wanted = self.session.execute(
                text(
                    "SELECT r.row_number, r.record_id, e.key, e.value FROM crm.import_row r, jsonb_each_text(r.data -> 'l') e "
                    "WHERE r.run_id = :run AND r.row_number = ANY (:numbers)"
                ),
                {"run": self.run.id, "numbers": list(numbers)},
            ).all()
        for name in dict.fromkeys(row.key for row in wanted):
            kind, source = self.entity[name], self.run.mapping.source(name)
            assert isinstance(kind, fields.Ref)
            rows = [row for row in wanted if row.key == name]
            found = find_references(
                self.session, self.facts.entities[kind.to], source.lookup if source else (), [row.value for row in rows]
            )
            for word in (*found.several, *found.missing):
                rule = "reference_ambiguous" if word in found.several else "reference_unknown"
                raise Invalid(rule, name, {"text": word})
            pairs = [{"i": row.record_id, "v": found.ids[row.value]} for row in rows]
            with translated():
                done = self.session.execute(
                    text(
                        f"UPDATE crm.{self.entity.name} t SET {name} = x.v FROM jsonb_to_recordset(CAST(:rows AS jsonb)) "
                        "AS x(i bigint, v bigint) WHERE t.id = x.i RETURNING t.id"
                    ),
                    {"rows": dumped(pairs)},
                ).all()
            if len(done) != len({pair["i"] for pair in pairs}):
                raise Denied("edit")


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


@dataclass
class Refused:
    """Rows that were refused, and why; the reasons lie in a file: there are as many as the file that is imported has rows."""

    _kept: IO[str]
    numbers: set[int] = field(default_factory=set)

    @classmethod
    @contextmanager
    def kept(cls) -> Iterator[Refused]:
        """Give an empty one, gone with its file afterwards."""
        with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as file:
            yield cls(file)

    def add(self, told: Mapping[int, Sequence[Problem]]) -> None:
        """Keep why rows are refused that were not so far."""
        self.numbers |= told.keys()
        self._kept.writelines(f"{json.dumps(each)}\n" for each in told.items())

    def parts(self) -> Iterator[Told]:
        """Yield what was added, so many rows at a time as travel in one statement."""
        self._kept.seek(0)
        while lines := list(islice(self._kept, BATCH)):
            yield dict(map(json.loads, lines))


@dataclass(kw_only=True)
class Trial(Writing):
    """An import that is written and taken back, so that every row is named which the database refuses.

    *size* is how many rows are tried at once: half as many where some were refused, twice as many where none was. So a
    file of nothing but bad rows ends after one statement a row, and one bad row among thousands is found by a dozen.
    """

    refused: Refused
    size: int = BATCH
    done: int = 0

    def try_out(self) -> None:
        """Write every row, take all of it back, and keep what the database refused.

        Rows that are probably there already come last: what stands in their way is known before somebody wants them too.
        """
        attempt = self.session.begin_nested()
        try:
            comes_by_import(self.session)
            if self.run.mapping.pool:
                begin_bulk(self.session, self.run)
            self._try_references()
            for outcome, write in (
                ("new", self.insert_rows),
                ("change", self.update_rows),
                ("duplicate", self.insert_rows),
            ):
                numbers = [n for n in row_numbers(self.session, self.run.id, outcome) if n not in self.refused.numbers]
                for start in range(0, len(numbers), BATCH):
                    self._try(write, numbers[start : start + BATCH])
            if not self.refused.numbers:
                self._try(self.link_rows, self.linked_numbers())
        finally:
            attempt.rollback()
            self.session.expire_all()

    def _try(self, write: Callable[[Sequence[int]], None], rest: list[int]) -> None:
        """Write the rows of *rest* but those that are refused: what the database names, else each that is refused alone."""
        suspect = 0  # one of the first so many is refused: they were, together
        while rest:
            part = rest[: self.size]
            self._step("SAVEPOINT part")
            try:
                write(part)
            except Overtaken:
                raise  # no fault of a row
            except (Invalid, Denied, Conflict) as error:
                # released too: what is only rolled back stays, and thousands of them within each other take ever longer
                self._step("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")
                told = self._told(error, part) or ({part[0]: [_problem(error)]} if len(part) == 1 else {})
                self.refused.add(told)
                rest[: len(part)] = [n for n in part if n not in told]
                suspect = 0 if told else len(part)
                self.size = max(1, len(part) // 2)
                self._progress(len(told))
            else:
                self._step("RELEASE SAVEPOINT part")
                del rest[: len(part)]
                suspect = max(0, suspect - len(part))
                self.size = max(1, suspect // 2) if suspect else min(BATCH, 2 * self.size)
                self._progress(len(part))

    def _step(self, command: str) -> None:
        with translated():
            self.session.execute(text(command))

    def _progress(self, rows: int) -> None:
        self.done += rows
        self.report(self.done)

    def _try_references(self) -> None:
        """Make the missing records; where the database refuses, every row that needs one is refused with it."""
        attempt = self.session.begin_nested()
        try:
            self.make_references()
        except Overtaken:
            raise
        except (Invalid, Denied, Conflict) as error:
            attempt.rollback()
            with translated():
                numbers = self.session.execute(
                    text("SELECT row_number FROM crm.import_row WHERE run_id = :run AND data -> 'm' <> '{}'"),
                    {"run": self.run.id},
                ).scalars()
                self.refused.add({number: [_problem(error)] for number in numbers})
        else:
            attempt.commit()

    def _told(self, error: CrmError, numbers: Sequence[int]) -> Told:
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
                    {"run": self.run.id, "numbers": list(numbers)},
                )
                by_id = {row.record_id: row.row_number for row in found}
        told: Told = {}
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
