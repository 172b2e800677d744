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
from crm_desktop.base_info.quality.rules.formats import FIELDS, changes_of, formats_of, taken_apart
from crm_desktop.core.codec.stored import flat
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied
from crm_desktop.core.fields import Text
from crm_desktop.db.errors import translated

BATCH = 2_000
#: Changes shown and made at a time: the rest comes when these are done.
AT_MOST = 20_000
_PLACE = ("province", "city", "district")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One field of one record: how it is written, and how it would be."""

    record_id: int
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
    """Return what of the records that one may edit would be written in another way; nothing is written."""
    divisions = read_divisions(session)
    names = _readable(session, entity)
    wanted = ", ".join(f"t.{name}" for name in names)
    rows: list[Proposal] = []
    counts: Counter[str] = Counter()
    seen = 0
    with translated():
        found = session.execute(
            text(
                f"SELECT t.id, {wanted} FROM crm.{entity} t WHERE crm.my_scope(:module, 'edit') = 'all' "
                "OR t.owner_id = ANY ((SELECT crm.visible_owners(:module, 'edit'))::bigint[]) ORDER BY t.id"
            ).execution_options(stream_results=True, yield_per=BATCH),
            {"module": entity},
        )
        for batch in found.partitions(BATCH):
            for row in batch:
                values = {name: row[place + 1] for place, name in enumerate(names)}
                for change in changes_of(FIELDS[entity], values, divisions):
                    counts[change.kind] += 1
                    if len(rows) < AT_MOST:
                        rows.append(
                            Proposal(
                                record_id=row[0],
                                name=values.get("name") or "",
                                field=change.field,
                                kind=change.kind,
                                old=change.old,
                                new=change.new,
                            )
                        )
            seen += len(batch)
            report(seen, 0)
    return Proposals(rows=tuple(rows), counts=dict(counts), records=seen)


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


def apply_formats(session: Session, *, entity: str, proposals: Sequence[Proposal]) -> tuple[int, int]:
    """Write the *proposals* where the old value still stands; return (number of the undoable action, fields written)."""
    written = 0
    with translated():
        bulk = int(session.execute(text("SELECT crm.begin_bulk('formats', :entity)"), {"entity": entity}).scalar_one())
        for name in FIELDS[entity]:
            rows = [{"i": p.record_id, "o": p.old, "v": p.new} for p in proposals if p.field == name]
            for start in range(0, len(rows), BATCH):
                done = session.execute(
                    text(
                        f"UPDATE crm.{entity} t SET {name} = x.v FROM jsonb_to_recordset(CAST(:rows AS jsonb)) "
                        f"AS x(i bigint, o text, v text) WHERE t.id = x.i AND t.{name} = x.o"
                    ),
                    {"rows": json.dumps(rows[start : start + BATCH])},
                )
                written += done.rowcount  # type: ignore[attr-defined]
    if proposals and not written:
        raise Denied("some_may_not_be_edited")
    return bulk, written


def _readable(session: Session, entity: str) -> list[str]:
    wanted = [*FIELDS[entity], *(_PLACE if entity == "customer" else ())]
    with translated():
        may = session.execute(
            text("SELECT c, has_column_privilege(:table, c, 'SELECT') FROM unnest(CAST(:columns AS text[])) c"),
            {"table": f"crm.{entity}", "columns": wanted},
        )
        readable = {name for name, allowed in may if allowed}
    return [name for name in wanted if name in readable]
