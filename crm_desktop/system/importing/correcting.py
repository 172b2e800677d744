"""The file of the rows that could not be imported, and the entries that the company's dictionaries lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated
from crm_desktop.system.importing import bad_rows
from crm_desktop.system.importing.mapping import Translate
from crm_desktop.system.importing.runs import load_run
from crm_desktop.system.importing.words import sentence, write_error_file


def write_errors(
    session: Session, run_id: int, path: Path, *, facts: Facts, language: str, translate: Translate
) -> int:
    """Write the bad rows of a run to *path*, as they were read, with row number and reason; return how many."""
    run = load_run(session, run_id)
    entity = facts.entities.get(run.entity)

    def lines() -> Iterator[tuple[int, tuple[str, ...], str]]:
        for number, cells, problems in bad_rows(session, run_id):
            reasons = (sentence(p.rule, p.field, p.values, entity, language, translate) for p in problems)
            yield number, cells, " ".join(reasons)

    return write_error_file(path, run.headings, lines(), language, translate)


def create_terms(session: Session, terms: Sequence[tuple[str, str]]) -> int:
    """Add (dictionary, words) entries that are not there yet, the words as their code; raise Denied or Invalid."""
    with translated():
        return len(
            session.execute(
                text(
                    "INSERT INTO crm.dictionary (kind, code, name, position) "
                    "SELECT x.kind, x.word, x.word, coalesce((SELECT max(d.position) FROM crm.dictionary d "
                    "WHERE d.kind = x.kind), 0) + row_number() OVER (PARTITION BY x.kind) * 10 "
                    "FROM unnest(CAST(:kinds AS text[]), CAST(:words AS text[])) AS x(kind, word) "
                    "WHERE NOT EXISTS (SELECT FROM crm.dictionary d WHERE d.kind = x.kind "
                    "AND x.word IN (d.code, d.name, d.name_en)) RETURNING id"
                ),
                {"kinds": [kind for kind, _ in terms], "words": [word for _, word in terms]},
            ).all()
        )
