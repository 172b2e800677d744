"""What can be done with batches from any list and record: block them, as in a recall, and see who got them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.base_info.entities import PRODUCT_BATCH
from crm_desktop.core.query import Condition
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.ask_dialog import AskDialog, tell_failure
from crm_desktop.shell.context import Context
from crm_desktop.shell.undoing import offer_undo


def batch_actions(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with batches (registry: ``EntityEntry.actions``)."""
    return BatchActions(context, widget).actions()


class BatchActions(QObject):
    """Blocks batches with a reason, sets them free, lists the order lines that named them."""

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._widget = context, widget

    def actions(self) -> list[BulkAction]:
        """Return the actions, each with the reason for which it cannot be done."""

        def may_not() -> str:
            may = self._context.facts().rights.may("product", "edit")
            return "" if may else self.tr("You have no right to change this.")

        def sees_none() -> str:
            may = self._context.facts().rights.may("sales_order", "view")
            return "" if may else self.tr("You have no right to see orders.")

        return [
            BulkAction(
                name="who_got_it",
                words=lambda: self.tr("Who got it"),
                act=lambda ids: self.show_lines(list(ids)),
                reason=sees_none,
                icon="route",
            ),
            BulkAction(
                name="block",
                words=lambda: self.tr("Block …"),
                act=lambda ids: self.ask_block(list(ids)),
                reason=may_not,
                icon="lock",
            ),
            BulkAction(
                name="unblock",
                words=lambda: self.tr("Unblock"),
                act=lambda ids: self._write(list(ids), {"state": "usable", "block_reason": ""}, None),
                reason=may_not,
                icon="check",
            ),
        ]

    def show_lines(self, ids: Sequence[int]) -> None:
        """Open the list of the order lines that name one of the batches: as many of them as the reader sees."""
        page = self._context.navigator.open_list(
            "sales_order_line", (Condition("batch_id", "in", tuple(ids)),), title=self.tr("Who got it")
        )
        if page is not None:
            page.list.model.set_columns(("batch_id", *PRODUCT_BATCH.related[0].columns))  # type: ignore[attr-defined]

    def ask_block(self, ids: Sequence[int]) -> BlockDialog:
        """Ask for the reason, then block."""
        dialog = BlockDialog(len(ids), self._widget)
        dialog.chosen.connect(lambda reason: self._write(ids, {"state": "blocked", "block_reason": reason}, dialog))
        dialog.open()
        return dialog

    def _write(self, ids: Sequence[int], values: Mapping[str, Any], dialog: BlockDialog | None) -> None:
        context, number = self._context, len(ids)

        def done(bulk: int) -> None:
            if dialog is not None:
                dialog.accept()
                words = QCoreApplication.translate("BatchActions", "%n batch(es) blocked.", "", number)
            else:
                words = QCoreApplication.translate("BatchActions", "%n batch(es) can be sold again.", "", number)
            offer_undo(context, self, words, (bulk,))

        def failed(error: Exception) -> None:
            if dialog is not None:
                tell_failure(dialog, error, PRODUCT_BATCH, context)
            else:
                context.messages.error(error, PRODUCT_BATCH)

        context.jobs.run(
            lambda session: context.records.save_many(session, PRODUCT_BATCH, ids, values),
            owner=self,
            done=done,
            failed=failed,
        )


class BlockDialog(AskDialog):
    """Asks why batches are blocked; *chosen* carries the words."""

    chosen = Signal(str)

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__("block", parent)
        self.setWindowTitle(QCoreApplication.translate("BlockDialog", "Block %n batch(es)", "", number))
        self.reason = QLineEdit(self, maxLength=200)
        self.reason.setObjectName("block.reason")
        self.reason.setAccessibleName(self.tr("Why blocked"))
        self._arrange(
            [(self.tr("&Why blocked"), self.reason)],
            self.tr("Nobody sells from them from then on. Drafts that name them are told so when they are confirmed."),
            self.tr("Block"),
        )
        self.reason.setFocus()

    def _accept(self) -> None:
        words = self.reason.text().strip()
        if not words:
            self.refused(self.tr("Please say why the batch is blocked."))
            return
        self.setEnabled(False)
        self.chosen.emit(words)
