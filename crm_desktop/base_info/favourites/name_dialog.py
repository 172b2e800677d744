"""Asks for the name of a folder."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

LONGEST = 60


class NameDialog(QDialog):
    """One line; *chosen* with the name, which is none of *taken*."""

    chosen = Signal(str)

    def __init__(self, title: str, name: str, taken: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("folder_name_dialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        self._taken = {word.casefold() for word in taken}
        self.line, self._why = QLineEdit(name, self), QLabel(self)
        self.line.setObjectName("folder_name")
        self.line.setAccessibleName(self.tr("Name of the folder"))
        self.line.setMaxLength(LONGEST)
        self.line.selectAll()
        self._why.setObjectName("folder_name_why")
        self._why.setProperty("kind", "muted")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.chosen.emit(self.line.text().strip()))
        self.finished.connect(self.deleteLater)
        self.line.textChanged.connect(lambda _: self._check())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        for widget in (QLabel(self.line.accessibleName(), self), self.line, self._why, self._buttons):
            column.addWidget(widget)
        self._check()

    def _check(self) -> None:
        name = self.line.text().strip()
        there = name.casefold() in self._taken
        self._why.setText(self.tr("There is a folder of this name already.") if there else "")
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(name) and not there)
