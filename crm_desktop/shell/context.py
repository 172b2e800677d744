"""What every page is given: the toolkit's tools, and the few things that only the window can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.query import Condition
from crm_desktop.qt.bus import ChangeBus
from crm_desktop.qt.tools import Tools
from crm_desktop.shell.drafts import Draft, Drafts


class Navigator(Protocol):
    """Opens and closes documents of the workspace."""

    def open_record(
        self, entity: str, record_id: int, *, among: Sequence[int] = (), behind: bool = False, files: bool = False
    ) -> QWidget | None:
        """Show one record; Alt+Up and Alt+Down walk through *among*; *behind* leaves the page in front; *files*: with its files."""

    def new_record(
        self, entity: str, values: Mapping[str, Any] | None = None, labels: Mapping[str, str] | None = None
    ) -> QWidget | None:
        """Show an empty form, *values* filled in (*labels*: words of the references among them)."""

    def open_list(
        self, entity: str, conditions: Sequence[Condition] = (), *, search: str = "", title: str = "", by: str = ""
    ) -> QWidget | None:
        """Show the list of an entity, restricted to *conditions*, in a tab of its own where there are any; in the order of *by*."""

    def open_page(self, name: str, **args: Any) -> QWidget | None:
        """Show a page of the registry; None when the person may not."""

    def reopen_draft(self, draft: Draft) -> QWidget | None:
        """Show the form of a record that was never saved, as it was typed."""

    def close(self, page: QWidget) -> bool:
        """Close the document that shows *page*; False when it wants to stay open."""


class Messages(Protocol):
    """Tells the person something without stopping the work."""

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show *text* for a few seconds, with an Undo button where *undo* is given."""

    def error(self, error: Exception, entity: Entity | None = None) -> None:
        """Explain *error* in a sentence: what happened, that nothing is lost, what to do."""

    def status(self, text: str) -> None:
        """Say in the foot of the window how far long work is; '' when it is over."""

    def ask(self, question: str, action: str, done: Callable[[], None], *, parent: QWidget | None = None) -> None:
        """Ask before what cannot be undone; *done* is called when the button *action* is chosen."""


class Preferences(Protocol):
    """What one person chose, kept in the database and so the same on every PC."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return what was kept under *key* (a JSON value)."""

    def set(self, key: str, value: Any) -> None:
        """Keep a JSON value under *key*; None forgets it."""


@dataclass(frozen=True)
class Context(Tools):
    """Tools, and the window's services, for pages."""

    bus: ChangeBus
    navigator: Navigator
    messages: Messages
    prefs: Preferences
    drafts: Drafts
    #: ``keeper(user, password)`` reaches the server as its superuser, in a job (``system.safety.rules.Keeper``)
    keeper: Callable[[str, str], Any] | None = None
    #: opens the wizard that makes a new account set
    open_wizard: Callable[[], None] | None = None
