"""Main products and their variants: what the database lets through, what a variant takes and follows, prices, search, undo."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg2
import pytest

from crm_desktop.base_info.entities import PRODUCT
from crm_desktop.base_info.prices import changing, services
from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.base_info.products import variant_services
from crm_desktop.core.errors import Invalid
from crm_desktop.db import records
from tests.databases import AccountSet
from tests.db.handoverkit import ask, refused
from tests.db.pricekit import Run, add_rule, ask_price, run_fixture

D = Decimal
__all__ = ["run_fixture"]
MAIN = "(SELECT id FROM crm.product WHERE name = '联想笔记本 T14')"
VARIANT = f"INSERT INTO crm.product (name, variant_of_id, attrs) SELECT '', {MAIN}, jsonb_build_object('memory', %s, 'colour', %s) RETURNING id"
Made = dict[str, int]


def define(company: AccountSet) -> None:
    """Give products a memory and a colour to choose."""
    for kind, entries in (
        ("memory", {"m16": ("16G", "16 GB"), "m32": ("32G", "32 GB")}),
        ("colour", {"black": ("黑色", "black"), "silver": ("银色", "silver")}),
    ):
        company.rows(
            "INSERT INTO crm.dictionary (kind, code, name) VALUES ('dictionary', %s, %s) RETURNING id", kind, kind
        )
        for code, (name, english) in entries.items():
            company.rows(
                "INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES (%s, %s, %s, %s) RETURNING id",
                kind, code, name, english,
            )  # fmt: skip
        company.rows(
            "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary) VALUES ('product', %s, %s, %s, 'choice', %s) RETURNING id",
            kind, {"memory": "内存", "colour": "颜色"}[kind], kind.title(), kind,
        )  # fmt: skip
    company.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('product', 'series', '系列', 'text') RETURNING id"
    )


@pytest.fixture(scope="module")
def priced(account_set: AccountSet) -> Made:
    """Give them in the set that the tests of prices leave as it was."""
    define(account_set)
    return make_family(account_set)


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    define(fresh_account_set)
    return fresh_account_set


def make_family(company: AccountSet) -> Made:
    """Give a main product with three of its four variants, made by the product maintainer."""
    ((main,),) = ask(
        company, "pm",
        "INSERT INTO crm.product (name, class_id, brand, list_price, unit, attrs, varies_by) SELECT '联想笔记本 T14', class_id, '联想', "
        "6000, 'unit', '{\"series\": \"T\"}', '{memory,颜色}' FROM crm.product WHERE id = 1 RETURNING id",
    )  # fmt: skip
    found = {"main": main}
    for name, values in (("16b", ("m16", "black")), ("16s", ("m16", "silver")), ("32b", ("m32", "black"))):
        ((found[name],),) = ask(company, "pm", VARIANT, *values)
    ask(company, "pm", "UPDATE crm.product SET list_price = 7000 WHERE id = %s", found["32b"])
    return found


@pytest.fixture
def made(company: AccountSet) -> Made:
    """Give the ids of the main product and its variants."""
    return make_family(company)


def _of(company: AccountSet, product: int, columns: str) -> tuple[Any, ...]:
    return tuple(company.rows(f"SELECT {columns} FROM crm.product WHERE id = %s", product)[0])


# ── what a variant is ────────────────────────────────


def test_a_variant_takes_what_it_leaves_empty(company: AccountSet, made: Made) -> None:
    assert _of(company, made["main"], "varies_by") == (["memory", "colour"],), "an attribute may be told by its label"
    assert _of(company, made["16s"], "name, brand, list_price, unit, class_id, attrs ->> 'series'") == (
        "联想笔记本 T14 16G 银色", "联想", D(6000), "unit", *_of(company, made["main"], "class_id"), "T",
    )  # fmt: skip
    ask(company, "pm", "UPDATE crm.product SET brand = '别的' WHERE id = %s", made["16s"])
    assert _of(company, made["16s"], "brand") == ("别的",)
    ask(company, "pm", "UPDATE crm.product SET brand = '' WHERE id = %s", made["16s"])
    assert _of(company, made["16s"], "brand") == ("联想",), "emptied, it is the main product's again"


def test_what_it_has_in_common_follows_and_what_is_its_own_stays(company: AccountSet, made: Made) -> None:
    ask(
        company, "pm",
        "UPDATE crm.product SET name = '联想笔记本 T14s', list_price = 6200, brand = 'Lenovo', tax_rate = 6, attrs = attrs || '{\"series\": \"Ts\"}' WHERE id = %s",
        made["main"],
    )  # fmt: skip
    columns = "name, list_price, brand, tax_rate, attrs ->> 'series', version"
    assert _of(company, made["16b"], columns) == ("联想笔记本 T14s 16G 黑色", D(6200), "Lenovo", D(6), "Ts", 1)
    assert _of(company, made["32b"], "list_price, brand") == (D(7000), "Lenovo")


def test_variants_written_by_the_same_statement_follow_nobody(company: AccountSet, made: Made) -> None:
    """A main product of 6000 goes to 6600 while a variant comes to the 6000 that it had: it stays there."""
    ask(company, "pm", "UPDATE crm.product SET list_price = 5000 WHERE id = %s", made["16s"])
    ask(
        company, "pm", "UPDATE crm.product SET list_price = CASE WHEN id = %s THEN 6600 ELSE 6000 END WHERE id IN (%s, %s)",
        made["main"], made["main"], made["16s"],
    )  # fmt: skip
    assert [_of(company, made[k], "list_price")[0] for k in ("main", "16s", "16b", "32b")] == [6600, 6000, 6600, 7000]


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        (VARIANT.replace("%s", "'m16'", 1).replace("%s", "'black'"), "product_variant_unique"),
        (VARIANT.replace("%s", "'m32'", 1).replace("%s", "''"), "variant_needs_value"),
        ("UPDATE crm.product SET attrs = attrs - 'colour' WHERE name LIKE '%%32G 黑色'", "variant_needs_value"),
        ("UPDATE crm.product SET variant_of_id = 1 WHERE id = 2", "variant_of_a_main_product"),
        (f"UPDATE crm.product SET variant_of_id = id WHERE id = {MAIN}", "product_variant"),
        (f"UPDATE crm.product SET varies_by = '{{memory}}' WHERE variant_of_id = {MAIN} AND attrs ->> 'memory' = 'm32'", "product_variant_has_no_variants"),
        (f"UPDATE crm.product SET varies_by = '{{}}' WHERE id = {MAIN}", "product_still_has_variants"),
        (f"UPDATE crm.product SET varies_by = '{{memory}}' WHERE id = {MAIN}", "product_variant_unique"),
        (f"UPDATE crm.product SET varies_by = '{{series}}' WHERE id = {MAIN}", "varies_by_choices_of_its_class"),
        ("UPDATE crm.product SET varies_by = '{nonsense}' WHERE id = 2", "varies_by_choices_of_its_class"),
        ("UPDATE crm.product SET class_id = (SELECT max(id) FROM crm.product_class) WHERE name LIKE '%%32G 黑色'", "variant_class_is_the_main_ones"),
        (f"DELETE FROM crm.product WHERE id = {MAIN}", "variant_of_id_fkey"),
    ],
)  # fmt: skip
def test_what_the_database_refuses(company: AccountSet, made: Made, sql: str, rule: str) -> None:
    assert rule in refused(company, "pm", sql)


def test_what_is_not_refused(company: AccountSet, made: Made) -> None:
    assert not refused(company, "pm", VARIANT, "m32", "silver")
    assert not refused(
        company, "pm", 'UPDATE crm.product SET attrs = attrs || \'{"memory": "m32"}\' WHERE id = %s', made["16s"]
    )
    other = "SELECT max(id) FROM crm.product_class"
    assert not refused(company, "pm", f"UPDATE crm.product SET class_id = ({other}) WHERE id = %s", made["main"])
    ask(company, "pm", f"UPDATE crm.product SET class_id = ({other}) WHERE id = %s", made["main"])
    assert company.rows(
        f"SELECT count(*) FROM crm.product WHERE variant_of_id = %s AND class_id = ({other})", made["main"]
    ) == [(3,)]
    assert not refused(company, "pm", "DELETE FROM crm.product WHERE %s IN (id, variant_of_id)", made["main"])


def test_many_are_moved_to_another_class_with_their_main_product(company: AccountSet, made: Made) -> None:
    (before,) = _of(company, made["main"], "class_id")
    ((other,),) = company.rows("SELECT max(id) FROM crm.product_class")
    variants = [made[k] for k in ("16b", "16s", "32b")]
    for ids in (variants, [variants[0]]):
        with closing(company.session("pm")) as session, pytest.raises(Invalid, match="variant_class_is_the_main_ones"):
            records.save_many(session, PRODUCT, ids, {"class_id": other})
    # written anew the main product's row stands behind its variants', so that the statement comes to it last
    ask(company, "pm", "UPDATE crm.product SET policy_notes = 'x' WHERE id = %s", made["main"])
    with closing(company.session("pm")) as session:
        bulk = records.save_many(session, PRODUCT, [*variants, made["main"]], {"class_id": other, "brand": "B"})
        session.commit()
        assert {_of(company, i, "class_id, brand") for i in (*variants, made["main"])} == {(other, "B")}
        records.undo(session, bulk)
        session.commit()
    assert {_of(company, i, "class_id, brand") for i in (*variants, made["main"])} == {(before, "联想")}
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


def test_other_axes_are_told_apart_by_them(company: AccountSet, made: Made) -> None:
    ask(company, "pm", "DELETE FROM crm.product WHERE id = %s", made["16s"])
    ask(company, "pm", "UPDATE crm.product SET varies_by = '{memory}' WHERE id = %s", made["main"])
    assert "product_variant_unique" in refused(company, "pm", VARIANT, "m16", "silver")
    ask(company, "pm", "DELETE FROM crm.product WHERE variant_of_id = %s", made["main"])
    assert not refused(company, "pm", "UPDATE crm.product SET varies_by = '{}' WHERE id = %s", made["main"])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE crm.attribute_definition SET retired = true WHERE key = 'memory'",
        "UPDATE crm.attribute_definition SET kind = 'text' WHERE key = 'memory'",
        "UPDATE crm.attribute_definition SET only_field = 'class_id', only_values = '{SW}' WHERE key = 'memory'",
    ],
)
def test_what_tells_variants_apart_stays_a_choice(company: AccountSet, made: Made, sql: str) -> None:
    assert refused(company, "admin", sql) == "attribute_tells_variants"
    assert not refused(company, "admin", sql.replace("'memory'", "'series'").replace("'text'", "'long_text'"))


# ── sold as one of its variants ──────────────────────


def test_a_main_product_goes_into_no_new_line(company: AccountSet, made: Made) -> None:
    sql = (
        "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT o.id, %s, 1, 1 FROM crm.sales_order o "
        "JOIN crm.employee e ON e.id = o.owner_id WHERE e.login = 'rep1' AND o.state = 'draft' ORDER BY o.id LIMIT 1 RETURNING id"
    )
    ask(company, "rep1", "INSERT INTO crm.sales_order (customer_id) SELECT min(id) FROM crm.customer")
    assert refused(company, "rep1", sql, made["main"]) == "product_has_variants"
    ((line,),) = ask(company, "rep1", sql, made["16b"])
    assert (
        refused(company, "rep1", "UPDATE crm.sales_order_line SET product_id = %s WHERE id = %s", made["main"], line)
        == "product_has_variants"
    )
    ((old,),) = ask(company, "rep1", sql, 1)
    ask(company, "pm", "UPDATE crm.product SET varies_by = '{memory}' WHERE id = 1")
    assert not refused(company, "rep1", "UPDATE crm.sales_order_line SET quantity = 3 WHERE id = %s", old), (
        "what stands stays in hand"
    )


def test_a_new_line_is_offered_its_variants(company: AccountSet, made: Made) -> None:
    with closing(company.session("rep1")) as session:
        variants = [made["16b"], made["16s"], made["32b"]]
        assert sorted(h.id for h in records.offer(session, PRODUCT, "联想笔记本 T14")) == variants
        assert [h.id for h in records.offer(session, PRODUCT, "T14 银色")] == [made["16s"]]
        assert made["main"] not in [h.id for h in records.offer(session, PRODUCT, "")]
        company.rows("UPDATE crm.product SET name = '小钢炮' WHERE id = %s RETURNING id", made["16s"])
        assert made["16s"] in [h.id for h in records.offer(session, PRODUCT, "T14")], "by the name of its main product"
        assert [h.id for h in records.offer(session, PRODUCT, "T14 silver")] == [made["16s"]], (
            "and by the words of its values"
        )
        ask(company, "pm", "UPDATE crm.product SET name = '联想笔记本 X9' WHERE id = %s", made["main"])
        assert made["16s"] in [h.id for h in records.search(session, PRODUCT, "X9")]


def test_a_main_product_is_nothing_to_give(company: AccountSet, made: Made) -> None:
    sql = "INSERT INTO crm.promotion (name, effect, buy_quantity, free_quantity, free_product_id) VALUES ('送', 'free_item', 2, 1, %s)"
    assert refused(company, "pm", sql, made["main"]) == "product_has_variants"
    assert not refused(company, "pm", sql, made["16b"])
    assert not refused(company, "pm", sql, 1), "for the next test, too"


def test_what_is_given_becomes_no_main_product(company: AccountSet, made: Made) -> None:
    ((promotion,),) = ask(
        company, "pm",
        "INSERT INTO crm.promotion (name, effect, buy_quantity, free_quantity, free_product_id) VALUES ('送', 'free_item', 2, 1, 1) RETURNING id",
    )  # fmt: skip
    vary = "UPDATE crm.product SET varies_by = '{memory}' WHERE id = 1"
    assert refused(company, "pm", vary) == "product_is_given_free"
    assert not refused(company, "pm", "UPDATE crm.product SET name = name || '+' WHERE id = 1")
    for over in ("valid_from = crm.today() - 9, valid_to = crm.today() - 1", "retired = true"):
        ask(company, "pm", f"UPDATE crm.promotion SET {over} WHERE id = %s", promotion)
        ask(company, "pm", vary)
        back = "retired = false, valid_to = NULL"
        assert (
            refused(company, "pm", f"UPDATE crm.promotion SET {back} WHERE id = %s", promotion)
            == "product_has_variants"
        )
        ask(company, "pm", "UPDATE crm.product SET varies_by = '{}' WHERE id = 1")
        assert not refused(company, "pm", f"UPDATE crm.promotion SET {back} WHERE id = %s", promotion)


@pytest.mark.parametrize("first", ["promotion", "product"])
def test_giving_it_and_making_it_a_main_product_at_once(company: AccountSet, made: Made, first: str) -> None:
    """The second waits for the first, and is refused."""
    give = (
        "INSERT INTO crm.promotion (name, effect, buy_quantity, free_quantity, free_product_id) VALUES ('送', 'free_item', 2, 1, 1)",
        "product_has_variants",
    )
    vary = ("UPDATE crm.product SET varies_by = '{memory}' WHERE id = 1", "product_is_given_free")
    (sql, _), (other, why) = (give, vary) if first == "promotion" else (vary, give)
    with closing(company.connect("pm")) as one, one.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute(sql)
        waiting = pool.submit(refused, company, "pm", other)
        waited = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        while company.rows(waited) == [(0,)] and not waiting.done():
            time.sleep(0.01)
        one.commit()
        assert waiting.result() == why


# ── what its values are called ───────────────────────


def found_by(company: AccountSet, words: str) -> set[int]:
    return {row[0] for row in ask(company, "pm", "SELECT id FROM crm.search_product(%s, 20)", words)}


def test_a_renamed_entry_is_in_names_and_found(company: AccountSet, made: Made) -> None:
    ask(company, "pm", "UPDATE crm.product SET name = '自己起的名' WHERE id = %s", made["32b"])
    assert made["16b"] in found_by(company, "黑色") and made["32b"] in found_by(company, "black")
    untouched = _of(company, made["16s"], "xmin::text")
    edit = "UPDATE crm.dictionary SET name = %s, name_en = %s WHERE kind = 'colour' AND code = 'black'"
    ask(company, "admin", edit, "曜石黑", "obsidian")
    assert _of(company, made["16b"], "name") == ("联想笔记本 T14 16G 曜石黑",)
    assert _of(company, made["32b"], "name") == ("自己起的名",), "a name of one's own stays"
    assert _of(company, made["16s"], "xmin::text") == untouched, "another's entry"
    for words, hit in (("曜石黑", True), ("obsidian", True), ("yaoshihei", True), ("黑色", False), ("black", False)):
        assert ({made["16b"], made["32b"]} <= found_by(company, words)) is hit, words
    ask(company, "admin", edit, "曜石黑", "onyx")
    assert made["16b"] in found_by(company, "onyx"), "its English word alone"


def test_several_entries_renamed_at_once(company: AccountSet, made: Made) -> None:
    ask(company, "admin", "UPDATE crm.dictionary SET name = name || '!' WHERE kind IN ('memory', 'colour')")
    assert [_of(company, made[k], "name")[0] for k in ("16b", "16s", "32b")] == [
        "联想笔记本 T14 16G! 黑色!", "联想笔记本 T14 16G! 银色!", "联想笔记本 T14 32G! 黑色!",
    ]  # fmt: skip


def test_another_value_is_in_the_name(company: AccountSet, made: Made) -> None:
    change = "UPDATE crm.product SET attrs = jsonb_set(attrs, '{memory}', '\"m32\"') WHERE id = %s"
    ask(company, "pm", change, made["16s"])
    assert _of(company, made["16s"], "name") == ("联想笔记本 T14 32G 银色",)
    ask(company, "pm", "UPDATE crm.product SET varies_by = '{colour,memory}' WHERE id = %s", made["main"])
    assert _of(company, made["16s"], "name") == ("联想笔记本 T14 银色 32G",), "in the order of what they differ by"


def test_another_code_of_the_main_product_finds_its_variants(company: AccountSet, made: Made) -> None:
    ask(company, "pm", "UPDATE crm.product SET code = 'ZQ-4711' WHERE id = %s", made["main"])
    assert {made["16b"], made["16s"], made["32b"]} <= found_by(company, "ZQ-4711")


# ── prices ───────────────────────────────────────────


def test_its_own_price_before_its_main_product_before_its_class(priced: Made, run: Run) -> None:
    ((of_class,),) = run("SELECT class_id FROM crm.product WHERE id = %s", priced["main"])
    add_rule(run, class_id=of_class, method="percentage", discount=10)
    assert ask_price(run, priced["16b"]).price == 5400
    add_rule(run, product_id=priced["main"], price=5800, floor_price=5000)
    add_rule(run, product_id=priced["main"], price=5700, min_quantity=10)
    answer = ask_price(run, priced["16b"])
    assert (answer.price, answer.floor) == (D(5800), D(5000))
    assert answer.why["source"] == "main"
    assert ask_price(run, priced["16b"], 10).price == 5700
    assert ask_price(run, priced["main"]).why["source"] == "product"
    add_rule(run, product_id=priced["32b"], price=6900)
    answer = ask_price(run, priced["32b"], 10)
    assert (answer.price, answer.why["source"]) == (D(6900), "product"), (
        "its own at any quantity before the main product's"
    )
    rules = run(
        "SELECT source, outcome FROM crm.price_rules_of(%s, (SELECT min(id) FROM crm.customer WHERE grade = 'A'), 10)",
        priced["32b"],
    )
    assert rules[:3] == [("product", "won"), ("main", "less_specific"), ("main", "less_specific")]
    assert ("class", "less_specific") in rules
    rules = run(
        "SELECT source, outcome FROM crm.price_rules_of(%s, (SELECT min(id) FROM crm.customer WHERE grade = 'A'), 1)",
        priced["16s"],
    )
    assert rules[:2] == [("main", "won"), ("main", "quantity")]


def test_a_rule_of_the_main_product_is_reckoned_from_the_variant(priced: Made, run: Run) -> None:
    add_rule(run, product_id=priced["main"], method="percentage", discount=10)
    assert [ask_price(run, priced[k]).price for k in ("16b", "32b")] == [5400, 6300]


def test_a_promotion_of_the_main_product_is_on_its_variants(priced: Made, run: Run) -> None:
    run(
        "INSERT INTO crm.promotion (name, product_id, effect, discount) VALUES ('开学季', %s, 'percent', 5)",
        priced["main"],
    )
    assert ask_price(run, priced["16b"], promoted=True).price == D(5130)
    assert ask_price(run, 1, promoted=True).price == ask_price(run, 1).price
    assert run(
        "SELECT crm.promotion_takes(p, %s), crm.promotion_takes(p, 1) FROM crm.promotion p WHERE name = '开学季'",
        priced["16s"],
    ) == [(True, False)]


def test_a_planned_list_price_is_that_of_variants_that_cost_the_same(company: AccountSet, made: Made) -> None:
    day = date.today() + timedelta(days=7)
    with closing(company.session("pm")) as session:
        proposals = changing.propose_prices(session, product_ids=[made["main"]], change=PriceChange(percent=D(10)))
        bulk = changing.commit_prices(session, proposals=proposals, valid_from=day)
        session.commit()
        on_day = {r.product_id: r.price for r in services.list_prices(session, day=day)}
        assert [on_day[made[k]] for k in ("main", "16b", "16s", "32b")] == [6600, 6600, 6600, 7000]
        records.undo(session, bulk)
        session.commit()
    assert company.rows("SELECT count(*) FROM crm.planned_price") == [(0,)]


# ── undo, merge ──────────────────────────────────────


def test_undo_of_a_bulk_edit_brings_main_product_and_variants_back(company: AccountSet, made: Made) -> None:
    with closing(company.session("pm")) as session:
        bulk = records.save_many(session, PRODUCT, [made["main"]], {"brand": "Lenovo", "list_price": D(6500)})
        session.commit()
        assert _of(company, made["16b"], "brand, list_price") == ("Lenovo", D(6500))
        assert records.undo(session, bulk) >= 1
        session.commit()
    for one in ("main", "16b", "16s"):
        assert _of(company, made[one], "brand, list_price") == ("联想", D(6000))
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


def test_what_was_deleted_with_its_main_product_comes_back(company: AccountSet, made: Made) -> None:
    before = company.rows("SELECT id, name, variant_of_id, variant_key, varies_by FROM crm.product ORDER BY id")
    with closing(company.connect("pm")) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('delete', 'product')")
        bulk = cursor.fetchone()[0]
        cursor.execute("DELETE FROM crm.product WHERE %s IN (id, variant_of_id)", (made["main"],))
    ask(company, "pm", "SELECT crm.undo_bulk(%s)", bulk)
    assert company.rows("SELECT id, name, variant_of_id, variant_key, varies_by FROM crm.product ORDER BY id") == before


def test_what_was_made_is_taken_back_but_for_what_was_sold(company: AccountSet, made: Made) -> None:
    wanted = [variant_services.NewVariant(name=name, values={"memory": name}) for name in ("m16", "m32")]
    with closing(company.session("pm")) as session:
        ask(company, "pm", "INSERT INTO crm.product_unit (product_id, unit, factor) VALUES (1, 'box', 5)")
        bulk = variant_services.make_variants(session, main_id=1, axes=["memory"], wanted=wanted)
        session.commit()
        family = variant_services.read_family(session, product_id=1)
        assert [(v.name, v.values) for v in family.variants] == [("m16", {"memory": "m16"}), ("m32", {"memory": "m32"})]
        first, second = (v.id for v in family.variants)
        assert company.rows("SELECT factor FROM crm.product_unit WHERE product_id = %s", first) == [(5,)]
        company.rows(
            "INSERT INTO crm.product_link (product_id, kind, other_id) VALUES (2, 'accessory', %s) RETURNING id", first
        )
        records.undo(session, bulk)
        session.commit()
    assert company.rows("SELECT id FROM crm.product WHERE id IN (%s, %s)", first, second) == [(first,)]
    assert _of(company, 1, "varies_by") == (["memory"],), "it goes on coming in the one that is needed"
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


def test_variants_of_one_product_are_merged(company: AccountSet, made: Made) -> None:
    before = company.rows("SELECT id, name, variant_of_id, variant_key, attrs FROM crm.product ORDER BY id")
    ((merge,),) = ask(company, "admin", "SELECT crm.merge_records('product', %s, ARRAY[%s])", made["16b"], made["16s"])
    assert _of(company, made["16b"], "name, variant_of_id") == ("联想笔记本 T14 16G 黑色", made["main"])
    ask(company, "admin", "SELECT crm.undo_merge(%s)", merge)
    assert company.rows("SELECT id, name, variant_of_id, variant_key, attrs FROM crm.product ORDER BY id") == before


@pytest.mark.parametrize(
    ("kept", "lost"), [("main", "16b"), ("16b", "main"), ("other", "16b"), ("16b", "other"), ("other", "main")]
)
def test_what_is_no_like_is_not_merged(company: AccountSet, made: Made, kept: str, lost: str) -> None:
    ids = {**made, "other": 1}
    assert (
        refused(company, "admin", "SELECT crm.merge_records('product', %s, ARRAY[%s])", ids[kept], ids[lost])
        == "merge_variants_alike"
    )


def test_main_products_are_merged_with_their_variants(company: AccountSet, made: Made) -> None:
    ((other,),) = ask(
        company, "pm",
        "INSERT INTO crm.product (name, class_id, unit, varies_by) SELECT 'T14 alias', class_id, unit, varies_by FROM crm.product WHERE id = %s RETURNING id",
        made["main"],
    )  # fmt: skip
    ((his,),) = ask(
        company, "pm",
        "INSERT INTO crm.product (name, variant_of_id, attrs) VALUES ('', %s, '{\"memory\": \"m32\", \"colour\": \"silver\"}') RETURNING id", other,
    )  # fmt: skip
    ((merge,),) = ask(company, "admin", "SELECT crm.merge_records('product', %s, ARRAY[%s])", made["main"], other)
    assert _of(company, his, "variant_of_id") == (made["main"],)
    ask(company, "admin", "SELECT crm.undo_merge(%s)", merge)
    assert _of(company, his, "variant_of_id") == (other,)


def test_the_check_finds_what_should_not_be(company: AccountSet, made: Made) -> None:
    assert company.rows("SELECT * FROM crm.check_account_set()") == []
    with closing(company.connect_admin()) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE crm.product SET varies_by = '{}' WHERE id = %s", (made["main"],))
        cursor.execute("SELECT rule, record_id FROM crm.check_account_set()")
        assert sorted(cursor.fetchall()) == [
            ("variant_is_one_of_its_main_product", made[k]) for k in ("16b", "16s", "32b")
        ]
        connection.rollback()


def test_two_at_once_make_it_once(company: AccountSet, made: Made) -> None:
    with (
        closing(company.connect("pm")) as one,
        closing(company.connect("admin")) as two,
        one.cursor() as a,
        two.cursor() as b,
    ):
        a.execute(VARIANT, ("m32", "silver"))
        b.execute("SET lock_timeout = '300ms'")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            b.execute(VARIANT, ("m32", "silver"))
        two.rollback()
        one.commit()
        with pytest.raises(psycopg2.errors.UniqueViolation):
            b.execute(VARIANT, ("m32", "silver"))
