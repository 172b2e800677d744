"""Record pages used again for another record: building one takes longer than reading and painting a record."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QWidget

from crm_desktop.core.record import Record
from crm_desktop.shell.records.record_page import RecordPage
from crm_desktop.shell.records.walk import Walk

#: Pages kept, those of the nouns looked at last: a page holds eight megabytes.
KEPT = 2
BETWEEN = 30  #: milliseconds


class Spares:
    """Closed record pages, one an entity, each ready to show another record."""

    def __init__(self) -> None:
        self._pages: dict[str, RecordPage] = {}

    def keep(self, page: QWidget) -> bool:
        """Keep a closed page; False where it cannot be used again and the caller is to delete it."""
        # a hand-written page knows more of its record than is forgotten here
        if type(page) is not RecordPage or page.entity.name in self._pages or not _forget(page):
            return False
        self._put(page)
        return True

    def make_ahead(self, entity: str, make: Callable[[], QWidget]) -> None:
        """Have a page ready before the first record of *entity* is opened; *make* builds one that shows nothing."""
        if entity in self._pages:
            return
        page = make()
        assert type(page) is RecordPage, entity  # the caller knows which pages can be used again
        page.hide()
        self._put(page)
        QTimer.singleShot(BETWEEN, page, lambda: _furnish(page))  # in two steps: whoever scrolls meanwhile waits less

    def _put(self, page: RecordPage) -> None:
        self._pages[page.entity.name] = page
        while len(self._pages) > KEPT:
            self._pages.pop(next(iter(self._pages))).deleteLater()

    def take(self, entity: str) -> RecordPage | None:
        """Return a page of *entity* that shows nothing, or None."""
        page = self._pages.pop(entity, None)
        if page is not None and page.context.facts() is not page.made_for:
            page.deleteLater()  # rights or dictionaries have changed since it was built
            return None
        return page


def _furnish(page: RecordPage) -> None:
    page._add_related()
    if page.side.timeline is None:
        page.side.make()
    for part in page.findChildren(QWidget):
        part.ensurePolished()


def renew(page: RecordPage) -> None:
    """Take up changed attributes on an open page: its form gets the fields, and reads what the record has of them; or changed words."""
    entity = page.context.facts().entities.get(page.entity.name)
    if entity is None or page._saving:
        return
    if entity == page.entity:
        page.form.say_anew()
        page.retranslate()
        for view in page.findChildren(QAbstractItemView):
            view.viewport().update()
        return
    below = page.related if entity.related != page.entity.related else None
    page.entity = page.head.entity = entity
    page.form.set_entity(entity)
    if below is not None:  # the company added a kind of record
        below.hide()
        below.deleteLater()
        page.related = None
        page._show_around(page._record)
    page.refresh()


def _forget(page: RecordPage) -> bool:
    """Let go of everything that belongs to the record; False where something is still under way."""
    composer = page.side.timeline.composer if page.side.timeline else None
    if page.is_dirty() or page._saving or page._gone or not page._record.id or (composer and composer.snapshot()):
        return False
    page._draft_pause.stop()
    page._record_id, page._record, page._among, page._by = 0, Record(0, 0, {}), Walk(), ""
    page.notice.hide()
    page.side.setCurrentIndex(0)
    for part in (page._down, page.head):
        part.hide()
    return True
