"""What is new is made once, however often its saving is tried: the answer to a first attempt may have been lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, MadeBefore
from crm_desktop.core.record import Record
from crm_desktop.core.source import RecordSource


def writing(
    store: Callable[..., Record], records: RecordSource, entity: Entity, token: str,
    record: Record, changes: Mapping[str, Any], parts: Any,
) -> Callable[[Any], Record]:  # fmt: skip
    """Return the job that writes *changes* and *parts* of *record*; a new one under *token*, so it raises MadeBefore."""

    def write(session: Any) -> Record:
        try:
            return store(session, records, entity, record, changes, parts)
        except Conflict as error:
            theirs = error.theirs  # where it says all of it, an earlier attempt wrote it, or somebody of the same mind
            if parts or not isinstance(theirs, Record) or any(theirs.values.get(n) != v for n, v in changes.items()):
                raise
            return theirs

    content = (sorted(changes.items()), parts)
    return write if record.id else lambda s: records.create_once(s, entity, token, content, lambda: write(s))


def noting(records: RecordSource, entity: Entity, token: str, values: Mapping[str, Any]) -> Callable[[Any], Record]:
    """Return the job that writes a new record of one form only: what was typed after a lost answer is put on top."""

    def write(session: Any) -> Record:
        try:
            return records.create_once(
                session, entity, token, sorted(values.items()), lambda: records.create(session, entity, values)
            )
        except MadeBefore as earlier:
            return records.save(session, entity, records.load(session, entity, earlier.record_id), values)

    return write
