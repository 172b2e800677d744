"""An upgrade of any released version dies at any statement: everything is as before, and the next one passes."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from alembic import command
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - the driver's own spelling
from psycopg2.sql import SQL, Identifier
from sqlalchemy.exc import SQLAlchemyError

from crm_desktop.admin import backups
from crm_desktop.admin.processes import run_tool
from crm_desktop.admin.target import Target
from server_schema import install
from tests.databases import BASE_VARIABLE, running_server
from tests.db.test_upgrade import RELEASED, as_released
from tests.faults.figures import note, size

STATEMENTS = size("statements", 2)  #: broken off at so many, besides the last; 0: at every one
#: Versions of the schema between two releases: what an account set is that was left halfway by a program of those days.
_NEWEST = install.head_revision()
BETWEEN = sorted(
    number
    for path in (install.HERE / "versions").glob("0*.py")
    if RELEASED[0].stem < (number := path.name[:4]) < _NEWEST and number not in {released.stem for released in RELEASED}
)
WENT_ON: list[str] = []  #: those of them that were upgraded


class _Watched(Connection):
    """Counts the statements of all connections together; the server loses the connection at the chosen one."""

    seen: int = 0
    fatal: int = 0
    commits: list[int] = []  # noqa: RUF012 - one place for all of them
    dsn_watched = ""

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("cursor_factory", _WatchedCursor)
        return super().cursor(*args, **kwargs)

    def commit(self) -> None:
        super().commit()
        _Watched.commits.append(_Watched.seen)


class _WatchedCursor(Cursor):
    def execute(self, query: Any, vars: Any = None) -> None:
        _Watched.seen += 1
        if _Watched.seen == _Watched.fatal:
            with psycopg2.connect(_Watched.dsn_watched) as other, other.cursor() as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", (self.connection.info.backend_pid,))
            other.close()
        super().execute(query, vars)


@pytest.fixture(scope="module")
def server() -> Iterator[Target]:
    """Give a server of this module's own."""
    folder = Path(os.environ[BASE_VARIABLE]) / f"interrupted-{os.getpid()}"
    with running_server(folder) as running:
        yield Target(
            admin_dsn=running.admin_dsn, name="Old", host=running.host, port=running.port, data_dir=running.data_dir
        )


def _state(target: Target, scratch: Path) -> tuple[str, dict[str, tuple[int, str]]]:
    """Return a digest of the whole schema, as PostgreSQL writes it down, and rows and checksum of every table."""
    dump = scratch / "schema.sql"
    reach, secret = backups.reaching(target.dsn)
    run_tool(backups.tool("pg_dump"), *reach, "--schema-only", "--schema=crm", f"--file={dump}", environment=secret)
    lines = [
        line for line in dump.read_text("utf-8").splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))
    ]
    with target.connect() as connection:
        return hashlib.sha256("\n".join(lines).encode()).hexdigest(), backups.measure(connection)


def _upgrade(target: Target, monkeypatch: pytest.MonkeyPatch, fatal: int = 0) -> int:
    """Upgrade, the connection being lost at statement *fatal*; return how many statements there were."""
    real = psycopg2.connect
    _Watched.seen, _Watched.fatal, _Watched.commits, _Watched.dsn_watched = 0, fatal, [], target.dsn

    def connect(dsn: str = "", **more: Any) -> Connection:
        return real(dsn, connection_factory=_Watched, **more) if dsn == target.dsn else real(dsn, **more)

    with monkeypatch.context() as patch:
        patch.setattr(install.psycopg2, "connect", connect)
        install.migrate(target.dsn, install._renew)
    return _Watched.seen


def _drop(target: Target) -> None:
    with target.connect_server() as connection, connection.cursor() as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(target.database)))


def _copy(source: Target, name: str) -> Target:
    """Return a copy of an account set's database for one go; a copy takes a moment, a restore many."""
    copy = replace(source, name=name)
    _drop(copy)
    with source.connect_server() as connection, connection.cursor() as cursor:
        cursor.execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(copy.database), Identifier(source.database))
        )
    return copy


@pytest.mark.parametrize("path", RELEASED, ids=[path.stem for path in RELEASED])
def test_broken_off_at_any_statement(
    server: Target, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _drop(replace(server, name="Trial"))  # its roles are those of the set that it was copied from
    as_released(path, server, monkeypatch)
    with server.connect_server() as connection, connection.cursor() as cursor:
        install.ensure_roles(cursor, server.database)
    trial = _copy(server, "Trial")
    statements = _upgrade(trial, monkeypatch)
    assert _Watched.commits == [statements], "all are one transaction: a break at any of them is one of those below"
    assert trial.rows("SELECT rule FROM crm.check_account_set()") == []
    trial = _copy(server, "Trial")
    before = _state(trial, tmp_path)
    chance = random.Random(path.stem)
    some = range(1, statements) if not STATEMENTS else sorted(chance.sample(range(1, statements), STATEMENTS))
    for fatal in (*some, statements):
        with pytest.raises((psycopg2.Error, SQLAlchemyError)):
            _upgrade(trial, monkeypatch, fatal)
        assert _state(trial, tmp_path) == before, f"killed at statement {fatal} of {statements}"
    assert install.upgrade(server.admin_dsn, "Trial") == install.head_revision()
    assert trial.rows("SELECT rule FROM crm.check_account_set()") == []
    _drop(trial)
    where = f"at {STATEMENTS + 1} statements" if STATEMENTS else "at every statement"
    note("upgrade interrupted", f"from {path.stem}, {where}", statements=statements, broken_off_at=len(some) + 1)


@pytest.mark.skipif(STATEMENTS > 0, reason="versions between releases are part of the long form")
@pytest.mark.parametrize("revision", BETWEEN)
def test_a_version_between_releases(server: Target, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    as_released(RELEASED[0], server, monkeypatch)
    with server.connect_server() as connection, connection.cursor() as cursor:
        install.ensure_roles(cursor, server.database)
    with monkeypatch.context() as patch:
        whole = command.upgrade
        patch.setattr(install.command, "upgrade", lambda config, _head: whole(config, revision))
        install.migrate(server.dsn)
    assert install.current_revision(server.dsn) == revision
    assert install.upgrade(server.admin_dsn, server.name) == install.head_revision()
    assert server.rows("SELECT rule FROM crm.check_account_set()") == []
    WENT_ON.append(revision)
    note(
        "upgrade interrupted", "left between two releases",
        versions=len(WENT_ON), of=len(BETWEEN), upgraded_to=install.head_revision(),
    )  # fmt: skip
