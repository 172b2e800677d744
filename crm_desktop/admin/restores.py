"""From a backup to an account set again: whole and proved, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.sql import SQL, Identifier, Literal

from crm_desktop.admin import backups
from crm_desktop.admin.backups import Facts, Progress
from crm_desktop.admin.invariants import breaches
from crm_desktop.admin.processes import ToolFailed, run_tool
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from server_schema import install

#: what the program itself makes anew in the restored set, under that set's own group roles
_NOT_RESTORED = re.compile(r"^\d+; \d+ \d+ (POLICY|ACL|DEFAULT ACL|EVENT TRIGGER|COMMENT - EXTENSION) ")

#: pg_restore of 17 and newer sets ``transaction_timeout`` on any server, and those before 17 refuse it
_KNOWS_TRANSACTION_TIMEOUT = 170000


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What came of a restore."""

    target: Target
    facts: Facts
    rows: int
    without_login: tuple[str, ...] = ()  # employees whose login belongs to somebody else on that server
    broken: tuple[str, ...] = ()  # invariants that do not hold, as they did not when the backup was made


def restore(path: Path, target: Target, progress: Progress, *, with_logins: bool = True) -> Restored:
    """Make the account set *target*, which must not be there yet, from a backup.

    The rights are put into force anew, counts compared with those of the backup, invariants tested. On
    failure nothing is left. Raises Trouble.
    """
    facts = backups.read_facts(path)
    if facts.revision > install.head_revision():
        raise Trouble(backups.MADE_BY_NEWER, path=path)
    if target.exists():
        sentence = QT_TRANSLATE_NOOP("Admin", "The account set “{name}” is there already. Name another one with --as.")
        raise Trouble(sentence, name=target.name)
    with target.connect_server() as server, server.cursor() as cursor:
        install.ensure_roles(cursor, target.database)
        install.create_database(cursor, target.database)
    try:
        return _fill(path, facts, target, progress, with_logins=with_logins)
    except BaseException:
        install.drop_account_set(target.admin_dsn, target.name)
        raise


def _fill(path: Path, facts: Facts, target: Target, progress: Progress, *, with_logins: bool) -> Restored:
    progress(0, 4, target.name)
    with backups.unpacked_dump(path, facts) as dump:
        _load(path, dump, target)
    progress(1, 4, target.name)
    with target.connect() as connection:
        rows = _compare(facts, backups.measure(connection))
        taken = _settle(connection, target, facts, with_logins=with_logins)
    progress(2, 4, target.name)
    install.upgrade(target.admin_dsn, target.name)
    target.rows("SELECT crm.begin_epoch()")  # transactions are numbered anew where the set stands now
    progress(3, 4, target.name)
    broken = tuple(f"{b.rule} {b.table} {b.record_id or ''} {b.detail}".rstrip() for b in breaches(target))
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    progress(4, 4, target.name)
    return Restored(target=target, facts=facts, rows=rows, without_login=taken, broken=broken)


def _load(path: Path, dump: Path, target: Target) -> None:
    """Bring back everything but policies and grants, in one transaction."""
    pg_restore, (reach, secret) = backups.tool("pg_restore"), backups.reaching(target.dsn)
    try:
        contents = run_tool(pg_restore, "--list", dump)
    except ToolFailed as error:
        if "unsupported version" not in error.printed:
            raise
        raise Trouble(backups.MADE_BY_NEWER, path=path) from error
    kept = "\n".join(line for line in contents.splitlines() if not _NOT_RESTORED.match(line))
    chosen = dump.with_suffix(".list")
    chosen.write_text(kept + "\n", encoding="utf-8")
    with target.connect_server() as server:
        understood = server.server_version >= _KNOWS_TRANSACTION_TIMEOUT
    try:
        if understood:
            words = [*reach, "--single-transaction", "--exit-on-error", f"--use-list={chosen}"]
            run_tool(pg_restore, *words, dump, environment=secret)
        else:
            script = dump.with_suffix(".sql")
            run_tool(pg_restore, f"--use-list={chosen}", f"--file={script}", dump)
            _blank(script, b"SET transaction_timeout = 0;")
            words = [*reach, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
            run_tool(backups.tool("psql"), *words, f"--file={script}", environment=secret)
    except ToolFailed as error:
        sentence = QT_TRANSLATE_NOOP("Admin", "The backup could not be restored, nothing was left behind: {reason}")
        raise Trouble(sentence, reason=error.printed) from error


def _blank(script: Path, statement: bytes) -> None:
    """Overwrite *statement* in the head of a script with spaces, in its place: the rest may be gigabytes."""
    with script.open("r+b") as file:
        at = file.read(1 << 14).find(statement)
        if at >= 0:
            file.seek(at)
            file.write(b" " * len(statement))


def _settle(connection: Connection, target: Target, facts: Facts, *, with_logins: bool) -> tuple[str, ...]:
    """Give the set its new name, close its doors and bring back the logins; return the logins that are taken."""
    prefix = target.database
    with connection.cursor() as cursor:
        install.close_database(cursor, prefix, prefix)
        cursor.execute(SQL("GRANT USAGE ON SCHEMA crm TO {}").format(Identifier(f"{prefix}_employee")))
        cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers: nobody edited these records
        cursor.execute("UPDATE crm.account_set SET role_prefix = %s, name = %s", (prefix, target.name))
        if not with_logins:
            cursor.execute("UPDATE crm.employee SET login = NULL")
            return ()
        taken = []
        for login, verifier, may_log_in in facts.logins:
            cursor.execute("SELECT coalesce(rolpassword, '') FROM pg_authid WHERE rolname = %s", (login,))
            found = cursor.fetchone()
            if found is None:
                _make_login(connection, prefix, login, verifier, may_log_in)
            elif found[0] != verifier or not verifier:  # the same name, but who says that it is the same person?
                taken.append(login)
        cursor.execute("UPDATE crm.employee SET login = NULL WHERE login = ANY (%s)", (taken,))
        return tuple(taken)


def _make_login(connection: Connection, prefix: str, login: str, verifier: str, may_log_in: bool) -> None:
    statement = "CREATE ROLE {} {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 20 PASSWORD {}"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE crm_owner")  # who may later change or drop it
        word = SQL("LOGIN" if may_log_in else "NOLOGIN")
        cursor.execute(SQL(statement).format(Identifier(login), word, Literal(verifier or None)))
        cursor.execute(SQL("GRANT {} TO {}").format(Identifier(f"{prefix}_former"), Identifier(login)))
        cursor.execute("RESET ROLE")


def _compare(facts: Facts, measured: dict[str, tuple[int, str]]) -> int:
    """Compare rows and checksums per table with the backup's and return the rows in all. Raises Trouble."""
    wrong = [
        f"{table} {rows} / {facts.rows.get(table, 0)}"
        for table, (rows, total) in sorted(measured.items())
        if rows != facts.rows.get(table, 0) or (facts.sums and total != facts.sums.get(table))
    ]
    wrong += [f"{table} - / {facts.rows[table]}" for table in sorted(facts.rows.keys() - measured.keys())]
    if wrong:
        sentence = QT_TRANSLATE_NOOP("Admin", "The restored account set differs from the backup: {differences}")
        raise Trouble(sentence, differences=", ".join(wrong))
    return sum(rows for rows, _total in measured.values())


def drill(path: Path, target: Target, progress: Progress) -> Restored:
    """Restore a backup into a scratch set without logins, prove it, and remove the scratch set again."""
    scratch = replace(target, name=f"Drill {backups.read_facts(path).digest[:8]}")
    install.drop_account_set(scratch.admin_dsn, scratch.name)  # left by a drill that was killed
    try:
        return restore(path, scratch, progress, with_logins=False)
    finally:
        install.drop_account_set(scratch.admin_dsn, scratch.name)
