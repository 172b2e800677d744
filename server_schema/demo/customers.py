"""Make customers and their contacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from server_schema.demo import names, workdays
from server_schema.demo.names import Identity, Weighted
from server_schema.demo.plan import GRADES, NOBODY, Chunk
from server_schema.demo.words import companies as words
from server_schema.demo.words.people import DOUBLE_SURNAMES, PREFERENCES
from server_schema.demo.words.places import City
from server_schema.demo.words.staff import BY_LOGIN, CALLERS, ENGINEERS, SELLERS, Person
from server_schema.demo.world import World

_SOURCES = Weighted(
    ("referral", "phone", "exhibition", "web", "advert", "walk_in", "tender", "other"), (26, 24, 8, 14, 5, 10, 9, 4)
)
_OWNERS = (*SELLERS, *CALLERS)
#: kind → middle number of employees
_SIZE = {"company": 60, "government": 45, "school": 90, "hospital": 140, "dealer": 8, "person": 1}
_GRADE_SIZE = (3.2, 1.6, 0.9, 0.5)
_ADMINISTRATOR = BY_LOGIN["ruanyiming"]


@dataclass(kw_only=True, slots=True)
class Contact:
    """A person at a customer."""

    id: int
    name: str
    gender: str
    title: str
    department: str
    decision_role: str
    phone: str
    mobile: str
    email: str
    wechat: str
    birthday: date | None
    preferences: str

    @property
    def called(self) -> str:
        """Return how a salesperson writes of him: 王主任, 李经理, 张老师."""
        surname = self.name[:2] if self.name[:2] in DOUBLE_SURNAMES else self.name[0]
        for office in (
            "总经理",
            "主任",
            "经理",
            "科长",
            "局长",
            "校长",
            "院长",
            "镇长",
            "所长",
            "总监",
            "主管",
            "店长",
            "老师",
        ):
            if self.title.endswith(office):
                return surname + ("总" if office in ("总经理", "总监") else office)
        return surname + (
            "工" if "工程师" in self.title or "管理员" in self.title else "先生" if self.gender == "male" else "女士"
        )


@dataclass(kw_only=True, slots=True)
class Customer:
    """A customer with its contacts; last and next contact come from its actions, *status* from its deals."""

    id: int
    code: str
    who: Identity
    grade: int
    city: City
    district: str
    address: str
    owner: Person | None
    engineer: Person | None
    parent: int | None
    phone: str
    mobile: str
    fax: str
    source: str
    domain: str
    headcount: int
    founded: int | None
    computers: int
    remark: str
    tags: tuple[str, ...]
    created: datetime
    updated: datetime
    created_by: Person
    contacts: list[Contact] = field(default_factory=list)
    status: str = "target"
    last_contact: datetime | None = None
    next_contact: date | None = None

    @property
    def bought(self) -> bool:
        """Return whether an order of his was ever confirmed."""
        return self.status in ("customer", "dormant")

    @property
    def grade_code(self) -> str:
        """Return the code of the grade in the dictionary."""
        return GRADES[self.grade]

    @property
    def full_address(self) -> str:
        """Return the address as it is written on a delivery note."""
        return f"{self.city.name}市{self.district}{self.address}"


def make(world: World, chunk: Chunk, rng: Random) -> list[Customer]:
    """Return the customers of a chunk, contacts included, in the order of their ids."""
    made: list[Customer] = []
    taken: set[str] = set()
    before = chunk.before_contacts
    for at, created in enumerate(chunk.created):
        customer = _customer(world, chunk, rng, at, created, made, taken)
        taken.add(customer.who.name)
        for number in range(1 if customer.who.kind == "person" else chunk.contacts[at]):
            customer.contacts.append(_contact(world, rng, customer, before + number + 1))
        before += chunk.contacts[at]
        made.append(customer)
    return made


def _customer(
    world: World, chunk: Chunk, rng: Random, at: int, created: date, others: list[Customer], taken: set[str]
) -> Customer:
    city, district = names.place(rng)
    who, parent = names.identity(rng, city, district), None
    if others and rng.random() < 0.03:
        who, parent = _branch(rng, who, city, others)
    while who.name in taken:
        who, parent = names.identity(rng, city, district), None
    owner = _OWNERS[chunk.owners[at]] if chunk.owners[at] != NOBODY else None
    moment = workdays.moment(rng, created)
    updated = moment
    if rng.random() < 0.3 and (world.today - created).days > 3:
        updated = workdays.moment(
            rng, workdays.workday_before(created + timedelta(days=rng.randint(1, (world.today - created).days - 1)))
        )
    if chunk.first + at < world.customers * 0.5:
        author = _ADMINISTRATOR
    else:
        author = owner if owner and rng.random() < 0.7 else rng.choice(CALLERS)
    grade = chunk.grades[at]
    headcount = max(1, round(_SIZE[who.kind] * _GRADE_SIZE[grade] * rng.lognormvariate(0, 0.6)))
    serves = owner is not None and grade < 3
    private = who.kind == "person"
    return Customer(
        id=chunk.first + at + 1,
        code=chunk.codes[at],
        who=who,
        grade=grade,
        city=city,
        district=district,
        address=names.address(rng, city, district),
        owner=owner,
        engineer=rng.choice(ENGINEERS) if serves else None,
        parent=parent,
        phone="" if private else names.phone(rng, city),
        mobile=names.mobile(rng) if private else "",
        fax=names.phone(rng, city) if not private and rng.random() < 0.3 else "",
        source=_SOURCES.draw(rng),
        domain="" if private else world.pinyin(who.short_name),
        headcount=headcount,
        founded=created.year - rng.randint(1, 26) if who.kind in ("company", "dealer") and rng.random() < 0.7 else None,
        computers=max(1, round(headcount * rng.uniform(0.3, 1.0))),
        remark=rng.choice(words.REMARKS) if rng.random() < 0.22 else "",
        tags=tuple(sorted(rng.sample(words.TAGS, rng.randint(1, 2)))) if rng.random() < 0.25 else (),
        created=moment,
        updated=max(moment, updated),
        created_by=author,
    )


def _branch(rng: Random, who: Identity, city: City, others: list[Customer]) -> tuple[Identity, int | None]:
    """Return a branch of one of the last companies, if that one can have it."""
    head = others[-rng.randint(1, min(200, len(others)))]
    if head.who.kind != "company" or head.parent or head.city is city:
        return who, None
    name = f"{head.who.name}{city.name}分公司"
    return Identity(
        name=name,
        short_name=f"{head.who.short_name}{city.name}",
        kind="company",
        titles="company",
        industry=head.who.industry,
    ), head.id


def _contact(world: World, rng: Random, customer: Customer, number: int) -> Contact:
    private = customer.who.kind == "person"
    gender = "male" if rng.random() < 0.56 else "female"
    name = customer.who.name if private else names.person_name(rng, gender)
    title, department, role = names.title(rng, customer.who.titles)
    letters = world.pinyin(name)
    born = date(world.today.year - rng.randint(23, 58), 1, 1) + timedelta(days=rng.randrange(365))
    return Contact(
        id=number,
        name=name,
        gender=gender,
        title=title,
        department=department,
        decision_role=role,
        phone=customer.phone if rng.random() < 0.35 else names.phone(rng, customer.city) if rng.random() < 0.3 else "",
        mobile=customer.mobile if private else names.mobile(rng),
        email=f"{letters}@{customer.domain}.example" if customer.domain and rng.random() < 0.55 else "",
        wechat=f"{letters}{rng.randint(10, 9999)}" if rng.random() < 0.4 else "",
        birthday=born if rng.random() < 0.45 else None,
        preferences=rng.choice(PREFERENCES) if rng.random() < 0.2 else "",
    )
