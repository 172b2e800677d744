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


def test_no_source_is_read_for_what_is_loaded_after_qt() -> None:
    code = (
        "import sys, linecache, crm_desktop.app; loaded = set(linecache.cache); import sqlalchemy.orm; "
        "print(*[f for f in set(linecache.cache) - loaded if not f.startswith('<')]); "
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["True"]


def test_the_ranking_is_seen_without_the_pdf_library() -> None:
    assert "reportlab" not in _loaded("import crm_desktop.analysis.ranking_page")
    assert "reportlab" in _loaded("import crm_desktop.analysis.prints")


def test_the_desktop_leaves_files_and_prints_for_later() -> None:
    loaded = _loaded("import crm_desktop.shell.program.desktop, crm_desktop.home.desktop_page")
    assert {"sqlalchemy", "psycopg2"} <= loaded  # the question means something
    assert loaded <= {"sqlalchemy", "psycopg2", "crm_desktop.shell.window", "crm_desktop.db"}


def test_a_login_loads_nothing_that_was_not_loaded_while_the_password_was_typed() -> None:
    code = (
        "import sys, crm_desktop.app; from crm_desktop.shell.login import late; "
        "late.load_services(); list(late.steps(late.desktop_modules())); before = set(sys.modules); from crm_desktop.shell import registry; from crm_desktop.db import connect; "
        "connect.Database(connect.Profile(host='localhost'), 'nobody', ''); found = registry.descriptors(); "
        "actions = registry.entity_entry('important_date').actions; "
        "[registry.load(source) for source in (*actions, registry.page_entry('desktop').source)]; "
        "print(len(found) > 20, sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True []\n"


def test_a_list_loads_nothing_that_was_not_loaded_while_the_first_page_was_read() -> None:
    code = (
        "import sys, crm_desktop.app; from types import SimpleNamespace as Some; "
        "from crm_desktop.shell.login import late; late.load_services(); list(late.steps(late.desktop_modules())); "
        "first = set(sys.modules); "
        "facts = Some(entities={'customer': None}, rights=Some(may=lambda *_: True)); list(late.steps(late.page_modules(facts))); "
        "before = set(sys.modules); from crm_desktop.shell import registry; entry = registry.entity_entry('customer'); "
        "wanted = ['crm_desktop.shell.lists.list_page:ListPage', 'crm_desktop.analysis.ranking_page:RankingPage']; "
        "[registry.load(source) for source in (*wanted, *entry.actions, *entry.beside)]; "
        "print(len(before - first) > 30, sorted(set(sys.modules) - before), "
        "[m for m in ('python_calamine', 'rapidfuzz', 'xlsxwriter', 'keyring') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True [] []\n"


def test_a_login_while_the_desktop_is_still_being_loaded_finds_everything() -> None:
    """Both threads want the dialect: one its package, which loads the module, the other the module in the package."""
    code = """
import sys, threading, time
import crm_desktop.app
from crm_desktop.shell.login import late

reached = threading.Event()

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "sqlalchemy.dialects.postgresql":
            reached.set()
            time.sleep(0.5)

sys.meta_path.insert(0, Slow())
found = []

def log_in():
    from crm_desktop.shell.login import profiles
    services = late.services()
    server = profiles.Server(name="office", host="127.0.0.1", port=1)
    try:
        services.open_account_set(server, "crm_demo", "rep1", "secret")
    except Exception as error:
        found.append(type(error).__name__)

thread = threading.Thread(target=log_in)
thread.start()
assert reached.wait(30)
late.load_services()
thread.join()
print(*found)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.split() == ["Offline"], done.stderr[-2000:]
