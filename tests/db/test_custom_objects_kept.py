"""Kinds of records that a company added outlive an upgrade, a backup, a copy and another name; what is broken in them is found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from crm_desktop.admin import backups, restores
from crm_desktop.admin.invariants import breaches
from crm_desktop.admin.target import Target
from server_schema import install
from tests.databases import BASE_VARIABLE, AccountSet, running_server
from tests.db.customkit import LEND, MAKE, bid, lend, make_kinds, seen
from tests.db.handoverkit import ask, customer, person, refused

LONG = "a_kind_of_thirty_one_characters"
NAMED = "SELECT rolname FROM pg_roles WHERE rolname LIKE %s ORDER BY 1"


def _silent(done: int, total: int, what: str = "") -> None:
    pass


@pytest.fixture
def target() -> Iterator[Target]:
    """Give the tiny company with kinds of its own, on a server of its own."""
    with running_server(Path(os.environ[BASE_VARIABLE]) / f"custom-{os.getpid()}", with_tiny=True) as server:
        found = Target(
            admin_dsn=server.admin_dsn, name="Tiny", host=server.host, port=server.port, data_dir=server.data_dir
        )
        company = _company(found)
        make_kinds(company)
        ask(company, "admin", MAKE, LONG, "长", "employee")
        lend(company, "rep1", "投影仪", "环太科技")
        bid(company, "rep2", "投标二")
        ask(
            company,
            "admin",
            "INSERT INTO crm.attribute_definition (entity, key, label, kind, searchable) VALUES ('custom_loan', 'serial', '序列号', 'text', true)",
        )
        ask(
            company,
            "admin",
            "UPDATE crm.right_rule SET scope = 'all' WHERE module = 'custom_tender' AND action = 'view' AND scope = 'own'",
        )
        yield found


def _company(target: Target) -> AccountSet:
    class Server:
        host, port, admin_dsn = target.host, target.port, target.admin_dsn

    return AccountSet(name=target.database, server=Server())  # type: ignore[arg-type]


def _works(company: AccountSet) -> None:
    """Go through what such records do, as several employees."""
    assert seen(company, "rep1", "custom_loan") == {"投影仪"} and seen(company, "rep3", "custom_loan") == set()
    assert seen(company, "rep3", "custom_tender") == {"投标二"}  # as the administrator changed it
    assert ask(company, "rep1", "SELECT entity, label FROM crm.search_all('tyy')") == [("custom_loan", "投影仪")]
    made = lend(company, "rep1", "打印机", "长江机械")
    assert ask(company, "rep1", "SELECT code FROM crm.custom_loan WHERE id = %s", made) == [("LOAN-00002",)]
    ask(company, "rep1", 'UPDATE crm.custom_loan SET attrs = \'{"serial": "SN1"}\' WHERE id = %s', made)
    assert len(ask(company, "rep1", "SELECT * FROM crm.match_attribute('custom_loan', 'serial', 'eq', '\"SN1\"')")) == 1
    assert refused(company, "rep1", LEND, "x", customer(company, "秦岭医药")) == "parent_not_visible"
    ask(company, "rep1", f"INSERT INTO crm.custom_{LONG} (name) VALUES ('x')")
    assert (
        seen(company, "rep1", f"custom_{LONG}") == {"x"}
        and seen(company, "rep2", f"custom_{LONG}") == set()
        and len(seen(company, "boss", f"custom_{LONG}")) == 1
    )
    ask(
        company,
        "boss",
        "SELECT crm.assign_customers(%s, %s)",
        [customer(company, "长江机械")],
        [person(company, "rep3")],
    )
    assert seen(company, "rep3", "custom_loan") == {"打印机"}
    ask(company, "admin", MAKE, "later", "后来", "nobody")
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


def test_behaviour_applied_again_finds_all_there(target: Target) -> None:
    company = _company(target)
    triggers = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    policies = "SELECT tablename, policyname, roles, qual, with_check FROM pg_policies ORDER BY 1, 2"
    functions = "SELECT oid::regprocedure::text, prosrc, proacl::text FROM pg_proc WHERE pronamespace = 'crm'::regnamespace ORDER BY 1"
    grants = "SELECT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges WHERE table_schema = 'crm' ORDER BY 1, 2, 3, 4"
    before = [company.rows(sql) for sql in (triggers, policies, functions, grants)]
    install.upgrade(target.admin_dsn, target.name)
    for sql, was in zip((triggers, policies, functions, grants), before, strict=True):
        assert company.rows(sql) == was, sql  # made alone, a table gets what behaviour gives to all
    assert breaches(target) == []
    _works(company)


def test_restored_under_a_longer_name(target: Target, tmp_path: Path) -> None:
    backup = tmp_path / "tiny.crmbackup"
    backups.write(target, backup, _silent)
    other = replace(target, name="Another Name Twenty-Eight")
    restored = restores.restore(backup, other, _silent)
    assert restored.broken == ()
    _works(_company(other))
    prefix = other.database
    groups = {name for (name,) in target.rows(NAMED, f"{prefix}\\_custom\\_%")}
    assert (
        f"{prefix}_custom_loan_view_all" in groups and len(groups) == 5 * 4 and all(len(name) <= 63 for name in groups)
    )
    install.drop_account_set(target.admin_dsn, other.name)
    assert target.rows(NAMED, f"{prefix}\\_%") == []
    assert breaches(target) == []  # the other set stands as it stood
    restores.drill(backup, target, _silent)


def test_a_dropped_set_leaves_no_groups_behind(target: Target) -> None:
    ask(_company(target), "admin", MAKE, "b2b", "企业", "employee")
    assert target.rows(NAMED, "crm\\_tiny\\_custom\\_b2b%") != []
    install.drop_account_set(target.admin_dsn, target.name)
    with closing(psycopg2.connect(target.admin_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(NAMED, ("crm\\_tiny%",))
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    ("broken", "rule", "table"),
    [
        ("DROP FUNCTION crm.search_custom_loan(text, int)", "custom_object_is_whole", "custom_object"),
        ("DROP TRIGGER t95_audit_update ON crm.custom_loan", "custom_object_is_whole", "custom_object"),
        ("ALTER TABLE crm.custom_tender DISABLE TRIGGER t10_owner", "custom_object_is_whole", "custom_object"),
        ("DELETE FROM crm.module_table WHERE table_name = 'custom_licence'", "custom_object_is_whole", "custom_object"),
        ("INSERT INTO crm.module_table VALUES ('custom_ghost', 'custom_ghost', 'open')", "custom_object_is_whole", "custom_ghost"),
        ("ALTER TABLE crm.custom_loan DISABLE ROW LEVEL SECURITY", "row_security_on", "custom_loan"),
        ("SET session_replication_role = replica; UPDATE crm.custom_loan SET owner_id = NULL", "child_follows_owner", "custom_loan"),
        ("SET session_replication_role = replica; UPDATE crm.custom_tender SET tokens = ''", "found_by_search", "custom_tender"),
        ("SET session_replication_role = replica; UPDATE crm.employee SET status = 'left' WHERE login = 'rep2'", "owner_is_employed", "custom_tender"),
    ],
)  # fmt: skip
def test_what_is_broken_is_found(own_account_set: AccountSet, broken: str, rule: str, table: str) -> None:
    make_kinds(own_account_set)
    lend(own_account_set, "rep1", "投影仪", "环太科技")
    bid(own_account_set, "rep2", "投标")
    check = "SELECT rule, table_name FROM crm.check_account_set()"
    assert own_account_set.rows(check) == []
    with closing(own_account_set.connect_admin()) as connection, connection.cursor() as cursor:
        cursor.execute(broken)
        cursor.execute(check)
        assert (rule, table) in cursor.fetchall()
