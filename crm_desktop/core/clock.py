"""The clock of the company: this PC's, put right by what the server said last. A PC's own may be wrong by days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class _Set:
    ahead: timedelta = timedelta()  #: of the server before this PC
    days: timedelta = timedelta()  #: of the company's day before this PC's time zone


_set = _Set()


def set_by_server(moment: datetime, day: date) -> None:
    """Take the server's *moment* as now, and *day* as the company's today (``crm.today()``)."""
    global _set
    _set = _Set(moment - datetime.now(UTC), day - moment.astimezone().date())


def wrong_by() -> timedelta:
    """Return how far this PC's clock is from the server's; positive where it is ahead."""
    return -_set.ahead


def now() -> datetime:
    """Return the moment by the server's clock, in this PC's time zone."""
    return (datetime.now(UTC) + _set.ahead).astimezone()


def today() -> date:
    """Return the company's day."""
    return now().date() + _set.days


def local_time(moment: datetime) -> datetime:
    """Return *moment* in this PC's time zone; without a zone it is taken as one of this PC's clock.

    Windows knows no local time before 1970 or after 3000: there the offset of the nearest winter holds.
    """
    try:
        return moment.astimezone()
    except OSError:
        nearest = datetime(1971 if moment.year < 2000 else 2999, 1, 1).astimezone().tzinfo
        return moment.astimezone(nearest) if moment.tzinfo else moment.replace(tzinfo=nearest)
