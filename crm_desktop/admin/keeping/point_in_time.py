"""An account set as it was at any moment: from a base backup and the server's archived write-ahead log.

The log is archived by the server's own ``archive_command``; a recovery runs in a scratch server of its own, and
what it recovered becomes a new account set, so that nothing that is in use is touched.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from psycopg2.extensions import parse_dsn

from crm_desktop.admin import backups, embedded, restores
from crm_desktop.admin.backups import Progress
from crm_desktop.admin.embedded import files, os_user
from crm_desktop.admin.keeping.notes import noted
from crm_desktop.admin.processes import ToolFailed, run_tool
from crm_desktop.admin.restores import Restored
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.files import write_secret
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_RECOVERY_SECONDS = 600
_MARK = "# crm-desktop: the write-ahead log is archived"


def archive_settings(wal: Path) -> dict[str, str]:
    """Return the settings that make a server archive its log into *wal*; for any PostgreSQL on this kind of system.

    Raises Trouble for a folder that the server could not reach.
    """
    if sys.platform == "win32":
        _expect_latin(wal)
        copy = f'copy /Y "%p" "{wal}\\%f.part" && move /Y "{wal}\\%f.part" "{wal}\\%f"'
        command = f'if exist "{wal}\\%f" (exit 1) else ({copy})'
    else:
        command = f'test ! -f "{wal}/%f" && cp "%p" "{wal}/%f.part" && mv "{wal}/%f.part" "{wal}/%f"'
    return {"wal_level": "replica", "archive_mode": "on", "archive_command": command, "archive_timeout": "300"}


def _expect_latin(wal: Path) -> None:
    """Refuse other letters: settings are UTF-8, a command of Windows is read in the PC's code page. Raises Trouble."""
    if not str(wal).isascii():
        sentence = QT_TRANSLATE_NOOP(
            "Admin",
            "On Windows the server reaches {path} only if its path has Latin letters alone. Name another folder.",
        )
        raise Trouble(sentence, path=wal)


def start_archiving(target: Target, wal: Path) -> None:
    """Let the embedded server of *target* archive its log into *wal*; it is restarted. Raises Trouble."""
    root = _embedded_root(target)
    pgdata = root / "postgres"
    user = os_user.owner_to_run_as(pgdata)
    os_user.make_folder(wal, user)
    os_user.let_through(wal.parent, user)
    settings = pgdata / "postgresql.conf"
    kept = settings.read_text(encoding="utf-8").split(f"\n{_MARK}\n", 1)[0]
    lines = "\n".join(f"{name} = {quoted(value)}" for name, value in archive_settings(wal).items())
    settings.write_text(f"{kept}\n{_MARK}\n{lines}\n", encoding="utf-8")
    embedded.stop(root)
    embedded.start(root)


def base_backup(target: Target, folder: Path, progress: Progress) -> Path:
    """Copy the whole server of *target* into the new *folder*: where a later recovery begins. Raises Trouble."""
    if folder.exists():
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "{path} is there already; nothing was written."), path=folder)
    with noted(target, "base_backup") as note:
        progress(0, 2, str(folder))
        user = os_user.owner_to_run_as(target.data_dir / "postgres") if target.data_dir else None
        folder.parent.mkdir(parents=True, exist_ok=True)
        os_user.make_folder(folder, user)
        os_user.let_through(folder.parent, user)
        reach, secret = backups.reaching(target.admin_dsn)
        words = [*reach, "--checkpoint=fast", "--wal-method=stream", f"--pgdata={folder}"]
        try:
            run_tool(embedded.bin_dir() / "pg_basebackup", *words, user=user, environment=secret)
        except ToolFailed as error:
            shutil.rmtree(folder, ignore_errors=True)
            sentence = QT_TRANSLATE_NOOP("Admin", "The backup failed, nothing was written: {reason}")
            raise Trouble(sentence, reason=error.printed) from error
        if sys.platform == "win32" and target.data_dir:  # who recovers it enters with the password of this day
            key = files.superuser_key(target.data_dir).read_text(encoding="ascii")
            write_secret(files.superuser_key(folder), key)
        note.file, note.size = str(folder), sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        progress(2, 2, str(folder))
    return folder


def restore_until(
    base: Path, wal: Path, moment: datetime, target: Target, new_name: str, scratch: Path, progress: Progress
) -> Restored:
    """Make the account set *new_name* as *target* was at *moment*; *scratch* is a new folder for the recovery.

    Raises Trouble where the log does not reach that far, or the base backup is younger.
    """
    if scratch.exists():
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "{path} is there already; nothing was written."), path=scratch)
    if sys.platform == "win32":
        _expect_latin(wal)
    if not (base / "backup_label").exists():
        raise Trouble(QT_TRANSLATE_NOOP("Admin", "{path} is no base backup of a server."), path=base)
    try:
        recovered = _recover(base, wal, moment, scratch, replace(target, name=target.name))
        progress(1, 3, target.name)
        path, _facts = backups.write(recovered, scratch / "recovered.crmbackup", progress)
        progress(2, 3, target.name)
        done = restores.restore(path, replace(target, name=new_name), progress)
        with noted(replace(target, name=new_name), "restore") as note:
            note.file, note.rows, note.detail = str(base), done.rows, {"until": moment.isoformat(), "of": target.name}
        return done
    finally:
        embedded.stop(scratch, at_once=True)
        shutil.rmtree(scratch, ignore_errors=True)


def _recover(base: Path, wal: Path, moment: datetime, scratch: Path, target: Target) -> Target:
    pgdata = scratch / "postgres"
    scratch.mkdir(parents=True)
    user = os_user.owner_to_run_as(pgdata)
    shutil.copytree(base, pgdata)
    for path in (pgdata, *pgdata.rglob("*")):
        os_user.hand_over(path, user)
    pgdata.chmod(0o700)
    os_user.let_through(wal, user)
    fetch = f'copy /Y "{wal}\\%f" "%p"' if sys.platform == "win32" else f'cp "{wal}/%f" "%p"'
    settings = {
        "archive_mode": "off",  # the copy must not write into the archive of the original
        "restore_command": fetch,
        "recovery_target_time": moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00"),
        "recovery_target_action": "promote",
    }
    with (pgdata / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = {quoted(value)}\n" for name, value in settings.items())
    (pgdata / "recovery.signal").touch()
    os_user.hand_over(pgdata / "recovery.signal", user)
    if sys.platform == "win32":
        _bring_key(pgdata, scratch, target)
    server = embedded.start(scratch)
    found = replace(target, admin_dsn=server.admin_dsn, host=server.host, port=server.port, data_dir=scratch)
    _wait_until_promoted(found)
    return found.expect()


def _bring_key(pgdata: Path, scratch: Path, target: Target) -> None:
    """Put the superuser's password where the server of *scratch* has it: the copy's own, else the one that is known now."""
    inside, key = files.superuser_key(pgdata), files.superuser_key(scratch)
    if inside.exists():
        word = inside.read_text(encoding="ascii")
        inside.unlink()
    else:
        word = str(parse_dsn(target.admin_dsn).get("password") or os.environ.get("PGPASSWORD", ""))
    write_secret(key, word)


def _wait_until_promoted(target: Target) -> None:
    deadline = time.monotonic() + _RECOVERY_SECONDS
    while time.monotonic() < deadline:
        try:
            with target.connect_server() as connection, connection.cursor() as cursor:
                cursor.execute("SELECT pg_is_in_recovery()")
                if cursor.fetchone() == (False,):
                    return
        except psycopg2.OperationalError:
            if target.data_dir is None or not embedded.is_running(target.data_dir):
                break  # it gave up: the log ends before the moment
        time.sleep(0.2)
    raise Trouble(QT_TRANSLATE_NOOP("Admin", "The archived log does not reach that moment, or begins after it."))


def _embedded_root(target: Target) -> Path:
    if target.data_dir is None:
        sentence = QT_TRANSLATE_NOOP(
            "Admin", "An office server is set up by its own administrator: put these settings into its postgresql.conf."
        )
        raise Trouble(sentence)
    return target.data_dir


def quoted(value: str) -> str:
    """Return *value* as ``postgresql.conf`` has it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"  # \b would be a backspace
