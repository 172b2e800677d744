"""Everything about a person on paper, to hand over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing.listing import Lines, print_record
from crm_desktop.printing.page import Head
from crm_desktop.printing.tables import Column, Row

TITLE = QT_TRANSLATE_NOOP("PrivacyPrint", "What we keep about you")
HEADINGS = (
    QT_TRANSLATE_NOOP("PrivacyPrint", "When"),
    QT_TRANSLATE_NOOP("PrivacyPrint", "Written by"),
    QT_TRANSLATE_NOOP("PrivacyPrint", "What"),
    QT_TRANSLATE_NOOP("PrivacyPrint", "Content"),
)
WEIGHTS = (14, 10, 16, 44)


def personal_sheet(head: Head, name: str, rows: Sequence[Sequence[str]], headings: Sequence[str]) -> bytes:
    """Print *rows* (section, when, who, what, words), a table a section."""
    columns = tuple(Column(label=label, weight=weight) for label, weight in zip(headings, WEIGHTS, strict=True))
    tables = []
    for section, group in groupby(rows, key=lambda row: row[0]):
        cells = [row[1:] for row in group]
        told = [place for place in range(len(columns)) if any(row[place] for row in cells)]
        tables.append(
            Lines(
                title=section,
                columns=tuple(columns[place] for place in told),
                rows=tuple(Row(cells=tuple(row[place] for place in told)) for row in cells),
            )
        )
    return print_record(head, name, [], tables)
