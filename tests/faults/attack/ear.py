"""A wire that listens: whatever the server sends to a login is searched for the markers planted in foreign rows."""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import threading
from datetime import date, timedelta

#: a text marker, also in capitals (codes), as itself, as hexadecimal bytes, as bytes of a printed plan; a number that is a marker; a phone, also backwards,
#: in which the digits that a mask hides are the marker; a day long ago or far off
_FORMS = (
    re.compile(rb"zq(\d{5})w", re.IGNORECASE),
    re.compile(rb"[75]a[75]1((?:3\d){5})[75]7"),
    re.compile(rb"(?:122 113|90 81)((?: (?:4[89]|5[0-7])){5}) (?:119|87)"),
    re.compile(rb"(?<![0-9a-f.])777(\d{5})(?!\d*[a-f])"),  # a correlation of 0.777… is none, nor a part of a digest
    re.compile(rb"(?<![0-9a-f])166(\d{4})88(\d)8(?![0-9a-f])"),
    re.compile(rb"(?<![0-9a-f])8(\d)88(\d{4})661(?![0-9a-f])"),
    re.compile(rb"(?<![\d:-])([03][789]\d\d)-?([01]\d)-?([0-3]\d)(?![\d:])"),
)
_LONG_AGO, _FAR_OFF = date(700, 1, 1), date(3700, 1, 1)
_TAIL = 64  # a marker may be cut in two by the wire


def text_marker(number: int) -> str:
    """Return the marker of *number* for a column of text."""
    return f"zq{number:05d}w"


def number_marker(number: int) -> int:
    """Return the marker of *number* for a column of money or numbers."""
    return 77_700_000 + number


def phone_marker(number: int) -> str:
    """Return the marker of *number* for a column of phones: a mobile's number, hardly any of it outside of what a mask hides."""
    return f"166{number % 10_000:04d}88{number // 10_000}8"


def date_marker(number: int, late: bool = False) -> date:
    """Return the marker of *number* for a column of days: one of long ago, or far off, that no record names otherwise."""
    return (_FAR_OFF if late else _LONG_AGO) + timedelta(days=number)


def markers_in(data: bytes) -> set[int]:
    """Return the numbers of all markers in *data*."""
    plain, in_hex, printed, number, phone, backwards, days = (form.findall(data) for form in _FORMS)
    found = {int(n) for n in (*plain, *number)}
    found |= {int(first + rest) for rest, first in phone} | {int(first + rest[::-1]) for first, rest in backwards}
    found |= {int(bytes.fromhex(n.decode())) for n in in_hex}
    for parts in days:
        with contextlib.suppress(ValueError):
            day = date(*map(int, parts))
            found.add((day - (_FAR_OFF if day >= _FAR_OFF else _LONG_AGO)).days)
    return found | {int("".join(chr(int(code)) for code in n.split())) for n in printed}


class Ear:
    """Forwards connections to *host*:*port*, one thread for all; ``take`` gives what a client was told."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._door, selectors.EVENT_READ)
        self._heard: dict[int, set[int]] = {}
        self._tails: dict[int, bytes] = {}
        self._ended = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def take(self, client_port: int) -> set[int]:
        """Return the markers that went to the client since the last time."""
        found = self._heard.get(client_port, set())
        self._heard[client_port], self._tails[client_port] = set(), b""
        return found

    def close(self) -> None:
        """End everything."""
        self._ended = True
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(5)
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()

    def _run(self) -> None:
        while not self._ended:
            for key, _ in self._selector.select():
                if key.fileobj is self._door:
                    self._let_in()
                else:
                    self._pass_on(key.fileobj, *key.data)  # type: ignore[arg-type]

    def _let_in(self) -> None:
        client, address = self._door.accept()
        if self._ended:
            client.close()
            return
        server = socket.create_connection(self._there)
        for one in (client, server):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._heard[address[1]], self._tails[address[1]] = set(), b""
        self._selector.register(client, selectors.EVENT_READ, (server, 0))
        self._selector.register(server, selectors.EVENT_READ, (client, address[1]))

    def _pass_on(self, source: socket.socket, target: socket.socket, told: int) -> None:
        try:
            data = source.recv(262144)
            if not data:
                raise ConnectionResetError
            if told:
                whole = self._tails[told] + data
                self._heard[told] |= markers_in(whole)
                self._tails[told] = whole[-_TAIL:]
            target.sendall(data)
        except OSError:
            for one in (source, target):
                with contextlib.suppress(KeyError, ValueError):
                    self._selector.unregister(one)
                one.close()
