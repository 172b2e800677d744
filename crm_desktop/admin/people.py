"""Employees' logins, looked after by the server's administrator."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import encrypt_password

from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
FORM = re.compile(r"[a-z][a-z0-9_.-]{1,40}")  #: of a login, as the database asks for it


@dataclass(frozen=True, kw_only=True)
class Login:
    """An employee who can log in, or could."""

    login: str
    name: str
    status: str
    department: str
    roles: tuple[str, ...]


def new_password() -> str:
    """Return a random password that can be read over the telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def list_logins(connection: Connection) -> list[Login]:
    """Return every employee with a login, by login."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.login, e.name, e.status, coalesce(d.name, ''), "
            "array(SELECT r.code FROM crm.employee_role er JOIN crm.role r ON r.id = er.role_id "
            "WHERE er.employee_id = e.id ORDER BY 1) FROM crm.employee e LEFT JOIN crm.department d "
            "ON d.id = e.department_id WHERE e.login IS NOT NULL ORDER BY 1"
        )
        return [
            Login(login=login, name=name, status=status, department=department, roles=tuple(roles))
            for login, name, status, department, roles in cursor.fetchall()
        ]


def create_login(
    connection: Connection, *, login: str, name: str, password: str, roles: tuple[str, ...] = (),
    department: str = "", superior: str = "", title: str = "",
) -> None:  # fmt: skip
    """Make an employee with a login, in one transaction of the caller's. Raises Trouble."""
    if not FORM.fullmatch(login):
        sentence = QT_TRANSLATE_NOOP(
            "Admin", "A login begins with a small letter; then small letters, digits, dots, dashes: “{login}”."
        )
        raise Trouble(sentence, login=login)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM crm.employee WHERE login = %s", (login,))
        found = cursor.fetchone()
        if found:
            sentence = QT_TRANSLATE_NOOP("Admin", "The login {login} belongs to {name} already.")
            raise Trouble(sentence, login=login, name=found[0])
        department_id = _id_of(connection, "department", "name", department) if department else None
        superior_id = _id_of(connection, "employee", "login", superior) if superior else None
        cursor.execute(
            "INSERT INTO crm.employee (login, name, title, department_id, superior_id) VALUES (%s, %s, %s, %s, %s) "
            "RETURNING id", (login, name, title, department_id, superior_id),
        )  # fmt: skip
        (employee,) = cursor.fetchone() or (None,)
        for role in roles:
            given = (employee, _id_of(connection, "role", "code", role))
            cursor.execute("INSERT INTO crm.employee_role (employee_id, role_id) VALUES (%s, %s)", given)
    _set_password(connection, login, password)


def reset_password(connection: Connection, login: str, password: str) -> None:
    """Give a login another password. Raises Trouble."""
    _id_of(connection, "employee", "login", login)
    _set_password(connection, login, password)


def set_status(connection: Connection, login: str, status: str) -> bool:
    """Lock or unlock a login, open connections ended; return whether that changed anything. Raises Trouble."""
    employee = _id_of(connection, "employee", "login", login)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm.employee SET status = %s WHERE id = %s AND status <> %s", (status, employee, status))
        return bool(cursor.rowcount)


def _set_password(connection: Connection, login: str, password: str) -> None:
    verifier = encrypt_password(password, login, scope=connection, algorithm="scram-sha-256")
    with connection.cursor() as cursor:
        cursor.execute("SELECT crm.set_login(id, %s) FROM crm.employee WHERE login = %s", (verifier, login))


def _id_of(connection: Connection, table: str, column: str, value: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM crm.{table} WHERE {column} = %s", (value,))  # names from this module only
        found = cursor.fetchone()
        if found is not None:
            return int(found[0])
        cursor.execute(f"SELECT {column} FROM crm.{table} WHERE {column} IS NOT NULL ORDER BY 1 LIMIT 30")
        known = ", ".join(row[0] for row in cursor.fetchall()) or "-"
    raise Trouble(_UNKNOWN[table], value=value, known=known)


_UNKNOWN = {
    "department": QT_TRANSLATE_NOOP("Admin", "There is no department “{value}”. Known: {known}"),
    "employee": QT_TRANSLATE_NOOP("Admin", "There is no login “{value}”. Known: {known}"),
    "role": QT_TRANSLATE_NOOP("Admin", "There is no role “{value}”. Known: {known}"),
}
