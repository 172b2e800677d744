"""Old years of the audit trail: moved aside in the account set, and written into a file that proves itself."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

from crm_desktop.admin.keeping.notes import noted
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.files import whole
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_ENTRY = """SELECT jsonb_build_object('id', id, 'at', extract(epoch FROM at)::text, 'xid', xid::text, 'login', login, 'client', client,
    'address', host(address), 'table', table_name, 'record', record_id, 'operation', operation, 'old', old::text, 'new', new::text,
    'epoch', epoch, 'salt', salt, 'digest', encode(digest, 'hex'))::text
    FROM crm.audit_archive WHERE at >= %s AND at < %s ORDER BY id"""
_DIGEST = """SELECT encode(crm.audit_digest(to_timestamp((e ->> 'at')::float8), (e ->> 'xid')::xid8, e ->> 'login', e ->> 'table',
    (e ->> 'record')::bigint, e ->> 'operation', (e ->> 'old')::jsonb, (e ->> 'new')::jsonb, (e ->> 'epoch')::int, (e ->> 'salt')::uuid), 'hex')
    FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS x(e, n) ORDER BY n"""
_ERASED = "SELECT audit_id, encode(digest, 'hex') FROM crm.erased_entries() WHERE audit_id = ANY (%s)"
_BATCH = 1000


def archive(target: Target, year: int, path: Path | None) -> tuple[int, int]:
    """Move what is sealed of *year* and before aside, and write *year* into *path*; return how many moved, were written.

    Raises Trouble for a year that is not over.
    """
    if year >= datetime.now().year:
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "{year} is not over yet."), year=year)
    if path is not None and path.exists():
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "{path} is there already; nothing was written."), path=path)
    begin, end = (datetime(n, 1, 1).astimezone() for n in (year, year + 1))
    with noted(target, "archive") as note:
        ((moved,),) = target.rows("SELECT crm.archive_audit(%s)", end)
        note.rows, note.detail = moved, {"year": year}
        written = 0
        if path is not None:
            with whole(path) as fresh, gzip.open(fresh, "wt", encoding="utf-8", newline="\n") as file:
                for (line,) in target.rows(_ENTRY, begin, end):
                    file.write(line + "\n")
                    written += 1
            note.file, note.size = str(path), path.stat().st_size
    return moved, written


def verify_file(target: Target, path: Path) -> tuple[int, list[int]]:
    """Return how many entries a file holds and the numbers of the lines that do not bear their seal.

    The digests are computed anew from what stands there, and compared with those that the account set has sealed.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            entries = [json.loads(line) for line in file]
    except (OSError, ValueError, EOFError) as error:
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "{path} cannot be read."), path=path) from error
    wrong: list[int] = []
    for start in range(0, len(entries), _BATCH):
        batch = entries[start : start + _BATCH]
        computed = [row[0] for row in target.rows(_DIGEST, json.dumps(batch))]
        known = dict(target.rows(
            "SELECT id, encode(digest, 'hex') FROM crm.audit_whole WHERE id = ANY (%s)", [entry["id"] for entry in batch]
        ))  # fmt: skip
        erased = dict(target.rows(_ERASED, [entry["id"] for entry in batch]))
        wrong += [
            start + number
            for number, (entry, digest) in enumerate(zip(batch, computed, strict=True), 1)
            if entry["digest"] != known.get(entry["id"]) or digest not in (entry["digest"], erased.get(entry["id"]))
        ]
    return len(entries), wrong
