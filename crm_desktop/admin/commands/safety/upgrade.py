"""``crm-admin upgrade``: an account set to this program's version, after a backup."""

from __future__ import annotations

import argparse

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.keeping import works
from crm_desktop.admin.target import Target, target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from server_schema import install


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("--no-backup", action="store_true", help="there is a backup of this hour already")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Back up, upgrade, and say from where to where."""
    target = target_of(arguments).expect()
    before = install.current_revision(target.dsn)
    expect_known(target, before)
    before, after, path = works.upgrade(target, console.progress, backup=not arguments.no_backup)
    if path:
        console.say(QT_TRANSLATE_NOOP("Admin", "Backed up into {path}"), path=path)
    sentence = QT_TRANSLATE_NOOP("Admin", "“{name}” is at version {after} (it was {before}).")
    console.say(sentence, name=target.name, before=before, after=after)
    return Outcome(data={"set": target.name, "before": before, "after": after, "backup": str(path or "")})


def expect_known(target: Target, revision: str) -> None:
    """Refuse an account set that a newer program made. Raises Trouble."""
    if revision <= install.head_revision():
        return
    sentence = QT_TRANSLATE_NOOP(
        "Admin", "“{name}” is of version {revision}, newer than this program ({known}). Install the newer program."
    )
    raise Trouble(sentence, name=target.name, revision=revision, known=install.head_revision())
