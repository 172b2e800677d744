"""Many desktops in one process: the client's own stack without windows, a thread a desktop.

What a window does one after the other is done so here; what it has several jobs do at once, several threads do on
connections of their own.
"""

from __future__ import annotations

import json
import random
import select
import selectors
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm_desktop.core.errors import Conflict, CrmError
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record
from crm_desktop.db import records
from crm_desktop.db.listen import Listener
from crm_desktop.home import services as home
from crm_desktop.home.rules import boxes
from crm_desktop.shell.login import services as login
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.records import services as parts
from crm_desktop.shell.services import beat
from crm_desktop.shell.timeline import services as timeline

#: of a hundred actions
MIX = {"search": 35, "open_customer": 30, "save_customer": 15, "list_first_rows": 10, "home": 10}
PAUSE = 0.12  #: seconds between two keys of a word
ROWS = 40  #: rows of a list that a window shows
WRITTEN = "write"
ANNOUNCED = "announce"  #: what is announced though nothing changed, as a table that there is not
ON_ITS_WAY = 5  #: seconds that what was announced last is waited for


@dataclass
class Told:
    """What the desktops of a process saw: seconds by operation, and errors by their sentence."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    heard_each: list[int] = field(default_factory=list)  #: announcements that each listening desktop heard
    written: int = 0
    writing: float = 0.0  #: seconds that they took

    def add(self, operation: str, seconds: float) -> None:
        """Note one time."""
        self.took.setdefault(operation, []).append(seconds)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Who sits where and does how much."""

    server: Server
    dbname: str
    login: str
    password: str
    words: list[str]
    customers: list[int]
    editable: list[int]
    number: int
    every: float  #: seconds from one action to the next, on average


class Desktop:
    """One person at work: acts now and then, and takes notice of what others change."""

    def __init__(self, seat: Seat, told: Told, written: Any) -> None:
        self._seat, self.told, self._written = seat, told, written
        self._rng = random.Random(seat.number)
        self._opened = login.open_account_set(seat.server, seat.dbname, seat.login, seat.password)
        self._database, self._facts = self._opened.database, self._opened.facts
        self._customer = self._facts.entities["customer"]
        self._columns = self._customer.list_columns
        self._listener: Listener = login.listen(self._database)
        self._jobs = ThreadPoolExecutor(4, thread_name_prefix=f"desk{seat.number}")
        self._record: Record | None = None
        self._shown: list[int] = []
        self._beat = time.monotonic()

    def work(self, until: float) -> None:
        """Act until that moment, at times drawn by the seat's number."""
        names = [name for name in MIX if name != "save_customer" or self.may_write]
        weights = [MIX[name] for name in names]
        due = time.monotonic() + self._rng.uniform(0, self._seat.every)
        while due < until:
            self._listen(due)
            name = self._rng.choices(names, weights)[0]
            try:
                getattr(self, f"_{name}")()
            except CrmError as error:
                self.told.errors[f"{name}: {error!r}"] = self.told.errors.get(f"{name}: {error!r}", 0) + 1
            due = max(due, time.monotonic()) + self._rng.expovariate(1 / self._seat.every)
        self._listen(until)

    @property
    def may_write(self) -> bool:
        """Tell whether the person may change any of the customers."""
        return bool(self._seat.editable)

    def write(self, until: float, a_second: float) -> None:
        """Change and commit at that pace: what all others are to hear of.

        By the driver alone: what a desktop does besides it does on a PC of its own, not on the server's processors.
        """
        with closing(self._database.raw_connection()) as connection, connection.cursor() as cursor:
            for begun in self._paced(until, a_second):
                customer = self._rng.choice(self._seat.editable)
                self._written[customer % len(self._written)] = begun
                said = f"负载试验 {self._rng.random():.6f}"
                cursor.execute("UPDATE crm.customer SET description = %s WHERE id = %s", (said, customer))
                connection.commit()
                self._done(WRITTEN, begun)

    def announce(self, until: float, a_second: float) -> None:
        """Announce at that pace and change nothing: the way of announcements by itself. Each bears the moment when it began."""
        with closing(self._database.raw_connection()) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            for begun in self._paced(until, a_second):
                said = {"t": ANNOUNCED, "o": "UPDATE", "b": self._seat.login, "i": [int(begun * 1e6)]}
                cursor.execute("SELECT pg_notify('crm', %s)", (json.dumps(said),))
                self._done(ANNOUNCED, begun)

    def _done(self, name: str, begun: float) -> None:
        self.told.written += 1
        self.told.add(name, time.monotonic() - begun)

    def _paced(self, until: float, a_second: float) -> Iterator[float]:
        due = time.monotonic() + self._rng.uniform(0, 1 / a_second)
        while max(due, time.monotonic()) < until:
            time.sleep(max(0.0, due - time.monotonic()))
            yield time.monotonic()
            due += 1 / a_second

    @property
    def listener(self) -> Listener:
        """Return what hears for it."""
        return self._listener

    def hear(self, table: str) -> int:
        """Take what was announced of *table*, note how long each was under way, and return how many there were."""
        found = [one for change in self._listener.poll() if change.table == table for one in change.ids]
        for one in found:
            if at := one / 1e6 if table == ANNOUNCED else self._written[one % len(self._written)]:
                self.told.add("heard", time.monotonic() - at)
        return len(found)

    def close(self) -> None:
        """Log out."""
        self._jobs.shutdown()
        self._listener.close()
        self._database.close()

    def _job(self, work: Callable[[Any], Any]) -> Future[Any]:
        def run() -> Any:
            with self._database.open_session() as session:
                return work(session)

        return self._jobs.submit(run)

    def _timed(self, name: str, work: Callable[[Any], Any]) -> Any:
        begun = time.monotonic()
        found = self._job(work).result()
        self.told.add(name, time.monotonic() - begun)
        return found

    def _search(self) -> None:
        word = self._rng.choice(self._seat.words)
        for end in range(1, len(word) + 1):
            self._timed("search", lambda session, typed=word[:end]: records.search_all(session, typed))
            time.sleep(PAUSE)

    def _open_customer(self) -> None:
        customer, desk = self._rng.choice(self._seat.customers), f"load-{self._seat.number}"
        begun = time.monotonic()
        self._record = self._job(lambda session: records.load(session, self._customer, customer)).result()
        self.told.add("open_customer", time.monotonic() - begun)
        around = [
            self._job(lambda session: timeline.read_timeline(session, self._facts, "customer", customer)),
            self._job(lambda session: parts.show_presence(session, "customer", customer, desk, False)),
            self._job(lambda session: parts.list_attachments(session, "customer", customer)),
        ]
        for job in around:
            job.result()
        self.told.add("open_customer_whole", time.monotonic() - begun)

    def _save_customer(self) -> None:
        customer = self._rng.choice(self._seat.editable)
        record = self._job(lambda session: records.load(session, self._customer, customer)).result()
        self._store(record, f"{self._rng.random():.6f}")

    def _store(self, record: Record, mark: str) -> None:
        def write(session: Any) -> Record:
            return records.save(session, self._customer, record, {"description": f"负载试验 {mark}"})

        begun = time.monotonic()
        self._written[record.id % len(self._written)] = begun
        with suppress(Conflict):  # a colleague was first; his window would say so
            self._job(write).result()
            self.told.add("save_customer", time.monotonic() - begun)

    def _list_first_rows(self) -> None:
        query = ListQuery(
            entity="customer", columns=self._columns, sort=self._customer.sort, descending=self._customer.descending
        )
        rows = self._timed("list_first_rows", lambda session: records.first_rows(session, self._customer, query))
        self._shown = [row.id for row in rows[:ROWS]]

    def _home(self) -> None:
        today = date.today()
        mine = boxes(self._facts, today)

        def read(session: Any) -> None:
            home.count_boxes(session, records, self._facts, mine)
            home.list_tasks(session, self._facts, today)

        self._timed("home", read)

    def _changes(self, until: float) -> list[Any]:
        wait = max(0.0, min(until - time.monotonic(), 5.0))
        if not select.select([self._listener], [], [], wait)[0]:
            return []
        return self._listener.poll()

    def _listen(self, until: float) -> None:
        """Read again what is on the screen and was changed by others, as a window does."""
        while (now := time.monotonic()) < until:
            if now - self._beat > 30:
                self._beat = now
                self._job(lambda session: beat(session, self._listener.echo)).result()
                self._jobs.submit(self._database.close_idle).result()
            shown = {*self._shown, *([self._record.id] if self._record else [])}
            for change in self._changes(until):
                if change.table != "customer" or not shown.intersection(change.ids):
                    continue
                self._read_again(sorted(shown.intersection(change.ids)))

    def _read_again(self, ids: list[int]) -> None:
        self._job(lambda session: records.rows_by_ids(session, self._customer, self._columns, ids)).result()
        for one in ids:
            if at := self._written[one % len(self._written)]:
                self.told.add("live_change", time.monotonic() - at)


def sit(seats: list[Seat], written: Any, phases: Any, writers: int, pace: float, answers: Any) -> None:
    """Run the desktops of one process, part by part; put a Told for each.

    They log in and work; then the *writers* among them save, and at last only announce, while all hear. *phases* gives
    the moment when each part ends, once the one before has ended.
    """
    told = Told()
    with ThreadPoolExecutor(8) as logging_in:
        desks = list(logging_in.map(lambda seat: _timed_login(seat, told, written), seats))
    answers.put(told)
    worked_until = phases.get()
    with ThreadPoolExecutor(len(desks) + 1) as threads:
        told = _fresh(desks)
        list(threads.map(lambda desk: desk.work(worked_until), desks))
        answers.put(told)
        for table, act in (("customer", Desktop.write), (ANNOUNCED, Desktop.announce)):
            until = phases.get()
            told = _fresh(desks)
            for desk in desks:
                desk.hear("")  # what came while nobody heard
            hearing = threads.submit(hear, desks, table, until + ON_ITS_WAY)
            begun = time.monotonic()
            for job in [threads.submit(act, desk, until, pace) for desk in desks[:writers] if desk.may_write]:
                job.result()
            told.writing = time.monotonic() - begun
            told.heard_each = hearing.result()
            answers.put(told)
        list(threads.map(Desktop.close, desks))


def hear(desks: Sequence[Desktop], table: str, until: float) -> list[int]:
    """Hear what is announced of *table*, and return how much each did.

    In one thread, as each desktop's event loop does: threads of many would wait for each other's interpreter.
    """
    heard = [0] * len(desks)
    with selectors.DefaultSelector() as selector:
        for number, desk in enumerate(desks):
            selector.register(desk.listener, selectors.EVENT_READ, number)
        while (left := until - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                heard[key.data] += desks[key.data].hear(table)
    return heard


def _timed_login(seat: Seat, told: Told, written: Any) -> Desktop:
    begun = time.monotonic()
    desk = Desktop(seat, told, written)
    told.add("login", time.monotonic() - begun)
    return desk


def _fresh(desks: list[Desktop]) -> Told:
    told = Told()
    for desk in desks:
        desk.told = told
    return told
