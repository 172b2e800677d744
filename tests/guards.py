"""Guards that fail a test which logs a warning or leaves a thread, timer, window or transaction behind."""

from __future__ import annotations

import builtins
import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject

from tests import databases

_PATIENCE = 2.0  # seconds that a thread or transaction may take to end by itself


class _Records(logging.Handler):
    """Collects what is logged at WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_warning_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs WARNING or more, unless it is marked ``logs_warnings``."""
    handler = _Records()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if handler.records and not request.node.get_closest_marker("logs_warnings"):
        lines = "\n".join(f"{r.levelname} {r.name}: {r.getMessage()}" for r in handler.records)
        pytest.fail(f"the test logged:\n{lines}", pytrace=False)


@pytest.fixture(scope="module", autouse=True)
def _little_to_look_through() -> None:
    """Set aside what lives already: the guards look at every other object before and after each test of a window."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, an active timer, a top-level window or an open transaction."""
    threads = set(threading.enumerate())
    qt = _QtState() if "qapp" in request.fixturenames else None  # looking at every object takes its time
    yield
    left = _left_threads(threads)
    if qt:
        left += qt.left()
    watch = request.config.stash.get(WATCH, None)
    if watch is not None:
        left += _left_transactions(watch)
    if left:
        pytest.fail("the test left behind:\n" + "\n".join(left), pytrace=False)


WATCH: pytest.StashKey[databases.Watch] = pytest.StashKey()


def _left_threads(before: set[threading.Thread]) -> list[str]:
    def left() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]

    return [f"thread {thread.name}" for thread in _after_patience(left)]


def _left_transactions(watch: databases.Watch) -> list[str]:
    left = _after_patience(watch.open_transactions)
    return [f"open transaction of {login}: {query[:200]}" for login, query in left]


def _after_patience(left: Callable[[], list[Any]]) -> list[Any]:
    deadline = time.monotonic() + _PATIENCE
    while (found := left()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


class _QtState:
    """What Qt has before a test, to be compared with what it has after."""

    def __init__(self) -> None:
        self._windows = {_address(window) for window in _windows()}
        self._timers = {_address(timer) for timer in _timers()}

    def left(self) -> list[str]:
        """Return words for each window, timer and pool thread that was not there before."""
        from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool

        if QCoreApplication.instance() is None:
            return []
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        found = [] if QThreadPool.globalInstance().waitForDone(int(_PATIENCE * 1000)) else ["a job that still runs"]
        if self._new_windows():
            gc.collect()  # a window kept only by a cycle is not a leak
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        found += [f"window {type(w).__name__} {w.objectName()!r}" for w in self._new_windows()]
        found += [f"timer {t.objectName()!r} of {t.parent()!r}" for t in _timers() if _address(t) not in self._timers]
        return found

    def _new_windows(self) -> list[Any]:
        return [window for window in _windows() if _address(window) not in self._windows]


def _address(thing: Any) -> int:
    """Return where Qt keeps *thing*: its Python wrapper may be another one each time."""
    import shiboken6

    return int(shiboken6.getCppPointer(thing)[0])


def _windows() -> list[Any]:
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return []
    return [window for window in QApplication.topLevelWidgets() if window.parent() is None]


def _timers() -> list[Any]:
    import shiboken6
    from PySide6.QtCore import QTimer

    return [
        found for found in gc.get_objects()
        if isinstance(found, QTimer) and shiboken6.isValid(found) and found.isActive()
    ]  # fmt: skip


def refuse_classes_of_qt_in_jobs() -> None:
    """Raise where a thread other than the main one defines a class of Qt: the event loop reads the table of classes unlocked."""
    real, main = builtins.__build_class__, threading.main_thread().ident

    def build(body: Callable[..., Any], name: str, /, *bases: Any, **words: Any) -> Any:
        if threading.get_ident() != main and any(type(b) is type(QObject) for b in bases):
            raise RuntimeError(f"the class {name} of Qt is defined in a job")
        return real(body, name, *bases, **words)

    builtins.__build_class__ = build


def classes_of_qt() -> int:
    """Return how many classes of Qt this program has defined."""

    def below(cls: type) -> set[type]:
        return {cls}.union(*map(below, cls.__subclasses__()))

    return sum(found.__module__.startswith("crm_desktop.") for found in below(QObject))
