"""Account sets for tests: the tiny company is made once a run, each worker has a server with it, each test module a clone.

The clones share the login and group roles of the template, because roles belong to the server. So a test
that changes what roles may do (rights, locks, new employees under old names) asks for ``own_account_set``:
a server of its own, whose data is a copy of what is made once a run.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fasteners
import psutil
import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.sql import SQL, Identifier
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from crm_desktop.admin import embedded
from server_schema import install
from server_schema.data import tiny

BASE_VARIABLE = "CRM_TEST_SERVERS"
TINY = "Tiny"
TLS = "CRM_TEST_TLS"  #: a folder with server.crt and server.key, where the servers shall speak TLS
_PREFIX = "crm-tests-"
_MEMORY, _ROOM = Path("/dev/shm"), 6 << 30  # Linux's file system in memory, and what must be free of it
_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class AccountSet:
    """A database of its own with the tiny company in it."""

    name: str
    server: embedded.Server

    @property
    def host(self) -> str:
        return self.server.host

    @property
    def port(self) -> int:
        return self.server.port

    def password(self, login: str) -> str:
        """Return the password that the tiny company gave to *login*."""
        return f"crm-{login}"

    def connect(self, login: str) -> Connection:
        """Open a real connection as that employee: TCP and SCRAM, as from another PC."""
        return psycopg2.connect(
            host=self.host, port=self.port, dbname=self.name, user=login, password=self.password(login),
            application_name="crm-test",
        )  # fmt: skip

    def connect_admin(self) -> Connection:
        """Open a connection as superuser, each statement its own transaction: to prove what really is there."""
        connection = psycopg2.connect(self.server.admin_dsn, dbname=self.name)
        connection.autocommit = True
        return connection

    def session(self, login: str) -> Session:
        """Open a SQLAlchemy session as that employee."""
        engine = create_engine(
            "postgresql+psycopg2://", creator=lambda: self.connect(login), poolclass=NullPool, hide_parameters=True
        )
        return Session(engine)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that the superuser sees: every row, whatever the policies say."""
        with closing(self.connect_admin()) as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def running_server(folder: Path, *, with_tiny: bool = False) -> Iterator[embedded.Server]:
    """Give a fresh embedded server in *folder*, gone with its data afterwards; *with_tiny*: the account set Tiny in it."""
    try:
        if with_tiny:
            _copy(_made_once(), folder)
        server = embedded.start(folder, durable=False)
        if TLS in os.environ:
            _turn_on_tls(server, Path(os.environ[TLS]))
        yield server
    finally:
        embedded.stop(folder, at_once=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_tiny(folder: Path) -> Iterator[AccountSet]:
    """Give the tiny company as account set Tiny on a server of its own in *folder*."""
    with running_server(folder, with_tiny=True) as server:
        yield AccountSet(name=install.database_name(TINY), server=server)


@contextmanager
def alone(name: str) -> Iterator[AccountSet]:
    """Give the tiny company on a server of its own, called *name* in this worker: group roles and logins belong to the server."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with running_tiny(Path(os.environ[BASE_VARIABLE]) / f"{worker}-{name}") as company:
        yield company


def _made_once() -> Path:
    """Return the folder of a server that does not run and has the account set Tiny, made by whoever needs it first."""
    folder = Path(os.environ[BASE_VARIABLE]) / "made-once" / TINY
    folder.parent.mkdir(exist_ok=True)
    with fasteners.InterProcessLock(folder.with_suffix(".lock")):
        if not folder.exists():
            making = folder.with_suffix(".new")
            create_tiny(embedded.start(making, durable=False))
            embedded.stop(making)
            (making / "server.json").unlink()  # its port is not that of the copies
            making.rename(folder)
    return folder


def _copy(source: Path, target: Path) -> None:
    if os.name == "nt":
        shutil.copytree(source, target)
    else:  # the files belong to whom the server runs as
        subprocess.run(["cp", "-a", source, target], check=True)


def _turn_on_tls(server: embedded.Server, certificates: Path) -> None:
    pgdata = server.data_dir / "postgres"
    owner = pgdata.stat()
    for name in ("server.crt", "server.key"):
        shutil.copyfile(certificates / name, pgdata / name)
        os.chown(pgdata / name, owner.st_uid, owner.st_gid)
        (pgdata / name).chmod(0o600)
    with (pgdata / "postgresql.conf").open("a") as settings:
        settings.write("ssl = on\n")
    _run(server, "SELECT pg_reload_conf()")


def create_tiny(server: embedded.Server, name: str = TINY) -> str:
    """Create a whole account set (its own roles too), load the tiny company and return the database."""
    database = install.create_account_set(server.admin_dsn, name)
    tiny.load(server.admin_dsn, name)
    return database


def close_template(server: embedded.Server) -> str:
    """Close the tiny company, for others to be cloned from it: one stray login would be in all of them. Return the database."""
    database = install.database_name(TINY)
    _run(server, SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(database)))
    return database


@contextmanager
def clone(server: embedded.Server, template: str) -> Iterator[AccountSet]:
    """Give a copy of *template*, dropped afterwards."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    copied = SQL(
        "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
    )  # nothing waits for the disk: copying files is cheapest
    _run(server, copied.format(Identifier(name), Identifier(template)))
    with closing(psycopg2.connect(server.admin_dsn)) as connection, connection, connection.cursor() as cursor:
        install.close_database(cursor, name, template)
    try:
        yield AccountSet(name=name, server=server)
    finally:
        _run(server, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


class Watch:
    """Asks a server after each test who sits in an open transaction, over one connection that stays."""

    def __init__(self, server: embedded.Server) -> None:
        self._server = server
        self._connection: Connection | None = None

    def open_transactions(self) -> list[tuple[str, str]]:
        """Return login and last statement of every connection that sits in an open transaction."""
        try:
            return self._ask()
        except psycopg2.Error:  # a test stopped the server, or started it anew
            self.close()
            return self._ask() if embedded.is_running(self._server.data_dir) else []

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self) -> list[tuple[str, str]]:
        if self._connection is None:
            self._connection = psycopg2.connect(self._server.admin_dsn)
            self._connection.autocommit = True  # the question opens no transaction that a later one could find
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT usename, query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
            return list(cursor.fetchall())


def new_base() -> Path:
    """Make the folder under which this run keeps its servers, in memory where there is room; clear away what a killed run left."""
    for old in {found for root in (_MEMORY, _disk()) for found in root.glob(f"{_PREFIX}*")}:
        pid = old.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            remove_base(old)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_MEMORY if _has_room() else None))


def on_disk() -> Path:
    """Return the folder of this run for servers whose data must stand on a real disk."""
    folder = _disk() / Path(os.environ[BASE_VARIABLE]).name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def remove_base(base: Path) -> None:
    """Stop every server under *base*, and of its run on the disk (a crashed worker could not), and remove their data."""
    for place in {base, _disk() / base.name}:
        for folder in place.glob("*"):
            embedded.stop(folder, at_once=True)
        shutil.rmtree(place, ignore_errors=True)


def _disk() -> Path:
    return Path(tempfile.gettempdir())


def _has_room() -> bool:
    """Return whether servers fit in memory; a thousand new files a database are a second's work on a disk that lost as many."""
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        return False
    return min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available) >= _ROOM


def _run(server: embedded.Server, statement: SQL | Any) -> None:
    with closing(psycopg2.connect(server.admin_dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
