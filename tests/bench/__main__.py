"""Measure: ``python -m tests.bench --customers N --json FILE``; README.md says what and how."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROLES = ("rep", "lead", "manager")
ALONE = ("start_to_login", "login_to_home", "ten_tabs")  #: each in a program of its own, just started


def main(words: Sequence[str] | None = None) -> int:
    """Prepare, measure each role in a process of its own, print the table, write the file."""
    given = _parse(words)
    if given.child:
        return _child(given)
    if given.tables:
        return _write_tables(given.tables)
    from crm_desktop.admin import embedded
    from tests.bench.measure import environment
    from tests.bench.prepare import prepare
    from tests.bench.run import operations
    from tests.bench.starting import login_to_home, start_to_login, ten_tabs

    running = embedded.is_running(given.data)  # whoever started it needs it: the crowd of tests.bench.load
    prepared = prepare(given.data, given.customers, given.source, fresh=given.fresh)
    found: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    if not given.only or "start_to_login" in given.only:
        found.append(start_to_login(prepared, given.repeat).to_json())
        _show(found[-1:])
    together = [name for name in given.only or operations() if name not in ALONE]
    for role in given.roles:
        for part, its in (_measured(given, role, together) if together else {}).items():
            (found if part == "results" else failed).extend(its)
        if not given.only or "login_to_home" in given.only:
            found.append(login_to_home(prepared, role, given.repeat).to_json())
        if not given.only or "ten_tabs" in given.only:
            found.append(ten_tabs(prepared, role).to_json())
    report = {
        "environment": environment(prepared.owner_dsn), "customers": given.customers, "copied_from": prepared.source,
        "results": found, "failed": failed,
    }  # fmt: skip
    if given.peers:
        report["peers"] = [_peer(given, name, found, failed) for name in given.peers]
    if given.json:
        given.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    _show(found, heading=True)
    for row in failed:
        print(f"{row['operation']:<22}{row['role']:<9}failed: {row['error']}")
    for beside in report.get("peers", []):
        _show_peer(beside)
    if not running:
        embedded.stop(given.data)
    return 1 if failed else 0


def _peer(
    given: argparse.Namespace, name: str, found: Sequence[dict[str, Any]], failed: Sequence[dict[str, str]]
) -> dict[str, Any]:
    """Let a peer do the same after us; what hinders it is told in its place."""
    from tests.bench import peers

    try:
        measured = peers.measure(
            name, folder=given.peers_dir, programs=given.peers_postgres, data=given.data,
            customers=given.customers, repeat=given.repeat,
        )  # fmt: skip
    except peers.NoPeer as error:
        return {"peer": name, "error": str(error), "rows": []}
    return {**measured, "rows": peers.compare(found, failed, measured)}


def _show_peer(beside: dict[str, Any]) -> None:
    print(
        f"\n{'beside ' + beside['peer']:<22}{'ours p50':>10}{'least':>8}{'theirs p50':>12}{'least':>9}{'times':>7}"
        f"   {beside.get('error') or beside['broke']}"
    )
    for row in beside["rows"]:
        names = ("ours", "ours_least", "theirs", "theirs_least", "times")
        cells = (f"{row[key]:.1f}" if row[key] is not None else "-" for key in names)
        print("{:<22}{:>10}{:>8}{:>12}{:>9}{:>7}   {}".format(row["operation"], *cells, row["what"]), flush=True)


def _write_tables(files: Sequence[Path]) -> int:
    from tests.bench.measure import with_tables

    readme = Path(__file__).with_name("README.md")
    reports = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    readme.write_text(with_tables(readme.read_text(encoding="utf-8"), reports), encoding="utf-8")
    return 0


def _measured(given: argparse.Namespace, role: str, only: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Measure in a process of its own; return results and failures."""
    from tests.bench.prepare import surroundings

    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        file = Path(folder) / "role.json"
        command = [sys.executable, "-m", "tests.bench", "--child", "--customers", str(given.customers), "--data",
                   str(given.data), "--roles", role, "--repeat", str(given.repeat), "--from", str(given.source),
                   "--json", str(file), "--only", ",".join(only)]  # fmt: skip
        subprocess.run(command, check=True, env=surroundings(given.data))
        return dict(json.loads(file.read_text(encoding="utf-8")))


def _child(given: argparse.Namespace) -> int:
    from PySide6.QtWidgets import QApplication

    from tests.bench.desk import Waiter
    from tests.bench.prepare import prepare
    from tests.bench.run import Run, operations

    application = QApplication(["bench"])
    waiter, (role,) = Waiter(application), given.roles
    prepared = prepare(given.data, given.customers, given.source)
    found: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    run = Run(prepared, role, given.repeat, waiter)
    for name, measure in operations().items():
        if name in given.only:
            try:
                found.append(measure(run).to_json())
                _show(found[-1:])
            except Exception as error:  # noqa: BLE001 - named in its place; the others are measured all the same
                traceback.print_exc()
                failed.append({"operation": name, "role": role, "error": f"{type(error).__name__}: {error}"[:200]})
                run.desk.close_pages()
    run.close()
    given.json.write_text(json.dumps({"results": found, "failed": failed}), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


def _show(rows: Sequence[dict[str, Any]], *, heading: bool = False) -> None:
    if heading:
        print(f"\n{'operation':<22}{'role':<9}{'n':>4}{'first':>10}{'p50 ms':>10}{'p95 ms':>10}{'least':>8}{'cpu':>7}"
              f"{'bare p50':>10}{'ratio':>7}{'RSS MB':>8}")  # fmt: skip
    for r in rows:
        bare, ratio = (f"{r[k]:.1f}" if r[k] is not None else "-" for k in ("bare_p50", "ratio"))
        rss = f"{r['rss_mb']:.0f}" if r["rss_mb"] else "-"
        print(f"{r['operation']:<22}{r['role']:<9}{r['n']:>4}{r['first']:>10.1f}{r['p50']:>10.1f}{r['p95']:>10.1f}{r['least']:>8.1f}{r['cpu_p50']:>7.0f}{bare:>10}{ratio:>7}"
              f"{rss:>8}{'  *' if r['misses'] else ''}", flush=True)  # fmt: skip


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    from tests.bench.run import operations

    def listed(text: str) -> list[str]:
        return [word for word in text.split(",") if word]

    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, metavar="N")
    parser.add_argument("--json", type=Path, default=None, metavar="FILE")
    parser.add_argument("--data", type=Path, default=Path.home() / ".cache" / "crm-bench", metavar="DIR",
                        help="where the server of the benchmark lives; kept for later runs")  # fmt: skip
    parser.add_argument("--only", type=listed, default=[], metavar="OP,…")
    parser.add_argument("--roles", type=listed, default=list(ROLES), metavar="ROLE,…")
    parser.add_argument("--from", dest="source", type=int, default=0, metavar="M",
                        help="let the generator make M customers and copy them: much faster")  # fmt: skip
    parser.add_argument("--repeat", type=int, default=30, metavar="N")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--tables", type=Path, nargs="+", default=[], metavar="FILE",
                        help="measure nothing: write these reports into README.md")  # fmt: skip
    parser.add_argument("--peers", type=listed, default=[], metavar="PEER,…", help="let these do the same: tryton")
    parser.add_argument("--peers-dir", type=Path, default=None, metavar="DIR",
                        help="where their harness lies (PEERS_DIR; else ../shared/peers beside the checkout)")  # fmt: skip
    parser.add_argument("--peers-postgres", type=Path, default=None, metavar="DIR",
                        help="programs of the distribution's PostgreSQL (PEERS_POSTGRES; else as pg_config says)")  # fmt: skip
    parser.add_argument("--fresh", action="store_true", help="make the account set anew: the schema has changed")
    given = parser.parse_args(words)
    known = {*ALONE, *operations()} if given.only else set()
    unknown = set(given.only) - known | set(given.roles) - set(ROLES) | set(given.peers) - {"tryton"}
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return given


if __name__ == "__main__":
    sys.exit(main())
