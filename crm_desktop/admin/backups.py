"""A backup: one file with the whole account set, its employees' logins and what must be in it.

The file is a ZIP of PostgreSQL's own dump and a list (``facts.json``): account set, versions, when, rows per
table and the logins with their password verifiers, from which no password can be read. Only its owner may
read it. A restored account set is proved by counting again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import make_dsn, parse_dsn
from psycopg2.sql import SQL, Identifier

from crm_desktop.admin import embedded
from crm_desktop.admin.processes import ToolFailed, run_tool
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.files import patiently
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from server_schema import install

SUFFIX = ".crmbackup"
_DUMP, _FACTS = "account_set.dump", "facts.json"
_FORMAT = 1
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a backup says of itself."""

    name: str
    made_at: str
    program: str
    revision: str
    server: str
    digest: str  # SHA-256 of the dump
    rows: Mapping[str, int]  # table → rows
    logins: tuple[tuple[str, str, bool], ...]  # login, verifier, may log in
    sums: Mapping[str, str] = field(default_factory=dict)  # table → checksum of its rows; none in older backups
    format: int = _FORMAT


def backup_folder(target: Target) -> Path:
    """Return where backups go when no file is named: beside the embedded data, else the user's documents."""
    if target.data_dir:
        return target.data_dir / "backups"
    return Path(platformdirs.user_documents_dir()) / "crm-backups"


def write(target: Target, path: Path | None, progress: Progress) -> tuple[Path, Facts]:
    """Back *target* up into *path* (or a new file named by set and time) and return it with its facts.

    The file appears when it is whole, not before. Raises Trouble.
    """
    target.expect()
    path = path or backup_folder(target) / f"{target.name}-{datetime.now():%Y%m%d-%H%M%S}{SUFFIX}"
    if path.exists():
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "{path} is there already; nothing was written."), path=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _scratch(path.parent) as folder:
        progress(0, 3, target.name)
        dump = folder / _DUMP
        with target.connect() as connection:
            facts = _dump_and_describe(target, connection, dump, progress)
        progress(2, 3, str(path))
        fresh = folder / path.name
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # the dump is packed already
                archive.writestr(_FACTS, json.dumps(asdict(facts), ensure_ascii=False, indent=1))
                archive.write(dump, _DUMP)
            file.flush()
            os.fsync(file.fileno())
        patiently(lambda: os.replace(fresh, path))
    progress(3, 3, str(path))
    return path, facts


def read_facts(path: Path) -> Facts:
    """Return what a backup says of itself. Raises Trouble where the file is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            facts = json.loads(archive.read(_FACTS))
        facts["logins"] = tuple((str(a), str(b), bool(c)) for a, b, c in facts["logins"])
        found = Facts(**facts)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        with path.open("rb") as file:
            begins = isinstance(error, zipfile.BadZipFile) and file.read(4) == _BEGINNING
        none = QT_TRANSLATE_NOOP("Admin", "{path} is no backup of an account set.")
        raise Trouble(_CUT_OFF if begins else none, path=path) from error
    if found.format > _FORMAT:
        raise Trouble(MADE_BY_NEWER, path=path)
    return found


@contextmanager
def unpacked_dump(path: Path, facts: Facts) -> Iterator[Path]:
    """Give the dump of a backup as a file, proved by its digest. Raises Trouble where it was damaged."""
    with _scratch(Path(tempfile.gettempdir())) as folder:
        with zipfile.ZipFile(path) as archive, archive.open(_DUMP) as packed, (folder / _DUMP).open("wb") as plain:
            try:
                shutil.copyfileobj(packed, plain, 1 << 20)
            except zipfile.BadZipFile as error:
                raise Trouble(_DAMAGED, path=path) from error
        if _digest(folder / _DUMP) != facts.digest:
            raise Trouble(_DAMAGED, path=path)
        yield folder / _DUMP


MADE_BY_NEWER = QT_TRANSLATE_NOOP("Admin", "{path} was made by a newer program; restore it with that one.")
_DAMAGED = QT_TRANSLATE_NOOP("Admin", "{path} is damaged; take another backup.")
_CUT_OFF = QT_TRANSLATE_NOOP("Admin", "{path} is not whole; copy it again, or take another backup.")
_BEGINNING = b"PK\x03\x04"  #: of every file of ours; its table of contents stands at the end


def measure(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return table → (rows, checksum whatever their order) of everything an account set holds."""
    with connection.cursor() as cursor:
        # the text of a row is the same wherever it is asked for
        cursor.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres'; "
                       "SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1")  # fmt: skip
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND NOT c.relispartition ORDER BY 1"
        )
        found = {}
        for (table,) in cursor.fetchall():
            query = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM crm.{} t"
            cursor.execute(SQL(query).format(Identifier(table)))
            found[table] = cursor.fetchone() or (0, "")
    return found


def tool(name: str) -> Path:
    """Return the newest of PostgreSQL's programs *name* that are here: it knows servers and files of its own version and older ones."""
    return max((embedded.bin_dir(), embedded.bundled_dir()), key=embedded.version_of) / name


def reaching(dsn: str) -> tuple[list[str], dict[str, str]]:
    """Return by which words PostgreSQL's programs reach *dsn*, and the environment with its password: everybody may read the words."""
    parts = parse_dsn(dsn)
    password = parts.pop("password", "")
    return [f"--dbname={make_dsn(**parts)}", "--no-password"], {"PGPASSWORD": password} if password else {}


def _dump_and_describe(target: Target, connection: Connection, dump: Path, progress: Progress) -> Facts:
    """Dump in the very snapshot in which the rows are counted, so that the figures fit the dump."""
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        reach, secret = reaching(target.dsn)
        words = [*reach, "--format=custom", "--schema=crm", f"--snapshot={snapshot}", f"--file={dump}"]
        try:
            run_tool(tool("pg_dump"), *words, environment=secret)
        except ToolFailed as error:
            sentence = QT_TRANSLATE_NOOP("Admin", "The backup failed, nothing was written: {reason}")
            raise Trouble(sentence, reason=error.printed) from error
        progress(1, 3, target.name)
        cursor.execute(
            "SELECT e.login, coalesce(a.rolpassword, ''), a.rolcanlogin FROM crm.employee e "
            "JOIN pg_authid a ON a.rolname = e.login ORDER BY 1"
        )
        logins = tuple(cursor.fetchall())
        cursor.execute("SELECT current_setting('server_version')")
        (server,) = cursor.fetchone() or ("",)
        measured = measure(connection)
    return Facts(
        name=target.name, made_at=datetime.now(UTC).isoformat(timespec="seconds"), program=program_version(),
        revision=install.current_revision(target.dsn), server=server, digest=_digest(dump), logins=logins,
        rows={table: rows for table, (rows, _sum) in measured.items()},
        sums={table: total for table, (_rows, total) in measured.items()},
    )  # fmt: skip


def program_version() -> str:
    """Return the version of this program; '' where it runs without being installed."""
    try:
        return importlib.metadata.version("crm-desktop")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=".crm-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_words(facts: Facts) -> dict[str, Any]:
    """Return the facts for people and machines, verifiers left out."""
    return {
        "account_set": facts.name, "made_at": facts.made_at, "program": facts.program, "revision": facts.revision,
        "server": facts.server, "rows": sum(facts.rows.values()), "logins": len(facts.logins),
    }  # fmt: skip
