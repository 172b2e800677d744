"""Decide who buys when: the numbers, dates and codes that must agree over the whole account set.

The plan holds a few bytes a customer and at most a quarter of a million opportunities and two hundred thousand
orders, so its memory stays bounded at any number of customers. Names, lines and texts come later, a chunk at a time.
"""

from __future__ import annotations

from array import array
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from random import Random
from typing import NamedTuple

from server_schema.demo import workdays
from server_schema.demo.names import Weighted
from server_schema.demo.words.staff import CALLERS, SELLERS

CHUNK = 5000
NOBODY = 255
GRADES = "ABCD"
HISTORY = 730
STAGES = ("prospecting", "engaging", "proposal", "negotiation")

_GRADE_WEIGHT = (13.0, 4.6, 1.2, 0.35)
_BUYS = (0.96, 0.82, 0.52, 0.30)
_CARE = (7.0, 4.2, 2.0, 0.9)
_PROJECT_LINES = Weighted((1, 2, 3, 4, 5, 6, 7, 8), (9, 16, 20, 18, 15, 11, 7, 4))
_REPEAT_LINES = Weighted((1, 2, 3, 4, 5, 6, 7, 8), (36, 28, 17, 9, 5, 3, 1, 1))


class Deal(NamedTuple):
    """An opportunity; *path* are the stages it went through, *closed* is None while it is open."""

    id: int
    customer: int
    code: str
    created: date
    closed: date | None
    path: tuple[str, ...]
    actions: int
    first_stage: int


class Order(NamedTuple):
    """An order; *deal* is 0 where no opportunity went before, *served* whether the service engineer went there."""

    id: int
    customer: int
    deal: int
    ordered: date
    state: str
    code: str
    lines: int
    first_line: int
    served: bool


class Chunk(NamedTuple):
    """What a worker needs to make the customers from *first* on; ids begin after the numbers given."""

    first: int
    created: list[date]
    codes: list[str]
    owners: bytes
    grades: bytes
    contacts: bytes
    care: bytes
    before_contacts: int
    before_actions: int
    deals: list[Deal]
    orders: list[Order]


@dataclass(kw_only=True)
class Plan:
    """The whole account set in numbers; customers count from 0, their ids from 1."""

    seed: str
    today: date
    customers: int
    owners: bytearray = field(default_factory=bytearray)
    grades: bytearray = field(default_factory=bytearray)
    contacts: bytearray = field(default_factory=bytearray)
    care: bytearray = field(default_factory=bytearray)
    days: array[int] = field(default_factory=lambda: array("i"))
    deals: list[Deal] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    counters: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, entity: str, prefix: str) -> int:
        """Return the next number of a code."""
        value = self.counters.get((entity, prefix), 0) + 1
        self.counters[entity, prefix] = value
        return value

    def chunks(self) -> Iterator[Chunk]:
        """Give the work in pieces, customers in the order of their ids."""
        deals, orders = _by_chunk(self.deals), _by_chunk(self.orders)
        contacts = actions = 0
        numbers: dict[int, int] = defaultdict(int)
        for number, first in enumerate(range(0, self.customers, CHUNK)):
            last = min(first + CHUNK, self.customers)
            created = [date.fromordinal(day) for day in self.days[first:last]]
            codes = []
            for day in created:
                numbers[day.year] += 1
                codes.append(f"KH-{day.year}-{numbers[day.year]:05d}")
            chunk = Chunk(
                first=first,
                created=created,
                codes=codes,
                owners=bytes(self.owners[first:last]),
                grades=bytes(self.grades[first:last]),
                contacts=bytes(self.contacts[first:last]),
                care=bytes(self.care[first:last]),
                before_contacts=contacts,
                before_actions=actions,
                deals=deals.pop(number, []),
                orders=orders.pop(number, []),
            )
            contacts += sum(chunk.contacts)
            actions += sum(chunk.care) + sum(d.actions for d in chunk.deals) + sum(o.served for o in chunk.orders)
            yield chunk


def _by_chunk(things: list[Deal] | list[Order]) -> dict[int, list]:  # type: ignore[type-arg]
    pieces: dict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    for thing in things:
        pieces[thing.customer // CHUNK].append(thing)
    return pieces


def make(seed: str, today: date, customers: int) -> Plan:
    """Return the plan; the same arguments give the same plan."""
    plan = Plan(seed=seed, today=today, customers=customers)
    weights = _customers(plan, Random(f"{seed}:customers"))
    chooser = _Chooser(plan, weights)
    won = _deals(plan, Random(f"{seed}:deals"), chooser, deals=min(250_000, customers * 3 // 2))
    _orders(plan, Random(f"{seed}:orders"), chooser, won, orders=min(200_000, customers * 8 // 5))
    return plan


def _customers(plan: Plan, rng: Random) -> tuple[array[float], array[float]]:
    """Draw owner, grade and numbers of each customer; return the sums of their weights as prospects and as buyers."""
    start = plan.today - timedelta(days=HISTORY)
    setup, span = start - timedelta(days=50), HISTORY - 1
    owners = Weighted(
        [*range(len(SELLERS)), *range(len(SELLERS), len(SELLERS) + len(CALLERS)), NOBODY],
        [*(0.55 + 0.3 * seller.skill for seller in SELLERS), *(0.25 for _caller in CALLERS), 1.3],
    )
    grades = Weighted(range(4), (5, 17, 46, 32))
    contacts = [
        Weighted((1, 2, 3, 4), weights) for weights in ((1, 3, 4, 3), (3, 5, 3, 1), (9, 5, 1, 0.3), (15, 3, 0.3, 0))
    ]
    if plan.customers > 300_000:  # a million customers have a million and a half contacts
        contacts = [Weighted((1, 2, 3, 4), (12, 6, 1.5, 0.5))] * 4
    thin = 1.0 if plan.customers <= 100_000 else 0.25
    prospects, buyers = array("d"), array("d")
    hopes = bought = 0.0
    old = int(plan.customers * 0.55)
    for number in range(plan.customers):
        share = number / old * 48 if number < old else 50 + (number - old) / (plan.customers - old) * span
        plan.days.append(workdays.workday_before(setup + timedelta(days=int(share))).toordinal())
        owner, grade = owners.draw(rng), grades.draw(rng)
        plan.owners.append(owner)
        plan.grades.append(grade)
        plan.contacts.append(contacts[grade].draw(rng))
        skill = SELLERS[owner].skill if owner < len(SELLERS) else 0.0
        weight = _GRADE_WEIGHT[grade] * exp(rng.gauss(0, 0.8)) * skill**0.6
        buys = rng.random() < _BUYS[grade]
        care = rng.expovariate(1 / (_CARE[grade] * (1.3 if buys else 0.8) * thin))
        plan.care.append(min(40, int(care + 0.4)) if owner != NOBODY else min(2, int(care / 2)))
        hopes += weight * (1.0 if buys else 0.3)
        bought += weight if buys else 0.0
        prospects.append(hopes)
        buyers.append(bought)
        plan.count("customer", f"KH-{date.fromordinal(plan.days[-1]).year}-")
    return prospects, buyers


class _Chooser:
    """Draws a customer who was there on a day, by weight."""

    def __init__(self, plan: Plan, weights: tuple[array[float], array[float]]) -> None:
        self._days = plan.days
        self._prospects, self._buyers = weights

    def prospect(self, rng: Random, day: date) -> int:
        return self._draw(rng, day, self._prospects)

    def buyer(self, rng: Random, day: date) -> int:
        return self._draw(rng, day, self._buyers)

    def buys(self, customer: int) -> bool:
        return self._buyers[customer] > (self._buyers[customer - 1] if customer else 0.0)

    def _draw(self, rng: Random, day: date, sums: array[float]) -> int:
        there = max(1, bisect_left(self._days, day.toordinal()))
        return min(bisect(sums, rng.random() * sums[there - 1], 0, there - 1), there - 1)


def _deals(plan: Plan, rng: Random, chooser: _Chooser, deals: int) -> list[tuple[date, int, int]]:
    """Draw the opportunities; return date, customer and id of those won."""
    yesterday = plan.today - timedelta(days=1)
    closing = workdays.Days(plan.today - timedelta(days=HISTORY), yesterday)
    recent = workdays.Days(plan.today - timedelta(days=85), yesterday)
    drawn = []
    for number in range(deals):
        still_open = number % 100 < 9
        day = recent.draw(rng) if still_open else closing.draw(rng)
        customer = chooser.prospect(rng, day)
        first = date.fromordinal(plan.days[customer])
        if still_open:
            created, closed = max(day, first), None
            age = (plan.today - created).days
            path = STAGES[: min(4, 1 + int(rng.random() * (1.6 + age / 20)))]
        else:
            lasted = int(min(210, max(2, rng.lognormvariate(3.3, 0.75))))
            created = workdays.workday_after(max(first, day - timedelta(days=lasted)))
            closed = max(day, created)
            owner = plan.owners[customer]
            skill = SELLERS[owner].skill if owner < len(SELLERS) else 0.5
            wins = chooser.buys(customer) and rng.random() < min(0.82, 0.40 + 0.13 * skill)
            steps = STAGES[: rng.choice((2, 3, 4, 4)) if wins else rng.choice((1, 2, 3, 3, 4))]
            path = (*steps, "won" if wins else "lost")
        drawn.append((created, number, customer, closed, path, len(path) + rng.randrange(3)))
    drawn.sort()
    won, stages = [], 0
    for created, _number, customer, closed, path, actions in drawn:
        code = f"XS-{created.year}-{plan.count('opportunity', f'XS-{created.year}-'):05d}"
        deal = Deal(len(plan.deals) + 1, customer, code, created, closed, path, actions, stages + 1)
        stages += len(path)
        plan.deals.append(deal)
        if path[-1] == "won" and closed:
            won.append((closed, customer, deal.id))
    return won


def _orders(plan: Plan, rng: Random, chooser: _Chooser, won: list[tuple[date, int, int]], orders: int) -> None:
    days = workdays.Days(plan.today - timedelta(days=HISTORY), plan.today - timedelta(days=1))
    drawn = list(won)
    for _number in range(orders - len(won)):
        day = days.draw(rng)
        drawn.append((day, chooser.buyer(rng, day), 0))
    drawn.sort()
    lines = 0
    for ordered, customer, deal in drawn:
        state, confirmed = _state(rng, (plan.today - ordered).days)
        prefix = f"DD-{ordered:%Y%m}-"
        code = f"{prefix}{plan.count('sales_order', prefix):04d}" if confirmed else ""
        count = (_PROJECT_LINES if deal else _REPEAT_LINES).draw(rng)
        served = state in ("delivered", "closed") and rng.random() < (0.5 if deal else 0.12)
        plan.orders.append(Order(len(plan.orders) + 1, customer, deal, ordered, state, code, count, lines + 1, served))
        lines += count


def _state(rng: Random, age: int) -> tuple[str, bool]:
    """Return the state of an order of that age in days, and whether it was ever confirmed."""
    chance = rng.random()
    if chance < 0.025 and age > 4:
        return "cancelled", chance < 0.012
    if age <= 4:
        return ("draft", False) if chance < 0.45 else ("confirmed", True)
    limits: tuple[tuple[float, str], ...]
    if age <= 25:
        limits = ((0.06, "draft"), (0.45, "confirmed"), (0.85, "delivered"), (1.1, "closed"))
    elif age <= 75:
        limits = ((0.03, "confirmed"), (0.35, "delivered"), (1.1, "closed"))
    else:
        limits = ((0.03, "delivered"), (1.1, "closed"))
    state = next(name for limit, name in limits if chance < limit)
    return state, state != "draft"
