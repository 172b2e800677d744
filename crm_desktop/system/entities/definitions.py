"""What the company defines itself: dictionaries, codes, attributes."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import (
    Bool,
    Choice,
    Code,
    Colour,
    FieldName,
    Integer,
    LongText,
    MultiChoice,
    Noun,
    Options,
    Tags,
)
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
    ("percent", QT_TRANSLATE_NOOP("AttributeDefinition", "Percent")),
    ("date", QT_TRANSLATE_NOOP("AttributeDefinition", "Date")),
    ("datetime", QT_TRANSLATE_NOOP("AttributeDefinition", "Date and time")),
    ("bool", QT_TRANSLATE_NOOP("AttributeDefinition", "Yes or no")),
    ("phone", QT_TRANSLATE_NOOP("AttributeDefinition", "Phone")),
    ("email", QT_TRANSLATE_NOOP("AttributeDefinition", "E-mail")),
    ("url", QT_TRANSLATE_NOOP("AttributeDefinition", "Web address")),
    ("choice", QT_TRANSLATE_NOOP("AttributeDefinition", "Choice")),
    ("choices", QT_TRANSLATE_NOOP("AttributeDefinition", "Several choices")),
    ("link", QT_TRANSLATE_NOOP("AttributeDefinition", "Link to a record")),
    ("attachment", QT_TRANSLATE_NOOP("AttributeDefinition", "File")),
    ("formula", QT_TRANSLATE_NOOP("AttributeDefinition", "Formula")),
)
#: What a formula may make.
FORMULA_KINDS = tuple(
    kind for kind in KINDS if kind[0] in ("text", "number", "integer", "money", "percent", "date", "bool")
)
#: Rule → sentence; ``{detail}`` is the place in the formula and the words there.
FORMULA_RULES = {
    "formula_syntax": QT_TRANSLATE_NOOP("AttributeDefinition", "This does not fit here: {detail}"),
    "formula_unfinished": QT_TRANSLATE_NOOP("AttributeDefinition", "The formula is not finished."),
    "formula_unknown_field": QT_TRANSLATE_NOOP("AttributeDefinition", "There is no such field: {detail}"),
    "formula_unknown_function": QT_TRANSLATE_NOOP("AttributeDefinition", "There is no such function: {detail}"),
    "formula_arguments": QT_TRANSLATE_NOOP("AttributeDefinition", "This function needs other values: {detail}"),
    "formula_type": QT_TRANSLATE_NOOP(
        "AttributeDefinition", "Left and right do not fit together (text, number, date, yes or no): {detail}"
    ),
    "formula_choice_unknown": QT_TRANSLATE_NOOP("AttributeDefinition", "The dictionary has no such entry: {detail}"),
    "formula_too_long": QT_TRANSLATE_NOOP("AttributeDefinition", "The formula is too long."),
    "formula_loop": QT_TRANSLATE_NOOP("AttributeDefinition", "The formula would need its own result."),
    "formula_makes": QT_TRANSLATE_NOOP("AttributeDefinition", "The formula makes something else ({detail})."),
}


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
    stage: Mapped[str]
    outcome: Mapped[str]
    probability: Mapped[int | None]
    provinces: Mapped[list[str]] = mapped_column(ARRAY(Text))
    opposite: Mapped[str]


DICTIONARY = Entity(
    mapped=Dictionary,
    title=QT_TRANSLATE_NOOP("Dictionary", "Dictionary entry"),
    plural=QT_TRANSLATE_NOOP("Dictionary", "Dictionary entries"),
    stays=QT_TRANSLATE_NOOP("Dictionary", "Entries are not deleted, records carry them; tick “Retired” instead."),
    fields=(
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("Dictionary", "Dictionary"),
            dictionary="dictionary",
            required=True,
            sortable=True,
            width=14,
        ),
        Code(
            name="code",
            label=QT_TRANSLATE_NOOP("Dictionary", "Code"),
            hint=QT_TRANSLATE_NOOP("Dictionary", "Records and files carry it; it stays when the name changes"),
        ),
        Text_(name="name", label=QT_TRANSLATE_NOOP("Dictionary", "Name"), required=True),
        Text_(name="name_en", label=QT_TRANSLATE_NOOP("Dictionary", "English name")),
        Colour(name="colour", label=QT_TRANSLATE_NOOP("Dictionary", "Colour")),
        Integer(name="position", label=QT_TRANSLATE_NOOP("Dictionary", "Position"), default=0, sortable=True),
        Bool(name="retired", label=QT_TRANSLATE_NOOP("Dictionary", "Retired"), default=False),
        Options(
            name="stage",
            label=QT_TRANSLATE_NOOP("Dictionary", "Stage"),
            options=(
                ("target", QT_TRANSLATE_NOOP("Dictionary", "Target customer")),
                ("customer", QT_TRANSLATE_NOOP("Dictionary", "Customer")),
                ("former", QT_TRANSLATE_NOOP("Dictionary", "Former customer")),
            ),
            only=("kind", ("customer_status",)),
            hint=QT_TRANSLATE_NOOP(
                "Dictionary", "A first confirmed order makes a customer of a target or a former customer"
            ),
        ),
        Options(
            name="outcome",
            label=QT_TRANSLATE_NOOP("Dictionary", "Outcome"),
            options=(
                ("open", QT_TRANSLATE_NOOP("Dictionary", "Open")),
                ("won", QT_TRANSLATE_NOOP("Dictionary", "Won")),
                ("lost", QT_TRANSLATE_NOOP("Dictionary", "Lost")),
            ),
            only=("kind", ("opportunity_stage",)),
        ),
        Integer(
            name="probability",
            label=QT_TRANSLATE_NOOP("Dictionary", "Probability (%)"),
            minimum=0,
            maximum=100,
            only=("kind", ("opportunity_stage",)),
            hint=QT_TRANSLATE_NOOP("Dictionary", "Left empty: as probable as the stages before it"),
        ),
        MultiChoice(
            name="provinces",
            label=QT_TRANSLATE_NOOP("Dictionary", "Provinces"),
            dictionary="province",
            only=("kind", ("region",)),
            hint=QT_TRANSLATE_NOOP("Dictionary", "New customers there get this region"),
        ),
        Choice(
            name="opposite",
            label=QT_TRANSLATE_NOOP("Dictionary", "Opposite"),
            dictionary="opposite",
            of="kind",
            only=("kind", ("relation_kind", "contact_relation_kind")),
            hint=QT_TRANSLATE_NOOP(
                "Dictionary", "Stands on the other company's or person's record; empty: the same word"
            ),
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Dictionary", "Dictionary entry"),
            fields=(
                "kind",
                "name",
                "name_en",
                "code",
                "stage",
                "outcome",
                "probability",
                "provinces",
                "opposite",
                "colour",
                "retired",
                "position",
            ),
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
        "dictionary_stage_known": QT_TRANSLATE_NOOP(
            "Dictionary", "A status is that of a target, a customer or a former customer."
        ),
        "dictionary_probability_sensible": QT_TRANSLATE_NOOP("Dictionary", "The probability is between 0 and 100 %."),
        "province_unknown": QT_TRANSLATE_NOOP("Dictionary", "There is no province “{detail}”."),
        "province_elsewhere": QT_TRANSLATE_NOOP(
            "Dictionary", "Some of these provinces belong to the region “{detail}”."
        ),
        "stage_in_use": QT_TRANSLATE_NOOP(
            "Dictionary",
            "{detail} opportunities stand at this stage. Give them another one first, or make a new entry.",
        ),
        "relation_in_use": QT_TRANSLATE_NOOP(
            "Dictionary", "{detail} customers have this relation. Give them another one first, or make a new entry."
        ),
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
        Noun(name="entity", label=QT_TRANSLATE_NOOP("CodingRule", "For"), required=True, sortable=True),
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
    group_label: Mapped[str]
    group_label_en: Mapped[str]
    kind: Mapped[str]
    dictionary: Mapped[str]
    target: Mapped[str]
    formula: Mapped[str]
    formula_kind: Mapped[str]
    required: Mapped[bool]
    default_value: Mapped[str]
    only_field: Mapped[str]
    only_values: Mapped[list[str]] = mapped_column(ARRAY(Text))
    position: Mapped[int]
    searchable: Mapped[bool]
    in_list: Mapped[bool]
    in_form: Mapped[bool]
    in_filter: Mapped[bool]
    in_import: Mapped[bool]
    in_export: Mapped[bool]
    in_print: Mapped[bool]
    personal: Mapped[bool]
    retired: Mapped[bool]


def _shown(name: str, label: str) -> Bool:
    return Bool(name=name, label=label, default=True)


ATTRIBUTE_DEFINITION = Entity(
    mapped=AttributeDefinition,
    title=QT_TRANSLATE_NOOP("AttributeDefinition", "Attribute"),
    plural=QT_TRANSLATE_NOOP("AttributeDefinition", "Attributes"),
    fields=(
        Noun(name="entity", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Records"), required=True, sortable=True),
        Text_(
            name="key",
            label=QT_TRANSLATE_NOOP("AttributeDefinition", "Key"),
            required=True,
            max_length=41,
            hint=QT_TRANSLATE_NOOP(
                "AttributeDefinition", "Its name in formulas and files: small Latin letters, digits, underscores"
            ),
        ),
        Text_(name="label", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Label"), required=True),
        Text_(name="label_en", label=QT_TRANSLATE_NOOP("AttributeDefinition", "English label")),
        Text_(
            name="group_label",
            label=QT_TRANSLATE_NOOP("AttributeDefinition", "Heading"),
            hint=QT_TRANSLATE_NOOP("AttributeDefinition", "Attributes with the same heading stand together"),
        ),
        Text_(name="group_label_en", label=QT_TRANSLATE_NOOP("AttributeDefinition", "English heading")),
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
        Noun(name="target", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Points to")),
        LongText(name="formula", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Formula"), max_length=1000),
        Options(
            name="formula_kind", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Result is"), options=FORMULA_KINDS
        ),
        Bool(name="required", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Required"), default=False),
        Text_(name="default_value", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Default")),
        FieldName(name="only_field", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Only where"), of="entity"),
        Tags(name="only_values", label=QT_TRANSLATE_NOOP("AttributeDefinition", "is one of")),
        Integer(name="position", label=QT_TRANSLATE_NOOP("AttributeDefinition", "Position"), default=0),
        Bool(
            name="searchable",
            label=QT_TRANSLATE_NOOP("AttributeDefinition", "Found fast"),
            default=False,
            hint=QT_TRANSLATE_NOOP("AttributeDefinition", "Keeps an index, so that filters are quick in long lists"),
        ),
        Bool(name="in_list", label=QT_TRANSLATE_NOOP("AttributeDefinition", "In the list"), default=False),
        _shown("in_form", QT_TRANSLATE_NOOP("AttributeDefinition", "On the form")),
        _shown("in_filter", QT_TRANSLATE_NOOP("AttributeDefinition", "In filters")),
        _shown("in_import", QT_TRANSLATE_NOOP("AttributeDefinition", "In imports")),
        _shown("in_export", QT_TRANSLATE_NOOP("AttributeDefinition", "In exports")),
        _shown("in_print", QT_TRANSLATE_NOOP("AttributeDefinition", "In print")),
        Bool(
            name="personal",
            label=QT_TRANSLATE_NOOP("AttributeDefinition", "Personal data"),
            default=False,
            hint=QT_TRANSLATE_NOOP("AttributeDefinition", "Handed over and erased with the person, in history too"),
        ),
        Bool(
            name="retired",
            label=QT_TRANSLATE_NOOP("AttributeDefinition", "Retired"),
            default=False,
            hint=QT_TRANSLATE_NOOP("AttributeDefinition", "Values are kept and shown; nobody is asked for new ones"),
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("AttributeDefinition", "Attribute"),
            fields=("label", "label_en", "key", "kind", "dictionary", "target", "formula", "formula_kind"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("AttributeDefinition", "Rules"),
            fields=("required", "default_value", "only_field", "only_values", "personal", "retired"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("AttributeDefinition", "Where it appears"),
            fields=(
                "group_label",
                "group_label_en",
                "in_form",
                "in_list",
                "in_filter",
                "searchable",
                "in_import",
                "in_export",
                "in_print",
            ),
        ),
        Section(title=QT_TRANSLATE_NOOP("AttributeDefinition", "Place"), fields=("entity", "position")),
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
        "attribute_definition_formula_kind_known": QT_TRANSLATE_NOOP("AttributeDefinition", "There is no such kind."),
        "attribute_entity_unknown": QT_TRANSLATE_NOOP("AttributeDefinition", "These records have no own attributes."),
        "attribute_needs_dictionary": QT_TRANSLATE_NOOP("AttributeDefinition", "Please choose the dictionary."),
        "attribute_without_files": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "A line has no files of its own; they belong to its order."
        ),
        "attribute_needs_target": QT_TRANSLATE_NOOP("AttributeDefinition", "Please choose what it points to."),
        "attribute_needs_formula": QT_TRANSLATE_NOOP("AttributeDefinition", "Please write the formula."),
        "attribute_default_wrong": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "The default is no value of this kind of attribute."
        ),
        "attribute_only_which": QT_TRANSLATE_NOOP("AttributeDefinition", "Please say for which values."),
        "attribute_only_unknown": QT_TRANSLATE_NOOP("AttributeDefinition", "These records have no such field."),
        "attribute_kind_stays": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "{detail} values do not read as this kind; nothing was changed."
        ),
        "attribute_key_stays": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "{detail} records carry a value under this key; it cannot change."
        ),
        "attribute_has_values": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "{detail} records carry a value. Retire the attribute: the values stay."
        ),
        "attribute_in_rule": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "A rule of the field “{detail}” is about this attribute; change the rule first."
        ),
        "attribute_in_formula": QT_TRANSLATE_NOOP(
            "AttributeDefinition", "The formula “{detail}” reads this attribute."
        ),
        **FORMULA_RULES,
    },
)
