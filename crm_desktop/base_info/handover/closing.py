"""A pool is closed: its customers go into another one, in one action with Undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.handover import pool_services
from crm_desktop.base_info.handover.pool_dialog import PoolDialog
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.ask_dialog import tell_failure
from crm_desktop.shell.context import Context
from crm_desktop.shell.undoing import offer_undo


def closing_actions(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with pools (registry: ``EntityEntry.actions``)."""
    return Closing(context, widget).actions()


class Closing(QObject):
    """Asks where the customers of a pool go, and closes it."""

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._widget = context, widget

    def actions(self) -> list[BulkAction]:
        """Return the one action."""

        def reason() -> str:
            return "" if self._context.facts().rights.may("pool", "edit") else self.tr("You have no right to do this.")

        return [
            BulkAction(
                name="close_pool",
                words=lambda: self.tr("Close, and move the customers …"),
                act=lambda ids: self.ask(list(ids)),
                reason=reason,
                icon="inbox",
            )
        ]

    def ask(self, pools: Sequence[int]) -> PoolDialog:
        """Ask into which pool, then move the customers and close."""
        dialog = PoolDialog((), self._widget, closing=pools)

        def close(into: int, reason: str) -> None:
            self._context.jobs.run(
                lambda session: pool_services.close_pools(session, ids=pools, into_pool=into, reason=reason),
                owner=self,
                done=lambda bulk: self._closed(dialog, bulk),
                failed=lambda error: self._refused(dialog, error),
            )

        dialog.chosen.connect(close)
        dialog.open()
        self._context.jobs.run(
            pool_services.list_choices, owner=dialog, done=dialog.show_pools, failed=self._context.messages.error
        )
        return dialog

    def _closed(self, dialog: PoolDialog, bulk: int) -> None:
        dialog.accept()
        offer_undo(self._context, self, self.tr("The pool is closed; its customers are in the other one."), (bulk,))

    def _refused(self, dialog: PoolDialog, error: Exception) -> None:
        tell_failure(dialog, error, self._context.facts().entities.get("customer_pool"), self._context)
