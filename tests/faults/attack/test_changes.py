"""Rights that change under an open connection: locked, left, demoted, another password, another account set on the server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import encrypt_password

from server_schema import install
from tests import databases
from tests.databases import AccountSet
from tests.faults.attack.tally import PROPERTY, Tally

Count = Callable[[str, str], None]


@pytest.fixture(scope="module")
def company() -> Iterator[AccountSet]:
    """Give the tiny company on a server of its own: its people are locked and demoted here."""
    with databases.alone("changes") as company:
        yield company


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Iterator[Count]:
    """Give a function that counts an attempt that came to nothing."""
    tally = Tally()
    yield lambda login, outcome: tally.count("rights that change under an open connection", login, outcome)
    record_property(PROPERTY, tally.take())


def _open(company: AccountSet, login: str) -> Connection:
    connection = company.connect(login)
    connection.autocommit = True
    return connection


def _number(connection: Connection, sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return len(cursor.fetchall())


def _as_admin(company: AccountSet, sql: str, *values: object) -> None:
    with closing(company.connect("admin")) as admin, admin, admin.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("status", ["locked", "left"])
def test_an_open_connection_is_cut(company: AccountSet, count: Count, status: str) -> None:
    """Every connection of who is locked or has left ends at once, and no new one begins: in the middle of a transaction too."""
    login = {"locked": "rep1", "left": "rep2"}[status]
    with (
        closing(_open(company, login)) as idle,
        closing(_open(company, login)) as holding,
        closing(company.connect(login)) as busy,
    ):
        assert _number(idle, "SELECT id FROM crm.customer") == 2
        holding.cursor().execute(
            "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT id FROM crm.customer; COMMIT; PREPARE p AS SELECT id, name FROM crm.customer"
        )
        busy.cursor().execute("UPDATE crm.customer SET address = 'written after all'")
        _as_admin(company, "UPDATE crm.employee SET status = %s WHERE login = %s", status, login)
        for connection, sql in (
            (idle, "SELECT id FROM crm.customer"), (holding, "FETCH ALL FROM c"), (holding, "EXECUTE p"), (busy, "SELECT 1"),
        ):  # fmt: skip
            with pytest.raises(psycopg2.Error):
                _number(connection, sql)
            count(login, "refused")
    with pytest.raises(psycopg2.OperationalError):
        company.connect(login)
    count(login, "refused")
    assert company.rows("SELECT 1 FROM crm.customer WHERE address = 'written after all'") == []


def test_a_race_with_the_lock_leaves_nobody_inside(company: AccountSet, count: Count) -> None:
    """Whoever logs in while he is being locked is outside afterwards, or sees nothing."""
    inside: list[Connection] = []

    def storm() -> None:
        for _ in range(12):
            with suppress(psycopg2.OperationalError):
                inside.append(_open(company, "lead2"))

    threads = [threading.Thread(target=storm) for _ in range(2)]
    for thread in threads:
        thread.start()
    _as_admin(company, "UPDATE crm.employee SET status = 'locked' WHERE login = 'lead2'")
    for thread in threads:
        thread.join()
    for connection in inside:
        with closing(connection):
            with suppress(psycopg2.Error):
                assert _number(connection, "SELECT id FROM crm.customer") == 0
            count("lead2", "refused")


def test_a_role_withdrawn_is_gone_from_an_open_session(company: AccountSet, count: Count) -> None:
    """Prepared statements, generic plans, functions called before: all follow the roles of now."""
    _as_admin(
        company,
        "INSERT INTO crm.employee_role (employee_id, role_id) SELECT e.id, r.id FROM crm.employee e, crm.role r "
        "WHERE e.login = 'rep3' AND r.code IN ('commerce', 'product_maintainer')",
    )
    asked = (
        "EXECUTE customers", "EXECUTE costs", "SELECT id, name FROM crm.customer", "TABLE crm.product_cost", "SELECT * FROM crm.match_customer('公司')",
        "SELECT id FROM crm.sales_order", "SELECT * FROM crm.search_all('公司')", "SELECT * FROM crm.offer_product('', 20)",
    )  # fmt: skip
    with closing(_open(company, "rep3")) as rep:
        rep.cursor().execute("SET plan_cache_mode = force_generic_plan")
        rep.cursor().execute(
            "PREPARE customers AS SELECT id FROM crm.customer; PREPARE costs AS SELECT * FROM crm.product_cost"
        )
        before = [_number(rep, sql) for sql in asked for _ in range(2)][::2]
        assert before[0] == 6 and before[1] == 4
        rep.cursor().execute("BEGIN; DECLARE open_one CURSOR FOR SELECT id FROM crm.customer")
        _as_admin(
            company,
            "DELETE FROM crm.employee_role er USING crm.employee e, crm.role r WHERE e.id = er.employee_id AND r.id = er.role_id "
            "AND e.login = 'rep3' AND r.code IN ('commerce', 'product_maintainer')",
        )
        rep.cursor().execute("COMMIT")
        for sql, number in (
            ("EXECUTE customers", 1),
            ("SELECT id, name FROM crm.customer", 1),
            ("SELECT * FROM crm.match_customer('公司')", 1),
        ):
            assert _number(rep, sql) == number, sql
            count("rep3", "allowed")
        for sql in (
            "EXECUTE costs",
            "TABLE crm.product_cost",
            "SET ROLE crm_tiny_role_commerce",
            "SET ROLE crm_tiny_customer_view_all",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                _number(rep, sql)
            count("rep3", "refused")


def test_a_right_withdrawn_is_gone_from_an_open_session(company: AccountSet, count: Count) -> None:
    """The rule of a role is taken away, the scope narrowed: prepared plans know at once."""
    with closing(_open(company, "clerk")) as clerk:
        clerk.cursor().execute(
            "PREPARE orders AS SELECT id FROM crm.sales_order; PREPARE customers AS SELECT id, name FROM crm.customer"
        )
        assert [_number(clerk, "EXECUTE orders"), _number(clerk, "EXECUTE customers")] == [6, 6]
        _as_admin(
            company,
            "UPDATE crm.right_rule SET scope = CASE module WHEN 'customer' THEN 'own' ELSE 'none' END WHERE action = 'view' AND module IN "
            "('sales_order', 'customer') AND role_id = (SELECT id FROM crm.role WHERE code = 'commerce')",
        )
        assert _number(clerk, "EXECUTE customers") == 0
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _number(clerk, "EXECUTE orders")
        count("clerk", "refused")


def test_a_customer_given_away_is_gone_from_an_open_session(company: AccountSet, count: Count) -> None:
    """The former owner keeps neither row nor parts, by a statement prepared before."""
    with closing(_open(company, "rep3")) as rep:
        rep.cursor().execute("PREPARE mine AS SELECT id FROM crm.contact UNION ALL SELECT id FROM crm.customer_phone")
        assert _number(rep, "EXECUTE mine") == 2
        with closing(company.connect("boss")) as boss, boss, boss.cursor() as cursor:
            cursor.execute(
                "UPDATE crm.customer SET owner_id = crm.me() WHERE owner_id = (SELECT id FROM crm.employee WHERE login = 'rep3')"
            )
        assert _number(rep, "EXECUTE mine") == 0
        count("rep3", "empty")


def test_nobody_sets_the_password_of_who_may_more(company: AccountSet, count: Count) -> None:
    """A password lets one in as that person: only an administrator sets that of an administrator."""
    company.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'employee', 'edit', 'all' FROM crm.role "
        "WHERE code = 'product_maintainer' RETURNING id"
    )
    with closing(_open(company, "pm")) as pm, pm.cursor() as cursor:
        verifier = encrypt_password("x", "admin", scope=pm, algorithm="scram-sha-256")
        for login in ("admin", "boss", "lead1"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="login_of_somebody_mightier"):
                cursor.execute("SELECT crm.set_login(id, %s) FROM crm.employee WHERE login = %s", (verifier, login))
            count("pm", "refused")
        for login in ("postgres", "crm_owner", "pg_monitor"):
            with pytest.raises(psycopg2.errors.CheckViolation, match="employee_login"):
                cursor.execute("UPDATE crm.employee SET login = %s WHERE name <> ''", (login,))
            count("pm", "refused")
    company.connect("admin").close()  # with the old password


def test_another_account_set_on_the_server_is_out_of_reach(company: AccountSet, count: Count) -> None:
    """Logins are the server's: those of one set do not enter the other, nor does its administrator reach them."""
    other = install.create_account_set(company.server.admin_dsn, "other")
    address = {"host": company.host, "port": company.port, "password": "crm-rep3", "user": "rep3"}
    for database in (other, "template1"):
        with suppress(psycopg2.OperationalError), closing(psycopg2.connect(dbname=database, **address)) as inside:
            for sql in ("CREATE TABLE public.x (a int)", "SELECT id, name FROM crm.customer", "CREATE SCHEMA x"):
                with pytest.raises(psycopg2.Error):
                    _number(inside, sql)
                inside.rollback()
        count("rep3", "refused")
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(dbname=other, **address)
    with closing(psycopg2.connect(dbname="postgres", **address)) as outside, outside.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'crm%' AND has_database_privilege(datname, 'CONNECT')"
        )
        assert cursor.fetchall() == [(company.name,)]
        for sql in (
            f"SELECT * FROM {other}.crm.customer",
            f"TABLE {company.name}.crm.customer",
            "DROP OWNED BY crm_tiny_employee",
        ):
            with suppress(psycopg2.Error):
                cursor.execute(sql)
            outside.rollback()
            count("rep3", "refused")
    policies = company.rows("SELECT count(*) FROM pg_policies WHERE schemaname = 'crm'")
    assert policies[0][0] > 100
    install.drop_account_set(company.server.admin_dsn, "other")
