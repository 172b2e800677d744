"""A large account set out of a small one: every business row ten times, in SQL.

The Demo generator needs most of an hour for a million customers where two cores are shared; the server copies rows in
minutes. Names and numbers repeat, their frequencies, owners, dates and indexes are those of the generator.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import psycopg2
from psycopg2.extensions import quote_ident

from server_schema import install
from server_schema.demo import quality, rows
from server_schema.demo.copying import build_indexes, bulk, drop_indexes, fill_achievements, finish

Told = Callable[[str, float], None]
#: what is multiplied, parents first; not what points to any kind of record (pins, entries of the timeline)
TABLES = (
    "product_batch",
    *rows.COLUMNS,
    "contact_way",
    "contact_relation",
    "customer_phone",
    "customer_address",
    "customer_relation",
    "customer_status_change",
    "customer_holding",
    "important_date",
    "opportunity_competitor",
    "action_reaction",
    "promotion_use",
    "qualification",
)


def multiply(admin_dsn: str, source: str, target: str, times: int, told: Told) -> None:
    """Make database *target* from the account set in database *source*, with *times* the rows and the same logins."""
    with install.superuser(admin_dsn) as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote_ident(target, server)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quote_ident(target, server)} TEMPLATE {quote_ident(source, server)}")
        install.close_database(cursor, target, source)  # its roles stay those of the source
    dsn = install.dsn_of(admin_dsn, target)
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("UPDATE crm.account_set SET facts = '{}'")  # until the caller says that it is whole
    definitions = drop_indexes(dsn, (*TABLES, *rows.BESIDE))
    told("rows", 0.0)
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '64MB'")
        columns = {table: _columns(cursor, table) for table in TABLES}
        spans = _spans(cursor, columns)
        for number, table in enumerate(TABLES):
            cursor.execute(_copies(table, columns[table], _links(cursor, table), spans), {"times": times})
            told("rows", number / len(TABLES))
    for number in build_indexes(dsn, definitions):
        told("indexes", number / len(definitions))
    told("statistics", 0.0)
    finish(dsn, (*TABLES, *rows.BESIDE))
    quality.fill_keys(dsn)
    with bulk(dsn) as connection:
        fill_achievements(connection)


def _columns(cursor: psycopg2.extensions.cursor, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = '' ORDER BY attnum",
        (f"crm.{table}",),
    )
    return [name for (name,) in cursor.fetchall()]


def _spans(cursor: psycopg2.extensions.cursor, columns: dict[str, list[str]]) -> dict[str, int]:
    spans = {}
    for table in TABLES:
        if "id" in columns[table]:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM crm.{table}")
            (spans[table],) = cursor.fetchone()
    return spans


def _links(cursor: psycopg2.extensions.cursor, table: str) -> dict[str, str]:
    """Return the columns of a table that point to a table which is multiplied."""
    cursor.execute(
        "SELECT a.attname, t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
        "WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
        (f"crm.{table}",),
    )
    return {column: to for column, to in cursor.fetchall() if to in TABLES}


def _copies(table: str, columns: list[str], links: dict[str, str], spans: dict[str, int]) -> str:
    values = []
    for column in columns:
        if column == "id":
            values.append(f"id + k * {spans[table]}")
        elif column in links:
            values.append(f"{column} + k * {spans[links[column]]}")
        elif column == "code":
            values.append("CASE WHEN code = '' THEN '' ELSE code || '-' || k END")
        else:
            values.append(column)
    return (
        f"INSERT INTO crm.{table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE SELECT {', '.join(values)} "
        f"FROM generate_series(1, %(times)s - 1) k, crm.{table}"
    )
