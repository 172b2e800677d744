"""What another entry of the timeline says is no change of a field a second time."""

from __future__ import annotations

from contextlib import closing

from crm_desktop.shell.timeline import services
from tests.databases import AccountSet
from tests.db.test_customers_round import _customer, _facts, _run


def test_a_change_of_status_or_owner_is_told_once(fresh_account_set: AccountSet) -> None:
    company = fresh_account_set
    customer = _customer(company, "rep1")
    with closing(company.connect("boss")) as boss, boss:
        changed = (
            "UPDATE crm.customer SET status = 'intent', short_name = '新简称', owner_id = (SELECT id FROM crm.employee "
            "WHERE login = 'rep2') WHERE id = %s"
        )
        _run(boss, changed, customer)
    with closing(company.session("boss")) as session:
        facts = _facts(session)
        first = services.read_timeline(session, facts, "customer", customer).events[:3]
        assert {e.table for e in first} == {"changed", "customer_status_change", "timeline_entry"}
        assert [[name for name, *_ in e.changes] for e in first if e.table == "changed"] == [["short_name"]]
        edits = services.read_timeline(session, facts, "customer", customer, group="changes").events
        assert {"status", "owner_id", "short_name"} <= {name for name, *_ in edits[0].changes}, "alone it tells all"
        company.rows("DELETE FROM crm.customer_status_change WHERE customer_id = %s RETURNING 1", customer)
        session.rollback()
        edit = next(e for e in services.read_timeline(session, facts, "customer", customer).events if e.changes)
        assert {name for name, *_ in edit.changes} == {"status", "short_name"}, "what nobody else tells it tells"
