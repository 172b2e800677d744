"""The order of a list: an index keeps it, or the server sorts what is not too much."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, cast, column, func, not_, select, table
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.sql import literal
from sqlalchemy.types import String
from sqlalchemy.types import Text as SqlText

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Bool, Choice, Code, Email, Field, MultiChoice, Options, Phone, Tags, Url, is_worded
from crm_desktop.db.columns import column_of, label_of, table_of

#: Rows that are sorted by a column without an index; a longer list is to be filtered first.
MOST_SORTED = 50_000
#: Characters of a text that decide where it stands: each is looked up in the readings of Chinese.
_DECIDING = 16
_TERM = table("dictionary", column("id"), column("kind"), column("code"), column("position"), schema="crm")

Steps = list[tuple[tuple[ColumnElement[bool], ...], list[ColumnElement[Any]]]]


def order_of(entity: Entity, name: str, descending: bool) -> list[ColumnElement[Any]]:
    """Return the ordering by a field, then id; empty values come last either way."""
    key, by_id = _key(entity, entity[name]), table_of(entity).c.id
    nullable = bool(getattr(key, "nullable", True))
    if descending:
        return [key.desc().nulls_last() if nullable else key.desc(), by_id.desc()]
    return [key.asc(), by_id.asc()]


def steps_of(entity: Entity, name: str, descending: bool) -> Steps:
    """Return the same ordering as conditions and orders to be read one after the other, each as an index has it."""
    key = _key(entity, entity[name])
    if not (descending and entity[name].sortable and getattr(key, "nullable", True)):
        return [((), order_of(entity, name, descending))]
    # read backwards, an index has what is empty first
    order: list[ColumnElement[Any]] = [key.desc(), table_of(entity).c.id.desc()]
    return [((key.is_not(None),), order), ((key.is_(None),), order)]


def _key(entity: Entity, field: Field) -> ColumnElement[Any]:
    """Return by what rows are sorted: the column where an index has it, else what the reader sees in its place."""
    if field.name == entity.label and "sort_key" in (known := table_of(entity).c):
        return known["sort_key"]
    value = column_of(entity, field)
    if field.sortable:
        return value
    if is_worded(field):
        return _words_key(entity, field)
    if isinstance(field, Bool):
        return not_(value)  # yes comes first
    if isinstance(field, Choice):
        return func.array_position(_codes(field.dictionary), value)
    if isinstance(field, Options):
        return func.array_position(cast([stored for stored, _ in field.options], ARRAY(SqlText)), value)
    if isinstance(field, (MultiChoice, Tags)):
        first = value[0].astext if field.is_custom else value[1]
        return _reading(first) if isinstance(field, Tags) else func.array_position(_codes(field.dictionary), first)
    if isinstance(value.type, String):
        return func.nullif(value, "") if isinstance(field, (Code, Phone, Email, Url)) else _reading(value)
    return value


def _codes(dictionary: str) -> ColumnElement[Any]:
    """Return the codes of a dictionary in its order; read once a statement."""
    in_order = func.array_agg(aggregate_order_by(_TERM.c.code, _TERM.c.position, _TERM.c.id), type_=ARRAY(SqlText))
    return select(in_order).where(_TERM.c.kind == literal(dictionary)).scalar_subquery()


def _words_key(entity: Entity, field: Field) -> ColumnElement[Any]:
    """Return where the record stands that a field names: by its own key of order, else by its words."""
    known = table_of(entity).metadata.tables.get(f"crm.{getattr(field, 'to', 'employee')}")
    if known is None or "sort_key" not in known.c:
        return _reading(label_of(entity, field))
    other = known.alias(f"order_{field.name.replace('.', '_')}")
    met = other.c["id" if hasattr(field, "to") else "login"] == column_of(entity, field)
    return select(other.c["sort_key"]).where(met).scalar_subquery()


def _reading(words: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return how Chinese is read: that is the order of a dictionary; None where there is nothing to read."""
    return func.nullif(func.crm.sort_key(func.left(cast(words, SqlText), _DECIDING)), "")
