"""``crm-admin restore``: a new account set from a backup."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from crm_desktop.admin import backups, restores
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.target import target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument("--as", dest="as_name", metavar="NAME", help="name of the new account set (that of the backup)")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Restore and say what came of it."""
    name = arguments.as_name or backups.read_facts(arguments.file).name
    target = replace(target_of(arguments), name=name)
    done = restores.restore(arguments.file, target, console.progress)
    say_restored(console, done)
    return Outcome(data=as_data(done), ok=not done.broken)


def say_restored(console: Console, done: restores.Restored) -> None:
    """Say how many rows came back, who has no login, and which invariants do not hold."""
    sentence = QT_TRANSLATE_NOOP("Admin", "Restored “{name}” of {made_at}: {rows} rows, as many as in the backup.")
    console.say(sentence, name=done.target.name, made_at=done.facts.made_at, rows=done.rows)
    if done.without_login:
        sentence = QT_TRANSLATE_NOOP(
            "Admin", "These logins belong to others on this server; give the employees new ones: {logins}"
        )
        console.say(sentence, logins=", ".join(done.without_login))
    for line in done.broken:
        console.say(QT_TRANSLATE_NOOP("Admin", "Does not hold: {line}"), line=line)


def as_data(done: restores.Restored) -> dict[str, object]:
    """Return what came of it for machines."""
    return {
        "set": done.target.name, "database": done.target.database, "rows": done.rows,
        "without_login": done.without_login, "broken": done.broken, "backup": backups.as_words(done.facts),
    }  # fmt: skip
