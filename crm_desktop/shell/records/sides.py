"""Beside a record's form: its timeline, its files, how it was."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.qt.lists.tabs import FittingTabs
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.records.attachments import Attachments
from crm_desktop.shell.records.past.panel import PastPanel
from crm_desktop.shell.timeline.view import Timeline


class RecordSides(FittingTabs):
    """Timeline, files and the past; hidden until a stored record is shown."""

    def __init__(self, context: Context, entity: Entity, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("record_side")
        self._context, self._entity, self._number = context, entity, 0
        self.timeline: Timeline | None = None
        self.files: Attachments | None = None
        self.past: PastPanel | None = None
        self._more: list[tuple[QWidget, Callable[[], str]]] = []
        self._files_first = False
        self.hide()

    def add_side(self, widget: QWidget, picture: str, title: Callable[[], str]) -> None:
        """Add a side of a hand-written page after the others; *title* gives its words in the language of the moment."""
        self._more.append((widget, title))
        self.addTab(widget, icon(picture), "")
        self.retranslate()

    def show_record(self, record_id: int) -> None:
        """Show what belongs to a record."""
        if self.timeline is None:
            self.make()
        assert self.timeline is not None
        self.timeline.show_record(record_id)
        if self.files:
            self.files.show_record(record_id)
        if self.past:
            self.past.show_record(record_id)
        self.show()

    def make(self) -> None:
        """Make the sides; a page made ahead has them before its first record."""
        self.timeline = Timeline(self._context, self._entity, self)
        self.insertTab(0, self.timeline, icon("history"), "")
        if self._entity.attachable:
            may_change = self._context.facts().rights.may(self._entity.rights_module, "edit")
            self.files = Attachments(self._context, self._entity.name, may_change, self)
            self.files.counted.connect(self._counted)
            self.insertTab(1, self.files, icon("paperclip"), "")
        self.past = PastPanel(self._context, self._entity, self)
        self.insertTab(2 if self.files else 1, self.past, icon("calendar-clock"), "")
        self.setCurrentIndex(1 if self.files and self._files_first else 0)
        self.retranslate()

    def show_files(self) -> None:
        """Turn to the files, as soon as they are there."""
        self._files_first = True
        if self.files:
            self.setCurrentWidget(self.files)

    def leave(self) -> None:
        """See to what is written beside the form, before the page is closed."""
        if self.timeline and self.timeline.composer:
            self.timeline.composer.leave()

    def refresh(self) -> None:
        """Read both again."""
        if self.timeline:
            self.timeline.refresh()
        if self.files:
            self.files.refresh()
        if self.past:
            self.past.refresh()

    def _counted(self, number: int) -> None:
        self._number = number
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setAccessibleName(self.tr("Around this record"))
        if self.timeline:
            self.setTabText(self.indexOf(self.timeline), self.tr("Timeline"))
        if self.files:
            words = self.tr("Files")
            self.setTabText(self.indexOf(self.files), f"{words} ({self._number})" if self._number else words)
        if self.past:
            self.setTabText(self.indexOf(self.past), self.tr("As it was"))
        for widget, title in self._more:
            self.setTabText(self.indexOf(widget), title())
