"""An import dies at any point, with the desktop or with the server: all of it is there or nothing, and a further go ends it."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.admin import embedded
from tests import databases
from tests.databases import AccountSet
from tests.faults.figures import note, size
from tests.faults.led import Client, desktop
from tests.faults.test_server_killed import _kill

ROWS, KILLS = size("rows", 1_200), size("import_kills", 3)
#: what is under way, rows a second by which a point in it is chosen, who is killed
POINTS = (
    ("staging", 40_000, "server"), ("checking", 6_000, "client"), ("committing", 3_000, "server"),
    ("staging", 40_000, "client"), ("checking", 6_000, "server"), ("committing", 3_000, "client"),
)  # fmt: skip
WAIT = 60 + ROWS / 50  #: seconds that a step may take on a busy machine
START, MAPPING, PREVIEW, RESULT = range(4)


class Import:
    """One list on its way in."""

    def __init__(self, company: AccountSet, folder: Path, number: int) -> None:
        self.company, self.name, self.path = company, f"Import {number}", folder / f"list {number}.csv"
        with self.path.open("w", encoding="utf-8") as file:
            file.write("Name,Phone,Address\n")
            file.writelines(f"{self.name} {row},029-{number:02}{row:06},Street {row}\n" for row in range(ROWS))

    def there(self) -> int:
        """Return how many of its rows are customers; each once."""
        ((rows, names),) = self.company.rows(
            "SELECT count(*), count(DISTINCT name) FROM crm.customer WHERE starts_with(name, %s)", f"{self.name} "
        )
        assert rows == names
        return int(rows)

    def begin(self, client: Client) -> None:
        """Choose the file; its columns are guessed."""
        client.ask("import", "customer")
        client.until(lambda s: s.get("step") == START and s["busy"] == 0)
        client.ask("take", str(self.path), "customer")
        client.until(lambda s: s["step"] == MAPPING and s["busy"] == 0)

    def check(self, client: Client) -> None:
        """Stage and check the rows, until the preview says what they would do."""
        client.ask("keys", "Ctrl+Return")
        self.preview(client)

    def preview(self, client: Client) -> None:
        """Wait for the preview."""
        state = client.until(lambda s: s["step"] == PREVIEW and s["counts"] and s["busy"] == 0, WAIT)
        assert state["counts"]["new"] == ROWS

    def reach(self, client: Client, phase: str) -> str:
        """Go on until *phase* is under way, with what an earlier go left, if that is of use; return with what."""
        client.ask("import", "customer")
        client.until(lambda s: s.get("step") == START and s["busy"] == 0)
        left = [run for run in client.state()["runs"] if run[1] in ("staged", "checked")]
        if left and phase != "staging":
            client.ask("take_up", left[0][0], "resume")
            if phase == "committing":
                self.preview(client)
                client.ask("keys", "Ctrl+Return")
            return "gone on with"
        if left:
            client.ask("take_up", left[0][0], "forget")
            client.until(lambda s: left[0] not in s["runs"] and s["busy"] == 0)
        self.begin(client)
        if phase == "committing":
            self.check(client)
        client.ask("keys", "Ctrl+Return")
        deadline = time.monotonic() + WAIT
        while phase == "checking" and not self.staged():
            assert time.monotonic() < deadline
        return "begun"

    def staged(self) -> bool:
        """Return whether its rows stand in the database."""
        return bool(self.company.rows("SELECT 1 FROM crm.import_run WHERE file_name = %s", self.path.name))


def _settled(company: AccountSet) -> None:
    """Wait until the server has given up what nobody waits for any more."""
    deadline = time.monotonic() + WAIT
    while company.rows(
        "SELECT 1 FROM pg_stat_activity WHERE usename = 'boss' AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
    ):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _nothing_half(company: AccountSet) -> None:
    orphans = (
        "SELECT count(*) FROM crm.import_row r WHERE NOT EXISTS (SELECT FROM crm.import_run i WHERE i.id = r.run_id)"
    )
    assert company.rows(orphans) == [(0,)]
    for state, counts, rows in company.rows(
        "SELECT state, counts ->> 'rows', (SELECT count(*) FROM crm.import_row r WHERE r.run_id = i.id) FROM crm.import_run i"
    ):
        assert rows == (int(counts) if state in ("staged", "checked") else 0)


@pytest.fixture
def company(own_server: embedded.Server) -> AccountSet:
    embedded.stop(own_server.data_dir)
    server = embedded.start(own_server.data_dir, durable=True)
    return AccountSet(name=databases.create_tiny(server, "tiny"), server=server)


def test_killed_at_any_point(company: AccountSet, tmp_path: Path) -> None:
    chance = random.Random(6)
    where, folder = (company.host, company.port, company.name), tmp_path / "desk"
    one, told, began = Import(company, tmp_path, 0), list[dict[str, Any]](), time.monotonic()
    for turn in range(KILLS):
        phase, pace, victim = POINTS[turn % len(POINTS)]
        with desktop(where, folder) as client:
            way = one.reach(client, phase)
            wait = chance.random() * ROWS / pace
            time.sleep(wait)
            if victim == "client":
                client.kill()
            else:
                _kill(company.server)
                embedded.start(company.server.data_dir, durable=True)
                state = client.until(lambda s: s["online"] and s["busy"] == 0, WAIT)  # by itself
                assert not state["crash"]
        _settled(company)
        there = one.there()
        assert there in (0, ROWS), "all or nothing"
        _nothing_half(company)
        told.append({"import": way, "killed while": phase, "after_seconds": round(wait, 1), "victim": victim})
        if there:
            one = Import(company, tmp_path, turn + 1)
    with desktop(where, folder) as client:
        way = one.reach(client, "committing")
        client.until(lambda s: s["step"] == RESULT, WAIT)
    assert one.there() == ROWS, "exactly its rows"
    _nothing_half(company)
    assert company.rows("SELECT rule FROM crm.check_account_set()") == []
    assert company.rows("SELECT * FROM crm.verify_audit()") == []
    note("import killed", f"{ROWS:,} rows, any phase", kills=told, at_last=way, seconds=round(time.monotonic() - began))
