"""Amounts in Chinese capitals."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.printing.capitals import DIGITS, capital_amount

VALUES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (10, "壹角整"),
        (15, "壹角伍分"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (120000, "壹仟贰佰元整"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (600000700, "陆佰万零柒元整"),
        (100000000000, "壹拾亿元整"),
        (-500, "负伍元整"),
    ],
)
def test_known_amounts(fen: int, words: str) -> None:
    assert capital_amount(fen) == words


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_capitals_read_back_to_the_same_amount(fen: int) -> None:
    words = capital_amount(fen)
    assert read(words) == fen
    assert "零零" not in words
    assert not re.search("零[元角万亿]", words) or fen == 0


def read(words: str) -> int:
    sign = -1 if words.startswith("负") else 1
    words = words.lstrip("负").rstrip("整")
    yuan, _, small = words.rpartition("元")
    jiao = re.search(f"([{DIGITS}])角", small)
    cents = re.search(f"([{DIGITS}])分", small)
    return sign * (
        number(yuan) * 100 + (DIGITS.index(jiao[1]) * 10 if jiao else 0) + (DIGITS.index(cents[1]) if cents else 0)
    )


def number(words: str) -> int:
    for word, size in (("亿", 10**8), ("万", 10**4)):
        if word in words:
            high, _, low = words.rpartition(word)
            return number(high) * size + number(low)
    total, digit = 0, 0
    for char in words:
        if char in VALUES:
            total += digit * VALUES[char]
            digit = 0
        else:
            digit = DIGITS.index(char)
    return total + digit
