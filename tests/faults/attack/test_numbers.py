"""A number tells nothing: whatever is asked with that of a foreign record is answered as with one that nobody has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.faults.attack.arguments import Function, functions
from tests.faults.attack.attacker import Attacker, Siege
from tests.faults.attack.company import FOREIGN, POOLED

As = Callable[[str, str], Attacker]
NOBODYS = (987654321, 987654322)
#: numbers of what everybody may see, or of nothing that belongs to somebody
_OPEN = {
    "owners",
    "of_employee",
    "of_employees",
    "heir",
    "of_product",
    "of_products",
    "of_list",
    "of_promotion",
    "before",
}
_TABLES = (
    "customer", "contact", "opportunity", "sales_order", "action", "attachment", "customer_phone", "customer_address", "contact_way", "important_date",
    "sales_order_line", "pool_customer", "bulk_action", "saved_view", "import_run",
)  # fmt: skip
#: what else an argument may be: enough to come to where the record is looked for
_GIVEN: dict[str, tuple[Any, ...]] = {
    "how": ("even", "held"), "of_action": ("view", "edit"), "of_key": ("customer_id",), "formula": ("[name]",), "words": ("@刘洋 公司",), "to_kind": ("text",),
    "given": ('{"name": "x", "email": "a@b.cn"}',), "reason": ("by hand",), "because": ("asked for",), "helper": ("", "write"), "into_pool": (1,),
    "plan": ("{}",), "of_operation": ("U",), "with_token": ("token-of-2",), "of_login": (None,), "hidden": ([],),
}  # fmt: skip
_OF_TYPE: dict[str, Any] = {
    "text": "", "bigint": 1, "integer": 5, "boolean": True, "date": "2026-06-01", "timestamp with time zone": "now", "numeric": 1, "jsonb": "{}",
    "bigint[]": [1], "numeric[]": [1], "text[]": [], "interval": "1 day",
}  # fmt: skip


def _calls(function: Function, own: int) -> Iterator[tuple[list[Any], int]]:
    """Give arguments, and which of them is the number."""
    places = [
        i
        for i, (name, of_type) in enumerate(zip(function.names, function.types, strict=True))
        if of_type in ("bigint", "bigint[]") and name not in _OPEN
    ]
    tables = _TABLES if {"of_table", "of_entity"} & set(function.names) else ("",)
    for place in places:
        for table in tables:
            for choice in range(2):
                if choice and not any(len(_GIVEN.get(name, ())) > 1 for name in function.names):
                    continue
                values = []
                for name, of_type in zip(function.names, function.types, strict=True):
                    given = _GIVEN.get(name, (own if of_type == "bigint" and name not in _OPEN else _OF_TYPE[of_type],))
                    values.append(table if name in ("of_table", "of_entity") else given[min(choice, len(given) - 1)])
                yield values, place


def _asked(attacker: Attacker, function: Function, values: list[Any], place: int, number: int) -> str:
    values = list(values)
    values[place] = [number] if function.types[place].endswith("[]") else number
    outcome = attacker.attempt(function.call, values)
    said = f"{outcome.code} {outcome.error} {outcome.rows}"
    return re.sub(rf"\b{number}\b|(?<=line )\d+", "#", said)


def test_a_foreign_number_is_answered_like_nobodys(siege: Siege, as_login: As) -> None:
    """Every function, whichever of its arguments is the number: same rows, same refusal."""
    login = "lead1"  # he hands out customers too
    attacker = as_login(login, "a number of somebody else's")
    ((own,),) = siege.account_set.rows(
        "SELECT max(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = %s", login
    )
    told = set()
    for function in functions(siege, login):
        for values, place in _calls(function, own):
            nothing = [_asked(attacker, function, values, place, number) for number in NOBODYS]
            if nothing[0] != nothing[1]:
                continue  # answers with a number of its own
            for number in (FOREIGN, POOLED):
                if (answer := _asked(attacker, function, values, place, number)) != nothing[0]:
                    attacker.leaks.append(f"{login}: {function.call} {values}: {answer}, of none: {nothing[0]}")
            if _asked(attacker, function, values, place, own) != nothing[0]:
                told.add(function.name)
    assert len(told) >= 15, f"one's own number is told apart by these only: {sorted(told)}"
