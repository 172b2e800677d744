"""Into which pool, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.base_info.handover.pool_services import PoolChoice


class PoolDialog(QDialog):
    """Asks for a pool and a reason; *chosen* carries (pool, reason)."""

    chosen = Signal(int, str)

    def __init__(self, number: int, parent: QWidget, *, closing: Sequence[int] = ()) -> None:
        super().__init__(parent)
        self.setObjectName("pool_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._closing = frozenset(closing)  # none of them is offered
        self.setWindowTitle(
            self.tr("Close the pool: where do its customers go?")
            if closing
            else QCoreApplication.translate("PoolDialog", "Put %n customer(s) into a pool", "", number)
        )
        self._pools, self._reason, self._wrong = QComboBox(self), QLineEdit(self), QLabel(self)
        self._pools.setObjectName("pool_choice")
        self._reason.setObjectName("pool_reason")
        self._reason.setMaxLength(200)
        self._wrong.setProperty("kind", "error")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        form = QFormLayout()
        for caption, widget in ((self.tr("&Pool"), self._pools), (self.tr("&Reason"), self._reason)):
            form.addRow(caption, widget)
            widget.setAccessibleName(caption.replace("&", ""))
        hint = QLabel(
            self.tr(
                "They belong to nobody then, and every member may claim them. It can be undone under “What I did today”."
            ),
            self,
        )
        hint.setProperty("kind", "small")
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        words = self.tr("Move them and close") if closing else self.tr("Put into the pool")
        self._apply = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self._apply.setObjectName("apply_pool")
        self._apply.setAccessibleName(self._apply.text())
        self._apply.setDefault(True)
        self._apply.setEnabled(False)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(self._wrong)
        column.addWidget(buttons)
        self._reason.textChanged.connect(self._check)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._accept)
        self._reason.setFocus()

    def show_pools(self, pools: Sequence[PoolChoice]) -> None:
        """Offer these pools."""
        for pool in pools:
            if pool.id not in self._closing:
                self._pools.addItem(pool.name, pool.id)
        if not self._pools.count():
            self.refused(
                self.tr("There is no other open pool.")
                if self._closing
                else self.tr("There is no pool that you belong to.")
            )
        self._check()

    def _check(self) -> None:
        self._apply.setEnabled(bool(self._reason.text().strip()) and self._pools.count() > 0)

    def _accept(self) -> None:
        if self._apply.isEnabled():
            self.setEnabled(False)
            self.chosen.emit(self._pools.currentData(), self._reason.text().strip())

    def refused(self, words: str) -> None:
        """Say why nothing was done, and let it be tried again."""
        self.setEnabled(True)
        self._wrong.setText(words)
        self._wrong.show()
