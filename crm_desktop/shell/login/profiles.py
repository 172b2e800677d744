"""The servers this PC knows, kept in one small file of the user's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from crm_desktop.core.files import write_whole

DEFAULT_PORT = 5432


@dataclass(frozen=True, kw_only=True)
class Server:
    """One database server, or several that stand in for each other (*host* with commas)."""

    name: str
    host: str
    port: int = DEFAULT_PORT
    sslmode: str = "prefer"
    sets: tuple[str, ...] = ()  #: account sets seen there
    last_set: str = ""
    last_login: str = ""
    kept: tuple[str, ...] = ()  #: ``SET/LOGIN`` of which this PC's keyring may hold the password
    folder: str = ""  #: of an embedded server on this PC, which may come back on another port

    def keeps(self, account_set: str, login: str) -> bool:
        """Tell whether this PC's keyring may hold the password of a login."""
        return f"{account_set}/{login}" in self.kept


@dataclass(frozen=True, kw_only=True)
class Homes:
    """How the embedded servers of this PC are found (in a job): *of* host and port the folder, '' for others; its *port* by now, or 0."""

    of: Callable[[str, int], str]
    port: Callable[[str], int]


def followed(server: Server, homes: Homes | None) -> Server:
    """Return *server* where it was started last."""
    port = homes.port(server.folder) if homes is not None and server.folder else 0
    if port in (0, server.port):
        return server
    plain = server.name == f"{server.host}:{server.port}"
    return replace(server, name=f"{server.host}:{port}" if plain else server.name, port=port)


def settled(folder: Path, server: Server, home: str) -> None:
    """Keep in which folder an embedded server lives."""
    known = read_servers(folder)
    if any(s.name == server.name and s.folder != home for s in known):
        write_servers(folder, tuple(replace(s, folder=home) if s.name == server.name else s for s in known))


def read_servers(folder: Path) -> tuple[Server, ...]:
    """Return the servers in the order they were added; none where the file is missing or damaged."""
    try:
        entries = json.loads((folder / "servers.json").read_text(encoding="utf-8"))
        return tuple(_server(entry) for entry in entries)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _server(entry: Mapping[str, Any]) -> Server:
    last = (
        [f"{entry.get('last_set', '')}/{entry['last_login']}"] if entry.get("last_login") else []
    )  # before it was noted
    return Server(
        name=str(entry["name"]),
        host=str(entry["host"]),
        port=int(entry.get("port", DEFAULT_PORT)),
        sslmode=str(entry.get("sslmode", "prefer")),
        sets=tuple(map(str, entry.get("sets", ()))),
        last_set=str(entry.get("last_set", "")),
        last_login=str(entry.get("last_login", "")),
        kept=tuple(map(str, entry.get("kept", last))),
        folder=str(entry.get("folder", "")),
    )


def write_servers(folder: Path, servers: tuple[Server, ...]) -> None:
    """Keep *servers*; a full disk keeps nobody from working, and the file is never half-written."""
    with suppress(OSError):
        write_whole(folder / "servers.json", json.dumps([asdict(s) for s in servers], ensure_ascii=False, indent=1))


def with_server(servers: tuple[Server, ...], server: Server, instead_of: str = "") -> tuple[Server, ...]:
    """Return *servers* with *server* in the place of the one named *instead_of* (or of its own name)."""
    old = instead_of or server.name
    if any(s.name == old for s in servers):
        return tuple(server if s.name == old else s for s in servers if s.name != server.name or s.name == old)
    return (*servers, server)


def seen(server: Server, account_set: str, login: str, found: tuple[str, ...] = (), *, keep: bool = False) -> Server:
    """Return *server* as it is after somebody logged in, whose password is to be kept or not, and *found* account sets there."""
    sets = tuple(dict.fromkeys((*server.sets, *found, account_set)))
    one = f"{account_set}/{login}"
    kept = (*(other for other in server.kept if other != one), *([one] if keep else []))
    return replace(server, sets=sets, last_set=account_set, last_login=login, kept=kept)


def with_set(servers: tuple[Server, ...], where: Mapping[str, object]) -> tuple[tuple[Server, ...], str]:
    """Return *servers* with the account set at *where* as the one to be entered next, and the name of its server."""
    host, port, database = str(where["host"]), int(str(where["port"])), str(where.get("dbname", ""))
    known = next((s for s in servers if (s.host, s.port) == (host, port)), None)
    server = known or Server(name=f"{host}:{port}", host=host, port=port)
    sets = tuple(dict.fromkeys((*server.sets, database)))
    login = str(where.get("login", "")) or server.last_login
    return with_server(servers, replace(server, sets=sets, last_set=database, last_login=login)), server.name


def named(servers: tuple[Server, ...], word: str) -> Server | None:
    """Return the server called *word*, or one made from ``host:port``; None where it is neither."""
    for server in servers:
        if word in (server.name, f"{server.host}:{server.port}"):
            return server
    match = re.fullmatch(r"\[?([^\s\[\]]+?)\]?(?::(\d{1,5}))?", word)
    if not match or (match[2] is None and "." not in word and word != "localhost"):
        return None
    return Server(name=word, host=match[1], port=int(match[2] or DEFAULT_PORT))


def shown(database: str) -> str:
    """Return the name of an account set as people say it: ``crm_demo`` is demo."""
    return database.removeprefix("crm_")


def database_of(words: str, known: tuple[str, ...]) -> str:
    """Return the database of the account set that somebody typed or chose; '' for what can be no name."""
    for database in known:
        if words.casefold() in (database.casefold(), shown(database).casefold()):
            return database
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    return plain if not plain or plain.startswith("crm_") else f"crm_{plain}"


class Delays:
    """The waiting time after wrong passwords, longer each time; kept on disk, so that a restart does not shorten it."""

    STEPS = (0, 0, 2, 4, 8, 15, 30, 60)  #: seconds after so many failures

    def __init__(self, folder: Path) -> None:
        self._file = folder / "login_failures.json"

    def seconds_left(self, who: str, now: float) -> float:
        """Return how long *who* must still wait."""
        failures, since = self._read().get(who, (0, 0.0))
        wait = self.STEPS[min(failures, len(self.STEPS) - 1)]
        return max(0.0, min(float(wait), since + wait - now))

    def failed(self, who: str, now: float) -> None:
        """Count a failure."""
        everyone = self._read()
        everyone[who] = (everyone.get(who, (0, 0.0))[0] + 1, now)
        self._write(everyone)

    def succeeded(self, who: str) -> None:
        """Forget the failures of *who*."""
        everyone = self._read()
        if everyone.pop(who, None):
            self._write(everyone)

    def _read(self) -> dict[str, tuple[int, float]]:
        try:
            return {k: (int(v[0]), float(v[1])) for k, v in json.loads(self._file.read_text("utf-8")).items()}
        except (OSError, ValueError, TypeError, AttributeError, IndexError):
            return {}

    def _write(self, everyone: Mapping[str, tuple[int, float]]) -> None:
        with suppress(OSError):
            write_whole(self._file, json.dumps(everyone))
