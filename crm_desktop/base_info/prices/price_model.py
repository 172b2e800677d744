"""Words of the price list page's tables."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.qt.cells import MINUS
from crm_desktop.qt.rows import Column, Index, RowsModel

__all__ = ["Column", "Index", "RowsModel", "price_text"]


def change_text(value: Decimal) -> str:
    """Return by how much a price changes, with its sign."""
    return f"{value:+,.2f}".replace("-", MINUS)


def price_text(value: Decimal | None) -> str:
    """Return a price with thousands and at least two places; '' without one."""
    if value is None:
        return ""
    text = f"{value:,.4f}"
    return text[:-2] if text.endswith("00") else text
