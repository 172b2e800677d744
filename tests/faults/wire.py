"""A wire between client and server that a test can cut, hold, slow down, or rob of one answer."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from tests.databases import AccountSet

CHUNK = 65536


class Wire:
    """Forwards TCP connections to *host*:*port*; *port* of the wire itself is free for clients."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._open = threading.Event()
        self._open.set()
        self._up, self.delay, self._rob, self.robbed = True, 0.0, b"", threading.Event()
        self._deaf: object = None
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def cut(self) -> None:
        """End every connection, and take no new one until ``mend``."""
        self._up = False
        for pair in list(self._pairs):
            _end(*pair)

    def mend(self) -> None:
        """Let everything pass again, at once."""
        self._up, self.delay = True, 0.0
        self._open.set()

    def hold(self) -> None:
        """Let nothing pass, without a word to either side."""
        self._open.clear()

    def deafen(self, client: int) -> None:
        """Let nothing more reach the client's socket *client* (its number), without ending its connection."""
        with socket.socket(fileno=os.dup(client)) as one:
            self._deaf = one.getsockname()

    def rob(self, words: bytes) -> None:
        """Let the server read the next message that holds *words*, but lose its answer with the connection."""
        self.robbed.clear()
        self._rob = words

    def close(self) -> None:
        """End everything."""
        self.cut()
        self._open.set()
        _end(self._door)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            try:
                if not self._up:
                    raise ConnectionRefusedError
                server = socket.create_connection(self._there)
            except OSError:
                client.close()
                continue
            pair = (client, server)
            self._pairs.add(pair)
            robbed = threading.Event()
            for start in (
                threading.Thread(target=self._forward, args=(client, server, pair, robbed, True), daemon=True),
                threading.Thread(target=self._forward, args=(server, client, pair, robbed, False), daemon=True),
            ):
                self._threads.append(start)
                start.start()

    def _forward(
        self, source: socket.socket, target: socket.socket, pair: tuple[socket.socket, socket.socket],
        robbed: threading.Event, from_client: bool,
    ) -> None:  # fmt: skip
        try:
            while data := source.recv(CHUNK):
                self._open.wait()
                if self.delay:
                    time.sleep(self.delay)
                if from_client and self._rob and self._rob in data:
                    self._rob = b""
                    robbed.set()
                elif not from_client and robbed.is_set():
                    self.robbed.set()  # the server has answered: it is done there
                    break
                if from_client or self._deaf is None or target.getpeername() != self._deaf:
                    target.sendall(data)
        except OSError:
            pass
        self._pairs.discard(pair)
        _end(*pair)


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextlib.contextmanager
def wired(account_set: AccountSet) -> Iterator[tuple[Wire, AccountSet]]:
    """Give a wire to *account_set* and the set as it is seen through it."""
    wire = Wire(account_set.host, account_set.port)
    try:
        yield wire, replace(account_set, server=replace(account_set.server, port=wire.port))
    finally:
        wire.close()
