"""``crm-admin sets``: the account sets of a server: list, copy, archive, archives, bring-back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from crm_desktop.admin.commands.safety.restore import as_data, say_restored
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.keeping import account_sets
from crm_desktop.admin.target import Target, target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|copy|archive|archives|bring-back")
    actions.add_parser("list", help="name what is on the server")
    copy = actions.add_parser("copy", help="make a second set with everything that is in --set")
    copy.add_argument("new_name", metavar="NEW", help="its name")
    copy.add_argument("--without-logins", action="store_true", help="nobody can log in to it yet")
    archive = actions.add_parser("archive", help="close --set, write it into a file, prove the file, remove the set")
    archives = actions.add_parser("archives", help="name the sets that are there as files only")
    for sub in (archive, archives):
        sub.add_argument("--out", type=Path, metavar="DIR", help="where archived sets are kept")
    back = actions.add_parser("bring-back", help="make a set again from its archive")
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--as", dest="as_name", default="", metavar="NAME", help="under another name")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Do what is asked."""
    target = target_of(arguments)
    return _ACTIONS[arguments.action](target, arguments, console)


def _list(target: Target, arguments: argparse.Namespace, console: Console) -> Outcome:
    found = account_sets.list_sets(target)
    if found:
        console.table(
            [(s.name, s.company, s.revision, f"{s.size >> 20} MB", _day(s.backup_at), _day(s.drill_at)) for s in found]
        )
    return Outcome(data=[asdict(s) for s in found])


def _copy(target: Target, arguments: argparse.Namespace, console: Console) -> Outcome:
    done = account_sets.copy(target, arguments.new_name, console.progress, with_logins=not arguments.without_logins)
    say_restored(console, done)
    return Outcome(data=as_data(done), ok=not done.broken)


def _archive(target: Target, arguments: argparse.Namespace, console: Console) -> Outcome:
    kept = account_sets.archive(target, arguments.out, console.progress)
    sentence = QT_TRANSLATE_NOOP("Admin", "“{name}” is closed: {rows} rows, proved, in {path}")
    console.say(sentence, name=kept.name, rows=kept.rows, path=kept.path)
    return Outcome(data=asdict(kept))


def _archives(target: Target, arguments: argparse.Namespace, console: Console) -> Outcome:
    found = account_sets.archives(target, arguments.out)
    if found:
        console.table([(a.name, _day(a.made_at), f"{a.rows:,}", str(a.path)) for a in found])
    return Outcome(data=[asdict(a) for a in found])


def _bring_back(target: Target, arguments: argparse.Namespace, console: Console) -> Outcome:
    done = account_sets.bring_back(arguments.file, target, console.progress, arguments.as_name)
    say_restored(console, done)
    return Outcome(data=as_data(done), ok=not done.broken)


def _day(moment: object) -> str:
    return str(moment)[:10] if moment else "-"


_ACTIONS = {"list": _list, "copy": _copy, "archive": _archive, "archives": _archives, "bring-back": _bring_back}
