"""What one person chose: read once at login, kept in the database a moment after each choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.services import write_preference

PAUSE = 400  #: milliseconds; a column that is being dragged is written once


class StoredPreferences(QObject):
    """The person's choices; ``shell.context.Preferences``."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._me, self._values = jobs, 0, dict[str, Any]()
        self._unsaved: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.flush)

    def take(self, employee_id: int, values: Mapping[str, Any]) -> None:
        """Be the choices of whoever has logged in, as the database has them."""
        self._me, self._values = employee_id, dict(values)

    def get(self, key: str, default: Any = None) -> Any:
        """Return what was kept under *key*."""
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a JSON value under *key*; None forgets it."""
        if self._values.get(key) == value:
            return
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        self._unsaved.add(key)
        self._pause.start()

    def flush(self) -> None:
        """Write what has not been written yet."""
        for key in sorted(self._unsaved):
            self._write(key, self._values.get(key))
        self._unsaved.clear()

    def _write(self, key: str, value: Any) -> None:
        me = self._me
        # A choice that could not be kept stays in force on this PC and is written with the next one.
        self._jobs.run(
            lambda session: write_preference(session, me, key, value),
            owner=self,
            failed=lambda _error: self._unsaved.add(key),
            key=("write", key),
        )
