"""What colleagues saved of the lines under one's hands: taken where it fits, marked where it collides; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.lines.asked import EMPTY
from crm_desktop.qt.lines.model import Line, LineModel


def take_theirs(model: LineModel, stored: Sequence[Record], saved: str, removed: str) -> None:
    """Make *stored* what the lines are compared with: the next save writes what was typed here on top of it.

    A cell that both changed keeps what was typed and is marked: *saved* tells their {value}. A line that they took out stays where
    something was typed into it, as a new one, marked with *removed*.
    """
    theirs = {record.id: record for record in stored}
    taken_out = [line.record.id for _, line in model._removed]
    model.beginResetModel()
    # what they changed of a line that was taken out here is looked at before it goes
    model._lines += [line for _, line in model._removed if _moved(line, theirs)]
    model._removed = [
        (row, line) for row, line in model._removed if line not in model._lines and line.record.id in theirs
    ]
    known = {line.record.id for line in model._lines} | set(taken_out)
    model._lines = [line for line in model._lines if not line.record.id or _meet(model, line, theirs, saved, removed)]
    model._lines += [Line(record=r, values=dict(r.values), labels=dict(r.labels)) for r in stored if r.id not in known]
    for line in model._lines:
        model._recompute(line)
    model.endResetModel()
    model.edited.emit()


def _moved(line: Line, theirs: dict[int, Record]) -> bool:
    record = theirs.get(line.record.id)
    return record is not None and record.version != line.record.version


def _meet(model: LineModel, line: Line, theirs: dict[int, Record], saved: str, removed: str) -> bool:
    """Compare one stored line with what stands now; False where nothing of it is left."""
    record = theirs.get(line.record.id)
    typed = [
        f
        for f in model.fields
        if not f.read_only and not _same(line.values.get(f.name), line.record.values.get(f.name))
    ]
    if record is None:
        line.record = Record(0, 0, {})
        line.refused.update({f.name: removed for f in typed[:1]})
        return bool(typed)
    if record.version == line.record.version:
        return True
    values, labels = dict(record.values), dict(record.labels)
    line.refused.clear()
    for f in typed:
        mine, now = line.values.get(f.name), record.values.get(f.name)
        if f.name in line.labels:
            labels[f.name] = line.labels[f.name]
        if not _same(now, line.record.values.get(f.name)) and not _same(now, mine):
            line.refused[f.name] = saved.format(value=cell_text(f, now, record, model.tools))
        values[f.name] = mine
    line.record, line.values, line.labels = record, values, labels
    return True


def _same(one: object, other: object) -> bool:
    return one == other or (one in EMPTY and other in EMPTY)
