"""A restarted server is noticed before the next work, not by it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sqlalchemy import text

from crm_desktop.admin import embedded
from crm_desktop.db import connect as db_connect
from crm_desktop.db.connect import Profile, connect
from tests.databases import AccountSet


def wait_until(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + 20  # a process of the server ends a moment after its connection
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_several_jobs_opened_is_given_back(own_account_set: AccountSet, monkeypatch: pytest.MonkeyPatch) -> None:
    database = connect(
        Profile(host=own_account_set.host, port=own_account_set.port, dbname=own_account_set.name), "rep2", "crm-rep2"
    )
    mine = "SELECT pid FROM pg_stat_activity WHERE usename = 'rep2' AND datname = current_database() ORDER BY pid"

    def pids() -> list[int]:
        return [pid for (pid,) in own_account_set.rows(mine)]

    with database.open_session() as last:
        kept = last.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.open_session() as one, database.open_session() as other:
            one.execute(text("SELECT 1"))
            other.execute(text("SELECT 1"))
    assert len(pids()) == 3
    database.close_idle()
    assert len(pids()) == 3  # used just now
    monkeypatch.setattr(db_connect, "RESTED", -1.0)
    with database.open_session() as busy:
        busy.execute(text("SELECT 1"))
        database.close_idle()
        wait_until(lambda: len(pids()) == 2)  # the one at work, and one that is ready
    database.close_idle()
    wait_until(lambda: pids() == [kept])
    with database.open_session() as session:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() == kept
    database.close()


def test_the_next_session_works_after_a_restart(own_account_set: AccountSet) -> None:
    profile = Profile(host=own_account_set.host, port=own_account_set.port, dbname=own_account_set.name)
    database = connect(profile, "rep1", "crm-rep1")
    with database.open_session() as session:
        before = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    embedded.stop(own_account_set.server.data_dir)
    embedded.start(own_account_set.server.data_dir, durable=False)
    with database.open_session() as session:
        after, seen = session.execute(text("SELECT pg_backend_pid(), (SELECT count(*) FROM crm.customer)")).one()
    database.close()
    assert after != before
    assert seen == 2
