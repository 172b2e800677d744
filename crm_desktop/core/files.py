"""Files that are there whole or not at all: a full disk or a crash leaves what stood there before."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

#: What Windows answers while somebody holds a file: access denied, sharing violation, lock violation.
_HELD = (5, 32, 33)
_PATIENCE = 1.0  # seconds


def patiently(act: Callable[[], object]) -> None:
    """Rename or remove a file by *act*, again for a moment where Windows refuses because somebody holds it.

    Virus scanners open what was just written, and so do we to have it on the disk itself.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            act()
            return
        except PermissionError as error:
            if getattr(error, "winerror", 0) not in _HELD or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place beside *path* to write to: it becomes *path* when all went well, and is gone otherwise."""
    fresh = path.with_name(f".crm-{os.getpid()}-{threading.get_ident()}.part")
    try:
        yield fresh
        patiently(lambda: os.replace(fresh, path))
    finally:
        fresh.unlink(missing_ok=True)


def write_whole(path: Path, words: str) -> None:
    """Write a small text file; raise OSError."""
    with whole(path) as fresh:
        fresh.write_text(words, encoding="utf-8")


def make_private(folder: Path) -> Path:
    """Make *folder* where it is missing, readable by its owner only, and return it.

    On Windows it is as private as the folder above. Newer Pythons would bar everybody but the owner there, and what
    somebody made as an administrator belongs to all administrators: on an ordinary day he would be barred himself.
    """
    folder.mkdir(mode=0o777 if sys.platform == "win32" else 0o700, parents=True, exist_ok=True)
    return folder


def may_write_in(folder: Path) -> bool:
    """Return whether files can be made in *folder*: tried, for Windows' rights are not in the mode that ``os.access`` reads."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
