"""A few products of the Demo company that come in variants, with the attributes by which these differ.

Written with the triggers at work, which give each variant what its main product says; who did it is told afterwards.
"""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, time, timedelta
from itertools import product

from psycopg2.extras import execute_values

from crm_desktop.db.connect import connected
from server_schema.demo import workdays
from server_schema.demo.words import staff
from server_schema.demo.world import World

#: key and dictionary, words, English words, classes, entries
AXES = (
    ("memory", "内存规格", "Memory", ("NB",), (("m16", "16GB", "16 GB"), ("m32", "32GB", "32 GB"))),
    ("storage", "硬盘规格", "Storage", ("NB", "PA"), (("s512", "512GB", "512 GB"), ("s1t", "1TB", "1 TB"), ("s2t", "2TB", "2 TB"))),
    ("colour", "颜色", "Colour", ("NB", "PA", "PR"), (("black", "黑色", "black"), ("silver", "银色", "silver"), ("white", "白色", "white"))),
)  # fmt: skip
#: class, name, brand, model, list price, unit, attributes by which it varies, what each value adds to the price
MAINS = (
    ("NB-BIZ", "轻羽凌云商务笔记本 QY-B88", "轻羽", "QY-B88", 5999, "unit", ("memory", "storage"), {"m16": 0, "m32": 800, "s512": 0, "s1t": 400}),
    ("PA-KIT", "键舞静音无线鼠标 JW-K66", "键舞", "JW-K66", 99, "piece", ("colour",), {"black": 0, "silver": 0, "white": 0}),
)  # fmt: skip
_MAKE = """
INSERT INTO crm.product (name, variant_of_id, tax_rate, list_price, attrs, status, created_at, updated_at)
SELECT '', m.id, m.tax_rate, m.list_price + %s, CAST(%s AS jsonb), %s, m.created_at, m.updated_at FROM crm.product m WHERE m.id = %s"""
_PRICED = """
INSERT INTO crm.product_cost (product_id, cost) SELECT id, round(list_price * 0.86, 2) FROM crm.product WHERE variant_of_id IS NOT NULL ORDER BY id;
INSERT INTO crm.price (price_list_id, product_id, method, discount, rounding, note) SELECT l.id, m.id, 'formula', 2, 1, '各规格按标价下浮'
FROM crm.price_list l, crm.product m WHERE l.code = 'STD' AND m.model = 'QY-B88' AND m.varies_by <> '{}'"""
#: nobody's login stands in the trail but the maintainer's, and nothing there is younger than the company's today
_SIGNED = """
SET session_replication_role = replica;
UPDATE crm.product SET created_by = %(login)s, updated_by = %(login)s, version = 1 WHERE created_at = %(at)s AND (variant_of_id IS NOT NULL OR varies_by <> '{}');
UPDATE crm.attribute_definition SET created_at = %(at)s, updated_at = %(at)s, created_by = %(login)s, updated_by = %(login)s WHERE key = ANY (%(keys)s);
UPDATE crm.dictionary SET created_at = %(at)s, updated_at = %(at)s, created_by = %(login)s, updated_by = %(login)s
WHERE kind = ANY (%(keys)s) OR kind = 'dictionary' AND code = ANY (%(keys)s);
UPDATE crm.product SET withdrawn_on = %(at)s::date + 20 WHERE created_at = %(at)s AND status = 'withdrawn';
UPDATE crm.product_cost c SET created_at = p.created_at, updated_at = p.created_at, created_by = p.created_by, updated_by = p.created_by FROM crm.product p
WHERE p.id = c.product_id AND p.variant_of_id IS NOT NULL;
UPDATE crm.price c SET created_at = p.created_at, updated_at = p.created_at, created_by = p.created_by, updated_by = p.created_by FROM crm.product p
WHERE p.id = c.product_id AND p.varies_by <> '{}';
DELETE FROM crm.audit WHERE xid = pg_current_xact_id() AND at >= now()"""


def load(dsn: str, world: World) -> None:
    """Define the attributes, make the products and their variants; one of them is withdrawn."""
    at = datetime.combine(world.today - timedelta(days=40), time(10), workdays.CHINA)
    with closing(connected(dsn)) as connection, connection, connection.cursor() as cursor:
        for number, (key, words, english, classes, entries) in enumerate(AXES):
            execute_values(
                cursor,
                "INSERT INTO crm.dictionary (kind, code, name, name_en, position) VALUES %s",
                [
                    ("dictionary", key, words, english, 920 + number),
                    *((key, *entry, n) for n, entry in enumerate(entries)),
                ],
            )
            cursor.execute(
                "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, only_field, only_values, position) "
                "VALUES ('product', %s, %s, %s, 'choice', %s, 'class_id', %s, %s)",
                (key, words, english, key, list(classes), 200 + number),
            )
        for leaf, name, brand, model, price, unit, axes, dearer in MAINS:
            cursor.execute(
                "INSERT INTO crm.product (name, class_id, brand, model, list_price, unit, warranty_months, varies_by, created_at, updated_at) "
                "SELECT %s, id, %s, %s, %s, %s, 24, %s, %s, %s FROM crm.product_class WHERE code = %s RETURNING id",
                (name, brand, model, price, unit, list(axes), at, at, leaf),
            )
            (main,) = cursor.fetchone()
            for values in product(*(next(a[4] for a in AXES if a[0] == axis) for axis in axes)):
                codes = [code for code, *_names in values if code in dearer]
                if len(codes) == len(axes):
                    attrs = json.dumps(dict(zip(axes, codes, strict=True)))
                    status = "withdrawn" if codes == ["white"] else "on_sale"
                    cursor.execute(_MAKE, (sum(dearer[code] for code in codes), attrs, status, main))
        cursor.execute(_PRICED)
        cursor.execute(
            _SIGNED, {"login": world.login(staff.BY_LOGIN["gezhihong"]), "at": at, "keys": [a[0] for a in AXES]}
        )
