"""What the trail is about, in words: operations, and what is done to many records at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm_desktop.core.codec.stored import flat
from crm_desktop.core.text import QT_TRANSLATE_NOOP

#: Operation of an entry → words.
OPERATIONS = {
    "I": QT_TRANSLATE_NOOP("Trail", "Created"),
    "U": QT_TRANSLATE_NOOP("Trail", "Changed"),
    "D": QT_TRANSLATE_NOOP("Trail", "Deleted"),
    "E": QT_TRANSLATE_NOOP("Trail", "Exported"),
    "R": QT_TRANSLATE_NOOP("Trail", "Sensitive fields read"),
    "X": QT_TRANSLATE_NOOP("Trail", "Erased personal data"),
}
#: Kind of a bulk action → words; another kind is shown by its label.
BULK_KINDS = {
    "bulk_edit": QT_TRANSLATE_NOOP("Trail", "Changed many"),
    "import": QT_TRANSLATE_NOOP("Trail", "Import"),
    "merge": QT_TRANSLATE_NOOP("Trail", "Merge"),
    "assign": QT_TRANSLATE_NOOP("Trail", "Assignment"),
    "hand_over": QT_TRANSLATE_NOOP("Trail", "Hand-over"),
    "prices": QT_TRANSLATE_NOOP("Trail", "Price change"),
    "price_change": QT_TRANSLATE_NOOP("Trail", "Price change"),
    "price_update": QT_TRANSLATE_NOOP("Trail", "Price change"),
    "variants": QT_TRANSLATE_NOOP("Trail", "Variants made"),
    "claim": QT_TRANSLATE_NOOP("Trail", "Claimed from the pool"),
    "recycle": QT_TRANSLATE_NOOP("Trail", "Returned to the pool"),
    "format": QT_TRANSLATE_NOOP("Trail", "Formats made standard"),
    "recalculate": QT_TRANSLATE_NOOP("Trail", "Formulas recalculated"),
    "delete": QT_TRANSLATE_NOOP("Trail", "Deleted"),
}
#: State of a bulk action → why it can or cannot be taken back.
BULK_STATES = {
    "open": QT_TRANSLATE_NOOP("Trail", "Can be taken back"),
    "undone": QT_TRANSLATE_NOOP("Trail", "Taken back"),
    "too_old": QT_TRANSLATE_NOOP("Trail", "too long ago: it stays"),
    "not_yours": QT_TRANSLATE_NOOP("Trail", "Only whoever did it can take it back"),
    "nothing": QT_TRANSLATE_NOOP("Trail", "Nothing was changed"),
}
#: Tables that are no entity of the screen → words.
NOUNS = {
    "absence": QT_TRANSLATE_NOOP("Trail", "Absence"),
    "action_reaction": QT_TRANSLATE_NOOP("Trail", "Answer to an entry"),
    "form_layout": QT_TRANSLATE_NOOP("Trail", "Form layout"),
    "import_mapping": QT_TRANSLATE_NOOP("Trail", "Mapping of an import"),
    "timeline_pin": QT_TRANSLATE_NOOP("Trail", "Pinned entry"),
    "attachment": QT_TRANSLATE_NOOP("Trail", "File"),
    "notice": QT_TRANSLATE_NOOP("Trail", "Notice"),
    "saved_view": QT_TRANSLATE_NOOP("Trail", "Saved view"),
    "import_run": QT_TRANSLATE_NOOP("Trail", "Import"),
    "setting": QT_TRANSLATE_NOOP("Trail", "Setting"),
    "erasure": QT_TRANSLATE_NOOP("Trail", "Personal data"),
    "safety_run": QT_TRANSLATE_NOOP("Trail", "Safety work"),
}
#: Columns that say nothing to people.
SILENT = {"id", "version", "created_at", "created_by", "updated_at", "updated_by", "sort_key", "tokens"}


@dataclass(frozen=True, kw_only=True, slots=True)
class TrailFilter:
    """What is looked for; empty values leave a filter out."""

    person: int | None = None
    first: date | None = None
    last: date | None = None
    entity: str = ""
    operation: str = ""
    record_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of the trail; *name* are the words of the record, *changes* are (field, old, new) as stored."""

    id: int
    at: datetime
    by: str
    client: str
    address: str
    table: str
    record_id: int | None
    operation: str
    name: str
    changes: tuple[tuple[str, Any, Any], ...] = ()
    names: Mapping[tuple[str, Any], str] = field(default_factory=dict)  #: words of what the values point to


@dataclass(frozen=True, kw_only=True, slots=True)
class Bulk:
    """Something done to many records at once; *state* is a key of ``BULK_STATES``."""

    id: int
    at: datetime
    by: str
    kind: str
    label: str
    tables: tuple[str, ...]
    records: int
    state: str
    names: tuple[str, ...] = ()  #: the first few of what was deleted


def changes_of(
    operation: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> tuple[tuple[str, Any, Any], ...]:
    """Return (field, old, new) of what an entry says, fields without a meaning left out; own attributes one by one."""
    before, after = flat(dict(old or {})), flat(dict(new or {}))
    if operation in ("E", "R"):
        return tuple((name, None, value) for name, value in after.items())
    return tuple(
        (name, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if name not in SILENT and (_said(before.get(name)) or _said(after.get(name)))
        and (before.get(name) != after.get(name) or name == "#erased")
    )  # fmt: skip


def _said(value: Any) -> bool:
    return value not in (None, "", [], {})
