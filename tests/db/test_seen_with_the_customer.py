"""Whoever has a customer sees all that hangs on it, and does what is left to do; whose figure it is stays as it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from crm_desktop.base_info.handover.services import read_sheet
from crm_desktop.core.facts import Facts
from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, make_pool, owners, person, refused

SALES = ("rep1", "rep2", "rep3", "lead1", "lead2")
#: who is covered by whom, besides oneself
TEAMS = {"lead1": ("rep1", "rep2"), "lead2": ("rep3",)}
#: everything that hangs on a deal or an order, with the rows that test data give it
PARTS = {
    "opportunity": "customer_id = {c}",
    "opportunity_stage": "opportunity_id IN (SELECT id FROM crm.opportunity WHERE customer_id = {c})",
    "opportunity_competitor": "opportunity_id IN (SELECT id FROM crm.opportunity WHERE customer_id = {c})",
    "sales_order": "customer_id = {c}",
    "sales_order_line": "order_id IN (SELECT id FROM crm.sales_order WHERE customer_id = {c})",
    "promotion_use": "order_id IN (SELECT id FROM crm.sales_order WHERE customer_id = {c})",
    "attachment": "table_name = 'sales_order' AND record_id IN (SELECT id FROM crm.sales_order WHERE customer_id = {c})",
    "action": "customer_id = {c}",
}
ASSIGN = "SELECT crm.assign_customers(%s, %s)"
SELL = "INSERT INTO crm.sales_order (customer_id, owner_id) VALUES (%s, %s) RETURNING id"
MEET = "INSERT INTO crm.opportunity (name, stage, customer_id) VALUES ('大单', 'engaging', %s) RETURNING id"


def _furnished(account_set: AccountSet) -> AccountSet:
    """Hang on each deal and order everything that may hang there."""
    account_set.rows(
        "INSERT INTO crm.opportunity_competitor (opportunity_id, partner_id) SELECT o.id, (SELECT min(id) FROM crm.partner "
        "WHERE is_competitor) FROM crm.opportunity o ON CONFLICT DO NOTHING"
    )
    account_set.rows(
        "INSERT INTO crm.promotion_use (promotion_id, order_id, owner_id, amount) SELECT p.id, o.id, o.owner_id, 100 FROM crm.promotion p, "
        "crm.sales_order o WHERE o.state = 'confirmed'"
    )
    account_set.rows(
        "INSERT INTO crm.attachment (table_name, record_id, name, size) SELECT 'sales_order', id, '合同.pdf', 1 FROM crm.sales_order"
    )
    return account_set


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return _furnished(fresh_account_set)


@pytest.fixture
def left_company(own_account_set: AccountSet) -> AccountSet:
    """The same on a server of its own: a login that is closed is closed for the whole server."""
    return _furnished(own_account_set)


def _assign(company: AccountSet, name: str, to: str, login: str = "boss") -> int:
    ((bulk,),) = ask(company, login, ASSIGN, [customer(company, name)], [person(company, to)])
    return int(bulk)


def _sees(company: AccountSet, login: str, name: str) -> dict[str, int]:
    one = customer(company, name)
    return {
        table: ask(company, login, f"SELECT count(*) FROM crm.{table} WHERE {where.format(c=one)}")[0][0]
        for table, where in PARTS.items()
    }


def _whole(company: AccountSet, name: str) -> dict[str, int]:
    one = customer(company, name)
    return {
        table: company.rows(f"SELECT count(*) FROM crm.{table} WHERE {where.format(c=one)}")[0][0]
        for table, where in PARTS.items()
    }


def _order_of(company: AccountSet, name: str) -> int:
    return int(
        company.rows("SELECT min(id) FROM crm.sales_order WHERE customer_id = %s", customer(company, name))[0][0]
    )


def test_the_new_owner_sees_everything_on_his_customer_and_nothing_else_of_the_old_one(company: AccountSet) -> None:
    whole = _whole(company, "环太科技")
    assert all(whole.values()), whole
    assert set(_sees(company, "rep3", "环太科技").values()) == {0}
    figures = ask(company, "boss", "SELECT * FROM crm.achieved('{2026-01-01}', '{2026-12-31}') ORDER BY 1, 2, 3, 4")
    _assign(company, "环太科技", "rep3")
    assert _sees(company, "rep3", "环太科技") == whole
    assert _sees(company, "lead2", "环太科技") == whole, "who covers the new owner too"
    assert set(_sees(company, "rep3", "长江机械").values()) == {0}, "another customer of the same colleague"
    assert set(_sees(company, "rep2", "环太科技").values()) == {0}, "a colleague of the former owner"
    mine = _sees(company, "rep1", "环太科技")
    assert (mine["sales_order"], mine["sales_order_line"], mine["opportunity"]) == (1, 1, 2), "what he sold stays his"
    # the figures are whose they were, and nobody else's ranking holds them
    assert figures == ask(
        company, "boss", "SELECT * FROM crm.achieved('{2026-01-01}', '{2026-12-31}') ORDER BY 1, 2, 3, 4"
    )
    ranked = ask(company, "rep3", "SELECT DISTINCT owner_id FROM crm.achieved('{2026-01-01}', '{2026-12-31}')")
    assert ranked == [(person(company, "rep3"),)]


def test_found_by_every_search(company: AccountSet) -> None:
    order, one = _order_of(company, "环太科技"), customer(company, "环太科技")
    ((code,),) = company.rows("SELECT code FROM crm.sales_order WHERE id = %s", order)
    ((deal,),) = company.rows("SELECT id FROM crm.opportunity WHERE customer_id = %s AND outcome = 'won'", one)
    company.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, searchable) VALUES ('sales_order', 'lot', '批号', 'text', true)"
    )
    company.rows('UPDATE crm.sales_order SET attrs = \'{"lot": "B-77"}\' WHERE id = %s', order)
    asked: dict[str, tuple[Any, ...]] = {
        "SELECT id FROM crm.search_sales_order(%s)": (code,),
        "SELECT * FROM crm.match_sales_order(%s)": (code,),
        "SELECT * FROM crm.match_sales_order(%s, 20)": (code,),
        "SELECT id FROM crm.search_opportunity('环太科技办公')": (),
        "SELECT * FROM crm.match_opportunity('环太科技办公')": (),
        "SELECT id FROM crm.search_all(%s) WHERE entity = 'sales_order'": (code,),
        "SELECT * FROM crm.match_attribute('sales_order', 'lot', 'eq', '\"B-77\"')": (),
        "SELECT id FROM crm.search_attributes('B-77')": (),
    }
    found, nothing = {sql: [(deal if "opportunity" in sql else order,)] for sql in asked}, {sql: [] for sql in asked}
    assert {sql: ask(company, "rep3", sql, *values) for sql, values in asked.items()} == nothing
    _assign(company, "环太科技", "rep3")
    assert {sql: ask(company, "rep3", sql, *values) for sql, values in asked.items()} == found
    assert {sql: ask(company, "rep1", sql, *values) for sql, values in asked.items()} == found, "and by whose it is"
    assert {sql: ask(company, "rep2", sql, *values) for sql, values in asked.items()} == nothing


def test_what_somebody_else_writes_on_my_customer_is_seen_at_once(company: AccountSet) -> None:
    one, other = customer(company, "环太科技"), customer(company, "蓝天教育")
    write = "INSERT INTO crm.sales_order (customer_id) VALUES (%s) RETURNING id"
    deal = "INSERT INTO crm.opportunity (name, stage, customer_id) VALUES ('大单', 'engaging', %s) RETURNING id"
    look = "SELECT (SELECT count(*) FROM crm.sales_order WHERE id = %s), (SELECT count(*) FROM crm.opportunity WHERE id = %s)"
    ((order,),), ((chance,),) = ask(company, "boss", write, one), ask(company, "boss", deal, one)
    seen = {login: ask(company, login, look, order, chance) for login in ("rep1", "lead1", "rep2", "rep3", "lead2")}
    assert seen == {"rep1": [(1, 1)], "lead1": [(1, 1)], "rep2": [(0, 0)], "rep3": [(0, 0)], "lead2": [(0, 0)]}
    # seen, not changed: it is the manager's
    assert ask(company, "rep1", "UPDATE crm.sales_order SET note = 'x' WHERE id = %s RETURNING 1", order) == []
    assert ask(company, "rep1", "UPDATE crm.opportunity SET amount = 1 WHERE id = %s RETURNING 1", chance) == []
    assert ask(
        company, "rep1", "SELECT crm.sees('opportunity', %s), crm.sees('opportunity', %s, 'edit')", chance, chance
    ) == [(True, False)]
    # it follows where it is put, and who has the customer
    ask(company, "boss", "UPDATE crm.opportunity SET customer_id = %s WHERE id = %s", other, chance)
    ask(company, "boss", "UPDATE crm.sales_order SET customer_id = %s WHERE id = %s", other, order)
    assert ask(company, "rep1", look, order, chance) == [(0, 0)]
    assert ask(company, "rep3", look, order, chance) == [(1, 1)]


def test_costs_only_with_the_right_to_see_them(company: AccountSet) -> None:
    _assign(company, "环太科技", "rep3")
    costs = "SELECT count(*) FROM crm.sales_order_cost WHERE order_id = %s"
    order, others = _order_of(company, "环太科技"), _order_of(company, "长江机械")
    assert "permission denied" in refused(company, "rep3", costs, order)
    company.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'product_cost', 'view', 'own' FROM crm.role WHERE code = 'sales_rep'"
    )
    assert ask(company, "rep3", costs, order) == [(1,)]
    assert ask(company, "rep3", costs, others) == [(0,)]


def test_a_confirmed_order_is_processed_by_whoever_has_the_customer(company: AccountSet) -> None:
    order, elsewhere = _order_of(company, "环太科技"), _order_of(company, "蓝天教育")
    step = "UPDATE crm.sales_order SET state = %s WHERE id = %s RETURNING 1"
    line = "UPDATE crm.sales_order_line SET quantity = 3 WHERE order_id = %s RETURNING 1"
    assert ask(company, "rep2", step, "delivered", order) == []
    _assign(company, "环太科技", "rep2", "lead1")
    assert (
        refused(company, "rep2", "UPDATE crm.sales_order SET owner_id = crm.me() WHERE id = %s", order)
        == "owner_needs_assign"
    )
    assert ask(
        company,
        "rep2",
        "SELECT crm.sees('sales_order', %s, 'edit'), crm.sees('sales_order', %s, 'edit')",
        order,
        elsewhere,
    ) == [(True, False)]
    # back to a draft, a line put right, confirmed again, delivered, closed
    for sql, values in ((step, ("draft", order)), (line, (order,)), (step, ("confirmed", order)), (step, ("delivered", order)),
                        (step, ("closed", order))):  # fmt: skip
        assert ask(company, "rep2", sql, *values) == [(1,)], (sql, values)
    assert ask(company, "rep2", "UPDATE crm.sales_order SET note = 'x' WHERE id = %s RETURNING 1", order) == [], "over"
    assert company.rows(
        "SELECT e.login, o.amount FROM crm.sales_order o JOIN crm.employee e ON e.id = o.owner_id WHERE o.id = %s",
        order,
    ) == [("rep1", 1499700)], "the figure is still his who sold it"


# ── promises ──

PROMISE = "INSERT INTO crm.action (kind, customer_id, subject, promise, promise_on) VALUES ('call', %s, '答应', '送报价', crm.today()) RETURNING id"
BOX = "SELECT id FROM crm.action WHERE responsible_id = crm.me() AND promise_on <= crm.today() AND promise_kept IS NULL"
KEPT = "UPDATE crm.action SET promise_kept = true WHERE id = %s RETURNING 1"


def test_a_promise_goes_along_and_its_new_keeper_ticks_it_and_nothing_else(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    ((promise,),) = ask(company, "rep1", PROMISE, one)
    ((managers,),) = ask(company, "boss", PROMISE, one)
    ((kept,),) = ask(company, "rep1", PROMISE, one)
    ask(company, "rep1", KEPT, kept)
    assert (ask(company, "rep1", BOX), ask(company, "rep2", BOX)) == ([(promise,)], [])
    bulk = _assign(company, "环太科技", "rep2", "lead1")
    assert (ask(company, "rep1", BOX), ask(company, "rep2", BOX)) == ([], [(promise,)])
    assert ask(company, "boss", BOX) == [(managers,)], "what another promised there stays his to keep"
    who = "SELECT w.login, k.login FROM crm.action a JOIN crm.employee w ON w.id = a.employee_id JOIN crm.employee k ON k.id = a.responsible_id WHERE a.id = %s"
    assert company.rows(who, promise) == [("rep1", "rep2")]
    assert company.rows(who, kept) == [("rep1", "rep1")]
    assert (
        refused(company, "rep2", "UPDATE crm.action SET content = 'x' WHERE id = %s", promise)
        == "action_is_its_authors"
    )
    assert (
        refused(company, "rep2", "UPDATE crm.action SET employee_id = crm.me() WHERE id = %s", promise)
        == "action_is_its_authors"
    )
    assert "permission denied" in refused(
        company, "rep2", "UPDATE crm.action SET responsible_id = crm.me() WHERE id = %s", managers
    )
    assert ask(company, "rep2", KEPT, managers) == [], "he sees it, it is not his"
    assert ask(company, "rep3", KEPT, promise) == []
    assert refused(company, "rep1", "UPDATE crm.action SET content = 'x' WHERE id = %s", promise) == "", (
        "who wrote it may"
    )
    assert ask(company, "lead1", "SELECT crm.undo_bulk(%s) > 0", bulk) == [(True,)]
    assert (ask(company, "rep1", BOX), ask(company, "rep2", BOX)) == ([(promise,)], [])
    _assign(company, "环太科技", "rep2", "lead1")
    assert ask(company, "rep2", KEPT, promise) == [(1,)]
    assert ask(company, "rep2", BOX) == []


def test_promises_stay_where_plans_stay_and_nobody_moves_them_alone(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    ((promise,),) = ask(company, "rep1", PROMISE, one)
    ask(company, "rep2", "SELECT crm.pass_promises(%s)", [one])
    ask(company, "lead1", "SELECT crm.assign_customers(%s, %s, plans => false)", [one], [person(company, "rep2")])
    assert ask(company, "rep1", BOX) == [(promise,)]
    ask(company, "rep2", "SELECT crm.pass_promises(%s)", [one])
    assert ask(company, "rep1", BOX) == [(promise,)], "only what the same transaction gave away"
    assert ask(company, "rep1", KEPT, promise) == [(1,)]


def test_the_sheet_names_what_goes_along_and_nothing_else(company: AccountSet) -> None:
    one, facts = (
        customer(company, "环太科技"),
        cast(Facts, SimpleNamespace(entities={}, rights=SimpleNamespace(may=lambda *_: True))),
    )
    ask(company, "rep1", PROMISE, one)
    for sql in (PROMISE, MEET):  # the manager's own
        ask(company, "boss", sql, one)
    company.rows(
        "UPDATE crm.action SET promise = '经理的' WHERE promise <> '' AND employee_id = %s", person(company, "boss")
    )

    def sheet(login: str) -> set[tuple[str, str]]:
        with company.session(login) as session:
            (found,) = read_sheet(session, facts, [one])
            return {(kind, words) for kind, words, *_rest in found.open_work}

    ((code,),) = company.rows("SELECT code FROM crm.sales_order WHERE customer_id = %s", one)
    before = sheet("lead1")
    assert before == {("opportunity", "环太科技网络改造"), ("promise", "送报价"), ("sales_order", code)}
    _assign(company, "环太科技", "rep2", "lead1")
    assert sheet("rep2") == before
    theirs = {
        row[0]
        for row in ask(
            company,
            "rep2",
            "SELECT name FROM crm.opportunity WHERE outcome = 'open' AND owner_id = crm.me() AND customer_id = %s",
            one,
        )
    }
    assert theirs == {"环太科技网络改造"}
    assert [row[0] for row in ask(company, "rep2", BOX.replace("id FROM", "promise FROM"))] == ["送报价"]


# ── the pool ──


def _open_work(company: AccountSet, name: str) -> list[tuple[Any, ...]]:
    return company.rows(
        "SELECT t.what, e.login FROM (SELECT 'deal ' || outcome AS what, owner_id FROM crm.opportunity WHERE customer_id = %(c)s "
        "UNION ALL SELECT 'order ' || state, owner_id FROM crm.sales_order WHERE customer_id = %(c)s UNION ALL "
        "SELECT 'promise', responsible_id FROM crm.action WHERE customer_id = %(c)s AND promise <> '') t "
        "LEFT JOIN crm.employee e ON e.id = t.owner_id ORDER BY 1, 2".replace("%(c)s", str(customer(company, name)))
    )


def test_open_work_falls_into_the_pool_and_is_claimed_with_its_customer(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", "销售二部")
    one = customer(company, "长江机械")
    ask(company, "rep1", PROMISE, one)
    company.rows(
        "INSERT INTO crm.opportunity (name, stage, customer_id, owner_id) SELECT '老板的', 'engaging', %s, id FROM crm.employee WHERE login = 'boss'",
        one,
    )
    before = _open_work(company, "长江机械")
    assert before == [("deal lost", "rep1"), ("deal open", "boss"), ("deal open", "rep1"), ("deal won", "rep1"), ("order draft", "rep1"),
                      ("promise", "rep1")]  # fmt: skip
    ((bulk,),) = ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '不再联系')", [one], pool)
    nobodys = [
        ("deal lost", "rep1"),
        ("deal open", "boss"),
        ("deal open", None),
        ("deal won", "rep1"),
        ("order draft", None),
        ("promise", None),
    ]
    assert _open_work(company, "长江机械") == nobodys
    sees = "SELECT count(*) FILTER (WHERE outcome = 'open'), count(*) FROM crm.opportunity WHERE customer_id = %s"
    assert ask(company, "rep1", sees, one) == [(0, 2)]
    assert ask(company, "rep3", sees, one) == [(0, 0)], "a pool shows the customer, not what hangs on it"
    assert ask(company, "rep1", "SELECT crm.undo_bulk(%s) > 0", bulk) == [(True,)]
    assert _open_work(company, "长江机械") == before
    ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '不再联系')", [one], pool)
    company.rows("UPDATE crm.customer SET received_at = now() - interval '9 days' WHERE id = %s", one)
    ask(company, "rep3", "SELECT crm.claim_customers(%s)", [one])
    assert _open_work(company, "长江机械") == [
        ("deal lost", "rep1"), ("deal open", "boss"), ("deal open", "rep3"), ("deal won", "rep1"), ("order draft", "rep3"), ("promise", "rep3"),
    ]  # fmt: skip
    assert ask(company, "rep3", sees, one) == [(2, 4)], "the manager's, and what his predecessor won or lost, he sees"
    assert company.rows("SELECT employee_id, text FROM crm.notice WHERE kind = 'assigned'") == [], "who claims knows"


def test_what_an_administrator_hands_out_of_the_pool_is_told_once_and_undone(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", "!lead1")
    one = customer(company, "长江机械")
    ask(company, "rep1", PROMISE, one)
    ask(company, "rep1", "SELECT crm.put_into_pool(%s, %s, '不再联系')", [one], pool)
    pooled = _open_work(company, "长江机械")
    ((bulk,),) = ask(company, "lead1", "SELECT crm.assign_from_pool(%s, %s)", [one], [person(company, "rep2")])
    assert [
        login for what, login in _open_work(company, "长江机械") if what in ("deal open", "order draft", "promise")
    ] == ["rep2"] * 3
    assert company.rows("SELECT employee_id, table_name FROM crm.notice WHERE kind = 'assigned'") == [
        (person(company, "rep2"), "customer")
    ]
    ask(company, "lead1", "SELECT crm.undo_bulk(%s)", bulk)
    assert _open_work(company, "长江机械") == pooled


# ── leaving ──


def test_a_leaver_keeps_no_promise_no_order_waits_and_nobody_counts_on_him(left_company: AccountSet) -> None:
    company = left_company
    one, bosss = customer(company, "环太科技"), customer(company, "华新贸易")
    rep1, rep2, rep3, lead1 = (person(company, login) for login in ("rep1", "rep2", "rep3", "lead1"))
    company.rows("UPDATE crm.action SET employee_id = %s WHERE customer_id = %s", rep1, bosss)
    company.rows("UPDATE crm.action SET promise = '回访', promise_on = crm.today() WHERE customer_id = %s", bosss)
    ((promise,),) = ask(company, "rep1", PROMISE, one)
    away = "INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) SELECT %s, %s, crm.today() + %s, crm.today() + %s RETURNING id"
    ((planned,),), ((heirs,),) = company.rows(away, rep3, rep1, 5, 9), company.rows(away, rep2, rep1, 0, 2)
    ((past,),) = company.rows(away, rep3, rep1, -9, -5)
    stand_ins = "SELECT id, stand_in_id FROM crm.absence ORDER BY id"
    keepers = "SELECT id, responsible_id FROM crm.action WHERE promise <> '' ORDER BY id"
    before = (company.rows(stand_ins), company.rows(keepers))
    open_ = {
        f"{t}.{c}": n
        for t, c, n in ask(company, "admin", "SELECT table_name, column_name, open FROM crm.responsibilities(%s)", rep1)
    }
    assert (open_["action.responsible_id"], open_["absence.stand_in_id"]) == (2, 2)
    order = _order_of(company, "环太科技")
    ((bulk,),) = ask(company, "admin", "SELECT crm.leave(%s, %s)", rep1, rep2)
    assert company.rows(stand_ins) == [(planned, rep2), (heirs, lead1), (past, rep1)], (
        "the heir's own falls to the leaver's superior"
    )
    assert dict(company.rows(keepers))[promise] == rep2
    assert set(dict(company.rows(keepers)).values()) == {rep2, lead1}, (
        "who has the customer keeps what was promised him"
    )
    assert ask(company, "rep2", BOX) == [(promise,)]
    assert ask(
        company, "rep2", "UPDATE crm.sales_order SET state = 'delivered' WHERE id = %s RETURNING owner_id", order
    ) == [(rep1,)]
    assert company.rows("SELECT count(*) FROM crm.action WHERE employee_id = %s", rep1)[0][0] >= 3, "who wrote stays"
    assert [
        r for r in ask(company, "admin", "SELECT rule FROM crm.check_account_set()") if r[0] != "attachment_has_content"
    ] == []
    ask(company, "admin", "SELECT crm.undo_bulk(%s)", bulk)
    assert (company.rows(stand_ins), company.rows(keepers)) == before
    assert company.rows("SELECT count(*) FROM crm.customer WHERE owner_id = %s", rep1) == [(2,)]


def test_a_leavers_customers_go_to_the_pool_with_their_open_work(left_company: AccountSet) -> None:
    company = left_company
    pool = make_pool(company, "销售一部")
    one = customer(company, "长江机械")
    ask(company, "rep1", PROMISE, one)
    before = {name: _open_work(company, name) for name in ("长江机械", "环太科技")}
    ((bulk,),) = ask(
        company, "admin", "SELECT crm.leave(%s, NULL, jsonb_build_object('customer.owner_id', jsonb_build_object('pool', %s)))",
        person(company, "rep1"), pool,
    )  # fmt: skip
    assert [
        login for what, login in _open_work(company, "长江机械") if what in ("deal open", "order draft", "promise")
    ] == [None] * 3
    company.rows("UPDATE crm.customer SET received_at = now() - interval '9 days' WHERE id = %s", one)
    ask(company, "rep2", "SELECT crm.claim_customers(%s)", [one])
    assert [
        login for what, login in _open_work(company, "长江机械") if what in ("deal open", "order draft", "promise")
    ] == ["rep2"] * 3
    ask(company, "admin", "SELECT crm.undo_bulk(%s)", bulk)
    assert _open_work(company, "环太科技") == before["环太科技"]
    assert owners(company)["环太科技"] == "rep1"


# ── by every road ──


def _expected(company: AccountSet, table: str, login: str) -> set[int]:
    mine = {person(company, name) for name in (login, *TEAMS.get(login, ()))}
    return {
        row[0]
        for row in company.rows(
            f"SELECT t.id, t.owner_id, c.owner_id FROM crm.{table} t LEFT JOIN crm.customer c ON c.id = t.customer_id"
        )
        if row[1] in mine or row[2] in mine
    }


def test_whatever_is_done_in_whatever_order_each_sees_what_is_his(company: AccountSet) -> None:
    """Whose a customer is changes by every road there is; the rule, written down a second time here, always holds."""
    rng = random.Random(7)
    pool = make_pool(company, "销售一部", "销售二部", "!lead1", "!lead2", "总经理室")
    ids = [row[0] for row in company.rows("SELECT id FROM crm.customer ORDER BY id")]

    def some() -> list[int]:
        return rng.sample(ids, rng.randint(1, 3))

    def somebody() -> int:
        return person(company, rng.choice(SALES))

    from_pool = "SELECT crm.assign_from_pool(ARRAY(SELECT id FROM crm.customer WHERE pool_id = %s LIMIT 2), %s)"
    in_a_form = "UPDATE crm.customer SET owner_id = %s WHERE id = ANY (%s)"
    roads: dict[str, Callable[[], object]] = {
        "assign": lambda: ask(company, "boss", ASSIGN, some(), [somebody()]),
        "owner": lambda: ask(company, "boss", in_a_form, somebody(), some()),
        "pool": lambda: ask(company, "boss", "SELECT crm.put_into_pool(%s, %s, '试')", some(), pool),
        "claim": lambda: ask(company, "boss", from_pool, pool, [somebody()]),
        "sell": lambda: ask(company, "boss", SELL, rng.choice(ids), somebody()),
        "meet": lambda: ask(company, "boss", MEET, rng.choice(ids)),
        "pass": lambda: ask(company, "boss", "UPDATE crm.sales_order SET owner_id = %s WHERE id %% 3 = 1", somebody()),
        "move": lambda: ask(
            company, "boss", "UPDATE crm.opportunity SET customer_id = %s WHERE id %% 4 = 2", rng.choice(ids)
        ),
    }
    foreign = 0
    for number in range(24):
        road = list(roads)[number] if number < len(roads) else rng.choice(list(roads))
        roads[road]()
        for table in ("opportunity", "sales_order"):
            foreign += company.rows(f"SELECT count(*) FROM crm.{table} WHERE customer_owner_id IS NOT NULL")[0][0]
            for login in rng.sample(SALES, 2):
                seen = {row[0] for row in ask(company, login, f"SELECT id FROM crm.{table}")}
                assert seen == _expected(company, table, login), (number, road, table, login)
        broken = ask(
            company,
            "admin",
            "SELECT * FROM crm.check_account_set() WHERE rule IN ('seen_with_the_customer', 'child_follows_owner')",
        )
        assert broken == [], (number, road)
    assert foreign > 50, "nothing was ever somebody else's"
