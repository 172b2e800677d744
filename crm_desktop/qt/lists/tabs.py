"""Tabs that fit into the room there is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

PLAIN, TIGHT, SMALL = "", "tight", "small"
#: With pictures or without, and the air between the words; at last the words themselves are smaller.
LOOKS = ((True, PLAIN), (False, PLAIN), (False, TIGHT), (False, SMALL))


class FittingTabBar(QTabBar):
    """A bar that leaves out its pictures, the air between its words, then makes these smaller, before a tab is out of sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[QIcon] = []
        self._room = 0
        self._fitting = False
        self._content: object = None  #: what the widths were measured of
        self._widths: dict[tuple[bool, str], int] = {}

    def set_room(self, pixels: int) -> None:
        """Fit into a width."""
        self._room = pixels
        self.fit()

    def fit(self) -> None:
        """Choose the roomiest look in which every tab is in sight."""
        if self._fitting or not self._room:
            return
        self._fitting = True
        try:
            self._dress(*next((look for look in LOOKS if self._width(look) <= self._room), LOOKS[-1]))
        finally:
            self._fitting = False

    def _width(self, look: tuple[bool, str]) -> int:
        """Return how wide the bar is in a look; it is put on to be measured once, for a picture moves everything."""
        content = self.font(), [(self.tabText(n), self.isTabVisible(n)) for n in range(self.count())]
        if content != self._content:
            self._content, self._widths = content, {}
        if look not in self._widths:
            self._dress(*look)
            self._widths[look] = self._wanted()
        return self._widths[look]

    def _dress(self, pictures: bool, air: str) -> None:
        if (self.property("air") or PLAIN) != air:
            self.setProperty("air", air)
            self.style().unpolish(self)
            self.style().polish(self)
        for number, picture in enumerate(self._icons):
            if self.tabIcon(number).isNull() == pictures and not picture.isNull():
                self.setTabIcon(number, picture if pictures else QIcon())

    def _wanted(self) -> int:
        return sum(self.tabSizeHint(n).width() for n in range(self.count()) if self.isTabVisible(n))

    def tabInserted(self, index: int) -> None:
        """Remember the picture of a new tab (QTabBar.tabInserted)."""
        super().tabInserted(index)
        self._icons.insert(index, self.tabIcon(index))

    def tabRemoved(self, index: int) -> None:
        """Forget the picture of a tab that is gone (QTabBar.tabRemoved)."""
        super().tabRemoved(index)
        del self._icons[index]

    def changeEvent(self, event: QEvent) -> None:
        """Follow font and style (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and not self._fitting:
            self._content = None
            self.fit()


class FittingTabs(QTabWidget):
    """Pages behind a ``FittingTabBar``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = FittingTabBar(self)
        self.setTabBar(self._bar)
        self.setDocumentMode(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)  # words that lose their ends are worse than a button to scroll

    def setAccessibleName(self, name: str) -> None:
        """Name pages and bar alike (QWidget.setAccessibleName)."""
        super().setAccessibleName(name)
        self._bar.setAccessibleName(name)

    def setTabText(self, index: int, words: str) -> None:
        """Give a tab its words and fit the bar anew (QTabWidget.setTabText)."""
        super().setTabText(index, words)
        self._bar.fit()

    def tabInserted(self, index: int) -> None:
        """Fit the bar anew (QTabWidget.tabInserted)."""
        super().tabInserted(index)
        self._bar.fit()

    def tabRemoved(self, index: int) -> None:
        """Fit the bar anew (QTabWidget.tabRemoved)."""
        super().tabRemoved(index)
        self._bar.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the bar into the new width (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._bar.set_room(event.size().width())

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the pages need: the bar fits itself (QWidget.minimumSizeHint)."""
        hint, page = super().minimumSizeHint(), self.currentWidget()
        return QSize(page.minimumSizeHint().width() if page else 0, hint.height())
