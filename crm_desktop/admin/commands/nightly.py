"""``crm-admin nightly``: what a night should do; each step is tried, whatever became of the one before."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

from crm_desktop.admin import backups
from crm_desktop.admin.commands import audit
from crm_desktop.admin.commands.check import show_breaches
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.keeping import works
from crm_desktop.admin.target import Target, target_of
from crm_desktop.admin.trouble import sentence_of
from crm_desktop.core.errors import CrmError
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db.connect import connected

_KEPT_AT_LEAST = 7  # backups of a set, however old


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("--keep", type=int, default=30, metavar="DAYS", help="remove older backups (30)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the backups go")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Let idle customers fall into their pools, seal, verify, check, back up, and remove backups that are too old."""
    target = target_of(arguments).expect()
    folder = arguments.out or backups.backup_folder(target)
    steps: dict[str, Callable[[], bool]] = {
        "pool": lambda: _let_fall(target, console),
        "seal": lambda: _seal(target, console),
        "audit": lambda: audit.verify(target, console).ok,
        "check": lambda: _check(target, console),
        "backup": lambda: _back_up(target, folder, console),
        "clear_up": lambda: _clear_up(target, folder, arguments.keep, console),
    }
    results: dict[str, Any] = {}
    for name, step in steps.items():
        try:
            results[name] = step()
        except (CrmError, OSError, psycopg2.Error) as error:
            console.complain(sentence_of(error, console.words))
            results[name] = False
    return Outcome(data=results, ok=all(results.values()))


def _let_fall(target: Target, console: Console) -> bool:
    """Let idle customers fall into their pools, a piece a transaction; a desktop may have done it today already."""
    with closing(connected(target.dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True  # nobody waits for more than a piece
        more = True
        while more:
            cursor.execute("SELECT crm.run_pool()")
            (more,) = cursor.fetchone() or (False,)
        cursor.execute("SELECT fallen, warned FROM crm.pool_run ORDER BY day DESC LIMIT 1")
        fallen, warned = cursor.fetchone() or (0, 0)
    console.say(
        QT_TRANSLATE_NOOP("Admin", "Fallen into the pool: {fallen}, warned of: {warned}"), fallen=fallen, warned=warned
    )
    return True


def _seal(target: Target, console: Console) -> bool:
    audit.seal(target, console)
    return True


def _check(target: Target, console: Console) -> bool:
    found = works.check(target)
    show_breaches(found, target.name, console)
    return not found


def _back_up(target: Target, folder: Path, console: Console) -> bool:
    path = folder / f"{target.name}-{time.strftime('%Y%m%d-%H%M%S')}{backups.SUFFIX}"
    works.back_up(target, path, console.progress)
    console.say(QT_TRANSLATE_NOOP("Admin", "Backed up into {path}"), path=path)
    return True


def _clear_up(target: Target, folder: Path, days: int, console: Console) -> bool:
    """Remove backups of this set that are older than *days*, but never the newest ones."""
    newest_first = sorted(folder.glob(f"{target.name}-*{backups.SUFFIX}"), key=lambda path: -path.stat().st_mtime)
    old = [path for path in newest_first[_KEPT_AT_LEAST:] if path.stat().st_mtime < time.time() - days * 86400]
    for path in old:
        path.unlink()
    if old:
        console.say(QT_TRANSLATE_NOOP("Admin", "Old backups removed: {count}"), count=len(old))
    return True
