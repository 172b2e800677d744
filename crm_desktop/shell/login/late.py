"""What is loaded while somebody reads or types: before it is needed, and never before a window is seen.

Jobs load what knows nothing of Qt. What defines classes of Qt is loaded on the GUI thread, a module at a time: the
table of its classes that PySide keeps (Python 3.11) is read by the event loop without the interpreter's lock, and a
desktop that looked up a class while a job defined one ended with a segmentation fault, about once in 300 logins.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from collections.abc import Iterable, Iterator
from importlib.abc import InspectLoader
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from crm_desktop.core.facts import Facts

#: what every login asks of, in the order of its imports; nothing here knows Qt
_SERVICES = (
    "crm_desktop.db.connect",
    "sqlalchemy.dialects.postgresql.psycopg2",
    "psycopg2.extras",
    "crm_desktop.shell.login.services",
    "crm_desktop.db.records",
)
#: what the desktop of everybody is made of
_DESKTOP = (
    "crm_desktop.shell.window.main_window",
    "crm_desktop.shell.program.desktop",
    "crm_desktop.home.desktop_page",
    "crm_desktop.base_info.customers.dates",  # what the first page offers to do
)
#: what jobs use of Qt: pictures, how they are read, drawn and written
_QT = ("QBrush", "QBuffer", "QByteArray", "QColor", "QFont", "QIODevice", "QImage", "QLine", "QMargins", "QPaint", "QPen",
       "QPixel", "QPoint", "QRect", "QRegion", "QSize", "QTransform")  # fmt: skip
_HOME = Path(__file__).parents[3]  #: what holds our package

#: Two threads that import into one package from both ends break each other's import: the child first, or its package.
_ONE_AT_A_TIME = threading.Lock()


def services() -> Any:
    """Return the module of what reaches a server, with all that it loads; called in jobs."""
    load_services()
    return importlib.import_module("crm_desktop.shell.login.services")


def load_services() -> None:
    """Load what a login asks of while somebody types his password (in a job: the keys are heard meanwhile)."""
    with _ONE_AT_A_TIME:
        for name in _SERVICES:
            importlib.import_module(name)
        importlib.import_module("crm_desktop.shell.registry").descriptors()  # mapping them takes longer than the login
        gc.freeze()  # all this stays: no collection in the middle of the work need look through it


def desktop_modules() -> tuple[str, ...]:
    """Return what is still to be loaded of a desktop, each module after what it needs (in a job)."""
    return tuple(_in_order(_DESKTOP, set()))


def page_modules(facts: Facts) -> tuple[str, ...]:
    """Return what is still to be loaded of the pages that are opened most, each module after what it needs (in a job)."""
    from crm_desktop.shell import registry  # with the database layer, which the login window does without

    nouns = [entry for entry in registry.ENTITIES if entry.quick and entry.name in facts.entities]
    sources = [source for entry in nouns for source in (*entry.actions, *entry.beside, entry.record_page) if source]
    sources += [entry.source for entry in registry.PAGES if entry.name == "ranking" and registry.may_open(entry, facts)]
    names = ("crm_desktop.shell.lists.list_page", *(source.partition(":")[0] for source in sources))
    return tuple(_in_order(names, set()))


def steps(names: Iterable[str]) -> Iterator[None]:
    """Load modules one by one on the GUI thread, then Qt's own classes: no job that uses one makes it."""
    for name in names:
        if name not in sys.modules:
            importlib.import_module(name)
            yield
    for part in ("QtCore", "QtGui"):
        module = importlib.import_module(f"PySide6.{part}")
        for name in dir(module):
            if name.startswith(_QT):
                getattr(module, name)  # made when it is first asked for
        yield
    gc.freeze()


def _in_order(names: Iterable[str], seen: set[str]) -> Iterator[str]:
    """Yield modules of ours that are not loaded yet, those that each one names in its imports before it; runs none of them."""
    for name in names:
        if name in seen or name in sys.modules:
            continue
        seen.add(name)
        package = name.rpartition(".")[0]
        spec = PathFinder.find_spec(
            name, [str(_HOME.joinpath(*package.split(".")))]
        )  # importlib's own would run the package
        if spec is not None and isinstance(spec.loader, InspectLoader) and (code := spec.loader.get_code(name)):
            yield from _in_order((n for n in (package, *code.co_names) if n.startswith("crm_desktop.")), seen)
            yield name
