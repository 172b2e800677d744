"""``crm-admin audit``: the trail of who changed what, sealed and verified."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.invariants import AUDIT_PROBLEMS, audit_problems, seal_audit
from crm_desktop.admin.target import Target, target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify|seal")
    actions.add_parser("verify", help="find every changed, missing or inserted entry")
    actions.add_parser("seal", help="seal what came since the last seal")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Seal, or verify and name what was done to the trail."""
    target = target_of(arguments).expect()
    if arguments.action == "seal":
        return Outcome(data={"seal": seal(target, console)})
    return verify(target, console)


def seal(target: Target, console: Console) -> int | None:
    """Seal the trail and say so."""
    made = seal_audit(target)
    if made is None:
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: nothing new to seal."), name=target.name)
    else:
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: seal {number} was set."), name=target.name, number=made)
    return made


def verify(target: Target, console: Console) -> Outcome:
    """Say every problem of the trail."""
    found = audit_problems(target)
    for problem in found:
        sentence = AUDIT_PROBLEMS[problem.problem]
        console.say(sentence, audit_id=problem.audit_id, seal_id=problem.seal_id)
    if not found:
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: nobody changed the audit trail."), name=target.name)
    return Outcome(data=[asdict(problem) for problem in found], ok=not found)
