"""Numbers, addresses and names made standard: by hand-picked lines, and by other people's lists where they are here."""

from __future__ import annotations

import cProfile
import csv
import pstats
import re
from pathlib import Path

import pytest

from crm_desktop.base_info.customers.address_rules import Division, Divisions, split_address
from crm_desktop.base_info.customers.phone_rules import read_number, read_numbers
from crm_desktop.base_info.customers.rules import chat_text, nearness, propose_short_name
from crm_desktop.base_info.entities.customer import CUSTOMER
from crm_desktop.printing.words import translate
from server_schema.data import divisions as stored
from server_schema.data.terms import TERMS


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    with stored.FILE.open(encoding="utf-8") as lines:
        return Divisions(
            tuple(
                Division(
                    r["code"], r["name"], r["short_name"], int(r["level"]), r["parent"], r["postcode"], r["area_code"]
                )
                for r in csv.DictReader(lines)
            )
        )


@pytest.mark.parametrize(
    ("typed", "shown", "digits", "extension"),
    [
        ("88451234", "029-88451234", "02988451234", ""),
        ("02988451234", "029-88451234", "02988451234", ""),
        ("029-88451234-801", "029-88451234", "02988451234", "801"),
        ("（029）8845 1234转801", "029-88451234", "02988451234", "801"),
        ("０２９-88451234 分机 12", "029-88451234", "02988451234", "12"),
        ("0912-3333333", "0912-3333333", "09123333333", ""),
        ("+86 139 1234 5678", "13912345678", "13912345678", ""),
        ("4007001234", "400-700-1234", "4007001234", ""),
        ("+49 30 123456", "+49 30 123456", "4930123456", ""),
    ],
)
def test_a_number_as_an_office_writes_it(typed: str, shown: str, digits: str, extension: str) -> None:
    number = read_number(typed, "029")
    assert (number.shown, number.digits, number.extension, number.known) == (shown, digits, extension, True)


def test_what_is_no_number_stays_as_typed() -> None:
    assert read_number("问王姐").shown == "问王姐"
    assert not read_number("12345").known
    assert read_number("88451234").shown == "88451234", "without a city nobody knows the area code"
    assert read_numbers("88451234，13912345678", "029") == "029-88451234、13912345678"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("陕西省西安市雁塔区科技路10号", ("陕西省", "西安市", "雁塔区", "科技路10号", "029")),
        ("西安雁塔科技路10号", ("陕西省", "西安市", "雁塔区", "科技路10号", "029")),
        ("雁塔区科技路", ("陕西省", "西安市", "雁塔区", "科技路", "029")),
        ("北京市朝阳区建国路1号", ("北京市", "北京市", "朝阳区", "建国路1号", "010")),
        ("北京市北京市海淀区中关村", ("北京市", "北京市", "海淀区", "中关村", "010")),
        ("河南济源市天坛路", ("河南省", "济源市", "", "天坛路", "0391")),
        ("大连西安路5号", ("", "", "", "大连西安路5号", "")),
        ("大连市西安路5号", ("辽宁省", "大连市", "", "西安路5号", "0411")),
        ("西安市高新区科技路", ("陕西省", "西安市", "", "高新区科技路", "029")),
        ("湖北恩施土家族苗族自治州恩施市舞阳坝", ("湖北省", "恩施土家族苗族自治州", "恩施市", "舞阳坝", "0718")),
    ],
)
def test_an_address_is_taken_apart(divisions: Divisions, line: str, place: tuple[str, ...]) -> None:
    found = split_address(line, divisions)
    assert (found.province, found.city, found.district, found.rest, found.area_code) == place


def test_the_postcode_is_found_or_known(divisions: Divisions) -> None:
    assert split_address("710065 西安市雁塔区科技路", divisions).postcode == "710065"
    assert split_address("西安市雁塔区科技路(邮编710077)", divisions).postcode == "710077"
    assert split_address("西安市雁塔区科技路", divisions).postcode == "710000"


def test_an_address_is_compared_with_few_divisions(divisions: Divisions) -> None:
    """A list of a million addresses is taken apart on its way in: nothing looks through all the divisions."""
    lines = ["百千路1号", "雁塔区科技路", "陕西省西安市雁塔区科技路10号", "新城区解放路", "Main Street 5"]
    for line in lines:
        profile = cProfile.Profile()
        profile.runcall(split_address, line, divisions)
        assert pstats.Stats(profile).total_calls < len(divisions.all) / 4, line  # type: ignore[attr-defined]


def test_every_city_has_postcode_and_area_code(divisions: Divisions) -> None:
    cities = divisions.cities(None)
    assert len(cities) > 350
    assert [d.name for d in cities if not d.area_code] == []
    assert [d.name for d in divisions.by_level[2] if len(d.postcode) != 6] == []
    assert all(d.parent in divisions.by_code for d in divisions.all if d.level > 1)


def test_addresses_of_all_districts(divisions: Divisions, shared_data: Path) -> None:
    """Zones that are no divisions of the national code stay in the rest; all others are found."""
    folder = shared_data / "cn_divisions"
    names = {}
    for file in ("provinces", "cities"):
        with (folder / f"{file}.csv").open(encoding="utf-8") as lines:
            names.update({row["code"]: row["name"] for row in csv.DictReader(lines)})
    with (folder / "areas.csv").open(encoding="utf-8") as lines:
        areas = list(csv.DictReader(lines))
    official = {d.name for d in divisions.by_level[3]}
    missed = []
    for row in areas:
        city = names[row["cityCode"]]
        city = "" if city in ("市辖区", "县") or "直辖" in city else city
        line = f"{names[row['provinceCode']]}{city}{row['name']}人民路12号"
        place = split_address(line, divisions)
        if (place.rest, row["name"]) not in (("人民路12号", place.district), ("人民路12号", place.city)):
            missed.append(row["name"])
    assert len(missed) / len(areas) < 0.06
    assert [name for name in missed if name in official] == []


def test_short_names_of_real_companies(divisions: Divisions, shared_data: Path) -> None:
    text = (shared_data / "cn_company" / "companynameparser_groundtruth.txt").read_text(encoding="utf-8")
    pairs = [line.split() for line in text.splitlines() if len(line.split()) == 2]
    met = sum(propose_short_name(name, divisions) == brand for name, brand in pairs)
    assert len(pairs) == 456
    assert met >= 370, f"{met} of {len(pairs)} brands"


def test_a_name_that_is_only_place_and_form_gets_no_short_name(divisions: Divisions) -> None:
    assert propose_short_name("陕西省有限公司", divisions) == ""
    assert propose_short_name("西安巨森美粮油有限公司", divisions) == "巨森美"


def test_lines_for_a_chat() -> None:
    words = {"address": "地址：", "phone": "电话：", "contact": "联系人："}
    customer = {"name": "甲公司 ", "province": "陕西省", "city": "西安市", "district": "雁塔区", "address": "科技路1号"}
    text = chat_text(
        customer,
        ["029-88451234", "", "029-88451234"],
        [{"name": "张三", "title": "经理", "mobile": "13912345678", "phone": ""}],
        words,
    )
    assert text.splitlines() == [
        "甲公司",
        "地址：陕西省西安市雁塔区科技路1号",
        "电话：029-88451234",
        "联系人：张三 经理 13912345678",
    ]
    assert chat_text({"name": "乙"}, [], [], words) == "乙"


def test_how_near_by_code() -> None:
    codes = ("610104", "610100", "610400", "620100")
    assert [nearness("610113", other) for other in codes] == [1, 1, 2, 3]
    assert nearness("610113", "610113") == 0
    assert nearness("610100", "610100") == 1, "the same city, the district not known"
    assert nearness("610000", "610000") == 2


def test_numbers_and_addresses_from_abroad_stay_as_they_are(divisions: Divisions, shared_data: Path) -> None:
    with (shared_data / "northwind" / "Customers.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 90
    for row in rows:
        number = row["Phone"]
        assert re.sub(r"\D", "", read_numbers(number)) == re.sub(r"\D", "", number), number
        place = split_address(f"{row['Address']}, {row['City']}", divisions)
        assert place.code == "", row["City"]


def test_a_parent_has_one_word_as_field_and_as_relation() -> None:
    kinds = {code: names[:2] for code, *names in TERMS["relation_kind"]}
    label = CUSTOMER["parent_id"].label
    assert kinds["subsidiary_of"] == [translate(language, "Customer", label) for language in ("zh_CN", "en")]
