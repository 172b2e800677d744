"""Lists as they were at a moment: the same conditions over the rows of then, deleted ones among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Session
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.types import NullType

from crm_desktop.core.entity import Entity
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record
from crm_desktop.db.columns import labelled, selected, table_of, where_of
from crm_desktop.db.errors import translated


def rows_as_of(session: Session, entity: Entity, query: ListQuery, moment: datetime, limit: int) -> list[Record]:
    """Return the rows of the list as they were at *moment*, *limit* at most; raise Denied.

    Its conditions are those of the list today; free words are not searched for, for then had no index.
    """
    table = table_of(entity)
    first = None if query.conditions else limit  # without conditions a long table need not be read to its end
    states = func.crm.list_as_of(entity.name, cast(moment, TIMESTAMP(timezone=True)), first).table_valued(
        "id", "state", name="states"
    )
    whole = f"jsonb_populate_record(NULL::crm.{entity.name}, states.state)"
    then = select(literal_column(whole, NullType()).label("r")).select_from(states).subquery("then_rows")
    rows = (
        select(
            *(literal_column(f"(then_rows.r).{c.name}", c.type).label(c.name) for c in table.c if c.name != "tokens")
        )
        .select_from(then)
        .subquery("past")
    )
    adapter = ClauseAdapter(rows, adapt_on_names=True, include_fn=lambda c: getattr(c, "table", None) is table)
    # an index knows the rows of today only
    entity = replace(entity, search=False, fields=tuple(replace(f, indexed=False) for f in entity.fields))
    names, worded = list(query.columns), labelled(entity, query.columns)
    adapted: list[Any] = [adapter.traverse(c) for c in selected(entity, names)]
    statement = select(rows.c.id, func.coalesce(rows.c.version, 0), *adapted)
    if query.conditions:
        statement = statement.where(and_(*(adapter.traverse(where_of(entity, c)) for c in query.conditions)))
    with translated():
        found = session.execute(statement.order_by(rows.c.id).limit(limit)).all()
    n = len(names)
    return [
        Record(
            r[0], r[1], dict(zip(names, r[2 : 2 + n], strict=True)),
            {name: words for name, words in zip(worded, r[2 + n :], strict=True) if words is not None},
        )
        for r in found
    ]  # fmt: skip
