"""Addresses for looking a company up outside: kept by those who keep settings, read by all, and nothing but web addresses."""

from __future__ import annotations

import json

import pytest

from tests.databases import AccountSet
from tests.db.handoverkit import ask, refused

INSERT = "INSERT INTO crm.setting (name, value) VALUES ('lookups', CAST(%s AS jsonb)) RETURNING 1"
UPDATE = "UPDATE crm.setting SET value = CAST(%s AS jsonb) WHERE name = 'lookups' RETURNING 1"
GOOD = [
    {"name": "天眼查", "address": "https://www.example.com/search?key={name}"},
    {"name": "税号", "address": "http://查询.example.cn:8080/c/{tax_number}#top"},
]


def _wrong(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_who_keeps_settings_writes_them_and_everybody_reads_them(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    assert ask(company, "rep1", "SELECT crm.lookups()") == [([],)], "none by default"
    assert refused(company, "rep1", INSERT, _wrong(GOOD))
    assert ask(company, "admin", INSERT, _wrong(GOOD)) == [(1,)]
    assert ask(company, "rep1", "SELECT crm.lookups()") == [(GOOD,)]
    assert ask(company, "admin", UPDATE, "[]") == [(1,)]
    assert refused(company, "rep1", UPDATE, _wrong(GOOD))


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"name": "x"}, "lookup_unnamed"),
        ("https://example.com/{name}", "lookup_unnamed"),
        (["https://example.com/{name}"], "lookup_unnamed"),
        ([{"name": " ", "address": "https://example.com/{name}"}], "lookup_unnamed"),
        ([{"name": "x" * 41, "address": "https://example.com/{name}"}], "lookup_unnamed"),
        ([{"name": "x\ny", "address": "https://example.com/{name}"}], "lookup_unnamed"),
        ([GOOD[0], GOOD[0]], "lookup_unnamed"),
        ([{"name": "x", "address": "https://example.com/{name}", "more": 1}], "lookup_unnamed"),
        ([{"name": "x", "address": ""}], "lookup_address"),
        ([{"name": "x", "address": "file:///etc/{name}"}], "lookup_address"),
        ([{"name": "x", "address": "javascript:alert('{name}')"}], "lookup_address"),
        ([{"name": "x", "address": "HTTPS://example.com/{name}"}], ""),
        ([{"name": "x", "address": "https://{name}.example.com/"}], "lookup_address"),
        ([{"name": "x", "address": "https://good.example@bad.example/{name}"}], "lookup_address"),
        ([{"name": "x", "address": "https://example.com\\@bad.example/{name}"}], "lookup_address"),
        ([{"name": "x", "address": "https:///{name}"}], "lookup_address"),
        ([{"name": "x", "address": "https://example.com/a b{name}"}], "lookup_address"),
        ([{"name": "x", "address": "https://example.com/\n{name}"}], "lookup_address"),
        ([{"name": "x", "address": "https://example.com/" + "a" * 500 + "{name}"}], "lookup_address"),
        ([{"name": "x", "address": "https://example.com/"}], "lookup_placeholder"),
        ([{"name": "x", "address": "https://example.com/{name}{phone}"}], "lookup_placeholder"),
        ([{"name": "x", "address": "https://example.com/{{name}}"}], "lookup_placeholder"),
        ([{"name": f"x{n}", "address": "https://example.com/{name}"} for n in range(21)], "lookup_many"),
    ],
)
def test_nothing_else_is_kept(account_set: AccountSet, value: object, rule: str) -> None:
    assert refused(account_set, "admin", INSERT, _wrong(value)) == rule
