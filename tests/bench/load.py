"""Load: ``python -m tests.bench.load --desktops 200 --minutes 10 --customers N --data DIR --json FILE``.

So many people at work at once: each logs in, searches, opens, saves, looks at lists and at the first page, and reads again
what others changed. A real window is measured meanwhile. Then some write a hundred times a second and all hear it, and at
last they announce as often without writing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import psycopg2

from crm_desktop.admin import embedded
from tests.bench.crowd import Seat, Told, sit
from tests.bench.measure import environment, percentile
from tests.bench.prepare import Prepared, prepare, surroundings

BEGIN, END = "<!-- load: written by python -m tests.bench.load --table -->\n", "<!-- end of load -->\n"  #: in README.md
CONNECTIONS = 1_200  #: ``max_connections`` of the server: a desktop takes up to five
WINDOW = ("list_first_rows", "search_han", "search_phone", "open_customer", "save_customer")
WRITERS_EACH = 6  #: desktops of a process that write in the second part: one waits for its own save before the next
REMEMBERED = 1 << 16
#: what those at work do at a moment; Lock:object is the turn of whoever commits with an announcement
_WAITS = """
SELECT coalesce(wait_event_type || ':' || wait_event, 'at work'), count(*) FROM pg_stat_activity
WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid() GROUP BY 1"""


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print and write, or only write the table of a report."""
    given = _parse(words)
    if given.table:
        report = json.loads(given.table.read_text(encoding="utf-8"))
        readme = Path(__file__).with_name("README.md")
        readme.write_text(with_table(readme.read_text(encoding="utf-8"), report), encoding="utf-8")
        return 0
    report = measure(given)
    if given.json:
        given.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print(table(report))
    return 0


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Seat the desktops, let them work, then hear."""
    prepared, load_before = _roomy(given), os.getloadavg()[0]
    context = multiprocessing.get_context("spawn")
    written = context.Array("d", REMEMBERED, lock=False)
    answers, phases = context.Queue(), [context.Queue() for _ in range(given.processes)]
    seats = sorted(_seats(prepared, given), key=lambda seat: not seat.editable)  # those who write in every process
    _let_all_in(prepared)
    writers = min(WRITERS_EACH * given.processes, sum(bool(seat.editable) for seat in seats))
    crowd = [
        context.Process(
            target=sit,
            args=(seats[n :: given.processes], written, phases[n], WRITERS_EACH, given.writes / writers, answers),
        )
        for n in range(given.processes)
    ]
    for process in crowd:
        process.start()
    told: list[Told] = []
    watches: list[_Watch] = []
    window: list[dict[str, Any]] = []
    try:
        logins = _gathered(answers, crowd)
        for seconds, sentence in (
            (given.minutes * 60, f"{given.desktops} desktops are logged in; they work for {given.minutes:g} minutes"),
            (given.seconds, f"{given.writes:g} writes a second for {given.seconds} seconds"),
            (given.seconds, f"{given.writes:g} announcements a second for {given.seconds} seconds"),
        ):
            _say(sentence)
            until = time.monotonic() + 1 + seconds
            for queue in phases:
                queue.put(until)
            with _Watch(prepared, crowd) as watch:
                if given.window and not told:
                    window = _window(prepared, given)
                told.append(_gathered(answers, crowd))
            watches.append(watch)
    finally:
        for process in crowd:
            process.join(60)
            process.kill()
    work, hearing, announcing = told
    return {
        "environment": environment(prepared.owner_dsn), "load_before": load_before, "customers": given.customers, "desktops": given.desktops,
        "minutes": given.minutes, "every": given.every, "writes": given.writes, "seconds": given.seconds, "writers": writers,
        "operations": _summed({**logins.took, **work.took}), "errors": {**work.errors, **hearing.errors},
        "memory": watches[0].summary(), "window": window, "queue": _queue(prepared),
        "hearing": _heard(hearing, watches[1]), "announcing": _heard(announcing, watches[2]),
    }  # fmt: skip


def _heard(told: Told, watch: _Watch) -> dict[str, Any]:
    """Sum up a part in which some write and all hear."""
    return {
        "written": told.written, "writing": told.writing, "listening": len(told.heard_each),
        "heard_least": min(told.heard_each), "heard_most": max(told.heard_each), **_summed(told.took), **watch.cores(),
    }  # fmt: skip


def _roomy(given: argparse.Namespace) -> Prepared:
    """Prepare the account set on a server with room for all connections."""
    prepared = prepare(given.data, given.customers, given.source)
    with closing(psycopg2.connect(prepared.owner_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        if int(cursor.fetchone()[0]) >= CONNECTIONS:
            return prepared
        connection.rollback()
        connection.autocommit = True
        cursor.execute(f"ALTER SYSTEM SET max_connections = {CONNECTIONS}")
    embedded.stop(given.data)
    return prepare(given.data, given.customers, given.source)


def _let_all_in(prepared: Prepared) -> None:
    """Lift the limit of connections of a login: several desktops of the crowd share one."""
    with closing(psycopg2.connect(prepared.owner_dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(login) FROM crm.employee WHERE login IN (SELECT rolname FROM pg_roles)")
        for (login,) in cursor.fetchall():
            cursor.execute(f"ALTER ROLE {login} CONNECTION LIMIT -1")


def _seats(prepared: Prepared, given: argparse.Namespace) -> list[Seat]:
    from crm_desktop.shell.login.profiles import Server
    from tests.bench.words import choose, editable

    server = Server(name="load", host=prepared.host, port=prepared.port)
    found, of_window = [], {*choose(prepared, "rep", 30).customers}  # whose saves are measured without conflicts
    for name in _people(prepared):
        words = choose(prepared, name, 60)
        typed = [*words.han[:30], *words.pinyin[:20], *words.phone[:10]]
        customers = [c for c in words.customers if c not in of_window]
        found.append((name, typed, customers, editable(prepared, name, customers)))
    return [
        Seat(
            server=server, dbname=prepared.dbname, login=prepared.login(name), password=prepared.password(name),
            words=typed, customers=customers, editable=own, number=number, every=given.every,
        )
        for number, (name, typed, customers, own) in ((n, found[n % len(found)]) for n in range(given.desktops))
    ]  # fmt: skip


def _people(prepared: Prepared) -> list[str]:
    """Return the logins of those who see enough customers to work on, without the suffix."""
    with closing(psycopg2.connect(prepared.owner_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT login FROM crm.employee WHERE login <> '' ORDER BY id")
        names = [row[0].removesuffix(prepared.suffix) for row in cursor.fetchall()]
    return [name for name in names if _sees_customers(prepared, name)]


def _sees_customers(prepared: Prepared, name: str) -> bool:
    try:
        with closing(psycopg2.connect(prepared.dsn(name))) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM (SELECT FROM crm.customer WHERE phone <> '' LIMIT 200) q")
            return bool(cursor.fetchone()[0] >= 200)
    except psycopg2.Error:
        return False  # locked, left, or without the right


def _gathered(answers: Any, crowd: Sequence[Any]) -> Told:
    """Put together what all processes tell. Raises RuntimeError when one died."""
    told, missing = Told(), len(crowd)
    while missing:
        if answers.empty() and any(process.exitcode for process in crowd):
            raise RuntimeError("a process of the crowd died")
        if answers.empty():
            time.sleep(0.2)
            continue
        part, missing = answers.get(), missing - 1
        for name, times in part.took.items():
            told.took.setdefault(name, []).extend(times)
        for sentence, number in part.errors.items():
            told.errors[sentence] = told.errors.get(sentence, 0) + number
        told.heard_each += part.heard_each
        told.written += part.written
        told.writing = max(told.writing, part.writing)
    return told


def _summed(took: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    return {
        name: {
            "n": len(times), "p50": median(times) * 1000, "p95": percentile(times, 0.95) * 1000,
            "p99": percentile(times, 0.99) * 1000, "most": max(times) * 1000,
        }
        for name, times in took.items()
    }  # fmt: skip


class _Watch:
    """Looks at memory, connections and processor while the crowd works."""

    def __init__(self, prepared: Prepared, crowd: Sequence[Any]) -> None:
        self._prepared, self._crowd = prepared, [psutil.Process(process.pid) for process in crowd]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._server_mb: list[float] = []
        self._connections: list[int] = []
        self._cpu: list[float] = []
        self._waits: Counter[str] = Counter()
        self._cores: dict[str, float] = {}

    def __enter__(self) -> _Watch:
        self._spent, self._begun = self._spent_so_far(), time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        spent, seconds = self._spent_so_far(), time.monotonic() - self._begun
        self._cores = {name: (spent[name] - self._spent[name]) / seconds for name in spent}
        self._over.set()
        self._thread.join()

    def cores(self) -> dict[str, Any]:
        """Return how much of a processor the desktops and the server took, and what the server's processes at work waited for."""
        seen = max(1, self._waits.total())
        waits = {name: number / seen for name, number in self._waits.most_common(4)}
        return {**self._cores, "machine_percent": median(self._cpu), "waits": waits}

    def summary(self) -> dict[str, Any]:
        """Return the highest figures, in MB and numbers; processor time in cores."""
        return {
            "server_mb": max(self._server_mb), "connections": max(self._connections),
            "mb_a_connection": max(self._server_mb) / max(self._connections),
            "crowd_mb": self._crowd_mb, **self.cores(),
        }  # fmt: skip

    def _spent_so_far(self) -> dict[str, float]:
        """Return the seconds of processor time of both; the postmaster counts those of its processes that have ended."""
        with closing(psycopg2.connect(self._prepared.owner_dsn)) as connection:
            postmaster = psutil.Process(connection.info.backend_pid).parent()
            assert postmaster is not None
            ended = postmaster.cpu_times()
            alive = [_cpu(process) for process in [postmaster, *postmaster.children()]]
        return {
            "crowd_cores": sum(map(_cpu, self._crowd)),
            "server_cores": sum(alive) + ended.children_user + ended.children_system,
        }

    def _look(self) -> None:
        psutil.cpu_percent()
        with closing(psycopg2.connect(self._prepared.owner_dsn)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            over, looked = False, time.monotonic()
            while not over:
                over = self._over.wait(0.5)
                cursor.execute(_WAITS)
                self._waits.update(dict(cursor.fetchall()))
                # a last look when the work ends, the only one of a short run
                if over or time.monotonic() - looked > 15:
                    looked = time.monotonic()
                    cursor.execute("SELECT pid, backend_type = 'client backend' FROM pg_stat_activity")
                    self._weigh(cursor.fetchall())

    def _weigh(self, processes: list[tuple[int, bool]]) -> None:
        self._cpu.append(psutil.cpu_percent())
        self._connections.append(sum(is_client for _, is_client in processes) - 1)
        self._server_mb.append(sum(_pss(pid) for pid, _ in processes) / 2**20)
        self._crowd_mb = sum(process.memory_info().rss for process in self._crowd if process.is_running()) / 2**20


def _cpu(process: psutil.Process) -> float:
    """Return the processor time of a process, 0 when it has ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _pss(pid: int) -> float:
    """Return the memory of a process, what is shared divided among those who share it, in bytes."""
    try:
        return float(psutil.Process(pid).memory_full_info().pss)
    except psutil.Error:
        return 0.0


def _window(prepared: Prepared, given: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure a real window as a rep among all the others."""
    with tempfile.TemporaryDirectory(prefix="crm-load-") as folder:
        file = Path(folder) / "window.json"
        command = [sys.executable, "-m", "tests.bench", "--customers", str(given.customers), "--from", str(given.source), "--data",
                   str(given.data), "--roles", "rep", "--repeat", "20", "--json", str(file), "--only", ",".join(WINDOW)]  # fmt: skip
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=surroundings(given.data))
        return json.loads(file.read_text(encoding="utf-8"))["results"] if done.returncode == 0 else []


def _queue(prepared: Prepared) -> float:
    with closing(psycopg2.connect(prepared.owner_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_notification_queue_usage()")
        return float(cursor.fetchone()[0])


def table(report: dict[str, Any]) -> str:
    """Return circumstances and tables as Markdown."""
    where, memory = report["environment"], report["memory"]
    heard = {"": report["hearing"], " alone": report["announcing"]}
    lines = [
        f"{where['date'][:16].replace('T', ' ')}, commit {where['commit']}; {where['machine']}, server, desktops and window "
        f"together, load {report['load_before']:.1f} before; PostgreSQL {where['postgresql']}; {report['customers']:,} customers.",
        "",
        f"{report['desktops']} desktops for {report['minutes']:g} minutes, each does something every {report['every']:g} seconds on "
        f"average. Milliseconds.",
        "",
        "| operation | n | p50 | p95 | p99 | most |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [_line(name, row) for name, row in sorted(report["operations"].items())]
    for alone, part in heard.items():
        pace = f"at {part['written'] / part['writing']:.0f} {'announcements' if alone else 'writes'} a second{alone}"
        lines += [_line(f"{n}, {pace}", part[n]) for n in ("heard", "write", "announce") if n in part]
    lines += [
        _line(f"real window: {row['operation']}", {**row, "p99": None, "most": max(row["samples"])})
        for row in report["window"]
    ]
    window_mb = max((row["rss_mb"] or 0 for row in report["window"]), default=0)
    lines += [
        "",
        f"Memory: server {memory['server_mb']:,.0f} MB with {memory['connections']:.0f} connections "
        f"({memory['mb_a_connection']:.1f} MB each, shared memory counted once), {report['desktops']} desktops without windows "
        f"{memory['crowd_mb']:.0f} MB, the real window {window_mb:.0f} MB. {_cores(memory)}. "
        f"Errors: {sum(report['errors'].values())}.",
        "",
    ]
    lines += [
        f"{report['writers']} {'announced only' if alone else 'wrote'}, each of {part['listening']} heard {part['heard_least']} to {part['heard_most']} of {part['written']}"
        f"{'' if alone else ' changes'}. {_cores(part)}."
        for alone, part in heard.items()
    ]
    lines += ["", f"The queue of announcements was {report['queue']:.0%} full afterwards."]
    return "\n".join(lines) + "\n"


def _cores(part: dict[str, Any]) -> str:
    waits = ", ".join(f"{name} {share:.0%}" for name, share in part["waits"].items())
    return (
        f"The machine was busy {part['machine_percent']:.0f} %: server {part['server_cores']:.2f} cores, "
        f"desktops {part['crowd_cores']:.2f}. What the server's processes with a question did: {waits or 'none was seen'}"
    )


def _line(name: str, row: dict[str, Any]) -> str:
    cells = [f"{row[key]:.1f}" if row[key] is not None else "-" for key in ("p50", "p95", "p99", "most")]
    return f"| {name} | {row['n']} | {' | '.join(cells)} |"


def with_table(text: str, report: dict[str, Any]) -> str:
    """Return the README *text* with the table of *report* between its marks. Raises ValueError without them."""
    return text[: text.index(BEGIN) + len(BEGIN)] + "\n" + table(report) + "\n" + text[text.index(END) :]


def _say(sentence: str) -> None:
    print(time.strftime("%H:%M:%S"), sentence, file=sys.stderr, flush=True)


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--desktops", type=int, default=200, metavar="N")
    parser.add_argument("--minutes", type=float, default=10, metavar="M")
    parser.add_argument("--every", type=float, default=10, metavar="S", help="seconds between two actions of a desktop")
    parser.add_argument("--writes", type=float, default=100, metavar="N", help="writes a second in the second part")
    parser.add_argument("--seconds", type=int, default=60, metavar="S", help="how long the second part takes")
    parser.add_argument("--processes", type=int, default=8, metavar="N", help="that the desktops are spread over")
    parser.add_argument("--no-window", dest="window", action="store_false", help="measure no real window")
    parser.add_argument("--customers", type=int, default=100_000, metavar="N")
    parser.add_argument("--from", dest="source", type=int, default=0, metavar="M")
    parser.add_argument("--data", type=Path, default=Path.home() / ".cache" / "crm-bench", metavar="DIR")
    parser.add_argument("--json", type=Path, default=None, metavar="FILE")
    parser.add_argument(
        "--table", type=Path, default=None, metavar="FILE", help="measure nothing: write this report into README.md"
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
