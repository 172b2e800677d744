"""New rows that are probably there already under another key: the company's rule refuses, warns or allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated
from crm_desktop.system.importing.reading import Problem
from crm_desktop.system.importing.runs import Run, StagedRow, dumped, read_rows, rewrite

#: Kinds of record that the rules for duplicates know.
KNOWN = ("customer", "contact")
#: Rows that the database looks at in one call.
_AT_ONCE = 2_000


def find_duplicates(session: Session, run: Run, report: Callable[[int], None]) -> None:
    """Turn new rows that the database knows already into duplicates, or into errors where the rule refuses them."""
    if run.entity not in KNOWN:
        return
    done = 0
    for batch in read_rows(session, run.id, ["new"]):
        for start in range(0, len(batch), _AT_ONCE):
            part = batch[start : start + _AT_ONCE]
            rewrite(session, run.id, _verdicts(session, run, part))
            done += len(part)
            report(done)


def enter_by_import(session: Session) -> None:
    """Tell the rules that what this transaction writes comes from a file."""
    with translated():
        session.execute(text("SELECT count(*) FROM crm.match_duplicate_rows('customer', '[]')"))


def take_duplicates(session: Session, run_id: int) -> None:
    """Import the duplicates of a run as well."""
    with translated():
        session.execute(
            text("UPDATE crm.import_row SET outcome = 'new' WHERE run_id = :run AND outcome = 'duplicate'"),
            {"run": run_id},
        )


def _verdicts(session: Session, run: Run, rows: Sequence[StagedRow]) -> dict[int, Mapping[str, Any]]:
    with translated():
        hits = session.execute(
            text(
                "SELECT row_number, label, owner, kinds, refused FROM "
                "crm.match_duplicate_rows(:entity, CAST(:rows AS jsonb)) ORDER BY row_number, refused DESC"
            ),
            {"entity": run.entity, "rows": dumped([row.data["u"] for row in rows])},
        ).all()
    verdicts: dict[int, Mapping[str, Any]] = {}
    for hit in hits:
        row = rows[hit.row_number - 1]
        if row.number in verdicts:
            continue
        kind = str(hit.kinds[0])
        values = {"label": hit.label, "owner": hit.owner or "–", "detail": hit.owner or "–"}
        rule = f"duplicate_{kind}" if hit.refused else "duplicate_warned"
        field = "mobile" if kind == "phone" and run.entity == "contact" else kind
        found: Problem = {"rule": rule, "field": field, "values": values}
        verdicts[row.number] = {"o": "error" if hit.refused else "duplicate", "i": None, "p": [found], "d": {}}
    return verdicts
