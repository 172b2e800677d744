"""Account sets as a whole: results kept, copied, archived and brought back, as they were at a moment."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from crm_desktop.admin import backups, embedded, restores
from crm_desktop.admin.keeping import account_sets, point_in_time, works, yearly
from crm_desktop.admin.main import main
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from tests.databases import BASE_VARIABLE, AccountSet, running_server


def _silent(done: int, total: int, what: str = "") -> None:
    assert 0 <= done <= total


def _target(server: embedded.Server, name: str = "Tiny") -> Target:
    return Target(admin_dsn=server.admin_dsn, name=name, host=server.host, port=server.port, data_dir=server.data_dir)


@pytest.fixture(scope="module")
def tiny() -> Iterator[Target]:
    """Give the tiny company on a server of this module's own: sets and logins come and go."""
    with running_server(Path(os.environ[BASE_VARIABLE]) / f"keeping-{os.getpid()}", with_tiny=True) as server:
        yield _target(server)


@pytest.fixture
def crm_admin(tiny: Target, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs a crm-admin command on the module's server: (code, output, complaint)."""

    def run(*words: str) -> tuple[int, str, str]:
        data = [] if "--data" in words else ["--data", str(tiny.data_dir)]
        code = main([*words, *data, "--lang", "en"])
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return run


def _login(target: Target, login: str) -> psycopg2.extensions.connection:
    return psycopg2.connect(
        host=target.host, port=target.port, dbname=target.database, user=login, password=f"crm-{login}"
    )


def _runs(target: Target, kind: str) -> list[tuple[object, ...]]:
    return target.rows("SELECT ok, row_count, detail FROM crm.safety_run WHERE kind = %s ORDER BY id", kind)


def test_what_was_done_is_kept_failures_too(
    tiny: Target, crm_admin: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, _out, err = crm_admin("nightly", "--set", "Tiny", "--out", str(tmp_path))
    assert code == 0, err
    kinds = {row[0] for row in tiny.rows("SELECT kind FROM crm.safety_run WHERE ok")}
    assert kinds >= {"backup", "seal", "verify", "check"}
    path = next(tmp_path.glob("*.crmbackup"))
    code, _out, err = crm_admin("drill", str(path), "--set", "Tiny")
    assert code == 0, err
    ((ok, rows, detail),) = _runs(tiny, "drill")
    assert (ok, detail["broken"]) == (True, [])
    assert rows == sum(backups.read_facts(path).rows.values())
    damaged = tmp_path / "damaged.crmbackup"
    damaged.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Trouble, match="not whole"):
        works.drill(tiny, damaged, _silent)
    assert [row[0] for row in _runs(tiny, "drill")] == [True, False]
    assert _runs(tiny, "drill")[1][2]["error"]
    code, _out, _err = crm_admin("drill", str(damaged), "--set", "Tiny")
    assert code == 1


def test_an_administrator_is_told_at_the_login_what_is_overdue(tiny: Target) -> None:
    notices = "SELECT e.login, n.text FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id WHERE n.kind = 'safety' ORDER BY 1, 2"
    tiny.rows("DELETE FROM crm.safety_run")
    tiny.rows("UPDATE crm.account_set SET created_at = now() - interval '1 hour'")
    for login in ("admin", "rep1"):
        with closing(_login(tiny, login)) as connection, connection:
            connection.cursor().execute("SELECT crm.hello('x')")
    assert tiny.rows(notices) == [], "a set of an hour needs no drill yet"
    tiny.rows("UPDATE crm.account_set SET created_at = now() - interval '40 days'")
    for login in ("admin", "rep1", "admin"):
        with closing(_login(tiny, login)) as connection, connection:
            connection.cursor().execute("SELECT crm.hello('x')")
    assert tiny.rows(notices) == [("admin", "backup 40"), ("admin", "drill 40"), ("admin", "verify 40")]
    tiny.rows("DELETE FROM crm.notice WHERE kind = 'safety'")
    tiny.rows(
        "SELECT crm.note_safety('drill', true, now(), '', '', 0, 0, '{}'), crm.note_safety('backup', false, now(), '', '', 0, 0, '{}')"
    )
    with closing(_login(tiny, "admin")) as connection, connection:
        connection.cursor().execute("SELECT crm.hello('x')")
    assert tiny.rows(notices) == [("admin", "backup 40"), ("admin", "verify 40")], "a failed backup is none"


def test_results_are_for_administrators(tiny: Target) -> None:
    for login, allowed in (("admin", True), ("boss", False), ("rep1", False)):
        with closing(_login(tiny, login)) as connection, connection.cursor() as cursor:
            if allowed:
                cursor.execute("SELECT count(*) FROM crm.safety_run")
                continue
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("SELECT count(*) FROM crm.safety_run")


def test_a_copy_is_another_set_with_the_same_rows(tiny: Target, crm_admin: Callable[..., tuple[int, str, str]]) -> None:
    code, _out, err = crm_admin("sets", "copy", "Second", "--set", "Tiny")
    assert code == 0, err
    second = replace(tiny, name="Second")
    rows = "SELECT id, name, owner_id FROM crm.customer ORDER BY id"
    assert second.rows(rows) == tiny.rows(rows)
    second.rows("UPDATE crm.customer SET name = 'only here' WHERE id = 1")
    assert tiny.rows("SELECT count(*) FROM crm.customer WHERE name = 'only here'") == [(0,)]
    code, out, err = crm_admin("sets", "list", "--json")
    assert code == 0, err
    assert [(s["name"], s["employees"]) for s in json.loads(out)] == [("Second", 9), ("Tiny", 9)]
    code, _out, err = crm_admin("sets", "copy", "Second", "--set", "Tiny")
    assert code == 1
    assert "there already" in err


def test_archived_sets_are_closed_proved_listed_and_brought_back(
    tiny: Target, crm_admin: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    third = replace(tiny, name="Third")
    account_sets.copy(tiny, "Third", _silent)
    before = third.rows("SELECT id, name FROM crm.customer ORDER BY id")
    at_work = _login(third, "rep1")
    kept = account_sets.archive(third, tmp_path, _silent)
    assert not third.exists()
    with pytest.raises(psycopg2.Error):
        at_work.cursor().execute("SELECT 1")
    at_work.close()
    _login(tiny, "rep1").close()  # the same person's other set goes on
    code, out, err = crm_admin("sets", "archives", "--out", str(tmp_path), "--json")
    assert code == 0, err
    assert [(a["name"], a["path"]) for a in json.loads(out)] == [("Third", str(kept.path))]
    code, _out, err = crm_admin("sets", "bring-back", str(kept.path))
    assert code == 0, err
    assert third.rows("SELECT id, name FROM crm.customer ORDER BY id") == before
    _login(third, "rep1").close()


def test_a_set_whose_archive_cannot_be_proved_stays_and_is_open_again(
    tiny: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise Trouble("the drill failed")

    monkeypatch.setattr(restores, "drill", broken)
    with pytest.raises(Trouble, match="the drill failed"):
        account_sets.archive(tiny, tmp_path, _silent)
    assert list(tmp_path.iterdir()) == []
    _login(tiny, "rep1").close()


def test_an_employee_of_one_set_is_shut_out_of_the_other(tiny: Target) -> None:
    stranger = replace(tiny, name="Stranger")
    account_sets.copy(tiny, "Stranger", _silent, with_logins=False)
    stranger.rows("UPDATE crm.customer SET name = '只有这里才有' WHERE id = 1")
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        _login(stranger, "boss")
    with closing(_login(tiny, "boss")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(%s, 'CONNECT'), has_database_privilege(%s, 'CONNECT')",
                       (stranger.database, tiny.database))  # fmt: skip
        assert cursor.fetchone() == (False, True)
        cursor.execute("SELECT count(*) FROM crm.customer WHERE name = '只有这里才有'")
        assert cursor.fetchone() == (0,)
        for statement in (
            "SELECT dblink('x')",
            "SELECT * FROM crm_stranger.crm.customer",
            "CREATE SERVER x FOREIGN DATA WRAPPER x",
        ):
            with pytest.raises(psycopg2.Error):
                cursor.execute(statement)
            connection.rollback()
    assert stranger.rows("SELECT count(*) FROM crm.customer WHERE name = '只有这里才有'") == [(1,)]


def test_old_years_go_into_a_file_that_proves_itself(tiny: Target, tmp_path: Path) -> None:
    tiny.rows("SELECT crm.seal_audit()")
    with closing(psycopg2.connect(tiny.dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # as if it were two years ago
        cursor.execute("UPDATE crm.audit SET at = at - interval '2 years' WHERE table_name = 'customer'")
        cursor.execute("UPDATE crm.audit SET digest = crm.audit_digest(at, xid, login, table_name, record_id, operation, old, new, epoch, salt) "
                       "WHERE table_name = 'customer'")  # fmt: skip
        cursor.execute("SELECT count(*), extract(year FROM min(at))::int FROM crm.audit WHERE table_name = 'customer'")
        count, year = cursor.fetchone()
    path = tmp_path / "audit.jsonl.gz"
    moved, written = yearly.archive(tiny, year, path)
    assert moved == written == count > 0
    assert yearly.verify_file(tiny, path) == (count, [])
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    for forged in (lines[1].replace('"login": "', '"login": "x'), json.dumps(json.loads(lines[1]) | {"id": 999_999})):
        assert forged != lines[1]
        forgery = tmp_path / "forged.jsonl.gz"
        forgery.write_bytes(gzip.compress("\n".join([lines[0], forged, *lines[2:]]).encode()))
        assert yearly.verify_file(tiny, forgery) == (count, [2])
    with pytest.raises(Trouble, match="not over"):
        yearly.archive(tiny, 2999, None)


def test_a_set_as_it_was_at_a_moment(own_account_set: AccountSet, tmp_path: Path) -> None:
    """Base backup, archived log, a mistake, and back to just before it, while the set of today goes on."""
    own_server = own_account_set.server
    target, root = _target(own_server), own_server.data_dir.parent / f"{own_server.data_dir.name}-pit"
    wal, base = root / "wal", root / "base"
    try:
        point_in_time.start_archiving(target, wal)
        running = embedded.running(own_server.data_dir)
        assert running is not None
        target = _target(running)
        target.rows("UPDATE crm.customer SET address = 'before the backup' WHERE id = 1")
        point_in_time.base_backup(target, base, _silent)
        target.rows("UPDATE crm.customer SET address = 'good' WHERE id = 1")
        ((moment,),) = target.rows("SELECT clock_timestamp()")
        time.sleep(0.05)
        target.rows("DELETE FROM crm.action")
        target.rows("UPDATE crm.customer SET address = 'spoilt'")
        with target.connect_server() as server, server.cursor() as cursor:
            cursor.execute("SELECT pg_switch_wal()")
        deadline = time.monotonic() + 20
        while target.rows("SELECT archived_count FROM pg_stat_archiver")[0][0] < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)
        done = point_in_time.restore_until(base, wal, moment, target, "As it was", root / "scratch", _silent)
        was = replace(target, name="As it was")
        assert was.rows("SELECT address FROM crm.customer WHERE id = 1") == [("good",)]
        assert was.rows("SELECT count(*) > 0 FROM crm.action") == [(True,)]
        assert target.rows("SELECT DISTINCT address FROM crm.customer") == [("spoilt",)]
        assert done.broken == ()
        assert not (root / "scratch").exists()
        late = moment.replace(year=moment.year + 1)
        with pytest.raises(Trouble, match=r"reach|does not start"):
            point_in_time.restore_until(base, wal, late, target, "Never", root / "scratch", _silent)
        assert not replace(target, name="Never").exists()
    finally:
        embedded.stop(root / "scratch", at_once=True)
        shutil.rmtree(root, ignore_errors=True)


def test_a_path_of_windows_stands_in_the_settings_as_it_is(own_server: embedded.Server) -> None:
    path = "C:\\new\\backups\\it's\\%f"
    settings = own_server.data_dir / "postgres" / "postgresql.conf"
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"crm.probe = {point_in_time.quoted(path)}\n")
    embedded.stop(own_server.data_dir)
    server = embedded.start(own_server.data_dir, durable=False)
    with closing(psycopg2.connect(server.admin_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW crm.probe")
        assert cursor.fetchone() == (path,)


def test_no_password_stands_on_a_command_line() -> None:
    words, secret = backups.reaching("postgresql://postgres:s3cr%40t@db.example:5433/crm_demo")
    assert secret == {"PGPASSWORD": "s3cr@t"}
    assert "s3cr" not in " ".join(words)
    assert "host=db.example" in words[0] and "port=5433" in words[0] and "dbname=crm_demo" in words[0]
