"""``crm-admin erase``: the personal data of a contact, or of a customer who is a person; shown first, erased with ``--yes``."""

from __future__ import annotations

import argparse
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.place import employee_session
from crm_desktop.admin.target import target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.base_info.privacy import services
from crm_desktop.base_info.privacy.rules import PLACES
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db import records
from crm_desktop.printing.words import translate

#: Records that are named where words find more than one.
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("entity", choices=["contact", "customer"], help="what the person is kept as")
    parser.add_argument("who", metavar="WHO", help="number of the record, or what finds it alone: name, mobile, code")
    parser.add_argument("--yes", action="store_true", help="erase for good; without it, what would go is only shown")
    parser.add_argument("--reason", metavar="WORDS", default="", help="why, for the list of erasures")
    parser.add_argument("--login", metavar="LOGIN", default="", help="as which employee (the first administrator)")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Show what is touched and what stands in the way; erase where nothing does and it is wanted."""
    target = target_of(arguments).expect()
    with employee_session(target, arguments.login, console.language) as (session, facts):
        entity = facts.entities.get(arguments.entity)
        if entity is None:
            raise Denied("personal_needs_right")
        found = _find(session, entity, arguments.who)
        name = found.words(entity.label) or f"#{found.id}"
        what: dict[str, Any] = {"entity": entity.name, "record_id": found.id}
        try:
            preview = services.preview_erasure(session, **what)
        except Invalid as error:
            if error.rule != "personal_needs_person":
                raise
            sentence = QT_TRANSLATE_NOOP("Admin", "“{name}” is no person: name a contact of it.")
            raise Trouble(sentence, name=name) from error
        data: dict[str, Any] = {"set": target.name, "entity": entity.name, "record": found.id, "erasure": None,
                                "places": dict(preview.places), "obstacles": dict(preview.obstacles)}  # fmt: skip
        if arguments.yes and not preview.obstacles:
            data["erasure"] = services.erase(session, **what, reason=arguments.reason)
    _tell(console, name, preview, erased=data["erasure"] is not None)
    return Outcome(data=data, ok=not preview.obstacles)


def _tell(console: Console, name: str, preview: services.Preview, *, erased: bool) -> None:
    first = QT_TRANSLATE_NOOP("Admin", "What tells of “{name}” would go for good, in so many places:")
    last = QT_TRANSLATE_NOOP(
        "Admin", "This was a trial: nothing was written. With --yes it is done, and cannot be undone."
    )
    if preview.obstacles:
        first, last = QT_TRANSLATE_NOOP("Admin", "“{name}” cannot be erased yet, this is still open:"), ""
    elif erased:
        first = QT_TRANSLATE_NOOP("Admin", "“{name}” is erased, in so many places:")
        last = QT_TRANSLATE_NOOP("Admin", "Backups made before still hold it until they are removed.")
    console.say(first, name=name)
    counted = preview.obstacles or preview.places
    console.table(
        [(f"  {translate(console.language, 'Privacy', PLACES.get(what, what))}", f"{n:,}") for what, n in counted]
    )
    if last:
        console.say(last)


def _find(session: Session, entity: Entity, who: str) -> Record:
    if who.isdecimal() and len(who) < 10:  # a mobile number has more
        return records.load(session, entity, int(who))
    hits = records.search(session, entity, who, _SHOWN)
    if len(hits) == 1:
        return records.load(session, entity, hits[0].id)
    if not hits:
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "“{words}” finds nobody."), words=who)
    known = "; ".join(f"{hit.id} {hit.label} · {hit.subtitle}".rstrip(" ·") for hit in hits)
    sentence = QT_TRANSLATE_NOOP("Admin", "“{words}” finds more than one; give the number of the record: {known}")
    raise Trouble(sentence, words=who, known=known)
