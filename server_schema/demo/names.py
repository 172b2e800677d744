"""Make persons, companies, places and numbers that read like real ones and are none."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from server_schema.demo.words import companies as companies
from server_schema.demo.words import people as persons
from server_schema.demo.words import places as places
from server_schema.demo.words.places import City

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things that are drawn by weight; faster than Random.choices for single draws."""

    def __init__(self, things: Sequence[T], weights: Sequence[float]) -> None:
        self._things = tuple(things)
        self._sums = tuple(accumulate(weights))

    def draw(self, rng: Random) -> T:
        """Return one of the things."""
        return self._things[bisect(self._sums, rng.random() * self._sums[-1])]


_SURNAME = Weighted(persons.SURNAMES, [1 / (rank + 6) for rank in range(len(persons.SURNAMES))])
_CITY = Weighted(places.CITIES, [city.weight for city in places.CITIES])
_TRADE = Weighted(companies.TRADES, [trade[0] for trade in companies.TRADES])
_TITLES = {
    kind: Weighted(table, [entry[3] for entry in table])
    for kind, table in (
        ("company", persons.TITLES_COMPANY),
        ("government", persons.TITLES_OFFICE),
        ("school", persons.TITLES_SCHOOL),
        ("hospital", persons.TITLES_HOSPITAL),
        ("town", persons.TITLES_TOWN),
        ("dealer", persons.TITLES_DEALER),
        ("person", persons.TITLES_PERSON),
    )
}


def person_name(rng: Random, gender: str) -> str:
    """Return a name of two or three characters, seldom four."""
    surname = rng.choice(persons.DOUBLE_SURNAMES) if rng.random() < 0.008 else _SURNAME.draw(rng)
    first, second = (persons.FIRST_MALE, persons.MALE) if gender == "male" else (persons.FIRST_FEMALE, persons.FEMALE)
    if rng.random() < 0.17:
        return surname + rng.choice(second)
    one, two = rng.choice(first if rng.random() < 0.7 else second), rng.choice(second)
    return surname + one + (two if two != one else second[(second.index(two) + 7) % len(second)])


def title(rng: Random, kind: str) -> tuple[str, str, str]:
    """Return title, department and decision role of a contact at a customer of that kind."""
    found = _TITLES[kind].draw(rng)
    return found[0], found[1], found[2]


def brand(rng: Random) -> str:
    """Return two or three characters that could be a firm's name and are no well-known one's."""
    while True:
        name = rng.choice(companies.BRAND_FIRST) + rng.choice(companies.BRAND_SECOND)
        if name[0] == name[1] or name in companies.KNOWN:
            continue
        if rng.random() < 0.16:
            third = rng.choice(companies.BRAND_THIRD)
            if third in name:
                continue
            return name + third
        return name


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a customer is: *titles* names the table that its contacts' titles come from."""

    name: str
    short_name: str
    kind: str
    industry: str
    titles: str


def _place(city: City) -> str:
    return city.province[:2] if city.name != city.province[:2] else city.name


def _company(rng: Random, city: City) -> Identity:
    own, trade = brand(rng), _TRADE.draw(rng)
    branch = rng.choice(trade[2])
    place = city.name if rng.random() < 0.72 else _place(city)
    if place in ("内蒙", "黑龙"):
        place = city.name
    if branch in companies.BARE_TRADES:
        name = f"{place}{own}{branch}"
    else:
        form = rng.choice(companies.FORMS)
        name = f"{own}{branch}({place}){form}" if rng.random() < 0.06 else f"{place}{own}{branch}{form}"
    return Identity(name=name, short_name=own + branch[:2], kind="company", industry=trade[1], titles="company")


def _public(rng: Random, kind: str) -> Identity:
    county = rng.choice(places.COUNTIES)
    invented = rng.choice(places.TOWN_FIRST) + rng.choice(places.TOWN_SECOND)
    town = f"{rng.choice(places.TOWNS) if rng.random() < 0.3 else invented}镇"
    of_county, of_town, titles, industry = {
        "government": (companies.OFFICES, companies.TOWN_OFFICES, "town", "government"),
        "school": (companies.SCHOOLS, companies.TOWN_SCHOOLS, "school", "education"),
        "hospital": (companies.HOSPITALS, companies.TOWN_HOSPITALS, "hospital", "medical"),
    }[kind]
    if rng.random() < 0.15:
        what = rng.choice(of_county)
        return Identity(name=county + what, short_name=county[:-1] + what, kind=kind, industry=industry, titles=kind)
    what = rng.choice(of_town)
    return Identity(name=county + town + what, short_name=town + what, kind=kind, industry=industry, titles=titles)


def _private(rng: Random, city: City, kind: str) -> Identity:
    own = brand(rng)
    what = rng.choice(companies.PRIVATE_SCHOOLS if kind == "school" else companies.PRIVATE_HOSPITALS)
    return Identity(
        name=f"{city.name}{own}{what}",
        short_name=own + what,
        kind=kind,
        titles=kind,
        industry="education" if kind == "school" else "medical",
    )


def _dealer(rng: Random, city: City, district: str) -> Identity:
    own, what = brand(rng), rng.choice(companies.DEALER_TRADES)
    place = city.name if what.endswith("公司") else f"{city.name}{district}" if rng.random() < 0.6 else city.name
    return Identity(
        name=f"{place}{own}{what}", short_name=own + what[:2], kind="dealer", industry="it", titles="dealer"
    )


def _person(rng: Random) -> Identity:
    name = person_name(rng, rng.choice(("male", "female")))
    return Identity(name=name, short_name="", kind="person", industry="other", titles="person")


def identity(rng: Random, city: City, district: str) -> Identity:
    """Return an invented customer in that city."""
    chance = rng.random()
    if chance < 0.75:
        return _company(rng, city)
    if chance < 0.80 and city.region == "northwest":
        return _public(rng, "government")
    if chance < 0.84 and city.region == "northwest":
        return _public(rng, "school")
    if chance < 0.86 and city.region == "northwest":
        return _public(rng, "hospital")
    if chance < 0.885:
        return _private(rng, city, "school")
    if chance < 0.905:
        return _private(rng, city, "hospital")
    if chance < 0.985:
        return _dealer(rng, city, district)
    return _person(rng)


def place(rng: Random) -> tuple[City, str]:
    """Return a city, mostly in 陕西 and the northwest, and one of its districts."""
    city = _CITY.draw(rng)
    return city, rng.choice(city.districts)


def address(rng: Random, city: City, district: str) -> str:
    """Return street, number and often a building with its room."""
    text = f"{rng.choice(places.STREET_FIRST)}{rng.choice(places.STREET_LAST)}{rng.randint(1, 288)}号"
    chance = rng.random()
    if chance < 0.45:
        text += f"{rng.choice(places.BUILDINGS)}{rng.choice('ABCD')}座{rng.randint(2, 26)}{rng.randint(1, 18):02d}室"
    elif chance < 0.65:
        text += f"{rng.choice(places.BUILDINGS)}{rng.randint(1, 24)}层"
    elif chance < 0.75:
        text += f"{rng.choice(places.BUILDINGS)}{rng.randint(1, 18)}号楼"
    return text


def phone(rng: Random, city: City) -> str:
    """Return a landline number of that city in a range that is given to nobody."""
    if len(city.area_code) == 3 or city.name in ("西安", "咸阳", "兰州", "郑州", "杭州", "深圳"):
        return f"{city.area_code}-555{rng.randrange(100_000):05d}"
    return f"{city.area_code}-555{rng.randrange(10_000):04d}"


def mobile(rng: Random) -> str:
    """Return eleven digits that look like a mobile number; no operator has the prefix 129."""
    return f"129{rng.randrange(100_000_000):08d}"


def tax_number(rng: Random, city: City) -> str:
    """Return eighteen characters like a unified social credit code; a real one never holds a Z."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return f"91{city.postcode:0<4}{rng.randrange(100):02d}MAZ" + "".join(rng.choice(letters) for _ in range(7))
