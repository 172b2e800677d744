"""A box to choose from that takes the room of what is chosen, not of the longest entry."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QWidget

NARROWEST = 64  #: pixels of a box where the window is small


class SnugBox(QComboBox):
    """Several of these beside each other stay readable where the widest entries of all would not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.currentTextChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """Return the size for the words on show (QComboBox.sizeHint)."""
        hint, wide = super().sizeHint(), self.fontMetrics().horizontalAdvance
        longest = max((wide(self.itemText(row)) for row in range(self.count())), default=0)
        return QSize(hint.width() - longest + wide(self.currentText()), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the least that it shrinks to; else layouts take the longest entry for it (QComboBox.minimumSizeHint)."""
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def showPopup(self) -> None:
        """Open the list as wide as its entries (QComboBox.showPopup)."""
        self.view().setMinimumWidth(super().sizeHint().width())
        super().showPopup()
