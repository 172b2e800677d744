"""Variants in files: what is exported comes back the same, after deleting too; a file may name main products and attributes in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.prices import services
from tests.databases import AccountSet
from tests.db.test_round_trip import bring_back, export, facts_of
from tests.db.test_variants import Made, define, make_family

FAMILY = "SELECT m.name, m.varies_by, v.name, v.code, v.list_price, v.attrs FROM crm.product v JOIN crm.product m ON m.id = v.variant_of_id ORDER BY v.name"


@pytest.fixture(scope="module")
def made(account_set: AccountSet) -> Made:
    """Give a main product with three variants in this module's set."""
    define(account_set)
    return make_family(account_set)


@pytest.fixture
def admin(account_set: AccountSet, made: Made) -> Iterator[Session]:
    """Give a session of the administrator, rolled back afterwards."""
    with closing(account_set.session("admin")) as session:
        yield session
        session.rollback()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_variants_come_back_the_same(admin: Session, made: Made, tmp_path: Path, ending: str) -> None:
    facts, path = facts_of(admin), tmp_path / f"out.{ending}"
    count = export(admin, facts, "product", path)
    if ending == "csv":
        assert "内存, 颜色" in path.read_text(encoding="utf-8-sig"), "by the labels of the attributes"
    part = bring_back(admin, facts, "product", path, empty="clear")
    assert dict(part.check.counts) == {"new": 0, "change": 0, "same": count, "duplicate": 0, "conflict": 0, "error": 0}
    before = admin.execute(text(FAMILY)).all()
    assert len(before) == 3
    admin.execute(text("DELETE FROM crm.product WHERE :main IN (id, variant_of_id)"), {"main": made["main"]})
    part = bring_back(admin, facts, "product", path)
    assert part.check.counts["new"] == 4 and part.check.counts["error"] == 0, part.check.problems
    assert admin.execute(text(FAMILY)).all() == before


def test_a_variant_that_is_there_twice_is_told_of_its_row(admin: Session, made: Made, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(
        "名称,主产品,内存,颜色\n新的,联想笔记本 T14,32G,银色\n又一个,联想笔记本 T14,16G,黑色\n", encoding="utf-8-sig"
    )
    part = bring_back(admin, facts_of(admin), "product", path)
    assert [(p.row, p.rule) for p in part.check.problems] == [(3, "product_variant_unique")]


def test_the_price_list_has_variants_after_their_main_product(
    account_set: AccountSet, admin: Session, made: Made
) -> None:
    account_set.rows("UPDATE crm.product SET name = '阿尔法' WHERE id = %s RETURNING id", made["16s"])
    standard = admin.execute(text("SELECT id FROM crm.price_list WHERE code = 'STD'")).scalar()
    for price_list in (None, standard):
        rows = services.list_prices(admin, price_list_id=price_list)
        order = [r.product_id for r in rows]
        place = order.index(made["main"])
        assert order[place : place + 4] == [made[k] for k in ("main", "16s", "16b", "32b")]
        assert [(r.comes_in_variants, r.variant_of_id) for r in rows[place : place + 2]] == [
            (True, None),
            (False, made["main"]),
        ]
