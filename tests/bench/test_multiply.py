"""A multiplied account set holds what every account set does."""

from __future__ import annotations

from dataclasses import replace

from server_schema import install
from tests.bench.multiply import multiply
from tests.databases import AccountSet

COUNT = "SELECT count(*), count(DISTINCT batch_id) FROM crm.sales_order_line WHERE batch_id IS NOT NULL"


def test_the_check_of_a_multiplied_set_passes(own_account_set: AccountSet) -> None:
    company = own_account_set
    company.rows(
        "INSERT INTO crm.product_batch (product_id, code, quantity) SELECT id, 'M-1', 50 FROM crm.product WHERE id IN (1, 2) RETURNING 1"
    )
    company.rows(
        "WITH o AS (INSERT INTO crm.sales_order (customer_id, owner_id) SELECT min(id), owner_id FROM crm.customer "
        "WHERE owner_id IS NOT NULL GROUP BY owner_id LIMIT 1 RETURNING id) "
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price, batch_id) "
        "SELECT o.id, b.product_id, 3, 100, b.id FROM o, crm.product_batch b WHERE b.code = 'M-1' RETURNING 1"
    )
    company.rows(
        "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = (SELECT max(order_id) FROM crm.sales_order_line) RETURNING 1"
    )
    ((lines, batches),) = company.rows(COUNT)
    assert lines >= 2 and company.rows("SELECT 1 FROM crm.product_batch WHERE sold > 0")
    assert company.rows("SELECT * FROM crm.check_account_set()") == []
    copy = replace(company, name=f"{company.name}_many")
    multiply(company.server.admin_dsn, company.name, copy.name, 3, lambda *_: None)
    try:
        assert copy.rows(COUNT) == [(3 * lines, 3 * batches)]
        assert copy.rows("SELECT * FROM crm.check_account_set()") == []
    finally:
        with install.superuser(company.server.admin_dsn) as server, server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy.name}" WITH (FORCE)')
