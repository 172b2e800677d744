"""One signal that carries every committed change of the database to the open pages."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from crm_desktop.core.record import Changed


class ChangeBus(QObject):
    """Passes on what the database announces: *changed* carries a ``core.record.Changed``, *back* comes after the server was away."""

    changed = Signal(object)
    back = Signal()

    def announce(self, change: Changed) -> None:
        """Tell every open page of a committed change."""
        self.changed.emit(change)
