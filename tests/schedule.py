"""How the test files are shared out: those that take longest begin first, so that no worker ends with one alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

#: Files (or folders) that take longest, and how long beside each other; all of a folder go to one worker, for its fixtures.
LONGEST = {
    "tests/faults/attack/": 100,
    "tests/faults/test_upgrade_interrupted.py": 90,
    "tests/e2e/test_maven": 60,
    "tests/ui/test_roles_pages.py": 45,
    "tests/db/test_backup.py": 40,
    "tests/db/test_keeping.py": 35,
    "tests/db/test_attacks.py": 35,
    "tests/db/test_upgrade.py": 30,
    "tests/db/test_exchange_memory.py": 30,
    "tests/db/test_crm_admin_exchange.py": 30,
    "tests/faults/": 25,
    "tests/db/test_access_matrix.py": 20,
    "tests/db/test_assigning.py": 20,
    "tests/db/": 10,
    "tests/e2e/": 10,
    "tests/ui/": 8,
}


def _place(path: str) -> int:
    return -next((weight for start, weight in LONGEST.items() if path.startswith(start)), 1)


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests, files that take longest first, each file as it stands."""
    return sorted(items, key=lambda item: _place(item.nodeid))


def by_file(config: pytest.Config, log: Any) -> Any:
    """Return what shares out whole files in this order (xdist's ``--dist loadfile``)."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            together = ("tests/faults/attack/", "tests/e2e/test_maven")
            return next((start for start in together if nodeid.startswith(start)), super()._split_scope(nodeid))

    config.option.loadscopereorder = False  # else by how many tests a file has
    return ByFile(config, log)
