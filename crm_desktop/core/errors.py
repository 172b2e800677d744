"""Errors that a user may see; anything else that escapes is a bug."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class CrmError(Exception):
    """Base class; the class decides which sentence the user reads, the attributes fill it."""


class Conflict(CrmError):
    """Somebody else saved the record first; *theirs* is what stands now (a ``Record``)."""

    def __init__(self, theirs: Any = None) -> None:
        super().__init__(theirs)
        self.theirs = theirs


class Denied(CrmError):
    """The database refused: no right to do this; *of* names the records that it is about, where many were meant, *ids* tells them."""

    def __init__(self, reason: str = "", of: Sequence[str] = (), *, ids: Sequence[int] = ()) -> None:
        super().__init__(reason)
        self.reason, self.of, self.ids = reason, tuple(of), tuple(ids)


class Gone(CrmError):
    """The record was deleted, or may no longer be seen."""


class Invalid(CrmError):
    """A rule of the data was broken.

    *rule* is the name of the constraint or the key of the rule; the descriptor and
    ``shell.sentences`` turn it into words. *field* names the culprit where it is known, *table* whose field that is, where
    the database says so. ``values["of"]`` names the record that breaks it, where many were meant.
    """

    def __init__(
        self, rule: str, field: str | None = None, values: Mapping[str, Any] | None = None, *, table: str = ""
    ) -> None:
        super().__init__(rule, field, values)
        self.rule, self.field, self.values, self.table = rule, field, dict(values or {}), table


class Overtaken(Invalid):
    """Two waited for what the other had changed, and this one gave way: nothing of its transaction stands, another try may go through."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        super().__init__("saved_at_once", None, values)


def own_words(values: Mapping[str, Any], language: str) -> str:
    """Return the company's own sentence for a broken rule, where it wrote one; in the other language rather than none."""
    said, english = str(values.get("said") or ""), str(values.get("said_en") or "")
    return (said or english) if language.startswith("zh") else (english or said)


class BadValue(Invalid):
    """Typed or imported text that is no value of its kind; *text* is what was typed."""

    def __init__(self, rule: str, text: str, field: str | None = None) -> None:
        super().__init__(rule, field, {"text": text})
        self.text = text


class MadeBefore(CrmError):
    """An earlier attempt, whose answer never came, made this new record (*record_id*) from what was typed then."""

    def __init__(self, record_id: int) -> None:
        super().__init__(record_id)
        self.record_id = record_id


class TooLong(CrmError):
    """A list has too many rows to be sorted by *field*, of which no index keeps the order."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Offline(CrmError):
    """The server cannot be reached; nothing typed is lost."""


class ServerFull(CrmError):
    """The server's disk is full: nothing can be written there for now."""


class LoginFailed(CrmError):
    """Wrong login or password, or the login is locked; the server does not say which."""


class WrongVersion(CrmError):
    """Client and database do not belong together (schema revisions *client*, *database*)."""

    def __init__(self, client: str, database: str) -> None:
        super().__init__(client, database)
        self.client, self.database = client, database


class Cancelled(CrmError):
    """The user stopped it; silent."""
