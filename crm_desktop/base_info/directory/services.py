"""What the directory reads, and what one enters of oneself: a picture, an absence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.directory.rules import Person, Unit
from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """A time in which somebody is away and somebody else does his work."""

    id: int
    employee: str
    stand_in: str
    from_on: date
    to_on: date
    note: str
    is_mine: bool


#: Columns of an employee that a role may not read (a field right, or no right to view employees) come out empty.
_MORE = ("phone", "extension", "mobile", "email", "birthday")


def list_people(session: Session, facts: Facts) -> list[Person]:
    """Return everybody who works here, in pinyin order; what the caller may not read of them is empty."""
    seen = facts.rights.may("employee", "view")
    more = [name for name in _MORE if seen and facts.rights.may_read("employee", name)]
    columns = "".join(f", e.{name}" for name in more)
    with translated():
        rows = session.execute(
            text(
                "SELECT e.id, e.name, e.title, e.department_id, coalesce(d.name, '') AS department, "
                "coalesce(s.name, '') AS superior, e.sort_key, a.to_on AS away_until, "
                f"coalesce(i.name, '') AS stand_in, coalesce(u.name, '') AS usual_stand_in{columns} FROM crm.employee e "
                "LEFT JOIN crm.department d ON d.id = e.department_id LEFT JOIN crm.employee s ON s.id = e.superior_id "
                "LEFT JOIN LATERAL (SELECT a.stand_in_id, a.to_on FROM crm.absence a WHERE a.employee_id = e.id "
                "AND crm.today() BETWEEN a.from_on AND a.to_on ORDER BY a.to_on DESC LIMIT 1) a ON true "
                "LEFT JOIN crm.employee i ON i.id = coalesce(a.stand_in_id, e.stand_in_id) "
                "LEFT JOIN crm.employee u ON u.id = e.stand_in_id AND u.status <> 'left' "
                "WHERE e.status <> 'left' ORDER BY e.sort_key, e.id"
            )
        )
        return [Person(**row._mapping) for row in rows]


def list_units(session: Session) -> list[Unit]:
    """Return the departments."""
    with translated():
        rows = session.execute(
            text("SELECT id, name, parent_id, head_id, position FROM crm.department ORDER BY position, id")
        )
        return [Unit(**row._mapping) for row in rows]


def read_photos(session: Session) -> dict[int, bytes]:
    """Return the pictures by employee."""
    with translated():
        rows = session.execute(text("SELECT employee_id, content FROM crm.employee_photo"))
        return {row.employee_id: bytes(row.content) for row in rows}


def set_photo(session: Session, *, employee_id: int, content: bytes) -> None:
    """Keep somebody's picture; empty content takes it away. Raises Denied, Invalid."""
    with translated():
        if not content:
            session.execute(text("DELETE FROM crm.employee_photo WHERE employee_id = :id"), {"id": employee_id})
            return
        session.execute(
            text(
                "INSERT INTO crm.employee_photo (employee_id, content) VALUES (:id, :content) "
                "ON CONFLICT (employee_id) DO UPDATE SET content = excluded.content, updated_at = now()"
            ),
            {"id": employee_id, "content": content},
        )


def list_absences(session: Session) -> list[Absence]:
    """Return the absences of today and later that the caller may change."""
    with translated():
        rows = session.execute(
            text(
                "SELECT a.id, e.name AS employee, coalesce(s.name, '') AS stand_in, a.from_on, a.to_on, a.note, "
                "a.employee_id = crm.me() AS is_mine FROM crm.absence a JOIN crm.employee e ON e.id = a.employee_id "
                "LEFT JOIN crm.employee s ON s.id = coalesce(a.stand_in_id, e.stand_in_id) "
                "WHERE a.to_on >= crm.today() AND a.employee_id = ANY (crm.my_people()) ORDER BY a.from_on, a.id"
            )
        )
        return [Absence(**row._mapping) for row in rows]


def my_people(session: Session) -> Sequence[int]:
    """Return those for whom the caller may enter an absence."""
    with translated():
        return list(session.execute(text("SELECT crm.my_people()")).scalar_one())


def add_absence(
    session: Session, *, employee_id: int, stand_in_id: int | None, from_on: date, to_on: date, note: str
) -> int:
    """Enter an absence and return its id; raise Denied, Invalid."""
    with translated():
        return int(
            session.execute(
                text(
                    "INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on, note) "
                    "VALUES (:employee, :stand_in, :first, :last, :note) RETURNING id"
                ),
                {"employee": employee_id, "stand_in": stand_in_id, "first": from_on, "last": to_on, "note": note},
            ).scalar_one()
        )


def delete_absence(session: Session, *, absence_id: int) -> None:
    """Take an absence back."""
    with translated():
        session.execute(text("DELETE FROM crm.absence WHERE id = :id"), {"id": absence_id})
