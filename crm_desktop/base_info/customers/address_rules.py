"""An address taken apart: province, city, district and the rest, with postcode and area code from the divisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

_WIDE = str.maketrans("０１２３４５６７８９　", "0123456789 ")
_POSTCODE = re.compile(r"(?:邮编|邮政编码)?[:：]?\s*(?<!\d)(\d{6})(?!\d)")
_COUNTRY = re.compile(r"^(?:中国|中华人民共和国)(?=.)")
#: after a short name, these make it part of a street: 西安路, 长安大街
_STREET = "路街道大巷里弄村镇乡庄胡同桥门公园广场大厦小区花园东西南北中一二三"
#: … and these part of a zone with a name of its own
_ZONES = ("新区", "高新", "经济", "经开", "开发", "循环", "综合", "工业园", "山风景")
_JUNK = " ,，、.。;；-—/"


@dataclass(frozen=True, slots=True)
class Division:
    """A province (level 1), city (2) or district (3)."""

    code: str
    name: str
    short_name: str
    level: int
    parent: str
    postcode: str
    area_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What an address line says; names are those of the divisions, '' where the line does not tell."""

    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""
    postcode: str = ""
    area_code: str = ""
    code: str = ""


class Among(list[Division]):
    """Divisions in their order; those are quickly told that a text may begin with."""

    def starting(self, text: str) -> Sequence[Division]:
        """Return those whose name or short name has the first letter of *text*."""
        return self._by_letter.get(text[:1], ())

    @cached_property
    def _by_letter(self) -> dict[str, list[Division]]:
        found: dict[str, list[Division]] = {}
        for one in self:
            for letter in {one.name[:1], one.short_name[:1]}:
                found.setdefault(letter, []).append(one)
        return found


@dataclass(frozen=True)
class Divisions:
    """All divisions, found by code, parent and level."""

    all: tuple[Division, ...]
    by_code: dict[str, Division] = field(init=False, repr=False)
    below: dict[str, Among] = field(init=False, repr=False)
    by_level: dict[int, Among] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        below: dict[str, Among] = {}
        by_level: dict[int, Among] = {}
        for one in self.all:
            below.setdefault(one.parent, Among()).append(one)
            by_level.setdefault(one.level, Among()).append(one)
        object.__setattr__(self, "by_code", {one.code: one for one in self.all})
        object.__setattr__(self, "below", below)
        object.__setattr__(self, "by_level", by_level)

    def cities(self, province: Division | None) -> Among:
        """Return the cities of a province, of all provinces without one; counties directly below it count as cities."""
        if province is not None:
            return self.below.get(province.code, Among())
        return self._every_city

    @cached_property
    def _every_city(self) -> Among:
        return Among([*self.by_level[2], *(d for d in self.by_level[3] if d.parent.endswith("0000"))])

    def districts(self, city: Division) -> Among:
        """Return the districts of a city."""
        return self.below.get(city.code, Among())

    def named(self, names: tuple[str, str, str]) -> Division | None:
        """Return the most precise division that province, city and district name."""
        province = _exact(names[0], self.by_level[1].starting(names[0]))
        city = _exact(names[1], self.cities(province).starting(names[1]))
        if names[2] and (city or province):
            among = self.districts(city) if city else [d for c in self.cities(province) for d in self.districts(c)]
            if district := _exact(names[2], among):
                return district
        return city or province

    def area_code(self, names: tuple[str, str, str]) -> str:
        """Return the telephone code of the place that the names lead to; '' where none does."""
        found = self.named(names)
        while found is not None and not found.area_code:
            found = self.by_code.get(found.parent)
        return found.area_code if found else ""


def _exact(name: str, among: Iterable[Division]) -> Division | None:
    found = [d for d in among if name and name in (d.name, d.short_name)]
    return found[0] if len(found) == 1 else None


def split_address(line: str, divisions: Divisions) -> Place:
    """Take one line apart; what cannot be told for sure stays in the rest."""
    text = line.translate(_WIDE).strip(_JUNK)
    postcode = ""
    if (found := _POSTCODE.search(text)) and (found.start() < 8 or found.end() > len(text) - 3):
        postcode = found.group(1)
        text = (text[: found.start()] + " " + text[found.end() :]).strip(_JUNK + "()（）")
    text = _COUNTRY.sub("", text)
    province, rest = _take(text, divisions.by_level[1])
    if province is not None:
        rest = _without(rest, province)
    city, rest = _take(rest, divisions.cities(province))
    if city is None and province is not None and province.name.endswith("市"):  # a municipality is its own city
        city = divisions.below[province.code][0]
    rest = rest.removeprefix("市辖区").lstrip(_JUNK)
    district = None
    if city is not None and city.level == 2:
        district, rest = _take(rest, divisions.districts(city))
    elif city is None:
        district, rest = _lone_district(rest, province, divisions)
        if district is not None:
            city = divisions.by_code[district.parent]
    return _place(province, city, district, rest, postcode, divisions)


def _lone_district(rest: str, province: Division | None, divisions: Divisions) -> tuple[Division | None, str]:
    """Find a district that is named without its city: only where there is one of that full name."""
    among = [d for d in divisions.by_level[3].starting(rest) if province is None or d.code[:2] == province.code[:2]]
    hits = [d for d in among if rest.startswith(d.name) and not d.parent.endswith("0000")]
    longest = max((len(d.name) for d in hits), default=0)
    hits = [d for d in hits if len(d.name) == longest]
    return (hits[0], rest[longest:].lstrip(_JUNK)) if len(hits) == 1 else (None, rest)


def _take(text: str, among: Among) -> tuple[Division | None, str]:
    """Find the longest name that the text begins with; return it with what follows."""
    best, length = None, 0
    possible = among.starting(text)
    for one in possible:
        if len(one.name) > length and text.startswith(one.name):
            best, length = one, len(one.name)
    if best is None:
        for one in possible:
            short = one.short_name
            if len(short) > length and len(short) >= 2 and text.startswith(short):
                after = text[len(short) : len(short) + 1]
                if not after or (after not in _STREET and not text[len(short) :].startswith(_ZONES)):
                    best, length = one, len(short) + (1 if after in ("市", "省", "区", "县") else 0)
    return best, text[length:].lstrip(_JUNK)


def _without(rest: str, province: Division) -> str:
    """Drop a municipality's name said twice: 北京市北京市."""
    twice = province.name.endswith("市") and rest.startswith(province.name)
    return rest[len(province.name) :].lstrip(_JUNK) if twice else rest


def _place(
    province: Division | None,
    city: Division | None,
    district: Division | None,
    rest: str,
    postcode: str,
    divisions: Divisions,
) -> Place:
    found = district or city or province
    if found is None:
        return Place(rest=rest, postcode=postcode)
    if province is None:
        province = divisions.by_code[found.code[:2] + "0000"]
    area = next((d.area_code for d in (district, city) if d is not None and d.area_code), "")
    known = next((d.postcode for d in (district, city) if d is not None and d.postcode), "")
    return Place(
        province=province.name,
        city=city.name if city else "",
        district=district.name if district else "",
        rest=rest,
        postcode=postcode or known,
        area_code=area,
        code=found.code,
    )
