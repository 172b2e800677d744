"""An import straight into a public pool: by whom, what stands where, past which limits, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.importing import ImportMapping, ImportResult, from_json
from crm_desktop.system.importing.opening import import_pools
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet
from tests.db.handoverkit import ask, make_pool, open_as, person, refused

ROWS = "name,parent\n海投一公司,\n海投二公司,海投一公司\n海投三公司,\n"
MADE = "SELECT id FROM crm.customer WHERE name LIKE '海投%%' ORDER BY id"


@pytest.fixture
def company(fresh_account_set: AccountSet) -> AccountSet:
    make_pool(fresh_account_set, "!lead1", "rep1", name="一部公海")
    return fresh_account_set


@pytest.fixture
def lead(company: AccountSet) -> Iterator[Session]:
    with company.session("lead1") as session:
        yield session


def mapping(pool: str = "一部公海", **columns: str) -> ImportMapping:
    used = {"name": "name", "parent": "parent_id", **columns}
    return from_json({"columns": used, "match": ["name"], "pool": pool}, "customer")


def run_import(session: Session, folder: Path, wanted: ImportMapping, rows: str = ROWS) -> ImportResult:
    path = folder / "展会名单.csv"
    path.write_text(rows, encoding="utf-8")
    facts = load_facts(session, entity_descriptors())
    run = importing.stage(session, open_table(path), facts=facts, mapping=wanted, translate=translate)
    report = importing.check(session, run, facts=facts)
    assert not report.bad, report.problems
    result = importing.commit(session, run, facts=facts)
    session.commit()
    return result


def test_an_administrator_imports_into_his_pool_and_takes_it_back(
    company: AccountSet, lead: Session, tmp_path: Path
) -> None:
    assert import_pools(lead, "customer") == ("一部公海",)
    result = run_import(lead, tmp_path, mapping())
    assert (result.created, result.pool) == (3, "一部公海")
    assert company.rows(
        "SELECT c.owner_id, p.name, c.pool_reason, r.name FROM crm.customer c JOIN crm.customer_pool p ON p.id = c.pool_id "
        "LEFT JOIN crm.customer r ON r.id = c.parent_id WHERE c.name LIKE '海投%%' ORDER BY c.id"
    ) == [
        (None, "一部公海", "展会名单.csv", None),
        (None, "一部公海", "展会名单.csv", "海投一公司"),
        (None, "一部公海", "展会名单.csv", None),
    ]
    made = [row[0] for row in company.rows(MADE)]
    # nobody had them before: the history begins in the pool, and whoever imported them may claim them like anybody
    assert set(
        company.rows(
            "SELECT holder_id, how, reason, from_pool_id FROM crm.customer_holding h WHERE customer_id = ANY (%s)", made
        )
    ) == {(None, "pooled", "展会名单.csv", None)}
    assert set(
        company.rows(
            "SELECT kind, data ->> 'from', data ->> 'to' FROM crm.timeline_entry WHERE customer_id = ANY (%s)", made
        )
    ) == {("pooled", "–", "一部公海")}
    assert ask(
        company, "rep1", "SELECT name, former_owner_id FROM crm.pool_customer WHERE name LIKE '海投%%' ORDER BY id"
    )[0] == ("海投一公司", None)
    importing.undo_import(lead, result.run_id)
    lead.commit()
    assert company.rows(MADE) == []


def test_what_somebody_claimed_since_stays_with_all_that_came_with_it(
    company: AccountSet, lead: Session, tmp_path: Path
) -> None:
    result = run_import(lead, tmp_path, mapping(), "name,parent\n海投一公司,\n海投二公司,\n")
    ((one,), (_two,)) = company.rows(MADE)
    assert ask(company, "rep1", "SELECT crm.claim_customers(ARRAY[%s])", one) == [(1,)]
    assert importing.undo_import(lead, result.run_id) == 1
    lead.commit()
    assert company.rows("SELECT id, owner_id FROM crm.customer WHERE name LIKE '海投%%'") == [
        (one, person(company, "rep1"))
    ]


def test_no_limit_counts_what_nobody_will_hold_and_it_counts_again_afterwards(
    company: AccountSet, lead: Session, tmp_path: Path
) -> None:
    holds = company.rows("SELECT count(*) FROM crm.customer WHERE owner_id = %s", person(company, "lead1"))[0][0]
    company.rows(
        "INSERT INTO crm.holding_limit (kind, employee_id, most) VALUES ('owned', %s, %s) RETURNING 1",
        person(company, "lead1"),
        holds + 1,
    )
    assert (
        refused(company, "lead1", "INSERT INTO crm.customer (name) VALUES ('海投甲'), ('海投乙')")
        == "holding_limit_owned"
    )
    result = run_import(lead, tmp_path, mapping())
    assert (result.created, importing.undo_import(lead, result.run_id)) == (3, 4)  # the branch's parent too
    lead.commit()
    assert company.rows(MADE) == []
    begin = "SELECT crm.begin_bulk('import', 'x')"
    with open_as(company, "lead1") as psql, psql.cursor() as cursor:
        psql.autocommit = False
        cursor.execute(begin)
        ((bulk,),) = cursor.fetchall()
        cursor.execute("SELECT crm.import_into_pool(%s, '一部公海')", (bulk,))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # it is done now: what comes after it counts
        with pytest.raises(psycopg2.errors.CheckViolation, match="holding_limit_owned"):
            cursor.execute("INSERT INTO crm.customer (name) VALUES ('海投甲'), ('海投乙')")


@pytest.mark.parametrize("login", ["rep1", "rep2"])
def test_who_does_not_administer_the_pool_imports_nothing_into_it(
    company: AccountSet, login: str, tmp_path: Path
) -> None:
    with company.session(login) as session:
        assert import_pools(session, "customer") == ()
        with pytest.raises(Denied, match="import_pool_needs_admin"):
            run_import(session, tmp_path, mapping())
    assert company.rows(MADE) == []


def test_who_assigns_all_customers_imports_into_every_open_pool(company: AccountSet, tmp_path: Path) -> None:
    company.rows("INSERT INTO crm.customer_pool (name, retired) VALUES ('关了', true) RETURNING id")
    with company.session("boss") as session:
        assert import_pools(session, "customer") == ("一部公海",)
        assert run_import(session, tmp_path, mapping()).created == 3
    assert company.rows("SELECT count(*) FROM crm.customer WHERE name LIKE '海投%%' AND pool_id IS NOT NULL") == [(3,)]


def test_only_ones_own_import_of_this_transaction_goes_into_a_pool(company: AccountSet) -> None:
    ((mine,),) = ask(company, "lead1", "SELECT crm.begin_bulk('import', 'x')")
    into = "SELECT crm.import_into_pool(%s, '一部公海')"
    assert refused(company, "lead1", into, mine) == "bulk_not_yours"  # of an earlier transaction
    assert (
        refused(company, "lead1", "SELECT crm.import_into_pool(crm.begin_bulk('bulk_edit', 'x'), '一部公海')")
        == "bulk_not_yours"
    )
    assert refused(company, "lead1", "SELECT crm.import_into_pool(crm.begin_bulk('import', 'x'), '一部公海')") == ""


def test_a_column_of_owners_and_other_records_do_not_go_into_a_pool(
    company: AccountSet, lead: Session, tmp_path: Path
) -> None:
    with pytest.raises(Invalid, match="mapping_pool_owner"):
        run_import(lead, tmp_path, mapping(owner="owner_id"), "name,parent,owner\n海投一公司,,rep1\n")
    facts = load_facts(lead, entity_descriptors())
    path = tmp_path / "人.csv"
    path.write_text("name,customer\n人,西安环太科技有限公司\n", encoding="utf-8")
    people = from_json({"columns": {"name": "name", "customer": "customer_id"}, "pool": "一部公海"}, "contact")
    with pytest.raises(Invalid, match="mapping_value"):
        importing.stage(lead, open_table(path), facts=facts, mapping=people, translate=translate)
