"""Days that matter to a customer or a contact: birthdays, anniversaries, renewals; in the solar or the lunar calendar."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.fields import Bool, Choice, Date, DateTime, Integer, Login, LunarDay, Options, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned


class ImportantDate(Versioned, Base):
    """A day of a customer or contact that comes once or again and again."""

    __tablename__ = "important_date"
    __table_args__ = {"info": {"label": "kind"}}  # noqa: RUF012 - SQLAlchemy reads it once

    customer_id: Mapped[int]
    contact_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    kind: Mapped[str]
    calendar: Mapped[str]
    year: Mapped[int | None]
    month: Mapped[int]
    day: Mapped[int]
    leap: Mapped[bool]
    repeat: Mapped[str]
    every: Mapped[int]
    remind_days: Mapped[int]
    note: Mapped[str]
    done_on: Mapped[date | None]
    next_on: Mapped[date | None]
    remind_on: Mapped[date | None]
    next_lunar: Mapped[str]
    years: Mapped[int | None]


IMPORTANT_DATE = Entity(
    mapped=ImportantDate,
    title=QT_TRANSLATE_NOOP("ImportantDate", "Important date"),
    plural=QT_TRANSLATE_NOOP("ImportantDate", "Important dates"),
    fields=(
        Choice(
            name="kind",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Kind"),
            dictionary="date_kind",
            required=True,
            width=12,
        ),
        Ref(
            name="contact_id",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Contact"),
            to="contact",
            within="customer_id",
            width=10,
        ),
        Ref(
            name="customer_id",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Customer"),
            to="customer",
            width=24,
            hint=QT_TRANSLATE_NOOP("ImportantDate", "Of a contact: filled in by itself"),
        ),
        Options(
            name="calendar",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Calendar"),
            options=(
                ("solar", QT_TRANSLATE_NOOP("ImportantDate", "Solar")),
                ("lunar", QT_TRANSLATE_NOOP("ImportantDate", "Lunar")),
            ),
            required=True,
            default="solar",
            width=8,
        ),
        Integer(
            name="year",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Year"),
            minimum=1,
            maximum=9999,
            grouped=False,
            hint=QT_TRANSLATE_NOOP("ImportantDate", "Empty where nobody knows"),
        ),
        Integer(
            name="month",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Month"),
            required=True,
            minimum=1,
            maximum=12,
            grouped=False,
            width=6,
        ),
        Integer(
            name="day",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Day"),
            required=True,
            minimum=1,
            maximum=31,
            grouped=False,
            width=6,
        ),
        Bool(name="leap", label=QT_TRANSLATE_NOOP("ImportantDate", "Leap month"), default=False),
        Options(
            name="repeat",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Repeats"),
            options=(
                ("year", QT_TRANSLATE_NOOP("ImportantDate", "Each year")),
                ("month", QT_TRANSLATE_NOOP("ImportantDate", "Each month")),
                ("days", QT_TRANSLATE_NOOP("ImportantDate", "By days")),
                ("once", QT_TRANSLATE_NOOP("ImportantDate", "Once")),
            ),
            required=True,
            default="year",
            width=8,
        ),
        Integer(
            name="every",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Every"),
            required=True,
            minimum=1,
            maximum=1000,
            default=1,
            hint=QT_TRANSLATE_NOOP("ImportantDate", "2: every second year, month or day"),
        ),
        Integer(
            name="remind_days",
            label=QT_TRANSLATE_NOOP("ImportantDate", "Remind (days)"),
            required=True,
            minimum=0,
            maximum=366,
            default=7,
        ),
        Text_(name="note", label=QT_TRANSLATE_NOOP("ImportantDate", "Note"), max_length=500, width=12),
        Date(name="next_on", label=QT_TRANSLATE_NOOP("ImportantDate", "Next"), read_only=True, sortable=True),
        LunarDay(name="next_lunar", label=QT_TRANSLATE_NOOP("ImportantDate", "Next, lunar"), width=9),
        Integer(
            name="years", label=QT_TRANSLATE_NOOP("ImportantDate", "Years"), read_only=True, grouped=False, width=6
        ),
        Date(name="remind_on", label=QT_TRANSLATE_NOOP("ImportantDate", "Reminder"), read_only=True),
        Date(name="done_on", label=QT_TRANSLATE_NOOP("ImportantDate", "Last done"), read_only=True),
        Ref(name="owner_id", label=QT_TRANSLATE_NOOP("ImportantDate", "Owner"), to="employee", read_only=True, width=9),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("ImportantDate", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("ImportantDate", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("ImportantDate", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("ImportantDate", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("ImportantDate", "Important date"), fields=("kind", "contact_id", "customer_id")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ImportantDate", "Which day"), fields=("calendar", "year", "month", "day", "leap")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ImportantDate", "How often"), fields=("repeat", "every", "remind_days", "note")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ImportantDate", "Next time"),
            fields=("next_on", "next_lunar", "years", "remind_on", "done_on"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("ImportantDate", "Record"),
            fields=("owner_id", "created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("next_on", "next_lunar", "kind", "contact_id", "customer_id", "years", "calendar", "repeat", "note"),
    sort="next_on",
    label="kind",
    module="contact",
    icon="calendar-clock",
    messages={
        "important_date_kind_required": QT_TRANSLATE_NOOP("ImportantDate", "Please choose a kind."),
        "important_date_calendar_known": QT_TRANSLATE_NOOP("ImportantDate", "There is no such calendar."),
        "important_date_repeat_known": QT_TRANSLATE_NOOP("ImportantDate", "It cannot repeat like that."),
        "important_date_year_sensible": QT_TRANSLATE_NOOP("ImportantDate", "This is not a year."),
        "important_date_month_exists": QT_TRANSLATE_NOOP("ImportantDate", "A year has the months 1 to 12."),
        "important_date_day_exists": QT_TRANSLATE_NOOP("ImportantDate", "This month never has such a day."),
        "important_date_leap_is_lunar": QT_TRANSLATE_NOOP(
            "ImportantDate", "Only the lunar calendar has leap months; choose it, or take the tick away."
        ),
        "important_date_year_needed": QT_TRANSLATE_NOOP(
            "ImportantDate", "What comes once, by days or not each time needs its year, to count from."
        ),
        "important_date_every_sensible": QT_TRANSLATE_NOOP("ImportantDate", "Every 1 to 1000 is possible."),
        "important_date_remind_days_sensible": QT_TRANSLATE_NOOP(
            "ImportantDate", "A reminder comes 0 to 366 days before."
        ),
        "important_date_one_birthday": QT_TRANSLATE_NOOP("ImportantDate", "This contact has a birthday already."),
        "date_not_in_its_year": QT_TRANSLATE_NOOP(
            "ImportantDate", "That year has no such day. Is it the other calendar, or another month?"
        ),
        "birthday_stays": QT_TRANSLATE_NOOP(
            "ImportantDate", "A birthday stays this contact's birthday; delete it, and write down the other day anew."
        ),
        "parent_not_visible": QT_TRANSLATE_NOOP("ImportantDate", "You may not add dates to this customer."),
    },
)
