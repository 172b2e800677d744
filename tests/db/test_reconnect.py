"""A restarted server is noticed before the next work, not by it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import psycopg2
import pytest
from sqlalchemy import text

from crm_desktop import app
from crm_desktop.admin import embedded
from crm_desktop.core.errors import LoginFailed, Offline
from crm_desktop.db import connect as db_connect
from crm_desktop.db.connect import Profile, connect
from crm_desktop.db.errors import login_error
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


def test_one_job_after_the_other_works_on_the_oldest_connection(own_account_set: AccountSet) -> None:
    """It has planned the searches; what ran beside it comes back later and is not taken first."""
    database = connect(
        Profile(host=own_account_set.host, port=own_account_set.port, dbname=own_account_set.name), "rep2", "crm-rep2"
    )
    with database.open_session() as one, database.open_session() as other:
        oldest = one.execute(text("SELECT pg_backend_pid()")).scalar_one()
        assert other.execute(text("SELECT pg_backend_pid()")).scalar_one() != oldest
        one.commit()
        one.close()
    for _ in range(3):
        with database.open_session() as session:
            assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() == oldest
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


@pytest.mark.parametrize("words", [
    "terminating connection due to unexpected postmaster exit", "the database system is starting up", "the database system is in recovery mode",
    "the database system is not yet accepting connections", "sorry, too many clients already", "由于管理员命令中断联接", "数据库系统启动中",
])  # fmt: skip
def test_a_server_that_dies_while_one_connects_is_away(words: str) -> None:
    """Nothing was said of the password."""
    for level in ("FATAL", "致命错误"):
        said = f'connection to server at "127.0.0.1", port 5432 failed: {level}:  {words}'
        assert isinstance(login_error(psycopg2.OperationalError(said)), Offline), said


@pytest.mark.parametrize("words", [
    'password authentication failed for user "x"', '用户 "x" Password 认证失败', 'role "x" is not permitted to log in',
    'database "x" does not exist', 'no pg_hba.conf entry for host "10.0.0.7"', 'database "x" is not currently accepting connections',
])  # fmt: skip
def test_a_refused_login_is_no_server_that_is_away(words: str) -> None:
    assert isinstance(login_error(psycopg2.OperationalError(f"failed: FATAL:  {words}")), LoginFailed), words


def test_an_embedded_server_is_found_on_the_port_where_it_comes_back(own_account_set: AccountSet) -> None:
    """Another program took its port meanwhile; whoever listens there is not asked."""
    server = own_account_set.server
    database = connect(Profile(host=server.host, port=server.port, dbname=own_account_set.name), "rep1", "crm-rep1")
    assert app.home_of("10.0.0.7", server.port) == ""
    home = app.home_of(server.host, server.port)
    assert home == str(server.data_dir)
    embedded.stop(server.data_dir)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        other.bind((server.host, server.port))
        other.listen()
        other.settimeout(0.1)
        again = embedded.start(server.data_dir, durable=False)
        assert again.port != server.port
        database.follow(lambda: app.port_of(home))
        with database.open_session() as session:
            assert session.execute(text("SELECT count(*) FROM crm.customer")).scalar_one() == 2
        assert database.profile.port == again.port
        database.check_password("crm-rep1")
        with pytest.raises(LoginFailed):
            database.check_password("wrong")
        with pytest.raises(TimeoutError):
            other.accept()
    database.close()
