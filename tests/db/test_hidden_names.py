"""A field right on a name: whoever may not read it is told it by no function either, nor finds by it, nor hears it in a notice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import psycopg2
import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.core.errors import Denied
from crm_desktop.shell.notice_board import Notice, notice_words
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, make_pool, person, pooled

NAME = "西安环太科技有限公司"
SEARCHES = ("search_all", "search_customer", "search_contact", "search_opportunity", "search_product", "search_partner")


@pytest.fixture
def company(own_account_set: AccountSet) -> AccountSet:
    own_account_set.rows(
        "WITH a AS (INSERT INTO crm.customer (name, short_name, phone, tax_number, owner_id) SELECT n, n, '029-66677788', '91610000MA6TW00X01', id "
        "FROM crm.employee, unnest('{密名甲公司,密名乙公司}'::text[]) n WHERE login = 'rep1' RETURNING id, owner_id), "
        "k AS (INSERT INTO crm.contact (customer_id, name) SELECT id, '密名' FROM a RETURNING id) "
        "INSERT INTO crm.opportunity (name, customer_id, owner_id, stage) SELECT '密名的机会', id, owner_id, 'engaging' FROM a RETURNING id"
    )
    for entity in ("customer", "contact"):
        own_account_set.rows(
            f"INSERT INTO crm.duplicate_pair (entity, a_id, b_id, score, reasons) SELECT '{entity}', min(id), max(id), 90, '[]' "
            f"FROM crm.{entity} WHERE name LIKE '密名%%' RETURNING a_id"
        )
    own_account_set.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'quality', 'view', 'all' FROM crm.role "
        "WHERE code = 'sales_rep' ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'all' RETURNING id"
    )
    return own_account_set


def _hide(company: AccountSet, *fields: tuple[str, str]) -> None:
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, f.t, f.f, 'none' FROM crm.role r, "
        "unnest(%s::text[], %s::text[]) f(t, f) WHERE r.code = 'sales_rep' RETURNING id",
        *map(list, zip(*fields, strict=True)),
    )


def _told(company: AccountSet, sql: str, *values: Any) -> str:
    try:
        return repr(ask(company, "rep1", sql, *values))
    except psycopg2.errors.InsufficientPrivilege:
        return "refused"


EVERYTHING = tuple((table, "name") for table in ("customer", "contact", "opportunity", "product", "partner"))
#: where a name stood; of each the reader's own or his pool's
PLACES = (
    "SELECT * FROM crm.search_all('密名')", "SELECT * FROM crm.search_customer('密名')", "SELECT * FROM crm.search_contact('密名')",
    "SELECT * FROM crm.search_opportunity('密名')", "SELECT * FROM crm.search_customer('66677788')", "SELECT * FROM crm.search_all('66677788')",
    "SELECT * FROM crm.open_pairs('customer')", "SELECT * FROM crm.open_pairs('contact')",
    "SELECT * FROM crm.match_duplicates('customer', '{\"tax_number\": \"91610000MA6TW00X01\"}')",
    "SELECT * FROM crm.match_duplicates('customer', '{\"phone\": \"0915-7776665\"}')",
    "SELECT id, name FROM crm.pool_customer", "SELECT * FROM crm.search_pool_customer('池')", "SELECT name FROM crm.customer",
)  # fmt: skip


def test_no_function_tells_a_hidden_name(company: AccountSet) -> None:
    ids = pooled(company, make_pool(company, "销售一部"), "蓝天教育")
    company.rows(
        "UPDATE crm.customer SET name = '密名池公司', phone = '0915-7776665' WHERE id = ANY (%s) RETURNING id", ids
    )
    for sql in PLACES:
        assert "密名" in _told(company, sql), f"{sql} tells nobody anything"
    _hide(company, *EVERYTHING, ("customer", "short_name"))
    for sql in PLACES:
        assert "密名" not in _told(company, sql), sql
    ((one,),) = company.rows("SELECT id FROM crm.customer WHERE name = '密名甲公司'")
    assert f"'#{one}'" in _told(company, "SELECT * FROM crm.search_customer('66677788')"), (
        "it is told by its number instead"
    )
    assert f"'#{one}'" in _told(company, "SELECT * FROM crm.open_pairs('customer')")
    assert f"'#{one}'" in _told(company, PLACES[8]) and f"'#{ids[0]}'" in _told(company, PLACES[9])


def test_nobody_finds_by_a_hidden_name_nor_reads_how_it_sounds(qapp: QApplication, company: AccountSet) -> None:
    questions = (
        *(f"SELECT id FROM crm.search_customer('{words}')" for words in ("密名", "mmjgs", "mimingjia")),
        "SELECT m FROM crm.match_customer('密名', 50) m", "SELECT m FROM crm.match_customer('mmjgs') m", "SELECT m FROM crm.match_opportunity('密名') m",
        "SELECT sort_key FROM crm.customer WHERE sort_key LIKE 'mi ming%%'",
    )  # fmt: skip
    for sql in questions:
        assert _told(company, sql) != "[]", f"{sql} finds nothing for anybody"
    _hide(company, *EVERYTHING, ("customer", "short_name"))
    for sql in questions:
        assert _told(company, sql) in ("[]", "refused"), sql
    code = company.rows("SELECT code FROM crm.customer WHERE name = '密名甲公司'")[0][0]
    assert _told(company, "SELECT id FROM crm.search_customer(%s)", code) != "[]", "what he reads finds it"
    # a desktop would have nothing to call its records by, and says so
    with company.session("rep1") as session, pytest.raises(Denied) as refused:
        load_facts(session, entity_descriptors())
    assert sentence(refused.value) not in (sentence(Denied("")), "label_hidden")


def test_a_notice_names_what_its_reader_may_read(company: AccountSet) -> None:
    one, rep1 = customer(company, "环太科技"), person(company, "rep1")
    give = "UPDATE crm.customer SET owner_id = %s WHERE id = %s"
    said = "SELECT n.text FROM crm.notice n WHERE n.kind = 'assigned' ORDER BY n.id DESC LIMIT 1"

    def hand_over() -> str:
        for to in (person(company, "rep2"), rep1):
            ask(company, "boss", give, to, one)
        return str(company.rows(said)[0][0])

    assert hand_over() == NAME
    _hide(company, ("customer", "name"))
    assert hand_over() == f"#{one}"

    ((writer,),) = company.rows("SELECT name FROM crm.employee WHERE login = 'lead1'")
    ((reader,),) = company.rows("SELECT name FROM crm.employee WHERE login = 'rep1'")
    write = "INSERT INTO crm.action (kind, customer_id, subject, content) VALUES ('call', %s, '议价', %s)"
    last = "SELECT text FROM crm.notice WHERE kind = 'mention' AND employee_id = %s ORDER BY id DESC LIMIT 1"

    def mention() -> str:
        ask(company, "lead1", write, one, f"@{reader} 底价八折")
        return str(company.rows(last, person(company, "rep1"))[0][0])

    assert mention() == f"{writer}：议价 @{reader} 底价八折"
    _hide(company, ("action", "content"))
    assert mention() == f"{writer}：议价"
    _hide(company, ("action", "subject"))
    assert mention() == f"{writer}："


def test_a_mention_carries_no_words_of_an_entry_that_its_reader_does_not_see(company: AccountSet) -> None:
    """He sees the customer, as its helper, but no entries at all."""
    one = customer(company, "环太科技")
    ((reader,),) = company.rows("SELECT name FROM crm.employee WHERE login = 'rep3'")
    company.rows(
        "INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read') RETURNING id", one, person(company, "rep3")
    )  # fmt: skip
    last = "SELECT text FROM crm.notice WHERE kind = 'mention' ORDER BY id DESC LIMIT 1"
    write = "INSERT INTO crm.action (customer_id, content) VALUES (%s, %s)"
    ask(company, "rep1", write, one, f"@{reader} 底价八折")
    assert "底价八折" in company.rows(last)[0][0]
    assert "底价八折" in repr(ask(company, "rep3", "SELECT content FROM crm.action WHERE customer_id = %s", one))
    company.rows("UPDATE crm.right_rule SET scope = 'none' WHERE module = 'action' AND action = 'view' RETURNING id")
    ask(company, "rep1", write, one, f"@{reader} 底价七折")
    assert company.rows(last)[0][0].endswith("：")


def test_samples_of_an_attribute_are_for_whoever_reads_attributes(company: AccountSet) -> None:
    company.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('customer', 'secret', '密', 'text') RETURNING id"
    )
    company.rows("UPDATE crm.customer SET attrs = '{\"secret\": \"密语\"}' WHERE short_name = '环太科技' RETURNING id")
    company.rows(
        "UPDATE crm.right_rule SET scope = 'all' WHERE (module, action) IN (('customer', 'view')) AND role_id = (SELECT id FROM crm.role WHERE code = 'sales_rep') RETURNING id"
    )
    company.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, 'setting', 'view', 'all' FROM crm.role "
        "WHERE code = 'sales_rep' ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'all' RETURNING id"
    )
    samples = (
        "SELECT samples FROM crm.attribute_definition d, crm.attribute_change(d.id, 'number', '') WHERE key = 'secret'"
    )
    assert "密语" in _told(company, samples)
    _hide(company, ("customer", "attrs"))
    assert _told(company, samples) == "[(None,)]"


def test_a_mention_without_words_is_a_sentence(qapp: QApplication) -> None:
    def said(words: str) -> str:
        notice = Notice(id=1, kind="mention", text=words, at=datetime.now(UTC), read=False)
        return notice_words(cast("Any", None), notice)

    assert said("王小明：") == "王小明 named you in an entry"
    assert said("王小明：价格：") == "王小明：价格："


def test_sums_and_counts_tell_no_hidden_field(company: AccountSet) -> None:
    company.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, m, 'view', 'all' FROM crm.role r, "
        "unnest('{dictionary,price,product}'::text[]) m WHERE r.code = 'sales_rep' "
        "ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'all' RETURNING id"
    )
    ((promotion,),) = company.rows(
        "INSERT INTO crm.promotion (name, effect, discount) VALUES ('preview', 'percent', 10) RETURNING id"
    )
    company.rows(
        "INSERT INTO crm.product_batch (product_id, code, quantity) SELECT min(id), 'LOT-1', 5 FROM crm.product RETURNING id"
    )
    preview = f"SELECT orders FROM crm.promotion_preview({promotion}, '2000-01-01', '2100-01-01')"
    counts = "SELECT code FROM crm.dictionary_usage('customer_grade') WHERE entity = 'customer'"
    offer = "SELECT subtitle FROM crm.offer_product_batch('LOT')"
    assert "refused" not in (_told(company, preview), _told(company, counts)) and "'A'" in _told(company, counts)
    assert "电脑" in _told(company, offer)
    _hide(company, ("sales_order", "amount"), ("customer", "grade"), ("product", "name"))
    assert _told(company, preview) == "refused"
    assert _told(company, counts) == "[]"
    assert _told(company, offer) == "[('',)]"
    assert len(ask(company, "admin", counts)) > 1, "whoever keeps the dictionaries counts all"


@pytest.mark.parametrize("table", ["customer", "contact"])
def test_the_timeline_names_no_merged_record_to_who_may_not_read_names(company: AccountSet, table: str) -> None:
    one, other = company.rows(
        f"SELECT t.id, coalesce((to_jsonb(t) ->> 'customer_id')::bigint, t.id) FROM crm.{table} t WHERE name LIKE '密名%%' ORDER BY id"
    )
    ask(company, "boss", "SELECT crm.merge_records(%s, %s, ARRAY[%s]::bigint[], '{}')", table, one[0], other[0])
    told = "SELECT kind, data FROM crm.timeline_entry WHERE customer_id = %s AND kind = 'merged'"
    assert "密名" in _told(company, told, one[1])
    _hide(company, (table, "name"))
    assert _told(company, told, one[1]) == "refused"
    assert "'merged'" in _told(company, "SELECT kind FROM crm.timeline_entry WHERE customer_id = %s", one[1])
    assert _told(
        company, "SELECT field, access FROM crm.my_field_rights() WHERE table_name = 'timeline_entry'"
    ) == repr([("data", "none")]), "a desktop leaves the column out"
