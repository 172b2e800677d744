"""Turn a piece of the plan into the rows of eight tables."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from server_schema.demo import business, customers, rows, talk
from server_schema.demo.business import Project, Sale
from server_schema.demo.customers import Customer
from server_schema.demo.plan import Chunk
from server_schema.demo.talk import Action
from server_schema.demo.world import World


def make(world: World, chunk: Chunk) -> dict[str, list[str]]:
    """Return table → lines for COPY; the same world and chunk give the same lines."""
    rng = Random(f"{world.seed}:{chunk.first}")
    people = customers.make(world, chunk, rng)
    lines_of = {order.deal: order.lines for order in chunk.orders if order.deal}
    projects: dict[int, Project] = {}
    for deal in chunk.deals:
        count = lines_of.get(deal.id) or rng.choice((2, 2, 3, 3, 4, 5))
        projects[deal.id] = business.project(world, rng, people[deal.customer - chunk.first], deal, count)
    sales = [
        business.sale(world, rng, people[order.customer - chunk.first], order, projects.get(order.deal))
        for order in chunk.orders
    ]
    actions = _actions(world, rng, chunk, people, projects.values(), sales)
    _settle(world, people, projects.values(), sales, actions)
    made: dict[str, list[str]] = {table: [] for table in rows.COLUMNS}
    for customer in people:
        made["customer"].append(rows.customer_row(world, rng, customer))
        made["contact"] += rows.contact_rows(world, customer)
    for project in projects.values():
        made["opportunity"].append(rows.project_row(world, project))
        made["opportunity_stage"] += rows.stage_rows(world, project)
    for sale in sales:
        made["sales_order"].append(rows.order_row(world, rng, sale))
        lines, costs = rows.line_rows(world, sale)
        made["sales_order_line"] += lines
        made["sales_order_cost"] += costs
    made["action"] = [
        rows.action_row(world, action, number) for number, action in enumerate(actions, chunk.before_actions + 1)
    ]
    return made


def _actions(
    world: World, rng: Random, chunk: Chunk, people: list[Customer], projects: Iterable[Project], sales: list[Sale]
) -> list[Action]:
    actions: list[Action] = []
    for customer, count in zip(people, chunk.care, strict=True):
        actions += talk.of_care(world, rng, customer, count)
    for project in projects:
        actions += talk.of_project(world, rng, project)
    actions += [talk.of_delivery(world, rng, sale) for sale in sales if sale.order.served]
    actions.sort(key=lambda action: action.at)
    for action in actions:
        talk.promise(world, rng, action)
    return actions


def _settle(
    world: World, people: list[Customer], projects: Iterable[Project], sales: list[Sale], actions: list[Action]
) -> None:
    """Set what the triggers would have set: last and next contact, and the status that deals lead to."""
    for action in actions:  # in the order of time: the last one counts
        action.customer.last_contact, action.customer.next_contact = action.at, action.next_on
        action.customer.status = "contacted"
        if action.project:
            action.project.last_contact, action.project.next_contact = action.at, action.next_on
    for project in projects:
        customer, stage = project.customer, project.deal.path[-1]
        if stage in ("proposal", "negotiation", "engaging"):
            customer.status = "intent"
        elif stage == "lost" and customer.status == "contacted" and project.deal.id % 5 == 0:
            customer.status = "lost"
    latest = {sale.customer.id: sale.order.ordered for sale in sales if sale.order.code}
    for customer in people:
        if customer.id in latest:
            asleep = (world.today - latest[customer.id]).days > 400 and customer.id % 3 > 0
            customer.status = "dormant" if asleep else "customer"
