"""One way to write each thing, and nothing else touched."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from crm_desktop.base_info.quality.rules.choosing import chosen_values, default_choice
from crm_desktop.base_info.quality.rules.completeness import completeness
from crm_desktop.base_info.quality.rules.formats import standard
from crm_desktop.core.record import Record


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("name", "  西安 环太科技（集团）  有限公司 ", "西安环太科技(集团)有限公司"),
        ("name", "ＡＢＣ科技（西安）有限公司", "ABC科技(西安)有限公司"),
        ("name", "Quick  Stop Ltd.", "Quick Stop Ltd."),
        ("name", "IBM 中国", "IBM 中国"),
        ("phone", "029 8845 1234", "029-88451234"),
        ("phone", "+86 29 88451234", "029-88451234"),
        ("phone", "０２９－８８４５１２３４", "029-88451234"),
        ("phone", "ask at the desk", "ask at the desk"),
        ("email", " OFFICE@Example.CN；", "office@example.cn"),
        ("email", "mailto:a@b.cn", "a@b.cn"),
        ("email", "no address", "no address"),
        ("website", "HTTP://WWW.Example.CN/", "www.example.cn"),
        ("website", "https://a.cn/Shop/", "https://a.cn/Shop/"),
        ("website", "none", "none"),
        ("postcode", "７１００ 6５", "710065"),
        ("postcode", "SW1A 1AA", "SW1A 1AA"),
    ],
)
def test_standard_forms(kind: str, typed: str, expected: str) -> None:
    assert standard(kind, typed) == expected
    assert standard(kind, expected) == expected  # done twice is done once


def test_what_is_filled_is_kept_and_of_several_the_newest() -> None:
    records = [
        Record(1, 1, {"phone": "", "email": "a", "updated_at": "2026-01-01"}),
        Record(2, 1, {"phone": "2", "email": "b", "updated_at": "2026-01-02"}),
        Record(3, 1, {"phone": "3", "email": "", "updated_at": "2026-01-03"}),
    ]
    assert (default_choice(records, 0, "phone"), default_choice(records, 0, "email")) == (2, 0)
    assert chosen_values(records, 0, {"phone": 2, "email": 0}) == {}
    assert chosen_values(records, 0, {"phone": 1, "email": 1}) == {"phone": "2", "email": "b"}


def test_completeness_counts_only_what_one_may_read() -> None:
    weights = [("phone", 3), ("email", 1)]
    assert completeness(weights, {"phone": "1", "email": ""}) == (75, ("email",))
    assert completeness(weights, {"email": ""}) == (0, ("email",))
    assert completeness(weights, {}) == (None, ())


def test_chosen_own_attributes_are_as_jsonb_keeps_them() -> None:
    moment = datetime(2026, 1, 15, 14, 30, tzinfo=timezone(timedelta(hours=8)))
    records = [Record(1, 1, {"attrs.area": None, "attrs.seen": None}), Record(2, 1, {})]
    records.append(Record(3, 1, {"attrs.area": Decimal("12.50"), "attrs.seen": moment}))
    assert chosen_values(records, 0, {"attrs.area": 2, "attrs.seen": 2}) == {}  # the default: what is filled
    records[0] = Record(1, 1, {"attrs.area": Decimal(1), "attrs.seen": moment})
    assert chosen_values(records, 0, {"attrs.area": 2, "attrs.seen": 2}) == {
        "attrs": {"area": 12.5, "seen": "2026-01-15T06:30:00+00:00"}
    }
