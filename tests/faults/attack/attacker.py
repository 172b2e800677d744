"""An employee with his own password who tries; every answer is listened to, every change judged and taken back."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2
import psycopg2.extensions

from tests.databases import AccountSet
from tests.faults.attack.canary import OWN, Canary
from tests.faults.attack.company import as_superuser, covers, fill
from tests.faults.attack.ear import Ear
from tests.faults.attack.tally import Tally

#: what no statement of an employee may end in: our own SQL does not hold together
INTERNAL = ("XX", "F0", "58", "P0003", "P0004", "54", "53", "57")
#: what a call of a function may not end in either: what was typed became SQL, or met a column that is not there
BROKEN = (*INTERNAL, "42P01", "42703", "42601", "42883", "42804", "42702", "21000", "P0002", "0A000", "26", "34")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one attempt."""

    code: str
    error: str
    rows: list[tuple[Any, ...]]
    count: int

    @property
    def kind(self) -> str:
        """Return the column of the tally that this belongs to."""
        if self.code:
            return "refused"
        return "allowed" if self.count > 0 else "empty"


@dataclass
class Siege:
    """The account set under attack, with all that judges it."""

    account_set: AccountSet
    canary: Canary
    ear: Ear
    tally: Tally = field(default_factory=Tally)
    owners: dict[tuple[str, int], str | None] = field(default_factory=dict)
    fingerprint: list[tuple[object, ...]] = field(default_factory=list)  # of the catalogue, before anything was tried
    answered: set[str] = field(default_factory=set)  # functions that answered somebody
    told: dict[str, set[int]] = field(default_factory=dict)  # login → markers that he was told, as he may be
    _open: dict[str, Attacker] = field(default_factory=dict)

    def attacker(self, login: str, family: str) -> Attacker:
        """Return the open connection of *login*; what he tries counts for *family*."""
        if login not in self._open or not self._open[login].is_there():
            self._open[login] = Attacker(self, login)
        self._open[login].family = family
        return self._open[login]

    def leave(self) -> None:
        """Close every connection."""
        for attacker in self._open.values():
            attacker.connection.close()

    def may_write(self, login: str, table: str, record: int) -> bool:
        """Return whether a login may change or erase this record in any way, by the templates."""
        if table == "attachment" and record in self.canary.files:
            return self.may_write(login, *self.canary.files[record])
        if (table, record) not in self.owners:
            return True  # made by the same transaction
        owner, module = self.owners[table, record], self.canary.modules.get(table)
        if table in OWN or module is None:
            return owner == login
        if login == "help" and "rep3" in (owner, self.canary.other_side.get(record)) and table in self.canary.followers:
            return True  # helps, with the right to write, on all that rep3 has
        whose = self.canary.to_finish.get((table, record))
        if whose is not None and covers(login, "sales_order", "edit", whose):
            return True  # what is left to do of an order on his customer
        if table == "action" and covers(login, "action", "edit", self.canary.keepers.get(record)):
            return True  # he keeps its promise
        if table == "customer_relation" and covers(login, "customer", "edit", self.canary.other_side.get(record)):
            return True
        # a relation of persons is written from either side, and goes with either person
        other = self.canary.other_persons.get(record)
        if table == "contact_relation" and any(covers(login, "contact", act, other) for act in ("edit", "delete")):
            return True
        if table == "absence":
            return (
                owner == login or covers(login, "employee", "edit", owner) or covers(login, "customer", "edit", owner)
            )
        if table == "customer" and owner is None:  # in the pool: claimed, assigned
            return True
        return any(covers(login, module, action, owner) for action in ("edit", "delete", "assign"))


class Attacker:
    """One login's connection through the ear."""

    def __init__(self, siege: Siege, login: str) -> None:
        self.siege, self.login, self.family = siege, login, ""
        self.connection = psycopg2.connect(
            host="127.0.0.1", port=siege.ear.port, dbname=siege.account_set.name, user=login, sslmode="disable",
            password=siege.account_set.password(login), gssencmode="disable",
            options="-c statement_timeout=60s -c client_min_messages=debug1",
        )  # fmt: skip
        self.connection.autocommit = True
        self.port = _port(self.connection)
        self.siege.ear.take(self.port)
        self.leaks: list[str] = []

    def attempt(
        self, sql: str, values: Any = None, *, bad: tuple[str, ...] = INTERNAL, writes: bool = False
    ) -> Outcome:
        """Do one statement, judge what it told and changed, and take it back."""
        with self.connection.cursor() as cursor:
            outcome = self._do(cursor, sql, values)
            if writes and not outcome.code:
                self._judge_changes(cursor, sql)
            cursor.execute("ROLLBACK")
        self.judge(sql, values)
        if outcome.code.startswith(bad):
            self.leaks.append(f"{self.login}: {_short(sql, values)}: {outcome.code} {outcome.error.splitlines()[0]}")
        self.siege.tally.count(self.family, self.login, outcome.kind)
        return outcome

    def is_there(self) -> bool:
        """Return whether the connection still stands: an administrator who tries to lock somebody cuts it."""
        try:
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except psycopg2.Error:
            return False
        return True

    def must_fail(self, sql: str, values: Any = None) -> None:
        """Do one statement that must be refused, or bring and change nothing."""
        outcome = self.attempt(sql, values, writes=True)
        if outcome.kind == "allowed":
            self.leaks.append(f"{self.login}: {_short(sql, values)}: done to {outcome.count} rows, {outcome.rows[:1]}")

    def copy_out(self, what: str) -> None:
        """COPY … TO STDOUT."""
        self._copy(f"COPY {what} TO STDOUT", lambda cursor, sql: cursor.copy_expert(sql, io.StringIO()))

    def copy_in(self, what: str, line: str) -> None:
        """COPY … FROM STDIN of one line."""
        self._copy(f"COPY {what} FROM STDIN", lambda cursor, sql: cursor.copy_expert(sql, io.StringIO(line)))

    def judge(self, sql: str, values: Any = None) -> None:
        """Take what was heard: markers that the login may see are remembered, others are leaks."""
        heard = self.siege.ear.take(self.port)
        if heard:
            foreign = self.siege.canary.not_for(self.login, heard)
            self.leaks += [f"{self.login}: {_short(sql, values)} told {marker}" for marker in foreign[:3]]
            self.siege.told.setdefault(self.login, set()).update(heard & self.siege.canary.seen_by(self.login))

    def found(self) -> list[str]:
        """Return what was found since the last time."""
        leaks, self.leaks = self.leaks, []
        return leaks

    def _do(self, cursor: psycopg2.extensions.cursor, sql: str, values: Any) -> Outcome:
        try:
            cursor.execute(f"BEGIN; {sql}", values)
            rows = cursor.fetchall() if cursor.description else []
            count = len(rows) if cursor.description else cursor.rowcount
        except (
            ValueError,
            OverflowError,
        ):  # a date beyond those of the driver: it came all the same, and was listened to
            rows, count = [], cursor.rowcount
        except psycopg2.Error as error:
            if error.pgcode is None and not isinstance(error, psycopg2.OperationalError):
                return Outcome(
                    code="", error="", rows=[], count=cursor.rowcount
                )  # what the driver cannot read was sent
            return Outcome(code=error.pgcode or "XX", error=str(error), rows=[], count=0)
        return Outcome(code="", error="", rows=rows, count=count)

    def _judge_changes(self, cursor: psycopg2.extensions.cursor, sql: str) -> None:
        try:
            cursor.execute("SELECT * FROM probe.touched()")
        except psycopg2.Error:
            return  # the statement ended the transaction, or left it broken
        for table, operation, record in cursor.fetchall():
            if record is not None and not self.siege.may_write(self.login, table, record):
                owner = self.siege.owners[table, record]
                self.leaks.append(f"{self.login}: {_short(sql)} changed {operation} {table} {record} of {owner}")

    def _copy(self, sql: str, do: Any) -> None:
        kind = "refused"
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                do(cursor, sql)
                kind = "allowed" if cursor.rowcount else "empty"
                self._judge_changes(cursor, sql)
            except psycopg2.Error as error:
                if (error.pgcode or "XX").startswith(INTERNAL):
                    self.leaks.append(f"{self.login}: {sql}: {error.pgcode} {error}")
            cursor.execute("ROLLBACK")
        self.judge(sql)
        self.siege.tally.count(self.family, self.login, kind)


def _port(connection: psycopg2.extensions.connection) -> int:
    with socket.socket(fileno=os.dup(connection.fileno())) as one:
        return int(one.getsockname()[1])


def _short(sql: str, values: Any = None) -> str:
    words = " ".join(sql.split()) + (f" {values!r}" if values else "")
    return words if len(words) < 300 else f"{words[:300]}…"


@contextmanager
def besieged(account_set: AccountSet) -> Iterator[Siege]:
    """Fill the tiny company for the attack, plant the markers and give the siege."""
    fill(account_set)
    canary = Canary(account_set)
    with closing(Ear(account_set.host, account_set.port)) as ear:
        siege = Siege(account_set, canary, ear, owners=_owners(account_set, canary))
        try:
            yield siege
        finally:
            siege.leave()


def _owners(account_set: AccountSet, canary: Canary) -> dict[tuple[str, int], str | None]:
    found: dict[tuple[str, int], str | None] = {}
    with as_superuser(account_set) as cursor:
        for table, columns in canary.columns.items():
            names = {name for name, _ in columns}
            whose = next((name for name in ("owner_id", "employee_id") if name in names), None)
            if table == "action":
                whose = "employee_id"
            if "id" not in names or table.startswith("audit"):
                continue
            cursor.execute(
                f"SELECT t.id, e.login FROM crm.{table} t LEFT JOIN crm.employee e ON e.id = {f't.{whose}' if whose else 'NULL'}"
            )
            found.update({(table, record): login for record, login in cursor.fetchall()})
    return found
