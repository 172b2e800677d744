"""One record on paper: its sections, and below them what belongs to it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field, Money, Ways, is_numeric
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text, naming, related_title, sum_text
from crm_desktop.qt.tools import caption
from crm_desktop.shell import sheets
from crm_desktop.shell.context import Context

if TYPE_CHECKING:
    from crm_desktop.qt.preview import Preview
    from crm_desktop.shell.records.record_page import RecordPage

NEWEST_ROWS = 20  #: of each related list, until everything is asked for
MOST = 5_000  #: rows of each related list; beyond that the sheet says how many there are
MOST_LINES = 100_000  #: an order is printed whole


def show_print(page: RecordPage, most: int = NEWEST_ROWS) -> None:
    """Show the record as it will be printed, with *most* rows of each related list; what is unsaved is not on it."""
    context, entity, record = page.context, page.entity, page.form.record
    title = QCoreApplication.translate(entity.context, entity.title)
    name, left_out = page.title(), page.form.left_out()

    def offer_the_rest(preview: Preview) -> None:
        if entity.related and most < MOST:
            preview.offer_whole(lambda: show_print(page, MOST))

    sheets.show_print(
        context,
        page,
        name,
        lambda session: record_pdf(session, context, entity, record.id, title, name, most, left_out),
        failed=lambda error: context.messages.error(error, entity),
        opened=offer_the_rest,
    )


def record_pdf(
    session: Any,
    context: Context,
    entity: Entity,
    record_id: int,
    title: str,
    name: str,
    most: int = NEWEST_ROWS,
    left_out: Container[str] = (),
) -> bytes:
    """Return the sheet of one record as PDF (in a job), with *most* rows of each related list; raise Gone.

    *left_out*: fields that the form does not ask of this record, such as the rounding of a fixed price.
    """
    from crm_desktop.printing.capitals import capital_amount
    from crm_desktop.printing.listing import IN_WORDS, Block, print_record

    record = context.records.load(session, entity, record_id)
    in_capitals = context.language().startswith("zh") and record.values.get("currency") == "CNY"
    blocks = []
    for section in entity.sections:
        pairs = [
            (caption(entity, entity[n]), cell_text(entity[n], record.values.get(n), record, context))
            for n in section.fields
            if "sheet" not in entity[n].hidden_in and n not in left_out and not _says_nothing(entity, n, record)
        ]
        amount = record.values.get("amount") if "amount" in section.fields else None
        if entity.parts and in_capitals and amount is not None:
            pairs.append((QCoreApplication.translate("Print", IN_WORDS), capital_amount(amount)))
        filled = tuple((words, text) for words, text in pairs if text)
        blocks.append(Block(title=QCoreApplication.translate(entity.context, section.title), pairs=filled))
    code = str(record.values.get("code") or "")
    subtitle, tables = code if code != name else "", _tables(session, context, entity, record, most)
    return print_record(sheets.head_of(context, title), name, blocks, tables, subtitle=subtitle)


def _says_nothing(entity: Entity, name: str, record: Record) -> bool:
    """Tell whether an amount is none, and no figure for which the record is looked at."""
    return isinstance(entity[name], Money) and not record.values.get(name) and name not in entity.list_columns


def _tables(session: Any, context: Context, entity: Entity, record: Record, most: int) -> list[Any]:
    from crm_desktop.printing.listing import Lines
    from crm_desktop.printing.tables import Column, Row

    tables = []
    for related in (*entity.related, *entity.parts):
        other = context.facts().entities.get(related.entity)
        if other is None or not context.facts().rights.may(other.rights_module, "view"):
            continue
        # further phones and e-mails, and what the company added to a line, take a column where there are any
        whole = related in entity.parts
        further = (f.name for f in other.fields if isinstance(f, Ways) or (whole and f.is_custom))
        names = dict.fromkeys((*(n for n in related.columns or other.list_columns if n in other), *further))
        fields = [other[n] for n in names if n != related.field and "print" not in other[n].hidden_in]
        query = ListQuery(
            entity=other.name,
            columns=(*(f.name for f in fields), *naming(other, names, context)),
            sort=related.first if related.first in other else other.sort,
            descending=other.descending and related.first not in other,
            conditions=(Condition(related.field, "eq", record.id),),
        )
        found, note = _rows(session, context, other, query, MOST_LINES if whole else most)
        if found:
            shown = [[cell_text(f, r.values.get(f.name), r, context) for f in fields] for r in found]
            # a column in which nothing stands takes the room of the others
            filled = [n for n in range(len(fields)) if any(cells[n] for cells in shown)] or [0]
            fields = [fields[n] for n in filled]
            rows = [Row(cells=tuple(cells[n] for n in filled)) for cells in shown]
            if whole and not note and any(isinstance(f, Money) for f in fields):
                rows.append(_total(fields, found, context))
            tables.append(
                Lines(
                    title=related_title(entity, related, other),
                    columns=tuple(Column(label=caption(other, f), weight=f.width, right=is_numeric(f)) for f in fields),
                    rows=tuple(rows),
                    note=note,
                )
            )
    return tables


def _rows(session: Any, context: Context, other: Entity, query: ListQuery, most: int) -> tuple[list[Record], str]:
    """Return the rows that are printed, and what is to be said where there are more: the newest are meant then."""
    from crm_desktop.printing.listing import NEWEST

    records = context.records
    found = records.first_rows(session, other, query, most)
    if len(found) <= most:
        return found, ""
    if not query.descending and "created_at" in other:
        newest = replace(query, sort="created_at", descending=True)
        found = records.first_rows(session, other, newest, most)
    words = QCoreApplication.translate("Print", NEWEST)
    return found[:most], words.format(shown=f"{most:,}", count=f"{records.counts(session, [(other, query)])[0]:,}")


def _total(fields: Sequence[Field], found: Sequence[Record], context: Context) -> Any:
    """Return the row of the amounts added up, named in the first column of words."""
    from crm_desktop.printing.listing import SUM_OF_LINES
    from crm_desktop.printing.tables import Row

    cells = ["" for _ in fields]
    for place, f in enumerate(fields):
        if isinstance(f, Money):
            added = sum(r.values.get(f.name) or 0 for r in found)
            cells[place] = sum_text(f, added, context, found[0].labels.get(f.name, ""))
    name = next((n for n, f in enumerate(fields) if not is_numeric(f)), 0)
    cells[name] = QCoreApplication.translate("Print", SUM_OF_LINES)
    return Row(cells=tuple(cells), style="total")
