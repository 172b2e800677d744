"""What was typed and not saved, on this PC's disk: a crash, a power cut or a lost server takes nothing away."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_desktop.core.files import make_private, patiently, whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The typed *snapshot* of one record's form; *record_id* is 0 for a new one, told apart by *token*."""

    entity: str
    record_id: int
    token: str
    snapshot: Mapping[str, Any]
    labels: Mapping[str, str]
    version: int
    at: float = field(default_factory=time.time)  #: seconds since 1970
    title: str = ""
    pressed: bool = False  #: it was to be saved, and nothing was typed since


class Drafts:
    """The drafts of one login in its *folder*; a file each, so that one damaged file harms no other.

    *in_background* runs what need not be waited for: the disk's own writing down takes its time, and one types on.
    """

    def __init__(self, folder: Path, in_background: Callable[[Callable[[], None]], object] | None = None) -> None:
        self.folder = folder
        self._in_background = in_background or (lambda work: work())

    def _file(self, entity: str, record_id: int, token: str) -> Path:
        name = f"{entity}-{record_id}" if record_id else f"{entity}-new-{token}"
        return self.folder / f"{name}.json"

    def keep(self, draft: Draft) -> None:
        """Write a draft down; the older one stands until the new one is whole."""
        make_private(self.folder)
        target = self._file(draft.entity, draft.record_id, draft.token)
        words = {name: getattr(draft, name) for name in Draft.__slots__}
        words = {**words, "snapshot": dict(draft.snapshot), "labels": dict(draft.labels)}
        with (
            whole(target) as fresh,
            os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file,
        ):
            json.dump(words, file, ensure_ascii=False)
        self._in_background(lambda: _settle(target))

    def kept(self, draft: Draft) -> bool:
        """Write a draft down; tell whether the disk took it."""
        try:
            self.keep(draft)
        except OSError:
            return False
        return True

    def drop(self, entity: str, record_id: int, token: str = "") -> None:
        """Forget a draft."""
        patiently(lambda: self._file(entity, record_id, token).unlink(missing_ok=True))

    def find(self, entity: str, record_id: int, token: str = "") -> Draft | None:
        """Return the draft of a record, or None."""
        return _read(self._file(entity, record_id, token))

    def all(self) -> list[Draft]:
        """Return every draft, the oldest first."""
        found = [draft for path in self.folder.glob("*.json") if (draft := _read(path))]
        return sorted(found, key=lambda draft: draft.at)

    def all_new(self) -> list[Draft]:
        """Return the drafts of records that were never saved, the oldest first."""
        return [draft for draft in self.all() if not draft.record_id]


def _settle(path: Path) -> None:
    """Have a file on the disk itself, in case of a power cut; one that is gone again needs it no more."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDWR)  # Windows syncs only what may be written
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read(path: Path) -> Draft | None:
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
        return Draft(**{name: words[name] for name in Draft.__slots__ if name in words})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def draft_folder(base: Path, server: str, account_set: str, login: str) -> Path:
    """Return the folder of one login's drafts."""
    place = hashlib.sha256(f"{server}|{account_set}|{login}".encode()).hexdigest()[:16]
    return base / "drafts" / place


def new_token() -> str:
    """Return a name for a record that has no number yet."""
    return f"{time.time_ns():x}"
