"""``crm-admin demo``: the account set for practice and exams."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from crm_desktop.admin import backups, demo_set
from crm_desktop.admin.commands.safety.upgrade import expect_known
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.target import Target, target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_OFFER = "crm-logins-"  #: a file of logins for the desktop, with the number of the process that wrote it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="create|info|open|reset")
    for word, purpose in (
        ("create", "make it, or bring it to this program's version"),
        ("info", "how to reach it, and its logins"),
        ("open", "the same as create, then the desktop on it"),
        ("reset", "make it anew; what was practised is lost"),
    ):
        action = actions.add_parser(word, help=purpose)
        if word != "info":
            action.add_argument("--customers", type=_count, metavar="N", help="how many customers to invent (3000)")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Do what is asked and say how the set is reached."""
    target = target_of(arguments)
    if arguments.action == "reset":
        demo_set.drop(target)
    if arguments.action != "info":
        _create_or_upgrade(target, arguments.customers, console)
    info = demo_set.info(target.expect())
    if arguments.action == "open":
        return Outcome(data=info, ok=_open_desktop(info, arguments.lang) == 0)
    _show(info, console)
    return Outcome(data=info)


def _count(word: str) -> int:
    count = int(word) if word.isdecimal() else 0
    if count < demo_set.LEAST_CUSTOMERS:
        raise argparse.ArgumentTypeError(f"at least {demo_set.LEAST_CUSTOMERS}")
    return count


def _create_or_upgrade(target: Target, customers: int | None, console: Console) -> None:
    if not demo_set.is_complete(target):
        console.say(QT_TRANSLATE_NOOP("Admin", "Making the account set “{name}” …"), name=target.name)
        demo_set.create(target, customers or demo_set.CUSTOMERS, console.progress)
        return
    state = demo_set.state(target)
    if customers and customers != state.customers:
        sentence = QT_TRANSLATE_NOOP(
            "Admin",
            "“{name}” is there with {count} customers. To make it anew: crm-admin demo reset --customers {wanted}",
        )
        raise Trouble(sentence, name=target.name, count=state.customers, wanted=customers)
    if state.digest != demo_set.schema_digest():
        from server_schema import install

        expect_known(target, install.current_revision(target.dsn))
        path, _facts = backups.write(target, None, console.progress)
        console.say(QT_TRANSLATE_NOOP("Admin", "Backed up into {path}"), path=path)
        demo_set.upgrade(target)
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}” was brought to this program's version."), name=target.name)


def _show(info: dict[str, Any], console: Console) -> None:
    console.say(
        QT_TRANSLATE_NOOP("Admin", "Server {host}, port {port}, database {dbname}. To enter:"),
        host=info["host"],
        port=info["port"],
        dbname=info["dbname"],
    )
    console.table(
        [tuple(str(login[k]) for k in ("login", "password", "name", "department", "role")) for login in info["logins"]]
    )


def _clear_left() -> None:
    """Remove the logins of those who were killed before they could do so."""
    for path in Path(tempfile.gettempdir()).glob(f"{_OFFER}*.json"):
        owner = path.name.removeprefix(_OFFER).split("-")[0]
        if not (owner.isdigit() and psutil.pid_exists(int(owner))):
            with suppress(OSError):  # somebody else's
                path.unlink()


def _open_desktop(info: dict[str, Any], language: str) -> int:
    """Open the desktop with the logins to choose from and return its exit code when it is closed."""
    _clear_left()
    handle, name = tempfile.mkstemp(prefix=f"{_OFFER}{os.getpid()}-", suffix=".json")  # only we can read it
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(info, file, ensure_ascii=False)
        words = [sys.executable, "-m", "crm_desktop", "--offer-logins", name]
        words += ["--lang", language] if language else []
        desktop = subprocess.Popen(words)
        try:
            return _ended(desktop)
        except KeyboardInterrupt:  # Qt does not hear Ctrl+C while it waits for events
            desktop.terminate()
            desktop.wait()
            raise
    finally:
        Path(name).unlink(missing_ok=True)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for *process*, a while at a time: on Windows nothing else hears Ctrl+C."""
    while True:
        try:
            return process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
