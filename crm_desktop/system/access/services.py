"""Who sees a record, and what somebody's roles come to, as the database tells it to the caller."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Gone
from crm_desktop.db.errors import translated
from crm_desktop.system import administration
from crm_desktop.system.access.rules import Access, FieldAccess, Person, RoleRule, Way, named

_WHO = """
SELECT w.*, e.name, e.sort_key, coalesce(d.name, '') AS department, coalesce(o.name, '') AS owner FROM crm.who_sees(:table, :id) WITH ORDINALITY
    w(employee_id, sees, edits, deletes, ways, lacks, scope, owner_id, hidden, hidden_fields, masked_fields, shut_until, n)
JOIN crm.employee e ON e.id = w.employee_id LEFT JOIN crm.department d ON d.id = e.department_id LEFT JOIN crm.employee o ON o.id = w.owner_id ORDER BY w.n"""


def read_who_sees(session: Session, *, table: str, record_id: int, chinese: bool) -> list[Person]:
    """Return everybody who works here with whether and why he sees a record; raise Denied."""
    with translated():
        rows = session.execute(text(_WHO), {"table": table, "id": record_id}).all()
        names = {r.id: r.name for r in session.execute(text("SELECT id, name FROM crm.employee"))}
        roles = _roles(session, chinese)
    return [
        Person(
            id=r.employee_id, name=r.name, department=r.department, sort_key=r.sort_key, sees=r.sees, edits=r.edits, deletes=r.deletes,
            ways=tuple(_way(way, names, roles) for way in r.ways), lacks=r.lacks, scope=r.scope, owner=r.owner, hidden=r.hidden,
            hidden_fields=tuple(r.hidden_fields or ()), masked_fields=tuple(r.masked_fields or ()), shut_until=r.shut_until,
        )
        for r in rows
    ]  # fmt: skip


def _way(way: dict[str, Any], names: dict[int, str], roles: dict[int, str]) -> Way:
    until = way.get("until")
    return Way(
        way=way["way"], whose=way["whose"], through=names.get(way.get("through", 0), ""), roles=named(way.get("roles", ()), roles),
        until=date.fromisoformat(until) if until else None, power=way.get("power", ""), verbs=frozenset(way["verbs"]),
    )  # fmt: skip


def _roles(session: Session, chinese: bool) -> dict[int, str]:
    rows = session.execute(text("SELECT id, name, name_en FROM crm.role ORDER BY id"))
    return {r.id: r.name if chinese or not r.name_en else r.name_en for r in rows}


def read_access(
    session: Session, *, employee_id: int, chinese: bool, without_owner: Collection[str] = administration.WITHOUT_OWNER
) -> Access:
    """Return what somebody's roles come to, where the records of some modules are *without_owner*; raise Denied, Gone."""
    given = {"id": employee_id}
    with translated():
        fields = session.execute(text("SELECT * FROM crm.kept_fields(:id)"), given).all()
        person = session.execute(
            text("SELECT name, status, coalesce(login, '') AS login FROM crm.employee WHERE id = :id"), given
        ).one_or_none()
        roles = _roles(session, chinese)
        held = session.execute(text("SELECT role_id FROM crm.employee_role WHERE employee_id = :id ORDER BY 1"), given)
        held_roles = [r.role_id for r in held]
        rules = session.execute(
            text(
                "SELECT module, action, scope, role_id FROM crm.right_rule WHERE role_id = ANY (:roles) AND scope <> 'none' "
                "ORDER BY role_id"
            ),
            {"roles": held_roles},
        ).all()
    if person is None:
        raise Gone
    return Access(
        name=person.name, status=person.status, login=person.login, roles=named(held_roles, roles),
        rules=tuple(
            RoleRule(module=r.module, action=r.action, scope=r.scope, role=roles[r.role_id]) for r in rules
            if r.scope == "all" or r.module not in without_owner
        ),
        fields=tuple(FieldAccess(table=f.of_table, field=f.field, access=f.access, roles=named(f.roles, roles)) for f in fields),
    )  # fmt: skip
