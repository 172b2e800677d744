"""What a command says: sentences for people, one JSON value for machines."""

from __future__ import annotations

import datetime
import decimal
import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any, TextIO

from crm_desktop.core.files import write_whole
from crm_desktop.printing.words import translate

CONTEXT = "Admin"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a command found: *data* for ``--json``; *ok* decides the exit code."""

    data: Any = field(default_factory=dict)
    ok: bool = True


class Console:
    """Speaks in the user's language; with *machine* set, standard output stays free for the JSON value."""

    def __init__(self, *, language: str = "", quiet: bool = False, machine: bool = False) -> None:
        self.language = language or system_language()
        self._quiet = quiet
        self._out: TextIO = sys.stderr if machine else sys.stdout
        self._line_open = False
        self._shown_at = 0.0

    def words(self, sentence: str, **values: Any) -> str:
        """Return a marked *sentence* in the user's language, its places filled."""
        return translate(self.language, CONTEXT, sentence).format(**values)

    def say(self, sentence: str, **values: Any) -> None:
        """Print a marked sentence."""
        self.show(self.words(sentence, **values))

    def show(self, text: str = "") -> None:
        """Print *text* as it is."""
        self._end_progress()
        if not self._quiet:
            print(text, file=self._out, flush=True)

    def complain(self, text: str) -> None:
        """Print *text* to standard error, even when quiet."""
        self._end_progress()
        print(text, file=sys.stderr, flush=True)

    def progress(self, done: int, total: int, what: str = "") -> None:
        """Show how far a long work is: one line that is written over; nothing where nobody looks."""
        now = time.monotonic()
        if self._quiet or not sys.stderr.isatty() or (now - self._shown_at < 0.1 and done < total):
            return
        self._shown_at, self._line_open = now, True
        share = f"{100 * done // total:3d}%" if total else f"{done}"
        sys.stderr.write(f"\r\x1b[K{share}  {what}")
        sys.stderr.flush()

    def table(self, rows: list[tuple[str, ...]]) -> None:
        """Print *rows* in columns; a Chinese character counts as two."""
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            padded = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
            self.show("  ".join(padded).rstrip())

    def _end_progress(self) -> None:
        if self._line_open:
            sys.stderr.write("\r\x1b[K")
            self._line_open = False


def system_language() -> str:
    """Return the language of this terminal: 'zh_CN' or 'en'."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not wanted and sys.platform == "win32":
        import locale

        wanted = locale.getlocale()[0] or ""
    return "zh_CN" if wanted.lower().startswith(("zh", "chinese")) else "en"


def write_json(value: Any, target: str) -> None:
    """Write *value* as JSON to the file *target*, whole or not at all, or to standard output ('-')."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    if target == "-":
        try:
            text.encode(sys.stdout.encoding)
        except UnicodeEncodeError:  # a code page of Windows: what it lacks is written as \u1234, not lost
            text = json.dumps(value, indent=2, default=_plain)
        print(text)
        return
    write_whole(Path(target), text + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)


def _width(text: str) -> int:
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in text)
