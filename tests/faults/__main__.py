"""Run the faults in their long form and write what was measured into the README, each line with its day and commit.

python -m tests.faults                                                          all of them
python -m tests.faults --only import_killed --rows 1000000                      what takes an hour, for itself:
python -m tests.faults --only upgrade_interrupted --statements all              its lines replace those of before
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.faults.figures import FIGURES

HERE = Path(__file__).parent
README = HERE / "README.md"
BEGIN, END = "<!-- figures of python -m tests.faults -->", "<!-- end of figures -->"


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Faults in their long form.")
    parser.add_argument("--rows", type=int, default=20_000, metavar="N", help="rows of the import that is killed")
    parser.add_argument("--import-kills", type=int, default=6, metavar="N", help="imports that are killed")
    parser.add_argument("--client-kills", type=int, default=20, metavar="N", help="kills of each of two desktops")
    parser.add_argument("--rounds", type=int, default=40, metavar="N", help="pairs of changes of rights at once")
    parser.add_argument("--log", type=int, default=4_000, metavar="MB", help="log that a killed server reads again")
    parser.add_argument("--statements", default="25", metavar="N|all", help="where upgrades are broken off")
    parser.add_argument("--usual", action="store_true", help="in the sizes of the test suite")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="files that run at the same time")
    parser.add_argument("--only", default="", metavar="WORDS", help="faults whose file has these words in its name")
    parser.add_argument("--no-readme", action="store_true", help="print the figures only")
    return parser.parse_args(list(words))


def run(given: argparse.Namespace, figures: Path) -> int:
    """Run the tests and have them keep their figures; return pytest's exit code."""
    sizes = {} if given.usual else {
        "CRM_FAULTS_ROWS": given.rows, "CRM_FAULTS_IMPORT_KILLS": given.import_kills,
        "CRM_FAULTS_CLIENT_KILLS": given.client_kills, "CRM_FAULTS_ROUNDS": given.rounds, "CRM_FAULTS_LOG": given.log,
        "CRM_FAULTS_STATEMENTS": 0 if given.statements == "all" else given.statements, "CRM_FAULTS_LONG": 1,
    }  # fmt: skip
    files = [path for path in sorted(HERE.glob("test_*.py")) if given.only in path.stem]
    variables = {**os.environ, FIGURES: str(figures), **{name: str(value) for name, value in sizes.items()}}
    # a step of a long form may take longer than any test of the suite
    command = [sys.executable, "-m", "pytest", "-q", "-o", "faulthandler_timeout=7200", *map(str, files)]
    command += ["-n", str(given.jobs), "--dist", "loadfile"] if given.jobs > 1 else []
    return subprocess.run(command, cwd=HERE.parents[1], env=variables, check=False).returncode


def table(lines: Sequence[dict[str, Any]], before: str, when: str) -> str:
    """Return the figures as a table: of each fault those of now, else those that stood there *before*."""
    rows = {}
    for row in before.splitlines():
        if row.startswith("| ") and not row.startswith("| Fault |"):
            rows[tuple(cell.strip() for cell in row.split("|")[1:3])] = row
    for line in lines:
        measured = {k: v for k, v in line.items() if k not in ("fault", "what")}
        words = "; ".join(f"{name.replace('_', ' ')}: {_words(value)}" for name, value in measured.items())
        rows[line["fault"], line["what"]] = f"| {line['fault']} | {line['what']} | {words} | {when} |"
    return "\n".join(["| Fault | What | Measured | On |", "|---|---|---|---|", *(rows[key] for key in sorted(rows))])


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"({_words(each)})" for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(each)}" for name, each in value.items())
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}" if isinstance(value, float) else str(value)


def machine(code: int, given: argparse.Namespace, when: str) -> str:
    """Return on what this was measured, and whether all passed."""
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    passed = "All passed." if code == 0 else f"**Not all passed** (exit code {code})."
    sizes = (
        "sizes of the suite"
        if given.usual
        else f"{given.rows:,} rows, upgrades broken off at {given.statements} statements"
    )
    return (
        f"Last run{f' ({given.only})' if given.only else ''}: {when}; {os.cpu_count()} cores, "
        f"{psutil.virtual_memory().total >> 30} GB, {platform.system()} {platform.release()}, Python "
        f"{platform.python_version()}; load {load} (seconds are upper bounds where it is above the cores); {sizes}. {passed}"
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run, print and write down."""
    given = parse(sys.argv[1:] if words is None else words)
    with tempfile.TemporaryDirectory(prefix="crm-faults-figures-") as folder:
        figures = Path(folder) / "figures"
        figures.touch()
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
        when = f"{dt.datetime.now():%Y-%m-%d}, {commit.stdout.strip()}"
        code = run(given, figures)
        lines = [json.loads(line) for line in figures.read_text("utf-8").splitlines()]
    before, rest = README.read_text("utf-8").split(BEGIN, 1)
    old, after = rest.split(END, 1)
    said = f"{machine(code, given, when)}\n\n{table(lines, old, when)}"
    print(said)
    if not given.no_readme:
        README.write_text(f"{before}{BEGIN}\n{said}\n{END}{after}", encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
