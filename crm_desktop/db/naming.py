"""Name those of many records that a refusal is about, as far as the caller sees them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import CrmError, Denied, Invalid
from crm_desktop.core.fields import Choice, Options, Ref
from crm_desktop.db.columns import label_of, table_of, words_of
from crm_desktop.db.errors import translated

_NAMED = 5  #: so many are named


def names(session: Session, entity: Entity, ids: Collection[int]) -> list[str]:
    """Return the words of the first few of these records; what is hidden is named to nobody."""
    if entity.label not in entity:
        return []
    table, label = table_of(entity), record_words(entity)
    wanted = select(label).where(table.c.id == func.any(list(ids))).order_by(label, table.c.id).limit(_NAMED + 1)
    try:
        with session.begin_nested(), translated():
            found = [str(words) for words in session.execute(wanted).scalars() if words]
    except CrmError:  # a field right hides the name
        return []
    return [*found[:_NAMED], "…"] if len(found) > _NAMED else found


def record_words(entity: Entity) -> ColumnElement[str]:
    """Return the name of a record; of one that has only a kind, or no number yet, that of the first it belongs to."""
    listed = (entity[name] for name in entity.list_columns if name in entity)
    others = [label_of(entity, field) for field in listed if isinstance(field, Ref)]
    if isinstance(entity[entity.label], (Choice, Options)) and others:
        return func.coalesce(*others, "")
    if entity.label == "note" and others:  # a price is one of its list and its product
        return func.concat_ws(" · ", *others, func.nullif(words_of(entity), ""))
    return func.coalesce(func.nullif(words_of(entity), ""), *others, "")


@contextmanager
def naming(session: Session, entity: Entity) -> Iterator[None]:
    """Do something to many records; where the database says which of them it refuses, raise Denied with their names."""
    try:
        with session.begin_nested(), translated():
            yield
    except Denied as error:
        raise Denied(error.reason, names(session, entity, error.ids)) if error.ids else error from None


def try_all(session: Session, entity: Entity, ids: Sequence[int], write: Callable[[Sequence[int]], Any]) -> Any:
    """Return what *write* returns of all *ids*; where a rule refuses it, name in the Invalid raised the first that breaks it."""
    try:
        with session.begin_nested(), translated():
            return write(ids)
    except Invalid as error:
        if len(ids) > 1 and (found := _first_refused(session, ids, write)):
            error.values["of"] = names(session, entity, [found])
        raise


def _first_refused(session: Session, ids: Sequence[int], write: Callable[[Sequence[int]], Any]) -> int | None:
    """Return the first of *ids* that *write* is refused for, found by halves; None where it is their number together."""
    while len(ids) > 1:
        first, rest = ids[: len(ids) // 2], ids[len(ids) // 2 :]
        ids = first if _refused(session, first, write) else rest
    return ids[0] if _refused(session, ids, write) else None


def _refused(session: Session, ids: Sequence[int], write: Callable[[Sequence[int]], Any]) -> bool:
    attempt = session.begin_nested()
    try:
        with translated():
            write(ids)
    except CrmError:
        return True
    finally:
        attempt.rollback()
    return False
