"""The words of what stored values point to, one query an entity, within the caller's rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Text as SqlText
from sqlalchemy import cast, func, select, text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Field, Login, Money, Price, Ref
from crm_desktop.db.columns import table_of
from crm_desktop.db.errors import translated
from crm_desktop.db.naming import record_words

#: (entity, id) → the words of that record; (entity.field, id) → what stands in that field of it; ("", login) → whose it is.
Names = Mapping[tuple[str, Any], str]


def wanted_names(states: Iterable[tuple[Entity, Mapping[str, Any]]]) -> dict[str, set[Any]]:
    """Return what stored values point to: ids by entity, and by the field that is a currency; logins."""
    wanted: dict[str, set[Any]] = {}
    for entity, values in states:
        for field in entity.fields:
            if (found := place_of(entity, field, values)) is not None:
                wanted.setdefault(found[0], set()).add(found[1])
    return wanted


def place_of(entity: Entity, field: Field, values: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return where the words of a field stand, as *Names* has it, where its value is not all of them."""
    value = values.get(field.name)
    if isinstance(field, Ref):
        return (field.to, value) if isinstance(value, int) else None
    if isinstance(field, Login):
        return ("", value) if value else None
    return currency_beyond(entity, field, values)


def currency_beyond(entity: Entity, field: Field, values: Mapping[str, Any]) -> tuple[str, int] | None:
    """Return where the currency of an amount stands, as *Names* has it, where another record says it."""
    name, _, beyond = field.currency.partition(".") if isinstance(field, (Money, Price)) else ("", "", "")
    above = entity[name] if beyond else None
    return (f"{above.to}.{beyond}", values[name]) if isinstance(above, Ref) and values.get(name) else None


def read_names(session: Session, facts: Facts, wanted: Mapping[str, set[Any]]) -> dict[tuple[str, Any], str]:
    """Return the words of records and logins, as far as they may be seen."""
    names: dict[tuple[str, Any], str] = {}
    for key, ids in wanted.items():
        if not key:
            with translated():
                people = session.execute(
                    text("SELECT login, name FROM crm.employee WHERE login = ANY (:logins)"), {"logins": sorted(ids)}
                )
                names.update({("", one.login): one.name for one in people})
            continue
        name, _, beside = key.partition(".")
        entity = facts.entities.get(name)
        if entity is None or not ids or (beside and isinstance(entity[beside], Ref)):
            continue
        with translated():
            table = table_of(entity)
            words = cast(table.c[beside], SqlText) if beside else record_words(entity)
            rows = session.execute(select(table.c.id, words.label("words")).where(table.c.id == func.any(sorted(ids))))
            names.update({(key, row.id): str(row.words) for row in rows if row.words})
    return names


def ties_of(entity: Entity) -> list[Ref]:
    """Return what a record without a name of its own ties together, such as list and product of a price; [] where it has one."""
    own = entity[entity.label]
    if isinstance(own, Ref):
        return [own]
    listed = (entity[name] for name in entity.list_columns if name in entity and "." not in name)
    return [field for field in listed if isinstance(field, Ref)] if own.name == "note" else []
