"""Garbage is collected on the GUI thread: a timer or window that a job's allocation happened to collect would end the program."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  #: milliseconds between two looks whether there is something to collect


class Collector(QObject):
    """Collects in place of the interpreter, which would do so in whatever thread allocates, until ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def _collect(self) -> None:
        """Collect the oldest generation that is due, by the interpreter's own thresholds."""
        due = [
            age
            for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Leave it to the interpreter again."""
        self._timer.stop()
        gc.enable()
