"""An empty file to fill in: headings, choices as drop-down lists, and an example row that imports leave out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import fields
from crm_desktop.core.facts import Facts
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db.errors import translated
from crm_desktop.exchange.excelfile import TemplateColumn, write_template
from crm_desktop.exchange.table import NOTE_MARK
from crm_desktop.system.exporting import NO, YES, Words, excel_kind, headings

EXAMPLE = QT_TRANSLATE_NOOP("Exchange", "Example, is not imported")
REQUIRED = QT_TRANSLATE_NOOP("Exchange", "Must be filled in.")
#: Kind of field → what stands in the example row; the first that fits counts.
_EXAMPLES: tuple[tuple[type[fields.Field], Any], ...] = (
    (fields.Code, None),
    (fields.Ways, None),
    (fields.Phone, "029-88250000"),
    (fields.Email, "name@company.cn"),
    (fields.Url, "www.company.cn"),
    (fields.Integer, 10),
    (fields.Money, Decimal("12000.00")),
    (fields.Price, Decimal("4999.00")),
    (fields.Quantity, Decimal(2)),
    (fields.Percent, Decimal(13)),
    (fields.Date, dt.date(2026, 1, 31)),
    (fields.DateTime, dt.datetime(2026, 1, 31, 14, 30)),
)


def write_import_template(session: Session, path: Path, words: Words) -> int:
    """Write the workbook that an import of the entity understands by itself; return the number of its columns."""
    entity, facts = words.entity, words.facts
    known = [f for f in entity.fields if fields.is_importable(f) and facts.rights.may_write(entity.name, f.name)]
    heads = headings(entity, [f.name for f in known], words)
    columns = [
        TemplateColumn(
            heading=f"{head} *" if kind.required else head,
            kind=excel_kind(kind),
            width=max(kind.width, 2 * len(head)) + 4,
            choices=_choices(kind, words),
            note=words.translate(words.language, "Exchange", REQUIRED) if kind.required else "",
        )
        for head, kind in zip(heads, known, strict=True)
    ]
    examples = [_example(kind, session, facts, words) for kind in known]
    mark = f"{NOTE_MARK} {words.translate(words.language, 'Exchange', EXAMPLE)}"
    title = words.translate(words.language, entity.context, entity.plural)
    write_template(path, columns, [mark, *examples[1:]], title)
    return len(columns)


def _choices(kind: fields.Field, words: Words) -> tuple[str, ...]:
    if isinstance(kind, fields.Choice):
        terms = words.facts.terms.get(kind.dictionary, ())
        return tuple(term.label(words.language) for term in terms if not term.retired and term.code not in kind.derived)
    if isinstance(kind, fields.Options):
        return tuple(words.translate(words.language, words.entity.context, label) for _, label in kind.options)
    if isinstance(kind, fields.Bool):
        return tuple(words.translate(words.language, "Exchange", word) for word in (YES, NO))
    return ()


def _example(kind: fields.Field, session: Session, facts: Facts, words: Words) -> Any:
    if choices := _choices(kind, words):
        return choices[0]
    if isinstance(kind, fields.Ref) and kind.to in facts.entities:
        target = facts.entities[kind.to]
        if isinstance(target[target.label], fields.Ref):
            return None
        with translated():
            return session.execute(
                text(f"SELECT {target.label} FROM crm.{kind.to} WHERE {target.label} <> '' ORDER BY id LIMIT 1")
            ).scalar_one_or_none()
    return next((value for known, value in _EXAMPLES if isinstance(kind, known)), None)
