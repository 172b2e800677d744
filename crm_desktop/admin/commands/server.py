"""``crm-admin server``: the embedded server."""

from __future__ import annotations

import argparse

from crm_desktop.admin import embedded
from crm_desktop.admin.console import Console, Outcome
from crm_desktop.core.text import QT_TRANSLATE_NOOP


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="start|stop|status")
    for word, purpose in (("start", "start it"), ("stop", "stop it"), ("status", "does it run, and where")):
        actions.add_parser(word, help=purpose)


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Start, stop or show the server and say how it is reached."""
    folder = arguments.data or None
    if arguments.action == "stop":
        stopped = embedded.stop(folder)
        console.say(_STOPPED if stopped else _IS_OFF)
        return Outcome(data={"running": False, "stopped": stopped})
    server = embedded.start(folder) if arguments.action == "start" else embedded.running(folder)
    if server is None:
        console.say(_IS_OFF)
        return Outcome(data={"running": False}, ok=False)
    console.say(_IS_ON, host=server.host, port=server.port, folder=server.data_dir)
    data = {"running": True, "host": server.host, "port": server.port, "data": str(server.data_dir)}
    return Outcome(data=data | {"started": server.started})


_STOPPED = QT_TRANSLATE_NOOP("Admin", "The embedded server is stopped.")
_IS_OFF = QT_TRANSLATE_NOOP("Admin", "The embedded server is not running.")
_IS_ON = QT_TRANSLATE_NOOP("Admin", "The embedded server runs at {host}, port {port}; its data are in {folder}")
