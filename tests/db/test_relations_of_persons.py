"""What persons are to each other: who sees it, from either side, through merging, deleting, erasing, handing over and files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

ADD = "INSERT INTO crm.contact_relation (contact_id, kind, other_id, note) VALUES (%s, %s, %s, %s)"
ALL = "SELECT contact_id, kind, other_id, note FROM crm.contact_relation ORDER BY contact_id, kind, other_id"


def _run(connection: Connection, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def _refused(connection: Connection, sql: str, *values: Any) -> str:
    with pytest.raises(psycopg2.Error) as caught:
        _run(connection, sql, *values)
    connection.rollback()
    return str(caught.value)


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    fresh_account_set.rows("DELETE FROM crm.contact_relation RETURNING 1")
    return fresh_account_set


def _contacts(company: AccountSet, login: str) -> list[int]:
    found = company.rows(
        "SELECT c.id FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = %s ORDER BY c.id",
        login,
    )
    return [one for (one,) in found]


def _sound(company: AccountSet) -> None:
    assert company.rows("SELECT * FROM crm.check_account_set()") == []


def _add(company: AccountSet, *rows: tuple[int, str, int, str]) -> None:
    with closing(company.connect("boss")) as boss:
        for row in rows:
            _run(boss, ADD, *row)
        boss.commit()


def _let_go(company: AccountSet, *contacts: int) -> None:
    """Take contacts out of the documents that would hold them."""
    for child in ("opportunity", "action", "sales_order"):
        company.rows(f"UPDATE crm.{child} SET contact_id = NULL WHERE contact_id = ANY (%s) RETURNING 1", [*contacts])


def test_who_sees_one_of_the_two_is_told_nothing(company: AccountSet) -> None:
    (mine, *_), (foreign, *_) = _contacts(company, "rep1"), _contacts(company, "rep3")
    _add(company, (mine, "reports_to", foreign, "秘密"))
    ids = [one for (one,) in company.rows("SELECT id FROM crm.contact_relation ORDER BY id")]
    with closing(company.connect("boss")) as boss:
        assert _run(boss, ALL) == [(mine, "reports_to", foreign, "秘密"), (foreign, "superior_of", mine, "秘密")]
    for login, own in (("rep1", mine), ("rep3", foreign)):
        with closing(company.connect(login)) as rep:
            assert _run(rep, ALL) == [] and _run(rep, "SELECT count(*) FROM crm.contact_relation") == [(0,)], login
            for one in ids:
                assert _run(rep, "SELECT crm.sees('contact_relation', %s)", one) == [(False,)]
                assert _run(rep, "SELECT * FROM crm.record_history('contact_relation', %s)", one) == []
            for change in (
                "UPDATE crm.contact_relation SET note = 'x' RETURNING 1",
                "DELETE FROM crm.contact_relation RETURNING 1",
            ):
                assert _run(rep, change) == []
            rep.commit()
            # a foreign person and one who is not there are refused alike, in either place, related or not
            for other in (*ids[:1], 999_999, *({mine, foreign} - {own})):
                if other not in _contacts(company, login):
                    assert _refused(rep, ADD, own, "classmate", other, "").startswith("link_not_visible"), other
                    assert _refused(rep, ADD, other, "classmate", own, "").startswith("parent_not_visible"), other
            assert _refused(rep, f"{ADD} ON CONFLICT DO NOTHING", own, "reports_to", 999_999, "").startswith("link_not")
    assert len(company.rows(ALL)) == 2
    _sound(company)


def test_a_relation_reads_differently_from_either_side_and_is_one(company: AccountSet) -> None:
    one, two, *_ = _contacts(company, "rep1")
    with closing(company.connect("rep1")) as rep:
        _run(rep, ADD, one, "assisted_by", two, "")
        _run(rep, "UPDATE crm.contact_relation SET note = '安排日程', since = '2020-05-01' WHERE contact_id = %s", two)
        rep.commit()
        assert _run(rep, ALL) == [(one, "assisted_by", two, "安排日程"), (two, "assists", one, "安排日程")]
        assert _run(rep, "SELECT DISTINCT since::text FROM crm.contact_relation") == [("2020-05-01",)]
        for twice in ((one, "assisted_by", two), (two, "assists", one)):
            assert "contact_relation_unique" in _refused(rep, ADD, *twice, "")
        assert "contact_relation_not_to_oneself" in _refused(rep, ADD, one, "friend", one, "")
        assert "contact_relation_kind_required" in _refused(rep, ADD, one, "", two, "")
        assert "choice_unknown" in _refused(rep, ADD, one, "supplies", two, "")  # companies do
        for told in ("owner_id", "customer_id", "other_customer_id"):
            assert "permission denied" in _refused(rep, f"UPDATE crm.contact_relation SET {told} = 1")
        _run(rep, "UPDATE crm.contact_relation SET kind = 'taught_by' WHERE contact_id = %s", one)
        assert [row[:3] for row in _run(rep, ALL)] == [(one, "taught_by", two), (two, "taught", one)]
        _run(rep, "DELETE FROM crm.contact_relation WHERE contact_id = %s", two)
        assert _run(rep, ALL) == []


def test_who_may_edit_one_and_sees_the_other_adds_and_takes_away(own_account_set: AccountSet) -> None:
    company = own_account_set
    company.rows("DELETE FROM crm.contact_relation RETURNING 1")
    (mine, *_), (theirs, *_) = _contacts(company, "rep1"), _contacts(company, "rep3")
    company.rows("INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, m, 'view', 'all' FROM crm.role, "
                 "unnest(ARRAY['customer', 'contact']) m WHERE code = 'sales_rep' ON CONFLICT (role_id, module, action) DO UPDATE SET scope = 'all' RETURNING 1")  # fmt: skip
    with closing(company.connect("rep1")) as rep:
        _run(rep, ADD, mine, "reports_to", theirs, "")
        assert _run(rep, "UPDATE crm.contact_relation SET note = 'x' RETURNING contact_id") == [(mine,)]  # not theirs
        rep.commit()
        assert [row[:2] for row in _run(rep, ALL)] == [(mine, "reports_to"), (theirs, "superior_of")]
        assert "row-level security" in _refused(rep, ADD, theirs, "classmate", mine, "")
        assert _run(rep, "DELETE FROM crm.contact_relation RETURNING contact_id") == [(mine,)]
        assert _run(rep, ALL) == []


def test_a_merge_moves_them_and_its_undo_brings_them_back(company: AccountSet) -> None:
    kept, lost, third, *_ = [*_contacts(company, "rep1"), *_contacts(company, "rep2"), *_contacts(company, "rep3")]
    fourth = _contacts(company, "rep3")[-1]
    _add(company, (kept, "reports_to", lost, "一人两条"), (kept, "classmate", third, "甲"), (lost, "classmate", third, "乙"),
         (lost, "taught_by", fourth, "丙"))  # fmt: skip
    before = company.rows(ALL)
    with closing(company.connect("boss")) as boss:
        ((made,),) = _run(boss, "SELECT crm.merge_records('contact', %s, %s)", kept, [lost])
        boss.commit()
        assert _run(boss, ALL) == sorted(
            [(kept, "classmate", third, "甲"), (third, "classmate", kept, "甲"),
             (kept, "taught_by", fourth, "丙"), (fourth, "taught", kept, "丙")])  # fmt: skip
        _sound(company)
        _run(boss, "SELECT crm.undo_merge(%s)", made)
        boss.commit()
    assert company.rows(ALL) == before
    _sound(company)


def test_they_go_with_a_deleted_contact_and_come_back(company: AccountSet) -> None:
    (mine, *_), (foreign, *_) = _contacts(company, "rep1"), _contacts(company, "rep3")
    _add(company, (mine, "introduced_by", foreign, "展会"))
    _let_go(company, mine)
    whole = "SELECT to_jsonb(r) - 'updated_at' - 'updated_by' FROM crm.contact_relation r ORDER BY id"
    before = company.rows(whole)
    with closing(company.connect("lead1")) as lead:  # who does not see the other
        assert _run(lead, "DELETE FROM crm.contact WHERE id = %s RETURNING 1", mine) == [(1,)]
        lead.commit()
        assert company.rows(ALL) == []
        _run(lead, "SELECT crm.undo_bulk((SELECT max(id) FROM crm.bulk_action))")
        lead.commit()
        assert _run(lead, ALL) == []
    assert company.rows(whole) == before
    _sound(company)


def test_they_follow_their_persons(company: AccountSet) -> None:
    (mine, *_), (other, *_) = _contacts(company, "rep1"), _contacts(company, "rep2")
    _add(company, (mine, "friend", other, ""))
    with closing(company.connect("rep1")) as rep:
        assert _run(rep, ALL) == []
    with closing(company.connect("lead1")) as lead:
        _run(lead, "UPDATE crm.customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep1') "
                   "WHERE id = (SELECT customer_id FROM crm.contact WHERE id = %s)", other)  # fmt: skip
        lead.commit()
    with closing(company.connect("rep1")) as rep:
        assert len(_run(rep, ALL)) == 2
        _run(
            rep,
            "UPDATE crm.contact SET is_primary = false, customer_id = (SELECT customer_id FROM crm.contact WHERE id = %s) WHERE id = %s",
            mine,
            other,
        )
        rep.commit()
        assert _run(rep, "SELECT count(DISTINCT customer_id), bool_and(customer_id = other_customer_id) FROM crm.contact_relation") == [(1, True)]  # fmt: skip
    _sound(company)


def test_an_erased_person_leaves_no_relation(company: AccountSet) -> None:
    (gone, *_), (other, *_) = _contacts(company, "rep1"), _contacts(company, "rep3")
    _add(company, (other, "relative", gone, "他表哥，爱喝茅台"))
    company.rows(
        "UPDATE crm.contact_relation SET note = '他表哥，戒酒了', since = '1990-01-01' WHERE contact_id = %s RETURNING 1",
        gone,
    )
    _let_go(company, gone)
    (((name,),)) = company.rows("SELECT name FROM crm.contact WHERE id = %s", other)
    with closing(company.connect("admin")) as admin:
        kept = _run(admin, "SELECT item, words FROM crm.personal_data('contact', %s) WHERE section = 'record'", gone)
        assert {("contact_relation.kind", "relative"), ("contact_relation.other_id", name),
                ("contact_relation.since", "1990-01-01"), ("contact_relation.note", "他表哥，戒酒了")} <= {*kept}  # fmt: skip
        told = dict(_run(admin, "SELECT what, n FROM crm.preview_erasure('contact', %s)", gone))
        assert told["contact_relation"] == 2
        _run(admin, "SELECT crm.erase_person('contact', %s)", gone)
        admin.commit()
        assert _run(admin, "SELECT * FROM crm.verify_audit()") == []
    assert company.rows(ALL) == []
    for word in ("茅台", "戒酒", "1990-01-01"):
        found = company.rows("SELECT count(*) FROM crm.audit WHERE concat(old, new) LIKE '%%' || %s || '%%'", word)
        assert found == [(0,)], word
    _sound(company)


def test_a_file_brings_them_back_at_both(company: AccountSet, tmp_path: Path) -> None:
    one, two, *_ = _contacts(company, "rep1")
    _add(company, (one, "reports_to", two, "直属"))
    before = company.rows(ALL)
    path = tmp_path / "out.xlsx"
    with closing(company.session("admin")) as session:
        facts = load_facts(session, entity_descriptors())
        columns = ("contact_id", "kind", "other_id", "since", "note")
        query = ListQuery(entity="contact_relation", columns=columns, sort="contact_id")
        assert export_list(session, query, path, facts=facts, language="zh_CN", translate=translate) == 2
        company.rows("DELETE FROM crm.contact_relation RETURNING 1")
        table = open_table(path)
        mapping = importing.propose_mapping(session, table, facts=facts, entity="contact_relation", translate=translate)
        (part,) = import_file(session, table, facts=facts, mapping=mapping, translate=translate)
        session.commit()
        assert part.result is not None, part.check.problems
    assert company.rows(ALL) == before
