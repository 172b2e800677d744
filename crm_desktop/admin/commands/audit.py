"""``crm-admin audit``: the trail of who changed what: sealed, verified, old years moved aside and written out."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.invariants import AUDIT_PROBLEMS
from crm_desktop.admin.keeping import works, yearly
from crm_desktop.admin.target import Target, target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify|seal|archive")
    actions.add_parser("verify", help="find every changed, missing or inserted entry")
    actions.add_parser("seal", help="seal what came since the last seal")
    archive = actions.add_parser(
        "archive", help="move the sealed entries of a year and before aside; they stay readable"
    )
    archive.add_argument("year", type=int, metavar="YEAR")
    archive.add_argument("--out", type=Path, metavar="FILE", help="write them into a file too (JSON lines, gzip)")
    proof = actions.add_parser("verify-file", help="prove that nobody changed such a file")
    proof.add_argument("file", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Seal, or verify and name what was done to the trail."""
    target = target_of(arguments).expect()
    if arguments.action == "archive":
        return _archive(target, arguments, console)
    if arguments.action == "verify-file":
        return _verify_file(target, arguments.file, console)
    if arguments.action == "seal":
        return Outcome(data={"seal": seal(target, console)})
    return verify(target, console)


def _archive(target: Target, arguments: argparse.Namespace, console: Console) -> Outcome:
    moved, written = yearly.archive(target, arguments.year, arguments.out)
    sentence = QT_TRANSLATE_NOOP(
        "Admin", "“{name}”: {moved} entries up to {year} were moved aside; they stay readable."
    )
    console.say(sentence, name=target.name, moved=moved, year=arguments.year)
    if arguments.out:
        console.say(
            QT_TRANSLATE_NOOP("Admin", "{count} entries were written into {path}"), count=written, path=arguments.out
        )
    return Outcome(data={"moved": moved, "written": written, "file": str(arguments.out or "")})


def _verify_file(target: Target, path: Path, console: Console) -> Outcome:
    entries, wrong = yearly.verify_file(target, path)
    for line in wrong:
        console.say(QT_TRANSLATE_NOOP("Admin", "Line {number} of the file was changed."), number=line)
    if not wrong:
        console.say(QT_TRANSLATE_NOOP("Admin", "{count} entries, none of them changed."), count=entries)
    return Outcome(data={"entries": entries, "wrong": wrong}, ok=not wrong)


def seal(target: Target, console: Console) -> int | None:
    """Seal the trail and say so."""
    made = works.seal(target)
    if made is None:
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: nothing new to seal."), name=target.name)
    else:
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: seal {number} was set."), name=target.name, number=made)
    return made


def verify(target: Target, console: Console) -> Outcome:
    """Say every problem of the trail."""
    found = works.verify(target)
    for problem in found:
        sentence = AUDIT_PROBLEMS[problem.problem]
        console.say(sentence, audit_id=problem.audit_id, seal_id=problem.seal_id)
    if not found:
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: nobody changed the audit trail."), name=target.name)
    return Outcome(data=[asdict(problem) for problem in found], ok=not found)
