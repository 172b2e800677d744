"""Favourites: private to each person, gone from sight with the record, told of changes only by wish."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.favourites import services
from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import Facts
from crm_desktop.core.grouping import Level
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.shell import registry
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]
MINE, TOO = "西安环太科技有限公司", "重庆长江机械制造有限公司"  #: rep1's


@pytest.fixture
def account_set(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


@pytest.fixture
def one(account_set: AccountSet) -> int:
    return customer(account_set, MINE)


@pytest.fixture
def two(account_set: AccountSet) -> int:
    return customer(account_set, TOO)


def customer(account_set: AccountSet, name: str) -> int:
    return int(account_set.rows("SELECT id FROM crm.customer WHERE name = %s", name)[0][0])


def facts_of(session: Session) -> Facts:
    return load_facts(session, registry.descriptors(), language="en")


def starred(session: Session, entity: str, wanted: bool = True) -> list[int]:
    found = facts_of(session).entities[entity]
    query = ListQuery(
        entity=entity, columns=(found.label,), sort=found.sort, conditions=(Condition("favourite", "eq", wanted),)
    )
    return list(records.ordered_ids(session, found, query))


def star(session: Session, entity: str, *ids: int) -> None:
    services.toggle(session, entity=entity, ids=ids)
    session.commit()


def test_a_star_is_its_owner_s_alone(account_set: AccountSet, login: Login, one: int) -> None:
    rep, lead, boss = login("rep1"), login("lead1"), login("boss")
    star(rep, "customer", one)
    assert starred(rep, "customer") == [one]
    assert one not in starred(rep, "customer", wanted=False)
    for other in (lead, boss):
        assert starred(other, "customer") == []
        assert other.execute(text("SELECT count(*) FROM crm.favourite")).scalar() == 0
        assert other.execute(text("DELETE FROM crm.favourite")).rowcount == 0
        other.rollback()
    assert account_set.rows("SELECT count(*) FROM crm.favourite") == [(1,)]
    assert account_set.rows("SELECT count(*) FROM crm.audit WHERE table_name LIKE 'favourite%%'") == [(0,)]


def test_all_four_kinds_carry_a_star_in_their_rows(login: Login) -> None:
    boss = login("boss")
    for entity in ("customer", "contact", "product", "partner"):
        star(boss, entity, 1)
        found = facts_of(boss).entities[entity]
        assert found.list_columns[0] == "favourite"
        assert records.load(boss, found, 1).values["favourite"] is True
        assert records.load(boss, found, 2).values["favourite"] is False
        query = ListQuery(entity=entity, columns=("favourite",), sort=found.sort)
        groups = {g.value: g.count for g in records.groups(boss, found, query, [Level("favourite")])}
        assert groups[True] == 1 and groups[False] > 0
    assert {f.entity for f in services.read_board(boss, records, facts_of(boss).entities).favourites} == {
        "customer", "contact", "product", "partner"
    }  # fmt: skip


def test_toggling_stars_all_or_none_and_is_taken_back(login: Login) -> None:
    boss = login("boss")
    star(boss, "customer", 2)
    added, removed = services.toggle(boss, entity="customer", ids=[1, 2, 3])
    assert sorted(k.record_id for k in added) == [1, 3] and not removed
    services.put_back(boss, entity="customer", added=added, removed=[])
    assert starred(boss, "customer") == [2]
    folder = services.make_folder(boss, name="我的客户")
    (kept,) = services.read_board(boss, records, facts_of(boss).entities).favourites
    services.move(boss, ids=[kept.id], folder_id=folder)
    services.follow(boss, ids=[kept.id], on=True)
    added, removed = services.toggle(boss, entity="customer", ids=[2])
    assert not added and starred(boss, "customer") == []
    services.put_back(boss, entity="customer", added=[], removed=removed)
    (back,) = services.read_board(boss, records, facts_of(boss).entities).favourites
    assert (back.folder_id, back.follow) == (folder, True)


def test_a_star_on_what_one_no_longer_sees_vanishes_and_comes_back(
    account_set: AccountSet, login: Login, one: int
) -> None:
    rep = login("rep1")
    star(rep, "customer", one)
    (rep2,) = account_set.rows("SELECT id FROM crm.employee WHERE login = 'rep2'")
    (rep1,) = account_set.rows("SELECT id FROM crm.employee WHERE login = 'rep1'")
    account_set.rows("UPDATE crm.customer SET owner_id = %s WHERE id = %s", rep2[0], one)
    assert starred(rep, "customer") == []
    assert services.read_board(rep, records, facts_of(rep).entities).favourites == ()
    rep.rollback()
    account_set.rows("UPDATE crm.customer SET owner_id = %s WHERE id = %s", rep1[0], one)
    assert starred(rep, "customer") == [one]


def test_what_is_not_seen_gets_no_star(account_set: AccountSet, login: Login, one: int) -> None:
    rep = login("rep1")
    star(rep, "customer", one)  # one's own is allowed
    ((foreign,),) = account_set.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep3'"
    )
    with pytest.raises(Denied):
        services.toggle(rep, entity="customer", ids=[foreign])


def test_a_record_that_goes_takes_the_stars_along_and_a_merge_moves_them(
    account_set: AccountSet, login: Login, one: int, two: int
) -> None:
    rep, boss = login("rep1"), login("boss")
    star(rep, "customer", two)
    star(boss, "customer", one, two)
    boss.execute(text("SELECT crm.merge_records('customer', :one, ARRAY[:two])"), {"one": one, "two": two})
    boss.commit()
    assert starred(rep, "customer") == [one]
    assert starred(boss, "customer") == [one]
    boss.execute(text("SELECT crm.undo_merge(max(id)) FROM crm.merges_of('customer', :one)"), {"one": one})
    boss.commit()
    assert starred(rep, "customer") == [two]
    assert set(starred(boss, "customer")) == {one, two}
    ((partner,),) = account_set.rows("INSERT INTO crm.partner (name, is_partner) VALUES ('甲', true) RETURNING id")
    star(boss, "partner", partner)
    account_set.rows("DELETE FROM crm.partner WHERE id = %s", partner)
    assert account_set.rows("SELECT count(*) FROM crm.favourite WHERE table_name = 'partner'") == [(0,)]


def test_folders_are_ordered_renamed_and_left_without_loss(login: Login) -> None:
    boss = login("boss")
    star(boss, "customer", 1, 2)
    first, second = services.make_folder(boss, name="甲"), services.make_folder(boss, name="乙")

    def board() -> services.Board:
        return services.read_board(boss, records, facts_of(boss).entities)

    services.put_folders_in_order(boss, ids=[second, first])
    assert [f.name for f in board().folders] == ["乙", "甲"]
    services.rename_folder(boss, folder_id=second, name="丙")
    ids = [f.id for f in board().favourites]
    services.put_in_order(boss, ids=ids[::-1])
    assert [f.id for f in board().favourites] == ids[::-1]
    services.move(boss, ids=ids, folder_id=second)
    assert services.remove_folder(boss, folder_id=second) and [f.name for f in board().folders] == ["甲"]
    assert [f.folder_id for f in board().favourites] == [None, None]


def test_nobody_puts_a_favourite_into_a_colleague_s_folder(account_set: AccountSet, login: Login, one: int) -> None:
    boss, rep = login("boss"), login("rep1")
    mine, theirs = services.make_folder(rep, name="mine"), services.make_folder(boss, name="theirs")
    boss.commit()
    rep.commit()
    star(rep, "customer", one)
    ((favourite,),) = account_set.rows("SELECT id FROM crm.favourite")
    services.move(rep, ids=[favourite], folder_id=mine)
    rep.commit()
    with pytest.raises(Exception, match="fkey"):
        services.move(rep, ids=[favourite], folder_id=theirs)


@pytest.fixture
def followed(account_set: AccountSet, login: Login, one: int) -> AccountSet:
    """lead1 follows one of rep1's customers and the product 1."""
    lead = login("lead1")
    star(lead, "customer", one)
    star(lead, "product", 1)
    lead.execute(text("UPDATE crm.favourite SET follow = true"))
    lead.commit()
    return account_set


def notices(account_set: AccountSet) -> list[tuple[str, str, int]]:
    return account_set.rows(
        "SELECT e.login, n.text, n.record_id FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id "
        "WHERE n.kind = 'followed' ORDER BY n.id"
    )


CHANGE = "UPDATE crm.customer SET website = website || 'x' WHERE name = :name"


def change(login: Login, who: str, statement: str = CHANGE) -> None:
    session = login(who)
    session.execute(text(statement), {"name": MINE} if ":name" in statement else {})
    session.commit()


def test_a_follower_is_told_once_a_day_and_never_of_his_own(followed: AccountSet, login: Login, one: int) -> None:
    change(login, "lead1")
    assert notices(followed) == []
    change(login, "rep1")
    change(login, "rep1")
    change(login, "boss")
    assert notices(followed) == [("lead1", "王小明\t西安环太科技有限公司", one)]
    followed.rows(
        "SET session_replication_role = replica; "
        "UPDATE crm.notice SET created_at = created_at - interval '1 day' WHERE kind = 'followed'"
    )
    change(login, "boss")
    assert [n[1].split("\t")[0] for n in notices(followed)] == ["王小明", "高远"]


ENTRY = "INSERT INTO crm.action (kind, customer_id, employee_id, subject) SELECT 'call', id, crm.me(), '电话' FROM crm.customer WHERE name = :name"


def test_what_a_colleague_wrote_down_is_news_once_a_day(followed: AccountSet, login: Login, one: int) -> None:
    change(login, "lead1", ENTRY)
    assert notices(followed) == [], "his own"
    change(login, "rep1", ENTRY)
    change(login, "rep1", ENTRY)
    change(login, "rep1")
    assert notices(followed) == [("lead1", "王小明\t西安环太科技有限公司\tentry", one)]
    change(login, "pm", "UPDATE crm.product SET policy_notes = 'x' WHERE id IN (1, 2)")
    assert [n[2] for n in notices(followed)] == [one, 1]


def test_no_word_to_who_does_not_follow_or_may_not_read(followed: AccountSet, login: Login, one: int) -> None:
    star(login("boss"), "customer", one)  # starred, not followed
    followed.rows(
        "UPDATE crm.customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep3') WHERE id = %s", one
    )  # lead1 does not see rep3's
    followed.rows("DELETE FROM crm.notice")
    change(login, "rep3")
    change(login, "rep3", ENTRY)
    assert notices(followed) == []
    followed.rows(
        "UPDATE crm.customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1') WHERE id = %s", one
    )
    followed.rows("DELETE FROM crm.notice")
    change(login, "rep1")
    assert [n[0] for n in notices(followed)] == ["lead1"]
