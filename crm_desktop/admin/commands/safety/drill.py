"""``crm-admin drill``: proves that a backup can be restored, without touching anything."""

from __future__ import annotations

import argparse
from pathlib import Path

from crm_desktop.admin.commands.safety.restore import as_data
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.keeping import works
from crm_desktop.admin.target import target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the backup (a new one is made)")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Restore into a scratch set, count, check, remove it, and say whether all was well."""
    target = target_of(arguments)
    path, done = works.drill(target, arguments.file, console.progress)
    for line in done.broken:
        console.say(QT_TRANSLATE_NOOP("Admin", "Does not hold: {line}"), line=line)
    good = QT_TRANSLATE_NOOP(
        "Admin", "The backup {path} can be restored: {rows} rows, every table as it was, all checks."
    )
    bad = QT_TRANSLATE_NOOP(
        "Admin", "The backup {path} can be restored ({rows} rows), but its data break rules; see above."
    )
    console.say(bad if done.broken else good, path=path, rows=done.rows)
    return Outcome(data={"file": str(path), **as_data(done)}, ok=not done.broken)
