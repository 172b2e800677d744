"""A record source without a database, for tests of lists: rows are made from their number."""

from __future__ import annotations

import contextlib
import threading
from array import array
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from crm_desktop.core import fields as f
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, TooLong
from crm_desktop.core.facts import Facts, Term
from crm_desktop.core.grouping import Group
from crm_desktop.core.record import Record
from crm_desktop.core.rights import Rights
from crm_desktop.core.source import Totals
from crm_desktop.qt.jobs import Jobs
from crm_desktop.qt.tools import Tools
from tests.ui.formkit import NOWHERE

ENTITY = Entity(
    mapped=SimpleNamespace(__tablename__="thing", __name__="Thing"),
    title="Thing",
    plural="Things",
    fields=(
        f.Code(name="code", label="Code", read_only=True, sortable=True),
        f.Text(name="name", label="Name", sortable=True, required=True),
        f.Choice(name="grade", label="Grade", dictionary="grade"),
        f.Money(name="amount", label="Amount", sortable=True),
        f.Ref(name="owner_id", label="Owner", to="employee"),
        f.Date(name="due", label="Due day"),
        f.LongText(name="note", label="Note"),
    ),
    sections=(),
    list_columns=("code", "name", "grade", "amount", "owner_id"),
    sort="code",
)
GRADES = (
    Term(kind="grade", code="A", name="A级", name_en="Grade A", colour="#2e7d32"),
    Term(kind="grade", code="B", name="B级", name_en="Grade B"),
)
PEOPLE = {1: "李四", 2: "王五"}


def facts(**changes: Any) -> Facts:
    """Return the surroundings of 李四, who may view and edit things."""
    may = Rights(scopes={("thing", action): "all" for action in ("view", "create", "edit", "delete", "export")})
    plain = Facts(
        account_set="Demo",
        account_colour="",
        company="",
        login="lisi",
        employee_id=1,
        employee_name="李四",
        department_id=None,
        rights=may,
        terms={"grade": GRADES},
        entities={"thing": ENTITY},
    )
    return replace(plain, **changes)


class PaperRecords:
    """Holds ids in order; ``gate`` makes every call wait, ``error`` makes it fail."""

    def __init__(self, rows: int) -> None:
        self.ids = array("i", range(1, rows + 1))
        self.changes: dict[int, dict[str, Any]] = {}
        self.versions: dict[int, int] = {}
        self.calls: list[tuple[str, Any]] = []
        self.most_sorted = 50_000  #: rows by a field that is not sortable
        self.gates: dict[str, threading.Event] = {}
        self.error: Exception | None = None

    def called(self, verb: str) -> int:
        """Return how often a function was called."""
        return sum(name == verb for name, _ in self.calls)

    def row(self, record_id: int) -> Record:
        """Return a row as it stands."""
        owner = 1 + record_id % 2
        values = {
            "code": f"T-{record_id:07d}",
            "name": f"名称 {record_id}",
            "grade": "AB"[record_id % 2],
            "amount": record_id * 100 * (-1 if record_id % 10 == 0 else 1),
            "owner_id": owner,
            "due": None,
            "note": "",
            **self.changes.get(record_id, {}),
        }
        return Record(
            record_id, self.versions.get(record_id, 1), values, {"owner_id": PEOPLE.get(values["owner_id"], "")}
        )

    def _do(self, verb: str, note: Any = None) -> None:
        self.calls.append((verb, note))
        if verb in self.gates:
            assert self.gates[verb].wait(5)
        if self.error is not None:
            raise self.error

    def _found(self, query: Any) -> array:
        ids = self.ids
        if query.search or query.conditions:
            ids = array("i", (i for i in ids if self._fits(self.row(i), query)))
        return array("i", reversed(ids)) if query.descending else array("i", ids)

    @staticmethod
    def _fits(record: Record, query: Any) -> bool:
        if query.search and query.search not in record.values["name"]:
            return False
        for c in query.conditions:
            value = record.values[c.field]
            if not {
                "eq": lambda v=value, c=c: v == c.value,
                "in": lambda v=value, c=c: v in c.value,
                "gt": lambda v=value, c=c: v > c.value,
                "ne": lambda v=value, c=c: v != c.value,
            }[c.op]():
                return False
        return True

    def first_rows(self, session: Any, entity: Any, query: Any, limit: int = 100) -> list[Record]:
        """See ``RecordSource``."""
        self._do("first_rows", query)
        self._hold_length(query)
        return [self._cut(self.row(i), query.columns) for i in self._found(query)[: limit + 1]]

    def ordered_ids(self, session: Any, entity: Any, query: Any) -> array:
        """See ``RecordSource``."""
        self._do("ordered_ids", query)
        self._hold_length(query)
        return self._found(query)

    def _hold_length(self, query: Any) -> None:
        if not ENTITY[query.sort].sortable and len(self._found(query)) > self.most_sorted:
            raise TooLong(query.sort)

    def rows_by_ids(self, session: Any, entity: Any, columns: Any, ids: Any) -> list[Record]:
        """See ``RecordSource``."""
        self._do("rows_by_ids", list(ids))
        known = set(self.ids) if len(self.ids) < 10_000 else range(1, len(self.ids) + 1)
        return [self._cut(self.row(i), columns) for i in ids if i in known]

    def totals(self, session: Any, entity: Any, query: Any, fields: Any) -> Totals:
        """See ``RecordSource``."""
        self._do("totals", query)
        found = self._found(query)
        small = len(found) < 10_000
        return Totals(len(found), {n: sum(self.row(i).values[n] for i in found) if small else 12_345 for n in fields})

    def counts(self, session: Any, queries: Any) -> list[int]:
        """See ``RecordSource``."""
        return [len(self._found(query)) for _entity, query in queries]

    def value_counts(self, session: Any, entity: Any, query: Any, name: str) -> list[tuple[Any, int]]:
        """See ``RecordSource``."""
        self._do("value_counts", (query, name))
        counts: dict[Any, int] = {}
        for i in self._found(query):
            value = self.row(i).values[name]
            counts[value] = counts.get(value, 0) + 1
        return sorted(counts.items(), key=lambda pair: -pair[1])

    def with_bounds(self, session: Any, entity: Any, query: Any, levels: Any) -> Any:
        """See ``RecordSource``; there are no ranges."""
        return tuple(levels)

    def groups(
        self, session: Any, entity: Any, query: Any, levels: Any, sums: Any = (), most: int = 200
    ) -> list[Group]:
        """See ``RecordSource``; values of the first level one by one, without sums."""
        return [Group(value=v, count=n) for v, n in self.value_counts(session, entity, query, levels[0].name)]

    def save(self, session: Any, entity: Any, record: Record, changes: Any) -> Record:
        """See ``RecordSource``."""
        self._do("save", (record, dict(changes)))
        stored = self.row(record.id)
        if stored.version != record.version:
            raise Conflict(stored)
        self.changes.setdefault(record.id, {}).update(changes)
        self.versions[record.id] = stored.version + 1
        return self.row(record.id)

    @staticmethod
    def _cut(record: Record, columns: Any) -> Record:
        labels = {k: v for k, v in record.labels.items() if k in columns}
        return replace(record, values={k: v for k, v in record.values.items() if k in columns}, labels=labels)


@contextlib.contextmanager
def no_session() -> Iterator[None]:
    """Stand in for a database session."""
    yield None


def make_tools(records: PaperRecords, language: str = "zh_CN", **changes: Any) -> Tools:
    """Return the tools of a list test; close ``tools.jobs`` at its end."""
    known = facts(**changes)
    return Tools(jobs=Jobs(no_session), records=records, facts=lambda: known, language=lambda: language, copies=NOWHERE)
