"""crm-admin check, audit, nightly and doctor: what is wrong is named, what is right is left in peace."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from crm_desktop.admin.health.machine import check_machine
from crm_desktop.admin.main import main
from crm_desktop.admin.target import Target
from server_schema import install
from tests.databases import BASE_VARIABLE, running_server

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def tiny() -> Iterator[Target]:
    """Give the tiny company on a server of this module's own: its audit trail gets forged."""
    folder = Path(os.environ[BASE_VARIABLE]) / f"checks-{os.getpid()}"
    with running_server(folder, with_tiny=True) as server:
        yield Target(
            admin_dsn=server.admin_dsn, name="Tiny", host=server.host, port=server.port, data_dir=server.data_dir
        )


@pytest.fixture
def crm_admin(tiny: Target, capfd: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str) -> tuple[int, str, str]:
        language = () if "--lang" in words else ("--lang", "en")
        code = main([*words, "--set", "Tiny", "--data", str(tiny.data_dir), *language])
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return run


def _behind_the_triggers(tiny: Target, sql: str) -> None:
    tiny.rows(f"SET LOCAL session_replication_role = replica; {sql}")


def test_check_names_the_record_that_breaks_a_rule(tiny: Target, crm_admin: Command) -> None:
    code, out, _err = crm_admin("check")
    assert code == 0, out
    _behind_the_triggers(tiny, "UPDATE crm.sales_order SET amount = amount + 1 WHERE id = 2")
    code, out, _err = crm_admin("check")
    assert code == 1
    assert "sales_order 2: an order's amount is not the sum of its lines" in out
    code, out, _err = crm_admin("check", "--json")
    assert [(b["rule"], b["record_id"]) for b in json.loads(out)] == [("order_amount_is_sum_of_lines", 2)]
    _behind_the_triggers(tiny, "UPDATE crm.sales_order SET amount = amount - 1 WHERE id = 2")
    assert crm_admin("check")[0] == 0


@pytest.mark.parametrize(
    ("unlike", "again", "rule", "sentence"),
    [
        ("UPDATE crm.alembic_version SET version_num = '0001'", "UPDATE crm.alembic_version SET version_num = '{head}'",
         "set_is_older", "of an older version than this program. Run crm-admin upgrade, then check again (0001 / {head})"),
        ("UPDATE crm.alembic_version SET version_num = '9999'", "UPDATE crm.alembic_version SET version_num = '{head}'",
         "set_is_newer", "of a newer version than this program. Install the newer program (9999 / {head})"),
        ("COMMENT ON SCHEMA crm IS NULL", "COMMENT ON SCHEMA crm IS '{behaviour}'",
         "set_is_other", "the functions of the account set are not those of this program. Run crm-admin upgrade"),
    ],
)  # fmt: skip
def test_check_says_when_a_set_is_of_another_version_than_the_program(
    tiny: Target, crm_admin: Command, unlike: str, again: str, rule: str, sentence: str
) -> None:
    words = {"head": install.head_revision(), "behaviour": install.behaviour_digest()}
    assert crm_admin("check")[0] == 0
    tiny.rows(unlike)
    try:
        code, out, _err = crm_admin("check")
        assert (
            code == 1
            and f"account_set: {'the account set is ' if rule != 'set_is_other' else ''}{sentence.format(**words)}"
            in out
        )
        code, out, _err = crm_admin("check", "--json")
        assert (code, [b["rule"] for b in json.loads(out)]) == (1, [rule]), "else its own rules hold"
        kept = "SELECT ok, detail -> 'rules' FROM crm.safety_run WHERE kind = 'check' ORDER BY id DESC LIMIT 1"
        assert tiny.rows(kept) == [(False, [rule])], "the page of safety shows it"
        code, out, _err = crm_admin("doctor", "--json")
        assert [(f["check"], f["grade"]) for f in json.loads(out) if f["check"] == "schema"] == [("schema", "fault")]
    finally:
        tiny.rows(again.format(**words))
    assert crm_admin("check")[0] == 0


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        ("UPDATE crm.audit SET login = 'nobody' WHERE id = 3", "audit entry 3 was changed"),
        ("DELETE FROM crm.audit WHERE id = 3", "audit entry 3 of seal"),
    ],
)
def test_audit_verify_finds_a_forgery(tiny: Target, crm_admin: Command, forgery: str, sentence: str) -> None:
    assert crm_admin("audit", "seal")[0] == 0
    code, out, _err = crm_admin("audit", "verify")
    assert code == 0, out
    tiny.rows("CREATE TABLE IF NOT EXISTS public.kept AS SELECT * FROM crm.audit WHERE id = 3")
    _behind_the_triggers(tiny, forgery)
    code, out, _err = crm_admin("audit", "verify")
    assert code == 1
    assert sentence in out
    _behind_the_triggers(tiny, "DELETE FROM crm.audit WHERE id = 3")
    _behind_the_triggers(tiny, "INSERT INTO crm.audit OVERRIDING SYSTEM VALUE SELECT * FROM public.kept")
    assert crm_admin("audit", "verify")[0] == 0


def test_a_night_backs_up_and_keeps_the_newest(tiny: Target, crm_admin: Command, tmp_path: Path) -> None:
    for number in range(9):
        old = tmp_path / f"Tiny-2020010{number}-000000.crmbackup"
        old.write_bytes(b"old")
        os.utime(old, (1577836800 + number, 1577836800 + number))
    stranger = tmp_path / "Other-20200101-000000.crmbackup"
    stranger.write_bytes(b"of another set")
    code, out, err = crm_admin("nightly", "--out", str(tmp_path), "--json")
    assert code == 0, err
    assert set(json.loads(out).values()) == {True}
    left = sorted(path.name for path in tmp_path.glob("Tiny-*"))
    assert len(left) == 7
    assert left[-1] > "Tiny-2026"
    assert stranger.exists()


def test_the_doctor_names_open_doors_and_switched_off_safety(tiny: Target, crm_admin: Command) -> None:
    code, out, _err = crm_admin("doctor", "--json")
    findings = {finding["check"]: finding for finding in json.loads(out)}
    assert findings["authentication"]["grade"] == "ok"
    assert findings["schema"]["grade"] == "ok"
    assert findings["qt"]["grade"] == "ok"
    assert findings["durability"]["grade"] == "fault"  # servers of tests do not wait for the disk
    assert "fsync" in findings["durability"]["what"]
    assert findings["durability"]["remedy"]
    assert code == 1
    assert tiny.data_dir is not None
    hba = tiny.data_dir / "postgres" / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text(before + "host all all 10.0.0.0/8 trust\n")
    try:
        code, out, _err = crm_admin("doctor")
        assert "lets people in without proof" in out
    finally:
        hba.write_text(before)


@pytest.mark.parametrize(
    ("named", "wrong"),
    [
        ('nowhere-to-be-had>=1; sys_platform == "another"', None),
        ('nowhere-to-be-had>=1; extra == "test"', None),
        ("nowhere-to-be-had>=1", "nowhere-to-be-had"),
        ("psutil>=900", f"psutil {version('psutil')}"),
        ("psutil<1", f"psutil {version('psutil')}"),
    ],
)
def test_the_doctor_asks_for_the_libraries_of_this_system_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, wrong: str | None
) -> None:
    monkeypatch.setattr("importlib.metadata.requires", lambda _name: ["reportlab>=4", named])
    found = next(finding for finding in check_machine(tmp_path) if finding.check == "libraries")
    assert found.grade == ("fault" if wrong else "ok")
    assert found.values.get("names") == wrong


def test_the_doctor_says_when_a_server_does_not_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--server", "127.0.0.1:1", "--json", "--lang", "en"]) == 1
    findings = {finding["check"]: finding for finding in json.loads(capfd.readouterr().out)}
    assert findings["reached"]["grade"] == "fault"
    assert "firewall" in findings["reached"]["remedy"]


def test_a_person_is_erased_only_when_it_is_said_twice(tiny: Target, crm_admin: Command) -> None:
    ((contact, customer),) = tiny.rows("SELECT id, customer_id FROM crm.contact ORDER BY id DESC LIMIT 1")
    tiny.rows("UPDATE crm.contact SET name = '周海燕', mobile = '13933334444' WHERE id = %s", contact)
    tiny.rows(
        "UPDATE crm.opportunity SET contact_id = %s WHERE id = (SELECT min(id) FROM crm.opportunity WHERE outcome = 'open')",
        contact,
    )
    code, out, _err = crm_admin("erase", "contact", "周海燕", "--yes")
    assert code == 1 and "“周海燕” cannot be erased yet" in out and "Open opportunities" in out
    tiny.rows("UPDATE crm.opportunity SET contact_id = NULL WHERE contact_id = %s", contact)
    tiny.rows("UPDATE crm.action SET promise_kept = true WHERE contact_id = %s", contact)
    code, out, _err = crm_admin("erase", "contact", str(contact))
    assert code == 0 and "would go for good" in out and "Records of the person" in out and "--yes" in out
    name = "SELECT name, (SELECT count(*) FROM crm.erasure) FROM crm.contact WHERE id = %s"
    assert tiny.rows(name, contact) == [("周海燕", 0)]
    code, out, err = crm_admin("erase", "contact", "13933334444", "--yes", "--json", "--login", "boss")
    assert code == 1 and "no right" in err
    assert tiny.rows(name, contact) == [("周海燕", 0)]
    code, out, err = crm_admin(
        "erase", "contact", "13933334444", "--yes", "--reason", "asked", "--json", "--lang", "zh_CN"
    )
    told = json.loads(out)
    assert code == 0 and "“周海燕”已清除" in err
    assert (told["record"], told["places"]["person"], told["obstacles"]) == (contact, 1, {})
    assert tiny.rows(name, contact) == [("(erased)", 1)]
    assert tiny.rows("SELECT reason, login FROM crm.erasure WHERE id = %s", told["erasure"]) == [("asked", "admin")]
    for words, sentence in ((("contact", "没有这个人"), "finds nobody"), (("customer", "公司"), "finds more than one"),
                            (("customer", str(customer)), "is no person")):  # fmt: skip
        code, _out, err = crm_admin("erase", *words, "--yes")
        assert code == 1 and sentence in err
    assert tiny.rows("SELECT count(*) FROM crm.erasure") == [(1,)]
