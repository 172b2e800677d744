"""Lists over the real database: every entity, as the people who may see it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QAbstractItemModelTester
from sqlalchemy import text

from crm_desktop.core.grouping import buckets_of, countable
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Changed
from crm_desktop.db import records
from crm_desktop.db.connect import Database, Profile
from crm_desktop.qt.jobs import Jobs
from crm_desktop.qt.listview import ListView
from crm_desktop.qt.tools import Tools
from crm_desktop.shell import registry
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet
from tests.ui.formkit import NOWHERE

WAIT = 8000


@pytest.fixture
def desk(account_set: AccountSet, qtbot) -> Iterator:
    opened = []

    def tools(login: str) -> Tools:
        profile = Profile(host=account_set.host, port=account_set.port, dbname=account_set.name)
        database = Database(profile, login, account_set.password(login))
        with database.open_session() as session:
            known = load_facts(session, registry.descriptors())
        made = Tools(
            jobs=Jobs(database.open_session, cancel_session=database.cancel),
            records=records,
            facts=lambda: known,
            language=lambda: "en",
            copies=NOWHERE,
        )
        opened.append((made, database))
        return made

    yield tools
    for made, database in opened:
        assert made.jobs.close()
        database.close()


def show(qtbot, tools: Tools, name: str) -> ListView:
    view = ListView(tools, tools.entity(name))
    qtbot.addWidget(view)
    view.tester = QAbstractItemModelTester(view.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.problems = []
    view.failed.connect(view.problems.append)
    view.resize(1000, 600)
    view.show()
    view.open()
    ready(qtbot, view)
    return view


def ready(qtbot, view: ListView) -> None:
    qtbot.waitUntil(
        lambda: (
            view.model.state != "loading"
            and view.model.tools.jobs.busy == 0
            and not view.filter._pause.isActive()
            and not view.model._refresh.isActive()
        ),
        timeout=WAIT,
    )
    assert view.model.state != "error", view.model.error
    assert view.problems == []


def test_every_entity_lists_sorts_counts_and_filters(qtbot, desk) -> None:
    tools = desk("boss")
    for name, entity in tools.facts().entities.items():
        view = show(qtbot, tools, name)
        for field in entity.fields:
            if field.sortable and field.name != entity.sort:
                view.model.sort_by(field.name, True)
                ready(qtbot, view)
        asked = [field.name for field in entity.fields if "filter" not in field.hidden_in]
        view.filter.set_text(" ".join(f"{field}:*" for field in asked))
        ready(qtbot, view)
        assert [condition.field for condition in view.model.query.conditions] == asked
        view.filter.clear()
        ready(qtbot, view)
        fields = countable(entity, tools.facts().rights)
        view.classes.facets.set_names([f.name for f in {type(f): f for f in fields}.values()])
        view.classes.show_facets(True)
        ready(qtbot, view)
        for counted in {type(f): f.name for f in fields}.values():
            for bucket in buckets_of(entity[counted]):
                view.group_by(counted, bucket=bucket)
                ready(qtbot, view)
        view.group_by("")
        view.model.set_columns([x.name for x in entity.fields])
        ready(qtbot, view)
        view.close()


def test_scopes_show_in_the_list(qtbot, desk, account_set) -> None:
    everything = show(qtbot, desk("boss"), "customer")
    own = show(qtbot, desk("rep1"), "customer")
    [(total,)] = account_set.rows("SELECT count(*) FROM crm.customer")
    assert everything.model.rowCount() == total
    assert 0 < own.model.rowCount() < total
    own.filter.set_text("负责人:我")
    ready(qtbot, own)
    assert own.model.query.conditions == (Condition("owner_id", "eq", own.tools.facts().employee_id),)
    assert own.model.rowCount() > 0


def test_reference_is_filtered_by_a_name_never_met(qtbot, desk) -> None:
    view = show(qtbot, desk("boss"), "customer")
    before = view.model.rowCount()
    field = view.entity["owner_id"]
    view.filter.words._ids.clear()
    view.model.set_query(conditions=(Condition(field.name, "contains", "王"),))
    ready(qtbot, view)
    names = {view.model.record_at(n).labels[field.name] for n in range(view.model.rowCount())}
    assert 0 < view.model.rowCount() < before
    assert all("王" in name for name in names)


def test_cell_saved_on_one_desk_shows_on_another(qtbot, desk) -> None:
    mine, theirs = show(qtbot, desk("rep1"), "customer"), show(qtbot, desk("boss"), "customer")
    record = mine.model.record_at(0)
    mine.model.edits.set(record, mine.entity["short_name"], "新简称")
    ready(qtbot, mine)
    assert mine.model.record(record.id).values["short_name"] == "新简称"
    theirs.take_change(Changed("customer", "UPDATE", (record.id,)))
    ready(qtbot, theirs)
    assert theirs.model.record(record.id).version > record.version


def test_cancel_stops_the_server_too(qtbot, desk, account_set) -> None:
    tools, owner, got, running = desk("boss"), QObject(), [], threading.Event()

    def work(session) -> None:
        session.execute(text("SELECT 1"))
        running.set()
        session.execute(text("SELECT pg_sleep(30)"))

    job = tools.jobs.run(work, owner=owner, done=got.append, failed=got.append)
    qtbot.waitUntil(running.is_set)
    qtbot.wait(100)
    started = time.monotonic()
    job.cancel()
    qtbot.waitUntil(lambda: tools.jobs.busy == 0, timeout=WAIT)
    assert time.monotonic() - started < 5
    assert got == []
    running_still = "SELECT count(*) FROM pg_stat_activity WHERE starts_with(query, 'SELECT pg_sleep') AND state = %s"
    assert account_set.rows(running_still, "active") == [(0,)]
