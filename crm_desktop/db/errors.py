"""Translate the driver's errors into the errors that the rest of the program knows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from sqlalchemy.exc import DBAPIError

from crm_desktop.core.errors import (
    Cancelled,
    CrmError,
    Denied,
    Gone,
    Invalid,
    LoginFailed,
    Offline,
    Overtaken,
    ServerFull,
)

#: SQLSTATE classes in which the server is there but cannot serve: shutting down, starting, out of connections.
_AWAY = ("57P0", "08", "53300", "25006")
_RULE = re.compile(r"^[a-z][a-z0-9_]*$")


@contextmanager
def translated() -> Iterator[None]:
    """Raise a CrmError in place of the driver's error; what is unknown passes through."""
    try:
        yield
    except DBAPIError as exc:
        known = _known(exc.orig, lost=exc.connection_invalidated)
        if known is None:
            raise
        raise known from exc
    except psycopg2.Error as exc:
        known = _known(exc)
        if known is None:
            raise
        raise known from exc


def _known(exc: BaseException | None, *, lost: bool = False) -> CrmError | None:
    code = getattr(exc, "pgcode", None)
    if code is None:
        away = lost or isinstance(exc, (psycopg2.OperationalError, psycopg2.InterfaceError))
        return Offline() if away else None
    diag = exc.diag  # type: ignore[union-attr]
    column, table = diag.column_name or None, diag.table_name or ""
    values: dict[str, Any] = {"detail": diag.message_detail or "", "message": diag.message_primary or ""}
    if values["detail"].startswith("{"):  # our own rules say what their sentence needs
        values |= json.loads(values["detail"])
    if code == "57014":
        return Cancelled()
    if code.startswith(_AWAY):
        return Offline()
    match code:
        case "42501":
            reason = diag.message_primary or ""
            return Denied(reason if _RULE.match(reason) else "", ids=values.get("ids", ()))
        case "23502":
            return Invalid("required", column, values, table=table)
        case "23001" | "23503":  # PostgreSQL 18 tells RESTRICT from the rest
            return Invalid(diag.constraint_name or "still_referenced", column, values, table=table)
        case "23505" | "23514" | "23P01":
            return Invalid(diag.constraint_name or "broken_rule", column, values, table=table)
        case "27000":  # a mark that one record takes from another, given to both by one statement
            return Invalid("one_of_several", column, values, table=table)
        case "40P01" | "40001":  # each waited for what the other had changed; the server let one of them through
            return Overtaken(values)
        case "53100":
            return ServerFull()
        case "02000" | "P0002":
            return Gone()
    if code.startswith("22"):
        return Invalid("bad_value", column, values)
    return None


#: what a server answers that starts, stops, has just crashed or is full, in its languages
_NOT_NOW = (
    "starting up|shutting down|recovery|terminating connection|not yet accepting|too many|remaining connection"
    "|启动|关闭|恢复|终止|中断|尚未|太多|剩余|保留"
)


def login_error(exc: psycopg2.OperationalError) -> CrmError:
    """Tell a refused login from a server that is away; the driver gives only words.

    libpq prints FATAL (or its translation) for what the server answered. Only the few answers
    that mean "not now" count as away.
    """
    words = str(exc)
    if not re.search(r"FATAL|致命|严重", words):
        return Offline()
    if re.search(_NOT_NOW, words):
        return Offline()
    return LoginFailed()
