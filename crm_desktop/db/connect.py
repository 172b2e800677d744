"""Connections: one engine per login, a session per job."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg2
import psycopg2.extensions
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Queue

from crm_desktop.core.errors import Denied, LoginFailed, Offline, WrongVersion
from crm_desktop.db.errors import login_error, translated

#: The newest version of the schema that this program was written for; tests hold it against the migrations.
SCHEMA_REVISION = "0057"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Where an account set is. Several hosts, separated by commas, are tried in turn (fail-over)."""

    host: str
    port: int = 5432
    dbname: str = "crm_demo"
    sslmode: str = "prefer"


def connected(dsn: str = "", **words: Any) -> psycopg2.extensions.connection:
    """Open a connection; raise OperationalError where the server refuses, in whatever letters it says so.

    Before it knows ours, a server on a Chinese Windows answers in its own code page, and the driver fails to read that.
    Early Pythons 3.11 lose the answer altogether; what the network refuses always has words.
    """
    try:
        return psycopg2.connect(dsn, **words)
    except UnicodeDecodeError as exc:
        raise psycopg2.OperationalError(exc.object.decode("gb18030", "replace")) from exc
    except psycopg2.OperationalError as exc:
        if str(exc):
            raise
        raise psycopg2.OperationalError("FATAL") from exc


CONNECT_SECONDS = 6  #: for reaching each host
RESTED = 60.0  #: seconds without use after which a further connection is closed: a new one plans everything anew
UNHEARD = 20_000  #: milliseconds without a sign that what was sent has arrived: then the connection is dead


class _OldestFirst(Queue[ConnectionPoolEntry]):
    """What does one job after the other does it on the oldest connection: it has planned the searches, the others stay light."""

    def _get(self) -> ConnectionPoolEntry:
        oldest = min(self.queue, key=lambda entry: getattr(entry, "starttime", 0.0))
        self.queue.remove(oldest)
        return oldest


class _Pool(QueuePool):
    _queue_class = _OldestFirst


@dataclass(frozen=True)
class Database:
    """An open login; sessions come from a small pool and are real connections of that employee."""

    profile: Profile
    login: str
    _password: str = field(repr=False)
    _port_now: Callable[[], int] | None = field(default=None, repr=False, compare=False)

    def follow(self, port_now: Callable[[], int]) -> None:
        """Ask before each connection on which port the server is by now: an embedded one may come back on another."""
        object.__setattr__(self, "_port_now", port_now)

    def __post_init__(self) -> None:
        engine = create_engine(
            "postgresql+psycopg2://",
            creator=self.raw_connection,
            pool_size=4,
            poolclass=_Pool,
            max_overflow=4,
            pool_timeout=10,
            pool_pre_ping=True,  # a server that was restarted is noticed before the work, not by it
            hide_parameters=True,
            use_native_hstore=False,
        )
        object.__setattr__(self, "engine", engine)
        event.listen(engine, "checkin", lambda _connection, record: record.info.update(used=time.monotonic()))

    def close_idle(self) -> None:
        """Close what several jobs at once left behind and nobody used for a while, but the oldest connection.

        Each is a process of the server, with all that it has planned in its memory.
        """
        pool, now = self.engine.pool, time.monotonic()  # type: ignore[attr-defined]
        with translated():
            idle = [pool.connect() for _ in range(pool.checkedin())]  # the oldest comes first
        used = [(connection.info, connection.info.get("used", now)) for connection in idle]
        for connection, (_, at) in zip(idle[1:], used[1:], strict=True):
            if now - at > RESTED:
                connection.detach()
        for connection in reversed(idle):
            connection.close()
        for info, at in used:  # to be looked at is no use
            info["used"] = at

    def raw_connection(self) -> psycopg2.extensions.connection:
        """Open one more connection outside the pool; raise LoginFailed or Offline."""
        many = "," in self.profile.host
        if self._port_now is not None and (port := self._port_now()):
            object.__setattr__(self, "profile", replace(self.profile, port=port))
        try:
            return connected(
                host=self.profile.host,
                port=",".join([str(self.profile.port)] * (self.profile.host.count(",") + 1)),
                dbname=self.profile.dbname,
                user=self.login,
                password=self._password,
                sslmode=self.profile.sslmode,
                connect_timeout=CONNECT_SECONDS,
                application_name="crm-desktop",
                keepalives_idle=15,
                keepalives_interval=5,
                keepalives_count=3,
                tcp_user_timeout=UNHEARD,
                options="-c search_path=crm,pg_catalog",
                target_session_attrs="read-write" if many else "any",
            )
        except psycopg2.OperationalError as exc:
            raise login_error(exc) from exc

    @contextmanager
    def open_session(self) -> Iterator[Session]:
        """Give a session; its transaction is committed at the end, or rolled back by an error."""
        with translated(), Session(self.engine, expire_on_commit=False) as session, session.begin():  # type: ignore[attr-defined]
            yield session

    def cancel(self, session: Session) -> None:
        """Stop what *session* is doing on the server; callable from any thread but the window's.

        By a connection of its own: the driver's ``cancel`` keeps the interpreter's lock while it waits for the network.
        """
        pid = session.connection().connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        with (
            suppress(Offline, LoginFailed, psycopg2.Error),
            closing(self.raw_connection()) as other,
            other.cursor() as cursor,
        ):
            cursor.execute("SELECT pg_cancel_backend(%s)", (pid,))

    def change_password(self, new: str) -> Database:
        """Give the login a new password, sent as its SCRAM verifier only; return the login to go on with."""
        connection = self.raw_connection()
        try:
            verifier = encrypted(connection, self.login, new)
            with translated(), connection, connection.cursor() as cursor:
                role = psycopg2.extensions.quote_ident(self.login, cursor)
                cursor.execute(f"ALTER ROLE {role} PASSWORD %s", (verifier,))
        finally:
            connection.close()
        return Database(self.profile, self.login, new, self._port_now)

    def check_password(self, password: str) -> None:
        """Raise LoginFailed unless *password* is that of the login, or Offline."""
        Database(self.profile, self.login, password, self._port_now).raw_connection().close()

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()  # type: ignore[attr-defined]


def encrypted(connection: psycopg2.extensions.connection, login: str, password: str) -> str:
    """Return the SCRAM verifier of *password*: the clear one never travels."""
    return str(psycopg2.extensions.encrypt_password(password, login, scope=connection, algorithm="scram-sha-256"))


def connect(profile: Profile, login: str, password: str) -> Database:
    """Log in; raise LoginFailed, Offline, WrongVersion, or Denied where the database is no account set of the login."""
    database = Database(profile, login, password)
    try:
        revision = _revision(database)
        if revision != SCHEMA_REVISION:
            raise WrongVersion(SCHEMA_REVISION, revision)
    except BaseException:
        database.close()
        raise
    return database


def _revision(database: Database) -> str:
    """Return the version of the schema, asked on the first connection of the pool: the desktop goes on with it."""
    try:
        with database.engine.connect() as connection:  # type: ignore[attr-defined]
            return connection.exec_driver_sql("SELECT version_num FROM crm.alembic_version").scalar() or ""
    except DBAPIError as exc:
        unknown = (
            psycopg2.errors.UndefinedTable,
            psycopg2.errors.InvalidSchemaName,
            psycopg2.errors.InsufficientPrivilege,
        )
        raise (Denied("not_an_account_set") if isinstance(exc.orig, unknown) else Offline()) from exc


def account_sets(profile: Profile, login: str, password: str) -> list[str]:
    """Return the databases on the server that this login may enter; raise LoginFailed or Offline."""
    connection = Database(replace(profile, dbname="postgres"), login, password).raw_connection()
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'crm\\_%' "
                "AND has_database_privilege(datname, 'CONNECT') ORDER BY datname"
            )
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()
