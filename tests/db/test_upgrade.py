"""Every released version comes to the newest with its data; tests/faults breaks such upgrades off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from crm_desktop.admin import restores
from crm_desktop.admin.invariants import breaches
from crm_desktop.admin.target import Target
from server_schema import install
from tests.databases import BASE_VARIABLE, running_server

RELEASED = sorted((Path(__file__).parents[1] / "released").glob("*.crmbackup"))


def _silent(done: int, total: int, what: str = "") -> None:
    pass


@pytest.fixture(scope="module")
def server() -> Iterator[Target]:
    """Give a server of this module's own."""
    with running_server(Path(os.environ[BASE_VARIABLE]) / f"upgrade-{os.getpid()}") as running:
        yield Target(
            admin_dsn=running.admin_dsn, name="Old", host=running.host, port=running.port, data_dir=running.data_dir
        )


def as_released(path: Path, target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore a backup as it is, without the upgrade that a restore ends with."""
    install.drop_account_set(target.admin_dsn, target.name)
    with monkeypatch.context() as patch:
        patch.setattr(install, "upgrade", lambda *_: None)
        patch.setattr(restores, "breaches", lambda _target: [])
        rows = Target.rows
        patch.setattr(
            Target, "rows", lambda self, sql, *values: [] if "begin_epoch" in sql else rows(self, sql, *values)
        )
        restores.restore(path, target, _silent)


@pytest.mark.parametrize("path", RELEASED, ids=[path.stem for path in RELEASED])
def test_a_released_version_comes_to_the_newest_with_its_data(
    server: Target, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_released(path, server, monkeypatch)
    assert install.current_revision(server.dsn) == path.stem
    assert [breach.rule for breach in breaches(server)] == ["set_is_older"]
    before = {
        table: server.rows(f"SELECT id, name, created_at, created_by FROM crm.{table} ORDER BY id")
        for table in ("customer", "contact", "employee", "product", "opportunity")
    }
    server.rows("UPDATE crm.contact SET email = 'wei@plx.example' WHERE id = (SELECT min(id) FROM crm.contact)")
    trail = server.rows("SELECT id, at, login, old, new, digest FROM crm.audit ORDER BY id")
    assert install.upgrade(server.admin_dsn, server.name) == install.head_revision()
    assert install.current_revision(server.dsn) == install.head_revision()
    assert breaches(server) == []
    for table, rows in before.items():
        assert server.rows(f"SELECT id, name, created_at, created_by FROM crm.{table} ORDER BY id")[: len(rows)] == rows
    assert server.rows("SELECT id, at, login, old, new, digest FROM crm.audit ORDER BY id")[: len(trail)] == trail
    server.rows("SELECT crm.begin_epoch()")  # as a restore does: this is another cluster than that of the release
    assert server.rows("SELECT * FROM crm.verify_audit()") == []
    assert server.rows("SELECT rule, table_name, detail FROM crm.check_account_set()") == []
    ours = psycopg2.connect(
        host=server.host, port=server.port, dbname=server.database, user="admin", password="crm-admin"
    )
    with ours, ours.cursor() as cursor:  # who administered before administers what is new too
        cursor.execute("SELECT crm.my_scope('safety', 'view'), crm.my_scope('usage', 'view')")
        assert cursor.fetchone() == ("all", "all")
    ours.close()
    reacts = "has_column_privilege(crm.role_name('role_' || role.code), 'crm.action_reaction', 'kind', 'INSERT')"
    assert server.rows(f"SELECT role.code FROM crm.role WHERE code = 'sales_rep' AND {reacts}"), (
        "who sees entries reacts to them"
    )
    _assert_letters_are_found(server)


def _assert_letters_are_found(server: Target) -> None:
    """Three letters of whatever name are a token, as the triggers would make it."""
    letters = "id, ARRAY(SELECT t FROM unnest(tsvector_to_array(tokens)) t WHERE t ~ '^[a-z]{3}$')"
    with closing(psycopg2.connect(server.dsn)) as connection, connection.cursor() as cursor:
        found = []
        for table in ("customer", "contact", "product", "partner", "opportunity", "sales_order", "employee"):
            cursor.execute(f"SELECT {letters} FROM crm.{table}")
            before = dict(cursor.fetchall())
            cursor.execute(f"UPDATE crm.{table} SET tokens = '' RETURNING {letters}")
            assert dict(cursor.fetchall()) == before, table
            found += [table for threes in before.values() if "plx" in threes]
        connection.rollback()
    assert found == ["contact"]


def _as_before_0024(server: Target) -> None:
    """Take the newest shape back to that of 0023, where the triggers of rules stand already."""
    version = ScriptDirectory.from_config(install._alembic("")).get_revision("0006")
    (table,) = (sql for sql in version.module.OF_CUSTOMER if "required_field (" in sql)
    server.rows(f"{table}; ALTER TABLE crm.required_field OWNER TO crm_owner")
    server.rows("UPDATE crm.alembic_version SET version_num = '0023'")


@pytest.mark.parametrize("with_triggers", [False, True])
def test_what_a_status_required_is_a_rule_of_the_field(
    server: Target, monkeypatch: pytest.MonkeyPatch, with_triggers: bool
) -> None:
    as_released(RELEASED[-1], server, monkeypatch)
    if with_triggers:
        install.upgrade(server.admin_dsn, server.name)
        _as_before_0024(server)
        whole = install.command.upgrade

        def only_0024(config: Config, _: str) -> None:
            whole(config, "0024")
            install.command.stamp(config, "head")  # what came later stands there already

        monkeypatch.setattr(install.command, "upgrade", only_0024)
    server.rows(
        "INSERT INTO crm.required_field (table_name, status, field, created_by) VALUES ('customer', 'customer', 'grade', 'boss'), "
        "('customer', 'customer', 'tax_number', 'boss'), ('customer', 'lost', 'description', 'boss')"
    )
    # a rule may not read what is hidden from somebody: what was required stays so all the same
    hidden = "role_id, table_name, field, access) SELECT id, 'customer', 'status', 'none' FROM crm.role WHERE code = 'finance'"
    server.rows(f"INSERT INTO crm.field_right ({hidden}")
    install.upgrade(server.admin_dsn, server.name)
    server.rows("DELETE FROM crm.field_right WHERE field = 'status'")  # else no formula can be read that names it
    assert server.rows(
        "SELECT field, kind, condition, created_by, tree = crm.formula_tree(entity, condition) FROM crm.field_rule ORDER BY id"
    ) == [
        ("grade", "required", 'status = "customer"', "boss", True),
        ("tax_number", "required", 'status = "customer"', "boss", True),
        ("description", "required", 'status = "lost"', "boss", True),
    ]
    assert server.rows("SELECT to_regclass('crm.required_field')") == [(None,)]
    server.rows("SELECT crm.begin_epoch()")
    assert server.rows("SELECT rule, table_name, detail FROM crm.check_account_set()") == []
    admin = psycopg2.connect(
        host=server.host, port=server.port, dbname=server.database, user="admin", password="crm-admin"
    )
    with closing(admin), admin.cursor() as cursor:
        cursor.execute("INSERT INTO crm.customer (name, status) VALUES ('One', 'target')")
        with pytest.raises(psycopg2.IntegrityError) as refused:
            cursor.execute("UPDATE crm.customer SET status = 'customer', grade = 'A' WHERE name = 'One'")
    assert (refused.value.diag.constraint_name, refused.value.diag.column_name) == ("field_rule_required", "tax_number")


def test_the_suppliers_that_stood_as_text_are_companies(server: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    as_released(RELEASED[-1], server, monkeypatch)
    long, role = "很" * 120, "SELECT id FROM crm.role WHERE code = 'finance'"
    server.rows("DELETE FROM crm.product_cost")
    server.rows(
        "INSERT INTO crm.partner (name, short_name, is_competitor) VALUES ('华东分销有限公司', '华东分销', true)"
    )
    server.rows("INSERT INTO crm.partner (code, name, is_supplier) VALUES ('GYS-1', 'Acme Ltd', true)")
    said = ["华东分销", "gys-1", " ACME ltd ", "新供应商", "新供应商", long, ""]
    server.rows(
        "INSERT INTO crm.product (name) SELECT 'x' || n FROM generate_series(1, 10) n WHERE (SELECT count(*) FROM crm.product) < 7"
    )
    server.rows(
        "INSERT INTO crm.product_cost (product_id, cost, supplier, note) SELECT p.id, 1, t.word, CASE WHEN t.n = 6 THEN '备注' ELSE '' END "
        "FROM unnest(%s::text[]) WITH ORDINALITY t(word, n) "
        "JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM crm.product) p USING (n)",
        said,
    )
    server.rows(f"INSERT INTO crm.field_right (role_id, table_name, field, access) ({role.replace('id', 'id, %s, %s, %s')})",
        "product_cost", "supplier", "none")  # fmt: skip
    install.upgrade(server.admin_dsn, server.name)
    found = server.rows(
        "SELECT coalesce(p.name, ''), k.note FROM crm.product_cost k LEFT JOIN crm.partner p ON p.id = k.supplier_id ORDER BY k.product_id"
    )
    assert found == [
        ("华东分销有限公司", ""), ("Acme Ltd", ""), ("Acme Ltd", ""), ("新供应商", ""), ("新供应商", ""), ("", f"备注\n{long}"), ("", ""),
    ]  # fmt: skip
    assert server.rows("SELECT count(*) FROM crm.partner WHERE name = '新供应商'") == [(1,)]
    assert server.rows(
        "SELECT bool_and(is_supplier) FROM crm.partner WHERE id IN (SELECT supplier_id FROM crm.product_cost)"
    ) == [(True,)]
    admin = psycopg2.connect(
        host=server.host, port=server.port, dbname=server.database, user="admin", password="crm-admin"
    )
    with closing(admin), admin.cursor() as cursor:
        cursor.execute("SELECT label FROM crm.search_partner('xingongying')")
        assert cursor.fetchall() == [("新供应商",)], "found as any other"
    assert server.rows("SELECT field FROM crm.field_right WHERE table_name = 'product_cost'") == [("supplier_id",)]
    server.rows("SELECT crm.begin_epoch()")
    assert server.rows("SELECT rule, table_name, detail FROM crm.check_account_set()") == []


def test_an_upgrade_takes_every_table_before_it_begins(server: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """Autovacuum, while it holds a table, waits for rows of the catalogue that an upgrade has changed: a deadlock."""
    locked: list[Any] = []

    def look(config: Any, _revision: str) -> None:
        rows = config.attributes["connection"].exec_driver_sql(
            "SELECT c.relname, bool_or(l.granted) FROM pg_class c LEFT JOIN pg_locks l ON l.relation = c.oid AND l.pid = pg_backend_pid() "
            "AND l.mode = 'ShareRowExclusiveLock' WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r' GROUP BY 1"
        )
        locked.extend(rows.all())

    monkeypatch.setattr(install.command, "upgrade", look)
    install.migrate(server.dsn)
    assert len(locked) > 50 and all(granted for _name, granted in locked)


def test_phones_are_masked_once_upgraded(server: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    as_released(RELEASED[-1], server, monkeypatch)
    mask = "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'phone', 'mask' FROM crm.role WHERE code = 'sales_rep'"
    with pytest.raises(psycopg2.errors.CheckViolation):
        server.rows(mask)
    install.upgrade(server.admin_dsn, server.name)
    server.rows(mask)
    rep = psycopg2.connect(host=server.host, port=server.port, dbname=server.database, user="rep1", password="crm-rep1")
    with closing(rep), rep.cursor() as cursor:
        cursor.execute(
            "SELECT masked ->> 'phone' FROM crm.masked_values('customer', ARRAY(SELECT id FROM crm.customer))"
        )
        assert {told.count("****") for (told,) in cursor.fetchall() if told} == {1}
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT phone FROM crm.customer")
