"""The typed filter: ``等级:A 区域:西北 金额:10000..50000 负责人:我 华为`` to conditions, and back.

    name:value      the name in either language or the column's own; full-width signs are taken
    A,B             one of several           -A or !A        not A          * / -   filled / empty
    10..50 >10 <=9  ranges and comparisons   "…" “…”         blanks and signs as they are
    今天 本周 上月 近7天 today thismonth last7d …              days and periods
    我 / me                                   the reader himself
    =text           exactly; a plain word in a text field means "contains"
    #17             the record with that id, in fields that point to a record

What is no known field stays a search word, with a hint. Of a number or day ``-5`` is a value, ``!5`` is "not 5".
"""

from __future__ import annotations

from crm_desktop.core.grammar.compose import compose, normal, value_word
from crm_desktop.core.grammar.lexer import Token, tokens
from crm_desktop.core.grammar.read import Hint, Reading, parse, read
from crm_desktop.core.grammar.words import Words, field_names

__all__ = [
    "Hint",
    "Reading",
    "Token",
    "Words",
    "compose",
    "field_names",
    "normal",
    "parse",
    "read",
    "tokens",
    "value_word",
]
