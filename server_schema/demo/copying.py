"""COPY rows into tables without triggers, with indexes dropped before and built again afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.db.connect import connected

_SLOW_INDEXES = ("gin",)


def line(*values: object) -> str:
    """Return one row in COPY's text form; no text may hold a tab, a new line or a backslash (ours do not)."""
    return "\t".join([value if type(value) is str else _field(value) for value in values]) + "\n"


def _field(value: object) -> str:
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    return str(value)


@contextmanager
def bulk(dsn: str) -> Iterator[Connection]:
    """Open a connection whose changes fire no trigger; commits at the end."""
    with closing(connected(dsn)) as connection:
        with connection.cursor() as cursor:
            cursor.execute(
                "SET session_replication_role = replica; SET synchronous_commit = off; SET statement_timeout = 0"
            )
        connection.commit()
        with connection:
            yield connection


def copy(connection: Connection, table: str, columns: str, lines: Iterable[str]) -> None:
    """Send rows to crm.*table*."""
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY crm.{table} ({columns}) FROM STDIN", io.StringIO("".join(lines)))


def drop_indexes(dsn: str, tables: Iterable[str]) -> list[str]:
    """Drop the indexes of *tables* that no constraint needs; return the statements that build them again."""
    with closing(connected(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text, pg_get_indexdef(c.oid), a.amname FROM pg_index i JOIN pg_class c ON "
            "c.oid = i.indexrelid "
            "JOIN pg_am a ON a.oid = c.relam WHERE i.indrelid = ANY (%s::regclass[]) "
            "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid) ORDER BY a.amname <> ALL "
            "(%s), c.relname",
            ([f"crm.{table}" for table in tables], list(_SLOW_INDEXES)),
        )
        found = cursor.fetchall()
        for name, _definition, _method in found:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition, _method in found]


def build_indexes(dsn: str, definitions: list[str], workers: int = 2) -> Iterator[int]:
    """Build the indexes again, several at a time; give how many are done after each."""

    def build(definition: str) -> None:
        with closing(connected(dsn)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SET maintenance_work_mem = '512MB'; SET max_parallel_maintenance_workers = 1")
                cursor.execute(definition)

    with ThreadPoolExecutor(workers) as pool:
        yield from (number for number, _none in enumerate(pool.map(build, definitions), 1))


def fill_achievements(connection: Connection) -> None:
    """Reckon what was achieved by day out of the rows."""
    connection.cursor().execute("SELECT crm.fill_achievements(); ANALYZE crm.achievement")


def finish(dsn: str, tables: Iterable[str]) -> None:
    """Set the identities behind the rows and make the statistics and the visibility map."""
    names = list(tables)
    with closing(connected(dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for table in names:
                cursor.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attidentity <> ''",
                    (f"crm.{table}",),
                )
                for (column,) in cursor.fetchall():
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('crm.{table}', %s), greatest(max({column}), 1), "
                        f"max({column}) IS NOT NULL) "
                        f"FROM crm.{table}",
                        (column,),
                    )
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(f"VACUUM (FREEZE, ANALYZE) {', '.join(f'crm.{table}' for table in names)}")
