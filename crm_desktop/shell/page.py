"""What the main window knows of a page: its title, what its foot says, what to keep of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core.record import Changed
from crm_desktop.shell.context import Context


class Page(QWidget):
    """Base of the pages in the workspace; a plain QWidget will do where none of this is needed.

    Signals: *title_changed* when ``title()`` or ``icon_name()`` gives something new; *status_changed* with
    the words for the foot of the window (rows, sum of the selection).
    """

    title_changed = Signal()
    status_changed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self.context = context
        self._stale = False
        context.bus.changed.connect(self._announced)
        self._waiting: QWidget | None = None  #: lost the focus while it cannot be used
        QApplication.instance().focusChanged.connect(self._focus_went)  # type: ignore[union-attr]

    #: What gets the focus of the page. Not a focus proxy: Tab would come back to it before it has seen the rest.
    focus_on: QWidget | None = None

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus into the page: where it says, or into the first widget that takes it (QWidget.setFocus)."""
        first = self.focus_on or next(filter(self._takes_focus, self.findChildren(QWidget)), None)
        first.setFocus(reason) if first is not None else super().setFocus(reason)

    def _takes_focus(self, widget: QWidget) -> bool:
        by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return by_tab and widget.isVisibleTo(self) and widget.isEnabled()

    def _focus_went(self, old: QWidget | None, now: QWidget | None) -> None:
        """Keep the keyboard here: Qt hands the focus of a button that is disabled while it works to whatever comes next."""
        if old is None or now is None or not self.isVisible() or old.isEnabled() or not old.isVisible():
            return
        left = self.isAncestorOf(old) and now is not self and not self.isAncestorOf(now)
        if left and self.isEnabled() and now.window() is self.window():
            QWidget.setFocus(self)
            self._waiting = old
            old.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the focus back to what works no longer, unless somebody went on (QObject.eventFilter)."""
        if event.type() == QEvent.Type.EnabledChange and watched is self._waiting and self._waiting.isEnabled():
            watched.removeEventFilter(self)
            if self.hasFocus():
                self._waiting.setFocus()
            self._waiting = None
        return super().eventFilter(watched, event)

    def title(self) -> str:
        """Return the words on the document tab; '' leaves those of the registry."""
        return ""

    def icon_name(self) -> str:
        """Return the icon of the document tab; '' leaves that of the registry."""
        return ""

    def status(self) -> str:
        """Return the words for the foot of the window."""
        return ""

    def state(self) -> Mapping[str, Any]:
        """Return the arguments (JSON values) with which the page can be opened again as it stands."""
        return {}

    def may_close(self) -> bool:
        """Return False to keep the page open; it has then said why."""
        return True

    def concerned(self, change: Changed) -> bool:
        """Tell whether *change* makes what is shown stale."""
        return False

    def refresh(self) -> None:
        """Read again what is shown; called when a change concerned this page, at once or when next seen."""

    def take_facts(self) -> None:
        """Take up what changed of rights, dictionaries and own attributes while the page is open."""

    def retranslate(self) -> None:
        """Set every text anew; the language was switched."""

    def _announced(self, change: Changed) -> None:
        if not self.concerned(change):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: Any) -> None:
        """Catch up with what happened while the page was hidden (QWidget.showEvent)."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.title_changed.emit()
