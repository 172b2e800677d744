"""``crm-admin example``: real data of others as an account set, made through the same roads as a company's own."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from crm_desktop.admin import maven
from crm_desktop.admin.commands.init import as_outcome, make
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.target import target_of
from server_schema import install

EXAMPLES = {"maven": maven.answers_from}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("name", choices=sorted(EXAMPLES), help="which example")
    parser.add_argument(
        "--from",
        dest="folder",
        metavar="DIR",
        type=Path,
        required=True,
        help="maven: the folder with accounts.csv, products.csv, sales_pipeline.csv, sales_teams.csv",
    )
    parser.add_argument("--as", dest="as_name", metavar="NAME", default="", help="name of the account set")
    parser.add_argument("--password", metavar="WORD", default="", help="one password for everybody; else made up")
    parser.add_argument("--replace", action="store_true", help="remove an account set of that name first")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Derive the answers from the files, carry them out, say what was made."""
    name = arguments.as_name or arguments.name.capitalize()
    answers = EXAMPLES[arguments.name](arguments.folder, name)
    target = replace(target_of(arguments), name=name)
    if arguments.replace:
        install.drop_account_set(target.admin_dsn, name)
    made = make(answers, target, console, arguments.password)
    return Outcome(data=as_outcome(made), ok=not made.broken)
