"""What is loaded while somebody reads or types: before it is needed, and never before a window is seen."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.facts import Facts

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


def load_pages(context: QObject, facts: Facts) -> None:
    """Load what stands behind the pages that are opened most, while the first page is read."""
    from crm_desktop.shell import registry  # with the database layer, which the login window does without

    nouns = [entry for entry in registry.ENTITIES if entry.quick and entry.name in facts.entities]
    sources = [source for entry in nouns for source in (*entry.actions, *entry.beside, entry.record_page) if source]
    sources += [entry.source for entry in registry.PAGES if entry.name == "ranking" and registry.may_open(entry, facts)]
    wanted = ("crm_desktop.shell.lists.list_page", *(source.partition(":")[0] for source in sources))
    load(context, dict.fromkeys(wanted))
