"""The person's notices, for the bell and for my desktop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import erased_words, joined
from crm_desktop.shell import services
from crm_desktop.shell.context import Context
from crm_desktop.shell.services import Notice

__all__ = ["Notice", "count_unread", "mark_read", "newest", "notice_words", "open_notice", "read_notices"]

#: Kind of a notice of the public pool → its sentence; {what} is a customer's name, or how many there are.
POOL_WORDS = {
    "recycled": QT_TRANSLATE_NOOP("NoticeBoard", "Fell into the public pool: {what}"),
    "pool_soon": QT_TRANSLATE_NOOP("NoticeBoard", "Customers about to fall into the public pool: {what}"),
}
#: What is overdue → sentence for administrators.
OVERDUE = {
    "backup": QT_TRANSLATE_NOOP("NoticeBoard", "No good backup for {days} days: see System, Safety."),
    "drill": QT_TRANSLATE_NOOP("NoticeBoard", "No restore drill for {days} days: see System, Safety."),
    "verify": QT_TRANSLATE_NOOP("NoticeBoard", "The audit trail was not verified for {days} days: see System, Safety."),
}
#: What makes the bell count, and nothing more.
QUIET = ("reaction",)
#: Kind of a notice → the page that tells more of it.
PAGES = {"safety": "safety", "due": "desktop", "stand_in": "directory", "let_in": "duplicates"}


def notice_words(context: Context, notice: Notice) -> str:
    """Return what a notice says; somebody erased in the language of the moment."""
    return erased_words(_said(context, notice))


def _said(context: Context, notice: Notice) -> str:
    """Of what was handed over the database keeps the name, or how many there are."""
    if notice.kind == "safety":
        what, _, days = notice.text.partition(" ")
        return QCoreApplication.translate("NoticeBoard", OVERDUE.get(what, "{days}")).format(days=days)
    if notice.kind == "due":
        return _due(*map(int, notice.text.split()))
    if notice.kind == "followed":
        who, name, *entry = notice.text.split("\t")
        words = QT_TRANSLATE_NOOP("NoticeBoard", "{who} changed {name}")
        if entry:
            words = QT_TRANSLATE_NOOP("NoticeBoard", "{who} wrote down what happened with {name}")
        return QCoreApplication.translate("NoticeBoard", words).format(who=who, name=name)
    if notice.kind == "stand_in":
        who, first, last = notice.text.split("\t")
        words = QCoreApplication.translate("NoticeBoard", "You stand in for {who}: {first} to {last}")
        return words.format(who=who, first=first, last=last)
    if notice.kind == "mention" and notice.text.partition("：")[1:] == ("：", ""):  # the words are not for this reader
        return QCoreApplication.translate("NoticeBoard", "{who} named you in an entry").format(who=notice.text[:-1])
    if notice.kind == "reaction":
        return _reacted(*notice.text.split("\t"))
    if notice.kind in POOL_WORDS:
        return QCoreApplication.translate("NoticeBoard", POOL_WORDS[notice.kind]).format(what=notice.text)
    if notice.kind == "lockout":
        words = QCoreApplication.translate("NoticeBoard", "{login} is kept out for a while: too many wrong passwords.")
        return words.format(login=notice.text)
    if notice.kind == "let_in":
        words = QCoreApplication.translate(
            "NoticeBoard", "Duplicates let in, for their writer may not read what was there: {count}"
        )
        return words.format(count=notice.text)
    if notice.kind != "assigned":
        return notice.text
    entity = context.facts().entities.get(notice.table)
    if notice.record_id or entity is None:
        return QCoreApplication.translate("NoticeBoard", "Handed to you: {name}").format(name=notice.text)
    many = QCoreApplication.translate(entity.context, entity.plural)
    words = QCoreApplication.translate("NoticeBoard", "Handed to you: {what} ({count})")
    return words.format(count=notice.text, what=many)


def _reacted(day: str, noted: str, well_done: str) -> str:
    said = (
        (noted, QCoreApplication.translate("NoticeBoard", "noted by {who}")),
        (well_done, QCoreApplication.translate("NoticeBoard", "“Well done” from {who}")),
    )
    what = " · ".join(words.format(who=joined(who.split("、"))) for who, words in said if who)
    return QCoreApplication.translate("NoticeBoard", "Your entry of {day}: {what}").format(day=day, what=what)


def _due(contacts: int, promises: int, dates: int) -> str:
    said = (
        (contacts, QCoreApplication.translate("NoticeBoard", "%n to contact", "", contacts)),
        (promises, QCoreApplication.translate("NoticeBoard", "%n promise(s) to keep", "", promises)),
        (dates, QCoreApplication.translate("NoticeBoard", "%n important date(s)", "", dates)),
    )
    what = " · ".join(words for count, words in said if count)
    return QCoreApplication.translate("NoticeBoard", "Due: {what}").format(what=what)


def open_notice(context: Context, notice: Notice) -> None:
    """Open what a notice is about."""
    if notice.kind in PAGES:
        context.navigator.open_page(PAGES[notice.kind])
    elif notice.record_id and notice.table in context.facts().entities:
        context.navigator.open_record(notice.table, notice.record_id)


def newest(context: Context, limit: int) -> Callable[[Any], Sequence[Notice]]:
    """Return what reads the newest notices in a job, unread ones first."""
    me = context.facts().employee_id
    return lambda session: services.list_notices(session, me, limit)


def read_notices(context: Context, owner: QObject, done: Callable[[Sequence[Notice]], None], limit: int = 50) -> None:
    """Read the newest notices, unread ones first."""
    context.jobs.run(
        newest(context, limit), owner=owner, done=done, failed=context.messages.error, key=("notices", limit)
    )


def count_unread(context: Context, owner: QObject, done: Callable[[int], None]) -> None:
    """Count what has not been read."""
    me = context.facts().employee_id
    context.jobs.run(
        lambda session: services.count_unread(session, me),
        owner=owner,
        done=done,
        failed=context.messages.error,
        key="unread",
    )


def mark_read(context: Context, owner: QObject, ids: tuple[int, ...], done: Callable[[], None]) -> None:
    """Mark notices as read; all where none are named."""
    me = context.facts().employee_id
    context.jobs.run(
        lambda session: services.mark_read(session, me, ids),
        owner=owner,
        done=lambda _: done(),
        failed=context.messages.error,
    )
