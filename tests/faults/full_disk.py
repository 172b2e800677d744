"""A disk of a few megabytes that a test can fill (Linux, root)."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

_PREFIX = "crm-small-disk-"


def missing() -> str:
    """Return why no small disk can be mounted here; '' where one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "a small disk needs Linux and root"
    try:
        with small_disk(1):
            return ""
    except (OSError, subprocess.CalledProcessError):
        return "mounting is not permitted here"


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Give an empty disk of that size; nothing of it is there afterwards."""
    _clear()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "crm-faults", str(folder)],
            check=True, capture_output=True,
        )  # fmt: skip
        yield folder
    finally:
        _remove(folder)


@contextlib.contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Fill the disk to the last byte; free it again afterwards."""
    block = disk / "ballast"
    with block.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    try:
        yield
    finally:
        block.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    if folder.is_mount():
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _clear() -> None:
    """Clear away what a killed run left."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = old.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            _remove(old)
