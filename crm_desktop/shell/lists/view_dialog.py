"""Giving a filter a name."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget


class ViewDialog(QDialog):
    """Asks for the name of a view and who may use it; *chosen* carries (name, shared)."""

    chosen = Signal(str, bool)

    def __init__(self, text: str, *, name: str = "", shared: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("view_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save as a view"))
        self.setMinimumWidth(360)
        self._name, self._shared, words = (
            QLineEdit(name, self),
            QCheckBox(self.tr("&Share with colleagues"), self),
            QLabel(text, self),
        )
        self._name.setObjectName("view_name")
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setMaxLength(60)
        self._shared.setObjectName("view_shared")
        self._shared.setAccessibleName(self._shared.text().replace("&", ""))
        self._shared.setChecked(shared)
        words.setProperty("kind", "muted")
        words.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("Filter"), words)
        form.addRow(self.tr("&Name"), self._name)
        form.addRow("", self._shared)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        self._save = buttons.button(QDialogButtonBox.StandardButton.Save)
        self._save.setObjectName("save_view")
        self._save.setAccessibleName(self._save.text())
        self._save.setEnabled(bool(name))
        self._name.textChanged.connect(lambda typed: self._save.setEnabled(bool(typed.strip())))
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)

    def _accept(self) -> None:
        self.chosen.emit(self._name.text().strip(), self._shared.isChecked())
        self.accept()
