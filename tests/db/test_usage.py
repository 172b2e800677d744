"""Usage: figures computed by the database, each seen by those whose right reaches that far."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid
from crm_desktop.system.usage import services
from crm_desktop.system.usage.prints import check_sheet
from crm_desktop.system.usage.rules import Day, Person, Usage, named_period
from tests.databases import AccountSet

TODAY = date.today()


@pytest.fixture(scope="module")
def worked(account_set: AccountSet) -> AccountSet:
    """Let rep1 log in twice, save three times by hand and once in bulk; rep2 log in once."""
    account_set.rows("DELETE FROM crm.session_log")
    with closing(account_set.connect("rep1")) as rep:
        rep.autocommit = True
        cursor = rep.cursor()
        cursor.execute("SELECT crm.hello('x'); SELECT crm.hello('x')")
        cursor.execute("INSERT INTO crm.customer (name) VALUES ('丙公司') RETURNING id")
        (made,) = cursor.fetchone()
        cursor.execute("UPDATE crm.customer SET address = 'a' WHERE id = %s", (made,))
        cursor.execute(
            "BEGIN; UPDATE crm.customer SET address = 'b' WHERE id = %s; INSERT INTO crm.contact (customer_id, name) VALUES (%s, '丁'); COMMIT",
            (made, made),
        )
        cursor.execute(
            "BEGIN; SELECT crm.begin_bulk('bulk_edit', 'customer'); UPDATE crm.customer SET address = 'c'; COMMIT"
        )
    with closing(account_set.connect("rep2")) as rep, rep:
        rep.cursor().execute("SELECT crm.hello('x')")
    return account_set


def test_logins_and_saves_are_counted_and_bulk_apart(worked: AccountSet, login: Callable[[str], Session]) -> None:
    usage = services.read_usage(login("boss"), first=TODAY, last=TODAY)
    lines = {line.name: line for line in usage.lines("person", "day")}
    mine = lines["王小明"]
    assert (mine.logins, mine.entries, mine.bulk, mine.days) == (2, 3, 1, 1)
    names = dict(worked.rows("SELECT login, name FROM crm.employee WHERE login IS NOT NULL"))
    second = lines[names["rep2"]]
    assert (second.logins, second.entries, second.days) == (1, 0, 1)
    assert lines[names["rep3"]].absent
    assert len(lines) == len(names), "those who never came are there too"


def test_the_total_is_what_the_tables_say(worked: AccountSet, login: Callable[[str], Session]) -> None:
    total = services.read_usage(login("boss"), first=TODAY - timedelta(days=6), last=TODAY).total("week")
    ((logins,),) = worked.rows("SELECT count(*) FROM crm.session_log")
    ((saves,),) = worked.rows(
        "SELECT count(DISTINCT a.xid) FROM crm.audit a JOIN crm.employee e ON e.login = a.login "
        "WHERE a.operation IN ('I', 'U', 'D') AND NOT EXISTS (SELECT FROM crm.bulk_action b WHERE b.xid = a.xid)"
    )
    assert (total.logins, total.entries) == (logins, saves)
    assert sum(total.entries_by) == total.entries


def test_each_sees_the_usage_his_right_reaches(worked: AccountSet, login: Callable[[str], Session]) -> None:
    def people(name: str) -> set[str]:
        return {p.name for p in services.read_usage(login(name), first=TODAY, last=TODAY).people}

    below = "WITH RECURSIVE b AS (SELECT id, name FROM crm.employee WHERE login = 'lead1' UNION SELECT e.id, e.name FROM crm.employee e JOIN b ON e.superior_id = b.id) "
    team = {row[0] for row in worked.rows(below + "SELECT name FROM b")}
    everybody = {row[0] for row in worked.rows("SELECT name FROM crm.employee WHERE login IS NOT NULL")}
    assert people("lead1") == team
    assert people("boss") == people("admin") == everybody > team
    assert people("rep1") == people("pm") == set()
    assert worked.rows("SELECT count(*) FROM crm.usage(now() - interval '1 day', now(), interval '0')") == [(0,)]


def test_nonsense_periods_are_refused(login: Callable[[str], Session]) -> None:
    with pytest.raises(Invalid, match="period_too_long"):
        services.read_usage(login("boss"), first=TODAY, last=TODAY - timedelta(days=1))


def test_the_audit_is_read_by_login_and_time(account_set: AccountSet) -> None:
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM crm.audit_whole WHERE login = 'rep1' AND at >= now() - interval '7 days'")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "audit_login" in plan
    assert "audit_archive_login" in plan


def _usage(people: int) -> Usage:
    monday = date(2026, 11, 16)
    there = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
    everybody = [
        Person(id=n, name=f"员工{n}", title="销售员", department=f"销售{n % 4}部", last_at=there if n % 5 else None)
        for n in range(1, people + 1)
    ]
    days = [
        Day(person=p.id, day=monday + timedelta(days=d), logins=1, entries=p.id % 7 * d)
        for p in everybody if p.id % 5 for d in range(5)
    ]  # fmt: skip
    return Usage(
        first=monday, last=monday + timedelta(days=6), people=tuple(everybody), days=tuple(days), company="西安"
    )


@pytest.mark.parametrize(("language", "expected"), [
    ("zh_CN", ["使用情况检查表", "未使用", "检查人", "员工5", "从未", "2026-11-16 – 2026-11-22"]),
    ("en", ["Usage check", "Did not use it", "Checked by", "员工5", "never", "2026-11-16 – 2026-11-22"]),
])  # fmt: skip
def test_the_check_sheet_names_who_did_not_and_has_a_line_to_sign(language: str, expected: list[str]) -> None:
    content = check_sheet(_usage(60), language=language, printed="2026-11-23 08:00", person="马国栋")
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert [word for word in expected if word not in text] == []
    assert text.count("员工7") >= 1
    assert check_sheet(_usage(60), language=language, printed="2026-11-23 08:00", person="马国栋") == content


def test_people_who_did_as_much_stand_by_department_and_pinyin(
    worked: AccountSet, login: Callable[[str], Session]
) -> None:
    worked.rows(
        "UPDATE crm.employee SET name = '裴一' WHERE login = 'rep1'"
    )  # after 田 by its character, before it by pinyin
    worked.rows("UPDATE crm.employee SET name = '田二' WHERE login = 'rep2'")
    usage = services.read_usage(login("boss"), first=TODAY - timedelta(days=300), last=TODAY - timedelta(days=200))
    ordered = [line.name for line in usage.lines("person", "day")]
    expected = worked.rows(
        "SELECT e.name FROM crm.employee e LEFT JOIN crm.department d ON d.id = e.department_id WHERE login IS NOT NULL"
        " ORDER BY d.position, d.id, e.sort_key, e.id"
    )
    assert ordered == [name for (name,) in expected]
    assert ordered != sorted(ordered), "not by their characters"


def test_weeks_and_months_gather_their_days() -> None:
    usage = _usage(9)
    by_day, by_week = usage.total("day"), usage.total("week")
    assert len(by_day.entries_by) == 7
    assert by_week.entries_by == (sum(by_day.entries_by),)
    assert named_period("last_week", date(2026, 11, 25)) == (date(2026, 11, 16), date(2026, 11, 22))
    assert named_period("last_month", date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))
    department = usage.lines("department", "day")
    assert sum(line.entries for line in department) == by_day.entries
