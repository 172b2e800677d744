"""The other end of ``tests.faults.desk``: starts a desktop in a process of its own, leads it, ends it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2]
#: So that a test need not wait for what a desktop in an office waits for; the long form takes that time.
SOON = {} if os.environ.get("CRM_FAULTS_LONG") else {"CRM_FAULTS_SOON": "1"}
#: Seconds between two turns of the event loop on a busy machine; a wait for the network takes six or more.
LONGEST = 3.0


class Client:
    """A desktop somewhere else."""

    def __init__(self, process: subprocess.Popen[bytes], password: str) -> None:
        self._process, self._password, self._rest = process, password, b""
        self.longest = 0.0  #: seconds in which its window could not have answered

    def ask(self, verb: str, *words: Any, patience: float = 30.0) -> Any:
        """Have it do something, and return its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([verb, *words]).encode() + b"\n")
        self._process.stdin.flush()
        answer = self.hear(patience)
        if isinstance(answer, dict) and "error" in answer:
            raise AssertionError(f"{verb}: {answer['error']}")
        return answer

    def hear(self, patience: float = 60.0) -> Any:
        """Return its next line."""
        assert self._process.stdout is not None
        deadline = time.monotonic() + patience
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError("the desktop does not answer")
            found = os.read(self._process.stdout.fileno(), 65536)
            if not found:
                raise AssertionError(f"the desktop has ended: {self._process.wait()}")
            self._rest += found
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)

    def state(self) -> dict[str, Any]:
        """Return what can be seen there."""
        found: dict[str, Any] = self.ask("state")
        self.longest = max(self.longest, found["longest"])
        return found

    def until(self, seen: Callable[[dict[str, Any]], Any], patience: float = 60.0) -> dict[str, Any]:
        """Look until *seen* gives something true; return the state in which it did."""
        deadline = time.monotonic() + patience
        while not seen(state := self.state()):
            if time.monotonic() > deadline:
                raise AssertionError(f"never seen; at last {state}")
            time.sleep(0.03)
        return state

    def log_in(self) -> None:
        """Type the password and wait for the desktop that listens."""
        self.ask("password", self._password)
        self.until(lambda s: s["in"] and s.get("listening") and s["busy"] == 0)
        self.longest = 0.0  # building the window is not what is measured

    def open(self, entity: str, record_id: int) -> dict[str, Any]:
        """Open a record and return the state with it on show."""
        self.ask("open", entity, record_id)
        return self.until(lambda s: s.get("id") == record_id and s["loaded"] and s["busy"] == 0)

    def ended(self, patience: float = 30.0) -> int:
        """Wait until it has ended by itself; return how."""
        return self._process.wait(patience)

    def kill(self) -> None:
        """End it without a word, as a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@contextmanager
def desktop(
    where: tuple[str, int, str], folder: Path, login: str = "boss", *,
    prefix: Sequence[str] = (), environment: Mapping[str, str] | None = None, log_in: bool = True,
) -> Iterator[Client]:  # fmt: skip
    """Give a desktop of *login* on (host, port, database); *prefix* stands before its command."""
    host, port, database = where
    command = [*prefix, sys.executable, "-m", "tests.faults.desk", host, str(port), database, login, str(folder)]
    variables = {**os.environ, **SOON, **(environment or {}), "PYTHONFAULTHANDLER": "0", "QT_QPA_PLATFORM": "offscreen"}
    with (folder.parent / f"{folder.name}.desk.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=HOME, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
    client = Client(process, f"crm-{login}")
    try:
        assert client.hear() == "ready"
        if log_in:
            client.log_in()
        yield client
    finally:
        process.kill()
        process.wait()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
