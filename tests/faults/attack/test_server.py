"""Roles, settings, files, catalogues, sequences, objects, notices: what the server itself offers to whoever is logged in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.faults.attack.attacker import Attacker, Siege
from tests.faults.attack.company import FEW, as_superuser

As = Callable[[str, str], Attacker]

#: becoming somebody else, or more than one is
ROLES = (
    "SET ROLE crm_owner", "SET ROLE postgres", "SET SESSION AUTHORIZATION boss", "SET SESSION AUTHORIZATION postgres", "SET ROLE boss",
    "SELECT set_config('role', 'crm_owner', false)", "SELECT set_config('session_authorization', 'boss', false)", "SET is_superuser = on",
    "ALTER ROLE {me} SUPERUSER", "ALTER ROLE {me} CREATEROLE", "ALTER ROLE {me} CREATEDB", "ALTER ROLE {me} BYPASSRLS", "ALTER ROLE {me} REPLICATION",
    "ALTER ROLE {me} CONNECTION LIMIT 1000", "ALTER ROLE {me} VALID UNTIL 'infinity'", "ALTER ROLE {me} RENAME TO x", "ALTER ROLE {me} NOLOGIN",
    "ALTER ROLE {me} SET session_replication_role = replica", "ALTER ROLE {me} SET session_preload_libraries = 'x'", "ALTER ROLE {me} SET log_statement = 'none'",
    "ALTER ROLE lead2 PASSWORD 'x'", "ALTER ROLE lead2 SET search_path = pg_temp", "ALTER ROLE lead2 NOLOGIN", "ALTER ROLE ALL SET row_security = off",
    "ALTER ROLE crm_owner LOGIN", "CREATE ROLE x", "CREATE USER x SUPERUSER", "DROP ROLE lead2", "GRANT crm_owner TO {me}", "GRANT lead2 TO {me}",
    "GRANT {me} TO lead2", "GRANT pg_read_all_data TO {me}", "GRANT crm_tiny_role_manager TO {me}", "GRANT crm_tiny_employee TO PUBLIC",
    "REVOKE crm_tiny_employee FROM lead2", "REASSIGN OWNED BY crm_owner TO {me}", "DROP OWNED BY crm_tiny_employee", "DROP OWNED BY {me}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE crm_owner GRANT SELECT ON TABLES TO PUBLIC", "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
    "ALTER DATABASE crm_tiny SET row_security = off", "ALTER DATABASE crm_tiny OWNER TO {me}", "ALTER SYSTEM SET ssl = off", "SET session_replication_role = replica",
    "ALTER ROLE {me} IN DATABASE crm_tiny SET session_replication_role = replica", "SET log_statement = 'none'", "SET row_security = off; SELECT * FROM crm.customer_phone",
    "SET ROLE crm_tiny_role_manager; SELECT * FROM crm.customer", "SET ROLE crm_tiny_customer_view_all", "GRANT SELECT ON crm.customer TO lead2",
    "SELECT crm.set_login(1, 'x')", "COMMENT ON ROLE {me} IS 'x'", "SECURITY LABEL ON ROLE {me} IS 'x'",
)  # fmt: skip
#: whoever is not on this list may do none of it: an administrator sets what he administers, a manager is one
_OF_A_MANAGER = ("SET ROLE crm_tiny_customer_view_all", "row_security = off")
MIGHTY = {
    "admin": ("crm.set_login", *_OF_A_MANAGER),
    "boss": (
        "SET ROLE crm_tiny_role_manager",
        "SESSION AUTHORIZATION boss",
        "ROLE boss",
        "'boss', false",
        *_OF_A_MANAGER,
    ),
    **dict.fromkeys(("masked", "blind", "clerk", "fin", "stew", "mkt", "svc", "wh"), _OF_A_MANAGER),
}
#: new objects, files, programs, other servers
OBJECTS = (
    "CREATE TABLE crm.x (a int)", "CREATE TABLE public.x (a int)", "CREATE TEMP TABLE customer (a int)", "CREATE SCHEMA x", "CREATE SCHEMA AUTHORIZATION {me}",
    "CREATE FUNCTION crm.x() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE FUNCTION pg_temp.me() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS 'SELECT 1::text'", "CREATE OPERATOR crm.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
    "CREATE OPERATOR pg_temp.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8ne)", "CREATE CAST (text AS int) WITH INOUT", "CREATE TYPE pg_temp.x AS (a int)",
    "CREATE DOMAIN crm.x AS int", "CREATE AGGREGATE crm.x (int) (SFUNC = int4pl, STYPE = int)", "CREATE SEQUENCE crm.x", "CREATE TEMP SEQUENCE x", "CREATE TEMP VIEW x AS SELECT 1",
    "CREATE EVENT TRIGGER x ON ddl_command_start EXECUTE FUNCTION crm.guard_structure()", "ALTER EVENT TRIGGER crm_structure DISABLE", "DROP EVENT TRIGGER crm_structure",
    "CREATE LANGUAGE plpython3u", "CREATE EXTENSION dblink", "CREATE EXTENSION postgres_fdw", "CREATE EXTENSION file_fdw", "CREATE EXTENSION pageinspect", "CREATE EXTENSION pg_trgm",
    "CREATE SERVER x FOREIGN DATA WRAPPER postgres_fdw", "CREATE FOREIGN DATA WRAPPER x", "CREATE PUBLICATION x", "CREATE SUBSCRIPTION x CONNECTION '' PUBLICATION y",
    "CREATE DATABASE x", "CREATE TABLESPACE x LOCATION '/tmp'", "CREATE COLLATION crm.x FROM \"C\"", "CREATE TEXT SEARCH CONFIGURATION crm.x (COPY = simple)",
    "CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION int4pl(int, int))", "ALTER FUNCTION crm.me() SECURITY INVOKER", "ALTER FUNCTION crm.me() SET search_path = pg_temp",
    "ALTER FUNCTION crm.visible_owners(text, text) COST 1", "DROP FUNCTION crm.me()", "CREATE OR REPLACE FUNCTION crm.me() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "COPY (SELECT 1) TO '/tmp/x'", "COPY (SELECT 1) TO PROGRAM 'id'", "COPY crm.customer FROM '/etc/passwd'", "COPY crm.customer FROM PROGRAM 'id'", "LOAD 'x'",
    "SELECT pg_read_file('/etc/passwd')", "SELECT pg_read_file('postgresql.conf')", "SELECT pg_read_binary_file('server.log', 0, 10, true)", "SELECT pg_ls_dir('.')", "SELECT pg_ls_logdir()",
    "SELECT pg_ls_waldir()", "SELECT pg_ls_tmpdir()", "SELECT pg_stat_file('server.log', true)", "SELECT pg_current_logfile()", "SELECT pg_file_write('x', 'y', true)",
    "SELECT lo_import('/etc/passwd')", "SELECT lo_export(1, '/tmp/x')", "SELECT lo_create(0)", "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')", "SELECT lo_put(1, 0, 'x')",
    "SELECT lo_get(1)", "SELECT lo_open(1, 131072)", "SELECT lo_unlink(1)", "SELECT * FROM pg_largeobject", "PREPARE TRANSACTION 'x'", "COMMIT PREPARED 'x'",
    "SELECT pg_reload_conf()", "SELECT pg_rotate_logfile()", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> session_user",
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename <> session_user", "SELECT pg_create_logical_replication_slot('x', 'pgoutput')",
    "SELECT pg_logical_emit_message(false, 'x', 'y'), pg_switch_wal()", "SELECT pg_stat_reset()", "SELECT pg_promote()", "SELECT pg_export_snapshot(), pg_backup_start('x')",
    "CHECKPOINT", "VACUUM crm.customer", "CLUSTER crm.customer", "REINDEX TABLE crm.customer", "REINDEX SYSTEM crm_tiny", "IMPORT FOREIGN SCHEMA x FROM SERVER y INTO crm",
    "DO LANGUAGE plpython3u 'x'", "DO $$ BEGIN EXECUTE 'SET ROLE crm_owner'; END $$", "DO $$ BEGIN PERFORM crm.apply_rights(); END $$",
    "DO $$ BEGIN CREATE TEMP TABLE x (a int); END $$", "SELECT * FROM pg_authid", "SELECT * FROM pg_shadow", "SELECT * FROM pg_user_mapping", "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_statistic_ext_data", "SELECT * FROM pg_hba_file_rules", "SELECT * FROM pg_file_settings", "SELECT * FROM pg_subscription", "UPDATE pg_class SET relacl = NULL",
    "UPDATE pg_proc SET prosecdef = false", "DELETE FROM pg_policy", "INSERT INTO pg_auth_members VALUES (1, 1, 1, 1, true, true, true)", "UPDATE pg_database SET datacl = NULL",
    "SELECT nextval('crm.customer_id_seq')", "SELECT setval('crm.customer_id_seq', 1)", "SELECT currval('crm.customer_id_seq')", "SELECT lastval()",
    "SELECT last_value FROM crm.customer_id_seq", "SELECT pg_sequence_last_value('crm.customer_id_seq') + 0 WHERE false", "ALTER SEQUENCE crm.customer_id_seq RESTART",
)  # fmt: skip


def _never(attacker: Attacker, sql: str) -> None:
    outcome = attacker.attempt(sql.format(me=attacker.login))
    if not outcome.code and outcome.count != 0:
        attacker.leaks.append(f"{attacker.login}: {sql} was done: {outcome.rows[:1]}")


@pytest.mark.parametrize("login", FEW)
def test_roles_and_settings(siege: Siege, as_login: As, login: str) -> None:
    """Nobody becomes another, or gives himself what he has not."""
    attacker = as_login(login, "roles, passwords, settings of the server")
    for sql in ROLES:
        if not any(part in sql for part in MIGHTY.get(login, ())):
            _never(
                attacker, sql.replace("lead2", "lead1") if login == "lead2" else sql
            )  # one's own password is one's own
    assert _catalogue(siege) == siege.fingerprint


@pytest.mark.parametrize("login", FEW)
def test_objects_files_programs(siege: Siege, as_login: As, login: str) -> None:
    """Nobody makes, alters or reads what belongs to the server."""
    attacker = as_login(login, "objects, files, programs, other servers, sequences")
    for sql in OBJECTS:
        _never(attacker, sql)
    assert _catalogue(siege) == siege.fingerprint


def _catalogue(siege: Siege) -> list[tuple[object, ...]]:
    """Return a fingerprint of policies, grants, functions, roles and triggers."""
    return siege.account_set.rows(
        "SELECT (SELECT md5(string_agg(p::text, '' ORDER BY p::text)) FROM pg_policies p), "
        "(SELECT md5(string_agg(relname || coalesce(relacl::text, ''), '' ORDER BY relname)) FROM pg_class WHERE relnamespace = 'crm'::regnamespace), "
        "(SELECT md5(string_agg(oid::text || coalesce(proacl::text, '') || prosrc || coalesce(proconfig::text, ''), '' ORDER BY oid)) "
        "FROM pg_proc WHERE pronamespace = 'crm'::regnamespace), "
        "(SELECT md5(string_agg(rolname || rolsuper || rolcreaterole || rolbypassrls || rolcanlogin, '' ORDER BY rolname)) FROM pg_roles), "
        "(SELECT count(*) FROM pg_auth_members), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_db_role_setting)"
    )


@pytest.fixture(autouse=True)
def _fingerprint(siege: Siege) -> None:
    siege.fingerprint = siege.fingerprint or _catalogue(siege)


@pytest.mark.parametrize("login", FEW)
def test_every_catalogue(siege: Siege, as_login: As, login: str) -> None:
    """Statistics, activity, locks, plans: no view of the server holds a word of a foreign row."""
    attacker = as_login(login, "catalogues and statistics")
    watched = siege.attacker("boss" if login != "boss" else "admin", attacker.family)
    with as_superuser(siege.account_set) as cursor:
        cursor.execute(
            "SELECT format('%I.%I', relnamespace::regnamespace, relname) FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace IN "
            "('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relname NOT IN ('pg_proc', 'pg_depend', 'pg_description', "
            "'pg_attribute', 'pg_collation', 'pg_operator', 'pg_amop', 'pg_type', 'pg_conversion', 'pg_timezone_names', 'pg_shdepend') "
            "AND (relname LIKE 'pg_stat%' OR relkind = 'v' AND relname LIKE 'pg%' OR relname ~ 'statistic|largeobject|setting|trigger|class|constraint') ORDER BY 1"
        )
        views = [row[0] for row in cursor.fetchall()]
    markers = [
        n
        for n in siege.canary.markers
        if not siege.canary.not_for(watched.login, {n}) and siege.canary.not_for(login, {n})
    ]
    with watched.connection.cursor() as cursor:
        if markers:  # the words of another, standing in his session as his last statement
            cursor.execute(f"SELECT 'zq{markers[0]:05d}w'")
        for view in views:
            attacker.attempt(f"SELECT * FROM {view}")
        attacker.attempt("SELECT * FROM pg_stat_get_activity(NULL)")
        attacker.attempt("SELECT pg_stat_get_backend_activity(i) FROM generate_series(1, 40) i")
        attacker.attempt(
            "SELECT database_to_xml(true, false, '')"
            if login == "rep1"
            else "SELECT schema_to_xml('crm', true, false, '')"
        )
        attacker.attempt("SELECT ts_stat('SELECT tokens FROM crm.customer')")
    siege.ear.take(watched.port)


def test_notices_of_change_carry_no_words(siege: Siege, as_login: As) -> None:
    """Whoever listens learns of a change of a foreign row where it was, not what it was."""
    listener, writer = as_login("rep1", "listening to notices"), siege.attacker("rep3", "listening to notices")
    with listener.connection.cursor() as cursor, writer.connection.cursor() as other:
        cursor.execute("LISTEN crm")
        for table in ("customer", "contact", "opportunity", "sales_order", "action", "customer_phone", "timeline_pin"):
            other.execute(f"SELECT count(*) FROM crm.{table}")
        other.execute("UPDATE crm.customer SET address = address || '。'; UPDATE crm.contact SET note = note || '。'")
        other.execute(
            "UPDATE crm.opportunity SET description = description || '。'; UPDATE crm.action SET content = content || '。'"
        )
        cursor.execute("SELECT 1")
        listener.connection.poll()
        heard = [notice.payload for notice in listener.connection.notifies]
        cursor.execute("UNLISTEN *")
    siege.ear.take(writer.port)
    listener.judge("LISTEN crm")
    assert len(heard) >= 4
    siege.tally.count(listener.family, "rep1", "allowed")


#: what exists and is foreign, and what does not exist, are told apart by nothing: rows, plan, rows touched, error
ORACLES = (
    "EXPLAIN (COSTS OFF) SELECT * FROM crm.customer WHERE id = {id}",
    "EXPLAIN (VERBOSE) SELECT name FROM crm.contact WHERE customer_id = {id}",
    "SELECT * FROM crm.customer WHERE id = {id} AND 1 / (id - {id}) = 1",
    "SELECT * FROM crm.customer WHERE id = {id} AND name::int = 1",
    "SELECT crm.sees('customer', {id}), crm.record_as_of('customer', {id}, now()), crm.merged_into('customer', {id})",
    "SELECT * FROM crm.match_duplicates('customer', '{{\"name\": \"x\"}}', {id})",
    "SELECT crm.log_read('customer', {id})", "SELECT * FROM crm.others_at('customer', {id})", "SELECT crm.claim_customers(ARRAY[{id}]::bigint[])",
    "SELECT crm.put_into_pool(ARRAY[{id}]::bigint[], 1, 'x')", "SELECT crm.merge_records('customer', {id}, ARRAY[2]::bigint[], '{{}}')",
    "SELECT crm.merge_records('customer', 2, ARRAY[{id}]::bigint[], '{{}}')", "SELECT * FROM crm.price_for(1, {id})", "SELECT * FROM crm.check_formula('customer', '1', {id})",
    "SELECT crm.assign_customers(ARRAY[{id}]::bigint[], ARRAY[6]::bigint[], 'even', true, true, true, '', NULL, '')",
    "SELECT crm.claimable_from({id}, '2026-01-01', 0, 9)", "SELECT crm.record_history('customer', {id})", "SELECT * FROM crm.not_told('@陈静', 'customer', {id})",
    "UPDATE crm.customer SET name = name WHERE id = {id} RETURNING id", "DELETE FROM crm.customer WHERE id = {id}", "SELECT crm.undo_merge({id})", "SELECT crm.undo_bulk({id})",
)  # fmt: skip


def test_existing_and_missing_are_told_alike(siege: Siege, as_login: As) -> None:
    """Neither an answer nor a plan nor the rows that were touched tells whether a foreign record is there."""
    attacker = as_login("rep1", "oracles: there or not there")
    foreign = min(record for (table, record), login in siege.owners.items() if table == "customer" and login == "rep3")
    for sql in ORACLES:
        there, nowhere = attacker.attempt(sql.format(id=foreign)), attacker.attempt(sql.format(id=987654321))
        one, other = (
            re.sub(rf"\b({foreign}|987654321)\b|(?<=line )\d+", "#", f"{o.code} {o.error} {o.rows}")
            for o in (there, nowhere)
        )
        if one != other:
            attacker.leaks.append(f"rep1: {sql}: {one} of a foreign record, {other} of none")


def test_constraints_tell_no_row(siege: Siege, as_login: As) -> None:
    """That a code is taken is told, as it must be: not by whom, nor anything else of the row."""
    attacker = as_login("rep1", "messages of constraints")
    for table in ("customer", "opportunity"):
        ((code,),) = siege.account_set.rows(
            f"SELECT min(t.code) FROM crm.{table} t JOIN crm.employee e ON e.id = t.owner_id WHERE e.login = 'rep3' AND t.code <> ''"
        )
        outcome = attacker.attempt(f"UPDATE crm.{table} SET code = %s", (code,))
        assert outcome.code == "23505" and "DETAIL" not in outcome.error, outcome
    for sql in (
        "UPDATE crm.customer SET name = ''",
        "UPDATE crm.contact SET is_primary = true, customer_id = 6",
        "UPDATE crm.customer SET credit_limit = -1",
    ):
        attacker.attempt(sql)
