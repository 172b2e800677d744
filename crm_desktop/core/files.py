"""Files that are there whole or not at all: a full disk or a crash leaves what stood there before."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place beside *path* to write to: it becomes *path* when all went well, and is gone otherwise."""
    fresh = path.with_name(f".crm-{os.getpid()}-{threading.get_ident()}.part")
    try:
        yield fresh
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def write_whole(path: Path, words: str) -> None:
    """Write a small text file; raise OSError."""
    with whole(path) as fresh:
        fresh.write_text(words, encoding="utf-8")
