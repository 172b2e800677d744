"""The account set that is measured: made once, kept, brought to the newest behaviour before each run."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from crm_desktop.admin import embedded
from crm_desktop.admin.demo_set import schema_digest
from server_schema import install
from server_schema.demo import generate
from tests.bench.multiply import multiply

#: role in the tables → login of the Demo company
PEOPLE = {"rep": "fanjingwen", "lead": "maguodong", "manager": "zhouboyan", "maintainer": "jifangfei"}
_FACT = "bench"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An account set ready to be measured."""

    host: str
    port: int
    admin_dsn: str
    dbname: str
    customers: int
    suffix: str
    folder: Path  #: of the server
    source: int = 0  #: the customers that the generator made, where the others are their copies

    def login(self, role: str) -> str:
        """Return the login that stands for *role*, or that of the employee of that name."""
        return PEOPLE.get(role, role) + self.suffix

    def password(self, role: str) -> str:
        """Return its password."""
        return generate.company.password(self.login(role))

    def dsn(self, role: str) -> str:
        """Return how psycopg2 logs in as *role*."""
        return (
            f"host={self.host} port={self.port} dbname={self.dbname} user={self.login(role)} "
            f"password={self.password(role)}"
        )

    @property
    def owner_dsn(self) -> str:
        """Return how the superuser reaches the set."""
        return install.dsn_of(self.admin_dsn, self.dbname)


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a program that is measured: with its bytecode kept, as that of an installed one is."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def prepare(folder: Path, customers: int, source: int = 0, *, fresh: bool = False) -> Prepared:
    """Start the server of *folder* with the settings of the Demo, and make or upgrade the set; *fresh*: make it anew.

    With *source* the generator makes that many customers only, and ``multiply`` the rest.
    """
    server = embedded.start(folder)
    name, suffix = f"Bench{customers}", f"_{source or customers}"
    dbname = install.database_name(name)
    facts = None if fresh else _facts(server.admin_dsn, dbname)
    if facts is None:
        if source:
            multiply(
                server.admin_dsn, prepare(folder, source, fresh=fresh).dbname, dbname, customers // source, _Told()
            )
        else:
            _make(server.admin_dsn, name, customers, suffix)
        _remember(install.dsn_of(server.admin_dsn, dbname), source)
    elif facts.get("digest") != schema_digest():
        install.upgrade(server.admin_dsn, name)
        _remember(install.dsn_of(server.admin_dsn, dbname), int(facts.get("source", 0)))
    _rest(install.dsn_of(server.admin_dsn, dbname))
    made_from = int((_facts(server.admin_dsn, dbname) or {}).get("source", 0))
    return Prepared(
        host=server.host, port=server.port, admin_dsn=server.admin_dsn, dbname=dbname, customers=customers, folder=folder,
        suffix=f"_{made_from or customers}", source=made_from,
    )  # fmt: skip


def _facts(admin_dsn: str, dbname: str) -> dict[str, Any] | None:
    with install.superuser(admin_dsn) as server, server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (dbname,))
        if not cursor.fetchone():
            return None
    with closing(psycopg2.connect(install.dsn_of(admin_dsn, dbname))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT facts -> %s FROM crm.account_set", (_FACT,))
        row = cursor.fetchone()
    return row[0] if row else None


def _rest(dsn: str) -> None:
    """Take the work of the day for done: a set that was made yesterday would do it while it is measured."""
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica; DELETE FROM crm.pool_work; "
            "INSERT INTO crm.pool_run (day, ended_at) VALUES (crm.today(), now()) ON CONFLICT (day) DO UPDATE SET ended_at = now()"
        )


class _Told:
    """Tells each step once."""

    def __init__(self) -> None:
        self._begun, self._seen = time.monotonic(), ""

    def __call__(self, step: str, _part: float) -> None:
        if step != self._seen:
            self._seen = step
            sys.stderr.write(f"{time.monotonic() - self._begun:7.0f} s  {step}\n")


def _make(admin_dsn: str, name: str, customers: int, suffix: str) -> None:
    install.drop_account_set(admin_dsn, name)  # what a broken run left
    company = generate.people
    install.create_account_set(admin_dsn, name, company=company.COMPANY, company_en=company.COMPANY_EN, is_demo=True)
    generate.load(admin_dsn, name, customers=customers, suffix=suffix, progress=_Told())


def _remember(dsn: str, source: int) -> None:
    fact = json.dumps({_FACT: {"digest": schema_digest(), "source": source}})
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("UPDATE crm.account_set SET facts = facts || %s::jsonb", (fact,))
