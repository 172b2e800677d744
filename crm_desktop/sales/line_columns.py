"""The columns in which the lines of an order are written."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.text import QT_TRANSLATE_NOOP

BATCH = "batch_id"
#: Columns of the lines and their widths in characters; the product takes what is left.
_COLUMNS = {
    "product_id": 16,
    BATCH: 12,
    "quantity": 8,
    "unit": 8,
    "list_price": 10,
    "unit_price": 10,
    "discount": 7,
    "tax_rate": 7,
    "tax_amount": 9,
    "amount": 13,
    "promotion": 9,
    "description": 8,
}
#: Shorter titles than elsewhere.
_SHORT = {
    "quantity": QT_TRANSLATE_NOOP("SalesOrderLine", "Qty"),
    "discount": QT_TRANSLATE_NOOP("SalesOrderLine", "Disc."),
    "description": QT_TRANSLATE_NOOP("SalesOrderLine", "Details"),
}
_OWN = 14  #: characters of a column of the company's own, at most


def own(line: Entity) -> list[Field]:
    """Return the company's own columns, in their order."""
    return [f for f in line.fields if f.is_custom and "form" not in f.hidden_in]


def columns(line: Entity) -> list[Field]:
    """Return the columns of the grid; the company's own stand behind the others."""
    built_in = [
        replace(line[name], width=width, label=_SHORT.get(name, line[name].label))
        for name, width in _COLUMNS.items()
        if name in line
    ]
    return built_in + [replace(f, width=min(f.width, _OWN)) for f in own(line)]
