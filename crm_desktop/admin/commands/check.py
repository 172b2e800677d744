"""``crm-admin check``: every invariant of an account set."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.invariants import WORDS, Breach
from crm_desktop.admin.keeping import works
from crm_desktop.admin.target import target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no words of its own."""


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Name everything that breaks an invariant."""
    target = target_of(arguments).expect()
    found = works.check(target)
    show_breaches(found, target.name, console)
    return Outcome(data=[asdict(breach) for breach in found], ok=not found)


def show_breaches(found: Sequence[Breach], name: str, console: Console) -> None:
    """Say each breach with its record, then how many there are."""
    for breach in found[:_SHOWN]:
        words = console.words(WORDS.get(breach.rule, breach.rule.replace("_", " ")))
        where = f"{breach.table} {breach.record_id or ''}".strip()
        console.show(f"✗ {where}: {words} {f'({breach.detail})' if breach.detail else ''}".rstrip())
    if not found:
        console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: every invariant holds."), name=name)
        return
    console.say(QT_TRANSLATE_NOOP("Admin", "“{name}”: {count} breaches."), name=name, count=len(found))
