"""Hear what the database announces: one connection, watched by the event loop."""

from __future__ import annotations

import json

import psycopg2
import psycopg2.extensions

from crm_desktop.core.errors import Offline
from crm_desktop.core.record import Changed
from crm_desktop.db.connect import Database


class Listener:
    """A connection that does nothing but LISTEN; ``fileno`` becomes readable when something came.

    What is announced on *echo*, a channel of its own, proves that announcements still arrive here.
    """

    def __init__(self, database: Database) -> None:
        self.heard = False  #: something came on *echo* since this was last set to False
        self._connection = database.raw_connection()
        self._connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
        self.echo = f"crm_echo_{self._connection.info.backend_pid}"
        with self._connection.cursor() as cursor:
            cursor.execute(f"LISTEN crm; LISTEN {self.echo}")

    def fileno(self) -> int:
        """Return the socket to watch."""
        return int(self._connection.fileno())

    def poll(self) -> list[Changed]:
        """Return what was announced since the last call; raise Offline when the connection is gone."""
        try:
            self._connection.poll()
        except psycopg2.Error as exc:
            raise Offline from exc
        found = [change for note in self._connection.notifies if (change := parse(note.payload))]
        self.heard = self.heard or any(note.channel == self.echo for note in self._connection.notifies)
        self._connection.notifies.clear()
        return found

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def parse(payload: str) -> Changed | None:
    """Read one announcement; anything that is not ours is None, for any client may NOTIFY."""
    try:
        words = json.loads(payload)
        return Changed(str(words["t"]), str(words["o"]), tuple(int(i) for i in words["i"]), str(words["b"]))
    except (ValueError, KeyError, TypeError):
        return None
