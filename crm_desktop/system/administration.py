"""Use cases of the administrator: roles and their rights, logins and who has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Gone, Invalid
from crm_desktop.core.facts import CustomObject
from crm_desktop.db.connect import encrypted
from crm_desktop.db.errors import translated

#: Modules whose records belong to nobody: a scope is all or none.
WITHOUT_OWNER = frozenset(
    {
        "product",
        "price",
        "coupon",
        "product_cost",
        "employee",
        "right",
        "dictionary",
        "setting",
        "audit",
        "quality",
        "safety",
        "personal",
    }
)


def without_owner(objects: Iterable[CustomObject]) -> frozenset[str]:
    """Return the modules whose records belong to nobody, those of what the company added among them."""
    return WITHOUT_OWNER | {made.entity for made in objects if made.belongs_to == "nobody"}


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleSummary:
    """A role with the number of employees who have it."""

    id: int
    code: str
    name: str
    name_en: str
    employees: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """How an employee gets in: *login* '' without one, *has_password* once it was set."""

    login: str
    has_password: bool
    status: str
    roles: frozenset[int]


def list_roles(session: Session) -> list[RoleSummary]:
    """Return all roles in the order of their codes."""
    with translated():
        rows = session.execute(
            text(
                "SELECT r.id, r.code, r.name, r.name_en, "
                "(SELECT count(*) FROM crm.employee_role er WHERE er.role_id = r.id) AS employees "
                "FROM crm.role r ORDER BY r.id"
            )
        )
        return [RoleSummary(**row._mapping) for row in rows]


def read_matrix(session: Session, *, role_id: int) -> Mapping[tuple[str, str], str]:
    """Return (module, action) → scope of a role; what is missing is none."""
    with translated():
        rows = session.execute(
            text("SELECT module, action, scope FROM crm.right_rule WHERE role_id = :role"), {"role": role_id}
        )
        return {(r.module, r.action): r.scope for r in rows}


def set_scope(session: Session, *, role_id: int, module: str, action: str, scope: str) -> None:
    """Let a role do an action within a scope, in force at once; raise Denied or Invalid."""
    given = {"role": role_id, "module": module, "action": action, "scope": scope}
    with translated():
        done = session.execute(
            text(
                "UPDATE crm.right_rule SET scope = :scope WHERE role_id = :role AND module = :module AND action = :action"
            ),
            given,
        )
        if done.rowcount == 0:  # type: ignore[attr-defined]
            session.execute(
                text(
                    "INSERT INTO crm.right_rule (role_id, module, action, scope) VALUES (:role, :module, :action, :scope) "
                    "ON CONFLICT (role_id, module, action) DO UPDATE SET scope = excluded.scope"
                ),
                given,
            )


def read_access(session: Session, *, employee_id: int) -> Access:
    """Return login, status and roles of an employee; raise Gone."""
    with translated():
        row = session.execute(
            text(
                "SELECT coalesce(e.login, '') AS login, e.status, "
                "EXISTS (SELECT FROM pg_roles r WHERE r.rolname = e.login) AS has_password "
                "FROM crm.employee e WHERE e.id = :id"
            ),
            {"id": employee_id},
        ).one_or_none()
        roles = session.execute(
            text("SELECT role_id FROM crm.employee_role WHERE employee_id = :id"), {"id": employee_id}
        )
        held = frozenset(r.role_id for r in roles)
    if row is None:
        raise Gone
    return Access(login=row.login, has_password=row.has_password, status=row.status, roles=held)


def set_role(session: Session, *, employee_id: int, role_id: int, held: bool) -> None:
    """Give an employee a role or take it away, in force at once; raise Denied or Invalid."""
    given = {"employee": employee_id, "role": role_id}
    with translated():
        if held:
            session.execute(
                text(
                    "INSERT INTO crm.employee_role (employee_id, role_id) VALUES (:employee, :role) ON CONFLICT DO NOTHING"
                ),
                given,
            )
        else:
            session.execute(
                text("DELETE FROM crm.employee_role WHERE employee_id = :employee AND role_id = :role"), given
            )


def set_password(session: Session, *, employee_id: int, password: str) -> None:
    """Give an employee's login a password, sent as its SCRAM verifier only; raise Denied or Invalid.

    The login is made at the first time.
    """
    if len(password) < 8:
        raise Invalid("password_too_short", "password")
    login = read_access(session, employee_id=employee_id).login
    if not login:
        raise Invalid("employee_without_login", "login")
    connection = session.connection().connection.driver_connection
    with translated():
        verifier = encrypted(connection, login, password)
        session.execute(text("SELECT crm.set_login(:id, :verifier)"), {"id": employee_id, "verifier": verifier})


def set_status(session: Session, *, employee_id: int, status: str) -> None:
    """Lock an employee out (open connections included) or let him in again; raise Denied or Invalid."""
    with translated():
        done = session.execute(
            text("UPDATE crm.employee SET status = :status WHERE id = :id"), {"id": employee_id, "status": status}
        )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Gone
