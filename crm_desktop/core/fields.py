"""Kinds of fields: one word decides editor, cell, parser, comparison and file format.

The functions that differ by kind are ``singledispatch`` functions over these classes:
``core.codec.to_text``/``from_text``, ``qt.editors.editor_for``, ``qt.cells.cell_for``.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Field:
    """One attribute of an entity as lists, forms, search and files see it.

    ``name`` is the column; ``attrs.KEY`` names a company's own attribute in the jsonb column.
    ``label`` is English, marked for translation under the entity's context.
    """

    name: str
    label: str
    required: bool = False
    read_only: bool = False  #: set by the database, never typed
    sortable: bool = False  #: NOT NULL, leakproof type, an index of its values that ends in id
    searchable: bool = False  #: part of the record's search tokens
    default: Any = None
    width: int = 12  #: of its list column, in characters
    hint: str = ""  #: one marked sentence, shown as placeholder or tooltip
    group: str = ""  #: heading on the form over a company's own attributes
    other_label: str = ""  #: what a company's own attribute is called in the other language
    only: tuple[str, tuple[Any, ...]] | None = None  #: for records only whose field has one of these values
    retired: bool = False  #: kept and shown where there is a value, asked of nobody any more
    hidden_in: frozenset[str] = (
        frozenset()
    )  #: of 'form', 'filter', 'import', 'export', 'print', 'sheet' (its own, on paper)
    indexed: bool = False  #: an own attribute that ``crm.match_attribute`` finds by an index
    masked: bool = False  #: the reader has only its mask, from ``crm.masked_values``
    of_part: str = ""  #: the entity of the part of a record whose field this is, by which the record is found

    @property
    def is_custom(self) -> bool:
        """Tell whether the company added this field itself."""
        return self.name.startswith("attrs.")

    @property
    def by_link(self) -> str:
        """Return the link of the record along which this field of another is read, as ``order_id`` of ``order_id.state``; else ''."""
        return "" if self.of_part or "attrs." in self.name else self.name.rpartition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text; ``''`` when empty, never None."""

    max_length: int = 200


@dataclass(frozen=True, kw_only=True)
class LongText(Field):
    """Several lines of text."""

    max_length: int = 20_000
    width: int = 30


@dataclass(frozen=True, kw_only=True)
class Code(Text):
    """A code from a coding rule; empty means that the database makes one."""

    width: int = 14


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """Telephone numbers, as typed; the database keeps the digits searchable."""

    max_length: int = 100
    checked: bool = False  #: what holds no number is refused
    width: int = 15


#: The columns in which an address is marked, and the word by which each mark is told elsewhere.
EMAIL_MARKS = ("email_opted_out", "email_invalid")


@dataclass(frozen=True, kw_only=True)
class Email(Text):
    """An e-mail address; which of its *marks* are set travels in ``Record.labels``."""

    marks: tuple[str, ...] = ()  #: the yes-or-no fields of the record that say not to write there
    width: int = 20


@dataclass(frozen=True, kw_only=True)
class Url(Text):
    """A web address."""

    width: int = 20


@dataclass(frozen=True, kw_only=True)
class Colour(Text):
    """A colour as #rrggbb; ``''`` for none."""

    max_length: int = 7


@dataclass(frozen=True, kw_only=True)
class Noun(Text):
    """The name of a kind of record, in words that of its entity."""

    width: int = 16


@dataclass(frozen=True, kw_only=True)
class FieldName(Text):
    """The name of a field of the kind of record that the field *of* names, in words its caption."""

    of: str
    width: int = 18


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number (int)."""

    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""  #: marked under ``Units``
    grouped: bool = True  #: an amount, shown in groups of three digits and added up; a year is none
    width: int = 8


@dataclass(frozen=True, kw_only=True)
class Money(Field):
    """An amount in minor units (int, 分): exact, and leakproof under row-level security.

    Its currency is what the record's field *currency* says (``order_id.currency``: of the record that it belongs to), in
    ``Record.labels``; without one the company's own.
    """

    currency: str = ""
    width: int = 14


@dataclass(frozen=True, kw_only=True)
class Price(Field):
    """A price per unit (Decimal, four places), in a *currency* as ``Money`` is."""

    currency: str = ""
    of: str = ""  #: the price of which this one is worked out: shown with as many decimals
    width: int = 12


@dataclass(frozen=True, kw_only=True)
class Quantity(Field):
    """A quantity (Decimal, three places).

    Its unit is what the record's field *unit* says (``product_id.unit``: of the record that it names), in ``Record.labels``.
    """

    unit: str = ""
    summed: bool = True  #: its total means something; that of a limit does not
    width: int = 9


@dataclass(frozen=True, kw_only=True)
class Percent(Field):
    """A percentage (Decimal, two places; 12.5 means 12.5 %)."""

    width: int = 8


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A day (datetime.date)."""

    width: int = 11


@dataclass(frozen=True, kw_only=True)
class Birthday(Date):
    """A day of birth; one whose year nobody knows stands in a row of *part* only, which files fill (``day_of_year``)."""

    part: str = ""  #: '' where a record has no place for it
    link: str = ""  #: column of *part* that points to the record


@dataclass(frozen=True, kw_only=True)
class Due(Date):
    """The day of what comes next: marked grey where nothing is planned, green where it is, red where it is overdue."""

    width: int = 13


@dataclass(frozen=True, kw_only=True)
class Expiry(Date):
    """The last day on which something is good: marked yellow where it is near, red where it is over."""

    width: int = 13


@dataclass(frozen=True, kw_only=True)
class LunarDay(Text):
    """A day of the lunar calendar as the database says it, such as 闰四月十五; ``''`` when empty."""

    read_only: bool = True
    width: int = 11


@dataclass(frozen=True, kw_only=True)
class DateTime(Field):
    """A moment (aware datetime.datetime); shown in local time."""

    width: int = 16


@dataclass(frozen=True, kw_only=True)
class Bool(Field):
    """Yes or no."""

    width: int = 6


def email_marks(opted_out: str, invalid: str) -> tuple[Bool, ...]:
    """Return the fields of ``EMAIL_MARKS`` with these labels; a sheet tells them beside the address."""
    titled = zip(EMAIL_MARKS, (opted_out, invalid), strict=True)
    return tuple(Bool(name=n, label=t, default=False, hidden_in=frozenset({"sheet"}), width=10) for n, t in titled)


@dataclass(frozen=True, kw_only=True)
class Star(Bool):
    """Whether the reader keeps the record among his favourites: a row of his own, no column of the record's."""

    name: str = "favourite"
    read_only: bool = True
    hidden_in: frozenset[str] = frozenset({"form", "import", "print"})
    width: int = 4


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """A code of one dictionary (table ``dictionary``, column kind = *dictionary*); ``''`` when empty."""

    dictionary: str
    of: str = ""  #: another field, which names the one that is meant where *dictionary* has the words of several
    derived: tuple[str, ...] = ()  #: codes that the database writes itself: shown and filtered by, never on offer
    width: int = 9


@dataclass(frozen=True, kw_only=True)
class Currency(Choice):
    """The code of a currency; on a new record the company's own."""

    dictionary: str = "currency"
    width: int = 8


@dataclass(frozen=True, kw_only=True)
class Options(Field):
    """One of a few words fixed by the program: *options* maps stored word to marked label."""

    options: tuple[tuple[str, str], ...]
    width: int = 10


@dataclass(frozen=True, kw_only=True)
class MultiChoice(Field):
    """Several codes of one dictionary (list of str); own attributes only."""

    dictionary: str
    width: int = 16


@dataclass(frozen=True, kw_only=True)
class Ref(Field):
    """The id of a record of entity *to* (int or None); its words travel in ``Record.labels``."""

    to: str
    made_as: tuple[str, ...] = ()  #: what is true of a record that an import makes of a word without one
    #: a field of the record and of what is offered: those that share its value are offered first, of what is *on_offer* no others
    within: str = ""
    on_offer: bool = False  #: what is no longer offered is left out, what takes its place stands there instead
    width: int = 14


@dataclass(frozen=True, kw_only=True)
class Login(Text):
    """The login of an employee, or of the server itself; the employee's name travels in ``Record.labels``."""

    read_only: bool = True


@dataclass(frozen=True, kw_only=True)
class Attachment(Field):
    """The name of one of the record's own files; ``''`` when empty."""

    width: int = 16


@dataclass(frozen=True, kw_only=True)
class Tags(Field):
    """Free words (list of str)."""

    width: int = 16


@dataclass(frozen=True, kw_only=True)
class OwnAttributes(Tags):
    """Keys of own attributes of the same kind of record *of*; in words their labels, which may be typed, too."""

    of: str


@dataclass(frozen=True, kw_only=True)
class Ways(Tags):
    """Further phones or e-mails, each as ``kind:value``: told by the database of the rows of *part*, which files fill."""

    dictionary: str
    part: str
    link: str  #: column of *part* that points to the record
    column: str  #: column of *part* with the number or the address
    read_only: bool = True
    hidden_in: frozenset[str] = frozenset({"form", "filter"})
    width: int = 24


#: What stands for the name of a person who was erased, as the database writes it.
ERASED = "(erased)"


def keeps_days(field: Field, entities: Mapping[str, Container[str]]) -> bool:
    """Tell whether records have a place for a birthday without its year, which the caller may see."""
    part = entities.get(field.part) if isinstance(field, Birthday) else None
    return part is not None and all(name in part for name in ("year", "month", "day"))


def is_importable(field: Field) -> bool:
    """Tell whether a file may fill *field*."""
    return not field.read_only or isinstance(field, Ways)


def is_numeric(field: Field) -> bool:
    """Tell whether values of *field* are right-aligned numbers that may be summed up."""
    return isinstance(field, (Integer, Money, Price, Quantity, Percent))


def is_summable(field: Field) -> bool:
    """Tell whether a list's total of *field* means something: amounts and quantities, not prices or percentages."""
    return isinstance(field, Money) or (isinstance(field, Quantity) and field.summed)


def is_worded(field: Field) -> bool:
    """Tell whether another record's words stand for the value, in ``Record.labels``."""
    return isinstance(field, (Ref, Login))


def is_kept_in_order(field: Field) -> bool:
    """Tell whether an index has the rows in the order of what the reader sees: words in a value's place it does not know."""
    return field.sortable and not is_worded(field) and not isinstance(field, (Choice, Options))
