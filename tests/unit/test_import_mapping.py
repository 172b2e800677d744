"""Mappings: guessed, read, written, refused; rows read by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base_info.entities import CONTACT, CUSTOMER, PRODUCT
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Invalid
from crm_desktop.core.facts import Term
from crm_desktop.exchange.table import ReadOptions, Row
from crm_desktop.printing.words import translate
from crm_desktop.sales.entities import OPPORTUNITY
from crm_desktop.shell import registry
from crm_desktop.system.importing import fits, from_json, guess, to_json
from crm_desktop.system.importing.mapping import ImportMapping, Source, filled, plain
from crm_desktop.system.importing.reading import ReadRow, row_reader
from crm_desktop.system.importing.references import offers
from crm_desktop.system.importing.words import SENTENCES, sentence

TERMS = {
    "industry": (
        Term(kind="industry", code="it", name="信息技术", name_en="IT"),
        Term(kind="industry", code="food", name="食品", name_en="Food"),
        Term(kind="industry", code="feed", name="饲料", name_en="Food"),
    )
}
WORD = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
SOURCE = st.builds(
    Source,
    field=WORD,
    heading=WORD,
    lookup=st.lists(WORD, max_size=2).map(tuple),
    values=st.dictionaries(WORD, WORD, max_size=2),
    date_format=st.sampled_from(["", "%d.%m.%Y"]),
)
MAPPING = st.builds(
    ImportMapping,
    entity=WORD,
    sources=st.lists(SOURCE, max_size=4, unique_by=lambda s: (s.heading, s.field)).map(
        lambda found: tuple(sorted(found, key=lambda s: [f.heading for f in found].index(s.heading)))
    ),
    match=st.lists(WORD, max_size=2).map(tuple),
    mode=st.sampled_from(["create", "update", "both"]),
    empty=st.sampled_from(["leave", "clear"]),
    distinct=st.booleans(),
    decimal=st.sampled_from([".", ","]),
    options=st.builds(ReadOptions, sheet=st.text(max_size=5), heading_row=st.integers(0, 9)),
)


@given(MAPPING)
def test_json_round_trip(mapping: ImportMapping) -> None:
    assert from_json(to_json(mapping)) == mapping


@pytest.mark.parametrize(
    "headings",
    [
        ("code", "name", "short_name", "owner_id", "credit_limit", "parent_id"),
        ("Code", "NAME", "Short name", "Owner", "Credit limit", "Parent company"),
        ("编码", "名 称", "简称", "owner", "Credit_Limit", "parent"),
        ("客户编码", "客户名称", "Customer short name", "owner_id", "Customer credit limit", "parent"),
    ],
)
def test_headings_are_guessed_in_both_languages(headings: tuple[str, ...]) -> None:
    mapping = guess(headings, CUSTOMER, translate)
    assert [s.field for s in mapping.sources] == ["code", "name", "short_name", "owner_id", "credit_limit", "parent_id"]
    assert mapping.match == ("code",)


@pytest.mark.parametrize(
    ("headings", "entity", "names"),
    [
        ("公司名称 省份 城市 员工 电子邮箱 座机 手机号码", CUSTOMER, "name province city owner_id email phone mobile"),
        (
            "*客户名称（必填） 单位地址 统一社会信用代码",
            CUSTOMER,
            "name address province city district postcode tax_number",
        ),
        ("名称 地址 区县 邮编", CUSTOMER, "name address district postcode"),
        ("名称 地址 邮编", CUSTOMER, "name address province city district postcode"),
        ("Account_Name Account_Owner Billing_City E-Mail_Address", CUSTOMER, "name owner_id city email"),
        ("联系人姓名 公司名称 职位 移动电话", CONTACT, "name customer_id title mobile"),
        ("商机名称 客户名称 业务员 预计成交日期", OPPORTUNITY, "name customer_id owner_id expected_on"),
        ("邮箱 电子邮箱 手机", CUSTOMER, "email mobile"),
        ("电子邮箱 邮箱", CUSTOMER, "email"),
        ("No. 序号 年销售额（万元）", CUSTOMER, ""),
    ],
)
def test_headings_of_other_programs_are_guessed_after_our_own(headings: str, entity: Entity, names: str) -> None:
    mapping = guess([word.replace("_", " ") for word in headings.split()], entity, translate)
    assert [s.field for s in mapping.sources] == names.split()


def test_our_own_name_goes_before_what_another_program_says() -> None:
    assert guess(("电子邮箱", "邮箱"), CUSTOMER, translate).sources == (Source(field="email", heading="邮箱"),)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_label_of_ours_is_known_again(language: str) -> None:
    for entity in registry.descriptors().values():
        open_fields = [f for f in entity.fields if not f.read_only and "import" not in f.hidden_in]
        headings = [translate(language, entity.context, f.label) for f in open_fields]
        assert [s.field for s in guess(headings, entity, translate).sources] == [f.name for f in open_fields]


def test_what_the_program_fills_itself_is_not_guessed() -> None:
    assert guess(("Created", "updated_at", "outcome"), OPPORTUNITY, translate).sources == ()


def test_a_mapping_fits_a_file_that_has_its_columns() -> None:
    mapping = from_json({"columns": {"a": "name"}}, "customer")
    assert fits(mapping, ["b", "a"])
    assert not fits(mapping, ["b"])


@pytest.mark.parametrize(
    ("given_json", "rule"),
    [
        ("{", "mapping_json"),
        ("[]", "mapping_json"),
        ('{"columns": {"a": "name"}}', "mapping_key"),
        ('{"entity": "customer", "colums": {}}', "mapping_key"),
        ('{"entity": "customer", "columns": []}', "mapping_key"),
        ('{"entity": "customer", "columns": {"a": {"fild": "name"}}}', "mapping_key"),
        ('{"entity": "customer", "columns": {"a": {"field": "name", "value": {}}}}', "mapping_key"),
        ('{"entity": "customer", "mode": "merge"}', "mapping_value"),
        ('{"entity": "customer", "decimal": ";"}', "mapping_value"),
    ],
)
def test_wrong_mapping_files_say_what_is_wrong(given_json: str, rule: str) -> None:
    with pytest.raises(Invalid) as caught:
        from_json(given_json)
    assert caught.value.rule == rule
    assert rule in SENTENCES


def read(mapping: ImportMapping, headings: tuple[str, ...], *cells: str) -> ReadRow:
    entity = {"customer": CUSTOMER, "opportunity": OPPORTUNITY, "product": PRODUCT}[mapping.entity]
    return row_reader(mapping, entity, headings, TERMS, translate, {entity.name: entity})(Row(2, cells))


def test_values_are_read_by_kind() -> None:
    columns = {"n": "name", "i": "industry", "c": "credit_limit", "t": "tags", "d": "next_contact_on", "o": "owner_id"}
    mapping = from_json({"columns": columns, "date_format": "%d.%m.%Y", "decimal": ","}, "customer")
    cells = (" 甲 公司 ", "信息技术", "1.234,5", "a, b", "03.04.2026", " 王 ")
    row = read(mapping, tuple(columns), *cells)
    assert row.values == {
        "name": "甲 公司",
        "industry": "it",
        "credit_limit": 123450,
        "tags": ["a", "b"],
        "next_contact_on": "2026-04-03",
    }
    assert row.references == {"owner_id": "王"}
    assert row.problems == ()


def test_every_wrong_cell_is_named() -> None:
    mapping = from_json({"columns": {"i": "industry", "c": "credit_limit", "d": "next_contact_on"}}, "customer")
    row = read(mapping, ("i", "c", "d"), "Food", "much", "soon")
    assert [(p["field"], p["rule"]) for p in row.problems] == [
        ("industry", "choice_ambiguous"),
        ("credit_limit", "bad_number"),
        ("next_contact_on", "bad_date"),
    ]
    for found in row.problems:
        words = sentence(found["rule"], found["field"], found["values"], CUSTOMER, "en", translate)
        assert words.startswith(("Industry: ", "Credit limit: ", "Next contact: "))
        assert "{" not in words


def test_translations_of_values_reach_templates() -> None:
    mapping = from_json(
        {
            "columns": {"product": {"field": "product_id", "values": {"GTXPro": "GTX Pro"}}},
            "constants": {"name": "{product} {account}", "competitor": "ACME"},
        },
        "opportunity",
    )
    row = read(mapping, ("product", "account"), "GTXPro", "")
    assert row.values == {"name": "GTX Pro", "competitor": "ACME"}
    assert row.references == {"product_id": "GTX Pro"}


def test_templates_draw_blanks_together() -> None:
    assert filled("{a}  {b}!", {"a": "", "b": "x"}) == "x!"


def test_plain_sees_no_difference_in_width_case_and_blanks() -> None:
    assert plain("ＧＴＸ Pro") == plain("gtx-PRO") == "gtxpro"


def test_offers_put_the_same_letters_first() -> None:
    found = offers(["GTXPro", "nothing like it", "联想 电脑M450"], ["GTX Pro", "GTX Plus Pro", "联想电脑 M450"])
    assert found["GTXPro"][0].meaning == "GTX Pro"
    assert found["GTXPro"][0].spelling
    assert found["联想 电脑M450"][0].spelling
    assert "nothing like it" not in found


def test_the_maven_mappings_name_fields_that_exist() -> None:
    folder = Path(__file__).resolve().parents[2] / "server_schema" / "data" / "examples" / "maven"
    known = {"customer": CUSTOMER, "opportunity": OPPORTUNITY, "product": PRODUCT}
    for path in sorted(folder.glob("*.json")):
        mapping = from_json(path.read_text(encoding="utf-8"))
        for source in mapping.sources:
            assert mapping.entity not in known or source.field in known[mapping.entity]
