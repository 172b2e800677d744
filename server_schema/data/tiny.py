"""A company of nine for tests: small enough to know by heart, wide enough for every scope."""

from __future__ import annotations

from contextlib import closing

import psycopg2
from psycopg2.extensions import encrypt_password
from psycopg2.extras import execute_values

from crm_desktop.db.connect import connected
from server_schema.install import database_name, dsn_of

#: login → (name, department, superior, roles)
PEOPLE: dict[str, tuple[str, str, str | None, tuple[str, ...]]] = {
    "boss": ("高远", "总经理室", None, ("manager",)),
    "admin": ("管理员", "总经理室", "boss", ("administrator",)),
    "lead1": ("李梅", "销售一部", "boss", ("team_lead",)),
    "lead2": ("赵刚", "销售二部", "boss", ("team_lead",)),
    "rep1": ("王小明", "销售一部", "lead1", ("sales_rep",)),
    "rep2": ("陈静", "销售一部", "lead1", ("sales_rep",)),
    "rep3": ("刘洋", "销售二部", "lead2", ("sales_rep",)),
    "pm": ("孙丽", "产品部", "boss", ("product_maintainer",)),
    "clerk": ("周兰", "商务部", "boss", ("commerce",)),
}
DEPARTMENTS = {
    "总经理室": None,
    "销售部": None,
    "销售一部": "销售部",
    "销售二部": "销售部",
    "产品部": None,
    "商务部": None,
}

#: name, short name, grade, phone, city, owner
CUSTOMERS = [
    ("西安环太科技有限公司", "环太科技", "A", "029-88451234", "西安", "rep1"),
    ("重庆长江机械制造有限公司", "长江机械", "B", "023-67001122", "重庆", "rep1"),
    ("陕西秦岭医药股份有限公司", "秦岭医药", "B", "029-87654321", "西安", "rep2"),
    ("ABC科技(西安)有限公司", "ABC科技", "C", "029-81112222", "西安", "rep2"),
    ("成都蓝天教育咨询有限公司", "蓝天教育", "A", "028-85550011", "成都", "rep3"),
    ("北京华新贸易有限责任公司", "华新贸易", "D", "010-62223344", "北京", "lead1"),
]
PRODUCTS = [
    ("联想台式电脑 M450", "PC", "4999", "4200"),
    ("惠普激光打印机 1020", "PRN", "1499", "1180"),
    ("思科交换机 2960", "NET", "6800", "5100"),
    ("网线 305米", "NET", "480", "300"),
]


def load(admin_dsn: str, name: str) -> None:
    """Fill account set *name* with the company; every password is ``crm-`` and the login."""
    with (
        closing(connected(dsn_of(admin_dsn, database_name(name)))) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        _people(cursor)
        _customers(cursor)
        _goods(cursor)
        _deals(cursor)
        _round(cursor)


def _people(cursor: psycopg2.extensions.cursor) -> None:
    for department, parent in DEPARTMENTS.items():
        cursor.execute(
            "INSERT INTO crm.department (name, parent_id) VALUES (%s, (SELECT id FROM crm.department WHERE name = %s))",
            (department, parent),
        )
    for login, (person, department, superior, roles) in PEOPLE.items():
        cursor.execute(
            "INSERT INTO crm.employee (login, name, department_id, superior_id) VALUES (%s, %s, "
            "(SELECT id FROM crm.department WHERE name = %s), (SELECT id FROM crm.employee WHERE login = %s)) RETURNING id",
            (login, person, department, superior),
        )
        (employee,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO crm.employee_role (employee_id, role_id) SELECT %s, id FROM crm.role WHERE code = ANY (%s)",
            (employee, list(roles)),
        )
        cursor.execute(
            "SELECT crm.set_login(%s, %s)",
            (employee, encrypt_password(f"crm-{login}", login, scope=cursor.connection, algorithm="scram-sha-256")),
        )


def _customers(cursor: psycopg2.extensions.cursor) -> None:
    execute_values(
        cursor,
        "INSERT INTO crm.customer (name, short_name, grade, phone, city, owner_id, region, industry, source) SELECT v.*, "
        "'northwest', 'it', 'referral' FROM (SELECT n, s, g, p, c, e.id FROM (VALUES %s) r(n, s, g, p, c, o) "
        "JOIN crm.employee e ON e.login = r.o) v",
        CUSTOMERS,
    )
    cursor.execute(
        "INSERT INTO crm.contact (customer_id, name, title, mobile, is_primary) "
        "SELECT id, '张' || left(short_name, 1), '经理', '1990000' || lpad(id::text, 4, '0'), true FROM crm.customer"
    )


def _goods(cursor: psycopg2.extensions.cursor) -> None:
    cursor.execute("INSERT INTO crm.product_class (code, name) VALUES ('HW', '硬件')")
    cursor.execute(
        "INSERT INTO crm.product_class (code, name, parent_id) SELECT v.c, v.n, id FROM crm.product_class, "
        "(VALUES ('PC', '电脑'), ('PRN', '打印机'), ('NET', '网络')) v(c, n) WHERE code = 'HW'"
    )
    for product, class_code, price, cost in PRODUCTS:
        cursor.execute(
            "INSERT INTO crm.product (name, class_id, list_price, unit) SELECT %s, id, %s, 'unit' FROM crm.product_class "
            "WHERE code = %s RETURNING id",
            (product, price, class_code),
        )
        cursor.execute("INSERT INTO crm.product_cost (product_id, cost) VALUES (%s, %s)", (cursor.fetchone()[0], cost))
    cursor.execute(
        "INSERT INTO crm.product_link (product_id, kind, other_id) SELECT a.id, 'accessory', b.id FROM crm.product a, "
        "crm.product b WHERE a.name LIKE '思科%' AND b.name LIKE '网线%'"
    )
    cursor.execute(
        "INSERT INTO crm.product_unit (product_id, unit, factor, barcode) SELECT id, 'box', 10, '690' || id FROM crm.product "
        "WHERE name LIKE '网线%'"
    )
    cursor.execute(
        "INSERT INTO crm.product_batch (product_id, code, quantity) SELECT id, 'W-2601', 500 FROM crm.product WHERE name LIKE '网线%'"
    )
    cursor.execute(
        "INSERT INTO crm.promotion (name, discount, retired, valid_from) VALUES ('去年的促销', 5, true, date '2025-01-01')"
    )
    cursor.execute(
        "INSERT INTO crm.promotion_customer (promotion_id, customer_id) SELECT p.id, min(c.id) FROM crm.promotion p, crm.customer c GROUP BY p.id"
    )
    cursor.execute("INSERT INTO crm.coupon (promotion_id, code) SELECT id, 'LASTYEAR' FROM crm.promotion")
    cursor.execute("INSERT INTO crm.price_list (code, name, is_default) VALUES ('STD', '标准价', true)")
    cursor.execute("INSERT INTO crm.price_list (code, name, grade) VALUES ('VIP', 'A级客户价', 'A')")
    cursor.execute(
        "INSERT INTO crm.price (price_list_id, product_id, method, price, floor_price) SELECT l.id, p.id, 'fixed', "
        "p.list_price, p.list_price * 0.85 FROM crm.price_list l, crm.product p WHERE l.code = 'STD'"
    )
    cursor.execute(
        "INSERT INTO crm.price (price_list_id, method, base, discount) SELECT id, 'percentage', 'list_price', 10 "
        "FROM crm.price_list WHERE code = 'VIP'"
    )


def _deals(cursor: psycopg2.extensions.cursor) -> None:
    cursor.execute(
        "INSERT INTO crm.opportunity (name, customer_id, owner_id, stage, amount, engaged_on, closed_on) "
        "SELECT short_name || v.n, c.id, c.owner_id, v.s, v.a * 100, date '2026-01-05', v.d FROM crm.customer c, (VALUES "
        "('办公电脑', 'won', 120000, date '2026-03-10'), ('网络改造', 'engaging', 80000, NULL), "
        "('打印机', 'lost', 30000, date '2026-02-20')) v(n, s, a, d)"
    )
    cursor.execute(
        "INSERT INTO crm.action (kind, customer_id, employee_id, happened_at, subject, next_contact_on) "
        "SELECT 'call', id, owner_id, timestamptz '2026-03-01 10:00+08', '电话联系', date '2026-03-08' FROM crm.customer"
    )
    cursor.execute(
        "INSERT INTO crm.sales_order (customer_id, owner_id, ordered_on) SELECT id, owner_id, date '2026-03-11' FROM crm.customer"
    )
    cursor.execute(
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, list_price, unit_price) "
        "SELECT o.id, p.id, 2, p.list_price, p.list_price FROM crm.sales_order o, crm.product p WHERE p.name LIKE '联想%'"
    )
    cursor.execute("UPDATE crm.sales_order SET state = 'confirmed' WHERE id %% 2 = 1", ())


def _round(cursor: psycopg2.extensions.cursor) -> None:
    """Give every customer one of each thing that it may have several of."""
    cursor.execute(
        "INSERT INTO crm.customer_phone (customer_id, kind, number) "
        "SELECT id, 'switchboard', '400-700-' || lpad(id::text, 4, '0') FROM crm.customer"
    )
    cursor.execute(
        "INSERT INTO crm.contact_way (contact_id, kind, number, email) SELECT c.id, v.* FROM crm.contact c, LATERAL (VALUES "
        "('home', '0919-77' || lpad(c.id::text, 5, '0'), ''), ('work', '', 'way' || c.id || '@example.cn')) v(kind, number, email)"
    )
    cursor.execute(
        "INSERT INTO crm.customer_address (customer_id, kind, city, address) "
        "SELECT id, 'delivery', city, '库房' || id || '号' FROM crm.customer"
    )
    cursor.execute(
        "INSERT INTO crm.qualification (customer_id, need, result, employee_id) "
        "SELECT id, '更换电脑', 'qualified', owner_id FROM crm.customer"
    )
    cursor.execute(
        "INSERT INTO crm.customer_relation (customer_id, kind, other_id) SELECT id, 'same_group', other "
        "FROM (SELECT id, lead(id) OVER (ORDER BY id) AS other FROM crm.customer) c WHERE other IS NOT NULL"
    )
    cursor.execute(  # of one owner: whose it is says who sees it
        "INSERT INTO crm.contact_relation (contact_id, kind, other_id, note) SELECT id, 'reports_to', other, '同一部门' FROM (SELECT id, owner_id, "
        "lead(id) OVER (PARTITION BY owner_id ORDER BY id) AS other FROM crm.contact) c WHERE other IS NOT NULL AND owner_id IS NOT NULL"
    )
    cursor.execute(
        "INSERT INTO crm.important_date (customer_id, kind, month, day) SELECT id, 'founding', 5, 18 FROM crm.customer"
    )
    cursor.execute(
        "INSERT INTO crm.customer_status_change (customer_id, owner_id, from_status, to_status) "
        "SELECT id, owner_id, 'contacted', 'target' FROM crm.customer"
    )
    cursor.execute(
        'SELECT crm.log_timeline(ARRAY(SELECT id FROM crm.customer), \'assigned\', \'{"from": "–", "to": "–"}\')'
    )
    cursor.execute(
        "INSERT INTO crm.timeline_pin (customer_id, source, record_id) SELECT customer_id, 'action', id FROM crm.action"
    )
    cursor.execute(
        "INSERT INTO crm.partner (name, is_supplier, is_competitor, sells) VALUES "
        "('西安宏图电脑公司', false, true, '电脑'), ('神州电脑批发', true, false, '电脑')"
    )
    cursor.execute("INSERT INTO crm.partner_contact (partner_id, name) SELECT id, '郑经理' FROM crm.partner")
    cursor.execute(
        "INSERT INTO crm.partner_price (partner_id, product_name, price, asked_of) SELECT id, 'M450', 4700, "
        "CASE WHEN is_supplier THEN 'us' ELSE 'customers' END FROM crm.partner"
    )
    cursor.execute(
        "INSERT INTO crm.opportunity_competitor (opportunity_id, partner_id, took_it) SELECT o.id, p.id, "
        "o.outcome = 'lost' FROM crm.opportunity o, crm.partner p WHERE p.is_competitor AND o.outcome <> 'open'"
    )
