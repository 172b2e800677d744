"""What the company defines itself: dictionaries, codes, attributes."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Bool, Choice, Integer, Options
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
KINDS = (
    ("text", QT_TRANSLATE_NOOP("AttributeDefinition", "Text")),
    ("long_text", QT_TRANSLATE_NOOP("AttributeDefinition", "Long text")),
    ("integer", QT_TRANSLATE_NOOP("AttributeDefinition", "Whole number")),
    ("number", QT_TRANSLATE_NOOP("AttributeDefinition", "Number")),
    ("money", QT_TRANSLATE_NOOP("AttributeDefinition", "Money")),
    ("date", QT_TRANSLATE_NOOP("AttributeDefinition", "Date")),
    ("bool", QT_TRANSLATE_NOOP("AttributeDefinition", "Yes or no")),
    ("choice", QT_TRANSLATE_NOOP("AttributeDefinition", "Choice")),
    ("choices", QT_TRANSLATE_NOOP("AttributeDefinition", "Several choices")),
)


class Dictionary(Versioned, Base):
    """One entry of a dictionary."""

    __tablename__ = "dictionary"

    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    colour: Mapped[str]
    position: Mapped[int]
    retired: Mapped[bool]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)


DICTIONARY = Entity(
    mapped=Dictionary,
    title=QT_TRANSLATE_NOOP("Dictionary", "Dictionary entry"),
    plural=QT_TRANSLATE_NOOP("Dictionary", "Dictionary entries"),
    fields=(
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("Dictionary", "Dictionary"),
            dictionary="dictionary",
            required=True,
            sortable=True,
            width=14,
        ),
        Text_(name="code", label=QT_TRANSLATE_NOOP("Dictionary", "Code"), required=True),
        Text_(name="name", label=QT_TRANSLATE_NOOP("Dictionary", "Name"), required=True),
        Text_(name="name_en", label=QT_TRANSLATE_NOOP("Dictionary", "English name")),
        Text_(name="colour", label=QT_TRANSLATE_NOOP("Dictionary", "Colour")),
        Integer(name="position", label=QT_TRANSLATE_NOOP("Dictionary", "Position"), default=0, sortable=True),
        Bool(name="retired", label=QT_TRANSLATE_NOOP("Dictionary", "Retired"), default=False),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Dictionary", "Dictionary entry"),
            fields=("kind", "code", "name", "name_en", "colour", "position", "retired"),
        ),
    ),
    list_columns=("kind", "code", "name", "name_en", "colour", "position", "retired"),
    sort="kind",
    icon="book-open",
    subtitle="kind",
    unique=("code",),
    messages={
        "dictionary_code_unique": QT_TRANSLATE_NOOP("Dictionary", "The dictionary has this code already."),
        "dictionary_code_required": QT_TRANSLATE_NOOP("Dictionary", "An entry needs a code."),
        "dictionary_name_required": QT_TRANSLATE_NOOP("Dictionary", "An entry needs a name."),
        "dictionary_kind_form": QT_TRANSLATE_NOOP(
            "Dictionary", "The name of a dictionary has small letters, digits and underscores."
        ),
        "dictionary_colour_form": QT_TRANSLATE_NOOP("Dictionary", "A colour is written as #rrggbb."),
        "dictionary_code_stays": QT_TRANSLATE_NOOP("Dictionary", "Records carry this code; it cannot change."),
    },
)


class CodingRule(Versioned, Base):
    """How a code is made."""

    __tablename__ = "coding_rule"
    __table_args__ = {"info": {"label": "pattern"}}  # noqa: RUF012 - SQLAlchemy reads it once

    entity: Mapped[str]
    class_code: Mapped[str]
    pattern: Mapped[str]
    gapless: Mapped[bool]


CODING_RULE = Entity(
    mapped=CodingRule,
    title=QT_TRANSLATE_NOOP("CodingRule", "Coding rule"),
    plural=QT_TRANSLATE_NOOP("CodingRule", "Coding rules"),
    fields=(
        Text_(name="entity", label=QT_TRANSLATE_NOOP("CodingRule", "For"), required=True, sortable=True),
        Text_(name="class_code", label=QT_TRANSLATE_NOOP("CodingRule", "Class")),
        Text_(name="pattern", label=QT_TRANSLATE_NOOP("CodingRule", "Pattern"), required=True, width=24),
        Bool(name="gapless", label=QT_TRANSLATE_NOOP("CodingRule", "Without gaps"), default=False),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CodingRule", "Coding rule"), fields=("entity", "class_code", "pattern", "gapless")
        ),
    ),
    list_columns=("entity", "class_code", "pattern", "gapless"),
    sort="entity",
    label="pattern",
    module="setting",
    icon="hash",
    messages={
        "coding_rule_unique": QT_TRANSLATE_NOOP("CodingRule", "There is a rule for this already."),
        "coding_rule_pattern_form": QT_TRANSLATE_NOOP(
            "CodingRule",
            "A pattern is made of text, {YYYY}, {YY}, {MM}, {DD}, {class} and ends in a counter such as {#####}.",
        ),
    },
)


class AttributeDefinition(Versioned, Base):
    """A field that the company adds itself."""

    __tablename__ = "attribute_definition"
    __table_args__ = {"info": {"label": "label"}}  # noqa: RUF012 - SQLAlchemy reads it once

    entity: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    label_en: Mapped[str]
    kind: Mapped[str]
    dictionary: Mapped[str]
    required: Mapped[bool]
    default_value: Mapped[str]
    class_code: Mapped[str]
    position: Mapped[int]
    searchable: Mapped[bool]
    in_list: Mapped[bool]
    retired: Mapped[bool]


ATTRIBUTE_DEFINITION = Entity(
    mapped=AttributeDefinition,
    title=QT_TRANSLATE_NOOP("AttributeDefinition", "Attribute"),
    plural=QT_TRANSLATE_NOOP("AttributeDefinition", "Attributes"),
    fields=(
        Text_(name="entity", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Of"), required=True, sortable=True),
        Text_(name="key", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Key"), required=True),
        Text_(name="label", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Label"), required=True),
        Text_(name="label_en", label=QT_TRANSLATE_NOOP("AttributeDefinition", "English label")),
        Options(
            name="kind",
            label=QT_TRANSLATE_NOOP("AttributeDefinition", "Kind"),
            options=KINDS,
            required=True,
            default="text",
        ),
        Choice(
            name="dictionary", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Dictionary"), dictionary="dictionary"
        ),
        Bool(name="required", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Required"), default=False),
        Text_(name="default_value", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Default")),
        Text_(name="class_code", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Only for class")),
        Integer(name="position", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Position"), default=0),
        Bool(name="searchable", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Searchable"), default=False),
        Bool(name="in_list", label=QT_TRANSLATE_NOOP("AttributeDefinition", "In the list"), default=False),
        Bool(name="retired", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Retired"), default=False),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("AttributeDefinition", "Attribute"),
            fields=(
                "entity",
                "key",
                "label",
                "label_en",
                "kind",
                "dictionary",
                "required",
                "default_value",
                "class_code",
                "position",
                "searchable",
                "in_list",
                "retired",
            ),
        ),
    ),
    list_columns=("entity", "key", "label", "label_en", "kind", "required", "in_list"),
    sort="entity",
    label="label",
    module="setting",
    icon="sliders",
    messages={
        "attribute_definition_unique": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "There is an attribute with this key already."
        ),
        "attribute_definition_key_form": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "A key has small letters, digits and underscores."
        ),
        "attribute_definition_label_required": QT_TRANSLATE_NOOP("AttributeDefinition", "An attribute needs a label."),
        "attribute_definition_kind_known": QT_TRANSLATE_NOOP("AttributeDefinition", "There is no such kind."),
    },
)
