"""Kinds of records that the company adds itself: what says so, and the entity that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Column, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.facts import CustomObject as Made
from crm_desktop.core.fields import Bool, Code, Field, Login, LongText, Options, Ref, Star
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.resources import resource
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
BELONGS_TO = (
    ("customer", QT_TRANSLATE_NOOP("CustomObject", "A customer")),
    ("employee", QT_TRANSLATE_NOOP("CustomObject", "An employee of ours")),
    ("nobody", QT_TRANSLATE_NOOP("CustomObject", "Nobody")),
)
PLACES = (
    ("base_info", QT_TRANSLATE_NOOP("CustomObject", "Base info")),
    ("sales", QT_TRANSLATE_NOOP("CustomObject", "Sales")),
)
ICONS = (
    ("box", QT_TRANSLATE_NOOP("CustomObject", "Box")),
    ("briefcase", QT_TRANSLATE_NOOP("CustomObject", "Briefcase")),
    ("calendar", QT_TRANSLATE_NOOP("CustomObject", "Calendar")),
    ("clipboard-list", QT_TRANSLATE_NOOP("CustomObject", "Clipboard")),
    ("clock", QT_TRANSLATE_NOOP("CustomObject", "Clock")),
    ("file-text", QT_TRANSLATE_NOOP("CustomObject", "Document")),
    ("flag", QT_TRANSLATE_NOOP("CustomObject", "Flag")),
    ("globe", QT_TRANSLATE_NOOP("CustomObject", "Globe")),
    ("headset", QT_TRANSLATE_NOOP("CustomObject", "Headset")),
    ("key", QT_TRANSLATE_NOOP("CustomObject", "Key")),
    ("layers", QT_TRANSLATE_NOOP("CustomObject", "Layers")),
    ("map-pin", QT_TRANSLATE_NOOP("CustomObject", "Pin on a map")),
    ("megaphone", QT_TRANSLATE_NOOP("CustomObject", "Megaphone")),
    ("monitor", QT_TRANSLATE_NOOP("CustomObject", "Screen")),
    ("receipt-text", QT_TRANSLATE_NOOP("CustomObject", "Receipt")),
    ("scale", QT_TRANSLATE_NOOP("CustomObject", "Scales")),
    ("server", QT_TRANSLATE_NOOP("CustomObject", "Server")),
    ("shield", QT_TRANSLATE_NOOP("CustomObject", "Shield")),
    ("truck", QT_TRANSLATE_NOOP("CustomObject", "Truck")),
    ("warehouse", QT_TRANSLATE_NOOP("CustomObject", "Warehouse")),
)


class CustomObject(Versioned, Base):
    """What says of a kind of record that the company has it."""

    __tablename__ = "custom_object"

    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    plural_en: Mapped[str]
    icon: Mapped[str]
    belongs_to: Mapped[str]
    tab: Mapped[str]
    position: Mapped[int]
    retired: Mapped[bool]
    note: Mapped[str]


CUSTOM_OBJECT = Entity(
    mapped=CustomObject,
    title=QT_TRANSLATE_NOOP("CustomObject", "Custom object"),
    plural=QT_TRANSLATE_NOOP("CustomObject", "Custom objects"),
    stays=QT_TRANSLATE_NOOP(
        "CustomObject", "Custom objects are not deleted, for they have records; tick “Retired” instead."
    ),
    fields=(
        Text_(
            name="name",
            label=QT_TRANSLATE_NOOP("CustomObject", "Name"),
            required=True,
            max_length=40,
            width=18,
            hint=QT_TRANSLATE_NOOP(
                "CustomObject", "What your colleagues call one such record, such as loan, tender, licence"
            ),
        ),
        Text_(name="name_en", label=QT_TRANSLATE_NOOP("CustomObject", "English name"), max_length=40, width=16),
        Text_(
            name="plural_en",
            label=QT_TRANSLATE_NOOP("CustomObject", "English plural"),
            max_length=40,
            width=16,
            hint=QT_TRANSLATE_NOOP("CustomObject", "What several are called in English: Tenders"),
        ),
        Text_(
            name="code",
            label=QT_TRANSLATE_NOOP("CustomObject", "Code"),
            required=True,
            max_length=31,
            width=12,
            hint=QT_TRANSLATE_NOOP(
                "CustomObject",
                "Its name in formulas, files and the database, and what its numbers begin with; it stays",
            ),
        ),
        Options(
            name="belongs_to",
            label=QT_TRANSLATE_NOOP("CustomObject", "Belongs to"),
            options=BELONGS_TO,
            required=True,
            default="customer",
            width=14,
            hint=QT_TRANSLATE_NOOP(
                "CustomObject",
                "Of a customer: on the customer’s page, seen by whoever has the customer. Of an employee: his own. It stays.",
            ),
        ),
        Options(
            name="tab",
            label=QT_TRANSLATE_NOOP("CustomObject", "Tab"),
            options=PLACES,
            required=True,
            default="base_info",
        ),
        Options(
            name="icon", label=QT_TRANSLATE_NOOP("CustomObject", "Picture"), options=ICONS, required=True, default="box"
        ),
        kinds.Integer(
            name="position", label=QT_TRANSLATE_NOOP("CustomObject", "Position"), default=0, sortable=True, width=10
        ),
        Bool(
            name="retired",
            label=QT_TRANSLATE_NOOP("CustomObject", "Retired"),
            default=False,
            hint=QT_TRANSLATE_NOOP(
                "CustomObject", "Its list is not offered any more; its records are still found and read"
            ),
        ),
        LongText(name="note", label=QT_TRANSLATE_NOOP("CustomObject", "Note")),
        kinds.DateTime(name="created_at", label=QT_TRANSLATE_NOOP("CustomObject", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("CustomObject", "Created by")),
        kinds.DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("CustomObject", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("CustomObject", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("CustomObject", "Custom object"),
            fields=("name", "belongs_to", "name_en", "plural_en", "code", "tab", "icon", "position", "retired", "note"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("CustomObject", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
            folded=True,
        ),
    ),
    list_columns=("name", "name_en", "code", "belongs_to", "tab", "position", "retired"),
    sort="position",
    subtitle="code",
    module="setting",
    icon="box",
    unique=("code",),
    messages={
        "custom_object_code_unique": QT_TRANSLATE_NOOP(
            "CustomObject", "There is a custom object with this code already."
        ),
        "custom_object_code_form": QT_TRANSLATE_NOOP(
            "CustomObject",
            "A code begins with a small letter and has small letters, digits and underscores, 31 at most.",
        ),
        "custom_object_name_required": QT_TRANSLATE_NOOP("CustomObject", "Please say what one such record is called."),
        "custom_object_icon_form": QT_TRANSLATE_NOOP("CustomObject", "There is no such picture."),
        "custom_object_belongs_to_known": QT_TRANSLATE_NOOP(
            "CustomObject", "It belongs to a customer, an employee or nobody."
        ),
        "custom_object_tab_known": QT_TRANSLATE_NOOP("CustomObject", "There is no such tab."),
    },
)


def custom_entity(made: Made, language: str) -> Entity:
    """Return the entity of what the company added: a noun like any other, in the company's own words."""
    of_customer, owned = made.belongs_to == "customer", made.belongs_to != "nobody"
    above = ("customer_id",) if of_customer else ()
    owner = ("owner_id",) if owned else ()
    return Entity(
        mapped=_mapped(made.entity, made.belongs_to),
        title=made.title(language),
        plural=made.plural(language),
        fields=_fields(above, owner),
        sections=(
            Section(
                title=QT_TRANSLATE_NOOP("CustomRecord", "General"),
                fields=("name", *above, "code", *owner, "note"),
                widths={"name": "full"},
            ),
            Section(
                title=QT_TRANSLATE_NOOP("CustomRecord", "Record"),
                fields=("created_at", "created_by", "updated_at", "updated_by"),
            ),
        ),
        list_columns=("code", "name", *above, *owner),
        sort="name",
        subtitle="code",
        owner=owner[0] if owner else "",
        icon=made.icon if resource("icons", f"{made.icon}.svg").is_file() else "box",
        star=Star(label=QT_TRANSLATE_NOOP("CustomRecord", "Star")),
        search=True,
        attachable=True,
        unique=("code", "name"),
        messages={
            f"{made.entity}_name_required": QT_TRANSLATE_NOOP("CustomRecord", "Please give it a name."),
            f"{made.entity}_code_unique": QT_TRANSLATE_NOOP("CustomRecord", "Another record has this code already."),
            "owner_needs_assign": QT_TRANSLATE_NOOP("CustomRecord", "You may not give this to somebody else."),
            "owner_has_left": QT_TRANSLATE_NOOP("CustomRecord", "This employee has left."),
            "parent_not_visible": QT_TRANSLATE_NOOP("CustomRecord", "You may not add anything to this customer."),
        },
        attributes_title=QT_TRANSLATE_NOOP("CustomRecord", "Own attributes"),
    )


def _fields(above: tuple[str, ...], owner: tuple[str, ...]) -> tuple[Field, ...]:
    named: list[Field] = [
        Code(name="code", label=QT_TRANSLATE_NOOP("CustomRecord", "Code"), searchable=True),
        Text_(
            name="name",
            label=QT_TRANSLATE_NOOP("CustomRecord", "Name"),
            required=True,
            sortable=True,
            searchable=True,
            width=24,
        ),
    ]
    if above:
        label = QT_TRANSLATE_NOOP("CustomRecord", "Customer")
        named.append(Ref(name="customer_id", label=label, to="customer", required=True, width=26))
    if owner:
        label = QT_TRANSLATE_NOOP("CustomRecord", "Owner")
        named.append(Ref(name="owner_id", label=label, to="employee", read_only=bool(above), width=9))
    return (
        *named,
        LongText(name="note", label=QT_TRANSLATE_NOOP("CustomRecord", "Note")),
        kinds.DateTime(name="created_at", label=QT_TRANSLATE_NOOP("CustomRecord", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("CustomRecord", "Created by")),
        kinds.DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("CustomRecord", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("CustomRecord", "Changed by")),
    )


@cache
def _mapped(name: str, belongs_to: str) -> Any:
    """Return what stands for the table *name*; another account set may have one of that name which belongs to something else."""
    if (other := Base.metadata.tables.get(f"crm.{name}")) is not None:
        Base.metadata.remove(other)
    above = [Column("customer_id", Integer, nullable=False)] if belongs_to == "customer" else []
    owner = [Column("owner_id", Integer)] if belongs_to != "nobody" else []
    table = Table(
        name,
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("version", Integer, nullable=False),
        *(Column(of, Text, nullable=False) for of in ("code", "name", "note", "sort_key", "created_by", "updated_by")),
        *above,
        *owner,
        Column("attrs", JSONB, nullable=False),
        *(Column(of, DateTime(timezone=True), nullable=False) for of in ("created_at", "updated_at")),
    )
    return type("CustomRecord", (), {"__tablename__": name, "__table__": table})


def with_objects(entities: Mapping[str, Entity], objects: Iterable[Made], language: str) -> dict[str, Entity]:
    """Return *entities* and those that the company added: below their customers, and among the modules of the rights."""
    found, added = dict(entities), list(objects)
    found |= {made.entity: custom_entity(made, language) for made in added}
    below = tuple(
        Related(entity=made.entity, field="customer_id", made=not made.retired)
        for made in added
        if made.belongs_to == "customer"
    )
    if below and (customer := found.get("customer")):
        place = next((n for n, r in enumerate(customer.related) if r.entity == "action"), len(customer.related))
        found["customer"] = replace(customer, related=(*customer.related[:place], *below, *customer.related[place:]))
    if added and (right := found.get("right_rule")):
        words = tuple((made.entity, made.plural(language)) for made in added)
        changed = (
            replace(f, options=(*f.options, *words)) if isinstance(f, Options) and f.name == "module" else f
            for f in right.fields
        )
        found["right_rule"] = replace(right, fields=tuple(changed))
    return found


def attributes_first(entity: Entity) -> Entity:
    """Return *entity* with its own attributes, which are what it is about, before who wrote it and when."""
    of_record, *own = entity.sections[1:]
    return replace(entity, sections=(entity.sections[0], *own, of_record))
