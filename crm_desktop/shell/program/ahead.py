"""What is made while somebody types his password: a little at a time, so that every key is heard at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from crm_desktop.shell.icons import icon

if TYPE_CHECKING:
    from crm_desktop.shell.window.main_window import MainWindow

AT_A_TIME = 8  #: icons or words, a few milliseconds' worth
PLAIN = "0123456789 .,:-/%()·…"


class Ahead(QObject):
    """Takes one of *steps* whenever there is nothing else to do."""

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._step)
        self._idle.start()

    def _step(self) -> None:
        if next(self._steps, self) is self:
            self.stop()

    def stop(self) -> None:
        """Leave the rest to be done when it is needed."""
        self._idle.stop()


def steps(window: MainWindow) -> Iterator[None]:
    """Make and dress the first page of a window that nobody has seen, and draw what it will show."""
    page = window.make_ahead()
    yield
    for part in (window.top, window.rail, window.pages, window.foot, window.documents, page):
        part.ensurePolished()
        yield
    yield from _draw_icons()
    yield from _draw_words()
    for part in (window.top, window.foot, page):
        part.grab()
        yield


def _draw_icons() -> Iterator[None]:
    """Draw the icons of tabs and pages once: each is a drawing that is read from a file."""
    from crm_desktop.shell import registry  # with the database layer: not before the login is seen

    sizes = [(tab.icon, 20) for tab in registry.TABS]
    sizes += [(page.icon, 16) for page in registry.PAGES]
    sizes += [(entity.icon, 16) for entity in registry.descriptors().values()]
    for number, (name, size) in enumerate(dict.fromkeys(sizes), 1):
        icon(name).pixmap(size, size)
        if not number % AT_A_TIME:
            yield


def _draw_words() -> Iterator[None]:
    """Draw the words of tabs and pages once: each character is looked up and drawn when it is first seen."""
    from crm_desktop.shell import registry

    translate = QCoreApplication.translate
    words = [PLAIN, *(translate("Tabs", tab.title) for tab in registry.TABS)]
    words += [translate("Pages", entry.title) for entry in registry.PAGES]
    words += [translate(entity.context, entity.plural) for entity in registry.descriptors().values()]
    plain = QApplication.font()
    heavy = QFont(plain)
    heavy.setWeight(QFont.Weight.Bold)
    paper = QPixmap(400, 40)
    for font in (plain, heavy):
        for start in range(0, len(words), AT_A_TIME):
            painter = QPainter(paper)
            painter.setFont(font)
            painter.drawText(0, 20, " ".join(words[start : start + AT_A_TIME]))
            painter.end()
            yield
