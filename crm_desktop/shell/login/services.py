"""Reaching a server and an account set; called in jobs only."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from crm_desktop.core.errors import Offline
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.db import connect as db_connect
from crm_desktop.db.errors import translated
from crm_desktop.db.together import ask_together
from crm_desktop.shell import registry
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.services import PREFERENCES, UNREAD
from crm_desktop.system.services import load_facts

_UNFINDABLE = "龘龘"  #: characters that no name has: every plan is made, next to nothing is read
_SETS = (
    "SELECT datname FROM pg_database WHERE NOT datistemplate AND datallowconn "
    "AND starts_with(datname, 'crm_') AND has_database_privilege(oid, 'CONNECT') ORDER BY datname"
)
_OPENING = {"preferences": PREFERENCES, "unread": UNREAD, "sets": _SETS}
SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"  # PostgreSQL's protocol, "SSLRequest"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An account set that somebody is logged in to."""

    database: Any  #: db.connect.Database
    facts: Facts
    preferences: Mapping[str, Any]
    server: Server
    account_set: str  #: its database
    login: str
    language: str = "zh_CN"  #: of the company's own labels in *facts*
    sets: tuple[str, ...] = ()  #: databases of all account sets on the server that this login may enter
    unread: int = 0  #: notices


def profile_of(server: Server, account_set: str) -> Any:
    """Return the database layer's profile of an account set."""
    return db_connect.Profile(host=server.host, port=server.port, dbname=account_set, sslmode=server.sslmode)


def open_account_set(server: Server, account_set: str, login: str, password: str, language: str = "zh_CN") -> Opened:
    """Log in and read what the desktop needs first; raise LoginFailed, Offline, WrongVersion, Denied."""
    database = db_connect.connect(profile_of(server, account_set), login, password)
    try:
        with database.open_session() as session:
            facts = load_facts(session, registry.descriptors(), language=language, client="crm-desktop")
            found = ask_together(session, _OPENING, {"me": facts.employee_id})
    except BaseException:
        database.close()
        raise
    return Opened(
        database=database,
        facts=facts,
        preferences={row["name"]: row["value"] for row in found["preferences"]},
        unread=found["unread"][0]["number"],
        server=server,
        account_set=account_set,
        login=login,
        language=language,
        sets=tuple(row["datname"] for row in found["sets"]),
    )


def read_facts(session: Any, language: str) -> Facts:
    """Read anew who is logged in and what he may do; raise Denied."""
    return load_facts(session, registry.descriptors(), language=language, again=True)


def run_day(session: Any) -> bool:
    """Do a piece of what is done once a day, idle customers falling into their pools; return whether there may be more.

    What came due is told, once a day too, in the notices of whoever is logged in.
    """
    with translated():
        session.execute(text("SELECT crm.remind_me()"))
        return bool(session.execute(text("SELECT crm.run_pool()")).scalar_one())


def ask_ahead(session: Any, facts: Facts) -> None:
    """Have the server plan, on a connection that will be used again, what is asked first after the login."""
    records, entity = record_source(), facts.entities.get("customer")
    records.search_all(session, _UNFINDABLE)
    if entity is None:
        return
    query = ListQuery(entity=entity.name, columns=entity.list_columns, sort=entity.sort, descending=entity.descending)
    records.first_rows(session, entity, query, 1)


def account_sets(session: Any) -> tuple[str, ...]:
    """Return the databases on this server that are account sets and that the login may enter."""
    return tuple(session.execute(text(_SETS)).scalars())


def find_account_sets(server: Server, login: str, password: str) -> tuple[str, ...]:
    """Log in to the server alone and return its account sets; raise LoginFailed or Offline."""
    database = db_connect.Database(profile_of(server, "postgres"), login, password)
    try:
        with database.open_session() as session:
            return account_sets(session)
    finally:
        database.close()


def probe(server: Server, seconds: float = 5.0) -> bool:
    """Ask whether a PostgreSQL server answers; return whether it offers encryption; raise Offline."""
    last: OSError | None = None
    for host in server.host.split(","):
        try:
            with socket.create_connection((host.strip(), server.port), timeout=seconds) as line:
                line.sendall(SSL_REQUEST)
                answer = line.recv(1)
        except OSError as error:
            last = error
            continue
        if answer in (b"S", b"N"):
            return answer == b"S"
    raise Offline from last


def check_password(opened: Opened, password: str) -> None:
    """Raise LoginFailed unless *password* is that of the login."""
    opened.database.check_password(password)


def change_password(opened: Opened, old: str, new: str) -> Any:
    """Set the employee's own password and return the database to go on with; raise LoginFailed when *old* is wrong."""
    check_password(opened, old)
    return opened.database.change_password(new)


def listen(database: Any) -> Any:
    """Open a listener for changes."""
    from crm_desktop.db.listen import Listener

    return Listener(database)


def record_source() -> Any:
    """Return the one implementation of ``core.source.RecordSource``."""
    from crm_desktop.db import records

    return records
