"""How the price of a list came about: whatever changed it, what gave it, who, and when; against what was answered at each time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import psycopg2
import pytest

from tests.databases import AccountSet
from tests.db.handoverkit import ask, refused
from tests.db.test_variants import define, make_family

D = Decimal
TABLES = ("product", "product_class", "price_list", "price", "planned_price", "product_cost")
DAYS = 60  #: how long ago the first change was


class Key(NamedTuple):
    """What is asked for."""

    product: int
    price_list: int | None
    quantity: int


class World:
    """An account set whose changes happen at invented times: the trail is dated back after each."""

    def __init__(self, company: AccountSet, seed: int) -> None:
        self.random = Random(seed)
        self.connection = company.connect_admin()
        self.zone = ZoneInfo(self.one("SELECT crm.company_zone()"))
        self.now = datetime.now(self.zone) - timedelta(days=DAYS)
        self.answers: list[tuple[datetime, dict[Key, Decimal | None]]] = []
        self.done: list[str] = []

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Do one statement as superuser."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []

    def one(self, sql: str, *values: Any) -> Any:
        """Return the only value of a question."""
        return self.rows(sql, *values)[0][0]

    def any(self, table: str, where: str = "true") -> int:
        """Return the number of some record."""
        ids = [n for (n,) in self.rows(f"SELECT id FROM crm.{table} WHERE {where} ORDER BY id")]
        return int(self.random.choice(ids)) if ids else 0

    def day(self, around: int) -> date | None:
        """Return no day, or one that is at most *around* days from the invented today."""
        return None if self.random.random() < 0.5 else self.now.date() + timedelta(self.random.randint(-around, around))

    def change(self, number: int) -> None:
        """Have something happen now, of which there is a trail most of the time."""
        before = self.one("SELECT coalesce(max(id), 0) FROM crm.audit")
        began = self.one("SELECT clock_timestamp()")
        sql = [self.random.choice(CHANGES)(self) for _ in range(number)]
        silent = number == 1 and sql[0][0].startswith("INSERT") and self.random.random() < 0.3
        self.rows(f"SET session_replication_role = {'replica' if silent else 'origin'}")
        try:
            self.connection.autocommit = False
            for statement, values in sql:
                self.rows(statement, *values)
            self.connection.commit()
            self.done.extend(f"{statement} {values} {self.now}{' silently' * silent}" for statement, values in sql)
        except psycopg2.Error:
            self.connection.rollback()
        finally:
            self.connection.autocommit = True
        self.rows("SET session_replication_role = replica")
        self.rows("UPDATE crm.audit SET at = %s WHERE id > %s", self.now, before)
        for table in TABLES:
            self.rows(f"UPDATE crm.{table} SET created_at = %s WHERE created_at >= %s", self.now, began)
        self.rows("SET session_replication_role = origin")

    def ask(self, at: datetime) -> None:
        """Write down what everything costs at a time."""
        found: dict[Key, Decimal | None] = {}
        products = [n for (n,) in self.rows("SELECT id FROM crm.product ORDER BY id")]
        for (price_list,) in self.rows("SELECT id FROM crm.price_list ORDER BY id"):
            for quantity in (1, 5):
                told = self.rows(
                    "SELECT product_id, unit_price, list_price FROM crm.prices_for(%s, NULL, %s, %s, %s)",
                    products, [quantity] * len(products), at.date(), price_list,
                )  # fmt: skip
                for product, price, listed in told:
                    found[Key(product, price_list, quantity)] = price
                    found[Key(product, None, 1)] = listed if listed is not None else found.get(Key(product, None, 1))
        self.answers.append((at, found))

    def live(self, changes: int) -> None:
        """Have so many things happen, ask after each of them and at each midnight."""
        self.ask(self.now)
        for _ in range(changes):
            later = self.now + timedelta(minutes=self.random.randint(20, 60 * 24 * (DAYS - 5) * 2 // changes))
            self._pass(min(later, datetime.now(self.zone) - timedelta(hours=1)))
            self.change(self.random.choice((1, 1, 1, 2, 3)))
            self.ask(self.now)
        self._pass(datetime.now(self.zone))

    def _pass(self, until: datetime) -> None:
        while True:
            midnight = datetime.combine(self.now.date() + timedelta(days=1), datetime.min.time(), self.zone)
            if midnight >= until:
                break
            self.now = midnight
            self.ask(midnight)
        self.now = until


Change = tuple[str, tuple[Any, ...]]


def _rule(world: World) -> Change:
    pick = world.random.choice
    method, target = pick(("fixed", "percentage", "formula")), pick(("product", "product", "class", "all"))
    base = pick(("list_price", "list_price", "cost", "price_list")) if method != "fixed" else "list_price"
    begin, end = world.day(20), world.day(25)
    return (
        "INSERT INTO crm.price (price_list_id, product_id, class_id, min_quantity, method, price, base, base_list_id, discount, surcharge, rounding, valid_from, valid_to) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            world.any("price_list"), world.any("product") if target == "product" else None, world.any("product_class") if target == "class" else None,
            pick((0, 0, 5)), method, world.random.randint(1, 9000) if method == "fixed" else None, base,
            world.any("price_list") if base == "price_list" else None, world.random.randint(-20, 30), pick((0, 3)) if method == "formula" else 0,
            pick((0, 10)) if method == "formula" else 0, begin, end if not begin or not end or end >= begin else None,
        ),
    )  # fmt: skip


def _plan(world: World) -> Change:
    day = world.now.date() + timedelta(world.random.randint(1, 12))
    return "INSERT INTO crm.planned_price (product_id, list_price, valid_from) VALUES (%s, %s, %s)", (
        world.any("product"), world.random.randint(1, 9000), day)  # fmt: skip


def _of_rule(world: World) -> Change:
    rule, pick = world.any("price"), world.random.choice
    column, value = pick(
        (
            ("price", world.random.randint(1, 9000)), ("discount", world.random.randint(-20, 30)), ("valid_from", world.day(20)), ("valid_to", world.day(20)),
            ("min_quantity", pick((0, 5))), ("product_id", world.any("product")), ("price_list_id", world.any("price_list")), ("base", "cost"), ("method", "percentage"),
        )
    )  # fmt: skip
    return f"UPDATE crm.price SET {column} = %s WHERE id = %s", (value, rule)


def _of_product(world: World) -> Change:
    column, value = world.random.choice(
        (
            ("list_price", world.random.randint(1, 9000)), ("list_price", world.random.randint(1, 9000)), ("class_id", world.any("product_class")), ("tax_rate", 6),
            ("variant_of_id", None), ("name", "anders"),
        )
    )  # fmt: skip
    return f"UPDATE crm.product SET {column} = %s WHERE id = %s", (value, world.any("product"))


CHANGES: tuple[Callable[[World], Change], ...] = (
    _rule,
    _rule,
    _rule,
    _of_rule,
    _of_rule,
    _of_product,
    _of_product,
    _plan,
    lambda w: ("DELETE FROM crm.price WHERE id = %s", (w.any("price"),)),
    lambda w: ("SELECT crm.take_list_prices(%s)", (w.now.date(),)),
    lambda w: ("UPDATE crm.product_cost SET cost = %s WHERE id = %s", (w.random.randint(1, 9000), w.any("product_cost"))),
    lambda w: ("DELETE FROM crm.product_cost WHERE product_id = %s", (w.any("product"),)),
    lambda w: ("INSERT INTO crm.product_cost (product_id, cost) VALUES (%s, 77)", (w.any("product"),)),
    lambda w: ("UPDATE crm.product_class SET parent_id = %s WHERE id = %s", (w.any("product_class"), w.any("product_class"))),
    lambda w: ("DELETE FROM crm.product_class WHERE id = %s", (w.any("product_class"),)),
    lambda w: ("INSERT INTO crm.product_class (name, parent_id) VALUES ('neu', %s)", (w.any("product_class"),)),
    lambda w: ("UPDATE crm.price_list SET tax_included = NOT tax_included WHERE id = %s", (w.any("price_list"),)),
    lambda w: ("INSERT INTO crm.product (name, class_id, list_price) VALUES ('neu', %s, 100)", (w.any("product_class"),)),
    lambda w: (f"UPDATE crm.product SET variant_of_id = {MAIN} WHERE id = %s", (w.any("product", f"attrs ? 'memory' AND id <> {MAIN}"),)),
)  # fmt: skip
MAIN = "(SELECT id FROM crm.product WHERE varies_by <> '{}')"


@pytest.mark.parametrize("seed", range(3))
def test_each_step_is_what_was_answered_then(fresh_account_set: AccountSet, seed: int) -> None:
    define(fresh_account_set)
    make_family(fresh_account_set)
    if seed:
        fresh_account_set.rows(
            "UPDATE crm.setting SET value = '\"Asia/Shanghai\"' WHERE name = 'time_zone' RETURNING 1"
        )
    world = World(fresh_account_set, seed)
    with closing(world.connection):
        world.rows("INSERT INTO crm.price_list (code, name, tax_included) VALUES ('NET', '未税价', false)")
        world.rows("SET session_replication_role = replica")
        began = world.now - timedelta(hours=1)
        world.rows("UPDATE crm.audit SET at = %s", began)
        for table in TABLES:
            world.rows(f"UPDATE crm.{table} SET created_at = %s", began)
        world.rows("DELETE FROM crm.audit WHERE operation = 'I' AND record_id %% 2 = 0")
        world.rows("SET session_replication_role = origin")
        world.live(150)
        changed = 0
        for key in world.answers[-1][1]:
            steps = world.rows("SELECT at, old, new FROM crm.price_course(%s, %s, %s) ORDER BY at", *key)
            assert [old for _at, old, _new in steps] == [None, *(new for _at, _old, new in steps[:-1])]
            assert all(old != new for _at, old, new in steps[1:]), "only what really changed it"
            changed += len(steps)
            for at, answer in world.answers:
                if key not in answer:
                    continue
                held = [new for since, _old, new in steps if since <= at]
                assert held and held[-1] == answer[key], (key, at, "\n".join(world.done))
        assert len({done.split("%s")[0] for done in world.done}) > 12, world.done
        assert changed > 3 * len(world.answers[-1][1]), "something happened"


# ── what is told of a step ───────────────────────────


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


Step = tuple[Any, ...]
_VIP = "(SELECT id FROM crm.price_list WHERE code = 'VIP')"
_STD = "(SELECT id FROM crm.price_list WHERE code = 'STD')"


def _latest(company: AccountSet, price_list: str = _VIP, product: int | str = 1, login: str = "pm") -> Step:
    """Return who and what of the latest step: login, cause, operation, source, class, lists, old and new price."""
    (step, *_) = ask(
        company, login,
        f"SELECT login, cause, operation, source, class_name, lists, old, new FROM crm.price_course({product}, {price_list})",
    )  # fmt: skip
    return step


def _do(company: AccountSet, *statements: str, login: str = "pm") -> None:
    with closing(company.connect(login)) as connection, connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _class(code: str) -> str:
    return f"(SELECT id FROM crm.product_class WHERE code = '{code}')"


def test_whatever_changes_a_price_is_named_with_who_did_it(company: AccountSet) -> None:
    """The list gives ten per cent off to all; product 1 is a computer of 4999 with a cost of 4200."""
    assert _latest(company) == ("postgres", "began", "I", "all", None, [], None, D("4499.1"))
    _do(company, "UPDATE crm.product SET list_price = 5000 WHERE id = 1")
    assert _latest(company) == ("pm", "list_price", "U", "all", None, [], D("4499.1"), 4500)
    _do(company, f"UPDATE crm.price SET discount = 20 WHERE price_list_id = {_VIP}")
    assert _latest(company) == ("pm", "rule", "U", "all", None, [], 4500, 4000)
    _do(company, f"INSERT INTO crm.price (price_list_id, class_id, method, discount) VALUES ({_VIP}, {_class('HW')}, 'percentage', 30)")  # fmt: skip
    assert _latest(company) == ("pm", "rule", "I", "class", "硬件", [], 4000, 3500)
    _do(company, f"INSERT INTO crm.price (price_list_id, class_id, method, discount) VALUES ({_VIP}, {_class('PRN')}, 'percentage', 40)")  # fmt: skip
    assert _latest(company)[-1] == 3500, "it is no printer"
    _do(company, f"UPDATE crm.product SET class_id = {_class('PRN')} WHERE id = 1")
    assert _latest(company) == ("pm", "class", "U", "class", "打印机", [], 3500, 3000)
    _do(company, f"UPDATE crm.product SET class_id = {_class('NET')} WHERE id = 1")
    _do(company, f"UPDATE crm.product_class SET parent_id = {_class('PRN')} WHERE code = 'NET'")
    assert _latest(company) == ("pm", "tree", "U", "class", "打印机", [], 3500, 3000)
    _do(company, f"INSERT INTO crm.price (price_list_id, product_id, method, base, base_list_id, discount) VALUES ({_VIP}, 1, 'percentage', 'price_list', {_STD}, 10)")  # fmt: skip
    assert _latest(company) == ("pm", "rule", "I", "product", None, ["标准价"], 3000, D("4499.1"))
    _do(company, f"UPDATE crm.price SET price = 4000 WHERE price_list_id = {_STD} AND product_id = 1")
    assert _latest(company) == ("pm", "rule", "U", "product", None, ["标准价"], D("4499.1"), 3600)
    _do(company, f"UPDATE crm.price SET base = 'cost', base_list_id = NULL WHERE price_list_id = {_VIP} AND product_id = 1")  # fmt: skip
    assert _latest(company) == ("pm", "rule", "U", "product", None, [], 3600, 3780)
    _do(company, "UPDATE crm.product_cost SET cost = 5000 WHERE product_id = 1")
    assert _latest(company) == ("pm", "cost", "U", "product", None, [], 3780, 4500)
    _do(company, f"DELETE FROM crm.price WHERE price_list_id = {_VIP} AND product_id = 1")
    assert _latest(company) == ("pm", "rule", "D", "class", "打印机", [], 4500, 3000)
    company.rows(f"UPDATE crm.price_list SET tax_included = false WHERE id = {_VIP} RETURNING 1")
    assert _latest(company) == ("postgres", "tax", "U", "class", "打印机", [], 3000, D("2654.8673"))
    steps = company.rows(f"SELECT count(*) FROM crm.price_course(1, {_VIP})")
    assert steps == [(13,)], "and nothing between"
    assert _latest(company, "NULL") == ("pm", "list_price", "U", "list_price", None, [], 4999, 5000)


def test_a_variant_has_what_its_main_product_had(company: AccountSet) -> None:
    define(company)
    made = make_family(company)
    assert _latest(company, product=made["16b"])[-2:] == (None, 5400)
    _do(
        company,
        f"INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES ({_VIP}, {made['main']}, 'fixed', 5300)",
    )
    assert _latest(company, product=made["16b"]) == ("pm", "rule", "I", "main", None, [], 5400, 5300)
    _do(company, f"UPDATE crm.price SET price = 5200 WHERE product_id = {made['main']}")
    assert _latest(company, product=made["16b"]) == ("pm", "rule", "U", "main", None, [], 5300, 5200)
    _do(company, f"UPDATE crm.product SET variant_of_id = NULL WHERE id = {made['16b']}")
    assert _latest(company, product=made["16b"]) == ("pm", "main", "U", "all", None, [], 5200, 5400)


def test_what_happens_in_one_go_is_one_step(company: AccountSet) -> None:
    """Between the statements of a transaction nobody else saw a price."""
    rule = f"INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES ({_VIP}, 1, 'fixed', %s)"
    _do(company, rule % 4000)
    before = company.rows(f"SELECT count(*) FROM crm.price_course(1, {_VIP})")[0][0]
    _do(company, f"DELETE FROM crm.price WHERE price_list_id = {_VIP} AND product_id = 1", rule % 4100, "UPDATE crm.product SET list_price = 7000 WHERE id = 1")  # fmt: skip
    assert _latest(company) == ("pm", "rule", "I", "product", None, [], 4000, 4100)
    _do(company, "UPDATE crm.product SET list_price = 8000 WHERE id = 1")
    _do(company, f"UPDATE crm.price SET note = 'x', floor_price = 1 WHERE price_list_id = {_VIP}")
    assert company.rows(f"SELECT count(*) FROM crm.price_course(1, {_VIP})") == [(before + 1,)], "the fixed price stays"


def test_days_change_a_price_at_midnight_of_the_company(company: AccountSet) -> None:
    company.rows("UPDATE crm.setting SET value = '\"Asia/Shanghai\"' WHERE name = 'time_zone' RETURNING 1")
    today = company.rows("SELECT crm.today()")[0][0]
    back, over, planned = (today - timedelta(days=n) for n in (9, 5, 3))
    _do(
        company,
        f"INSERT INTO crm.price (price_list_id, product_id, method, price, valid_from, valid_to) VALUES ({_VIP}, 1, 'fixed', 4000, '{back}', '{over}')",
        f"INSERT INTO crm.planned_price (product_id, list_price, valid_from) VALUES (1, 6000, '{today + timedelta(days=3)}')",
    )
    _do(company, f"UPDATE crm.price SET valid_to = valid_to WHERE price_list_id = {_VIP}", login="pm")
    company.rows(f"UPDATE crm.planned_price SET valid_from = '{planned}' RETURNING 1")
    company.rows(
        "SET session_replication_role = replica; UPDATE crm.audit SET at = now() - interval '20 days'; UPDATE crm.product SET created_at = now() - interval '20 days'; "
        "DELETE FROM crm.audit WHERE table_name = 'planned_price' AND operation = 'U'; SELECT 1"
    )
    told = ask(
        company, "pm",
        f"SELECT (at AT TIME ZONE 'Asia/Shanghai')::text, login, cause, operation, source, old, new FROM crm.price_course(1, {_VIP})",
    )  # fmt: skip
    assert told[:-1] == [
        (f"{planned} 00:00:00", "pm", "planned", None, "all", D("4499.1"), 5400),
        (f"{over + timedelta(days=1)} 00:00:00", "pm", "over", None, "all", 4000, D("4499.1")),
        (f"{back} 00:00:00", "pm", "came", None, "product", D("4499.1"), 4000),
    ]
    company.rows("SELECT crm.take_list_prices(crm.today())")
    assert _latest(company)[1] == "planned", "written down by the first desktop of the day it changes nothing"


def test_the_quantity_asked_decides(company: AccountSet) -> None:
    _do(
        company,
        f"INSERT INTO crm.price (price_list_id, product_id, method, price, min_quantity) VALUES ({_VIP}, 1, 'fixed', 4000, 10)",
    )
    course = f"SELECT new FROM crm.price_course(1, {_VIP}, %s)"
    assert ask(company, "pm", course, 1) == ask(company, "pm", course, 9) == [(D("4499.1"),)]
    assert ask(company, "pm", course, 10) == [(4000,), (D("4499.1"),)]


def test_only_the_latest_are_told_where_there_are_too_many(company: AccountSet) -> None:
    for price in range(5001, 5011):
        _do(company, f"UPDATE crm.product SET list_price = {price} WHERE id = 1")
    told = ask(company, "pm", "SELECT login, cause, operation, old, new FROM crm.price_course(1, NULL, 1, 3)")
    assert told == [
        ("pm", "list_price", "U", 5009, 5010),
        ("pm", "list_price", "U", 5008, 5009),
        (None, "earlier", None, None, 5008),
    ]
    for most in ("1000", "NULL", "999999"):
        assert len(ask(company, "pm", f"SELECT at FROM crm.price_course(1, NULL, 1, {most})")) == 11


def test_the_archive_belongs_to_it_and_what_is_gone_too(company: AccountSet) -> None:
    _do(company, f"INSERT INTO crm.price (price_list_id, product_id, method, price) VALUES ({_VIP}, 1, 'fixed', 4000)")
    _do(company, f"DELETE FROM crm.price WHERE price_list_id = {_VIP} AND product_id = 1")
    course = f"SELECT at, cause, old, new FROM crm.price_course(1, {_VIP})"
    before = company.rows(course)
    assert [new for *_, new in before] == [D("4499.1"), 4000, D("4499.1")]
    company.rows("SELECT crm.seal_audit()")
    assert company.rows("SELECT crm.archive_audit(now() + interval '1 day')")[0][0] > 0
    assert company.rows("SELECT count(*) FROM crm.audit WHERE table_name = 'price'") == [(0,)]
    assert company.rows(course) == before


def test_who_may_ask(company: AccountSet) -> None:
    ((vip,),) = company.rows(f"SELECT {_VIP}")
    course = f"SELECT * FROM crm.price_course(1, {vip})"
    assert refused(company, "rep1", course) == ""
    assert len(ask(company, "rep1", course)) == 1
    for call in (
        "crm.roots_of_price(1, 1)",
        "crm.states_over_time('{product}', '{1}', '{name}')",
        "crm.ever_held('product', '{1}', 'class_id')",
        "crm.prices_of_then(NULL, NULL, NULL, NULL, NULL, NULL, '{1}', '{1}', '{1}', crm.today(), true)",
    ):
        company.rows(f"SELECT * FROM {call}")
        assert "permission denied" in refused(company, "pm", f"SELECT * FROM {call}")
    for module in ("price", "product"):
        company.rows("DELETE FROM crm.right_rule WHERE module = %s AND action = 'view' AND role_id = (SELECT id FROM crm.role WHERE code = 'sales_rep') RETURNING 1", module)  # fmt: skip
        assert refused(company, "rep1", course) == "price_needs_product_right"
        company.rows("INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, %s, 'view', 'all' FROM crm.role WHERE code = 'sales_rep' RETURNING 1", module)  # fmt: skip
        assert refused(company, "rep1", course) == ""
    assert ask(company, "pm", f"SELECT * FROM crm.price_course(99999, {vip})") == []
    assert ask(company, "pm", "SELECT * FROM crm.price_course(1, 99999)") == []
