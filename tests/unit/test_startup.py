"""What the program loads before its first window is seen."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "sqlalchemy", "psycopg2", "alembic", "reportlab", "xlsxwriter", "python_calamine", "icalendar", "phonenumbers",
    "keyring", "pypinyin", "crm_desktop.shell.window", "crm_desktop.db", "server_schema",
)  # fmt: skip


def _loaded(code: str) -> set[str]:
    printed = f"import sys; {code}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", printed], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_the_login_is_seen_without_the_database_layer() -> None:
    assert _loaded("import crm_desktop.app") == set()


def test_the_desktop_leaves_files_and_prints_for_later() -> None:
    loaded = _loaded("import crm_desktop.shell.program.desktop, crm_desktop.home.desktop_page")
    assert {"sqlalchemy", "psycopg2"} <= loaded  # the question means something
    assert loaded <= {"sqlalchemy", "psycopg2", "crm_desktop.shell.window", "crm_desktop.db"}
