"""``crm-admin doctor``: everything that can be wrong with this PC or the server, each with its remedy."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from crm_desktop.admin import embedded
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.health import Finding, fault
from crm_desktop.admin.health.machine import check_machine
from crm_desktop.admin.health.server import check_server
from crm_desktop.admin.target import target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_SIGNS = {"ok": "✓", "hint": "!", "fault": "✗"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("--pc-only", action="store_true", help="look at this PC, not at a server")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Look at everything, say it as it is found, and end well only without faults."""
    findings = []
    for finding in _all(arguments):
        findings.append(finding)
        console.show(f"{_SIGNS[finding.grade]} {console.words(finding.what, **finding.values)}")
        if finding.remedy:
            console.show(f"    → {console.words(finding.remedy, **finding.values)}")
    faults = sum(finding.grade == "fault" for finding in findings)
    hints = sum(finding.grade == "hint" for finding in findings)
    console.say(QT_TRANSLATE_NOOP("Admin", "{faults} faults, {hints} hints."), faults=faults, hints=hints)
    data = [
        {
            "check": finding.check,
            "grade": finding.grade,
            "what": console.words(finding.what, **finding.values),
            "remedy": console.words(finding.remedy, **finding.values) if finding.remedy else "",
        }
        for finding in findings
    ]
    return Outcome(data=data, ok=not faults)


def _all(arguments: argparse.Namespace) -> Iterator[Finding]:
    yield from check_machine(Path(arguments.data or embedded.default_data_dir()))
    if arguments.pc_only:
        return
    try:
        target = target_of(arguments)
    except embedded.ServerTrouble as trouble:
        yield fault(
            "embedded",
            trouble.sentence,
            QT_TRANSLATE_NOOP("Admin", "Name another folder with --data, or an office server with --server."),
            **trouble.values,
        )
        return
    yield from check_server(target)
