"""``crm-admin restore``: a new account set from a backup, or as one was at a moment."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from crm_desktop.admin import backups, restores
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.keeping import point_in_time, works
from crm_desktop.admin.target import target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core import clock
from crm_desktop.core.files import make_private
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument("--as", dest="as_name", metavar="NAME", help="name of the new account set (that of the backup)")
    parser.add_argument(
        "--until", metavar="MOMENT",
        help="FILE is the folder of a base backup: restore --set as it was at that moment (2026-11-25 14:30)",
    )  # fmt: skip
    parser.add_argument("--wal", type=Path, metavar="DIR", help="with --until: where the server archives its log")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Restore and say what came of it."""
    if arguments.until:
        return _until(arguments, console)
    name = arguments.as_name or backups.read_facts(arguments.file).name
    target = replace(target_of(arguments), name=name)
    done = works.restore(arguments.file, target, console.progress)
    say_restored(console, done)
    return Outcome(data=as_data(done), ok=not done.broken)


def _until(arguments: argparse.Namespace, console: Console) -> Outcome:
    try:
        moment = datetime.fromisoformat(arguments.until).astimezone()
    except ValueError as error:
        sentence = QT_TRANSLATE_NOOP("Admin", "“{word}” is no moment; write it as 2026-11-25 14:30.")
        raise Trouble(sentence, word=arguments.until) from error
    if arguments.wal is None or not arguments.wal.is_dir():
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "Name the folder of the archived log with --wal."))
    target = target_of(arguments)
    name = arguments.as_name or f"{target.name} {moment:%m%d %H%M}"
    scratch = make_private(Path(tempfile.gettempdir()) / f"crm-until-{uuid4().hex}") / "server"
    try:
        done = point_in_time.restore_until(
            arguments.file.resolve(), arguments.wal.resolve(), moment, target, name, scratch, console.progress
        )
    finally:
        scratch.parent.rmdir()
    say_restored(console, done)
    return Outcome(data=as_data(done), ok=not done.broken)


def say_restored(console: Console, done: restores.Restored) -> None:
    """Say how many rows came back, who has no login, and which invariants do not hold."""
    sentence = QT_TRANSLATE_NOOP("Admin", "Restored “{name}” of {made_at}: {rows} rows, as many as in the backup.")
    made_at = clock.local_time(datetime.fromisoformat(done.facts.made_at))
    console.say(sentence, name=done.target.name, made_at=f"{made_at:%Y-%m-%d %H:%M}", rows=done.rows)
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
