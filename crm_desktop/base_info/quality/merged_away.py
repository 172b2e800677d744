"""A record that became part of another one: whoever opens it by an old link is led there."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from crm_desktop.base_info.quality import services
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.shell.context import Context

WENT = QT_TRANSLATE_NOOP("MergedAway", "The record that you opened was merged into this one.")
GOES = QT_TRANSLATE_NOOP(
    "MergedAway", "This record was merged into another one. What you typed stays here, so that you can copy it."
)
OPEN = QT_TRANSLATE_NOOP("MergedAway", "Open that one")


class MergedAway(QObject):
    """Stands beside a record page; asks where a record went that is no longer there."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        page.missing.connect(self._ask)

    def _ask(self, record_id: int) -> None:
        entity = self._page.entity.name
        self._context.jobs.run(
            lambda session: services.merged_into(session, entity=entity, record_id=record_id),
            owner=self,
            done=partial(self._found, record_id),
            failed=lambda _error: None,  # that it is gone stands there already
            key="merged_into",
        )

    def _found(self, record_id: int, survivor: int | None) -> None:
        page, navigator = self._page, self._context.navigator
        if survivor is None or page.record_id != record_id:
            return
        if page.is_dirty():
            page.notice.offer(
                lambda: (_words(GOES), _words(OPEN)), "bad", lambda: navigator.open_record(page.entity.name, survivor)
            )
            return
        page.notice.show_words(_words(WENT), "accent")
        page.form.set_locked("")
        page.load(survivor)


def _words(text: str) -> str:
    return QCoreApplication.translate("MergedAway", text)
