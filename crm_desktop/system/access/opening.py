"""The way from an employee to what his roles come to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.context import Context


def effective_access(context: Context, page: Any) -> list[BulkAction]:
    """Return what opens the effective access of an employee (registry: ``EntityEntry.actions``)."""
    return [EffectiveAccess(context, page).action()]


def access_of_holder(context: Context, page: Any) -> list[BulkAction]:
    """Return the same for who holds a role."""
    return [EffectiveAccess(context, page, holds_role=True).action()]


class EffectiveAccess(QObject):
    """Opens what the roles of one employee come to; of several the first one."""

    def __init__(self, context: Context, page: Any, *, holds_role: bool = False) -> None:
        super().__init__(page)
        self._context, self._page, self._holds_role = context, page, holds_role

    def action(self) -> BulkAction:
        """Return the action; without the right it is there, with the reason."""
        return BulkAction(
            name="effective_access",
            words=lambda: self.tr("Effective access …"),
            act=lambda ids: self._open(int(next(iter(ids)))),
            reason=self._reason,
            key="Ctrl+Shift+U",
            icon="shield-check",
        )

    def _open(self, record_id: int) -> None:
        navigator, records = self._context.navigator, self._context.records
        if not self._holds_role:
            navigator.open_page("access", employee_id=record_id)
            return
        held = self._context.entity("employee_role")

        def found(person: int) -> None:
            navigator.open_page("access", employee_id=person)

        self._context.jobs.run(
            lambda session: records.load(session, held, record_id).values["employee_id"],
            owner=self,
            done=found,
            failed=self._context.messages.error,
        )

    def _reason(self) -> str:
        facts, form = self._context.facts(), getattr(self._page, "form", None)
        oneself = not self._holds_role and form is not None and form.record.id == facts.employee_id
        if oneself or facts.rights.may("right", "view"):
            return ""
        return self.tr("You have no right to see what others may do.")
