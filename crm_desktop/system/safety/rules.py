"""What the pages of safety speak of: runs and their kinds, account sets, backups, and who does the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from crm_desktop.core.text import QT_TRANSLATE_NOOP

#: Kind of a run → words.
KINDS = {
    "backup": QT_TRANSLATE_NOOP("Safety", "Backup"),
    "drill": QT_TRANSLATE_NOOP("Safety", "Restore drill"),
    "verify": QT_TRANSLATE_NOOP("Safety", "Trail verified"),
    "check": QT_TRANSLATE_NOOP("Safety", "Data checked"),
    "restore": QT_TRANSLATE_NOOP("Safety", "Restored"),
    "copy": QT_TRANSLATE_NOOP("Safety", "Copied"),
    "upgrade": QT_TRANSLATE_NOOP("Safety", "Upgrade"),
    "seal": QT_TRANSLATE_NOOP("Safety", "Trail sealed"),
    "archive": QT_TRANSLATE_NOOP("Safety", "Archived"),
    "base_backup": QT_TRANSLATE_NOOP("Safety", "Copy of the server"),
}
#: Shown as cards, in this order.
CARDS = ("backup", "drill", "verify", "check")
#: What may be overdue → sentence.
OVERDUE = {
    "backup": QT_TRANSLATE_NOOP("Safety", "The last good backup is {days} days old."),
    "drill": QT_TRANSLATE_NOOP("Safety", "The last good restore drill was {days} days ago: nobody knows whether the backups can be restored."),
    "verify": QT_TRANSLATE_NOOP("Safety", "The audit trail was last verified {days} days ago."),
}  # fmt: skip

Report = Callable[..., None]  # report(done, total, text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One backup, drill, check … with its result."""

    kind: str
    ok: bool
    started_at: datetime
    ended_at: datetime
    by: str
    host: str = ""
    file: str = ""
    size: int = 0
    rows: int = 0
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Return how long it took."""
        return (self.ended_at - self.started_at).total_seconds()


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What the account set knows of its own safety."""

    runs: tuple[Run, ...]
    last: Mapping[str, Run]  #: the newest of each kind
    overdue: Mapping[str, int]  #: what → days


@dataclass(frozen=True, kw_only=True, slots=True)
class SetLine:
    """One account set of the server."""

    name: str
    company: str
    is_demo: bool
    revision: str
    size: int
    employees: int
    connected: int
    backup_at: datetime | None
    drill_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLine:
    """A backup, or a closed account set, as a file."""

    name: str
    path: str
    made_at: datetime
    size: int
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What came of a work: for the toast; *problems* are sentences."""

    rows: int = 0
    path: str = ""
    name: str = ""
    problems: tuple[str, ...] = ()


class Keeper(Protocol):
    """Does the work as the server's superuser, on this PC; made by ``Context.keeper``. Every call raises CrmError."""

    def place(self) -> str:
        """Return where backups are written."""

    def nightly(self, name: str) -> str:
        """Return the command for a scheduler."""

    def list_sets(self) -> list[SetLine]:
        """Return the account sets of the server."""

    def list_backups(self, name: str) -> list[FileLine]:
        """Return the backups of a set that lie where they are written."""

    def list_archives(self) -> list[FileLine]:
        """Return the closed account sets."""

    def back_up(self, name: str, report: Report) -> Done:
        """Write a backup."""

    def drill(self, name: str, report: Report) -> Done:
        """Restore a new backup for real, compare, and remove what was restored."""

    def verify(self, name: str) -> Done:
        """Seal the audit trail and find whatever was done to it."""

    def check(self, name: str) -> Done:
        """Test every rule of the data."""

    def restore(self, path: str, new_name: str, report: Report) -> Done:
        """Make a new account set from a backup."""

    def copy(self, name: str, new_name: str, report: Report) -> Done:
        """Make a second account set."""

    def archive(self, name: str, report: Report) -> Done:
        """Close an account set: into a file, proved, then removed."""

    def reset_demo(self, name: str, report: Report) -> Done:
        """Make the practice set anew."""
