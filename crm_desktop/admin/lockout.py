"""Lock logins that somebody tries to guess: PostgreSQL counts no failures itself, but its log names them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crm_desktop.admin import people
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP

#: ``2026-11-21 14:03:55.123 UTC [4711] FATAL:  password authentication failed for user "rep1"``
_FAILED = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? (?:UTC|GMT) .*"
    r'FATAL:\s+password authentication failed for user "([a-z][a-z0-9_.-]{1,40})"'
)
_READ = 4_000_000  # bytes of the log's end: far more than a few minutes hold


def failures(lines: Iterable[str], since: datetime) -> Counter[str]:
    """Count the refused passwords per login after *since* (aware); lines of other kinds and times are passed over."""
    found: Counter[str] = Counter()
    for line in lines:
        match = _FAILED.match(line)
        if match and datetime.fromisoformat(match[1]).replace(tzinfo=UTC) >= since:
            found[match[2]] += 1
    return found


def log_of(target: Target, named: Path | None) -> Path:
    """Return the server's log: the one that is *named*, else the embedded server's own. Raises Trouble."""
    path = named or (target.data_dir / "postgres" / "server.log" if target.data_dir else None)
    if path is None:
        raise Trouble(
            QT_TRANSLATE_NOOP("Admin", "Name the log of the office server with --log; its times must be in UTC.")
        )
    return path


def lock_guessed(target: Target, log: Path, limit: int, minutes: int) -> list[str]:
    """Lock the active employees whose password was refused *limit* times within *minutes*; return their logins.

    Open connections end too, as with any lock; an administrator lets them in again. Raises OSError, Trouble.
    """
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _READ))
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    ((tls,),) = target.rows("SELECT current_setting('ssl') = 'on'")
    if tls:  # clients try a refused password again without it, and the log has both
        limit *= 2
    counted = failures(lines, datetime.now(UTC) - timedelta(minutes=minutes))
    guessed = [login for login, count in counted.items() if count >= limit]
    active = {
        row[0]
        for row in target.rows("SELECT login FROM crm.employee WHERE status = 'active' AND login = ANY (%s)", guessed)
    }
    with target.connect() as connection:
        for login in sorted(active):
            people.set_status(connection, login, "locked")
    return sorted(active)
