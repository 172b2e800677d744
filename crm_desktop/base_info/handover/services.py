"""Assigning and leaving: use cases of one transaction each; the database decides who may."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.entities.customer import CUSTOMER
from crm_desktop.base_info.handover.rules import SheetCustomer
from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated
from crm_desktop.db.masks import shown
from crm_desktop.db.naming import naming


@dataclass(frozen=True, kw_only=True, slots=True)
class Receiver:
    """Somebody who may be given customers: what he holds, how many of them count, and how many may (None: any number)."""

    id: int
    name: str
    department: str
    owned: int
    most: int | None
    counted: int = 0
    sort_key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """What goes along when customers are handed over; *helper* is '', 'read' or 'write'."""

    owners: tuple[int, ...]
    how: str = "even"
    opportunities: bool = True
    plans: bool = True
    drafts: bool = True
    helper: str = ""
    helper_until: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Responsibility:
    """A column that makes an employee responsible: how many records are open, how many are over."""

    table: str
    column: str
    open: int
    over: int

    @property
    def key(self) -> str:
        """Return the name under which a wish for it is given."""
        return f"{self.table}.{self.column}"


def list_receivers(session: Session, *, of_pool_customers: Sequence[int] = ()) -> list[Receiver]:
    """Return those to whom the caller may assign; *of_pool_customers*: who belongs to each pool in which these lie."""
    with translated():
        members = session.execute(
            text(
                "WITH p AS MATERIALIZED (SELECT DISTINCT pool_id FROM crm.pool_customer WHERE id = ANY (:ids)) "
                "SELECT m FROM p, crm.pool_members(p.pool_id) m GROUP BY m HAVING count(*) = (SELECT count(*) FROM p)"
            ),
            {"ids": list(of_pool_customers)},
        ).scalars()
        rows = session.execute(
            text(
                "WITH them AS MATERIALIZED (SELECT e.id, e.name, coalesce(d.name, '') AS department, e.sort_key "
                "FROM crm.employee e LEFT JOIN crm.department d ON d.id = e.department_id WHERE e.status = 'active' AND "
                "(crm.my_scope('customer', 'assign') = 'all' OR CASE WHEN :pooled THEN e.id = ANY (CAST(:members AS bigint[])) "
                "ELSE e.id = ANY (crm.visible_owners('customer', 'assign')) END)) "
                "SELECT t.id, t.name, t.department, t.sort_key, coalesce(h.owned, 0) AS owned, coalesce(h.counted, 0) AS counted, h.most FROM them t "
                "LEFT JOIN crm.holdings(ARRAY(SELECT id FROM them)) h ON h.employee_id = t.id ORDER BY t.sort_key, t.id"
            ),
            {"members": list(members), "pooled": bool(of_pool_customers)},
        )
        return [Receiver(**row._mapping) for row in rows]


def list_not_assignable(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return those of *ids*, with their names, that the caller sees and may not give to anybody."""
    with translated():
        rows = session.execute(
            text(
                "WITH asked AS MATERIALIZED (SELECT id, name, sort_key, owner_id FROM crm.customer WHERE id = ANY (:ids)), "
                "kept AS MATERIALIZED (SELECT owner_id FROM (SELECT DISTINCT owner_id FROM asked) o WHERE NOT crm.may_give('customer', owner_id)) "
                "SELECT a.id, a.name FROM asked a JOIN kept k ON k.owner_id IS NOT DISTINCT FROM a.owner_id ORDER BY a.sort_key, a.id"
            ),
            {"ids": list(ids)},
        )
        return {row.id: row.name for row in rows}


def assign_customers(session: Session, *, ids: Sequence[int], wish: Assignment) -> int:
    """Hand customers over, all or none; return the number of an action that can be undone."""
    with naming(session, CUSTOMER):
        return int(
            session.execute(
                text(
                    "SELECT crm.assign_customers(:ids, :owners, :how, :opportunities, :plans, :drafts, :helper, "
                    ":helper_until, :note)"
                ),
                {
                    "ids": list(ids),
                    "owners": list(wish.owners),
                    "how": wish.how,
                    "opportunities": wish.opportunities,
                    "plans": wish.plans,
                    "drafts": wish.drafts,
                    "helper": wish.helper,
                    "helper_until": wish.helper_until,
                    "note": wish.note,
                },
            ).scalar_one()
        )


def read_sheet(session: Session, facts: Facts, ids: Sequence[int]) -> list[SheetCustomer]:
    """Return what a successor must know of customers that the caller sees: last contact, open work, promises, next steps."""
    with translated():
        rows = session.execute(text(_sheet(facts)), {"ids": list(ids)}).all()
        work: dict[int, list[tuple[str, str, int | None, str, date | None]]] = {}
        for kind, query in _OPEN_WORK.items():
            if facts.rights.may(kind if kind != "promise" else "action", "view"):
                for row in session.execute(text(query), {"ids": list(ids)}):
                    work.setdefault(row.customer_id, []).append((kind, row.words, row.amount, row.currency, row.day))
    return [SheetCustomer(**row._mapping, open_work=tuple(work.get(row.id, ()))) for row in rows]


def _sheet(facts: Facts) -> str:
    customer, contact = facts.entities.get("customer"), facts.entities.get("contact")
    return _SHEET.format(
        phone=shown(customer, "phone", "c"),
        contact_mobile=shown(contact, "mobile", "k"),
        contact_phone=shown(contact, "phone", "k"),
    )


_SHEET = """
SELECT c.id, c.name, c.code, c.grade, coalesce(e.name, '') AS owner, coalesce(p.name, '') AS contact,
    coalesce(nullif(p.mobile, ''), nullif(p.phone, ''), {phone}, '') AS phone, c.last_contact_at,
    coalesce((SELECT concat_ws('：', nullif(a.subject, ''), nullif(left(a.content, 120), '')) FROM crm.action a
        WHERE a.customer_id = c.id ORDER BY a.happened_at DESC, a.id DESC LIMIT 1), '') AS last_words, c.next_contact_on
FROM crm.customer c LEFT JOIN crm.employee e ON e.id = c.owner_id
LEFT JOIN LATERAL (SELECT k.name, {contact_mobile} AS mobile, {contact_phone} AS phone FROM crm.contact k WHERE k.customer_id = c.id
    ORDER BY k.is_primary DESC, k.id LIMIT 1) p ON true
WHERE c.id = ANY (:ids) ORDER BY e.sort_key, c.sort_key, c.id"""
#: What goes along: the owner's own open work, and what is confirmed and not delivered yet, whoever sold it.
_OPEN_WORK = {
    "opportunity": "SELECT t.customer_id, t.name AS words, t.amount, t.currency, coalesce(t.next_contact_on, t.expected_on) AS day "
    "FROM crm.opportunity t JOIN crm.customer c ON c.id = t.customer_id WHERE t.customer_id = ANY (:ids) "
    "AND t.outcome = 'open' AND t.owner_id IS NOT DISTINCT FROM c.owner_id ORDER BY t.expected_on, t.id",
    "promise": "SELECT t.customer_id, coalesce(nullif(t.promise, ''), t.subject) AS words, NULL::bigint AS amount, '' AS currency, "
    "t.promise_on AS day FROM crm.action t JOIN crm.customer c ON c.id = t.customer_id WHERE t.customer_id = ANY (:ids) "
    "AND (t.promise <> '' OR t.promise_on IS NOT NULL) AND t.promise_kept IS NULL "
    "AND t.responsible_id IS NOT DISTINCT FROM c.owner_id ORDER BY t.promise_on, t.id",
    "sales_order": "SELECT t.customer_id, t.code AS words, t.amount, t.currency, t.deliver_on AS day "
    "FROM crm.sales_order t JOIN crm.customer c ON c.id = t.customer_id WHERE t.customer_id = ANY (:ids) "
    "AND (t.state = 'confirmed' OR t.state = 'draft' AND t.owner_id IS NOT DISTINCT FROM c.owner_id) ORDER BY t.id",
}


def list_owned(session: Session, *, employee_id: int, limit: int = 2000) -> list[int]:
    """Return the customers that an employee owns, as far as the caller sees them; *limit* at most."""
    with translated():
        rows = session.execute(
            text("SELECT id FROM crm.customer WHERE owner_id = :id ORDER BY sort_key, id LIMIT :n"),
            {"id": employee_id, "n": limit},
        )
        return list(rows.scalars())


def list_responsibilities(session: Session, *, employee_id: int) -> list[Responsibility]:
    """Return everything that an employee is responsible for, read from the foreign keys; raise Denied."""
    with translated():
        rows = session.execute(
            text("SELECT table_name, column_name, open, over FROM crm.responsibilities(:id)"), {"id": employee_id}
        )
        return [Responsibility(table=r.table_name, column=r.column_name, open=r.open, over=r.over) for r in rows]


def leave(
    session: Session, *, employee_id: int, heir_id: int | None, plan: Mapping[str, Sequence[int] | Mapping[str, int]]
) -> int:
    """Hand over all open work of an employee and close the login; return the number of an action that can be undone."""
    with translated():
        return int(
            session.execute(
                text("SELECT crm.leave(:id, :heir, CAST(:plan AS jsonb))"),
                {"id": employee_id, "heir": heir_id, "plan": json.dumps(dict(plan))},
            ).scalar_one()
        )
