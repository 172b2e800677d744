"""Sessions on an account set for the command line, and the server as the initialization sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import quote_ident
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.facts import Facts
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db.connect import connected, encrypted
from crm_desktop.db.errors import translated
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system.services import load_facts
from server_schema import install


@contextmanager
def owner_session(target: Target) -> Iterator[Session]:
    """Give a session above all rights; its transaction is committed at the end, or rolled back by an error."""
    with _session(lambda: connected(target.dsn)) as session:
        yield session


@contextmanager
def employee_session(target: Target, login: str = "", language: str = "zh_CN") -> Iterator[tuple[Session, Facts]]:
    """Give a session as that employee, with his rights and no others; by default the first administrator.

    The server's superuser lends his connection: no password is asked. Raises Trouble.
    """
    person = login or first_administrator(target)

    def connect() -> Connection:
        connection = connected(target.dsn, application_name="crm-admin")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM crm.employee WHERE login = %s AND status = 'active'", (person,))
                if not cursor.fetchone():
                    raise Trouble(
                        QT_TRANSLATE_NOOP("Admin", "“{login}” is no active employee of “{name}”."),
                        login=person,
                        name=target.name,
                    )
                cursor.execute(f"SET SESSION AUTHORIZATION {quote_ident(person, connection)}")
            connection.commit()
        except BaseException:
            connection.close()
            raise
        return connection

    with _session(connect) as session:
        yield session, load_facts(session, entity_descriptors(), language=language)


def first_administrator(target: Target) -> str:
    """Return the login of the employee who has had the right to give rights for longest. Raises Trouble."""
    rows = target.rows(
        "SELECT e.login FROM crm.employee e JOIN crm.effective_right r ON r.employee_id = e.id "
        "WHERE r.module = 'right' AND r.action = 'edit' AND e.login IS NOT NULL AND e.status = 'active' "
        "ORDER BY e.id LIMIT 1"
    )
    if not rows:
        raise Trouble(
            QT_TRANSLATE_NOOP("Admin", "“{name}” has no administrator; name an employee with --login."),
            name=target.name,
        )
    return str(rows[0][0])


@contextmanager
def _session(connect: Any) -> Iterator[Session]:
    engine = create_engine("postgresql+psycopg2://", creator=connect, poolclass=NullPool, hide_parameters=True)
    with translated(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@dataclass(frozen=True)
class ServerPlace:
    """The server of *target* as ``system.initialization.Place``."""

    target: Target
    language: str = "zh_CN"

    def exists(self, name: str) -> bool:
        return self._set(name).exists()

    def create(self, name: str, facts: Mapping[str, Any]) -> None:
        install.create_account_set(self.target.admin_dsn, name, **facts)

    def drop(self, name: str) -> None:
        install.drop_account_set(self.target.admin_dsn, name)

    @contextmanager
    def as_owner(self, name: str) -> Iterator[Session]:
        with owner_session(self._set(name)) as session:
            yield session

    @contextmanager
    def as_employee(self, name: str, login: str) -> Iterator[tuple[Session, Facts]]:
        with employee_session(self._set(name), login, self.language) as pair:
            yield pair

    def verifier(self, login: str, password: str) -> str:
        with self.target.connect_server() as connection:
            return encrypted(connection, login, password)

    def where(self, name: str) -> Mapping[str, Any]:
        made = self._set(name)
        return {"host": made.host, "port": made.port, "dbname": made.database}

    def _set(self, name: str) -> Target:
        return replace(self.target, name=name)
