"""Two administrators change rights at the same moment: one after the other, and never so that nobody administers."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy.orm import Session

from crm_desktop.core.errors import CrmError, Denied, Invalid, Offline
from crm_desktop.db.connect import Database, Profile
from crm_desktop.shell.sentences import sentence
from crm_desktop.system import administration
from tests import databases
from tests.databases import AccountSet
from tests.faults.figures import note, size

ADMINISTRATORS = ("admin", "boss")
ROUNDS = size("rounds", 6)
GRANTS = """
    SELECT m.rolname || ' in ' || g.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
    UNION ALL SELECT c.relname || '.' || a.attname || ': ' || x::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, unnest(a.attacl) x
    WHERE c.relnamespace = 'crm'::regnamespace
    UNION ALL SELECT c.relname || ': ' || x::text FROM pg_class c, unnest(c.relacl) x WHERE c.relnamespace = 'crm'::regnamespace
    UNION ALL SELECT r::text FROM (SELECT employee_id, module, action, scope, owners FROM crm.effective_right) r ORDER BY 1
"""
WHO_ADMINISTERS = """
    SELECT e.login FROM crm.employee e JOIN crm.effective_right r ON r.employee_id = e.id
    WHERE e.status = 'active' AND (r.module, r.action, r.scope) = ('right', 'edit', 'all') ORDER BY 1
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountSet]:
    """Give the tiny company with two administrators, on a server of its own: roles belong to the server."""
    with databases.running_tiny(Path(os.environ[databases.BASE_VARIABLE]) / f"rights-{os.getpid()}") as company:
        yield company


@pytest.fixture(autouse=True)
def _two_administrators(company: AccountSet) -> None:
    _restore(company)
    assert company.rows(WHO_ADMINISTERS) == [("admin",), ("boss",)]


def _ids(company: AccountSet) -> tuple[dict[str, int], dict[str, int]]:
    people = dict(company.rows("SELECT login, id FROM crm.employee"))
    return people, dict(company.rows("SELECT code, id FROM crm.role"))


def _in_force(company: AccountSet) -> None:
    """What PostgreSQL grants is what the rules say: to apply them all again changes nothing."""
    before = company.rows(GRANTS)
    company.rows("SELECT crm.apply_rights()")
    assert company.rows(GRANTS) == before
    assert company.rows("SELECT rule, table_name, detail FROM crm.check_account_set()") == []
    assert company.rows(WHO_ADMINISTERS), "somebody administers"


def _at_once(company: AccountSet, works: dict[str, Callable[[Session], Any]]) -> dict[str, CrmError | None]:
    """Let each login do its work in a transaction of its own, all begun before any ends; return what was refused."""
    begun, found = threading.Barrier(len(works)), dict[str, CrmError | None]()

    def work(login: str, do: Callable[[Session], Any]) -> None:
        database = Database(
            Profile(host=company.host, port=company.port, dbname=company.name), login, company.password(login)
        )
        try:
            with database.open_session() as session:
                session.connection()
                begun.wait(20)
                do(session)
            found[login] = None
        except CrmError as error:
            found[login] = error
        finally:
            database.close()

    threads = [threading.Thread(target=work, args=one) for one in works.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.keys() == works.keys(), "an error that nobody foresaw"
    return found


def test_the_same_rule(company: AccountSet) -> None:
    _people, roles = _ids(company)
    company.rows("DELETE FROM crm.right_rule WHERE role_id = %s AND module = 'partner'", roles["sales_rep"])

    def let(scope: str) -> Callable[[Session], None]:
        return lambda s: administration.set_scope(
            s, role_id=roles["sales_rep"], module="partner", action="view", scope=scope
        )

    assert set(_at_once(company, {"admin": let("all"), "boss": let("none")}).values()) == {None}
    stands = company.rows(
        "SELECT scope FROM crm.right_rule WHERE role_id = %s AND module = 'partner'", roles["sales_rep"]
    )
    assert len(stands) == 1
    _in_force(company)


def test_each_takes_the_office_from_the_other(company: AccountSet) -> None:
    people, roles = _ids(company)
    for way in ("role", "status"):

        def oust(login: str, by: str = way) -> Callable[[Session], None]:
            if by == "role":
                return lambda s: administration.set_role(
                    s, employee_id=people[login], role_id=roles["administrator"], held=False
                )
            return lambda s: administration.set_status(s, employee_id=people[login], status="locked")

        found = _at_once(company, {"admin": oust("boss"), "boss": oust("admin")})
        refused = [error for error in found.values() if error is not None]
        assert len(refused) == 1, f"by {way}: one of them is left"
        assert isinstance(refused[0], (Denied, Invalid, Offline))  # Offline: locked out, his connection ended
        assert sentence(refused[0])
        _in_force(company)
        assert len(company.rows(WHO_ADMINISTERS)) == 1
        _restore(company)


def _restore(company: AccountSet) -> None:
    company.rows("UPDATE crm.employee SET status = 'active' WHERE status <> 'active'")
    company.rows(
        "INSERT INTO crm.employee_role (employee_id, role_id) SELECT e.id, r.id FROM crm.employee e, crm.role r "
        "WHERE e.login IN ('admin', 'boss') AND r.code = 'administrator' ON CONFLICT DO NOTHING"
    )


def test_nobody_decides_by_an_older_state(company: AccountSet) -> None:
    """By psql one may ask for a snapshot, in which the other administrator is still there."""
    people, roles = _ids(company)
    statement = "DELETE FROM crm.employee_role WHERE employee_id = %s AND role_id = %s"

    def connected(login: str) -> Connection:
        return company.connect(login)

    with closing(connected("admin")) as one, closing(connected("boss")) as other:
        one.set_session(isolation_level="REPEATABLE READ")
        with one.cursor() as first, other.cursor() as second:
            first.execute("SELECT count(*) FROM crm.employee")
            second.execute(statement, (people["admin"], roles["administrator"]))  # allowed: boss is left
            other.commit()
            with pytest.raises(psycopg2.Error, match=r"rights_by_older_state|permission denied"):
                first.execute(statement, (people["boss"], roles["administrator"]))
    assert company.rows(WHO_ADMINISTERS) == [("boss",)]
    _restore(company)
    with closing(connected("admin")) as one, one.cursor() as cursor:
        one.set_session(isolation_level="REPEATABLE READ")
        with pytest.raises(psycopg2.Error, match="rights_by_older_state"):
            cursor.execute(statement, (people["boss"], roles["administrator"]))
        one.rollback()
        one.set_session(isolation_level="READ COMMITTED")
        cursor.execute(statement, (people["boss"], roles["administrator"]))  # the same, by the state of now
        one.rollback()


def test_many_changes_by_both(company: AccountSet) -> None:
    """Rules, roles and locks at random, each pair at once: every change is made or refused with a sentence."""
    people, roles = _ids(company)
    chance = random.Random(5)
    made = refused = 0

    def any_change() -> Callable[[Session], None]:
        kind = chance.randrange(3)
        person = people[chance.choice(["rep1", "rep2", *ADMINISTRATORS])]
        if kind == 0:
            role = roles[chance.choice(["sales_rep", "commerce", "administrator"])]
            module = chance.choice(["customer", "right", "product"])
            scope = chance.choice(["none", "own", "all"])
            return lambda s: administration.set_scope(s, role_id=role, module=module, action="edit", scope=scope)
        if kind == 1:
            role, held = roles[chance.choice(["sales_rep", "commerce", "administrator"])], chance.random() < 0.5
            return lambda s: administration.set_role(s, employee_id=person, role_id=role, held=held)
        status = chance.choice(["active", "locked"])
        return lambda s: administration.set_status(s, employee_id=person, status=status)

    for _ in range(ROUNDS):
        found = _at_once(company, {login: any_change() for login in ADMINISTRATORS})
        assert all(sentence(error) for error in found.values() if error is not None)
        made += sum(error is None for error in found.values())
        refused += sum(error is not None for error in found.values())
        assert company.rows(WHO_ADMINISTERS)
        _restore(company)
        company.rows(
            "UPDATE crm.right_rule SET scope = 'all' WHERE role_id = %s AND module = 'right'", roles["administrator"]
        )
    assert made
    _in_force(company)
    note("rights", "two administrators at once", pairs=ROUNDS, made=made, refused=refused)
