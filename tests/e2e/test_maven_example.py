"""The Maven pipeline as an account set: one command, and every figure is the one computed elsewhere."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from crm_desktop.admin import embedded, maven
from crm_desktop.admin.main import main
from tests.databases import AccountSet
from tests.e2e.conftest import PASSWORD


def test_counts_by_stage(pipeline: AccountSet) -> None:
    rows = pipeline.rows("SELECT stage, count(*), sum(amount) FROM crm.opportunity GROUP BY 1")
    assert {stage: (count, int(amount)) for stage, count, amount in rows} == {
        "won": (4238, 10_005_534_00),
        "lost": (2473, 0),
        "engaging": (1589, 0),
        "prospecting": (500, 0),
    }


def test_won_by_agent(pipeline: AccountSet) -> None:
    rows = pipeline.rows(
        "SELECT e.name, sum(o.amount) / 100, count(*) FROM crm.opportunity o JOIN crm.employee e "
        "ON e.id = o.owner_id WHERE o.outcome = 'won' GROUP BY 1 ORDER BY 2 DESC"
    )
    won = {name: (int(amount), count) for name, amount, count in rows}
    assert len(won) == 30
    assert list(won.items())[:3] == [
        ("Darcel Schlecht", (1_153_214, 349)),
        ("Vicki Laflamme", (478_396, 221)),
        ("Kary Hendrixson", (454_298, 209)),
    ]
    assert (won["Cassey Cress"][0], won["Donn Cantrell"][0]) == (450_489, 445_860)
    assert list(won.items())[-1][0] == "Violet Mclelland"
    assert won["Violet Mclelland"][0] == 123_431


def test_won_by_manager_and_region(pipeline: AccountSet) -> None:
    rows = pipeline.rows(
        "SELECT s.name, sum(o.amount) / 100, count(*) FROM crm.opportunity o "
        "JOIN crm.employee e ON e.id = o.owner_id JOIN crm.employee s ON s.id = e.superior_id "
        "WHERE o.outcome = 'won' GROUP BY 1"
    )
    assert {name: (int(amount), count) for name, amount, count in rows} == {
        "Melvin Marxen": (2_251_930, 882),
        "Summer Sewald": (1_964_750, 828),
        "Rocco Neubert": (1_960_545, 691),
        "Celia Rouche": (1_603_897, 610),
        "Cara Losch": (1_130_049, 480),
        "Dustin Brinkmann": (1_094_363, 747),
    }
    rows = pipeline.rows(
        "SELECT d.name, sum(o.amount) / 100 FROM crm.opportunity o "
        "JOIN crm.employee e ON e.id = o.owner_id JOIN crm.department d ON d.id = e.department_id "
        "WHERE o.outcome = 'won' GROUP BY 1"
    )
    assert {name: int(amount) for name, amount in rows} == {"West": 3_568_647, "Central": 3_346_293, "East": 3_090_594}


def test_won_by_quarter_and_days(pipeline: AccountSet) -> None:
    rows = pipeline.rows(
        "SELECT date_trunc('quarter', closed_on)::date, sum(amount) / 100 FROM crm.opportunity "
        "WHERE outcome = 'won' GROUP BY 1 ORDER BY 1"
    )
    assert [int(amount) for _quarter, amount in rows] == [1_134_672, 3_086_111, 2_982_255, 2_802_496]
    rows = pipeline.rows(
        "SELECT outcome, round(avg(closed_on - engaged_on), 2) FROM crm.opportunity WHERE outcome <> 'open' GROUP BY 1"
    )
    assert {outcome: float(days) for outcome, days in rows} == {"won": 51.78, "lost": 41.48}


def test_traps(pipeline: AccountSet) -> None:
    assert pipeline.rows(
        "SELECT count(*) FROM crm.opportunity o JOIN crm.product p ON p.id = o.product_id WHERE p.name = 'GTX Pro'"
    ) == [(1480,)]
    assert pipeline.rows(
        "SELECT count(*), count(DISTINCT outcome), min(outcome) FROM crm.opportunity WHERE customer_id IS NULL"
    ) == [(1425, 1, "open")]
    assert pipeline.rows("SELECT count(*) FROM crm.customer WHERE industry = 'technology'") == [(12,)]
    assert pipeline.rows("SELECT country FROM crm.customer WHERE name = 'Bioholding'") == [("Philippines",)]
    assert pipeline.rows(
        "SELECT p.name FROM crm.customer c JOIN crm.customer p ON p.id = c.parent_id WHERE c.name = 'Bluth Company'"
    ) == [("Acme Corporation",)]
    assert pipeline.rows("SELECT count(*) FROM crm.customer WHERE parent_id IS NOT NULL") == [(15,)]
    assert pipeline.rows(
        "SELECT count(*) FROM crm.price pr JOIN crm.product p ON p.id = pr.product_id WHERE pr.price = p.list_price"
    ) == [(7,)]
    assert pipeline.rows("SELECT * FROM crm.check_account_set()") == []


def test_an_agent_sees_his_own_and_his_manager_his_team(pipeline: AccountSet) -> None:
    def seen(login: str) -> int:
        with (
            closing(
                psycopg2.connect(
                    host=pipeline.host, port=pipeline.port, dbname=pipeline.name, user=login, password=PASSWORD
                )
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT count(*) FROM crm.opportunity")
            return int(cursor.fetchone()[0])

    own = pipeline.rows(
        "SELECT count(*) FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id "
        "WHERE e.login = 'darcel.schlecht'"
    )[0][0]
    assert seen("darcel.schlecht") == own
    assert own < seen("melvin.marxen") < seen(maven.ADMINISTRATOR) == 8800


def test_again_is_refused_and_changes_nothing(
    pipeline: AccountSet, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            [
                "example",
                "maven",
                "--from",
                str(folder),
                "--as",
                "Maven Test",
                "--lang",
                "en",
                "--data",
                str(pipeline.server.data_dir),
            ]
        )
        == 1
    )
    assert "There is already an account set “Maven Test”" in capsys.readouterr().err
    assert pipeline.rows("SELECT count(*) FROM crm.opportunity") == [(8800,)]


def test_the_product_that_differs_by_a_blank_is_offered_and_nothing_stays_behind(
    server: embedded.Server, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = maven.answers_from(folder, "Maven Trap")
    mapping = json.loads((maven.MAPPINGS / "opportunities.json").read_text(encoding="utf-8"))
    del mapping["columns"]["product"]["values"]
    lines = (folder / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines()[:301]
    (tmp_path / "sales_pipeline.csv").write_text("\n".join(lines), encoding="utf-8")
    answers["imports"][-1] |= {"mapping": mapping, "file": str(tmp_path / "sales_pipeline.csv")}
    for person in answers["employees"]:  # the logins of the other tests belong to another account set
        person["login"] = f"trap.{person['login']}"
        if "superior" in person:
            person["superior"] = f"trap.{person['superior']}"
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")

    assert (
        main(["init", "--answers", str(tmp_path / "answers.json"), "--lang", "en", "--data", str(server.data_dir)]) == 1
    )

    said = capsys.readouterr().err
    assert f"{sum(',GTXPro,' in line for line in lines)} rows of sales_pipeline.csv cannot be imported" in said
    assert "“GTXPro” → “GTX Pro”?" in said
    with closing(psycopg2.connect(server.admin_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'crm_maven_trap'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'trap.%' OR rolname LIKE 'crm_maven_trap%'")
        assert cursor.fetchone() == (0,)
