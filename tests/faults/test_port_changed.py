"""The embedded server comes back on another port: an open desktop finds it there, and what was typed is saved there."""

from __future__ import annotations

import socket
from pathlib import Path

from crm_desktop.admin import embedded
from tests.databases import AccountSet
from tests.faults.led import LONGEST, desktop


def test_an_open_desktop_goes_on(own_account_set: AccountSet, tmp_path: Path) -> None:
    server = own_account_set.server
    ((mine,),) = own_account_set.rows(
        "SELECT min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1'"
    )
    where = (own_account_set.host, own_account_set.port, own_account_set.name)
    with desktop(where, tmp_path / "desk", "rep1") as client:
        client.until(lambda state: state["follows"])
        client.open("customer", mine)
        client.ask("type", "short_name", "typed before the port changed")
        embedded.stop(server.data_dir)
        client.until(lambda state: not state["online"])
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind((server.host, server.port))
            other.listen()
            again = AccountSet(name=own_account_set.name, server=embedded.start(server.data_dir, durable=False))
            assert again.port != server.port
            client.until(lambda state: state["online"] and state["listening"])
            client.ask("keys", "Ctrl+S")
            client.until(lambda state: not state["dirty"] and not state["saving"])
        assert client.longest < LONGEST
    ((name,),) = again.rows("SELECT short_name FROM crm.customer WHERE id = %s", mine)
    assert name.endswith("typed before the port changed")
