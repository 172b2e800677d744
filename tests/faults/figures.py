"""What the tests measured, kept for whoever asked for it (``python -m tests.faults``)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FIGURES = "CRM_FAULTS_FIGURES"  #: a file, where anybody wants them


def note(fault: str, what: str, **measured: Any) -> None:
    """Keep figures of one test; nothing where nobody asked."""
    if FIGURES in os.environ:
        with Path(os.environ[FIGURES]).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"fault": fault, "what": what, **measured}, ensure_ascii=False) + "\n")


def size(name: str, usual: int) -> int:
    """Return how large the test is to be: CRM_FAULTS_*NAME*, or the *usual* of the suite."""
    return int(os.environ.get(f"CRM_FAULTS_{name.upper()}", usual))
