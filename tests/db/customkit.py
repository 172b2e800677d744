"""What the tests of custom objects share: the tiny company with three kinds of records of its own."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from crm_desktop.core.facts import CustomObject
from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer

#: code → (name, to whom its records belong)
KINDS = {"loan": ("样机借用", "customer"), "tender": ("投标", "employee"), "licence": ("许可证", "nobody")}
#: as the desktop knows them
OBJECTS = tuple(CustomObject(code=code, name=name, belongs_to=whose) for code, (name, whose) in KINDS.items())
MAKE = "INSERT INTO crm.custom_object (code, name, belongs_to) VALUES (%s, %s, %s)"
LEND = "INSERT INTO crm.custom_loan (name, customer_id) VALUES (%s, %s) RETURNING id"
BID = "INSERT INTO crm.custom_tender (name) VALUES (%s) RETURNING id"


def make_kinds(company: AccountSet) -> None:
    """Let the administrator add the three kinds."""
    for code, (name, belongs_to) in KINDS.items():
        ask(company, "admin", MAKE, code, name, belongs_to)


def lend(company: AccountSet, login: str, name: str, to: str) -> int:
    """Let an employee write down a loan to the customer whose short name is *to*; return its id."""
    ((made,),) = ask(company, login, LEND, name, customer(company, to))
    return int(made)


def bid(company: AccountSet, login: str, name: str) -> int:
    """Let an employee write down a tender; return its id."""
    ((made,),) = ask(company, login, BID, name)
    return int(made)


def seen(company: AccountSet, login: str, table: str) -> set[str]:
    """Return the names that an employee sees."""
    return {name for (name,) in ask(company, login, f"SELECT name FROM crm.{table}")}


def kept(company: AccountSet, login: str, sql: str, *values: Any) -> int:
    """Do a statement as that employee without keeping it; return how many rows it reached."""
    with closing(company.connect(login)) as connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        reached = int(cursor.rowcount)
        connection.rollback()
    return reached
