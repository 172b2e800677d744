"""The rules of data quality, each a record that a data steward edits."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import FieldName, Integer, MultiChoice, Options
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

KINDS = (
    ("name", QT_TRANSLATE_NOOP("DuplicateRule", "Name")),
    ("phone", QT_TRANSLATE_NOOP("DuplicateRule", "Phone, mobile")),
    ("email", QT_TRANSLATE_NOOP("DuplicateRule", "E-mail")),
    ("tax_number", QT_TRANSLATE_NOOP("DuplicateRule", "Tax number")),
)
ANSWERS = (
    ("refuse", QT_TRANSLATE_NOOP("DuplicateRule", "Refuse")),
    ("warn", QT_TRANSLATE_NOOP("DuplicateRule", "Warn")),
    ("allow", QT_TRANSLATE_NOOP("DuplicateRule", "Allow")),
)
METHODS = (
    ("name", QT_TRANSLATE_NOOP("DuplicateField", "Company name")),
    ("text", QT_TRANSLATE_NOOP("DuplicateField", "Similar text")),
    ("digits", QT_TRANSLATE_NOOP("DuplicateField", "Digits")),
    ("exact", QT_TRANSLATE_NOOP("DuplicateField", "Exactly the same")),
)
OF_RULE = (
    ("customer", QT_TRANSLATE_NOOP("DuplicateRule", "Customers")),
    ("contact", QT_TRANSLATE_NOOP("DuplicateRule", "Contacts")),
)
OF_FIELD = (
    ("customer", QT_TRANSLATE_NOOP("DuplicateField", "Customers")),
    ("contact", QT_TRANSLATE_NOOP("DuplicateField", "Contacts")),
)
OF_SCORE = (
    ("customer", QT_TRANSLATE_NOOP("CompletenessRule", "Customers")),
    ("contact", QT_TRANSLATE_NOOP("CompletenessRule", "Contacts")),
)


class DuplicateRule(Versioned, Base):
    """What happens when a record with the same name, number or address is there already."""

    __tablename__ = "duplicate_rule"
    __table_args__ = {"info": {"label": "kind"}}  # noqa: RUF012 - SQLAlchemy reads it once

    entity: Mapped[str]
    kind: Mapped[str]
    states: Mapped[list[str]] = mapped_column(ARRAY(Text))
    by_hand: Mapped[str]
    by_import: Mapped[str]


DUPLICATE_RULE = Entity(
    mapped=DuplicateRule,
    title=QT_TRANSLATE_NOOP("DuplicateRule", "Rule for duplicates"),
    plural=QT_TRANSLATE_NOOP("DuplicateRule", "Rules for duplicates"),
    fields=(
        Options(
            name="entity",
            label=QT_TRANSLATE_NOOP("DuplicateRule", "Records"),
            options=OF_RULE,
            required=True,
            sortable=True,
            default="customer",
        ),
        Options(
            name="kind",
            label=QT_TRANSLATE_NOOP("DuplicateRule", "The same"),
            options=KINDS,
            required=True,
            default="name",
            width=14,
        ),
        MultiChoice(
            name="states",
            label=QT_TRANSLATE_NOOP("DuplicateRule", "If the existing one is"),
            dictionary="customer_state",
            hint=QT_TRANSLATE_NOOP("DuplicateRule", "Empty: whatever it is; of a contact, what its customer is"),
            width=32,
        ),
        Options(
            name="by_hand",
            label=QT_TRANSLATE_NOOP("DuplicateRule", "Entered by hand"),
            options=ANSWERS,
            required=True,
            default="warn",
            width=14,
        ),
        Options(
            name="by_import",
            label=QT_TRANSLATE_NOOP("DuplicateRule", "Imported"),
            options=ANSWERS,
            required=True,
            default="warn",
            width=14,
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("DuplicateRule", "Rule for duplicates"),
            fields=("entity", "kind", "states", "by_hand", "by_import"),
            widths={"states": "full"},
        ),
    ),
    list_columns=("entity", "kind", "states", "by_hand", "by_import"),
    sort="entity",
    label="kind",
    module="quality",
    icon="copy",
    messages={
        "duplicate_rule_entity_known": QT_TRANSLATE_NOOP("DuplicateRule", "Only customers and contacts are compared."),
        "duplicate_rule_kind_known": QT_TRANSLATE_NOOP("DuplicateRule", "This cannot be compared."),
        "duplicate_rule_by_hand_known": QT_TRANSLATE_NOOP("DuplicateRule", "Choose refuse, warn or allow."),
        "duplicate_rule_by_import_known": QT_TRANSLATE_NOOP("DuplicateRule", "Choose refuse, warn or allow."),
        "duplicate_rule_states_known": QT_TRANSLATE_NOOP("DuplicateRule", "A customer is never in this state."),
        "duplicate_rule_unique": QT_TRANSLATE_NOOP("DuplicateRule", "There is a rule for this already."),
    },
)


class DuplicateField(Versioned, Base):
    """A field that the search for duplicates compares, and how much it counts."""

    __tablename__ = "duplicate_field"
    __table_args__ = {"info": {"label": "field"}}  # noqa: RUF012 - SQLAlchemy reads it once

    entity: Mapped[str]
    field: Mapped[str]
    method: Mapped[str]
    weight: Mapped[int]


DUPLICATE_FIELD = Entity(
    mapped=DuplicateField,
    title=QT_TRANSLATE_NOOP("DuplicateField", "Compared field"),
    plural=QT_TRANSLATE_NOOP("DuplicateField", "Compared fields"),
    fields=(
        Options(
            name="entity",
            label=QT_TRANSLATE_NOOP("DuplicateField", "Records"),
            options=OF_FIELD,
            required=True,
            sortable=True,
            default="customer",
        ),
        # own attributes are shown by their key; they come in by import
        FieldName(
            name="field",
            label=QT_TRANSLATE_NOOP("DuplicateField", "Field"),
            of="entity",
            required=True,
            default="name",
            width=16,
        ),
        Options(
            name="method",
            label=QT_TRANSLATE_NOOP("DuplicateField", "Compared as"),
            options=METHODS,
            required=True,
            default="text",
            width=16,
        ),
        Integer(
            name="weight",
            label=QT_TRANSLATE_NOOP("DuplicateField", "Weight"),
            minimum=1,
            maximum=100,
            required=True,
            default=10,
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("DuplicateField", "Compared field"), fields=("entity", "field", "method", "weight")
        ),
    ),
    list_columns=("entity", "field", "method", "weight"),
    sort="entity",
    label="field",
    module="quality",
    icon="scale",
    messages={
        "duplicate_field_entity_known": QT_TRANSLATE_NOOP(
            "DuplicateField", "Only customers and contacts are compared."
        ),
        "duplicate_field_field_required": QT_TRANSLATE_NOOP("DuplicateField", "Which field is compared?"),
        "duplicate_field_field_known": QT_TRANSLATE_NOOP("DuplicateField", "There is no such field."),
        "duplicate_field_weight_sensible": QT_TRANSLATE_NOOP("DuplicateField", "A weight lies between 1 and 100."),
        "duplicate_field_unique": QT_TRANSLATE_NOOP("DuplicateField", "This field is compared already."),
    },
)


class CompletenessRule(Versioned, Base):
    """A field that a complete record has, and how much it counts."""

    __tablename__ = "completeness_rule"
    __table_args__ = {"info": {"label": "field"}}  # noqa: RUF012 - SQLAlchemy reads it once

    entity: Mapped[str]
    field: Mapped[str]
    weight: Mapped[int]


COMPLETENESS_RULE = Entity(
    mapped=CompletenessRule,
    title=QT_TRANSLATE_NOOP("CompletenessRule", "Completeness field"),
    plural=QT_TRANSLATE_NOOP("CompletenessRule", "Completeness fields"),
    fields=(
        Options(
            name="entity",
            label=QT_TRANSLATE_NOOP("CompletenessRule", "Records"),
            options=OF_SCORE,
            required=True,
            sortable=True,
            default="customer",
        ),
        FieldName(
            name="field",
            label=QT_TRANSLATE_NOOP("CompletenessRule", "Field"),
            of="entity",
            required=True,
            default="phone",
            width=16,
        ),
        Integer(
            name="weight",
            label=QT_TRANSLATE_NOOP("CompletenessRule", "Weight"),
            minimum=1,
            maximum=100,
            required=True,
            default=1,
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CompletenessRule", "Completeness field"), fields=("entity", "field", "weight")
        ),
    ),
    list_columns=("entity", "field", "weight"),
    sort="entity",
    label="field",
    module="quality",
    icon="list-checks",
    messages={
        "completeness_rule_entity_known": QT_TRANSLATE_NOOP(
            "CompletenessRule", "Only customers and contacts have a score."
        ),
        "completeness_rule_field_required": QT_TRANSLATE_NOOP("CompletenessRule", "Which field counts?"),
        "completeness_rule_field_known": QT_TRANSLATE_NOOP("CompletenessRule", "There is no such field."),
        "completeness_rule_weight_sensible": QT_TRANSLATE_NOOP("CompletenessRule", "A weight lies between 1 and 100."),
        "completeness_rule_unique": QT_TRANSLATE_NOOP("CompletenessRule", "This field counts already."),
    },
)
