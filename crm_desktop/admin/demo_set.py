"""The practice account set: made whole, recognised when it is not, brought up to date."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

import server_schema
from crm_desktop.admin.backups import Progress
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from server_schema import install

CUSTOMERS, LEAST_CUSTOMERS = 3000, 10
_LOGIN = ("login", "password", "role", "department", "name", "title")
_FACT = "demo"  # in crm.account_set.facts: written last, so that its absence means half-made


@dataclass(frozen=True, kw_only=True)
class State:
    """What the set says of itself."""

    customers: int
    digest: str  # of the schema files it was made or upgraded with


def is_complete(target: Target) -> bool:
    """Return whether the set is there and was made to its end. Raises Trouble where it is a real company's."""
    if not target.exists():
        return False
    try:
        rows = target.rows("SELECT is_demo, facts ? %s FROM crm.account_set", _FACT)
    except psycopg2.errors.UndefinedTable:
        return False
    if rows and not rows[0][0]:
        raise Trouble(
            QT_TRANSLATE_NOOP("Admin", "“{name}” is a real account set, not one for practice."), name=target.name
        )
    return bool(rows and rows[0][1])


def state(target: Target) -> State:
    """Return what a complete set says of itself."""
    ((facts,),) = target.rows("SELECT facts -> %s FROM crm.account_set", _FACT)
    return State(customers=int(facts.get("customers", 0)), digest=str(facts.get("digest", "")))


def create(target: Target, customers: int, progress: Progress) -> None:
    """Make the set with *customers* customers; what a broken run left is cleared away first."""
    generate = importlib.import_module("server_schema.demo.generate")
    install.drop_account_set(target.admin_dsn, target.name)
    try:
        company = {"company": generate.people.COMPANY, "company_en": generate.people.COMPANY_EN}
        install.create_account_set(target.admin_dsn, target.name, is_demo=True, **company)
        generate.load(target.admin_dsn, target.name, customers=customers, progress=_in_percent(progress))
        _remember(target, customers)
    except BaseException:
        install.drop_account_set(target.admin_dsn, target.name)
        raise


def _in_percent(progress: Progress) -> Callable[[str, float], None]:
    return lambda what, share: progress(round(100 * share), 100, what)


def upgrade(target: Target) -> None:
    """Bring the set to this program's schema."""
    install.upgrade(target.admin_dsn, target.name)
    _remember(target, state(target).customers)


def drop(target: Target) -> None:
    """Remove the set, if it is there. Raises Trouble where it is a real company's."""
    is_complete(target)
    install.drop_account_set(target.admin_dsn, target.name)


def info(target: Target) -> dict[str, Any]:
    """Return how the set is reached and by whom."""
    generate = importlib.import_module("server_schema.demo.generate")
    return {"host": target.host, "port": target.port, "dbname": target.database,
            "logins": [{key: getattr(login, key) for key in _LOGIN} for login in generate.logins()]}  # fmt: skip


def schema_digest() -> str:
    """Return a digest of everything that makes the schema, so that any change of it is noticed."""
    root = Path(server_schema.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".sql") and "demo" not in p.parts[-2:]):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _remember(target: Target, customers: int) -> None:
    fact = json.dumps({_FACT: {"customers": customers, "digest": schema_digest()}})
    target.rows("UPDATE crm.account_set SET facts = facts || %s::jsonb", fact)
