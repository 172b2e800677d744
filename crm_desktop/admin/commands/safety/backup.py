"""``crm-admin backup``: an account set into one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from crm_desktop.admin import backups
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.keeping import works
from crm_desktop.admin.target import target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("--out", metavar="FILE", type=Path, help="the file to write (named by set and time)")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Write the backup and say what is in it."""
    target = target_of(arguments)
    path, facts = works.back_up(target, arguments.out, console.progress)
    sentence = QT_TRANSLATE_NOOP("Admin", "Backed up “{name}”: {rows} rows, {logins} logins, {size} KB, in {path}")
    size = -(-path.stat().st_size // 1024)
    console.say(
        sentence, name=target.name, rows=sum(facts.rows.values()), logins=len(facts.logins), size=size, path=path
    )
    return Outcome(data={"file": str(path), "bytes": path.stat().st_size, **backups.as_words(facts)})
