"""Formulas computed anew on many records: how many values change is told before, and all of it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QProgressDialog, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.qt.jobs import Job, Progress
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.context import Context
from crm_desktop.shell.undoing import offer_undo


def has_formulas(entity: Entity) -> bool:
    """Tell whether the company lets something be computed on these records."""
    return any(f.is_custom and f.read_only and not f.retired for f in entity.fields)


class Recalculation(QObject):
    """Counts what would change, asks, and writes it as one bulk action; both can be stopped."""

    def __init__(self, context: Context, entity: Entity, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._entity, self._widget = context, entity, widget
        self._job: Job | None = None
        self._bar: QProgressDialog | None = None

    def action(self) -> BulkAction:
        """Return the action; without the right it is there, with the reason."""
        return BulkAction(
            name="recalculate",
            words=lambda: self.tr("Recalculate …"),
            act=lambda ids: self.begin(list(ids)),
            reason=self._reason,
            icon="calculator",
        )

    def _reason(self) -> str:
        may, module = self._context.facts().rights.may, self._entity.rights_module
        return "" if may(module, "bulk_edit") and may(module, "edit") else self.tr("You have no right to do this.")

    def begin(self, ids: Sequence[int]) -> None:
        """Count the values that would change, then ask."""
        from crm_desktop.shell.lists import services

        entity = self._entity
        self._run(
            lambda session, report: services.find_stale(session, entity=entity, ids=ids, report=report), self._found
        )

    def _run(self, work: Callable[[Any, Any], Any], done: Callable[[Any], None]) -> None:
        def finished(result: Any) -> None:
            self._end()
            done(result)

        def failed(error: Exception) -> None:
            self._end()
            self._context.messages.error(error, self._entity)

        self._job = self._context.jobs.run(
            work, owner=self, done=finished, failed=failed, key="recalculate", progress=self._progress
        )

    def _found(self, stale: Sequence[tuple[int, int]]) -> None:
        if not stale:
            self._context.messages.toast(self.tr("Nothing changes: every formula stands at its value."))
            return
        ids = [record_id for record_id, _number in stale]
        self._ask(ids, sum(number for _record_id, number in stale))

    def _ask(self, ids: Sequence[int], values: int) -> None:
        records = len(ids)
        words = QCoreApplication.translate(
            "Recalculation", "{values} value(s) on %n record(s) will change.", "", records
        )
        question = words.format(values=f"{values:,}")
        self._context.messages.ask(question, self.tr("Recalculate"), lambda: self._write(ids), parent=self._widget)

    def _write(self, ids: Sequence[int]) -> None:
        from crm_desktop.shell.lists import services

        entity = self._entity
        self._run(
            lambda session, report: services.recalculate(session, entity=entity, ids=ids, report=report),
            lambda bulk: self._written(bulk, len(ids)),
        )

    def _written(self, bulk: int, number: int) -> None:
        words = QCoreApplication.translate("Recalculation", "%n record(s) recalculated.", "", number)
        offer_undo(self._context, self, words, (bulk,))

    # ── progress ─────────────────────────────────────────

    def _progress(self, progress: Progress) -> None:
        if self._bar is None:
            self._bar = QProgressDialog(self.tr("Recalculating …"), self.tr("Stop"), 0, progress.total, self._widget)
            self._bar.setObjectName("recalculation_progress")
            self._bar.setAutoClose(False)
            self._bar.canceled.connect(self.stop)
            self._bar.show()
        self._bar.setValue(progress.done)

    def stop(self) -> None:
        """Stop; nothing is changed then."""
        if self._job is not None:
            self._job.cancel()
        self._end()

    def _end(self) -> None:
        self._job = None
        if self._bar is not None:
            self._bar.canceled.disconnect(self.stop)
            self._bar.close()
            self._bar.deleteLater()
            self._bar = None
