"""A dialog that asks for what an action needs, and stays until it has succeeded."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import CrmError
from crm_desktop.shell.context import Context
from crm_desktop.shell.sentences import sentence


class AskDialog(QDialog):
    """A form, a hint, and the button of the action."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.setObjectName(f"{name}_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._wrong = QLabel(self, wordWrap=True)
        self._wrong.setProperty("kind", "error")
        self._wrong.hide()
        self._apply: QPushButton  # made after the form: Tab comes to it last

    def _arrange(self, rows: Sequence[tuple[str, QWidget]], hint: str, words: str) -> None:
        """Lay out *rows* (caption, widget) above the *hint* and the button that says *words*."""
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for caption, widget in rows:
            form.addRow(caption, widget)
        told = QLabel(hint, self, wordWrap=True)
        told.setProperty("kind", "small")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._apply = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self._apply.setObjectName(f"apply_{self._name}")
        self._apply.setAccessibleName(words)
        self._apply.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(told)
        column.addWidget(self._wrong)
        column.addWidget(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._accept)

    @abstractmethod
    def _accept(self) -> None:
        """Tell what was chosen, where it can be done."""

    def refused(self, words: str) -> None:
        """Say why nothing was done, and let it be tried again."""
        self.setEnabled(True)
        self._wrong.setText(words)
        self._wrong.show()


class Refusable(Protocol):
    """A dialog that says a refusal itself and lets it be tried again."""

    def refused(self, words: str) -> None: ...

    def reject(self) -> None: ...


def tell_failure(dialog: Refusable, error: Exception, entity: Entity | None, context: Context) -> None:
    """Say in the dialog why the database refused; anything else closes it and is told as an error."""
    if isinstance(error, CrmError):
        dialog.refused(sentence(error, entity))
    else:
        dialog.reject()
        context.messages.error(error)
