"""The words of a record's values for people: what stands in cells, on paper and on the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import singledispatch
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core import clock, fields
from crm_desktop.core.clock import local_time
from crm_desktop.core.codec import to_text, with_thousands
from crm_desktop.core.codec.lunar import lunar_text
from crm_desktop.core.codec.ways import MARKS, ways_in_words
from crm_desktop.core.entity import Entity, Related
from crm_desktop.core.fields import Field, is_numeric
from crm_desktop.core.grouping import parts
from crm_desktop.core.record import Record
from crm_desktop.core.text import COMMA, LABELLED, QT_TRANSLATE_NOOP, SYMBOLS
from crm_desktop.qt.tools import Tools, caption

#: The login under which PostgreSQL itself is set up; what it wrote, no employee did.
SUPERUSER = "postgres"
MINUS = "\N{MINUS SIGN}"
BETWEEN = " · "  #: amounts of different currencies
_NAMES = (fields.Noun, fields.FieldName)
#: What the server keeps of a record beside its fields.
_KEPT = {"digits": QT_TRANSLATE_NOOP("Cells", "Digits of the phone, for searching")}
#: What is copied in words rather than as it is stored.
_WORDS = (
    fields.Ref,
    fields.Login,
    fields.Choice,
    fields.Options,
    fields.MultiChoice,
    fields.Ways,
    fields.Bool,
    *_NAMES,
)


@singledispatch
def cell_text(field: Field, value: Any, record: Record, tools: Tools) -> str:
    """Return the words of a list cell: one line, formatted for reading, '' when empty."""
    return "" if value is None else " ".join(str(value).split())


@cell_text.register
def _(field: fields.Text, value: str | None, record: Record, tools: Tools) -> str:
    return erased_words(to_text(field, value))


def mark_words(mark: str) -> str:
    """Return a mark of an e-mail in the language of the moment, named as its field or as a further one has it."""
    return QCoreApplication.translate("Ways", MARKS[mark.removeprefix("email_")])


def marks_text(field: Field, record: Record) -> str:
    """Return what an e-mail is marked with, '' where one may write there."""
    return joined(map(mark_words, record.labels.get(field.name, "").split())) if isinstance(field, fields.Email) else ""


@cell_text.register
def _(field: fields.Email, value: str | None, record: Record, tools: Tools) -> str:
    said = marks_text(field, record) if value else ""
    return f"{erased_words(value or '')} ({said})" if said else erased_words(value or "")


@cell_text.register
def _(field: fields.LongText, value: str | None, record: Record, tools: Tools) -> str:
    return " ".join(erased_words(value or "")[:400].split())


@cell_text.register
def _(field: fields.Integer, value: int | None, record: Record, tools: Tools) -> str:
    if value is None or not field.grouped:
        return to_text(field, value)
    if field.unit == "%":
        return _signed(str(value)) + "%"
    return _signed(str(value)) + (f" {QCoreApplication.translate('Units', field.unit)}" if field.unit else "")


@cell_text.register
def _(field: fields.Money, value: int | None, record: Record, tools: Tools) -> str:
    return "" if value is None else money_text(value, _currency(field, record, tools))


@cell_text.register
def _(field: fields.Price, value: Decimal | None, record: Record, tools: Tools) -> str:
    if value is None:
        return ""
    text = to_text(field, _as_exact(value, record.values.get(field.of)))
    whole, _, part = text.partition(".")
    currency = _currency(field, record, tools)
    return _signed(f"{whole}.{part:0<2}", SYMBOLS.get(currency, currency + " "))


def _as_exact(value: Decimal, origin: Decimal | None) -> Decimal:
    """Return a price that was worked out of *origin* with as many decimals: those of money, or more where *origin* has them."""
    if origin is None:
        return value
    places = max(2, -int(Decimal(origin).normalize().as_tuple().exponent))
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _currency(field: fields.Money | fields.Price, record: Record, tools: Tools) -> str:
    """Return the currency of an amount: what stands beside it, what the record says, the company's own."""
    return record.labels.get(field.name) or record.values.get(field.currency) or tools.facts().currency


@cell_text.register
def _(field: fields.Quantity, value: Decimal | None, record: Record, tools: Tools) -> str:
    return "" if value is None else _signed(to_text(field, value))


@cell_text.register
def _(field: fields.Percent, value: Decimal | None, record: Record, tools: Tools) -> str:
    return "" if value is None else _signed(to_text(field, value)) + "%"


@cell_text.register
def _(field: fields.Date, value: date | None, record: Record, tools: Tools) -> str:
    return "" if value is None else value.isoformat()


@cell_text.register
def _(field: fields.LunarDay, value: str | None, record: Record, tools: Tools) -> str:
    return lunar_text(value or "", tools.language())


@cell_text.register
def _(field: fields.DateTime, value: datetime | None, record: Record, tools: Tools) -> str:
    return "" if value is None else local_time(value).strftime("%Y-%m-%d %H:%M")


@cell_text.register
def _(field: fields.Bool, value: bool | None, record: Record, tools: Tools) -> str:
    if value is None:
        return ""
    return QCoreApplication.translate("Cells", "Yes") if value else QCoreApplication.translate("Cells", "No")


@cell_text.register
def _(field: fields.Star, value: bool | None, record: Record, tools: Tools) -> str:
    return "★" if value else ""


@cell_text.register
def _(field: fields.Choice, value: str | None, record: Record, tools: Tools) -> str:
    named_by = str(record.values.get(field.of) or "") if field.of else ""
    return tools.term_label(named_by or field.dictionary, value) if value else ""


@cell_text.register
def _(field: fields.Options, value: str | None, record: Record, tools: Tools) -> str:
    return option_label(field, value, record, tools)


@cell_text.register
def _(field: fields.MultiChoice, value: list[str] | None, record: Record, tools: Tools) -> str:
    return separator(tools).join(tools.term_label(field.dictionary, code) for code in value or ())


@cell_text.register
def _(field: fields.Tags, value: list[str] | None, record: Record, tools: Tools) -> str:
    return separator(tools).join(value or ())


@cell_text.register
def _(field: fields.OwnAttributes, value: list[str] | None, record: Record, tools: Tools) -> str:
    known = tools.facts().entities.get(field.of)
    keys = [f"attrs.{key}" for key in value or ()]
    return separator(tools).join(
        known[key].label if known and key in known else key.removeprefix("attrs.") for key in keys
    )


@cell_text.register
def _(field: fields.Ways, value: list[str] | None, record: Record, tools: Tools) -> str:
    return separator(tools).join(
        ways_in_words(value or (), lambda kind: tools.term_label(field.dictionary, kind), mark_words)
    )


@cell_text.register
def _(field: fields.Ref, value: int | None, record: Record, tools: Tools) -> str:
    if value is None:
        return ""
    words = ref_words(field.to, value, record.labels.get(field.name, ""), tools)
    return words or _unnumbered_words(field, record, tools) or f"#{value}"


@cell_text.register
def _(field: fields.Login, value: str | None, record: Record, tools: Tools) -> str:
    return erased_words(record.labels.get(field.name, "")) or login_words(value or "")


@cell_text.register(fields.Noun)
@cell_text.register(fields.FieldName)
def _(field: fields.Text, value: str | None, record: Record, tools: Tools) -> str:
    of = str(record.values.get(field.of) or "") if isinstance(field, fields.FieldName) else ""
    return dict(named(field, of, tools)).get(value or "", kept_words(value or ""))


def kept_words(name: str) -> str:
    """Return the words of what the server keeps beside the fields of a record; of anything else its name."""
    return QCoreApplication.translate("Cells", _KEPT[name]) if name in _KEPT else name


def named(field: fields.Text, of: str, tools: Tools) -> list[tuple[str, str]]:
    """Return the kinds of records, or the fields of the kind *of* (of any kind, where all call it the same), with their words."""
    entities = tools.facts().entities
    if isinstance(field, fields.Noun):
        return [(name, QCoreApplication.translate(e.context, e.plural)) for name, e in entities.items()]
    found: dict[str, set[str]] = {}
    for entity in [entities[of]] if of in entities else entities.values():
        for one in entity.fields:
            if not one.is_custom and not isinstance(one, fields.Star):
                found.setdefault(one.name, set()).add(caption(entity, one))
        if entity.attributes_title:
            found.setdefault("attrs", set()).add(QCoreApplication.translate(entity.context, entity.attributes_title))
    return [(name, words.pop()) for name, words in found.items() if len(words) == 1]


def sorting_words(field: fields.Field, tools: Tools) -> tuple[tuple[str, str], ...]:
    """Return (stored, words) of all that may stand in a field, where only the program knows the words.

    The name of a field stands there by itself and behind the kind of record whose it is.
    """
    if isinstance(field, fields.Noun):
        return tuple(named(field, "", tools))
    if isinstance(field, fields.Ref):
        return tuple((t.code, t.label(tools.language())) for t in tools.facts().terms.get(f"@{field.to}", ()))
    if isinstance(field, fields.FieldName):
        everywhere = {name: kept_words(name) for name in _KEPT} | dict(named(field, "", tools))
        each = ((of, name, words) for of in tools.facts().entities for name, words in named(field, of, tools))
        return (*everywhere.items(), *((f"{of}.{name}", words) for of, name, words in each))
    return ()


def ref_words(to: str, value: Any, label: str, tools: Tools) -> str:
    """Return the words of the record *value* of *to*, whose name is *label*: in the language of the moment where it has both."""
    term = tools.term(f"@{to}", str(value))
    return term.label(tools.language()) if term and term.name == label else erased_words(label)


def naming(entity: Entity, names: Iterable[str], tools: Tools) -> list[str]:
    """Return the fields of *entity* that say what the records are called to which *names* refer, while those have no number."""
    refs = (field for field in map(entity.__getitem__, names) if isinstance(field, fields.Ref))
    found = (
        f"{ref.name}.{name}" for ref in refs if (to := tools.facts().entities.get(ref.to)) for name in to.unnumbered
    )
    may_read = tools.facts().rights.may_read
    return [name for name in found if name in entity and may_read(entity.name, name)]


def _unnumbered_words(ref: fields.Ref, record: Record, tools: Tools) -> str:
    to = tools.facts().entities.get(ref.to)
    if to is None or not to.unnumbered:
        return ""
    start = f"{ref.name}."
    values = {name.removeprefix(start): value for name, value in record.values.items() if name.startswith(start)}
    labels = {name.removeprefix(start): words for name, words in record.labels.items() if name.startswith(start)}
    there = Record(0, 0, values, labels)
    return BETWEEN.join(filter(None, (_plain(to, name, there, tools) for name in to.unnumbered)))


def login_words(login: str) -> str:
    """Return who stands behind a login that is no employee's: the server's own superuser in words."""
    return QCoreApplication.translate("Cells", "The server") if login == SUPERUSER else login


def erased_words(text: str) -> str:
    """Return *text*; the mark of somebody erased, there or within, in the language of the moment."""
    return (
        text.replace(fields.ERASED, QCoreApplication.translate("Cells", "(erased)")) if fields.ERASED in text else text
    )


def option_label(field: fields.Options, value: str | None, record: Record | None, tools: Tools) -> str:
    """Return the words of a fixed option in the language of the moment."""
    label = next((words for stored, words in field.options if stored == value), value or "")
    for entity in tools.facts().entities.values():
        if field.name in entity and entity[field.name] is field:
            of = tools.entity(entity[field.by_link].to) if field.by_link else entity  # type: ignore[attr-defined]
            return QCoreApplication.translate(of.context, label)
    return label


def due_tone(day: date | None) -> str:
    """Return how it stands with what comes next: ``badge`` for nothing planned, ``badge-ok`` for planned, ``badge-bad`` for overdue."""
    return "badge" if day is None else "badge-bad" if day < clock.today() else "badge-ok"


EXPIRES_SOON = 30  #: days before something expires in which it is marked


def expiry_tone(day: date | None) -> str:
    """Return how it stands with what expires: ``badge-bad`` where it has, ``badge-warn`` within a month, else ``''``."""
    left = (day - clock.today()).days if day is not None else EXPIRES_SOON + 1
    return "badge-bad" if left < 0 else "badge-warn" if left <= EXPIRES_SOON else ""


def separator(tools: Tools) -> str:
    """Return what stands between several words in the language of the moment."""
    return "、" if tools.language().startswith("zh") else ", "


def no_room(titles: Sequence[str], tools: Tools) -> str:
    """Return the words for columns of these *titles* that have no room; '' where all have."""
    words = QCoreApplication.translate("Cells", "no room for: %1")
    return words.replace("%1", separator(tools).join(titles)) if titles else ""


def labelled(label: str, words: str) -> str:
    """Return *words* behind what they are about, with the colon of the language of the moment."""
    return QCoreApplication.translate("Text", LABELLED).format(label=label, words=words)


def joined(parts: Iterable[str], mark: str = COMMA) -> str:
    """Return the parts that say something, parted by COMMA or SEMICOLON in the language of the moment."""
    return QCoreApplication.translate("Text", mark).join(part for part in parts if part)


def money_text(cents: int, currency: str = "CNY") -> str:
    """Return an amount with sign, symbol, thousands and two decimals."""
    whole, part = divmod(abs(cents), 100)
    return ("" if cents >= 0 else MINUS) + f"{SYMBOLS.get(currency, currency + ' ')}{whole:,}.{part:02d}"


def is_summable(field: Field) -> bool:
    """Tell whether a sum over the column says anything: prices per unit and percentages have none."""
    if isinstance(field, (fields.Price, fields.Percent)) or (isinstance(field, fields.Quantity) and not field.summed):
        return False
    if isinstance(field, fields.Integer) and (field.unit == "%" or not field.grouped):
        return False
    return is_numeric(field)


def sum_text(field: Field, value: Any, tools: Tools, currency: str = "") -> str:
    """Return the words of a sum over a number column, in the company's own currency or in *currency*; of several, and of each unit, one."""
    if isinstance(value, Mapping) and isinstance(field, fields.Quantity):
        several = (
            f"{_signed(to_text(field, one))} {tools.term_label('unit', unit, one)}" for unit, one in _by_most(value)
        )
        return BETWEEN.join(words.rstrip() for words in several)
    if isinstance(value, Mapping):
        return BETWEEN.join(money_text(amount, money) for money, amount in parts(value, tools.facts().currency))
    return cell_text(field, value, Record(0, 0, {}, {field.name: currency}), tools)


def _by_most(by_unit: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(by_unit.items(), key=lambda pair: (-pair[1], pair[0])) or [("", 0)]


def related_title(entity: Entity, related: Related, other: Entity) -> str:
    """Return what the records of *other* are called below one of *entity*."""
    if related.title:
        return QCoreApplication.translate(entity.context, related.title)
    return QCoreApplication.translate(other.context, other.plural)


def name_text(entity: Entity, record: Record, tools: Tools) -> str:
    """Return the words that stand for a record: its name, what stands for it while it has no number, else its kind with the record it names, else two of these."""
    field, value = entity[entity.label], record.values.get(entity.label)
    if isinstance(field, (fields.Ref, *_NAMES)) and value:
        return cell_text(field, value, record, tools)
    kind = cell_text(field, value, record, tools) if isinstance(field, (fields.Choice, fields.Options)) else ""
    if not record.id or (value and not kind):
        return kind or erased_words(str(value or ""))
    if entity.label in record.values and entity.unnumbered:
        return BETWEEN.join(filter(None, (_plain(entity, name, record, tools) for name in entity.unnumbered)))
    refs = [f for f in map(entity.__getitem__, entity.list_columns) if isinstance(f, fields.Ref)]
    named = (ref_words(f.to, record.values.get(f.name), record.labels.get(f.name, ""), tools) for f in refs)
    return " · ".join([words for words in (kind, *named) if words][:2])


def unnumbered(entity: Entity, tools: Tools) -> str:
    """Return what a record without a number is called where nothing else is known of it: a draft."""
    field = entity[entity.unnumbered[0]] if entity.unnumbered else None
    return option_label(field, field.default, None, tools) if isinstance(field, fields.Options) else ""


def _plain(entity: Entity, name: str, record: Record, tools: Tools) -> str:
    return cell_text(entity[name], record.values[name], record, tools) if name in record.values else ""


def called(entity: Entity, record: Record, tools: Tools) -> str:
    """Return the words that stand for a record, its code or its number where it has none."""
    return name_text(entity, record, tools) or record.words("code") or f"#{record.id}"


def raw_text(field: Field, record: Record, tools: Tools) -> str:
    """Return a cell for the clipboard: plain numbers and dates, words instead of ids and codes, no marked e-mail."""
    value = record.values.get(field.name)
    if marks_text(field, record):
        return ""  # nobody writes there by mistake
    if isinstance(field, _WORDS):
        return cell_text(field, value, record, tools)
    return to_text(field, value)


def table_text(columns: Sequence[Field], records: Sequence[Record], tools: Tools) -> str:
    """Return cells as tab-separated lines that Excel takes as a table; breaks and tabs are quoted."""
    return "\n".join("\t".join(_quoted(raw_text(f, r, tools)) for f in columns) for r in records)


def cell_tip(field: Field, record: Record, tools: Tools) -> str | None:
    """Return the whole text where a cell is likely to be cut, or None."""
    value = record.values.get(field.name)
    if isinstance(field, fields.LongText) and value:
        return str(value)[:2000]
    text = cell_text(field, value, record, tools)
    if isinstance(field, _NAMES) and value and value != text:
        return f"{text} ({value})"  # the name under which files and the database have it
    return text if len(text) > field.width else None


def _signed(text: str, symbol: str = "") -> str:
    negative = text.startswith("-")
    return (MINUS if negative else "") + symbol + with_thousands(text.lstrip("-"))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '\t\n\r"') else text
