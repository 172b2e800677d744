"""Create, upgrade and remove account sets: one PostgreSQL database each.

Runs as a superuser of the server, never as an employee. Every object belongs to the role
``crm_owner``, which cannot log in. Group roles carry the account set's prefix, because roles are
shared by all databases of a server.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import make_dsn, quote_ident
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from crm_desktop.db.connect import connected
from server_schema.data import divisions, hanzi, lunar, roles, terms

HERE = Path(__file__).parent
#: Applied in this order, whole, each time: reading the folder shows the database as it is.
BEHAVIOUR = (
    "templates",
    "identity",
    "rights",
    "record",
    "deletion",
    "formulas",
    "attributes",
    "definitions",
    "field_rules",
    "form_layout",
    "recalculation",
    "codes",
    "tokens",
    "queries",
    "searched",
    "search",
    "match",
    "masks",
    "found_at",
    "units",
    "prices",
    "price_history",
    "catalogue",
    "variants",
    "base_info",
    "customers",
    "ways",
    "persons",
    "dates",
    "partners",
    "timeline",
    "sales",
    "batches",
    "coupons",
    "promotions",
    "handover",
    "achievements",
    "pool",
    "employees",
    "audit",
    "trail",
    "usage",
    "lockout",
    "safety",
    "desk",
    "favourites",
    "exchange",
    "quality",
    "merging",
    "finding",
    "privacy",
    "custom_objects",
    "policies",
    "who_sees",
    "check",
    "plans",
)


class AccountSetExists(Exception):
    """A database of that name is already there."""


def database_name(name: str) -> str:
    """Return the database of account set *name*: ``Demo`` lives in ``crm_demo``."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not plain or len(plain) > 28:  # a role's name, prefix_role_code, has 63 characters at most
        raise ValueError(name)
    return f"crm_{plain}"


def dsn_of(admin_dsn: str, database: str) -> str:
    """Return *admin_dsn* pointing to *database*."""
    return str(make_dsn(admin_dsn, dbname=database))


@contextmanager
def superuser(dsn: str) -> Iterator[Connection]:
    """Open an autocommit connection and close it."""
    with closing(connected(dsn)) as connection:
        connection.autocommit = True
        yield connection


def create_account_set(
    admin_dsn: str,
    name: str,
    *,
    company: str = "",
    company_en: str = "",
    currency: str = "CNY",
    is_demo: bool = False,
    colour: str = "#2563eb",
) -> str:
    """Create account set *name* with schema, dictionaries and role templates; return its database.

    Nothing is left behind on failure. Raises AccountSetExists.
    """
    database = database_name(name)
    with superuser(admin_dsn) as server, server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
        if cursor.fetchone():
            raise AccountSetExists(name)
        ensure_roles(cursor, database)
        create_database(cursor, database)
    try:
        _fill(
            dsn_of(admin_dsn, database),
            database,
            {
                "name": name,
                "company": company or name,
                "company_en": company_en,
                "currency": currency,
                "is_demo": is_demo,
                "colour": colour,
            },
        )
    except BaseException:
        drop_account_set(admin_dsn, name)
        raise
    return database


def create_database(cursor: psycopg2.extensions.cursor, database: str) -> None:
    """Create an empty database that sorts by bytes and knows the letters of every script, whatever the server's locale."""
    locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_CTYPE 'C'"
    if cursor.connection.server_version < 170000:
        cursor.execute(
            "SELECT collctype FROM pg_collation WHERE collprovider = 'c' AND lower(collname) IN ('c.utf8', 'c.utf-8')"
        )
        found = cursor.fetchone()
        locale = f"LOCALE_PROVIDER libc LC_CTYPE '{found[0] if found else 'C'}'"
    name = quote_ident(database, cursor.connection)
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' {locale}")


def ensure_roles(cursor: psycopg2.extensions.cursor, prefix: str) -> None:
    """Make the owner role and the set's two base groups: those employed now, and those who ever were."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'crm_owner'")
    if not cursor.fetchone():
        cursor.execute("CREATE ROLE crm_owner NOLOGIN CREATEROLE")
        cursor.execute("GRANT pg_signal_backend TO crm_owner")
    cursor.execute("SET ROLE crm_owner")
    for group in ("employee", "former", "helper"):
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (f"{prefix}_{group}",))
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {prefix}_{group} NOLOGIN")
    cursor.execute("RESET ROLE")


def close_database(cursor: psycopg2.extensions.cursor, database: str, prefix: str) -> None:
    """Let only the set's own employees in, without temporary objects; a copy of a database needs it anew."""
    cursor.execute(
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;"
        f"GRANT CONNECT ON DATABASE {database} TO {prefix}_employee;"
        f"ALTER DATABASE {database} SET search_path = crm, pg_catalog;"
        f"ALTER DATABASE {database} SET jit = off"
    )


def _fill(dsn: str, database: str, facts: dict[str, object]) -> None:
    with closing(connected(dsn)) as connection, connection, connection.cursor() as cursor:
        close_database(cursor, database, database)
        cursor.execute(
            "REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE SCHEMA crm AUTHORIZATION crm_owner;"
            f"GRANT USAGE ON SCHEMA crm TO {database}_employee"
        )
    migrate(dsn)
    with closing(connected(dsn)) as connection, connection, connection.cursor() as cursor:
        columns = ", ".join(facts)
        cursor.execute(
            f"INSERT INTO crm.account_set (role_prefix, {columns}) VALUES (%s{', %s' * len(facts)})",
            (database, *facts.values()),
        )
        hanzi.load(cursor)
        divisions.load(cursor)
        lunar.load(cursor)
        apply_behaviour(cursor, database)
        terms.load(cursor)
        with _granted_once(cursor):
            roles.load(cursor)
    with superuser(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _granted_once(cursor: psycopg2.extensions.cursor) -> Iterator[None]:
    """Grant what roles may do at the end, not after each statement; nobody else is in the account set yet."""
    tables = ("role", "right_rule", "field_right")
    for table in tables:
        cursor.execute(f"ALTER TABLE crm.{table} DISABLE TRIGGER t70_rights")
    yield
    for table in tables:
        cursor.execute(f"ALTER TABLE crm.{table} ENABLE TRIGGER t70_rights")
    cursor.execute("SELECT crm.apply_rights()")


def _alembic(dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))  # the versions stand in versions/ below
    return config


#: before anything else: later the server's own clearing up, which waits for rows of the catalogue, would lock crosswise with us
_LOCK_ALL = """
DO $$ DECLARE t regclass; BEGIN
    FOR t IN SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('crm') AND relkind = 'r' ORDER BY relname LOOP
        EXECUTE 'LOCK TABLE ' || t || ' IN SHARE ROW EXCLUSIVE MODE';
    END LOOP;
END $$
"""

#: for as long as rules of rights are written one after the other: granting all anew after each took most of the time
_GRANT_LATER = """
DO $$ BEGIN
    IF to_regprocedure('crm.tg_rights_changed()') IS NOT NULL THEN
        CREATE OR REPLACE FUNCTION crm.tg_rights_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    END IF;
END $$
"""


def migrate(dsn: str, then: Callable[[psycopg2.extensions.cursor], None] | None = None) -> None:
    """Bring the shape to the newest version and do what comes *then*: in one transaction, all or nothing."""
    engine = create_engine("postgresql+psycopg2://", creator=lambda: connected(dsn), poolclass=NullPool)
    config = _alembic(dsn)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL ROLE crm_owner")
        connection.exec_driver_sql(_LOCK_ALL)
        if then is not None:
            connection.exec_driver_sql(_GRANT_LATER)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if then is not None:
            with closing(connection.connection.cursor()) as cursor:
                then(cursor)


def head_revision() -> str:
    """Return the newest version of the shape that this program knows."""
    head = ScriptDirectory.from_config(_alembic("")).get_current_head()
    assert head is not None
    return head


def current_revision(dsn: str) -> str:
    """Return the version of the shape of a database; '' when it is no account set."""
    engine = create_engine("postgresql+psycopg2://", creator=lambda: connected(dsn), poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection, opts={"version_table_schema": "crm"}).get_current_revision() or ""


def _behaviour() -> list[str]:
    """Return the scripts of the behaviour that this program brings, in order."""
    return [(HERE / "behaviour" / f"{family}.sql").read_text(encoding="utf-8") for family in BEHAVIOUR]


def _digest(scripts: Sequence[str]) -> str:
    return hashlib.sha256("".join(scripts).encode()).hexdigest()


def behaviour_digest() -> str:
    """Return a digest of the behaviour that this program brings, whatever the ends of its lines."""
    return _digest(_behaviour())


def standing(dsn: str) -> tuple[str, str]:
    """Return how an account set stands to this program, 'older', 'newer', 'other' (of this version, with other behaviour) or '', and its revision."""
    revision, head = current_revision(dsn), head_revision()
    if revision != head:
        return "older" if revision < head else "newer", revision
    with closing(connected(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('crm'::regnamespace, 'pg_namespace')")
        return "" if cursor.fetchone() == (behaviour_digest(),) else "other", revision


#: what stands open in a new database, and in one that came out of a dump, whose grants are not restored
_DOORS = (
    "ALTER DEFAULT PRIVILEGES FOR ROLE crm_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;"
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA crm FROM PUBLIC;"
    # large objects stand outside tables and policies: nobody stores anything there
    "REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;"
    # the owner's functions, and nobody else, look for refused passwords in the server's log (lockout.sql)
    "GRANT EXECUTE ON FUNCTION pg_catalog.pg_current_logfile(), pg_catalog.pg_stat_file(text, boolean), "
    "pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean) TO crm_owner"
)


def apply_behaviour(cursor: psycopg2.extensions.cursor, prefix: str) -> None:
    """Apply every behaviour file whole, as the owner role; ``:"employee"`` names the set's own role."""
    cursor.execute(_DOORS)
    cursor.execute("SET LOCAL ROLE crm_owner")
    scripts = _behaviour()
    for script in scripts:
        cursor.execute(re.sub(r':"(\w+)"', rf'"{prefix}_\1"', script))
    cursor.execute("COMMENT ON SCHEMA crm IS %s", (_digest(scripts),))
    cursor.execute("RESET ROLE")
    # by DROP OWNED whoever is a member of a group could take the group's policies away from everybody
    cursor.execute(
        "DROP EVENT TRIGGER IF EXISTS crm_structure;"
        "CREATE EVENT TRIGGER crm_structure ON ddl_command_start EXECUTE FUNCTION crm.guard_structure()"
    )


def upgrade(admin_dsn: str, name: str) -> str:
    """Bring account set *name* to this program's version; return the revision. Back up before."""
    database = database_name(name)
    dsn = dsn_of(admin_dsn, database)
    with superuser(admin_dsn) as server, server.cursor() as cursor:
        ensure_roles(cursor, database)
    before = current_revision(dsn)
    migrate(dsn, _renew)
    if (
        before != head_revision()
    ):  # what a version wrote anew is counted by index alone once it is vacuumed, which may not come by itself
        with closing(connected(dsn)) as connection:
            connection.autocommit = True
            connection.cursor().execute("VACUUM (ANALYZE)")
    return head_revision()


def _renew(cursor: psycopg2.extensions.cursor) -> None:
    """Put behaviour, dictionaries and rights of this program's version into force."""
    cursor.execute("SELECT role_prefix FROM crm.account_set")
    (prefix,) = cursor.fetchone()
    cursor.execute("RESET ROLE")
    divisions.load(cursor)
    lunar.load(cursor)
    apply_behaviour(cursor, prefix)
    terms.load(cursor)
    cursor.execute("SELECT crm.apply_rights()")


def account_sets(admin_dsn: str) -> list[str]:
    """Return the databases of the account sets on this server."""
    with superuser(admin_dsn) as server, server.cursor() as cursor:
        cursor.execute(
            "SELECT d.datname FROM pg_database d JOIN pg_roles r ON r.rolname = d.datname || '_employee' "
            "ORDER BY d.datname"
        )
        return [row[0] for row in cursor.fetchall()]


def drop_account_set(admin_dsn: str, name: str) -> None:
    """Remove account set *name* with its logins and groups, if it is there."""
    database = database_name(name)
    with superuser(admin_dsn) as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute(
            "SELECT DISTINCT m.rolname FROM pg_auth_members am JOIN pg_roles m ON m.oid = am.member "
            "JOIN pg_roles g ON g.oid = am.roleid WHERE g.rolname = %s AND m.rolname <> 'crm_owner' "
            "AND m.rolname !~ '^crm_'",
            (f"{database}_former",),
        )
        members = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname ~ ('^' || %s || "
            "'_(employee|former|helper|role_[a-z0-9_]+|[a-z0-9_]+_(view|create|edit|delete)_all)$')",
            (database,),
        )
        groups = [row[0] for row in cursor.fetchall()]
        # another set's name may begin with this one's: "X" and "X Two"
        cursor.execute("SELECT datname || '_' FROM pg_database WHERE starts_with(datname, %s)", (f"{database}_",))
        others = tuple(row[0] for row in cursor.fetchall())
        for role in (*members, *(group for group in groups if not group.startswith(others))):
            cursor.execute(f"DROP ROLE {quote_ident(role, server)}")
