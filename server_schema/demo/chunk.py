"""Turn a piece of the plan into the rows of eight tables, as lines for COPY."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from random import Random

from server_schema.demo import business, customers, talk
from server_schema.demo.business import Project, Sale
from server_schema.demo.copying import line
from server_schema.demo.customers import Customer
from server_schema.demo.people import BY_LOGIN
from server_schema.demo.plan import Chunk
from server_schema.demo.talk import Action
from server_schema.demo.words_companies import BANKS
from server_schema.demo.words_deals import NOTES
from server_schema.demo.world import World
from server_schema.demo.names import tax_number

_ENGINEERED = {"prospecting": 10, "engaging": 30, "proposal": 50, "negotiation": 75, "won": 100, "lost": 0}

COLUMNS: dict[str, str] = {
    "customer": "id,code,name,short_name,kind,grade,industry,region,source,status,owner_id,engineer_id,parent_id,phone,mobile,fax,email,website,"
    "country,province,city,district,address,postcode,invoice_title,tax_number,bank_name,bank_account,credit_limit,headcount,founded_year,"
    "annual_revenue,description,tags,last_contact_at,next_contact_on,attrs,sort_key,tokens,created_at,created_by,updated_at,updated_by,version",
    "contact": "id,customer_id,owner_id,name,gender,title,department,decision_role,is_primary,phone,mobile,email,wechat,birthday,preferences,"
    "sort_key,tokens,created_at,created_by,updated_at,updated_by",
    "opportunity": "id,code,name,customer_id,contact_id,product_id,owner_id,stage,outcome,probability,amount,source,engaged_on,expected_on,"
    "closed_on,lost_reason,competitor,description,last_contact_at,next_contact_on,sort_key,tokens,created_at,created_by,updated_at,updated_by,version",
    "opportunity_stage": "id,opportunity_id,owner_id,from_stage,to_stage,amount,at,by",
    "sales_order": "id,code,customer_id,contact_id,opportunity_id,price_list_id,owner_id,ordered_on,deliver_on,state,amount,tax_amount,"
    "payment_terms,delivery_address,note,confirmed_at,confirmed_by,tokens,created_at,created_by,updated_at,updated_by,version",
    "sales_order_line": "id,order_id,owner_id,position,product_id,description,unit,quantity,list_price,unit_price,discount,tax_rate,price_id,"
    "created_at,created_by,updated_at,updated_by",
    "sales_order_cost": "line_id,order_id,owner_id,unit_cost,cost",
    "action": "id,kind,customer_id,contact_id,opportunity_id,owner_id,employee_id,happened_at,subject,content,result,promise,promise_on,"
    "promise_kept,minutes,next_contact_on,next_note,created_at,created_by,updated_at,updated_by",
}


def make(world: World, chunk: Chunk) -> dict[str, list[str]]:
    """Return table → lines; the same world and chunk give the same lines."""
    rng = Random(f"{world.seed}:{chunk.first}")
    people = customers.make(world, chunk, rng)
    lines_of = {order.deal: order.lines for order in chunk.orders if order.deal}
    projects: dict[int, Project] = {}
    for deal in chunk.deals:
        customer = people[deal.customer - chunk.first]
        projects[deal.id] = business.project(world, rng, customer, deal, lines_of.get(deal.id) or rng.choice((2, 2, 3, 3, 4, 5)))
    sales = [
        business.sale(world, rng, people[order.customer - chunk.first], order, projects.get(order.deal)) for order in chunk.orders
    ]
    actions = _actions(world, rng, chunk, people, projects.values(), sales)
    _settle(people, projects.values(), sales, actions)
    rows: dict[str, list[str]] = {table: [] for table in COLUMNS}
    for customer in people:
        _customer_rows(world, rng, customer, rows, rich=customer.status in ("customer", "dormant"))
    for project in projects.values():
        _project_rows(world, project, rows)
    for sale in sales:
        _sale_rows(world, rng, sale, rows)
    for number, action in enumerate(actions, chunk.before_actions + 1):
        rows["action"].append(_action_row(world, action, number))
    return rows


def _actions(
    world: World, rng: Random, chunk: Chunk, people: list[Customer], projects: Iterable[Project], sales: list[Sale]
) -> list[Action]:
    actions: list[Action] = []
    for customer, count in zip(people, chunk.care, strict=True):
        actions += talk.of_care(world, rng, customer, count, campaign=True)
    for project in projects:
        actions += talk.of_project(world, rng, project)
    actions += [talk.of_delivery(world, rng, sale) for sale in sales if sale.order.served]
    actions.sort(key=lambda action: action.at)
    for action in actions:
        talk.promise(world, rng, action)
    return actions


def _settle(people: list[Customer], projects: Iterable[Project], sales: list[Sale], actions: list[Action]) -> None:
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
    newest = max((sale.created for sale in sales), default=None)
    for sale in sales:
        if sale.order.code:
            sale.customer.status = "customer"
    latest = {sale.customer.id: sale.created for sale in sales if sale.order.code}
    for customer in people:
        if newest and customer.id in latest and (newest - latest[customer.id]).days > 400 and customer.id % 3:
            customer.status = "dormant"


def _customer_rows(world: World, rng: Random, customer: Customer, rows: dict[str, list[str]], rich: bool) -> None:
    who, city, owner = customer.who, customer.city, customer.owner.number if customer.owner else None
    company = who.kind in ("company", "dealer")
    tokens = world.tokens
    people = " ".join(contact.name for contact in customer.contacts)
    numbers = ",".join(f"{contact.phone},{contact.mobile}" for contact in customer.contacts)
    author, created = world.login(customer.created_by), customer.created
    attrs = {"pc_count": customer.computers} if rich or customer.id % 3 == 0 else {}
    credit = (20_000_000, 8_000_000, 2_000_000, 0)[customer.grade] if rich else 0
    rows["customer"].append(line(
        customer.id, customer.code, who.name, who.short_name, who.kind, customer.grade_code, who.industry, city.region, customer.source,
        customer.status, owner, customer.engineer.number if customer.engineer else None, customer.parent, customer.phone, customer.mobile,
        customer.fax, f"office@{customer.domain}.example" if customer.domain and customer.id % 3 == 1 else "",
        f"www.{customer.domain}.example" if customer.domain and company and customer.id % 5 < 2 else "", "中国", city.province, f"{city.name}市",
        customer.district, customer.address, f"{city.postcode}{rng.randrange(1, 90):02d}", who.name if rich else "",
        tax_number(rng, city) if rich and company else "", f"长安商业银行{city.name}{rng.choice(BANKS)}" if rich and company else "",
        f"6100{rng.randrange(10**12):012d}" if rich and company else "", credit, customer.headcount, customer.founded,
        customer.headcount * rng.randint(12, 60) * 1_000_000 if company and rich else None, customer.remark,
        "{" + ",".join(customer.tags) + "}", customer.last_contact, customer.next_contact, json.dumps(attrs), tokens.sort_key(who.name),
        tokens.tokens(f"{who.name} {who.short_name} {customer.code} {people}",
                      f"{customer.phone},{customer.mobile},{customer.fax},{customer.code},{numbers}"),
        created, author, customer.updated, author if customer.updated == created else world.login(customer.owner or customer.created_by),
        1 if customer.updated == created else 2,
    ))  # fmt: skip
    for at, contact in enumerate(customer.contacts):
        rows["contact"].append(line(
            contact.id, customer.id, owner, contact.name, contact.gender, contact.title, contact.department, contact.decision_role, at == 0,
            contact.phone, contact.mobile, contact.email, contact.wechat, contact.birthday, contact.preferences,
            tokens.sort_key(contact.name), tokens.tokens(contact.name, f"{contact.phone},{contact.mobile}"), created, author, created, author,
        ))  # fmt: skip


def _project_rows(world: World, project: Project, rows: dict[str, list[str]]) -> None:
    deal, customer = project.deal, project.customer
    assert customer.owner is not None, "only customers with an owner have opportunities"
    owner, login, stage = customer.owner.number, world.login(customer.owner), deal.path[-1]
    name = f"{customer.who.short_name or customer.who.name}{project.topic.name}"
    created, changed = project.times[0], project.times[-1]
    rows["opportunity"].append(line(
        deal.id, deal.code, name, customer.id, project.contact.id, project.lines[0].product.id, owner, stage,
        stage if deal.closed else "open", _ENGINEERED[stage], project.amount, customer.source, deal.created, project.expected, deal.closed,
        project.reason[0], project.competitor, _description(project), project.last_contact, project.next_contact,
        world.tokens.sort_key(name), world.tokens.tokens(f"{name} {deal.code}", deal.code), created, login, changed, login, len(deal.path),
    ))  # fmt: skip
    before = ""
    for number, (at, to) in enumerate(zip(project.times, deal.path, strict=True)):
        rows["opportunity_stage"].append(line(deal.first_stage + number, deal.id, owner, before, to, project.amount, at, login))
        before = to


def _description(project: Project) -> str:
    goods = "，".join(f"{entry.product.name}×{entry.quantity}" for entry in project.lines[:3])
    return f"{project.topic.name}：{goods}{'等' if len(project.lines) > 3 else ''}。"


def _sale_rows(world: World, rng: Random, sale: Sale, rows: dict[str, list[str]]) -> None:
    order, customer = sale.order, sale.customer
    assert customer.owner is not None, "only customers with an owner have orders"
    owner, login = customer.owner.number, world.login(customer.owner)
    steps = {"draft": 1, "confirmed": 2, "delivered": 3, "closed": 4, "cancelled": 3 if order.code else 2}[order.state]
    confirmed = sale.created + timedelta(minutes=3) if order.code else None
    office = world.login(BY_LOGIN["tangminmin"])
    rows["sales_order"].append(line(
        order.id, order.code, customer.id, sale.contact.id, order.deal or None, sale.price_list, owner, order.ordered, sale.deliver, order.state,
        sum(entry.amount for entry in sale.lines), sum(entry.tax for entry in sale.lines), sale.terms, customer.full_address,
        rng.choice(NOTES) if rng.random() < 0.2 else "", confirmed, login if order.code else "", world.tokens.tokens(order.code, order.code),
        sale.created, login, sale.updated, office if steps > 2 else login, steps,
    ))  # fmt: skip
    for position, entry in enumerate(sale.lines):
        number, product = order.first_line + position, entry.product
        rows["sales_order_line"].append(line(
            number, order.id, owner, position + 1, product.id, product.configuration if product.price > 3000 else "", product.unit,
            entry.quantity, product.price, entry.price, entry.discount, product.tax, entry.price_id, sale.created, login, sale.created, login,
        ))  # fmt: skip
        rows["sales_order_cost"].append(line(number, order.id, owner, product.cost, entry.cost))


def _action_row(world: World, action: Action, number: int) -> str:
    owner = action.customer.owner.number if action.customer.owner else None
    login, written = world.login(action.employee), action.at + timedelta(minutes=4)
    return line(
        number, action.kind, action.customer.id, action.contact.id, action.project.deal.id if action.project else None, owner,
        action.employee.number, action.at, action.subject, action.content, action.result, action.promise, action.promise_on,
        action.promise_kept, action.minutes, action.next_on, action.next_note, written, login, written, login,
    )  # fmt: skip
