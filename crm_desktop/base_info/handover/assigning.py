"""What can be done with customers' owners from any list and record: assign, lock, give to the pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.handover import pool_services, services
from crm_desktop.base_info.handover.assign_dialog import AssignDialog
from crm_desktop.base_info.handover.lock_dialog import LockDialog
from crm_desktop.base_info.handover.pool_dialog import PoolDialog
from crm_desktop.base_info.handover.pool_services import PoolState
from crm_desktop.base_info.handover.services import Assignment
from crm_desktop.core.errors import Denied
from crm_desktop.qt.cells import joined
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.ask_dialog import AskDialog, tell_failure
from crm_desktop.shell.context import Context
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.sheets import head_of, show_print
from crm_desktop.shell.undoing import offer_undo


def customer_actions(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with selected customers (registry: ``EntityEntry.actions``)."""
    return HandOver(context, widget).customer_actions()


def pool_actions(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with selected customers of the pool (registry: ``EntityEntry.actions``)."""
    made = HandOver(context, widget)
    made.ask_what_i_manage()
    return made.pool_actions()


class HandOver(QObject):
    """Asks, does it in one transaction, and says so, with Undo where there is one."""

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._widget = context, widget
        self._manages = True  #: customers of some pool; until it is read, the database refuses

    def customer_actions(self) -> list[BulkAction]:
        """Return the actions on customers."""
        may = self._context.facts().rights.may

        def reason(allowed: Callable[[], bool]) -> str:
            return "" if allowed() else self.tr("You have no right to do this.")

        return [
            BulkAction(
                name="assign",
                words=lambda: self.tr("Assign …"),
                act=lambda ids: self.ask_assign(list(ids)),
                reason=lambda: reason(lambda: may("customer", "assign")),
                key="Ctrl+Shift+A",
                icon="user-check",
            ),
            BulkAction(
                name="pool",
                words=lambda: self.tr("Into the pool …"),
                act=lambda ids: self.ask_pool(list(ids)),
                reason=lambda: reason(lambda: may("customer", "edit") and may("pool", "view")),
                icon="inbox",
            ),
            BulkAction(
                name="lock",
                words=lambda: self.tr("Lock …"),
                act=lambda ids: self.ask_lock(list(ids)),
                reason=lambda: reason(lambda: may("customer", "edit")),
                icon="lock",
            ),
            BulkAction(
                name="unlock",
                words=lambda: self.tr("Unlock"),
                act=lambda ids: self.unlock(list(ids)),
                reason=lambda: reason(lambda: may("customer", "edit")),
                icon="key",
            ),
        ]

    def ask_what_i_manage(self) -> None:
        """Read whether the reader may hand out customers of any pool."""
        if self._context.facts().rights.scope("customer", "assign") != "all":

            def found(pools: Sequence[PoolState]) -> None:
                self._manages = any(pool.is_admin for pool in pools)

            self._context.jobs.run(
                pool_services.list_my_pools, owner=self, done=found, failed=lambda _error: None, key="pools"
            )

    def pool_actions(self) -> list[BulkAction]:
        """Return the actions on customers of the pool."""

        def reason() -> str:
            return "" if self._manages else sentence(Denied("pool_needs_admin"))

        return [
            BulkAction(
                name="claim",
                words=lambda: self.tr("Claim"),
                act=lambda ids: self.claim(list(ids)),
                key="Ctrl+Shift+G",
                icon="user-plus",
            ),
            BulkAction(
                name="assign",
                words=lambda: self.tr("Assign …"),
                act=lambda ids: self.ask_assign_from_pool(list(ids)),
                reason=reason,
                key="Ctrl+Shift+A",
                icon="user-check",
            ),
            BulkAction(
                name="pool",
                words=lambda: self.tr("Into another pool …"),
                act=lambda ids: self.ask_pool(list(ids)),
                reason=reason,
                icon="inbox",
            ),
        ]

    def _run(
        self, work: Callable[[Any], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        self._context.jobs.run(work, owner=self, done=done, failed=failed)

    # ── assigning ────────────────────────────────────────

    def ask_assign(self, ids: Sequence[int]) -> AssignDialog:
        """Ask to whom, then hand the customers over: those that one may give to somebody."""
        dialog = AssignDialog(self._context, ids, self._widget)
        dialog.chosen.connect(lambda wish: self.assign(dialog, dialog.ids, wish))
        dialog.sheet_asked.connect(lambda: self.show_sheet(dialog.ids))
        return self._opened(
            dialog, lambda session: (services.list_receivers(session), services.list_not_assignable(session, ids))
        )

    def _opened(self, dialog: AssignDialog, read: Callable[[Any], Any]) -> AssignDialog:
        dialog.open()
        failed = self._context.messages.error
        self._context.jobs.run(read, owner=dialog, done=lambda found: dialog.show_people(*found), failed=failed)
        return dialog

    def assign(self, dialog: AssignDialog, ids: Sequence[int], wish: Assignment) -> None:
        """Hand customers over, all or none, with Undo."""
        self._run(
            lambda session: services.assign_customers(session, ids=ids, wish=wish),
            lambda bulk: self._assigned(dialog, len(ids), bulk),
            partial(self._refused, dialog),
        )

    def _assigned(self, dialog: AssignDialog, number: int, bulk: int) -> None:
        dialog.accept()
        words = QCoreApplication.translate("HandOver", "%n customer(s) assigned.", "", number)
        offer_undo(self._context, self, words, (bulk,))

    def _refused(self, dialog: AssignDialog | AskDialog, error: Exception) -> None:
        tell_failure(dialog, error, self._context.facts().entities.get("customer"), self._context)

    def show_sheet(self, ids: Sequence[int]) -> None:
        """Show the hand-over sheet as it will be printed."""
        facts, language, title = self._context.facts(), self._context.language(), self.tr("Hand-over sheet")
        grades = {term.code: term.label(language) for term in facts.terms.get("customer_grade", ())}

        def work(session: Any) -> bytes:
            from crm_desktop.base_info.handover.prints import handover_sheet

            customers = services.read_sheet(session, facts, ids)
            return handover_sheet(head_of(self._context, title), customers, grades)

        show_print(self._context, self._widget, title, work)

    # ── the pool ─────────────────────────────────────────

    def claim(self, ids: Sequence[int]) -> None:
        """Take customers out of the pool; no question, no box."""
        self._run(
            lambda session: (pool_services.claim(session, ids=ids), pool_services.list_my_pools(session)),
            lambda found: self._claimed(ids, *found),
            lambda error: self._context.messages.error(error, self._context.facts().entities.get("pool_customer")),
        )

    def _claimed(self, ids: Sequence[int], number: int, pools: Sequence[PoolState]) -> None:
        words = QCoreApplication.translate("HandOver", "%n customer(s) claimed; they are yours now.", "", number)
        left = joined(f"{pool.name} {pool.claims_left}" for pool in pools if pool.claims_left is not None)
        if left:
            words += " " + self.tr("Left for today: {pools}").format(pools=left)
        self._context.messages.toast(words)
        if getattr(self._widget, "record_id", 0) in ids:  # its page in the pool shows what is no longer there
            self._context.navigator.open_record("customer", ids[0])
            self._context.navigator.close(self._widget)

    def ask_assign_from_pool(self, ids: Sequence[int]) -> AssignDialog:
        """Ask which member gets the customers, then hand them out."""
        dialog = AssignDialog(self._context, ids, self._widget, from_pool=True)

        def assign(wish: Assignment) -> None:
            self._run(
                lambda session: pool_services.assign_from_pool(
                    session, ids=dialog.ids, owners=wish.owners, how=wish.how, note=wish.note
                ),
                lambda bulk: self._assigned(dialog, len(dialog.ids), bulk),
                partial(self._refused, dialog),
            )

        def read(session: Any) -> tuple[Any, Mapping[int, str]]:
            others = pool_services.list_of_other_pools(session, ids)
            mine = [i for i in ids if i not in others]
            return services.list_receivers(session, of_pool_customers=mine) if mine else (), others

        dialog.chosen.connect(assign)
        return self._opened(dialog, read)

    def ask_pool(self, ids: Sequence[int]) -> PoolDialog:
        """Ask which pool and why, then put the customers there: those of a pool that one administers."""
        dialog = PoolDialog(ids, self._widget)

        def put(pool_id: int, reason: str) -> None:
            self._run(
                lambda session: pool_services.put_into_pool(session, ids=dialog.ids, pool_id=pool_id, reason=reason),
                lambda bulk: self._pooled(dialog, len(dialog.ids), bulk),
                partial(self._refused, dialog),
            )

        def read(session: Any) -> tuple[Any, Mapping[int, str]]:
            return pool_services.list_choices(session, to_give=True), pool_services.list_of_other_pools(session, ids)

        dialog.chosen.connect(put)
        dialog.open()
        self._context.jobs.run(
            read, owner=dialog, done=lambda found: dialog.show_pools(*found), failed=self._context.messages.error
        )
        return dialog

    def _pooled(self, dialog: PoolDialog, number: int, bulk: int) -> None:
        dialog.accept()
        words = QCoreApplication.translate("HandOver", "%n customer(s) put into the pool.", "", number)
        offer_undo(self._context, self, words, (bulk,))

    def ask_lock(self, ids: Sequence[int]) -> LockDialog:
        """Ask until when, then protect the customers from the pool, with Undo."""
        dialog = LockDialog(self._context, len(ids), self._widget)

        def lock(until: date | None) -> None:
            self._run(
                lambda session: pool_services.lock_customers(session, ids=ids, locked=True, until=until),
                lambda bulk: self._locked(dialog, len(ids), bulk),
                partial(self._refused, dialog),
            )

        dialog.chosen.connect(lock)
        dialog.open()
        return dialog

    def _locked(self, dialog: LockDialog, number: int, bulk: int) -> None:
        dialog.accept()
        words = QCoreApplication.translate("HandOver", "%n customer(s) locked.", "", number)
        offer_undo(self._context, self, words, (bulk,))

    def unlock(self, ids: Sequence[int]) -> None:
        """Let customers go into the pool again, with Undo."""
        number = len(ids)
        words = QCoreApplication.translate("HandOver", "%n customer(s) unlocked.", "", number)
        self._run(
            lambda session: pool_services.lock_customers(session, ids=ids, locked=False),
            lambda bulk: offer_undo(self._context, self, words, (bulk,)),
            lambda error: self._context.messages.error(error, self._context.facts().entities.get("customer")),
        )
