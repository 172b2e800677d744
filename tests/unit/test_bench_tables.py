"""The benchmark's reports become the tables of its README."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.measure import BEGIN, END, Samples, with_tables
from tests.bench.peers import NoPeer, compare, measure


def _report(customers: int) -> dict[str, object]:
    samples = Samples()
    samples.clock, samples.cpu, samples.bare = [10.0, 20.0, 120.0], [5.0, 5.0, 6.0], [4.0, 4.0, 4.0]
    row = samples.result("search_han", "rep", customers).to_json()
    where = {
        "date": "2026-01-02T03:04:05+08:00", "commit": "abc1234", "machine": "x86_64, 2 cores", "load": [0.1, 0.2, 0.3],
        "python": "3.11", "qt": "6.11", "sqlalchemy": "2.1", "postgresql": "18", "database_mb": 1234,
    }  # fmt: skip
    return {"environment": where, "customers": customers, "copied_from": 0, "results": [row]}


def test_tables_replace_those_before_and_say_what_missed_the_aim() -> None:
    text = f"# Speed\n{BEGIN}old\n{END}after\n"
    made = with_tables(text, [_report(1000), _report(2000)])
    assert "old" not in made and made.startswith("# Speed\n") and made.endswith(f"{END}after\n")
    assert made.index("## 2,000 customers") < made.index("## 1,000 customers")
    assert "| search_han | rep | 3 | 10.0 | 20.0 | 120.0 | 10.0 | 5 | - | 4.0 | 5.0 |" in made
    assert made.count("| missed |") == 2  # 120 ms; five times a bare query of under 5 ms would be none
    assert with_tables(made, [_report(1000)]).count("## ") == 1


def test_the_pause_for_a_further_key_is_in_the_time_and_not_in_the_ratio() -> None:
    samples = Samples()
    samples.clock, samples.bare, samples.pause = [80.0, 90.0, 85.0], [10.0], 60.0
    found = samples.result("search_list", "rep", 1000)
    assert (found.first, found.p50, found.ratio, found.misses) == (80.0, 85.0, 2.5, False)
    samples.pause = 0.0
    assert samples.result("search_list", "rep", 1000).misses  # eight times the query


def test_a_peer_stands_beside_ours_and_what_it_has_not_is_named() -> None:
    ours = [_report(1000)["results"][0] | {"role": "manager", "p50": 20.0}]  # type: ignore[index]
    theirs = {"peer": "tryton", "version": "8.2.1", "postgresql": "15.6", "load": [1.0, 2.0], "broke": "", "results": [
        ("search_han", {"p50": 90.0, "least": 80.0, "n": 5, "what": "c2 . search box"}), ("search_pinyin", {"p50": None, "what": "has nothing like it"})]}  # fmt: skip
    failed = [{"operation": "search_pinyin", "role": "manager", "error": "TimeoutError: x"}]
    peer = {**theirs, "rows": compare(ours, failed, theirs)}
    made = with_tables(f"{BEGIN}{END}", [_report(1000) | {"peers": [peer]}])
    assert "## Beside Tryton, 1,000 customers" in made and "Tryton 8.2.1 on PostgreSQL 15.6" in made
    assert "| search_han | 20.0 | 10.0 | 90.0 | 80.0 | 4.5 | c2 . search box |" in made
    assert "| search_pinyin | - | - | - | - | - | ours failed: TimeoutError: x; has nothing like it |" in made
    broken = {"peer": "tryton", "error": "No harness.\nmore", "rows": []}
    assert "Tryton was not measured: No harness.\n" in with_tables(
        f"{BEGIN}{END}", [_report(1000) | {"peers": [broken]}]
    )


def test_a_peer_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoPeer, match="--peers-dir"):
        measure("tryton", folder=tmp_path, programs=tmp_path, data=tmp_path, customers=10, repeat=1)
    (tmp_path / "tryton_bench.py").touch()
    with pytest.raises(NoPeer, match="--peers-postgres"):
        measure("tryton", folder=tmp_path, programs=tmp_path, data=tmp_path, customers=10, repeat=1)


def test_a_page_without_marks_is_left_alone() -> None:
    with pytest.raises(ValueError, match="substring"):
        with_tables("nothing", [_report(1000)])
