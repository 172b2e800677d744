"""Which server and which account set a command works on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import make_dsn, parse_dsn

from crm_desktop.admin import embedded
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db.connect import connected
from crm_desktop.db.errors import login_error
from server_schema import install


@dataclass(frozen=True, kw_only=True)
class Target:
    """An account set on a server, reached as the server's superuser."""

    admin_dsn: str
    name: str
    host: str
    port: int
    data_dir: Path | None = None  # of the embedded server; None: the office server

    @property
    def database(self) -> str:
        """Return the database of the account set. Raises Trouble for a name that can be none."""
        try:
            return install.database_name(self.name)
        except ValueError:
            sentence = QT_TRANSLATE_NOOP("Admin", "“{name}” cannot be an account set's name: use letters and digits.")
            raise Trouble(sentence, name=self.name) from None

    @property
    def dsn(self) -> str:
        """Return how the superuser reaches the account set's own database."""
        return install.dsn_of(self.admin_dsn, self.database)

    def exists(self) -> bool:
        """Return whether the account set is there."""
        with self.connect_server() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.database,))
            return cursor.fetchone() is not None

    def expect(self) -> Target:
        """Return itself if the account set is there. Raises Trouble."""
        if self.exists():
            return self
        with self.connect_server() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'crm\\_%' ORDER BY 1")
            known = ", ".join(row[0].removeprefix("crm_") for row in cursor.fetchall()) or "-"
        sentence = QT_TRANSLATE_NOOP("Admin", "There is no account set “{name}” on this server. It has: {known}")
        raise Trouble(sentence, name=self.name, known=known)

    @contextmanager
    def connect_server(self) -> Iterator[Connection]:
        """Open a connection to the server's own database, each statement its own transaction."""
        with closing(connected(self.admin_dsn)) as connection:
            connection.autocommit = True
            yield connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection to the account set as superuser; one transaction, kept only if all went well."""
        with closing(connected(self.dsn)) as connection, connection:
            yield connection

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the account set."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words by which every command is told where to work."""
    parser.add_argument("--set", dest="set_name", metavar="NAME", default="Demo", help="account set (Demo)")
    parser.add_argument(
        "--server", metavar="SERVER", default="",
        help="host[:port] or postgresql://… of an office server, reached as its superuser "
        "(password from PGPASSWORD or ~/.pgpass); without it the embedded server, started where needed",
    )  # fmt: skip
    parser.add_argument("--data", metavar="DIR", default="", help="data folder of the embedded server")


def target_of(arguments: argparse.Namespace) -> Target:
    """Return where the command works, the embedded server started where it is meant. Raises Trouble."""
    if arguments.server:
        return office_server(arguments.server, arguments.set_name)
    server = embedded.start(arguments.data or None)
    return Target(
        admin_dsn=server.admin_dsn, name=arguments.set_name, host=server.host, port=server.port,
        data_dir=server.data_dir,
    )  # fmt: skip


def for_wizard(host: str, port: int, user: str, password: str) -> Target:
    """Return the server a wizard names by its superuser; the embedded one, started where needed, without a *host*.

    The account set is named later. Raises Trouble, LoginFailed or Offline.
    """
    if not host:
        server = embedded.start(None)
        return Target(admin_dsn=server.admin_dsn, name="", host=server.host, port=server.port, data_dir=server.data_dir)
    dsn = make_dsn(host=host, port=port, user=user, password=password, dbname="postgres", connect_timeout=6)
    try:
        connected(dsn).close()
    except psycopg2.OperationalError as error:
        raise login_error(error) from error
    return Target(admin_dsn=dsn, name="", host=host, port=port)


def office_server(word: str, name: str) -> Target:
    """Return the account set *name* on the server that *word* names: ``host[:port]`` or a URI."""
    if "://" in word or "=" in word:
        try:
            parts = parse_dsn(word)
        except psycopg2.ProgrammingError:
            raise Trouble(QT_TRANSLATE_NOOP("Admin", "“{word}” names no server."), word=word) from None
        host, port = str(parts.get("host", "localhost")), int(parts.get("port", 5432))
        return Target(admin_dsn=word, name=name, host=host, port=port)
    host, _colon, port_text = word.rpartition(":") if word.rpartition(":")[2].isdigit() else (word, "", "5432")
    dsn = f"postgresql://postgres@{quote(host)}:{port_text}/postgres"
    return Target(admin_dsn=dsn, name=name, host=host, port=int(port_text))
