"""What could not be stored because the server was away, sent once more when it is back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.qt.bus import ChangeBus
from crm_desktop.qt.tools import as_on_keys

Work = Callable[[Any], Any]  # of a job
AFTER = 300  #: milliseconds: what colleagues changed meanwhile is read first


class Resend(QObject):
    """Sends again by itself, unless somebody typed on: what he is in the middle of is his to save.

    *state* gives what would be sent, *send* sends it; what is sent twice must be stored once. A page that goes away
    before the server is back takes what waits with it (``take_over``).
    """

    def __init__(self, bus: ChangeBus, state: Callable[[], Any], send: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._send = state, send
        self._sent: Any = None
        self._work: Work | None = None
        self._failed = False
        self._pause = QTimer(self, singleShot=True, interval=AFTER)
        self._pause.timeout.connect(self._again)
        bus.back.connect(self._pause.start)

    def sending(self, work: Work) -> Any:
        """Take down what is being sent now, by *work*, and return it."""
        self._sent, self._work, self._failed = self._state(), work, False
        return self._sent

    def is_pressed(self, under_way: bool) -> bool:
        """Tell whether what stands here is being sent, or waits for the server."""
        return (under_way or self._failed) and self._sent == self._state()

    def failed(self) -> str:
        """Keep it, for the server was away, and return what to say."""
        self._failed = True
        return as_on_keys(
            self.tr(
                "Not saved yet: the server cannot be reached. Everything stays here and is saved by itself when the server "
                "is back; if you type on, press Ctrl+S then."
            )
        )

    def take_over(self) -> Work | None:
        """Return the work that waits for the server: whoever asks sees to it. None where none does, or somebody typed on."""
        failed, self._failed = self._failed, False
        return self._work if failed and self._sent == self._state() else None

    def _again(self) -> None:
        if self.take_over() is not None:
            self._send()
