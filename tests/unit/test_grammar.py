"""The typed filter: what people type, both languages, and back again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_desktop.core import fields as f
from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Term
from crm_desktop.core.grammar import Words, compose, parse, read
from crm_desktop.core.grammar.periods import period_of
from crm_desktop.core.query import Condition

C = Condition
TODAY = date(2026, 3, 18)  # a Wednesday
CHINESE = {
    "name": "名称",
    "grade": "等级",
    "region": "区域",
    "amount": "金额",
    "owner_id": "负责人",
    "created_at": "创建",
    "status": "状态",
    "note": "备注",
    "due": "到期日",
    "active": "启用",
    "tags": "标签",
    "count": "人数",
    "price": "单价",
    "kind": "种类",
    "attrs.size": "规模",
    "attrs.uses": "用途",
}
ENTITY = Entity(
    mapped=SimpleNamespace(__tablename__="thing", __name__="Thing"),
    title="Thing",
    plural="Things",
    fields=(
        f.Text(name="name", label="Name", sortable=True),
        f.Choice(name="grade", label="Grade", dictionary="grade"),
        f.Choice(name="region", label="Region", dictionary="region"),
        f.Money(name="amount", label="Amount"),
        f.Ref(name="owner_id", label="Owner", to="employee"),
        f.DateTime(name="created_at", label="Created"),
        f.Choice(name="status", label="Status", dictionary="status"),
        f.LongText(name="note", label="Note"),
        f.Date(name="due", label="Due day"),
        f.Bool(name="active", label="Active"),
        f.Tags(name="tags", label="Tags"),
        f.Integer(name="count", label="Head count"),
        f.Price(name="price", label="Price"),
        f.Options(name="kind", label="Kind", options=(("firm", "Company"), ("person", "Person"))),
        f.Choice(name="attrs.size", label="规模", dictionary="grade"),
        f.MultiChoice(name="attrs.uses", label="用途", dictionary="region"),
    ),
    sections=(),
    list_columns=("name",),
    sort="name",
)
TERMS = {
    "grade": (
        Term(kind="grade", code="A", name="A级", name_en="Grade A"),
        Term(kind="grade", code="B", name="B级", name_en="Grade B"),
        Term(kind="grade", code="-1", name="黑名单", name_en='A, blocked: "never"'),
    ),
    "region": (
        Term(kind="region", code="nw", name="西北", name_en="Northwest"),
        Term(kind="region", code="n", name="华北", name_en="North"),
    ),
    "status": (
        Term(kind="status", code="lost", name="流失", name_en="Lost"),
        Term(kind="status", code="won", name="成交 客户", name_en="Won"),
        Term(kind="status", code="dup", name="流失", name_en="Doubled"),
    ),
}
PEOPLE = {7: "李四", 8: "王 五", 9: "我"}


def words(language: str = "zh_CN") -> Words:
    def labels(field: f.Field) -> tuple[str, ...]:
        both = (CHINESE[field.name], field.label)
        return both if language == "zh_CN" else both[::-1]

    return Words(
        labels=labels,
        terms=lambda kind: TERMS.get(kind, ()),
        me=7,
        language=language,
        today=TODAY,
        options=lambda field: (("firm", "公司"), ("person", "个人")) if language == "zh_CN" else field.options,
        find=lambda field, text: next((i for i, name in PEOPLE.items() if name == text), None),
        name=lambda field, record_id: PEOPLE.get(record_id, ""),
    )


@pytest.mark.parametrize(
    ("text", "search", "conditions"),
    [
        ("华为 科技", "华为 科技", ()),
        ("等级:A", "", (C("grade", "eq", "A"),)),
        ("等级：a级", "", (C("grade", "eq", "A"),)),
        ("grade:A region:northw", "", (C("grade", "eq", "A"), C("region", "eq", "nw"))),
        ("等级:A,B 华为", "华为", (C("grade", "in", ("A", "B")),)),
        ("等级:A，B", "", (C("grade", "in", ("A", "B")),)),
        ("等级:-A", "", (C("grade", "ne", "A"),)),
        ("-等级:A,B", "", (C("grade", "ne", "A"), C("grade", "ne", "B"))),
        ("状态:-won", "", (C("status", "ne", "won"),)),
        ('状态:"成交 客户"', "", (C("status", "eq", "won"),)),
        ("状态:“成交 客户”", "", (C("status", "eq", "won"),)),
        ('等级:"-1"', "", (C("grade", "eq", "-1"),)),
        ("等级:*", "", (C("grade", "filled"),)),
        ("备注:*", "", (C("note", "filled"),)),
        ("备注:空", "", (C("note", "empty"),)),
        ("-备注:*", "", (C("note", "empty"),)),
        ("备注:“空”", "", (C("note", "contains", "空"),)),
        ("金额:10000..50000", "", (C("amount", "between", (1000000, 5000000)),)),
        ("金额:50000..1万", "", (C("amount", "between", (1000000, 5000000)),)),
        ("金额:>1.2万", "", (C("amount", "gt", 1200000),)),
        ("金额>=10,000", "", (C("amount", "ge", 1000000),)),
        ("金额:＜５００", "", (C("amount", "lt", 50000),)),
        ("金额:..500", "", (C("amount", "le", 50000),)),
        ("金额:-5", "", (C("amount", "eq", -500),)),
        ("金额:!5", "", (C("amount", "ne", 500),)),
        ("金额:1,5", "", (C("amount", "in", (100, 500)),)),
        ("负责人:我", "", (C("owner_id", "eq", 7),)),
        ("owner:me", "", (C("owner_id", "eq", 7),)),
        ("负责人:“我”", "", (C("owner_id", "eq", 9),)),
        ('负责人:李四,"王 五"', "", (C("owner_id", "in", (7, 8)),)),
        ("负责人:#17", "", (C("owner_id", "eq", 17),)),
        ("负责人:赵", "", (C("owner_id", "contains", "赵"),)),
        ("负责人:-", "", (C("owner_id", "empty"),)),
        ("创建:今天", "", (C("created_at", "eq", TODAY),)),
        ("创建:本周", "", (C("created_at", "between", (date(2026, 3, 16), date(2026, 3, 22))),)),
        ("创建:>=2026-03", "", (C("created_at", "ge", date(2026, 3, 1)),)),
        ("到期日:今天", "", (C("due", "eq", TODAY),)),
        ("到期日:+3", "", (C("due", "eq", date(2026, 3, 21)),)),
        ("到期日:-7", "", (C("due", "eq", date(2026, 3, 11)),)),
        ("到期日:本月", "", (C("due", "between", (date(2026, 3, 1), date(2026, 3, 31))),)),
        ("dueday:lastmonth", "", (C("due", "between", (date(2026, 2, 1), date(2026, 2, 28))),)),
        ("到期日:上月..今天", "", (C("due", "between", (date(2026, 2, 1), TODAY)),)),
        ("到期日:<今天", "", (C("due", "lt", TODAY),)),
        ("启用:是", "", (C("active", "eq", True),)),
        ("active:no", "", (C("active", "eq", False),)),
        ("名称:华", "", (C("name", "contains", "华"),)),
        ("名称:=华为,中兴", "", (C("name", "in", ("华为", "中兴")),)),
        ("名称:-华为", "", (C("name", "ne", "华为"),)),
        ("人数:5..10", "", (C("count", "between", (5, 10)),)),
        ("单价:>0.5", "", (C("price", "gt", Decimal("0.5000")),)),
        ("种类:公司 kind:Person", "", (C("kind", "eq", "firm"), C("kind", "eq", "person"))),
        ("规模:B用途 规模:B", "", (C("attrs.size", "eq", "B"),)),
        ("创建:今天,昨天", "", (C("created_at", "in", (TODAY, date(2026, 3, 17))),)),
        ("等级:A,空", "", (C("grade", "in", ("A", None)),)),
        ("用途:西北", "", (C("attrs.uses", "contains", "nw"),)),
        ("用途:西北,华北", "", (C("attrs.uses", "in", ("nw", "n")),)),
        ("标签:-老客户", "", (C("tags", "ne", "老客户"),)),
        (
            '创建:今天.."2026-03-18 14:00"',
            "",
            (C("created_at", "between", (TODAY, datetime(2026, 3, 18, 14).astimezone())),),
        ),
        ('"等级:A" 029-8888', "等级:A 029-8888", ()),
        ("10:30", "10:30", ()),
        ("等级:", "", ()),  # the value is still to come: the list stays as it is meanwhile
        ("-等级： 科技", "科技", ()),
        ('"等级:"', "等级:", ()),
        ("注意:", "注意:", ()),
        ("   ", "", ()),
    ],
)
def test_what_is_typed(text, search, conditions):
    assert parse(text, ENTITY, words()) == (search, conditions)


def test_unknown_field_stays_a_search_word_with_a_hint():
    reading = read("颜色:红 华为", ENTITY, words())
    assert (reading.search, reading.conditions) == ("颜色:红 华为", ())
    assert [(h.rule, h.name) for h in reading.hints] == [("unknown_field", "颜色")]


@pytest.mark.parametrize(
    "text",
    ["等级:Z", "金额:viel", "到期日:gestern", "启用:vielleicht", "金额:..", "-金额:1..2", "负责人:赵,钱", "名称:="],
)
def test_bad_value_is_hinted_at_and_restricts_nothing(text):
    reading = read(text, ENTITY, words())
    assert (reading.search, reading.conditions) == ("", ())
    assert [h.rule for h in reading.hints] == ["bad_value"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上周", "2026-03-09", "2026-03-15"),
        ("nextweek", "2026-03-23", "2026-03-29"),
        ("本季度", "2026-01-01", "2026-03-31"),
        ("last quarter", "2025-10-01", "2025-12-31"),
        ("今年", "2026-01-01", "2026-12-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("近7天", "2026-03-12", "2026-03-18"),
        ("next7d", "2026-03-18", "2026-03-24"),
        ("近3个月", "2025-12-19", "2026-03-18"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2025年12月", "2025-12-01", "2025-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2026Q2", "2026-04-01", "2026-06-30"),
        ("2026年第四季度", "2026-10-01", "2026-12-31"),
    ],
)
def test_periods(text, first, last):
    assert period_of(text, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "2026-13", "2026-02-01", "近天", "0000", "2026Q5", "abc"])
def test_no_periods(text):
    assert period_of(text, TODAY) is None


def test_composed_in_the_reader_s_language():
    conditions = (
        C("grade", "in", ("A", "B")),
        C("region", "ne", "nw"),
        C("amount", "between", (1000000, 5000000)),
        C("owner_id", "eq", 8),
        C("note", "filled"),
        C("active", "eq", True),
        C("created_at", "between", (date(2026, 1, 1), date(2026, 1, 31))),
    )
    assert compose("华为", conditions, ENTITY, words()) == (
        '华为 等级:A级,B级 区域:!西北 金额:10000.00..50000.00 负责人:"王 五" 备注:* 启用:是 创建:2026-01-01..2026-01-31'
    )
    assert compose("", conditions[:2], ENTITY, words("en")) == 'Grade:"Grade A","Grade B" Region:!Northwest'


@pytest.mark.parametrize(
    ("given_condition", "read_as"),
    [
        (C("amount", "between", (None, 500)), C("amount", "le", 500)),
        (C("amount", "between", (500, None)), C("amount", "ge", 500)),
        (C("grade", "in", ("A",)), C("grade", "eq", "A")),
        (C("grade", "in", ("A", None)), C("grade", "in", ("A", None))),
        (C("owner_id", "eq", None), C("owner_id", "empty")),
        (C("grade", "ne", ""), C("grade", "filled")),
    ],
)
def test_conditions_made_by_programs_have_a_typed_form(given_condition, read_as):
    assert parse(compose("", (given_condition,), ENTITY, words()), ENTITY, words()) == ("", (read_as,))


def test_a_name_that_two_share_is_written_as_its_code():
    assert compose("", (C("status", "eq", "dup"),), ENTITY, words()) == "状态:dup"
    assert compose("等级:", (), ENTITY, words()) == '"等级:"'  # bare, it would be a condition half typed


free_text = (
    st.text(st.characters(exclude_categories=("Cs", "Co", "Cc")), min_size=1, max_size=12)
    .map(lambda t: " ".join(t.split()))
    .filter(bool)
)
moments = st.datetimes(
    datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])
)
values = {
    "grade": st.sampled_from(["A", "B", "-1"]),
    "region": st.sampled_from(["nw", "n"]),
    "status": st.sampled_from(["lost", "won", "dup"]),
    "attrs.size": st.sampled_from(["A", "B", "-1"]),
    "kind": st.sampled_from(["firm", "person"]),
    "owner_id": st.integers(1, 10**6) | st.sampled_from([7, 8, 9]),
    "amount": st.integers(-(10**12), 10**12),
    "count": st.integers(-(10**6), 10**6),
    "price": st.decimals(-(10**6), 10**6, places=4),
    "due": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    "created_at": moments | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    "active": st.booleans(),
}
texts = ("name", "note")
ordered = ("amount", "count", "price", "due", "created_at")


def instant(value):
    plain_day = isinstance(value, date) and not isinstance(value, datetime)
    return datetime(value.year, value.month, value.day).astimezone() if plain_day else value


@st.composite
def condition(draw):
    name = draw(st.sampled_from([*values, *texts, "attrs.uses", "tags"]))
    if name in ("attrs.uses", "tags"):
        value = st.sampled_from(["nw", "n"]) if name == "attrs.uses" else free_text
        op = draw(st.sampled_from(["contains", "ne", "in", "empty"]))
        return C(
            name,
            op,
            {"empty": None, "in": tuple(draw(st.lists(value, min_size=2, max_size=2, unique=True)))}.get(
                op, draw(value)
            ),
        )
    value = values.get(name, free_text)
    ops = ["eq", "ne", "in", "empty", "filled"]
    ops += ["contains"] if name in texts else []
    ops += ["lt", "le", "gt", "ge", "between"] if name in ordered else []
    op = draw(st.sampled_from(ops))
    if op in ("empty", "filled"):
        return C(name, op)
    if op == "between":
        return C(name, op, tuple(sorted((draw(value), draw(value)), key=instant)))
    if op == "in":
        if name == "active":
            return C(name, "in", (True, False))
        return C(name, op, tuple(draw(st.lists(value, min_size=2, max_size=3, unique=True))))
    return C(name, op, draw(value))


@given(
    st.lists(free_text, max_size=3).map(" ".join), st.lists(condition(), max_size=4), st.sampled_from(["zh_CN", "en"])
)
def test_what_is_composed_reads_the_same(search, conditions, language):
    text = compose(search, conditions, ENTITY, words(language))
    assert parse(text, ENTITY, words(language)) == (search, tuple(conditions)), text


def test_a_comma_behind_a_fraction_divides_values():
    assert parse("金额:0.00,100.00", ENTITY, words()) == ("", (C("amount", "in", (0, 10000)),))
    assert parse("金额:1..10,000", ENTITY, words()) == ("", (C("amount", "between", (100, 1000000)),))


@given(st.text(max_size=40))
@example('="')
def test_no_text_breaks_it(text):
    for typed in (text, f"金额:{text}", f"等级:{text}", f"创建:{text}", f"备注:{text}", f"负责人:{text}"):
        reading = read(typed, ENTITY, words())
        again = compose(reading.search, reading.conditions, ENTITY, words())
        assert parse(again, ENTITY, words()) == (reading.search, reading.conditions), again
