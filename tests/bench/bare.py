"""The same work by psycopg2 alone, as the same login: what any client would have to wait for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2.extras import execute_values

from tests.bench.prepare import Prepared

Statement = tuple[str, Any]
_PATH = "-c search_path=crm,pg_catalog"


class Bare:
    """A connection of one login."""

    def __init__(self, prepared: Prepared, role: str) -> None:
        self._dsn = prepared.dsn(role)
        self.orders: list[int] = []  #: made by ``write_order``, to be taken away again
        self.connection = psycopg2.connect(self._dsn, options=_PATH)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def replay(self, statements: Sequence[Statement], *, keep: bool = False) -> float:
        """Return how long the statements take one after the other with all their rows fetched (ms); nothing stays without *keep*."""

        def act() -> None:
            with self.connection.cursor() as cursor:
                for sql, parameters in statements:
                    cursor.execute(sql, parameters)
                    if cursor.description:
                        cursor.fetchall()

        return self._timed(act, keep=keep)

    def write(self, sql: str, parameters: Sequence[Any]) -> float:
        """Return how long a change and its commit take (ms)."""

        def act() -> None:
            with self.connection.cursor() as cursor:
                cursor.execute(sql, parameters)

        return self._timed(act, keep=True)

    def write_order(self, customer: int, products: Sequence[int]) -> float:
        """Return how long an order with its lines and the commit takes, each price asked for before (ms)."""

        def act() -> None:
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO crm.sales_order (customer_id, ordered_on) VALUES (%s, current_date) RETURNING id",
                    (customer,),
                )
                (order,) = cursor.fetchone()
                for position, product in enumerate(products, 1):
                    cursor.execute("SELECT * FROM crm.price_for(%s, %s, 1, current_date, NULL)", (product, customer))
                    cursor.execute(
                        "INSERT INTO crm.sales_order_line (order_id, position, product_id, quantity, unit_price) "
                        "VALUES (%s, %s, %s, 2, 10)",
                        (order, position, product),
                    )
                self.orders.append(order)

        return self._timed(act, keep=True)

    def insert_customers(self, rows: Sequence[tuple[str, str, str]]) -> float:
        """Return how long it takes to insert (name, phone, address) (ms); nothing stays."""

        def act() -> None:
            with self.connection.cursor() as cursor:
                execute_values(
                    cursor, "INSERT INTO crm.customer (name, phone, address) VALUES %s", rows, page_size=1000
                )

        return self._timed(act, keep=False)

    def log_in(self, statements: Sequence[Statement]) -> float:
        """Return how long a new connection takes with *statements* one after the other on it (ms); nothing stays."""
        begun = time.perf_counter()
        with closing(psycopg2.connect(self._dsn, options=_PATH)) as connection, connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
                cursor.fetchall()
        return (time.perf_counter() - begun) * 1000

    def _timed(self, act: Callable[[], None], *, keep: bool) -> float:
        begun = time.perf_counter()
        try:
            act()
            if keep:
                self.connection.commit()
            return (time.perf_counter() - begun) * 1000
        finally:
            self.connection.rollback()
