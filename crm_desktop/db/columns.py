"""SQL for the fields of an entity: columns, own attributes in jsonb, words of what a Ref points to, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Numeric,
    Select,
    Table,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
    table,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.selectable import LateralFromClause
from sqlalchemy.types import Text as SqlText
from sqlalchemy.types import TypeEngine

from crm_desktop.core.clock import local_time
from crm_desktop.core.codec.stored import to_stored
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import (
    Bool,
    DateTime,
    Email,
    Field,
    Integer,
    Money,
    MultiChoice,
    Percent,
    Phone,
    Price,
    Quantity,
    Ref,
    Star,
    Tags,
    is_summable,
    is_worded,
)
from crm_desktop.core.fields import Date as DateField
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db.typed import number_in, to_find

#: Its policy leaves the reader's own.
_FAVOURITE = table("favourite", column("table_name"), column("record_id"), schema="crm")
#: In this order everything is found; a customer in a pool masked, as its view shows it. What the company added itself stands
#: behind, then actions, which are found by their own attributes only.
FOUND = (
    "customer",
    "pool_customer",
    "contact",
    "opportunity",
    "sales_order",
    "product",
    "partner",
    "employee",
    "product_batch",
)
_LETTERS = re.compile(r"(?:[A-Za-z]{2,} ?)+")
_NUMBER = re.compile(r"[\d\s()（）+.－-]+")  #: as ``crm.number_test`` takes it
_TICK = timedelta(microseconds=1)
_EMPLOYEE = table("employee", column("login"), column("name"), schema="crm")


def table_of(entity: Entity) -> Table:
    """Return the table behind an entity."""
    return entity.mapped.__table__


def _type_of(field: Field) -> TypeEngine[Any]:
    """Return the SQL type of an own attribute."""
    if isinstance(field, (Integer, Money, Ref)):
        return BigInteger()
    if isinstance(field, (Price, Quantity, Percent)):
        return Numeric()
    if isinstance(field, DateField):
        return Date()
    if isinstance(field, DateTime):
        return TIMESTAMP(timezone=True)
    if isinstance(field, Bool):
        return Boolean()
    return JSONB() if isinstance(field, (Tags, MultiChoice)) else SqlText()


def own_values(entity: Entity, names: Iterable[str]) -> LateralFromClause | None:
    """Return the own attributes beside the row, to be joined; None where fewer than two of *names* are among them.

    Each reading of ``attrs`` unpacks the whole of it: 6 ms for 10,000 rows with a hundred attributes. Joined to nothing it
    comes back unpacked, once a row, and ``OFFSET`` keeps the planner from writing that out for each attribute again.
    """
    if sum(entity[name].is_custom for name in names) < 2:
        return None
    unpacked = table_of(entity).c["attrs"].op("||", return_type=JSONB())(literal_column("'{}'::jsonb"))
    return select(unpacked.label("attrs")).correlate(table_of(entity)).offset(literal_column("0")).lateral("own")


def column_of(entity: Entity, field: Field, own: LateralFromClause | None = None) -> ColumnElement[Any]:
    """Return the SQL of a field: its column, or its typed place in ``attrs``, unpacked in *own*."""
    table = table_of(entity)
    if isinstance(field, Star):
        return table.c.id.in_(select(_FAVOURITE.c.record_id).where(_FAVOURITE.c.table_name == entity.name))
    if field.by_link:
        return _beyond(entity, field)
    if field.masked:  # nothing finds, sorts or counts by it; what is told of it comes beside the row (``db.masks``)
        return cast(null(), table.c[field.name].type)
    if not field.is_custom:
        return table.c[field.name]
    value = (table if own is None else own).c["attrs"][field.name.removeprefix("attrs.")]
    kind = _type_of(field)
    if isinstance(kind, JSONB):
        return value
    return func.coalesce(value.astext, "") if isinstance(kind, SqlText) else cast(value.astext, kind)


def _beyond(entity: Entity, field: Field) -> ColumnElement[Any]:
    """Return the SQL of a field of the record that a link names, null where the reader may not see that."""
    link, name = entity[field.by_link], field.name.rpartition(".")[2]
    target = table(link.to, column("id"), column(name, _type_of(field)), schema="crm").alias(f"beyond_{name}")  # type: ignore[attr-defined]
    found = select(target.c[name]).where(target.c.id == column_of(entity, link))
    return found.correlate_except(target).scalar_subquery()  # within the words of a link, too


def each_of(column: ColumnElement[Any], field: Field) -> ColumnElement[Any]:
    """Return one row per entry where the field holds several; a record without any stays."""
    if not isinstance(field, (Tags, MultiChoice)):
        return column
    if field.is_custom:
        filled = func.coalesce(func.nullif(column, cast([], JSONB)), cast([None], JSONB))
        return func.jsonb_array_elements_text(filled, type_=SqlText)
    return func.unnest(
        func.coalesce(func.nullif(column, cast([], ARRAY(SqlText))), cast([None], ARRAY(SqlText))), type_=SqlText
    )


def label_of(entity: Entity, field: Field, own: LateralFromClause | None = None) -> ColumnElement[Any]:
    """Return the words beside a value: of the record that it names (null when it may not be seen), the currency or unit it is in, its marks."""
    if path := said_in(entity, field):
        return said_by(entity, path)
    if isinstance(field, Email):
        set_marks = (case((column_of(entity, entity[mark]), mark)) for mark in field.marks if mark in entity)
        return func.nullif(func.concat_ws(" ", *set_marks), "")
    if not isinstance(field, Ref):
        who = _EMPLOYEE.alias(f"label_{field.name}")
        return select(who.c.name).where(who.c.login == column_of(entity, field)).scalar_subquery()
    known = table_of(entity).metadata.tables.get(f"crm.{field.to}")
    words = known.info.get("label", "name") if known is not None else "name"
    # a tab above may not be loaded (crm-admin loads what it needs): its key and label are enough
    target = table(field.to, column("id"), column(words), schema="crm").alias(f"label_{field.name.replace('.', '_')}")
    return select(target.c[words]).where(target.c.id == column_of(entity, field, own)).scalar_subquery()


def selected(entity: Entity, names: Iterable[str], own: LateralFromClause | None = None) -> list[ColumnElement[Any]]:
    """Return the columns to select for *names*, and behind them the words of the worded fields among them."""
    fields = [entity[name] for name in names]
    columns: list[ColumnElement[Any]] = [column_of(entity, f, own).label(f"v{i}") for i, f in enumerate(fields)]
    worded = [entity[name] for name in labelled(entity, names)]
    return columns + [label_of(entity, f, own).label(f"l{i}") for i, f in enumerate(worded)]


def labelled(entity: Entity, names: Iterable[str]) -> list[str]:
    """Return those of *names* whose values have words beside them: another record's, the currency of an amount, the unit of a quantity, the marks of an e-mail."""
    fields = (entity[name] for name in names)
    return [f.name for f in fields if is_worded(f) or said_in(entity, f) or (isinstance(f, Email) and f.marks)]


def said_in(entity: Entity, field: Field) -> str:
    """Return the path of what says in which currency or unit each value of *field* is; '' where nothing does."""
    path = field.currency if isinstance(field, (Money, Price)) else field.unit if isinstance(field, Quantity) else ""
    return path if path.partition(".")[0] in entity else ""


def said_by(entity: Entity, path: str) -> ColumnElement[Any]:
    """Return the SQL of the currency or unit at the end of a *path*: of the record, or of the one that it belongs to."""
    name, _, beyond = path.partition(".")
    column_here = column_of(entity, entity[name])
    if not beyond:
        return column_here
    target = table(entity[name].to, column("id"), column(beyond), schema="crm").alias(f"said_{name}")  # type: ignore[attr-defined]
    return select(target.c[beyond]).where(target.c.id == column_here).scalar_subquery()


def said_among(entity: Entity, names: Iterable[str]) -> dict[str, ColumnElement[Any]]:
    """Return the SQL of each currency or unit that numbers among *names* are in, by its path."""
    paths = (said_in(entity, f) for f in map(entity.__getitem__, names) if is_summable(f))
    return {path: said_by(entity, path) for path in paths if path}


def where_of(entity: Entity, condition: Condition) -> ColumnElement[bool]:
    """Return the SQL of one condition."""
    field = entity[condition.field]
    if field.of_part:
        return _in_parts(entity, field, condition)
    if field.indexed and (found := _found_by_index(entity, field, condition)) is not None:
        return found
    column, value = column_of(entity, field), condition.value
    if isinstance(field, Star):  # a bare "in" is joined by the index, "in … = true" is not
        wanted = condition.op == "filled" or True in (value if isinstance(value, tuple) else (value,))
        return column if wanted != (condition.op == "ne") else ~column
    if condition.op == "empty":
        return _empty(column, field)
    if condition.op == "filled":
        return ~_empty(column, field)
    if isinstance(field, DateTime):
        return _moment(column, condition)
    if isinstance(field, (Tags, MultiChoice)):
        return _list(column, field, condition)
    match condition.op:
        case "eq":
            return column == value
        case "ne":
            return column.is_distinct_from(value)
        case "lt":
            return column < value
        case "le":
            return column <= value
        case "gt":
            return column > value
        case "ge":
            return column >= value
        case "between":
            low, high = value
            return and_(*([column >= low] if low is not None else []), *([column <= high] if high is not None else []))
        case "in":
            return (
                or_(column.in_([v for v in value if v is not None]), column.is_(None))
                if None in value
                else column.in_(value)
            )
        case _ if isinstance(field, Phone) and (digits := number_in(str(value))):
            return column.regexp_match(r"\D*".join(digits))  # however it is written
        case _:
            words = label_of(entity, field) if is_worded(field) else cast(column, SqlText)
            found = words.icontains(str(value), autoescape=True)
            return or_(found, sound) if (sound := _by_sound(entity, field, str(value))) is not None else found


def _by_sound(entity: Entity, field: Field, words: str) -> ColumnElement[bool] | None:
    """Return the condition that the name which a field is, or gives, sounds as letters were typed; None where it has no sound."""
    if not _LETTERS.fullmatch(words):
        return None
    own = table_of(entity)
    if isinstance(field, Ref):
        known = own.metadata.tables.get(f"crm.{field.to}")
        # only what is loaded tells whether its names are kept by sound
        if known is None or known.info.get("label", "name") != "name" or "name" not in known.c:
            return None
        named = known.alias(f"sound_{field.name.replace('.', '_')}")
        return column_of(entity, field).in_(select(named.c.id).where(_sounds_so(named, field.to, words)))
    found = entity.name if entity.search else ""
    return _sounds_so(own, found, words) if field.name == entity.label == "name" else None


def _sounds_so(named: Any, entity: str, words: str) -> ColumnElement[bool]:
    """Return the condition that a name sounds so; of an *entity* that is searched those that the search finds are looked at."""
    heard: ColumnElement[bool] = func.crm.sounds_so(
        named.c["name"], select(func.crm.sound_of(words)).scalar_subquery(), type_=Boolean
    )
    if entity not in FOUND:
        return heard
    found = select(getattr(func.crm, f"match_{entity}")(words, 1_000_000).column_valued("heard"))
    if "sort_key" in named.c:  # most are told by what is kept already
        heard = or_(func.replace(named.c["sort_key"], " ", "").contains("".join(words.casefold().split())), heard)
    return and_(named.c.id.in_(found), heard)


def _in_parts(entity: Entity, field: Field, condition: Condition) -> ColumnElement[bool]:
    """Return the condition that one of the record's parts fits; for what is not so or empty, that none is so or filled."""
    part, opposite = entity.found_by[field.of_part], {"ne": "eq", "empty": "filled"}.get(condition.op)
    wanted = Condition(field.name.removeprefix(f"{part.name}."), opposite or condition.op, condition.value)
    found = table_of(entity).c.id.in_(_holders(entity, part).where(where_of(part, wanted)))
    return ~found if opposite else found


def _holders(entity: Entity, part: Entity) -> Select[Any]:
    """Return the ids of the records that the parts belong to."""
    return select(table_of(part).c[entity.finding(part.name).field])


def _found_by_index(entity: Entity, field: Field, condition: Condition) -> ColumnElement[bool] | None:
    """Return the condition on an own attribute through the function that may use its index; None where it has no use."""
    given = condition.value
    if isinstance(field, Phone):
        if condition.op == "contains" and _NUMBER.fullmatch(given) and len(re.findall(r"\d", given)) > 2:
            return _match(entity, field, "has", given)
        return _match(entity, field, "eq", given) if condition.op == "eq" and given else None
    if isinstance(field, DateTime):
        return _found_by_moment(entity, field, condition)
    if isinstance(field, MultiChoice):
        wanted = given if isinstance(given, (tuple, list)) else (given,)
        parts = [_match(entity, field, "has", [w]) for w in wanted]
        return or_(*parts) if condition.op in ("eq", "in", "contains") and parts else None
    if condition.op == "in":
        return None if not given or None in given or "" in given else _match(entity, field, "in", list(given))
    if condition.op in ("eq", "lt", "le", "gt", "ge") and given not in (None, ""):
        return _match(entity, field, condition.op, given)
    return _match(entity, field, "between", list(given)) if condition.op == "between" else None


def _found_by_moment(entity: Entity, field: Field, condition: Condition) -> ColumnElement[bool] | None:
    given = condition.value
    match condition.op:
        case "eq" | "lt" | "le" | "gt" | "ge" if isinstance(given, datetime):
            return _match(entity, field, condition.op, given)
        case "eq":
            return _match(entity, field, "between", [_start(given), _last(given)])
        case "lt" | "ge":
            return _match(entity, field, condition.op, _start(given))
        case "le" | "gt":
            return _match(entity, field, "lt" if condition.op == "le" else "ge", _after(given))
        case "between":
            low, high = given
            return _match(entity, field, "between", [low and _start(low), high and _last(high)])
    return None


def _match(entity: Entity, field: Field, op: str, given: Any) -> ColumnElement[bool]:
    value = [to_stored(v) for v in given] if isinstance(given, list) else to_stored(given)
    key = field.name.removeprefix("attrs.")
    found = func.crm.match_attribute(entity.name, key, op, cast(value, JSONB)).column_valued(f"found_{key}")
    return table_of(entity).c.id.in_(select(found))


def _empty(column: ColumnElement[Any], field: Field) -> ColumnElement[bool]:
    if isinstance(field, Tags) and not field.is_custom:
        return column == cast([], ARRAY(SqlText))
    if isinstance(column.type, (SqlText,)) or column.type.__class__.__name__ in ("String", "Text"):
        return or_(column.is_(None), column == "")
    return column.is_(None)


def _list(column: ColumnElement[Any], field: Field, condition: Condition) -> ColumnElement[bool]:
    wanted = list(condition.value) if isinstance(condition.value, (tuple, list)) else [condition.value]
    if field.is_custom:
        found = or_(*(column.bool_op("@>")(cast([w], JSONB)) for w in wanted))
    else:
        found = column.bool_op("&&")(cast(wanted, ARRAY(SqlText)))
    return ~func.coalesce(found, False) if condition.op == "ne" else found


def _start(day: Any) -> Any:
    """Return when a day begins, a moment as it is."""
    whole = isinstance(day, date) and not isinstance(day, datetime)
    return local_time(datetime.combine(day, time())) if whole else day


def _last(day: Any) -> Any:
    """Return the last moment of a day."""
    return _after(day) - _TICK


def _after(day: Any) -> Any:
    """Return when a day is over; a moment is over with the next tick of the clock."""
    return _start(day + timedelta(days=1)) if not isinstance(day, datetime) else day + _TICK


def _moment(column: ColumnElement[Any], condition: Condition) -> ColumnElement[bool]:
    """Compare a timestamp with days in the user's own time zone."""
    value = condition.value
    match condition.op:
        case "eq" if isinstance(value, datetime):
            return column == value
        case "eq":
            return and_(column >= _start(value), column < _after(value))
        case "ne":
            return or_(column.is_(None), column < _start(value), column >= _after(value))
        case "lt":
            return column < _start(value)
        case "le":
            return column < _after(value)
        case "gt":
            return column >= _after(value)
        case "ge":
            return column >= _start(value)
        case "in":
            return or_(*(and_(column >= _start(v), column < _after(v)) for v in value))
        case _:
            low, high = value
            return and_(*([column >= _start(low)] if low else []), *([column < _after(high)] if high else []))


def matching(entity: Entity, words: str, limit: int = 1_000_000) -> ColumnElement[bool]:
    """Return the condition that a record is found by *words*; the function applies the caller's rights itself."""
    found: list[Any] = [select(getattr(func.crm, f"match_{entity.name}")(words, limit).column_valued("found"))]
    if has_searchable(entity):
        found.append(_by_value(entity, words, limit))
    for part in filter(has_searchable, entity.found_by.values()):
        found.append(_holders(entity, part).where(table_of(part).c.id.in_(_by_value(part, words))))
    # one set of ids: an "or" of two would be looked up for each row of the table
    return table_of(entity).c.id.in_(union(*found) if len(found) > 1 else found[0])


def _by_value(entity: Entity, words: str, limit: int = 1_000_000) -> Select[Any]:
    return select(func.crm.match_attributes(entity.name, words, limit).column_valued(f"by_value_of_{entity.name}"))


def has_searchable(entity: Entity) -> bool:
    """Tell whether records are also found by values of own attributes."""
    return any(f.indexed and not isinstance(f, Ref) for f in entity.fields)


def having(entity: Entity, words: str) -> ColumnElement[bool]:
    """Return the condition that a record is found by a value of an own attribute."""
    return table_of(entity).c.id.in_(_by_value(entity, words))


def restricted(statement: Select[Any], entity: Entity, query: ListQuery, most: int = 1_000_000) -> Select[Any]:
    """Return *statement* of the rows that a list asks for, of those found by words *most* at most."""
    if query.conditions:
        statement = statement.where(and_(*(where_of(entity, c) for c in query.conditions)))
    if words := to_find(query.search):
        if entity.search:
            return statement.where(matching(entity, words, most))
        labelled = called(entity, words)
        return statement.where(or_(labelled, having(entity, words)) if has_searchable(entity) else labelled)
    return statement


def called(entity: Entity, words: str) -> ColumnElement[bool]:
    """Return the condition that a record without search words is called so; one that has a name also by pinyin, initials and code."""
    label = words_of(entity)
    found = [label.icontains(words, autoescape=True)]
    if (
        entity.label == "name" and "sort_key" not in table_of(entity).c
    ):  # few at a time: classes, price lists, departments
        if "code" in entity:
            found.append(column_of(entity, entity["code"]).icontains(words, autoescape=True))
        letters = "".join(words.casefold().split())
        if letters.isascii() and letters.isalpha():
            sound = func.crm.sort_key(label)
            run_together = func.replace(sound, " ", "")
            initials = func.regexp_replace(sound, r"(\S)\S* ?", r"\1", "g")
            found += [run_together.contains(letters), initials.contains(letters)]
    return or_(*found)


def words_of(entity: Entity) -> ColumnElement[str]:
    """Return the words that stand for a record; where they are another record's, that one's."""
    field = entity[entity.label]
    return cast(label_of(entity, field) if is_worded(field) else column_of(entity, field), SqlText)
