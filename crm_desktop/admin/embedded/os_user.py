"""PostgreSQL refuses to run as root: then it runs as an ordinary user who may reach only what it needs."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from crm_desktop.core.files import make_private

SERVER_USER = "pgserver"


def owner_to_run_as(pgdata: Path) -> str | None:
    """Return the user to run the server as; None: as we are. Makes the user where it is missing."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    if pgdata.exists() and pgdata.stat().st_uid != 0:
        return pwd.getpwuid(pgdata.stat().st_uid).pw_name  # a folder that a person made stays that person's
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--shell", "/bin/sh", SERVER_USER]
        subprocess.run(command, check=True, capture_output=True)
    return SERVER_USER


def may_be_superuser(user: str | None) -> list[str]:
    """Return the users of the operating system who may come in as ``postgres`` over the local socket."""
    if sys.platform == "win32":
        return []
    import pwd

    return sorted({"root", user or pwd.getpwuid(os.geteuid()).pw_name})


def make_folder(folder: Path, user: str | None) -> None:
    """Make *folder*, readable by its owner only."""
    make_private(folder)
    if user:
        hand_over(folder, user)


def hand_over(path: Path, user: str | None) -> None:
    """Make *user* the owner of *path*; nothing where we run as ourselves."""
    if user and sys.platform != "win32":
        import pwd

        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def let_through(folder: Path, user: str | None) -> None:
    """Let *user* pass *folder* and those above it, without letting anybody list them."""
    if user is None or sys.platform == "win32":
        return
    for above in (folder, *folder.parents):
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)


def let_read(folder: Path, user: str | None) -> None:
    """Let *user* read and run what stands in *folder* (an environment made under a strict umask)."""
    if user is None or sys.platform == "win32":
        return
    let_through(folder, user)
    if (folder / "bin").stat().st_mode & stat.S_IROTH and (folder / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for path in folder.rglob("*"):
        mode = path.stat().st_mode
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
