"""Refusals of duplicates: who may not read a number at every place learns by none of them whose it is; who keeps data quality does."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Any, cast

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from PySide6.QtWidgets import QApplication

from crm_desktop.shell.notice_board import PAGES, Notice, notice_words
from tests.databases import AccountSet
from tests.db.handoverkit import ask
from tests.db.test_duplicates import _refused

MOBILE, WORK, FREE = "13877665678", "13877660001", "13800000000"
#: what a transaction shows of itself, counts of all tables
COUNTS = "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_all_tables WHERE schemaname = 'crm' AND relname <> 'setting' ORDER BY 1"
NIGHT = "DELETE FROM crm.pool_run WHERE day = crm.today()"


@pytest.fixture
def company(own_account_set: AccountSet) -> AccountSet:
    """Refuse numbers and addresses that are there; rep3's customer has some."""
    own_account_set.rows("UPDATE crm.duplicate_rule SET by_hand = 'refuse', by_import = 'refuse'")
    with closing(own_account_set.connect("rep3")) as rep, rep, rep.cursor() as cursor:
        cursor.execute("INSERT INTO crm.customer (name, mobile) VALUES ('中大', %s) RETURNING id", (MOBILE,))
        cursor.execute("INSERT INTO crm.contact (customer_id, name) VALUES (%s, '远') RETURNING id", cursor.fetchone())
        cursor.execute("INSERT INTO crm.contact_way (contact_id, number) VALUES (%s, %s)", (*cursor.fetchone(), WORK))
    return own_account_set


def _hide(company: AccountSet, table: str, field: str, access: str) -> None:
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, %s, %s, %s FROM crm.role WHERE code = 'sales_rep'",
        table, field, access,
    )  # fmt: skip


def _told(rep: Connection, sql: str, *values: Any) -> list[Any]:
    """Return all that a statement tells whoever makes it: its refusal, and the counts of its own transaction."""
    try:
        with rep.cursor() as cursor:
            cursor.execute(COUNTS)
            before = {name: counts for name, *counts in cursor.fetchall()}
            cursor.execute(sql, values)
            cursor.execute(COUNTS)
            changes = [
                (name, [n - m for n, m in zip(counts, before[name], strict=True)])
                for name, *counts in cursor.fetchall()
            ]
            return [change for change in changes if any(change[1])]
    except psycopg2.Error as error:
        return [error.pgcode, error.diag.constraint_name, error.diag.message_detail]
    finally:
        rep.rollback()


#: what the role does not read, by which right; where else it may write it; the word that is somebody's, one that is nobody's
GUESSES = (
    ("customer", "mobile", "mask", "INSERT INTO crm.customer (name, phone) VALUES ('x', %s)", MOBILE, FREE),
    ("customer", "mobile", "none", "UPDATE crm.customer SET phone = %s WHERE id = {customer}", MOBILE, FREE),
    ("contact", "phone", "mask", "UPDATE crm.contact SET mobile = %s WHERE id = {contact}", WORK, FREE),
    ("contact", "phone", "none", "INSERT INTO crm.contact (customer_id, name, mobile) VALUES ({customer}, 'x', %s)", WORK, FREE),
)  # fmt: skip


@pytest.mark.parametrize(("table", "field", "access", "guess", "right", "wrong"), GUESSES)
@pytest.mark.parametrize("road", ["hand", "import"])
def test_a_right_guess_is_answered_like_a_wrong_one(
    company: AccountSet, table: str, field: str, access: str, guess: str, right: str, wrong: str, road: str
) -> None:
    ((customer, contact),) = company.rows(
        "SELECT c.id, max(k.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id JOIN crm.contact k ON k.customer_id = c.id "
        "WHERE e.login = 'rep1' GROUP BY c.id ORDER BY c.id LIMIT 1"
    )
    sql = f"SET LOCAL crm.road = '{road}'; " + guess.format(customer=customer, contact=contact)
    with closing(company.connect("rep1")) as rep:
        rule, owner = _refused(rep, sql, right)
        assert rule.startswith("duplicate_") and owner == "刘洋", "whoever reads the numbers is told, as before"
        assert _refused(rep, sql, wrong) == ("", "")
    _hide(company, table, field, access)
    with closing(company.connect("rep1")) as rep:
        _told(rep, sql, wrong)  # the first of a session fills caches
        answers = [_told(rep, sql, word) for word in (right, wrong)]
        assert answers[0] == answers[1] and len(answers[0]) > 2
    with closing(company.connect("boss")) as boss:
        assert _refused(boss, sql, right) == (rule, owner), "for who reads them the rule holds on"


def test_what_was_let_in_is_told_the_next_night_to_who_keeps_data_quality(company: AccountSet) -> None:
    _hide(company, "customer", "mobile", "mask")
    company.rows(NIGHT)
    add = "INSERT INTO crm.customer (name, phone) VALUES (%s, %s) RETURNING id"
    ((twin,),) = ask(company, "rep1", add, "甲", MOBILE)
    ((other,),) = ask(company, "rep1", add, "乙", FREE)
    ((first,),) = company.rows("SELECT id FROM crm.customer WHERE name = '中大'")
    pairs = "SELECT a_id, b_id, score, reasons FROM crm.open_pairs('customer')"
    said = "SELECT e.login FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id WHERE n.kind = 'let_in' ORDER BY 1"
    assert ask(company, "boss", pairs) == [] == company.rows(said), "nothing that a listener could hear happens at once"
    ask(company, "rep1", "SELECT crm.run_pool()")
    assert ask(company, "boss", pairs) == [(first, twin, 100, [["phone", 100]])]
    keepers = company.rows(
        "SELECT e.login FROM crm.effective_right r JOIN crm.employee e ON e.id = r.employee_id "
        "WHERE r.module = 'quality' AND r.action = 'view' AND r.scope = 'all' AND e.status = 'active' ORDER BY 1"
    )
    assert ("boss",) in keepers and ("rep1",) not in keepers and company.rows(said) == keepers
    assert ask(company, "rep1", pairs) == []
    # judged it stays judged, and nothing is told twice
    ask(company, "boss", "SELECT crm.judge_pair('customer', %s, %s, true)", first, twin)
    ask(company, "rep1", "UPDATE crm.customer SET phone = %s WHERE id = %s", FREE + "1", twin)
    ask(company, "rep1", "UPDATE crm.customer SET phone = %s WHERE id = %s", MOBILE, twin)
    company.rows(NIGHT)
    ask(company, "rep1", "SELECT crm.run_pool()")
    assert ask(company, "boss", pairs) == [] and company.rows(said) == keepers
    assert company.rows("SELECT count(*) FROM crm.duplicate_pair WHERE a_id = 0 OR %s IN (a_id, b_id)", other) == [(0,)]


def test_the_notice_counts_only_pairs_that_its_reader_sees(company: AccountSet) -> None:
    """Whoever keeps data quality without reading the numbers would learn by a count that his guess was right."""
    company.rows("INSERT INTO crm.role (code, name, name_en) VALUES ('keeper', '数据员', 'Keeper')")
    company.rows(
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, m, a, 'all' FROM crm.role r, unnest('{quality,customer,contact}'::text[]) m, "
        "unnest('{view,create}'::text[]) a WHERE r.code = 'keeper'"
    )
    company.rows("DELETE FROM crm.employee_role WHERE employee_id = (SELECT id FROM crm.employee WHERE login = 'rep1')")
    company.rows(
        "INSERT INTO crm.employee_role (employee_id, role_id) SELECT e.id, r.id FROM crm.employee e, crm.role r WHERE e.login = 'rep1' AND r.code = 'keeper'"
    )
    said = "SELECT n.text FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id WHERE n.kind = 'let_in' AND e.login = %s ORDER BY n.id"
    _hide(company, "customer", "mobile", "mask")
    company.rows(
        "UPDATE crm.field_right SET role_id = (SELECT id FROM crm.role WHERE code = 'keeper') WHERE field = 'mobile'"
    )
    pairs = "SELECT count(*) FROM crm.open_pairs('customer')"
    company.rows(NIGHT)
    ask(company, "rep1", "INSERT INTO crm.customer (name, phone) VALUES ('甲', %s)", MOBILE)
    ask(company, "rep1", "SELECT crm.run_pool()")
    assert (company.rows(said, "boss"), company.rows(said, "rep1")) == ([("1",)], [])
    assert (ask(company, "boss", pairs), ask(company, "rep1", pairs)) == ([(1,)], [(0,)]), "as the page has it"
    company.rows("DELETE FROM crm.field_right WHERE field = 'mobile'")  # now he reads the numbers
    company.rows(
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'mobile', 'none' FROM crm.role WHERE code = 'sales_rep'"
    )
    company.rows(NIGHT)
    ask(company, "rep2", "INSERT INTO crm.customer (name, phone) VALUES ('丙', %s)", MOBILE)
    ask(company, "rep1", "SELECT crm.run_pool()")
    assert (company.rows(said, "boss"), company.rows(said, "rep1")) == ([("1",), ("2",)], [("2",)])


def test_who_writes_what_he_reads_is_on_no_list(company: AccountSet) -> None:
    ask(company, "rep1", "INSERT INTO crm.customer (name, phone) VALUES ('甲', %s)", FREE)
    assert company.rows("SELECT count(*) FROM crm.duplicate_pair") == [(0,)]


def test_the_notice_says_how_many_and_leads_to_the_page(qapp: QApplication) -> None:
    notice = Notice(id=1, kind="let_in", text="2", at=datetime.now(UTC), read=False)
    assert notice_words(cast("Any", None), notice).endswith(": 2") and PAGES["let_in"] == "duplicates"
