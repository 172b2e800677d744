"""Use cases of duplicates: what is alike, whether two are the same, making one of several."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.quality.rules.likeness import PROBABLE, FieldRule, compare, prepared, with_further
from crm_desktop.db.errors import translated

BATCH = 5_000  #: pairs compared at a time
MOST_KEPT = 50_000  #: probable pairs that a run keeps; nobody decides about more before he looks again
_Likely = tuple[int, int, int, tuple[tuple[str, int], ...]]
#: Fields whose values decide what is alike, by entity.
WATCHED = {
    "customer": ("name", "short_name", "phone", "mobile", "fax", "email", "tax_number"),
    "contact": ("mobile", "phone", "email", "further_phones", "further_emails"),
    "customer_phone": ("number",),
    "contact_way": ("number", "email"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """A record that is probably the same; *id* None and *label* masked where it is a colleague's.

    *entity* is ``pool_customer`` where it lies in a pool of the reader's, *owner* that pool, *contacted* the last contact.
    """

    entity: str
    id: int | None
    label: str
    owner: str  #: '' in the public pool
    kinds: tuple[str, ...]  #: 'name', 'short', 'phone', 'email', 'tax_number'
    same: bool  #: exactly the same, not only near
    refused: bool  #: the rules do not let a second one in
    contacted: date | None = None
    because: str = ""  #: the state through which a rule refuses it, '' where it holds for all
    opted_out: bool = False  #: there, the e-mail is marked: it wants none


def match_duplicates(
    session: Session, *, entity: str, values: Mapping[str, Any], record_id: int | None = None, limit: int = 5
) -> list[Alike]:
    """Return what is like the *values* being typed, the surest first; a further phone is one of its customer's or contact's."""
    if entity == "customer_phone":
        entity, record_id = "customer", values.get("customer_id")
        values = {"phone": values.get("number")}
    if entity == "contact_way":
        entity, record_id = "contact", values.get("contact_id")
        further = {"further_phones": values.get("number"), "further_emails": values.get("email")}
        values = {name: [f":{value}"] for name, value in further.items() if value}
    given = {name: value for name in (*WATCHED[entity], "customer_id") if (value := values.get(name))}
    if not any(name in given for name in WATCHED[entity]):
        return []
    with translated():
        rows = session.execute(
            text(
                "SELECT entity, id, label, owner, kinds, same, refused, because, opted_out "
                "FROM crm.match_duplicates(:entity, CAST(:given AS jsonb), :record_id, :n)"
            ),
            {"entity": entity, "given": json.dumps(given), "record_id": record_id, "n": limit},
        )
        found = [Alike(**{**row._mapping, "kinds": tuple(row.kinds)}) for row in rows]
        pooled = [one.id for one in found if one.entity == "pool_customer"]
        if not pooled:
            return found
        last = session.execute(
            text("SELECT id, last_contact_at::date FROM crm.pool_customer WHERE id = ANY (:ids)"), {"ids": pooled}
        ).all()
        days = {row[0]: row[1] for row in last}
        return [replace(one, contacted=days.get(one.id)) if one.id in days else one for one in found]


def match_duplicate_rows(session: Session, *, entity: str, rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Alike]]:
    """Return what is the same as each of an import's *rows* (2,000 at most), by the row's place from 0.

    To be called once a batch in the transaction that writes it: it also tells the database that
    the transaction's records come in by import.
    """
    found: dict[int, list[Alike]] = {}
    with translated():
        hits = session.execute(
            text("SELECT * FROM crm.match_duplicate_rows(:entity, CAST(:rows AS jsonb))"),
            {"entity": entity, "rows": json.dumps(list(rows), default=str)},
        )
        for row in hits:
            values = {**row._mapping, "kinds": tuple(row.kinds)}
            found.setdefault(values.pop("row_number") - 1, []).append(Alike(**values))
    return found


#: Kinds of records in which duplicates are looked for; the others are merged by whoever knows that they are one.
COMPARED = ("customer", "contact")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two records that are probably the same; *reasons*: (field, per cent)."""

    a_id: int
    b_id: int
    a_name: str
    b_name: str
    score: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge:
    """One merge into a record, for its timeline; *losers* holds their values as JSON."""

    id: int
    at: datetime
    by: str
    losers: tuple[Mapping[str, Any], ...]
    undone_at: datetime | None
    may_undo: bool


def read_rules(session: Session, *, entity: str) -> list[FieldRule]:
    """Return the fields that are compared, as the data stewards set them."""
    with translated():
        rows = session.execute(
            text(
                "SELECT field, method, weight FROM crm.duplicate_field WHERE entity = :entity ORDER BY weight DESC, id"
            ),
            {"entity": entity},
        )
        return [FieldRule(**row._mapping) for row in rows]


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """A field of which *values* are shared by so many *records* that these were compared with their neighbours by name only."""

    field: str
    values: int
    records: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a run over the whole base brought: how many pairs are open now, and where it looked less closely."""

    pairs: int
    crowds: tuple[Crowd, ...] = ()


def find_duplicates(session: Session, report: Callable[..., None], *, entity: str) -> Found:
    """Compare the whole base and keep the pairs that are probably the same.

    Candidates stream from the server in batches, and the surest pairs alone are kept: memory stays the same however many
    there are. Nothing is written before the end, so that nobody who decides about a pair meanwhile waits.
    """
    rules = read_rules(session, entity=entity)
    surest: list[_Likely] = []
    crowds: dict[str, Crowd] = {}
    compared = 0
    with translated():
        session.execute(text("SET LOCAL work_mem = '16MB'"))
        candidates = session.execute(
            text("SELECT * FROM crm.duplicate_candidates(:entity)").execution_options(
                stream_results=True, yield_per=BATCH
            ),
            {"entity": entity},
        )
        for batch in candidates.partitions(BATCH):
            pairs = {(row.a_id, row.b_id) for row in batch if row.a_id is not None}
            surest += _likely(session, entity, rules, pairs)
            if len(surest) > 2 * MOST_KEPT:
                surest = _surest(surest)
            compared += len(pairs)
            report(compared, next((row.total for row in batch if row.total), compared))
            for row in batch:
                if row.field and row.records > getattr(crowds.get(row.field), "records", 0):
                    crowds[row.field] = Crowd(field=row.field, values=row.crowds, records=row.records)
        surest = _surest(surest)
        for first in range(0, len(surest) or 1, BATCH):
            session.execute(
                text("SELECT crm.keep_duplicate_pairs(:entity, CAST(:pairs AS jsonb), :anew)"),
                {"entity": entity, "pairs": json.dumps(surest[first : first + BATCH]), "anew": first == 0},
            )
        number = session.execute(text("SELECT count(*) FROM crm.open_pairs(:entity, 2000)"), {"entity": entity})
        return Found(
            pairs=int(number.scalar_one()), crowds=tuple(sorted(crowds.values(), key=lambda crowd: -crowd.records))
        )


def _surest(likely: Collection[_Likely]) -> list[_Likely]:
    """Return each pair once, the surest of them."""
    return heapq.nlargest(MOST_KEPT, {pair[:2]: pair for pair in likely}.values(), key=lambda pair: pair[2])


def _likely(
    session: Session, entity: str, rules: Sequence[FieldRule], pairs: Collection[tuple[int, int]]
) -> list[_Likely]:
    readable = _readable(session, entity, rules)
    ids = sorted({one for pair in pairs for one in pair})
    columns = ", ".join(f"{_column(rule.field)} AS c{place}" for place, rule in enumerate(readable))
    rows = session.execute(
        text(f"SELECT t.id{', ' + columns if columns else ''} FROM crm.{entity} t WHERE t.id = ANY (:ids)"),
        {"ids": ids},
    )
    records = {}
    further = _further(session, entity, ids)
    for row in rows:
        values = {rule.field: row[place + 1] for place, rule in enumerate(readable)}
        records[row[0]] = prepared(readable, with_further(values, further.get(row[0], ())))
    likely = []
    for one, two in pairs:
        if one in records and two in records:
            likeness = compare(readable, records[one], records[two])
            if likeness.points >= PROBABLE:
                likely.append((one, two, likeness.points, likeness.reasons))
    return likely


#: Numbers and addresses that records have beside their own, where the caller may read them.
_FURTHER = {
    "customer": "SELECT p.customer_id, array_agg(p.number ORDER BY p.id) FROM crm.customer_phone p "
    "WHERE p.customer_id = ANY (:ids) AND crm.reads('customer_phone', '{number}') GROUP BY 1",
    "contact": "SELECT c.id, array_agg(substr(w, strpos(w, ':') + 1)) FROM crm.contact c, unnest("
    "CASE WHEN crm.reads('contact', '{further_phones}') THEN c.further_phones ELSE '{}' END "
    "|| CASE WHEN crm.reads('contact', '{further_emails}') THEN c.further_emails ELSE '{}' END) w "
    "WHERE c.id = ANY (:ids) GROUP BY 1",
}


def _further(session: Session, entity: str, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = session.execute(text(_FURTHER[entity]), {"ids": list(ids)})
    return {row[0]: row[1] for row in rows}


def _readable(session: Session, entity: str, rules: Sequence[FieldRule]) -> list[FieldRule]:
    """Return the rules whose fields the caller may read."""
    columns = [rule.field.partition(".")[0] for rule in rules]
    may = session.execute(
        text("SELECT c, has_column_privilege(:table, c, 'SELECT') FROM unnest(CAST(:columns AS text[])) c"),
        {"table": f"crm.{entity}", "columns": columns},
    )
    readable = {name for name, allowed in may if allowed}
    return [rule for rule, column in zip(rules, columns, strict=True) if column in readable]


def _column(field: str) -> str:
    """Return the SQL of a field's text; its name was checked against the catalogue when the rule was written."""
    if field.startswith("attrs."):
        return f"t.attrs ->> '{field.removeprefix('attrs.')}'"
    return f"t.{field}::text"


def open_pairs(session: Session, *, entity: str, limit: int = 500) -> list[Pair]:
    """Return the pairs that nobody has decided about, the surest first."""
    with translated():
        rows = session.execute(text("SELECT * FROM crm.open_pairs(:entity, :n)"), {"entity": entity, "n": limit})
        return [
            Pair(**{**row._mapping, "reasons": tuple((name, percent) for name, percent in row.reasons)}) for row in rows
        ]


def judge_pairs(session: Session, *, entity: str, pairs: Sequence[tuple[int, int]], different: bool = True) -> None:
    """Remember that these are not the same, or forget it; raise Denied."""
    with translated():
        for one, two in pairs:
            session.execute(
                text("SELECT crm.judge_pair(:entity, :one, :two, :different)"),
                {"entity": entity, "one": one, "two": two, "different": different},
            )


def merge_records(
    session: Session, *, entity: str, survivor: int, losers: Sequence[int], chosen: Mapping[str, Any]
) -> int:
    """Make one record of several and return the number of the merge; raise Denied or Invalid.

    *chosen*: JSON values of columns where the default (keep what is filled, else the newest) is not wanted.
    """
    with translated():
        return int(
            session.execute(
                text("SELECT crm.merge_records(:entity, :survivor, :losers, CAST(:chosen AS jsonb))"),
                {
                    "entity": entity,
                    "survivor": survivor,
                    "losers": list(losers),
                    "chosen": json.dumps(dict(chosen), default=str),
                },
            ).scalar_one()
        )


def undo_merge(session: Session, merge_id: int) -> list[int]:
    """Take a merge back and return the ids that are there again; raise Denied, or Invalid where work of since would be lost."""
    with translated():
        return list(session.execute(text("SELECT crm.undo_merge(:id)"), {"id": merge_id}).scalar_one())


def merges_of(session: Session, *, entity: str, record_id: int) -> list[Merge]:
    """Return the merges into a record, the newest first."""
    with translated():
        rows = session.execute(
            text(
                "SELECT m.id, m.at, coalesce(e.name, m.login) AS by, m.losers, m.undone_at, m.may_undo "
                "FROM crm.merges_of(:entity, :id) m LEFT JOIN crm.employee e ON e.login = m.login"
            ),
            {"entity": entity, "id": record_id},
        )
        return [Merge(**{**row._mapping, "losers": tuple(row.losers)}) for row in rows]


def merged_into(session: Session, *, entity: str, record_id: int) -> int | None:
    """Return the record that a merged one became; None where it did not, or may not be seen."""
    with translated():
        found = session.execute(text("SELECT crm.merged_into(:entity, :id)"), {"entity": entity, "id": record_id})
        survivor: int | None = found.scalar_one()
        return survivor
