"""New rows that are probably there already under another key: the company's rule refuses, warns or allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.db.errors import translated
from crm_desktop.system.importing.reading import Problem
from crm_desktop.system.importing.runs import Run, rewrite

#: Kinds of record that the rules for duplicates know.
KNOWN = ("customer", "contact")


def find_duplicates(session: Session, run: Run, first: int, last: int) -> None:
    """Turn new rows of a part that the database knows already into duplicates, or into errors where the rule refuses them."""
    if run.entity not in KNOWN:
        return
    with translated():
        hits = session.execute(
            text("SELECT * FROM crm.match_import_duplicates(:run, :first, :last)"),
            {"run": run.id, "first": first, "last": last},
        ).all()
    verdicts: dict[int, Mapping[str, Any]] = {}
    for hit in hits:
        if hit.row_number in verdicts:  # the first one is the one that is refused, where any is
            continue
        kind = str(hit.kinds[0])
        values = {"label": hit.label, "owner": hit.owner or "–", "detail": hit.owner or "–"}
        rule = f"duplicate_{kind}" if hit.refused else "duplicate_warned"
        field = "mobile" if kind == "phone" and run.entity == "contact" else kind
        found: Problem = {"rule": rule, "field": field, "values": values}
        outcome = "error" if hit.refused else "duplicate"
        verdicts[hit.row_number] = {"o": outcome, "i": None, "p": [found], "d": {}}
    rewrite(session, run.id, verdicts)


def enter_by_import(session: Session) -> None:
    """Tell the rules that what this transaction writes comes from a file."""
    with translated():
        session.execute(text("SELECT count(*) FROM crm.match_import_duplicates(0)"))


def take_duplicates(session: Session, run_id: int) -> None:
    """Import the duplicates of a run as well."""
    with translated():
        session.execute(
            text("UPDATE crm.import_row SET outcome = 'new' WHERE run_id = :run AND outcome = 'duplicate'"),
            {"run": run_id},
        )
