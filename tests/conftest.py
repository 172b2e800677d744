"""Fixtures that every test may use; the databases are real PostgreSQL, the guards watch each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy.orm import Session

from crm_desktop.admin import embedded
from server_schema import install
from tests import databases, schedule
from tests.databases import AccountSet
from tests.guards import (
    WATCH,
    _little_to_look_through,
    _no_warning_logged,
    _nothing_left_behind,
    refuse_classes_of_qt_in_jobs,
)

__all__ = ["_little_to_look_through", "_no_warning_logged", "_nothing_left_behind"]
pytest_plugins = ["tests.faults.attack.printing"]

settings.register_profile(
    "behaviour", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no bug
settings.load_profile("behaviour")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")  # never the tester's own keyring


def pytest_configure(config: pytest.Config) -> None:
    """Name our markers; the first process (not a worker) owns the folder of the servers."""
    refuse_classes_of_qt_in_jobs()
    config.addinivalue_line("markers", "logs_warnings: the test logs warnings on purpose")
    if not hasattr(config, "workerinput"):
        os.environ[databases.BASE_VARIABLE] = str(databases.new_base())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items[:] = schedule.longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Share out whole files, the longest first."""
    return schedule.by_file(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no server behind, not even that of a crashed worker."""
    if not hasattr(config, "workerinput"):
        databases.remove_base(Path(os.environ.pop(databases.BASE_VARIABLE)))


@pytest.fixture(scope="session", autouse=True)
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep settings and drafts of the tester's own desktop out of reach."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        patch.setenv(variable, str(home))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Iterator[embedded.Server]:
    """Give the embedded server of this worker."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with databases.running_server(Path(os.environ[databases.BASE_VARIABLE]) / name, with_tiny=True) as running:
        with closing(databases.Watch(running)) as pytestconfig.stash[WATCH]:
            yield running
        del pytestconfig.stash[WATCH]


@pytest.fixture(scope="session")
def template(server: embedded.Server) -> str:
    """Give the database that the others are cloned from; nobody gets into it any more."""
    return databases.close_template(server)


@pytest.fixture(scope="module")
def account_set(server: embedded.Server, template: str) -> Iterator[AccountSet]:
    """Give the tiny company in a database of this module's own."""
    with databases.clone(server, template) as clone:
        yield clone


@pytest.fixture
def fresh_account_set(server: embedded.Server, template: str) -> Iterator[AccountSet]:
    """Give the tiny company in a database of this test's own."""
    with databases.clone(server, template) as clone:
        yield clone


@pytest.fixture
def own_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """Give a server that the test may kill, and that has no account set yet but ``own_account_set``."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    durable = "faults" in request.path.parts  # a crash there is one of a server that waits for the disk
    base = databases.on_disk() if durable else Path(os.environ[databases.BASE_VARIABLE])
    folder = base / f"{worker}-{tmp_path_factory.mktemp('server').name}"
    with databases.running_server(folder, with_tiny="own_account_set" in request.fixturenames) as running:
        yield running


@pytest.fixture
def own_account_set(own_server: embedded.Server) -> AccountSet:
    """Give the tiny company on a server of its own, roles included: for tests that change rights or kill it."""
    return AccountSet(name=install.database_name(databases.TINY), server=own_server)


@pytest.fixture
def login(account_set: AccountSet) -> Iterator[Callable[[str], Session]]:
    """Give a function that opens a SQLAlchemy session as an employee of this module's account set."""
    sessions: list[Session] = []

    def open_session(name: str) -> Session:
        sessions.append(account_set.session(name))
        return sessions[-1]

    yield open_session
    for session in sessions:
        session.close()


@pytest.fixture
def psql_as(account_set: AccountSet) -> Iterator[Callable[[str], Connection]]:
    """Give a function that opens a bare connection as an employee: what anybody can do with psql."""
    connections: list[Connection] = []

    def connect(name: str) -> Connection:
        connections.append(account_set.connect(name))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real data that others made (CRM_SHARED_DATA or ../shared/data); skip without it."""
    folder = Path(os.environ.get("CRM_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the folder of real data is not here")
    return folder
