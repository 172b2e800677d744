"""mypy finds nothing; where it is not installed (``pip install -e '.[check]'``), nobody asks it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def test_types_are_what_they_say() -> None:
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
