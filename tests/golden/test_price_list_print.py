"""The price list on paper."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from crm_desktop.base_info.prices.prints import Item, price_list_pdf
from crm_desktop.printing.page import Head


@pytest.mark.parametrize("pictures", [False, True])
def test_prices_stand_as_on_the_screen_to_the_last_place(pictures: bool) -> None:
    prices = (Decimal("0.035"), Decimal("12.5"), Decimal("1234"), None)
    items = [
        Item(group="耗材", code=f"CP-{n}", name="A4 纸", model="", specification="", unit="张", price=price)
        for n, price in enumerate(prices)
    ]
    content = price_list_pdf(
        Head(company="西安", title="价目表"),
        items,
        day=date(2026, 11, 27),
        currency="人民币",
        tax_included=True,
        pictures=pictures,
    )
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
    assert {"0.0350", "12.50", "1,234.00"} <= set(words)
    assert "0.04" not in words, "nothing is rounded that is not rounded on an order"
