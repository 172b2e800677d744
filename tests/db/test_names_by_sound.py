"""A condition on a name is met by its sound too, as the search box is: of the record itself, and of one that it names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db.past import rows_as_of
from crm_desktop.db.records import first_rows
from tests.databases import AccountSet
from tests.db.test_importing import facts_of

Login = Callable[[str], Session]


def _found(session: Session, entity: str, field: str, words: str) -> list[str]:
    known = facts_of(session).entities[entity]
    query = ListQuery(
        entity=entity, columns=(known.label,), sort=known.sort, conditions=(Condition(field, "contains", words),)
    )
    return [str(record.values[known.label]) for record in first_rows(session, known, query)]


@pytest.mark.parametrize("words", ["环太", "huantai", "HuanTai", "xahtkj", "htkj", "xian huantai", "huant"])
def test_a_customer_is_met_by_how_it_sounds(login: Login, words: str) -> None:
    assert _found(login("boss"), "customer", "name", words) == ["西安环太科技有限公司"]


@pytest.mark.parametrize(("words", "found"), [("chongqing", 1), ("zhongqing", 1), ("cqcj", 1), ("zqcj", 1), ("qcc", 0)])
def test_all_readings_count(login: Login, words: str, found: int) -> None:
    assert _found(login("boss"), "customer", "name", words) == ["重庆长江机械制造有限公司"] * found


def test_only_the_name_is_asked(login: Login) -> None:
    session = login("boss")
    session.execute(text("UPDATE crm.customer SET short_name = '不在名称里' WHERE name LIKE '%环太%'"))
    assert session.execute(text("SELECT count(*) FROM crm.match_customer('buzai', 10)")).scalar_one() == 1
    assert _found(session, "customer", "name", "buzai") == [], (
        "the search box finds it, the condition asks for the name"
    )
    session.execute(text("UPDATE crm.customer SET name = '大明 Quzzle' WHERE name LIKE '%环太%'"))
    assert _found(session, "customer", "name", "quzz") == ["大明 Quzzle"], "letters are themselves still"
    assert _found(session, "customer", "name", "d") == [], "one letter is itself only"
    session.rollback()


def test_who_does_not_see_it_does_not_find_it(login: Login) -> None:
    assert _found(login("rep1"), "customer", "name", "huantai") == ["西安环太科技有限公司"]
    assert _found(login("rep3"), "customer", "name", "huantai") == []


def test_other_names_and_records_that_are_named(login: Login) -> None:
    session = login("boss")
    by_ref = _found(session, "contact", "customer_id", "huantai")
    assert by_ref and by_ref == _found(session, "contact", "customer_id", "环太")
    owned = _found(session, "customer", "owner_id", "wangxiaoming")
    assert owned and owned == _found(session, "customer", "owner_id", "王小明") == _found(
        session, "customer", "owner_id", "wxm"
    )
    assert _found(session, "employee", "name", "wxm") == ["王小明"]
    product = session.execute(text("SELECT name FROM crm.product_class WHERE code = 'PC'")).scalar_one()
    spelt = session.execute(text("SELECT replace(crm.sort_key(:name), ' ', '')"), {"name": product}).scalar_one()
    assert product in _found(session, "product_class", "name", spelt)
    assert _found(session, "product", "class_id", spelt) == _found(session, "product", "class_id", product) != []


def test_lists_as_they_were_are_asked_the_same(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    ((moment,),) = company.rows("SELECT clock_timestamp()")
    company.rows("UPDATE crm.customer SET name = '换了名字' WHERE name LIKE '%%环太%%' RETURNING 1")
    session = company.session("admin")
    known = facts_of(session).entities["customer"]
    query = ListQuery(
        entity="customer", columns=("name",), sort="name", conditions=(Condition("name", "contains", "huantai"),)
    )
    assert [r.values["name"] for r in rows_as_of(session, known, query, moment, 10)] == ["西安环太科技有限公司"]
    assert first_rows(session, known, query) == []
    session.close()
