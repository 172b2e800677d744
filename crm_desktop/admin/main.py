"""``crm-admin``: the command line over the same services as the desktop."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from types import ModuleType

import psycopg2
from sqlalchemy.exc import DBAPIError

from crm_desktop.admin import target
from crm_desktop.admin.console import Console, Outcome, write_json
from crm_desktop.admin.trouble import sentence_of
from crm_desktop.core.errors import Cancelled, CrmError

_PACKAGE = "crm_desktop.admin.commands"

#: command → (module, what it does); a module is imported only when its command is typed
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("init", "make a new account set from a file of answers: what the wizard does, headless"),
    "import": ("importing", "import a file: customers, contacts, products, prices …"),
    "export": ("export", "export the records of an entity to Excel or CSV"),
    "report": ("report", "make a report as PDF, Excel or figures"),
    "example": ("example", "make a documented example account set from real data"),
    "demo": ("demo", "the account set for practice: create, info, open, reset"),
    "user": ("user", "employees' logins: list, create, lock, unlock, reset-password"),
    "lockout": ("lockout", "lock logins whose password somebody tries to guess: for a scheduler, every minute"),
    "erase": ("erase", "erase a person's data for good: shows what would go, --yes does it"),
    "backup": ("safety.backup", "write an account set into one file, logins included"),
    "restore": ("safety.restore", "make a new account set from a backup, or as one was at a moment (--until)"),
    "drill": ("safety.drill", "prove that a backup can be restored"),
    "base-backup": ("safety.base_backup", "copy the server, and let it archive its log: for a restore to any moment"),
    "sets": ("safety.sets", "the account sets of a server: list, copy, archive, archives, bring-back"),
    "upgrade": ("safety.upgrade", "bring an account set to this program's version, after a backup"),
    "audit": ("audit", "the audit trail: seal, verify that nobody changed it, move old years aside"),
    "check": ("check", "test every invariant of an account set"),
    "nightly": ("nightly", "what a night should do: backup, seal, check, clear up"),
    "server": ("server", "the embedded server: start, stop, status"),
    "doctor": ("doctor", "everything that can be wrong with this PC or the server, with its remedy"),
}
#: what may go wrong without being a bug of ours
EXPECTED = (CrmError, OSError, psycopg2.Error, DBAPIError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv* and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows question marks, no traceback
    parser, module = _parser(words)
    arguments = parser.parse_args(words)
    console = Console(language=arguments.lang, quiet=arguments.quiet, machine=arguments.json == "-")
    try:
        outcome = module.run(arguments, console) if module else Outcome()
        if arguments.json:
            write_json(outcome.data, arguments.json)
    except BrokenPipeError:  # whoever read our output has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Cancelled:
        return 130
    except KeyboardInterrupt:
        console.complain("")
        return 130
    except EXPECTED as error:
        return _failed(arguments, console, error)
    return 0 if outcome.ok else 1


def _failed(arguments: argparse.Namespace, console: Console, error: BaseException) -> int:
    sentence = sentence_of(error, console.words)
    console.complain(sentence)
    if arguments.json == "-":
        write_json({"error": sentence}, "-")
    return 1


def _parser(words: Sequence[str]) -> tuple[argparse.ArgumentParser, ModuleType | None]:
    """Return the parser, filled for the typed command only, and that command's module."""
    parser = argparse.ArgumentParser(prog="crm-admin", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    typed = next((word for word in words if not word.startswith("-")), "")
    found = None
    for command, (name, purpose) in available().items():
        sub = commands.add_parser(command, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.")
        if command == typed:
            found = importlib.import_module(f"{_PACKAGE}.{name}")
            found.add_arguments(sub)
            _every_command(sub)
    return parser, found


def available() -> dict[str, tuple[str, str]]:
    """Return the commands of this installation; a slim one for servers may lack some."""
    return {command: entry for command, entry in COMMANDS.items() if find_spec(f"{_PACKAGE}.{entry[0]}")}


def _every_command(parser: argparse.ArgumentParser) -> None:
    """Add what every command understands, below a command's own sub-commands too."""
    leaves = [parser]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            leaves = list(action.choices.values())
    for leaf in leaves:
        target.add_arguments(leaf)
        leaf.add_argument("--json", nargs="?", const="-", default="", metavar="FILE",
                          help="write the result as JSON to FILE, or to standard output")  # fmt: skip
        leaf.add_argument("--lang", choices=["zh_CN", "en"], default="", help="language of the sentences")
        leaf.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")


if __name__ == "__main__":
    sys.exit(main())
