"""Further phones and e-mails of a contact."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import EMAIL_MARKS, Choice, Email, Phone, Ref, email_marks
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class ContactWay(Versioned, Base):
    """One more phone or e-mail of a contact."""

    __tablename__ = "contact_way"
    __table_args__ = {"info": {"label": "kind"}}  # noqa: RUF012 - SQLAlchemy reads it once

    contact_id: Mapped[int]
    kind: Mapped[str]
    number: Mapped[str]
    email: Mapped[str]
    email_opted_out: Mapped[bool]
    email_invalid: Mapped[bool]


CONTACT_WAY = Entity(
    mapped=ContactWay,
    title=QT_TRANSLATE_NOOP("ContactWay", "Further phone or e-mail"),
    plural=QT_TRANSLATE_NOOP("ContactWay", "Further phones and e-mails"),
    fields=(
        Ref(
            name="contact_id",
            label=QT_TRANSLATE_NOOP("ContactWay", "Contact"),
            to="contact",
            required=True,
            sortable=True,
            width=14,
        ),
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("ContactWay", "Kind"),
            dictionary="contact_way_kind",
            width=10,
            hint=QT_TRANSLATE_NOOP("ContactWay", "Left empty: a mobile number is one, all else is work"),
        ),
        Phone(name="number", label=QT_TRANSLATE_NOOP("ContactWay", "Phone"), width=18),
        Email(name="email", label=QT_TRANSLATE_NOOP("ContactWay", "E-mail"), width=24, marks=EMAIL_MARKS),
        *email_marks(
            QT_TRANSLATE_NOOP("ContactWay", "Wants no e-mail"), QT_TRANSLATE_NOOP("ContactWay", "E-mail invalid")
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ContactWay", "Further phone or e-mail"),
            fields=("contact_id", "kind", "number", "email", *EMAIL_MARKS),
        ),
    ),
    list_columns=("contact_id", "kind", "number", "email"),
    sort="contact_id",
    label="kind",
    module="contact",
    icon="phone",
    messages={
        "contact_way_kind_required": QT_TRANSLATE_NOOP("ContactWay", "Please choose a kind."),
        "contact_way_number_or_email": QT_TRANSLATE_NOOP("ContactWay", "Fill in a phone or an e-mail, one of the two."),
        "contact_way_number_has_digits": QT_TRANSLATE_NOOP("ContactWay", "A phone number has digits."),
        "contact_way_email_has_at": QT_TRANSLATE_NOOP("ContactWay", "This is not an e-mail address."),
        "contact_way_marks_of_an_email": QT_TRANSLATE_NOOP(
            "ContactWay", "There is no e-mail here that this could be said of."
        ),
        "contact_way_number_unique": QT_TRANSLATE_NOOP("ContactWay", "This contact has that phone already."),
        "contact_way_email_unique": QT_TRANSLATE_NOOP("ContactWay", "This contact has that e-mail already."),
        "duplicate_phone": QT_TRANSLATE_NOOP(
            "ContactWay", "There is a contact with this phone already; the customer's owner: {detail}."
        ),
        "duplicate_email": QT_TRANSLATE_NOOP(
            "ContactWay", "There is a contact with this e-mail already; the customer's owner: {detail}."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("ContactWay", "You may not add phones or e-mails to this contact."),
    },
)
