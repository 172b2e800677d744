"""The performance report of the real pipeline: every figure equals the one computed elsewhere, to the unit."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from crm_desktop.admin.main import main
from tests.databases import AccountSet

AGENTS = {"Darcel Schlecht": (1_153_214, 349), "Vicki Laflamme": (478_396, 221), "Kary Hendrixson": (454_298, 209)}
MANAGERS = [
    ("Melvin Marxen", 2_251_930, 882),
    ("Summer Sewald", 1_964_750, 828),
    ("Rocco Neubert", 1_960_545, 691),
    ("Celia Rouche", 1_603_897, 610),
    ("Cara Losch", 1_130_049, 480),
    ("Dustin Brinkmann", 1_094_363, 747),
]
REGIONS = [("West", 3_568_647), ("Central", 3_346_293), ("East", 3_090_594)]
QUARTERS = [("2017-Q1", 1_134_672), ("2017-Q2", 3_086_111), ("2017-Q3", 2_982_255), ("2017-Q4", 2_802_496)]
YEAR = ("--from", "2017-01-01", "--to", "2017-12-31")


def report(account_set: AccountSet, *words: str, language: str = "en") -> int:
    return main(
        [
            "report",
            "performance",
            "--set",
            "Maven Test",
            "--data",
            str(account_set.server.data_dir),
            "--lang",
            language,
            "--quiet",
            *words,
        ]
    )


@pytest.fixture(scope="module")
def figures(pipeline: AccountSet, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("report") / "figures.json"
    assert report(pipeline, *YEAR, "--json", str(target)) == 0
    return json.loads(target.read_text(encoding="utf-8"))


def test_the_whole(figures: dict[str, Any]) -> None:
    total = figures["total"]
    assert figures["measure"] == "won"
    assert total["won_amount"] == 10_005_534
    assert (total["won_count"], total["lost_count"], round(total["win_rate"], 2)) == (4238, 2473, 63.15)
    assert [(q["quarter"], q["won_amount"]) for q in figures["quarters"]] == QUARTERS
    assert sum(m["won_amount"] for m in figures["months"]) == 10_005_534


def test_agents(figures: dict[str, Any]) -> None:
    people = {p["name"]: p for p in figures["people"]}
    for name, (amount, count) in AGENTS.items():
        assert (people[name]["won_amount"], people[name]["won_count"]) == (amount, count)
    assert (people["Cassey Cress"]["won_amount"], people["Donn Cantrell"]["won_amount"]) == (450_489, 445_860)
    sellers = [p for p in figures["people"] if p["won_count"]]
    assert len(sellers) == 30
    assert [p["rank"] for p in sellers] == list(range(1, 31))
    assert (sellers[-1]["name"], sellers[-1]["won_amount"]) == ("Violet Mclelland", 123_431)
    assert len(figures["people"]) == 35  # five have nothing, and are listed


def test_managers_and_regions(figures: dict[str, Any]) -> None:
    assert [(t["name"], t["won_amount"], t["won_count"]) for t in figures["teams"]] == MANAGERS
    assert [(r["name"], r["won_amount"]) for r in figures["regions"]] == REGIONS


def test_a_quarter_and_the_one_before(pipeline: AccountSet, tmp_path: Path) -> None:
    target = tmp_path / "q.json"
    assert report(pipeline, "--from", "2017-04-01", "--to", "2017-06-30", "--json", str(target)) == 0
    quarter = json.loads(target.read_text(encoding="utf-8"))
    assert quarter["total"]["won_amount"] == 3_086_111
    assert quarter["total"]["previous"]["won_amount"] == 1_134_672


def test_a_manager_sees_his_own_team(pipeline: AccountSet, tmp_path: Path) -> None:
    target = tmp_path / "m.json"
    assert report(pipeline, *YEAR, "--login", "melvin.marxen", "--json", str(target)) == 0
    seen = json.loads(target.read_text(encoding="utf-8"))
    assert [(t["name"], t["won_amount"], t["won_count"]) for t in seen["teams"]] == MANAGERS[:1]
    assert seen["total"]["won_amount"] == 2_251_930


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_printed_report_shows_the_same(pipeline: AccountSet, tmp_path: Path, language: str) -> None:
    out = tmp_path / "report.pdf"
    assert report(pipeline, *YEAR, "--out", str(out), language=language) == 0
    reader = PdfReader(io.BytesIO(out.read_bytes()))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for name, amount, *_ in (("", 10_005_534), *MANAGERS, *REGIONS, *((n, a) for n, (a, _) in AGENTS.items())):
        assert name in text
        assert f"{amount:,}.00" in text
    assert "63.15%" in text and "63.2%" not in text, "of one form wherever it stands"
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
