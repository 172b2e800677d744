"""Who else has the same record open."""

from __future__ import annotations

import uuid

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.shell.context import Context
from crm_desktop.shell.records import services

AGAIN = 30_000  #: milliseconds; the database forgets whoever has not been seen for 90 s
DESK = uuid.uuid4().hex[:12]  #: tells two desktops of one person apart


class Presence(QObject):
    """Says that this desktop shows a record; *others_changed* with [(name, is changing it)]."""

    others_changed = Signal(object)

    def __init__(self, context: Context, table: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._table, self._record_id, self._editing = context, table, 0, False
        self._again = QTimer(self, interval=AGAIN)
        self._again.timeout.connect(self.refresh)

    def show_record(self, record_id: int) -> None:
        """Be present at another record."""
        self._record_id = record_id
        self.others_changed.emit([])
        self._again.start()
        self.refresh()

    def set_editing(self, editing: bool) -> None:
        """Say whether something is being changed."""
        if editing != self._editing:
            self._editing = editing
            self.refresh()

    def refresh(self) -> None:
        """Say it again, and learn of the others."""
        table, record_id, editing = self._table, self._record_id, self._editing
        if record_id:
            self._context.jobs.run(
                lambda session: services.show_presence(session, table, record_id, DESK, editing),
                owner=self,
                done=self.others_changed.emit,
                failed=self._context.messages.error,
                key="presence",
            )

    def leave(self) -> None:
        """Be no longer present."""
        table, record_id = self._table, self._record_id
        self._record_id, self._editing = 0, False
        self._again.stop()
        if record_id:
            jobs = self._context.jobs
            # The page is about to go: the jobs own this one. Whatever fails, the database forgets after 90 s.
            jobs.run(
                lambda session: services.end_presence(session, table, record_id, DESK),
                owner=jobs,
                failed=lambda _error: None,
            )
