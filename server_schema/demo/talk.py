"""Make the actions: what was said and done, promised and agreed as next contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from server_schema.demo import workdays
from server_schema.demo.business import Project, Sale
from server_schema.demo.customers import Contact, Customer
from server_schema.demo.words import deals as words
from server_schema.demo.words.staff import Person
from server_schema.demo.world import World

_MINUTES = {
    "call": (3, 25),
    "visit": (30, 150),
    "demo": (40, 120),
    "quote": (10, 40),
    "letter": (5, 15),
    "email": (5, 20),
    "message": (2, 10),
    "meeting": (45, 150),
    "reception": (30, 90),
    "service": (20, 240),
}


@dataclass(kw_only=True, slots=True)
class Action:
    """A step that an employee took."""

    customer: Customer
    contact: Contact
    project: Project | None
    employee: Person
    at: datetime
    kind: str
    subject: str
    content: str
    result: str
    minutes: int
    promise: str = ""
    promise_on: date | None = None
    promise_kept: bool | None = None
    next_on: date | None = None
    next_note: str = ""


def of_project(world: World, rng: Random, project: Project) -> list[Action]:
    """Return the actions of an opportunity, one a stage and some between."""
    owner = project.customer.owner
    assert owner is not None, "only customers with an owner have opportunities"
    path = project.deal.path
    moments = [
        (at - timedelta(minutes=rng.randint(6, 40)), stage) for at, stage in zip(project.times, path, strict=True)
    ]
    last = project.times[-1] if project.deal.closed else world.latest
    for _extra in range(project.deal.actions - len(path)):
        day = project.times[0].date() + timedelta(days=rng.randint(0, (last - project.times[0]).days))
        at = workdays.moment(rng, workdays.workday_before(day))
        at = min(max(at, moments[0][0] + timedelta(minutes=1)), last - timedelta(minutes=41))
        at = max(at, moments[0][0])
        reached = [
            stage
            for when, stage in zip(project.times, path, strict=True)
            if when <= at and stage not in ("won", "lost")
        ]
        moments.append((at, reached[-1] if reached else path[0]))
    moments.sort()
    actions = []
    used: set[str] = set()
    for at, stage in moments:
        choices = [step for step in words.STEPS[stage] if step[1] not in used] or words.STEPS[stage]
        step = rng.choice(choices)
        used.add(step[1])
        actions.append(_action(rng, project.customer, project.contact, owner, at, step, project))
    for one, following in pairwise(actions):
        _agreed(rng, one, following.at.date())
    if not project.deal.closed or ((world.today - project.deal.closed).days < 25 and rng.random() < 0.6):
        _ahead(world, rng, actions[-1])
    return actions


def of_care(world: World, rng: Random, customer: Customer, count: int) -> list[Action]:
    """Return visits and calls without an opportunity, from the customer's first day to yesterday."""
    who = customer.owner or rng.choice(world.callers)
    table = words.CAMPAIGN if who in world.callers else words.CARE
    span = (world.latest.date() - customer.created.date()).days
    moments = []
    for _number in range(count):
        day = workdays.workday_before(customer.created.date() + timedelta(days=round(span * rng.random() ** 0.8)))
        moments.append(max(workdays.moment(rng, day), customer.created + timedelta(minutes=9)))
    moments.sort()
    actions = [
        _action(rng, customer, rng.choice(customer.contacts), who, at, rng.choice(table), None) for at in moments
    ]
    for one, following in pairwise(actions):
        _agreed(rng, one, following.at.date())
    if actions:
        age = (world.today - actions[-1].at.date()).days
        if (age < 60 and rng.random() < 0.45) or rng.random() < 0.02:
            _ahead(world, rng, actions[-1])
    return actions


def of_delivery(world: World, rng: Random, sale: Sale) -> Action:
    """Return what the service engineer did after a delivery."""
    engineer = sale.customer.engineer or rng.choice(world.engineers)
    day = workdays.workday_before(min(sale.deliver + timedelta(days=rng.randint(0, 5)), world.latest.date()))
    step = words.SERVICE[0] if "安装" in sale.topic.name or rng.random() < 0.4 else rng.choice(words.SERVICE)
    at = max(workdays.moment(rng, max(day, sale.order.ordered)), sale.created)
    return _action(rng, sale.customer, sale.contact, engineer, at, step, None)


def _action(
    rng: Random,
    customer: Customer,
    contact: Contact,
    employee: Person,
    at: datetime,
    step: tuple[str, str, str, str],
    project: Project | None,
) -> Action:
    kind, subject, content, result = step
    topic = project.topic.name if project else ""
    reason = (project.reason[1] if project else "") or "价格比别家高"
    number = rng.choice((3, 5, 8, 10, 12, 15, 20, 26, 30))
    return Action(
        customer=customer,
        contact=contact,
        project=project,
        employee=employee,
        at=at,
        kind=kind,
        result=result,
        subject=subject.replace("{t}", topic),
        minutes=rng.randint(*_MINUTES[kind]),
        content=content.replace("{c}", contact.called)
        .replace("{t}", topic)
        .replace("{n}", str(number))
        .replace("{r}", reason),
    )


def promise(world: World, rng: Random, action: Action) -> None:
    """Let the employee promise something now and then; most promises were kept."""
    if rng.random() > 0.24 or (
        action.project and action.project.deal.path[-1] in ("won", "lost") and action.next_on is None
    ):
        return
    action.promise = rng.choice(words.PROMISES)
    action.promise_on = workdays.workday_after(action.at.date() + timedelta(days=rng.randint(1, 9)))
    if action.promise_on < world.today:
        chance = rng.random()
        forgotten = chance >= 0.9 and (world.today - action.promise_on).days < 30  # older ones were closed as broken
        action.promise_kept = True if chance < 0.86 else None if forgotten else False


def _agreed(rng: Random, action: Action, following: date) -> None:
    """Set the next contact that was agreed to about the day on which it then happened."""
    if rng.random() < 0.82:
        action.next_on = max(action.at.date(), following - timedelta(days=rng.choice((0, 0, 0, 0, 1, 2, 4))))
        action.next_note = rng.choice(words.NEXT if action.project else words.NEXT_CARE)


def _ahead(world: World, rng: Random, action: Action) -> None:
    """Set a next contact that is still to come, due today, or forgotten."""
    chance = rng.random()
    if chance < 0.2:
        day = workdays.workday_before(world.today - timedelta(days=rng.randint(1, 14)))
    elif chance < 0.3:
        day = world.today
    else:
        day = workdays.workday_after(world.today + timedelta(days=rng.randint(1, 28)))
    action.next_on = max(day, action.at.date() + timedelta(days=1))
    action.next_note = rng.choice(words.NEXT if action.project else words.NEXT_CARE)
