"""Who guesses passwords locks the login; who mistypes a few times does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from crm_desktop.admin.lockout import failures
from crm_desktop.admin.main import main
from tests.databases import AccountSet

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_only_refused_passwords_of_the_last_minutes_count() -> None:
    lines = [
        '2026-11-21 11:59:01.123 UTC [7] FATAL:  password authentication failed for user "rep1"',
        '2026-11-21 11:59:02.123 UTC [8] FATAL:  password authentication failed for user "rep1"',
        '2026-11-21 11:20:00.000 UTC [9] FATAL:  password authentication failed for user "rep2"',
        '2026-11-21 11:59:03.000 UTC [9] FATAL:  database "x" does not exist',
        'DETAIL:  Connection matched file "pg_hba.conf" line 3: "host all all all scram-sha-256"',
        '2026-11-21 11:59:04.000 UTC [9] ERROR:  FATAL:  password authentication failed for user "',
    ]
    assert failures(lines, NOW - timedelta(minutes=15)) == {"rep1": 2}


def test_guessing_locks_the_login(own_account_set: AccountSet, capsys: pytest.CaptureFixture[str]) -> None:
    address = {"host": own_account_set.host, "port": own_account_set.port, "dbname": own_account_set.name}

    def knock(login: str, times: int) -> None:
        for _ in range(times):
            with pytest.raises(psycopg2.OperationalError):
                psycopg2.connect(**address, user=login, password="a guess")

    knock("rep1", 6)
    knock("rep2", 2)
    words = ["lockout", "--failures", "5", "--set", "tiny", "--data", str(own_account_set.server.data_dir), "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["locked"] == ["rep1"]
    with pytest.raises(psycopg2.OperationalError):
        own_account_set.connect("rep1")  # the right password does not help any more
    own_account_set.connect("rep2").close()
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["locked"] == []
