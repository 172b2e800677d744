"""How a file's columns become fields: plain data, guessed from headings, kept as JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from crm_desktop.core import fields
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Invalid
from crm_desktop.exchange.headings import bare, other_names
from crm_desktop.exchange.table import ReadOptions

#: (language, context, text) → text in that language; ``printing.words.translate`` is one.
Translate = Callable[[str, str, str], str]

MODES = ("create", "update", "both")
EMPTY = ("leave", "clear")
LANGUAGES = ("en", "zh_CN")
#: Columns of our own error files, which are fed again after they were corrected.
OWN_HEADINGS = frozenset({"row", "problem", "行号", "问题"})
#: In ``Source.create``: every text that no record answers to, not even a near one.
EVERY = "*"
#: Fields that one column can fill together: a whole address line, taken apart as it is checked.
ADDRESS = ("address", "province", "city", "district", "postcode")
_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a field's text comes from: a column, or a template with ``{heading}`` places.

    ``lookup``: by which fields of the other record a reference is found. ``values``: what the file
    says → what is meant; it is also where an offered match is confirmed. ``create``: texts for which a
    record is made that the reference then points to; ``EVERY`` for whatever nothing is near to.
    """

    field: str
    heading: str = ""
    template: str = ""
    lookup: tuple[str, ...] = ()
    values: Mapping[str, str] = dataclass_field(default_factory=dict)
    date_format: str = ""
    create: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportMapping:
    """Everything that is to be said about an import beside its file."""

    entity: str
    sources: tuple[Source, ...]
    match: tuple[str, ...] = ()  #: fields that tell whether a record is already there
    mode: str = "both"
    empty: str = "leave"
    distinct: bool = False  #: rows that say the same about the same record count once
    date_format: str = ""
    decimal: str = "."
    pool: str = ""  #: name of the public pool into which new customers go, instead of to an owner
    options: ReadOptions = dataclass_field(default_factory=ReadOptions)
    then: tuple[ImportMapping, ...] = ()  #: imports of other entities from the same file, in the same transaction

    def source(self, name: str) -> Source | None:
        """Return where the field *name* comes from, or None."""
        return next((s for s in self.sources if s.field == name), None)

    def creating(self, name: str, text: str) -> ImportMapping:
        """Return a copy in which a record is made for the file's *text* in the reference *name*."""
        changed = tuple(replace(s, create=(*s.create, text)) if s.field == name else s for s in self.sources)
        return replace(self, sources=changed)

    def confirmed(self, name: str, text: str, meaning: str) -> ImportMapping:
        """Return a copy in which the file's *text* stands for *meaning* in the field *name*."""
        changed = tuple(replace(s, values={**s.values, text: meaning}) if s.field == name else s for s in self.sources)
        return replace(self, sources=changed)


def address_parts(entity: Entity) -> tuple[str, ...]:
    """Return the fields into which a whole address can be taken apart; () for an entity without places."""
    parts = tuple(name for name in ADDRESS if name in entity)
    return parts if {"address", "province", "city"} <= set(parts) else ()


def plain(text: str) -> str:
    """Return *text* without what makes no difference to a reader: width, case, blanks, dashes, brackets."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum() or c in "#+&@%")


def field_of(entity: Entity, name: str) -> fields.Field:
    """Return the field *name*; raise Invalid ``mapping_field``."""
    if name not in entity:
        raise Invalid("mapping_field", name, {"field": name, "entity": entity.name})
    return entity[name]


def guess(
    headings: Sequence[str], entity: Entity, translate: Translate, keys: Sequence[Sequence[str]] = ()
) -> ImportMapping:
    """Guess the fields from the headings: our names in both languages go before those of other programs."""
    ours: dict[str, str] = {}
    for known in entity.fields:
        if not fields.is_importable(known) or "import" in known.hidden_in:
            continue
        words = [known.name, known.name.removesuffix("_id"), known.name.removeprefix("attrs.")]
        for language in LANGUAGES:
            label = translate(language, entity.context, known.label)
            words += [label, translate(language, entity.context, entity.title) + label]
        for word in words:
            ours.setdefault(plain(word), known.name)
    for known in entity.fields:
        if known.other_label and fields.is_importable(known) and "import" not in known.hidden_in:
            ours.setdefault(plain(known.other_label), known.name)
    others: dict[str, str] = {}
    for word, name in other_names(entity, ours):
        others.setdefault(plain(word), name)
    found: dict[str, str] = {}  # field → heading
    for names, spelt in ((ours, str), (ours, bare), (others, str), (others, bare)):
        for heading in headings:
            name = names.get(plain(spelt(heading)), "")
            if name and heading not in found.values():
                found.setdefault(name, heading)
    sources = [
        Source(field=name, heading=found[name]) for name in sorted(found, key=lambda n: headings.index(found[n]))
    ]
    match = default_match(entity, sources, keys)
    return ImportMapping(
        entity=entity.name,
        sources=tuple(_with_places(entity, sources)),
        match=match,
        distinct=is_whole(entity, match, keys),
    )


def _with_places(entity: Entity, sources: Sequence[Source]) -> Iterator[Source]:
    """Yield *sources*, an address with all its parts where no other column says the place."""
    given = {s.field for s in sources}
    for source in sources:
        yield source
        if source.field == "address" and not given & {"province", "city", "district"}:
            parts = (name for name in address_parts(entity) if name not in given and fields.is_importable(entity[name]))
            yield from (Source(field=name, heading=source.heading) for name in parts)


def default_match(entity: Entity, sources: Iterable[Source], keys: Sequence[Sequence[str]] = ()) -> tuple[str, ...]:
    """Return the fields of the file by which the entity's records are told apart, the surest first.

    *keys*: the database's unique keys. A reference alone tells nothing apart: then all unique fields count
    together. A name counts within the record that it must belong to (a contact's within its customer). What
    has no key at all (an action, a line) is the same only where everything is the same.
    """
    names = [s.field for s in sources]
    given = set(names)
    known = [name for name in entity.unique if name in given]
    complete = sorted((tuple(k) for k in keys if set(k) <= given and (not known or known[0] in k)), key=len)
    if complete:
        return complete[0]
    if not known:
        return () if entity.unique or keys else whole_match(entity, names)
    if isinstance(entity[known[0]], fields.Ref):
        return tuple(known)
    return (known[0], *_owners(entity, given)) if known[0] == entity.label else (known[0],)


def is_whole(entity: Entity, match: Sequence[str], keys: Sequence[Sequence[str]]) -> bool:
    """Tell whether *match* is every field, for want of a key: then a row that stands twice in the file counts once."""
    return bool(match) and not entity.unique and not keys


def second_match(mapping: ImportMapping, entity: Entity) -> tuple[str, ...]:
    """Return how a row without its key is told apart: by its name, else by all that it says; () for no other way."""
    names = [s.field for s in mapping.sources]
    first = mapping.match[0] if mapping.match else ""
    if not first or first not in entity.unique or first == "name":
        return ()
    if entity.label in entity.unique and entity.label != first:
        return (entity.label, *_owners(entity, set(names))) if entity.label in names else ()
    return whole_match(entity, names) if isinstance(entity[first], fields.Code) else ()


def whole_match(entity: Entity, names: Iterable[str]) -> tuple[str, ...]:
    """Return every field by which a row without any key can be told apart, required ones first."""
    told = [name for name in names if name in entity and not name.startswith(("attrs.", "created_"))]
    return tuple(sorted(told, key=lambda name: not entity[name].required or isinstance(entity[name], fields.Code)))


def _owners(entity: Entity, given: set[str]) -> list[str]:
    return [f.name for f in entity.fields if isinstance(f, fields.Ref) and f.required and f.name in given]


def with_new_columns(known: ImportMapping, guessed: ImportMapping, before: Set[str]) -> ImportMapping:
    """Return *known* with what is guessed of columns that were not there *before*; a place of its own goes before a whole address."""
    whole = known.source("address")
    parts = {s.field for s in known.sources if whole and s.field in ADDRESS[1:] and s.heading == whole.heading != ""}
    taken = ({s.field for s in known.sources} - parts) | ({"owner_id"} if known.pool else set())
    fresh = {s.field: s for s in guessed.sources if s.heading not in before and s.field not in taken}
    dropped = (parts if fresh.keys() & {"province", "city", "district"} else set()) | fresh.keys()
    return replace(known, sources=(*(s for s in known.sources if s.field not in dropped), *fresh.values()))


def fits(mapping: ImportMapping, headings: Iterable[str]) -> bool:
    """Tell whether every column that *mapping* wants is among *headings*."""
    there = set(headings)
    wanted = {s.heading for s in mapping.sources if s.heading}
    return bool(wanted) and wanted <= there


def from_json(given: str | Mapping[str, Any], entity: str = "") -> ImportMapping:
    """Read a mapping file; raise Invalid ``mapping_json``, ``mapping_key`` or ``mapping_value``.

    ``columns``: heading → field, or ``{"field", "lookup", "values", "date_format"}``, or a list of these.
    ``constants``: field → text that may hold ``{heading}``, or ``{"text", "lookup", …}``.
    """
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise Invalid("mapping_json", values={"text": str(error)}) from error
    if not isinstance(given, Mapping):
        raise Invalid("mapping_json", values={"text": str(given)[:40]})
    known = {
        "entity",
        "columns",
        "constants",
        "match",
        "mode",
        "empty",
        "distinct",
        "date_format",
        "decimal",
        "pool",
        "sheet",
        "encoding",
        "delimiter",
        "heading_row",
        "then",
        "note",
    }
    for key in given:
        if key not in known:
            raise Invalid("mapping_key", values={"text": key})
    sources = [*_columns(given.get("columns", {})), *_constants(given.get("constants", {}))]
    options = ReadOptions(
        sheet=given.get("sheet", ""),
        encoding=given.get("encoding", ""),
        delimiter=given.get("delimiter", ""),
        heading_row=given.get("heading_row", 0),
    )
    mapping = ImportMapping(
        entity=given.get("entity", entity) or entity,
        sources=tuple(sources),
        match=_words(given.get("match", ())),
        mode=given.get("mode", "both"),
        empty=given.get("empty", "leave"),
        distinct=bool(given.get("distinct", False)),
        date_format=given.get("date_format", ""),
        decimal=given.get("decimal", "."),
        pool=str(given.get("pool", "")),
        options=options,
        then=tuple(from_json(part) for part in given.get("then", ())),
    )
    if mapping.mode not in MODES or mapping.empty not in EMPTY or mapping.decimal not in (".", ","):
        raise Invalid("mapping_value", values={"text": f"{mapping.mode} {mapping.empty} {mapping.decimal}"})
    if not mapping.entity:
        raise Invalid("mapping_key", values={"text": "entity"})
    return mapping


def to_json(mapping: ImportMapping) -> dict[str, Any]:
    """Return what ``from_json`` reads."""
    columns: dict[str, list[Any]] = {}
    constants: dict[str, Any] = {}
    for source in mapping.sources:
        more: dict[str, Any] = {
            "lookup": list(source.lookup),
            "values": dict(source.values),
            "date_format": source.date_format,
            "create": list(source.create),
        }
        more = {key: value for key, value in more.items() if value}
        if source.heading:
            columns.setdefault(source.heading, []).append({"field": source.field, **more} if more else source.field)
        else:
            constants[source.field] = {"text": source.template, **more} if more else source.template
    options = mapping.options
    rest = {
        "match": list(mapping.match),
        "distinct": mapping.distinct,
        "date_format": mapping.date_format,
        "pool": mapping.pool,
        "sheet": options.sheet,
        "encoding": options.encoding,
        "delimiter": options.delimiter,
        "heading_row": options.heading_row,
        "constants": constants,
        "then": [to_json(m) for m in mapping.then],
    }
    return {
        "entity": mapping.entity,
        "columns": {h: c[0] if len(c) == 1 else c for h, c in columns.items()},
        "mode": mapping.mode,
        "empty": mapping.empty,
        "decimal": mapping.decimal,
        **{key: value for key, value in rest.items() if value},
    }


def headings_of(template: str) -> list[str]:
    """Return the headings that stand in braces in a template."""
    return _PLACE.findall(template)


def filled(template: str, cells: Mapping[str, str]) -> str:
    """Return *template* with the cells in their places; blanks left by empty ones are drawn together."""
    if "{" not in template:
        return template
    return " ".join(_PLACE.sub(lambda m: cells.get(m[1], ""), template).split())


def _columns(given: Any) -> Iterable[Source]:
    if not isinstance(given, Mapping):
        raise Invalid("mapping_key", values={"text": "columns"})
    for heading, what in given.items():
        for entry in what if isinstance(what, list) else [what]:
            if entry:
                yield _source(entry, "field", heading=str(heading))


def _constants(given: Any) -> Iterable[Source]:
    if not isinstance(given, Mapping):
        raise Invalid("mapping_key", values={"text": "constants"})
    for name, what in given.items():
        entry = dict(what) if isinstance(what, Mapping) else {"text": str(what)}
        yield replace(
            _source({"field": str(name), **{k: v for k, v in entry.items() if k != "text"}}, "field"),
            template=str(entry.get("text", "")),
        )


def _source(entry: Any, key: str, heading: str = "") -> Source:
    if isinstance(entry, str):
        return Source(field=entry, heading=heading)
    if not isinstance(entry, Mapping) or not isinstance(entry.get(key), str):
        raise Invalid("mapping_key", values={"text": heading or str(entry)[:40]})
    for name in entry:
        if name not in ("field", "lookup", "values", "date_format", "create"):
            raise Invalid("mapping_key", values={"text": name})
    values = entry.get("values", {})
    if not isinstance(values, Mapping):
        raise Invalid("mapping_key", values={"text": "values"})
    return Source(
        field=entry[key],
        heading=heading,
        lookup=_words(entry.get("lookup", ())),
        values={str(k): str(v) for k, v in values.items()},
        date_format=str(entry.get("date_format", "")),
        create=_words(entry.get("create", ())),
    )


def _words(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(str(word) for word in given)
