"""Each role by itself reads all that its facts promise: every field of every entity, the words of every link too."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from crm_desktop.core.errors import CrmError
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Ref
from crm_desktop.core.query import ListQuery
from crm_desktop.db import records
from crm_desktop.shell import registry
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

LOGIN = "clerk"


def by_role(account_set: AccountSet) -> Iterator[tuple[str, Facts, Session]]:
    """Give one employee each role in turn and no other; yield its code, what the login learns, and its session."""
    employee = "(SELECT id FROM crm.employee WHERE login = %s)"
    for (code,) in account_set.rows("SELECT code FROM crm.role ORDER BY id"):
        account_set.rows(f"DELETE FROM crm.employee_role WHERE employee_id = {employee}", LOGIN)
        account_set.rows(
            f"INSERT INTO crm.employee_role (employee_id, role_id) SELECT {employee}, id FROM crm.role WHERE code = %s",
            LOGIN, code,
        )  # fmt: skip
        with account_set.session(LOGIN) as session:
            yield code, load_facts(session, registry.descriptors()), session


def test_each_role_reads_all_that_it_is_promised(own_account_set: AccountSet) -> None:
    known = registry.descriptors()
    refused, lost, read = [], [], set()
    for code, facts, session in by_role(own_account_set):
        for entity in facts.entities.values():
            names = tuple(field.name for field in entity.fields)
            query = ListQuery(entity=entity.name, columns=names, sort=entity.sort, descending=entity.descending)
            try:
                for row in records.first_rows(session, entity, query, 1)[:1]:
                    read.add((code, entity.name, records.load(session, entity, row.id).id))
            except CrmError as error:
                session.rollback()
                refused.append((code, entity.name, repr(error), str(error.__cause__)[:200]))
            links = (f for f in entity.fields if isinstance(f, Ref) and f.to in known)
            lost += [(code, entity.name, f.name) for f in links if f.to not in facts.entities]
    assert not refused
    assert not lost
    assert len({code for code, name, _ in read if name == "customer"}) > 5
