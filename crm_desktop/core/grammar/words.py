"""What the grammar must know of languages, dictionaries and people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_desktop.core import clock
from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.facts import Term
from crm_desktop.core.grammar.lexer import fold

EMPTY_WORDS = frozenset({"-", "空", "无", "empty", "none"})
FILLED_WORDS = frozenset({"*", "有", "filled", "any"})
ME_WORDS = frozenset({"我", "me"})
WORDED = (kinds.Choice, kinds.Options, kinds.MultiChoice, kinds.OwnAttributes)  #: words stand for what is stored
TEXTS = (kinds.Text, kinds.LongText)
LISTS = (kinds.Tags, kinds.MultiChoice)


@dataclass(frozen=True, kw_only=True)
class Words:
    """Look-ups that the caller hands in; none of them may ask the database.

    ``labels``: field → its labels, that of the reader's language first. ``terms``: dictionary → entries.
    ``options``: field → (stored word, label) pairs, the reader's language first. ``attributes``: field → the own
    attributes that it may name. ``find``: field that points to a
    record and the words of one → its id, None where unknown. ``name``: the reverse, '' where unknown.
    """

    labels: Callable[[kinds.Field], Sequence[str]]
    terms: Callable[[str], Sequence[Term]] = lambda kind: ()
    options: Callable[[kinds.Options], Sequence[tuple[str, str]]] = lambda field: field.options
    attributes: Callable[[kinds.OwnAttributes], Sequence[kinds.Field]] = lambda field: ()
    find: Callable[[kinds.Ref, str], int | None] = lambda field, text: None
    name: Callable[[kinds.Ref, int], str] = lambda field, record_id: ""
    me: int | None = None
    language: str = "zh_CN"
    today: date | None = None

    @property
    def day(self) -> date:
        """Return the day that relative days count from."""
        return self.today or clock.today()


def field_names(entity: Entity, words: Words) -> Mapping[str, kinds.Field]:
    """Return every word by which a field may be called, folded; earlier fields win."""
    names: dict[str, kinds.Field] = {}
    for each in (*entity.fields, *entity.part_fields):
        if "filter" in each.hidden_in:
            continue
        for label in (*words.labels(each), each.label, each.name, each.name.rpartition("attrs.")[2]):
            folded = fold(label)
            names.setdefault(folded, each)
            names.setdefault(folded.replace(" ", ""), each)
    return names


def stored_word(found: kinds.Field, piece: str, words: Words) -> str:
    """Return the stored word for a typed one: itself, whole words, an unmistakable beginning; raise BadValue."""
    pairs: list[tuple[str, str]] = []
    if isinstance(found, kinds.Options):
        stored = [code for code, _ in found.options]
        pairs += ((label, code) for code, label in (*words.options(found), *found.options))
    elif isinstance(found, kinds.OwnAttributes):
        own = words.attributes(found)
        stored = [f.name.removeprefix("attrs.") for f in own]
        pairs += ((label, f.name.removeprefix("attrs.")) for f in own for label in (f.label, f.other_label) if label)
    else:
        assert isinstance(found, (kinds.Choice, kinds.MultiChoice))
        terms = words.terms(found.dictionary)
        stored = [t.code for t in terms]
        pairs += ((label, t.code) for t in terms for label in (t.name, t.name_en) if label)
    wanted = fold(piece)
    known = [(fold(label), code) for label, code in (*((c, c) for c in stored), *pairs)]
    if piece in stored:
        return piece
    for label, code in known:
        if label == wanted:
            return code
    begun = {code for label, code in known if label.startswith(wanted)}
    if not wanted or len(begun) != 1:
        raise BadValue("not_an_option", piece, found.name)
    return begun.pop()


def is_ordered(found: kinds.Field) -> bool:
    """Tell whether values of a field can be compared: numbers, days, moments."""
    return kinds.is_numeric(found) or isinstance(found, (kinds.Date, kinds.DateTime))


def label_of(found: kinds.Field, value: Any, words: Words) -> str:
    """Return the words of a stored word or id in the reader's language; '' for other kinds."""
    if isinstance(found, (kinds.Choice, kinds.MultiChoice)):
        term = next((t for t in words.terms(found.dictionary) if t.code == value), None)
        return term.label(words.language) if term else ""
    if isinstance(found, kinds.OwnAttributes):
        return next((f.label for f in words.attributes(found) if f.name == f"attrs.{value}"), "")
    if isinstance(found, kinds.Options):
        return next((label for code, label in words.options(found) if code == value), "")
    return words.name(found, value) if isinstance(found, kinds.Ref) else ""
