"""The batch of an order's line: asked where its product is kept by batch, forgotten with another product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.qt.lines import LineGrid
from crm_desktop.qt.lines.asked import Asked, Asking, asked_by
from crm_desktop.qt.lines.model import Line
from crm_desktop.sales.line_columns import BATCH


def asked_of(entity: Entity) -> Asked:
    """Return what the fields of *entity* ask; a batch of those lines only whose product is kept by batch, or that have one."""
    usual = asked_by(entity)

    def asked(field: Field, values: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Asking:
        found = usual(field, values, stored)
        if field.name == BATCH and not (values.get("by_batch") or values.get(BATCH)):
            return replace(found, visible=False, required=False)
        return found

    return asked


def forget_with_product(grid: LineGrid) -> None:
    """Let each line of *grid* forget its batch when another product is chosen for it."""

    def typed(line: Line, name: str) -> None:
        if name == "product_id" and line.values.get(BATCH) is not None:
            grid.model.put(line, {BATCH: None})

    grid.model.typed.connect(typed)


def without_batch(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept line as it is copied: what goes out next comes from a batch of its own."""
    values, labels = dict(entry["values"]), dict(entry["labels"])
    values.pop(BATCH, None)
    labels.pop(BATCH, None)
    return {**entry, "values": values, "labels": labels}
