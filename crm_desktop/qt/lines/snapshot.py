"""Lines as a draft keeps them on disk, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_desktop.core.codec import from_text, to_text
from crm_desktop.core.errors import BadValue
from crm_desktop.core.record import Record
from crm_desktop.qt.lines.model import Line, LineModel


def snapshot(model: LineModel) -> list[dict[str, Any]]:
    """Return all filled lines as JSON values."""
    return [
        {
            "id": line.record.id,
            "values": {f.name: to_text(f, line.values.get(f.name)) for f in model.fields if not f.read_only},
            "labels": dict(line.labels),
            "typed": sorted(line.typed),
        }
        for line in model.filled()
    ]


def restore(model: LineModel, kept: Sequence[Mapping[str, Any]]) -> None:
    """Bring lines back over the stored ones; stored lines that the draft had removed go again.

    A line of the draft that was deleted meanwhile in the database comes back as a new one.
    """
    stored = {line.record.id: line.record for line in model.filled() if line.record.id}
    wanted = {entry["id"] for entry in kept if entry["id"]}
    for row in reversed(range(model.rowCount())):
        line = model.line(row)
        if (line.record.id and line.record.id not in wanted) or (not line.record.id and model.rowCount() > 1):
            model.remove(row)
    filled = model.filled()
    blank = [line for line in map(model.line, range(model.rowCount())) if line not in filled]
    for entry in kept:
        record = stored.get(entry["id"])
        line = _line_of(model, record) if record else blank.pop() if blank else model.line(model.append())
        values = _values(model, entry["values"])
        changed = {n: v for n, v in values.items() if line.values.get(n) != v}
        model.put(line, changed, entry["labels"])
        line.typed.update(entry["typed"])


def _line_of(model: LineModel, record: Record) -> Line:
    return next(line for line in model.filled() if line.record.id == record.id)


def _values(model: LineModel, texts: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for field in model.fields:
        if field.name in texts:
            try:
                values[field.name] = from_text(field, texts[field.name])
            except BadValue:
                continue  # half a number; the rest of the line is worth more
    return values
