"""Each role by itself reads all that its facts promise: every field of every entity, the words of every link too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import CrmError
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Ref
from crm_desktop.core.query import ListQuery
from crm_desktop.db import records
from crm_desktop.home import services as home
from crm_desktop.home.rules import boxes
from crm_desktop.sales import services as orders
from crm_desktop.shell import registry
from crm_desktop.shell.records import services as parts
from crm_desktop.shell.timeline import services as timeline
from crm_desktop.system.entities.custom_object import with_objects
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet
from tests.db.customkit import OBJECTS, lend, make_kinds

LOGIN = "clerk"
TODAY = date(2026, 11, 25)


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


def listed(entity: Entity) -> ListQuery:
    """Return the list of an entity with all its fields as columns."""
    names = tuple(field.name for field in entity.fields)
    return ListQuery(entity=entity.name, columns=names, sort=entity.sort, descending=entity.descending)


def test_each_role_reads_all_that_it_is_promised(own_account_set: AccountSet) -> None:
    make_kinds(own_account_set)
    lend(own_account_set, "rep1", "投影仪", "环太科技")
    known = with_objects(registry.descriptors(), OBJECTS, "zh_CN")
    add_narrow_role(own_account_set)
    refused, lost, read = [], [], set()
    for code, facts, session in by_role(own_account_set):
        for entity in facts.entities.values():
            try:
                for row in records.first_rows(session, entity, listed(entity), 1)[:1]:
                    records.load(session, entity, row.id)
                    open_page(session, facts, entity.name, row.id)
                    read.add((code, entity.name))
            except CrmError as error:
                session.rollback()
                refused.append((code, entity.name, str(error.__cause__)[:200]))
            links = (f for f in entity.fields if isinstance(f, Ref) and f.to in known)
            lost += [(code, entity.name, f.name) for f in links if f.to not in facts.entities]
        home.count_boxes(session, records, facts, boxes(facts, TODAY))
        home.list_tasks(session, facts, TODAY)
        records.search_all(session, "科技")
    assert not refused
    assert not lost
    assert len({code for code, name in read if name == "customer"}) > 5
    assert ("orders_only", "sales_order") in read
    assert ("manager", "custom_loan") in read


def add_narrow_role(account_set: AccountSet) -> None:
    """Add a role that sees orders and nothing of what stands in them, unless it is there."""
    if account_set.rows("SELECT 1 FROM crm.role WHERE code = 'orders_only'"):
        return
    account_set.rows("INSERT INTO crm.role (code, name) VALUES ('orders_only', 'orders_only')")
    account_set.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) "
        "SELECT id, 'sales_order', a, 'all' FROM crm.role, unnest(ARRAY['view', 'edit']) a WHERE code = 'orders_only'"
    )


def open_page(session: Session, facts: Facts, name: str, record_id: int) -> None:
    """Read what stands around a record on its page."""
    timeline.read_timeline(session, facts, name, record_id)
    parts.show_presence(session, name, record_id, "desk", False)
    parts.list_attachments(session, name, record_id)
    if name == "sales_order":
        assert orders.list_lines(session, order_id=record_id, entity=facts.entities["sales_order_line"])
