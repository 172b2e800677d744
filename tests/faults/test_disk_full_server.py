"""The disk of the server is full: nothing half-done, a clear sentence, and all goes on when there is room again."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
import pytest

from crm_desktop.admin import embedded
from crm_desktop.admin.main import main
from tests import databases
from tests.databases import AccountSet
from tests.faults import full_disk
from tests.faults.figures import note
from tests.faults.led import LONGEST, Client, desktop

pytestmark = pytest.mark.skipif(bool(full_disk.missing()), reason=full_disk.missing() or "-")
ROOM = 320  #: megabytes: the cluster, the account set and a few segments of the write-ahead log


@pytest.fixture(scope="module")
def company() -> Iterator[tuple[Path, AccountSet]]:
    """Give the tiny company on a server whose disk is small."""
    with full_disk.small_disk(ROOM) as disk, databases.running_server(disk / "server") as server:
        yield disk, AccountSet(name=databases.create_tiny(server, "tiny"), server=server)


@pytest.fixture
def client(company: tuple[Path, AccountSet], tmp_path: Path) -> Iterator[Client]:
    _disk, account_set = company
    with desktop((account_set.host, account_set.port, account_set.name), tmp_path / "desk") as client:
        yield client


def _whole(company: AccountSet) -> None:
    assert company.rows("SELECT rule, table_name, detail FROM crm.check_account_set()") == []
    assert company.rows("SELECT * FROM crm.verify_audit()") == []


def _words(seed: int, length: int) -> str:
    """Return words that no compression makes short: they need room."""
    return "".join(
        random.Random(seed).choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=length)
    )


def _exhaust(company: AccountSet) -> None:
    """Use up what room there is left inside the files of the tables."""
    with closing(company.connect_admin()) as connection, connection.cursor() as cursor:
        for number in range(3_000):
            with_text = _words(number, 3_000)
            try:
                cursor.execute("UPDATE crm.customer SET description = %s WHERE id = 6", (with_text,))
            except psycopg2.errors.DiskFull:
                return
    raise AssertionError("the disk never ran full")


def test_a_save_into_a_full_disk(company: tuple[Path, AccountSet], client: Client) -> None:
    disk, account_set = company
    client.open("customer", 1)
    typed = _words(1, 1_500)
    with full_disk.filled(disk):
        _exhaust(account_set)
        client.ask("type", "description", typed)
        client.ask("keys", "Ctrl+S")
        state = client.until(lambda s: "disk of the server is full" in s["notice"])
        assert state["values"]["description"].endswith(typed)
        assert state["dirty"]
        assert not state["crash"]
        assert typed not in account_set.rows("SELECT description FROM crm.customer WHERE id = 1")[0][0]
    client.ask("keys", "Ctrl+S")
    client.until(lambda s: not s["dirty"])
    assert account_set.rows("SELECT description FROM crm.customer WHERE id = 1")[0][0].count(typed) == 1
    _whole(account_set)
    assert client.longest < LONGEST


def test_the_log_of_the_server_has_no_room(company: tuple[Path, AccountSet], client: Client) -> None:
    """PostgreSQL stops at once then, and may not even start again before there is room."""
    disk, account_set = company
    client.open("customer", 2)
    client.ask("type", "short_name", "-stays")
    with full_disk.filled(disk):
        with (
            suppress(psycopg2.Error),
            closing(account_set.connect_admin()) as connection,
            connection.cursor() as cursor,
        ):
            for _ in range(200):
                cursor.execute("SELECT pg_logical_emit_message(true, 'faults', repeat('x', 1000000))")
        client.until(lambda s: s["banner"])
        client.ask("keys", "Ctrl+S")
        state = client.until(lambda s: not s["saving"] and s["notice"])
        assert state["values"]["short_name"].endswith("-stays")
    began = time.monotonic()
    deadline = began + 60
    while not _answers(account_set):
        assert time.monotonic() < deadline
        if not embedded.is_running(disk / "server"):
            embedded.start(disk / "server", durable=False)
        time.sleep(0.1)
    client.until(lambda s: s["online"])
    client.ask("keys", "Ctrl+S")
    client.until(lambda s: not s["dirty"] and not s["saving"])
    note("disk full", "server's log without room, then room again", back_seconds=round(time.monotonic() - began, 1))
    assert account_set.rows("SELECT short_name FROM crm.customer WHERE id = 2")[0][0].count("-stays") == 1
    _whole(account_set)


def _answers(company: AccountSet) -> bool:
    with suppress(psycopg2.Error):
        return company.rows("SELECT 1") == [(1,)]
    return False


@pytest.mark.parametrize("command", ["backup", "base-backup"])
def test_a_backup_to_a_full_disk(
    company: tuple[Path, AccountSet], command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _disk, account_set = company
    words = ["--set", "tiny", "--data", str(account_set.server.data_dir), "--lang", "en"]
    if command == "base-backup":
        words = words[2:]
    with full_disk.small_disk(3) as small:
        out = small / ("b.crmbackup" if command == "backup" else "base")
        with full_disk.filled(small):
            assert main([command, *words, "--out", str(out)]) == 1
            assert capfd.readouterr().err.strip()
        assert [p.name for p in small.iterdir() if p.name != "ballast"] == [], "nothing that looks whole, nothing half"
        if command == "backup":  # it is the room that was missing
            assert main([command, *words, "--out", str(tmp_path / "b.crmbackup")]) == 0
