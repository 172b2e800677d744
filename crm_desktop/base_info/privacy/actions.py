"""The way from a contact or a private customer to his personal data."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.context import Context


def personal_data(context: Context, page: Any) -> list[BulkAction]:
    """Return what opens the personal data of a record (registry: ``EntityEntry.actions``)."""
    return [PersonalData(context, page).action()]


class PersonalData(QObject):
    """Opens the page of one person; of several the first one."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page = context, page

    def action(self) -> BulkAction:
        """Return the action; without the right it is there, with the reason."""
        return BulkAction(
            name="personal_data",
            words=lambda: self.tr("Personal data …"),
            act=lambda ids: self._context.navigator.open_page(
                "personal_data", entity=self._page.entity.name, record_id=int(next(iter(ids)))
            ),
            reason=self._reason,
            icon="id-card",
        )

    def _reason(self) -> str:
        if not self._context.facts().rights.may("personal", "view"):
            return self.tr("You have no right to see all that is kept about a person.")
        form = getattr(self._page, "form", None)
        if self._page.entity.name == "customer" and form is not None and form.record.values.get("kind") != "person":
            return self.tr("Only of a person: a contact, or a customer of the kind “Person”.")
        return ""
