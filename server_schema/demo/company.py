"""Load what every customer needs to be there: the company, its people, goods and prices."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from random import Random

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extensions import encrypt_password

from server_schema.demo import workdays
from server_schema.demo.copying import copy, line
from server_schema.demo.goods import EDUCATION, GRADE_A, GRADE_B, STANDARD
from server_schema.demo.names import mobile, phone
from server_schema.demo.plan import HISTORY, Plan
from server_schema.demo.words import staff
from server_schema.demo.words.companies import BRANDS
from server_schema.demo.words.places import CITIES
from server_schema.demo.world import World

_STAMP = "created_at,created_by,updated_at,updated_by"
#: id, code, name, grade, whether it is the default
_PRICE_LISTS = (
    (STANDARD, "STD", "标准价", "", True),
    (GRADE_A, "A", "A 级客户价", "A", False),
    (GRADE_B, "B", "B 级客户价", "B", False),
    (EDUCATION, "EDU", "教育优惠价", "", False),
)


def password(login: str) -> str:
    """Return the password of a demo login."""
    return f"demo-{login}"


def _stamp(world: World, days_before_business: int, login: str = "postgres") -> tuple[datetime, str, datetime, str]:
    day = world.today - timedelta(days=HISTORY + days_before_business)
    at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=workdays.CHINA)
    return at, login, at, login


def load_facts(connection: Connection, world: World) -> None:
    """Write who the company is, and the customer's attributes of its own."""
    stamp = _stamp(world, 60)
    company = {
        "company": staff.COMPANY, "company_en": staff.COMPANY_EN, "address": "西安市碑林区雁塔北路555号数码大厦9层",
        "phone": "029-55500000", "tax_number": "916101AAMAZ5550001", "bank_name": "长安商业银行雁塔路支行",
        "bank_account": "6100555000000000555",
    }  # fmt: skip
    with connection.cursor() as cursor:
        columns = ", ".join(f"{column} = %s" for column in company)
        cursor.execute(f"UPDATE crm.account_set SET {columns}", tuple(company.values()))
    _load_definitions(connection, stamp)


def _load_definitions(connection: Connection, stamp: tuple[object, ...]) -> None:
    """Write what the company defines itself: dictionaries of its own, and attributes of customers."""
    columns = f"kind,code,name,name_en,colour,position,{_STAMP}"
    copy(connection, "dictionary", columns, [
        line("dictionary", "maintenance", "维护方式", "Maintenance", "", 900, *stamp),
        line("dictionary", "brand", "品牌", "Brands", "", 910, *stamp),
        line("maintenance", "own", "自有人员", "Own staff", "#15803d", 10, *stamp),
        line("maintenance", "contract", "签约维护", "Contract", "#2563eb", 20, *stamp),
        line("maintenance", "call", "随叫随到", "On call", "#b45309", 30, *stamp),
        line("maintenance", "none", "无人维护", "Nobody", "#b91c1c", 40, *stamp),
        *(line("brand", code, name, english, "", n * 10, *stamp) for n, (code, name, english) in enumerate(BRANDS, 1)),
    ])  # fmt: skip
    columns = (
        f"entity,key,label,label_en,kind,dictionary,group_label,group_label_en,position,searchable,in_list,{_STAMP}"
    )
    gear = ("设备", "Equipment")
    copy(connection, "attribute_definition", columns, [
        line("customer", "pc_count", "电脑台数", "Computers", "integer", "", *gear, 10, True, True, *stamp),
        line("customer", "replace_on", "下次更新日期", "Next replacement", "date", "", *gear, 20, False, False, *stamp),
        line("customer", "brands", "在用品牌", "Brands in use", "choices", "brand", *gear, 30, True, False, *stamp),
        line("customer", "server_room", "有机房", "Server room", "bool", "", *gear, 40, False, False, *stamp),
        line("customer", "maintenance", "维护方式", "Maintenance", "choice", "maintenance", "", "", 50, True, False, *stamp),
        line("customer", "it_budget", "年度IT预算", "IT budget a year", "money", "", "", "", 60, False, False, *stamp),
    ])  # fmt: skip
    with connection.cursor() as cursor:  # triggers rest here: what they would make is made by hand
        cursor.execute(
            "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, formula, formula_kind, tree, depth, "
            "position) VALUES ('customer', 'budget_per_pc', '每台预算', 'Budget a computer', 'formula', "
            "'it_budget / pc_count', 'money', crm.formula_tree('customer', 'it_budget / pc_count'), 1, 70), "
            "('customer', 'visit_weeks', '拜访间隔（周）', 'Weeks between visits', 'integer', '', '', NULL, 0, 80)"
        )
        cursor.execute(
            "UPDATE crm.attribute_definition SET only_field = 'grade', only_values = '{A,B}' WHERE key = 'visit_weeks'"
        )


def index_attributes(connection: Connection) -> None:
    """Build the indexes of the searchable attributes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT crm.index_attribute(d) FROM crm.attribute_definition d")


def load_people(connection: Connection, world: World) -> None:
    """Write departments and employees with their logins and roles, and when they logged in of late."""
    rng = Random(f"{world.seed}:people")
    stamp = _stamp(world, 58)
    ids = {name: number for number, name in enumerate(staff.DEPARTMENTS, 1)}
    heads = {name: staff.BY_LOGIN[login].number for name, login in staff.HEADS.items()}
    copy(connection, "department", f"id,code,name,parent_id,head_id,position,{_STAMP}", [
        line(ids[name], code, name, ids[parent] if parent else None, heads[name], ids[name] * 10, *stamp)
        for name, (code, parent) in staff.DEPARTMENTS.items()
    ])  # fmt: skip
    columns = "id,code,login,name,title,department_id,superior_id,gender,phone,extension,mobile,email,birthday,hired_on,sort_key,tokens"
    copy(connection, "employee", f"{columns},{_STAMP}", [
        line(*_employee(world, rng, person, ids[person.department]), *stamp) for person in staff.PEOPLE
    ])  # fmt: skip
    _load_logins(connection, world)
    _load_visits(connection, world, rng)


def _employee(world: World, rng: Random, person: staff.Person, department: int) -> tuple[object, ...]:
    login, code = world.login(person), f"YG-{person.number:03d}"
    landline, cellular = phone(rng, CITIES[0]), mobile(rng)
    hired = date(world.today.year - person.hired_years, rng.randint(1, 9), rng.randint(1, 28))
    superior = staff.BY_LOGIN[person.superior].number if person.superior else None
    return (
        person.number, code, login, person.name, person.title, department, superior, person.gender, landline, f"8{person.number:03d}", cellular,
        f"{login}@{staff.DOMAIN}", date(*person.birthday), min(hired, world.today - timedelta(days=90)),
        world.tokens.sort_key(person.name), world.tokens.tokens(f"{person.name} {code} {login}",
        f"{landline},{cellular}"),
    )  # fmt: skip


def _load_logins(connection: Connection, world: World) -> None:
    with connection.cursor() as cursor:
        for person in staff.PEOPLE:  # before they have roles: else the rights of all are worked out 49 times
            login = world.login(person)
            verifier = encrypt_password(password(login), login, scope=connection, algorithm="scram-sha-256")
            cursor.execute("SELECT crm.set_login(%s, %s)", (person.number, verifier))
        cursor.execute("SELECT code, id FROM crm.role")
        roles = dict(cursor.fetchall())
        rows = [line(person.number, roles[person.role], *_stamp(world, 58)) for person in staff.PEOPLE]
        copy(connection, "employee_role", f"employee_id,role_id,{_STAMP}", rows)
        cursor.execute("SELECT crm.apply_effective_rights(), crm.apply_memberships()")


def _load_visits(connection: Connection, world: World, rng: Random) -> None:
    visits = []
    for ago in range(90, 0, -1):
        day = world.today - timedelta(days=ago)
        if workdays.is_workday(day):
            for person in staff.PEOPLE:
                if rng.random() < (0.55 if person.role == "warehouse" else 0.93):
                    at = workdays.moment(rng, day).replace(hour=8, minute=rng.randint(20, 59))
                    visits.append((at, person.number))
    visits.sort()
    copy(connection, "session_log", "id,employee_id,at,address,client", [
        line(number, person, at, f"192.168.1.{10 + person}", "crm-desktop")
        for number, (at, person) in enumerate(visits, 1)
    ])  # fmt: skip


def load_goods(connection: Connection, world: World) -> None:
    """Write the class tree, products with their cost, price lists and their rules."""
    goods, tokens = world.goods, world.tokens
    stamp = _stamp(world, 55, world.login(staff.BY_LOGIN["gezhihong"]))

    def put(table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
        copy(connection, table, f"{columns},{_STAMP}", [line(*row, *stamp) for row in rows])

    put("product_class", "id,code,name,parent_id,position",
        [(number, code, name, parent, number * 10) for number, code, name, parent in goods.classes])  # fmt: skip
    put("product",
    "id,code,name,class_id,brand,model,specification,configuration,unit,tax_rate,list_price,warranty_months,"
        "status,policy_notes,sort_key,tokens", [
            (p.id, p.code, p.name, p.class_id, p.brand, p.model, p.specification, p.configuration, p.unit, p.tax,
             p.price,
             p.warranty, "withdrawn" if p.withdrawn else "on_sale", p.policy, tokens.sort_key(p.name),
             tokens.tokens(f"{p.name} {p.code} {p.brand} {p.model}", f"{p.code},{p.model}"))
            for p in goods.products
        ])  # fmt: skip
    put("product_cost", "id,product_id,cost", [(p.id, p.id, p.cost) for p in goods.products])
    put("price_list", "id,code,name,grade,is_default", list(_PRICE_LISTS))
    put("price",
    "id,price_list_id,product_id,class_id,min_quantity,valid_from,method,price,discount,rounding,floor_price,note", [
        (r.id, r.price_list, r.product, r.class_id, r.min_quantity, r.valid_from, r.method, r.price, r.discount,
         r.rounding,
         r.floor, r.note)
        for r in goods.rules
    ])  # fmt: skip


def load_counters(connection: Connection, plan: Plan, products: int) -> None:
    """Let the next code of each kind follow the last one."""
    counters = {**plan.counters, ("employee", "YG-"): len(staff.PEOPLE), ("product", "CP-"): products}
    with connection.cursor() as cursor:
        cursor.execute("SELECT entity, gapless FROM crm.coding_rule WHERE class_code = ''")
        gapless = dict(cursor.fetchall())
        for (entity, prefix), value in counters.items():
            if gapless[entity]:
                cursor.execute(
                    "INSERT INTO crm.code_counter (entity, prefix, value) VALUES (%s, %s, %s)", (entity, prefix, value)
                )
            else:
                cursor.execute("SELECT 'code_' || left(md5(%s), 20)", (f"{entity}:{prefix}",))
                (name,) = cursor.fetchone()
                cursor.execute(f"SET LOCAL ROLE crm_owner; CREATE SEQUENCE IF NOT EXISTS crm.{name}; RESET ROLE")
                cursor.execute(f"SELECT setval('crm.{name}', %s)", (value,))


def load_mark(connection: Connection, world: World) -> None:
    """Write how the set was made; the last thing that is written, so a set without the mark is not whole."""
    facts = {"seed": world.seed, "today": f"{world.today}", "customers": world.customers, "suffix": world.suffix}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm.account_set SET facts = facts || %s", (json.dumps({"generator": facts}),))
