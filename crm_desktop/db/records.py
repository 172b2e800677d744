"""Generic reading and writing of records inside one session: the implementation of ``core.source.RecordSource``.

Nothing here checks rights: the database does, for every client alike.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import groupby, islice, product
from typing import Any

from sqlalchemy import Select, cast, func, insert, select, text, true, update
from sqlalchemy import column as sql_column
from sqlalchemy import delete as sql_delete
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql import literal

from crm_desktop.core.codec.stored import to_stored
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, Denied, Gone, MadeBefore, TooLong
from crm_desktop.core.fields import Star
from crm_desktop.core.query import MOST_SORTED, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.core.source import Hit
from crm_desktop.db.columns import (
    FOUND,
    called,
    column_of,
    labelled,
    own_values,
    restricted,
    selected,
    table_of,
    words_of,
)
from crm_desktop.db.counting import counts as counts
from crm_desktop.db.counting import groups as groups
from crm_desktop.db.counting import totals as totals
from crm_desktop.db.counting import value_counts as value_counts
from crm_desktop.db.counting import with_bounds as with_bounds
from crm_desktop.db.errors import translated
from crm_desktop.db.files import add_file as add_file
from crm_desktop.db.files import file_content as file_content
from crm_desktop.db.files import file_names as file_names
from crm_desktop.db.masks import masked_values
from crm_desktop.db.naming import names, try_all
from crm_desktop.db.sorting import is_kept, order_of, steps_of
from crm_desktop.db.typed import to_find

PART = 65_536  #: bytes of packed ids at a time


def first_rows(session: Session, entity: Entity, query: ListQuery, limit: int = 100) -> list[Record]:
    """Return the first *limit* + 1 rows at most; the extra row only says that more follow. Raise TooLong."""
    stored = _too_many_for_words(session, entity, query)
    # match_<entity> finds in the list's default order: then the first page needs no more than itself
    as_found = not query.conditions and query.sort == entity.sort and query.descending == entity.descending
    most = limit + 1 if as_found and not entity.descending else 1_000_000
    found: list[Record] = []
    few = bool(entity.owner) and _is_plain(entity, query) and _set_gathered(session, entity)
    for only, order in steps_of(entity, query, stored):
        if len(found) <= limit:
            step = _rows(entity, query.columns).where(*only).order_by(*order).limit(limit + 1 - len(found))
            found += _fetch(session, entity, query.columns, restricted(step, entity, query, most))
    if few:
        session.execute(_AS_EVER)
    return found


def _set_gathered(session: Session, entity: Entity) -> bool:
    """Have the reader's own rows gathered and sorted where they are few, and tell whether they are."""
    given = {"table": entity.name, "module": entity.rights_module}
    with translated():
        return bool(session.execute(_GATHERED, given).scalar_one() == "off")


_GATHERED = text(
    "SELECT set_config('enable_indexscan', few, true), set_config('enable_seqscan', few, true) "
    "FROM (SELECT CASE WHEN crm.few_own(:table, :module) THEN 'off' ELSE 'on' END AS few OFFSET 0) f"
)
_AS_EVER = text("SELECT set_config('enable_indexscan', 'on', true), set_config('enable_seqscan', 'on', true)")


def _too_many_for_words(session: Session, entity: Entity, query: ListQuery) -> bool:
    """Tell whether the rows of a list in its own order are too many to be sorted by the words of another record.

    Raise TooLong where that, or any other order that no index has, was asked for.
    """
    if is_kept(entity, query):
        return False
    some = restricted(select(table_of(entity).c.id), entity, query).limit(MOST_SORTED + 1).subquery()
    with translated():
        if session.execute(select(func.count()).select_from(some)).scalar_one() > MOST_SORTED:
            if query.sort != entity.sort:
                raise TooLong(query.sort)
            return True
    return False


def ordered_ids(session: Session, entity: Entity, query: ListQuery) -> array[int]:
    """Return the ids of all rows of the list in order, packed by the server; raise TooLong.

    They come in parts: a connection keeps the room of the largest value that it ever received.
    """
    stored = _too_many_for_words(session, entity, query)
    table = table_of(entity)
    rows = restricted(select(table.c.id).order_by(*order_of(entity, query, stored)), entity, query).subquery()
    packed = select(func.string_agg(func.int8send(rows.c.id), cast(b"", BYTEA)).label("ids")).subquery()
    part = func.generate_series(0, func.length(packed.c.ids) - 1, PART).table_valued("start").render_derived()
    parts = select(func.substring(packed.c.ids, part.c.start + 1, PART)).select_from(packed.join(part, true()))
    some_at_a_time = {"yield_per": 8}
    asked = {"module": entity.rights_module if _is_plain(entity, query) else None}
    with translated():
        sorts = session.execute(_PLANNED, asked).scalar_one() == "off"
        found = session.execute(parts.order_by(part.c.start), execution_options=some_at_a_time)
        ids = _unpacked(bytes(row[0]) for row in found)
        if sorts:
            session.execute(_AS_EVER)  # an export goes on in this transaction
    return ids


#: Whoever sees his own only has his rows gathered and sorted: how few they are no planner knows before it asks whose they are,
#: and of ten million actions it would read all in their order, to leave out nearly all.
_PLANNED = text(
    "SELECT set_config('enable_indexscan', CASE WHEN crm.my_scope(:module, 'view') IN ('own', 'subordinates', 'department', "
    "'departments_below') THEN 'off' ELSE 'on' END, true), set_config('work_mem', '64MB', true)"
)


def _is_plain(entity: Entity, query: ListQuery) -> bool:
    """Tell whether nothing but columns of the rows themselves decides which they are, and in which order."""
    asked = ((entity[condition.field], condition.op) for condition in query.conditions)
    return (
        is_kept(entity, query)
        and not query.search
        and not any(op == "contains" or f.of_part or f.by_link or f.is_custom or isinstance(f, Star) for f, op in asked)
    )


def rows_by_ids(session: Session, entity: Entity, columns: Sequence[str], ids: Sequence[int]) -> list[Record]:
    """Return those rows in the order of *ids*; rows that are gone are left out."""
    found = {
        r.id: r
        for r in _fetch(session, entity, columns, _rows(entity, columns).where(table_of(entity).c.id.in_(list(ids))))
    }
    return [found[i] for i in ids if i in found]


def tags_in_use(session: Session, entity: Entity) -> list[str]:
    """Return the tags that records of an entity carry or carried, for completion."""
    words = text("SELECT word FROM crm.tag WHERE table_name = :table ORDER BY word LIMIT 2000")
    with translated():
        return list(session.execute(words, {"table": entity.name}).scalars())


def load(session: Session, entity: Entity, record_id: int) -> Record:
    """Return all readable fields of one record; raise Gone."""
    names = [f.name for f in entity.fields]
    rows = _fetch(session, entity, names, _rows(entity, names).where(table_of(entity).c.id == record_id))
    if not rows:
        raise Gone
    return rows[0]


def create(session: Session, entity: Entity, values: Mapping[str, Any]) -> Record:
    """Insert and return as stored (code, owner, defaults filled in); raise Invalid or Denied."""
    table = table_of(entity)
    given, attrs = _split(values)
    if attrs:
        given["attrs"] = attrs
    with translated():
        made = session.execute(insert(table).values(**given).returning(table.c.id)).scalar_one()
    return load(session, entity, made)


def create_once(session: Session, entity: Entity, token: str, content: object, make: Callable[[], Record]) -> Record:
    """Return what *make* creates, or what an earlier attempt with the same *token* created, whose answer never came.

    *content* is what was typed, of values with a plain ``repr``; where it differs from that of the earlier attempt,
    raise MadeBefore.
    """
    digest = sha256(repr(content).encode()).hexdigest()
    with translated():
        begun = session.execute(
            text("SELECT made, same FROM crm.begin_creation(:token, :digest, :entity)"),
            {"token": token, "digest": digest, "entity": entity.name},
        ).one()
    if begun.made is not None:
        if begun.same:
            return load(session, entity, begun.made)
        raise MadeBefore(begun.made)
    record = make()
    with translated():
        session.execute(text("SELECT crm.end_creation(:token, :id)"), {"token": token, "id": record.id})
    return record


def create_many(session: Session, entity: Entity, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert all *rows* or none, in their order and in as few statements as their columns allow; raise Invalid or Denied."""
    split = [_split(row) for row in rows]
    written = any(attrs for _, attrs in split)  # by all or by none: rows with the same columns go together
    given = [{**own, **({"attrs": attrs} if written else {})} for own, attrs in split]
    with translated():
        for _, same in groupby(given, key=lambda row: sorted(row)):
            session.execute(insert(table_of(entity)), list(same))


def save(session: Session, entity: Entity, record: Record, changes: Mapping[str, Any]) -> Record:
    """Write only *changes* if *record*'s version still stands; raise Conflict, Denied, Gone or Invalid."""
    if not changes:
        return load(session, entity, record.id)
    table = table_of(entity)
    statement = update(table).where(table.c.id == record.id, table.c.version == record.version)
    with translated():
        done = session.execute(statement.values(**_assignments(entity, changes))).rowcount  # type: ignore[attr-defined]
    return _after(session, entity, record, done)


def delete(session: Session, entity: Entity, record: Record) -> None:
    """Delete; raise Conflict, Denied, Gone or Invalid (something still points to it)."""
    table = table_of(entity)
    with translated():
        done = session.execute(
            sql_delete(table).where(table.c.id == record.id, table.c.version == record.version)
        ).rowcount  # type: ignore[attr-defined]
    if done != 1:
        _after(session, entity, record, done)


def save_many(session: Session, entity: Entity, ids: Sequence[int], changes: Mapping[str, Any]) -> int:
    """Write the same *changes* to all *ids* or to none; return the number of an undoable action. Raises Denied."""
    table = table_of(entity)
    with translated():
        bulk = int(
            session.execute(text("SELECT crm.begin_bulk('bulk_edit', :label)"), {"label": entity.name}).scalar_one()
        )
    changed = update(table).values(**_assignments(entity, changes)).returning(table.c.id)

    def write(some: Sequence[int]) -> Sequence[int]:
        return session.execute(changed.where(table.c.id == func.any(list(some)))).scalars().all()

    done = try_all(session, entity, ids, write)
    if left := set(ids) - set(done):
        raise Denied("some_may_not_be_edited", names(session, entity, left))
    return bulk


def delete_many(session: Session, entity: Entity, ids: Sequence[int]) -> int:
    """Delete all *ids* or none; return how many. Raises Denied or Invalid."""
    table = table_of(entity)
    with translated():
        statement = sql_delete(table).where(table.c.id == func.any(list(ids))).returning(table.c.id)
        done = session.execute(statement).scalars().all()
    if left := set(ids) - set(done):
        raise Denied("some_may_not_be_deleted", names(session, entity, left))
    return len(done)


def undoable(session: Session) -> int | None:
    """Return the number under which what this transaction did can be taken back, None where it cannot."""
    made = "SELECT min(id) FROM crm.bulk_action WHERE xid = pg_current_xact_id() AND at = now()"
    with translated():
        return session.execute(text(made)).scalar()


def undo(session: Session, bulk_id: int) -> int:
    """Take back a bulk action of one's own; return how many records were restored."""
    with translated():
        return int(session.execute(text("SELECT crm.undo_bulk(:id)"), {"id": bulk_id}).scalar_one())


def search(session: Session, entity: Entity, words: str, limit: int = 20) -> list[Hit]:
    """Find records of one entity as one types: characters, pinyin, initials, digits, code.

    Entities without a search function are looked through by what they are called.
    """
    if entity.search:
        with translated():
            return [Hit(*row) for row in session.execute(_hits(entity.name, words, limit))]
    table, label = table_of(entity), words_of(entity)
    beside = column_of(entity, entity[entity.subtitle]) if entity.subtitle in entity else literal("")
    statement = select(table.c.id, label, beside).where(called(entity, words)).order_by(label, table.c.id)
    with translated():
        return [
            Hit(entity.name, row[0], str(row[1]), str(row[2] or "")) for row in session.execute(statement.limit(limit))
        ]


def offer(session: Session, entity: Entity, words: str, limit: int = 20, *, within: int | None = None) -> list[Hit]:
    """Find what is on offer of one entity, of record *within* only; the first ones without words.

    The database has ``crm.offer_<name>``.
    """
    place = () if within is None else (within,)
    found = getattr(func.crm, f"offer_{entity.name}")(to_find(words), limit, *place).table_valued(
        "id", "label", "subtitle", "instead", sql_column("along", JSONB)
    )
    with translated():
        return [
            Hit(entity.name, row.id, row.label, row.subtitle, row.instead, along=row.along or {})
            for row in session.execute(select(found))
        ]


def spell(session: Session, words: Sequence[str]) -> list[list[str]]:
    """Return how each of *words* may sound, as sort keys: a heteronym with each of its readings, the usual one first."""
    with translated():
        known = session.execute(_READINGS, {"chars": sorted(set("".join(words)))})
    readings = {row.ch: [f"{sound} " for sound in row.readings] for row in known}
    said = (product(*(readings.get(ch, [ch.lower()]) for ch in word)) for word in words)
    return [["".join(way) for way in islice(ways, _WAYS)] for ways in said]


def search_all(session: Session, words: str, limit: int = 8) -> list[Hit]:
    """Find records of every searchable entity in one round trip, *limit* of each at most."""
    if not words.strip():
        return []
    with translated():
        rows = session.execute(_EVERYWHERE, {"words": to_find(words), "n": limit}).all()
    found: dict[tuple[str, int], Hit] = {}
    for row in rows:  # by name first; of many attributes that fit, the first
        found.setdefault((row.entity, row.id), Hit(row.entity, row.id, row.label, row.subtitle, by=row.by))
    return sorted(found.values(), key=lambda hit: _place(hit.entity))


def _place(entity: str) -> tuple[int, str]:
    """Return where hits of an entity stand among all."""
    return (FOUND.index(entity), "") if entity in FOUND else (len(FOUND) + (entity == "action"), entity)


_READINGS = text("SELECT ch, readings FROM crm.hanzi WHERE ch = ANY (:chars)")
_WAYS = 48  #: so many readings of one title are looked for
_EVERYWHERE = text(
    "SELECT entity, id, label, coalesce(subtitle, '') AS subtitle, '' AS by FROM crm.search_all(:words, :n) "
    "UNION ALL SELECT entity, id, label, value, CASE WHEN key LIKE '%.%' THEN key ELSE 'attrs.' || key END FROM crm.search_attributes(:words, :n)"
)


def _unpacked(parts: Iterable[bytes]) -> array[int]:
    """Return what ``int8send`` wrote, in four bytes each as long as they fit."""
    ids = array("i")
    for part in parts:
        here = array("q", part)
        here.byteswap()
        try:
            ids.extend(array(ids.typecode, here))
        except OverflowError:
            ids = array("q", ids)
            ids.extend(here)
    return ids


def _hits(name: str, words: str, limit: int) -> Select[Any]:
    found = getattr(func.crm, f"search_{name}")(to_find(words), limit).table_valued("id", "label", "subtitle")
    return select(literal(name), found.c.id, found.c.label, func.coalesce(found.c.subtitle, ""))


def _rows(entity: Entity, names: Sequence[str]) -> Select[Any]:
    table, own = table_of(entity), own_values(entity, names)
    rows = select(table.c.id, table.c.version, *selected(entity, names, own))
    return rows if own is None else rows.select_from(table.join(own, true()))


def _fetch(session: Session, entity: Entity, names: Sequence[str], statement: Select[Any]) -> list[Record]:
    fields, worded = list(names), labelled(entity, names)
    with translated():
        rows = session.execute(statement).all()
        masks = masked_values(session, entity, fields, [r[0] for r in rows])
    n = len(fields)
    return [
        Record(
            r[0],
            r[1],
            dict(zip(fields, r[2 : 2 + n], strict=True)) | masks.get(r[0], {}),
            {name: words for name, words in zip(worded, r[2 + n :], strict=True) if words is not None},
        )
        for r in rows
    ]


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    own = {n.removeprefix("attrs."): to_stored(v) for n, v in values.items() if n.startswith("attrs.")}
    return {n: v for n, v in values.items() if not n.startswith("attrs.")}, own


def _assignments(entity: Entity, changes: Mapping[str, Any]) -> dict[str, Any]:
    given, attrs = _split(changes)
    if attrs:
        given["attrs"] = table_of(entity).c["attrs"].op("||")(cast(attrs, JSONB))
    return given


def _after(session: Session, entity: Entity, record: Record, done: int) -> Record:
    """Row-level security hides rows instead of raising, so tell the three cases apart."""
    fresh = load(session, entity, record.id)
    if done == 1:
        return fresh
    raise Conflict(fresh) if fresh.version != record.version else Denied("record_not_editable")
