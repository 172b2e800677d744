"""The Demo account set: what the generator writes is what the triggers would have written."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from crm_desktop.admin import embedded
from crm_desktop.admin.commands import demo as command
from server_schema import install
from server_schema.demo import generate
from tests.databases import AccountSet

TODAY = date(2026, 9, 16)
CUSTOMERS = 600


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The account set, and the digests of its tables when it was new: tests may write in it."""

    account_set: AccountSet
    digests: dict[str, str]


def _digests(account_set: AccountSet) -> dict[str, str]:
    tables = ("customer", "contact", "opportunity", "opportunity_stage", "sales_order", "sales_order_line",
              "sales_order_cost", "promotion_use",
              "action", "product", "price", "product_cost", "department", "session_log", "code_counter")  # fmt: skip
    return {
        table: account_set.rows(
            f"SELECT md5(string_agg(md5(t::text), '' ORDER BY t::text COLLATE \"C\")) FROM crm.{table} t"
        )[0][0]
        for table in tables
    }


@pytest.fixture(scope="module")
def demo(server: embedded.Server) -> Iterator[Demo]:
    """Give a small Demo account set, gone afterwards."""
    generate.reset(server.admin_dsn, "Demotest", customers=CUSTOMERS, today=TODAY)
    account_set = AccountSet(name="crm_demotest", server=server)
    yield Demo(account_set=account_set, digests=_digests(account_set))
    install.drop_account_set(server.admin_dsn, "Demotest")


@pytest.fixture
def rows(demo: Demo) -> Callable[..., list[tuple[Any, ...]]]:
    """Give the function that asks the Demo account set as superuser."""
    return demo.account_set.rows


Rows = Callable[..., list[tuple[Any, ...]]]


def test_the_set_knows_how_it_was_made(rows: Rows) -> None:
    ((made, company),) = rows("SELECT facts -> 'generator', company FROM crm.account_set")
    assert made == {"seed": generate.SEED, "today": f"{TODAY}", "customers": CUSTOMERS, "suffix": ""}
    assert company == generate.people.COMPANY


def test_no_invariant_is_broken(rows: Rows) -> None:
    assert rows("SELECT * FROM crm.check_account_set()") == []


@pytest.mark.parametrize(
    ("table", "names", "numbers"),
    [
        (
            "contact",
            "concat_ws(' ', r.name, nullif(r.email, ''), crm.bare_ways(r.further_emails))",
            "concat_ws(',', r.phone, r.mobile, crm.bare_ways(r.further_phones)), r.owner_id",
        ),
        (
            "product",
            "concat_ws(' ', r.name, r.code, r.brand, r.model, crm.variant_words(r.variant_of_id, r.attrs), (SELECT barcode FROM crm.product_unit WHERE product_id = r.id))",
            "concat_ws(',', r.code, r.model)",
        ),
        ("opportunity", "concat_ws(' ', r.name, r.code)", "r.code, r.owner_id, r.customer_owner_id"),
        ("employee", "concat_ws(' ', r.name, r.code, r.login)", "concat_ws(',', r.phone, r.mobile)"),
    ],
)
def test_tokens_and_sort_keys_are_those_of_the_database(rows: Rows, table: str, names: str, numbers: str) -> None:
    wrong = rows(
        f"SELECT r.id FROM crm.{table} r WHERE (r.id %% 7 = 0 OR r.id < 100) "
        f"AND (r.tokens <> crm.tokens({names}, {numbers}) OR r.sort_key <> crm.sort_key(r.name))"
    )
    assert wrong == []


def test_touching_a_row_changes_nothing_derived(rows: Rows) -> None:
    """Let the triggers work out a sample anew: tokens, keys, sums and costs stay."""
    derived = {
        "customer": "tokens, sort_key, owner_id, last_contact_at, next_contact_on",
        "sales_order": "tokens, amount, tax_amount",
        "opportunity": "tokens, sort_key, outcome, probability, closed_on",
        "product": "tokens, sort_key",
    }
    for table, columns in derived.items():
        sample = f"SELECT id, {columns} FROM crm.{table} WHERE id %% 5 = 1 ORDER BY id"
        before = rows(sample)
        rows(f"UPDATE crm.{table} SET tokens = '' WHERE id %% 5 = 1")
        assert rows(sample) == before
        assert before
    costs = "SELECT c.* FROM crm.sales_order_cost c WHERE order_id %% 9 = 0 ORDER BY line_id"
    before = rows(costs)
    rows("UPDATE crm.sales_order_line SET quantity = quantity WHERE order_id %% 9 = 0")
    assert rows(costs) == before


def test_lines_carry_the_price_of_the_list(rows: Rows) -> None:
    wrong = rows(
        "SELECT l.id, l.unit_price, p.unit_price, l.price_id, p.price_id FROM crm.sales_order_line l "
        "JOIN crm.sales_order o ON o.id = l.order_id, "
        "LATERAL crm.price_for(l.product_id, o.customer_id, l.quantity, o.ordered_on, o.price_list_id, '', l.promotion <> '') p "
        "WHERE (l.id %% 4 = 0 OR l.promotion <> '') AND l.free_of IS NULL AND (l.unit_price, l.list_price, l.price_id) IS DISTINCT FROM (p.unit_price, "
        "p.list_price, p.price_id)"
    )
    assert wrong == []


def test_orders_use_promotions(rows: Rows) -> None:
    """Each that runs or is over was used, and as the database gives it: an order that comes back to draft is given the same."""
    used = rows(
        "SELECT p.effect, count(u.id) > 0 FROM crm.promotion p LEFT JOIN crm.promotion_use u ON u.promotion_id = p.id "
        "WHERE p.valid_from < %s GROUP BY p.id ORDER BY p.id",
        TODAY,
    )
    assert used == [("percent", True), ("free_item", True), ("amount_off", True), ("percent", True)]
    told = "SELECT id, amount, tax_amount, promotion, promotion_off, promotion_shares FROM crm.sales_order ORDER BY id"
    lines = "SELECT order_id, product_id, quantity, amount, promotion, free_of, owner_id FROM crm.sales_order_line ORDER BY 1, 2, 6"
    before = rows(told), rows(lines)
    rows("SELECT crm.apply_promotions(id) FROM crm.sales_order WHERE state = 'draft' AND promotion <> ''")
    assert (rows(told), rows(lines)) == before


def test_every_price_has_a_history_from_the_product_s_beginning_to_today(rows: Rows) -> None:
    course = (
        "FROM crm.product p CROSS JOIN crm.price_list l CROSS JOIN LATERAL crm.prices_for(ARRAY[p.id], NULL, NULL, NULL, l.id) f "
        "CROSS JOIN LATERAL (SELECT count(*) AS steps, min(c.at) AS began, (array_agg(c.new))[1] AS price, count(*) FILTER (WHERE c.source = 'class' "
        "AND c.cause = 'list_price') AS by_class FROM crm.price_course(p.id, l.id) c) c WHERE mod(p.id, 5) = 2 OR p.variant_of_id IS NOT NULL"
    )
    ((prices, right, steps, by_class),) = rows(
        "SELECT count(*), count(*) FILTER (WHERE (c.price, c.began) = (f.unit_price, greatest(p.created_at, l.created_at))), sum(c.steps), sum(c.by_class) "
        + course
    )
    assert right == prices > 200
    assert steps > 1.5 * prices and by_class > 50, "rules of classes have a history by the list price"


def test_price_lists_are_those_of_the_grade(rows: Rows) -> None:
    wrong = rows(
        "SELECT o.id FROM crm.sales_order o JOIN crm.price_list l ON l.id = o.price_list_id "
        "WHERE l.code <> 'EDU' AND o.price_list_id <> crm.price_list_for(o.customer_id, o.ordered_on)"
    )
    assert wrong == []


def test_contacts_follow_the_last_action(rows: Rows) -> None:
    for table in ("customer", "opportunity"):
        wrong = rows(
            f"SELECT r.id FROM crm.{table} r LEFT JOIN LATERAL (SELECT a.happened_at, a.next_contact_on FROM "
            f"crm.action a "
            f"WHERE a.{table}_id = r.id ORDER BY a.happened_at DESC, a.id DESC LIMIT 1) a ON true "
            "WHERE (r.last_contact_at, r.next_contact_on) IS DISTINCT FROM (a.happened_at, a.next_contact_on)"
        )
        assert wrong == []


def test_stages_tell_the_history(rows: Rows) -> None:
    wrong = rows(
        "SELECT o.id FROM crm.opportunity o JOIN LATERAL (SELECT array_agg(s.to_stage ORDER BY s.id) AS path, "
        "array_agg(s.from_stage ORDER BY s.id) AS came, array_agg(s.at ORDER BY s.id) AS times, "
        "(SELECT array_agg(x ORDER BY x) FROM unnest(array_agg(s.at)) x) AS sorted "
        "FROM crm.opportunity_stage s WHERE s.opportunity_id = o.id) s ON true "
        "WHERE s.path[cardinality(s.path)] <> o.stage OR s.came[1] <> '' OR s.came[2:] <> "
        "s.path[:cardinality(s.path) - 1] "
        "OR s.times <> s.sorted OR o.created_at <> s.times[1]"
    )
    assert wrong == []


def test_the_next_codes_follow(rows: Rows) -> None:
    for entity, day in (
        ("customer", TODAY),
        ("opportunity", TODAY),
        ("sales_order", TODAY),
        ("employee", TODAY),
        ("product", TODAY),
    ):
        ((last, following),) = rows(
            f"SELECT max(code), crm.next_code('{entity}', '', %s) FROM crm.{entity} "
            f"WHERE code LIKE (SELECT crm.code_prefix(pattern, '', %s) FROM crm.coding_rule WHERE entity = "
            f"'{entity}') || '%%'",
            day, day,
        )  # fmt: skip
        assert (
            following == f"{last[:-4]}{int(last[-4:]) + 1:04d}"
            if last[-4:].isdigit()
            else f"{last[:-3]}{int(last[-3:]) + 1:03d}"
        )


def test_new_rows_get_ids_of_their_own(rows: Rows) -> None:
    for table in (
        "customer",
        "contact",
        "opportunity",
        "sales_order",
        "sales_order_line",
        "action",
        "product",
        "employee",
    ):
        ((last, following),) = rows(
            f"SELECT max(id), nextval(pg_get_serial_sequence('crm.{table}', 'id')) FROM crm.{table}"
        )
        assert following == last + 1


def test_business_is_current(rows: Rows) -> None:
    ((last, first, overdue, due, ahead),) = rows(
        "SELECT max(ordered_on), min(ordered_on), (SELECT count(*) FROM crm.opportunity WHERE next_contact_on < "
        "%(t)s AND outcome = 'open'), "
        "(SELECT count(*) FROM crm.opportunity WHERE next_contact_on = %(t)s AND outcome = 'open'), "
        "(SELECT count(*) FROM crm.opportunity WHERE next_contact_on > %(t)s AND outcome = 'open') FROM crm.sales_order"
        .replace("%(t)s", f"date '{TODAY}'")
    )  # fmt: skip
    assert TODAY - timedelta(days=5) < last < TODAY
    assert TODAY - timedelta(days=735) < first < TODAY - timedelta(days=700)
    assert overdue
    assert due
    assert ahead > overdue
    for table, moment in (("action", "happened_at"), ("customer", "updated_at"), ("sales_order", "updated_at"),
                          ("opportunity", "updated_at"), ("contact", "created_at")):  # fmt: skip
        # what another test touched was changed by the superuser, whom the company does not know
        later = rows(f"SELECT id FROM crm.{table} WHERE {moment} >= %s AND updated_by <> 'postgres'", TODAY)
        assert later == []


def test_everybody_can_log_in_and_a_rep_sees_his_own(demo: Demo, rows: Rows) -> None:
    logins = generate.logins()
    ((owner,),) = rows("SELECT id FROM crm.employee WHERE login = 'qiaolei'")
    ((own,),) = rows("SELECT count(*) FROM crm.customer WHERE owner_id = %s", owner)
    for entry in (logins[0], logins[5], logins[-1]):
        connection = psycopg2.connect(
            host=demo.account_set.host,
            port=demo.account_set.port,
            dbname=demo.account_set.name,
            user=entry.login,
            password=entry.password,
        )
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customer")
            assert cursor.fetchone() == ((own if entry.login == "qiaolei" else CUSTOMERS),)
        connection.close()


def test_the_same_seed_gives_the_same_rows(
    demo: Demo, server: embedded.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Make the set anew, by worker processes this time, and compare every table."""
    monkeypatch.setattr(generate, "_ALONE", 0)
    generate.reset(server.admin_dsn, "Demotest", customers=CUSTOMERS, today=TODAY)
    assert _digests(demo.account_set) == demo.digests


def test_a_set_of_others_is_left_alone_and_a_failed_load_leaves_nothing(server: embedded.Server) -> None:
    """One that is no demo is not reset, one that holds something is not filled, one half filled is removed."""
    install.create_account_set(server.admin_dsn, "Realone")
    real = AccountSet(name="crm_realone", server=server)
    try:
        with pytest.raises(ValueError, match="Realone"):
            generate.reset(server.admin_dsn, "Realone", customers=50)
        real.rows("INSERT INTO crm.employee (name) VALUES ('高远')")
        with pytest.raises(generate.NotEmpty):
            generate.load(server.admin_dsn, "Realone", customers=50)
        assert real.rows("SELECT name FROM crm.employee") == [("高远",)]
        real.rows("DELETE FROM crm.employee")

        def fail(step: str, _part: float) -> None:
            if step == "indexes":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            generate.load(server.admin_dsn, "Realone", customers=50, suffix=".h", progress=fail)
        assert "crm_realone" not in install.account_sets(server.admin_dsn)
    finally:
        install.drop_account_set(server.admin_dsn, "Realone")
    with psycopg2.connect(server.admin_dsn) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE '%.h' OR rolname LIKE 'crm_realone%'")
        assert cursor.fetchone() == (0,)
    connection.close()


def test_important_dates_are_what_the_triggers_would_have_made_of_them(rows: Rows) -> None:
    ((made, lunar, soon),) = rows(  # the night moves them on from TODAY to the day of the test
        "SELECT count(*), count(*) FILTER (WHERE calendar = 'lunar'), count(*) FILTER (WHERE next_on < crm.today() + 60) "
        "FROM crm.important_date"
    )
    assert made > 400 and lunar > 80 and soon > 20
    assert rows(
        "SELECT count(*) FROM crm.important_date d WHERE crm.with_next(d, crm.occurrence(d, next_on)) <> d"
    ) == [(0,)]
    assert rows("SELECT rule FROM crm.check_account_set() WHERE rule LIKE '%%birthday%%' OR rule LIKE 'date%%'") == []


def test_some_products_come_in_variants(rows: Rows) -> None:
    assert rows(
        "SELECT m.model, count(*), count(DISTINCT v.list_price) FROM crm.product v JOIN crm.product m ON m.id = v.variant_of_id GROUP BY 1 ORDER BY 1"
    ) == [("JW-K66", 3, 1), ("QY-B88", 4, 4)]
    priced = rows(
        "SELECT f.explanation ->> 'source', f.unit_price < f.list_price FROM crm.product v, crm.price_for(v.id, NULL) f WHERE v.model = 'QY-B88' AND v.variant_of_id > 0"
    )
    assert set(priced) == {("main", True)}
    told = "SELECT count(*) FROM crm.audit a JOIN crm.product p ON p.id = a.record_id WHERE a.table_name = 'product' AND (p.varies_by <> '{}' OR p.variant_of_id > 0)"
    assert rows(told) == [(0,)], "nobody made them before the eyes of the trail"


def test_logins_left_by_who_was_killed_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed program removes nothing; whoever opens the Demo next does, and leaves those of who still runs."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = {n: tmp_path / f"crm-logins-{n}.json" for n in (f"{dead.pid}-x", f"{os.getpid()}-y", "of_an_older_version")}
    for path in names.values():
        path.write_text("{}")
    offered: list[bool] = []
    monkeypatch.setattr(
        command, "_ended", lambda process: offered.append(len(list(tmp_path.glob("*.json"))) == 2) or process.wait()
    )
    monkeypatch.setattr(sys, "executable", "true")
    assert command._open_desktop({}, "") == 0
    assert offered == [True] and [path.name for path in tmp_path.iterdir()] == [names[f"{os.getpid()}-y"].name]
