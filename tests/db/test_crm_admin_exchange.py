"""``crm-admin import`` and ``export`` as they are typed; ``init``, whole or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from crm_desktop.admin import embedded
from crm_desktop.admin.main import main
from crm_desktop.exchange.excelfile import Column, write_excel
from crm_desktop.exchange.table import open_table
from server_schema import install
from server_schema.data import tiny
from tests.databases import AccountSet


@pytest.fixture(scope="module")
def exchange_set(server: embedded.Server) -> Iterator[AccountSet]:
    """Give an account set that the command line finds by its name."""
    name = "Exchange"
    install.create_account_set(server.admin_dsn, name)
    renamed = {
        f"x.{login}": (who, place, above and f"x.{above}", roles)
        for login, (who, place, above, roles) in tiny.PEOPLE.items()
    }
    customers = [(*row[:-1], f"x.{row[-1]}") for row in tiny.CUSTOMERS]
    patch = pytest.MonkeyPatch()
    patch.setattr(tiny, "PEOPLE", renamed)
    patch.setattr(tiny, "CUSTOMERS", customers)
    tiny.load(server.admin_dsn, name)
    patch.undo()
    yield AccountSet(name=install.database_name(name), server=server)
    install.drop_account_set(server.admin_dsn, name)


def admin(exchange_set: AccountSet, *words: str) -> int:
    return main([*words, "--set", "Exchange", "--data", str(exchange_set.server.data_dir), "--lang", "en"])


def test_a_price_file_from_excel(exchange_set: AccountSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, mapping = tmp_path / "prices.xlsx", tmp_path / "mapping.json"
    write_excel(
        path,
        [Column(heading="货品"), Column(heading="新价", kind="number")],
        [["思科交换机 2960", 6900], ["网线305米", 495]],
    )
    mapping.write_text(
        json.dumps(
            {
                "columns": {"货品": {"field": "product_id", "lookup": "name"}, "新价": "price"},
                "constants": {"price_list_id": {"text": "STD", "lookup": "code"}},
                "match": ["price_list_id", "product_id"],
                "mode": "update",
            }
        ),
        encoding="utf-8",
    )
    words = ("import", "price", str(path), "--mapping", str(mapping), "--login", "x.pm")

    assert admin(exchange_set, *words) == 1
    said = capsys.readouterr().out
    assert "“网线305米” (1 rows) is unknown; “网线 305米” is near" in said
    assert "Nothing was imported" in said
    assert exchange_set.rows("SELECT count(*) FROM crm.price WHERE price = 6900") == [(0,)]

    errors = tmp_path / "errors.xlsx"
    assert admin(exchange_set, *words, "--errors", str(errors), "--dry-run") == 0
    assert exchange_set.rows("SELECT count(*) FROM crm.price WHERE price = 6900") == [(0,)]
    assert admin(exchange_set, *words, "--errors", str(errors)) == 0
    assert exchange_set.rows("SELECT count(*) FROM crm.price WHERE price = 6900") == [(1,)]
    bad = open_table(errors)
    assert bad.headings == ("货品", "新价", "Row", "Problem")
    (row,) = bad.rows()
    assert row.cells[:3] == ("网线305米", "495", "3")
    assert "Is “网线 305米” meant?" in row.cells[3]

    # corrected and fed again, the columns of ours in it are left alone
    write_excel(errors, [Column(heading=h) for h in bad.headings], [["网线 305米", *row.cells[1:]]])
    assert admin(exchange_set, "import", "price", str(errors), *words[3:]) == 0
    assert exchange_set.rows(
        "SELECT price::int FROM crm.price p JOIN crm.product g ON g.id = p.product_id WHERE g.name = '网线 305米'"
    ) == [(495,)]


def test_those_without_right_import_nothing(
    exchange_set: AccountSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "products.csv"
    path.write_text("name,list_price\n偷改产品,1\n", encoding="utf-8")
    assert admin(exchange_set, "import", "product", str(path), "--login", "x.rep1") == 1
    assert "You have no right to write this record" in capsys.readouterr().out
    assert exchange_set.rows("SELECT count(*) FROM crm.product WHERE name = '偷改产品'") == [(0,)]
    assert admin(exchange_set, "import", "product", str(path), "--login", "nobody") == 1
    assert "is no active employee" in capsys.readouterr().err


def test_machines_get_json(exchange_set: AccountSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("名称,等级,没人要的列\n机器公司,A,x\n坏公司,Q,y\n", encoding="utf-8")
    assert admin(exchange_set, "import", "customer", str(path), "--login", "x.boss", "--json") == 1
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    (part,) = said["parts"]
    assert part["counts"] == {"new": 1, "change": 0, "same": 0, "duplicate": 0, "conflict": 0, "error": 1}
    assert part["problems"] == [{"row": 3, "rule": "choice_unknown", "field": "grade", "text": "Q"}]
    assert part["unused_headings"] == ["没人要的列"]
    assert exchange_set.rows("SELECT count(*) FROM crm.customer WHERE name = '机器公司'") == [(0,)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "customer", "none.csv"), "There is no file “none.csv”."),
        (("import", "dragon", "none.csv"), "There is no kind of record “dragon”."),
        (("export", "customer", "out.pdf"), "no kind of file"),
        (("export", "customer", "out.csv", "--columns", "name,nose"), "“customer” has no field “nose”."),
        (("export", "customer", "out.csv", "--login", "x.rep1"), "has no right"),
    ],
)
def test_mistakes_become_sentences(
    exchange_set: AccountSet,
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert admin(exchange_set, *words) == 1
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_export_writes_the_list(exchange_set: AccountSet, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert admin(exchange_set, "export", "contact", str(path), "--columns", "name,customer_id,mobile") == 0
    table = open_table(path)
    assert table.headings == ("Name", "Customer", "Mobile")
    assert len(list(table.rows())) == 6


def test_export_says_which_addresses_no_column_marks(
    exchange_set: AccountSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exchange_set.rows(
        "UPDATE crm.contact SET email = 'no@b.cn', email_opted_out = true WHERE id = (SELECT min(id) FROM crm.contact) RETURNING 1"
    )
    path = str(tmp_path / "out.csv")
    for columns, marked in (("name,email", True), ("name,email,email_opted_out,email_invalid", False), ("name", False)):
        assert admin(exchange_set, "export", "contact", path, "--columns", columns) == 0
        assert ("or are invalid, which no column says: 1." in capsys.readouterr().out) == marked
        assert admin(exchange_set, "export", "contact", path, "--columns", columns, "--json") == 0
        assert json.loads(capsys.readouterr().out).get("marked", 0) == marked


ANSWERS: dict[str, Any] = {
    "account_set": {"name": "Initial", "company": "西安未来科技有限公司", "company_en": "Future", "phone": "029-0000"},
    "departments": [{"name": "总部"}, {"name": "销售部", "parent": "总部", "head": "init.wang"}],
    "employees": [
        {"login": "init.gao", "name": "高远", "department": "总部", "roles": ["administrator", "manager"]},
        {
            "login": "init.wang",
            "name": "王明",
            "department": "销售部",
            "superior": "init.gao",
            "roles": ["intern"],
            "password": "known-password",
        },
    ],
    "rights": {
        "roles": [{"code": "intern", "name": "实习生", "like": "sales_rep"}],
        "rules": [{"role": "intern", "module": "customer", "action": "create", "scope": "none"}],
    },
    "dictionaries": {"industry": [{"code": "space", "name": "航天", "name_en": "Space"}]},
    "attributes": [{"entity": "customer", "key": "pcs", "label": "电脑台数", "kind": "integer"}],
    "coding_rules": [{"entity": "customer", "pattern": "XA-{####}"}],
    "imports": [
        {
            "entity": "customer",
            "file": "customers.csv",
            "mapping": {"columns": {"名称": "name", "行业": "industry", "电脑台数": "attrs.pcs", "负责人": "owner_id"}},
        }
    ],
}


def init(server: embedded.Server, folder: Path, lines: str, *words: str) -> int:
    (folder / "customers.csv").write_text(f"名称,行业,电脑台数,负责人\n{lines}", encoding="gb18030")
    (folder / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    return main(
        ["init", "--answers", str(folder / "answers.json"), "--data", str(server.data_dir), "--lang", "en", *words]
    )


def left_behind(server: embedded.Server) -> list[str]:
    with closing(psycopg2.connect(server.admin_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = 'crm_initial' UNION ALL "
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'init.%' OR rolname LIKE 'crm_initial%'"
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_failed_initialization_leaves_nothing_behind(
    server: embedded.Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(server, tmp_path, "甲公司,航天,3,王明\n乙公司,航海,x,王明\n") == 1
    said = capsys.readouterr().err
    assert "1 rows of customers.csv cannot be imported, so no account set was made." in said
    assert left_behind(server) == []
    assert init(server, tmp_path, "甲公司,航天,3,王明\n", "--check-only") == 0
    assert left_behind(server) == []


def test_an_initialization_makes_all_of_it(
    server: embedded.Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        assert init(server, tmp_path, "甲公司,航天,3,王明\n乙公司,Space,,\n", "--json") == 0
        made = json.loads(capsys.readouterr().out)
        assert made["passwords"]["init.wang"] == "known-password"
        assert made["broken"] == []
        initial = AccountSet(name="crm_initial", server=server)
        assert initial.rows("SELECT code, name, industry, attrs, owner_id FROM crm.customer ORDER BY id") == [
            ("XA-0001", "甲公司", "space", {"pcs": 3}, 2),
            ("XA-0002", "乙公司", "space", {}, 1),
        ]
        assert initial.rows("SELECT company, company_en, phone FROM crm.account_set") == [
            ("西安未来科技有限公司", "Future", "029-0000")
        ]
        assert initial.rows("SELECT d.name, e.login FROM crm.department d JOIN crm.employee e ON e.id = d.head_id") == [
            ("销售部", "init.wang")
        ]
        with (
            closing(
                psycopg2.connect(
                    host=initial.host,
                    port=initial.port,
                    dbname=initial.name,
                    user="init.wang",
                    password="known-password",
                )
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT count(*) FROM crm.customer")
            assert cursor.fetchone() == (1,)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("INSERT INTO crm.customer (name) VALUES ('x')")
    finally:
        install.drop_account_set(server.admin_dsn, "Initial")
    assert left_behind(server) == []


def test_customers_into_a_pool(exchange_set: AccountSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exchange_set.rows("INSERT INTO crm.customer_pool (name) VALUES ('公海') RETURNING id")
    path = tmp_path / "list.csv"
    path.write_text("公司名称,手机号\n入池公司,13900000001\n", encoding="utf-8")
    assert admin(exchange_set, "import", "customer", str(path), "--pool", "没有的") != 0
    assert admin(exchange_set, "import", "customer", str(path), "--pool", "公海") == 0
    wanted = "SELECT c.owner_id, p.name FROM crm.customer c JOIN crm.customer_pool p ON p.id = c.pool_id WHERE c.name = '入池公司'"
    assert exchange_set.rows(wanted) == [(None, "公海")]
