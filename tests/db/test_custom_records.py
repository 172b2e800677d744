"""Records of kinds that the company added go where other records go: handed over, helped with, pooled, merged, deleted and back, erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.databases import AccountSet
from tests.db.customkit import LEND, bid, kept, lend, make_kinds, seen
from tests.db.handoverkit import ask, customer, make_pool, person, pooled, refused

CHECK = "SELECT * FROM crm.check_account_set()"
NOTE = "UPDATE crm.custom_loan SET note = 'x'"


@pytest.fixture
def company(own_account_set: AccountSet) -> Iterator[AccountSet]:
    """Give the tiny company with three kinds of its own, a loan at each customer and a tender of each seller."""
    make_kinds(own_account_set)
    for (short,) in own_account_set.rows("SELECT short_name FROM crm.customer ORDER BY id"):
        lend(own_account_set, "boss", f"借给{short}", short)
    for login in ("rep1", "rep2", "rep3"):
        bid(own_account_set, login, f"{login} 投标")
    ask(own_account_set, "pm", "INSERT INTO crm.custom_licence (name) VALUES ('许可')")
    yield own_account_set
    assert own_account_set.rows(CHECK) == []


def owner(company: AccountSet, table: str, name: str) -> str | None:
    """Return whose the record is."""
    ((login,),) = company.rows(f"SELECT (SELECT login FROM crm.employee e WHERE e.id = t.owner_id) FROM crm.{table} t WHERE name = %s", name)  # fmt: skip
    return None if login is None else str(login)


def test_a_loan_goes_with_its_customer_and_back(company: AccountSet) -> None:
    shop = customer(company, "环太科技")
    assert owner(company, "custom_loan", "借给环太科技") == "rep1"
    ((bulk,),) = ask(company, "boss", "SELECT crm.assign_customers(%s, %s)", [shop], [person(company, "rep3")])
    assert owner(company, "custom_loan", "借给环太科技") == "rep3"
    assert "借给环太科技" in seen(company, "rep3", "custom_loan") and "借给环太科技" not in seen(
        company, "rep1", "custom_loan"
    )
    search = "SELECT id FROM crm.search_custom_loan('jghtkj')"  # its words say whose it is
    assert (len(ask(company, "rep3", search)), len(ask(company, "rep1", search))) == (1, 0)
    assert (
        company.rows("SELECT 1 FROM crm.audit WHERE table_name = 'custom_loan' AND operation = 'U'") == []
    )  # told by the customer's own entry
    ask(company, "boss", "SELECT crm.undo_bulk(%s)", bulk)
    assert owner(company, "custom_loan", "借给环太科技") == "rep1"


def test_to_another_customer_it_goes_with_that_one(company: AccountSet) -> None:
    move = "UPDATE crm.custom_loan SET customer_id = %s WHERE name = '借给环太科技'"
    assert refused(company, "rep1", move, customer(company, "秦岭医药")) == "parent_not_visible"
    ask(company, "lead1", move, customer(company, "秦岭医药"))
    assert owner(company, "custom_loan", "借给环太科技") == "rep2"


def test_whoever_leaves_hands_over(company: AccountSet) -> None:
    rep1, rep2 = person(company, "rep1"), person(company, "rep2")
    assert ("custom_tender", "owner_id", 1, 0) in ask(company, "admin", "SELECT * FROM crm.responsibilities(%s)", rep1)
    assert "custom_loan" not in {
        row[0] for row in ask(company, "admin", "SELECT * FROM crm.responsibilities(%s)", rep1)
    }
    assert refused(company, "admin", "SELECT crm.leave(%s, NULL)", rep1) == "leaving_to_whom"
    ((bulk,),) = ask(company, "admin", "SELECT crm.leave(%s, %s)", rep1, rep2)
    assert owner(company, "custom_tender", "rep1 投标") == "rep2" == owner(company, "custom_loan", "借给环太科技")
    assert (
        refused(company, "boss", "UPDATE crm.custom_tender SET owner_id = %s WHERE name = 'rep3 投标'", rep1)
        == "owner_has_left"
    )
    ask(company, "admin", "SELECT crm.undo_bulk(%s)", bulk)
    assert owner(company, "custom_tender", "rep1 投标") == "rep1" == owner(company, "custom_loan", "借给环太科技")


def test_who_is_given_a_tender_learns_of_it(company: AccountSet) -> None:
    ask(
        company, "lead1", "UPDATE crm.custom_tender SET owner_id = %s WHERE name = 'rep1 投标'", person(company, "rep2")
    )
    assert ask(company, "rep2", "SELECT kind, text, table_name FROM crm.notice") == [
        ("assigned", "rep1 投标", "custom_tender")
    ]
    assert ask(company, "rep1", "SELECT kind FROM crm.notice") == []


def test_a_helper_sees_and_with_the_power_writes(company: AccountSet) -> None:
    shop, name = customer(company, "秦岭医药"), "借给秦岭医药"
    help_him = "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, %s)"
    loans = seen(company, "rep1", "custom_loan")
    assert name not in loans
    ask(company, "boss", help_him, shop, person(company, "rep1"), "read")
    assert seen(company, "rep1", "custom_loan") == {*loans, name}
    assert (
        len(ask(company, "rep1", "SELECT * FROM crm.search_custom_loan('qlyy')"))
        == 1
        == len(ask(company, "rep1", "SELECT * FROM crm.match_custom_loan('qlyy')"))
    )
    assert (
        kept(company, "rep1", f"{NOTE} WHERE name = %s", name) == 0 and refused(company, "rep1", LEND, "x", shop) != ""
    )
    ask(company, "boss", "UPDATE crm.customer_helper SET power = 'write' WHERE customer_id = %s", shop)
    assert (
        kept(company, "rep1", f"{NOTE} WHERE name = %s", name) == 1 and refused(company, "rep1", LEND, "x", shop) == ""
    )
    assert [row[1] for row in ask(company, "boss", "SELECT employee_id, sees, ways FROM crm.who_sees('custom_loan', (SELECT id FROM crm.custom_loan WHERE name = %s))", name)
            if row[0] == person(company, "rep1") and row[2][0]["way"] == "helper"] == ["yes"]  # fmt: skip


def test_in_a_pool_it_is_nobodys_until_somebody_claims(company: AccountSet) -> None:
    pool = make_pool(company, "rep1", "rep3")
    pooled(company, pool, "环太科技")
    assert owner(company, "custom_loan", "借给环太科技") is None
    assert "借给环太科技" not in seen(company, "rep1", "custom_loan") | seen(company, "rep3", "custom_loan")
    assert "借给环太科技" in seen(company, "boss", "custom_loan")  # who sees all
    ask(company, "rep3", "SELECT crm.claim_customers(%s)", [customer(company, "环太科技")])
    assert owner(company, "custom_loan", "借给环太科技") == "rep3"


def test_merged_customers_bring_their_loans_and_take_them_back(company: AccountSet) -> None:
    kept_one, lost = customer(company, "环太科技"), customer(company, "秦岭医药")
    ((merge,),) = ask(company, "admin", "SELECT crm.merge_records('customer', %s, %s)", kept_one, [lost])
    assert company.rows("SELECT count(*) FROM crm.custom_loan WHERE customer_id = %s", kept_one) == [(2,)]
    assert owner(company, "custom_loan", "借给秦岭医药") == "rep1"
    ask(company, "admin", "SELECT crm.undo_merge(%s)", merge)
    assert owner(company, "custom_loan", "借给秦岭医药") == "rep2"


def test_deleted_with_its_customer_it_comes_back_with_him(company: AccountSet) -> None:
    ((shop,),) = ask(
        company,
        "boss",
        "INSERT INTO crm.customer (name, short_name) VALUES ('西安回来贸易有限公司', '回来贸易') RETURNING id",
    )
    loan = lend(company, "boss", "借给回来", "回来贸易")
    before = company.rows(
        "SELECT to_jsonb(t) - '{version,updated_at,updated_by}'::text[] FROM crm.custom_loan t WHERE id = %s", loan
    )
    ask(company, "boss", "DELETE FROM crm.customer WHERE id = %s", shop)
    assert company.rows("SELECT 1 FROM crm.custom_loan WHERE id = %s", loan) == []
    ((bulk,),) = company.rows("SELECT max(id) FROM crm.bulk_action WHERE kind = 'delete'")
    assert refused(company, "rep3", "SELECT crm.undo_bulk(%s)", bulk) == "bulk_not_yours"
    ask(company, "boss", "SELECT crm.undo_bulk(%s)", bulk)
    assert (
        company.rows(
            "SELECT to_jsonb(t) - '{version,updated_at,updated_by}'::text[] FROM crm.custom_loan t WHERE id = %s", loan
        )
        == before
    )


@pytest.mark.parametrize(
    ("table", "login"), [("custom_loan", "lead1"), ("custom_tender", "lead1"), ("custom_licence", "pm")]
)
def test_deleted_alone_it_comes_back_with_star_and_file(company: AccountSet, table: str, login: str) -> None:
    ((record,),) = ask(company, login, f"SELECT min(id) FROM crm.{table}")
    ask(
        company,
        login,
        "INSERT INTO crm.favourite (employee_id, table_name, record_id) VALUES (crm.me(), %s, %s)",
        table,
        record,
    )
    file = "INSERT INTO crm.attachment (table_name, record_id, name, media_type, size, digest) VALUES (%s, %s, '单.pdf', 'application/pdf', 0, '')"
    ask(company, login, file, table, record)
    whole = f"SELECT to_jsonb(t) - '{{version,updated_at,updated_by}}'::text[] FROM crm.{table} t"
    before = company.rows(whole)
    ask(company, login, f"DELETE FROM crm.{table} WHERE id = %s", record)
    assert len(company.rows(whole)) == len(before) - 1 and ask(company, login, "SELECT 1 FROM crm.favourite") == []
    ((bulk,),) = ask(company, login, "SELECT max(id) FROM crm.bulk_action WHERE kind = 'delete'")
    ask(company, login, "SELECT crm.undo_bulk(%s)", bulk)
    assert sorted(map(str, company.rows(whole))) == sorted(map(str, before))
    assert (
        len(ask(company, login, "SELECT 1 FROM crm.favourite"))
        == 1
        == len(ask(company, login, "SELECT 1 FROM crm.attachment WHERE table_name = %s", table))
    )
    company.rows("DELETE FROM crm.attachment")


def test_a_file_is_for_those_who_see_and_edit_its_record(company: AccountSet) -> None:
    ((loan,),) = company.rows("SELECT id FROM crm.custom_loan WHERE name = '借给环太科技'")
    file = "INSERT INTO crm.attachment (table_name, record_id, name, media_type, size, digest) VALUES ('custom_loan', %s, '单.pdf', 'application/pdf', 0, '')"
    assert "row-level security" in refused(company, "rep2", file, loan) and "row-level security" in refused(
        company, "clerk", file, loan
    )
    ask(company, "rep1", file, loan)
    files = "SELECT name FROM crm.attachment WHERE table_name = 'custom_loan'"
    assert [len(ask(company, login, files)) for login in ("rep1", "rep2", "lead1", "clerk")] == [1, 0, 1, 1]
    company.rows("DELETE FROM crm.attachment")


def test_what_somebody_follows_is_told_of(company: AccountSet) -> None:
    ((loan,),) = company.rows("SELECT id FROM crm.custom_loan WHERE name = '借给环太科技'")
    follow = "INSERT INTO crm.favourite (employee_id, table_name, record_id, follow) VALUES (crm.me(), 'custom_loan', %s, true)"
    ask(company, "lead1", follow, loan)
    assert refused(company, "rep2", follow, loan) == "link_not_visible"
    ask(company, "rep1", NOTE)
    assert ask(company, "lead1", "SELECT text FROM crm.notice WHERE kind = 'followed'") == [("王小明\t借给环太科技",)]


def test_an_import_is_taken_back(company: AccountSet) -> None:
    with closing(company.connect("rep1")) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT crm.begin_bulk('import', 'x.xlsx')")
        ((bulk,),) = cursor.fetchall()
        cursor.execute(
            "INSERT INTO crm.custom_loan (name, customer_id) SELECT '批' || n, %s FROM generate_series(1, 150) n",
            (customer(company, "环太科技"),),
        )
        cursor.execute("INSERT INTO crm.custom_tender (name) SELECT '批' || n FROM generate_series(1, 150) n")
        cursor.execute(NOTE)
    assert company.rows("SELECT count(*), count(DISTINCT code) FROM crm.custom_loan WHERE note = 'x'") == [(152, 152)]
    assert ask(company, "rep1", "SELECT crm.undo_bulk(%s)", bulk) == [(452,)]
    assert company.rows("SELECT count(*) FROM crm.custom_loan WHERE name LIKE '批%%' OR note = 'x'") == [(0,)]
    assert company.rows("SELECT count(*) FROM crm.custom_tender WHERE name LIKE '批%%'") == [(0,)]


def test_origin_is_kept_by_who_assigns_all(company: AccountSet) -> None:
    keep = "WITH made AS (INSERT INTO crm.custom_licence (name) VALUES ('旧') RETURNING id) SELECT id FROM made"
    for login, rule in (("pm", ""), ("admin", "")):
        with closing(company.connect(login)) as connection, connection.cursor() as cursor:
            cursor.execute(keep)
            ((made,),) = cursor.fetchall()
            cursor.execute(
                "SELECT crm.keep_origin('custom_licence', jsonb_build_array(jsonb_build_object('i', %s, 'at', '2020-01-02', 'by', 'old')))",
                (made,),
            )
            cursor.execute("SELECT created_by, created_at::date::text FROM crm.custom_licence WHERE id = %s", (made,))
            assert cursor.fetchall() == [("old", "2020-01-02")], rule
            connection.rollback()
    mine = "SELECT crm.keep_origin('custom_tender', '[]')"
    assert refused(company, "rep1", mine) == "origin_needs_assign" and refused(company, "boss", mine) == ""


def test_as_it_was(company: AccountSet) -> None:
    ((loan, moment),) = company.rows("SELECT id, clock_timestamp() FROM crm.custom_loan WHERE name = '借给环太科技'")
    ask(company, "rep1", "UPDATE crm.custom_loan SET name = '还了', note = '七月'")
    was = "SELECT crm.record_as_of('custom_loan', %s, %s) ->> 'name'"
    assert ask(company, "rep1", was, loan, moment) == [("借给环太科技",)] and ask(
        company, "rep2", was, loan, moment
    ) == [(None,)]
    parts = "SELECT state ->> 'name' FROM crm.parts_as_of('custom_loan', 'customer_id', %s, %s)"
    shop = customer(company, "环太科技")
    assert (
        ask(company, "rep1", parts, shop, moment) == [("借给环太科技",)]
        and ask(company, "rep2", parts, shop, moment) == []
    )
    assert len(ask(company, "admin", "SELECT * FROM crm.list_as_of('custom_loan', %s)", moment)) == 6


def test_attributes_formulas_rules_and_layout(company: AccountSet) -> None:
    define = "INSERT INTO crm.attribute_definition (entity, key, label, kind, searchable, target, formula) VALUES ('custom_loan', %s, %s, %s, %s, %s, %s)"
    for values in (("serial", "序列号", "text", True, "", ""), ("deposit", "押金", "money", False, "", ""), ("product", "产品", "link", False, "product", ""),
                   ("back", "还期", "date", True, "", ""), ("double", "双倍押金", "formula", False, "", "押金 * 2"), ("before", "前一次", "link", False, "custom_loan", "")):  # fmt: skip
        ask(company, "admin", define, *values)
    assert "permission denied" in refused(company, "rep1", define, "x", "x", "text", False, "", "")
    change = "UPDATE crm.custom_loan SET attrs = attrs || %s::jsonb WHERE name = '借给环太科技'"
    ask(company, "rep1", change, '{"serial": "SN-778", "deposit": 50000, "product": 1, "back": "2026-12-01"}')
    ((double,),) = company.rows("SELECT attrs ->> 'double' FROM crm.custom_loan WHERE name = '借给环太科技'")
    assert double == "1000"
    assert (
        refused(company, "rep1", change, '{"unheard": 1}') == "attribute_unknown"
        and refused(company, "rep1", change, '{"back": "soon"}') == "attribute_wrong_kind"
    )
    found = "SELECT entity, label, value FROM crm.search_attributes('SN-7')"
    assert (
        ask(company, "rep1", found) == [("custom_loan", "借给环太科技", "SN-778")] and ask(company, "rep2", found) == []
    )
    match = "SELECT * FROM crm.match_attribute('custom_loan', 'serial', 'eq', '\"SN-778\"')"
    assert (
        len(ask(company, "rep1", match)) == 1 == len(ask(company, "lead1", match)) and ask(company, "rep2", match) == []
    )
    ask(
        company,
        "boss",
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read')",
        customer(company, "环太科技"),
        person(company, "rep2"),
    )
    assert len(ask(company, "rep2", match)) == 1 == len(ask(company, "rep2", found))
    ((other,),) = company.rows("SELECT id FROM crm.custom_loan WHERE name = '借给秦岭医药'")
    assert refused(company, "rep1", change, f'{{"before": {other}}}') == "attribute_no_such_record"
    ask(company, "boss", change, f'{{"before": {other}}}')
    assert refused(company, "boss", "DELETE FROM crm.custom_loan WHERE id = %s", other) == "still_referenced"
    rule = "INSERT INTO crm.field_rule (entity, field, kind, condition) VALUES ('custom_loan', 'note', 'required', '押金 > 100')"
    ask(company, "admin", rule)
    dear = "INSERT INTO crm.custom_loan (name, customer_id, note, attrs) VALUES ('x', %s, %s, '{\"deposit\": 60000}')"
    shop = customer(company, "环太科技")
    assert (
        refused(company, "rep1", dear, shop, "") == "field_rule_required"
        and refused(company, "rep1", dear, shop, "租") == ""
    )
    layout = 'INSERT INTO crm.form_layout (entity, layout) VALUES (\'custom_loan\', \'{"groups": [{"title": "甲", "fields": ["name"]}], "hidden": [], "widths": {}}\')'
    assert refused(company, "admin", layout) == ""


def test_formulas_are_computed_anew_by_who_may(company: AccountSet) -> None:
    ask(
        company,
        "admin",
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, formula) VALUES ('custom_tender', 'shout', '喊', 'formula', 'name & \"!\"')",
    )
    assert company.rows("SELECT attrs ->> 'shout' FROM crm.custom_tender ORDER BY id") == [
        (f"rep{n} 投标!",) for n in (1, 2, 3)
    ]
    with closing(company.connect_admin()) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; UPDATE crm.custom_tender SET attrs = '{}'")
    ids = [i for (i,) in company.rows("SELECT id FROM crm.custom_tender")]
    stale = "SELECT count(*) FROM crm.stale_formulas('custom_tender', %s)"
    assert [ask(company, login, stale, ids) for login in ("rep1", "lead1", "boss")] == [[(1,)], [(2,)], [(3,)]]


def test_of_a_private_customer_what_is_personal_is_erased(company: AccountSet) -> None:
    ask(
        company,
        "admin",
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, personal) "
        "VALUES ('custom_loan', 'idcard', '证件号', 'text', true), ('custom_loan', 'serial', '序列号', 'text', false)",
    )
    ((who,),) = ask(
        company,
        "rep1",
        "INSERT INTO crm.customer (name, short_name, kind, mobile) VALUES ('欧阳小雪', '欧阳小雪', 'person', '13933334444') RETURNING id",
    )
    loan = lend(company, "rep1", "欧阳小雪借投影仪", "欧阳小雪")
    ask(
        company,
        "rep1",
        'UPDATE crm.custom_loan SET note = \'找欧阳小雪\', attrs = \'{"idcard": "610102", "serial": "S1"}\' WHERE id = %s',
        loan,
    )
    told = ask(company, "admin", "SELECT words FROM crm.personal_data('customer', %s) WHERE item = 'custom_loan'", who)
    assert len(told) == 1 and "欧阳小雪借投影仪" in told[0][0]
    assert ("custom_record", 2, False) in ask(
        company, "admin", "SELECT * FROM crm.preview_erasure('customer', %s)", who
    )
    ask(company, "admin", "SELECT crm.erase_person('customer', %s)", who)
    assert company.rows("SELECT name, note, attrs FROM crm.custom_loan WHERE id = %s", loan) == [
        ("(erased)借投影仪", "找(erased)", {"serial": "S1"})
    ]
    left = company.rows(
        "SELECT old::text, new::text FROM crm.audit WHERE table_name = 'custom_loan' AND record_id = %s", loan
    )
    assert not any(word in str(left) for word in ("欧阳小雪", "610102")) and "S1" in str(left)
    assert company.rows("SELECT note FROM crm.custom_loan WHERE name = '借给环太科技'") == [("",)]


def test_export_files_a_token_and_presence_go_by_its_rights(company: AccountSet) -> None:
    export = "SELECT crm.log_export('custom_loan', '{\"rows\": 1}')"
    assert refused(company, "rep1", export) == "export_needs_right" and refused(company, "boss", export) == ""
    ((loan,),) = company.rows("SELECT id FROM crm.custom_loan WHERE name = '借给环太科技'")
    here = "INSERT INTO crm.presence (employee_id, table_name, record_id, editing) VALUES (crm.me(), 'custom_loan', %s, true)"
    others = "SELECT name FROM crm.others_at('custom_loan', %s)"
    ask(company, "lead1", here, loan)
    assert ask(company, "rep1", others, loan) == [("李梅",)] and ask(company, "rep2", others, loan) == []


def test_who_stands_in_sees_and_edits(company: AccountSet) -> None:
    absent = (
        "INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) VALUES (%s, %s, crm.today(), crm.today())"
    )
    assert "rep1 投标" not in seen(company, "rep3", "custom_tender")
    ask(company, "admin", absent, person(company, "rep1"), person(company, "rep3"))
    assert {"rep1 投标", "rep3 投标"} == seen(company, "rep3", "custom_tender") and "借给环太科技" in seen(
        company, "rep3", "custom_loan"
    )
    assert kept(company, "rep3", "UPDATE crm.custom_tender SET note = 'x' WHERE name = 'rep1 投标'") == 1


def test_a_hidden_name_is_told_nowhere(company: AccountSet) -> None:
    ask(
        company,
        "admin",
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'custom_loan', 'name', 'none' FROM crm.role WHERE code = 'sales_rep'",
    )
    ((loan,),) = company.rows("SELECT id FROM crm.custom_loan WHERE name = '借给环太科技'")
    for column in ("name", "sort_key", "tokens"):
        assert "permission denied" in refused(company, "rep1", f"SELECT {column} FROM crm.custom_loan"), column
    assert refused(company, "rep1", "SELECT code FROM crm.custom_loan") == ""
    search = "SELECT id, label FROM crm.search_custom_loan(%s)"
    assert ask(company, "rep1", search, "jghtkj") == [] and ask(company, "lead1", search, "jghtkj") == [
        (loan, "借给环太科技")
    ]
    ((code,),) = ask(company, "rep1", "SELECT code FROM crm.custom_loan WHERE id = %s", loan)
    assert ask(company, "rep1", search, code) == [(loan, f"#{loan}")]
    assert "借给环太科技" not in str(
        ask(company, "rep1", "SELECT old, new FROM crm.record_history('custom_loan', %s)", loan)
    )
