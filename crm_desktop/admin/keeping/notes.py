"""What was done for the safety of an account set is kept in it, failures too."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg2

from crm_desktop.admin.target import Target

_OLDER = (psycopg2.errors.UndefinedFunction, psycopg2.errors.UndefinedTable, psycopg2.errors.InvalidSchemaName)


@dataclass
class Note:
    """The result of one run; filled in while it goes on."""

    ok: bool = True
    file: str = ""
    size: int = 0
    rows: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def noted(target: Target, kind: str) -> Iterator[Note]:
    """Keep the result of what is done inside in the account set, whatever comes of it.

    An account set of an older version has no place for it: nothing is kept then.
    """
    note, began = Note(), datetime.now(UTC)
    try:
        yield note
    except BaseException as error:
        note.ok, note.detail["error"] = False, str(error).strip().splitlines()[:1]
        with suppress(psycopg2.Error):  # the error itself says more than that it could not be noted
            _write(target, kind, began, note)
        raise
    with suppress(*_OLDER):
        _write(target, kind, began, note)


def _write(target: Target, kind: str, began: datetime, note: Note) -> None:
    target.rows(
        "SELECT crm.note_safety(%s, %s, %s, %s, %s, %s, %s, %s::jsonb)",
        kind, note.ok, began, platform.node(), note.file, note.size, note.rows,
        json.dumps(note.detail, ensure_ascii=False, default=str),
    )  # fmt: skip
