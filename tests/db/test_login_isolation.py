"""Two account sets on one server: a login belongs to one of them, whatever the other's administrator writes down."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import encrypt_password

from crm_desktop.admin.embedded import Server
from server_schema import install
from server_schema.data import tiny
from tests.databases import AccountSet


def test_login_of_another_account_set_cannot_be_taken(own_server: Server) -> None:
    first = install.create_account_set(own_server.admin_dsn, "first")
    tiny.load(own_server.admin_dsn, "first")
    second = install.create_account_set(own_server.admin_dsn, "second")
    address = {"host": own_server.host, "port": own_server.port}

    with (
        closing(psycopg2.connect(install.dsn_of(own_server.admin_dsn, second))) as above,
        above,
        above.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO crm.employee (login, name) VALUES ('chief', 'Chief') RETURNING id")
        chief = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO crm.employee_role SELECT nextval('crm.employee_role_id_seq'), %s, id FROM crm.role "
            "WHERE code = 'administrator'",
            (chief,),
        )
        verifier = encrypt_password("crm-chief", "chief", scope=above, algorithm="scram-sha-256")
        cursor.execute("SELECT crm.set_login(%s, %s)", (chief, verifier))

    with closing(psycopg2.connect(**address, dbname=second, user="chief", password="crm-chief")) as chief_there:
        chief_there.autocommit = True
        cursor = chief_there.cursor()
        cursor.execute("INSERT INTO crm.employee (login, name) VALUES ('boss', 'Thief') RETURNING id")
        thief = cursor.fetchone()[0]
        stolen = encrypt_password("stolen-1234", "boss", scope=chief_there, algorithm="scram-sha-256")
        with pytest.raises(psycopg2.errors.CheckViolation, match="login_taken_on_server"):
            cursor.execute("SELECT crm.set_login(%s, %s)", (thief, stolen))
        cursor.execute("UPDATE crm.employee SET status = 'locked' WHERE id = %s", (thief,))

    with pytest.raises(psycopg2.OperationalError):  # nor does the lock of the namesake let anybody into the second set
        psycopg2.connect(**address, dbname=second, user="boss", password="crm-boss")
    psycopg2.connect(
        **address, dbname=first, user="boss", password="crm-boss"
    ).close()  # and the first set's boss goes on


def test_a_member_of_a_group_takes_nothing_away_from_it(own_account_set: AccountSet) -> None:
    """DROP OWNED by one who belongs to a group would drop the policies and grants of the whole group."""
    policies = "SELECT count(*), md5(string_agg(p::text, '' ORDER BY p::text)) FROM pg_policies p"
    before = own_account_set.rows(policies)
    for login in ("boss", "clerk", "rep1"):
        groups = own_account_set.rows("SELECT rolname FROM pg_roles WHERE pg_has_role(%s, oid, 'usage')", login)
        assert len(groups) > 2
        with closing(own_account_set.connect(login)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            for (group,) in groups:
                for statement in (
                    f"DROP OWNED BY {group}", f"ALTER DEFAULT PRIVILEGES FOR ROLE {group} GRANT SELECT ON TABLES TO PUBLIC",
                    f"SET ROLE {group}; DROP OWNED BY {group}",
                ):  # fmt: skip
                    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                        cursor.execute(statement)
    assert own_account_set.rows(policies) == before
    with closing(own_account_set.connect("admin")) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE crm.right_rule SET scope = 'own' WHERE module = 'pool' AND action = 'export'"
        )  # grants anew
