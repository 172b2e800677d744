"""Server and desktop on two networks of the kernel's own: cut, late, lossy, and deaf on one side."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.admin import embedded
from tests import databases
from tests.databases import AccountSet
from tests.faults import cable
from tests.faults.figures import note
from tests.faults.led import HOME, LONGEST, Client, desktop

pytestmark = pytest.mark.skipif(bool(cable.missing()), reason=cable.missing() or "-")


def _inside(wire: cable.Cable, what: str, folder: Path) -> None:
    """Start or stop the server in its namespace: only there is its port seen."""
    words = f"from crm_desktop.admin import embedded; embedded.{what}"
    subprocess.run(
        [*wire.inside(wire.server), sys.executable, "-c", words, str(folder)], cwd=HOME, check=True, capture_output=True
    )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[cable.Cable, AccountSet]]:
    """Give the tiny company on a server that is reached through a cable only."""
    base = Path(databases.os.environ[databases.BASE_VARIABLE])
    folder = base / f"cable-{tmp_path_factory.mktemp('cable').name}-{databases.os.getpid()}"
    with databases.running_server(folder) as server, cable.laid() as wire:
        name = databases.create_tiny(server, "tiny")
        embedded.stop(folder)
        with (folder / "postgres" / "postgresql.conf").open("a") as settings:
            settings.write("listen_addresses = '*'\n")
        _inside(wire, f"start({str(folder)!r}, durable=False)", folder)
        try:
            with (folder / "postgres" / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {cable.CLIENT}/32 scram-sha-256\n")
            company = AccountSet(name=name, server=server)
            company.rows("SELECT pg_reload_conf()")
            yield wire, company
        finally:
            _inside(wire, f"stop({str(folder)!r}, at_once=True)", folder)


@pytest.fixture
def client(office: tuple[cable.Cable, AccountSet], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    wire, company = office
    wire.mend()
    where = (cable.SERVER, company.port, company.name)
    environment: dict[str, str] = getattr(request, "param", {})
    with desktop(where, tmp_path / "desk", prefix=wire.inside(wire.client), environment=environment) as client:
        try:
            yield client
        finally:
            wire.mend()


def _stored(company: AccountSet, record_id: int, name: str = "short_name") -> str:
    return str(company.rows(f"SELECT {name} FROM crm.customer WHERE id = {record_id}")[0][0])


def _on_by_itself(client: Client, company: AccountSet, postcode: str, what: str) -> None:
    """A colleague's change arrives, without a press of any key."""
    began = time.monotonic()
    client.until(lambda s: s["online"])
    company.rows(f"UPDATE crm.customer SET postcode = '{postcode}' WHERE id = 1")
    client.until(lambda s: s["values"].get("postcode") == postcode)
    note("network", what, back_seconds=round(time.monotonic() - began, 1), longest_wait_of_the_window=client.longest)


def _save_until_it_is_there(client: Client) -> None:
    """Press Ctrl+S as often as the window asks for it, each time it has the server again."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        client.until(lambda s: s["online"], patience=120)
        client.ask("keys", "Ctrl+S")
        if not client.until(lambda s: not s["saving"], patience=120)["dirty"]:
            return
    raise AssertionError("never saved")


def test_the_plug_is_pulled(office: tuple[cable.Cable, AccountSet], client: Client) -> None:
    wire, company = office
    client.open("customer", 1)
    client.ask("type", "short_name", " before")
    wire.pull()
    client.ask("type", "short_name", " and after")
    client.ask("keys", "Ctrl+S")
    seen = client.until(lambda s: "Not saved yet" in s["notice"], patience=90)
    assert seen["values"]["short_name"].endswith(" before and after")
    assert seen["banner"]
    assert "before" not in _stored(company, 1)
    wire.plug()
    _on_by_itself(client, company, "710001", "plug pulled")
    assert client.state()["values"]["short_name"].endswith(" before and after")
    _save_until_it_is_there(client)
    assert _stored(company, 1).count(" before and after") == 1
    assert client.longest < LONGEST


# With the patience of an office: a connection takes five ways there and back, 3 s of these.
@pytest.mark.parametrize("client", [{"CRM_FAULTS_SOON": ""}], indirect=True)
def test_late_and_lossy(office: tuple[cable.Cable, AccountSet], client: Client) -> None:
    wire, company = office
    client.open("customer", 1)
    lost = wire.lost
    wire.delay, wire.jitter, wire.loss = 0.3, 0.1, 0.2
    client.ask("new", "customer")
    client.until(lambda s: s.get("id") == 0)
    client.ask("type", "name", "Far Away Ltd")
    client.ask("keys", "Ctrl+S")
    client.until(lambda s: not s["saving"], patience=120)
    _save_until_it_is_there(client)
    assert company.rows("SELECT count(*) FROM crm.customer WHERE name = 'Far Away Ltd'") == [(1,)]
    assert wire.lost > lost
    wire.mend()
    client.open("customer", 1)
    _on_by_itself(client, company, "710002", "300 ± 100 ms each way, 20 % lost")
    assert client.longest < LONGEST


@pytest.mark.parametrize("deaf", ["server", "client"])
def test_half_open(office: tuple[cable.Cable, AccountSet], client: Client, deaf: str) -> None:
    """One way is dead, and neither side is told: no end, no reset."""
    wire, company = office
    record = {"server": 1, "client": 2}[deaf]
    client.open("customer", record)
    wire.to_server, wire.to_client = deaf != "server", deaf != "client"
    client.ask("new", "customer")
    client.until(lambda s: s.get("id") == 0)
    client.ask("type", "name", f"Half Open {deaf}")
    client.ask("keys", "Ctrl+S")
    client.until(lambda s: s["banner"])
    client.ask("type", "address", "typed while deaf")
    wire.mend()
    client.until(lambda s: s["online"] and not s["saving"], patience=120)
    assert client.state()["values"]["address"] == "typed while deaf"
    _save_until_it_is_there(client)
    found = company.rows(f"SELECT address FROM crm.customer WHERE name = 'Half Open {deaf}'")
    assert found == [("typed while deaf",)], "once, whatever arrived of the first attempt"
    client.open("customer", 1)
    _on_by_itself(client, company, "710003" if deaf == "server" else "710004", f"half-open, {deaf} hears nothing")
    assert client.longest < LONGEST
