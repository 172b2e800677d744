"""List prices planned for a day: they count from midnight on, whoever comes first; who may plan; what takes them back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.prices import changing, services
from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.base_info.prices.words import event_text, reason_lines
from crm_desktop.core.errors import Conflict, Denied
from tests.databases import AccountSet
from tests.db.handoverkit import ask, refused
from tests.db.pricekit import Run, add_rule, ask_price, run_fixture

D = Decimal
TODAY = date.today()
DAY, BEFORE, AFTER = (TODAY + timedelta(days=n) for n in (7, 6, 30))
__all__ = ["run_fixture"]


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


@pytest.fixture
def pm(company: AccountSet) -> Session:
    session = company.session("pm")
    yield session
    session.close()


def _plan(session: Session, percent: int = 10, day: date = DAY, product: int = 1) -> None:
    proposals = changing.propose_prices(session, product_ids=[product], change=PriceChange(percent=D(percent)))
    changing.commit_prices(session, proposals=proposals, valid_from=day)
    session.commit()


def _day_comes(company: AccountSet) -> None:
    company.rows("UPDATE crm.planned_price SET valid_from = %s RETURNING id", TODAY)


def _first_desktop(company: AccountSet, login: str = "rep1") -> None:
    company.rows("DELETE FROM crm.pool_run RETURNING day")
    while ask(company, login, "SELECT crm.run_pool()") == [(True,)]:
        pass


def _listed(company: AccountSet, product: int = 1) -> Decimal:
    return Decimal(company.rows("SELECT list_price FROM crm.product WHERE id = %s", product)[0][0])


def _listed_today(session: Session, product: int = 1) -> services.PriceRow:
    return next(r for r in services.list_prices(session) if r.product_id == product)


def test_it_counts_from_its_day_on_wherever_a_price_comes_from(run: Run) -> None:
    ((std,),) = run("SELECT id FROM crm.price_list WHERE code = 'STD'")
    ((net,),) = run("INSERT INTO crm.price_list (name, tax_included) VALUES ('未税', false) RETURNING id")
    run("DELETE FROM crm.price WHERE product_id = 1")
    run(
        "INSERT INTO crm.planned_price (product_id, list_price, valid_from) VALUES (1, 5650, %s), (1, 6000, %s)",
        DAY,
        AFTER,
    )
    for day, listed in ((TODAY, 4999), (BEFORE, 4999), (DAY, 5650), (AFTER, 6000)):
        silent = ask_price(run, customer="NULL", day=day, price_list=std)
        assert (silent.price, silent.listed) == (listed, listed)
        assert ask_price(run, day=day).price == listed * D("0.9"), "ten per cent off for grade A"
        assert ask_price(run, customer="NULL", day=day, price_list=net).price == pytest.approx(
            listed / D("1.13"), abs=D("0.0001")
        )
        assert ask_price(run, customer="NULL", day=day, price_list=net, promoted=True).price == listed, (
            "not turned to and fro"
        )
    since = {"since": DAY.isoformat()}
    assert ask_price(run, customer="NULL", day=DAY, price_list=std).why["steps"] == [
        {"step": "list_price", "value": 5650} | since
    ]
    assert ask_price(run, day=DAY).why["steps"][0] == {"step": "base", "what": "list_price", "value": 5650} | since
    assert "since" not in str(ask_price(run, day=BEFORE).why)
    add_rule(run, "VIP", product_id=1, method="percentage", base="cost", discount=0)
    assert ask_price(run, day=AFTER).price == 4200, "the cost is not planned"


def test_a_maintainer_plans_takes_back_and_plans_again(company: AccountSet, pm: Session) -> None:
    _plan(pm)
    row = _listed_today(pm)
    assert (row.price, row.list_price, row.planned, row.planned_on) == (4999, 4999, D("5498.9"), DAY)
    (planned,) = [p for p in services.list_planned(pm) if p.table == "planned_price"]
    assert (planned.price_list, planned.target, planned.now, planned.price, planned.valid_from) == (
        "", row.name, 4999, D("5498.9"), DAY)  # fmt: skip
    assert services.list_planned(pm, day=DAY) == [], "on its day it is planned no longer"
    ((std,),) = company.rows("SELECT id FROM crm.price_list WHERE code = 'STD'")
    assert services.list_planned(pm, price_list_id=std) == [], "it is no price of a list"
    ((vip,),) = company.rows("SELECT id FROM crm.price_list WHERE code = 'VIP'")
    reason = services.explain_price(pm, product_id=1, day=DAY, price_list_id=vip)
    assert (f"List price, valid from {DAY}", "5,498.90", 0) in reason_lines(reason.explanation)
    kept = changing.take_back_planned(pm, planned=[(planned.table, planned.id)])
    pm.commit()
    assert _listed_today(pm).planned is None
    with pytest.raises(Conflict):
        changing.take_back_planned(pm, planned=[(planned.table, planned.id)])
    pm.rollback()
    changing.plan_again(pm, rows=kept)
    pm.commit()
    assert _listed_today(pm).planned == D("5498.9")
    _plan(pm, percent=20)
    assert _listed_today(pm).planned == D("5998.8"), "planned anew for the same day"


def test_a_file_can_be_planned_too(company: AccountSet, pm: Session, tmp_path: Path) -> None:
    ((code,),) = company.rows("SELECT code FROM crm.product WHERE id = 2")
    path = tmp_path / "prices.csv"
    path.write_text(f"编码,价格\n{code},1555\n", encoding="utf-8")
    proposals, problems = changing.propose_prices_from_file(pm, path=path)
    assert problems == []
    changing.commit_prices(pm, proposals=proposals, valid_from=DAY)
    pm.commit()
    assert (_listed(company, 2), _listed_today(pm, 2).planned) == (1499, 1555)


def test_on_its_day_it_stands_and_the_first_desktop_writes_it_down(company: AccountSet, pm: Session) -> None:
    ((version, by),) = company.rows("SELECT version, updated_by FROM crm.product WHERE id = 1")
    _plan(pm)
    _first_desktop(company)
    assert _listed(company) == 4999, "its day has not come"
    _day_comes(company)
    assert _listed(company) == 4999
    assert _listed_today(pm).price == D("5498.9"), "whoever comes first"
    ((price,),) = company.rows("SELECT list_price FROM crm.price_for(1, NULL)")
    assert price == D("5498.9")
    proposals = changing.propose_prices(pm, product_ids=[1], change=PriceChange())
    assert [p.old for p in proposals] == [D("5498.9")]
    pm.rollback()
    _first_desktop(company)
    assert _listed(company) == D("5498.9")
    assert company.rows("SELECT count(*) FROM crm.planned_price") == [(0,)]
    assert company.rows("SELECT version, updated_by FROM crm.product WHERE id = 1") == [(version, by)], "nobody's edit"
    (login,) = company.rows("SELECT name FROM crm.employee WHERE login = 'pm'")[0]
    events = [e for e in services.list_history(pm, product_id=1) if e.what == "list_price"]
    taken, planned = (e for e in events if e.by == login and e.old != e.new)
    assert (taken.by, taken.old, taken.new, taken.valid_from) == (login, 4999, D("5498.9"), None), "not who came first"
    assert (planned.by, planned.old, planned.new) == (login, None, D("5498.9"))
    assert event_text(planned) == f"List price, valid from {planned.valid_from}"


def test_what_is_written_on_the_day_counts_and_an_undo_brings_the_plan_back(company: AccountSet, pm: Session) -> None:
    _plan(pm)
    _day_comes(company)
    (proposal,) = changing.propose_prices(pm, product_ids=[1], change=PriceChange(percent=D(100)))
    assert (proposal.old, proposal.new) == (D("5498.9"), D("10997.8"))
    bulk = changing.commit_prices(pm, proposals=[proposal])
    pm.commit()
    _first_desktop(company)
    assert _listed(company) == _listed_today(pm).price == D("10997.8"), "what was due does not come after"
    pm.execute(text("SELECT crm.undo_bulk(:bulk)"), {"bulk": bulk})
    pm.commit()
    assert _listed_today(pm).price == D("5498.9")
    _first_desktop(company)
    assert _listed(company) == D("5498.9")


def test_an_older_change_is_not_taken_back_over_a_plan_that_took_effect(company: AccountSet, pm: Session) -> None:
    proposals = changing.propose_prices(pm, product_ids=[1, 2], change=PriceChange(percent=D(-50)))
    bulk = changing.commit_prices(pm, proposals=proposals)
    pm.commit()
    _plan(pm)
    _day_comes(company)
    _first_desktop(company)
    pm.execute(text("SELECT crm.undo_bulk(:bulk)"), {"bulk": bulk})
    pm.commit()
    assert (_listed(company, 1), _listed(company, 2)) == (D("2749.45"), 1499), "the other one comes back"


def test_a_price_that_moved_since_the_preview_is_not_planned(company: AccountSet, pm: Session) -> None:
    proposals = changing.propose_prices(pm, product_ids=[1], change=PriceChange(percent=D(5)))
    company.rows("UPDATE crm.product SET list_price = 5000 WHERE id = 1 RETURNING id")
    with pytest.raises(Conflict):
        changing.commit_prices(pm, proposals=proposals, valid_from=DAY)
    pm.rollback()


def test_who_may_plan(company: AccountSet, pm: Session) -> None:
    sql = "INSERT INTO crm.planned_price (product_id, list_price, valid_from) VALUES (1, 1, %s)"
    assert refused(company, "pm", sql, DAY) == ""
    assert refused(company, "pm", sql, TODAY) == "planned_price_to_come"
    assert "permission denied" in refused(company, "rep1", sql, DAY)
    assert "permission denied" in refused(company, "rep1", "SELECT crm.take_list_prices(%s)", DAY)
    assert ask(company, "rep1", "SELECT count(*) FROM crm.planned_price") == [(0,)], (
        "who sees products sees what is planned"
    )
    give = "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'product', %s, 'all' FROM crm.role WHERE code = 'sales_rep' RETURNING id"
    company.rows(give, "create")
    assert refused(company, "rep1", sql, DAY) == "list_price_needs_edit", "or creating would be changing"
    company.rows(give, "edit")
    assert refused(company, "rep1", sql, DAY) == ""
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'product', 'list_price', 'read' "
        "FROM crm.role WHERE code = 'sales_rep' RETURNING id"
    )
    assert "permission denied" in refused(company, "rep1", sql, DAY), "the field of the product decides"


def test_who_may_not_change_prices_is_told_so(company: AccountSet) -> None:
    session = company.session("rep1")
    try:
        proposals = changing.propose_prices(session, product_ids=[1], change=PriceChange(percent=D(5)))
        with pytest.raises(Denied):
            changing.commit_prices(session, proposals=proposals, valid_from=DAY)
    finally:
        session.rollback()
        session.close()
