"""From the command to the login, and from the login to the first page."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bench.bare import Bare
from tests.bench.measure import Result, Samples
from tests.bench.prepare import Prepared, surroundings

_ROOT = Path(__file__).parents[2]
MOST_MB = 250.0


def start_to_login(prepared: Prepared, repeat: int) -> Result:
    """Start the program; its login is painted. Beside it a bare window of a program that imports SQLAlchemy."""
    samples, env = Samples(), surroundings(prepared.folder)
    _start(env, "bare")  # leaves its bytecode
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        address = f"{prepared.host}:{prepared.port}"
        _start(env, "login", folder, address, prepared.dbname)
        for _ in range(max(5, repeat // 3)):
            samples.bare.append(_start(env, "bare"))
            samples.clock.append(_start(env, "login", folder, address, prepared.dbname))
    return samples.result("start_to_login", "-", prepared.customers, interactive=False, with_memory=False)


def _start(env: dict[str, str], *words: str) -> float:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.window_child", *words], cwd=_ROOT, env=env, capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    return (float(done.stdout.split()[-1]) - begun) * 1000


def login_to_home(prepared: Prepared, role: str, repeat: int) -> Result:
    """Click on "log in" in a program just started; its first page is painted. Beside it the same questions alone."""
    samples, rss = Samples(), 0.0
    bare = Bare(prepared, role)
    _client(prepared, role)  # leaves its bytecode
    for _ in range(max(5, repeat // 2)):
        found = _client(prepared, role)
        samples.clock.append(found["clock"])
        samples.cpu.append(found["cpu"])
        samples.bare.append(bare.log_in(found["asked"]))
        rss = found["rss_mb"]
    bare.close()
    return replace(samples.result("login_to_home", role, prepared.customers), rss_mb=rss)


def ten_tabs(prepared: Prepared, role: str) -> Result:
    """Open ten tabs in a program just started: its memory is the result, not its time."""
    samples, found = Samples(), {}

    def act() -> None:
        found.update(_client(prepared, role, tabs=True))

    samples.time(act)
    assert found["tabs"] == 10 and not found["server_side"], found
    result = samples.result("ten_tabs", role, prepared.customers, interactive=False, most_mb=MOST_MB)
    return replace(result, rss_mb=found["rss_mb"])


def _client(prepared: Prepared, role: str, *, tabs: bool = False) -> dict[str, Any]:
    given = {
        "server": f"{prepared.host}:{prepared.port}", "set": prepared.dbname, "user": prepared.login(role),
        "password": prepared.password(role), "tabs": tabs,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client_child"], cwd=_ROOT, env=surroundings(prepared.folder),
        input=json.dumps(given), capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout))
