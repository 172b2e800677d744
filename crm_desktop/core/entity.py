"""The vocabulary in which business entities describe themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crm_desktop.core.fields import Code, Field, Star
from crm_desktop.core.forms.rules import FieldRule


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled group of fields on the form."""

    title: str
    fields: tuple[str, ...]
    folded: bool = False  #: opens by its heading
    widths: Mapping[str, str] = field(default_factory=dict)  #: of single fields: 'full', 'half', 'third' of a row


@dataclass(frozen=True, kw_only=True)
class Related:
    """Another entity's records shown below a record: those whose *field* points to it."""

    entity: str
    field: str
    title: str = ""  #: other words than the plural of those records, in the context of the entity above
    first: str = ""  #: a yes-or-no field: those that have it come first
    columns: tuple[str, ...] = ()  #: those of its list here, where they are others than elsewhere
    made: bool = True  #: whether new ones are made here; lines are made in their order
    word: str = ""  #: by whose own attributes the record above is found: marked, stands before their names
    finds: tuple[str, ...] = ()  #: fields of these by which the record above is found, too


@dataclass(frozen=True, kw_only=True)
class Entity:
    """Everything that generic code needs to know about one kind of record; data only.

    ``mapped`` is the mapped class; its table's name is the entity's name and the name of the
    module in the rights. ``title``/``plural`` and all labels are marked under ``context``.
    ``label``: the field whose text stands for a record elsewhere. ``messages`` maps the name of
    a database constraint or rule to the marked sentence that explains it.
    """

    mapped: Any
    title: str
    plural: str
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    list_columns: tuple[str, ...]
    sort: str
    #: list columns that most can do without: the first is left out first where a list has no room for all
    gives_way: tuple[str, ...] = ()
    descending: bool = False
    label: str = "name"
    unnumbered: tuple[str, ...] = ()  #: fields whose words stand for a record while it has no number
    subtitle: str = ""  #: field shown beside the label in pickers and search results
    owner: str = ""  #: field that names the owner, for rights by scope
    module: str = ""  #: module of the rights where it is not the table's own name
    kept_in: str = ""  #: table that holds its rows where it is a view: that table's changes are its own
    icon: str = "file"
    search: bool = False  #: the database has ``crm.search_<name>(words, limit)`` and ``crm.match_<name>``
    attributes_title: str = ""  #: marked title of the section of own attributes, where there is a column ``attrs``
    attachable: bool = False
    star: Star | None = None  #: each person may keep records of it among his favourites
    related: tuple[Related, ...] = ()
    parts: tuple[Related, ...] = ()  #: records that its own page edits with it, such as the lines of an order
    unique: tuple[str, ...] = ()  #: fields an import may match existing records by
    messages: Mapping[str, str] = field(default_factory=dict)
    stays: str = ""  #: marked sentence on what is done instead, where the database lets nobody delete one
    built_in: tuple[Section, ...] = ()  #: its own sections, where the company has arranged others
    found_by: Mapping[str, Entity] = field(default_factory=dict)  #: those of its parts by whose fields it is found
    rules: tuple[FieldRule, ...] = ()  #: set by the company: what its form shows, asks, keeps and offers
    #: fields of its parts by which it is found, named PART.FIELD, as PART.attrs.KEY; only filters know them
    part_fields: tuple[Field, ...] = field(init=False, repr=False, compare=False)
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        finds = {name: self.finding(name).finds for name in self.found_by}
        found = (
            replace(f, name=f"{name}.{f.name}", of_part=name)
            for name, part in self.found_by.items()
            for f in part.fields
            if (f.is_custom or f.name in finds[name]) and "filter" not in f.hidden_in
        )
        object.__setattr__(self, "part_fields", tuple(found))
        object.__setattr__(self, "_by_name", {f.name: f for f in (*self.fields, *self.part_fields)})
        named = (*self.list_columns, *self.gives_way, self.sort, self.label, *self.unique)
        named = (*named, *(n for s in self.sections for n in s.fields))
        for name in named:
            if name not in self._by_name:
                raise ValueError(f"{self.name}: unknown field {name!r}")
        if not self._by_name[self.sort].sortable:
            raise ValueError(f"{self.name}: default sort {self.sort!r} is not sortable")

    @property
    def name(self) -> str:
        """Return the table's name: the one name of this entity everywhere."""
        return str(self.mapped.__tablename__)

    @property
    def context(self) -> str:
        """Return the translation context: the mapped class's name."""
        return str(self.mapped.__name__)

    @property
    def rights_module(self) -> str:
        """Return the module under which rights are stored."""
        return self.module or self.name

    @property
    def is_fixed(self) -> bool:
        """Tell whether nobody writes these records: the database keeps them itself."""
        return all(field.read_only for field in self.fields)

    def giving_way(self, names: Sequence[str]) -> list[str]:
        """Return those of the columns *names* that a list may leave out, the most dispensable first."""
        first = [name for name in self.gives_way if name in names]
        rest = [name for name in names if not isinstance(self[name], (Code, Star)) and name != self.label]
        return first + [name for name in reversed(rest[1:]) if name not in first]

    def __getitem__(self, name: str) -> Field:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def with_star(self) -> Entity:
        """Return a copy in whose lists the reader's favourites are marked, where it can have any."""
        if self.star is None:
            return self
        return replace(self, fields=(*self.fields, self.star), list_columns=(self.star.name, *self.list_columns))

    def with_parts(self, entities: Mapping[str, Entity]) -> Entity:
        """Return a copy that is found by fields of those of its parts that are among *entities*."""
        below = (*self.parts, *self.related)
        found_by = {p.entity: entities[p.entity] for p in below if p.word and p.entity in entities}
        return replace(self, found_by=found_by) if found_by else self

    def finding(self, name: str) -> Related:
        """Return how the record is found by the parts called *name*."""
        return next(p for p in (*self.parts, *self.related) if p.word and p.entity == name)

    def with_attributes(self, attributes: Iterable[Field], listed: Iterable[str] = ()) -> Entity:
        """Return a copy that also has the company's own *attributes*; those *listed* are columns of its list."""
        own = tuple(attributes)
        if not own:
            return self
        groups: dict[str, list[str]] = {}
        for attribute in own:
            if "form" not in attribute.hidden_in:
                groups.setdefault(attribute.group or self.attributes_title, []).append(attribute.name)
        return replace(
            self,
            fields=(*self.fields, *own),
            sections=(*self.sections, *(Section(title=title, fields=tuple(names)) for title, names in groups.items())),
            list_columns=(*self.list_columns, *listed),
        )
