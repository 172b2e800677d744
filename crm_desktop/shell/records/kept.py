"""What becomes of the unsaved entries of a closed page: they are kept, one press brings them back, what waits for the server is sent."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from crm_desktop.core.errors import Conflict, Offline
from crm_desktop.shell.context import Context
from crm_desktop.shell.drafts import Draft
from crm_desktop.shell.resend import AFTER, Work
from crm_desktop.shell.sentences import sentence

# Entity (and what is written beside its form), record id, token: which draft.
Key = tuple[str, int, str]


def say_kept(context: Context, title: str, key: Key, work: Work | None, *, closed: bool = True) -> None:
    """Say that the entries of a *closed* page are kept, with a way back to them; send them by *work* when the server is back."""
    words = QCoreApplication.translate("RecordPage", "“{name}” was closed with unsaved entries; they are kept.")
    if work is not None:
        words = QCoreApplication.translate(
            "RecordPage", "“{name}” could not be saved yet; this is done by itself when the server is back."
        )
        Later(context, title, key, work)
    elif not closed:
        return
    context.messages.toast(words.format(name=title), undo=partial(_reopen, context, key))


def send_once_more(page: Any, draft: Draft) -> None:
    """Send what was to be saved when the program ended, once, as soon as *page* shows it; not over what somebody changed since.

    Of a stored record with lines it stays a draft: these are read after the rest.
    """

    def send(*_: object) -> None:
        page.shown.disconnect(send)
        record = page.form.record
        if (record.id, record.version) == (draft.record_id, draft.version) and page.is_dirty():
            words = QCoreApplication.translate(
                "RecordPage", "“{name}” was to be saved when the program ended; now it is."
            )
            page.save(lambda: page.context.messages.toast(words.format(name=page.title())))

    if draft.record_id and page.entity.parts:
        return
    page.shown.connect(send)
    if not draft.record_id:
        QTimer.singleShot(0, page, send)


def take_back(context: Context, key: Key) -> None:
    """Send nothing of this draft by itself any more: somebody has it before him again."""
    for later in context.bus.findChildren(Later):
        if _same(later.key, key):
            later.setParent(None)
            later.deleteLater()


def _same(one: Key, other: Key) -> bool:
    return one[:2] == other[:2] and (bool(one[1]) or one[2] == other[2])


def _reopen(context: Context, key: Key) -> None:
    if key[1]:
        context.navigator.open_record(key[0].partition(".")[0], key[1])
    elif draft := context.drafts.find(*key):
        context.navigator.reopen_draft(draft)


class Later(QObject):
    """Sends what a page that is gone could not, once, when the server is back; its draft goes with it, or stays."""

    def __init__(self, context: Context, title: str, key: Key, work: Work) -> None:
        super().__init__(context.bus)
        self.key = key
        self._context, self._title, self._work, self._under_way = context, title, work, False
        self._pause = QTimer(self, singleShot=True, interval=AFTER)
        self._pause.timeout.connect(self._send)
        context.bus.back.connect(self._pause.start)

    def _send(self) -> None:
        if not self._under_way:
            self._under_way = True
            self._context.jobs.run(self._work, owner=self, done=self._sent, failed=self._failed)

    def _sent(self, _record: Any) -> None:
        self._context.drafts.drop(*self.key)
        words = QCoreApplication.translate("RecordPage", "The server is back: “{name}” is saved.")
        self._context.messages.toast(words.format(name=self._title))
        self.deleteLater()

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        if isinstance(error, Offline):
            self._context.messages.error(error)  # and at the next time
            return
        if isinstance(error, Conflict):
            words = QCoreApplication.translate(
                "RecordPage",
                "“{name}” was not saved when the server was back: somebody had changed it meanwhile. What you typed is kept.",
            )
        else:
            words = QCoreApplication.translate(
                "RecordPage", "“{name}” was not saved when the server was back: {reason} What you typed is kept."
            )
        entity = self._context.entity(self.key[0].rpartition(".")[2])
        said = words.format(name=self._title, reason=sentence(error, entity))
        self._context.messages.toast(said, undo=partial(_reopen, self._context, self.key))
        self.deleteLater()
