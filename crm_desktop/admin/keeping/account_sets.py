"""Account sets of a server as a whole: listed, copied, archived and brought back."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg2
from psycopg2.sql import SQL, Identifier

from crm_desktop.admin import backups, restores
from crm_desktop.admin.backups import SUFFIX, Progress
from crm_desktop.admin.keeping import works
from crm_desktop.admin.keeping.notes import noted
from crm_desktop.admin.restores import Restored
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from server_schema import install


@dataclass(frozen=True, kw_only=True)
class SetFacts:
    """What a server says of one of its account sets."""

    name: str
    database: str
    company: str
    is_demo: bool
    colour: str
    revision: str
    size: int
    employees: int
    connected: int
    created_at: datetime
    backup_at: datetime | None = None
    drill_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Archived:
    """A closed account set that is there as a file only."""

    name: str
    path: Path
    made_at: datetime
    size: int
    rows: int


def archive_folder(target: Target) -> Path:
    """Return where closed account sets are kept when no folder is named."""
    return backups.backup_folder(target) / "archive"


def list_sets(target: Target) -> list[SetFacts]:
    """Return the account sets of the server by name."""
    return [
        _facts(replace(target, name=database.removeprefix("crm_")))
        for database in install.account_sets(target.admin_dsn)
    ]


def _facts(target: Target) -> SetFacts:
    ((name, company, is_demo, colour, made, size, employees, connected),) = target.rows(
        "SELECT name, company, is_demo, colour, created_at, pg_database_size(current_database()), "
        "(SELECT count(*) FROM crm.employee WHERE status = 'active' AND login IS NOT NULL), "
        "(SELECT count(DISTINCT usename) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) "
        "FROM crm.account_set"
    )
    last: dict[str, datetime] = {}
    with suppress(psycopg2.errors.UndefinedTable):  # an older version kept no results
        last = dict(target.rows("SELECT kind, max(ended_at) FROM crm.safety_run WHERE ok GROUP BY kind"))
    return SetFacts(
        name=name, database=target.database, company=company, is_demo=is_demo, colour=colour, created_at=made, size=size,
        employees=employees, connected=connected, revision=install.current_revision(target.dsn),
        backup_at=last.get("backup"), drill_at=last.get("drill"),
    )  # fmt: skip


def copy(target: Target, new_name: str, progress: Progress, *, with_logins: bool = True) -> Restored:
    """Make a second account set with everything that is in *target*, under another name. Raises Trouble."""
    target.expect()
    new = replace(target, name=new_name)
    if new.exists():
        sentence = QT_TRANSLATE_NOOP("Admin", "The account set “{name}” is there already.")
        raise Trouble(sentence, name=new_name)
    with tempfile.TemporaryDirectory(prefix="crm-copy-") as folder:
        path, _facts_of = backups.write(target, Path(folder) / f"copy{SUFFIX}", progress)
        done = restores.restore(path, new, progress, with_logins=with_logins)
    with noted(new, "copy") as note:
        note.rows, note.detail = done.rows, {"of": target.name}
    return done


def archive(target: Target, folder: Path | None, progress: Progress) -> Archived:
    """Close an account set, write it into a file, prove the file, and only then remove the set. Raises Trouble.

    On failure the set is open again as it was.
    """
    target.expect()
    folder = folder or archive_folder(target)
    path = folder / f"{_plain(target.name)}-{datetime.now():%Y%m%d-%H%M%S}{SUFFIX}"
    with _closed(target):
        with noted(target, "archive") as note:
            note.file = str(path)
        backups.write(target, path, progress)
        try:
            restores.drill(path, target, progress)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        install.drop_account_set(target.admin_dsn, target.name)
    return read_archived(path)


def archives(target: Target, folder: Path | None = None) -> list[Archived]:
    """Return the account sets that are there as files only, the newest first; other files are passed over."""
    found = []
    for path in sorted((folder or archive_folder(target)).glob(f"*{SUFFIX}")):
        try:
            found.append(read_archived(path))
        except Trouble:
            continue
    return sorted(found, key=lambda archived: archived.made_at, reverse=True)


def read_archived(path: Path) -> Archived:
    """Return what an archived set's file says of itself. Raises Trouble."""
    facts = backups.read_facts(path)
    return Archived(
        name=facts.name, path=path, made_at=datetime.fromisoformat(facts.made_at), size=path.stat().st_size,
        rows=sum(facts.rows.values()),
    )  # fmt: skip


def bring_back(path: Path, target: Target, progress: Progress, name: str = "") -> Restored:
    """Make an account set again from its archive, under its own name or another. Raises Trouble."""
    return works.restore(path, replace(target, name=name or backups.read_facts(path).name), progress)


@contextmanager
def _closed(target: Target) -> Iterator[None]:
    """Let nobody in but the superuser meanwhile; open again where the set is still there afterwards."""
    ((prefix,),) = target.rows("SELECT role_prefix FROM crm.account_set")
    names = {"database": Identifier(target.database), "group": Identifier(f"{prefix}_employee")}
    with target.connect_server() as server, server.cursor() as cursor:
        cursor.execute(SQL("REVOKE CONNECT ON DATABASE {database} FROM {group}").format(**names))
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() "
            "AND usename <> current_user", (target.database,),
        )  # fmt: skip
    try:
        yield
    finally:
        with target.connect_server() as server, server.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (target.database,))
            if cursor.fetchone():
                cursor.execute(SQL("GRANT CONNECT ON DATABASE {database} TO {group}").format(**names))


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)
