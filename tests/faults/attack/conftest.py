"""Fixtures of the attack: one company for the worker, what was tried handed on to be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests import databases
from tests.faults.attack.attacker import Attacker, Siege, besieged
from tests.faults.attack.tally import PROPERTY


@pytest.fixture(scope="session")
def siege() -> Iterator[Siege]:
    """Give the company under attack, on a server of its own: its logins and rights are the server's."""
    with databases.alone("siege") as account_set, besieged(account_set) as siege:
        yield siege


def _few(found: list[str]) -> list[str]:
    """Return at most two findings of a kind, told by what stands before the first bracket."""
    kinds: Counter[str] = Counter()
    chosen = []
    for leak in found:
        kind = leak.split("(")[0] + leak.split(" told ")[-1][:12]
        kinds[kind] += 1
        if kinds[kind] <= 2:
            chosen.append(leak)
    return chosen[:60]


@pytest.fixture
def as_login(siege: Siege, record_property: Callable[[str, object], None]) -> Iterator[Callable[[str, str], Attacker]]:
    """Give a function that lets a login try; the test fails by what the attempts found."""
    used: list[Attacker] = []

    def attack(login: str, family: str) -> Attacker:
        used.append(siege.attacker(login, family))
        return used[-1]

    yield attack
    record_property(PROPERTY, siege.tally.take())
    found = [leak for attacker in dict.fromkeys(used) for leak in attacker.found()]
    if found:
        pytest.fail(f"{len(found)} found:\n" + "\n".join(_few(found)), pytrace=False)
