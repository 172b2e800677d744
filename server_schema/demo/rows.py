"""Write customers, opportunities, orders and actions as rows of their tables, lines for COPY."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime, timedelta
from functools import cache
from random import Random

from server_schema.data import divisions
from server_schema.demo.business import Project, Sale
from server_schema.demo.copying import line
from server_schema.demo.customers import Customer
from server_schema.demo.names import tax_number
from server_schema.demo.talk import Action
from server_schema.demo.words.companies import BANKS, BRANDS
from server_schema.demo.words.deals import NOTES
from server_schema.demo.words.staff import BY_LOGIN, Person
from server_schema.demo.world import World

_PROBABILITY = {"prospecting": 10, "engaging": 30, "proposal": 50, "negotiation": 75, "won": 100, "lost": 0}
_CREDIT = (20_000_000, 8_000_000, 2_000_000, 0)

#: the tables and the columns that the functions below fill, in their order
_TABLES = """
customer: id code name short_name kind grade industry region source status owner_id engineer_id parent_id phone mobile
    fax email website country province city district address postcode division invoice_title tax_number bank_name bank_account
    credit_limit annual_revenue headcount founded_year description tags last_contact_at next_contact_on attrs sort_key
    tokens version created_at created_by updated_at updated_by received_at
contact: id customer_id owner_id name gender title department decision_role is_primary phone mobile email wechat
    birthday preferences sort_key tokens created_at created_by updated_at updated_by
opportunity: id code name customer_id contact_id product_id owner_id stage outcome probability amount source engaged_on
    expected_on closed_on lost_reason competitor description last_contact_at next_contact_on sort_key tokens version
    created_at created_by updated_at updated_by
opportunity_stage: id opportunity_id owner_id from_stage to_stage amount at by
sales_order: id code customer_id contact_id opportunity_id price_list_id owner_id ordered_on deliver_on state amount
    tax_amount payment_terms delivery_address note confirmed_at confirmed_by tokens version
    created_at created_by updated_at updated_by
sales_order_line: id order_id owner_id position product_id description unit quantity list_price unit_price discount
    tax_rate price_id created_at created_by updated_at updated_by
sales_order_cost: line_id order_id owner_id unit_cost cost
action: id kind customer_id contact_id opportunity_id owner_id employee_id responsible_id happened_at subject content
    result promise promise_on promise_kept minutes next_contact_on next_note created_at created_by updated_at updated_by
"""
COLUMNS: dict[str, str] = {
    table: ",".join(columns.split()) for table, columns in re.findall(r"^(\w+):((?: .*\n)+)", _TABLES, re.MULTILINE)
}
#: what triggers fill meanwhile
BESIDE = ("customer_search",)


def _by(world: World, person: Person, at: datetime) -> tuple[datetime, str, datetime, str]:
    login = world.login(person)
    return at, login, at, login


def _owner(customer: Customer) -> Person:
    assert customer.owner is not None, "only customers with an owner have opportunities and orders"
    return customer.owner


# fmt: off
def customer_row(world: World, rng: Random, customer: Customer) -> str:
    """Return the customer's row; its contacts are found by its tokens too."""
    who, tokens = customer.who, world.tokens
    owner, engineer = (person.number if person else None for person in (customer.owner, customer.engineer))
    people = " ".join([contact.name for contact in customer.contacts])
    numbers = ",".join([customer.phone, customer.mobile, customer.fax, customer.code,
                        *[f"{contact.phone},{contact.mobile}" for contact in customer.contacts]])
    changed = customer.updated != customer.created
    editor = customer.owner if changed and customer.owner else customer.created_by
    return line(
        customer.id, customer.code, who.name, who.short_name, who.kind, customer.grade_code, who.industry,
        customer.city.region, customer.source, customer.status, owner, engineer, customer.parent,
        customer.phone, customer.mobile, customer.fax, *_net(customer), *_place(rng, customer),
        *_accounts(rng, customer), customer.headcount, customer.founded, customer.remark,
        "{" + ",".join(customer.tags) + "}", customer.last_contact, customer.next_contact,
        _attributes(customer), tokens.sort_key(who.name),
        tokens.tokens(f"{who.name} {who.short_name} {customer.code} {people}", numbers, owner),
        2 if changed else 1, customer.created, world.login(customer.created_by), customer.updated,
        world.login(editor), customer.created,
    )


def _attributes(customer: Customer) -> str:
    if not customer.bought and customer.id % 3:
        return "{}"
    count, n = customer.computers, customer.id
    own: dict[str, object] = {"pc_count": count, "brands": [BRANDS[n % 5][0], *([BRANDS[(n + 2) % 5][0]] if n % 4 == 0 else [])]}
    if n % 2 == 0:
        budget = (count * (1200 + n % 7 * 300) // 1000 + 1) * 100_000  # whole thousands of yuan, in 分
        own |= {"it_budget": budget, "budget_per_pc": (2 * budget + count) // (2 * count)}
    if n % 5:
        own["maintenance"] = ("own", "contract", "call", "none")[n // 2 % 4]
    if count > 40:
        own["server_room"] = n % 3 > 0
    if n % 7 == 0:
        own["replace_on"] = f"{customer.created.year + 4}-{n % 12 + 1:02d}-01"
    if customer.grade_code in ("A", "B"):
        own["visit_weeks"] = 2 if customer.grade_code == "A" else 6
    return json.dumps(own)


def _net(customer: Customer) -> tuple[str, str]:
    if not customer.domain:
        return "", ""
    has_site = customer.who.kind in ("company", "dealer") and customer.id % 5 < 2
    return (f"office@{customer.domain}.example" if customer.id % 3 == 1 else "",
            f"www.{customer.domain}.example" if has_site else "")


def _place(rng: Random, customer: Customer) -> tuple[str, ...]:
    city = customer.city
    postcode = f"{city.postcode}{rng.randrange(1, 90):02d}"
    division = _divisions().get((f"{city.name}市", customer.district)) or _divisions()[(f"{city.name}市", "")]
    return "中国", city.province, f"{city.name}市", customer.district, customer.address, postcode, division


@cache
def _divisions() -> dict[tuple[str, str], str]:
    """Return (city, district) → code, as crm.division_of finds it; (city, '') is the city's own."""
    with divisions.FILE.open(encoding="utf-8") as lines:
        table = list(csv.DictReader(lines))
    cities = {row["code"]: row["name"] for row in table if row["level"] == "2"}
    found = {(name, ""): code for code, name in cities.items()}
    found.update({(cities[r["parent"]], r["name"]): r["code"] for r in table if r["level"] == "3" and r["parent"] in cities})
    return found


def _accounts(rng: Random, customer: Customer) -> tuple[object, ...]:
    """Return invoice title, tax number, bank, account, credit limit and revenue: known of those who bought."""
    if not customer.bought:
        return "", "", "", "", 0, None
    title, credit = customer.who.name, _CREDIT[customer.grade]
    if customer.who.kind not in ("company", "dealer"):
        return title, "", "", "", credit, None
    return (title, tax_number(rng, customer.city), f"长安商业银行{customer.city.name}{rng.choice(BANKS)}",
            f"6100{rng.randrange(10**12):012d}", credit, customer.headcount * rng.randint(12, 60) * 1_000_000)


def contact_rows(world: World, customer: Customer) -> list[str]:
    """Return the rows of the customer's contacts; the first is the primary one."""
    tokens, owner = world.tokens, customer.owner.number if customer.owner else None
    return [
        line(contact.id, customer.id, owner, contact.name, contact.gender, contact.title, contact.department,
             contact.decision_role, at == 0, contact.phone, contact.mobile, contact.email,
             contact.wechat, contact.birthday,
             contact.preferences, tokens.sort_key(contact.name),
             tokens.tokens(f"{contact.name} {contact.email}", f"{contact.phone},{contact.mobile}", owner),
             *_by(world, customer.created_by, customer.created))
        for at, contact in enumerate(customer.contacts)
    ]


def project_row(world: World, project: Project) -> str:
    """Return the row of an opportunity."""
    deal, customer, stage = project.deal, project.customer, project.deal.path[-1]
    owner, login = _owner(customer).number, world.login(_owner(customer))
    name = f"{customer.who.short_name or customer.who.name}{project.topic.name}"
    goods = "，".join([f"{entry.product.name}×{entry.quantity}" for entry in project.lines[:3]])
    description = f"{project.topic.name}：{goods}{'等' if len(project.lines) > 3 else ''}。"
    return line(
        deal.id, deal.code, name, customer.id, project.contact.id, project.lines[0].product.id, owner, stage,
        stage if deal.closed else "open", _PROBABILITY[stage], project.amount, customer.source, deal.created,
        project.expected, deal.closed, project.reason[0], project.competitor, description,
        project.last_contact, project.next_contact, world.tokens.sort_key(name),
        world.tokens.tokens(f"{name} {deal.code}", deal.code, owner), len(deal.path), project.times[0], login,
        project.times[-1], login,
    )


def stage_rows(world: World, project: Project) -> list[str]:
    """Return the history of an opportunity's stages."""
    deal, owner = project.deal, _owner(project.customer)
    login = world.login(owner)
    before = ("", *deal.path[:-1])
    return [
        line(deal.first_stage + number, deal.id, owner.number, before[number], to, project.amount, at, login)
        for number, (at, to) in enumerate(zip(project.times, deal.path, strict=True))
    ]


def order_row(world: World, rng: Random, sale: Sale) -> str:
    """Return the row of an order."""
    order, customer, owner = sale.order, sale.customer, _owner(sale.customer)
    login, confirmed = world.login(owner), bool(order.code)
    steps = {"draft": 1, "confirmed": 2, "delivered": 3, "closed": 4, "cancelled": 3 if confirmed else 2}[order.state]
    office = world.login(BY_LOGIN["tangminmin"]) if steps > 2 else login
    return line(
        order.id, order.code, customer.id, sale.contact.id, order.deal or None, sale.price_list, owner.number,
        order.ordered, sale.deliver, order.state, sum([entry.amount for entry in sale.lines]),
        sum([entry.tax for entry in sale.lines]), sale.terms, customer.full_address,
        rng.choice(NOTES) if rng.random() < 0.2 else "",
        sale.created + timedelta(minutes=3) if confirmed else None, login if confirmed else "",
        world.tokens.tokens(order.code, order.code, owner.number), steps, sale.created, login, sale.updated, office,
    )


def line_rows(world: World, sale: Sale) -> tuple[list[str], list[str]]:
    """Return the rows of an order's lines and of their costs."""
    order, owner = sale.order, _owner(sale.customer)
    stamp = _by(world, owner, sale.created)
    lines, costs = [], []
    for number, entry in enumerate(sale.lines, order.first_line):
        product = entry.product
        lines.append(line(
            number, order.id, owner.number, number - order.first_line + 1, product.id,
            product.configuration if product.price > 3000 else "", product.unit, entry.quantity, product.price,
            entry.price, entry.discount, product.tax, entry.price_id, *stamp))
        costs.append(line(number, order.id, owner.number, product.cost, entry.cost))
    return lines, costs


def action_row(world: World, action: Action, number: int) -> str:
    """Return the row of an action; it belongs to whom the customer belongs."""
    customer, project = action.customer, action.project
    return line(
        number, action.kind, customer.id, action.contact.id, project.deal.id if project else None,
        customer.owner.number if customer.owner else None, action.employee.number,
        action.employee.number if action.promise else None, action.at, action.subject, action.content, action.result, action.promise, action.promise_on, action.promise_kept, action.minutes,
        action.next_on, action.next_note, *_by(world, action.employee, action.at + timedelta(minutes=4)),
    )
# fmt: on
