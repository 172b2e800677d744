"""Price files: which of their columns are code and price, and what their rows say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crm_desktop.core.codec import from_text
from crm_desktop.core.errors import BadValue, Invalid
from crm_desktop.core.fields import Field, Price, Quantity
from crm_desktop.exchange.table import open_table

_CODES = ("编码", "产品编码", "产品代码", "商品编码", "货号", "code", "product code", "sku", "item")
_PRICES = ("新价格", "新价", "价格", "单价", "标价", "销售价", "new price", "price", "list price", "unit price")
_QUANTITIES = ("起订数量", "起订量", "from quantity", "minimum quantity")
_QUANTITY = Quantity(name="quantity", label="Quantity")
_PRICE = Price(name="price", label="Price")


def read_price_file(path: Path) -> list[Mapping[str, Any]]:
    """Return number, code, price and quantity (None when unreadable) of each row; raise Invalid for a file without these columns.

    The columns are found by their headings in either language; *new price* goes before *price*.
    """
    table = open_table(path)
    code, price = _column(table.headings, _CODES), _column(table.headings, _PRICES)
    quantity = _column(table.headings, _QUANTITIES)
    if code is None or price is None:
        raise Invalid("price_file_columns", values={"file": path.name})
    return [
        {
            "number": row.number,
            "code": row.cells[code].strip(),
            "price": _value(_PRICE, row.cells[price]),
            "quantity": None if quantity is None else _value(_QUANTITY, row.cells[quantity]),
        }
        for row in table.rows()
        if not row.problem
    ]


def _column(headings: Sequence[str], names: Sequence[str]) -> int | None:
    lowered = [h.strip().lower() for h in headings]
    return next((lowered.index(name) for name in names if name in lowered), None)


def _value(field: Field, text: str) -> Any:
    try:
        return from_text(field, text)
    except BadValue:
        return None
