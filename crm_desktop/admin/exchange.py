"""What import, export, init and example say: counts, offers and problems in the user's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_desktop.admin.console import Console
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Invalid
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing.words import translate
from crm_desktop.system.importing import CheckReport
from crm_desktop.system.importing.whole import Imported
from crm_desktop.system.importing.words import explain, sentence

#: Problems and offers that are printed; the error file has all.
_SHOWN = 20


def trouble(error: Invalid, entity: Entity | None, console: Console) -> Trouble:
    """Return *error* as one sentence in the user's language."""
    words = explain(error, entity, console.language, translate)
    return Trouble("{words}", words=words)


def tell(part: Imported, entity: Entity, console: Console, *, dry: bool = False) -> None:
    """Print what one part of an import did or would do."""
    counts = part.check.counts
    title = translate(console.language, entity.context, entity.plural)
    console.say(
        QT_TRANSLATE_NOOP(
            "Admin", "{title}: {new} new, {change} to change, {same} the same, {conflict} in conflict, {error} wrong."
        ),
        title=title,
        **counts,
    )
    if counts.get("duplicate"):
        console.say(
            QT_TRANSLATE_NOOP("Admin", "{count} of the new ones are probably there already."), count=counts["duplicate"]
        )
    tell_offers(part.check, entity, console)
    for found in part.check.problems[:_SHOWN]:
        words = sentence(found.rule, found.field, found.values, entity, console.language, translate)
        console.say(QT_TRANSLATE_NOOP("Admin", "  row {row}: {problem}"), row=found.row, problem=words)
    if part.result is None:
        console.say(
            QT_TRANSLATE_NOOP(
                "Admin",
                "Nothing was imported. With --errors FILE the good rows go in, the others into FILE to correct.",
            )
        )
    elif dry:
        console.say(QT_TRANSLATE_NOOP("Admin", "This was a trial: nothing was written."))


def tell_offers(check: CheckReport, entity: Entity, console: Console) -> None:
    """Print what unknown texts may mean, as it stands in a mapping file."""
    for offered in [s for s in check.suggestions if s.offers][:_SHOWN]:
        console.say(
            QT_TRANSLATE_NOOP(
                "Admin",
                "  “{text}” ({rows} rows) is unknown; “{meaning}” is near. Confirm it under “values” of {field}.",
            ),
            text=offered.text,
            rows=offered.rows,
            meaning=offered.offers[0].meaning,
            field=offered.field,
        )


def as_data(part: Imported) -> Mapping[str, Any]:
    """Return one part of an import for machines."""
    result = part.result
    return {
        "entity": part.check.entity,
        "run": part.check.run_id,
        "counts": dict(part.check.counts),
        "created": result.created if result else 0,
        "changed": result.changed if result else 0,
        "left_out": result.left_out if result else 0,
        "undo": result.bulk_id if result else None,
        "unused_headings": list(part.check.unused_headings),
        "offers": [
            {"field": s.field, "text": s.text, "rows": s.rows, "meanings": [o.meaning for o in s.offers]}
            for s in part.check.suggestions
            if s.offers
        ],
        "problems": [{"row": p.row, "rule": p.rule, "field": p.field, **p.values} for p in part.check.problems],
    }
