"""What the login needs only when it is used: its window is seen before the database layer is loaded."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer

_PAUSE = 10  #: milliseconds between two steps, in which keys are heard
#: what everybody needs who logs in, in the order of its imports
_WANTED = (
    "crm_desktop.db.connect",
    "crm_desktop.shell.login.services",
    "crm_desktop.shell.window.main_window",
    "crm_desktop.shell.program.desktop",
    "crm_desktop.home.desktop_page",
)


def services() -> Any:
    """Return the module of what reaches a server; called in jobs."""
    return importlib.import_module("crm_desktop.shell.login.services")


def load(context: QObject, wanted: Iterable[str] = _WANTED) -> None:
    """Load what a login needs while somebody types his password, step by step on the GUI thread."""
    rest, timer = list(wanted), QTimer(context, interval=_PAUSE)

    def step() -> None:
        if rest:
            importlib.import_module(rest.pop(0))
        else:
            timer.deleteLater()

    timer.timeout.connect(step)
    timer.start()
