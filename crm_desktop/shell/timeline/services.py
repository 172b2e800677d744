"""Read a timeline page by page, pin entries, and say who was not told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Ref
from crm_desktop.db.errors import translated
from crm_desktop.shell.timeline.reaction_services import Reaction, Reactions, read_reactions
from crm_desktop.shell.timeline.sources import SOURCES, Source, sources_of

#: Entities with a timeline of actions → the column of ``action`` that points to them.
ACTION_COLUMNS = dict(next(s for s in SOURCES if s.table == "action").of)
#: Columns that the database fills in by itself: no news for anybody.
SILENT = ("id", "version", "created_at", "created_by", "updated_at", "updated_by", "sort_key", "tokens", "division", "handed_on")  # fmt: skip
PAGE = 50
#: What people changed stands behind everything else of the same moment.
EDITS = len(SOURCES)

#: Where a page ends: (moment, rank of the source, id).
Place = tuple[datetime, int, int]
START: Place = (datetime(9999, 12, 31, tzinfo=UTC), EDITS + 1, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of a timeline; *table* is where it is written down, or 'created' and 'changed' for the audit trail."""

    table: str
    at: datetime
    by: str
    whole_day: bool = False  #: only the day is known: it was typed on another one
    rank: int = EDITS
    id: int = 0
    title: str = ""
    text: str = ""
    result: str = ""
    next_on: date | None = None
    amount: int | None = None  #: in 分
    currency: str = ""  #: of the amount; '' for the company's own
    data: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[tuple[str, Any, Any], ...] = ()  #: (field, old, new) as JSON values
    files: int = 0  #: how many lie with it
    pin: int = 0  #: id of its pin
    reactions: Mapping[str, Reaction] = field(default_factory=dict)  #: kind → who

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return (self.at, self.rank, self.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelinePage:
    """Some events, newest first; *pinned* only on the first page; *end* is None where nothing follows."""

    events: tuple[Event, ...]
    pinned: tuple[Event, ...] = ()
    end: Place | None = None


def read_timeline(
    session: Session,
    facts: Facts,
    entity: str,
    record_id: int,
    *,
    group: str = "",
    words: str = "",
    after: Place = START,
    limit: int = PAGE,
) -> TimelinePage:
    """Return the next *limit* things that happened with a record, of one *group* and with *words* where given."""
    given = {"id": record_id, "limit": limit, "at": after[0], "after_id": after[2], "words": _pattern(words)}
    parts = [
        _select(source, rank, facts, entity, condition, words=bool(words), after=after)
        for rank, source in sources_of(entity)
        if (condition := source.condition(group)) is not None and _readable(facts, source)
    ]
    events: list[Event] = []
    more = False
    with translated():
        if parts:
            joined = " UNION ALL ".join(f"({part})" for part in parts)
            page = f"SELECT * FROM ({joined}) q ORDER BY at DESC, rank, id DESC LIMIT :limit"
            rows = session.execute(text(f"{_with_files(page)} ORDER BY at DESC, rank, id DESC"), given).all()
            events = [_event(row) for row in rows]
            more = len(rows) >= limit
        if group in ("", "changes"):
            told = {} if group else _told(facts, entity)
            edits = _edits(session, facts, entity, record_id, after, words, limit, told)
            more = more or len(edits) >= limit
            events += _in_words(session, facts, entity, edits)
        pins = _pins(session, facts, record_id) if entity == "customer" else {}
    events, pins = _with_reactions(session, facts, events, pins)
    events.sort(key=lambda event: (-event.at.timestamp(), event.rank, -event.id))
    more, events = more or len(events) > limit, events[:limit]
    return TimelinePage(
        events=tuple(_with_pin(event, pins) for event in events),
        pinned=tuple(sorted(pins.values(), key=lambda event: event.at, reverse=True)) if after == START else (),
        end=events[-1].place if events and more else None,
    )


def _pattern(words: str) -> str:
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


def _readable(facts: Facts, source: Source) -> bool:
    if source.table == "timeline_entry":
        return facts.rights.may("customer", "view")
    descriptor = facts.entities.get(source.table)
    return descriptor is not None and facts.rights.may(descriptor.rights_module, "view")


#: The company's time zone, in which its days begin.
_ZONE = "(SELECT coalesce((SELECT value #>> '{}' FROM crm.setting WHERE name = 'time_zone'), 'UTC'))"


def _select(
    source: Source, rank: int, facts: Facts, entity: str, condition: str, *, words: bool, after: Place | None
) -> str:
    """Return the SQL of one source's next rows: an index scan from where the last page ended."""
    known = facts.entities.get(source.table)

    def column(name: str, empty: str) -> str:
        # a field that a right hides is left out, not asked for
        seen = facts.rights.may_read(source.table, name) if known is None else name in known or name == source.at
        return f"r.{name}" if name and seen else empty

    moment, other_day, order, days = f"r.{source.at}", "false", "", ""
    if source.day and (known is None or source.day in known):
        typed = f"(r.{source.at} AT TIME ZONE {_ZONE})"
        moment = f"coalesce((r.{source.day} + {typed}::time) AT TIME ZONE {_ZONE}, r.{source.at})"
        other_day = f"coalesce(r.{source.day} <> {typed}::date, false)"
        if known is not None and not known.mapped.__table__.c[source.day].nullable:  # type: ignore[attr-defined]
            order, days = f"r.{source.day} DESC, ", f"r.{source.day} <= (:at AT TIME ZONE {_ZONE})::date"
    texts = [f"nullif({column(name, chr(39) * 2)}, '')" for name in source.text]
    body = f"concat_ws(E'\\n', {', '.join(texts)})" if texts else "''"
    where = [f"r.{source.of[entity]} = :id"] if after else ["r.id = ANY (:ids)"]
    if after:
        where.append(
            f"({moment}, r.id) < (:at, :after_id)"
            if rank == after[1]
            else f"{moment} <= :at"
            if rank > after[1]
            else f"{moment} < :at"
        )
        where += [days] if days else []  # the index begins there
    if condition:
        where.append(condition)
    title, result = column(source.title, "''"), column(source.result, "''")
    if words:
        where.append(f"concat_ws(' ', {title}, {body}, {result}) ILIKE :words")
    return (
        f"SELECT {rank} AS rank, '{source.table}' AS source, r.id, {moment} AS at, {other_day} AS whole_day, "
        f"coalesce((SELECT e.name FROM crm.employee e WHERE e.id = {column(source.by, 'NULL')}), '') AS by, "
        f"{title} AS title, {body} AS body, {result} AS result, {column(source.next_on, 'NULL')}::date AS next_on, "
        f"{column(source.amount, 'NULL')}::bigint AS amount, "
        f"{column(source.currency, chr(39) * 2)} AS currency, {column(source.data, 'NULL')}::jsonb AS data "
        f"FROM crm.{source.table} r WHERE {' AND '.join(where)} ORDER BY {order}{moment} DESC, r.id DESC LIMIT :limit"
    )


def _with_files(rows: str) -> str:
    """Return the SQL of *rows* with how many files lie with each."""
    return (
        "SELECT p.*, cardinality(ARRAY(SELECT f.id FROM crm.attachment f "
        "WHERE f.table_name = p.source AND f.record_id = p.id)) AS files "
        f"FROM ({rows}) p"
    )


def _event(row: Any) -> Event:
    return Event(
        table=SOURCES[row.rank].table,
        rank=row.rank,
        id=row.id,
        at=row.at,
        whole_day=row.whole_day,
        by=row.by,
        title=row.title,
        text=row.body,
        result=row.result,
        next_on=row.next_on,
        amount=row.amount,
        currency=row.currency,
        data=row.data or {},
        files=row.files,
    )


def _pins(session: Session, facts: Facts, customer_id: int) -> dict[tuple[str, int], Event]:
    """Return the pinned events of a customer by their place."""
    rows = session.execute(
        text("SELECT id, source, record_id FROM crm.timeline_pin WHERE customer_id = :id ORDER BY id"),
        {"id": customer_id},
    ).all()
    found: dict[tuple[str, int], Event] = {}
    for rank, source in sources_of("customer"):
        ids = {row.record_id: row.id for row in rows if row.source == source.table}
        if ids and _readable(facts, source):
            one = _select(source, rank, facts, "customer", "", words=False, after=None)
            for row in session.execute(text(_with_files(one)), {"ids": list(ids), "limit": PAGE}):
                found[(source.table, row.id)] = _with_pin(_event(row), {}, ids[row.id])
    return found


def _with_pin(event: Event, pins: Mapping[tuple[str, int], Event], pin: int = 0) -> Event:
    pin = pin or (pins[(event.table, event.id)].pin if (event.table, event.id) in pins else 0)
    return replace(event, pin=pin) if pin else event


def _with_reactions(
    session: Session, facts: Facts, events: Sequence[Event], pins: Mapping[tuple[str, int], Event]
) -> tuple[list[Event], dict[tuple[str, int], Event]]:
    if not facts.rights.may("action", "view"):
        return list(events), dict(pins)
    said = read_reactions(session, entries_of((*events, *pins.values())))
    return (
        [react_to(event, said) for event in events],
        {place: react_to(event, said) for place, event in pins.items()},
    )


def entries_of(events: Iterable[Event]) -> list[int]:
    """Return the ids of those that can be reacted to."""
    return sorted({event.id for event in events if event.table == "action"})


def react_to(event: Event, said: Reactions) -> Event:
    """Return an event with what is said to it."""
    now = said.get(event.id, {}) if event.table == "action" else {}
    return event if event.reactions == now else replace(event, reactions=now)


def _told(facts: Facts, entity: str) -> dict[str, str]:
    """Return field → the SQL that finds its change ``h`` among the other entries, both written by one statement."""
    return {
        name: f"EXISTS (SELECT FROM crm.{source.table} s WHERE s.{source.of[entity]} = :id AND {rows} "
        f"AND s.{source.at} BETWEEN h.at - interval '5 s' AND h.at + interval '5 s')"
        for _rank, source in sources_of(entity)
        if source.tells and _readable(facts, source)
        for name, rows in source.tells.items()
    }


def _edits(
    session: Session,
    facts: Facts,
    entity: str,
    record_id: int,
    after: Place,
    words: str,
    limit: int,
    told: Mapping[str, str],
) -> list[Event]:
    known = "currency" in facts.entities[entity] and facts.rights.may_read(entity, "currency")
    currency = f"(SELECT r.currency FROM crm.{entity} r WHERE r.id = :id)" if known else "''"
    before = None if after == START else after[0]
    named = [f"CASE WHEN jsonb_exists(h.new, '{name}') AND {there} THEN '{name}' END" for name, there in told.items()]
    rows = session.execute(
        text(
            "SELECT h.id, h.at, coalesce(e.name, h.login) AS by, h.operation, h.old, h.new, "
            f"ARRAY[{', '.join(named)}]::text[] AS told, {currency} AS currency "
            "FROM crm.record_edits(:table, :id, coalesce(:before, timestamptz 'infinity'), :limit, :words) h "
            "LEFT JOIN crm.employee e ON e.login = h.login"
        ),
        {"table": entity, "id": record_id, "before": before, "limit": limit + 1, "words": words.strip()},
    )
    events = []
    for row in rows:
        event = Event(
            table="created" if row.operation == "I" else "changed",
            at=row.at,
            by=row.by,
            id=row.id,
            currency=str(row.currency or ""),
            changes=()
            if row.operation == "I"
            else tuple(c for c in changed_fields(row.old or {}, row.new or {}) if c[0] not in row.told),
        )
        follows = after == START or (event.at, -event.rank, event.id) < (after[0], -after[1], after[2])
        if follows and (event.changes or event.table == "created"):
            events.append(event)
    return events


def _in_words(session: Session, facts: Facts, entity: str, edits: Sequence[Event]) -> list[Event]:
    """Return *edits* with the words of other records as far as the reader sees them, and without what is no field."""
    described = facts.entities[entity]
    links = {f.name: f.to for f in described.fields if isinstance(f, Ref)}
    wanted: dict[str, set[int]] = {}
    for name, *values in (change for event in edits for change in event.changes if change[0] in links):
        wanted.setdefault(links[name], set()).update(int(value) for value in values if value)
    names: dict[tuple[str, int], str] = {}
    for to, ids in wanted.items():
        target = facts.entities.get(to)
        if target is not None and target.label in target:
            asked = f"SELECT id, CAST({target.label} AS text) AS words FROM crm.{to} WHERE id = ANY (:ids)"
            names |= {(to, row.id): row.words for row in session.execute(text(asked), {"ids": list(ids)})}

    def said(name: str, value: Any) -> Any:
        return names.get((links[name], int(value)), value) if name in links and value else value

    told = [
        replace(event, changes=tuple((n, said(n, old), said(n, new)) for n, old, new in event.changes
                                     if n in described or n.startswith("attrs.")))
        for event in edits
    ]  # fmt: skip
    return [event for event in told if event.changes or event.table == "created"]


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Return (field, old, new) of what differs; own attributes one by one."""
    flat_old, flat_new = _flat(old), _flat(new)
    names = [*flat_new, *(name for name in flat_old if name not in flat_new)]
    return tuple(
        (name, flat_old.get(name), flat_new.get(name))
        for name in names
        if flat_old.get(name) != flat_new.get(name) and name not in SILENT
    )


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in values.items() if name != "attrs"}
    attrs = values.get("attrs")
    if isinstance(attrs, dict):
        found.update({f"attrs.{key}": value for key, value in attrs.items()})
    return found


def pin(session: Session, customer_id: int, table: str, record_id: int) -> None:
    """Keep an entry on top of a customer's timeline; raise Denied without the right to edit the customer."""
    with translated():
        session.execute(
            text(
                "INSERT INTO crm.timeline_pin (customer_id, source, record_id) VALUES (:customer, :table, :id) "
                "ON CONFLICT (customer_id, source, record_id) DO NOTHING"
            ),
            {"customer": customer_id, "table": table, "id": record_id},
        )


def unpin(session: Session, pin_id: int) -> None:
    """Let an entry stand where it belongs in time."""
    with translated():
        session.execute(text("DELETE FROM crm.timeline_pin WHERE id = :id"), {"id": pin_id})


def not_told(session: Session, words: str, table: str, record_id: int) -> list[str]:
    """Return the colleagues named behind an @ who may not read the record."""
    with translated():
        return list(
            session.execute(
                text("SELECT * FROM crm.not_told(:words, :table, :id)"),
                {"words": words, "table": table, "id": record_id},
            ).scalars()
        )


def colleagues(session: Session) -> list[str]:
    """Return the names that may stand behind an @."""
    with translated():
        return list(
            session.execute(
                text("SELECT name FROM crm.employee WHERE status = 'active' ORDER BY sort_key, id")
            ).scalars()
        )
