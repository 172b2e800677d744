"""Sums by currency: added currency by currency, said with the company's own first."""

from __future__ import annotations

from crm_desktop.core.grouping import added, in_currency, leading, parts


def test_numbers_and_currencies_are_added_each_for_itself() -> None:
    assert added([1, None, 2]) == 3
    assert added([{"CNY": 1, "USD": 5}, None, {"USD": 2}]) == {"CNY": 1, "USD": 7}
    assert added([]) == 0


def test_the_own_currency_comes_first_and_is_nothing_where_there_is_none() -> None:
    assert parts({"EUR": 3, "CNY": 1, "": 2}, "USD") == [("USD", 2), ("CNY", 1), ("EUR", 3)]
    assert parts({}, "CNY") == [("CNY", 0)]


def test_what_is_compared_is_in_one_currency() -> None:
    assert leading([{"USD": 1}, {"CNY": 2}], "CNY") == "CNY"
    assert leading([{"USD": 1}, {"EUR": 2}], "CNY") == "EUR"
    assert leading([3], "CNY") == "CNY"
    assert in_currency({"USD": 1, "CNY": 2}, "USD", "CNY") == 1
    assert in_currency({"": 4}, "CNY", "CNY") == 4
    assert in_currency(None, "CNY", "CNY") == 0
    assert in_currency(7, "CNY", "CNY") == 7
