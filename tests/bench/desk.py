"""A real desktop that is driven and watched: keys and clicks in, painted widgets out."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import event

from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login import services as login_services
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.program.collector import Collector
from crm_desktop.shell.program.crash import CrashReporter
from crm_desktop.shell.program.desktop import Desktop
from crm_desktop.shell.style import Look, Style

if TYPE_CHECKING:
    from tests.bench.prepare import Prepared  # the server's side: no client has it in memory

SECONDS = 120.0  #: anything that takes longer is an error
_HEARTBEAT_MS = 20
_READING = 1.0  #: seconds that a person looks at the first page, in which the desktop makes other pages ready


class Waiter:
    """Runs the event loop as the program's own does: asleep without the interpreter's lock until something comes."""

    def __init__(self, application: QApplication) -> None:
        self.application = application
        self._loop = QEventLoop()
        self._heart = QTimer(interval=_HEARTBEAT_MS)
        self._heart.timeout.connect(lambda: None)

    def until(self, seen: Callable[[], Any], what: str = "") -> None:
        """Wait until *seen* gives something true. Raises TimeoutError."""
        end = time.monotonic() + SECONDS
        self._heart.start()
        try:
            while not seen():
                self._loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
                if time.monotonic() > end:
                    raise TimeoutError(what)
        finally:
            self._heart.stop()

    def rest(self, seconds: float) -> None:
        """Let the program do what it does in a pause."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end)


class Desk:
    """One person's desktop on the account set."""

    def __init__(self, prepared: Prepared, role: str, waiter: Waiter, language: str = "zh_CN") -> None:
        self.prepared, self.role, self.waiter = prepared, role, waiter
        self._folder = tempfile.TemporaryDirectory(prefix="crm-bench-")
        folder = Path(self._folder.name)
        self._collector = Collector()
        self.style = Style(waiter.application, Look(theme="light"))
        self.languages = Languages(waiter.application, language)
        server = Server(name="bench", host=prepared.host, port=prepared.port)
        opened = login_services.open_account_set(server, prepared.dbname, prepared.login(role), prepared.password(role))
        self.database = opened.database
        self.desktop = Desktop(folder, self.languages, self.style, CrashReporter(folder))
        self.desktop.open(opened)
        self.window: Any = self.desktop.window
        self.desktop.show()
        waiter.until(lambda: self.desktop.live._listener is not None, "listener")
        waiter.rest(_READING)
        self.quiet()

    @property
    def page(self) -> Any:
        """Return the page in front."""
        return self.window.documents.current

    def quiet(self) -> None:
        """Wait until nothing is under way: the next measurement begins in peace."""
        self.waiter.until(lambda: self.desktop.jobs.busy == 0, "quiet")
        self.waiter.rest(0.03)
        self.waiter.until(lambda: self.desktop.jobs.busy == 0, "quiet")

    def close_pages(self) -> None:
        """Close every document."""
        while self.page is not None:
            self.window.documents.close_current()
        self.quiet()
        for _ in range(2):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()

    def close(self) -> None:
        """Close the window as its user would."""
        self._collector.stop()
        self.window.close()
        self.window.deleteLater()
        self.desktop.deleteLater()
        self._collector.deleteLater()
        for _ in range(3):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()
        self._folder.cleanup()

    def statements(self, act: Callable[[], object]) -> list[tuple[str, Any]]:
        """Return what the client sends to the database while *act* runs: (SQL, parameters)."""
        found: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            found.append((statement, parameters))

        event.listen(self.database.engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            with suppress(Exception):
                event.remove(self.database.engine, "before_cursor_execute", note)
        return found


def paint(widget: QWidget) -> None:
    """Lay out and draw what is still to be drawn of the window in which *widget* lies, now."""
    for kind in (QEvent.Type.LayoutRequest, QEvent.Type.UpdateRequest):
        QCoreApplication.sendPostedEvents(None, kind)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press and release a key in *widget*."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifier))


def type_letter(widget: QWidget, letter: str) -> None:
    """Type one letter, whatever script it is of."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
