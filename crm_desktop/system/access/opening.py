"""The way from an employee to what his roles come to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.context import Context


def effective_access(context: Context, page: Any) -> list[BulkAction]:
    """Return what opens the effective access of an employee (registry: ``EntityEntry.actions``)."""
    return [EffectiveAccess(context, page).action()]


class EffectiveAccess(QObject):
    """Opens what the roles of one employee come to; of several the first one."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page = context, page

    def action(self) -> BulkAction:
        """Return the action; without the right it is there, with the reason."""
        return BulkAction(
            name="effective_access",
            words=lambda: self.tr("Effective access …"),
            act=lambda ids: self._context.navigator.open_page("access", employee_id=int(next(iter(ids)))),
            reason=self._reason,
            key="Ctrl+Shift+U",
            icon="shield-check",
        )

    def _reason(self) -> str:
        facts, form = self._context.facts(), getattr(self._page, "form", None)
        oneself = form is not None and form.record.id == facts.employee_id
        if oneself or facts.rights.may("right", "view"):
            return ""
        return self.tr("You have no right to see what others may do.")
