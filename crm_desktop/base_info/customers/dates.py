"""What one does about an important date: write a greeting down, and tick it off until the next time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QToolButton, QWidget

from crm_desktop.base_info.customers.services import complete_dates
from crm_desktop.core.record import Record
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.undoing import offer_undo

DONE, WRITE = "Ctrl+Shift+D", "Ctrl+Shift+J"


def date_actions(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with important dates (registry: ``EntityEntry.actions``)."""
    return Dates(context, widget).actions()


class Dates(QObject):
    """Ticks dates off, with Undo, and opens the form of an action about one."""

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._context = context

    def actions(self) -> list[BulkAction]:
        """Return both; what there is no right to is there, with the reason."""
        return [
            BulkAction(
                name="date_done",
                words=lambda: self.tr("Done for this time"),
                act=lambda ids: self.complete(list(ids)),
                reason=lambda: self._reason("contact", "edit"),
                key=DONE,
                icon="circle-check",
            ),
            BulkAction(
                name="date_action",
                words=lambda: self.tr("Write an action …"),
                act=lambda ids: self.write(next(iter(ids))),
                reason=lambda: self._reason("action", "create"),
                key=WRITE,
                icon="message-square",
            ),
        ]

    def _reason(self, module: str, action: str) -> str:
        return "" if self._context.facts().rights.may(module, action) else self.tr("You have no right to do this.")

    def complete(self, ids: Sequence[int]) -> None:
        """Tick them off: they come back the next time."""
        self._context.jobs.run(
            lambda session: complete_dates(session, ids),
            owner=self,
            done=lambda bulk: self._completed(len(ids), bulk),
            failed=self._failed,
        )

    def _completed(self, number: int, bulk: int) -> None:
        words = QCoreApplication.translate("Dates", "%n date(s) done for this time.", "", number)
        offer_undo(self._context, self, words, (bulk,), lambda _: None, self._failed)

    def write(self, date_id: int) -> None:
        """Open the form of an action with customer, contact and occasion filled in."""
        records, entity = self._context.records, self._context.entity("important_date")
        self._context.jobs.run(
            lambda session: records.load(session, entity, date_id),
            owner=self,
            done=self._write_about,
            failed=self._failed,
        )

    def _write_about(self, record: Record) -> None:
        values: dict[str, Any] = {
            name: record.values[name] for name in ("customer_id", "contact_id") if record.values.get(name)
        }
        values["subject"] = self._context.term_label("date_kind", record.values["kind"])
        labels = {name: record.labels.get(name, "") for name in values if name != "subject"}
        self._context.navigator.new_record("action", values, labels)

    def _failed(self, error: Exception) -> None:
        self._context.messages.error(error, self._context.entity("important_date"))


class DateTools(QObject):
    """The same as buttons in the head of a date's page (registry: ``EntityEntry.beside``)."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._page = page
        self._buttons: list[tuple[QToolButton, BulkAction]] = []
        for action in Dates(context, page).actions():
            button = QToolButton(page.head)
            button.setObjectName(f"head_{action.name}")
            button.setIcon(icon(action.icon))
            button.clicked.connect(lambda _=False, act=action.act: act([page.form.record.id]))
            page.head.add_tool(button)
            self._buttons.append((button, action))
        page.shown.connect(lambda _hit: self._show())
        page.installEventFilter(self)
        self._show()

    def _show(self) -> None:
        record = self._page.form.record
        for button, action in self._buttons:
            open_ = action.name != "date_done" or record.values.get("next_on")
            button.setVisible(bool(record.id and open_) and not action.reason())
            button.setToolTip(f"{action.words()} ({action.key})")
            button.setAccessibleName(action.words())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a switch of the language (QObject.eventFilter)."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        return super().eventFilter(watched, event)
