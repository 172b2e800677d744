"""What the list of divisions says, held against rules and against the source of the area codes."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict

from phonenumbers.geodata import GEOCODE_DATA

from server_schema.data.divisions import FILE

#: Served from another province: prefix of the division → first digits of its postcodes.
ACROSS = {"131126": "25", "1507": "16", "1529": "7", "330922": "20"}
#: Cities that libphonenumber does not name: their area code is that of a neighbour (divisions.txt says who else gives it).
BY_RULE = 20


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_postcodes_are_six_digits_of_their_province() -> None:
    rows = [r for r in _rows() if r["postcode"]]
    assert len(rows) > 2800
    assert [r["name"] for r in rows if not re.fullmatch(r"\d{6}", r["postcode"])] == []
    regions: dict[str, Counter[str]] = defaultdict(Counter)
    for r in rows:
        regions[r["code"][:2]][r["postcode"][:2]] += 1
    strange = [
        (r["code"], r["name"], r["postcode"])
        for r in rows
        if regions[r["code"][:2]][r["postcode"][:2]] < 3
        and not any(r["code"].startswith(code) and r["postcode"].startswith(p) for code, p in ACROSS.items())
    ]
    assert strange == []


def test_area_codes_are_those_of_the_source_or_of_a_rule() -> None:
    """All of Hainan is 0898; else libphonenumber names the city under its code, or a neighbour in the same province."""
    named: dict[str, set[str]] = defaultdict(set)
    for prefix, words in GEOCODE_DATA.items():
        if prefix.startswith("86") and "zh" in words:
            for length in (2, 3):
                named["0" + prefix[2 : 2 + length]].add(words["zh"])
    provinces = {r["code"][:2]: r["short_name"] for r in _rows() if r["level"] == "1"}
    by_rule = []
    for r in (r for r in _rows() if r["area_code"]):
        assert re.fullmatch(r"0(10|2\d|[3-9]\d\d)", r["area_code"]), r
        if r["code"].startswith("46"):
            assert r["area_code"] == "0898", r
            continue
        found = named[r["area_code"]] | named[r["area_code"][:3]]
        if not any(r["short_name"] in words for words in found):
            assert any(provinces[r["code"][:2]] in words for words in found), r
            by_rule.append(r["name"])
    assert len(by_rule) == BY_RULE, by_rule
