"""The keys, on one page (Shift+F1)."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from crm_desktop.qt.tools import as_on_keys

#: Leads to the next document; with the command key it belongs to the system of a Mac.
NEXT_DOCUMENT = "Meta+Tab" if sys.platform == "darwin" else "Ctrl+Tab"


class KeysDialog(QDialog):
    """Shows what every key does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.setWindowTitle(self.tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        groups = self._groups()
        for column, (heading, keys) in enumerate(groups):
            title = QLabel(heading, self)
            title.setProperty("kind", "heading")
            grid.addWidget(title, 0, 2 * column, 1, 2)
            for row, (key, words) in enumerate(keys, start=1):
                cap = QLabel(as_on_keys(key), self)
                cap.setProperty("kind", "key")
                grid.addWidget(cap, row, 2 * column, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(QLabel(words, self), row, 2 * column + 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setObjectName("close_keys")
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(20, 20, 20, 16)
        column_.addLayout(grid)
        column_.addSpacing(8)
        column_.addWidget(buttons)

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (
                self.tr("Everywhere"),
                [
                    ("Ctrl+K", self.tr("Search everything")),
                    ("Ctrl+N", self.tr("New record")),
                    ("Ctrl+1, 2 …", self.tr("The tabs")),
                    (NEXT_DOCUMENT, self.tr("Next document")),
                    ("Ctrl+W", self.tr("Close the document")),
                    ("Ctrl+Shift+T", self.tr("Open the last closed again")),
                    ("Ctrl+B", self.tr("Fold the list of pages")),
                    ("Ctrl+Alt+Z", self.tr("Undo what was just done")),
                    ("Ctrl+L", self.tr("Lock")),
                    ("F1", self.tr("Manual")),
                    ("Shift+F1", self.tr("Keys")),
                ],
            ),
            (
                self.tr("In a list"),
                [
                    ("Enter", self.tr("Open")),
                    ("Space", self.tr("Look at it beside the list")),
                    ("F2", self.tr("Change the cell")),
                    ("Ctrl+F", self.tr("Search and filter")),
                    ("Alt+Z", self.tr("Counts beside the list")),
                    ("Ctrl+Shift+K", self.tr("Cards instead of rows")),
                    ("Alt+G", self.tr("Groups with sums and a chart")),
                    ("Ctrl+D", self.tr("Star: among my favourites or not")),
                    ("Ctrl+C", self.tr("Copy as a table")),
                    ("Del", self.tr("Delete")),
                    ("F5", self.tr("Reload")),
                    ("Ctrl+E", self.tr("Export")),
                    ("Ctrl+P", self.tr("Print")),
                ],
            ),
            (
                self.tr("In a record"),
                [
                    ("Ctrl+S", self.tr("Save")),
                    ("Ctrl+Enter", self.tr("Save and close")),
                    ("Ctrl+Shift+Enter", self.tr("Confirm the order")),
                    ("Ctrl+Shift+N", self.tr("Save and start another")),
                    ("Ctrl+J", self.tr("Write down what happened")),
                    ("Ctrl+R", self.tr("New for this record: contact, opportunity, order …")),
                    ("Ctrl+D", self.tr("Star: among my favourites or not")),
                    ("Ctrl+Shift+D", self.tr("Tick an important date off")),
                    ("Ctrl+Shift+J", self.tr("Write an action about an important date")),
                    ("Ctrl+Shift+P", self.tr("Who sees this record, and why")),
                    ("Ctrl+Shift+U", self.tr("Effective access of an employee")),
                    ("Ctrl+Shift+W", self.tr("Copy a customer as text for WeChat")),
                    ("Ctrl+Shift+L", self.tr("Look a company up outside")),
                    ("Alt+↓", self.tr("Places and words to choose from, in a field")),
                    ("Alt+↑ ↓", self.tr("Previous and next record")),
                    ("Esc", self.tr("Back to the list")),
                ],
            ),
        ]
