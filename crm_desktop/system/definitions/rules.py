"""Values in, values out: keys, sentences about formulas, the parts of a code."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import (
    Bool,
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    LongText,
    Money,
    MultiChoice,
    Options,
    Percent,
    Price,
    Quantity,
    Star,
    Text,
)
from crm_desktop.core.text import QT_TRANSLATE_NOOP

#: Kinds of fields that a formula may read.
READABLE = (Text, LongText, Integer, Money, Price, Quantity, Percent, Date, Bool, Choice, Options)
#: Functions of formulas: how they are written, what they give.
FUNCTIONS = (
    ("if(, , )", QT_TRANSLATE_NOOP("Formulas", "if(condition, then, else)")),
    ("first(, )", QT_TRANSLATE_NOOP("Formulas", "first(a, b, …): the first that is filled in")),
    ("empty()", QT_TRANSLATE_NOOP("Formulas", "empty(a): is nothing there?")),
    ("round(, 2)", QT_TRANSLATE_NOOP("Formulas", "round(number, decimals)")),
    ("min(, )", QT_TRANSLATE_NOOP("Formulas", "min(a, b, …): the smallest, the earliest")),
    ("max(, )", QT_TRANSLATE_NOOP("Formulas", "max(a, b, …): the largest, the latest")),
    ("year()", QT_TRANSLATE_NOOP("Formulas", "year(date), month(date), day(date)")),
    ("date(, , )", QT_TRANSLATE_NOOP("Formulas", "date(year, month, day)")),
    ("left(, )", QT_TRANSLATE_NOOP("Formulas", "left(text, characters), right(text, characters)")),
    ("contains(, )", QT_TRANSLATE_NOOP("Formulas", "contains(text, part)")),
    ("length()", QT_TRANSLATE_NOOP("Formulas", "length(text)")),
    ("text()", QT_TRANSLATE_NOOP("Formulas", "text(a): a number or a date as text")),
)


def free_key(entity: Entity, taken: Collection[str], label: str) -> str:
    """Return a key for a new attribute: made of a Latin *label*, else numbered."""
    return free_word(label, {*taken, *(f.name for f in entity.fields)}, "field", 36)


def free_word(label: str, taken: Collection[str], stem: str, longest: int) -> str:
    """Return a short name that is not *taken*: made of a Latin *label*, else of *stem* and a number."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:longest]
    latin = re.fullmatch(r"[a-z][a-z0-9_]*", plain)
    if latin and plain not in taken:
        return plain
    stem = plain if latin else stem
    return next(f"{stem}_{n}" for n in range(1, 10_000) if f"{stem}_{n}" not in taken)


def formula_names(entity: Entity) -> list[tuple[str, Field]]:
    """Return what a formula of *entity* may read: its name there, and the field."""
    hidden = ("id", "created_by", "updated_by", "sort_key")
    return [
        (f.name.removeprefix("attrs."), f)
        for f in entity.fields
        if (isinstance(f, READABLE) or (f.is_custom and isinstance(f, DateTime)))
        and not isinstance(f, Star)
        and f.name not in hidden
    ]


def deciding_fields(entity: Entity) -> list[Field]:
    """Return the fields by which an attribute may be for some records only: choices, and the class of a product."""
    return [f for f in entity.fields if (isinstance(f, Choice) and not f.is_custom) or f.name == "class_id"]


def visible_parts(values: Mapping[str, Any]) -> dict[str, bool]:
    """Return which fields of a definition mean something for its kind."""
    kind = values.get("kind")
    return {
        "dictionary": kind in ("choice", "choices"),
        "target": kind == "link",
        "formula": kind == "formula",
        "formula_kind": kind == "formula",
        "required": kind != "formula",
        "default_value": kind not in ("formula", "link", "attachment"),
        "only_values": bool(values.get("only_field")),
        "searchable": kind not in ("long_text", "attachment", "link"),
        "entity": False,
        "position": False,
    }


def definition_entity(
    definition: Entity,
    entity: Entity,
    only_field: str,
    entities: tuple[tuple[str, str], ...],
    captions: Mapping[str, str],
) -> Entity:
    """Return the descriptor of a definition's form: what it may point to and depend on as words to choose from."""
    deciding = deciding_fields(entity)
    decides = next((f for f in deciding if f.name == only_field), None)
    changed: dict[str, Field] = {}
    for field in definition.fields:
        if field.name == "target":
            changed[field.name] = Options(name="target", label=field.label, options=entities)
        elif field.name == "only_field":
            words = tuple((f.name, captions[f.name]) for f in deciding)
            changed[field.name] = Options(name="only_field", label=field.label, options=words)
        elif field.name == "only_values" and isinstance(decides, Choice):
            changed[field.name] = MultiChoice(
                name="only_values", label=field.label, dictionary=decides.dictionary, hint=field.hint
            )
    return replace(definition, fields=tuple(changed.get(f.name, f) for f in definition.fields))


def preview_entity(entity: Entity, attributes: tuple[Field, ...]) -> Entity:
    """Return *entity* with nothing on its form but *attributes*, and what they depend on."""
    own = tuple(f for f in entity.fields if not f.is_custom)
    deciding = tuple(dict.fromkeys(f.only[0] for f in attributes if f.only is not None))
    bare = replace(
        entity,
        fields=own,
        sections=(),
        list_columns=tuple(n for n in entity.list_columns if n in {f.name for f in own}),
    )
    made = bare.with_attributes(tuple(f for f in attributes if not f.retired))
    above = (Section(title=entity.title, fields=deciding),) if deciding else ()
    return replace(made, sections=(*above, *made.sections))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a code: *kind* is 'text' or the word in braces; *text* stands for the kind 'text' only."""

    kind: str
    text: str = ""

    @property
    def pattern(self) -> str:
        """Return the part as it stands in a pattern."""
        return self.text if self.kind == "text" else "{" + self.kind + "}"


def parts_of(pattern: str) -> list[Part]:
    """Return the parts of a pattern in order, its counter last."""
    found = []
    for braced, plain in re.findall(r"\{([^{}]+)\}|([^{}]+)", pattern):
        found.append(Part(braced) if braced else Part("text", plain))
    return found


def pattern_of(parts: list[Part]) -> str:
    """Return the pattern of *parts*; neighbouring texts flow together."""
    return "".join(part.pattern for part in parts)
