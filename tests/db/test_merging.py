"""Several records made one: no link of the catalogue is forgotten, nothing is lost, and all of it comes back."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet

Psql = Callable[[str], Connection]
Rows = dict[str, list[Any]]
#: told by the merge itself, or of no record
APART = {
    "achievement",
    "audit",
    "record_merge",
    "duplicate_key",
    "duplicate_lock",
    "duplicate_pair",
    "alembic_version",
    "presence",
}
MADE = {
    "product": "INSERT INTO crm.product (name, unit) SELECT '合一 ' || n, 'unit' FROM generate_series(1, 4) n RETURNING id",
    "partner": "INSERT INTO crm.partner (name, is_competitor, is_supplier) SELECT '合一 ' || n, true, true FROM generate_series(1, 4) n RETURNING id",
}


def _run(connection: Connection, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall() if cursor.description else []
    connection.commit()
    return list(found)


def _refused(connection: Connection, sql: str, *values: Any) -> str:
    """Return the rule with which a statement is refused, '' where it is let in; all is rolled back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        return ""
    except (psycopg2.errors.CheckViolation, psycopg2.errors.InsufficientPrivilege) as error:
        return str(error.diag.message_primary)
    finally:
        connection.rollback()


def _links(company: AccountSet, of_table: str) -> list[tuple[str, str, bool, list[str]]]:
    found = company.rows("SELECT child, link, by_pair, keys FROM crm.links_to(%s)", of_table)
    # variants stand below main products only: test_variants.py merges those
    return [tuple(row) for row in found if row[:2] != ("product", "variant_of_id")]  # type: ignore[misc]


def _dump(company: AccountSet) -> Rows:
    """Return every row of every table."""
    tables = company.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind = 'r' AND relname <> ALL (%s)",
        [*APART, "hanzi", "syllable"],
    )
    # tokens are made of what stands around, in whatever order it is read
    rows = "SELECT to_jsonb(t) - 'tokens' AS r FROM crm.{} t ORDER BY 1"
    return {t: [row for (row,) in company.rows(rows.format(t))] for (t,) in tables}


def _value(company: AccountSet, table: str, column: str, kind: str) -> Any:
    """Return a value that a column takes: of a foreign key an id, of a list the first word, else one of its kind."""
    target = company.rows(
        "SELECT c.confrelid::regclass::text FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
        "WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND a.attname = %s",
        f"crm.{table}",
        column,
    )
    if target:
        ((found,),) = company.rows(f"SELECT min(id) FROM {target[0][0]}")
        return found or 1
    checks = company.rows(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
        f"crm.{table}",
    )
    for (check,) in checks:
        if column in check and (words := re.search(r"ARRAY\['(\w+)'::text", check)):
            return words[1]
    plain = {
        "text": uuid.uuid4().hex,
        "boolean": False,
        "jsonb": "{}",
        "date": "2026-01-05",
        "bytea": b"x",
        "timestamp with time zone": "2026-01-05",
    }
    return plain.get(kind, "{}" if kind.endswith("[]") else 7)


def _relation(company: AccountSet, of_table: str, values: dict[str, Any], link: str) -> dict[str, Any]:
    """Return what lets a relation of persons lie where its two contacts do, and be no other's twice."""
    found: dict[str, Any] = {"kind": "relative" if link.startswith("other") else "friend"}
    for contact, customer in (("contact_id", "customer_id"), ("other_id", "other_customer_id")):
        name, by, at = (contact, "customer_id", customer) if of_table == "customer" else (customer, "id", contact)
        column = "min(id)" if of_table == "customer" else "customer_id"
        ((found[name],),) = company.rows(f"SELECT {column} FROM crm.contact WHERE {by} = %s", values[at])
    return found


def _add_child(
    company: AccountSet, child: str, link: str, by_pair: bool, keys: list[str], of_table: str, parent: int
) -> None:
    """Add a row of *child* that points to *parent*, past all triggers: like one that is there, else made up."""
    columns = company.rows(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' "
        "FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
        "AND a.attname <> 'id'",
        f"crm.{child}",
    )
    known = company.rows(f"SELECT to_jsonb(t) FROM crm.{child} t LIMIT 1")
    if known:
        values = {name: known[0][0][name] for name, kind, _ in columns if kind != "tsvector"}
        only_one = company.rows(
            "SELECT a.attname FROM pg_attribute a JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisunique "
            "WHERE a.attrelid = %s::regclass AND pg_get_expr(i.indpred, i.indrelid) IN (a.attname, '(' || a.attname || ')')",
            f"crm.{child}",
        )
        values |= {name: False for (name,) in only_one} | {name: "" for name in ("code", "barcode") if name in values}
    else:
        values = {
            name: _value(company, child, name, re.sub(r"\(.*\)", "", kind)) for name, kind, needed in columns if needed
        }
    kinds = {name: kind for name, kind, _ in columns}
    values |= {name: uuid.uuid4().hex for name in keys if kinds.get(name) == "text"}
    ((apart,),) = company.rows(f"SELECT max(id) FROM crm.{of_table}")
    values |= {other: apart for name, other, *_ in _links(company, of_table) if name == child and other in values}
    values[link] = parent
    if child == "product_cost" and link == "supplier_id":  # no product has two costs
        ((values["product_id"],),) = company.rows(
            "INSERT INTO crm.product (name, unit) SELECT max(name), max(unit) FROM crm.product RETURNING id"
        )
    if child == "product_batch":  # each has a number of its own
        values["code"] = uuid.uuid4().hex
    if child == "contact_way":  # no contact has a number twice
        values |= {"number": f"029-6123{parent:04}", "digits": f"0296123{parent:04}"}
    if child in ("important_date", "contact_way") and of_table == "contact":  # lies where its contact does
        ((values["customer_id"],),) = company.rows("SELECT customer_id FROM crm.contact WHERE id = %s", parent)
    if child == "contact_relation":
        values |= _relation(company, of_table, values, link)
    if "owner_id" in {name for name, *_ in columns} and (
        values.get("customer_id") or of_table in ("customer", "contact")
    ):
        above, at = ("customer", values["customer_id"]) if values.get("customer_id") else (of_table, parent)
        values["owner_id"] = company.rows(f"SELECT owner_id FROM crm.{above} WHERE id = %s", at)[0][0]
    if by_pair:
        values["table_name"] = of_table
    names = ", ".join(values)
    with closing(company.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO crm.{child} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM jsonb_populate_record(NULL::crm.{child}, %s)",
            (json.dumps(values, default=str),),
        )
        if child == "contact_way":  # its contact tells of it
            cursor.execute(
                "UPDATE crm.contact SET further_phones = crm.further_phones(id) WHERE id = %s", (values["contact_id"],)
            )


def _pointing(company: AccountSet, of_table: str, to: int) -> dict[str, int]:
    return {
        f"{child}.{link}": company.rows(
            f"SELECT count(*) FROM crm.{child} WHERE {link} = %s"
            + (f" AND table_name = '{of_table}'" if by_pair else ""),
            to,
        )[0][0]
        for child, link, by_pair, _keys in _links(company, of_table)
    }


def _without(rows: Rows, table: str, record: int, *names: str) -> Rows:
    return {
        **rows,
        table: [{k: v for k, v in row.items() if row["id"] != record or k not in names} for row in rows[table]],
    }


@pytest.mark.parametrize("of_table", ["customer", "contact", "product", "partner"])
def test_every_link_of_the_catalogue_moves_and_comes_back(fresh_account_set: AccountSet, of_table: str) -> None:
    company = fresh_account_set
    if of_table in MADE:  # those that are there have all that they may have one of
        (survivor,), (loser,), (third,), _ = company.rows(MADE[of_table])
    else:
        ((survivor,), (loser,), (third,)) = company.rows(f"SELECT id FROM crm.{of_table} ORDER BY id LIMIT 3")
    links = _links(company, of_table)
    known = {"customer": "opportunity", "contact": "action", "product": "sales_order_line", "partner": "partner_price"}
    assert known[of_table] in {child for child, *_ in links}
    assert "attachment" in {child for child, *_ in links}
    for child, link, by_pair, keys in links:
        if not (of_table == "customer" and (child, link) == ("customer", "parent_id")):
            _add_child(company, child, link, by_pair, keys, of_table, loser)
            _add_child(company, child, link, by_pair, keys, of_table, third)
    if of_table == "customer":
        company.rows("UPDATE crm.customer SET parent_id = %s WHERE id = %s", loser, third + 1)
        company.rows("UPDATE crm.customer SET parent_id = %s WHERE id = %s", loser, survivor)
        company.rows("UPDATE crm.customer SET parent_id = %s WHERE id = %s", third, loser)
    if of_table == "product":  # the sums and costs of orders whose lines came past all triggers
        company.rows("UPDATE crm.sales_order_line SET quantity = quantity RETURNING id")
    before, at_loser = _dump(company), _pointing(company, of_table, loser)
    assert all(at_loser.values()), at_loser
    with closing(company.connect("admin" if of_table == "product" else "boss")) as boss:
        ((made,),) = _run(boss, f"SELECT crm.merge_records('{of_table}', %s, %s)", survivor, [loser, third])
        assert not any(_pointing(company, of_table, loser).values())
        assert not any(_pointing(company, of_table, third).values())
        assert company.rows(f"SELECT count(*) FROM crm.{of_table} WHERE id IN (%s, %s)", loser, third) == [(0,)]
        told = "SELECT count(*) FROM crm.timeline_entry WHERE kind = 'merged' AND (%s = 'contact' OR customer_id = %s)"
        assert of_table in ("product", "partner") or company.rows(told, of_table, survivor)[0][0] >= 2
        company.rows("DELETE FROM crm.timeline_entry WHERE kind = 'merged' RETURNING id")
        merged = _dump(company)
        ((removed,),) = company.rows("SELECT removed FROM crm.record_merge WHERE id = %s", made)
        for child, *_ in links:
            gone = sum(r["t"] == child for r in removed) + (2 if child == of_table else 0)
            assert len(merged[child]) == len(before[child]) - gone, child
        _run(boss, "SELECT crm.undo_merge(%s)", made)
    company.rows("DELETE FROM crm.timeline_entry WHERE kind = 'unmerged' RETURNING id")
    after = _dump(company)
    # the survivor was written twice; everything else is to the letter what it was, version and author too
    for name in before:
        was = _without(before, of_table, survivor, "version", "updated_at", "updated_by").get(name)
        found = _without(after, of_table, survivor, "version", "updated_at", "updated_by")[name]
        assert [r for r in found if r not in was] == [] == [r for r in was if r not in found], name


def _two(company: AccountSet, *, owner: str = "lead1") -> tuple[int, int]:
    """Return two customers of a team leader, whole and bare."""
    with closing(company.connect(owner)) as lead:
        rows = _run(
            lead,
            "INSERT INTO crm.customer (name, short_name, phone, address, tags) VALUES "
            "('西安甲乙商贸有限公司', '甲乙', '', '', '{老客户}'), ('甲乙商贸', '', '029-80001111', '高新路 1 号', '{展会}') RETURNING id",
        )
    return rows[0][0], rows[1][0]


def test_filled_fields_are_kept_and_old_names_go_on_finding(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, two = _two(company)
    ((code,),) = company.rows("SELECT code FROM crm.customer WHERE id = %s", two)
    with closing(company.connect("lead1")) as lead:
        ((made,),) = _run(
            lead, "SELECT crm.merge_records('customer', %s, %s, %s)", one, [two], json.dumps({"address": "雁塔路 2 号"})
        )
        ((name, short, phone, address, tags, formerly),) = _run(
            lead, "SELECT name, short_name, phone, address, tags, formerly FROM crm.customer WHERE id = %s", one
        )
        assert (name, short, phone, address) == ("西安甲乙商贸有限公司", "甲乙", "029-80001111", "雁塔路 2 号")
        assert set(tags) == {"老客户", "展会"}
        assert code in formerly and "甲乙商贸" in formerly
        for words in (code, "甲乙商贸"):
            assert (one,) in _run(lead, "SELECT id FROM crm.search_customer(%s)", words), words
        assert _run(lead, "SELECT crm.merged_into('customer', %s)", two) == [(one,)]
        ((losers, may_undo),) = _run(lead, "SELECT losers, may_undo FROM crm.merges_of('customer', %s)", one)
        assert (losers[0]["phone"], losers[0]["code"], may_undo) == ("029-80001111", code, True)
        _run(lead, "UPDATE crm.customer SET description = 'seit gestern' WHERE id = %s", one)  # untouched by the merge
        _run(lead, "INSERT INTO crm.contact (customer_id, name) VALUES (%s, '新人')", one)
        assert _run(lead, "SELECT crm.undo_merge(%s)", made) == [([two],)]
        assert _run(lead, "SELECT phone, tags, formerly, description FROM crm.customer WHERE id = %s", one) == [
            ("", ["老客户"], "", "seit gestern")
        ]
        assert _run(lead, "SELECT code, phone FROM crm.customer WHERE id = %s", two) == [(code, "029-80001111")]
        assert _run(lead, "SELECT count(*) FROM crm.contact WHERE customer_id = %s", one) == [(1,)]
        assert (two,) in _run(lead, "SELECT id FROM crm.search_customer(%s)", code)
        assert _run(lead, "SELECT crm.merged_into('customer', %s)", two) == [(None,)]
        assert _refused(lead, "SELECT crm.undo_merge(%s)", made) == "bulk_already_undone"


def test_undo_is_refused_where_it_would_write_over_somebodys_work(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, two = _two(company)
    with closing(company.connect("lead1")) as lead:
        ((contact,),) = _run(lead, "INSERT INTO crm.contact (customer_id, name) VALUES (%s, '李四') RETURNING id", two)
        ((made,),) = _run(lead, "SELECT crm.merge_records('customer', %s, %s)", one, [two])
        undo = f"SELECT crm.undo_merge({made})"
        assert _refused(lead, f"UPDATE crm.customer SET phone = '1' WHERE id = {one}; {undo}") == "merge_changed_since"
        ((other,),) = company.rows(
            "SELECT min(id) FROM crm.customer WHERE owner_id = crm.me() OR name LIKE '北京华新%%'"
        )
        moved = f"UPDATE crm.contact SET customer_id = {other} WHERE id = {contact}; {undo}"
        assert _refused(lead, moved) == "merge_moved_since"
        assert _refused(lead, f"DELETE FROM crm.contact WHERE id = {contact}; {undo}") == ""  # what is gone stays gone
        assert _refused(lead, f"UPDATE crm.contact SET title = '经理' WHERE id = {contact}; {undo}") == ""
        company.rows("UPDATE crm.record_merge SET at = at - interval '40 days' WHERE id = %s", made)
        assert _refused(lead, undo) == ""


def test_who_may_not_delete_both_merges_nothing(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, two = _two(company)
    ((foreign,),) = company.rows("SELECT id FROM crm.customer WHERE name LIKE '成都蓝天%%'")
    merge = "SELECT crm.merge_records('customer', %s, %s)"
    with closing(company.connect("lead1")) as lead, closing(company.connect("rep1")) as rep:
        assert _refused(lead, merge, one, [foreign]) == "merge_needs_rights"
        assert _refused(lead, merge, foreign, [one]) == "merge_needs_rights"
        assert _refused(lead, merge, one, [987654]) == "merge_needs_rights"  # what is not there looks the same
        mine = [row[0] for row in _run(rep, "SELECT id FROM crm.customer ORDER BY id")]
        assert len(mine) == 2
        assert _refused(rep, merge, mine[0], mine[1:]) == "merge_needs_rights"  # sees and edits, may not delete
        assert _refused(lead, merge, one, [one]) == "merge_needs_two"
        assert (
            _refused(lead, f"{merge.replace('%s)', '%s, %s)')}", one, [two], json.dumps({"formerly": "x"}))
            == "merge_field_denied"
        )
        assert _refused(lead, "INSERT INTO crm.record_merge (entity) VALUES ('customer')").startswith(
            "permission denied"
        )
        assert _refused(lead, "SELECT * FROM crm.record_merge").startswith("permission denied")
        ((made,),) = _run(lead, merge, one, [two])
        with closing(company.connect("lead2")) as other:
            assert _refused(other, "SELECT crm.undo_merge(%s)", made) == "merge_needs_rights"
            assert _run(other, "SELECT * FROM crm.merges_of('customer', %s)", one) == []
            assert _run(other, "SELECT crm.merged_into('customer', %s)", two) == [(None,)]
        assert _refused(rep, "SELECT crm.undo_merge(%s)", made) == "merge_needs_rights"


def test_a_relation_between_the_two_goes_and_comes_back(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, two = _two(company)
    rows = f"SELECT * FROM crm.customer_relation WHERE {one} IN (customer_id, other_id) ORDER BY id"
    with closing(company.connect("lead1")) as lead:
        columns = [
            c for (c,) in company.rows("SELECT link FROM crm.links_to('customer') WHERE child = 'customer_relation'")
        ]
        assert len(columns) == 2
        company.rows(
            f"INSERT INTO crm.customer_relation ({', '.join(columns)}, kind) VALUES (%s, %s, 'same_group') RETURNING id",
            one,
            two,
        )
        before = company.rows(rows)
        ((made,),) = _run(lead, "SELECT crm.merge_records('customer', %s, %s)", one, [two])
        assert company.rows(rows) == []
        _run(lead, "SELECT crm.undo_merge(%s)", made)
        assert company.rows(rows) == before


def test_two_main_contacts_become_one_and_two_again(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    one, two = _two(company)
    main = "SELECT name FROM crm.contact WHERE customer_id = %s AND is_primary"
    with closing(company.connect("lead1")) as lead:
        for customer, name in ((one, "甲"), (two, "乙")):
            _run(lead, "INSERT INTO crm.contact (customer_id, name, is_primary) VALUES (%s, %s, true)", customer, name)
        ((made,),) = _run(lead, "SELECT crm.merge_records('customer', %s, %s)", one, [two])
        assert _run(lead, main, one) == [("甲",)]
        assert _run(lead, "SELECT count(*) FROM crm.contact WHERE customer_id = %s", one) == [(2,)]
        _run(lead, "SELECT crm.undo_merge(%s)", made)
        assert _run(lead, main, two) == [("乙",)]


def test_what_stands_at_both_stays_once_and_comes_back_twice(fresh_account_set: AccountSet) -> None:
    """Peers fail here: both have the same follower, both are on the same list."""
    company = fresh_account_set
    one, two = _two(company)
    with closing(company.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE crm.follower (customer_id bigint REFERENCES crm.customer, employee_id bigint REFERENCES crm.employee, "
            "note text, PRIMARY KEY (customer_id, employee_id)); ALTER TABLE crm.follower OWNER TO crm_owner"
        )
        cursor.execute("INSERT INTO crm.follower VALUES (%s, 1, 'a'), (%s, 1, 'b'), (%s, 2, 'c')", (one, two, two))
    with closing(company.connect("lead1")) as lead:
        ((made,),) = _run(lead, "SELECT crm.merge_records('customer', %s, %s)", one, [two])
        rows = "SELECT customer_id, employee_id, note FROM crm.follower ORDER BY 1, 2"
        assert company.rows(rows) == [(one, 1, "a"), (one, 2, "c")]
        _run(lead, "SELECT crm.undo_merge(%s)", made)
        assert company.rows(rows) == [(one, 1, "a"), (two, 1, "b"), (two, 2, "c")]


def test_a_confirmed_order_moves_too(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    ((order, loser),) = company.rows("SELECT id, customer_id FROM crm.sales_order ORDER BY id LIMIT 1")
    with closing(company.connect("boss")) as boss:
        ((survivor,),) = _run(boss, "INSERT INTO crm.customer (name) VALUES ('甲') RETURNING id")
        _run(boss, "UPDATE crm.sales_order SET state = 'confirmed' WHERE id = %s", order)
        _run(boss, "SELECT crm.merge_records('customer', %s, %s)", survivor, [loser])
        assert company.rows("SELECT customer_id, state FROM crm.sales_order WHERE id = %s", order) == [
            (survivor, "confirmed")
        ]
    assert company.rows("SELECT rule, table_name, detail FROM crm.check_account_set()") == []
