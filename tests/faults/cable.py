"""Two network namespaces and the cable between them: the packets pass through here, and so can be lost, late or cut.

Linux and root only. What ``tc netem`` does is done here packet by packet, because not every kernel has netem: each side
has a tun device of its own, and this is what reads one and writes the other. Both ends are the kernel's own TCP.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import os
import random
import select
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SERVER, CLIENT = "10.213.0.1", "10.213.0.2"
_PREFIX = "crmfaults"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_MTU = 1500


def missing() -> str:
    """Return why there can be no namespaces here; '' where there can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "network namespaces need Linux and root"
    if not shutil.which("ip"):
        return "network namespaces need the program ip (iproute2)"
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "this kernel has no tun devices"
    tried = subprocess.run(["ip", "netns", "add", f"{_PREFIX}{os.getpid()}try"], capture_output=True, check=False)
    if tried.returncode:
        return "network namespaces are not permitted here"
    _ip("netns", "del", f"{_PREFIX}{os.getpid()}try")
    return ""


@dataclass
class Cable:
    """The cable: *delay* and *jitter* in seconds, *loss* from 0 to 1, and which way is open."""

    server: str  #: namespaces
    client: str
    delay: float = 0.0
    jitter: float = 0.0
    loss: float = 0.0
    to_server: bool = True
    to_client: bool = True
    lost: int = 0  #: packets
    passed: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def mend(self) -> None:
        """Let everything pass again, at once."""
        self.delay = self.jitter = self.loss = 0.0
        self.to_server = self.to_client = True

    def pull(self) -> None:
        """Pull the plug at the client: its link is down."""
        _ip("-n", self.client, "link", "set", "wire", "down")

    def plug(self) -> None:
        """Put the plug in again."""
        _ip("-n", self.client, "link", "set", "wire", "up")

    def inside(self, namespace: str) -> list[str]:
        """Return the words before a command that is to run in *namespace*."""
        return ["ip", "netns", "exec", namespace]

    def carry(self, there: int, here: int, end: threading.Event) -> None:
        """Carry packets between the devices of the server (*there*) and the client (*here*) until the *end*."""
        under_way: list[tuple[float, int, int, bytes]] = []
        order, last = 0, {there: 0.0, here: 0.0}
        while not end.is_set():
            wait = min(0.05, max(0.0, under_way[0][0] - time.monotonic())) if under_way else 0.05
            for source in select.select([there, here], [], [], wait)[0]:
                target = here if source is there else there
                with contextlib.suppress(OSError):  # the device is down
                    packet = os.read(source, _MTU + 100)
                    way = self.to_client if source is there else self.to_server
                    if not way or (self.loss and self.chance.random() < self.loss):
                        self.lost += 1
                        continue
                    late = self.delay + self.chance.uniform(-self.jitter, self.jitter)
                    due = last[target] = max(last[target], time.monotonic() + max(0.0, late))  # as a queue: in order
                    heapq.heappush(under_way, (due, order := order + 1, target, packet))
            while under_way and under_way[0][0] <= time.monotonic():
                _due, _order, target, packet = heapq.heappop(under_way)
                with contextlib.suppress(OSError):
                    os.write(target, packet)
                    self.passed += 1


@contextlib.contextmanager
def laid() -> Iterator[Cable]:
    """Give two namespaces with a cable between them; nothing of it is there afterwards."""
    clear()
    cable = Cable(server=f"{_PREFIX}{os.getpid()}a", client=f"{_PREFIX}{os.getpid()}b")
    end, ends = threading.Event(), []
    carrier = threading.Thread(target=lambda: cable.carry(*ends, end), daemon=True)
    try:
        for namespace, own, other in ((cable.server, SERVER, CLIENT), (cable.client, CLIENT, SERVER)):
            _ip("netns", "add", namespace)
            ends.append(_tun(namespace, own, other))
        carrier.start()
        yield cable
    finally:
        end.set()
        if carrier.ident:
            carrier.join()
        for handle in ends:
            os.close(handle)
        for namespace in (cable.server, cable.client):
            _remove(namespace)


def _tun(namespace: str, own: str, other: str) -> int:
    """Make a device here, move it to its namespace and return its handle, which stays ours."""
    handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    name = f"cf{os.getpid() % 1_000_000}{namespace[-1]}"
    fcntl.ioctl(handle, _TUNSETIFF, struct.pack("16sH22s", name.encode(), _IFF_TUN | _IFF_NO_PI, b""))
    _ip("link", "set", name, "netns", namespace, "name", "wire")
    _ip("-n", namespace, "link", "set", "lo", "up")
    _ip("-n", namespace, "addr", "add", own, "peer", other, "dev", "wire")
    _ip("-n", namespace, "link", "set", "wire", "up", "mtu", str(_MTU))
    return handle


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def _remove(namespace: str) -> None:
    """End what still runs in a namespace of ours, and take it away."""
    if not Path("/run/netns", namespace).exists():
        return
    for pid in _ip("netns", "pids", namespace).split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    _ip("netns", "del", namespace)


def clear() -> None:
    """Clear away what a killed run left."""
    for old in Path("/run/netns").glob(f"{_PREFIX}*"):
        pid = old.name.removeprefix(_PREFIX).rstrip("abtry")
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            _remove(old.name)
