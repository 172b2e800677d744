"""Batches in files: what is exported comes back the same, after deleting and after changes too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.databases import AccountSet
from tests.db.test_round_trip import bring_back, export, facts_of

CONTENT = text(
    "SELECT p.name, b.code, s.name, b.received_on, b.made_on, b.expires_on, b.quantity, b.sold, b.state, b.block_reason, b.note "
    "FROM crm.product_batch b JOIN crm.product p ON p.id = b.product_id LEFT JOIN crm.partner s ON s.id = b.supplier_id ORDER BY 1, 2"
)


@pytest.fixture
def admin(account_set: AccountSet) -> Iterator[Session]:
    """Give batches of every kind, one of which two products have, in a session that is rolled back."""
    with closing(account_set.session("admin")) as session:
        session.execute(text("INSERT INTO crm.partner (name, is_supplier) VALUES ('同批供应商', true)"))
        session.execute(
            text(
                "INSERT INTO crm.product_batch (product_id, code, supplier_id, received_on, made_on, expires_on, quantity, state, "
                "block_reason, note) SELECT v.p, v.code, s.id, v.d, v.d - 9, v.d + 900, v.q, v.state, v.why, v.note "
                "FROM crm.partner s, (VALUES (1, '007', CURRENT_DATE, 12, 'usable', '', ''), "
                "(2, '007', CURRENT_DATE, 3, 'blocked', '召回, \"密封\"', E'一\\n二'), (1, '=A-1', NULL, 1, 'usable', '', '')) "
                "v(p, code, d, q, state, why, note) WHERE s.name = '同批供应商'"
            )
        )
        yield session
        session.rollback()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_batches_come_back_the_same(admin: Session, tmp_path: Path, ending: str) -> None:
    facts, path = facts_of(admin), tmp_path / f"out.{ending}"
    before = admin.execute(CONTENT).all()
    count = export(admin, facts, "product_batch", path)
    assert count == len(before) >= 3
    part = bring_back(admin, facts, "product_batch", path, empty="clear")
    assert dict(part.check.counts) == {"new": 0, "change": 0, "same": count, "duplicate": 0, "conflict": 0, "error": 0}
    assert admin.execute(CONTENT).all() == before
    # what somebody changed since becomes what the file says; what is gone comes again
    admin.execute(
        text(
            "UPDATE crm.product_batch SET state = 'usable', note = '', quantity = 99 WHERE (product_id, code) = (2, '007')"
        )
    )
    admin.execute(
        text("UPDATE crm.product_batch SET expires_on = NULL, supplier_id = NULL WHERE (product_id, code) = (1, '007')")
    )
    admin.execute(text("DELETE FROM crm.product_batch WHERE code = '=A-1'"))
    part = bring_back(admin, facts, "product_batch", path)
    assert part.result is not None, part.check.problems
    assert (part.result.created, part.result.changed, part.result.same) == (1, 2, count - 3)
    assert admin.execute(CONTENT).all() == before


def test_a_changed_row_is_written_and_what_orders_took_is_not(admin: Session, tmp_path: Path) -> None:
    facts, path = facts_of(admin), tmp_path / "out.csv"
    export(admin, facts, "product_batch", path)
    lines = path.read_text(encoding="utf-8-sig")
    assert lines.count("同批供应商") == 3
    path.write_text(lines.replace("召回, ", "退货, "), encoding="utf-8-sig")
    part = bring_back(admin, facts, "product_batch", path)
    assert part.result is not None and part.result.changed == 1, part.check.problems
    assert admin.execute(
        text("SELECT block_reason FROM crm.product_batch WHERE state = 'blocked'")
    ).scalars().all() == ['退货, "密封"']
    name = admin.execute(text("SELECT name FROM crm.product WHERE id = 1")).scalar_one()
    path.write_text(f"产品,批号,收货数量,已售\n{name},007,12,5\n", encoding="utf-8-sig")
    part = bring_back(admin, facts, "product_batch", path)
    assert part.result is not None and part.result.same == 1, part.check.problems
    assert admin.execute(text("SELECT sold FROM crm.product_batch WHERE (product_id, code) = (1, '007')")).scalar() == 0


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_lines_of_batches_of_one_number_come_back_the_same(admin: Session, tmp_path: Path, ending: str) -> None:
    order = admin.execute(text("SELECT min(id) FROM crm.sales_order WHERE state = 'draft'")).scalar_one()
    admin.execute(
        text(
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, batch_id) SELECT :order, product_id, 1, 5, id "
            "FROM crm.product_batch WHERE code IN ('007', '=A-1') AND state = 'usable'"
        ),
        {"order": order},
    )
    admin.execute(text("UPDATE crm.product_batch SET state = 'usable' WHERE code = '007'"))
    facts, path = facts_of(admin), tmp_path / f"out.{ending}"
    count = export(admin, facts, "sales_order_line", path)
    part = bring_back(admin, facts, "sales_order_line", path)
    assert part.check.counts["same"] == count, part.check.problems


def test_a_batch_of_a_number_that_two_products_have_is_told_by_the_line(admin: Session, tmp_path: Path) -> None:
    facts, path = facts_of(admin), tmp_path / "lines.csv"
    admin.execute(text("UPDATE crm.product_batch SET state = 'usable' WHERE code = '007'"))
    code = (
        admin.execute(text("SELECT code FROM crm.sales_order WHERE state = 'confirmed' ORDER BY id")).scalars().first()
    )
    admin.execute(text("UPDATE crm.sales_order SET state = 'draft' WHERE code = :code"), {"code": code})
    first, second, third = admin.execute(text("SELECT name FROM crm.product ORDER BY id LIMIT 3")).scalars().all()
    heads = "订单,批号,产品,数量,单价\n"
    path.write_text(heads + f"{code},007,{first},1,5\n{code},007,{second},2,5\n", encoding="utf-8-sig")
    part = bring_back(admin, facts, "sales_order_line", path)
    assert part.result is not None and part.result.created == 2, part.check.problems
    wanted = (
        "SELECT l.product_id, b.product_id FROM crm.sales_order_line l JOIN crm.product_batch b ON b.id = l.batch_id"
    )
    assert sorted(admin.execute(text(wanted)).all()) == [(1, 1), (2, 2)]
    for line in (f"{code},007,{third},1,5", f"{code},007,,1,5"):  # another product's, and nothing that tells
        path.write_text(heads + line + "\n", encoding="utf-8-sig")
        assert bring_back(admin, facts, "sales_order_line", path).check.problems[0].rule == "reference_ambiguous"


def test_a_contact_of_a_name_that_two_customers_have_is_told_by_the_customer(admin: Session, tmp_path: Path) -> None:
    facts, path = facts_of(admin), tmp_path / "actions.csv"
    customers = admin.execute(text("SELECT name FROM crm.customer ORDER BY id LIMIT 2")).scalars().all()
    admin.execute(
        text("INSERT INTO crm.contact (name, customer_id) SELECT '同名人', id FROM crm.customer ORDER BY id LIMIT 2")
    )
    rows = "".join(f"同名人,{name},2026-11-0{n} 09:00,谈了第{n}次\n" for n, name in enumerate(customers, 1))
    path.write_text("联系人,客户,时间,内容\n" + rows, encoding="utf-8-sig")
    part = bring_back(admin, facts, "action", path)
    assert part.result is not None and part.result.created == 2, part.check.problems
    found = "SELECT count(*) FROM crm.action a JOIN crm.contact c ON c.id = a.contact_id AND c.customer_id = a.customer_id WHERE c.name = '同名人'"
    assert admin.execute(text(found)).scalar_one() == 2
