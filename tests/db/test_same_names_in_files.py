"""Of entries and records called the same, the live one is meant in a file; two live ones are ambiguous."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.system import importing
from crm_desktop.system.importing import CheckReport
from tests.db.test_importing import Login, checked, customers, shown, table

COLUMNS = {"name": "name", "grade": "grade"}
PRICES = {"list": "price_list_id", "product": "product_id", "price": "price"}


@pytest.fixture(params=[(True, False), (False, True)], ids=["retired-first", "live-first"])
def retired(request: pytest.FixtureRequest) -> tuple[bool, bool]:
    """Return which of two of one name is retired, in the order in which they were made."""
    found: tuple[bool, bool] = request.param
    return found


def _grades(session: Session, *retired: bool) -> None:
    for n, gone in enumerate(retired):
        session.execute(
            text(
                "INSERT INTO crm.dictionary (kind, code, name, retired) VALUES ('customer_grade', :code, '重名级', :gone)"
            ),
            {"code": f"twin{n}", "gone": gone},
        )


def _prices(session: Session, *retired: bool) -> None:
    for n, gone in enumerate(retired):
        session.execute(
            text("INSERT INTO crm.price_list (code, name, retired) VALUES (:code, '重名表', :gone)"),
            {"code": f"T{n}", "gone": gone},
        )
        session.execute(
            text("INSERT INTO crm.product (code, name, unit, status) VALUES (:code, '重名品', 'unit', :status)"),
            {"code": f"TP{n}", "status": "withdrawn" if gone else "on_sale"},
        )


def _priced(session: Session, folder: Path) -> CheckReport:
    source = table(folder, "list,product,price\n重名表,重名品,9.5\n")
    return checked(session, source, importing.from_json({"columns": PRICES}, "price"))


def test_the_live_entry_of_a_dictionary_is_meant(login: Login, tmp_path: Path, retired: tuple[bool, bool]) -> None:
    session = login("admin")
    _grades(session, *retired)
    source = table(tmp_path, "name,grade\n甲同名公司,重名级\n")
    report = checked(session, source, customers(columns=COLUMNS))
    assert shown(report) == []
    ((written,),) = session.execute(
        text("SELECT data -> 'u' ->> 'grade' FROM crm.import_row WHERE run_id = :run"), {"run": report.run_id}
    )
    assert written == f"twin{retired.index(False)}"
    session.rollback()


def test_two_live_entries_are_ambiguous_and_a_retired_one_alone_is_told(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    source = table(tmp_path, "name,grade\n甲同名公司,重名级\n")
    _grades(session, False, True, False)
    assert shown(checked(session, source, customers(columns=COLUMNS))) == [(2, "grade", "choice_ambiguous")]
    session.rollback()
    _grades(session, True)
    assert shown(checked(session, source, customers(columns=COLUMNS))) == [(2, "grade", "choice_retired")]
    session.rollback()


def test_the_live_list_and_product_are_meant(login: Login, tmp_path: Path, retired: tuple[bool, bool]) -> None:
    session = login("admin")
    _prices(session, *retired)
    report = _priced(session, tmp_path)
    assert shown(report) == []
    live = retired.index(False)
    assert session.execute(
        text(
            "SELECT l.code, p.code FROM crm.import_row r JOIN crm.price_list l ON l.id = (r.data -> 'u' ->> 'price_list_id')::bigint "
            "JOIN crm.product p ON p.id = (r.data -> 'u' ->> 'product_id')::bigint WHERE r.run_id = :run"
        ),
        {"run": report.run_id},
    ).all() == [(f"T{live}", f"TP{live}")]
    session.rollback()


def test_two_live_lists_and_products_are_ambiguous(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    _prices(session, False, True, False)
    assert sorted(shown(_priced(session, tmp_path))) == [
        (2, "price_list_id", "reference_ambiguous"),
        (2, "product_id", "reference_ambiguous"),
    ]
    session.rollback()


def test_a_row_changes_the_live_one(login: Login, tmp_path: Path, retired: tuple[bool, bool]) -> None:
    session = login("admin")
    _prices(session, *retired)
    mapping = importing.from_json({"columns": {"n": "name", "s": "specification"}, "match": ["name"]}, "product")
    source = table(tmp_path, "n,s\n重名品,新规格\n")
    report = checked(session, source, mapping)
    assert shown(report) == [] and report.counts["change"] == 1
    assert session.execute(
        text("SELECT p.code FROM crm.import_row r JOIN crm.product p ON p.id = r.record_id WHERE r.run_id = :run"),
        {"run": report.run_id},
    ).scalars().all() == [f"TP{retired.index(False)}"]
    session.execute(text("UPDATE crm.product SET status = 'on_sale' WHERE name = '重名品'"))
    assert shown(checked(session, source, mapping)) == [(2, "", "match_several")]
    session.rollback()
