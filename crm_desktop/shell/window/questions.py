"""The one kind of question: before something that cannot be undone."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget


class Question(QDialog):
    """Asks *question*; the button *action* goes on, Cancel is the one that Enter presses."""

    def __init__(self, question: str, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle(action)
        self.setMinimumWidth(380)
        label = QLabel(question, self)
        label.setWordWrap(True)
        label.setAccessibleName(question)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        go_on = buttons.addButton(action, QDialogButtonBox.ButtonRole.DestructiveRole)
        go_on.setObjectName("go_on")
        go_on.setAccessibleName(action)
        go_on.setProperty("kind", "danger")
        go_on.setAutoDefault(False)
        go_on.style().unpolish(go_on)  # the box has dressed it before it had its kind
        go_on.style().polish(go_on)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("cancel")
        cancel.setAccessibleName(cancel.text())
        cancel.setDefault(True)
        cancel.setFocus()
        go_on.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.finished.connect(self.deleteLater)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addWidget(label)
        column.addWidget(buttons)
