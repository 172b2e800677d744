"""What makes the catalogue of the Demo company live: links, own attributes by class, pictures, the past of its prices."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extras import execute_values

from server_schema.demo import workdays
from server_schema.demo.goods import Goods, Product
from server_schema.demo.words import staff
from server_schema.demo.world import World

#: key, words, English words, kind, class, values cheap to dear
ATTRIBUTES = (
    ("print_speed", "打印速度（页/分）", "Pages a minute", "integer", "PR", (18, 22, 28, 33, 40, 50)),
    ("duplex", "自动双面", "Duplex", "bool", "PR", (False, True)),
    ("ports", "端口数", "Ports", "integer", "NE", (5, 8, 16, 24, 48)),
    ("height_units", "高度（U）", "Height (U)", "integer", "SV", (1, 2, 4)),
    ("weight_kg", "重量（公斤）", "Weight (kg)", "number", "NB", (0.5, 0.98, 1.2, 1.35, 1.6, 1.9)),
)
#: key → where the configuration says it in words
SAID = {
    "print_speed": re.compile(r"(\d+) 页/分"),
    "duplex": re.compile(r"(自动|手动)双面"),
    "ports": re.compile(r"(\d+) 口"),
    "height_units": re.compile(r"(\d+)U\b"),
}
#: class → class of what goes with it
ACCESSORIES = {"PR-LAS": "SU", "PR-MFP": "SU", "PR-DOT": "SU", "PC-BIZ": "PA", "NB-BIZ": "PA", "SV-RAC": "NE"}
#: shapes of a picture by parent class: x, y, width, height in thirtieths, and the shade
SHAPES = {
    "PC": ((4, 4, 14, 11, 60), (5, 5, 12, 9, 190), (10, 15, 2, 3, 60), (7, 18, 8, 1, 60), (21, 3, 6, 16, 80), (22, 5, 4, 1, 170)),
    "NB": ((6, 3, 18, 12, 60), (7, 4, 16, 10, 190), (3, 16, 24, 2, 90), (12, 16, 6, 1, 140)),
    "SV": ((4, 4, 22, 3, 70), (4, 8, 22, 3, 70), (4, 12, 22, 3, 70), (6, 5, 2, 1, 200), (6, 9, 2, 1, 200), (6, 13, 2, 1, 200)),
    "PR": ((7, 3, 16, 5, 220), (4, 8, 22, 8, 80), (7, 12, 16, 1, 40), (8, 13, 14, 5, 235), (22, 9, 2, 1, 190)),
    "NE": ((3, 9, 24, 5, 80), (5, 11, 2, 2, 190), (8, 11, 2, 2, 190), (11, 11, 2, 2, 190), (14, 11, 2, 2, 190), (6, 3, 1, 6, 80), (23, 3, 1, 6, 80)),
    "PA": ((5, 8, 20, 7, 80), (6, 9, 18, 1, 180), (6, 11, 18, 1, 180), (9, 13, 12, 1, 180)),
    "SU": ((6, 7, 18, 8, 60), (6, 7, 4, 8, 110), (12, 9, 10, 2, 170)),
    "SW": ((9, 2, 12, 16, 90), (10, 3, 10, 10, 200), (12, 15, 6, 1, 220)),
    "SE": ((12, 3, 6, 6, 90), (8, 10, 14, 8, 90)),
}  # fmt: skip
TINTS = ((222, 234, 248), (230, 244, 234), (250, 238, 224), (240, 232, 246))


def load(connection: Connection, world: World) -> None:
    """Write links, attributes, pictures and the trail of earlier prices; the goods stand already."""
    rng, maintainer = Random(f"{world.seed}:catalogue"), world.login(staff.BY_LOGIN["gezhihong"])
    _load_links(connection, world.goods, rng)
    _load_units(connection)
    _load_promotions(connection, world, maintainer)
    _load_attributes(connection, world.goods, rng)
    _load_pictures(connection, world.goods, maintainer)
    _load_past(connection, world, rng, maintainer)


def _load_links(connection: Connection, goods: Goods, rng: Random) -> None:
    links: list[tuple[int, str, int, str]] = []
    by_parent: dict[str, list[Product]] = {}
    for products in goods.by_leaf.values():
        for product in products:
            by_parent.setdefault(product.leaf[:2], []).append(product)
    for product in goods.products:
        same = goods.by_leaf.get(product.leaf, ())
        if product.withdrawn and same:
            successor = min(same, key=lambda p: (abs(p.price - product.price), p.id))
            links.append((product.id, "replacement", successor.id, "停产替代"))
        parent = ACCESSORIES.get(product.leaf)
        if parent and not product.withdrawn and product.id % 2:
            fitting = [p for p in by_parent.get(parent, []) if p.price < product.price]
            for other in rng.sample(fitting, min(2, len(fitting))):
                links.append((product.id, "accessory", other.id, ""))
    with connection.cursor() as cursor:
        execute_values(cursor, "INSERT INTO crm.product_link (product_id, kind, other_id, note) VALUES %s", links)
        cursor.execute(
            "UPDATE crm.product SET withdrawn_on = created_at::date + 30 + (id % 400)::int WHERE status = 'withdrawn'"
        )


def _load_units(connection: Connection) -> None:
    """Sell small goods by the box too, paper by the pack; whole boxes of consumables cost three per cent less."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.product_unit (product_id, unit, divisor, factor, barcode) "
            "SELECT p.id, CASE p.unit WHEN 'box' THEN 'pack' ELSE 'box' END, CASE p.unit WHEN 'box' THEN 5 ELSE 1 END, "
            "CASE WHEN p.unit = 'box' THEN 1 WHEN c.code = 'SU-TON' THEN 6 WHEN c.code = 'SU-INK' THEN 12 ELSE 20 END, "
            "'69' || lpad((p.id * 7919)::text, 11, '0') FROM crm.product p JOIN crm.product_class c ON c.id = p.class_id "
            "WHERE c.code IN ('SU-TON', 'SU-INK', 'SU-PAP', 'PA-KIT') ORDER BY p.id"
        )
        cursor.execute(
            "UPDATE crm.product p SET tokens = crm.tokens(concat_ws(' ', p.name, p.code, p.brand, p.model, u.barcode), "
            "concat_ws(',', p.code, p.model)) FROM crm.product_unit u WHERE u.product_id = p.id"
        )
        cursor.execute(
            "INSERT INTO crm.price (id, price_list_id, product_id, unit, method, price, note, created_at, created_by, updated_at, updated_by) "
            "SELECT (SELECT max(id) FROM crm.price) + row_number() OVER (ORDER BY u.product_id), r.price_list_id, u.product_id, u.unit, 'fixed', round(r.price * u.factor * 0.97), '整箱价', "
            "r.created_at, r.created_by, r.updated_at, r.updated_by FROM crm.product_unit u "
            "JOIN crm.price r ON r.product_id = u.product_id AND r.price_list_id = 1 AND r.min_quantity = 0 AND r.valid_from IS NULL "
            "AND r.unit = '' JOIN crm.product p ON p.id = u.product_id JOIN crm.product_class c ON c.id = p.class_id "
            "WHERE c.code IN ('SU-TON', 'SU-INK') ORDER BY u.product_id"
        )


#: name, class, days from today it begins and ends, effect, columns of what it gives, in 分 where money
PROMOTIONS = (
    ("开学季办公外设九五折", "PA", -20, 25, "percent", {"discount": 5, "min_quantity": 2}),
    ("硒鼓买十赠一", "SU-TON", -40, 50, "free_item", {"buy_quantity": 10, "free_quantity": 1}),
    (
        "满两万减三百",
        "",
        -30,
        40,
        "amount_off",
        {"min_amount": 2_000_000, "amount_off": 30_000, "stackable": True, "budget": 5_000_000},
    ),
    (
        "A级客户网络设备专享",
        "NE",
        15,
        75,
        "percent",
        {"discount": 3, "grade": "A", "stackable": True, "max_uses_each": 2},
    ),
    ("去年双十一", "PC", -400, -370, "percent", {"discount": 4}),
)


def _load_promotions(connection: Connection, world: World, login: str) -> None:
    """Write promotions that run, that come and that are over; drafts made from now on get what runs."""
    with connection.cursor() as cursor:
        for name, code, first, last, effect, gives in PROMOTIONS:
            columns = {
                "name": name,
                "effect": effect,
                "valid_from": world.today + timedelta(days=first),
                "valid_to": world.today + timedelta(days=last),
                **dict.fromkeys(
                    ("created_at", "updated_at"), _moment(Random(name), world.today - timedelta(days=abs(first) + 5))
                ),
                **dict.fromkeys(("created_by", "updated_by"), login),
                **gives,
            }
            cursor.execute(
                f"INSERT INTO crm.promotion (class_id, {', '.join(columns)}) VALUES ((SELECT id FROM crm.product_class "
                f"WHERE code = %s), {', '.join(['%s'] * len(columns))})",
                (code, *columns.values()),
            )


def _load_attributes(connection: Connection, goods: Goods, rng: Random) -> None:
    with connection.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, only_field, only_values, position) VALUES %s",
            [
                ("product", key, words, english, kind, "class_id", [code], number * 10)
                for number, (key, words, english, kind, code, _values) in enumerate(ATTRIBUTES, 1)
            ],
        )
        for product in goods.products:
            same = [p for p in goods.products if p.leaf == product.leaf]
            level = sum(p.price < product.price for p in same) / max(len(same) - 1, 1)
            attrs = {
                key: _said(
                    key,
                    product.configuration,
                    values[min(int(level * len(values) + rng.random() * 0.6), len(values) - 1)],
                )
                for key, _w, _e, _k, code, values in ATTRIBUTES
                if product.leaf.startswith(code)
            }
            if attrs:
                cursor.execute(
                    "UPDATE crm.product SET attrs = jsonb_strip_nulls(%s::jsonb) WHERE id = %s",
                    (json.dumps(attrs), product.id),
                )


def _said(key: str, configuration: str, otherwise: object) -> object:
    found = SAID[key].search(configuration) if key in SAID else None
    if found is None:
        return otherwise
    return found[1] == "自动" if key == "duplex" else int(found[1])


def _load_pictures(connection: Connection, goods: Goods, login: str) -> None:
    drawn: dict[tuple[str, int], bytes] = {}
    with connection.cursor() as cursor:
        for product in goods.products:
            if product.id % 3 == 0 and product.leaf[:2] in ("SE", "SW", "SU"):
                continue
            kind = product.leaf[:2], product.id % len(TINTS)
            content = drawn.setdefault(kind, draw(*kind))
            cursor.execute(
                "INSERT INTO crm.attachment (table_name, record_id, name, media_type, size, digest, created_at, created_by) "
                "SELECT 'product', p.id, p.model || '.png', 'image/png', %s, %s, p.created_at, %s FROM crm.product p "
                "WHERE p.id = %s RETURNING id",
                (len(content), hashlib.sha256(content).hexdigest(), login, product.id),
            )
            cursor.execute(
                "INSERT INTO crm.attachment_data (attachment_id, content) VALUES (%s, %s)",
                (cursor.fetchone()[0], content),
            )


def draw(parent: str, tint: int) -> bytes:
    """Return a small drawing of a kind of product as PNG: 300 by 210 dots."""
    scale, wide, high = 10, 300, 210
    back = bytes(TINTS[tint])
    rows = [bytearray(back * wide) for _ in range(high)]
    for x, y, width, height, shade in SHAPES.get(parent, SHAPES["PA"]):
        colour = bytes((shade, shade + 6 if shade < 249 else shade, min(shade + 14, 255)))
        for row in rows[y * scale : (y + height) * scale]:
            row[x * scale * 3 : (x + width) * scale * 3] = colour * (width * scale)
    raw = b"".join(b"\x00" + bytes(row) for row in rows)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


def _load_past(connection: Connection, world: World, rng: Random, login: str) -> None:
    """Write into the trail how list prices, standard prices and costs came to what they are."""
    standard = {
        r.product: r for r in world.goods.rules if r.price_list == 1 and not r.min_quantity and not r.valid_from
    }
    steps: list[tuple[datetime, str, int, str, str, str | None, str]] = []
    for product in world.goods.products:
        changes = rng.choice((0, 1, 1, 2, 3))
        days = sorted(rng.sample(range(20, 500), changes))
        now, cost, rule = product.price, product.cost, standard.get(product.id)
        for ago in days:  # backwards from today
            factor = Decimal(str(round(rng.uniform(0.97, 1.12), 2)))
            before = (now * factor).quantize(Decimal(1), ROUND_HALF_UP)
            earlier = (cost * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if before == now:
                continue
            at = _moment(rng, world.today - timedelta(days=ago))
            steps.append((at, "product", product.id, "U", "list_price", f"{before}", f"{now}"))
            if rule is not None and rule.price is not None:
                steps.append((at, "price", rule.id, "U", "price", f"{before}", f"{now}"))
            steps.append((at, "product_cost", product.id, "U", "cost", f"{earlier}", f"{cost}"))
            now, cost = before, earlier
    steps.sort(key=lambda s: (s[0], s[1], s[2]))
    with connection.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO crm.audit (at, xid, login, client, table_name, record_id, operation, old, new, digest) "
            "SELECT v.at, pg_current_xact_id(), v.login, 'crm-desktop', v.tab, v.id, v.op, d.old, d.new, crm.audit_digest("
            "v.at, pg_current_xact_id(), v.login, v.tab, v.id, v.op, d.old, d.new) FROM (VALUES %s) "
            "v(at, login, tab, id, op, field, old, new), LATERAL (SELECT jsonb_build_object(v.field, v.old::numeric) AS old, "
            "jsonb_build_object(v.field, v.new::numeric) AS new) d",
            [(at, login, table, number, op, field, old, new) for at, table, number, op, field, old, new in steps],
            page_size=2000,
        )


def _moment(rng: Random, day: date) -> datetime:
    while not workdays.is_workday(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(rng.randint(9, 17), rng.randint(0, 59)), workdays.CHINA)
