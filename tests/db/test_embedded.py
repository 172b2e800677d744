"""The embedded server: made, started twice, killed, and closed to whoever has no password."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest

from crm_desktop.admin import embedded
from crm_desktop.admin.embedded import files
from crm_desktop.admin.trouble import Trouble
from crm_desktop.db.connect import connected


def _postmaster(server: embedded.Server) -> int:
    return int((server.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def _may_enter(server: embedded.Server, user: str, password: str) -> bool:
    try:
        psycopg2.connect(host=server.host, port=server.port, dbname="postgres", user=user, password=password).close()
    except psycopg2.OperationalError:
        return False
    return True


def _run(server: embedded.Server, sql: str) -> object:
    with closing(psycopg2.connect(server.admin_dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None


def test_an_employee_enters_with_the_password_only(own_server: embedded.Server) -> None:
    _run(own_server, "CREATE ROLE zhang LOGIN PASSWORD 'right'")
    assert _may_enter(own_server, "zhang", "right")
    assert not _may_enter(own_server, "zhang", "wrong")
    assert not _may_enter(own_server, "zhang", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there the superuser enters over TCP with a long password")
def test_the_superuser_does_not_enter_over_the_network(own_server: embedded.Server) -> None:
    _run(own_server, "ALTER ROLE postgres PASSWORD 'known'")
    assert not _may_enter(own_server, "postgres", "known")
    assert _run(own_server, "SELECT current_user") == ("postgres",)


def test_a_second_start_finds_the_first(own_server: embedded.Server) -> None:
    again = embedded.start(own_server.data_dir)
    assert (again.started, again.port, again.admin_dsn) == (False, own_server.port, own_server.admin_dsn)


def test_stop_and_start_keep_port_and_data(own_server: embedded.Server) -> None:
    _run(own_server, "CREATE DATABASE kept")
    assert embedded.stop(own_server.data_dir)
    assert not embedded.is_running(own_server.data_dir)
    assert not embedded.stop(own_server.data_dir)
    again = embedded.start(own_server.data_dir, durable=False)
    assert again.started
    assert again.port == own_server.port
    assert _run(again, "SELECT count(*) FROM pg_database WHERE datname = 'kept'") == (1,)


def test_a_server_is_known_whatever_its_folder_is_called(own_server: embedded.Server) -> None:
    """Windows writes the folder into the file in its own code page: GBK for a Chinese user name."""
    pid_file = own_server.data_dir / "postgres" / "postmaster.pid"
    pid, _folder, *rest = pid_file.read_bytes().split(b"\n")
    pid_file.write_bytes(b"\n".join([pid, "C:/Users/\u5f20\u4e09/postgres".encode("gbk"), *rest]))
    assert embedded.is_running(own_server.data_dir)


@pytest.mark.parametrize(("free", "most"), [(2, "1GB"), (20, "2GB"), (900, "8GB")])
def test_the_log_takes_an_eighth_of_the_room_there_is(
    own_server: embedded.Server, monkeypatch: pytest.MonkeyPatch, free: int, most: str
) -> None:
    embedded.stop(own_server.data_dir)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=free << 30))
    assert _run(embedded.start(own_server.data_dir), "SHOW max_wal_size") == (most,)


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
def test_a_server_is_found_beside_one_whose_folder_is_closed(
    own_server: embedded.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, closed = [], tmp_path / "somebody else's"
    theirs = SimpleNamespace(info={"name": "postgres", "cmdline": ["postgres", "-D", str(closed / "postgres")]})
    processes, running = list(embedded.psutil.process_iter(["name", "cmdline"])), embedded.running

    def refused(folder: Path) -> embedded.Server | None:
        asked.append(folder)
        if folder == closed:
            raise PermissionError
        return running(folder)

    monkeypatch.setattr(embedded.psutil, "process_iter", lambda _asked: [theirs, *processes])
    monkeypatch.setattr(embedded, "running", refused)
    found = embedded.serving(own_server.port)
    assert found is not None
    assert found.data_dir == own_server.data_dir
    assert asked[0] == closed


def test_a_killed_server_starts_again(own_server: embedded.Server) -> None:
    _run(own_server, "CREATE DATABASE kept")
    os.kill(_postmaster(own_server), signal.SIGKILL)
    while embedded.is_running(own_server.data_dir):
        pass
    again = embedded.start(own_server.data_dir, durable=False)
    assert again.started
    assert _run(again, "SELECT count(*) FROM pg_database WHERE datname = 'kept'") == (1,)


def test_a_pid_file_that_names_another_program_is_no_server(own_server: embedded.Server) -> None:
    embedded.stop(own_server.data_dir)
    (own_server.data_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n")
    assert not embedded.is_running(own_server.data_dir)
    assert embedded.start(own_server.data_dir, durable=False).started


def test_a_taken_port_is_left_alone(own_server: embedded.Server) -> None:
    embedded.stop(own_server.data_dir)
    with socket.socket() as other:
        other.bind((own_server.host, own_server.port))
        other.listen()
        again = embedded.start(own_server.data_dir, durable=False)
    assert again.port != own_server.port
    assert _run(again, "SELECT 1") == (1,)
    running = embedded.running(own_server.data_dir)
    assert running is not None
    assert running.port == again.port


def test_a_folder_with_other_things_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    precious = tmp_path / "postgres" / "letter.txt"
    precious.write_text("mine")
    with pytest.raises(Trouble, match="holds something else"):
        embedded.start(tmp_path)
    assert precious.read_text() == "mine"


def test_data_of_another_postgresql_are_refused(own_server: embedded.Server) -> None:
    embedded.stop(own_server.data_dir)
    version = own_server.data_dir / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(Trouble, match="PostgreSQL 16"):
        embedded.start(own_server.data_dir)


@pytest.mark.parametrize(
    ("programs", "catalogue"),
    [("pginstall/bin", "pginstall/share/postgres.bki"), ("pginstall/bin", "pginstall/share/postgresql/postgres.bki")],
)
def test_the_version_is_told_by_the_catalogue(tmp_path: Path, programs: str, catalogue: str) -> None:
    path = tmp_path / catalogue
    path.parent.mkdir(parents=True)
    path.write_text("# PostgreSQL 18\n# the rest\n")
    assert embedded.version_of(tmp_path / programs) == 18
    assert embedded.version_of(Path("/usr/lib/postgresql/15/bin")) == 15


@pytest.mark.parametrize("name", ["x" * 90, "客户关系管理系统的数据" * 3])  # a letter of Chinese has three bytes
def test_a_long_folder_gets_a_short_socket(tmp_path: Path, name: str) -> None:
    pgdata = Path("/srv") / name / "postgres"
    assert len(os.fsencode(files.socket_of(pgdata))) < 60
    assert files.socket_of(Path("/srv/crm/postgres")) == Path("/srv/crm/postgres")


@pytest.mark.skipif(sys.platform == "win32", reason="no socket there")
def test_a_server_runs_in_a_folder_with_a_long_chinese_name() -> None:
    root = Path(tempfile.mkdtemp(prefix="客户关系管理系统的数据" * 3))
    try:
        server = embedded.start(root, durable=False)
        with closing(connected(server.admin_dsn)) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            assert cursor.fetchone() == (str(root / "postgres"),)
    finally:
        embedded.stop(root, at_once=True)
        shutil.rmtree(root)


def test_a_log_that_the_server_writes_itself_stands_where_refused_passwords_are_counted(
    own_server: embedded.Server,
) -> None:
    """As on Windows, where the log of a shell cannot be opened by anybody else."""
    log = own_server.data_dir / "postgres" / "server.log"
    with (log.parent / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in files.COLLECTED.items())
    embedded.stop(own_server.data_dir)
    server = embedded.start(own_server.data_dir, durable=False)
    assert not _may_enter(server, "nobody", "wrong")
    deadline = time.monotonic() + 10
    while 'authentication failed for user "nobody"' not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert 'authentication failed for user "nobody"' in log.read_text()
    assert _run(server, "SELECT (pg_stat_file(pg_current_logfile())).size > 0") == (True,)
