"""The same work by a peer, on this machine and in this run: ``--peers tryton``.

The harness that drives a peer is no part of the project; it lies in a folder of its own (``--peers-dir``, ``PEERS_DIR``, else
``../shared/peers`` beside the checkout) and installs the peer into a virtual environment under the data of the benchmark. Its
PostgreSQL is the distribution's, as the peer needs extensions that the embedded one lacks, with the settings that ours has.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from crm_desktop.admin import embedded

FOLDER, PROGRAMS = "PEERS_DIR", "PEERS_POSTGRES"
CHECKOUT = Path(__file__).resolve().parents[2]
#: orders a customer has in the harness's data, as many as the generator of the Demo makes at most
_MOST_ORDERS = 200_000
_USER = "peers"
#: our operation, what the peer's own client sends for it, by its name in the harness's file; None: the peer has no such thing.
#: Ours saves an order priced, numbered and totalled and reads it back: a draft of Tryton's is stored as given, one with "Quote" is numbered and totalled.
TRYTON: tuple[tuple[str, str | None], ...] = (
    ("list_first_rows", "a open list: search1000+count+2 x read100"),
    ("list_jump_middle", "b jump deep: offset 50000, client page"),
    ("search_list", "c search box 'ABC科技' (rec_name ilike)"),
    ("search_han", "c2 . search box '科技' (2 characters)"),
    ("search_pinyin", None),
    ("search_phone", "c5 . search box, whole phone number"),
    ("open_customer_whole", "d open customer + contacts + last 50 orders"),
    ("save_customer", "e3 . update + read back (as client)"),
    ("save_order_5_lines", "f create draft sale with 5 lines, committed"),
    ("save_order_5_lines", "f2 . create + Quote button (numbered)"),
    ("ranking", "g ranking: Conversion per Employee, as opened"),
    ("import_10k", "h import 10000 customers (import_data)"),
)
PEERS = {"tryton": TRYTON}


class NoPeer(Exception):
    """The peer cannot be run here; the sentence says what is missing."""


def _folder(named: Path | None) -> Path:
    return named or Path(os.environ.get(FOLDER) or CHECKOUT.parent / "shared" / "peers")


def _programs(named: Path | None) -> Path | None:
    if named or os.environ.get(PROGRAMS):
        return named or Path(os.environ[PROGRAMS])
    config = shutil.which("pg_config")
    if config is None:
        return None
    return Path(subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())


def measure(
    peer: str, *, folder: Path | None, programs: Path | None, data: Path, customers: int, repeat: int
) -> dict[str, Any]:
    """Run *peer* with as many customers and return its figures by our names (ms), with what it is. Raises NoPeer."""
    programs = _programs(programs)
    harness = _harness(peer, _folder(folder), programs)
    state = data / "peers"
    state.mkdir(parents=True, exist_ok=True)
    with _server(data / f"{peer}-server", programs) as (uri, version):
        call = _Call(harness, state, uri, f"{peer}_{customers}")
        call("install", unless=state / "venv" / "bin" / "gunicorn")
        if not call.is_there("_t"):
            call.begin()
            call("load", "--customers", str(customers), "--orders", str(min(_MOST_ORDERS, customers * 2)))
            call("snapshot")
        results = state / "results" / f"{peer}_{customers}.json"
        results.unlink(missing_ok=True)
        broke, before = "", os.getloadavg()[0]
        try:
            call("bench", "--reps", str(max(5, repeat)))
        except NoPeer as error:
            if not results.exists():
                raise
            broke = str(error)  # what came before is measured all the same
    found = json.loads(results.read_text(encoding="utf-8"))
    return {
        "peer": peer, "version": _version(state, peer), "postgresql": version, "broke": broke,
        "load": [round(value, 1) for value in (before, os.getloadavg()[0])],
        "results": [(ours, _figure(found, theirs, customers)) for ours, theirs in PEERS[peer]],
    }  # fmt: skip


def _harness(peer: str, folder: Path, programs: Path | None) -> Path:
    harness = folder / f"{peer}_bench.py"
    if not harness.is_file():
        raise NoPeer(f"No harness {harness}: name its folder with --peers-dir or {FOLDER}.")
    if programs is None or not (programs / "initdb").is_file():
        raise NoPeer(f"No PostgreSQL programs in {programs}: name their folder with --peers-postgres or {PROGRAMS}.")
    return harness


def _figure(found: dict[str, Any], name: str | None, customers: int) -> dict[str, Any]:
    """Return median and least of one operation; what cannot be had is said in *what* and has no figure."""
    entry = found.get(name or "")
    if name is None:
        return {"p50": None, "what": "has nothing like it"}
    if entry is None or entry["median_ms"] is None:
        return {"p50": None, "what": f"did not get through: {name}"}
    if "offset 50000" in name and customers < 100_000:
        return {"p50": None, "what": f"no such row among so few: {name}"}
    return {"p50": entry["median_ms"], "least": entry["min_ms"], "n": entry["n"], "what": name}


def _version(state: Path, peer: str) -> str:
    package = {"tryton": "trytond"}[peer]
    python = state / "venv" / "bin" / "python"
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def _server(folder: Path, programs: Path | None) -> Iterator[tuple[str, str]]:
    """Run a server of the distribution's in *folder*, set as ours is; give the URI of a superuser and the version."""
    before = {name: os.environ.get(name) for name in (embedded.PROGRAMS, embedded.LOCALE)}
    os.environ |= {embedded.PROGRAMS: str(programs), embedded.LOCALE: "und"}
    try:
        server = embedded.start(folder)
        password = secrets.token_hex(16)
        with closing(psycopg2.connect(server.admin_dsn)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            _by_bytes(cursor)
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", (_USER,))
            verb = "ALTER" if cursor.rowcount else "CREATE"
            cursor.execute(f"{verb} ROLE {_USER} SUPERUSER LOGIN PASSWORD %s", (password,))
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
        yield f"postgresql://{_USER}:{password}@{server.host}:{server.port}/", version
    finally:
        embedded.stop(folder)
        for name, value in before.items():
            os.environ.pop(name)
            os.environ |= {name: value} if value is not None else {}


def _by_bytes(cursor: Any) -> None:
    """Let new databases sort by bytes, as ours do: the peer shall not pay for a collation that we do not use."""
    cursor.execute("SELECT datcollate, datlocprovider FROM pg_database WHERE datname = 'template1'")
    if cursor.fetchone() != ("C.UTF-8", "c"):
        cursor.execute("ALTER DATABASE template1 IS_TEMPLATE false")
        cursor.execute("DROP DATABASE template1")
        cursor.execute(
            "CREATE DATABASE template1 TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C.UTF-8' IS_TEMPLATE true"
        )


class _Call:
    """Calls the harness, its state in one folder, its database by one name."""

    def __init__(self, harness: Path, state: Path, uri: str, database: str) -> None:
        self._harness, self._state, self._uri, self._database = harness, state, uri, database

    def __call__(self, what: str, *more: str, unless: Path | None = None) -> None:
        """Do one step; *unless* is there already. Raises NoPeer with what the harness printed last."""
        if unless is not None and unless.exists():
            return
        sys.stderr.write(f"peer: {what}\n")
        size = self._database.rpartition("_")[2]
        command = [sys.executable, str(self._harness), what, "--db", self._database, "--pg", self._uri, "--tag", size,
                   "--port", str(_free_port()), *more]  # fmt: skip
        environment = {**os.environ, "PEERS": str(self._state)}
        environment.pop("PYTHONPATH", None)  # the peer's packages, not ours
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoPeer(f"{what}: " + "\n".join((done.stderr or done.stdout).splitlines()[-12:]))

    def is_there(self, ending: str) -> bool:
        """Tell whether an earlier run made the peer's database with that *ending* and kept it."""
        return bool(self._ask("SELECT FROM pg_database WHERE datname = %s", (self._database + ending,)))

    def begin(self) -> None:
        """Make the database without customers; what takes minutes is made once, whatever the size."""
        peer = self._database.partition("_")[0]
        base = _Call(self._harness, self._state, self._uri, f"{peer}_base")
        if not base.is_there("_t"):
            self._ask(f'DROP DATABASE IF EXISTS "{peer}_base" WITH (FORCE)')  # what a broken run left
            base("initdb")
            base("snapshot")
        self._ask(f'DROP DATABASE IF EXISTS "{self._database}" WITH (FORCE)')
        self._ask(f'CREATE DATABASE "{self._database}" TEMPLATE "{peer}_base_t"')

    def _ask(self, sql: str, values: tuple[object, ...] | None = None) -> int:
        with closing(psycopg2.connect(self._uri + "postgres")) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(sql, values)
            return int(cursor.rowcount)


def _free_port() -> int:
    return embedded.files.free_port(embedded.LOCALHOST, 0)


def compare(
    results: Sequence[dict[str, Any]], failed: Sequence[dict[str, str]], peer: dict[str, Any], role: str = "manager"
) -> list[dict[str, Any]]:
    """Return one row an operation: ours as *role*, the peer's, how many times as long the peer takes; who failed is named."""
    ours = {row["operation"]: row for row in results if row["role"] == role}
    broke = {row["operation"]: row["error"] for row in failed if row["role"] == role}
    rows = []
    for name, theirs in peer["results"]:
        mine: dict[str, Any] = ours.get(name, {"p50": None})
        times = theirs["p50"] / mine["p50"] if mine["p50"] and theirs["p50"] else None
        what = f"ours failed: {broke[name]}; {theirs['what']}" if name in broke else theirs["what"]
        rows.append({
            "operation": name, "ours": mine["p50"], "ours_least": mine.get("least"), "theirs": theirs["p50"],
            "theirs_least": theirs.get("least"), "times": times, "what": what,
        })  # fmt: skip
    return rows
