"""The hand-over sheet: what a successor must know of each customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from reportlab.platypus import Flowable, KeepTogether

from crm_desktop.base_info.handover.rules import SheetCustomer
from crm_desktop.core.clock import local_time
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import formats
from crm_desktop.printing.page import Head, Heading, Words, make_pdf
from crm_desktop.printing.tables import Column, Row, Table

COUNT = QT_TRANSLATE_NOOP("HandOverSheet", "{count} customers")
OWNER = QT_TRANSLATE_NOOP("HandOverSheet", "So far with {name}")
CONTACT = QT_TRANSLATE_NOOP("HandOverSheet", "Contact: {name} {phone}")
LAST = QT_TRANSLATE_NOOP("HandOverSheet", "Last contact {day}: {words}")
NEVER = QT_TRANSLATE_NOOP("HandOverSheet", "No contact yet")
NEXT = QT_TRANSLATE_NOOP("HandOverSheet", "Next contact {day}")
NO_NEXT = QT_TRANSLATE_NOOP("HandOverSheet", "No next contact planned")
NOTHING = QT_TRANSLATE_NOOP("HandOverSheet", "No open work.")
COLUMNS = (
    (QT_TRANSLATE_NOOP("HandOverSheet", "Open work"), 12, False),
    (QT_TRANSLATE_NOOP("HandOverSheet", "What"), 44, False),
    (QT_TRANSLATE_NOOP("HandOverSheet", "Amount"), 14, True),
    (QT_TRANSLATE_NOOP("HandOverSheet", "Day"), 12, False),
    (QT_TRANSLATE_NOOP("HandOverSheet", "Taken over"), 14, False),
)
KINDS = {
    "opportunity": QT_TRANSLATE_NOOP("HandOverSheet", "Opportunity"),
    "promise": QT_TRANSLATE_NOOP("HandOverSheet", "Promise"),
    "sales_order": QT_TRANSLATE_NOOP("HandOverSheet", "Order"),
}
DRAFT = QT_TRANSLATE_NOOP("HandOverSheet", "Draft")  #: an order without a number
SIGNED = QT_TRANSLATE_NOOP("HandOverSheet", "Handed over: ____________________    Taken over: ____________________")


def handover_sheet(head: Head, customers: Sequence[SheetCustomer], grades: Mapping[str, str]) -> bytes:
    """Print customers with their last contact, open work, promises and next steps as PDF; *grades* by code."""

    def words(text: str) -> str:
        return head.tr(text, "HandOverSheet")

    story: list[Flowable] = [Heading(head.title, 16, note=words(COUNT).format(count=len(customers)), above=0)]
    for owner, theirs in groupby(customers, key=lambda customer: customer.owner):
        if owner:
            story.append(Heading(words(OWNER).format(name=owner), 13, follow=150))
        for customer in theirs:
            story += _customer(customer, words, grades)
    story.append(Words("\n" + words(SIGNED), 10))
    return make_pdf(head, story)


def _customer(customer: SheetCustomer, words: Callable[[str], str], grades: Mapping[str, str]) -> list[Flowable]:
    note = "  ".join(part for part in (customer.code, grades.get(customer.grade, customer.grade)) if part)
    lines = [
        words(LAST).format(day=_day(customer.last_contact_at), words=customer.last_words)
        if customer.last_contact_at
        else words(NEVER),
        words(NEXT).format(day=_day(customer.next_contact_on)) if customer.next_contact_on else words(NO_NEXT),
    ]
    if customer.contact or customer.phone:
        lines.insert(0, words(CONTACT).format(name=customer.contact, phone=customer.phone).strip())
    opening: list[Flowable] = [Heading(customer.name, 11, note=note, follow=0), *(Words(line, 9) for line in lines)]
    if not customer.open_work:
        return [KeepTogether([*opening, Words(words(NOTHING), 9, grey=True)])]
    columns = [Column(label=words(label), weight=weight, right=right) for label, weight, right in COLUMNS]
    rows = [
        Row(
            cells=(
                words(KINDS[kind]),
                text or words(DRAFT),
                "" if amount is None else formats.money(amount, currency),
                _day(day),
                "",
            )
        )
        for kind, text, amount, currency, day in customer.open_work
    ]
    return [KeepTogether([*opening, Table(columns, rows)])]


def _day(day: date | datetime | None) -> str:
    if isinstance(day, datetime):
        day = local_time(day).date()
    return day.isoformat() if day else ""
