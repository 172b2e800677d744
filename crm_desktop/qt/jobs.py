"""Run database work off the GUI thread and bring the result back to it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QThreadPool, Signal, Slot
from shiboken6 import isValid

from crm_desktop.core.errors import Cancelled, Overtaken

#: Work that is done sooner shows no progress (seconds); later reports come at most this often.
PROGRESS_AFTER, PROGRESS_EVERY = 1.0, 0.1
#: So often work is done that another's change overtook, after a pause of so many seconds at most, twice as many each time.
TRIES, PAUSE = 4, 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far long work has come; *total* is 0 where nobody knows."""

    done: int
    total: int = 0
    text: str = ""


class Job:
    """One piece of work under way; keep it only to cancel it."""

    def __init__(self, jobs: Jobs, work: Callable[..., Any], owner: QObject) -> None:
        self._jobs: Jobs | None = jobs
        self._work: Callable[..., Any] | None = work
        self._owner: QObject | None = owner
        self._done: Callable[[Any], None] | None = None
        self._failed: Callable[[Exception], None] | None = None
        self._progress: Callable[[Progress], None] | None = None
        self._key: tuple[int, object] | None = None
        self._value: Any = None
        self._error: Exception | None = None
        self._lock = threading.Lock()
        self._session: Any = None
        self._cancelled = False
        self._started = self._reported = 0.0

    @property
    def cancelled(self) -> bool:
        """Tell whether ``cancel`` was called."""
        return self._cancelled

    @property
    def pending(self) -> bool:
        """Tell whether the result is still to come."""
        return self._jobs is not None

    def cancel(self) -> None:
        """Stop the work, on the server too, and roll it back; neither ``done`` nor ``failed`` is called any more."""
        self._cancelled = True
        if self._jobs is not None:
            self._jobs._interrupt(self)

    def _report(self, done: int, total: int = 0, text: str = "") -> None:
        """Say how far the work is (worker thread); raise Cancelled where nobody wants it any more."""
        if self._cancelled:
            raise Cancelled
        now, jobs = time.monotonic(), self._jobs
        if jobs is not None and now - self._started >= PROGRESS_AFTER and now - self._reported >= PROGRESS_EVERY:
            self._reported = now
            jobs._progressed.emit((self, Progress(done=done, total=total, text=text)))

    def _release(self) -> None:
        """Let go of everything on the GUI thread: a widget must not die with a worker's last reference."""
        self._jobs = self._work = self._owner = self._done = self._failed = self._progress = None
        self._value = self._error = self._key = None


class Jobs(QObject):
    """Runs callables with a database session of their own on a small pool of threads.

    Signals: *busy_changed* with the number of jobs under way; *unhandled* with the error of a job
    that has no ``failed``. *open_session* is a context manager that commits at success and rolls
    back at error; *cancel_session* stops what a session is running, callable from any thread.
    """

    busy_changed = Signal(int)
    unhandled = Signal(object)
    _finished = Signal(object)
    _progressed = Signal(object)

    def __init__(
        self,
        open_session: Callable[[], AbstractContextManager[Any]],
        parent: QObject | None = None,
        *,
        cancel_session: Callable[[Any], None] | None = None,
        threads: int = 4,
    ) -> None:
        super().__init__(parent)
        self._open_session, self._cancel_session = open_session, cancel_session
        self._pool, self._cancels = QThreadPool(self), QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._cancels.setMaxThreadCount(1)
        self._waiting: dict[int, Job] = {}
        self._latest: dict[tuple[int, object], Job] = {}
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._deliver_progress, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> int:
        """Return the number of jobs whose result has not been delivered."""
        return len(self._waiting)

    def run(
        self,
        work: Callable[..., Any],
        *,
        owner: QObject,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        key: object = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Job:
        """Run ``work(session)`` in the background; call ``done(result)`` or ``failed(error)`` on the GUI thread.

        Neither is called once *owner* is deleted, the job was cancelled, or a later job of the same
        owner has the same *key* (the older work still runs to its end; cancel the job to stop it).
        With *progress* the work is called as ``work(session, report)``; ``report(done, total, text)``
        raises Cancelled after a cancel, and ``progress(Progress)`` is called once a second has passed.
        """
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("jobs are started on the GUI thread")
        job = Job(self, work, owner)
        job._done, job._failed, job._progress = done, failed, progress
        if self._closed:
            job._cancelled = True
            job._release()
            return job
        if key is not None:
            job._key = (id(owner), key)
            self._latest[job._key] = job
        self._waiting[id(job)] = job
        self.busy_changed.emit(len(self._waiting))
        self._pool.start(partial(self._execute, job))
        return job

    def close(self, seconds: float = 10.0) -> bool:
        """Cancel and drop all jobs and wait for the threads to end; tell whether they did."""
        self._closed = True
        for job in list(self._waiting.values()):
            job.cancel()
        ended = self._pool.waitForDone(int(seconds * 1000))
        ended = self._cancels.waitForDone(int(seconds * 1000)) and ended
        for job in list(self._waiting.values()):
            self._forget(job)
        return ended

    def _execute(self, job: Job) -> None:
        """Do the work (worker thread) and hand over to the GUI thread; touch nothing afterwards."""
        try:
            if not job._cancelled:
                job._value = self._work_until_through(job)
        except Exception as exc:  # noqa: BLE001 - caught here only: delivered, never lost
            job._error = exc
        finally:
            self._finished.emit(job)

    def _work_until_through(self, job: Job) -> Any:
        """Do the work; where another's change went through in the same instant, nothing of it stands: do it again.

        Long work, which tells how far it is, may have stored a part already: it is left to who asked for it.
        """
        for tried in range(1, TRIES):
            try:
                return self._work_in_session(job)
            except Overtaken:
                if job._progress is not None or job._cancelled:
                    raise
            time.sleep(random.uniform(0, PAUSE * 2 ** (tried - 1)))  # so that two do not meet again
        return self._work_in_session(job)

    def _work_in_session(self, job: Job) -> Any:
        job._started = time.monotonic()
        with self._open_session() as session:
            with job._lock:
                job._session = session
            try:
                if job._cancelled:
                    raise Cancelled
                assert job._work is not None
                if job._progress is not None:
                    return job._work(session, job._report)
                return job._work(session)
            finally:
                with job._lock:  # from here on a cancel could hit whoever uses the connection next
                    job._session = None

    def _interrupt(self, job: Job) -> None:
        # Telling the server opens a connection: not on the GUI thread.
        if self._cancel_session is not None and job._session is not None:
            self._cancels.start(partial(self._cancel_on_server, job))

    def _cancel_on_server(self, job: Job) -> None:
        with job._lock:
            if job._session is None or self._cancel_session is None:
                return
            try:
                self._cancel_session(job._session)
            except Exception:  # noqa: BLE001 - the connection is gone: the work ends by itself, with its own error
                return

    @Slot(object)
    def _deliver(self, job: Job) -> None:
        if job._jobs is None:
            return
        owner, done, error, value = job._owner, job._done, job._error, job._value
        failed: Callable[[Exception], None] = job._failed or self._unhandled
        wanted = not job._cancelled and (job._key is None or self._latest.get(job._key) is job)
        self._forget(job)
        if not wanted or owner is None or not isValid(owner):
            return
        if error is not None:
            failed(error)
        elif done is not None:
            done(value)

    @Slot(object)
    def _deliver_progress(self, report: tuple[Job, Progress]) -> None:
        job, progress = report
        if job._progress is not None and not job._cancelled and job._owner is not None and isValid(job._owner):
            job._progress(progress)

    def _forget(self, job: Job) -> None:
        if job._key is not None and self._latest.get(job._key) is job:
            del self._latest[job._key]
        self._waiting.pop(id(job), None)
        job._release()
        self.busy_changed.emit(len(self._waiting))

    def _unhandled(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.unhandled.emit(error)
