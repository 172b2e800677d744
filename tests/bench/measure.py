"""Repeated timings and what is said of them."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import psutil
import psycopg2

INTERACTIVE_MS = 100.0
LEAST_BARE_MS, MOST_TIMES = 5.0, 3.0
BEGIN, END = "<!-- measured: written by python -m tests.bench --tables -->\n", "<!-- end -->\n"  #: in README.md


@dataclass(frozen=True, kw_only=True)
class Result:
    """One operation as one role; times in milliseconds.

    *first* is the first of them, before anything was read or loaded for it, and one of the others. *pause* is what the
    program waits by design for a further key; the times contain it, the ratio does not.
    *least* and *cpu_p50* (the client's own processor time) say more than the clock where others use the machine too;
    *rss_mb* is the client's resident memory afterwards.
    """

    operation: str
    role: str
    customers: int
    n: int
    first: float
    p50: float
    p95: float
    least: float
    cpu_p50: float
    pause: float
    bare_p50: float | None
    ratio: float | None
    rss_mb: float | None
    interactive: bool
    most_mb: float | None = None
    samples: list[float] = field(repr=False)

    @property
    def misses(self) -> bool:
        """Tell whether the aim is missed: 100 ms at p95, three times a bare query of over 5 ms, or the memory."""
        if self.most_mb is not None and (self.rss_mb or 0) > self.most_mb:
            return True
        if not self.interactive:
            return False
        slow = self.p95 > INTERACTIVE_MS
        heavy = self.bare_p50 is not None and self.bare_p50 > LEAST_BARE_MS and (self.ratio or 0) > MOST_TIMES
        return slow or heavy

    def to_json(self) -> dict[str, object]:
        """Return it for the file."""
        return {**asdict(self), "samples": [round(s, 2) for s in self.samples], "misses": self.misses}


def percentile(samples: list[float], share: float) -> float:
    """Return the value that *share* of the samples do not exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


class Samples:
    """Timings of one operation."""

    def __init__(self) -> None:
        self.clock: list[float] = []
        self.cpu: list[float] = []
        self.bare: list[float] = []
        self.pause = 0.0

    def time(self, act: Callable[[], object]) -> None:
        """Do *act* and note how long it took; the collector runs before, as it would in a pause."""
        gc.collect()
        cpu, begun = time.process_time(), time.perf_counter()
        act()
        self.clock.append((time.perf_counter() - begun) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)

    def result(
        self,
        operation: str,
        role: str,
        customers: int,
        *,
        interactive: bool = True,
        with_memory: bool = True,
        most_mb: float | None = None,
    ) -> Result:
        """Sum up."""
        p50 = statistics.median(self.clock)
        bare_p50 = statistics.median(self.bare) if self.bare else None
        return Result(
            operation=operation, role=role, customers=customers, n=len(self.clock), first=self.clock[0],
            p50=p50, pause=self.pause, p95=percentile(self.clock, 0.95), least=min(self.clock),
            cpu_p50=statistics.median(self.cpu) if self.cpu else 0.0, bare_p50=bare_p50,
            ratio=(p50 - self.pause) / bare_p50 if bare_p50 else None, interactive=interactive, most_mb=most_mb, samples=self.clock,
            rss_mb=psutil.Process().memory_info().rss / 2**20 if with_memory else None,
        )  # fmt: skip


def environment(dsn: str) -> dict[str, Any]:
    """Return on what was measured, and under what load."""
    import PySide6
    import sqlalchemy

    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    return {
        "date": datetime.now().astimezone().isoformat(timespec="seconds"), "commit": commit.strip(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB",
        "load": [round(value, 1) for value in os.getloadavg()], "python": platform.python_version(),
        "qt": PySide6.__version__, "sqlalchemy": sqlalchemy.__version__, "postgresql": server,
        "database_mb": size >> 20,
    }  # fmt: skip


def _section(report: dict[str, Any]) -> str:
    """Return heading, circumstances and table of one report."""
    where = report["environment"]
    made = f"copied from {report['copied_from']:,}" if report["copied_from"] else "made by the generator alone"
    lines = [
        f"## {report['customers']:,} customers",
        "",
        f"{where['date'][:16].replace('T', ' ')}, commit {where['commit']}; {where['machine']}, load {where['load'][0]}; "
        f"Python {where['python']}, Qt {where['qt']}, SQLAlchemy {where['sqlalchemy']}, PostgreSQL {where['postgresql']}; "
        f"{made}, {where['database_mb']:,} MB. Milliseconds.",
        "",
        "| operation | as | n | first | p50 | p95 | least | own CPU | pause | bare p50 | ratio | RSS MB | aim |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
        *map(_line, report["results"]),
        *(line for peer in report.get("peers", []) for line in _beside(report, peer)),
    ]
    return "\n".join(lines) + "\n"


def _beside(report: dict[str, Any], peer: dict[str, Any]) -> list[str]:
    """Return the section of a peer that did the same in the same run."""
    name = peer["peer"].capitalize()
    head = ["", f"## Beside {name}, {report['customers']:,} customers", ""]
    if "error" in peer:
        return [*head, f"{name} was not measured: {peer['error'].splitlines()[0]}"]
    return [
        *head,
        f"{name} {peer['version']} on PostgreSQL {peer['postgresql']}, the same machine, one after the other, "
        f"milliseconds. Load {report['environment']['load'][0]} after ours, {peer['load'][0]} before and {peer['load'][1]} after its. "
        f"Ours as manager, from the click to what is painted; theirs are the requests of its desktop client, answered and not yet drawn.",
        "",
        f"| operation | ours p50 | least | {name} p50 | least | times | what {name} was asked |",
        "|---|--:|--:|--:|--:|--:|---|",
        *map(_beside_line, peer["rows"]),
        *(["", f"{name} broke off: {peer['broke'].splitlines()[-1]}"] if peer["broke"] else []),
    ]


def _beside_line(row: dict[str, Any]) -> str:
    cells = (
        f"{row[key]:,.1f}" if row[key] is not None else "-"
        for key in ("ours", "ours_least", "theirs", "theirs_least", "times")
    )
    return f"| {row['operation']} | {' | '.join(cells)} | {row['what']} |"


def _line(row: dict[str, Any]) -> str:
    numbers = [f"{row[name]:.1f}" if row[name] is not None else "-" for name in ("first", "p50", "p95", "least")]
    bare, ratio = (f"{row[name]:.1f}" if row[name] is not None else "-" for name in ("bare_p50", "ratio"))
    rss = f"{row['rss_mb']:.0f}" if row["rss_mb"] else "-"
    cells = [row["operation"], row["role"], str(row["n"]), *numbers, f"{row['cpu_p50']:.0f}",
             f"{row['pause']:.0f}" if row["pause"] else "-", bare, ratio, rss,
             "missed" if row["misses"] else ""]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def with_tables(text: str, reports: Sequence[dict[str, Any]]) -> str:
    """Return the README *text* with the tables of *reports*, the largest first. Raises ValueError without marks."""
    before, rest = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    largest_first = sorted(reports, key=lambda report: -report["customers"])
    return before + "\n" + "\n".join(map(_section, largest_first)) + "\n" + rest
