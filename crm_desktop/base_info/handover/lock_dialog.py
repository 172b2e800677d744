"""Until when a customer is locked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Date
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.tools import Tools

_UNTIL = Date(name="locked_until", label=QT_TRANSLATE_NOOP("LockDialog", "Locked until"))


class LockDialog(QDialog):
    """Asks for the last day of a lock; *chosen* carries it, None for a lock without an end."""

    chosen = Signal(object)

    def __init__(self, tools: Tools, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lock_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self.setWindowTitle(QCoreApplication.translate("LockDialog", "Lock %n customer(s)", "", number))
        self.until = editor_for(_UNTIL, tools, self)
        self.until.input.setAccessibleName(self.tr("Locked until"))
        self._wrong = QLabel(self, wordWrap=True)
        self._wrong.setProperty("kind", "error")
        self._wrong.hide()
        form = QFormLayout()
        form.addRow(self.tr("&Locked until"), self.until)
        hint = QLabel(self.tr("The last day of the lock; empty: until it is unlocked."), self, wordWrap=True)
        hint.setProperty("kind", "small")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        lock = buttons.addButton(self.tr("Lock"), QDialogButtonBox.ButtonRole.AcceptRole)
        lock.setObjectName("apply_lock")
        lock.setAccessibleName(lock.text())
        lock.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(self._wrong)
        column.addWidget(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._accept)
        self.until.setFocus()

    def _accept(self) -> None:
        try:
            until = self.until.value()
        except BadValue:  # marked at its field
            return
        self.setEnabled(False)
        self.chosen.emit(until)

    def refused(self, words: str) -> None:
        """Say why nothing was done, and let it be tried again."""
        self.setEnabled(True)
        self._wrong.setText(words)
        self._wrong.show()
