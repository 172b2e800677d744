"""The chips over a timeline, in as many rows as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from crm_desktop.shell.timeline.sources import GROUPS

_MARGIN, _GAP, _NARROWEST = 12, 4, 240


class Chips(QWidget):
    """One button for everything and one for each group; *chosen* carries the group, '' for everything."""

    chosen = Signal(str)

    def __init__(self, groups: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_chips")
        self._buttons: dict[str, QPushButton] = {}
        together = QButtonGroup(self)
        for name in ("", *groups):
            button = QPushButton(self)
            button.setObjectName(f"timeline_{name or 'all'}")
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setChecked(not name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
            together.addButton(button)
            self._buttons[name] = button

    def retranslate(self, everything: str) -> None:
        """Set every text anew; *everything* stands on the first chip."""
        for name, button in self._buttons.items():
            words = QCoreApplication.translate("Timeline", GROUPS[name]) if name else everything
            button.setText(words)
            button.setAccessibleName(words)
        self._place()

    def _place(self) -> None:
        """Put the chips side by side and begin a new row where one no longer fits."""
        if self.width() < _NARROWEST:  # not laid out yet: as many rows as chips would push the window apart
            self.setFixedHeight(next(iter(self._buttons.values())).sizeHint().height() + 8)
            return
        x, y, height = _MARGIN, 4, 0
        for button in self._buttons.values():
            size = button.sizeHint()
            if x > _MARGIN and x + size.width() > self.width() - _MARGIN:
                x, y = _MARGIN, y + size.height() + _GAP
            button.setGeometry(QRect(x, y, size.width(), size.height()))
            x += size.width() + _GAP
            height = y + size.height() + 4
        if height and height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the chips anew (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._place()
