"""What a command of ``crm-admin`` could not do, in words for the person who typed it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import psycopg2
from sqlalchemy.exc import DBAPIError

from crm_desktop.core import errors
from crm_desktop.core.text import QT_TRANSLATE_NOOP

Say = Callable[..., str]  # (marked sentence, **values) -> sentence in the user's language


class Trouble(errors.CrmError):
    """A command cannot go on; *sentence* is marked for translation, *values* fill its places."""

    def __init__(self, sentence: str, **values: Any) -> None:
        super().__init__(sentence.format(**values))
        self.sentence, self.values = sentence, values


def sentence_of(error: BaseException, say: Say) -> str:
    """Return what to tell the person: what happened, and what to do where that is known."""
    if isinstance(error, Trouble):
        return say(error.sentence, **error.values)
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, psycopg2.OperationalError):
        sentence = QT_TRANSLATE_NOOP("Admin", "The server cannot be reached or refused the login: {reason}")
        return say(sentence, reason=_first_line(error))
    if isinstance(error, psycopg2.Error):
        return say(QT_TRANSLATE_NOOP("Admin", "The database refused: {reason}"), reason=_first_line(error))
    if isinstance(error, OSError) and error.filename and error.errno in _OF_FILES:
        return say(_OF_FILES[error.errno], path=error.filename)
    for kind, sentence in _SENTENCES.items():
        if isinstance(error, kind):
            return say(sentence, reason=str(error) or type(error).__name__)
    return say(QT_TRANSLATE_NOOP("Admin", "It did not work: {reason}"), reason=str(error) or type(error).__name__)


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


_NO_RIGHT = QT_TRANSLATE_NOOP("Admin", "You have no right to read or write “{path}”.")
_OF_FILES: dict[int | None, str] = {
    errno.ENOENT: QT_TRANSLATE_NOOP("Admin", "There is no file or folder “{path}”."),
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EISDIR: QT_TRANSLATE_NOOP("Admin", "“{path}” is a folder; the name of a file is needed."),
    errno.ENOSPC: QT_TRANSLATE_NOOP("Admin", "The disk is full; “{path}” was not written."),
}
_SENTENCES: dict[type[BaseException], str] = {
    errors.Denied: QT_TRANSLATE_NOOP("Admin", "This person has no right to do that ({reason})."),
    errors.LoginFailed: QT_TRANSLATE_NOOP("Admin", "Login or password is wrong, or the login is locked."),
    errors.Offline: QT_TRANSLATE_NOOP("Admin", "The server cannot be reached; nothing was changed."),
    errors.ServerFull: QT_TRANSLATE_NOOP("Admin", "The disk of the server is full; nothing was changed."),
    errors.WrongVersion: QT_TRANSLATE_NOOP(
        "Admin", "Program and account set have different versions. Run: crm-admin upgrade"
    ),
    errors.Gone: QT_TRANSLATE_NOOP("Admin", "The record is no longer there."),
    errors.Conflict: QT_TRANSLATE_NOOP("Admin", "Somebody else changed the record meanwhile; nothing was saved."),
    errors.Invalid: QT_TRANSLATE_NOOP("Admin", "A rule of the data was broken: {reason}"),
    OSError: QT_TRANSLATE_NOOP("Admin", "A file cannot be read or written: {reason}"),
}
