"""Jobs: results on the GUI thread, errors delivered, nothing after death or cancel."""

from __future__ import annotations

import contextlib
import gc
import threading
import time

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Cancelled, Overtaken
from crm_desktop.qt import jobs as jobs_module
from crm_desktop.qt.jobs import Jobs


class Session:
    """A session that can be stopped from another thread."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.ended = ""


@pytest.fixture
def sessions() -> list[Session]:
    return []


@pytest.fixture
def jobs(qtbot, sessions):
    @contextlib.contextmanager
    def open_session():
        session = Session()
        sessions.append(session)
        try:
            yield session
        except Exception:
            session.ended = "rollback"
            raise
        session.ended = "commit"

    runner = Jobs(open_session, cancel_session=lambda session: session.stopped.set())
    yield runner
    assert runner.close(5)


def test_result_arrives_on_the_gui_thread(qtbot, jobs, sessions):
    got, here, owner = [], threading.get_ident(), QObject()
    jobs.run(lambda s: threading.get_ident(), owner=owner, done=lambda v: got.append((v, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(got))
    assert got[0][0] != here and got[0][1] == here
    assert sessions[0].ended == "commit" and jobs.busy == 0


def test_nothing_reaches_a_deleted_owner(qtbot, jobs):
    got, widget, go = [], QWidget(), threading.Event()
    jobs.run(lambda s: go.wait(2), owner=widget, done=got.append)
    widget.deleteLater()
    qtbot.wait(20)
    go.set()
    qtbot.waitUntil(lambda: jobs.busy == 0)
    assert got == []


def test_five_hundred_jobs_survive_garbage_collection(qtbot, jobs):
    got, owner = [], QObject()
    for i in range(500):
        jobs.run(lambda s, i=i: i, owner=owner, done=got.append)
    gc.collect()
    qtbot.waitUntil(lambda: len(got) == 500)
    assert sorted(got) == list(range(500))


def test_error_is_delivered_and_rolled_back(qtbot, jobs, sessions):
    got, owner = [], QObject()
    jobs.run(lambda s: 1 / 0, owner=owner, done=None, failed=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], ZeroDivisionError) and sessions[0].ended == "rollback"


def test_what_was_saved_in_the_same_instant_is_done_once_more(qtbot, jobs, sessions):
    got, wrong, owner, attempts = [], [], QObject(), []

    def work(session, *_report):
        attempts.append(session)
        if len(attempts) == 1:
            raise Overtaken
        return "stored"

    jobs.run(work, owner=owner, done=got.append, failed=wrong.append)
    qtbot.waitUntil(lambda: bool(got))
    assert (got, wrong, [s.ended for s in sessions]) == (["stored"], [], ["rollback", "commit"])
    attempts.clear()  # long work may have stored a part: it is told
    jobs.run(work, owner=owner, done=got.append, failed=wrong.append, progress=lambda _p: None)
    qtbot.waitUntil(lambda: bool(wrong))
    assert isinstance(wrong[0], Overtaken) and len(attempts) == 1


def test_error_without_taker_is_announced_once(qtbot, jobs):
    got, owner = [], QObject()
    jobs.unhandled.connect(got.append)
    jobs.run(lambda s: 1 / 0, owner=owner)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], ZeroDivisionError)


def test_error_of_opening_the_session_is_delivered(qtbot):
    def broken():
        raise ConnectionError("no server")

    runner, got, owner = Jobs(broken), [], QObject()
    runner.run(lambda s: 1, owner=owner, failed=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], ConnectionError) and runner.close()


def test_latest_of_a_key_wins(qtbot, jobs):
    got, owner, go = [], QObject(), threading.Event()
    jobs.run(lambda s: go.wait(2) and "old", owner=owner, done=got.append, key="search")
    jobs.run(lambda s: "new", owner=owner, done=got.append, key="search")
    jobs.run(lambda s: "other", owner=owner, done=got.append, key="count")
    qtbot.waitUntil(lambda: len(got) == 2)
    go.set()
    qtbot.waitUntil(lambda: jobs.busy == 0)
    assert sorted(got) == ["new", "other"]


def test_cancel_reaches_the_server_and_is_silent(qtbot, jobs, sessions):
    got, owner, running = [], QObject(), threading.Event()
    jobs.unhandled.connect(got.append)

    def work(session):
        running.set()
        if session.stopped.wait(5):
            raise RuntimeError("canceling statement due to user request")

    job = jobs.run(work, owner=owner, done=got.append, failed=got.append)
    assert running.wait(2)
    started = time.monotonic()
    job.cancel()
    qtbot.waitUntil(lambda: jobs.busy == 0)
    assert time.monotonic() - started < 2
    assert got == [] and sessions[0].ended == "rollback" and job.cancelled and not job.pending


def test_cancel_before_start_does_no_work(qtbot, sessions):
    @contextlib.contextmanager
    def open_session():
        yield None

    runner, owner, go, ran = Jobs(open_session, threads=1), QObject(), threading.Event(), []
    runner.run(lambda s: go.wait(2), owner=owner)
    runner.run(lambda s: ran.append(1), owner=owner).cancel()
    go.set()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert ran == [] and runner.close()


def test_progress_comes_only_after_a_while_and_cancel_stops_at_the_next_report(qtbot, jobs, monkeypatch, sessions):
    monkeypatch.setattr(jobs_module, "PROGRESS_AFTER", 0.05)
    monkeypatch.setattr(jobs_module, "PROGRESS_EVERY", 0.02)
    seen, owner, got = [], QObject(), []

    def work(session, report):
        for i in range(500):
            report(i, 500, "rows")
            time.sleep(0.01)
        return "end"

    job = jobs.run(work, owner=owner, done=got.append, progress=seen.append)
    qtbot.waitUntil(lambda: len(seen) >= 3)
    assert seen[0].done >= 1 and seen[0].total == 500
    job.cancel()
    qtbot.waitUntil(lambda: jobs.busy == 0)
    assert got == [] and sessions[0].ended == "rollback"


def test_quick_work_shows_no_progress(qtbot, jobs):
    seen, got, owner = [], [], QObject()
    jobs.run(lambda s, report: report(1, 2), owner=owner, done=got.append, progress=seen.append)
    qtbot.waitUntil(lambda: bool(got))
    assert seen == []


def test_raised_cancelled_is_silent(qtbot, jobs):
    got, owner = [], QObject()
    jobs.unhandled.connect(got.append)

    def work(session):
        raise Cancelled

    jobs.run(work, owner=owner)
    qtbot.waitUntil(lambda: jobs.busy == 0)
    assert got == []


def test_close_cancels_waits_and_refuses_more(qtbot, sessions):
    @contextlib.contextmanager
    def open_session():
        session = Session()
        sessions.append(session)
        yield session

    runner, owner, got = Jobs(open_session, cancel_session=lambda s: s.stopped.set(), threads=2), QObject(), []
    for _ in range(6):
        runner.run(lambda s: s.stopped.wait(5), owner=owner, done=got.append)
    qtbot.waitUntil(lambda: len(sessions) == 2)
    started = time.monotonic()
    assert runner.close(5)
    assert time.monotonic() - started < 2 and runner.busy == 0
    assert not runner.run(lambda s: 1, owner=owner, done=got.append).pending
    qtbot.wait(20)
    assert got == []


def test_a_widget_never_dies_in_a_worker(qtbot, jobs):
    """The last reference to the owner must fall on the GUI thread, whoever finishes last."""
    died = []

    class Owner(QObject):
        def __del__(self) -> None:
            died.append(threading.get_ident())

    for _ in range(200):
        owner = Owner()
        jobs.run(lambda s, o=owner: None, owner=owner, done=lambda v, o=owner: None)
        del owner
    qtbot.waitUntil(lambda: jobs.busy == 0)
    qtbot.waitUntil(lambda: len(died) == 200)
    assert set(died) == {threading.get_ident()}
