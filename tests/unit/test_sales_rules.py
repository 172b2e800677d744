"""Rules of sales that need no database."""

from __future__ import annotations

import pytest

from crm_desktop.sales.rules import quantity_and_unit

WORDS = {"箱": "box", "box": "box", "米": "metre", "厘米": "centimetre", "piece": "piece", "件": "piece"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2箱", ("2", "box")),
        ("２ 箱 ", ("２", "box")),
        ("2 box", ("2", "box")),
        ("2 Boxes", ("2", "box")),
        ("1,200 pieces", ("1,200", "piece")),
        ("30厘米", ("30", "centimetre")),  # not 30厘 of 米
        ("箱", None),
        ("2", None),
        ("2 kg", None),
        ("", None),
    ],
)
def test_a_quantity_is_typed_with_its_unit(typed: str, found: tuple[str, str] | None) -> None:
    assert quantity_and_unit(typed, WORDS) == found
