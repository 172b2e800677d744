"""Save was pressed, the server was away or slow, the program died: the next login stores it once, over nobody's work."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import AccountSet
from tests.faults.led import Client, desktop
from tests.faults.wire import Wire, wired

Act = Callable[[Client, Wire], None]


def _drafts(folder: Path) -> list[bool]:
    """Return of each draft whether it was to be saved."""
    found = []
    for path in folder.rglob("drafts/*/*.json"):
        try:
            found.append(bool(json.loads(path.read_text("utf-8"))["pressed"]))
        except (OSError, ValueError):
            continue
    return found


def _press(client: Client, wire: Wire, folder: Path, away: str) -> None:
    """Press Ctrl+S while the server is away, and be killed when that stands on the disk."""
    getattr(wire, away)()
    client.ask("keys", "Ctrl+S")
    deadline = time.monotonic() + 20
    while True not in _drafts(folder):
        assert time.monotonic() < deadline
        client.state()


def _own(account_set: AccountSet) -> int:
    sql = "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    return int(account_set.rows(sql)[0][0])


def _again(seen: AccountSet, folder: Path) -> dict[str, object]:
    """Log in once more and return what is there when nothing is under way."""
    with desktop((seen.host, seen.port, seen.name), folder, "rep1") as client:
        client.until(lambda s: s["busy"] == 0 and s.get("loaded", True) and not s.get("saving"))
        time.sleep(0.5)
        state = client.until(lambda s: s["busy"] == 0 and not s.get("saving"))
        client.ask("close")
        client.ended()
    return state


@pytest.mark.parametrize("away", ["cut", "hold"])
def test_a_change_is_stored_at_the_next_login(account_set: AccountSet, tmp_path: Path, away: str) -> None:
    one, folder = _own(account_set), tmp_path / "desk"
    ((before, version),) = account_set.rows("SELECT address, version FROM crm.customer WHERE id = %s", one)
    stored = "SELECT address, version FROM crm.customer WHERE id = %s"
    with wired(account_set) as (wire, seen):
        with desktop((seen.host, seen.port, seen.name), folder, "rep1") as client:
            client.open("customer", one)
            client.ask("type", "address", f" {away} 1")
            _press(client, wire, folder, away)
            client.kill()
        wire.cut()
        assert account_set.rows(stored, one) == [(before, version)]
        wire.mend()
        state = _again(seen, folder)
        assert account_set.rows(stored, one) == [(f"{before} {away} 1".strip(), version + 1)]
        assert any("was to be saved when the program ended" in words for words in state["toasts"])  # type: ignore[attr-defined]
        assert not state["dirty"] and _drafts(folder) == []
        _again(seen, folder)
        assert account_set.rows(stored, one) == [(f"{before} {away} 1".strip(), version + 1)], "once"


@pytest.mark.parametrize("away", ["cut", "hold"])
def test_what_is_new_is_made_once(account_set: AccountSet, tmp_path: Path, away: str) -> None:
    folder = tmp_path / "desk"
    with wired(account_set) as (wire, seen):
        with desktop((seen.host, seen.port, seen.name), folder, "rep1") as client:
            client.ask("new", "customer")
            client.ask("type", "name", f"died {away}")
            _press(client, wire, folder, away)
            client.kill()
        wire.cut()
        wire.mend()
        for _ in range(2):
            _again(seen, folder)
            assert account_set.rows("SELECT count(*) FROM crm.customer WHERE name = %s", f"died {away}") == [(1,)]
        assert _drafts(folder) == []


def test_a_new_order_comes_with_its_lines(account_set: AccountSet, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    with wired(account_set) as (wire, seen):
        with desktop((seen.host, seen.port, seen.name), folder, "rep1") as client:
            client.ask("new", "sales_order", {"customer_id": _own(account_set)}, {"customer_id": "x"})
            client.ask("type", "note", "died with lines")
            client.ask("line", 1, "PC")
            client.until(lambda s: s["busy"] == 0)
            _press(client, wire, folder, "cut")
            client.kill()
        wire.mend()
        _again(seen, folder)
        assert account_set.rows(
            "SELECT count(DISTINCT o.id), count(l.id) FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id "
            "WHERE o.note = 'died with lines'"
        ) == [(1, 1)]


def test_what_was_typed_on_waits_for_its_writer(account_set: AccountSet, tmp_path: Path) -> None:
    one, folder = _own(account_set), tmp_path / "desk"
    before = account_set.rows("SELECT address, version FROM crm.customer WHERE id = %s", one)
    with wired(account_set) as (wire, seen):
        with desktop((seen.host, seen.port, seen.name), folder, "rep1") as client:
            client.open("customer", one)
            client.ask("type", "address", " first")
            _press(client, wire, folder, "cut")
            client.ask("type", "address", " and more")
            deadline = time.monotonic() + 20
            while _drafts(folder) != [False]:
                assert time.monotonic() < deadline
                client.state()
            client.kill()
        wire.mend()
        with desktop((seen.host, seen.port, seen.name), folder, "rep1") as client:
            state = client.open("customer", one)
            assert str(state["values"]["address"]).endswith(" first and more") and state["dirty"]
        assert account_set.rows("SELECT address, version FROM crm.customer WHERE id = %s", one) == before


def test_nothing_is_sent_over_what_a_colleague_changed(account_set: AccountSet, tmp_path: Path) -> None:
    one, folder = _own(account_set), tmp_path / "desk"
    with wired(account_set) as (wire, seen):
        with desktop((seen.host, seen.port, seen.name), folder, "rep1") as client:
            client.open("customer", one)
            client.ask("type", "address", " mine")
            _press(client, wire, folder, "cut")
            client.kill()
        wire.mend()
        account_set.rows("UPDATE crm.customer SET fax = '029-88450009' WHERE id = %s RETURNING 1", one)
        before = account_set.rows("SELECT address, version FROM crm.customer WHERE id = %s", one)
        state = _again(seen, folder)
        assert account_set.rows("SELECT address, version FROM crm.customer WHERE id = %s", one) == before
        assert state["id"] == one and state["dirty"] and str(state["values"]["address"]).endswith(" mine")  # type: ignore[index]
