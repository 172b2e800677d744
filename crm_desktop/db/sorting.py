"""The order of a list: an index keeps it, or the server sorts what is not too much."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, cast, column, func, not_, select, table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.sql import literal
from sqlalchemy.types import String
from sqlalchemy.types import Text as SqlText

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import (
    Bool,
    Choice,
    Code,
    Email,
    Field,
    FieldName,
    MultiChoice,
    Options,
    Phone,
    Tags,
    Url,
    is_kept_in_order,
    is_worded,
)
from crm_desktop.core.query import ListQuery
from crm_desktop.db.columns import column_of, label_of, table_of

#: Characters of a text that decide where it stands: each is looked up in the readings of Chinese.
_DECIDING = 16
_LAST = 2_147_483_647
_TERM = table("dictionary", column("id"), column("kind"), column("code"), column("position"), schema="crm")

Steps = list[tuple[tuple[ColumnElement[bool], ...], list[ColumnElement[Any]]]]


def order_of(entity: Entity, query: ListQuery, stored: bool = False) -> list[ColumnElement[Any]]:
    """Return the ordering by a field, then id; empty values come last either way.

    *stored*: by the value that an index has, where the reader sees words in its place.
    """
    field, by_id = entity[query.sort], table_of(entity).c.id
    key = column_of(entity, field) if stored else _key(entity, field, query.words)
    nullable = bool(getattr(key, "nullable", True))
    # records that bear the same name stand each by themselves
    ties = [column_of(entity, field), by_id] if is_worded(field) and not stored else [by_id]
    if isinstance(field, Bool) and is_kept_in_order(
        entity[entity.sort]
    ):  # most are alike: those as the list stands by itself
        ties = [_key(entity, entity[entity.sort]), by_id]
    if query.descending:
        return [key.desc().nulls_last() if nullable else key.desc(), *(tie.desc() for tie in ties)]
    return [key.asc(), *(tie.asc() for tie in ties)]


def steps_of(entity: Entity, query: ListQuery, stored: bool = False) -> Steps:
    """Return the same ordering as conditions and orders to be read one after the other, each as an index has it."""
    key = column_of(entity, entity[query.sort]) if stored else _key(entity, entity[query.sort], query.words)
    kept = stored or is_kept(entity, query)
    if not (query.descending and kept and getattr(key, "nullable", True)):
        return [((), order_of(entity, query, stored))]
    # read backwards, an index has what is empty first
    order: list[ColumnElement[Any]] = [key.desc(), table_of(entity).c.id.desc()]
    return [((key.is_not(None),), order), ((key.is_(None),), order)]


def is_kept(entity: Entity, query: ListQuery) -> bool:
    """Tell whether an index has the rows in the order that is asked for."""
    return is_kept_in_order(entity[query.sort]) and not query.words


def _key(entity: Entity, field: Field, words: Sequence[tuple[str, str]] = ()) -> ColumnElement[Any]:
    """Return by what rows are sorted: the column where an index has it, else what the reader sees in its place."""
    if words:
        return _reading(_worded(entity, field, words))
    if field.name == entity.label and "sort_key" in (known := table_of(entity).c):
        return known["sort_key"]
    value = column_of(entity, field)
    if is_kept_in_order(field):
        return value
    if is_worded(field):
        return _words_key(entity, field)
    if isinstance(field, Bool):
        return not_(value)  # yes comes first
    if isinstance(field, Choice):
        # a code that the dictionary does not know is no empty value
        return func.coalesce(func.array_position(_codes(field.dictionary), value), case((value != "", _LAST)))
    if isinstance(field, Options):
        return func.array_position(cast([stored for stored, _ in field.options], ARRAY(SqlText)), value)
    if isinstance(field, (MultiChoice, Tags)):
        first = value[0].astext if field.is_custom else value[1]
        return _reading(first) if isinstance(field, Tags) else func.array_position(_codes(field.dictionary), first)
    if isinstance(value.type, String):
        return func.nullif(value, "") if isinstance(field, (Code, Phone, Email, Url)) else _reading(value)
    return value


def _worded(entity: Entity, field: Field, words: Sequence[tuple[str, str]]) -> ColumnElement[Any]:
    """Return what stands in *words* for what is stored; for the name of a field that of its kind of record before any."""
    known = cast(literal(json.dumps(dict(words))), JSONB)
    stored = cast(column_of(entity, field), SqlText)
    keys: list[ColumnElement[str]] = [stored]
    if isinstance(field, FieldName):
        keys.insert(0, func.concat(column_of(entity, entity[field.of]), ".", stored))
    return func.coalesce(*(known.op("->>")(key) for key in keys), stored)


def _codes(dictionary: str) -> ColumnElement[Any]:
    """Return the codes of a dictionary in its order; read once a statement."""
    in_order = func.array_agg(aggregate_order_by(_TERM.c.code, _TERM.c.position, _TERM.c.id), type_=ARRAY(SqlText))
    return select(in_order).where(_TERM.c.kind == literal(dictionary)).scalar_subquery()


def _words_key(entity: Entity, field: Field) -> ColumnElement[Any]:
    """Return where the record stands that a field names: by its own key of order, else by its words."""
    known = table_of(entity).metadata.tables.get(f"crm.{getattr(field, 'to', 'employee')}")
    if known is None or "sort_key" not in known.c:
        words = label_of(entity, field)
        is_code = known is not None and known.info.get("label") == "code"
        return words if is_code else _reading(words)
    other = known.alias(f"order_{field.name.replace('.', '_')}")
    met = other.c["id" if hasattr(field, "to") else "login"] == column_of(entity, field)
    return select(other.c["sort_key"]).where(met).scalar_subquery()


def _reading(words: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return how Chinese is read: that is the order of a dictionary; None where there is nothing to read."""
    return func.nullif(func.crm.sort_key(func.left(cast(words, SqlText), _DECIDING)), "")
