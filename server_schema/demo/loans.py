"""Loans of demo machines (样机借用): a kind of record that the Demo company added itself, made as its administrator would.

Written with the triggers at work, which make its table, numbers and rights; who did it is told afterwards.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, time, timedelta

from psycopg2.extras import execute_values

from crm_desktop.db.connect import connected
from server_schema.demo import workdays
from server_schema.demo.words import staff
from server_schema.demo.world import World

CODE = "loan"
TABLES = (f"custom_{CODE}",)
_OBJECT = """
INSERT INTO crm.custom_object (code, name, name_en, plural_en, icon, belongs_to, tab, position, note)
VALUES ('loan', '样机借用', 'Machine loan', 'Machine loans', 'monitor', 'customer', 'sales', 10, '借给客户试用的样机')"""
_CONDITIONS = (
    ("good", "完好", "As it was", "#15803d"),
    ("worn", "有使用痕迹", "Worn", "#b45309"),
    ("damaged", "损坏", "Damaged", "#b91c1c"),
    ("lost", "遗失", "Lost", "#6b7280"),
)
#: key, label, English label, kind, dictionary, what it points to, found fast, in the list
_ATTRIBUTES = (
    ("product", "样机型号", "Product", "link", "", "product", True, False),
    ("serial", "序列号", "Serial number", "text", "", "", True, False),
    ("lent_on", "借出日期", "Lent on", "date", "", "", False, True),
    ("due_on", "约定归还", "Due back on", "date", "", "", True, True),
    ("returned_on", "归还日期", "Returned on", "date", "", "", False, True),
    ("deposit", "押金", "Deposit", "money", "", "", False, False),
    ("condition", "归还状况", "Condition", "choice", "loan_condition", "", False, True),
)
#: of customers chosen by their numbers; every sixth that is due is late
_LOANS = """
WITH lent AS (SELECT c.id, row_number() OVER (ORDER BY c.id) AS n FROM crm.customer c WHERE c.owner_id IS NOT NULL AND c.kind = 'company'
    AND c.id %% greatest((SELECT max(id) FROM crm.customer) / 90, 1) = 0 ORDER BY c.id LIMIT 60),
goods AS (SELECT p.id, p.brand, p.model, p.list_price, row_number() OVER (ORDER BY p.id) AS k, count(*) OVER () AS many FROM crm.product p
    JOIN crm.product_class c ON c.id = p.class_id WHERE p.status = 'on_sale' AND c.code IN ('NB-BIZ', 'PA-MON') AND p.variant_of_id IS NULL AND p.varies_by = '{}'),
days AS (SELECT s.*, %(today)s::date - 3 - (s.n * 37 %% 420)::int AS lent_on FROM lent s)
INSERT INTO crm.custom_loan (name, customer_id, note, attrs, created_at)
SELECT g.brand || ' ' || g.model || ' 样机', d.id, (ARRAY['', '客户比较机型', '投标前试用', '旧机送修期间借用', ''])[1 + d.n %% 5], jsonb_strip_nulls(jsonb_build_object(
    'product', g.id, 'serial', 'YJ' || lpad((d.n * 7919 %% 1000000)::text, 6, '0'), 'lent_on', d.lent_on, 'due_on', d.lent_on + 14 + (d.n %% 3)::int * 8,
    'returned_on', r.day, 'deposit', (round(g.list_price * 0.2, -2) * 100)::bigint,
    'condition', CASE WHEN r.day IS NOT NULL THEN (ARRAY['good', 'good', 'good', 'worn', 'good', 'damaged', 'good', 'lost'])[1 + d.n * 3 %% 8] END)),
    (d.lent_on + time '10:20') AT TIME ZONE 'Asia/Shanghai'
FROM days d JOIN goods g ON g.k = 1 + d.n %% g.many
    LEFT JOIN LATERAL (SELECT d.lent_on + 9 + (d.n * 5 %% 19)::int AS day) r ON r.day < %(today)s AND d.n %% 6 <> 5
ORDER BY d.lent_on, d.id"""
#: nobody's login stands in the trail but the administrator's and the owners', and nothing there is younger than the company's today
_SIGNED = """
SET session_replication_role = replica;
UPDATE crm.custom_loan r SET updated_at = r.created_at, created_by = e.login, updated_by = e.login, version = 1 FROM crm.employee e WHERE e.id = r.owner_id;
UPDATE crm.custom_object SET created_at = %(at)s, updated_at = %(at)s, created_by = %(login)s, updated_by = %(login)s;
UPDATE crm.attribute_definition SET created_at = %(at)s, updated_at = %(at)s, created_by = %(login)s, updated_by = %(login)s WHERE entity = 'custom_loan';
UPDATE crm.coding_rule SET created_at = %(at)s, updated_at = %(at)s, created_by = %(login)s, updated_by = %(login)s WHERE entity = 'custom_loan';
UPDATE crm.right_rule SET created_at = %(at)s, updated_at = %(at)s, created_by = %(login)s, updated_by = %(login)s WHERE module = 'custom_loan';
UPDATE crm.dictionary SET created_at = %(at)s, updated_at = %(at)s, created_by = %(login)s, updated_by = %(login)s
WHERE kind = 'loan_condition' OR kind = 'dictionary' AND code = 'loan_condition';
DELETE FROM crm.audit WHERE xid = pg_current_xact_id() AND at >= now()"""


def load(dsn: str, world: World) -> None:
    """Add the object, its own attributes, and what was lent to whom."""
    at = datetime.combine(world.today - timedelta(days=430), time(9), workdays.CHINA)
    with closing(connected(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(_OBJECT)
        execute_values(
            cursor,
            "INSERT INTO crm.dictionary (kind, code, name, name_en, colour, position) VALUES %s",
            [
                ("dictionary", "loan_condition", "归还状况", "Conditions of returned machines", "", 940),
                *(("loan_condition", *entry, n) for n, entry in enumerate(_CONDITIONS)),
            ],
        )
        execute_values(
            cursor,
            "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, target, searchable, in_list, position) VALUES %s",
            [("custom_loan", *attribute, n * 10) for n, attribute in enumerate(_ATTRIBUTES, 1)],
        )
        cursor.execute(_LOANS, {"today": world.today})
        cursor.execute(_SIGNED, {"login": world.login(staff.BY_LOGIN["ruanyiming"]), "at": at})
