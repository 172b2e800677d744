"""The public pool: what one sees of it, claiming, giving back, the day's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.entities.customer import CUSTOMER
from crm_desktop.db.errors import translated
from crm_desktop.db.naming import naming


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolState:
    """One of my pools today; *claims_per_day* None: as many as I like."""

    pool_id: int
    name: str
    claims_per_day: int | None
    claimed: int
    customers: int
    is_admin: bool

    @property
    def claims_left(self) -> int | None:
        """Return how many I may still claim today; None where there is no limit."""
        return None if self.claims_per_day is None else max(0, self.claims_per_day - self.claimed)


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolChoice:
    """A pool into which the caller may put customers."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolDescription:
    """The rules of a pool, to be said in words. *clocks*: (clock, grade or '', days)."""

    id: int
    name: str
    claims_per_day: int | None
    wait_former_days: int
    wait_new_hours: int
    warn_days: int
    spared: tuple[str, ...]
    hidden: tuple[str, ...]
    retired: bool
    clocks: tuple[tuple[str, str, int], ...]
    members: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitDescription:
    """A holding limit; *whose* is a department's or a person's name, '' for everybody."""

    kind: str
    whose: str
    is_department: bool
    most: int
    spare_ordered: bool


def list_my_pools(session: Session) -> list[PoolState]:
    """Return the pools that the caller belongs to, with what is left of today's claims."""
    with translated():
        return [PoolState(**row._mapping) for row in session.execute(text("SELECT * FROM crm.my_pool_state()"))]


def list_choices(session: Session, *, to_give: bool = False) -> list[PoolChoice]:
    """Return the open pools that the caller sees; *to_give*: into which he may put customers."""
    with translated():
        rows = session.execute(
            text(
                "SELECT id, name FROM crm.customer_pool WHERE NOT retired AND (NOT :to_give "
                "OR id = ANY ((SELECT crm.my_pools())::bigint[]) OR (SELECT crm.my_scope('customer', 'assign')) = 'all') "
                "ORDER BY position, id"
            ),
            {"to_give": to_give},
        )
        return [PoolChoice(**row._mapping) for row in rows]


def list_of_other_pools(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return those of *ids*, with their names, that lie in pools which the caller does not administer."""
    with translated():
        rows = session.execute(
            text(
                "SELECT id, name FROM crm.pool_customer WHERE id = ANY (:ids) AND crm.my_scope('customer', 'assign') <> 'all' "
                "AND NOT pool_id = ANY ((SELECT crm.my_admin_pools())::bigint[]) ORDER BY id"
            ),
            {"ids": list(ids)},
        )
        return {row.id: row.name for row in rows}


def claim(session: Session, *, ids: Sequence[int]) -> int:
    """Take customers out of the pool, all or none; return how many."""
    with translated():
        return int(session.execute(text("SELECT crm.claim_customers(:ids)"), {"ids": list(ids)}).scalar_one())


def put_into_pool(session: Session, *, ids: Sequence[int], pool_id: int, reason: str) -> int:
    """Give customers to a pool; return the number of an action that can be undone."""
    with naming(session, CUSTOMER):
        return int(
            session.execute(
                text("SELECT crm.put_into_pool(:ids, :pool, :reason)"),
                {"ids": list(ids), "pool": pool_id, "reason": reason},
            ).scalar_one()
        )


def close_pools(session: Session, *, ids: Sequence[int], into_pool: int, reason: str) -> int:
    """Close pools, whose customers go into another one; return the number of an action that can be undone."""
    with translated():
        return int(
            session.execute(
                text("SELECT crm.close_pools(:ids, :pool, :reason)"),
                {"ids": list(ids), "pool": into_pool, "reason": reason},
            ).scalar_one()
        )


def assign_from_pool(session: Session, *, ids: Sequence[int], owners: Sequence[int], how: str, note: str) -> int:
    """Hand customers of a pool to its members, as its administrator; return the number of an undoable action."""
    with translated():
        return int(
            session.execute(
                text("SELECT crm.assign_from_pool(:ids, :owners, :how, :note)"),
                {"ids": list(ids), "owners": list(owners), "how": how, "note": note},
            ).scalar_one()
        )


def lock_customers(session: Session, *, ids: Sequence[int], locked: bool, until: date | None = None) -> int:
    """Protect customers from the pool, perhaps up to a day, or let them go; return the number of an action that can be undone."""
    with translated():
        bulk = int(session.execute(text("SELECT crm.begin_bulk('lock', '')")).scalar_one())
        session.execute(
            text(
                "UPDATE crm.customer SET locked = :locked, locked_until = :until WHERE id = ANY (:ids) "
                "AND (locked, locked_until) IS DISTINCT FROM (:locked, CAST(:until AS date))"
            ),
            {"ids": list(ids), "locked": locked, "until": until},
        )
        return bulk


def describe_pools(session: Session) -> tuple[list[PoolDescription], list[LimitDescription]]:
    """Return the rules of the pools that the caller may see, and the limits."""
    spared, hidden = ("ordered", "open", "locked"), ("phones", "email", "address", "website")
    with translated():
        pools = session.execute(text("SELECT * FROM crm.customer_pool ORDER BY retired, position, id")).mappings().all()
        clocks = session.execute(
            text("SELECT pool_id, clock, grade, days FROM crm.pool_rule ORDER BY clock, grade")
        ).all()
        members = session.execute(
            text(
                "SELECT m.pool_id, coalesce(d.name, e.name) AS name, m.is_admin FROM crm.pool_member m "
                "LEFT JOIN crm.department d ON d.id = m.department_id LEFT JOIN crm.employee e ON e.id = m.employee_id "
                "ORDER BY m.is_admin DESC, m.id"
            )
        ).all()
        limits = session.execute(
            text(
                "SELECT l.kind, coalesce(d.name, e.name, '') AS whose, d.id IS NOT NULL AS is_department, l.most, "
                "l.spare_ordered FROM crm.holding_limit l LEFT JOIN crm.department d ON d.id = l.department_id "
                "LEFT JOIN crm.employee e ON e.id = l.employee_id ORDER BY l.kind, l.employee_id IS NULL, l.id"
            )
        ).all()
    return [
        PoolDescription(
            id=p["id"],
            name=p["name"],
            claims_per_day=p["claims_per_day"],
            wait_former_days=p["wait_former_days"],
            wait_new_hours=p["wait_new_hours"],
            warn_days=p["warn_days"],
            retired=p["retired"],
            spared=tuple(name for name in spared if p[f"spare_{name}"]),
            hidden=tuple(name for name in hidden if p[f"hide_{name}"]),
            clocks=tuple((c.clock, c.grade, c.days) for c in clocks if c.pool_id == p["id"]),
            members=tuple((m.name, m.is_admin) for m in members if m.pool_id == p["id"]),
        )
        for p in pools
    ], [LimitDescription(**row._mapping) for row in limits]
