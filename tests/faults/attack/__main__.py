"""Attack, and write down what was tried: ``python -m tests.faults.attack [--list FILE] [--readme] [--wide N]``."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.faults.attack.company import WIDE
from tests.faults.attack.printing import LIST

README = Path(__file__).resolve().parents[1] / "README.md"
_BEGIN, _END = "<!-- attack: written by python -m tests.faults.attack --readme -->", "<!-- /attack -->"
_INTRODUCTION = """## What an employee could try

Every employee has his own login and, with it, `psql`. `tests/faults/attack` does what he could do, as every role, against a company in which
every column of every row carries a marker of its own: a wire between him and the server searches every byte that he is sent (rows, errors,
notices, notifications, plans) for markers that his roles, reckoned from the templates, do not let him see; the trail tells what his
transaction changed; then it is rolled back. Tables, views, columns, links, sequences and functions are read from the catalogue: what is
added tomorrow is attacked tomorrow. One of the logins has of phones the masks alone: there a marker is a number, of which the mask hides the part that tells, heard backwards
too; and whoever guesses learns by no answer that a number is the right one. Another sees everybody's records without their names and words.
A number that is somebody else's record in every table is answered, by every function, like one that nobody has.
"""


def main() -> int:
    """Run the attack and return pytest's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.attack", description=__doc__)
    parser.add_argument("--list", metavar="FILE", type=Path, help="write the list of what was tried")
    parser.add_argument("--readme", action="store_true", help="write it into tests/faults/README.md")
    parser.add_argument("--wide", metavar="N", type=int, help="N times the arguments, as every login")
    parser.add_argument("rest", nargs="*", help="what goes on to pytest")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tried = Path(folder) / "tried.md"
        environment = {**os.environ, LIST: str(tried), **({WIDE: str(options.wide)} if options.wide else {})}
        folder_of_tests = str(Path(__file__).parent)
        code = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", folder_of_tests, *options.rest], env=environment, check=False
        ).returncode
        if tried.exists() and options.list:
            options.list.write_text(tried.read_text(encoding="utf-8"), encoding="utf-8")
        if tried.exists() and options.readme and code == 0:
            write_section(README, f"{_last_run(options.wide or 1)}\n\n{tried.read_text(encoding='utf-8')}")
    return code


def _last_run(wide: int) -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return f"Last run: {date.today()}, {commit.stdout.strip()}; `--wide {wide}`."


def write_section(path: Path, tried: str) -> None:
    """Put the list into its marked place of *path*, made at the end where there is none."""
    whole = path.read_text(encoding="utf-8") if path.exists() else "# Faults\n"
    section = f"{_BEGIN}\n{_INTRODUCTION}\n{tried}{_END}\n"
    found = re.compile(re.escape(_BEGIN) + ".*?" + re.escape(_END) + "\n", re.DOTALL)
    whole = found.sub(lambda _: section, whole) if found.search(whole) else f"{whole.rstrip()}\n\n{section}"
    path.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
