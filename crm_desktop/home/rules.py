"""What there is to do today, as lists that can be counted and opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm_desktop.core.facts import Facts
from crm_desktop.core.query import Condition
from crm_desktop.core.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A to-do box: the rows of *entity* under *conditions*; *tone* is 'bad', 'warn' or 'accent'."""

    name: str
    title: str  #: marked under ``TodoBoxes``
    icon: str
    entity: str
    conditions: tuple[Condition, ...]
    tone: str = "accent"
    by: str = ""  #: the list opens in the order of this field, which it shows


def boxes(facts: Facts, today: date) -> tuple[Box, ...]:
    """Return the boxes of the person: those whose records he may see and whose fields exist."""
    return tuple(box for box in all_boxes(facts, today) if _possible(box, facts))


def all_boxes(facts: Facts, today: date) -> tuple[Box, ...]:
    """Return every box there is, in reading order."""
    return (*_contacts(facts, today), *_business(facts, today), *_due(facts, today), *_quiet(facts, today))


def mine_of(facts: Facts) -> Condition:
    """Return the condition that a record is mine, or of somebody I stand in for today."""
    if facts.stands_in_for:
        return Condition("owner_id", "in", facts.mine)
    return Condition("owner_id", "eq", facts.employee_id)


def _contacts(facts: Facts, today: date) -> tuple[Box, ...]:
    mine, open_ = mine_of(facts), Condition("outcome", "eq", "open")
    due, overdue = Condition("next_contact_on", "eq", today), Condition("next_contact_on", "lt", today)
    return (
        Box(
            name="customers_overdue",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Customers overdue"),
            icon="triangle-alert",
            entity="customer",
            conditions=(mine, overdue),
            tone="bad",
            by="next_contact_on",
        ),
        Box(
            name="customers_today",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Customers to contact today"),
            icon="phone",
            entity="customer",
            conditions=(mine, due),
        ),
        Box(
            name="opportunities_overdue",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Opportunities overdue"),
            icon="triangle-alert",
            entity="opportunity",
            conditions=(mine, open_, overdue),
            tone="bad",
            by="next_contact_on",
        ),
        Box(
            name="opportunities_today",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Opportunities for today"),
            icon="handshake",
            entity="opportunity",
            conditions=(mine, open_, due),
        ),
    )


def _business(facts: Facts, today: date) -> tuple[Box, ...]:
    mine, open_ = mine_of(facts), Condition("outcome", "eq", "open")
    week_ends = today + timedelta(days=6 - today.weekday())
    return (
        Box(
            name="opportunities_without_next",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Opportunities without next action"),
            icon="circle-help",
            entity="opportunity",
            conditions=(mine, open_, Condition("next_contact_on", "empty")),
            tone="warn",
        ),
        Box(
            name="opportunities_closing",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Expected to close this week"),
            icon="target",
            entity="opportunity",
            conditions=(mine, open_, Condition("expected_on", "le", week_ends)),
            by="expected_on",
        ),
    )


def _due(facts: Facts, today: date) -> tuple[Box, ...]:
    """Return what has a day by which something must be done, and what waits for a signature."""
    mine, draft = mine_of(facts), Condition("state", "eq", "draft")
    confirms_all = facts.rights.scope("sales_order", "edit") == "all"
    return (
        Box(
            name="promises_due",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Promises to keep"),
            icon="flag",
            entity="action",
            conditions=(
                Condition("responsible_id", "in", facts.mine)
                if facts.stands_in_for
                else Condition("responsible_id", "eq", facts.employee_id),
                Condition("promise_on", "le", today),
                Condition("promise_kept", "empty"),
            ),
            tone="warn",
            by="promise_on",
        ),
        Box(
            name="important_dates",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Important dates"),
            icon="calendar-clock",
            entity="important_date",
            conditions=(mine, Condition("remind_on", "le", today)),
        ),
        Box(
            name="pool_soon",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "About to fall into the pool"),
            icon="inbox",
            entity="customer",
            conditions=(mine, Condition("pool_due_on", "filled")),
            tone="warn",
            by="pool_due_on",
        ),
        Box(
            name="orders_to_confirm",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Orders to confirm"),
            icon="receipt-text",
            entity="sales_order",
            conditions=(draft,) if confirms_all else (draft, mine),
            tone="warn",
        ),
    )


def _quiet(facts: Facts, today: date) -> tuple[Box, ...]:
    """Return what nobody asks for by itself: what is new to one, what has no plan, what was forgotten."""
    mine, long_ago = mine_of(facts), today - timedelta(days=facts.forgotten_days)
    terms = facts.terms.get("customer_status", ())
    alive = (Condition("status", "in", tuple(t.code for t in terms if t.stage != "former")),) if terms else ()
    return (
        Box(
            name="customers_handed",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Handed to me, no contact yet"),
            icon="user-check",
            entity="customer",
            conditions=(mine, Condition("handed_on", "ge", today - timedelta(days=facts.handed_days))),
        ),
        Box(
            name="customers_without_next",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Customers without a plan"),
            icon="circle-help",
            entity="customer",
            conditions=(mine, *alive, Condition("next_contact_on", "empty")),
            tone="warn",
        ),
        Box(
            name="customers_forgotten",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Forgotten customers"),
            icon="clock",
            entity="customer",
            conditions=(mine, *alive, Condition("quiet_since", "lt", long_ago)),
            tone="warn",
        ),
        Box(
            name="opportunities_forgotten",
            title=QT_TRANSLATE_NOOP("TodoBoxes", "Forgotten opportunities"),
            icon="clock",
            entity="opportunity",
            conditions=(mine, Condition("outcome", "eq", "open"), Condition("quiet_since", "lt", long_ago)),
            tone="warn",
        ),
    )


def _possible(box: Box, facts: Facts) -> bool:
    entity = facts.entities.get(box.entity)
    return (
        entity is not None
        and facts.rights.may(entity.rights_module, "view")
        and all(c.field in entity and facts.rights.may_find(entity.name, c.field) for c in box.conditions)
    )


def overdue_days(due: date, today: date) -> int:
    """Return by how many days something is late; 0 where it is not."""
    return max(0, (today - due).days)
