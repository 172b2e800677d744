"""A restarted server is noticed before the next work, not by it."""

from __future__ import annotations

from sqlalchemy import text

from crm_desktop.admin import embedded
from crm_desktop.db.connect import Profile, connect
from tests.databases import AccountSet


def test_the_next_session_works_after_a_restart(own_account_set: AccountSet) -> None:
    profile = Profile(host=own_account_set.host, port=own_account_set.port, dbname=own_account_set.name)
    database = connect(profile, "rep1", "crm-rep1")
    with database.open_session() as session:
        before = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    embedded.stop(own_account_set.server.data_dir)
    embedded.start(own_account_set.server.data_dir, durable=False)
    with database.open_session() as session:
        after, seen = session.execute(text("SELECT pg_backend_pid(), (SELECT count(*) FROM crm.customer)")).one()
    database.close()
    assert after != before
    assert seen == 2
