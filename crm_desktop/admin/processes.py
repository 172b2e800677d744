"""Runs the programs that PostgreSQL brings, as the right user of the operating system."""

from __future__ import annotations

import ctypes
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
                [spelled(word) for word in (_with_suffix(program), *map(str, arguments))], stdin=subprocess.DEVNULL, stdout=printed,
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


def spelled(word: str) -> str:
    """Return a word of a command line such that PostgreSQL's programs read it: on Windows in letters of the code page.

    What the code page has no letters for is called by its short name. Raises Trouble where there is none.
    """
    if _can_spell(word):
        return word
    option, sign, long = word.rpartition("=") if word.startswith("--") else ("", "", word)
    there = Path(long)
    while not there.exists() and there != there.parent:
        there = there.parent
    short = str(Path(_short_name(there), Path(long).relative_to(there)))
    if not _can_spell(short):
        sentence = QT_TRANSLATE_NOOP(
            "Admin",
            "PostgreSQL cannot read the name {path} on this Windows: its code page has no such letters. "
            "Use a folder with Latin letters.",
        )
        raise Trouble(sentence, path=long)
    return f"{option}{sign}{short}"


def _can_spell(word: str) -> bool:
    """Return whether programs that know no Unicode can be told *word*."""
    if sys.platform == "win32":
        try:
            word.encode("mbcs")
        except UnicodeEncodeError:
            return False
    return True


def _short_name(path: Path) -> str:
    """Return the name of eight and three letters that Windows gave a path; the path itself where it gives none."""
    if sys.platform == "win32":
        room = ctypes.create_unicode_buffer(4096)
        if ctypes.windll.kernel32.GetShortPathNameW(str(path), room, len(room)):
            return room.value
    return str(path)


def _with_suffix(program: Path) -> str:
    return f"{program}.exe" if sys.platform == "win32" else str(program)
