"""The sheet of a record and the list of every kind there is, as the program prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.entity import Entity
from crm_desktop.core.query import ListQuery
from crm_desktop.qt.cells import name_text
from crm_desktop.shell import registry
from crm_desktop.shell.lists.list_output import list_pdf
from crm_desktop.shell.records.record_print import record_pdf

if TYPE_CHECKING:
    from crm_desktop.shell.program.desktop import Desktop
    from tests.gallery.draw import Gallery

SAMPLE = 300  #: rows in which a record with much below it is looked for


def draw_sheets(gallery: Gallery, desktop: Desktop) -> None:
    """Keep every sheet and list with a picture of each page; paper has no theme, so once a language."""
    for name, make in _sheets(desktop):
        key = (desktop.window.context.language(), name)
        if gallery.only in f"print_{name}" and key not in gallery.printed:
            gallery.printed.add(key)
            content = gallery.in_session(desktop, make)
            if content:
                gallery.keep_pages(content, name)


def _sheets(desktop: Desktop) -> Iterator[tuple[str, Callable[[Any], bytes]]]:
    context = desktop.window.context
    for entry in registry.nouns(context.facts()):
        entity = context.facts().entities.get(entry.name)
        if entity is not None:
            yield f"sheet_{entry.name}", partial(record_sheet, context=context, entity=entity)
            yield f"list_{entry.name}", partial(whole_list, context=context, entity=entity)


def title_of(entity: Entity) -> str:
    """Return what the kind is called."""
    return QCoreApplication.translate(entity.context, entity.title)


def whole_list(session: Any, *, context: Any, entity: Entity) -> bytes:
    """Return the list of a kind as PDF (in a job)."""
    query = ListQuery(entity=entity.name, columns=entity.list_columns, sort=entity.sort, descending=entity.descending)
    return list_pdf(session, context, entity, query, "")


def record_sheet(session: Any, *, context: Any, entity: Entity, record_id: int = 0) -> bytes:
    """Return the sheet of a record as PDF (in a job), of one with much below it unless it is said which."""
    record_id = record_id or _fullest(session, context, entity)
    if not record_id:
        return b""
    record = context.records.load(session, entity, record_id)
    return record_pdf(session, context, entity, record_id, title_of(entity), name_text(entity, record, context))


def _fullest(session: Any, context: Any, entity: Entity) -> int:
    found: Counter[int] = Counter()
    for related in (*entity.related, *entity.parts):
        other = context.facts().entities.get(related.entity)
        if other is not None:
            query = ListQuery(entity=other.name, columns=(related.field,), sort=other.sort)
            rows = context.records.first_rows(session, other, query, SAMPLE)
            found.update({row.values[related.field]: 10 for row in rows if row.values[related.field]})
            found.update(row.values[related.field] for row in rows if row.values[related.field])
    here = context.records.first_rows(session, entity, ListQuery(entity=entity.name, columns=(), sort=entity.sort), 50)
    found.update(row.id for row in here)
    return max(found, key=lambda i: (found[i], -i), default=0)
