"""Until when a customer is locked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Date
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.tools import Tools
from crm_desktop.shell.ask_dialog import AskDialog

_UNTIL = Date(name="locked_until", label=QT_TRANSLATE_NOOP("LockDialog", "Locked until"))


class LockDialog(AskDialog):
    """Asks for the last day of a lock; *chosen* carries it, None for a lock without an end."""

    chosen = Signal(object)

    def __init__(self, tools: Tools, number: int, parent: QWidget) -> None:
        super().__init__("lock", parent)
        self.setWindowTitle(QCoreApplication.translate("LockDialog", "Lock %n customer(s)", "", number))
        self.until = editor_for(_UNTIL, tools, self)
        self.until.input.setAccessibleName(self.tr("Locked until"))
        self._arrange(
            [(self.tr("&Locked until"), self.until)],
            self.tr("The last day of the lock; empty: until it is unlocked."),
            self.tr("Lock"),
        )
        self.until.setFocus()

    def _accept(self) -> None:
        try:
            until = self.until.value()
        except BadValue:  # marked at its field
            return
        self.setEnabled(False)
        self.chosen.emit(until)
