"""A clock is wrong by a day, the PC's or the server's: the company's day and moments are the server's, and one is told."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from crm_desktop.admin import embedded
from tests.databases import AccountSet
from tests.faults import wrong_clock
from tests.faults.led import desktop

pytestmark = pytest.mark.skipif(bool(wrong_clock.missing()), reason=wrong_clock.missing() or "-")
DAY = 86_400


@pytest.mark.parametrize("days", [-1, 1])
def test_the_clock_of_the_pc(account_set: AccountSet, tmp_path: Path, days: int) -> None:
    where = (account_set.host, account_set.port, account_set.name)
    ((today, mine),) = account_set.rows(
        "SELECT crm.today(), (SELECT min(id) FROM crm.customer WHERE owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1'))"
    )
    others = wrong_clock.environment(tmp_path, days * DAY)
    with (
        desktop(where, tmp_path / "wrong", "rep1", environment=others) as wrong,
        desktop(where, tmp_path / "right", "boss") as right,
    ):
        state = wrong.state()
        assert abs(state["clock"] - time.time() - days * DAY) < 3_600, "the clock is wrong indeed"
        assert "clock is wrong" in state["foot"]
        assert "clock is wrong" not in right.state()["foot"]
        assert state["today"] == right.state()["today"] == today.isoformat()

        wrong.ask("new", "opportunity")
        wrong.until(lambda s: s.get("id") == 0)
        wrong.ask("type", "expected_on", "+3")
        wrong.ask("keys", "Tab")
        found = wrong.state()["values"]["expected_on"]
        assert found == (today + dt.timedelta(days=3)).isoformat(), "days are counted from the company's"
        wrong.ask("new", "sales_order")
        wrong.until(lambda s: s.get("page") == "sales_order_page")
        assert wrong.state()["values"]["ordered_on"] == today.isoformat()

        wrong.open("customer", mine)  # both have it open, and write
        right.open("customer", mine)
        wrong.until(lambda s: s["others"])
        right.until(lambda s: s["others"])
        wrong.ask("type", "address", f" wrong {days}")
        right.ask("type", "address", f" right {days}")
        wrong.ask("keys", "Ctrl+S")
        wrong.until(lambda s: not s["dirty"])
        right.until(lambda s: s["conflict"])  # told, whoever's clock is right
        ((at, writer),) = account_set.rows(
            "SELECT at, login FROM crm.audit WHERE table_name = 'customer' AND operation = 'U' ORDER BY id DESC LIMIT 1"
        )
        assert writer == "rep1"
        assert abs(at.timestamp() - time.time()) < 3_600
    unordered = (
        "SELECT count(*) FROM (SELECT at, lag(at) OVER (ORDER BY id) AS before FROM crm.audit) a WHERE at < before"
    )
    assert account_set.rows(unordered) == [(0,)]


@pytest.fixture
def company(own_account_set: AccountSet) -> AccountSet:
    return own_account_set


def _restart(company: AccountSet, variables: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        embedded.stop(company.server.data_dir)
        embedded.start(company.server.data_dir, durable=False)


def test_the_clock_of_the_server_between_restarts(company: AccountSet, tmp_path: Path) -> None:
    """A day ahead and back again, under a desktop that stays open."""
    where = (company.host, company.port, company.name)
    ((today, mine),) = company.rows("SELECT crm.today(), min(id) FROM crm.customer")
    tomorrow = today + dt.timedelta(days=1)
    with desktop(where, tmp_path / "desk") as client:
        client.open("customer", mine)
        client.ask("type", "address", " one")
        client.ask("keys", "Ctrl+S")
        client.until(lambda s: not s["dirty"])
        _restart(company, wrong_clock.environment(tmp_path, DAY))
        assert company.rows("SELECT crm.today()") == [(tomorrow,)], "the clock is wrong indeed"
        client.until(lambda s: s["online"] and s["today"] == tomorrow.isoformat())
        client.until(lambda s: "clock is wrong" in s["foot"])
        client.ask("type", "address", " two")
        client.ask("keys", "Ctrl+S")
        client.until(lambda s: not s["dirty"])
        company.rows("SELECT crm.run_pool()")
        company.rows("SELECT crm.seal_audit()")
        with desktop(where, tmp_path / "second", "admin") as other:
            other.open("customer", mine)
            client.until(lambda s: s["others"])
            other.kill()  # it is still there as far as anybody knows
        _restart(company, {})
        client.until(lambda s: s["online"] and s["today"] == today.isoformat())
        client.until(lambda s: "clock is wrong" not in s["foot"])
        client.ask("type", "address", " three")
        client.ask("keys", "Ctrl+S")
        client.until(lambda s: not s["dirty"])
        client.open("customer", mine + 1)
        client.open("customer", mine)
        client.until(lambda s: not s["others"])  # nobody is there for a whole day by an old clock
    assert company.rows("SELECT address LIKE '%%one two three' FROM crm.customer WHERE id = %s", mine) == [(True,)]
    company.rows("SELECT crm.run_pool()")
    days = [row[0] for row in company.rows("SELECT day FROM crm.pool_run ORDER BY day")]
    assert len(days) == len(set(days)), "each day's work once"
    company.rows("SELECT crm.seal_audit()")
    assert company.rows("SELECT * FROM crm.verify_audit()") == []
    assert company.rows("SELECT rule FROM crm.check_account_set()") == []
    order = [row[0] for row in company.rows("SELECT new ->> 'address' FROM crm.audit WHERE table_name = 'customer' AND record_id = %s AND new ? 'address' ORDER BY id", mine)]  # fmt: skip
    assert [words.split()[-1] for words in order[-3:]] == ["one", "two", "three"], (
        "the trail keeps what came after what"
    )
