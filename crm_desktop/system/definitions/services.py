"""Attributes and dictionaries: reading, ordering, checking what a change would do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Conflict
from crm_desktop.core.forms.layout import Layout, from_stored, to_stored
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class FormulaCheck:
    """What the database says of a formula: *rule* is '' where it is one; *value* is that of the sample record."""

    rule: str
    place: int
    word: str
    makes: str
    value: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class KindChange:
    """What another kind would do to the values: all of them, those that do not read as it, a few of these."""

    filled: int
    failing: int
    samples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """How many records of *entity* carry the entry *code* in *field*."""

    code: str
    entity: str
    field: str
    count: int


def list_attributes(session: Session, *, entity: str) -> list[dict[str, Any]]:
    """Return the definitions of an entity in their order, retired ones last, as rows for ``attribute_field``."""
    with translated():
        rows = session.execute(
            text(
                "SELECT d.*, CASE WHEN only_field = 'class_id' THEN ARRAY(SELECT crm.classes_below(only_values)) END "
                "AS classes FROM crm.attribute_definition d WHERE entity = :entity ORDER BY retired, position, id"
            ),
            {"entity": entity},
        )
        return [dict(row) for row in rows.mappings()]


def order_rows(session: Session, *, table: str, ids: Sequence[int]) -> None:
    """Give definitions or entries the places in which their *ids* stand."""
    assert table in ("attribute_definition", "dictionary")
    with translated():
        session.execute(
            text(
                f"UPDATE crm.{table} t SET position = o.n * 10 FROM unnest(CAST(:ids AS bigint[])) "
                "WITH ORDINALITY o(id, n) WHERE t.id = o.id AND t.position <> o.n * 10"
            ),
            {"ids": list(ids)},
        )


def check_formula(session: Session, *, entity: str, formula: str, record_id: int | None = None) -> FormulaCheck:
    """Ask the database whether *formula* is one, and for its value on a record."""
    with translated():
        row = session.execute(
            text("SELECT * FROM crm.check_formula(:entity, :formula, :id)"),
            {"entity": entity, "formula": formula, "id": record_id},
        ).one()
        return FormulaCheck(**row._mapping)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredLayout:
    """The form of an entity as it is stored; no *layout* means the built-in one."""

    id: int = 0
    version: int = 0
    layout: Layout | None = None


def read_layout(session: Session, *, entity: str) -> StoredLayout:
    """Return how the company arranged a form."""
    with translated():
        row = session.execute(
            text("SELECT id, version, layout FROM crm.form_layout WHERE entity = :entity"), {"entity": entity}
        ).one_or_none()
    return (
        StoredLayout() if row is None else StoredLayout(id=row.id, version=row.version, layout=from_stored(row.layout))
    )


def save_layout(session: Session, *, entity: str, stored: StoredLayout, layout: Layout) -> StoredLayout:
    """Keep a form where *stored* is still what stands; raise Conflict."""
    given = {"entity": entity, "layout": json.dumps(to_stored(layout), ensure_ascii=False), "version": stored.version}
    with translated():
        if stored.id:
            done = session.execute(
                text(
                    "UPDATE crm.form_layout SET layout = CAST(:layout AS jsonb) "
                    "WHERE entity = :entity AND version = :version RETURNING id"
                ),
                given,
            ).one_or_none()
        else:
            done = session.execute(
                text(
                    "INSERT INTO crm.form_layout (entity, layout) VALUES (:entity, CAST(:layout AS jsonb)) "
                    "ON CONFLICT (entity) DO NOTHING RETURNING id"
                ),
                given,
            ).one_or_none()
    if done is None:
        raise Conflict
    return read_layout(session, entity=entity)


def reset_layout(session: Session, *, entity: str) -> None:
    """Go back to the built-in form."""
    with translated():
        session.execute(text("DELETE FROM crm.form_layout WHERE entity = :entity"), {"entity": entity})


def list_field_rules(session: Session, *, entity: str) -> list[dict[str, Any]]:
    """Return the rules of an entity's fields, field by field, suspended ones too, as rows for ``field_rule``."""
    with translated():
        rows = session.execute(
            text("SELECT * FROM crm.field_rule WHERE entity = :entity ORDER BY field, position, id"), {"entity": entity}
        )
        return [dict(row) for row in rows.mappings()]


def read_condition(session: Session, *, entity: str, condition: str) -> Mapping[str, Any] | None:
    """Return the tree of a condition that is not saved yet; None where it is none."""
    with translated():
        tree: Mapping[str, Any] | None = session.execute(
            text("SELECT crm.condition_tree(:entity, :condition)"), {"entity": entity, "condition": condition}
        ).scalar_one()
    return tree


def try_pattern(session: Session, *, pattern: str, words: str) -> bool:
    """Tell whether *words* have the form of *pattern*; raise Invalid where that is no regular expression."""
    with translated():
        return bool(
            session.execute(text("SELECT :words ~ :pattern"), {"words": words, "pattern": pattern}).scalar_one()
        )


def read_kind_change(session: Session, *, attribute_id: int, kind: str, dictionary: str = "") -> KindChange:
    """Count the values that would not survive another kind."""
    with translated():
        row = session.execute(
            text("SELECT * FROM crm.attribute_change(:id, :kind, :dictionary)"),
            {"id": attribute_id, "kind": kind, "dictionary": dictionary},
        ).one()
        return KindChange(filled=row.filled, failing=row.failing, samples=tuple(row.samples or ()))


def list_entries(session: Session, *, kind: str) -> list[dict[str, Any]]:
    """Return the entries of a dictionary in their order, retired ones in their places."""
    with translated():
        rows = session.execute(
            text("SELECT * FROM crm.dictionary WHERE kind = :kind ORDER BY position, id"), {"kind": kind}
        )
        return [dict(row) for row in rows.mappings()]


def read_usage(session: Session, *, kind: str) -> list[Usage]:
    """Count the records that carry each entry of a dictionary, field by field."""
    with translated():
        rows = session.execute(text("SELECT * FROM crm.dictionary_usage(:kind)"), {"kind": kind})
        return [Usage(code=r.code, entity=r.entity, field=r.field, count=r.n) for r in rows]


def replace_entry(session: Session, *, kind: str, old: str, new: str) -> tuple[int, int]:
    """Put *new* in the place of *old* on every record; return the undoable action and how many records changed."""
    with translated():
        row = session.execute(
            text("SELECT * FROM crm.replace_entry(:kind, :old, :new)"), {"kind": kind, "old": old, "new": new}
        ).one()
        return int(row.bulk), int(row.n)


def totals_of(usage: Iterable[Usage]) -> Mapping[str, int]:
    """Return how many records carry each entry, over all fields."""
    found: dict[str, int] = {}
    for place in usage:
        found[place.code] = found.get(place.code, 0) + place.count
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class CodedEntity:
    """Records whose code a rule makes, and the classes that may have a rule of their own: (code, name)."""

    name: str
    classes: tuple[tuple[str, str], ...] = ()


def list_coded(session: Session, *, language: str) -> list[CodedEntity]:
    """Return every kind of record with a code."""
    chinese = language.startswith("zh")
    with translated():
        names = session.execute(text("SELECT crm.coded_entities() AS name")).scalars().all()
        kinds = session.execute(
            text(
                "SELECT code, name, name_en FROM crm.dictionary WHERE kind = 'customer_kind' AND NOT retired ORDER BY position"
            )
        ).all()
        may = session.execute(text("SELECT crm.may('product', 'view')")).scalar_one()
        classes = (
            session.execute(text("SELECT code, name FROM crm.product_class WHERE code <> '' ORDER BY code")).all()
            if may
            else []
        )
    words = tuple((k.code, k.name if chinese or not k.name_en else k.name_en) for k in kinds)
    return [
        CodedEntity(
            name=name,
            classes=words
            if name == "customer"
            else tuple((c.code, c.name) for c in classes)
            if name == "product"
            else (),
        )
        for name in names
    ]


def list_rules(session: Session) -> list[dict[str, Any]]:
    """Return all coding rules, those for a class behind the one for all."""
    with translated():
        rows = session.execute(text("SELECT * FROM crm.coding_rule ORDER BY entity, class_code"))
        return [dict(row) for row in rows.mappings()]


def preview_codes(
    session: Session, *, entity: str, pattern: str, gapless: bool, class_code: str = "", count: int = 3
) -> list[str]:
    """Return the next codes that a rule would give, without taking them."""
    given = {"entity": entity, "pattern": pattern, "gapless": gapless, "class_code": class_code, "n": count}
    with translated():
        return list(
            session.execute(
                text("SELECT crm.preview_codes(:entity, :pattern, :gapless, :class_code, :n)"), given
            ).scalar_one()
        )


def read_settings(session: Session) -> dict[str, int]:
    """Return the numbers that a company may choose, by name, as they hold now."""
    with translated():
        rows = session.execute(
            text("SELECT name, crm.setting_number(name) AS number FROM jsonb_object_keys(crm.usual_numbers()) name")
        )
        return {row.name: row.number for row in rows}


def write_setting(session: Session, *, name: str, value: int | Sequence[Mapping[str, str]]) -> None:
    """Choose a number, or the addresses for looking companies up; raise Denied without the right to edit settings, Invalid."""
    given = {"name": name, "value": json.dumps(value)}
    with translated():
        changed = session.execute(
            text("UPDATE crm.setting SET value = CAST(:value AS jsonb) WHERE name = :name RETURNING id"), given
        ).all()
        if not changed:
            session.execute(text("INSERT INTO crm.setting (name, value) VALUES (:name, CAST(:value AS jsonb))"), given)
