"""The star: one key in every list and on every page whose records can be favourites."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize
from PySide6.QtWidgets import QToolButton, QWidget

from crm_desktop.base_info.favourites import services
from crm_desktop.base_info.favourites.services import Kept
from crm_desktop.core.record import Changed
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

KEY = "Ctrl+D"
FIELD = "favourite"


def star(context: Context, page: Any) -> list[BulkAction]:
    """Return what stars the records of a list or record page (registry: ``EntityEntry.actions``)."""
    return [Starring(context, page.entity.name, page).action()]


class Starring(QObject):
    """Stars records and takes stars back, with Undo."""

    def __init__(self, context: Context, entity: str, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._entity = context, entity

    def action(self) -> BulkAction:
        """Return what it does to selected records."""
        return BulkAction(
            name="star",
            words=lambda: self.tr("Star or unstar"),
            act=lambda ids: self.toggle(list(ids)),
            key=KEY,
            icon="star",
        )

    def toggle(self, ids: Sequence[int]) -> None:
        """Star all of them, or where all are starred none."""
        self._context.jobs.run(
            lambda session: services.toggle(session, entity=self._entity, ids=ids),
            owner=self,
            done=lambda kept: self._done(*kept),
            failed=self._context.messages.error,
        )

    def _done(self, added: list[Kept], removed: list[Kept]) -> None:
        self._announce([kept.record_id for kept in (*added, *removed)])
        number = len(added or removed)
        if added:
            words = QCoreApplication.translate("Starring", "%n among your favourites now.", "", number)
        else:
            words = QCoreApplication.translate("Starring", "%n no longer among your favourites.", "", number)
        self._context.messages.toast(words, undo=partial(self._undo, added, removed))

    def _undo(self, added: list[Kept], removed: list[Kept]) -> None:
        self._context.jobs.run(
            lambda session: services.put_back(session, entity=self._entity, added=added, removed=removed),
            owner=self,
            done=lambda _: self._announce([kept.record_id for kept in (*added, *removed)]),
            failed=self._context.messages.error,
        )

    def _announce(self, ids: Sequence[int]) -> None:
        """Tell this desktop's own windows: nobody else's shows these stars."""
        me = self._context.facts().login
        self._context.bus.announce(Changed(self._entity, "UPDATE", tuple(ids), by=me))
        self._context.bus.announce(Changed(FIELD, "UPDATE", by=me))


class StarMark(QToolButton):
    """The star in the head of a record page (registry: ``EntityEntry.beside``)."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self.setObjectName("star_mark")
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setIconSize(QSize(16, 16))
        self._page, self._starring = page, Starring(context, page.entity.name, self)
        self.clicked.connect(lambda _: self._starring.toggle([page.form.record.id]))
        page.head.add_mark(self)
        page.shown.connect(lambda _hit: self._show())
        self.hide()

    def _show(self) -> None:
        record = self._page.form.record
        starred = bool(record.values.get(FIELD))
        self.setChecked(starred)
        self.setIcon(icon("star-filled", "warn") if starred else icon("star", "muted"))
        words = self.tr("Remove from my favourites") if starred else self.tr("Add to my favourites")
        self.setToolTip(f"{words} ({KEY})")
        self.setAccessibleName(words)
        self.setVisible(bool(record.id))

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the other language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._page.form.record.id:
            self._show()
