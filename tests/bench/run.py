"""One role at one size: a desktop, a bare connection, and what they work on."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from tests.bench.bare import Bare
from tests.bench.desk import Desk, Waiter
from tests.bench.measure import Result, Samples
from tests.bench.prepare import Prepared
from tests.bench.words import choose

#: every operation that is measured as each role, in the order of the run; a module adds its own with ``@operation``
OPERATIONS: dict[str, Callable[[Run], Result]] = {}
#: the modules in which they stand
MODULES = ("reading", "writing", "rounding", "importing", "quality", "handing")


def operation(measure: Callable[[Run], Result]) -> Callable[[Run], Result]:
    """Have *measure* measured by its name."""
    OPERATIONS[measure.__name__] = measure
    return measure


def operations() -> dict[str, Callable[[Run], Result]]:
    """Return all operations."""
    for name in MODULES:
        import_module(f"tests.bench.{name}")
    return OPERATIONS


class Run:
    """Everything that the operations of one role share."""

    def __init__(self, prepared: Prepared, role: str, repeat: int, waiter: Waiter) -> None:
        self.prepared, self.role, self.repeat, self.waiter = prepared, role, repeat, waiter
        self.words = choose(prepared, role, repeat + 10)
        self.bare = Bare(prepared, role)
        self.desk = Desk(prepared, role, waiter)
        self.desk.close_pages()

    def customer_list(self) -> Any:
        """Open the list of customers and wait for the order of all its rows."""
        self.desk.window.pages.opened.emit("list:customer")
        page = self.desk.page
        self.waiter.until(lambda: page.list.model.complete, "order of all rows")
        self.desk.quiet()
        return page

    def result(self, name: str, samples: Samples, *, interactive: bool = True, most_mb: float | None = None) -> Result:
        """Sum up one operation."""
        return samples.result(name, self.role, self.prepared.customers, interactive=interactive, most_mb=most_mb)

    def close(self) -> None:
        """Log out."""
        self.desk.close()
        self.bare.close()
