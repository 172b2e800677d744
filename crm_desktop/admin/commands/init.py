"""``crm-admin init``: a new account set from a file of answers, all of it or nothing."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path
from typing import Any

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.exchange import as_data, tell
from crm_desktop.admin.place import ServerPlace, employee_session
from crm_desktop.admin.target import Target, target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.core.errors import Invalid
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing.words import translate
from crm_desktop.system import initialization
from crm_desktop.system.initialization import Answers, Made
from crm_desktop.system.initialization_words import explain_answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("--answers", metavar="FILE", type=Path, required=True, help="JSON or TOML, one entry per step")
    parser.add_argument("--check-only", action="store_true", help="look at the answers, make nothing")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Check the answers, make the account set, and print the passwords that were made up."""
    try:
        answers = initialization.read_answers(arguments.answers)
    except Invalid as error:
        raise Trouble("{words}", words=explain_answer(error, console.language, translate)) from error
    problems = initialization.validate_all(answers)
    for problem in problems:
        console.complain(explain_answer(problem, console.language, translate))
    if problems or arguments.check_only:
        if not problems:
            console.say(QT_TRANSLATE_NOOP("Admin", "The answers are complete; nothing was made."))
        return Outcome(data={"problems": [{"rule": p.rule, "place": p.field} for p in problems]}, ok=not problems)
    made = make(answers, target_of(arguments), console)
    return Outcome(data=as_outcome(made), ok=not made.broken)


def make(answers: Answers, target: Target, console: Console, password: str = "") -> Made:
    """Carry the answers out and say what was made. Raises Trouble; then nothing is left behind."""
    place = ServerPlace(target, console.language)
    try:
        made = initialization.carry_out(
            answers,
            place,
            passwords=lambda _login: password or secrets.token_urlsafe(9),
            translate=translate,
            standardise=standardise,
            report=console.progress,
        )
    except Invalid as error:
        part = error.values.get("imported")
        words = explain_answer(error, console.language, translate)
        if part is not None:
            console.complain("\n".join(problems_of(part, console)))
        raise Trouble("{words}", words=words) from error
    _tell(made, target, console, password)
    return made


def problems_of(part: Any, console: Console) -> list[str]:
    """Return the problems of an import that stopped an initialization; its entities are gone with the account set."""
    from crm_desktop.system.importing.words import sentence

    found = [
        f"{p.row}: {sentence(p.rule, p.field, p.values, None, console.language, translate)}"
        for p in part.check.problems[:20]
    ]
    offers = [f"{s.field}: “{s.text}” → “{s.offers[0].meaning}”?" for s in part.check.suggestions[:20] if s.offers]
    return found + offers


def as_outcome(made: Made) -> dict[str, Any]:
    """Return what was made, for machines."""
    return {
        "set": made.name,
        "passwords": dict(made.passwords),
        "broken": list(made.broken),
        "imports": [as_data(part) for _entity, part in made.imports],
    }


def _tell(made: Made, target: Target, console: Console, password: str) -> None:
    place = ServerPlace(target, console.language)
    with employee_session(place._set(made.name), "", console.language) as (_session, facts):
        for entity, part in made.imports:
            tell(part, facts.entities.get(part.check.entity) or facts.entities[entity], console)
    console.say(
        QT_TRANSLATE_NOOP("Admin", "The account set “{name}” is ready; {count} people can log in."),
        name=made.name,
        count=len(made.passwords),
    )
    for problem in made.broken:
        console.say(QT_TRANSLATE_NOOP("Admin", "Please look at this: {problem}"), problem=dict(problem))
    if not password:
        console.table([(login, word) for login, word in made.passwords.items()])
