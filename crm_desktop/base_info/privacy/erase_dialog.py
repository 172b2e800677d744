"""Before an erasure: what it touches, what stands in its way, why; it cannot be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)
from PySide6.QtWidgets import QWidget as Widget

from crm_desktop.base_info.privacy.services import Preview
from crm_desktop.base_info.privacy.words import place_words
from crm_desktop.shell.icons import icon


class EraseDialog(QDialog):
    """Shows a preview; *decided* with the reason when the erasure is wanted."""

    decided = Signal(str)

    def __init__(self, name: str, preview: Preview, parent: Widget) -> None:
        super().__init__(parent)
        self.setObjectName("erase_dialog")
        self.setWindowTitle(self.tr("Erase personal data"))
        self.setMinimumWidth(560)
        blocked = bool(preview.obstacles)
        words = self.tr("“{name}” cannot be erased yet: something is still open with this person.")
        if not blocked:
            words = self.tr(
                "Everything below that tells of “{name}” is erased, in the records, in their history and in what an undo would "
                "bring back. This cannot be undone. Backups made before today still hold it until they are removed."
            )
        label = QLabel(words.format(name=name), self)
        label.setWordWrap(True)
        label.setObjectName("erase_words")
        label.setProperty("kind", "error" if blocked else "")
        self.places = QTreeWidget(self)
        self.places.setObjectName("erase_places")
        self.places.setAccessibleName(self.tr("What is touched"))
        self.places.setRootIsDecorated(False)
        self.places.setHeaderLabels([self.tr("Where"), self.tr("How many")])
        for what, count in (*preview.obstacles, *(() if blocked else preview.places)):
            item = QTreeWidgetItem(self.places, [place_words(what), f"{count:,}"])
            item.setIcon(0, icon("circle-alert", "bad") if blocked else icon("check", "muted"))
            item.setToolTip(0, item.text(0))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.places.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.places.header().setStretchLastSection(False)
        self.places.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.places.setMinimumHeight(190)
        self.reason = QLineEdit(self)
        self.reason.setObjectName("erase_reason")
        self.reason.setMaxLength(500)
        self.reason.setPlaceholderText(self.tr("Why, for the record: asked by the person on …"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setVisible(not blocked)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)
        self.go_on = buttons.addButton(self.tr("Erase for good"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.go_on.setObjectName("erase_go_on")
        self.go_on.setProperty("kind", "danger")
        self.go_on.setAutoDefault(False)
        self.go_on.setEnabled(not blocked)
        self.go_on.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.decided.emit(self.reason.text()))
        self.finished.connect(self.deleteLater)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        for widget in (label, self.places, self.reason, buttons):
            column.addWidget(widget)
