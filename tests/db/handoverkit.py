"""What the tests of assigning, helpers, leaving and the pool share: short ways to act as somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet


def ask(company: AccountSet, login: str, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Do one statement as that employee, for good, and return its rows."""
    with closing(company.connect(login)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def refused(company: AccountSet, login: str, sql: str, *values: Any) -> str:
    """Return the rule that refused a statement; '' when nothing did. Nothing is kept."""
    with closing(company.connect(login)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(sql, values)
        except psycopg2.Error as error:
            return str(error.diag.message_primary)
        finally:
            connection.rollback()
    return ""


@contextmanager
def open_as(company: AccountSet, login: str) -> Iterator[Connection]:
    """Give an open connection, each statement its own transaction."""
    with closing(company.connect(login)) as connection:
        connection.autocommit = True
        yield connection


def person(company: AccountSet, login: str) -> int:
    """Return an employee's id."""
    return int(company.rows("SELECT id FROM crm.employee WHERE login = %s", login)[0][0])


def customer(company: AccountSet, name: str) -> int:
    """Return the id of the customer whose short name is *name*."""
    return int(company.rows("SELECT id FROM crm.customer WHERE short_name = %s", name)[0][0])


def owners(company: AccountSet) -> dict[str, str | None]:
    """Return who owns which customer: short name → login."""
    return dict(
        company.rows(
            "SELECT c.short_name, e.login FROM crm.customer c LEFT JOIN crm.employee e ON e.id = c.owner_id ORDER BY c.id"
        )
    )


def make_pool(company: AccountSet, *members: str, name: str = "公海", **columns: Any) -> int:
    """Make a pool with these departments or logins as members; '!' before one makes an administrator of him."""
    given = {"name": name, **columns}
    names = ", ".join(given)
    ((pool,),) = company.rows(
        f"INSERT INTO crm.customer_pool ({names}) VALUES ({', '.join(['%s'] * len(given))}) RETURNING id",
        *given.values(),
    )
    for member in members:
        plain = member.lstrip("!")
        company.rows(
            "INSERT INTO crm.pool_member (pool_id, employee_id, department_id, is_admin) VALUES (%s, "
            "(SELECT id FROM crm.employee WHERE login = %s), (SELECT id FROM crm.department WHERE name = %s), %s)",
            pool, plain, plain, member != plain,
        )  # fmt: skip
    return int(pool)


def pooled(company: AccountSet, pool: int, *names: str) -> list[int]:
    """Put customers into a pool, long ago, and return their ids."""
    ids = [customer(company, name) for name in names]
    company.rows(
        "UPDATE crm.customer SET owner_id = NULL, pool_id = %s, received_at = now() - interval '300 days' WHERE id = ANY (%s)",
        pool,
        ids,
    )
    company.rows("UPDATE crm.customer_holding SET from_at = now() - interval '400 days', to_at = now() - interval '300 days' "
                 "WHERE customer_id = ANY (%s) AND to_at IS NOT NULL", ids)  # fmt: skip
    return ids
