"""Use cases of standard formats: what would be written in another way, and doing it as one action with Undo."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.customers.address_rules import Divisions
from crm_desktop.base_info.customers.services import read_divisions
from crm_desktop.base_info.quality.rules.formats import FIELDS, TOGETHER, changes_of, formats_of, standard, taken_apart
from crm_desktop.core.codec.stored import flat
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.core.fields import Text
from crm_desktop.db.errors import translated

BATCH = 2_000
#: Changes shown and made at a time: the rest comes when these are done.
AT_MOST = 20_000
_PLACE = ("province", "city", "district")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One field of one record, or of a part of one: how it is written, and how it would be."""

    table: str
    record_id: int
    opens: int  #: the record itself where this is a part of one
    name: str
    field: str
    kind: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposals:
    """What a look at all records found; *counts* per kind are of all, *rows* at most ``AT_MOST``."""

    rows: tuple[Proposal, ...]
    counts: dict[str, int]
    records: int


def propose_formats(session: Session, report: Callable[..., None], *, entity: str) -> Proposals:
    """Return what of the records that one may edit, their parts among them, would be written in another way; nothing is written."""
    divisions = read_divisions(session)
    rows: list[Proposal] = []
    counts: Counter[str] = Counter()
    seen = 0
    for table in TOGETHER[entity]:
        names, readable = _readable(session, table), _readable(session, entity, ("name", *_PLACE))
        if not any(name in FIELDS[table] for name in names):
            continue
        with translated():
            found = session.execute(
                text(_asked(entity, table, names, readable)).execution_options(stream_results=True, yield_per=BATCH),
                {"module": entity},
            )
            for batch in found.partitions(BATCH):
                for row in batch:
                    values = dict(row._mapping)
                    for change in changes_of(FIELDS[table], values, divisions):
                        if any(standard(change.kind, other) == change.new for other in values["others"]):
                            continue  # the same twice: of that two are made one, in another place
                        counts[change.kind] += 1
                        if len(rows) < AT_MOST:
                            rows.append(
                                Proposal(
                                    table=table,
                                    record_id=values["id"],
                                    opens=values["opens"],
                                    name=values["of_name"] or "",
                                    field=change.field,
                                    kind=change.kind,
                                    old=change.old,
                                    new=change.new,
                                )
                            )
                seen += len(batch)
                report(seen, 0)
    return Proposals(rows=tuple(rows), counts=dict(counts), records=seen)


def _asked(entity: str, table: str, names: Sequence[str], of_record: Sequence[str]) -> str:
    """Return what asks for the rows of a table that one may edit, with the record that they belong to."""
    part = table != entity
    label = "r.name" if "name" in of_record else "''"
    columns = [f"t.{name}" for name in names]
    # a number without its area code is of the customer's town
    columns += [f"r.{name}" for name in of_record if part and name in _PLACE and name not in names]
    join = f"JOIN crm.{entity} r ON r.id = t.{entity}_id" if part else f"JOIN crm.{entity} r ON r.id = t.id"
    others = "'{}'::text[]"
    if table == "contact_way":  # two of one contact are not alike
        held = " || ".join(f"o.{name}" for name in names if name in FIELDS[table])
        others = f"ARRAY(SELECT {held} FROM crm.contact_way o WHERE o.contact_id = t.contact_id AND o.id <> t.id)"
    owners = (
        "" if entity == "partner" else "OR t.owner_id = ANY ((SELECT crm.visible_owners(:module, 'edit'))::bigint[])"
    )
    return (
        f"SELECT t.id, r.id AS opens, {label} AS of_name, {others} AS others, {', '.join(columns)} "
        f"FROM crm.{table} t {join} WHERE crm.my_scope(:module, 'edit') = 'all' {owners} ORDER BY t.id"
    )


def standardise(session: Session) -> Callable[[Entity, Mapping[str, Any]], Mapping[str, str]]:
    """Return what says how the values of a record that comes in are written, those only that change."""
    divisions: list[Divisions] = []

    def standards(entity: Entity, values: Mapping[str, Any]) -> Mapping[str, str]:
        formats = formats_of(entity)
        if not formats:
            return {}
        if not divisions:
            divisions.append(read_divisions(session))
        parts = taken_apart(values, divisions[0])
        written = {c.field: c.new for c in changes_of(formats, {**flat(values), **parts}, divisions[0])}
        return {name: words for name, words in {**parts, **written}.items() if _fits(entity, name, words)}

    return standards


def _fits(entity: Entity, name: str, words: str) -> bool:
    kind = entity[name]
    return isinstance(kind, Text) and len(words) <= kind.max_length


def apply_formats(session: Session, *, entity: str, proposals: Sequence[Proposal]) -> tuple[int, int, int]:
    """Write the *proposals* where the old value still stands; return (number of the undoable action, fields written, refused).

    What a rule of the company refuses stays as it is; all else is written.
    """
    written = refused = 0
    with translated():
        bulk = int(session.execute(text("SELECT crm.begin_bulk('formats', :entity)"), {"entity": entity}).scalar_one())
        for table in TOGETHER[entity]:
            for name in FIELDS[table]:
                rows = [
                    {"i": p.record_id, "o": p.old, "v": p.new} for p in proposals if (p.table, p.field) == (table, name)
                ]
                for start in range(0, len(rows), BATCH):
                    done, kept = _write(session, table, name, rows[start : start + BATCH])
                    written, refused = written + done, refused + kept
    if proposals and not written and not refused:
        raise Denied("some_may_not_be_edited")
    return bulk, written, refused


def _write(session: Session, table: str, name: str, rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Write one field of many records; where a rule refuses halve them until each that it is about stands alone."""
    attempt = session.begin_nested()
    try:
        with translated():
            done = session.execute(
                text(
                    f"UPDATE crm.{table} t SET {name} = x.v FROM jsonb_to_recordset(CAST(:rows AS jsonb)) "
                    f"AS x(i bigint, o text, v text) WHERE t.id = x.i AND t.{name} = x.o"
                ),
                {"rows": json.dumps(rows)},
            )
        attempt.commit()
        return int(done.rowcount), 0  # type: ignore[attr-defined]
    except Invalid:
        attempt.rollback()
        if len(rows) == 1:
            return 0, 1
    middle = len(rows) // 2
    first, rest = (_write(session, table, name, part) for part in (rows[:middle], rows[middle:]))
    return first[0] + rest[0], first[1] + rest[1]


def _readable(session: Session, table: str, columns: Sequence[str] = ()) -> list[str]:
    """Return which of the columns one may read; without any named: what has a standard form, and the place."""
    with translated():
        may = session.execute(
            text(
                "SELECT c, has_column_privilege(:table, c, 'SELECT') FROM unnest(CAST(:columns AS text[])) c WHERE EXISTS "
                "(SELECT FROM pg_attribute a WHERE a.attrelid = CAST(:table AS regclass) AND a.attname = c)"
            ),
            {"table": f"crm.{table}", "columns": list(columns or dict.fromkeys((*FIELDS[table], *_PLACE)))},
        )
        return [name for name, allowed in may if allowed]
