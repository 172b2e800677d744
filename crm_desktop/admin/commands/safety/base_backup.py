"""``crm-admin base-backup``: where a restore to any moment begins; ``--archive-to`` sets the archiving of the log up."""

from __future__ import annotations

import argparse
from pathlib import Path

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.keeping import point_in_time
from crm_desktop.admin.target import target_of
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("--out", type=Path, metavar="DIR", help="the new folder for the copy of the server")
    parser.add_argument(
        "--archive-to", type=Path, metavar="DIR",
        help="let the embedded server archive its log there from now on (it is restarted); for an office server "
        "the settings are printed",
    )  # fmt: skip


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Set archiving up, copy the server, or both."""
    target = target_of(arguments).expect()
    data: dict[str, object] = {}
    if arguments.archive_to:
        wal = arguments.archive_to.resolve()
        data["settings"] = point_in_time.archive_settings(wal)
        if target.data_dir is None:
            console.say(QT_TRANSLATE_NOOP(
                "Admin", "Put these settings into the office server's postgresql.conf and restart it:"
            ))  # fmt: skip
            for name, value in point_in_time.archive_settings(wal).items():
                console.show(f"{name} = {point_in_time.quoted(value)}")
        else:
            point_in_time.start_archiving(target, wal)
            target = target_of(arguments)
            console.say(QT_TRANSLATE_NOOP("Admin", "The server archives its log in {path}"), path=wal)
    if arguments.out:
        path = point_in_time.base_backup(target, arguments.out.resolve(), console.progress)
        console.say(QT_TRANSLATE_NOOP("Admin", "The server was copied into {path}"), path=path)
        data["folder"] = str(path)
    return Outcome(data=data)
