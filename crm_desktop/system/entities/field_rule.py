"""When a field is shown, required, kept, what it may look like and what it offers."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Bool, FieldName, Integer, LongText, Noun, Options, Text
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
RULE_KINDS = (
    ("visible", QT_TRANSLATE_NOOP("FieldRule", "Shown only where")),
    ("required", QT_TRANSLATE_NOOP("FieldRule", "Required where")),
    ("read_only", QT_TRANSLATE_NOOP("FieldRule", "Kept as saved where")),
    ("options", QT_TRANSLATE_NOOP("FieldRule", "Choices by another field")),
    ("pattern", QT_TRANSLATE_NOOP("FieldRule", "Must match a pattern")),
)
_NEEDS_CHOICE = QT_TRANSLATE_NOOP("FieldRule", "Please choose another field that holds one choice.")
_TOO_LONG = QT_TRANSLATE_NOOP("FieldRule", "The sentence has 300 characters at most.")
_COSTLY = QT_TRANSLATE_NOOP(
    "FieldRule",
    "The pattern is too costly to check: 200 characters at most, no references back, few repetitions of repetitions.",
)


class FieldRule(Versioned, Base):
    """A rule of one field; its condition is a formula that says yes or no."""

    __tablename__ = "field_rule"
    __table_args__ = {"info": {"label": "field"}}  # noqa: RUF012 - SQLAlchemy reads it once

    entity: Mapped[str]
    field: Mapped[str]
    kind: Mapped[str]
    condition: Mapped[str]
    pattern: Mapped[str]
    message: Mapped[str]
    message_en: Mapped[str]
    by_field: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    position: Mapped[int]
    retired: Mapped[bool]


FIELD_RULE = Entity(
    mapped=FieldRule,
    title=QT_TRANSLATE_NOOP("FieldRule", "Field rule"),
    plural=QT_TRANSLATE_NOOP("FieldRule", "Field rules"),
    fields=(
        Noun(name="entity", label=QT_TRANSLATE_NOOP("FieldRule", "Records"), required=True, sortable=True),
        FieldName(name="field", label=QT_TRANSLATE_NOOP("FieldRule", "Field"), of="entity", required=True),
        Options(
            name="kind",
            label=QT_TRANSLATE_NOOP("FieldRule", "Rule"),
            options=RULE_KINDS,
            required=True,
            default="required",
            width=18,
        ),
        LongText(
            name="condition",
            label=QT_TRANSLATE_NOOP("FieldRule", "Condition"),
            max_length=1000,
            hint=QT_TRANSLATE_NOOP("FieldRule", "A formula that says yes or no; empty means always"),
        ),
        Text(
            name="pattern",
            label=QT_TRANSLATE_NOOP("FieldRule", "Pattern"),
            max_length=200,
            hint=QT_TRANSLATE_NOOP("FieldRule", "A regular expression, such as ^1[3-9]\\d{9}$"),
        ),
        Text(name="message", label=QT_TRANSLATE_NOOP("FieldRule", "Sentence"), max_length=300),
        Text(name="message_en", label=QT_TRANSLATE_NOOP("FieldRule", "English sentence"), max_length=300),
        FieldName(name="by_field", label=QT_TRANSLATE_NOOP("FieldRule", "Depends on"), of="entity"),
        Bool(name="retired", label=QT_TRANSLATE_NOOP("FieldRule", "Suspended"), default=False),
        Integer(name="position", label=QT_TRANSLATE_NOOP("FieldRule", "Position"), default=0),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("FieldRule", "Field rule"),
            fields=("field", "kind", "condition", "pattern", "message", "message_en", "by_field", "retired"),
        ),
        Section(title=QT_TRANSLATE_NOOP("FieldRule", "Place"), fields=("entity", "position")),
    ),
    list_columns=("entity", "field", "kind", "condition"),
    sort="entity",
    label="field",
    module="setting",
    icon="split",
    messages={
        "field_rule_kind_known": QT_TRANSLATE_NOOP("FieldRule", "There is no such kind of rule."),
        "field_rule_field_required": QT_TRANSLATE_NOOP("FieldRule", "Please choose the field."),
        "field_rule_field_unknown": QT_TRANSLATE_NOOP("FieldRule", "There is no such field."),
        "field_rule_of_formula": QT_TRANSLATE_NOOP("FieldRule", "A formula is computed; it can only be hidden."),
        "field_rule_needs_condition": QT_TRANSLATE_NOOP("FieldRule", "Please write where it is shown."),
        "field_rule_no_condition": QT_TRANSLATE_NOOP(
            "FieldRule", 'A condition says yes or no, such as grade = "A"; this makes something else.'
        ),
        "field_rule_required_stays": QT_TRANSLATE_NOOP("FieldRule", "A field that is always required is never hidden."),
        "field_rule_pattern_of_text": QT_TRANSLATE_NOOP("FieldRule", "Only text fields have a pattern."),
        "field_rule_needs_pattern": QT_TRANSLATE_NOOP("FieldRule", "Please write the pattern."),
        "field_rule_pattern_wrong": QT_TRANSLATE_NOOP("FieldRule", "This is no regular expression."),
        "field_rule_pattern_costly": _COSTLY,
        "field_rule_pattern_length": _COSTLY,
        "field_rule_message_length": _TOO_LONG,
        "field_rule_message_en_length": _TOO_LONG,
        "field_rule_mapping_object": _NEEDS_CHOICE,
        "field_rule_options_of_choice": QT_TRANSLATE_NOOP("FieldRule", "Only fields of choices offer entries."),
        "field_rule_by_choice": _NEEDS_CHOICE,
        "field_rule_needs_mapping": QT_TRANSLATE_NOOP(
            "FieldRule", "Please say what is offered for one value at least."
        ),
        "attribute_entity_unknown": QT_TRANSLATE_NOOP("FieldRule", "These records have no field rules."),
    },
)
