"""Runs the programs that PostgreSQL brings, as the right user of the operating system."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_CREATE_NEW_PROCESS_GROUP = 0x00000200
_CREATE_NO_WINDOW = 0x08000000


class ToolFailed(Trouble):
    """A program ended with an error; *printed* is what it said."""

    def __init__(self, program: str, printed: str) -> None:
        super().__init__(QT_TRANSLATE_NOOP("Admin", "{program} failed: {printed}"), program=program, printed=printed)
        self.printed = printed


def run_tool(
    program: Path, *arguments: object, user: str | None = None, detached: bool = False,
    environment: Mapping[str, str] | None = None, timeout: float | None = None,
) -> str:  # fmt: skip
    """Run *program* and return what it printed.

    *user*: run as that user of the operating system (only root may); *detached*: what it starts outlives
    us and takes no Ctrl+C of our terminal. Raises ToolFailed.
    """
    options: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    if sys.platform == "win32":
        options["creationflags"] = _CREATE_NO_WINDOW | (_CREATE_NEW_PROCESS_GROUP if detached else 0)
    elif detached:
        options["start_new_session"] = True
    # LC_ALL: the messages are shown and parsed in English; a file, not a pipe: a started server keeps it open
    variables = {**os.environ, "LC_ALL": "C", **(environment or {})}
    with tempfile.TemporaryFile() as printed:
        try:
            done = subprocess.run(
                [_with_suffix(program), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=printed,
                stderr=subprocess.STDOUT, env=variables, cwd=tempfile.gettempdir(), timeout=timeout,
                check=False, **options,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolFailed(program.name, str(error)) from error
        printed.seek(0)
        text = printed.read().decode("utf-8", "replace").strip()
    if done.returncode:
        raise ToolFailed(program.name, text)
    return text


def _with_suffix(program: Path) -> str:
    return f"{program}.exe" if sys.platform == "win32" else str(program)
