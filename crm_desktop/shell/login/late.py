"""What is loaded while somebody reads or types: before it is needed, and never before a window is seen."""

from __future__ import annotations

import gc
import importlib
import threading
from typing import Any

from crm_desktop.core.facts import Facts

#: what everybody needs who logs in, in the order of its imports
_WANTED = (
    "crm_desktop.db.connect",
    "sqlalchemy.dialects.postgresql.psycopg2",
    "psycopg2.extras",
    "crm_desktop.shell.login.services",
    "crm_desktop.shell.window.main_window",
    "crm_desktop.shell.program.desktop",
    "crm_desktop.home.desktop_page",
    "crm_desktop.base_info.customers.dates",  # what the first page offers to do
    "crm_desktop.db.records",
)

#: Two threads that import into one package from both ends break each other's import: the child first, or its package.
_ONE_AT_A_TIME = threading.Lock()


def services() -> Any:
    """Return the module of what reaches a server, with all that it loads; called in jobs."""
    load_desktop()
    return importlib.import_module("crm_desktop.shell.login.services")


def load_desktop() -> None:
    """Load what a login needs while somebody types his password (in a job: the keys are heard meanwhile)."""
    with _ONE_AT_A_TIME:
        for name in _WANTED:
            importlib.import_module(name)
        importlib.import_module("crm_desktop.shell.registry").descriptors()  # mapping them takes longer than the login
        gc.freeze()  # all this stays: no collection in the middle of the work need look through it


def load_pages(facts: Facts) -> None:
    """Load what stands behind the pages that are opened most, while the first page is read (in a job)."""
    from crm_desktop.shell import registry  # with the database layer, which the login window does without

    nouns = [entry for entry in registry.ENTITIES if entry.quick and entry.name in facts.entities]
    sources = [source for entry in nouns for source in (*entry.actions, *entry.beside, entry.record_page) if source]
    sources += [entry.source for entry in registry.PAGES if entry.name == "ranking" and registry.may_open(entry, facts)]
    for name in ("crm_desktop.shell.lists.list_page", *(source.partition(":")[0] for source in sources)):
        importlib.import_module(name)
    gc.freeze()
