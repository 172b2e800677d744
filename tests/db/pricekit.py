"""What the tests of prices share: a superuser's transaction, a rule, what a product costs whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from tests.databases import AccountSet

Run = Callable[..., list[tuple[Any, ...]]]
A = "(SELECT min(id) FROM crm.customer WHERE grade = 'A')"


class Answer(NamedTuple):
    """What the database says of a price."""

    price: Decimal | None
    floor: Decimal | None
    why: dict[str, Any]
    listed: Decimal | None


@pytest.fixture(name="run")
def run_fixture(account_set: AccountSet) -> Iterator[Run]:
    """Give a superuser's transaction, rolled back afterwards."""
    with closing(account_set.connect_admin()) as connection:
        connection.autocommit = False

        def execute(sql: str, *values: Any) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return list(cursor.fetchall()) if cursor.description else []

        yield execute
        connection.rollback()


def add_rule(run: Run, price_list: int | str = "VIP", **columns: Any) -> int:
    """Write a rule into a list, named by its id or its code; fixed where nothing else is said."""
    columns = {"method": "fixed", **columns}
    ((made,),) = run(
        f"INSERT INTO crm.price (price_list_id, {', '.join(columns)}) SELECT id{', %s' * len(columns)} FROM crm.price_list "
        "WHERE %s IN (id::text, code) RETURNING id",
        *columns.values(),
        str(price_list),
    )
    return int(made)


def ask_price(
    run: Run,
    product: int = 1,
    quantity: object = 1,
    *,
    customer: str = A,
    day: date | str | None = None,
    price_list: int | None = None,
    unit: str | None = None,
    promoted: bool = False,
    currency: str | None = None,
    rate: object = None,
) -> Answer:
    """Ask what a product costs a customer, and why."""
    (row,) = run(
        "SELECT unit_price, floor_price, explanation, list_price "
        f"FROM crm.price_for(%s, {customer}, %s, %s, %s, %s, %s, %s, %s)",
        product, quantity, day, price_list, unit, promoted, currency, rate,
    )  # fmt: skip
    return Answer(*row)
