"""What is written in the one standard way as it comes in: which way that is, is said by who starts the import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.system.importing.references import Found, find_references, lookup_fields

#: ``standards(entity, values)``: those of a record's values that are to be written otherwise, and how.
Standards = Callable[[Entity, Mapping[str, Any]], Mapping[str, str]]
#: Makes them for one session: they may need to read what stands in the database.
Standardise = Callable[[Session], Standards]


def none(_entity: Entity, _values: Mapping[str, Any]) -> Mapping[str, str]:
    """Leave everything as it stands in the file."""
    return {}


def standard_words(standards: Standards, target: Entity, lookup: Sequence[str], words: Iterable[str]) -> dict[str, str]:
    """Return for each text that names a record the way in which that record's name is written."""
    name = lookup_fields(target, lookup)[-1]
    return {word: standards(target, {name: word}).get(name, word) for word in words}


def find_written(
    session: Session, target: Entity, lookup: Sequence[str], words: Iterable[str], standards: Standards
) -> tuple[Found, dict[str, str]]:
    """Find the records that *words* name, as they stand there or in standard form; also return the standard of the missing."""
    found = find_references(session, target, lookup, words)
    written = standard_words(standards, target, lookup, found.missing)
    others = {word: new for word, new in written.items() if new != word}
    if not others:
        return found, written
    again = find_references(session, target, lookup, others.values())
    several = {word: again.several[new] for word, new in others.items() if new in again.several}
    ids = {word: again.ids[new] for word, new in others.items() if new in again.ids}
    missing = tuple(word for word in found.missing if word not in ids and word not in several)
    return Found(ids={**found.ids, **ids}, several={**found.several, **several}, missing=missing), written
