"""Who guesses passwords locks the login; who mistypes a few times does not."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import psycopg2
import psycopg2.extensions
import pytest

from crm_desktop.admin.lockout import failures
from crm_desktop.admin.main import main
from crm_desktop.shell.services import beat
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


def _refused(company: AccountSet, login: str, times: int) -> None:
    """Guess so often, until the log has it: another process writes it."""
    counted = "SELECT coalesce(sum(failures), 0)::int FROM crm.refused_logins('-infinity') WHERE login = %s"
    ((before,),) = company.rows(counted, login)
    for _ in range(times):
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(host=company.host, port=company.port, dbname=company.name, user=login, password="a guess")
    while company.rows(counted, login)[0][0] < before + times:
        time.sleep(0.05)


def _look(company: AccountSet, login: str = "rep2") -> None:
    """Let a desktop's half minute pass for somebody."""
    company.rows("UPDATE crm.account_set SET facts = facts #- '{lockout,at}' RETURNING 1")
    with company.session(login) as session:
        beat(session, "crm_echo_1")
        session.commit()


def test_any_running_desktop_keeps_out_who_guesses(own_account_set: AccountSet) -> None:
    company = AccountSet(name="crm_tiny", server=own_account_set.server)
    at_work = company.connect("rep1")
    _refused(company, "rep1", 9)
    _look(company)
    company.connect("rep1").close()  # mistyping nine times locks nobody
    _refused(company, "rep1", 1)
    _refused(company, "admin", 10)
    _look(company)
    for login in ("rep1", "admin"):
        with pytest.raises(psycopg2.OperationalError, match="not permitted to log in"):
            company.connect(login)
    with at_work.cursor() as cursor:  # whoever is at work is not thrown out by somebody who guesses
        cursor.execute("SELECT count(*) FROM crm.customer")
        assert cursor.fetchone() == (2,)
    at_work.close()
    notices = "SELECT n.text FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id WHERE e.login = 'admin' AND n.kind = 'lockout' ORDER BY 1"
    assert company.rows(notices) == [("admin",), ("rep1",)]
    _look(company)
    assert company.rows(notices) == [("admin",), ("rep1",)], "told once"
    company.rows(
        "UPDATE crm.account_set SET facts = jsonb_set(facts, '{lockout,shut}', (SELECT jsonb_object_agg(key, now() - interval '1 s') "
        "FROM jsonb_each(facts #> '{lockout,shut}'))) RETURNING 1"
    )
    company.rows(
        "INSERT INTO crm.setting (name, value) VALUES ('lockout_failures', '999') RETURNING 1"
    )  # the guesses have aged
    _look(company)
    for login in ("rep1", "admin"):
        company.connect(login).close()
    assert company.rows("SELECT rule FROM crm.check_account_set()") == []


def test_a_new_password_lets_him_in_at_once(own_account_set: AccountSet) -> None:
    company = AccountSet(name="crm_tiny", server=own_account_set.server)
    _refused(company, "rep1", 10)
    _look(company)
    with pytest.raises(psycopg2.OperationalError):
        company.connect("rep1")
    admin = company.connect("admin")
    with admin, admin.cursor() as cursor:
        verifier = psycopg2.extensions.encrypt_password("crm-rep1", "rep1", scope=admin, algorithm="scram-sha-256")
        cursor.execute("SELECT crm.set_login(id, %s) FROM crm.employee WHERE login = 'rep1'", (verifier,))
    admin.close()
    company.connect("rep1").close()


def test_nobody_writes_failures_into_the_log_for_somebody_else(own_account_set: AccountSet) -> None:
    """A statement that fails is logged too, but never at a line's beginning."""
    company = AccountSet(name="crm_tiny", server=own_account_set.server)
    now = datetime.now(UTC)
    forged = f'{now:%Y-%m-%d %H:%M:%S}.000 UTC [1] FATAL:  password authentication failed for user "boss"'
    rep = company.connect("rep1")
    rep.autocommit = True
    with rep.cursor() as cursor:
        for _ in range(12):
            with pytest.raises(psycopg2.Error):
                cursor.execute(f"SELECT\n{forged}\n")
            with pytest.raises(psycopg2.Error):
                cursor.execute("SELECT crm.refuse(%s, '', '')", (f"x\n{forged}",))
    rep.close()
    _look(company)
    company.connect("boss").close()
