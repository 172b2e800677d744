"""Where a timeline's entries come from. A table that adds to it is one ``Source``; a kind of entry that the database
writes with ``crm.log_timeline`` is one line in ``ENTRY_WORDS``. Nothing else has to know of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_desktop.core.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, kw_only=True)
class Source:
    """A table whose rows stand on timelines; all names are columns, '' where it has none.

    *of*: entity → the column of this table that points to it; give it an index (column, *at* DESC, id DESC), and no
    count is ever needed. *day*: the day on which it happened, where that may be another one than that of *at*, which is
    the order within a day then; index (column, *day* DESC, id DESC). *group*: the chip it stands under; *groups* splits a table: chip → condition on ``r``.
    """

    table: str
    at: str
    by: str  #: the column with the employee's id
    of: Mapping[str, str]
    group: str
    day: str = ""
    title: str = ""
    text: tuple[str, ...] = ()
    result: str = ""
    next_on: str = ""
    amount: str = ""
    currency: str = ""  #: of the amount; '' for the company's own
    data: str = ""
    tells: Mapping[str, str] = field(
        default_factory=dict
    )  #: field of the record → which rows ``s`` say so of its edit ``h``
    groups: Mapping[str, str] = field(default_factory=dict)

    def condition(self, group: str) -> str | None:
        """Return what restricts the table's rows to a chip; None where none of them stands under it."""
        if group in ("", self.group) and not (group and self.groups):
            return ""
        return self.groups.get(group)


_MOVED = "s.kind IN ('assigned', 'claimed', 'pooled', 'no_action', 'no_opportunity', 'no_order', 'left', 'undone')"

#: In the order in which things of the same moment stand.
SOURCES: tuple[Source, ...] = (
    Source(
        table="action",
        at="happened_at",
        by="employee_id",
        of={"customer": "customer_id", "contact": "contact_id", "opportunity": "opportunity_id"},
        group="contact",
        groups={
            "contact": "r.kind NOT IN ('quote', 'service')",
            "quote": "r.kind = 'quote'",
            "service": "r.kind = 'service'",
        },
        title="kind",
        text=("subject", "content", "promise"),
        result="result",
        next_on="next_contact_on",
    ),
    Source(
        table="sales_order",
        at="created_at",
        day="ordered_on",
        by="owner_id",
        of={"customer": "customer_id"},
        group="order",
        title="code",
        text=("note",),
        result="state",
        amount="amount",
        currency="currency",
    ),
    Source(
        table="opportunity",
        at="created_at",
        day="engaged_on",
        by="owner_id",
        of={"customer": "customer_id"},
        group="opportunity",
        title="name",
        result="stage",
        amount="amount",
        currency="currency",
    ),
    Source(
        table="qualification",
        at="created_at",
        by="employee_id",
        of={"customer": "customer_id"},
        group="status",
        title="result",
        text=("need", "note"),
        amount="budget",
    ),
    Source(
        table="customer_status_change",
        at="happened_at",
        by="employee_id",
        of={"customer": "customer_id"},
        group="status",
        title="from_status",
        result="to_status",
        tells={"status": "s.to_status = h.new ->> 'status'"},
    ),
    Source(
        table="timeline_entry",
        at="happened_at",
        by="employee_id",
        of={"customer": "customer_id"},
        group="status",
        title="kind",
        data="data",
        tells=dict.fromkeys(("owner_id", "pool_id", "received_at"), _MOVED),
    ),
)

#: The chips in their order; one is shown where a source of the record stands under it.
GROUPS: dict[str, str] = {
    "contact": QT_TRANSLATE_NOOP("Timeline", "Contact"),
    "quote": QT_TRANSLATE_NOOP("Timeline", "Quotes"),
    "order": QT_TRANSLATE_NOOP("Timeline", "Orders"),
    "return": QT_TRANSLATE_NOOP("Timeline", "Returns"),
    "payment": QT_TRANSLATE_NOOP("Timeline", "Payments"),
    "feedback": QT_TRANSLATE_NOOP("Timeline", "Feedback"),
    "service": QT_TRANSLATE_NOOP("Timeline", "Service"),
    "opportunity": QT_TRANSLATE_NOOP("Timeline", "Opportunities"),
    "status": QT_TRANSLATE_NOOP("Timeline", "Owner and status"),
    "changes": QT_TRANSLATE_NOOP("Timeline", "Changes"),
}

#: Kind of an entry written by ``crm.log_timeline`` → its sentence; {names} are keys of the entry's data.
ENTRY_WORDS: dict[str, str] = {
    "assigned": QT_TRANSLATE_NOOP("Timeline", "Handed over from {from} to {to}"),
    "claimed": QT_TRANSLATE_NOOP("Timeline", "Claimed from the pool {pool}"),
    "pooled": QT_TRANSLATE_NOOP("Timeline", "Put into the pool {pool}: {reason}"),
    "no_action": QT_TRANSLATE_NOOP("Timeline", "Fell into the pool {pool}: no action for {days} days"),
    "no_opportunity": QT_TRANSLATE_NOOP("Timeline", "Fell into the pool {pool}: no opportunity for {days} days"),
    "no_order": QT_TRANSLATE_NOOP("Timeline", "Fell into the pool {pool}: no order for {days} days"),
    "left": QT_TRANSLATE_NOOP("Timeline", "{from} left the company; now with {to}"),
    "undone": QT_TRANSLATE_NOOP("Timeline", "Taken back: from {from} to {to}"),
    "merged": QT_TRANSLATE_NOOP("Timeline", "Merged with {name}"),
    "erased": QT_TRANSLATE_NOOP("Timeline", "Personal data of a person was erased"),
    "unmerged": QT_TRANSLATE_NOOP("Timeline", "Merger with {name} undone"),
}


def sources_of(entity: str) -> list[tuple[int, Source]]:
    """Return (rank, source) of what stands on the timelines of an entity."""
    return [(rank, source) for rank, source in enumerate(SOURCES) if entity in source.of]


def groups_of(entity: str) -> list[str]:
    """Return the chips that mean something for an entity, in order."""
    there = {"changes"}
    for _rank, source in sources_of(entity):
        there |= set(source.groups) or {source.group}
    return [name for name in GROUPS if name in there]
