"""The connection as the window sees it: changes announced by the database, losses, recoveries."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from crm_desktop.core.errors import CrmError, LoginFailed
from crm_desktop.core.record import Changed
from crm_desktop.qt.bus import ChangeBus
from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.services import beat

RETRY = (1, 2, 4, 8, 15, 30)  #: seconds before the next attempt
BEAT = 30_000  #: milliseconds between two questions whether the server is still there
PATIENCE = 10_000  #: milliseconds in which the answer must have been heard


class Live(QObject):
    """Keeps one listening connection; feeds *bus*.

    *listen* opens the listener (in a job); *tables* gives the names to announce as changed after a
    loss, since nobody knows what was missed. Signals: *online_changed*; *waiting* with the seconds
    until the next attempt; *refused* when the login is, after which nothing is tried unasked: each attempt with an
    old password would count as a guess; *heard* when the server has answered the question whether it is there.
    """

    online_changed = Signal(bool)
    waiting = Signal(int)
    refused = Signal()
    heard = Signal()

    def __init__(
        self,
        listen: Callable[[], Any],
        jobs: Jobs,
        bus: ChangeBus,
        tables: Callable[[], Iterable[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._listen, self._jobs, self._bus, self._tables = listen, jobs, bus, tables
        self._listener: Any = None
        self._notifier: QSocketNotifier | None = None
        self._online, self._was_lost, self._attempt, self._closed = True, False, 0, False
        self._refused = False
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self.connect_now)
        self._beat = QTimer(self, interval=BEAT)
        self._beat.timeout.connect(self._ask)
        self._unheard = QTimer(self, singleShot=True, interval=PATIENCE)
        self._unheard.timeout.connect(self.lost)

    @property
    def online(self) -> bool:
        """Tell whether the server was there when last heard of."""
        return self._online

    def start(self) -> None:
        """Begin to listen."""
        self._beat.start()
        self.connect_now()

    def connect_now(self) -> None:
        """Try to listen (again) at once."""
        if self._closed or self._listener is not None:
            return
        self._retry.stop()
        listen = self._listen
        self._jobs.run(lambda _session: listen(), owner=self, done=self._listening, failed=self._failed, key="listen")

    def lost(self) -> None:
        """Take note that the server cannot be reached; attempts go on by themselves."""
        if self._closed:
            return
        self._drop()
        self._was_lost = True
        if self._online:
            self._online = False
            self.online_changed.emit(False)
        if self._refused:
            self._retry.stop()
            self.refused.emit()
        elif not self._retry.isActive():
            seconds = RETRY[min(self._attempt, len(RETRY) - 1)]
            self._attempt += 1
            # A little chance, so that an office of desktops does not come back in one instant.
            self._retry.start(int(seconds * 1000 * random.uniform(0.8, 1.2)))
            self.waiting.emit(seconds)

    def close(self) -> None:
        """Stop listening for good."""
        self._closed = True
        self._beat.stop()
        self._retry.stop()
        self._drop()

    def _listening(self, listener: Any) -> None:
        if self._closed:
            listener.close()
            return
        self._listener, self._attempt, self._refused = listener, 0, False
        self._notifier = QSocketNotifier(listener.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        if not self._online:
            self._online = True
            self.online_changed.emit(True)
        if self._was_lost:
            self._was_lost = False
            for table in self._tables():
                self._bus.announce(Changed(table=table, operation="UPDATE"))
            self._bus.back.emit()

    def _failed(self, error: Exception) -> None:
        self._refused = isinstance(error, LoginFailed)
        self.lost()

    def _read(self) -> None:
        try:
            changes = self._listener.poll() if self._listener is not None else []
        except CrmError:
            self.lost()
            return
        if self._listener is not None and self._listener.heard:
            self._unheard.stop()
        for change in changes:
            self._bus.announce(change)

    def _ask(self) -> None:
        """Have the database announce something to this desktop alone: a connection may die without a word."""
        if self._listener is None or self._closed or self._unheard.isActive():
            return
        self._listener.heard, echo = False, self._listener.echo
        self._unheard.start()
        self._jobs.run(
            lambda session: beat(session, echo),
            owner=self,
            done=lambda _: self.heard.emit(),
            failed=self._failed,
            key="beat",
        )

    def _drop(self) -> None:
        self._unheard.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._listener is not None:
            self._listener.close()
            self._listener = None
