"""Undo of a bulk action: the button in the toast after it, and what that does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from crm_desktop.shell.context import Context


def offer_undo(
    context: Context,
    owner: QObject,
    words: str,
    bulks: Sequence[int],
    done: Callable[[int], Any] | None = None,
    failed: Callable[[Exception], None] | None = None,
) -> None:
    """Say *words* with Undo, which does ``take_back``; without *bulks* there is none."""
    undo = (lambda: take_back(context, owner, bulks, done, failed)) if bulks else None
    context.messages.toast(words, undo=undo)


def take_back(
    context: Context,
    owner: QObject,
    bulks: Sequence[int],
    done: Callable[[int], Any] | None = None,
    failed: Callable[[Exception], None] | None = None,
) -> None:
    """Take bulk actions back, then call *done* with the number of records, or say it."""
    records = context.records
    context.jobs.run(
        lambda session: sum(records.undo(session, bulk) for bulk in bulks),
        owner=owner,
        done=done or (lambda number: say_undone(context, number)),
        failed=failed or context.messages.error,
    )


def say_undone(context: Context, number: int) -> None:
    """Say how many records are as they were."""
    context.messages.toast(QCoreApplication.translate("BulkEdit", "%n record(s) are as they were before.", "", number))
