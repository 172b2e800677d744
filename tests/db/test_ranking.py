"""The ranking: computed by the database, under each caller's own rights."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from crm_desktop.analysis.rules import Period
from crm_desktop.analysis.services import default_measure, figure_conditions, measures_for, rank_employees, show_records
from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.core.query import ListQuery
from crm_desktop.db import records
from crm_desktop.shell.registry import descriptors
from tests.databases import AccountSet

Login = Callable[[str], Session]
SPRING = Period(date(2026, 1, 1), date(2026, 3, 31))


def people(session: Session, **more: object) -> dict[str, tuple[int, int, int, int]]:
    ranking = rank_employees(session, period_from=SPRING.start, period_to=SPRING.end, measure="won", **more)
    return {
        line.name: (line.rank, line.now.won_amount, line.now.won_count, line.now.lost_count) for line in ranking.people
    }


def test_the_manager_sees_everybody_ranked(login: Login) -> None:
    assert people(login("boss")) == {
        "王小明": (1, 24_000_000, 2, 2),
        "陈静": (1, 24_000_000, 2, 2),
        "刘洋": (3, 12_000_000, 1, 1),
        "李梅": (3, 12_000_000, 1, 1),
    }


def test_the_figures_equal_plain_sums_of_the_rows(login: Login, account_set: AccountSet) -> None:
    ranking = rank_employees(login("boss"), period_from=SPRING.start, period_to=SPRING.end)
    [won] = account_set.rows("SELECT sum(amount), count(*) FROM crm.opportunity WHERE outcome = 'won'")
    [orders] = account_set.rows(
        "SELECT sum(amount), count(*), sum(amount) FROM crm.sales_order WHERE state = 'confirmed'"
    )
    total = ranking.total.now
    assert (total.won_amount, total.won_count) == won
    assert (total.order_amount, total.order_count) == orders[:2]
    for group in ("people", "teams", "regions"):
        assert sum(line.now.won_amount for line in ranking.lines(group)) == total.won_amount
        assert sum(line.now.order_amount for line in ranking.lines(group)) == total.order_amount
        assert sum(f.won_amount for line in ranking.lines(group) for f in line.trend) == total.won_amount
    assert ranking.months == (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    assert [f.lost_count for f in ranking.total.trend] == [0, 6, 0]
    assert ranking.measure == "orders"


def test_teams_and_departments(login: Login) -> None:
    ranking = rank_employees(login("boss"), period_from=SPRING.start, period_to=SPRING.end, measure="won")
    assert [(t.name, t.now.won_count) for t in ranking.teams] == [("李梅", 5), ("赵刚", 1)]
    assert [(r.name, r.now.won_count) for r in ranking.regions] == [("销售一部", 5), ("销售二部", 1)]


def test_a_team_leader_sees_his_people_and_a_rep_himself(login: Login) -> None:
    assert set(people(login("lead1"))) == {"李梅", "王小明", "陈静"}
    assert people(login("rep3"))["刘洋"] == (1, 12_000_000, 1, 1)
    assert set(people(login("rep3"))) == {"刘洋"}


def test_profit_only_for_those_who_may_see_cost(login: Login, account_set: AccountSet) -> None:
    [(net, cost)] = account_set.rows(
        "SELECT sum(o.amount), (SELECT sum(c.cost) FROM crm.sales_order_cost c JOIN crm.sales_order s "
        "ON s.id = c.order_id WHERE s.state = 'confirmed') FROM crm.sales_order o WHERE o.state = 'confirmed'"
    )
    ranking = rank_employees(login("boss"), period_from=SPRING.start, period_to=SPRING.end, measure="profit")
    assert ranking.has_profit
    assert ranking.total.now.profit == net - cost > 0
    rep = rank_employees(login("rep1"), period_from=SPRING.start, period_to=SPRING.end)
    assert not rep.has_profit
    assert rep.total.now.profit is None
    assert "profit" not in measures_for(login("rep1"))
    with pytest.raises(Denied):
        rank_employees(login("rep1"), period_from=SPRING.start, period_to=SPRING.end, measure="profit")


def test_compared_with_the_period_before_and_a_year_before(login: Login) -> None:
    march = rank_employees(login("boss"), period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), measure="won")
    assert (march.total.now.won_count, march.total.now.lost_count) == (6, 0)
    assert (march.total.before.won_count, march.total.before.lost_count) == (0, 6)
    later = rank_employees(login("boss"), period_from=date(2027, 3, 1), period_to=date(2027, 3, 31), measure="won")
    assert later.total.year == march.total.now
    assert all(line.rank == 0 for line in later.people)


def test_the_records_behind_a_figure(login: Login) -> None:
    session = login("boss")
    ranking = rank_employees(session, period_from=SPRING.start, period_to=SPRING.end)
    for line in (*ranking.people, *ranking.teams, *ranking.regions, ranking.total):
        for figure, count in (
            ("won", line.now.won_count),
            ("lost", line.now.lost_count),
            ("closed", line.now.won_count + line.now.lost_count),
            ("orders", line.now.order_count),
        ):
            ids = show_records(session, figure=figure, owners=line.owners, period=SPRING)
            assert len(ids) == count
    entity, conditions = figure_conditions("orders", (7,), SPRING)
    assert entity == "sales_order"
    assert [(c.field, c.op) for c in conditions] == [("state", "in"), ("ordered_on", "between"), ("owner_id", "eq")]


def test_the_list_that_opens_holds_exactly_those_records(login: Login) -> None:
    session, entities = login("boss"), descriptors()
    ranking = rank_employees(session, period_from=SPRING.start, period_to=SPRING.end)
    seen = 0
    for line in (*ranking.people, *ranking.teams, ranking.total):
        for figure in ("won", "lost", "closed", "orders", "profit"):
            name, conditions = figure_conditions(figure, line.owners, SPRING)
            entity = entities[name]
            query = ListQuery(entity=name, columns=entity.list_columns, sort=entity.sort, conditions=conditions)
            found = set(records.ordered_ids(session, entity, query))
            assert found == set(show_records(session, figure=figure, owners=line.owners, period=SPRING))
            seen += len(found)
    assert seen > 50


def test_records_without_an_owner_count_too(fresh_account_set: AccountSet) -> None:
    fresh_account_set.rows("UPDATE crm.opportunity SET owner_id = NULL WHERE name LIKE '华新贸易%%' RETURNING id")
    with fresh_account_set.session("boss") as session:
        ranking = rank_employees(session, period_from=SPRING.start, period_to=SPRING.end, measure="won")
        assert ranking.total.now.won_count == 6
        [nobody] = [line for line in ranking.people if line.id == 0]
        assert nobody.now.won_count == 1
        found = show_records(session, figure="won", owners=nobody.owners, period=SPRING)
        assert len(found) == 1
        name, conditions = figure_conditions("won", nobody.owners, SPRING)
        entity = descriptors()[name]
        query = ListQuery(entity=name, columns=entity.list_columns, sort=entity.sort, conditions=conditions)
        assert tuple(records.ordered_ids(session, entity, query)) == found


#: what was achieved, of each month, by the records themselves; what one sees with a customer only is somebody else's figure
_COUNTS = """(crm.my_scope('{t}', 'view') = 'all' OR owner_id = ANY (crm.visible_owners('{t}', 'view')) OR customer_id = ANY (crm.helped('view')))"""
ONE_BY_ONE = f"""
SELECT outcome, owner_id, date_trunc('month', closed_on::timestamp)::date, sum(amount)::bigint, count(*), currency FROM crm.opportunity
WHERE outcome <> 'open' AND {_COUNTS.format(t="opportunity")} GROUP BY 1, 2, 3, 6
UNION ALL SELECT 'orders', owner_id, date_trunc('month', ordered_on::timestamp)::date, sum(amount)::bigint, count(*), currency FROM crm.sales_order
WHERE state IN ('confirmed', 'delivered', 'closed') AND {_COUNTS.format(t="sales_order")} GROUP BY 1, 2, 3, 6 ORDER BY 1, 3, 2, 6
"""
KEPT = """
SELECT kind, owner_id, month, sum(amount)::bigint, sum(number)::bigint, currency
FROM crm.achieved(ARRAY[date '2026-01-20', '2020-01-01', '2026-02-15'], ARRAY[date '2026-02-14', '2026-01-19', '2031-05-05'])
GROUP BY 1, 2, 3, 6 HAVING sum(number) <> 0 ORDER BY 1, 3, 2, 6
"""
CHANGES = (
    "UPDATE crm.opportunity SET currency = 'USD' WHERE outcome IN ('won', 'lost') AND id %% 3 = 0",
    "UPDATE crm.opportunity SET owner_id = NULL WHERE name LIKE '华新贸易%%'",
    "UPDATE crm.opportunity SET amount = amount + id, closed_on = closed_on - 40 WHERE outcome = 'won' AND id %% 2 = 0",
    "UPDATE crm.opportunity SET stage = 'engaging' WHERE id = (SELECT min(id) FROM crm.opportunity WHERE outcome = 'lost')",
    "UPDATE crm.opportunity SET stage = 'won', closed_on = '2026-03-09' WHERE id = (SELECT max(id) FROM crm.opportunity WHERE outcome = 'open')",
    "DELETE FROM crm.opportunity WHERE id = (SELECT max(id) FROM crm.opportunity WHERE outcome = 'lost')",
    "UPDATE crm.sales_order SET state = 'cancelled' WHERE id = (SELECT min(id) FROM crm.sales_order WHERE state = 'confirmed')",
    "UPDATE crm.sales_order SET owner_id = 3 WHERE id = (SELECT max(id) FROM crm.sales_order WHERE state = 'confirmed')",
    "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT c.id, e.id, 'read' FROM crm.customer c "
    "JOIN crm.employee e ON e.login IN ('rep3', 'lead1') WHERE c.owner_id <> e.id",
)


def test_what_is_kept_by_day_is_the_sum_of_what_each_may_see(fresh_account_set: AccountSet) -> None:
    def each(sql: str) -> dict[str, list[tuple[object, ...]]]:
        found = {}
        for login in ("boss", "lead1", "rep1", "rep3", "admin"):
            with fresh_account_set.session(login) as session:
                try:
                    found[login] = [tuple(row) for row in session.execute(text(sql))]
                except ProgrammingError:  # may read neither
                    found[login] = []
        return found

    before = each(ONE_BY_ONE)
    assert each(KEPT) == before
    for change in CHANGES:
        assert fresh_account_set.rows(f"WITH c AS ({change} RETURNING 1) SELECT count(*) FROM c") != [(0,)], change
        kept = each(KEPT)
        assert kept == each(ONE_BY_ONE), change
    assert kept["boss"] != before["boss"]
    assert len(kept["rep3"]) > len(before["rep3"])  # who helps counts what he helps with
    assert fresh_account_set.rows(
        "SELECT count(*) > count(DISTINCT (kind, day, coalesce(owner_id, 0), currency)) FROM crm.achievement"
    ) == [(True,)]
    fresh_account_set.rows("SELECT crm.join_achievements()")
    assert fresh_account_set.rows(
        "SELECT count(*) = count(DISTINCT (kind, day, coalesce(owner_id, 0), currency)) FROM crm.achievement"
    ) == [(True,)]
    assert each(KEPT) == kept
    assert fresh_account_set.rows("SELECT * FROM crm.check_account_set()") == []


def test_a_hidden_amount_is_in_no_sum(own_account_set: AccountSet) -> None:
    with own_account_set.session("rep1") as session:
        assert session.execute(text(KEPT)).all()
    own_account_set.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'opportunity', 'amount', 'none' FROM crm.role WHERE code = 'sales_rep' RETURNING 1"
    )
    with own_account_set.session("rep1") as session:
        assert {row.kind for row in session.execute(text(KEPT))} == {"orders"}


def test_bad_questions_get_an_answer(login: Login) -> None:
    with pytest.raises(Invalid, match="period_ends_before_it_starts"):
        rank_employees(login("boss"), period_from=date(2026, 2, 1), period_to=date(2026, 1, 1))
    with pytest.raises(Invalid, match="measure_unknown"):
        rank_employees(login("boss"), period_from=SPRING.start, period_to=SPRING.end, measure="luck")


def test_what_performance_means_is_a_setting(fresh_account_set: AccountSet) -> None:
    with fresh_account_set.session("boss") as session:
        assert default_measure(session) == "orders"
    fresh_account_set.rows("INSERT INTO crm.setting (name, value) VALUES ('analysis.measure', '\"won\"') RETURNING id")
    with fresh_account_set.session("boss") as session:
        assert default_measure(session) == "won"
        assert rank_employees(session, period_from=SPRING.start, period_to=SPRING.end).measure == "won"
