"""The disk of one's own PC is full: one works on, nothing good is overwritten by half, every failure has its sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import AccountSet
from tests.faults import full_disk
from tests.faults.led import desktop

pytestmark = pytest.mark.skipif(bool(full_disk.missing()), reason=full_disk.missing() or "-")


@pytest.fixture
def disk() -> Iterator[Path]:
    with full_disk.small_disk(8) as disk:
        yield disk


def _where(company: AccountSet) -> tuple[str, int, str]:
    return company.host, company.port, company.name


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "ballast"
    }


def _draft(folder: Path) -> str:
    (path,) = folder.rglob("drafts/*/customer-1.json")
    return str(json.loads(path.read_text("utf-8"))["snapshot"]["short_name"]["typed"])


def test_one_types_saves_exports_and_prints(account_set: AccountSet, disk: Path, tmp_path: Path) -> None:
    folder, good = disk / "desk", disk / "good.xlsx"
    with desktop(_where(account_set), folder) as client:
        client.open("customer", 1)
        client.ask("type", "short_name", "-one")
        client.until(lambda _: list(folder.rglob("drafts/*/customer-1.json")))
        first = _draft(folder)
        client.ask("list", "customer")
        client.until(lambda s: s["busy"] == 0)
        client.ask("export", str(good))  # first what goes well
        client.until(lambda s: good.exists() and any("good.xlsx" in toast for toast in s["toasts"]))
        client.ask("keys", "Ctrl+P")
        client.until(lambda s: s["preview"])
        pdf = disk / "good.pdf"
        assert client.ask("print", str(pdf)).startswith("Saved")
        before = _files(disk)
        with full_disk.filled(disk):
            client.ask("export", str(good))
            client.until(lambda s: any("The disk is full" in toast for toast in s["toasts"]))
            assert "could not be written" in client.ask("print", str(pdf))
            client.ask("back")
            client.open("customer", 1)
            client.ask("type", "short_name", "-two")
            state = client.until(lambda s: "cannot be written" in s["notice"])
            assert state["values"]["short_name"].endswith("-one-two")
            assert _draft(folder) == first, "the older draft stands"
            client.ask("prefer", "faults", "kept on the server")
            client.until(lambda _: account_set.rows("SELECT 1 FROM crm.preference WHERE name = 'faults'"))
            client.ask("stumble")
            client.until(lambda s: s["crash"])
            client.ask("keys", "Return")  # go on working
            client.until(lambda s: not s["crash"])
            client.ask("back")
            client.ask("type", "short_name", "!")
            assert client.state()["values"]["short_name"].endswith("-one-two!")
            assert _files(disk).keys() - {"desk/errors.log"} == before.keys(), "no half files"
            assert (good.read_bytes(), pdf.read_bytes()) == (before["good.xlsx"], before["good.pdf"])
            client.ask("keys", "Ctrl+S")
            client.until(lambda s: not s["dirty"])
        ((stored,),) = account_set.rows("SELECT short_name FROM crm.customer WHERE id = 1")
        assert stored.endswith("-one-two!")
        assert account_set.rows("SELECT value FROM crm.preference WHERE name = 'faults'") == [("kept on the server",)]
        client.ask("list", "customer")
        client.until(lambda s: s["busy"] == 0)
        client.ask("export", str(good))  # there is room again
        client.until(lambda s: any("good.xlsx" in toast for toast in s["toasts"]) and good.stat().st_size > 0)


def test_one_logs_in_and_out(account_set: AccountSet, disk: Path) -> None:
    folder = disk / "desk"
    with desktop(_where(account_set), folder) as client:
        client.open("customer", 2)
        client.ask("close")
        client.ended()
    before = _files(folder)
    assert any(name.startswith("window-") for name in before)
    with full_disk.filled(disk):
        with desktop(_where(account_set), folder, log_in=False) as client:
            client.ask("password", "wrong")
            client.until(lambda s: "wrong" in s.get("message", ""))
            client.ask("password", "crm-boss")
            state = client.until(lambda s: s["in"] and s.get("id") == 2)
            assert not state["crash"]
            client.ask("close")
            client.ended()
        assert {name: _files(folder).get(name) for name in before} == before, "what was kept stands whole"
