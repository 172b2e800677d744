"""crm-admin user: logins made, locked, unlocked and given new passwords, from the command line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import psycopg2
import pytest

from crm_desktop.admin.main import main
from tests.databases import AccountSet

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def company(own_account_set: AccountSet) -> AccountSet:
    return own_account_set


@pytest.fixture
def user(company: AccountSet, capfd: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str, language: str = "en") -> tuple[int, str, str]:
        code = main(["user", *words, "--set", "Tiny", "--data", str(company.server.data_dir), "--lang", language])
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return run


def _enters(company: AccountSet, login: str, password: str) -> bool:
    try:
        psycopg2.connect(
            host=company.host, port=company.port, dbname=company.name, user=login, password=password
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def test_a_new_employee_can_log_in(company: AccountSet, user: Command) -> None:
    words = ["--name", "钱多多", "--role", "sales_rep", "--department", "销售一部", "--superior", "lead1"]
    code, out, err = user("create", "qian", *words, "--json")
    assert code == 0, err
    assert _enters(company, "qian", json.loads(out)["password"])
    code, out, _err = user("list", "--json")
    new = next(entry for entry in json.loads(out) if entry["login"] == "qian")
    assert (new["name"], new["roles"], new["status"]) == ("钱多多", ["sales_rep"], "active")


def test_a_lock_holds_until_it_is_opened(company: AccountSet, user: Command) -> None:
    inside = company.connect("rep1")
    assert user("lock", "rep1")[0] == 0
    with pytest.raises(psycopg2.OperationalError), inside.cursor() as cursor:
        cursor.execute("SELECT 1")
    inside.close()
    assert not _enters(company, "rep1", "crm-rep1")
    assert user("unlock", "rep1")[0] == 0
    assert _enters(company, "rep1", "crm-rep1")


def test_a_reset_password_replaces_the_old(company: AccountSet, user: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a longer secret\n"))
    code, out, err = user("reset-password", "rep2", "--password-stdin")
    assert code == 0, err
    assert "secret" not in out
    assert _enters(company, "rep2", "a longer secret")
    assert not _enters(company, "rep2", "crm-rep2")
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert user("reset-password", "rep2", "--password-stdin")[0] == 1


def test_a_refused_command_changes_nothing_and_says_why(company: AccountSet, user: Command) -> None:
    code, _out, err = user("create", "qian", "--name", "钱多多", "--role", "emperor")
    assert code == 1
    assert "emperor" in err
    assert "sales_rep" in err
    assert company.rows("SELECT count(*) FROM crm.employee WHERE login = 'qian'") == [(0,)]
    code, _out, err = user("lock", "nobody")
    assert code == 1
    assert "nobody" in err
    code, _out, err = user("create", "boss", "--name", "又一个")
    assert code == 1
    assert "高远" in err
    code, _out, err = user("lock", "nobody", language="zh_CN")
    assert "没有" in err


def test_a_login_of_another_form_is_refused_in_a_sentence(user: Command) -> None:
    code, _out, said = user("create", "Bad Login", "--name", "X")
    assert code == 1
    assert said.strip() == "A login begins with a small letter; then small letters, digits, dots, dashes: “Bad Login”."
