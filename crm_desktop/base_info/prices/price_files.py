"""Price files: which of their columns say the product and its price, and what their rows say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crm_desktop.core.codec import from_text
from crm_desktop.core.errors import BadValue, Invalid
from crm_desktop.core.fields import Field, Price, Quantity
from crm_desktop.exchange.headings import bare, names_of
from crm_desktop.exchange.table import open_table

#: What tells which product a row is about: its code, or else all that is said of the others.
PRODUCT_KEYS = ("code", "name", "model")
#: Headings by what they mean, the surest first; a *new price* goes before *price*.
_NAMES: Mapping[str, Sequence[str]] = {
    "code": ("编码", "产品编码", "产品代码", "商品编码", "code", "product code", "item", *names_of("product", "code")),
    "name": ("名称", "产品名称", "商品名称", "产品", "商品", "name", "product name", "product", *names_of("product", "name")),
    "model": ("型号", "产品型号", "商品型号", "规格型号", "model", "model number"),
    "price": (
        "新价格", "新价", "新售价", "新单价", "新标价", "调后价", "调后价格", "调整后价格", "调整后", "new price", "价格", "标价",
        "含税单价", "含税价", "含税价格", "price", "list price", *names_of("product", "list_price"),
    ),
    "quantity": ("起订数量", "起订量", "起批量", "最小起订量", "from quantity", "from qty", "minimum quantity", "moq"),
    "unit": ("单位", "计量单位", "销售单位", "报价单位", "unit", "uom", "unit of measure", *names_of("product", "unit")),
}  # fmt: skip
_QUANTITY = Quantity(name="quantity", label="Quantity")
_PRICE = Price(name="price", label="Price")


def read_price_file(path: Path) -> list[Mapping[str, Any]]:
    """Return number, code, name, model, price, quantity (None when unreadable) and unit ('': not said) of each row.

    The columns are found by their headings in either language; raise Invalid where none says the product, or none the price.
    """
    table = open_table(path)
    found = {meaning: _column(table.headings, names) for meaning, names in _NAMES.items()}
    keys = {key: found[key] for key in PRODUCT_KEYS}
    price, quantity, unit = found["price"], found["quantity"], found["unit"]
    if price is None or all(place is None for place in keys.values()):
        raise Invalid("price_file_columns", values={"file": path.name})
    return [
        {
            "number": row.number,
            **{key: "" if place is None else row.cells[place].strip() for key, place in keys.items()},
            "price": _value(_PRICE, row.cells[price]),
            "quantity": None if quantity is None else _value(_QUANTITY, row.cells[quantity]),
            "unit": "" if unit is None else row.cells[unit].strip(),
        }
        for row in table.rows()
        if not row.problem
    ]


def _column(headings: Sequence[str], names: Sequence[str]) -> int | None:
    said = [_letters(bare(heading)) for heading in headings]
    return next((said.index(name) for name in map(_letters, names) if name in said), None)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _value(field: Field, text: str) -> Any:
    try:
        return from_text(field, text)
    except BadValue:
        return None
