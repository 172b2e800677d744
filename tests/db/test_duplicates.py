"""What is alike: one place decides, tells no more than one may know, and holds when two people write at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from tests.databases import AccountSet

Psql = Callable[[str], Connection]
ROWS = 20_000


def _core(account_set: AccountSet, name: str) -> str:
    ((core,),) = account_set.rows("SELECT crm.name_core(%s)", name)
    return str(core)


def _match(connection: Connection, of_table: str = "customer", of_id: int | None = None, **given: Any) -> list[Any]:
    """Return (entity, id, label, owner, kinds, same, refused) of what is alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM crm.match_duplicates(%s, %s, %s)", (of_table, json.dumps(given), of_id))
        found = cursor.fetchall()
    connection.rollback()
    return list(found)


def _refused(connection: Connection, sql: str, *values: Any) -> tuple[str, str]:
    """Return (rule, detail) with which a statement is refused, ('', '') where it is let in; all is rolled back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        return "", ""
    except psycopg2.errors.CheckViolation as error:
        return str(error.diag.constraint_name), str(error.diag.message_detail)
    finally:
        connection.rollback()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("西安环太科技有限公司", "环太科技"),
        ("西安环太科技有限公司", "陕西省西安市环太科技有限责任公司"),
        ("ABC科技(西安)有限公司", "ＡＢＣ科技（西安）股份有限公司"),
        ("ABC科技(西安)有限公司", "西安abc科技"),
        ("国联运输（集团）有限公司", "国联运输集团"),
        ("Quick-Stop Co., Ltd.", "quick stop"),
        ("Cía. Ñandú S.A.", "CIA NANDU"),
        ("西安市人民医院", "西安人民医院"),
    ],
)
def test_ways_to_write_one_name(account_set: AccountSet, one: str, two: str) -> None:
    assert _core(account_set, one) == _core(account_set, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("北京大学", "南京大学"),
        ("西安市第一医院", "宝鸡市第一医院"),
        ("中国银行西安分行", "中国银行宝鸡分行"),
        ("环太科技有限公司", "环太科技有限公司西安分公司"),
    ],
)
def test_names_of_two(account_set: AccountSet, one: str, two: str) -> None:
    assert _core(account_set, one) != _core(account_set, two)


def test_published_company_names_are_found_by_their_variants(account_set: AccountSet, shared_data: Path) -> None:
    lines = (shared_data / "cn_company" / "companynameparser_groundtruth.txt").read_text(encoding="utf-8").splitlines()
    names = list(dict.fromkeys(line.split()[0] for line in lines if line.strip()))
    assert len(names) > 450
    rows = account_set.rows(
        "SELECT n, crm.name_core(n), crm.name_core(replace(replace(n, '（', '('), '）', ')')), "
        "crm.name_core(regexp_replace(n, '(有限责任公司|股份有限公司|有限公司)$', '')), "
        "crm.name_core('北京' || regexp_replace(n, '^' || crm.places() || '+', '')) FROM unnest(%s) n",
        names,
    )
    for n, core, *variants in rows:
        assert core and set(variants[:2]) == {core}, n
    # another place in front, or none: the same core, but for those who are called by their place
    moved = [n for n, core, *variants in rows if variants[2] != core]
    assert len(moved) <= len(rows) * 0.05, moved
    assert len({core for _, core, *_ in rows}) >= len(rows) * 0.97  # and different companies stay different


def test_junk_names_are_alike_too(account_set: AccountSet, psql_as: Psql, shared_data: Path) -> None:
    text = (shared_data / "northwind" / "Customers.csv").read_text(encoding="utf-8", errors="replace")
    assert ",IT," in text.replace('"', "")
    rep = psql_as("rep1")
    with rep.cursor() as cursor:
        cursor.execute("INSERT INTO crm.customer (name) VALUES ('IT') RETURNING id")
        (first,) = cursor.fetchone()
        cursor.execute("SELECT id, same FROM crm.match_duplicates('customer', '{\"name\": \"IT\"}')")
        assert cursor.fetchall() == [(first, True)]
    rep.rollback()


@pytest.mark.parametrize(
    ("stored", "typed", "same"),
    [
        ("029-88451234", "(029) 8845 1234", True),
        ("029-88451234", "+86 29 8845 1234", True),
        ("029-88451234", "029-88451234转801", True),
        ("029-88451234", "88451234", False),
        ("88451234", "029-88451234", False),
        ("13900001234", "+86 139 0000 1234", True),
        ("029-88451234; 13900001234", "139-0000-1234", True),
        ("029-88451234", "010-88451234", None),
        ("029-88451234", "8451234", None),
    ],
)
def test_ways_to_write_one_number(fresh_account_set: AccountSet, stored: str, typed: str, same: bool | None) -> None:
    fresh_account_set.rows("UPDATE crm.customer SET phone = '' RETURNING id")
    with closing(fresh_account_set.connect("rep1")) as rep:
        with rep.cursor() as cursor:
            cursor.execute("INSERT INTO crm.customer (name, phone) VALUES ('甲', %s) RETURNING id", (stored,))
            (made,) = cursor.fetchone()
        rep.commit()
        found = [(hit[1], hit[5]) for hit in _match(rep, phone=typed)]
    assert found == ([] if same is None else [(made, same)])


def test_a_foreign_customer_is_told_masked_and_only_by_a_full_key(account_set: AccountSet, psql_as: Psql) -> None:
    rep, boss = psql_as("rep1"), psql_as("boss")
    ((foreign, phone),) = account_set.rows("SELECT id, phone FROM crm.customer WHERE name = '成都蓝天教育咨询有限公司'")
    for given in ({"name": "蓝天教育咨询"}, {"short_name": "蓝天教育"}, {"phone": phone}, {"phone": "85550011"}):
        ((_entity, told_id, label, owner, *_rest),) = _match(rep, **given)
        assert (told_id, label, owner) == (None, "成都＊＊＊", "刘洋"), given
        ((_entity, told_id, label, *_rest),) = _match(boss, **given)
        assert (told_id, label) == (foreign, "成都蓝天教育咨询有限公司"), given
    for given in ({"name": "蓝天"}, {"name": "成都"}, {"name": "%"}, {"name": "蓝天教育咨"}, {"phone": "8555001"}):
        assert _match(rep, **given) == [], given
    assert [hit[1] for hit in _match(boss, name="蓝天教育咨")] == [foreign]
    # nor does naming a foreign record as one's own tell anything, nor a table or a value of another kind
    assert _match(rep, of_id=foreign, name="蓝天教育咨询") == []
    assert _match(rep, of_table="employee", name="刘洋") == []
    assert _match(rep, name={"a": 1}, phone=[{"a": None}], email=7) == []
    assert _match(psql_as("pm"), name="蓝天教育咨询") == []  # who makes no customers asks for none


def test_own_ones_are_found_by_the_beginning_of_the_name(psql_as: Psql) -> None:
    ((_entity, _id, label, owner, kinds, same, *_),) = _match(psql_as("rep1"), name="长江")
    assert (label, owner, kinds, same) == ("重庆长江机械制造有限公司", "王小明", ["name"], False)


def test_the_same_name_elsewhere_is_near_not_the_same(psql_as: Psql) -> None:
    assert [hit[5] for hit in _match(psql_as("boss"), name="宝鸡环太科技有限公司")] == [False]
    assert [hit[5] for hit in _match(psql_as("boss"), name="西安环太科技")] == [True]


def test_a_hidden_phone_finds_nobody(own_account_set: AccountSet) -> None:
    with closing(own_account_set.connect("rep1")) as rep:
        assert len(_match(rep, phone="028-85550011")) == 1
        own_account_set.rows(
            "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'phone', 'none' "
            "FROM crm.role WHERE code = 'sales_rep' RETURNING id"
        )
        assert _match(rep, phone="028-85550011") == []


FURTHER = "INSERT INTO crm.customer_phone (customer_id, kind, number) VALUES (%s, 'office', %s)"
KEYS = "SELECT key FROM crm.duplicate_key WHERE kind = 'phone' AND entity = 'customer' AND of_id = %s ORDER BY 1"


def _reversed(*numbers: str) -> list[tuple[str]]:
    return sorted((number[::-1],) for number in numbers)


def test_every_number_of_a_company_finds_it(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("rep1")) as rep, rep.cursor() as cursor:
        cursor.execute("INSERT INTO crm.customer (name, fax) VALUES ('甲', '029-61110001') RETURNING id")
        (made,) = cursor.fetchone()
        cursor.execute(FURTHER, (made, "029-61110002转8"))
        cursor.execute(
            "INSERT INTO crm.contact (customer_id, name, phone) VALUES (%s, '丙', '029-61110003'), "
            "(%s, '丁', '029-61110003') RETURNING id",
            (made, made),
        )
        first, second = (row[0] for row in cursor.fetchall())
        rep.commit()
        assert [(h[0], h[1], h[5]) for h in _match(rep, phone="029 6111 0001")] == [("customer", made, True)]
        assert [(h[0], h[1], h[5]) for h in _match(rep, fax="61110001")] == [("customer", made, False)]
        assert [(h[0], h[1], h[5]) for h in _match(rep, mobile="+862961110002")] == [("customer", made, True)]
        office = [(h[0], h[1], h[5]) for h in _match(rep, phone="61110003")]
        assert office == [("contact", first, False), ("contact", second, False)]
        assert _match(rep, of_id=made, phone="029-61110003") == []  # its own people
        # two at one telephone are not one person; but their telephone is that of a company
        assert _match(rep, "contact", phone="029-61110003") == []
        assert [h[1] for h in _match(rep, "contact", phone="029-61110002")] == [made]
        assert _match(rep, "contact", customer_id=made, phone="029-61110002") == []


def test_keys_of_further_numbers_follow_them(fresh_account_set: AccountSet) -> None:
    def keys(customer: int) -> list[Any]:
        boss.commit()
        return fresh_account_set.rows(KEYS, customer)

    with closing(fresh_account_set.connect("boss")) as boss, boss.cursor() as cursor:
        cursor.execute("INSERT INTO crm.customer (name, phone) VALUES ('甲', '029-61110001'), ('乙', '') RETURNING id")
        one, two = (row[0] for row in cursor.fetchall())
        for number in ("029-61110001", "029-61110002"):
            cursor.execute(FURTHER, (one, number))
        assert keys(one) == _reversed("02961110001", "02961110002")
        cursor.execute("UPDATE crm.customer SET phone = '', fax = '029-61110003' WHERE id = %s", (one,))
        assert keys(one) == _reversed("02961110001", "02961110002", "02961110003")
        cursor.execute("UPDATE crm.customer_phone SET number = '029-61110003' WHERE number = '029-61110001'")
        assert keys(one) == _reversed("02961110002", "02961110003")
        cursor.execute("DELETE FROM crm.customer_phone WHERE number = '029-61110003'")
        assert keys(one) == _reversed("02961110002", "02961110003")  # the fax has it
        cursor.execute("SELECT crm.merge_records('customer', %s, ARRAY[%s]::bigint[], '{}')", (two, one))
        (merge,) = cursor.fetchone()
        assert keys(two) == _reversed("02961110002", "02961110003") and keys(one) == []
        boss.commit()
        cursor.execute("SELECT crm.undo_merge(%s)", (merge,))
        assert keys(one) == _reversed("02961110002", "02961110003") and keys(two) == []
        boss.commit()
        before = fresh_account_set.rows("SELECT kind, key, entity, of_id FROM crm.duplicate_key ORDER BY 1, 2, 3, 4")
        fresh_account_set.rows("SELECT crm.fill_duplicate_keys()")
        after = fresh_account_set.rows("SELECT kind, key, entity, of_id FROM crm.duplicate_key ORDER BY 1, 2, 3, 4")
        assert after == before
        cursor.execute("DELETE FROM crm.customer WHERE id = %s", (one,))
        assert keys(one) == []


@pytest.mark.parametrize(
    ("table", "field"),
    [("customer", "fax"), ("customer", "mobile"), ("customer_phone", "number"), ("contact", "phone")],
)
def test_who_may_not_read_a_number_learns_nothing(own_account_set: AccountSet, table: str, field: str) -> None:
    with closing(own_account_set.connect("rep1")) as rep, rep.cursor() as cursor:
        cursor.execute("INSERT INTO crm.customer (name, fax) VALUES ('甲', '029-61110001') RETURNING id")
        (made,) = cursor.fetchone()
        cursor.execute(FURTHER, (made, "029-61110002"))
        cursor.execute("INSERT INTO crm.contact (customer_id, name, phone) VALUES (%s, '丙', '029-61110003')", (made,))
        rep.commit()
        numbers = ("029-61110001", "029-61110002", "029-61110003")
        asked = [(of_table, number) for of_table in ("customer", "contact") for number in numbers]
        told = {(of_table, number): len(_match(rep, of_table, phone=number)) for of_table, number in asked}
        assert [n for (_, n), count in told.items() if count] == [*numbers, *numbers[:2]]
        own_account_set.rows(
            "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, %s, %s, 'none' "
            "FROM crm.role WHERE code = 'sales_rep' RETURNING id",
            table,
            field,
        )
        hidden = numbers[2:] if table == "contact" else numbers[:2]
        assert not any(_match(rep, of_table, phone=number) for of_table, number in asked if number in hidden)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT key FROM crm.duplicate_key")


def test_a_further_number_is_refused_too(fresh_account_set: AccountSet) -> None:
    fresh_account_set.rows(
        "UPDATE crm.duplicate_rule SET by_hand = 'refuse' WHERE entity = 'customer' AND kind = 'phone' RETURNING id"
    )
    ((mine,),) = fresh_account_set.rows("SELECT id FROM crm.customer WHERE name LIKE '西安环太%%'")
    with closing(fresh_account_set.connect("rep1")) as rep:
        assert _refused(rep, FURTHER, mine, "028-85550011") == ("duplicate_phone", "刘洋")
        assert _refused(rep, FURTHER, mine, "028-85550012") == ("", "")


def test_numbers_cost_an_insert_one_statement_more(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SELECT id FROM crm.customer ORDER BY id LIMIT 1")
        (customer,) = cursor.fetchone()
        cursor.execute(
            "SELECT pg_stat_reset(); EXPLAIN (ANALYZE, FORMAT JSON) INSERT INTO crm.customer_phone (customer_id, kind, number) "
            "SELECT %s, 'office', '029-6' || lpad(i::text, 7, '0') FROM generate_series(1, 500) i",
            (customer,),
        )
        plan = cursor.fetchone()[0][0]
        calls = {t["Trigger Name"]: t["Calls"] for t in plan["Triggers"]}
        assert calls["t60_keys_insert"] == 1


def test_contacts_by_mobile_and_e_mail_but_not_their_own_customer(account_set: AccountSet, psql_as: Psql) -> None:
    ((mobile, customer),) = account_set.rows("SELECT mobile, customer_id FROM crm.contact WHERE name = '张环'")
    found = _match(psql_as("rep1"), "contact", mobile=f"+86{mobile}")
    assert [(hit[0], hit[2]) for hit in found] == [("contact", "张环")]
    assert [hit[0] for hit in _match(psql_as("rep3"), "contact", mobile=mobile)] == ["contact"]
    assert _match(psql_as("rep3"), "contact", mobile=mobile)[0][1:3] == (None, "张＊＊＊")
    # a customer's own contact is no second customer
    assert _match(psql_as("rep1"), of_id=customer, mobile=mobile) == []


def test_refused_for_psql_as_well_by_the_road_of_entry(fresh_account_set: AccountSet) -> None:
    sql = "INSERT INTO crm.customer (name, tax_number) VALUES (%s, %s)"
    change = "UPDATE crm.customer SET tax_number = '9161 0000 1234 5678 9x' WHERE name LIKE '西安环太%%'"
    with closing(fresh_account_set.connect("rep3")) as other, closing(fresh_account_set.connect("rep1")) as rep:
        with other.cursor() as cursor:
            cursor.execute(sql, ("甲", "91610000123456789X"))
        other.commit()
        assert _refused(rep, sql, "乙", "91610000 12345678-9x") == ("duplicate_tax_number", "刘洋")
        assert _refused(rep, change) == ("duplicate_tax_number", "刘洋")
        assert _refused(rep, sql, "乙", "91610000123456780X") == ("", "")
        assert _refused(rep, "INSERT INTO crm.customer (name) VALUES ('西安环太科技')") == ("", "")  # only warned
        with closing(fresh_account_set.connect("admin")) as admin, admin.cursor() as cursor:
            cursor.execute("UPDATE crm.duplicate_rule SET by_import = 'allow' WHERE kind = 'tax_number'")
            cursor.execute("UPDATE crm.duplicate_rule SET by_hand = 'refuse' WHERE kind = 'name'")
            admin.commit()
        assert _refused(rep, sql, "乙", "91610000123456789X")[0] == "duplicate_tax_number"
        assert _refused(rep, f"SET LOCAL crm.road = 'import'; {sql}", "乙", "91610000123456789X") == ("", "")
        assert _refused(rep, "INSERT INTO crm.customer (name) VALUES ('西安环太科技')")[0] == "duplicate_name"
        assert _refused(rep, "INSERT INTO crm.customer (name) VALUES ('宝鸡环太科技')") == ("", "")
        # who corrects an address is not asked about a name that stood there before
        assert _refused(rep, "UPDATE crm.customer SET address = 'x' WHERE name LIKE '西安环太%%'") == ("", "")


def test_two_of_a_file_are_seen_as_one(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect("rep1")) as rep:
        sql = "INSERT INTO crm.customer (name, tax_number) SELECT '甲' || i, '91610000123456789' || %s FROM generate_series(1, 2) i"
        assert _refused(rep, sql, "X")[0] == "duplicate_tax_number"
        assert _refused(rep, sql.replace("|| %s", "|| i || %s"), "X") == ("", "")


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ"])
def test_two_who_create_the_same_at_once(fresh_account_set: AccountSet, level: str) -> None:
    sql = "INSERT INTO crm.customer (name, tax_number) VALUES ('甲', '91610000123456789X')"
    outcome: list[str] = []
    with closing(fresh_account_set.connect("rep1")) as first, closing(fresh_account_set.connect("rep3")) as second:
        first.cursor().execute(sql)
        with second.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            cursor.execute("SELECT count(*) FROM crm.customer")  # the picture of before

        def write() -> None:
            try:
                second.cursor().execute(sql)
                second.commit()
                outcome.append("written")
            except psycopg2.Error as error:
                second.rollback()
                outcome.append(str(error.diag.constraint_name or error.pgcode))

        thread = threading.Thread(target=write)
        thread.start()
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'rep3'"
        while thread.is_alive() and not fresh_account_set.rows(waits)[0][0]:
            thread.join(0.05)
        assert outcome == [] and thread.is_alive()  # he waits for what the first one does
        first.commit()
        thread.join(20)
    assert outcome == ["duplicate_tax_number" if level == "READ COMMITTED" else "40001"]
    assert fresh_account_set.rows("SELECT count(*) FROM crm.customer WHERE name = '甲'") == [(1,)]


def test_an_import_asks_once_a_batch(fresh_account_set: AccountSet) -> None:
    rows = [{"name": "西安环太科技"}, {"name": "没有这家"}, {"phone": "028-85550011"}]
    with closing(fresh_account_set.connect("rep1")) as rep, rep.cursor() as cursor:
        cursor.execute(
            "SELECT row_number, id IS NOT NULL, owner FROM crm.match_duplicate_rows('customer', %s) ORDER BY 1",
            (json.dumps(rows),),
        )
        assert cursor.fetchall() == [(1, True, "王小明"), (3, False, "刘洋")]
        cursor.execute("SELECT current_setting('crm.road')")
        assert cursor.fetchone() == ("import",)
        rep.rollback()
        cursor.execute("SELECT coalesce(current_setting('crm.road', true), '')")
        assert cursor.fetchone() == ("",)


def test_keys_follow_the_record(fresh_account_set: AccountSet) -> None:
    keys = "SELECT kind, key FROM crm.duplicate_key WHERE entity = 'customer' AND of_id = %s ORDER BY 1, 2"
    with closing(fresh_account_set.connect("boss")) as boss, boss.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.customer (name, phone) VALUES ('西安甲乙有限公司', '029-88450000') RETURNING id"
        )
        (made,) = cursor.fetchone()
        boss.commit()
        assert fresh_account_set.rows(keys, made) == [("name", "甲乙"), ("phone", "00005488920")]
        cursor.execute("UPDATE crm.customer SET phone = '', email = 'A@B.cn' WHERE id = %s", (made,))
        boss.commit()
        assert fresh_account_set.rows(keys, made) == [("email", "a@b.cn"), ("name", "甲乙")]
        cursor.execute("DELETE FROM crm.customer WHERE id = %s", (made,))
        boss.commit()
        assert fresh_account_set.rows(keys, made) == []
    before = fresh_account_set.rows("SELECT kind, key, entity, of_id FROM crm.duplicate_key ORDER BY 1, 2, 3, 4")
    fresh_account_set.rows("SELECT crm.fill_duplicate_keys()")
    assert (
        fresh_account_set.rows("SELECT kind, key, entity, of_id FROM crm.duplicate_key ORDER BY 1, 2, 3, 4") == before
    )


def test_a_look_touches_few_rows_of_many(account_set: AccountSet, psql_as: Psql) -> None:
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO crm.customer (name, phone, owner_id) SELECT '众多' || i % 500 || '商贸有限公司', '029-8' || lpad(i::text, 7, '0'), "
            "e.id FROM generate_series(1, %s) i JOIN crm.employee e ON e.login = 'rep1'".replace("% 500", "%% 500"),
            (ROWS,),
        )
        cursor.execute(
            "INSERT INTO crm.contact (name, phone, customer_id, owner_id) SELECT '某某' || id, phone, id, owner_id FROM crm.customer LIMIT %s",
            (ROWS // 10,),
        )
        cursor.execute("SELECT crm.fill_duplicate_keys()")
        cursor.execute("VACUUM ANALYZE crm.customer, crm.contact, crm.duplicate_key")
    count = (
        "SELECT sum(coalesce(seq_scan, 0)), sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
        "WHERE relid IN ('crm.customer'::regclass, 'crm.duplicate_key'::regclass, 'crm.contact'::regclass)"
    )
    for given in (
        {"name": "众多7商贸"},
        {"name": "众多"},
        {"phone": "80000777"},
        {"name": "众多8商贸", "phone": "029-80000008"},
    ):
        with psql_as("rep1") as rep, rep.cursor() as cursor:
            cursor.execute(count)
            scans, rows = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM crm.match_duplicates('customer', %s)", (json.dumps(given),))
            assert cursor.fetchone()[0] >= 1
            cursor.execute(count)
            after = cursor.fetchone()
        assert after[0] - (scans or 0) == 0, given
        assert after[1] - (rows or 0) <= 600, given
