"""crm-admin report: the same figures as the screen, in a file or as JSON."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from pypdf import PdfReader

from crm_desktop.admin import embedded
from crm_desktop.admin.main import main
from crm_desktop.exchange.table import open_table
from server_schema import install
from tests.databases import BASE_VARIABLE, running_server

Command = Callable[..., tuple[int, str, str]]
SPRING = ("--from", "2026-01-01", "--to", "2026-03-31")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """Give a server of this module's own: its account set has a name, and its logins are those of the others."""
    folder = Path(os.environ[BASE_VARIABLE]) / tmp_path_factory.mktemp("report").name
    with running_server(folder, with_tiny=True) as server:
        yield server


@pytest.fixture
def report(tiny: embedded.Server, capfd: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str, language: str = "en") -> tuple[int, str, str]:
        code = main(
            ["report", "performance", *words, "--set", "Tiny", "--data", str(tiny.data_dir), "--lang", language]
        )
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return run


def test_figures_as_json(report: Command) -> None:
    code, out, err = report(*SPRING, "--measure", "won", "--json")
    assert code == 0, err
    data = json.loads(out)
    assert data["measure"] == "won"
    assert data["total"]["won_amount"] == 720_000
    assert (data["total"]["won_count"], data["total"]["lost_count"], data["total"]["win_rate"]) == (6, 6, 50)
    assert {p["name"]: p["won_amount"] for p in data["people"]} == {
        "王小明": 240_000,
        "陈静": 240_000,
        "刘洋": 120_000,
        "李梅": 120_000,
    }
    assert [(t["rank"], t["name"], t["won_count"]) for t in data["teams"]] == [(1, "李梅", 5), (2, "赵刚", 1)]
    assert [(q["quarter"], q["won_amount"]) for q in data["quarters"]] == [("2026-Q1", 720_000)]
    assert data["previous"] == {"from": "2025-10-01", "to": "2025-12-31"}


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "业绩报告"), ("en", "Performance report")])
def test_a_pdf_and_its_figures(report: Command, tmp_path: Path, language: str, title: str) -> None:
    out, figures = tmp_path / "业绩.pdf", tmp_path / "figures.json"
    code, said, err = report(*SPRING, "--measure", "won", "--out", str(out), "--json", str(figures), language=language)
    assert code == 0, err
    assert str(out) in said
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages)
    assert title in text
    assert f"{json.loads(figures.read_text(encoding='utf-8'))['total']['won_amount']:,}.00" in text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["figures.json", "业绩.pdf"]


def test_a_workbook_with_all_three_tables(report: Command, tmp_path: Path) -> None:
    code, _, err = report(*SPRING, "--measure", "won", "--out", str(tmp_path / "r.xlsx"))
    assert code == 0, err
    rows = [row.cells for row in open_table(tmp_path / "r.xlsx").rows()]
    assert {row[0] for row in rows} == {"Employees", "Teams", "Departments", ""}
    for group in ("Employees", "Teams", "Departments"):
        assert sum(float(row[4]) for row in rows if row[0] == group) == 720_000


def test_within_the_rights_of_an_employee(report: Command) -> None:
    code, out, err = report(*SPRING, "--login", "rep3", "--measure", "won", "--json")
    assert code == 0, err
    data = json.loads(out)
    assert [p["name"] for p in data["people"]] == ["刘洋"]
    assert data["total"]["profit"] is None
    code, out, _ = report(*SPRING, "--login", "rep3", "--measure", "profit", "--json")
    assert code == 1
    assert "error" in json.loads(out)


def test_without_a_file_the_tables_are_shown(report: Command) -> None:
    code, out, err = report(*SPRING, "--measure", "won", language="zh_CN")
    assert code == 0, err
    assert "王小明" in out
    assert "720,000.00" in out


@pytest.mark.parametrize(
    "words",
    [
        (*SPRING, "--out", "report.doc"),
        ("--from", "2026-03-01", "--to", "2026-02-01"),
        (*SPRING, "--login", "nobody"),
        (*SPRING, "--out", "/no/such/folder/r.pdf"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(report: Command, words: tuple[str, ...]) -> None:
    code, out, err = report(*words)
    assert code == 1
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in out + err


def test_each_currency_has_its_own_figures(tiny: embedded.Server, report: Command) -> None:
    may = ("--from", "2031-05-01", "--to", "2031-05-31", "--measure", "won", "--json")
    with (
        closing(psycopg2.connect(tiny.admin_dsn, dbname=install.database_name("Tiny"))) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO crm.opportunity (name, customer_id, stage, amount, currency, closed_on) "
            "SELECT 'x', (SELECT min(id) FROM crm.customer), 'won', a, c, '2031-05-05' "
            "FROM (VALUES (70000, 'CNY'), (900, 'USD'), (500, 'USD')) v(a, c)"
        )
    found = {}
    for currency in ("", "usd"):
        code, out, err = report(*may, "--currency", currency)
        assert code == 0, err
        data = json.loads(out)
        found[data["currency"]] = (data["total"]["won_amount"], data["total"]["won_count"], data["currencies"])
    assert found == {"CNY": (700, 1, ["CNY", "USD"]), "USD": (14, 2, ["CNY", "USD"])}
    code, out, err = report(*may[:-1])
    assert code == 0, err
    assert "USD" in out
