"""At the end of a run, the list of what was tried; whichever worker tried it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.attack.tally import PROPERTY, table

LIST = "CRM_ATTACK_LIST"  #: a file that gets the list, too


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was tried, and write it where somebody asked for it."""
    counts = [
        tuple(count)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == PROPERTY and report.when == "teardown"
        for count in value
    ]
    if not counts:
        return
    lines = table(counts)  # type: ignore[arg-type]
    terminalreporter.section("attack: what was tried")
    for line in lines:
        terminalreporter.write_line(line)
    if LIST in os.environ:
        Path(os.environ[LIST]).write_text("\n".join(lines) + "\n", encoding="utf-8")
