"""What can be wrong with a server and its account sets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.admin import backups, embedded
from crm_desktop.admin.health import Finding, fault, good, hint
from crm_desktop.admin.target import Target
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db.connect import connected
from server_schema import install

_OLDEST = 150000
_SKEW_SECONDS = 60
_BACKUP_DAYS = 7
_LOCAL = ("localhost", "127.0.0.1", "::1", "")


def check_server(target: Target) -> Iterator[Finding]:
    """Give every finding about the server and each account set on it."""
    try:
        with target.connect_server() as connection:
            yield good(
                "reached",
                QT_TRANSLATE_NOOP("Admin", "The server at {host}, port {port} answers"),
                host=target.host,
                port=target.port,
            )
            for check in _CHECKS:
                yield from check(connection, target)
    except psycopg2.OperationalError as error:
        reason = (str(error).strip().splitlines() or ["?"])[-1]
        yield fault(
            "reached",
            QT_TRANSLATE_NOOP("Admin", "The server at {host}, port {port} does not answer: {reason}"),
            QT_TRANSLATE_NOOP(
                "Admin",
                "Is it switched on, the address right, the port open in its firewall, "
                "and this PC's network allowed in pg_hba.conf?",
            ),
            host=target.host,
            port=target.port,
            reason=reason,
        )


def _one(connection: Connection, sql: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() or ()


def _version(connection: Connection, _target: Target) -> Iterator[Finding]:
    version = connection.info.parameter_status("server_version")
    if connection.server_version < _OLDEST:
        yield fault(
            "version",
            QT_TRANSLATE_NOOP("Admin", "PostgreSQL {version} is too old."),
            QT_TRANSLATE_NOOP("Admin", "Install PostgreSQL 15 or newer on the server."),
            version=version,
        )
    else:
        yield good("version", QT_TRANSLATE_NOOP("Admin", "PostgreSQL {version}"), version=version)


def _clock(connection: Connection, _target: Target) -> Iterator[Finding]:
    (there,) = _one(connection, "SELECT extract(epoch FROM clock_timestamp())::float8")
    apart = abs(time.time() - float(str(there)))
    if apart > _SKEW_SECONDS:
        yield hint(
            "clock",
            QT_TRANSLATE_NOOP("Admin", "The clocks of this PC and the server are {seconds} seconds apart."),
            QT_TRANSLATE_NOOP("Admin", "Let both take the time from the network (NTP)."),
            seconds=round(apart),
        )


def _authentication(connection: Connection, _target: Target) -> Iterator[Finding]:
    """Nobody may come in without a password, and no password may be kept in an old form."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line_number, type, auth_method FROM pg_hba_file_rules WHERE error IS NULL AND "
            "(auth_method = 'password' OR auth_method = 'md5' OR (auth_method = 'trust'))"
        )
        open_doors = [f"{number}: {kind} {method}" for number, kind, method in cursor.fetchall()]
        cursor.execute("SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword LIKE 'md5%' ORDER BY 1")
        old = [row[0] for row in cursor.fetchall()]
    if open_doors:
        yield fault(
            "authentication",
            QT_TRANSLATE_NOOP("Admin", "pg_hba.conf lets people in without proof: {lines}"),
            QT_TRANSLATE_NOOP("Admin", "Write scram-sha-256 in these lines and reload the server."),
            lines="; ".join(open_doors),
        )
    elif old:
        yield fault(
            "authentication",
            QT_TRANSLATE_NOOP("Admin", "These logins have passwords of the old form: {logins}"),
            QT_TRANSLATE_NOOP("Admin", "Give them new passwords: crm-admin user reset-password LOGIN"),
            logins=", ".join(old),
        )
    else:
        yield good("authentication", QT_TRANSLATE_NOOP("Admin", "Every login needs its password"))


def _encryption(connection: Connection, target: Target) -> Iterator[Finding]:
    (ssl,) = _one(connection, "SELECT current_setting('ssl')")
    if ssl != "on" and target.host not in _LOCAL and not target.data_dir:
        yield hint(
            "encryption",
            QT_TRANSLATE_NOOP("Admin", "The server does not encrypt what goes over the network."),
            QT_TRANSLATE_NOOP("Admin", "Set ssl = on in postgresql.conf with the server's certificate."),
        )


def _durability(connection: Connection, _target: Target) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'autovacuum', "
            "'track_counts') AND setting = 'off' ORDER BY 1"
        )
        off = [row[0] for row in cursor.fetchall()]
    if off:
        yield fault(
            "durability",
            QT_TRANSLATE_NOOP("Admin", "Switched off on the server: {names}. Data may be lost."),
            QT_TRANSLATE_NOOP("Admin", "Switch them on in postgresql.conf and restart the server."),
            names=", ".join(off),
        )
    else:
        yield good("durability", QT_TRANSLATE_NOOP("Admin", "Nothing that was saved can be lost by a power cut"))


def _room(connection: Connection, _target: Target) -> Iterator[Finding]:
    used, most, waiting, queue = _one(
        connection,
        "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'), "
        "current_setting('max_connections')::int, "
        "(SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' "
        "AND state_change < now() - interval '10 minutes'), pg_notification_queue_usage()",
    )
    if int(str(used)) > 0.8 * int(str(most)):
        yield hint(
            "connections",
            QT_TRANSLATE_NOOP("Admin", "{used} of {most} connections are taken."),
            QT_TRANSLATE_NOOP("Admin", "Raise max_connections; a desktop takes up to five."),
            used=used,
            most=most,
        )
    if int(str(waiting)):
        yield hint(
            "transactions",
            QT_TRANSLATE_NOOP("Admin", "{count} transactions stand open for over ten minutes."),
            QT_TRANSLATE_NOOP("Admin", "Find who: SELECT * FROM pg_stat_activity WHERE state LIKE 'idle in%'"),
            count=waiting,
        )
    if float(str(queue)) > 0.5:
        yield fault(
            "notices",
            QT_TRANSLATE_NOOP("Admin", "The queue of live changes is more than half full."),
            QT_TRANSLATE_NOOP("Admin", "A client listens inside an open transaction; end that client."),
        )


#: how an account set stands to the program → what is wrong, and the remedy
STANDINGS = {
    "older": (
        QT_TRANSLATE_NOOP("Admin", "Account set {name} is of an older version ({revision})."),
        QT_TRANSLATE_NOOP("Admin", "Run: crm-admin upgrade --set {name}"),
    ),
    "newer": (
        QT_TRANSLATE_NOOP("Admin", "Account set {name} is newer than this program ({revision})."),
        QT_TRANSLATE_NOOP("Admin", "Install the newer program on this PC."),
    ),
    "other": (
        QT_TRANSLATE_NOOP("Admin", "The functions of account set {name} are not those of this program."),
        QT_TRANSLATE_NOOP("Admin", "Run: crm-admin upgrade --set {name}"),
    ),
}


def _account_sets(connection: Connection, target: Target) -> Iterator[Finding]:
    databases = install.account_sets(target.admin_dsn)
    if not databases:
        yield hint(
            "account_sets",
            QT_TRANSLATE_NOOP("Admin", "There is no account set on this server."),
            QT_TRANSLATE_NOOP("Admin", "Make one: crm-admin init, or crm-admin demo create"),
        )
    for database in databases:
        name = database.removeprefix("crm_")
        dsn = install.dsn_of(target.admin_dsn, database)
        standing, revision = install.standing(dsn)
        if standing:
            yield fault("schema", *STANDINGS[standing], name=name, revision=revision)
        else:
            yield good(
                "schema", QT_TRANSLATE_NOOP("Admin", "Account set {name} is of this program's version"), name=name
            )
        yield from _inside(name, dsn)


def _inside(name: str, dsn: str) -> Iterator[Finding]:
    with closing(connected(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid"
        )
        broken = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()")
        (age,) = cursor.fetchone() or (0,)
    if broken:
        yield fault(
            "indexes",
            QT_TRANSLATE_NOOP("Admin", "Indexes of {name} are unusable: {names}"),
            QT_TRANSLATE_NOOP("Admin", "Run in psql: REINDEX DATABASE crm_{name}"),
            name=name,
            names=", ".join(broken),
        )
    if age > 1_000_000_000:
        yield fault(
            "vacuum",
            QT_TRANSLATE_NOOP("Admin", "Account set {name} was not vacuumed for very long."),
            QT_TRANSLATE_NOOP("Admin", "Run in psql: VACUUM FREEZE"),
            name=name,
        )


def _backup_age(_connection: Connection, target: Target) -> Iterator[Finding]:
    folder = backups.backup_folder(target)
    newest = max((path.stat().st_mtime for path in folder.glob(f"*{backups.SUFFIX}")), default=0.0)
    days = int((time.time() - newest) // 86400)
    if not newest:
        yield hint(
            "backup",
            QT_TRANSLATE_NOOP("Admin", "There is no backup in {folder}."),
            QT_TRANSLATE_NOOP("Admin", "Run every night: crm-admin nightly"),
            folder=folder,
        )
    elif days > _BACKUP_DAYS:
        yield hint(
            "backup",
            QT_TRANSLATE_NOOP("Admin", "The last backup is {days} days old."),
            QT_TRANSLATE_NOOP("Admin", "Run every night: crm-admin nightly"),
            days=days,
        )
    else:
        made = datetime.fromtimestamp(newest).strftime("%Y-%m-%d %H:%M")
        yield good("backup", QT_TRANSLATE_NOOP("Admin", "The last backup is of {made}"), made=made)


def _backup_programs(connection: Connection, _target: Target) -> Iterator[Finding]:
    """Backups are written by this PC with the programs that it brings: they must know the server's version."""
    try:
        bundled = embedded.version_of(embedded.bin_dir())
    except embedded.ServerTrouble:
        return  # said already, of this PC
    there = connection.server_version // 10000
    if bundled < there:
        yield fault(
            "backup_programs",
            QT_TRANSLATE_NOOP("Admin", "The server is PostgreSQL {there}; this PC's backup programs are of {bundled}."),
            QT_TRANSLATE_NOOP("Admin", "Install the newest version of this program on the administrator's PC."),
            there=there,
            bundled=bundled,
        )
    else:
        yield good(
            "backup_programs",
            QT_TRANSLATE_NOOP("Admin", "This PC can back up and restore ({bundled}, server {there})"),
            bundled=bundled,
            there=there,
        )


def _log(connection: Connection, target: Target) -> Iterator[Finding]:
    """Who guesses passwords is found in the server's log, where the server keeps it among its data."""
    (found, messages) = _one(
        connection,
        "SELECT (pg_stat_file(coalesce(pg_current_logfile(), 'server.log'), true)).size IS NOT NULL, current_setting('lc_messages')",
    )
    english = str(messages).lower().startswith(("c", "posix", "en")) or not messages
    if found and english:
        yield good("lockout", QT_TRANSLATE_NOOP("Admin", "Wrong passwords are counted while any desktop runs"))
    else:
        yield hint(
            "lockout",
            QT_TRANSLATE_NOOP("Admin", "The desktops cannot count wrong passwords on this server."),
            QT_TRANSLATE_NOOP(
                "Admin",
                "Set logging_collector = on and lc_messages = 'C' in postgresql.conf and restart, or run every minute: "
                "crm-admin lockout --log FILE",
            ),
        )


_CHECKS: tuple[Callable[[Connection, Target], Iterator[Finding]], ...] = (
    _version,
    _clock,
    _authentication,
    _encryption,
    _durability,
    _room,
    _account_sets,
    _backup_programs,
    _backup_age,
    _log,
)
