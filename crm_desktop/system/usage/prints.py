"""The check sheet of usage: who used the program how much, who did not, and a line to sign."""

from __future__ import annotations

from reportlab.platypus import Flowable, KeepTogether, Spacer

import crm_desktop.system.usage.wording_rules as w
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import formats
from crm_desktop.printing.boxes import Fact, Facts
from crm_desktop.printing.charts import draw_chart
from crm_desktop.printing.page import Head, Heading, Words, make_pdf
from crm_desktop.printing.tables import Column, Row, Table
from crm_desktop.printing.words import translate
from crm_desktop.system.usage.rules import Line, Usage

PERIOD = QT_TRANSLATE_NOOP("Usage", "Period: {span}")
PEOPLE = QT_TRANSLATE_NOOP("Usage", "Employees with a login")
THERE = QT_TRANSLATE_NOOP("Usage", "Used it")
ABSENT = QT_TRANSLATE_NOOP("Usage", "Did not use it")
NO_ENTRY = QT_TRANSLATE_NOOP("Usage", "Logged in, entered nothing")
NOBODY = QT_TRANSLATE_NOOP("Usage", "Nobody: everyone used it.")
PER_DEPARTMENT = QT_TRANSLATE_NOOP("Usage", "Per department")
PER_PERSON = QT_TRANSLATE_NOOP("Usage", "Per employee")
ENTRY_NOTE = QT_TRANSLATE_NOOP(
    "Usage", "An entry is one save by hand: a record made, changed or deleted. Imports and other bulk actions count apart."
)  # fmt: skip
CHECKED = QT_TRANSLATE_NOOP("Usage", "Checked by")
DATE = QT_TRANSLATE_NOOP("Usage", "Date")
REMARK = QT_TRANSLATE_NOOP("Usage", "Remarks")


def check_sheet(usage: Usage, *, language: str, printed: str = "", person: str = "") -> bytes:
    """Print the usage of a period as PDF in *language*."""

    def words(text: str) -> str:
        return translate(language, "Usage", text)

    company = usage.company if language.startswith("zh") or not usage.company_en else usage.company_en
    head = Head(company=company, title=words(w.SHEET), language=language, printed=printed, person=person)
    lines, total = usage.lines("person", "day"), usage.total("day")
    absent = [line for line in lines if line.absent]
    idle = [line for line in lines if not line.absent and not line.entries and not line.bulk]
    story: list[Flowable] = [
        Heading(words(w.SHEET), 20, above=0, below=3),
        Words(words(PERIOD).format(span=formats.span(usage.first, usage.last)), 11, below=6),
        Facts([
            Fact(label=words(PEOPLE), value=str(len(lines))),
            Fact(label=words(THERE), value=str(len(lines) - len(absent))),
            Fact(label=words(ABSENT), value=str(len(absent))),
            Fact(label=words(w.LOGINS), value=formats.count(total.logins)),
            Fact(label=words(w.ENTRIES), value=formats.count(total.entries)),
        ]),
        draw_chart(w.usage_chart(usage, total, "day" if (usage.last - usage.first).days < 32 else "week", words),
                   head.body_width, 150, language),
        Words(words(ENTRY_NOTE), 8, grey=True, below=6),
        Heading(words(ABSENT), 13),
        *_names(absent, words(NOBODY), words),
    ]  # fmt: skip
    if idle:
        story += [Heading(words(NO_ENTRY), 13), *_names(idle, "", words)]
    story += [Heading(words(PER_DEPARTMENT), 13), _table(usage.lines("department", "day"), words, "department")]
    story += [Heading(words(PER_PERSON), 13), _table(lines, words, "person")]
    story.append(KeepTogether([Spacer(1, 18), _signature(words)]))
    return make_pdf(head, story)


def _names(lines: list[Line], nobody: str, words: w.Words) -> list[Flowable]:
    """Return who is meant, with when each was last there."""
    if not lines:
        return [Words(nobody, grey=True)]
    columns = (
        Column(label=words(w.NAME), weight=12),
        Column(label=words(w.DEPARTMENT), weight=18),
        Column(label=words(w.TITLE), weight=16),
        Column(label=words(w.LAST), weight=16),
    )
    return [Table(columns, [Row(cells=(x.name, x.department, x.title, w.last_words(x, words))) for x in lines])]


def _table(lines: list[Line], words: w.Words, group: str) -> Table:
    columns = [Column(label=words(w.NAMES[group]), weight=14)]
    if group == "person":
        columns += [Column(label=words(w.DEPARTMENT), weight=16), Column(label=words(w.TITLE), weight=14)]
    columns += [Column(label=words(label), weight=8, right=True) for label in (w.LOGINS, w.DAYS, w.ENTRIES, w.BULK)]
    columns.append(Column(label=words(w.LAST), weight=16))
    rows = []
    for line in lines:
        cells = [line.name or "–", *((line.department, line.title) if group == "person" else ())]
        cells += [formats.count(n) for n in (line.logins, line.days, line.entries, line.bulk)]
        rows.append(Row(cells=(*cells, w.last_words(line, words))))
    return Table(columns, rows)


def _signature(words: w.Words) -> Table:
    blank = "\n\n"
    columns = [Column(label=words(label), weight=weight) for label, weight in ((CHECKED, 20), (DATE, 14), (REMARK, 40))]
    return Table(columns, [Row(cells=(blank, blank, blank))])
