"""The files of the embedded server: who may come in, on which port, and with which settings."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from crm_desktop.admin.embedded import os_user
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.files import write_whole
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_SETTINGS = "crm.conf"
_LOG = "server.log"
#: Lets the server write its log itself. On Windows nobody may open a file into which a shell writes, as the server does
#: with all of its files after a crash: it would wait for its own log for half a minute.
COLLECTED: Mapping[str, object] = {
    "logging_collector": "on", "log_directory": ".", "log_filename": _LOG, "log_rotation_age": 0, "log_rotation_size": 0,
}  # fmt: skip
_LONGEST_SOCKET_PATH = 100  # the system allows 103 (macOS) to 107 bytes
_PORTS = range(20000, 32000)  # below those that systems give to outgoing connections


def write_authentication(pgdata: Path, superusers: Sequence[str], user: str | None) -> None:
    """Write who may come in: the superuser by the operating system's word, all others by SCRAM password."""
    if sys.platform == "win32":
        lines = ["local all all scram-sha-256", "host all all 127.0.0.1/32 scram-sha-256"]
        lines += ["host all all ::1/128 scram-sha-256", "host replication postgres 127.0.0.1/32 scram-sha-256"]
    else:
        lines = [
            "local all postgres peer map=crm",
            "local replication postgres peer map=crm",
            "local all all scram-sha-256",
            "host all postgres all reject",
        ]
        lines += ["host all all 127.0.0.1/32 scram-sha-256", "host all all ::1/128 scram-sha-256"]
    _write(pgdata / "pg_hba.conf", ["# Written anew at each start.", *lines], user)
    _write(pgdata / "pg_ident.conf", [f'crm "{name}" postgres' for name in superusers], user)


def write_settings(
    pgdata: Path, *, port: int, host: str, socket_dir: Path | None, durable: bool, user: str | None
) -> None:
    """Write the settings of the embedded server; sizes suit one office on one machine."""
    memory = psutil.virtual_memory().total >> 20
    room = shutil.disk_usage(pgdata).free >> 30
    settings: dict[str, object] = {
        "listen_addresses": host,
        "port": port,
        "unix_socket_directories": socket_dir or "",
        "max_connections": 250,
        "shared_buffers": f"{max(64, min(1024, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(512, memory // 16))}MB",
        # a page that changes after a checkpoint goes into the log whole: few checkpoints, or a night's work on a large company is mostly that
        "max_wal_size": f"{max(1, min(8, room // 8))}GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": 1.1,
        "jit": "off",  # compiling costs more than the short queries of a desktop take
        "autovacuum": "on",
        "password_encryption": "scram-sha-256",
        "log_connections": "off",
        "log_disconnections": "off",
        "log_min_messages": "warning",
        "log_timezone": "UTC",
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": "10min",
    }
    if sys.platform == "win32":
        settings |= COLLECTED
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
        # such a server is copied, and may stand in memory
        settings |= {"min_wal_size": "32MB", "max_wal_size": "256MB"}
    quoted = [f"{name} = '{str(value).replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    _write(pgdata / _SETTINGS, ["# Written anew at each start; own settings go into postgresql.conf.", *quoted], user)


def include_settings(pgdata: Path) -> None:
    """Let postgresql.conf read our settings before those that somebody adds below."""
    path = pgdata / "postgresql.conf"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\ninclude_if_exists = '{_SETTINGS}'\n# own settings follow here and win\n")


def refuse_other_version(pgdata: Path, bundled: int) -> None:
    """Refuse a cluster that another major version made. Raises Trouble."""
    made_by = int((pgdata / "PG_VERSION").read_text(encoding="ascii"))
    if made_by != bundled:
        sentence = QT_TRANSLATE_NOOP(
            "Admin",
            "The data were made by PostgreSQL {made_by}; this program brings {bundled}. "
            "Back up with the older program and restore with this one.",
        )
        raise Trouble(sentence, made_by=made_by, bundled=bundled)


def socket_dir(pgdata: Path, user: str | None) -> Path | None:
    """Return the folder of the local socket: the data folder, or a short one where that path is too long."""
    if sys.platform == "win32":
        return None
    found = socket_of(pgdata)
    if found != pgdata:
        os_user.make_folder(found, user)
        if found.is_symlink() or found.stat().st_mode & 0o077:
            sentence = QT_TRANSLATE_NOOP("Admin", "The folder {folder} is open to others; remove it and try again.")
            raise Trouble(sentence, folder=found)
    return found


def socket_of(pgdata: Path) -> Path:
    """Return where the local socket of *pgdata* stands."""
    if len(os.fsencode(pgdata / ".s.PGSQL.12345")) <= _LONGEST_SOCKET_PATH:
        return pgdata
    return Path(tempfile.gettempdir()) / f"crm-{hashlib.sha256(str(pgdata).encode()).hexdigest()[:12]}"


def free_port(host: str, wanted: int) -> int:
    """Return *wanted* if nobody listens there, else another that is free."""
    if wanted and port_is_free(host, wanted):
        return wanted
    for port in random.sample(_PORTS, 200):
        if port_is_free(host, port):
            return port
    raise Trouble(QT_TRANSLATE_NOOP("Admin", "No free port was found on this machine."))


def port_is_free(host: str, port: int) -> bool:
    """Return whether a server could listen on *port*."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does: old connections linger
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def orphans(pgdata: Path) -> list[int]:
    """Return the workers of a killed server that still run in *pgdata*."""
    found = []
    for process in psutil.process_iter(["name"]):
        if not (process.info["name"] or "").lower().startswith("postgres"):
            continue
        try:
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == pgdata:
                found.append(process.pid)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def start_log(pgdata: Path) -> Path:
    """Return where the server's words go until it writes its log itself: the log, or on Windows a file beside the data."""
    return pgdata.parent / "start.log" if sys.platform == "win32" else pgdata / _LOG


def log_tail(pgdata: Path, lines: int = 12) -> str:
    """Return the last lines of the server's log, what it said before it had one included."""
    found: list[str] = []
    for path in dict.fromkeys((pgdata / _LOG, start_log(pgdata))):
        with suppress(OSError):
            found += path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\n".join(found)


def superuser_key(root: Path) -> Path:
    """Return the file of the superuser's password (Windows only)."""
    return root / "superuser.key"


def read_state(path: Path) -> dict[str, Any]:
    """Return what the last start remembered; nothing where it cannot be read."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(path: Path, state: Mapping[str, object]) -> None:
    """Remember *state* for the next start, whole or not at all."""
    write_whole(path, json.dumps(state))


def _write(path: Path, lines: Sequence[str], user: str | None) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o600)
    os_user.hand_over(path, user)
