"""``crm-admin user``: employees' logins."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.admin import people
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.target import target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_SHORTEST = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|create|lock|unlock|reset-password")
    actions.add_parser("list", help="every login with its roles")
    for word, purpose in (
        ("create", "a new employee with a login"),
        ("lock", "nobody enters by that login, from now on"),
        ("unlock", "let him in again"),
        ("reset-password", "a new password"),
    ):
        action = actions.add_parser(word, help=purpose)
        action.add_argument("login")
        if word in ("create", "reset-password"):
            action.add_argument(
                "--password-stdin",
                action="store_true",
                help="read the password from standard input (else one is made and shown)",
            )
        if word == "create":
            action.add_argument("--name", required=True, help="the employee's name")
            action.add_argument("--role", action="append", default=[], metavar="CODE", help="may be given repeatedly")
            action.add_argument("--department", default="", metavar="NAME")
            action.add_argument("--superior", default="", metavar="LOGIN")
            action.add_argument("--title", default="")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Do what is asked, in one transaction."""
    with target_of(arguments).expect().connect() as connection:
        if arguments.action == "list":
            return _list(connection, console)
        if arguments.action in ("lock", "unlock"):
            return _lock(connection, arguments, console)
        return _with_password(connection, arguments, console)


def _list(connection: Connection, console: Console) -> Outcome:
    logins = people.list_logins(connection)
    if logins:
        console.table([(e.login, e.name, e.department, e.status, ", ".join(e.roles)) for e in logins])
    return Outcome(data=[asdict(login) for login in logins])


def _lock(connection: Connection, arguments: argparse.Namespace, console: Console) -> Outcome:
    locked = arguments.action == "lock"
    changed = people.set_status(connection, arguments.login, "locked" if locked else "active")
    sentence = QT_TRANSLATE_NOOP("Admin", "{login} can log in.")
    if locked:
        sentence = QT_TRANSLATE_NOOP("Admin", "{login} cannot log in any more.")
    console.say(sentence, login=arguments.login)
    return Outcome(data={"login": arguments.login, "locked": locked, "changed": changed})


def _with_password(connection: Connection, arguments: argparse.Namespace, console: Console) -> Outcome:
    password = _typed() if arguments.password_stdin else people.new_password()
    if arguments.action == "create":
        people.create_login(
            connection,
            login=arguments.login,
            name=arguments.name,
            password=password,
            roles=tuple(arguments.role),
            department=arguments.department,
            superior=arguments.superior,
            title=arguments.title,
        )
        console.say(
            QT_TRANSLATE_NOOP("Admin", "{name} can log in as {login}."), name=arguments.name, login=arguments.login
        )
    else:
        people.reset_password(connection, arguments.login, password)
        console.say(QT_TRANSLATE_NOOP("Admin", "{login} has a new password."), login=arguments.login)
    data: dict[str, Any] = {"login": arguments.login}
    if not arguments.password_stdin:
        console.say(QT_TRANSLATE_NOOP("Admin", "Password, shown only now: {password}"), password=password)
        data["password"] = password
    return Outcome(data=data)


def _typed() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < _SHORTEST:
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "A password has at least {count} characters."), count=_SHORTEST)
    return password
