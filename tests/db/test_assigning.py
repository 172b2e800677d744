"""Assigning, helpers, stand-ins and leaving: what the database does for whoever has the right, and for nobody else."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest

from crm_desktop.base_info.handover import services
from crm_desktop.core.errors import Denied
from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, make_pool, open_as, owners, person, pooled, refused


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


ASSIGN = "SELECT crm.assign_customers(%s, %s, 'even', %s, %s, %s, %s, %s, %s)"


def _assign(
    company: AccountSet,
    login: str,
    ids: list[int],
    to: list[str],
    *,
    work: bool = True,
    helper: str = "",
    until: str | None = None,
    note: str = "",
) -> int:
    receivers = [person(company, one) for one in to]
    ((bulk,),) = ask(company, login, ASSIGN, ids, receivers, work, work, work, helper, until, note)
    return int(bulk)


def test_open_work_moves_along_and_closed_work_stays(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    bulk = _assign(company, "lead1", [one], ["rep2"], note="区域调整")
    by_table = company.rows(
        "SELECT t.tab, t.state, e.login FROM (SELECT 'contact' AS tab, '' AS state, owner_id FROM crm.contact WHERE customer_id = %s "
        "UNION ALL SELECT 'opportunity', outcome, owner_id FROM crm.opportunity WHERE customer_id = %s "
        "UNION ALL SELECT 'order', CASE state WHEN 'draft' THEN 'draft' ELSE 'over' END, owner_id FROM crm.sales_order WHERE customer_id = %s "
        "UNION ALL SELECT 'action', '', owner_id FROM crm.action WHERE customer_id = %s) t JOIN crm.employee e ON e.id = t.owner_id ORDER BY 1, 2",
        one, one, one, one,
    )  # fmt: skip
    expected = {
        "contact": "rep2",
        "action": "rep2",
        "open": "rep2",
        "draft": "rep2",
        "won": "rep1",
        "lost": "rep1",
        "over": "rep1",
    }
    assert all(login == expected[state or tab] for tab, state, login in by_table), by_table
    assert len(by_table) == 6
    assert ask(company, "lead1", "SELECT crm.undo_bulk(%s) > 0", bulk) == [(True,)]
    assert owners(company)["环太科技"] == "rep1"
    assert company.rows(
        "SELECT DISTINCT e.login FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id WHERE o.customer_id = %s",
        one,
    ) == [("rep1",)]


def test_an_undo_makes_the_new_owner_the_helper_that_he_was(company: AccountSet) -> None:
    one, helper = customer(company, "环太科技"), person(company, "rep2")
    company.rows(
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power, note) VALUES (%s, %s, 'write', '协助投标')",
        one,
        helper,
    )
    standing = "SELECT id, employee_id, power, note, created_at FROM crm.customer_helper WHERE customer_id = %s"
    before = company.rows(standing, one)
    bulk = _assign(company, "lead1", [one], ["rep2"])
    assert company.rows(standing, one) == []
    ask(company, "lead1", "SELECT crm.undo_bulk(%s)", bulk)
    assert company.rows(standing, one) == before
    assert ask(company, "rep2", "UPDATE crm.customer SET city = '西安市' WHERE id = %s RETURNING 1", one) == [(1,)]


def test_open_work_can_stay(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    company.rows("UPDATE crm.customer SET next_contact_on = current_date + 3 WHERE id = %s", one)
    _assign(company, "lead1", [one], ["rep2"], work=False)
    assert company.rows("SELECT next_contact_on FROM crm.customer WHERE id = %s", one) == [(None,)]
    assert company.rows(
        "SELECT DISTINCT e.login FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id WHERE o.customer_id = %s",
        one,
    ) == [("rep1",)]


def test_one_notice_however_much_comes(company: AccountSet) -> None:
    ids = [customer(company, name) for name in ("环太科技", "长江机械")]
    _assign(company, "lead1", ids, ["rep2"])
    assert company.rows("SELECT employee_id, kind, text, table_name FROM crm.notice") == [
        (person(company, "rep2"), "assigned", "2", "customer")
    ]


def test_spread_evenly_or_by_what_they_hold(company: AccountSet) -> None:
    ids = [row[0] for row in company.rows("SELECT id FROM crm.customer ORDER BY id")]
    receivers = [person(company, login) for login in ("rep1", "rep3")]
    even = ask(
        company,
        "boss",
        "SELECT owner_id, count(*) FROM crm.spread(%s, %s, 'even') GROUP BY 1 ORDER BY 1",
        ids,
        receivers,
    )
    assert even == [(receivers[0], 3), (receivers[1], 3)]
    # rep3 holds one, rep1 two: of the other three, rep3 gets two
    others = [row[0] for row in company.rows("SELECT id FROM crm.customer WHERE owner_id <> ALL (%s)", receivers)]
    held = ask(
        company,
        "boss",
        "SELECT owner_id, count(*) FROM crm.spread(%s, %s, 'held') GROUP BY 1 ORDER BY 1",
        others,
        receivers,
    )
    assert held == [(receivers[0], 1), (receivers[1], 2)]


def test_nobody_gives_away_what_he_may_not(company: AccountSet) -> None:
    mine, foreign = customer(company, "环太科技"), customer(company, "蓝天教育")
    rep2, rep3 = person(company, "rep2"), person(company, "rep3")
    give = "SELECT crm.assign_customers(%s, %s)"
    assert refused(company, "rep1", give, [mine], [rep2]) == "owner_needs_assign"
    assert refused(company, "lead1", give, [mine, foreign], [rep2]) == "some_may_not_be_edited"
    company.rows(
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read') RETURNING 1",
        foreign,
        person(company, "lead1"),
    )
    wish = services.Assignment(owners=(rep2,))
    with company.session("lead1") as session, pytest.raises(Denied) as told:
        services.assign_customers(session, ids=[mine, foreign], wish=wish)
    assert (told.value.reason, told.value.of) == ("some_may_not_be_edited", ("成都蓝天教育咨询有限公司",))
    company.rows("DELETE FROM crm.customer_helper")
    assert refused(company, "lead1", give, [mine], [rep3]) in (
        "owner_needs_assign",
        'new row violates row-level security policy for table "customer"',
    )
    assert refused(company, "lead1", give, [mine], []) == "assign_to_whom"
    assert refused(company, "boss", give, [mine, foreign], [rep3]) == ""


def test_who_had_whom_from_when_to_when(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    _assign(company, "lead1", [one], ["rep2"], note="区域调整")
    _assign(company, "boss", [one], ["rep3"])
    rows = ask(
        company, "rep3",
        "SELECT e.login, h.how, h.reason, h.to_at IS NULL, h.from_at <= coalesce(h.to_at, now()) FROM crm.customer_holding h "
        "JOIN crm.employee e ON e.id = h.holder_id WHERE h.customer_id = %s ORDER BY h.id", one,
    )  # fmt: skip
    assert rows == [
        ("rep1", "first", "", False, True), ("rep2", "assigned", "区域调整", False, True), ("rep3", "assigned", "", True, True),
    ]  # fmt: skip
    assert ask(company, "rep1", "SELECT * FROM crm.customer_holding") == [], "seen with the customer only"


# ── helpers ──


def test_the_former_owner_helps_until_his_day(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    _assign(company, "lead1", [one], ["rep2"], helper="read")
    counts = ", ".join(
        f"(SELECT count(*) FROM crm.{table} WHERE {key} = %s)"
        for table, key in (
            ("customer", "id"),
            ("contact", "customer_id"),
            ("action", "customer_id"),
            ("opportunity", "customer_id"),
        )
    )
    lines = "SELECT count(*) FROM crm.sales_order_line l JOIN crm.sales_order o ON o.id = l.order_id WHERE o.customer_id = %s"
    sees = f"SELECT {counts}, ({lines})"
    assert ask(company, "rep1", sees, *[one] * 5) == [(1, 1, 1, 3, 1)]
    assert ask(company, "rep1", "SELECT id FROM crm.search_customer('环太')") == [(one,)]
    edit = "UPDATE crm.customer SET description = 'x' WHERE id = %s RETURNING 1"
    assert ask(company, "rep1", edit, one) == []
    company.rows("UPDATE crm.customer_helper SET power = 'write'")
    assert ask(company, "rep1", edit, one) == [(1,)]
    assert ask(company, "rep1", "UPDATE crm.contact SET note = 'x' WHERE customer_id = %s RETURNING 1", one) == [(1,)]
    assert (
        refused(company, "rep1", "UPDATE crm.customer SET owner_id = crm.me() WHERE id = %s", one)
        == "owner_needs_assign"
    )
    assert "permission denied" in refused(company, "rep1", "DELETE FROM crm.customer WHERE id = %s", one)
    # after its last day it is over, without any job, whatever time zone he says he is in
    company.rows("UPDATE crm.customer_helper SET expires_on = crm.today()")
    assert len(ask(company, "rep1", edit, one)) == 1
    company.rows("UPDATE crm.customer_helper SET expires_on = crm.today() - 1")
    assert ask(company, "rep1", "SET timezone = 'Pacific/Honolulu'; " + edit, one) == []
    assert ask(company, "rep1", sees, *[one] * 5)[0][0] == 0
    assert ask(company, "rep1", "SELECT id FROM crm.search_customer('环太')") == []


def test_a_helper_reaches_all_that_belongs_to_the_customer_while_he_helps(company: AccountSet) -> None:
    one, other = customer(company, "环太科技"), customer(company, "秦岭医药")
    ((deal,),) = company.rows("SELECT min(id) FROM crm.opportunity WHERE customer_id = %s", one)
    company.rows(
        "INSERT INTO crm.customer_relation (customer_id, kind, other_id) VALUES (%s, 'supplied_by', %s)", one, other
    )
    company.rows("INSERT INTO crm.qualification (customer_id, need) VALUES (%s, '扩容')", one)
    company.rows("UPDATE crm.customer SET status = 'customer' WHERE id = %s", one)
    company.rows("UPDATE crm.customer SET status = 'target' WHERE id = %s", one)
    company.rows(
        "INSERT INTO crm.timeline_pin (customer_id, source, record_id) VALUES (%s, 'opportunity', %s)", one, deal
    )
    company.rows("INSERT INTO crm.opportunity_competitor (opportunity_id, partner_id) VALUES (%s, "
                 "(SELECT min(id) FROM crm.partner WHERE is_competitor)) ON CONFLICT DO NOTHING", deal)  # fmt: skip
    parts = ("customer_relation", "qualification", "customer_status_change", "timeline_pin", "opportunity_stage",
             "opportunity_competitor")  # fmt: skip
    keys = {table: "opportunity_id" if "opportunity" in table else "customer_id" for table in parts}
    reads = {t: f"SELECT id FROM crm.{t} WHERE {key} = {deal if 'opp' in t else one}" for t, key in keys.items()}
    assert all(ask(company, "rep1", sql) for sql in reads.values()), "its owner sees them"

    def sees() -> set[str]:
        return {table for table, sql in reads.items() if ask(company, "rep3", sql)}

    def told() -> set[str]:
        """Of which tables ``sees`` says yes: files, history and what changed are asked through it."""
        return {
            t
            for t, sql in reads.items()
            if ask(company, "rep3", "SELECT crm.sees(%s, %s)", t, company.rows(sql)[0][0])[0][0]
        }

    assert sees() == told() == set()
    lend = "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read')"
    ask(company, "rep1", lend, one, person(company, "rep3"))
    assert sees() == told() == set(parts)
    assert ask(company, "rep3", "SELECT count(*) FROM crm.customer_helper") == [(1,)], "himself, nobody else"
    qualify = "INSERT INTO crm.qualification (customer_id, need) VALUES (%s, '扩容') RETURNING employee_id"
    note = "UPDATE crm.customer_relation SET note = 'x' WHERE customer_id = %s RETURNING 1"
    assert "row-level security" in refused(company, "rep3", qualify, one)
    assert ask(company, "rep3", note, one) == []
    company.rows("UPDATE crm.customer_helper SET power = 'write', expires_on = crm.today()")
    assert ask(company, "rep3", qualify, one) == [(person(company, "rep3"),)]
    assert ask(company, "rep3", note, one)
    spread = "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read')"
    assert "row-level security" in refused(company, "rep3", spread, one, person(company, "rep2"))
    assert ask(company, "rep3", "DELETE FROM crm.qualification WHERE customer_id = %s RETURNING 1", one) == []
    company.rows("UPDATE crm.customer_helper SET expires_on = crm.today() - 1")
    assert sees() == told() == set()
    assert "parent_not_visible" in refused(company, "rep3", qualify, one)


def test_nobody_makes_himself_a_helper(company: AccountSet) -> None:
    foreign, mine = customer(company, "蓝天教育"), customer(company, "环太科技")
    join = "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, crm.me(), 'write')"
    assert refused(company, "rep1", join, foreign) == "parent_not_visible"
    lend = "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read')"
    ask(company, "rep1", lend, mine, person(company, "rep3"))
    with open_as(company, "rep3") as helper, helper.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM crm.customer")
        assert cursor.fetchone() == (2,)
        for sql in (
            "UPDATE crm.customer_helper SET power = 'write'",
            "UPDATE crm.customer_helper SET expires_on = NULL",
            "DELETE FROM crm.customer_helper",
        ):
            cursor.execute(sql)
            assert cursor.rowcount == 0, sql


def test_helpers_cost_nobody_else_anything(own_account_set: AccountSet) -> None:
    """The plans of owners and managers are the same with helpers about; a helper's own uses two indexes, no scan."""
    company = own_account_set
    company.rows(
        "INSERT INTO crm.customer (name, owner_id) SELECT '公司' || n, e.id FROM generate_series(1, 3000) n, crm.employee e WHERE e.login = 'rep2'"
    )
    company.rows("ANALYZE crm.customer")
    queries = (
        "SELECT count(*) FROM crm.customer",
        "SELECT id FROM crm.customer ORDER BY sort_key, id LIMIT 100",
        "SELECT id FROM crm.contact ORDER BY sort_key, id LIMIT 100",
    )

    def plans(login: str) -> list[str]:
        return ["\n".join(r[0] for r in ask(company, login, f"EXPLAIN (COSTS OFF) {sql}")) for sql in queries]

    before = {login: plans(login) for login in ("rep1", "rep2", "lead1", "boss")}
    _assign(company, "lead1", [customer(company, "秦岭医药")], ["rep1"], helper="read")
    after = {login: plans(login) for login in ("rep1", "lead1", "boss")}
    assert after == {login: before[login] for login in after}
    helper = ask(
        company,
        "rep2",
        "EXPLAIN (COSTS OFF) SELECT name FROM crm.customer WHERE id = %s",
        customer(company, "秦岭医药"),
    )
    assert not any("Seq Scan on customer" in row[0] for row in helper), helper


# ── stand-ins ──


def _away(company: AccountSet, who: str, stand_in: str, first: int, last: int) -> None:
    company.rows(
        "INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) VALUES (%s, %s, crm.today() + %s, crm.today() + %s)",
        person(company, who), person(company, stand_in), first, last,
    )  # fmt: skip


@pytest.mark.parametrize(("first", "last", "sees"), [(0, 0, 4), (-3, 0, 4), (0, 5, 4), (1, 5, 2), (-5, -1, 2)])
def test_a_stand_in_sees_and_edits_on_the_days_of_the_absence_alone(
    company: AccountSet, first: int, last: int, sees: int
) -> None:
    _away(company, "rep2", "rep1", first, last)
    assert ask(company, "rep1", "SELECT count(*) FROM crm.customer") == [(sees,)]
    assert len(ask(company, "rep1", "UPDATE crm.customer SET description = 'x' RETURNING 1")) == sees
    assert len(ask(company, "rep1", "SELECT 1 FROM crm.search_customer('公司')")) == sees
    assert ask(
        company,
        "rep1",
        "SELECT count(*) FROM crm.customer WHERE owner_id <> crm.me() AND crm.sees('customer', id, 'delete')",
    ) == [(0,)]
    assert ask(company, "rep3", "SELECT count(*) FROM crm.customer") == [(1,)]


def test_one_enters_ones_own_and_ones_peoples_absence_only(company: AccountSet) -> None:
    away = (
        "INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) VALUES (%s, %s, current_date, current_date)"
    )
    rep1, rep2, lead1 = (person(company, login) for login in ("rep1", "rep2", "lead1"))
    assert refused(company, "rep1", away, rep1, rep2) == ""
    assert refused(company, "lead1", away, rep2, rep1) == ""
    for victim in (rep2, lead1):
        assert "row-level security" in refused(company, "rep1", away, victim, rep1)


def test_who_helps_or_stands_in_is_told_when_named(company: AccountSet) -> None:
    one = customer(company, "环太科技")
    names = dict(company.rows("SELECT login, name FROM crm.employee"))
    words = f"@{names['rep2']} @{names['rep3']} 请看"
    told = "SELECT e.login FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id WHERE n.kind = 'mention' ORDER BY 1"
    write = "INSERT INTO crm.action (customer_id, content) VALUES (%s, %s)"
    ask(company, "rep1", write, one, words)
    assert company.rows(told) == [], "neither may read the customer"
    company.rows(
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read')",
        one, person(company, "rep2"),
    )  # fmt: skip
    _away(company, "rep1", "rep3", 0, 0)
    ask(company, "rep1", write, one, words)
    assert company.rows(told) == [("rep2",), ("rep3",)]


def test_who_hands_out_is_not_told_what_lies_in_foreign_pools(company: AccountSet) -> None:
    """Of a customer in a pool that he does not see, or of somebody else's, he hears what he hears of one that is not there."""
    (mine,) = pooled(company, make_pool(company, "销售一部", "!lead1"), "秦岭医药")
    (foreign,) = pooled(company, make_pool(company, "销售二部", name="二部"), "华新贸易")
    rep2, rep3 = person(company, "rep2"), person(company, "rep3")
    owned = customer(company, "蓝天教育")

    def said(login: str, *ids: int) -> tuple[str | None, str | None]:
        with (
            closing(company.connect(login)) as connection,
            connection.cursor() as cursor,
            pytest.raises(psycopg2.Error) as refusal,
        ):
            cursor.execute("SELECT crm.assign_from_pool(%s, %s)", (list(ids), [rep2]))
        return refusal.value.diag.message_primary, refusal.value.diag.message_detail

    for login in ("lead1", "rep1"):
        assert (
            said(login, foreign)
            == said(login, owned)
            == said(login, 987654321)
            == ("pool_customer_taken", '{"gone" : 1}')
        )
    assert (
        said("lead1", mine, foreign, foreign)
        == said("lead1", mine, 987654321)
        == ("pool_customer_taken", '{"gone" : 1}')
    )
    assert said("rep1", mine)[0] == "pool_needs_admin", "of his own pool he is told"
    # nor whose a customer is, by how many others would get
    share = "SELECT s.owner_id FROM crm.spread(%s, %s, 'held') s"
    asked = [
        ask(company, login, share, [one], [rep2, rep3]) for login in ("rep1", "boss") for one in (owned, 987654321)
    ]
    assert asked == [[(rep2,)], [(rep2,)], [(rep3,)], [(rep2,)]], "whoever sees it is told"
    assert ask(company, "lead1", "SELECT crm.assign_from_pool(%s, %s)", [mine], [rep2]) != []
    assert owners(company)["秦岭医药"] == "rep2"


# ── leaving ──


def _owned(company: AccountSet, login: str) -> dict[str, int]:
    rows = ask(
        company,
        "admin",
        "SELECT table_name || '.' || column_name, open FROM crm.responsibilities(%s)",
        person(company, login),
    )
    return {name: count for name, count in rows if count}


def test_every_column_that_makes_somebody_responsible_is_found_in_the_catalogue(own_account_set: AccountSet) -> None:
    company = own_account_set
    names = set(
        dict(
            ask(
                company,
                "admin",
                "SELECT table_name || '.' || column_name, open FROM crm.responsibilities(%s)",
                person(company, "rep1"),
            )
        )
    )
    assert {"customer.owner_id", "customer.engineer_id", "opportunity.owner_id", "sales_order.owner_id", "employee.superior_id",
            "employee.stand_in_id", "department.head_id"} <= names  # fmt: skip
    # a table that comes later is not forgotten
    company.rows(
        "SET ROLE crm_owner; CREATE TABLE crm.machine (id int, keeper_id bigint REFERENCES crm.employee); INSERT INTO crm.machine SELECT 1, id FROM crm.employee WHERE login = 'rep1'"
    )
    assert _owned(company, "rep1")["machine.keeper_id"] == 1
    company.rows("DROP TABLE crm.machine")


def test_leaving_in_one_action_leaves_nothing_behind_and_is_taken_back_in_one_step(own_account_set: AccountSet) -> None:
    company = own_account_set
    lead, rep2, boss, admin = (person(company, login) for login in ("lead1", "rep2", "boss", "admin"))
    company.rows("UPDATE crm.department SET head_id = %s WHERE name = '销售一部'", lead)
    company.rows("UPDATE crm.employee SET stand_in_id = %s WHERE login = 'lead2'", lead)
    company.rows("UPDATE crm.customer SET engineer_id = %s WHERE short_name = '蓝天教育'", lead)
    before = company.rows("SELECT id, owner_id, engineer_id FROM crm.customer ORDER BY id")
    assert set(_owned(company, "lead1")) >= {
        "customer.owner_id",
        "customer.engineer_id",
        "opportunity.owner_id",
        "employee.superior_id",
        "department.head_id",
        "employee.stand_in_id",
    }
    with closing(company.connect("lead1")) as still_open:
        ((bulk,),) = ask(company, "admin", "SELECT crm.leave(%s, %s)", lead, rep2)
        with pytest.raises(psycopg2.Error):
            still_open.cursor().execute("SELECT 1")
    with pytest.raises(psycopg2.OperationalError):
        company.connect("lead1")
    for table, column in company.rows("SELECT * FROM crm.responsibility_columns()"):
        ((open_work,),) = company.rows("SELECT crm.open_work(%s)", table)
        assert company.rows(f"SELECT count(*) FROM crm.{table} WHERE {column} = %s AND {open_work}", lead) == [(0,)], (
            table,
            column,
        )
    # rep2 became the others' superior, and his own is now the leaver's
    assert company.rows("SELECT login, superior_id FROM crm.employee WHERE login IN ('rep1', 'rep2') ORDER BY 1") == [
        ("rep1", rep2),
        ("rep2", boss),
    ]
    assert company.rows("SELECT count(*) FROM crm.notice WHERE employee_id = %s AND kind = 'assigned'", rep2) == [(1,)]
    assert ask(company, "admin", "SELECT rule FROM crm.check_account_set() WHERE table_name <> 'attachment'") == []
    ask(company, "admin", "SELECT crm.undo_bulk(%s)", bulk)
    assert company.rows("SELECT id, owner_id, engineer_id FROM crm.customer ORDER BY id") == before
    assert company.rows("SELECT superior_id FROM crm.employee WHERE login = 'rep1'") == [(lead,)]
    assert company.rows("SELECT status FROM crm.employee WHERE id = %s", lead) == [("locked",)], "let in again by hand"
    with pytest.raises(psycopg2.OperationalError):
        company.connect("lead1")
    ask(company, "admin", "UPDATE crm.employee SET status = 'active' WHERE id = %s", lead)
    company.connect("lead1").close()
    assert admin


def test_customers_of_a_leaver_can_go_to_the_pool_or_to_several(own_account_set: AccountSet) -> None:
    company = own_account_set
    ((pool,),) = company.rows("INSERT INTO crm.customer_pool (name) VALUES ('公海') RETURNING id")
    rep1, rep2, rep3 = (person(company, login) for login in ("rep1", "rep2", "rep3"))
    assert refused(company, "admin", "SELECT crm.leave(%s, NULL)", rep1) == "leaving_to_whom"
    assert refused(company, "admin", "SELECT crm.leave(%s, %s)", person(company, "admin"), rep2) == "leaver_is_oneself"
    for login in ("boss", "lead1", "rep1"):
        assert refused(company, login, "SELECT crm.leave(%s, %s)", rep1, rep2) == "employee_needs_edit"
        assert refused(company, login, "SELECT * FROM crm.responsibilities(%s)", rep1) == "employee_needs_edit"
    assert (
        refused(company, "admin", """SELECT crm.leave(%s, %s, '{"customer.owner_id": {"pool": 999}}')""", rep1, rep2)
        == "pool_gone"
    )
    ask(
        company,
        "admin",
        "SELECT crm.leave(%s, %s, jsonb_build_object('customer.owner_id', jsonb_build_object('pool', %s)))",
        rep1,
        rep2,
        pool,
    )
    assert company.rows("SELECT DISTINCT pool_reason FROM crm.customer WHERE pool_id = %s", pool) == [("left:王小明",)]
    ask(
        company,
        "admin",
        "SELECT crm.leave(%s, %s, jsonb_build_object('customer.owner_id', jsonb_build_array(%s, %s)))",
        rep2,
        rep3,
        rep3,
        person(company, "lead1"),
    )
    assert {owners(company)[name] for name in ("秦岭医药", "ABC科技")} == {"rep3", "lead1"}
    assert owners(company)["环太科技"] is None and owners(company)["长江机械"] is None
    # their open work went with them
    assert company.rows(
        "SELECT e.login FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id WHERE o.outcome = 'open' AND o.customer_id = %s",
        customer(company, "ABC科技"),
    ) == [(owners(company)["ABC科技"],)]


def test_what_the_desktop_leaves_out_is_what_the_database_refuses(company: AccountSet) -> None:
    """Row by row, of every login: both ask the same function."""
    every = [row[0] for row in company.rows("SELECT id FROM crm.customer ORDER BY id")]
    one, other = person(company, "rep1"), person(company, "rep2")
    give = "UPDATE crm.customer SET owner_id = CASE owner_id WHEN %s THEN %s ELSE %s END WHERE id = %s"
    counts = []
    for login in ("rep1", "lead1", "boss"):
        with company.session(login) as session:
            kept = set(services.list_not_assignable(session, every))
        seen = {row[0] for row in ask(company, login, "SELECT id FROM crm.customer")}
        assert kept == {c for c in seen if refused(company, login, give, other, one, other, c) == "owner_needs_assign"}
        counts.append((len(kept) > 0, len(kept) < len(seen)))
    assert counts == [(True, False), (False, True), (False, True)]
