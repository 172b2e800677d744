"""``crm-admin lockout``: lock logins whose password somebody tries to guess; for a scheduler, every minute."""

from __future__ import annotations

import argparse
from pathlib import Path

from crm_desktop.admin import lockout
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.target import target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument(
        "--failures", type=int, default=10, metavar="N", help="refused passwords that lock a login (10)"
    )
    parser.add_argument("--minutes", type=int, default=15, metavar="M", help="within so many minutes (15)")
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help="the office server's log; the embedded server's is known"
    )


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Lock, and say who was locked."""
    target = target_of(arguments).expect()
    log = lockout.log_of(target, arguments.log)
    locked = lockout.lock_guessed(target, log, arguments.failures, arguments.minutes)
    for login in locked:
        console.say(QT_TRANSLATE_NOOP("Admin", "{login} is locked out: too many wrong passwords."), login=login)
    if not locked:
        console.say(QT_TRANSLATE_NOOP("Admin", "Nobody had to be locked out."))
    return Outcome(data={"locked": locked})
