"""A file before it is staged: its headings, some of its cells, and which fields they are likely to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated
from crm_desktop.exchange.table import ReadOptions, Row, Table, open_table
from crm_desktop.system.importing import Report, guessed_mapping, known_mapping, stage
from crm_desktop.system.importing.browsing import forget_run
from crm_desktop.system.importing.columns import unique_keys
from crm_desktop.system.importing.mapping import ImportMapping, Translate
from crm_desktop.system.importing.runs import load_run, read_rows

#: Rows whose cells are shown beside their headings.
_SAMPLED = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A file as the page shows it. *origin* of the mapping: ``remembered``, ``guessed`` or ``run``."""

    path: Path
    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    mapping: ImportMapping
    origin: str
    sheets: tuple[str, ...] = ()
    sheet: str = ""  #: the one that is read
    encoding: str = ""
    delimiter: str = ""
    keys: tuple[tuple[str, ...], ...] = ()  #: the unique keys of the entity's table
    pools: tuple[str, ...] = ()  #: into which the caller may import customers
    run_id: int = 0  #: the run whose staged rows stand for the file; 0 while the file itself is read


def open_file(
    session: Session, path: Path, *, facts: Facts, entity: str, translate: Translate, options: ReadOptions | None = None
) -> Opened:
    """Look into a file and propose a mapping; raise Invalid ``file_…``."""
    table = open_table(path, options)
    known = known_mapping(session, table, facts, entity, translate)
    mapping = known or guessed_mapping(session, table, facts, entity, translate)
    mapping = replace(mapping, options=options or ReadOptions())  # how another file was written says nothing here
    keys = unique_keys(session, facts.entities[entity])
    opened = _opened(table, mapping, "remembered" if known else "guessed", keys)
    return replace(opened, pools=import_pools(session, entity))


def open_run(session: Session, run_id: int, *, facts: Facts) -> Opened:
    """Take a run up again from its staged rows: the file itself need not be there any more; raise Gone."""
    run = load_run(session, run_id)
    keys = unique_keys(session, facts.entities[run.entity])
    opened = _opened(staged_table(session, run_id), run.mapping, "run", keys, run_id)
    return replace(opened, pools=import_pools(session, run.entity))


def import_pools(session: Session, entity: str) -> tuple[str, ...]:
    """Return the names of the public pools into which the caller may import records of *entity*."""
    if entity != "customer":
        return ()
    with translated():
        return tuple(session.execute(text("SELECT name FROM crm.import_pools()")).scalars())


def staged_table(session: Session, run_id: int) -> Table:
    """Return the rows of a run as the table that they were read from."""
    run = load_run(session, run_id)

    def rows() -> Iterator[Row]:
        for batch in read_rows(session, run_id):
            for staged in batch:
                yield Row(staged.number, tuple(staged.data["c"]))

    return Table(path=Path(run.file_name), headings=run.headings, rows=rows)


def stage_opened(
    session: Session,
    opened: Opened,
    mapping: ImportMapping,
    *,
    facts: Facts,
    translate: Translate,
    instead_of: int = 0,
    report: Report | None = None,
) -> int:
    """Stage what was opened with the *mapping* chosen for it, and forget the run it was staged as before; return the run."""
    table = staged_table(session, opened.run_id) if opened.run_id else open_table(opened.path, mapping.options)
    run_id = stage(session, table, facts=facts, mapping=mapping, translate=translate, report=report)
    for old in {opened.run_id, instead_of} - {0}:
        forget_run(session, old)
    return run_id


def _opened(
    table: Table, mapping: ImportMapping, origin: str, keys: tuple[tuple[str, ...], ...], run_id: int = 0
) -> Opened:
    return Opened(
        path=table.path,
        headings=table.headings,
        samples=tuple(row.cells for row in table.sample(_SAMPLED)),
        mapping=mapping,
        origin=origin,
        sheets=table.sheets,
        sheet=table.sheet,
        encoding=table.encoding,
        delimiter=table.delimiter,
        keys=keys,
        run_id=run_id,
    )
