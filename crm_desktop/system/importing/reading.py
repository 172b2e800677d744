"""Cells of a file to values of fields, row by row; knows dictionaries, not the database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crm_desktop.core import fields
from crm_desktop.core.clock import local_time
from crm_desktop.core.codec import from_text
from crm_desktop.core.codec.dates import day_of_year
from crm_desktop.core.codec.stored import to_stored
from crm_desktop.core.codec.ways import MARKS, read_ways, said_of, ways_apart
from crm_desktop.core.codec.words import attributes_by_words
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue, Invalid
from crm_desktop.core.facts import Term
from crm_desktop.exchange.table import Row
from crm_desktop.system.importing.mapping import (
    ADDRESS,
    LANGUAGES,
    ImportMapping,
    Source,
    Translate,
    field_of,
    filled,
    headings_of,
)

#: Who made a record and when, in the system that it comes from: kept for new records, with the right to assign all.
ORIGIN = ("created_at", "created_by")
#: Different texts of one field whose value is remembered while a file is read.
_REMEMBERED = 5_000
_NUMBERS = (fields.Integer, fields.Money, fields.Price, fields.Quantity, fields.Percent)

Terms = Mapping[str, Sequence[Term]]
Problem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it was understood: JSON ``values``, ``references`` still in words, ``blank`` fields, ``problems``."""

    number: int
    cells: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def problem(error: Invalid, name: str = "") -> Problem:
    """Return *error* as JSON: its rule, its field and what fills its sentence."""
    values = {key: str(value) for key, value in error.values.items()}
    return {"rule": error.rule, "field": error.field or name, **({"values": values} if values else {})}


def check_mapping(
    mapping: ImportMapping, entity: Entity, headings: Sequence[str], may_write: Callable[[str], bool]
) -> None:
    """Raise Invalid where the mapping wants what the file or the entity has not, or what may not be written."""
    there = set(headings)
    seen: set[str] = set()
    for source in mapping.sources:
        found = field_of(entity, source.field)
        if source.field in seen:
            raise Invalid("mapping_twice", source.field, {"field": source.field})
        seen.add(source.field)
        if not fields.is_importable(found) and source.field not in ORIGIN:
            raise Invalid("mapping_read_only", source.field, {"field": source.field})
        if source.field not in ORIGIN and not may_write(source.field):
            raise Invalid("mapping_denied", source.field, {"field": source.field})
        for heading in [source.heading] if source.heading else headings_of(source.template):
            if heading not in there:
                raise Invalid("mapping_heading", source.field, {"heading": heading})
    if not mapping.sources:
        raise Invalid("mapping_nothing")
    if mapping.pool and entity.name != "customer":
        raise Invalid("mapping_value", values={"text": mapping.pool})
    if mapping.pool and "owner_id" in seen:
        raise Invalid("mapping_pool_owner", "owner_id")
    for name in mapping.match:
        if name not in seen:
            raise Invalid("mapping_match", name, {"field": name})


def row_reader(
    mapping: ImportMapping,
    entity: Entity,
    headings: Sequence[str],
    terms: Terms,
    translate: Translate,
    entities: Mapping[str, Entity],
) -> Callable[[Row], ReadRow]:
    """Return the function that understands the rows of one file; words of options and of fields in any language."""
    places = {heading: index for index, heading in enumerate(headings)}
    readers = [
        (
            source,
            entity[source.field],
            _cell_reader(
                source,
                _converter(_read_as(entity, source, mapping), source, mapping, terms, entity, translate),
                entity[source.field].name,
            ),
        )
        for source in mapping.sources
    ]
    translations = {s.heading: s.values for s in mapping.sources if s.heading and s.values}
    placeless = {s.field: isinstance(k, fields.Birthday) and not fields.keeps_days(k, entities) for s, k, _ in readers}
    named = {k.name: _field_namer(k, entities, translate) for _, k, _ in readers if isinstance(k, fields.FieldName)}

    def read(row: Row) -> ReadRow:
        values: dict[str, Any] = {}
        references: dict[str, str] = {}
        blank: list[str] = []
        problems: list[Problem] = [{"rule": row.problem, "field": ""}] if row.problem else []
        meant: dict[str, str] | None = None
        for source, kind, reader in readers:
            if source.heading:
                text = row.cells[places[source.heading]]
            else:
                if meant is None:
                    meant = {h: translations.get(h, {}).get(row.cells[i], row.cells[i]) for h, i in places.items()}
                text = filled(source.template, meant)
            if not text.strip() or (placeless[source.field] and day_of_year(text)):
                blank.append(source.field)
                continue
            value, wrong = reader(text)
            if wrong is not None:
                problems.append(wrong)
            elif isinstance(kind, fields.Ref):
                references[source.field] = value
            else:
                put(values, source.field, value)
        for name in named.keys() & values.keys():
            values[name] = named[name](values)
        return ReadRow(row.number, row.cells, values, references, tuple(blank), tuple(problems))

    return read


def _read_as(entity: Entity, source: Source, mapping: ImportMapping) -> fields.Field:
    """Return the field as which a cell is read: a whole address, which is taken apart later, as that in each of its parts."""
    whole = mapping.source("address") if source.field in ADDRESS else None
    return entity["address" if whole and whole.heading and whole.heading == source.heading else source.field]


def _cell_reader(
    source: Source, convert: Callable[[str], Any], name: str
) -> Callable[[str], tuple[Any, Problem | None]]:
    remembered: dict[str, tuple[Any, Problem | None]] = {}
    translated = {key: meaning for text, meaning in source.values.items() for key in (text, text.strip())}

    def read(text: str) -> tuple[Any, Problem | None]:
        known = remembered.get(text)
        if known is None:
            try:
                known = convert(translated.get(text, translated.get(text.strip(), text))), None
            except Invalid as error:
                error.values.setdefault("text", text)
                known = None, problem(error, name)
            if len(remembered) < _REMEMBERED:
                remembered[text] = known
        return known

    return read


def _converter(
    kind: fields.Field, source: Source, mapping: ImportMapping, terms: Terms, entity: Entity, translate: Translate
) -> Callable[[str], Any]:
    if isinstance(kind, fields.Ref):
        return str.strip
    if isinstance(kind, (fields.Choice, fields.MultiChoice)):
        return _chooser(kind, terms.get(kind.dictionary, ()))
    if isinstance(kind, fields.Options):
        return _option_reader(kind, entity, translate)
    if isinstance(kind, fields.OwnAttributes):
        keys = attributes_by_words(entity)
        return lambda text: [keys.get(word, word) for word in from_text(kind, text)]  # others the database knows
    if isinstance(kind, fields.Ways):
        return _ways_reader(kind, terms.get(kind.dictionary, ()), translate)
    form = source.date_format or mapping.date_format
    whole = _whole_reader(kind, form, mapping)
    if not isinstance(kind, fields.Birthday):
        return whole
    day_first = form.find("%d") < form.find("%m")
    return lambda text: day_of_year(text, day_first=day_first) or whole(text)


def _whole_reader(kind: fields.Field, form: str, mapping: ImportMapping) -> Callable[[str], Any]:
    if isinstance(kind, (fields.Date, fields.DateTime)) and form:
        return lambda text: to_json_value(kind, _dated(kind, text, form))
    if isinstance(kind, _NUMBERS) and mapping.decimal == ",":
        return lambda text: to_json_value(kind, from_text(kind, _with_point(text)))
    return lambda text: to_json_value(kind, from_text(kind, text))


def _chooser(kind: fields.Choice | fields.MultiChoice, terms: Sequence[Term]) -> Callable[[str], Any]:
    codes: dict[str, set[str]] = {}
    live = {term.code for term in terms if not term.retired}
    exact = {term.code for term in terms} | ({kind.dictionary} & {"dictionary"})  # their list is a dictionary too
    for term in terms:
        for word in (term.code, term.name, term.name_en):
            if word:
                codes.setdefault(word.casefold(), set()).add(term.code)

    def one(text: str) -> str:
        word = text.strip()
        found = codes.get(word.casefold(), set())
        if word in exact:
            return word
        found = found & live or found  # a retired entry gives its name away
        if len(found) != 1:
            raise BadValue("choice_unknown" if not found else "choice_ambiguous", word, kind.name)
        return next(iter(found))

    if isinstance(kind, fields.Choice):
        return one
    return lambda text: [one(word) for word in from_text(kind, text)]


def _ways_reader(kind: fields.Ways, terms: Sequence[Term], translate: Translate) -> Callable[[str], Any]:
    in_turn = sorted(terms, key=lambda term: not term.retired)  # a retired entry gives its name away
    kinds = {word.casefold(): term.code for term in in_turn for word in (term.code, term.name, term.name_en) if word}
    marks = {
        translate(language, "Ways", word).casefold(): mark for mark, word in MARKS.items() for language in LANGUAGES
    }
    address = fields.Email(name=kind.name, label=kind.label)

    def read(text: str) -> list[str]:
        found = []
        for code, value in ways_apart(read_ways(text, kinds, marks if kind.column == "email" else {})):
            if kind.column == "email":
                value = from_text(address, value)
            elif not re.search(r"\d", value):
                raise BadValue("bad_phone", value, kind.name)
            found.append(f"{code}:{value}")
        return found

    return read


def _option_reader(kind: fields.Options, entity: Entity, translate: Translate) -> Callable[[str], Any]:
    stored = {}
    for word, label in kind.options:
        for known in (*(translate(language, entity.context, label) for language in LANGUAGES), word):
            stored[known.casefold()] = word
    return lambda text: stored.get(text.strip().casefold()) or from_text(kind, text)


def _field_namer(
    kind: fields.FieldName, entities: Mapping[str, Entity], translate: Translate
) -> Callable[[Mapping[str, Any]], str]:
    """Return what makes the name of a field of its words: those of the record it is of, else what another calls it."""
    meant: dict[tuple[str, str], str] = {}
    for entity in entities.values():
        for one in entity.fields:
            for word in {translate(language, entity.context, one.label).casefold() for language in LANGUAGES}:
                meant.setdefault((entity.name, word), one.name)
                meant.setdefault(("", word), one.name)

    def name_of(values: Mapping[str, Any]) -> str:
        text, of = str(values[kind.name]), entities.get(str(values.get(kind.of) or ""))
        if of is None or text in of:
            return text
        word = text.casefold()
        found = meant.get((of.name, word)) or meant.get(("", word), "")
        return found if found in of else text

    return name_of


def _dated(kind: fields.Field, text: str, form: str) -> Any:
    word = text.strip()
    try:
        moment = dt.datetime.strptime(word, form)
    except ValueError:
        try:
            moment = dt.datetime.fromisoformat(word)  # a real date of a workbook
        except ValueError:
            raise BadValue("bad_date", text, kind.name) from None
    return moment.date() if isinstance(kind, fields.Date) else local_time(moment)


def _with_point(text: str) -> str:
    return text.replace(".", "").replace(" ", "").replace("\u00a0", "").replace(",", ".")


def put(values: dict[str, Any], name: str, value: Any) -> None:
    """Set the field *name* in *values*; own attributes stand in an object of their own."""
    if name.startswith("attrs."):
        values.setdefault("attrs", {})[name.removeprefix("attrs.")] = value
    else:
        values[name] = value


def to_json_value(kind: fields.Field, value: Any) -> Any:
    """Return *value* as JSON holds it: money in 分, days in ISO form; decimals as text, exact in a column."""
    if kind.is_custom:
        return to_stored(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return value


def from_json_value(kind: fields.Field, value: Any) -> Any:
    """Return the value that JSON holds, of the field's own type."""
    if isinstance(kind, (fields.Price, fields.Quantity, fields.Percent)):
        return Decimal(str(value))
    if isinstance(kind, fields.DateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(kind, fields.Birthday) and value.startswith("--"):
        return day_of_year(value) or None
    return dt.date.fromisoformat(value) if isinstance(kind, fields.Date) else value


def same_value(kind: fields.Field, new: Any, old: Any) -> bool:
    """Tell whether a stored JSON value and an imported one mean the same."""
    if new in (None, "", []) and old in (None, "", []):
        return True
    if isinstance(kind, (fields.Price, fields.Quantity, fields.Percent)) and None not in (new, old):
        return Decimal(str(new)) == Decimal(str(old))
    if isinstance(kind, fields.DateTime) and new and old:
        there, here = dt.datetime.fromisoformat(new), dt.datetime.fromisoformat(old)
        return there.replace(microsecond=0) == here.replace(microsecond=0)  # files say no more than the second
    if isinstance(kind, fields.Ways):
        given, kept = said_of(new or ()), said_of(old or ())  # a file adds marks, it never takes one away
        return given.keys() == kept.keys() and all(given[way] <= kept[way] for way in given)
    if isinstance(kind, fields.Birthday) and "--" in ((new or "")[:2], (old or "")[:2]):
        # a file that says less than is known takes nothing away, nor a day that is kept by the lunar calendar
        return not new or (old == "--" and new[:2] == "--") or (new[:2] == "--" and new[-5:] == (old or "")[-5:])
    if isinstance(new, str) and isinstance(old, str):
        return new.strip() == old.strip()  # cells are read without the blanks around them
    return bool(new == old)
