"""The files of a record: the toolkit's list over the shell's services."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.qt import attachments
from crm_desktop.qt.attachments import FileStore
from crm_desktop.shell.context import Context
from crm_desktop.shell.records import services


class Attachments(attachments.Attachments):
    """The list of files; *counted* with their number."""

    def __init__(self, context: Context, table: str, may_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._context, self._table, self._may_change = context, table, may_change
        self.message.connect(context.messages.toast)
        self._lock()

    def show_record(self, record_id: int) -> None:
        """Show the files of another record."""
        table, context, entity = self._table, self._context, self._context.entity(self._table)

        def add(session: Any, name: str, content: bytes, media_type: str) -> int:
            return context.records.add_file(session, entity, record_id, name, content, media_type)

        self.set_store(
            FileStore(
                read_all=lambda session: services.list_attachments(session, table, record_id),
                read=services.read_attachment,
                add=add,
                remove=services.delete_attachment,
            )
            if record_id
            else None
        )

    def _lock(self) -> None:
        reason = self.tr("You have no right to change this.")
        self.set_read_only("" if self._may_change else reason)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._lock()
