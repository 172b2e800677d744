"""Export of a list to Excel or CSV, within the caller's rights; importing the file again changes nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import singledispatch
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import fields
from crm_desktop.core.clock import local_time
from crm_desktop.core.codec import to_text
from crm_desktop.core.codec.dates import day_in_file
from crm_desktop.core.codec.ways import MARKS, ways_as_text
from crm_desktop.core.codec.words import attributes_in_files, join_words
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db import records
from crm_desktop.db.columns import table_of
from crm_desktop.db.counting import totals
from crm_desktop.db.errors import translated
from crm_desktop.db.past import rows_as_of
from crm_desktop.exchange.csvfile import write_csv
from crm_desktop.exchange.excelfile import LARGEST_SHEET, Column, write_excel
from crm_desktop.exchange.vcard_writing import write_vcard

#: (language, context, text) → text in that language; ``printing.words.translate`` is one.
Translate = Callable[[str, str, str], str]
#: ``report(done, total, text)``; it may raise Cancelled.
Report = Callable[[int, int, str], None]

YES, NO = QT_TRANSLATE_NOOP("Exchange", "yes"), QT_TRANSLATE_NOOP("Exchange", "no")
#: Field of a contact → heading of a card.
CARD_FIELDS = {
    "name": "Name",
    "customer_id": "Customer",
    "department": "Department",
    "title": "Title",
    "phone": "Phone",
    "mobile": "Mobile",
    "email": "Email",
    "email_opted_out": "Wants no e-mail",
    "email_invalid": "E-mail invalid",
    "further_phones": "Further phones",
    "further_emails": "Further e-mails",
    "birthday": "Birthday",
    "gender": "Gender",
    "note": "Note",
}
#: Rows read in one query.
_BATCH = 2_000
#: Said where ``count_unsaid_marks`` found some.
MARKS_UNSAID = QT_TRANSLATE_NOOP(
    "Exchange", "Addresses in it that want no e-mail or are invalid, which no column says: {count}."
)
#: Rows of a list of the past: they are read at once.
MOST_PAST = 100_000


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a file of an entity is written with: its facts, its language."""

    facts: Facts
    entity: Entity
    language: str
    translate: Translate
    cards: bool = False


def export_list(
    session: Session,
    query: ListQuery,
    path: Path,
    *,
    facts: Facts,
    language: str,
    translate: Translate,
    report: Report | None = None,
    encoding: str = "",
    past: dt.datetime | None = None,
) -> int:
    """Write the list to *path* (.xlsx, .csv; .vcf for contacts) and return the number of rows; raise Denied or Invalid.

    With *past* it is written as it was at that moment.

    Columns that the caller may not read are left out, rows outside his right to export too. An
    unfinished file is removed. That an export took place is kept in the audit trail.
    """
    entity = facts.entities[query.entity]
    if not facts.rights.may(entity.rights_module, "export"):
        raise Denied("export_needs_right")
    cards = path.suffix.lower() == ".vcf" and entity.name == "contact"
    wanted = [name for name in CARD_FIELDS if name in entity] if cards else query.columns
    columns = [n for n in wanted if facts.rights.may_read(entity.name, n) and "export" not in entity[n].hidden_in]
    described = _as_cards_have_it(entity) if cards else entity
    words = Words(facts=facts, entity=described, language=language, translate=translate)
    if cards:
        words = replace(words, translate=lambda _language, _context, source: source, cards=True)
    asked = _within_rights(session, replace(query, columns=tuple(columns)), entity, facts)
    excel = path.suffix.lower() == ".xlsx"
    most = LARGEST_SHEET if excel else None
    rows = _rows(session, asked, words, report, most) if past is None else _past_rows(session, asked, words, past)
    heads = headings(entity, columns, words)
    if excel:
        kinds = [
            Column(heading=head, kind=excel_kind(entity[name]), width=entity[name].width + 2)
            for head, name in zip(heads, columns, strict=True)
        ]
        count = write_excel(path, kinds, rows, translate(language, entity.context, entity.plural))
    elif path.suffix.lower() == ".csv":
        lines = ([plain_text(cell) for cell in row] for row in rows)
        count = write_csv(path, heads, lines, encoding or "utf-8-sig")
    elif cards:
        named = [CARD_FIELDS[name] for name in columns]
        count = write_vcard(path, (dict(zip(named, map(plain_text, row), strict=True)) for row in rows))
    else:
        raise Invalid("file_kind", values={"file": path.name})
    log_export(session, entity, count, path.name, columns)
    return count


def count_unsaid_marks(
    session: Session, query: ListQuery, path: Path, facts: Facts, past: dt.datetime | None = None
) -> int:
    """Count the addresses of an exported list that are marked, as one that wants no e-mail, where no column says so; cards do."""
    entity = facts.entities[query.entity]
    found = 0
    if path.suffix.lower() == ".vcf":
        return 0
    for kind in (entity[name] for name in query.columns):
        of_it = kind.marks if isinstance(kind, fields.Email) else ()
        marks = [mark for mark in of_it if mark in entity and mark not in query.columns]
        if not marks:
            continue
        written = _within_rights(session, query, entity, facts)
        if past is not None:
            rows = rows_as_of(session, entity, replace(written, columns=tuple(marks)), past, MOST_PAST)
            found += sum(any(row.values.values()) for row in rows)
            continue
        free = replace(written, conditions=(*written.conditions, *(Condition(m, "eq", False) for m in marks)))
        found += totals(session, entity, written, ()).count - totals(session, entity, free, ()).count
    return found


def _as_cards_have_it(entity: Entity) -> Entity:
    """Return *entity* with words as they are stored: a card has its own for kinds of phones and e-mails, the sex, a day without its year."""
    bare = {fields.Ways: fields.Tags, fields.Choice: fields.Text, fields.Birthday: fields.Text}
    return replace(
        entity, fields=tuple(bare[type(f)](name=f.name, label=f.label) if type(f) in bare else f for f in entity.fields)
    )


def headings(entity: Entity, columns: Sequence[str], words: Words) -> list[str]:
    """Return the labels of *columns*, made different where two are alike."""
    labels = [words.translate(words.language, entity.context, entity[name].label) for name in columns]
    return [
        f"{label} ({name})" if labels.count(label) > 1 else label for label, name in zip(labels, columns, strict=True)
    ]


def log_export(session: Session, entity: Entity, count: int, file_name: str, columns: Sequence[str]) -> None:
    """Keep in the audit trail that the caller took *count* records out of the program."""
    with translated():
        session.execute(
            text("SELECT crm.log_export(:entity, CAST(:what AS jsonb))"),
            {"entity": entity.name, "what": json.dumps({"rows": count, "file": file_name, "columns": list(columns)})},
        )


def _within_rights(session: Session, query: ListQuery, entity: Entity, facts: Facts) -> ListQuery:
    """Narrow the list to the owners whose records the caller may export; viewing may reach further."""
    if not entity.owner or facts.rights.scope(entity.rights_module, "export") == "all":
        return query
    with translated():
        owners = (
            session.execute(
                text("SELECT crm.visible_owners(:module, 'export')"), {"module": entity.rights_module}
            ).scalar_one()
            or []
        )
    return replace(query, conditions=(*query.conditions, Condition(entity.owner, "in", tuple(owners))))


def _rows(
    session: Session, query: ListQuery, words: Words, report: Report | None, most: int | None = None
) -> Iterator[list[Any]]:
    """Yield the rows as cells; raise Invalid where they are more than *most*, before the first of a million is written."""
    ids = records.ordered_ids(session, words.entity, query)
    if most is not None and len(ids) > most:
        raise Invalid("sheet_full", values={"limit": most})
    for start in range(0, len(ids), _BATCH):
        found = records.rows_by_ids(session, words.entity, query.columns, ids[start : start + _BATCH])
        found = _with_days_of_birth(session, found, words)
        names = _reference_names(session, found, words)
        for record in found:
            yield [_cell(words.entity[name], record.values.get(name), record, words, names) for name in query.columns]
        if report:
            report(min(start + _BATCH, len(ids)), len(ids), "")


def _with_days_of_birth(session: Session, found: list[Record], words: Words) -> list[Record]:
    """Return records with ``--MM-DD`` as their birthday where its year is not known: among the important dates it stands so."""
    of_birth = (f for f in words.facts.entities[words.entity.name].fields if fields.keeps_days(f, words.facts.entities))
    kind = next(of_birth, None)
    if not isinstance(kind, fields.Birthday) or not any(kind.name in record.values for record in found):
        return found
    with translated():
        rows = session.execute(
            text(
                f"SELECT {kind.link} AS id, month, day FROM crm.{kind.part} WHERE {kind.link} = ANY (:ids) "
                "AND kind = 'birthday' AND year IS NULL AND calendar = 'solar'"
            ),
            {"ids": [record.id for record in found]},
        ).all()
    days = {row.id: f"--{row.month:02}-{row.day:02}" for row in rows}
    return [replace(r, values={**r.values, kind.name: days[r.id]}) if r.id in days else r for r in found]


def _past_rows(session: Session, query: ListQuery, words: Words, moment: dt.datetime) -> Iterator[list[Any]]:
    found = rows_as_of(session, words.entity, query, moment, MOST_PAST)
    names = _reference_names(session, found, words)
    for record in found:
        yield [_cell(words.entity[name], record.values.get(name), record, words, names) for name in query.columns]


def _cell(kind: fields.Field, value: Any, record: Record, words: Words, names: dict[tuple[str, int], str]) -> Any:
    if value is None or value == "" or value == []:
        return None
    if isinstance(kind, fields.Ref):
        return names.get((kind.to, value)) or record.labels.get(kind.name) or f"[#{value}]"
    return cell_value(kind, value, words)


@singledispatch
def cell_value(kind: fields.Field, value: Any, words: Words) -> Any:
    """Return what stands in a cell: a number or a day as such, everything else as the text that people read."""
    return to_text(kind, value)


@cell_value.register(fields.Integer)
@cell_value.register(fields.Date)
def _(kind: fields.Field, value: Any, words: Words) -> Any:
    return value


@cell_value.register(fields.Price)
@cell_value.register(fields.Quantity)
@cell_value.register(fields.Percent)
def _(kind: fields.Field, value: Any, words: Words) -> Decimal:
    return Decimal(to_text(kind, value))


@cell_value.register
def _(kind: fields.Money, value: int, words: Words) -> Decimal:
    return Decimal(value).scaleb(-2)


@cell_value.register
def _(kind: fields.DateTime, value: dt.datetime, words: Words) -> dt.datetime:
    return local_time(value).replace(tzinfo=None)


@cell_value.register
def _(kind: fields.Birthday, value: dt.date | str, words: Words) -> dt.date | str:
    return day_in_file(value) if isinstance(value, str) else value


@cell_value.register
def _(kind: fields.Bool, value: bool, words: Words) -> str:
    return words.translate(words.language, "Exchange", YES if value else NO)


@cell_value.register
def _(kind: fields.Options, value: str, words: Words) -> str:
    label = dict(kind.options).get(value, value)
    return words.translate(words.language, words.entity.context, label)


@cell_value.register
def _(kind: fields.Choice, value: str, words: Words) -> str:
    return _term(kind.dictionary, value, words)


@cell_value.register
def _(kind: fields.MultiChoice, value: list[str], words: Words) -> str:
    return join_words(_term(kind.dictionary, code, words) for code in value)


@cell_value.register
def _(kind: fields.OwnAttributes, value: list[str], words: Words) -> str:
    labels = attributes_in_files(words.entity)
    return join_words(labels.get(key, key) for key in value)


@cell_value.register
def _(kind: fields.Ways, value: list[str], words: Words) -> str:
    return ways_as_text(
        value,
        lambda code: _term(kind.dictionary, code, words),
        lambda mark: words.translate(words.language, "Ways", MARKS[mark]),
    )


def _term(dictionary: str, code: str, words: Words, number: Decimal | int = 1) -> str:
    """Return the words of an entry, as they are after a *number*; its code where the words are another entry's too."""
    terms = words.facts.terms.get(dictionary, ())
    found = words.facts.term(dictionary, code)
    label = found.label(words.language) if found else code
    alike = sum(label.casefold() in (t.code.casefold(), t.name.casefold(), t.name_en.casefold()) for t in terms)
    return found.counted(words.language, number) if found and alike == 1 else code


def _reference_names(session: Session, found: Sequence[Record], words: Words) -> dict[tuple[str, int], str]:
    """Return for records whose words alone do not find them again (others' too, or with blanks at an end): ``name [code]``."""
    names: dict[tuple[str, int], str] = {}
    by_target: dict[str, dict[int, str]] = {}
    for kind in words.entity.fields:
        if isinstance(kind, fields.Ref) and kind.to in words.facts.entities:
            named = {r.values[kind.name]: r.labels[kind.name] for r in found if r.labels.get(kind.name)}
            by_target.setdefault(kind.to, {}).update(named)
    for to, labels in by_target.items():
        if not labels:
            continue
        blank = [record_id for record_id, label in labels.items() if label != label.strip()]
        with translated():
            rows = session.execute(text(_alike(words.facts.entities[to])), {"ids": list(labels), "blank": blank})
            for record_id, short in rows:
                names[to, record_id] = f"{labels[record_id].strip()} [{short or f'#{record_id}'}]"
    return names


def _alike(target: Entity) -> str:
    """Return the query for those of ``:ids`` that share their words with another record, or are ``:blank``, with their codes."""
    label = target.label
    # where the label is the code itself, as of batches, it tells two of one number not apart
    code = next((f"t.{name}" for name in ("code", "login") if name in target and name != label), "''")
    # of long tables no index knows the words, but one knows the place at which they stand
    place = "o.sort_key = t.sort_key AND " if "sort_key" in table_of(target).c else ""
    return (
        f"SELECT t.id, {code} FROM crm.{target.name} t WHERE t.id = ANY (CAST(:ids AS bigint[])) AND (t.id = ANY (CAST(:blank AS bigint[])) "
        f"OR EXISTS (SELECT FROM crm.{target.name} o WHERE {place}o.{label} = t.{label} AND o.id <> t.id))"
    )


def excel_kind(kind: fields.Field) -> str:
    """Return how a column of that kind is formatted in a workbook."""
    for known, name in (
        (fields.Money, "money"),
        (fields.Integer, "integer"),
        (fields.Date, "date"),
        (fields.DateTime, "datetime"),
        (fields.Price, "number"),
        (fields.Quantity, "number"),
        (fields.Percent, "number"),
    ):
        if isinstance(kind, known):
            return name
    return "text"


def plain_text(value: Any) -> str:
    """Return a cell as text."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
