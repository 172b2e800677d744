"""What the first page reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.core.source import RecordSource
from crm_desktop.db.errors import translated
from crm_desktop.home.rules import Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One thing to do: a contact that is due, or a promise."""

    kind: str  #: 'contact' or 'promise'
    entity: str
    record_id: int
    title: str
    subtitle: str
    due: date
    note: str


_CONTACTS = """
SELECT 'customer' AS entity, c.id, c.name AS title, c.phone AS subtitle, c.next_contact_on AS due,
       coalesce((SELECT a.next_note FROM crm.action a WHERE a.customer_id = c.id AND a.opportunity_id IS NULL
                 ORDER BY a.happened_at DESC, a.id DESC LIMIT 1), '') AS note
FROM crm.customer c WHERE c.owner_id = ANY (:mine) AND c.next_contact_on <= :today
ORDER BY c.next_contact_on, c.id LIMIT :limit"""
_OPPORTUNITIES = """
SELECT 'opportunity' AS entity, o.id, o.name AS title, coalesce(c.name, '') AS subtitle, o.next_contact_on AS due,
       coalesce((SELECT a.next_note FROM crm.action a WHERE a.opportunity_id = o.id
                 ORDER BY a.happened_at DESC, a.id DESC LIMIT 1), '') AS note
FROM crm.opportunity o LEFT JOIN crm.customer c ON c.id = o.customer_id
WHERE o.owner_id = ANY (:mine) AND o.outcome = 'open' AND o.next_contact_on <= :today
ORDER BY o.next_contact_on, o.id LIMIT :limit"""
_PROMISES = """
SELECT a.id, a.promise AS title, coalesce(c.name, '') AS subtitle, a.promise_on AS due
FROM crm.action a LEFT JOIN crm.customer c ON c.id = a.customer_id
WHERE a.employee_id = ANY (:mine) AND a.promise_on <= :today AND a.promise_kept IS NULL
ORDER BY a.promise_on, a.id LIMIT :limit"""


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
    tasks: list[Task] = []
    with translated():
        for entity, query in (("customer", _CONTACTS), ("opportunity", _OPPORTUNITIES)):
            if _may_see(facts, entity):
                tasks += [
                    Task(
                        kind="contact",
                        entity=row.entity,
                        record_id=row.id,
                        title=row.title,
                        subtitle=row.subtitle,
                        due=row.due,
                        note=row.note,
                    )
                    for row in session.execute(text(query), given)
                ]
        if _may_see(facts, "action"):
            tasks += [
                Task(
                    kind="promise",
                    entity="action",
                    record_id=row.id,
                    title=row.title,
                    subtitle=row.subtitle,
                    due=row.due,
                    note="",
                )
                for row in session.execute(text(_PROMISES), given)
            ]
    return sorted(tasks, key=lambda task: (task.due, task.entity, task.record_id))[:limit]


def _may_see(facts: Facts, entity: str) -> bool:
    descriptor = facts.entities.get(entity)
    return descriptor is not None and facts.rights.may(descriptor.rights_module, "view")
