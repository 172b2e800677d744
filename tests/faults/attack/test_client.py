"""A client that was tampered with: every service, believing that everything is allowed and nothing hidden; the database decides alone."""

from __future__ import annotations

import datetime as dt
import inspect
import os
import pkgutil
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import crm_desktop
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import CrmError
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record
from crm_desktop.core.rights import ACTIONS, Rights
from crm_desktop.db import records
from crm_desktop.db.connect import Database, Profile
from crm_desktop.shell import registry
from crm_desktop.system.entities.custom_object import with_objects
from tests.db.customkit import OBJECTS
from tests.faults.attack.attacker import Attacker, Siege
from tests.faults.attack.company import STAFF

As = Callable[[str, str], Attacker]
#: who tampers, and whose records are foreign to him
TAMPERS = {"rep1": "rep3", "narrow": "rep1", "masked": "rep1", "lead1": "rep3", "nobody": "rep1"}
ENTITIES = (
    "customer",
    "contact",
    "opportunity",
    "sales_order",
    "action",
    "partner",
    "employee",
    "product",
    "custom_loan",
    "custom_tender",
)
#: in whose names services stand
PARTS = ("services", "records", "past", "exporting", "importing", "changing", "administration", "company", "trail")
MODULES = (
    "customer", "contact", "opportunity", "sales_order", "action", "product_cost", "price", "partner",
    "employee", "right", "audit", "quality", "usage", "safety", "pool", "setting", "dictionary", "product",
    "custom_loan", "custom_tender",
)  # fmt: skip
#: what is no service of a logged-in employee: maintenance by a superuser, parts of the program that wait or connect
_NOT_SERVICES = ("crm_desktop.admin", "crm_desktop.db.listen", "crm_desktop.db.connect")


def services() -> Iterator[Callable[..., Any]]:
    """Give every public function of the client that takes a session first."""
    for module in pkgutil.walk_packages(crm_desktop.__path__, "crm_desktop."):
        if module.name.startswith(_NOT_SERVICES) or module.name.endswith("__main__"):
            continue
        if not any(
            part in module.name
            for part in (
                "services",
                "records",
                "past",
                "exporting",
                "importing",
                "changing",
                "administration",
                "company",
                "trail",
            )
        ):
            continue
        found = import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if (
                function.__module__ == module.name
                and not name.startswith("_")
                and first
                and first.annotation in ("Session", Session)
            ):
                yield function


#: the entities that a desktop would know
KNOWN = with_objects(registry.descriptors(), OBJECTS, "zh_CN")


class Forger:
    """Makes the arguments of a service: foreign ids, forged values, facts in which everything is allowed."""

    def __init__(self, siege: Siege, login: str, foreign: str, folder: Path) -> None:
        self._siege, self._folder = siege, folder
        self._people = {name: record for (table, record), name in siege.owners.items() if table == "preference"}
        self._foreign = {
            name: min(
                (r for (t, r), owner in siege.owners.items() if t == name and owner in (foreign, None)), default=1
            )
            for name in ENTITIES
        }
        self._me, self._login, self._whose = 1, login, foreign
        scopes = {(module, action): "all" for module in MODULES for action in ACTIONS}
        self.facts = Facts(
            account_set="", account_colour="", company="", login=login, employee_id=1, employee_name="", department_id=None,
            rights=Rights(scopes=scopes), terms={}, entities=KNOWN,
        )  # fmt: skip

    def arguments(self, function: Callable[..., Any], name: str) -> dict[str, Any]:
        """Return arguments for *function* about records of entity *name*. Raises KeyError where a kind is unknown."""
        parameters = list(inspect.signature(function).parameters.values())[1:]
        return {
            p.name: self._one(p.name, str(p.annotation), name)
            for p in parameters
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        }

    def _one(self, name: str, kind: str, entity: str) -> Any:
        descriptor, foreign = KNOWN[entity], self._foreign[entity]
        query = ListQuery(
            entity=entity, columns=descriptor.list_columns, sort=descriptor.sort, descending=descriptor.descending
        )
        values = {
            "note": "x",
            "customer_id": self._foreign["customer"],
            "owner_id": 1,
            "created_by": "boss",
            "version": 99,
            "name": "x",
        }
        forged = Record(foreign, 1, {})
        made: dict[str, Any] = {
            "Entity": descriptor, "Record": forged, "Sequence[Record]": [forged], "ListQuery": query, "Facts": self.facts,
            "Rights": self.facts.rights, "Mapping[str, Entity]": KNOWN, "Path": self._folder / "out.xlsx",
            "bytes": b"x", "bool": True, "Decimal": Decimal(1), "Any": "x", "object": "x", "datetime": dt.datetime.now(dt.UTC),
            "date": dt.date(2026, 6, 1), "dt.date": dt.date(2026, 6, 1), "Mapping[str, Any]": values, "Sequence[Mapping[str, Any]]": [values],
            "Sequence[int]": [foreign], "tuple[int, ...]": (foreign,), "list[int]": [foreign], "Sequence[tuple[int, int]]": [(foreign, foreign + 1)],
            "Sequence[str]": list(descriptor.list_columns[:2]), "Callable[..., None]": lambda *_a, **_k: None,
        }  # fmt: skip
        plain = kind.removesuffix(" | None").strip("'\"")
        if plain == "int":
            return 50 if name in ("limit", "n", "most") else self._foreign.get(name.removesuffix("_id"), foreign)
        if plain == "str":
            return {
                "entity": entity,
                "table": entity,
                "state": "confirmed",
                "words": "公司",
                "language": "zh_CN",
                "status": "locked",
            }.get(name, "x")
        return made[plain]


def _call(session: Session, attacker: Attacker, function: Callable[..., Any], given: dict[str, Any]) -> str:
    """Call one service, judge what was told and changed, take it back; return what came of it."""
    kind = "refused"
    try:
        found = function(session, **given)
        if inspect.isgenerator(found):
            found = list(found)
        session.flush()
        kind = "allowed" if found else "empty"
        for table, operation, record in session.execute(text("SELECT * FROM probe.touched()")).all():
            if record is not None and not attacker.siege.may_write(attacker.login, table, record):
                attacker.leaks.append(f"{attacker.login}: {function.__qualname__} changed {operation} {table} {record}")
    except (CrmError, SQLAlchemyError):
        pass
    except (TypeError, ValueError, KeyError, AttributeError, StopIteration, AssertionError, OSError, IndexError):
        kind = "empty"  # its arguments were no use to it
    finally:
        session.rollback()
    attacker.judge(f"{function.__module__}.{function.__qualname__}", None)
    return kind


@pytest.mark.parametrize("login", TAMPERS)
def test_every_service(siege: Siege, as_login: As, tmp_path: Path, login: str) -> None:
    """Saving, bulk edits, imports, exports, reports, merges, handing over, prices, searching: with the client's own checks gone."""
    attacker = as_login(login, "services of a tampered client")
    forger = Forger(siege, login, TAMPERS[login], tmp_path)
    database = Database(
        Profile(host="127.0.0.1", port=siege.ear.port, dbname=siege.account_set.name, sslmode="disable"),
        login,
        siege.account_set.password(login),
    )
    assert login in STAFF
    called, outcomes = set(), []
    with closing(database), Session(database.engine, expire_on_commit=False) as session:  # type: ignore[attr-defined]
        for function in services():
            for entity in (
                ENTITIES if {"entity", "table", "query"} & set(inspect.signature(function).parameters) else ENTITIES[:1]
            ):
                try:
                    given = forger.arguments(function, entity)
                except KeyError:
                    continue
                attacker.port = _port(session)
                outcomes.append(_call(session, attacker, function, given))
                siege.tally.count(attacker.family, login, outcomes[-1])
                called.add(f"{function.__module__}.{function.__name__}")
    siege.attacker(login, attacker.family).connection.close()
    assert len(called) > 90, len(called)
    assert outcomes.count("allowed") > 20, "a client from which nothing comes proves nothing"


def _port(session: Session) -> int:
    raw = session.connection().connection.driver_connection
    with socket.socket(fileno=os.dup(raw.fileno())) as one:  # type: ignore[union-attr]
        return int(one.getsockname()[1])


def test_the_same_client_serves_whoever_may(siege: Siege, as_login: As, tmp_path: Path) -> None:
    """Nothing above is vacuous: for the manager the same calls bring and change the same records."""
    attacker = as_login("boss", "services of a tampered client")
    forger = Forger(siege, "boss", "rep3", tmp_path)
    database = Database(
        Profile(host="127.0.0.1", port=siege.ear.port, dbname=siege.account_set.name, sslmode="disable"),
        "boss",
        "crm-boss",
    )
    entity: Entity = KNOWN["customer"]
    with closing(database), Session(database.engine, expire_on_commit=False) as session:  # type: ignore[attr-defined]
        attacker.port = _port(session)
        ((foreign, version),) = siege.account_set.rows(
            "SELECT c.id, c.version FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep3' ORDER BY 1 LIMIT 1"
        )
        given = {"entity": entity, "record": Record(foreign, version, {}), "changes": {"address": "x"}}
        assert _call(session, attacker, records.save, given) == "allowed"
        assert _call(session, attacker, records.load, {"entity": entity, "record_id": foreign}) == "allowed"
        assert _call(session, attacker, records.delete_many, {"entity": entity, "ids": [foreign]}) in (
            "allowed",
            "refused",
        )
        query = forger.arguments(records.first_rows, "customer")
        assert _call(session, attacker, records.first_rows, query) == "allowed"
    siege.attacker("boss", attacker.family).connection.close()
