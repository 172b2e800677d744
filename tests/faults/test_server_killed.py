"""The server is killed under writers and started again: every acknowledged write is there."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import closing

import psycopg2

from crm_desktop.admin import embedded
from tests import databases
from tests.databases import AccountSet

WRITERS = 6


def test_every_acknowledged_write_survives(own_server: embedded.Server) -> None:
    embedded.stop(own_server.data_dir)
    server = embedded.start(own_server.data_dir, durable=True)
    company = AccountSet(name=databases.create_tiny(server, "tiny"), server=server)
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
    with open(server.data_dir / "postgres" / "postmaster.pid", encoding="utf-8") as file:
        pid = int(file.readline())
    os.kill(pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    embedded.start(own_server.data_dir, durable=True)
    kept = [row[0] for row in company.rows("SELECT name FROM crm.customer WHERE name LIKE 'w%%-%%'")]
    assert len(acknowledged) >= 50
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept)) <= len(acknowledged) + WRITERS, "none twice, none but those under way"
    assert company.rows("SELECT * FROM crm.check_account_set()") == []
    assert company.rows("SELECT * FROM crm.verify_audit()") == []
