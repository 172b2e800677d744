"""Into which pool, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from crm_desktop.base_info.handover.assign_dialog import left_out
from crm_desktop.base_info.handover.pool_services import PoolChoice
from crm_desktop.core.errors import Denied
from crm_desktop.shell.ask_dialog import AskDialog
from crm_desktop.shell.sentences import sentence


class PoolDialog(AskDialog):
    """Asks for a pool and a reason; *chosen* carries (pool, reason). *ids* are those that are put there."""

    chosen = Signal(int, str)

    def __init__(self, ids: Sequence[int], parent: QWidget, *, closing: Sequence[int] = ()) -> None:
        super().__init__("pool", parent)
        self.ids = tuple(ids)
        self._closing = frozenset(closing)  # none of them is offered
        self._name_it()
        self._pools, self._reason = QComboBox(self), QLineEdit(self)
        self._pools.setObjectName("pool_choice")
        self._reason.setObjectName("pool_reason")
        self._reason.setMaxLength(200)
        rows: list[tuple[str, QWidget]] = [(self.tr("&Pool"), self._pools), (self.tr("&Reason"), self._reason)]
        for caption, widget in rows:
            widget.setAccessibleName(caption.replace("&", ""))
        self._arrange(
            rows,
            self.tr(
                "They belong to nobody then, and every member may claim them. It can be undone under “What I did today”."
            ),
            self.tr("Move them and close") if closing else self.tr("Put into the pool"),
        )
        self._apply.setEnabled(False)
        self._reason.textChanged.connect(self._check)
        self._reason.setFocus()

    def _name_it(self) -> None:
        number = len(self.ids)
        self.setWindowTitle(
            self.tr("Close the pool: where do its customers go?")
            if self._closing
            else QCoreApplication.translate("PoolDialog", "Put %n customer(s) into a pool", "", number)
        )

    def show_pools(self, pools: Sequence[PoolChoice], others: Mapping[int, str] | None = None) -> None:
        """Offer these pools; *others*, by id, one may not give away: they are left out."""
        for pool in pools:
            if pool.id not in self._closing:
                self._pools.addItem(pool.name, pool.id)
        if not self._pools.count():
            self.refused(
                self.tr("There is no other open pool.")
                if self._closing
                else self.tr("There is no pool that you belong to.")
            )
        if others:
            self.ids = tuple(i for i in self.ids if i not in others)
            self._name_it()
            self.refused(left_out(others) if self.ids else sentence(Denied("pool_needs_admin")))
        self._check()

    def _check(self) -> None:
        self._apply.setEnabled(
            bool(self._reason.text().strip() and self._pools.count() and (self.ids or self._closing))
        )

    def _accept(self) -> None:
        if self._apply.isEnabled():
            self.setEnabled(False)
            self.chosen.emit(self._pools.currentData(), self._reason.text().strip())
