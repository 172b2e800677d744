"""Make what lies in an opportunity or an order: topic, lines, prices, stages and their times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from server_schema.demo import workdays
from server_schema.demo.customers import Contact, Customer
from server_schema.demo.goods import EDUCATION, GRADE_A, GRADE_B, STANDARD, Product
from server_schema.demo.names import Weighted
from server_schema.demo.plan import Deal, Order
from server_schema.demo.words.deals import COMPETITORS, LOST, PROJECTS, REPEATS, Topic
from server_schema.demo.world import World

_SCALE = (1.2, 0.8, 0.48, 0.29)
_DISCOUNT = Weighted((0, 1, 2, 3, 4, 5), (58, 9, 14, 9, 4, 6))
_REASON = Weighted(tuple((code, text) for code, _weight, text in LOST), tuple(weight for _code, weight, _text in LOST))
_TERMS = (
    Weighted(("days_30", "days_60", "on_delivery", "instalments"), (50, 25, 15, 10)),
    Weighted(("days_30", "on_delivery", "prepaid", "instalments"), (45, 30, 20, 5)),
    Weighted(("on_delivery", "prepaid", "days_30"), (50, 35, 15)),
    Weighted(("prepaid", "on_delivery"), (70, 30)),
)
_ROOMS = ("视频会议系统", "多媒体教室设备")
_REPEAT = Weighted(REPEATS, [topic.weight for topic in REPEATS])


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An order line; *amount*, *tax* and *cost* in 分."""

    product: Product
    quantity: int
    price: Decimal
    price_id: int
    discount: int

    @property
    def amount(self) -> int:
        """Return the generated column: quantity × price less discount, rounded half up."""
        return (self.quantity * int(self.price * 100) * (100 - self.discount) + 50) // 100

    @property
    def tax(self) -> int:
        """Return the tax contained in the amount."""
        part, whole = self.product.tax, 100 + self.product.tax
        return (2 * self.amount * part + whole) // (2 * whole)

    @property
    def cost(self) -> int:
        """Return what the goods of this line cost us."""
        return self.quantity * int(self.product.cost * 100)


@dataclass(kw_only=True, slots=True)
class Project:
    """An opportunity with all that is said of it."""

    deal: Deal
    customer: Customer
    contact: Contact
    topic: Topic
    lines: list[Line]
    times: list[datetime]
    expected: date
    reason: tuple[str, str]
    competitor: str
    last_contact: datetime | None = None
    next_contact: date | None = None

    @property
    def amount(self) -> int:
        """Return the amount: that of the order if won, else rounded as one estimates."""
        exact = sum(line.amount for line in self.lines)
        return exact if self.deal.path[-1] == "won" else round(exact, -4 if exact >= 1_000_000 else -3)


@dataclass(kw_only=True, slots=True)
class Sale:
    """An order with its lines."""

    order: Order
    customer: Customer
    contact: Contact
    topic: Topic
    lines: list[Line]
    price_list: int
    created: datetime
    deliver: date
    updated: datetime
    terms: str


def price_list_of(customer: Customer) -> int:
    """Return the list of the customer's grade; schools of the lower grades have their own."""
    if customer.who.kind == "school" and customer.grade > 1:
        return EDUCATION
    return (GRADE_A, GRADE_B, STANDARD, STANDARD)[customer.grade]


def _topic(rng: Random, customer: Customer) -> Topic:
    fitting, weights = [], []
    for topic in PROJECTS:
        if topic.kinds and customer.who.kind not in topic.kinds:
            continue
        if topic.industries and customer.who.industry not in topic.industries:
            continue
        fitting.append(topic)
        weights.append(topic.weight)
    return rng.choices(fitting, weights)[0]


def _lines(world: World, rng: Random, customer: Customer, topic: Topic, count: int) -> list[Line]:
    price_list = price_list_of(customer)
    scale = _SCALE[customer.grade] * rng.lognormvariate(0, 0.35)
    lines: list[Line] = []
    chosen: set[int] = set()
    wants = [want for at, want in enumerate(topic.wants) if not at or rng.random() < want[1]]
    while len(lines) < count:
        leaf, _chance, least, most = wants[len(lines)] if len(lines) < len(wants) else rng.choice(topic.wants)
        shelf = world.goods.by_leaf[leaf]
        if leaf == "PA-MON":  # a monitor for a desk, or a big one for a room
            shelf = tuple(product for product in shelf if (product.price > 3000) == (topic.name in _ROOMS))
        product = shelf[min(int(rng.betavariate(1.3, 2.2) * len(shelf)), len(shelf) - 1)]
        if product.id in chosen:
            product = rng.choice(shelf)
            if product.id in chosen:
                count -= 1
                continue
        chosen.add(product.id)
        quantity = max(1, round(rng.randint(least, most) * (scale if most > 2 else min(scale, 1.3))))
        price, price_id = world.goods.price(price_list, product.id, quantity)
        discount = _DISCOUNT.draw(rng)
        if price * (100 - discount) / 100 < product.cost * Decimal("1.01"):
            discount = 0
        lines.append(Line(product=product, quantity=quantity, price=price, price_id=price_id, discount=discount))
    return lines


def project(world: World, rng: Random, customer: Customer, deal: Deal, line_count: int) -> Project:
    """Return the opportunity's contents."""
    topic = _topic(rng, customer)
    end = deal.closed or workdays.workday_before(
        min(
            world.today - timedelta(days=1),
            deal.created + timedelta(days=18 * (len(deal.path) - 1) + rng.randint(0, 12)),
        )
    )
    end = max(end, deal.created)
    span = (end - deal.created).days
    inner = sorted(rng.randint(0, span) for _step in deal.path[1:-1]) if len(deal.path) > 2 else []
    offsets = [0, *inner, span] if len(deal.path) > 1 else [0]
    days = [max(deal.created, workdays.workday_before(deal.created + timedelta(days=offset))) for offset in offsets]
    times = sorted(workdays.moment(rng, day) for day in days)
    for at in range(1, len(times)):
        times[at] = max(times[at], times[at - 1] + timedelta(minutes=1))
    if deal.closed:
        expected = workdays.workday_after(max(deal.created, deal.closed + timedelta(days=rng.randint(-12, 15))))
    else:
        expected = workdays.workday_after(world.today + timedelta(days=rng.randint(-8, 75)))
    lost = deal.path[-1] == "lost"
    return Project(
        deal=deal,
        customer=customer,
        contact=rng.choice(customer.contacts),
        topic=topic,
        times=times,
        expected=expected,
        lines=_lines(world, rng, customer, topic, line_count),
        reason=_REASON.draw(rng) if lost else ("", ""),
        competitor=rng.choice(COMPETITORS) if rng.random() < (0.6 if lost else 0.25) else "",
    )


def sale(world: World, rng: Random, customer: Customer, order: Order, before: Project | None) -> Sale:
    """Return the order's contents; after an opportunity it is what that one was about."""
    yesterday = world.today - timedelta(days=1)
    topic = before.topic if before else _REPEAT.draw(rng)
    lines = before.lines if before else _lines(world, rng, customer, topic, order.lines)
    created = workdays.moment(rng, order.ordered)
    deliver = workdays.workday_after(order.ordered + timedelta(days=rng.randint(1, 14 if before else 6)))
    if order.state in ("delivered", "closed"):
        deliver = max(order.ordered, min(deliver, workdays.workday_before(yesterday)))
    elif order.state == "confirmed":
        deliver = max(deliver, workdays.workday_after(world.today + timedelta(days=rng.randint(-2, 9))))
    updated = created + timedelta(minutes=rng.randint(4, 55))
    if order.state in ("delivered", "closed", "cancelled"):
        later = deliver + timedelta(days=rng.randint(5, 60) if order.state == "closed" else 0)
        day = workdays.workday_before(min(later, yesterday))
        updated = max(updated + timedelta(minutes=5), workdays.moment(rng, max(day, order.ordered)))
    return Sale(
        order=order,
        customer=customer,
        contact=before.contact if before else rng.choice(customer.contacts),
        topic=topic,
        lines=lines,
        price_list=price_list_of(customer),
        created=created,
        deliver=deliver,
        updated=updated,
        terms=_TERMS[customer.grade].draw(rng),
    )
