"""The server is killed under writers and started again: every acknowledged write is there."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from contextlib import closing

import psutil
import psycopg2

from crm_desktop.admin import embedded
from crm_desktop.base_info.entities import CUSTOMER
from crm_desktop.core.errors import Offline
from crm_desktop.db import records
from crm_desktop.db.connect import Database, Profile
from tests.databases import AccountSet
from tests.faults.figures import note, size

WRITERS = 6
LOG = size("log", 48)  #: MB of the log that are read again; at twice as many the server itself begins a checkpoint
CLIENTS, KILLS, LOGINS = 20, 3, ("rep1", "rep2", "rep3", "boss")


def _durable(server: embedded.Server) -> embedded.Server:
    """Start a server anew so that it waits for the disk."""
    embedded.stop(server.data_dir)
    return embedded.start(server.data_dir, durable=True)


def test_every_acknowledged_write_survives(own_account_set: AccountSet) -> None:
    server = _durable(own_account_set.server)
    company = AccountSet(name=own_account_set.name, server=server)
    acknowledged: set[str] = set()
    killed = threading.Event()

    def write(number: int) -> None:
        try:
            with closing(company.connect("rep1")) as connection, connection.cursor() as cursor:
                for turn in range(100_000):
                    name = f"w{number}-{turn}"
                    cursor.execute("INSERT INTO crm.customer (name) VALUES (%s)", (name,))
                    connection.commit()
                    acknowledged.add(name)
        except psycopg2.Error:
            assert killed.wait(30), "a writer failed before the server was killed"

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(acknowledged) < 50 and time.monotonic() < deadline:
        time.sleep(0.05)
    killed.set()
    _kill(server)
    for thread in threads:
        thread.join()
    embedded.start(server.data_dir, durable=True)
    kept = [row[0] for row in company.rows("SELECT name FROM crm.customer WHERE name LIKE 'w%%-%%'")]
    assert len(acknowledged) >= 50
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept)) <= len(acknowledged) + WRITERS, "none twice, none but those under way"
    assert company.rows("SELECT * FROM crm.check_account_set()") == []
    assert company.rows("SELECT * FROM crm.verify_audit()") == []


def test_twenty_clients_go_on_through_three_crashes_and_write_nothing_twice(own_account_set: AccountSet) -> None:
    server = _durable(own_account_set.server)
    company = AccountSet(name=own_account_set.name, server=server)
    chance, enough = random.Random(20), threading.Event()
    acknowledged: list[list[str]] = [[] for _ in range(CLIENTS)]
    lost: list[int] = [0] * CLIENTS
    surprises: list[Exception] = []

    def work(number: int) -> None:
        login = LOGINS[number % len(LOGINS)]  # a login has twenty connections at most
        profile = Profile(host=company.host, port=company.port, dbname=company.name)
        database = Database(profile, login, company.password(login))
        turn = 0
        while not enough.is_set():
            name = f"c{number}-{turn}"
            try:
                with database.open_session() as session:
                    records.create_once(
                        session, CUSTOMER, f"token-{name}", name,
                        lambda s=session, n=name: records.create(s, CUSTOMER, {"name": n}),
                    )  # fmt: skip
            except Offline:  # did it arrive? the next attempt finds out
                lost[number] += 1
                time.sleep(0.1)
                continue
            except Exception as error:
                surprises.append(error)
                raise
            acknowledged[number].append(name)
            turn += 1
        database.close()

    clients = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for kill in range(1, KILLS + 1):
        deadline = time.monotonic() + 60
        while min(len(done) for done in acknowledged) < 2 * kill and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(chance.uniform(0.05, 0.5))
        killed_at = time.monotonic()
        _kill(server)
        embedded.start(server.data_dir, durable=True)
    before = [len(done) for done in acknowledged]
    deadline = time.monotonic() + 60
    while any(len(done) <= b for done, b in zip(acknowledged, before, strict=True)) and time.monotonic() < deadline:
        time.sleep(0.05)
    back = time.monotonic() - killed_at
    enough.set()
    for client in clients:
        client.join()
    assert surprises == []
    assert all(len(done) > b for done, b in zip(acknowledged, before, strict=True)), "all go on by themselves"
    assert sum(lost) >= KILLS
    _keep_figures(sum(map(len, acknowledged)), sum(lost), back)
    kept = [row[0] for row in company.rows("SELECT name FROM crm.customer WHERE name ~ '^c[0-9]+-[0-9]+$'")]
    assert sorted(kept) == sorted(name for done in acknowledged for name in done), "each once, none missing"
    assert company.rows("SELECT * FROM crm.check_account_set()") == []
    assert company.rows("SELECT * FROM crm.verify_audit()") == []


def test_a_long_log_is_read_again_by_one_start(own_account_set: AccountSet) -> None:
    """What was written since the last checkpoint stands in the log alone: one start reads it again and waits for its end."""
    server = _durable(own_account_set.server)
    company = AccountSet(name=own_account_set.name, server=server)
    digest = "SELECT md5(string_agg(words, '' ORDER BY id)) FROM public.filler"
    with closing(company.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("CREATE TABLE public.filler (id int PRIMARY KEY, words text NOT NULL)")
        rows = LOG * 1000
        cursor.execute(
            "INSERT INTO public.filler SELECT g, repeat(md5(g::text), 8) FROM generate_series(1, %s) g", (rows,)
        )
        cursor.execute("CHECKPOINT")
        written = 0
        while written < LOG << 20:  # here and there: pages go into the log whole, and are read one by one
            cursor.execute(
                "UPDATE public.filler SET words = repeat(md5(random()::text), 8) WHERE id IN (SELECT (random() * %s)::int FROM generate_series(1, 5000))",
                (rows,),
            )
            cursor.execute(
                "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::bigint FROM pg_control_checkpoint()"
            )
            ((written,),) = cursor.fetchall()
        cursor.execute(digest)
        before = cursor.fetchall()
    _kill(server)
    killed_at = time.monotonic()
    embedded.start(server.data_dir, durable=True)
    with closing(company.connect_admin()) as admin, admin.cursor() as cursor:
        back = time.monotonic() - killed_at
        cursor.execute(digest)
        assert cursor.fetchall() == before
    note("server killed", f"{LOG:,} MB of the log to be read again", back_seconds=round(back, 1))
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


def _keep_figures(written: int, lost: int, back: float) -> None:
    note(
        "server killed", f"{CLIENTS} clients that write", kills=KILLS, writes_acknowledged=written,
        answers_lost=lost, all_write_again_seconds_after_the_kill=round(back, 1),
    )  # fmt: skip


def _kill(server: embedded.Server) -> None:
    with open(server.data_dir / "postgres" / "postmaster.pid", encoding="utf-8") as file:
        pid = int(file.readline())
    process = psutil.Process(pid)
    process.kill()
    with contextlib.suppress(psutil.NoSuchProcess):
        process.wait(10)
