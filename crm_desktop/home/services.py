"""What the first page reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.core.source import RecordSource
from crm_desktop.db.masks import shown
from crm_desktop.db.together import ask_together
from crm_desktop.home.rules import Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One thing to do: a contact that is due, a promise, or a date to remember."""

    kind: str  #: 'contact', 'promise' or 'date'
    entity: str
    record_id: int
    title: str
    subtitle: str
    due: date
    note: str = ""
    occasion: str = ""  #: code of a date's kind
    lunar: str = ""
    years: int | None = None


_CONTACTS = """
SELECT c.id, c.name AS title, {phone} AS subtitle, c.next_contact_on AS due, {note} AS note
FROM crm.customer c WHERE c.owner_id = ANY (:mine) AND c.next_contact_on <= :today
ORDER BY c.next_contact_on, c.id LIMIT :limit"""
_OPPORTUNITIES = """
SELECT o.id, o.name AS title, {customer} AS subtitle, o.next_contact_on AS due, {note} AS note
FROM crm.opportunity o WHERE o.owner_id = ANY (:mine) AND o.outcome = 'open' AND o.next_contact_on <= :today
ORDER BY o.next_contact_on, o.id LIMIT :limit"""
_PROMISES = """
SELECT a.id, a.promise AS title, {customer} AS subtitle, a.promise_on AS due
FROM crm.action a WHERE a.responsible_id = ANY (:mine) AND a.promise_on <= :today AND a.promise_kept IS NULL
ORDER BY a.promise_on, a.id LIMIT :limit"""
_DATES = """
SELECT d.id, {title} AS title, {customer} AS subtitle, d.next_on AS due, d.note, d.kind AS occasion, d.next_lunar AS lunar, d.years
FROM crm.important_date d WHERE d.owner_id = ANY (:mine) AND d.remind_on <= :today
ORDER BY d.next_on, d.id LIMIT :limit"""
#: The words that stand beside a task, each read only by those who may.
_CUSTOMER = "coalesce((SELECT c.name FROM crm.customer c WHERE c.id = {of}.customer_id), '')"
_NOTE = """coalesce((SELECT a.next_note FROM crm.action a WHERE {about}
    ORDER BY a.happened_at DESC, a.id DESC LIMIT 1), '')"""

_DUE = {
    "customer": "next_contact_on",
    "opportunity": "next_contact_on",
    "action": "promise_on",
    "important_date": "remind_on",
}
_KINDS = {"action": "promise", "important_date": "date"}


def count_boxes(session: Session, records: RecordSource, facts: Facts, boxes: Sequence[Box]) -> dict[str, int]:
    """Return how many rows each box holds: the very number that its list shows."""
    entities = [facts.entities[box.entity] for box in boxes]
    queries = [
        (entity, ListQuery(entity=entity.name, columns=(entity.label,), sort=entity.sort, conditions=box.conditions))
        for box, entity in zip(boxes, entities, strict=True)
    ]
    return dict(zip((box.name for box in boxes), records.counts(session, queries), strict=True))


def list_tasks(session: Session, facts: Facts, today: date, limit: int = 60) -> list[Task]:
    """Return what is due today or late for the person, the oldest first."""
    given = {"mine": list(facts.mine), "today": today, "limit": limit}
    note = _NOTE if _reads(facts, "action", "next_note") else "''"
    customer = _CUSTOMER if _reads(facts, "customer", "name") else "''"
    queries = {
        "customer": _CONTACTS.format(
            phone=shown(facts.entities.get("customer"), "phone", "c"),
            note=note.format(about="a.customer_id = c.id AND a.opportunity_id IS NULL"),
        ),
        "opportunity": _OPPORTUNITIES.format(
            customer=customer.format(of="o"), note=note.format(about="a.opportunity_id = o.id")
        ),
        "action": _PROMISES.format(customer=customer.format(of="a")),
        "important_date": _DATES.format(
            title="coalesce((SELECT c.name FROM crm.contact c WHERE c.id = d.contact_id), '')"
            if _reads(facts, "contact", "name")
            else "''",
            customer=customer.format(of="d"),
        ),
    }
    readable = {entity: query for entity, query in queries.items() if _reads(facts, entity, _DUE[entity])}
    tasks = [
        Task(
            kind=_KINDS.get(entity, "contact"),
            entity=entity,
            record_id=row.pop("id"),
            due=date.fromisoformat(row.pop("due")),
            **row,
        )
        for entity, rows in ask_together(session, readable, given).items()
        for row in rows
    ]
    return sorted(tasks, key=lambda task: (task.due, task.entity, task.record_id))[:limit]


def _reads(facts: Facts, entity: str, field: str) -> bool:
    """Tell whether the person may read that field of records of his own rights."""
    descriptor = facts.entities.get(entity)
    return descriptor is not None and facts.rights.may(descriptor.rights_module, "view") and field in descriptor
