"""Typed, pasted and imported text becomes exactly the value that was meant, or a sentence."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core import fields as f
from crm_desktop.core.codec import from_text, sentences, to_text, with_thousands
from crm_desktop.core.codec.words import plural
from crm_desktop.core.errors import BadValue
from crm_desktop.core.facts import Term

THURSDAY = date(2026, 1, 15)

INTEGER = f.Integer(name="n", label="N")
MONEY = f.Money(name="amount", label="Amount")
PRICE = f.Price(name="price", label="Price")
QUANTITY = f.Quantity(name="quantity", label="Quantity")
PERCENT = f.Percent(name="discount", label="Discount")
DATE = f.Date(name="day", label="Day")
MOMENT = f.DateTime(name="at", label="At")
BOOL = f.Bool(name="b", label="B")
TEXT = f.Text(name="name", label="Name")
LONG = f.LongText(name="note", label="Note")
TAGS = f.Tags(name="tags", label="Tags")
OPTIONS = f.Options(name="state", label="State", options=(("draft", "Draft"), ("won", "Won")))


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.2万", 1_200_000),
        ("3亿", 30_000_000_000),
        ("1,200", 120_000),
        ("1，200．５", 120_050),
        ("１２３", 12_300),
        ("（35.5）", -3550),
        ("(35.50)", -3550),
        ("-8", -800),
        ("−8", -800),
        ("8-", -800),
        ("－８", -800),
        ("¥9 800", 980_000),
        ("￥9,800.00", 980_000),
        ("9800元", 980_000),
        ("RMB 12", 1200),
        ("12CNY", 1200),
        ("1.2万元", 1_200_000),
        ("3千", 300_000),
        ("5k", 500_000),
        ("2w", 2_000_000),
        ("1亿2000万", 12_000_000_000),
        ("1,2345", 1_234_500),
        ("0.07", 7),
        ("3。5", 350),
        (".5", 50),
        ("+7", 700),
        ("0.1234万", 123_400),
        ("-0", 0),
        ("2千万", 2_000_000_000),
        ("  ", None),
        ("", None),
        ("1.005万", 1_005_000),
        ("-¥5", -500),
    ],
)
def test_amounts_as_people_type_them(typed: str, cents: int | None) -> None:
    assert from_text(MONEY, typed) == cents


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("0.001", "money_decimals"),
        ("1.0000001万", "money_decimals"),
        ("12.345", "money_decimals"),
        ("abc", "bad_number"),
        ("1,2", "bad_number"),
        ("1,200,00", "bad_number"),
        ("3万5", "bad_number"),
        ("1.2.3", "bad_number"),
        ("--3", "bad_number"),
        ("12%", "bad_number"),
        ("$5", "bad_number"),
        ("1²", "bad_number"),
        ("٣", "bad_number"),
        ("万", "bad_number"),
        ("1e5", "bad_number"),
        ("NaN", "bad_number"),
        ("(5", "bad_number"),
        (".", "bad_number"),
        ("9" * 30, "too_large"),
        ("9" * 70, "bad_number"),
        ("100亿亿", "too_large"),
        ("Infinity", "bad_number"),
    ],
)
def test_what_is_no_amount_is_refused_and_never_rounded(typed: str, rule: str) -> None:
    with pytest.raises(BadValue) as error:
        from_text(MONEY, typed)
    assert (error.value.rule, error.value.field, error.value.text) == (rule, "amount", typed)
    assert rule in sentences


def test_a_limit_is_written_as_the_field_is() -> None:
    for grouped, words in ((True, "2,200"), (False, "2200")):
        with pytest.raises(BadValue) as error:
            from_text(f.Integer(name="n", label="N", maximum=2200, grouped=grouped), "2201")
        assert error.value.values["limit"] == words


@pytest.mark.parametrize(
    ("text", "months"),
    [("36", 36), ("36 个月", 36), ("24个月", 24), ("６月", 6), ("18 months", 18), ("1 month", 1), ("一年", 12), ("3 年", 36), ("2 Years", 24), ("两年", 24), ("半年", 6), ("1.5年", 18)],
)  # fmt: skip
def test_months_may_be_said_with_their_unit(text: str, months: int) -> None:
    assert from_text(f.Integer(name="n", label="N", unit="months"), text) == months


@pytest.mark.parametrize(
    ("unit", "text"), [("months", "一辈子"), ("months", "0.3年"), ("", "3年"), ("", "30%"), ("%", "三成")]
)
def test_what_is_no_number_of_the_unit_is_refused(unit: str, text: str) -> None:
    with pytest.raises(BadValue):
        from_text(f.Integer(name="n", label="N", unit=unit), text)


def test_a_percentage_may_be_typed_with_its_sign() -> None:
    assert from_text(f.Integer(name="n", label="N", unit="%", maximum=100), "30%") == 30


def test_other_numbers() -> None:
    assert from_text(PRICE, "¥1,234.5678") == Decimal("1234.5678")
    assert from_text(QUANTITY, "2.125") == Decimal("2.125")
    assert from_text(PERCENT, "12.5 %") == from_text(PERCENT, "12.5％") == from_text(PERCENT, "12.5")
    assert from_text(INTEGER, "1.2万") == 12_000
    limited = f.Integer(name="n", label="N", minimum=1, maximum=1000)
    for field, typed, rule in (
        (PRICE, "0.00001", "decimals"),
        (QUANTITY, "0.0001", "decimals"),
        (PERCENT, "0.125", "decimals"),
        (INTEGER, "1.5", "whole_number"),
        (INTEGER, "3000000000", "too_large"),
        (limited, "0", "too_small"),
        (limited, "1001", "too_large"),
        (QUANTITY, "¥3", "bad_number"),
    ):
        with pytest.raises(BadValue) as error:
            from_text(field, typed)
        assert error.value.rule == rule, typed
    assert with_thousands("-1234567.50") == "-1,234,567.50"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("t", (2026, 1, 15)),
        ("T", (2026, 1, 15)),
        ("今天", (2026, 1, 15)),
        ("+3", (2026, 1, 18)),
        ("+1w", (2026, 1, 22)),
        ("-2m", (2025, 11, 15)),
        ("+1y", (2027, 1, 15)),
        ("＋３", (2026, 1, 18)),
        ("3天后", (2026, 1, 18)),
        ("2周前", (2026, 1, 1)),
        ("1个月后", (2026, 2, 15)),
        ("+1个月", (2026, 2, 15)),
        ("昨天", (2026, 1, 14)),
        ("后天", (2026, 1, 17)),
        ("周五", (2026, 1, 16)),
        ("周四", (2026, 1, 15)),
        ("周三", (2026, 1, 21)),
        ("本周三", (2026, 1, 14)),
        ("星期天", (2026, 1, 18)),
        ("下周一", (2026, 1, 19)),
        ("下下周一", (2026, 1, 26)),
        ("上周五", (2026, 1, 9)),
        ("fri", (2026, 1, 16)),
        ("next mon", (2026, 1, 19)),
        ("last friday", (2026, 1, 9)),
        ("20260115", (2026, 1, 15)),
        ("260115", (2026, 1, 15)),
        ("2026-1-15", (2026, 1, 15)),
        ("2026/01/15", (2026, 1, 15)),
        ("2026.1.15", (2026, 1, 15)),
        ("2026。1。15", (2026, 1, 15)),
        ("2026年1月15日", (2026, 1, 15)),
        ("2026年1月15号", (2026, 1, 15)),
        ("26-1-15", (2026, 1, 15)),
        ("85-1-15", (1985, 1, 15)),
        ("1/15", (2026, 1, 15)),
        ("1月15日", (2026, 1, 15)),
        ("１月５日", (2026, 1, 5)),
        ("20日", (2026, 1, 20)),
        ("15/1/2026", (2026, 1, 15)),
        ("1/15/2026", (2026, 1, 15)),
        ("月底", (2026, 1, 31)),
        ("下月底", (2026, 2, 28)),
        ("年底", (2026, 12, 31)),
        ("2026-01-15 00:00:00", (2026, 1, 15)),
        ("2026-01-15T00:00", (2026, 1, 15)),
    ],
)
def test_days_as_people_type_them(typed: str, expected: tuple[int, int, int]) -> None:
    assert from_text(DATE, typed, today=THURSDAY) == date(*expected)


def test_a_month_later_keeps_to_the_month() -> None:
    assert from_text(DATE, "+1m", today=date(2026, 1, 31)) == date(2026, 2, 28)
    assert from_text(DATE, "+1y", today=date(2028, 2, 29)) == date(2029, 2, 28)
    assert from_text(DATE, "下月底", today=date(2026, 1, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("2/30", "bad_date"),
        ("20261301", "bad_date"),
        ("soon", "bad_date"),
        ("1/2/2026", "ambiguous_date"),
        ("0226-01-15", "date_range"),
        ("9999-1-1", "date_range"),
        ("15", "bad_date"),
        ("+3q", "bad_date"),
        ("+9999y", "date_range"),
        ("+99999w", "bad_date"),
        ("2026-01-15 14:30", "bad_date"),
        ("t t", "bad_date"),
    ],
)
def test_what_is_no_day_is_refused(typed: str, rule: str) -> None:
    with pytest.raises(BadValue) as error:
        from_text(DATE, typed, today=THURSDAY)
    assert error.value.rule in (rule, "date_range")
    assert error.value.rule in sentences


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("now", (15, 10, 7)),
        ("+2h", (15, 12, 7)),
        ("30分钟后", (15, 10, 37)),
        ("14:30", (15, 14, 30)),
        ("14：30", (15, 14, 30)),
        ("下午3点", (15, 15, 0)),
        ("3点半", (15, 3, 30)),
        ("下午3点15分", (15, 15, 15)),
        ("2:30pm", (15, 14, 30)),
        ("9am", (15, 9, 0)),
        ("t 9:00", (15, 9, 0)),
        ("t9:00", (15, 9, 0)),
        ("明天下午3点", (16, 15, 0)),
        ("周五 9:00", (16, 9, 0)),
        ("+3 14:00", (18, 14, 0)),
        ("1/20 8:05", (20, 8, 5)),
        ("20260120 14:30", (20, 14, 30)),
        ("2026年1月20日14时30分", (20, 14, 30)),
        ("2026-01-20T14:30:00", (20, 14, 30)),
        ("1月20日", (20, 0, 0)),
        ("晚上8点", (15, 20, 0)),
        ("12am", (15, 0, 0)),
        ("中午12点半", (15, 12, 30)),
    ],
)
def test_moments_as_people_type_them(typed: str, expected: tuple[int, int, int]) -> None:
    now = datetime(2026, 1, 15, 10, 7, 33).astimezone()
    day, hour, minute = expected
    assert from_text(MOMENT, typed, today=now) == datetime(2026, 1, day, hour, minute).astimezone()


def test_moments_with_an_offset_are_that_instant() -> None:
    assert from_text(MOMENT, "2026-01-15T06:30:00Z") == datetime(2026, 1, 15, 6, 30, tzinfo=UTC)
    assert from_text(MOMENT, "2026-01-15 14:30+08:00") == datetime(2026, 1, 15, 6, 30, tzinfo=UTC)
    for typed in ("25:00", "14:75", "whenever", "2/30 9:00", "t 9"):
        with pytest.raises(BadValue):
            from_text(MOMENT, typed, today=THURSDAY)


def test_texts_are_trimmed_and_cleaned() -> None:
    assert from_text(TEXT, "\u3000 西安电子\u200b \n") == "西安电子"
    assert from_text(TEXT, "two\r\nlines\x00") == "two lines"
    assert from_text(LONG, "  a\r\nb \r") == "a\nb"
    assert from_text(f.Code(name="c", label="C"), " ＫＨ-００１ ") == "KH-001"
    assert from_text(f.Phone(name="p", label="P"), "\u202a 029-8888 0001转8 \u202c") == "029-8888 0001转8"
    with pytest.raises(BadValue) as error:
        from_text(f.Text(name="s", label="S", max_length=3), "四个汉字")
    assert error.value.values["limit"] == 3


def test_addresses() -> None:
    mail, url = f.Email(name="m", label="M"), f.Url(name="u", label="U")
    assert from_text(mail, "Wang Wei <wang.wei@example.com.cn>") == "wang.wei@example.com.cn"
    assert from_text(mail, "wang＠example．com") == "wang@example.com"
    assert from_text(url, " www.example.com/a?b=1 ") == "www.example.com/a?b=1"
    assert from_text(url, "http://example.com:8080") == "http://example.com:8080"
    assert from_text(url, "example.com:8080") == "example.com:8080"
    for field, typed in (
        (mail, "wang"),
        (mail, "a b@c.cn"),
        (mail, "a@b"),
        (mail, "a@b.cn;c@d.cn"),
        (url, "javascript:alert(1).x"),
        (url, "no address"),
        (url, "file:///etc/passwd.txt"),
    ):
        with pytest.raises(BadValue):
            from_text(field, typed)


def test_words_for_yes_and_no_in_both_languages() -> None:
    assert all(from_text(BOOL, w) is True for w in ("是", "Yes", "y", "TRUE", "1", "√", "１"))
    assert all(from_text(BOOL, w) is False for w in ("否", "No", "n", "false", "0", "×"))
    assert from_text(BOOL, " ") is None
    with pytest.raises(BadValue):
        from_text(BOOL, "perhaps")


def test_options_by_word_or_label() -> None:
    assert from_text(OPTIONS, "Won") == from_text(OPTIONS, "won") == "won"
    assert from_text(OPTIONS, "") == ""
    with pytest.raises(BadValue):
        from_text(OPTIONS, "lost")


def test_tags_split_at_chinese_and_other_separators() -> None:
    assert from_text(TAGS, "重点，老客户、 vip; a\nb, vip") == ["重点", "老客户", "vip", "a", "b"]
    assert from_text(TAGS, '"a, b", "c""d", 5" disk') == ["a, b", 'c"d', '5" disk']
    assert from_text(TAGS, '"open, x') == ['"open', "x"]
    assert from_text(TAGS, "") == []


def test_references_are_ids() -> None:
    ref = f.Ref(name="customer_id", label="Customer", to="customer")
    assert from_text(ref, " 42 ") == 42
    for typed in ("0", "-3", "长安", "1.5"):
        with pytest.raises(BadValue):
            from_text(ref, typed)


words = st.text(min_size=1, max_size=30)
clean_words = words.map(lambda s: from_text(TEXT, s)).filter(bool)
ROUND_TRIPS = {
    INTEGER: st.integers(-(2**31) + 1, 2**31 - 1),
    MONEY: st.integers(-(10**15), 10**15),
    PRICE: st.decimals(-(10**13), 10**13, places=4),
    QUANTITY: st.decimals(-(10**14), 10**14, places=3),
    PERCENT: st.decimals(-(10**6), 10**6, places=2),
    DATE: st.dates(date(1800, 1, 1), date(2299, 12, 31)),
    MOMENT: st.datetimes(datetime(1902, 1, 1), datetime(2299, 12, 30), timezones=st.just(UTC))
    | st.datetimes(datetime(1986, 4, 1), datetime(1991, 12, 1), timezones=st.just(UTC)),
    BOOL: st.booleans(),
    TEXT: words.map(lambda s: from_text(TEXT, s)),
    LONG: words.map(lambda s: from_text(LONG, s)),
    f.Code(name="c", label="C"): words.map(lambda s: from_text(f.Code(name="c", label="C"), s)),
    f.Phone(name="p", label="P"): words.map(lambda s: from_text(TEXT, s)),
    f.Choice(name="g", label="G", dictionary="grade"): clean_words,
    OPTIONS: st.sampled_from(["draft", "won", ""]),
    f.Ref(name="r", label="R", to="customer"): st.integers(1, 10**15),
    TAGS: st.lists(clean_words, unique=True),
    f.MultiChoice(name="m", label="M", dictionary="x"): st.lists(clean_words, unique=True),
}


@pytest.mark.parametrize("field", ROUND_TRIPS, ids=lambda f: type(f).__name__)
def test_round_trip(field: f.Field) -> None:
    @given(ROUND_TRIPS[field])
    def comes_back(value: object) -> None:
        assert from_text(field, to_text(field, value)) == value

    comes_back()
    assert from_text(field, to_text(field, None)) in (None, "", [])


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot change its time zone there")
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_moments_come_back_in_every_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        start = datetime(2026, 10, 24, tzinfo=UTC)
        for half_hours in range(48 * 12):  # both ends of summer time
            moment = start + timedelta(minutes=30 * half_hours)
            assert from_text(MOMENT, to_text(MOMENT, moment)) == moment
        assert to_text(MOMENT, datetime(2026, 1, 15, 6, 30, tzinfo=UTC)).count(":") == 1
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.text())
def test_nothing_typed_ever_breaks_it(text: str) -> None:
    for field in ROUND_TRIPS:
        with suppress(BadValue):
            value = from_text(field, text)
            assert from_text(field, to_text(field, value)) == value


@pytest.mark.parametrize("typed", ["5-12", "5/12", "5月12日", "XXXX-05-12", "--0512"])
@pytest.mark.parametrize("place", ["", "important_date"])
def test_a_day_of_birth_without_its_year_is_none_of_this_year(typed: str, place: str) -> None:
    with pytest.raises(BadValue) as refused:
        from_text(f.Birthday(name="birthday", label="Birthday", part=place), typed, today=THURSDAY)
    assert refused.value.rule == ("birthday_is_a_date" if place else "birthday_needs_year")
    assert from_text(f.Birthday(name="birthday", label="Birthday"), "1990-5-12", today=THURSDAY) == date(1990, 5, 12)


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("box", "boxes"), ("piece", "pieces"), ("Licence", "Licences"), ("time", "times"), ("hour", "hours"),
        ("glass", "glasses"), ("batch", "batches"), ("tray", "trays"), ("body", "bodies"), ("foot", "feet"),
        ("person", "people"), ("man-day", "man-days"), ("square metre", "square metres"), ("box of 10", "boxes of 10"),
        ("kg", "kg"), ("pcs", "pcs"), ("m", "m"), ("m²", "m²"), ("GB", "GB"), ("kWh", "kWh"), ("ea.", "ea."), ("pcs.", "pcs."),
        ("dozen", "dozen"), ("sheets", "sheets"), ("%", "%"), ("箱", "箱"), ("箱 box", "箱 boxes"), ("", ""),
    ],
)  # fmt: skip
def test_english_units_have_a_plural_and_abbreviations_have_none(one: str, several: str) -> None:
    assert plural(one) == several
    term = Term(kind="unit", code="u", name="箱", name_en=one)
    assert term.counted("zh_CN", 3) == "箱"
    assert [term.counted("en", number) for number in (1, -1, Decimal("1.00"))] == [one or "箱"] * 3
    assert [term.counted("en", number) for number in (0, 2, Decimal("0.5"), -3)] == [several or "箱"] * 4
