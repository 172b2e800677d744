"""Every function that a login may call, with every kind of argument: a refusal, or only what the login may see."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.faults.attack.arguments import Arguments, Function, functions
from tests.faults.attack.attacker import BROKEN, Attacker, Siege
from tests.faults.attack.company import KINDS, WIDE

As = Callable[[str, str], Attacker]
#: what a client may set for its own session and so might turn a function of the database against its rules
HOSTILE = (
    "standard_conforming_strings = off", "transform_null_equals = on", "quote_all_identifiers = on", "DateStyle = 'SQL, DMY'", "IntervalStyle = 'sql_standard'",
    "bytea_output = escape", "array_nulls = off", "TimeZone = 'Pacific/Kiritimati'", "search_path = pg_temp, public", "xmloption = document",
    "extra_float_digits = -15", "escape_string_warning = off", "backslash_quote = on", "enable_seqscan = off", "lc_monetary = 'C'",
    "default_transaction_isolation = serializable", "plan_cache_mode = force_generic_plan", "from_collapse_limit = 1",
    "crm.road = 'import'", "client_encoding = 'UTF8'", "lock_timeout = '10s'", "gin_fuzzy_search_limit = 1",
)  # fmt: skip
#: functions that answer nothing here, whoever asks: each with the reason
SILENT = {
    "deny": "refuses",
    "deny_some": "refuses",
    "refuse": "refuses",
    "refuse_row": "refuses",
    "close_pools": "leaves no pool that rules need: tests/db/test_pool.py",
    "import_into_pool": "is for an import of the same transaction: tests/db/test_import_into_pool.py",
    "undo_merge": "takes back a merge that was really made: tests/db/test_merging.py",
}


def _many(function: Function) -> int:
    return int(os.environ.get(WIDE, "1")) * (30 if "of_table" in function.names and len(function.names) > 1 else 12)


def _call(attacker: Attacker, function: Function, arguments: Arguments, answered: set[str]) -> None:
    for values in arguments.draw(function, _many(function)):
        outcome = attacker.attempt(function.call, values, bad=BROKEN, writes=function.volatile)
        if not outcome.code:
            answered.add(function.name)


@pytest.mark.parametrize("login", list(dict.fromkeys((*KINDS, "blind"))))
def test_every_function(siege: Siege, as_login: As, login: str) -> None:
    """A call tells nothing of foreign rows and changes none; it is refused by a rule, never by an error of our own SQL."""
    attacker, arguments = as_login(login, "calling a function"), Arguments(siege)
    answered = siege.answered
    for function in functions(siege, login):
        _call(attacker, function, arguments, answered)


@pytest.mark.parametrize("login", ["narrow", "masked"])
def test_under_hostile_settings(siege: Siege, as_login: As, login: str) -> None:
    """What a session sets for itself turns no function against its rules."""
    attacker, arguments = as_login(login, "calling a function under hostile settings"), Arguments(siege, 11)
    with attacker.connection.cursor() as cursor:
        for setting in HOSTILE:
            cursor.execute(f"SET {setting}")
    for function in functions(siege, login):
        for values in arguments.draw(function, 6):
            attacker.attempt(function.call, values, writes=function.volatile)
    attacker.connection.close()


def test_no_function_is_attacked_in_vain(siege: Siege, as_login: As) -> None:
    """Every function answered somebody: what is refused by all that is tried proves little."""
    attacker = as_login("admin", "calling a function")
    arguments, answered = Arguments(siege, 3), siege.answered
    for login in ("admin", "lead1"):
        attacker = siege.attacker(login, "calling a function")
        for function in functions(siege, login):
            for _ in range(10):  # chance has many tables to choose from
                if function.name not in answered | SILENT.keys():
                    _call(attacker, function, arguments, answered)
    silent = {function.name for function in functions(siege, "admin")} - answered - SILENT.keys()
    assert not silent


def test_what_nobody_may_call(siege: Siege, as_login: As) -> None:
    """A function that is not granted is refused before it looks at its arguments."""
    attacker = as_login("admin", "calling what is not granted")
    arguments, granted = Arguments(siege), {function.name for function in functions(siege, "admin")}
    for function in functions(siege, "postgres"):
        if function.name not in granted:
            outcome = attacker.attempt(function.call, arguments.draw(function, 1)[-1])
            if outcome.rows == [(None,)]:
                continue  # reckoned without being called: strict, of a null
            assert outcome.code == "42501", (function.name, outcome)
