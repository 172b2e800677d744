"""What every toolkit widget is given: no widget looks anything up by itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts, Term
from crm_desktop.core.fields import Field
from crm_desktop.core.source import RecordSource
from crm_desktop.qt.files import Copies
from crm_desktop.qt.jobs import Jobs

#: how a Mac's keyboard calls the modifiers; Qt's Ctrl is its command key, Qt's Meta its control key
_ON_A_MAC = {"Ctrl+": "⌘", "Meta+": "⌃", "Alt+": "⌥", "Shift+": "⇧"}
TITLE_BAR = 40  #: pixels, with the frame, that the system draws around a window


@dataclass(frozen=True)
class Tools:
    """Background work, records, the surroundings of the login, the language of the moment and files that are opened."""

    jobs: Jobs
    records: RecordSource
    facts: Callable[[], Facts]
    language: Callable[[], str]  #: 'zh_CN' or 'en'
    copies: Copies

    def term(self, kind: str, code: str) -> Term | None:
        """Return a dictionary entry, or None."""
        return self.facts().term(kind, code)

    def terms(self, kind: str, keep: str = "") -> tuple[Term, ...]:
        """Return the entries of a dictionary that are on offer, and *keep* where it is retired."""
        return tuple(t for t in self.facts().terms.get(kind, ()) if not t.retired or (keep and t.code == keep))

    def term_label(self, kind: str, code: str, number: Decimal | float = 1) -> str:
        """Return the words of a dictionary entry, as they are after a *number*; an unknown code stands for itself."""
        term = self.facts().term(kind, code) if code else None
        return term.counted(self.language(), number) if term else code

    def entity(self, name: str) -> Entity:
        """Return the descriptor of an entity, the company's own attributes included; raise KeyError."""
        return self.facts().entities[name]


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its size, lower where the screen has no room for it; all are narrower than a laptop's 1280 pixels."""
    window.resize(width, min(height, window.screen().availableSize().height() - TITLE_BAR))


class DropDown(QFrame):
    """A small window that drops down; its Escape is its own, whatever the page below does with the key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")

    def drop(self, field: QWidget, to: QWidget, *, flush_right: bool = False) -> None:
        """Appear below *field*, above it where there is no room, always whole; the keyboard goes *to*."""
        for widget in (self, *self.findChildren(QWidget)):  # or it grows when it is shown
            widget.ensurePolished()
        self.resize(self.size().expandedTo(self.minimumSizeHint()))
        corner = field.mapToGlobal(QPoint(field.width() - self.width() if flush_right else 0, 0))
        room = (QGuiApplication.screenAt(corner) or field.screen()).availableGeometry()
        below, above = corner.y() + field.height(), corner.y() - self.height()
        top = below if below + self.height() <= room.bottom() else above
        self.move(
            max(room.left(), min(corner.x(), room.right() - self.width())),
            max(room.top(), min(top, room.bottom() - self.height())),
        )
        self.show()
        to.setFocus(Qt.FocusReason.PopupFocusReason)  # the field is not left: a cell would close its editor

    def event(self, event: QEvent) -> bool:
        """Take Escape before a shortcut of the page does (QWidget.event)."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)


def caption(entity: Entity, field: Field) -> str:
    """Return the words of a field in the language of the moment; a company's own field brings its own words."""
    return field.label if field.is_custom else QCoreApplication.translate(entity.context, field.label)


def too_long(label: str) -> str:
    """Say that a list is not sorted by the field with these words: it has too many rows, and no index in that order."""
    words = QCoreApplication.translate("ListModel", "The list is too long to be sorted by “{field}”. Filter it first.")
    return words.format(field=label)


def furnish(owner: QWidget, build: Callable[[], None]) -> None:
    """Let *build* fill *owner* when it is first looked at; Tab comes to what it makes where *owner* stands.

    Most of a page never is looked at, and each of its widgets weighs some 16 kB.
    """
    if owner.layout() is not None:
        return
    build()
    made = []  # Qt puts what is new behind everything else
    for widget in _backwards(owner.window()):
        if not owner.isAncestorOf(widget):
            break
        made.append(widget)
    before = next(filter(_is_reached, (owner, *_backwards(owner))), None)
    for widget in filter(_is_reached, reversed(made)):
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget


def _is_reached(widget: QWidget) -> bool:
    """Tell whether Tab stops there; Qt orders no others."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _backwards(start: QWidget) -> Iterator[QWidget]:
    """Yield what stands before *start* in the order of Tab, until it comes round."""
    widget = start.previousInFocusChain()
    while widget is not None and widget is not start:
        yield widget
        widget = widget.previousInFocusChain()


def as_on_keys(words: str) -> str:
    """Return *words* with the keys named in them called as on this machine's keyboard."""
    if sys.platform == "darwin":
        for name, sign in _ON_A_MAC.items():
            words = words.replace(name, sign)
    return words
