"""How the test files are shared out: those that take longest begin first, so that no worker ends with one alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

#: Files (or folders) that take longest, and how long beside each other; all of a folder go to one worker, for its fixtures.
LONGEST = {
    "tests/faults/attack/": 100,
    "tests/faults/test_upgrade_interrupted.py": 40,
    "tests/e2e/test_maven": 30,
    "tests/db/test_upgrade.py": 25,
    "tests/ui/test_roles_pages.py": 20,
    "tests/test_types.py": 15,
    "tests/test_entities.py": 14,
    "tests/ui/test_gallery.py": 13,
    "tests/faults/": 10,
    "tests/ui/test_shell_records.py": 9,
    "tests/db/test_exchange_memory.py": 9,
    "tests/db/test_backup.py": 9,
    "tests/db/test_demo.py": 9,
    "tests/db/test_access_matrix.py": 8,
    "tests/unit/test_startup.py": 7,
    "tests/db/": 5,
    "tests/e2e/": 5,
    "tests/ui/": 4,
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
