"""The figures of usage, computed by the database within the caller's right to see them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.clock import local_time
from crm_desktop.core.errors import Invalid
from crm_desktop.db.errors import translated
from crm_desktop.system.usage.rules import Day, Person, Usage

LONGEST = 400  #: days


def read_usage(session: Session, *, first: date, last: date) -> Usage:
    """Return the usage of *first* to *last* of everybody whose usage the caller may see; raise Invalid."""
    if last < first or (last - first).days > LONGEST:
        raise Invalid("period_too_long", "last")
    begin = local_time(datetime.combine(first, time()))
    given = {
        "begin": begin, "end": local_time(datetime.combine(last + timedelta(days=1), time())),
        "zone": begin.utcoffset() or timedelta(),
    }  # fmt: skip
    with translated():
        people = session.execute(
            text(
                "SELECT e.id, e.name, e.title, coalesce(d.name, '') AS department, u.last_at FROM crm.usage_people() u "
                "JOIN crm.employee e ON e.id = u.employee_id LEFT JOIN crm.department d ON d.id = e.department_id "
                "ORDER BY d.position, d.id, e.sort_key, e.id"
            )
        ).all()
        days = session.execute(
            text("SELECT employee_id, day, logins, entries, bulk FROM crm.usage(:begin, :end, :zone)"), given
        ).all()
        company = session.execute(text("SELECT company, company_en FROM crm.account_set")).one()
    return Usage(
        first=first,
        last=last,
        company=company.company,
        company_en=company.company_en,
        people=tuple(Person(**row._mapping) for row in people),
        days=tuple(
            Day(person=r.employee_id, day=r.day, logins=r.logins, entries=r.entries, bulk=r.bulk)
            for r in days
            if first <= r.day <= last
        ),
    )
